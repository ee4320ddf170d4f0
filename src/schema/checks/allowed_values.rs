//! `allowedValues`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::schema::fault::{Fault, listed};
use crate::schema::keywords::equals;
use crate::schema::node::{ParameterName, Value};

pub(super) fn allowed_values<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(allowed) = input.values(ParameterName::Values) else { return Vec::new() };
    let at = match input.property(ParameterName::Property) {
        Some(value) if input.is_broken(value) || allowed.iter().any(|allowed| equals(*allowed, value)) => {
            return Vec::new();
        }
        Some(value) => value,
        None => match input.values(ParameterName::Default) {
            Some([default]) if !allowed.contains(default) => input.object,
            _ => return Vec::new(),
        },
    };
    let texts: Vec<&str> = allowed
        .iter()
        .map(|value| match value {
            Value::String(text) => text.text(),
            Value::Boolean(true) => "true",
            Value::Boolean(false) => "false",
            Value::Integer(_) => "a number",
        })
        .collect();
    let allowed = listed(texts.into_iter(), " or ", usize::MAX);
    let message = if at == input.object {
        format!("needs `{}`, which must be {allowed} here", input.text(ParameterName::Property))
    } else {
        format!("must be {allowed} here")
    };
    vec![Hit::new(at, Fault::new(Code::SchemaConflict, message))]
}
