//! `distinct`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;
use std::collections::HashSet;

pub(super) fn distinct<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let mut seen = HashSet::new();
    input
        .along(ParameterName::Property)
        .into_iter()
        .filter(|value| !input.is_broken(*value))
        .filter(|value| {
            let number = value.as_f64().filter(|number| number.fract() == 0.0);
            let key = match (value.as_str(), number) {
                (Some(text), _) => format!("{text:?}"),
                (None, Some(number)) => number.to_string(),
                (None, None) => value.to_value().to_string(),
            };
            !seen.insert(key)
        })
        .map(|value| Hit::new(value, Fault::new(Code::SchemaConflict, "is the same as an earlier one")))
        .collect()
}
