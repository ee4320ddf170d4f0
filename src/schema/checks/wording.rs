//! `notEndingIn` and `word`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;
use crate::schema::residual::Demand;

pub(super) fn not_ending_in<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    let text = property.as_str().unwrap_or_default();
    let mut endings = input.texts(ParameterName::Endings);
    let Some(ending) = endings.find(|ending| ends_in(text, ending)) else {
        return Vec::new();
    };
    vec![Hit::new(property, Fault::new(Code::SchemaSuspicious, format!("ends in `{ending}`")))]
}

pub(super) fn word<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    let text = property.as_str().unwrap_or_default();
    let Some(word) = input.texts(ParameterName::Words).find(|word| has_word(text, word)) else {
        return Vec::new();
    };
    vec![Hit::new(property, Fault::new(Code::SchemaSuspicious, format!("has the word `{word}`")))]
}

pub(super) fn endings<'d>(input: &Input<'_, 'd>) -> Vec<(Node<'d>, Demand)> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    input.texts(ParameterName::Endings).map(|ending| (property, Demand::NoEnding(ending))).collect()
}

pub(super) fn words<'d>(input: &Input<'_, 'd>) -> Vec<(Node<'d>, Demand)> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    input.texts(ParameterName::Words).map(|word| (property, Demand::LacksWord(word))).collect()
}

/// Without case, and without the query and fragment of a URL.
pub(in crate::schema) fn ends_in(text: &str, ending: &str) -> bool {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    path.to_ascii_lowercase().ends_with(&ending.to_ascii_lowercase())
}

/// Without case, and with no ASCII letter or digit beside it.
pub(in crate::schema) fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_ascii_lowercase(), word.to_ascii_lowercase());
    text.match_indices(&word).any(|(at, found)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let behind = text.get(at + found.len()..).and_then(|text| text.chars().next());
        let beside = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
        !beside(before) && !beside(behind)
    })
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn words_stand_alone() {
        for text in ["LINE", "line", "the Line team", "LINE公式", "x-LINE"] {
            assert!(has_word(text, "LINE"), "{text}");
        }
        for text in ["online", "Liner", "LINE2", "Lin e", ""] {
            assert!(!has_word(text, "LINE"), "{text}");
        }
    }
}
