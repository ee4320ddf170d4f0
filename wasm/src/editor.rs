//! The services for editors, with offsets in UTF-16 code units. A profile that is no JSON object counts as none: it is
//! being typed, too.

use crate::findings::Text;
use lineplate::{Options, Profile, editor};
use serde_json::{Value, json};

pub(crate) fn diagnostics(text: &str, profile: Option<&str>, options: &Options) -> Value {
    let profile = profile.and_then(|profile| Profile::parse(profile).ok());
    Text::new(text).findings(&editor::diagnostics(text, profile.as_ref(), options))
}

pub(crate) fn complete(text: &str, offset: u32, profile: Option<&str>, options: &Options) -> Value {
    let profile = profile.and_then(|profile| Profile::parse(profile).ok());
    let completions = editor::complete(text, bytes(text, offset), profile.as_ref(), options);
    let items: Value = completions.items.iter().map(item).collect();
    json!({ "span": Text::new(text).span(completions.span), "items": items })
}

fn item(item: &editor::Completion) -> Value {
    json!({
        "label": item.label,
        "kind": item.kind.as_str(),
        "detail": item.detail,
        "documentation": item.documentation,
        "insert": item.insert,
    })
}

pub(crate) fn hover(text: &str, offset: u32, profile: Option<&str>, options: &Options) -> Option<Value> {
    let profile = profile.and_then(|profile| Profile::parse(profile).ok());
    let hover = editor::hover(text, bytes(text, offset), profile.as_ref(), options)?;
    Some(json!({ "span": Text::new(text).span(hover.span), "text": hover.text }))
}

/// The offset in bytes of an offset in UTF-16 code units. Inside a character it is the character's start.
fn bytes(text: &str, offset: u32) -> usize {
    let mut units = 0;
    for (at, char) in text.char_indices() {
        units += char.len_utf16() as u32;
        if units > offset {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_lead_to_bytes() {
        let text = "ä🍎x";
        assert_eq!([0, 1, 2, 3, 4, 9].map(|offset| bytes(text, offset)), [0, 2, 2, 6, 7, 7]);
    }
}
