//! Inside a tag: attributes, filters, tests, words.

use super::outline::Tag;
use super::{Completion, CompletionKind, Completions, Hover, attributes, documentation};
use crate::diagnostic::Span;
use crate::ordered;
use crate::render::{Profile, filters, functions, predicates};

const KEYWORDS: &[&str] = &[
    "break",
    "call",
    "continue",
    "do",
    "elif",
    "else",
    "endcall",
    "endfilter",
    "endfor",
    "endif",
    "endmacro",
    "endset",
    "filter",
    "for",
    "if",
    "macro",
    "raw",
    "set",
    "with",
];

/// Where in an expression an offset is.
#[derive(Debug, PartialEq, Eq)]
enum Position<'t> {
    /// Behind a bar.
    Filter,
    /// Behind `is`.
    Test,
    /// A key in quotes and brackets, or behind a dot, of what is looked up in.
    Key { base: Vec<&'t str>, quoted: bool },
    /// At the start of a statement.
    Statement,
    /// A name.
    Name,
    /// Inside a text that is no key.
    Text,
}

pub(super) fn complete(text: &str, tag: Tag, offset: usize, profile: Option<&Profile<'_>>) -> Completions {
    let start = tag.span.start as usize;
    let before = text.get(start + 2..offset).unwrap_or_default();
    let (position, typed) = position(before, text.get(start..).unwrap_or_default().starts_with("{%"));
    let prefix = before.get(before.len() - typed..).unwrap_or_default();
    let mut items = Vec::new();
    match position {
        Position::Filter => items.extend(filters::NAMES.iter().map(|name| filter(name))),
        Position::Test => {
            items.extend(predicates::NAMES.iter().filter(|name| is_word(name)).map(|name| test(name)));
        }
        Position::Key { base, quoted } => {
            let known = attributes::keys(text, offset, &base, profile);
            items.extend(known.iter().filter(|(key, _)| quoted || is_name(key)).map(|(key, kind)| {
                Completion {
                    label: key.clone(),
                    kind: CompletionKind::Attribute,
                    detail: kind.unwrap_or_default().to_owned(),
                    documentation: String::new(),
                    insert: key.clone(),
                }
            }));
        }
        Position::Statement => {
            items.extend(KEYWORDS.iter().map(|word| item(word, CompletionKind::Keyword, "", "")));
        }
        Position::Name => {
            let roots = attributes::roots();
            items.extend(roots.map(|(name, about)| item(name, CompletionKind::Attribute, "", about)));
            items.extend(functions::NAMES.iter().map(|name| item(name, CompletionKind::Function, "", "")));
        }
        Position::Text => {}
    }
    // What goes on as it was typed comes first, then what does so without regard to case.
    items.retain(|item| item.label.to_lowercase().starts_with(&prefix.to_lowercase()));
    let goes_on = |item: &Completion| item.label.starts_with(prefix);
    ordered::sort_by(&mut items, |a, b| goes_on(b).cmp(&goes_on(a)));
    let rest = text.get(offset..tag.span.end as usize).unwrap_or_default();
    let more = rest.find(|char: char| !is_word_char(char)).unwrap_or(rest.len());
    Completions { span: Span::new(offset - typed, offset + more), items }
}

pub(super) fn hover(text: &str, tag: Tag, offset: usize, profile: Option<&Profile<'_>>) -> Option<Hover> {
    let content = text.get(tag.span.start as usize + 2..tag.span.end as usize)?;
    let at = offset.checked_sub(tag.span.start as usize + 2)?;
    let is_part = |position: &Position<'_>, char: char| match position {
        Position::Key { quoted: true, .. } => !matches!(char, '\'' | '"'),
        _ => is_word_char(char),
    };
    let is_statement = text.get(tag.span.start as usize..)?.starts_with("{%");
    let (position, typed) = position(content.get(..at)?, is_statement);
    let start = at - typed;
    let rest = content.get(at..)?;
    let end = at + rest.find(|char| !is_part(&position, char)).unwrap_or(rest.len());
    let word = content.get(start..end)?;
    let about = match position {
        Position::Filter => documentation::filter(word).map(|entry| entry.markdown(&format!("|{word}"))),
        Position::Test => documentation::test(word).map(|about| format!("`is {word}`: {about}")),
        Position::Key { mut base, .. } => {
            base.push(word);
            attribute(&base, profile)
        }
        Position::Name | Position::Statement => {
            attributes::root(word).map(|about| format!("`{word}`: {about}"))
        }
        Position::Text => None,
    }?;
    let from = tag.span.start as usize + 2;
    Some(Hover { span: Span::new(from + start, from + end), text: about })
}

fn attribute(path: &[&str], profile: Option<&Profile<'_>>) -> Option<String> {
    let (root, keys) = path.split_first()?;
    attributes::root(root)?;
    let name = keys.iter().fold((*root).to_owned(), |name, key| format!("{name}['{key}']"));
    Some(match profile.map(|profile| attributes::kind(profile, path)) {
        Some(Some(kind)) => format!("`{name}`: {kind}"),
        Some(None) => format!("`{name}`: this profile lacks it"),
        None => format!("`{name}`"),
    })
}

