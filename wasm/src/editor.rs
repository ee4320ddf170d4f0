//! The services for editors, with offsets in UTF-16 code units. A profile that is no JSON object counts as none: it is
//! being typed, too.

use crate::findings::{Text, json};
use lineplate::json::Slot;
use lineplate::{Options, Profile, editor};

pub(crate) fn diagnostics(text: &str, profile: Option<&str>, options: &Options) -> String {
    let profile = profile.and_then(|profile| Profile::parse(profile).ok());
    Text::new(text).json(&editor::diagnostics(text, profile.as_ref(), options))
}

pub(crate) fn complete(text: &str, offset: u32, profile: Option<&str>, options: &Options) -> String {
    let profile = profile.and_then(|profile| Profile::parse(profile).ok());
    let completions = editor::complete(text, bytes(text, offset), profile.as_ref(), options);
    json(|slot| {
        slot.object(|members| {
            Text::new(text).span(members.key("span"), completions.span);
            members
                .key("items")
                .array(|items| completions.items.iter().for_each(|item| write(items.item(), item)));
        });
    })
}

fn write(slot: Slot<'_>, item: &editor::Completion) {
    slot.object(|members| {
        members.key("label").string(&item.label);
        members.key("kind").string(item.kind.as_str());
        members.key("detail").string(&item.detail);
        members.key("documentation").string(&item.documentation);
        members.key("insert").string(&item.insert);
    });
}

pub(crate) fn hover(text: &str, offset: u32, profile: Option<&str>, options: &Options) -> Option<String> {
    let profile = profile.and_then(|profile| Profile::parse(profile).ok());
    let hover = editor::hover(text, bytes(text, offset), profile.as_ref(), options)?;
    Some(json(|slot| {
        slot.object(|members| {
            Text::new(text).span(members.key("span"), hover.span);
            members.key("text").string(&hover.text);
        });
    }))
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
