//! The keywords on a single value, one file each.

mod array_length;
mod aspect_ratio;
mod body_bytes;
mod contexts;
mod date_time;
mod dimension;
mod enumeration;
mod json_bytes;
mod line_url;
mod number_range;
mod object_size;
mod quantity;
mod text_form;
mod text_length;
mod types;
mod unique_items;

pub(super) use enumeration::{equals, in_words};
pub(super) use line_url::{is_forbidden_in_url, is_percent_utf8};
pub(crate) use text_length::{count_graphemes, count_utf16};
pub(super) use types::{types, wrong_type};
pub(super) use unique_items::{Identity, repeated_items};

use super::fault::Fault;
use super::node::Keyword;
use super::tables;
use super::walk::Request;
use crate::diagnostic::Code;
use crate::json::{Kind, Node};

/// Whether a value passes a keyword; `None` where the keyword says nothing about such a value.
pub(super) fn test(keyword: Keyword, value: Node<'_>, request: Request) -> Option<Result<(), Fault>> {
    let list = (value.kind() == Kind::Array).then(|| value.len());
    let object = (value.kind() == Kind::Object).then(|| value.len());
    match keyword {
        Keyword::Contexts(rule) => contexts::test(tables::context(rule)?, request),
        Keyword::Enum(values) => Some(enumeration::test(values, value)),
        Keyword::MinItems(least) => Some(array_length::min_items(list?, least as usize)),
        Keyword::MaxItems(most) => Some(array_length::max_items(list?, most as usize)),
        Keyword::UniqueItems => {
            list?;
            Some(if repeated_items(value).is_empty() {
                Ok(())
            } else {
                Err(Fault::new(Code::SchemaConflict, "has an item twice"))
            })
        }
        Keyword::MinProperties(least) => Some(object_size::min_properties(object?, least as usize)),
        Keyword::MaxProperties(most) => Some(object_size::max_properties(object?, most as usize)),
        Keyword::MaxJsonBytes(most) => Some(json_bytes::test(value, most as usize)),
        Keyword::MaxBodyBytes(most) => Some(body_bytes::test(value.document(), most as usize)),
        Keyword::Deprecated => Some(Err(deprecated(value))),
        Keyword::IntegerBits(bits) => {
            let is_number = matches!(value.kind(), Kind::Integer | Kind::Float);
            is_number.then(|| number_range::integer_bits(value, bits))
        }
        _ => match value.kind() {
            Kind::String => test_text(keyword, value.as_str()?),
            Kind::Integer | Kind::Float => test_number(keyword, value.as_f64()?),
            _ => None,
        },
    }
}

/// Whether a text passes a keyword on texts.
pub(super) fn test_text(keyword: Keyword, text: &str) -> Option<Result<(), Fault>> {
    Some(match keyword {
        Keyword::NotEmpty => text_length::not_empty(text),
        Keyword::MaxUtf16Length(most) => text_length::max_utf16(text, most as usize),
        Keyword::MaxGraphemes(most) => text_length::max_graphemes(text, most as usize),
        Keyword::MaxCodePoints(most) => text_length::max_code_points(text, most as usize),
        Keyword::LineUrl(rule) => line_url::test(tables::url(rule)?, text),
        Keyword::Dimension(rule) => dimension::test(tables::dimension(rule)?, text),
        Keyword::AspectRatio(rule) => aspect_ratio::test(tables::ratio(rule)?, text),
        Keyword::Quantity(rule) => quantity::test(tables::quantity(rule)?, text),
        Keyword::DateTime(form) => date_time::test(form, text),
        Keyword::Pattern(pattern) => text_form::test(tables::pattern(pattern)?, text),
        _ => return None,
    })
}

/// Whether a number passes a keyword on numbers.
pub(super) fn test_number(keyword: Keyword, number: f64) -> Option<Result<(), Fault>> {
    Some(match keyword {
        Keyword::Minimum(least) => number_range::minimum(number, least),
        Keyword::Maximum(most) => number_range::maximum(number, most),
        Keyword::ExclusiveMinimum(bound) => number_range::exclusive_minimum(number, bound),
        Keyword::ExclusiveMaximum(bound) => number_range::exclusive_maximum(number, bound),
        _ => return None,
    })
}

/// Every use of what is deprecated. Of an object the type is named: the schema of that type says so.
fn deprecated(value: Node<'_>) -> Fault {
    let message = match value.get("type").and_then(Node::as_str) {
        Some(name) => format!("has the type `{name}`, which is deprecated"),
        None => "is deprecated".to_owned(),
    };
    Fault::new(Code::SchemaDeprecated, message)
}

#[cfg(test)]
fn message(result: Result<(), Fault>) -> String {
    result.map_or_else(|fault| format!("{}: {}", fault.code, fault.message), |()| "ok".to_owned())
}
