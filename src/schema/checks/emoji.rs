//! `emojiIndexes` and `emojiLength`

use super::{Hit, Input, present};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::{Fault, grouped};
use crate::schema::keywords::count_utf16;
use crate::schema::node::ParameterName;

pub(super) fn emoji_indexes<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    // In a text that is still to be filled nobody knows where the emoji are to stand.
    let text = input.property(ParameterName::Text).and_then(Node::as_str).filter(|text| !text.is_empty());
    let (Some(text), Some(emojis)) = (text, input.property(ParameterName::Emojis)) else {
        return Vec::new();
    };
    let mut placeholders = Vec::new();
    let mut position = 0;
    for char in text.chars() {
        if char == '$' {
            placeholders.push(position);
        }
        position += char.len_utf16() as i128;
    }
    let wrong = |index: i128| index >= 0 && placeholders.binary_search(&index).is_err();
    emojis
        .items()
        .filter_map(|emoji| present(emoji, "index"))
        .filter(|index| index.as_int().is_some_and(wrong) && !input.is_broken(*index))
        .map(|index| Hit::new(index, Fault::new(Code::SchemaConflict, "does not point at a `$` of the text")))
        .collect()
}

/// The UTF-16 code units that are kept free for the emoji.
pub(in crate::schema) fn room(input: &Input<'_, '_>) -> usize {
    let count = input.property(ParameterName::Emojis).map_or(0, Node::len);
    count.saturating_mul(input.size(ParameterName::PerEmoji))
}

pub(super) fn emoji_length<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let (Some(property), Some(_)) =
        (input.property(ParameterName::Text), input.property(ParameterName::Emojis))
    else {
        return Vec::new();
    };
    let limit = input.size(ParameterName::Limit);
    let length = property.as_str().map_or(0, count_utf16);
    if length > limit || length.saturating_add(room(input)) <= limit {
        return Vec::new();
    }
    let message = format!("may be longer than {} UTF-16 code units with its emoji", grouped(limit));
    vec![Hit::new(property, Fault::new(Code::SchemaTooLong, message).limit(limit, length))]
}
