//! Watching the output for the word that cancels a message, from however many pieces it is put together.

use super::text::Origin;
use crate::json::text::escapes;
use crate::template::lower::NOT_SEND;

/// The word in the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sighting {
    /// The template wrote it: the message is cancelled.
    Template,
    /// At least a part of it is data, so a user's name alone cancels nothing.
    Data(Origin),
}

/// What of the word the output ends with.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Watch {
    /// How many of its letters.
    matched: usize,
    /// The data that they come from, if they do.
    data: Option<Origin>,
}

impl Watch {
    /// Looks at the next piece of the output; `data` is what it says something of.
    pub(crate) fn see(&mut self, piece: &str, data: Option<Origin>) -> Option<Sighting> {
        let before = std::mem::take(self);
        if before.matched > 0 {
            let rest = NOT_SEND.get(before.matched..).unwrap_or_default();
            if rest.len() > piece.len() && rest.starts_with(piece) {
                self.matched = before.matched + piece.len();
                self.data = before.data.or(data);
                return None;
            }
            if piece.starts_with(rest) {
                self.end(piece, data);
                return Some(before.data.or(data).map_or(Sighting::Template, Sighting::Data));
            }
        }
        self.end(piece, data);
        piece.contains(NOT_SEND).then(|| data.map_or(Sighting::Template, Sighting::Data))
    }

    /// Looks at a piece that is known not to hold the whole word.
    pub(crate) fn see_part(&mut self, piece: &str) -> Option<Sighting> {
        if self.matched > 0 {
            return self.see(piece, None);
        }
        self.end(piece, None);
        None
    }

    /// Forgets what the output ends with.
    pub(crate) fn interrupt(&mut self) {
        *self = Self::default();
    }

    fn end(&mut self, piece: &str, data: Option<Origin>) {
        let longest = piece.len().min(NOT_SEND.len() - 1);
        let ends_with = |len: &usize| NOT_SEND.get(..*len).is_some_and(|part| piece.ends_with(part));
        // Most pieces end with another letter, and none of the word's first letters occurs in it again.
        let may_end = piece.as_bytes().last().is_some_and(|last| NOT_SEND.as_bytes().contains(last));
        self.matched = if may_end { (1..=longest).rev().find(ends_with).unwrap_or(0) } else { 0 };
        self.data = if self.matched > 0 { data } else { None };
    }
}

/// Whether `unit`, spelled as an escape, is a letter of the word.
pub(crate) fn is_letter(unit: &str) -> bool {
    let letter = u8::from_str_radix(unit, 16).ok();
    letter.is_some_and(|letter| NOT_SEND.as_bytes().contains(&letter))
}

/// Whether JSON holds the word in a spelling with escapes, which only the template can have written.
pub(crate) fn is_spelled(json: &str) -> bool {
    let mut plain = String::with_capacity(json.len());
    let mut done = 0;
    for escape in escapes(json) {
        let unit = json.get(escape.start + 2..escape.end).filter(|unit| is_letter(unit));
        if let Some(letter) = unit.and_then(|unit| u8::from_str_radix(unit, 16).ok()) {
            plain.push_str(json.get(done..escape.start).unwrap_or_default());
            plain.push(char::from(letter));
            done = escape.end;
        }
    }
    plain.push_str(json.get(done..).unwrap_or_default());
    plain.matches(NOT_SEND).count() > json.matches(NOT_SEND).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(pieces: &[(&str, Option<Origin>)]) -> Option<Sighting> {
        let mut watch = Watch::default();
        pieces.iter().find_map(|&(piece, data)| watch.see(piece, data))
    }

    #[test]
    fn finds_the_word_in_any_pieces() {
        for cut in 1..NOT_SEND.len() {
            let (start, end) = NOT_SEND.split_at(cut);
            assert_eq!(see(&[(&format!("x{start}"), None), (end, None)]), Some(Sighting::Template), "{cut}");
            assert_eq!(see(&[(start, Some(3)), (end, None)]), Some(Sighting::Data(3)), "{cut}");
            assert_eq!(see(&[(start, None), (end, Some(3))]), Some(Sighting::Data(3)), "{cut}");
            assert_eq!(see(&[(start, None), (" ", None), (end, None)]), None, "{cut}");
        }
        let letters: Vec<_> = NOT_SEND.split("").map(|letter| (letter, None)).collect();
        assert_eq!(see(&letters), Some(Sighting::Template));
        assert_eq!(see(&[("MOE_", None), ("MOE_NOT_", None), ("SENDER", None)]), Some(Sighting::Template));
        assert_eq!(see(&[("a MOE_NOT_SEND b", None)]), Some(Sighting::Template));
        assert_eq!(see(&[("MOE_NOT_", None), ("SENT", None), ("MOE_NOT_SEN", None)]), None);
    }

    #[test]
    fn reads_escapes() {
        for json in [r#""MOE\u005fNOT_SEND""#, r#"["\n\u004D\u004fE_NOT_SEN\u0044"]"#] {
            assert!(is_spelled(json), "{json}");
        }
        for json in
            [r#""MOE_NOT_SEND""#, r#""MOE\\u005fNOT_SEND""#, r#""\u004DOE\u0020NOT_SEND""#, r#""\u004D""#]
        {
            assert!(!is_spelled(json), "{json}");
        }
    }
}
