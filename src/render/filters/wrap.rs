//! `wordwrap`, as Python's `textwrap` does it.

use super::text::required_text;
use crate::render::arguments::{Arguments, integer};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::classes::{self, decimal, is_word};
use crate::render::methods::text::{read, split};
use crate::render::text::{Text, TextBuilder};
use crate::render::value::Value;
use std::ops::Range;

pub(super) fn wordwrap<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let names = ["width", "break_long_words", "wrapstring", "break_on_hyphens"];
    let [width, break_long_words, wrap_string, break_on_hyphens] = arguments.bind("wordwrap", names)?;
    let width = width.map_or(Ok(79), |width| integer("wordwrap", "width", &width))?;
    let text = required_text(ctx, "wordwrap", &value)?;
    let wrap_string = match wrap_string {
        Some(wrap_string) if !wrap_string.is_none() => required_text(ctx, "wordwrap", &wrap_string)?,
        // A line break in a text of the data is no structure of the template.
        _ => Text::derived("\n", &text).with_hole(None),
    };
    let style = Style {
        width: usize::try_from(width).unwrap_or(0),
        break_long_words: break_long_words.is_none_or(|option| option.is_true()),
        break_on_hyphens: break_on_hyphens.is_none_or(|option| option.is_true()),
    };
    read(ctx, &text)?;
    // The characters are laid out with their places, some dozen bytes each.
    ctx.budget.text(text.weight().saturating_mul(24))?;
    let mut builder = TextBuilder::default();
    for (i, line) in split::lines(text.as_str()).into_iter().enumerate() {
        if style.width == 0 {
            return Err(Fault::range("the width for `wordwrap` is not positive"));
        }
        let content = text.as_str().get(line.start..line.content_end).unwrap_or_default();
        let pieces = wrap(content, &style);
        ctx.budget.steps(pieces.len() as u64)?;
        ctx.budget.text(wrap_string.weight().saturating_mul(pieces.len() + 1))?;
        if i > 0 {
            builder.push_text(&wrap_string);
        }
        for (i, piece) in pieces.into_iter().enumerate() {
            if i > 0 {
                builder.push_text(&wrap_string);
            }
            builder.push_range(&text, line.start + piece.start..line.start + piece.end);
        }
    }
    builder.note_hole(text.missing());
    Ok(Value::Text(builder.finish()))
}

struct Style {
    width: usize,
    break_long_words: bool,
    break_on_hyphens: bool,
}

/// A text by the numbers of its characters.
struct Chars {
    letters: Vec<char>,
    /// Where each character begins, and where the last one ends.
    places: Vec<usize>,
    /// For each hyphen, the number of the character behind the run of hyphens that it is in.
    hyphen_ends: Vec<usize>,
    /// For each character that is white space to Python, the number of the one behind the run that it is in.
    blank_ends: Vec<usize>,
}

impl Chars {
    fn of(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let places = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let hyphen_ends = run_ends(&letters, |char| char == '-');
        let blank_ends = run_ends(&letters, classes::is_space);
        Self { letters, places, hyphen_ends, blank_ends }
    }

    /// Whether all characters of a range are white space to Python, which knows more of it than `textwrap`.
    fn is_blank(&self, range: &Range<usize>) -> bool {
        self.blank_ends.get(range.start).is_none_or(|end| *end >= range.end)
    }

    fn get(&self, at: usize) -> Option<char> {
        self.letters.get(at).copied()
    }

