//! What can be seen in the text of a template before it is parsed.

use super::lower::NOT_SEND;
use crate::diagnostic::Span;
use std::borrow::Cow;

/// Turns every `{% MOE_NOT_SEND("…") %}`, which is not Jinja, into a call of the same length, `{{ MOE_NOT_SEND("…") }}`,
/// so that all offsets stay; returns where they were.
pub(super) fn rewrite_not_send(source: &str) -> (Cow<'_, str>, Vec<Span>) {
    if !source.contains(NOT_SEND) {
        return (Cow::Borrowed(source), Vec::new());
    }
    let mut text = source.to_owned();
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(source, at) {
        at = tag.range().end;
        let inner = source.get(tag.range()).unwrap_or_default();
        if !inner.starts_with("{%") {
            continue;
        }
        let name = inner.trim_start_matches(['{', '%', '-', '+']).trim_start();
        let word_ends = |rest: &str| !rest.starts_with(|char: char| char.is_alphanumeric() || char == '_');
        if name.strip_prefix(NOT_SEND).is_some_and(word_ends) {
            text.replace_range(tag.start as usize..tag.start as usize + 2, "{{");
            text.replace_range(tag.end as usize - 2..tag.end as usize, "}}");
            tags.push(tag);
        } else if name.strip_prefix("raw").is_some_and(word_ends) {
            at = end_of_raw(source, at);
        }
    }
    (Cow::Owned(text), tags)
}

/// The next `{{ … }}`, `{% … %}` or `{# … #}` from `at` on.
pub(super) fn next_tag(source: &str, at: usize) -> Option<Span> {
    let rest = source.get(at..)?;
    let start = at
        + rest
            .match_indices('{')
            .map(|(i, _)| i)
            .find(|&i| rest.as_bytes().get(i + 1).is_some_and(|next| matches!(next, b'{' | b'%' | b'#')))?;
    let close = match source.as_bytes().get(start + 1)? {
        b'{' => "}}",
        b'%' => "%}",
        _ => return source.get(start..)?.find("#}").map(|end| Span::new(start, start + end + 2)),
    };
    let mut quote = None;
    let mut escaped = false;
    for (i, char) in source.get(start + 2..)?.char_indices() {
        let here = start + 2 + i;
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if char == '\\' => escaped = true,
            Some(open) if char == open => quote = None,
            Some(_) => {}
            None if char == '"' || char == '\'' => quote = Some(char),
            None if source.get(here..).is_some_and(|rest| rest.starts_with(close)) => {
                return Some(Span::new(start, here + 2));
            }
            None => {}
        }
    }
    None
}

/// How many operators, lookups, filters and brackets of one expression may stand inside each other, and how many
/// branches one `if` may have. Parsers and evaluators go one call deeper for each.
pub(super) const MAX_NESTING: usize = 200;

/// The first tag that nests more deeply than [`MAX_NESTING`].
pub(super) fn too_deep(source: &str) -> Option<Span> {
    let mut branches: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(source, at) {
        at = tag.range().end;
        let inner = source.get(tag.range()).unwrap_or_default();
        if inner.starts_with("{#") {
            continue;
        }
        if nesting(inner) > MAX_NESTING {
            return Some(tag);
        }
        match inner.trim_start_matches(['{', '%', '-', '+', ' ', '\t', '\n', '\r']).split_whitespace().next()
        {
            Some("raw") => at = end_of_raw(source, at),
            Some("if") => branches.push(0),
            Some("elif") => {
                let count = branches.last_mut()?;
                *count += 1;
                if *count > MAX_NESTING {
                    return Some(tag);
                }
            }
            Some(word) if word.starts_with("endif") => {
                branches.pop();
            }
            _ => {}
        }
    }
    None
}

/// An upper bound of how deep the expression of a tag nests: operators since the last comma, on all levels of
/// brackets that are open.
fn nesting(tag: &str) -> usize {
    let mut levels = vec![0_usize];
    let mut open = 0_usize;
    let mut deepest = 0;
    let mut quote = None;
    let mut escaped = false;
    let mut word = String::new();
    for char in tag.chars() {
        if let Some(mark) = quote {
            escaped = !escaped && char == '\\';
            if !escaped && char == mark {
                quote = None;
            }
            continue;
        }
        if char.is_alphabetic() {
            word.push(char);
            continue;
        }
        let is_operator =
            matches!(&*std::mem::take(&mut word), "and" | "or" | "not" | "in" | "is" | "if" | "else");
        let count = usize::from(is_operator)
            + usize::from(matches!(
                char,
                '|' | '.' | '+' | '-' | '*' | '/' | '%' | '~' | '<' | '>' | '=' | '!'
            ));
        if let Some(level) = levels.last_mut() {
            *level += count;
            open += count;
        }
        match char {
            '"' | '\'' => quote = Some(char),
            '(' | '[' | '{' => {
                levels.push(1);
                open += 1;
            }
            ')' | ']' | '}' if levels.len() > 1 => {
                // A closed bracket is one operand, or one more call in a chain.
                open = open.saturating_sub(levels.pop().unwrap_or(0)) + 1;
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                }
            }
            ',' => {
                if let Some(level) = levels.last_mut() {
                    open = open.saturating_sub(*level);
                    *level = 0;
                }
            }
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

pub(super) fn end_of_raw(source: &str, mut at: usize) -> usize {
    while let Some(found) = source.get(at..).and_then(|rest| rest.find("{%")) {
        let start = at + found;
        let name = source.get(start + 2..).unwrap_or_default().trim_start_matches(['-', '+']).trim_start();
        at = start + 2;
        if name.starts_with("endraw") {
            return at;
        }
    }
    source.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewrites_the_tag_and_nothing_else() {
        let cases = [
            ("{% MOE_NOT_SEND(\"a %} b\") %}x", "{{ MOE_NOT_SEND(\"a %} b\") }}x", 1),
            ("{%- MOE_NOT_SEND('a') -%}", "{{- MOE_NOT_SEND('a') -}}", 1),
            ("{# {% MOE_NOT_SEND('a') %} #}", "{# {% MOE_NOT_SEND('a') %} #}", 0),
            (
                "{% raw %}{% MOE_NOT_SEND('a') %}{% endraw %}",
                "{% raw %}{% MOE_NOT_SEND('a') %}{% endraw %}",
                0,
            ),
            ("{{ 'MOE_NOT_SEND' }} MOE_NOT_SEND", "{{ 'MOE_NOT_SEND' }} MOE_NOT_SEND", 0),
            ("{% MOE_NOT_SENDER %}", "{% MOE_NOT_SENDER %}", 0),
        ];
        for (source, expected, count) in cases {
            let (text, tags) = rewrite_not_send(source);
            assert_eq!((&*text, tags.len()), (expected, count));
        }
    }
}
