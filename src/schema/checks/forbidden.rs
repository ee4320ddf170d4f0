//! `forbidden`

use super::{Hit, Input, meets_all};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::keywords::equals;
use crate::schema::node::ParameterName;

pub(super) fn forbidden<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let values = input.values(ParameterName::Values);
    let having = input.condition(ParameterName::Having);
    input
        .along(ParameterName::Property)
        .into_iter()
        .filter(|found| values.is_none_or(|values| values.iter().any(|value| equals(*value, *found))))
        .filter(|found| having.is_none_or(|tests| meets_all(*found, tests)))
        .map(|found| {
            let message = match found.as_str() {
                // One that the schema names.
                Some(text) if values.is_some() => format!("may not be `{text}` here"),
                _ => "may not stand here".to_owned(),
            };
            Hit::new(found, Fault::new(Code::SchemaWrongPlace, message))
        })
        .collect()
}
