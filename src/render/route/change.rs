//! Filters that change a text, without a record of where its characters come from: inside a string all of them are
//! escaped alike.

use super::reading::{Chars, Frame, Reading};
use super::term::printed;
use crate::json::text::{Seen, escape_and_look, escape_from};
use crate::render::methods::text::{case, classes, offset};
use crate::url;
use std::ops::Range;

/// A filter with its arguments.
#[derive(Debug)]
pub(super) enum Change {
    /// `string`
    Print,
    Case(Case),
    Trim,
    UrlEncode,
    Truncate(Truncate),
    Replace {
        old: Box<str>,
        new: Box<str>,
    },
}

/// A filter that changes the case of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    Upper,
    Lower,
    Capitalize,
    Title,
}

/// The arguments of `truncate`.
#[derive(Debug)]
pub(super) struct Truncate {
    /// The most characters, those of `end` included.
    pub(super) length: usize,
    pub(super) kill_words: bool,
    pub(super) end: Box<str>,
    /// How many characters more are left as they are.
    pub(super) leeway: f64,
}

/// What a filter made of a text.
enum Changed {
    /// A part of the text, or all of it.
    Part(Range<usize>),
    /// What was appended to the output.
    Appended,
}

impl Change {
    pub(super) fn apply<'p>(&self, value: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        let chars = self.characters(value, frame)?;
        let made = frame.made.len();
        let changed = match chars {
            Chars::There(text) => self.append(text, frame.made)?,
            Chars::Made { start, end } => {
                frame.changed.clear();
                let text = frame.made.get(start as usize..end as usize).unwrap_or_default();
                let changed = self.append(text, frame.changed)?;
                frame.made.push_str(frame.changed);
                changed
            }
        };
        Some(Reading::Text(match (changed, chars) {
            (Changed::Part(range), Chars::There(text)) => Chars::There(text.get(range).unwrap_or_default()),
            (Changed::Part(range), Chars::Made { start, .. }) => {
                Chars::Made { start: start + range.start as u32, end: start + range.end as u32 }
            }
            (Changed::Appended, _) => {
                let end = frame.made.len();
                frame.work += (end - made) as u64;
                Chars::Made { start: made as u32, end: end as u32 }
            }
        }))
    }

    /// Writes what [`Change::apply`] gives inside a string.
    pub(super) fn write<'p>(
        &self,
        value: Reading<'p>,
        frame: &mut Frame<'_, 'p>,
        out: &mut String,
    ) -> Option<Seen> {
        let chars = self.characters(value, frame)?;
        let start = out.len();
        let text = frame.text(chars);
        Some(match self.append(text, out)? {
            Changed::Part(range) => escape_and_look(text.get(range).unwrap_or_default(), out),
            Changed::Appended => {
                frame.work += (out.len() - start) as u64;
                escape_from(start, out, frame.changed)
            }
        })
    }

    /// The text that is changed.
    fn characters<'p>(&self, value: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<Chars<'p>> {
        frame.count(value);
        match (self, value) {
            (_, Reading::Text(chars)) => Some(chars),
            (Self::Truncate(_), _) => None,
            (_, value) => printed(value, frame),
        }
    }

    fn append(&self, text: &str, out: &mut String) -> Option<Changed> {
        match self {
            Self::Print => return Some(Changed::Part(0..text.len())),
            Self::Case(case) => case.append(text, out)?,
            Self::Trim => {
                let start = text.len() - text.trim_start_matches(classes::is_space).len();
                let end = text.trim_end_matches(classes::is_space).len();
                return Some(Changed::Part(start..end.max(start)));
            }
            Self::UrlEncode => url::quote_into(text, false, out),
            Self::Truncate(truncate) => return Some(truncate.append(text, out)),
            Self::Replace { old, .. } if !text.contains(&**old) => {
                return Some(Changed::Part(0..text.len()));
            }
            Self::Replace { old, new } => replace(text, old, new, out),
        }
        Some(Changed::Appended)
    }
}

impl Truncate {
    fn append(&self, text: &str, out: &mut String) -> Changed {
        let fits = |count: usize| count as f64 <= self.length as f64 + self.leeway;
        // A text has at most as many characters as bytes.
        if fits(text.len()) || fits(text.chars().count()) {
            return Changed::Part(0..text.len());
        }
        let kept = offset(text, self.length.saturating_sub(self.end.chars().count()));
        let kept = text.get(..kept).unwrap_or(text);
        let whole_words = kept.rfind(' ').filter(|_| !self.kill_words);
        out.push_str(whole_words.and_then(|end| kept.get(..end)).unwrap_or(kept));
        out.push_str(&self.end);
        Changed::Appended
    }
}

impl Case {
    fn append(self, text: &str, out: &mut String) -> Option<()> {
        if has_ascii_cases_only(text) {
            self.change_bytes(text, out);
            return Some(());
        }
        // What a capital sigma becomes depends on its neighbours.
        if self != Self::Upper && text.contains('Σ') {
            return None;
        }
        self.change_chars(text, out);
        Some(())
    }

    fn change_chars(self, text: &str, out: &mut String) {
        match self {
            Self::Upper => text.chars().for_each(|char| push_upper(char, out)),
            Self::Lower => lower(text, out),
            Self::Capitalize => capitalize(text, out),
            Self::Title => title(text, out),
        }
    }

