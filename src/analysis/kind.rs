//! What kind of value an attribute most likely has, by what the template does with it.

use super::attribute::{AttributeId, Attributes, How, Place, Step};
use serde_json::Value;

/// A kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Text,
    Number,
    Boolean,
    List,
    Object,
}

impl Kind {
    /// The kind of a value of the data.
    pub(super) fn of(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Null => return None,
            Value::Bool(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::Text,
            Value::Array(_) => Self::List,
            Value::Object(_) => Self::Object,
        })
    }
}

const TEXT_FILTERS: &[&str] = &[
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "striptags",
    "truncate",
    "replace",
    "urlencode",
    "urldecode",
    "e",
    "escape",
    "forceescape",
    "wordcount",
    "wordwrap",
    "indent",
    "center",
    "dateFormatter",
    "days",
    "dateTimeFormatter",
    "convertToSHA256",
    "convertToSHA256NoSalt",
    "base64encode",
    "base64decode",
];
const NUMBER_FILTERS: &[&str] = &["round", "abs", "filesizeformat"];
const LIST_FILTERS: &[&str] = &[
    "join",
    "sum",
    "min",
    "max",
    "sort",
    "unique",
    "map",
    "select",
    "reject",
    "selectattr",
    "rejectattr",
    "groupby",
    "batch",
    "slice",
    "random",
];
const OBJECT_FILTERS: &[&str] = &["items", "dictsort", "attr"];
const OBJECT_METHODS: &[&str] = &["items", "keys", "values", "get"];
/// What goes through the members of an object, which nothing else has.
const MEMBERS: &[&str] = &["items", "dictsort", "keys", "values"];
const LIST_METHODS: &[&str] = &["append", "extend", "insert", "pop", "reverse"];
const NUMBER_METHODS: &[&str] = &["bit_length", "conjugate", "is_integer"];

/// What one use says, and how clearly.
fn evidence(how: &How) -> Option<(Kind, u32)> {
    Some(match how {
        How::Equal(value) | How::Contains(value) if value.is_null() => return None,
        How::Equal(value) | How::Ordered(Some(value)) => (Kind::of(value)?, 4),
        How::Among(values) => (Kind::of(values.first()?)?, 4),
        How::Ordered(None) => (Kind::Number, 2),
        How::Contains(_) => (Kind::Text, 2),
        How::Filtered(name) | How::Method(name) if MEMBERS.contains(&&**name) => (Kind::Object, 9),
        How::Arithmetic | How::Counted => (Kind::Number, 4),
        // Names are put together more often than sums are made.
        How::Joined | How::Added => (Kind::Text, 1),
        How::Filtered(name) => match &**name {
            name if TEXT_FILTERS.contains(&name) => (Kind::Text, 3),
            name if NUMBER_FILTERS.contains(&name) => (Kind::Number, 3),
            "int" | "float" => (Kind::Number, 2),
            name if LIST_FILTERS.contains(&name) => (Kind::List, 3),
            name if OBJECT_FILTERS.contains(&name) => (Kind::Object, 3),
            _ => return None,
        },
        How::Method(name) => match &**name {
            name if OBJECT_METHODS.contains(&name) => (Kind::Object, 3),
            name if LIST_METHODS.contains(&name) => (Kind::List, 3),
            name if NUMBER_METHODS.contains(&name) => (Kind::Number, 3),
            "count" | "index" | "copy" => return None,
            _ => (Kind::Text, 3),
        },
        How::Tested(name) => match &**name {
            "string" | "lower" | "upper" => (Kind::Text, 2),
            "number" | "integer" | "float" | "odd" | "even" | "divisibleby" => (Kind::Number, 2),
            "boolean" | "true" | "false" => (Kind::Boolean, 3),
            "mapping" => (Kind::Object, 2),
            "sequence" | "iterable" => (Kind::List, 2),
            _ => return None,
        },
        How::Iterated => (Kind::List, 4),
        How::Printed(Place::Text | Place::Captured) => (Kind::Text, 1),
        How::Printed(Place::Value) => (Kind::Number, 2),
        How::Truth | How::Sliced | How::Fallback { .. } => return None,
    })
}

impl Attributes {
    /// The kind that the uses of an attribute speak for.
    pub(super) fn kind(&self, id: AttributeId) -> Kind {
        let mut scores =
            [(Kind::Text, 0), (Kind::Number, 0), (Kind::Boolean, 0), (Kind::List, 0), (Kind::Object, 0)];
        let mut vote = |kind: Kind, weight: u32| {
            for (candidate, score) in &mut scores {
                if *candidate == kind {
                    *score = weight.max(*score);
                }
            }
        };
        let attribute = self.get(id);
        for found in &attribute.uses {
            if let Some((kind, weight)) = evidence(&found.how) {
                vote(kind, weight);
            }
        }
        let mut sliced = attribute.uses.iter().any(|found| found.how == How::Sliced);
        for child in &attribute.children {
            let deeper = !self.get(*child).children.is_empty();
            match self.get(*child).step {
                Step::Key(_) | Step::Root(_) => vote(Kind::Object, 6),
                Step::Each => vote(Kind::List, if deeper { 8 } else { 3 }),
                Step::Index(_) if deeper => vote(Kind::List, 6),
                Step::Index(_) => sliced = true,
            }
        }
        let best = scores.iter().rev().max_by_key(|(_, score)| *score).copied();
        match best {
            Some((kind, score)) if score > 0 => kind,
            _ if sliced && attribute.children.is_empty() => Kind::Text,
            _ if sliced => Kind::List,
            _ if attribute.uses.iter().any(|found| found.how == How::Truth) => Kind::Boolean,
            _ => Kind::Text,
        }
    }

    /// Whether it is an object whose members the template goes through.
    pub(super) fn is_map(&self, id: AttributeId) -> bool {
        self.kind(id) == Kind::Object && self.known_child(id, &Step::Each).is_some()
    }

    /// Whether it is a character of a text.
    pub(super) fn is_part_of_text(&self, id: AttributeId) -> bool {
        let parent = self.get(id).parent;
        matches!(self.get(id).step, Step::Index(_) | Step::Each)
            && parent.is_some_and(|parent| self.kind(parent) == Kind::Text)
    }

    /// Whether something other than a guess speaks for this kind.
    pub(super) fn is_clearly(&self, id: AttributeId, kind: Kind) -> bool {
        self.get(id)
            .uses
            .iter()
            .filter_map(|found| evidence(&found.how))
            .any(|found| found.0 == kind && found.1 >= 2)
            && self.kind(id) == kind
    }
}