fn item(label: &str, kind: CompletionKind, detail: &str, documentation: &str) -> Completion {
    Completion {
        label: label.to_owned(),
        kind,
        detail: detail.to_owned(),
        documentation: documentation.to_owned(),
        insert: label.to_owned(),
    }
}

fn filter(name: &str) -> Completion {
    let entry = documentation::filter(name);
    let (arguments, about) = entry.map_or(("", ""), |entry| (entry.arguments, entry.about));
    item(name, CompletionKind::Filter, arguments, about)
}

fn test(name: &str) -> Completion {
    item(name, CompletionKind::Test, "", documentation::test(name).unwrap_or_default())
}

fn is_word(name: &str) -> bool {
    name.chars().all(is_word_char)
}

fn is_word_char(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn is_name(key: &str) -> bool {
    is_word(key) && !key.starts_with(|char: char| char.is_ascii_digit())
}

/// Where the end of `before`, the content of a tag so far, is; and how many bytes of the last word there are.
fn position(before: &str, is_statement: bool) -> (Position<'_>, usize) {
    if let Some(quote) = open_quote(before) {
        let typed = before.len() - quote - 1;
        let lookup = before.get(..quote).and_then(|head| head.trim_end().strip_suffix('['));
        return match lookup {
            Some(head) => (Position::Key { base: base(head), quoted: true }, typed),
            None => (Position::Text, typed),
        };
    }
    let head = before.trim_end_matches(is_word_char);
    let typed = before.len() - head.len();
    let head = head.trim_end();
    let last_word =
        |head: &str, word: &str| head.strip_suffix(word).is_some_and(|rest| !rest.ends_with(is_word_char));
    let position = if let Some(head) = head.strip_suffix('.') {
        Position::Key { base: base(head), quoted: false }
    } else if head.ends_with('|') {
        Position::Filter
    } else if last_word(head, "is")
        || (last_word(head, "not") && last_word(head.trim_end_matches("not").trim_end(), "is"))
    {
        Position::Test
    } else if is_statement && head.trim_start_matches(['-', '+']).is_empty() {
        Position::Statement
    } else {
        Position::Name
    };
    (position, typed)
}

/// The place of a quote that is not closed.
fn open_quote(text: &str) -> Option<usize> {
    let mut open: Option<(usize, char)> = None;
    for (at, char) in text.char_indices() {
        match open {
            Some((_, quote)) if quote == char => open = None,
            None if matches!(char, '\'' | '"') => open = Some((at, char)),
            _ => {}
        }
    }
    open.map(|(at, _)| at)
}

/// The lookups that end in `head`: `UserAttribute['address'].geo` is three. Empty if they start with anything but a name.
fn base(head: &str) -> Vec<&str> {
    let mut path = Vec::new();
    let mut rest = head.trim_end();
    loop {
        if let Some(inner) = rest.strip_suffix(']') {
            let inner = inner.trim_end();
            let quote = inner.chars().next_back().filter(|char| matches!(char, '\'' | '"'));
            let (start, key) = match quote {
                Some(quote) => {
                    let body = inner.strip_suffix(quote).unwrap_or_default();
                    let Some(start) = body.rfind(quote) else { return Vec::new() };
                    (start, body.get(start + 1..).unwrap_or_default())
                }
                None => {
                    let start = inner.trim_end_matches(|char: char| char.is_ascii_digit()).len();
                    (start, inner.get(start..).unwrap_or_default())
                }
            };
            let Some(outer) = inner.get(..start).and_then(|outer| outer.trim_end().strip_suffix('[')) else {
                return Vec::new();
            };
            path.push(key);
            rest = outer.trim_end();
            continue;
        }
        let outer = rest.trim_end_matches(is_word_char);
        let Some(name) = rest.get(outer.len()..).filter(|name| !name.is_empty()) else { return Vec::new() };
        path.push(name);
        match outer.trim_end().strip_suffix('.') {
            Some(outer) => rest = outer.trim_end(),
            None => break,
        }
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_where_in_an_expression() {
        let key = |base: &[&'static str], quoted| Position::Key { base: base.to_vec(), quoted };
        let cases = [
            (" UserAttribute['na", key(&["UserAttribute"], true), 2),
            (" UserAttribute['a']['b", key(&["UserAttribute", "a"], true), 1),
            (" UserAttribute['a'].b", key(&["UserAttribute", "a"], false), 1),
            (" UserAttribute.a[0].", key(&["UserAttribute", "a", "0"], false), 0),
            (" x|up", Position::Filter, 2),
            (" x | ", Position::Filter, 0),
            (" x is de", Position::Test, 2),
            (" x is not de", Position::Test, 2),
            (" this ", Position::Name, 0),
            (" 'abc", Position::Text, 3),
            (" f('a', Us", Position::Name, 2),
            ("", Position::Name, 0),
        ];
        for (before, expected, typed) in cases {
            assert_eq!(position(before, false), (expected, typed), "{before}");
        }
        assert_eq!(position("- fo", true), (Position::Statement, 2));
        assert_eq!(position(" if Us", true), (Position::Name, 2));
    }
}
