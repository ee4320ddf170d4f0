//! Contracts: JSON Schema files that say of which type the attributes are.

use crate::batch::error::Error;
use serde_json::Value;

/// The types of attributes, from a JSON Schema of the profile. Tables of text need it: their cells have no types of
/// their own.
///
/// ```
/// use lineplate::batch::Contract;
///
/// let schema = r#"{"properties": {"UserAttribute": {"properties": {"points": {"type": "integer"}}}}}"#;
/// let contract = Contract::parse(schema)?;
/// # Ok::<(), lineplate::batch::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Contract {
    schema: Value,
}

/// What a cell of text holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CellType {
    Text,
    Integer,
    Number,
    Boolean,
    /// `[a|b|c]`, with items of this type.
    List(Box<CellType>),
    /// JSON text.
    Json,
}

/// References that are followed, one to the next.
const MAX_REFERENCES: usize = 16;

impl Contract {
    /// Reads the text of a JSON Schema.
    ///
    /// # Errors
    /// Where it is not JSON, or not an object.
    pub fn parse(text: &str) -> Result<Self, Error> {
        match serde_json::from_str(text) {
            Ok(schema @ Value::Object(_)) => Ok(Self { schema }),
            Ok(_) => Err(Error::content("a contract is a JSON Schema: an object")),
            Err(error) => Err(Error::content(format!("the contract is not JSON: {error}"))),
        }
    }

    /// The type of an attribute of the user.
    pub(super) fn cell_type(&self, attribute: &str) -> CellType {
        let root = self.resolve(&self.schema);
        let user = root.pointer("/properties/UserAttribute").map_or(root, |user| self.resolve(user));
        let schema = user.get("properties").and_then(|properties| properties.get(attribute));
        schema.map_or(CellType::Text, |schema| self.type_of(schema))
    }

    fn type_of(&self, schema: &Value) -> CellType {
        let schema = self.resolve(schema);
        match type_name(schema) {
            Some("integer") => CellType::Integer,
            Some("number") => CellType::Number,
            Some("boolean") => CellType::Boolean,
            Some("object") => CellType::Json,
            Some("array") => match schema.get("items").map(|items| self.type_of(items)) {
                Some(CellType::Json | CellType::List(_)) => CellType::Json,
                Some(item) => CellType::List(Box::new(item)),
                None => CellType::List(Box::new(CellType::Text)),
            },
            _ => CellType::Text,
        }
    }

    /// Follows references within the schema.
    fn resolve<'v>(&'v self, schema: &'v Value) -> &'v Value {
        let mut schema = schema;
        for _ in 0..MAX_REFERENCES {
            let reference =
                schema.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
            match reference.and_then(|pointer| self.schema.pointer(pointer)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

/// The one type that a value may have, null aside. With a choice, cells stay text.
fn type_name(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(name) => Some(name),
        Value::Array(names) => {
            let mut names = names.iter().filter_map(Value::as_str).filter(|&name| name != "null");
            let first = names.next()?;
            let is_number = |name| matches!(name, "integer" | "number");
            match names.next() {
                None => Some(first),
                Some(second) if is_number(first) && is_number(second) => Some("number"),
                Some(_) => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_types_of_attributes_with_and_without_roots() {
        let user = r##"{"properties": {
            "points": {"type": ["integer", "null"]}, "rate": {"type": ["number", "integer"]},
            "vip": {"type": "boolean"}, "tags": {"type": "array"}, "address": {"type": "object"},
            "scores": {"type": "array", "items": {"$ref": "#/$defs/score"}},
            "cart": {"type": "array", "items": {"type": "object"}}, "any": {"type": ["string", "integer"]}
        }, "$defs": {"score": {"type": "integer"}}}"##;
        let contract = Contract::parse(user).unwrap();
        let list = |item| CellType::List(Box::new(item));
        for (attribute, expected) in [
            ("points", CellType::Integer),
            ("rate", CellType::Number),
            ("vip", CellType::Boolean),
            ("tags", list(CellType::Text)),
            ("scores", list(CellType::Integer)),
            ("address", CellType::Json),
            ("cart", CellType::Json),
            ("any", CellType::Text),
            ("unknown", CellType::Text),
        ] {
            assert_eq!(contract.cell_type(attribute), expected, "{attribute}");
        }
        let rooted = r#"{"properties": {"UserAttribute": {"properties": {"points": {"type": "integer"}}}}}"#;
        assert_eq!(Contract::parse(rooted).unwrap().cell_type("points"), CellType::Integer);
        assert!(Contract::parse("[]").is_err());
    }
}