    /// The same for a text that has ASCII cases only: it is copied, and changed where it stands.
    fn change_bytes(self, text: &str, out: &mut String) {
        let start = out.len();
        out.push_str(text);
        let Some(copy) = out.get_mut(start..) else { return };
        match self {
            Self::Upper => copy.make_ascii_uppercase(),
            Self::Lower => copy.make_ascii_lowercase(),
            Self::Capitalize => {
                copy.make_ascii_lowercase();
                if let Some(first) = copy.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
            }
            Self::Title => {
                copy.make_ascii_lowercase();
                title_bytes(text, copy);
            }
        }
    }
}

/// Whether a text has no characters with a case but those of ASCII, as far as the first bytes of its characters say.
fn has_ascii_cases_only(text: &str) -> bool {
    /// A bit for each byte from 0xc0 on that begins characters of which some have a case.
    const MAY_HAVE_CASE: u64 = {
        let (mut bits, mut byte) = (0, 0xc2_u8);
        while byte < 0xff {
            if !matches!(byte, 0xd7..=0xe0 | 0xe3..=0xe9 | 0xeb..=0xed) {
                bits |= 1 << (byte & 63);
            }
            byte += 1;
        }
        bits
    };
    let may_have_case = |byte: u8| u64::from(byte >= 0xc0) & MAY_HAVE_CASE >> (byte & 63);
    text.is_ascii() || text.bytes().fold(0, |any, byte| any | may_have_case(byte)) & 1 == 0
}

/// Whether a character is of a script without capitals: most of those that a campaign in Asia is written in. Others
/// may have none as well.
fn is_caseless(char: char) -> bool {
    matches!(char, '\u{590}'..='\u{109f}' | '\u{2e80}'..='\u{a63f}' | '\u{ac00}'..='\u{d7ff}')
}

fn push_upper(char: char, out: &mut String) {
    match char {
        '\0'..='\x7f' => out.push(char.to_ascii_uppercase()),
        char if is_caseless(char) => out.push(char),
        char => out.extend(char.to_uppercase()),
    }
}

fn push_lower(char: char, out: &mut String) {
    match char {
        '\0'..='\x7f' => out.push(char.to_ascii_lowercase()),
        char if is_caseless(char) => out.push(char),
        char => out.extend(char.to_lowercase()),
    }
}

fn lower(text: &str, out: &mut String) {
    text.chars().for_each(|char| push_lower(char, out));
}

fn capitalize(text: &str, out: &mut String) {
    let mut chars = text.chars();
    if let Some(first) = chars.next() {
        case::title_char(first, out);
    }
    lower(chars.as_str(), out);
}

fn title(text: &str, out: &mut String) {
    let mut before = None;
    for char in text.chars() {
        let separates = case::separates_words(char);
        let begins = before != Some(separates);
        before = Some(separates);
        if begins {
            push_upper(char, out);
        } else {
            push_lower(char, out);
        }
    }
}

/// Makes the first letters of words large, in a small copy of a text that has ASCII cases only.
fn title_bytes(text: &str, copy: &mut str) {
    /// The bytes that separate words, and the last one of the blank of Chinese and Japanese, the only other character
    /// in such a text that does.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    const MAY_SEPARATE: [bool; 256] = {
        let (mut table, mut byte) = ([false; 256], 0_u8);
        while byte < 0x80 {
            table[byte as usize] = case::separates_words(byte as char);
            byte += 1;
        }
        table[0x80] = true;
        table
    };
    let mut enlarge = |at: usize| {
        if let Some(first) = copy.get_mut(at..=at) {
            first.make_ascii_uppercase();
        }
    };
    enlarge(0);
    for (at, byte) in text.bytes().enumerate() {
        if MAY_SEPARATE.get(usize::from(byte)).is_some_and(|may| *may)
            && (byte.is_ascii() || text.as_bytes().get(..=at).is_some_and(|text| text.ends_with(WIDE_BLANK)))
        {
            enlarge(at + 1);
        }
    }
}

const WIDE_BLANK: &[u8] = "\u{3000}".as_bytes();

fn replace(text: &str, old: &str, new: &str, out: &mut String) {
    let mut parts = text.split(old);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(new);
        out.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_bytes_are_those_of_characters() {
        let chars: Vec<char> = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        let some = ["a", "b", "日", "\u{3000}", " ", "-", "ก", "É", "K", "だ", "한"];
        let pairs = some.iter().flat_map(|first| chars.iter().map(move |char| format!("{first}{char}bA")));
        for text in pairs.filter(|text| has_ascii_cases_only(text)) {
            let mut by_char = String::new();
            let mut before = None;
            for char in text.chars() {
                let separates = case::separates_words(char);
                if before == Some(separates) {
                    by_char.extend(char.to_lowercase());
                } else {
                    by_char.extend(char.to_uppercase());
                }
                before = Some(separates);
            }
            let made = |case: Case| {
                let mut out = String::new();
                case.change_bytes(&text, &mut out);
                out
            };
            assert_eq!(made(Case::Title), by_char, "{text}");
            assert_eq!(made(Case::Upper), text.to_uppercase(), "{text}");
            assert_eq!(made(Case::Lower), text.to_lowercase(), "{text}");
            let mut capitalized = String::new();
            Case::Capitalize.change_chars(&text, &mut capitalized);
            assert_eq!(made(Case::Capitalize), capitalized, "{text}");
        }
    }

    #[test]
    fn caseless_characters_have_no_case() {
        for char in (0..=0x10_ffff).filter_map(char::from_u32).filter(|char| is_caseless(*char)) {
            assert!(char.to_uppercase().eq([char]) && char.to_lowercase().eq([char]), "{char:?}");
        }
    }
}
