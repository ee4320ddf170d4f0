//! Spellings of Jinja that the parser does not read, turned into ones that it does.
//!
//! Each takes the bytes of the other, so that all offsets stay: `{{ 1, 2 }}` becomes `{{(1, 2)}}`, a plus that is no
//! operator becomes a blank, and `{% do x if y %}`, of which the parser takes calls only, becomes `{{    x if y }}`.

use super::scan;
use crate::diagnostic::Span;
use std::borrow::Cow;

/// The text for the parser, and where placeholders in it stand for a `do`.
pub(super) fn rewrite(source: Cow<'_, str>) -> (Cow<'_, str>, Vec<Span>) {
    let mut changes: Vec<(usize, char)> = Vec::new();
    let mut silent = Vec::new();
    let mut at = 0;
    while let Some(tag) = scan::next_tag(&source, at) {
        at = tag.range().end;
        let text = source.get(tag.range()).unwrap_or_default();
        if text.starts_with("{#") {
            continue;
        }
        let inner = Inner::read(text);
        match inner.words.first() {
            Some((_, "raw")) => {
                at = scan::end_of_raw(&source, at);
                continue;
            }
            Some((place, "do")) if text.starts_with("{%") => {
                let close = text.len() - 2;
                let places = [0, 1, *place, place + 1, close, close + 1];
                let put = places.into_iter().zip(['{', '{', ' ', ' ', '}', '}']);
                changes.extend(put.map(|(place, char)| (tag.range().start + place, char)));
                silent.push(tag);
            }
            _ => {}
        }
        let pluses = inner.pluses.iter().map(|place| (*place, ' '));
        let brackets = inner.tuple(text).into_iter().flat_map(|(open, close)| [(open, '('), (close, ')')]);
        changes.extend(pluses.chain(brackets).map(|(place, char)| (tag.range().start + place, char)));
    }
    if changes.is_empty() {
        return (source, silent);
    }
    let mut text = source.into_owned();
    for (place, char) in changes {
        text.replace_range(place..=place, char.encode_utf8(&mut [0; 4]));
    }
    (Cow::Owned(text), silent)
}

/// What a tag holds outside quotes and brackets.
#[derive(Default)]
struct Inner<'t> {
    words: Vec<(usize, &'t str)>,
    commas: Vec<usize>,
    /// Pluses that are no operators, on all levels of brackets.
    pluses: Vec<usize>,
    is_balanced: bool,
}

impl<'t> Inner<'t> {
    fn read(tag: &'t str) -> Self {
        let mut inner = Self::default();
        let mut depth = 0_i32;
        let mut quote = None;
        let mut escaped = false;
        let mut word: Option<usize> = None;
        // Whether an operand ends here, so that a plus behind it joins it with another.
        let mut is_operand = false;
        let (start, end) = bounds(tag);
        for (at, char) in tag.char_indices().skip_while(|(at, _)| *at < start) {
            if let Some(open) = quote {
                if !escaped && char == open {
                    quote = None;
                    is_operand = true;
                }
                escaped = !escaped && char == '\\';
                continue;
            }
            if let Some(from) = word.filter(|_| !is_word(char)) {
                let name = tag.get(from..at).unwrap_or_default();
                is_operand = !KEYWORDS.contains(&name);
                if depth == 0 {
                    inner.words.push((from, name));
                }
                word = None;
            }
            if at >= end {
                break;
            }
            match char {
                _ if is_word(char) => {
                    word.get_or_insert(at);
                    continue;
                }
                _ if char.is_whitespace() => continue,
                '"' | '\'' => quote = Some(char),
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => inner.commas.push(at),
                '+' if !is_operand => inner.pluses.push(at),
                _ => {}
            }
            is_operand = matches!(char, ')' | ']' | '}');
        }
        inner.is_balanced = depth == 0 && quote.is_none();
        inner
    }

    /// Where the brackets of a tuple can stand that has none: the blanks before and behind it.
    fn tuple(&self, tag: &str) -> Option<(usize, usize)> {
        let (start, end) = bounds(tag);
        let (from, to) = match self.words.first() {
            _ if tag.starts_with("{{") => (start, end),
            Some((place, "do")) => (place + 2, end),
            Some((_, "for")) => {
                let from = self.words.iter().find(|(_, word)| *word == "in").map(|(at, _)| at + 2)?;
                let behind = |at: usize, word: &str| at > from && matches!(word, "if" | "recursive");
                (from, self.words.iter().find(|(at, word)| behind(*at, word)).map_or(end, |(at, _)| *at))
            }
            _ => return None,
        };
        let close = to.checked_sub(1)?;
        let is_blank = |at: usize| tag.as_bytes().get(at).is_some_and(u8::is_ascii_whitespace);
        let is_tuple = self.is_balanced && self.commas.iter().any(|comma| (from..to).contains(comma));
        (is_tuple && is_blank(from) && is_blank(close) && from < close).then_some((from, close))
    }
}

/// Words behind which an operand comes.
const KEYWORDS: &[&str] = &["and", "do", "elif", "else", "if", "in", "is", "not", "or"];

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// Where the inside of a tag begins and ends, without the signs for white space.
fn bounds(tag: &str) -> (usize, usize) {
    let signed = |byte: Option<&u8>| usize::from(matches!(byte, Some(b'-' | b'+')));
    let bytes = tag.as_bytes();
    let end = tag.len().saturating_sub(2);
    let start = 2 + signed(bytes.get(2));
    (start, (end - signed(end.checked_sub(1).and_then(|at| bytes.get(at)))).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_in_place() {
        for (source, expected, count) in [
            ("{{ 1, 2 }}", "{{(1, 2)}}", 0),
            ("{{- 'a,b', x -}}", "{{-('a,b', x)-}}", 0),
            ("{{ f(1, 2) }}{{ [1, 2] }}{{ 'a, b' }}", "{{ f(1, 2) }}{{ [1, 2] }}{{ 'a, b' }}", 0),
            ("{{ {'a': {'b': 1}}, 2 }}", "{{ {'a': {'b': 1}}, 2 }}", 0),
            ("{% for x in 1, 2 %}", "{% for x in(1, 2)%}", 0),
            ("{% for a, b in c, if a %}", "{% for a, b in(c,)if a %}", 0),
            ("{% for a, b in c %}", "{% for a, b in c %}", 0),
            ("{% for x in 1, 2 recursive -%}", "{% for x in(1, 2)recursive -%}", 0),
            ("{{ +7 }}{{ 1 + +2 }}{{ a +b }}", "{{  7 }}{{ 1 +  2 }}{{ a +b }}", 0),
            (
                "{{ x if y else +1 }}{{ [+1] }}{{ 'a' + 'b' }}",
                "{{ x if y else  1 }}{{ [ 1] }}{{ 'a' + 'b' }}",
                0,
            ),
            ("{%+ if x +%}", "{%+ if x +%}", 0),
            ("{% do x if y %}", "{{    x if y }}", 1),
            ("{%- do l.append({'a': {}}) -%}", "{{-    l.append({'a': {}}) -}}", 1),
            (
                "{% raw %}{{ 1, 2 }}{% endraw %}{# {{ 1, 2 }} #}",
                "{% raw %}{{ 1, 2 }}{% endraw %}{# {{ 1, 2 }} #}",
                0,
            ),
            ("{% do_it %}{% set a = 1, +2 %}", "{% do_it %}{% set a = 1,  2 %}", 0),
        ] {
            let (text, silent) = rewrite(source.into());
            assert_eq!((&*text, silent.len()), (expected, count), "{source}");
        }
    }
}
