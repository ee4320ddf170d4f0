//! Filters that change a text, without a record of where its characters come from: inside a string all of them are
//! escaped alike.

use super::reading::{Chars, Frame, Reading};
use super::term::printed;
use crate::render::filters::url;
use crate::render::methods::text::{case, classes, offset};

/// A filter with its arguments.
#[derive(Debug)]
pub(super) enum Change {
    /// `string`
    Print,
    Upper,
    Lower,
    Capitalize,
    Title,
    Trim,
    UrlEncode,
    Truncate(Truncate),
    Replace {
        old: Box<str>,
        new: Box<str>,
    },
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
        // What a capital sigma becomes depends on its neighbours.
        let lowers = matches!(self, Self::Lower | Self::Capitalize | Self::Title);
        if lowers && may_have_sigma(frame.text(chars)) {
            return None;
        }
        Some(match self {
            Self::Print | Self::Truncate(_) => Reading::Text(chars),
            Self::Upper => frame.change(chars, upper),
            Self::Lower => frame.change(chars, lower),
            Self::Capitalize => frame.change(chars, capitalize),
            Self::Title => frame.change(chars, title),
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

/// Whether a text may have a capital sigma, which is `ce a3` in UTF-8.
fn may_have_sigma(text: &str) -> bool {
    text.as_bytes().contains(&0xce) && text.contains('Σ')
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

fn upper(text: &str, out: &mut String) {
    let start = out.len();
    if text.is_ascii() {
        out.push_str(text);
        if let Some(written) = out.get_mut(start..) {
            written.make_ascii_uppercase();
        }
    } else {
        text.chars().for_each(|char| push_upper(char, out));
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
    if text.is_ascii() {
        return title_ascii(text, out);
    }
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

fn title_ascii(text: &str, out: &mut String) {
    let start = out.len();
    out.push_str(text);
    let Some(written) = out.get_mut(start..) else { return };
    written.make_ascii_lowercase();
    let mut before = None;
    for (at, byte) in text.bytes().enumerate() {
        let separates = case::separates_words(char::from(byte));
        if before != Some(separates)
            && let Some(first) = written.get_mut(at..=at)
        {
            first.make_ascii_uppercase();
        }
        before = Some(separates);
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
    use super::is_caseless;

    #[test]
    fn caseless_characters_have_no_case() {
        for char in (0..=0x10_ffff).filter_map(char::from_u32).filter(|char| is_caseless(*char)) {
            assert!(char.to_uppercase().eq([char]) && char.to_lowercase().eq([char]), "{char:?}");
        }
    }
}
