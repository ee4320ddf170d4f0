//! Filters that change a text, without a record of where its characters come from: inside a string all of them are
//! escaped alike.

use super::reading::{Chars, Frame, Reading};
use super::term::printed;
use crate::render::methods::text::{case, classes, offset};
use crate::url;

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

impl Change {
    pub(super) fn apply<'p>(&self, value: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        if let Self::Truncate(truncate) = self {
            return truncate.apply(value, frame);
        }
        frame.count(value);
        let chars = printed(value, frame)?;
        Some(match self {
            Self::Print | Self::Truncate(_) => Reading::Text(chars),
            Self::Case(case) => return case.apply(chars, frame),
            Self::Trim => Reading::Text(frame.part(chars, |text| {
                let start = text.len() - text.trim_start_matches(classes::is_space).len();
                start..text.trim_end_matches(classes::is_space).len().max(start)
            })),
            Self::UrlEncode => frame.change(chars, |text, out| url::quote_into(text, false, out)),
            Self::Replace { old, new } => {
                if !frame.text(chars).contains(&**old) {
                    return Some(Reading::Text(chars));
                }
                frame.change(chars, |text, out| replace(text, old, new, out))
            }
        })
    }
}

impl Truncate {
    fn apply<'p>(&self, value: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        let Reading::Text(chars) = value else { return None };
        frame.count(value);
        let text = frame.text(chars);
        let fits = |count: usize| count as f64 <= self.length as f64 + self.leeway;
        // A text has at most as many characters as bytes.
        if fits(text.len()) || fits(text.chars().count()) {
            return Some(value);
        }
        Some(frame.change(chars, |text, out| {
            let kept = offset(text, self.length.saturating_sub(self.end.chars().count()));
            let kept = text.get(..kept).unwrap_or(text);
            let whole_words = kept.rfind(' ').filter(|_| !self.kill_words);
            out.push_str(whole_words.and_then(|end| kept.get(..end)).unwrap_or(kept));
            out.push_str(&self.end);
        }))
    }
}

impl Case {
    fn apply<'p>(self, chars: Chars<'p>, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        let text = frame.text(chars);
        if has_ascii_cases_only(text) {
            return Some(frame.change(chars, |text, out| self.change_bytes(text, out)));
        }
        // What a capital sigma becomes depends on its neighbours.
        if self != Self::Upper && text.contains('Σ') {
            return None;
        }
        Some(frame.change(chars, |text, out| self.change_chars(text, out)))
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
    // The blank of Chinese and Japanese, the only other character in such a text that separates words.
    const WIDE_BLANK: u32 = 0x00e3_8080;
    let mut last = 0;
    let mut before = true;
    for (at, byte) in text.bytes().enumerate() {
        last = last << 8 & 0x00ff_ffff | u32::from(byte);
        let separates = last == WIDE_BLANK || byte.is_ascii() && case::separates_words(char::from(byte));
        if before
            && byte.is_ascii_alphabetic()
            && let Some(first) = copy.get_mut(at..=at)
        {
            first.make_ascii_uppercase();
        }
        before = separates;
    }
}

fn replace(text: &str, old: &str, new: &str, out: &mut String) {
    let mut parts = text.split(old);
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str(new);
        out.push_str(part);
    }
}

impl<'p> Frame<'_, 'p> {
    /// A text of what `change` makes of the characters.
    fn change(&mut self, chars: Chars<'p>, change: impl FnOnce(&str, &mut String)) -> Reading<'p> {
        let start = self.made.len();
        match chars {
            Chars::There(text) => change(text, self.made),
            Chars::Made { start, end } => {
                self.changed.clear();
                let text = self.made.get(start as usize..end as usize).unwrap_or_default();
                change(text, self.changed);
                self.made.push_str(self.changed);
            }
        }
        self.work += (self.made.len() - start) as u64;
        Reading::Text(Chars::Made { start: start as u32, end: self.made.len() as u32 })
    }

    /// A part of the characters.
    fn part(&self, chars: Chars<'p>, part: impl FnOnce(&str) -> std::ops::Range<usize>) -> Chars<'p> {
        let range = part(self.text(chars));
        match chars {
            Chars::There(text) => Chars::There(text.get(range).unwrap_or_default()),
            Chars::Made { start, .. } => {
                Chars::Made { start: start + range.start as u32, end: start + range.end as u32 }
            }
        }
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
