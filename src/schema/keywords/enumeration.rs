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

/// A value of the schemas as findings name it.
pub(in crate::schema) fn in_words(value: Value) -> String {
    match value {
        Value::String(text) => text.text().to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Boolean(flag) => flag.to_string(),
    }
}

pub(super) fn test(values: Slice, value: Node<'_>) -> Result<(), Fault> {
    let values = values.values();
    if values.iter().any(|expected| equals(*expected, value)) {
        return Ok(());
    }
    let names: Vec<String> = values.iter().map(|value| in_words(*value)).collect();
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

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::json::Document;
    use crate::schema::node::Keyword;
    use crate::schema::tables;

    /// The list of the schemas with this many values, one of them this one.
    fn list(value: &str, count: u16) -> Slice {
        let constraints = tables::nodes().iter().flat_map(crate::schema::node::Node::constraints);
        let mut lists = constraints.filter_map(|constraint| match constraint.keyword {
            Keyword::Enum(values) => Some(values),
            _ => None,
        });
        let has = |list: &Slice| {
            list.values().iter().any(|entry| matches!(entry, Value::String(text) if text.text() == value))
        };
        lists.find(|list| list.len == count && has(list)).unwrap()
    }

    #[test]
    fn lists_the_values_and_the_nearest() {
        let judge = |list: Slice, json: &'static str| {
            let document = Document::parse(json).unwrap();
            test(list, document.root())
        };
        assert_eq!(message(judge(list("bold", 2), r#""bold""#)), "ok");
        let fault = judge(list("bold", 2), r#""blod""#).unwrap_err();
        assert_eq!(fault.message, "must be `regular` or `bold`");
        assert_eq!(fault.hints, ["did you mean `bold`?"]);
        let fault = judge(list("giga", 7), r#""huge""#).unwrap_err();
        assert_eq!(fault.message, "must be one of 7 values");
        assert_eq!(fault.hints.len(), 1);
        assert!(fault.hints[0].starts_with("allowed here: `nano`, `micro`"), "{:?}", fault.hints);
    }

    #[test]
    fn numbers_are_equal_by_value() {
        for (json, equal) in
            [("1040", true), ("1040.0", true), ("1.04e3", true), ("1041", false), ("\"1040\"", false)]
        {
            let document = Document::parse(json).unwrap();
            assert_eq!(equals(Value::Integer(1040), document.root()), equal, "{json}");
        }
        let document = Document::parse("true").unwrap();
        assert!(equals(Value::Boolean(true), document.root()));
    }
}
