//! `enum` and `const`

use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::{Fault, listed};
use crate::schema::nearest::nearest;
use crate::schema::node::{Slice, Value};

/// Whether a JSON value is one that a schema names.
pub(in crate::schema) fn equals(expected: Value, value: Node<'_>) -> bool {
    match expected {
        Value::String(text) => value.as_str() == Some(text.text()),
        Value::Integer(number) => value.as_f64() == Some(f64::from(number)),
        Value::Boolean(flag) => value.as_bool() == Some(flag),
    }
}

pub(super) fn test(values: Slice, value: Node<'_>) -> Result<(), Fault> {
    let values = values.values();
    if values.iter().any(|expected| equals(*expected, value)) {
        return Ok(());
    }
    let names: Vec<String> = values
        .iter()
        .map(|value| match value {
            Value::String(text) => text.text().to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Boolean(flag) => flag.to_string(),
        })
        .collect();
    let words = || names.iter().map(String::as_str);
    let few = names.len() <= 4;
    let message = if few {
        format!("must be {}", listed(words(), " or ", 4))
    } else {
        format!("must be one of {} values", names.len())
    };
    let mut fault = Fault::new(Code::SchemaEnum, message);
    if let Some(meant) = value.as_str().and_then(|given| nearest(given, words())) {
        fault = fault.hint(format!("did you mean `{meant}`?"));
    }
    if !few {
        fault = fault.hint(format!("allowed here: {}", listed(words(), " and ", 20)));
    }
    Err(fault)
}
