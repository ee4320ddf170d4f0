//! The keywords on a single value, one file each.

mod array_length;
mod aspect_ratio;
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

pub(super) use enumeration::equals;
pub(super) use text_length::{count_graphemes, count_utf16};
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
    let text = value.as_str();
    let number = || value.as_f64();
    let list = (value.kind() == Kind::Array).then(|| value.len());
    let object = (value.kind() == Kind::Object).then(|| value.len());
    let limit = |limit: u32| limit as usize;
    match keyword {
        Keyword::Contexts(rule) => contexts::test(tables::context(rule)?, request),
        Keyword::Enum(values) => Some(enumeration::test(values, value)),
        Keyword::MinUtf16Length(least) => Some(text_length::min_utf16(text?, limit(least))),
        Keyword::MaxUtf16Length(most) => Some(text_length::max_utf16(text?, limit(most))),
        Keyword::MaxGraphemes(most) => Some(text_length::max_graphemes(text?, limit(most))),
        Keyword::MaxCodePoints(most) => Some(text_length::max_code_points(text?, limit(most))),
        Keyword::LineUrl(rule) => Some(line_url::test(tables::url(rule)?, text?)),
        Keyword::Dimension(rule) => Some(dimension::test(tables::dimension(rule)?, text?)),
        Keyword::AspectRatio(rule) => Some(aspect_ratio::test(tables::ratio(rule)?, text?)),
        Keyword::Quantity(rule) => Some(quantity::test(tables::quantity(rule)?, text?)),
        Keyword::DateTime(form) => Some(date_time::test(form, text?)),
        Keyword::Pattern(pattern) => Some(text_form::test(tables::pattern(pattern)?, text?)),
        Keyword::Minimum(least) => Some(number_range::minimum(number()?, least)),
        Keyword::Maximum(most) => Some(number_range::maximum(number()?, most)),
        Keyword::ExclusiveMinimum(bound) => Some(number_range::exclusive_minimum(number()?, bound)),
        Keyword::ExclusiveMaximum(bound) => Some(number_range::exclusive_maximum(number()?, bound)),
        Keyword::MinItems(least) => Some(array_length::min_items(list?, limit(least))),
        Keyword::MaxItems(most) => Some(array_length::max_items(list?, limit(most))),
        Keyword::UniqueItems => {
            list?;
            Some(if repeated_items(value).is_empty() {
                Ok(())
            } else {
                Err(Fault::new(Code::SchemaConflict, "has an item twice"))
            })
        }
        Keyword::MinProperties(least) => Some(object_size::min_properties(object?, limit(least))),
        Keyword::MaxProperties(most) => Some(object_size::max_properties(object?, limit(most))),
        Keyword::MaxJsonBytes(most) => Some(json_bytes::test(value, limit(most))),
        Keyword::Deprecated => Some(Err(deprecated(value))),
    }
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
