//! `textLimit`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::Fault;
use crate::schema::keywords::count_graphemes;
use crate::schema::node::{Keyword, ParameterName};
use crate::schema::residual::Demand;

pub(super) fn text_limit<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    let Some(text) = property.as_str() else { return Vec::new() };
    let (most, shortened) = limit(input);
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

/// The limit that holds beside the other properties, and whether it is the shorter one. A picture or title that is wrong
/// counts, since it is there to be mended; one that is empty does not, since it is most likely to be left out.
pub(in crate::schema) fn limit(input: &Input<'_, '_>) -> (usize, bool) {
    let mut others = input.texts(ParameterName::When);
    let shortened = input.number(ParameterName::Shortened).is_some()
        && others.any(|name| input.filled(input.object, name) == Some(true));
    (input.size(if shortened { ParameterName::Shortened } else { ParameterName::Limit }), shortened)
}

pub(super) fn demands<'d>(input: &Input<'_, 'd>) -> Vec<(Node<'d>, Demand)> {
    let most = u32::try_from(limit(input).0).unwrap_or(u32::MAX);
    let keyword = match input.text(ParameterName::Unit) {
        "codePoints" => Keyword::MaxCodePoints(most),
        _ => Keyword::MaxGraphemes(most),
    };
    input.property(ParameterName::Property).map(|text| (text, Demand::Keyword(keyword))).into_iter().collect()
}
