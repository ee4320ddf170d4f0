//! `textLimit`

use super::{Hit, Input, present};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::keywords::count_graphemes;
use crate::schema::node::ParameterName;

pub(super) fn text_limit<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    let Some(text) = property.as_str() else { return Vec::new() };
    let limit = input.size(ParameterName::Limit);
    let mut others = input.texts(ParameterName::When);
    let shortened = input.number(ParameterName::Shortened).is_some()
        && others.any(|name| present(input.object, name).is_some());
    let most = if shortened { input.size(ParameterName::Shortened) } else { limit };
    if text.len() <= most {
        return Vec::new();
    }
    let (actual, unit) = match input.text(ParameterName::Unit) {
        "codePoints" => (text.chars().count(), ("code point", "code points")),
        _ => (count_graphemes(text), ("grapheme cluster", "grapheme clusters")),
    };
    if actual <= most {
        return Vec::new();
    }
    let fault = Fault::more(Code::SchemaTooLong, actual, most, unit);
    // What a rule advises is how to avoid the shorter limit.
    vec![Hit::new(property, if shortened { fault } else { fault.without_advice() })]
}
