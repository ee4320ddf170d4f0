//! Upper and lower case. Letters may turn into several; each keeps its origin.

use super::classes::is_cased;
use crate::render::context::Context;
use crate::render::fault::Result;
use crate::render::text::{Text, TextBuilder};

pub(in crate::render) fn upper<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    ctx.budget.text(text.weight())?;
    Ok(text.map(str::to_uppercase))
}

pub(in crate::render) fn lower<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    each(ctx, text, Lower::push)
}

/// Without any difference of case, for comparisons.
pub(super) fn fold<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    each(ctx, text, |_, char, out| fold_char(char, out))
}

pub(super) fn swap<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    each(ctx, text, |lower, char, out| {
        if char.is_uppercase() {
            lower.push(char, out);
        } else {
            lower.skip(char);
            if char.is_lowercase() {
                out.extend(char.to_uppercase());
            } else {
                out.push(char);
            }
        }
    })
}

/// The first letter as at the start of a title, all others lower.
pub(in crate::render) fn capitalize<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    let mut first = true;
    each(ctx, text, move |lower, char, out| {
        if std::mem::take(&mut first) {
            lower.skip(char);
            title_char(char, out);
        } else {
            lower.push(char, out);
        }
    })
}

/// The method `title`: every letter behind something that is no letter begins a word.
pub(super) fn title<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    let mut in_word = false;
    each(ctx, text, move |lower, char, out| {
        if in_word {
            lower.push(char, out);
        } else {
            lower.skip(char);
            title_char(char, out);
        }
        in_word = is_cased(char);
    })
}

/// The filter `title`: the characters behind blanks, hyphens and opening brackets begin a word.
pub(in crate::render) fn title_words<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    let mut builder = TextBuilder::default();
    ctx.budget.text(text.weight())?;
    let mut rest = 0..0;
    let mut words = Vec::new();
    let mut inside = None;
    for (at, char) in text.as_str().char_indices() {
        let separator = separates_words(char);
        if inside.is_some_and(|before| before != separator) {
            words.push(rest.start..at);
            rest.start = at;
        }
        inside = Some(separator);
    }
    words.push(rest.start..text.as_str().len());
    for word in words {
        let word = text.slice(word);
        let first = word.as_str().chars().next().map_or(0, char::len_utf8);
        builder.push_text(&word.slice(0..first).map(str::to_uppercase));
        builder.push_text(&lower(ctx, &word.slice(first..word.as_str().len()))?);
    }
    builder.note_hole(text.missing());
    Ok(builder.finish())
}

/// Whether the filter `title` begins a new word behind this character.
pub(in crate::render) const fn separates_words(char: char) -> bool {
    super::classes::is_space(char) || matches!(char, '-' | '(' | '{' | '[' | '<')
}

/// Changes a text character by character.
fn each<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    mut change: impl FnMut(&mut Lower, char, &mut String),
) -> Result<Text<'p>> {
    ctx.budget.text(text.weight())?;
    let mut lower = Lower::of(text.as_str());
    let mut builder = TextBuilder::default();
    let mut buffer = String::new();
    for (char, origin) in text.chars() {
        buffer.clear();
        change(&mut lower, char, &mut buffer);
        builder.push(&buffer, origin);
    }
    builder.note_hole(text.missing());
    Ok(builder.finish())
}

/// Lower case of each character of a text in turn. A capital sigma depends on its neighbours: it is `ς` at the end
/// of a word, so a text with one is made lower as a whole.
struct Lower {
    whole: Option<String>,
    at: usize,
}

impl Lower {
    fn of(text: &str) -> Self {
        Self { whole: text.contains('Σ').then(|| text.to_lowercase()), at: 0 }
    }

    fn push(&mut self, char: char, out: &mut String) {
        let start = self.at;
        self.skip(char);
        match self.whole.as_ref().and_then(|whole| whole.get(start..self.at)) {
            Some(lower) => out.push_str(lower),
            None => out.extend(char.to_lowercase()),
        }
    }

    fn skip(&mut self, char: char) {
        self.at += char.to_lowercase().map(char::len_utf8).sum::<usize>();
    }
}

fn fold_char(char: char, out: &mut String) {
    match char {
        'ı' => out.push(char),
        'ẞ' => out.push_str("ss"),
        // Cherokee folds to its capitals.
        '\u{13a0}'..='\u{13f5}' | '\u{13f8}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => {
            out.extend(char.to_uppercase());
        }
        _ => out.extend(char.to_uppercase().flat_map(char::to_lowercase)),
    }
}

/// The form at the start of a title: upper case, but of a ligature only its first letter.
pub(in crate::render) fn title_char(char: char, out: &mut String) {
    let code = char as u32;
    let single = match code {
        0x01c4..=0x01c6 => Some('ǅ'),
        0x01c7..=0x01c9 => Some('ǈ'),
        0x01ca..=0x01cc => Some('ǋ'),
        0x01f1..=0x01f3 => Some('ǲ'),
        // Georgian has no title case.
        0x10d0..=0x10fa | 0x10fd..=0x10ff => Some(char),
        // Greek with the iota below the letter.
        0x1f80..=0x1faf => char::from_u32(code | 8),
        0x1fb3 | 0x1fc3 | 0x1ff3 => char::from_u32(code + 9),
        0x1fbc | 0x1fcc | 0x1ffc => Some(char),
        _ => None,
    };
    if let Some(single) = single {
        out.push(single);
        return;
    }
    let upper = char.to_uppercase();
    let is_ligature = matches!(code,
        0xdf | 0x587 | 0x1fb2 | 0x1fb4 | 0x1fb7 | 0x1fc2 | 0x1fc4 | 0x1fc7 | 0x1ff2 | 0x1ff4 | 0x1ff7 | 0xfb00..=0xfb06 | 0xfb13..=0xfb17);
    if !is_ligature {
        out.extend(upper);
        return;
    }
    for (i, letter) in upper.enumerate() {
        match letter {
            letter if i == 0 => out.push(letter),
            // The iota below a letter stays below it.
            'Ι' => out.push('\u{345}'),
            letter => out.extend(letter.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_begin_titles_with_one_capital() {
        let title = |text: &str| {
            let mut out = String::new();
            text.chars().for_each(|char| title_char(char, &mut out));
            out
        };
        for (char, expected) in [
            ("ß", "Ss"),
            ("ǆ", "ǅ"),
            ("ﬁ", "Fi"),
            ("ა", "ა"),
            ("ᾀ", "ᾈ"),
            ("ᾳ", "ᾼ"),
            ("ᾷ", "Α\u{342}\u{345}"),
            ("ᾲ", "\u{1fba}\u{345}"),
            ("և", "Եւ"),
            ("a", "A"),
        ] {
            assert_eq!(title(char), expected, "{char}");
        }
    }

    #[test]
    fn folds_as_python_does() {
        let fold = |text: &str| {
            let mut out = String::new();
            text.chars().for_each(|char| fold_char(char, &mut out));
            out
        };
        assert_eq!(fold("Straße ẞ ς İı Ꭰꭰ"), "strasse ss σ i̇ı ᎠᎠ");
    }
}
