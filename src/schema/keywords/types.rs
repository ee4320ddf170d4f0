//! `type`

use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;
use crate::schema::node::Types;

/// The types that a value has. `1.0` is an integer, as in JSON Schema.
pub(in crate::schema) fn types(value: Node<'_>) -> Types {
    match value.kind() {
        Kind::Null => Types::NULL,
        Kind::Bool => Types::BOOLEAN,
        Kind::Integer => Types::NUMBER,
        Kind::Float if value.as_f64().is_some_and(|number| number.fract() == 0.0) => Types::NUMBER,
        Kind::Float => Types(Types::NUMBER.0 & !Types::INTEGER.0),
        Kind::String => Types::STRING,
        Kind::Array => Types::ARRAY,
        Kind::Object => Types::OBJECT,
    }
}

/// The fault of a value that has none of the types.
pub(in crate::schema) fn wrong_type(allowed: Types, value: Node<'_>) -> Fault {
    const NAMES: &[(Types, &str)] = &[
        (Types::STRING, "a string"),
        (Types::NUMBER, "a number"),
        (Types::INTEGER, "an integer"),
        (Types::BOOLEAN, "true or false"),
        (Types::ARRAY, "an array"),
        (Types::OBJECT, "an object"),
        (Types::NULL, "null"),
    ];
    let name = |types: Types| {
        NAMES.iter().find(|(named, _)| types.contains(*named)).map_or("nothing", |entry| entry.1)
    };
    let mut expected = String::new();
    let mut left = allowed;
    while let Some((types, name)) = NAMES.iter().find(|(named, _)| left.contains(*named)) {
        if !expected.is_empty() {
            expected.push_str(" or ");
        }
        expected.push_str(name);
        left = Types(left.0 & !types.0);
    }
    let found = match value.kind() {
        Kind::Bool => value.source(),
        Kind::Integer | Kind::Float => "a number",
        _ => name(types(value)),
    };
    let fault = Fault::new(Code::SchemaType, format!("must be {expected}, but is {found}"));
    match value.kind() {
        Kind::String if allowed.0 & Types::NUMBER.0 != 0 || allowed.contains(Types::BOOLEAN) => {
            fault.hint("leave out the quotation marks")
        }
        Kind::Bool | Kind::Integer | Kind::Float if allowed.contains(Types::STRING) => {
            fault.hint("put the value in quotation marks")
        }
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn says_what_is_wanted_and_what_is_there() {
        let said = |allowed: Types, json: &str| {
            let document = Document::parse(json.to_owned()).unwrap();
            let value = document.root();
            if allowed.0 & types(value).0 == 0 { wrong_type(allowed, value).message } else { "ok".to_owned() }
        };
        assert_eq!(said(Types::STRING, "5"), "must be a string, but is a number");
        assert_eq!(said(Types::STRING, "true"), "must be a string, but is true");
        assert_eq!(said(Types::INTEGER, "1.5"), "must be an integer, but is a number");
        assert_eq!(said(Types::INTEGER, "1.0"), "ok");
        assert_eq!(said(Types::NUMBER, "1.5"), "ok");
        assert_eq!(said(Types::NUMBER, "1"), "ok");
        assert_eq!(said(Types::NUMBER, "\"1\""), "must be a number, but is a string");
        assert_eq!(said(Types::ARRAY, "{}"), "must be an array, but is an object");
        assert_eq!(said(Types::OBJECT, "null"), "must be an object, but is null");
        assert_eq!(said(Types(Types::INTEGER.0 | Types::NULL.0), "null"), "ok");
        assert_eq!(
            said(Types(Types::INTEGER.0 | Types::NULL.0), "[]"),
            "must be an integer or null, but is an array"
        );
    }
}