    fn before(&self, at: usize, back: usize) -> Option<char> {
        self.get(at.checked_sub(back)?)
    }

    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or_default()
    }

    fn is_space(&self, at: usize) -> bool {
        self.get(at).is_some_and(is_space)
    }

    /// A dash of two or more hyphens between words that begins here: where it ends.
    fn dash(&self, at: usize) -> Option<usize> {
        if self.get(at) != Some('-')
            || !self.before(at, 1).is_some_and(|char| is_word(char) || "!\"'&.,?".contains(char))
        {
            return None;
        }
        let end = self.hyphen_ends.get(at).copied()?;
        (end - at >= 2 && self.get(end).is_some_and(is_word)).then_some(end)
    }

    /// Whether a line may end behind the hyphen at `at`: it stands between letters.
    fn is_hyphen(&self, at: usize) -> bool {
        let letter = |char: Option<char>| char.is_some_and(is_letter);
        let word = |char: Option<char>| char.is_some_and(|char| is_word(char) || "!\"'&.,?".contains(char));
        let before = letter(self.before(at, 1)) && letter(self.before(at, 2))
            || letter(self.before(at, 3)) && self.before(at, 2) == Some('-') && word(self.before(at, 1));
        let next = if self.get(at + 2) == Some('-') { at + 3 } else { at + 2 };
        let behind = letter(self.get(at + 1)) && (letter(self.get(next)) || letter(self.get(at + 2)));
        self.get(at) == Some('-') && before && behind
    }

    /// The pieces that a line is filled with, white space among them.
    fn chunks(&self, break_on_hyphens: bool) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let mut at = 0;
        while at < self.letters.len() {
            let mut end = at + 1;
            if self.is_space(at) {
                while self.is_space(end) {
                    end += 1;
                }
            } else if let Some(dash_end) = self.dash(at).filter(|_| break_on_hyphens) {
                end = dash_end;
            } else {
                loop {
                    if end >= self.letters.len() || self.is_space(end) {
                        break;
                    }
                    if break_on_hyphens {
                        if self.is_hyphen(end) {
                            end += 1;
                            break;
                        }
                        if self.dash(end).is_some() {
                            break;
                        }
                    }
                    end += 1;
                }
            }
            chunks.push(at..end);
            at = end;
        }
        chunks
    }
}

/// For each character where the run of characters of its class ends; for others, their own number.
fn run_ends(letters: &[char], is_member: impl Fn(char) -> bool) -> Vec<usize> {
    let mut ends = vec![0; letters.len()];
    let mut end = letters.len();
    for (i, (char, slot)) in letters.iter().zip(&mut ends).enumerate().rev() {
        if !is_member(*char) {
            end = i;
        }
        *slot = end;
    }
    ends
}

/// The white space that `textwrap` knows.
fn is_space(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

fn is_letter(char: char) -> bool {
    is_word(char) && decimal(char).is_none()
}

/// The lines of a paragraph, as ranges of bytes.
fn wrap(text: &str, style: &Style) -> Vec<Range<usize>> {
    let chars = Chars::of(text);
    let mut chunks = chars.chunks(style.break_on_hyphens);
    chunks.reverse();
    let mut lines: Vec<Range<usize>> = Vec::new();
    while let Some(last) = chunks.last() {
        if chars.is_blank(last) && !lines.is_empty() {
            chunks.pop();
        }
        let mut line: Vec<Range<usize>> = Vec::new();
        let mut len = 0;
        while let Some(chunk) = chunks.last().cloned() {
            if len + chunk.len() > style.width {
                break;
            }
            len += chunk.len();
            line.push(chunk);
            chunks.pop();
        }
        if let Some(chunk) = chunks.last_mut()
            && chunk.len() > style.width
        {
            if style.break_long_words {
                let room = style.width - len;
                let mut end = chunk.start + room;
                if style.break_on_hyphens && chunk.len() > room {
                    let hyphen = (chunk.start..end).rev().find(|&at| chars.get(at) == Some('-'));
                    let found = hyphen.filter(|&hyphen| {
                        hyphen > chunk.start && (chunk.start..hyphen).any(|at| chars.get(at) != Some('-'))
                    });
                    end = found.map_or(end, |hyphen| hyphen + 1);
                }
                line.push(chunk.start..end);
                chunk.start = end;
            } else if line.is_empty() {
                line.push(chunk.clone());
                chunks.pop();
            }
        }
        if line.last().is_some_and(|last| chars.is_blank(last)) {
            line.pop();
        }
        if let (Some(first), Some(last)) = (line.first(), line.last()) {
            lines.push(chars.place(first.start)..chars.place(last.end));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let style = Style { width, break_long_words: true, break_on_hyphens: true };
        wrap(text, &style).into_iter().map(|range| text.get(range).unwrap().to_owned()).collect()
    }

    #[test]
    fn wraps_as_textwrap_does() {
        assert_eq!(lines("a well-known em--dash here", 8), ["a well-", "known em", "--dash", "here"]);
        assert_eq!(lines("日本語テキスト です", 4), ["日本語テ", "キスト", "です"]);
        assert_eq!(lines("  lead  and trail  ", 6), ["  lead", "and", "trail"]);
        assert_eq!(lines("aaaa-bbbb-cccc", 6), ["aaaa-", "bbbb-", "cccc"]);
        assert!(lines("   ", 5).is_empty());
        // A run of white space is looked at once, however many lines it fills.
        assert!(lines(&" ".repeat(1_000_000), 3).is_empty());
        assert_eq!(lines(&format!("a{}b", "\u{3000}".repeat(300_000)), 1), ["a", "b"]);
    }
}
