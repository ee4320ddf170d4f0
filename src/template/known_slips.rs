//! Syntax errors that are made so often that they have names of their own.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::suggest;
use crate::template::lower::NOT_SEND;

/// The slip behind a syntax error, if it is a known one.
pub(super) fn recognise(source: &str, error: Span) -> Option<Diagnostic> {
    let tag = Tag::around(source, error)?;
    [
        dollar_name,
        comment_tag,
        cycle_tag,
        misspelt_not_send,
        nested_tag,
        typographic_quotes,
        html_entity,
        unclosed,
        misspelt_tag,
    ]
    .into_iter()
    .find_map(|slip| slip(&tag))
}

/// A tag that may be broken.
struct Tag<'s> {
    source: &'s str,
    /// From the braces that open it up to those that close it, or to the end of the line.
    span: Span,
    /// Whether the closing braces were found.
    closed: bool,
}

impl<'s> Tag<'s> {
    /// The tag that an error is about: the last one that opens before its end.
    fn around(source: &'s str, error: Span) -> Option<Self> {
        let end = source.ceil_char_boundary((error.end.max(error.start + 1) as usize).min(source.len()));
        let before = source.get(..end)?;
        let mut start = before.rfind("{{").max(before.rfind("{%"))?;
        // In `{% if {{ x }} %}` and `{{ {{ x }} }}` the tag is the outer one.
        for (open, close) in [("{{", "}}"), ("{%", "%}")] {
            let outer = source.get(..start)?.rfind(open).filter(|at| {
                let between = source.get(*at..start).unwrap_or_default();
                !between.contains(close) && !between.contains('\n')
            });
            start = outer.unwrap_or(start);
        }
        let text = source.get(start..)?;
        let closer = if text.starts_with("{{") { "}}" } else { "%}" };
        let line = text.find('\n').unwrap_or(text.len());
        let close = text.find(closer).map(|at| at + closer.len());
        let next = text.get(2..)?.find("{%").map_or(text.len(), |at| at + 2);
        Some(match close {
            Some(close) if close <= next => {
                Self { source, span: Span::new(start, start + close), closed: true }
            }
            _ => Self { source, span: Span::new(start, start + line.min(next)), closed: false },
        })
    }

    fn text(&self) -> &'s str {
        self.source.get(self.span.range()).unwrap_or_default()
    }

    /// The text behind the opening braces, and its offset.
    fn inner(&self) -> (usize, &'s str) {
        let text = self.text().get(2..).unwrap_or_default();
        let inner = text.trim_start_matches(['-', '+']).trim_start();
        (self.span.start as usize + 2 + text.len() - inner.len(), inner)
    }

    fn is_statement(&self) -> bool {
        self.text().starts_with("{%")
    }

    /// The characters that stand outside quotes, with their offsets.
    fn unquoted(&self) -> impl Iterator<Item = (usize, char)> {
        let start = self.span.start as usize;
        let mut quote = None;
        self.text().char_indices().filter_map(move |(at, char)| {
            match quote {
                Some(open) if open == char => quote = None,
                Some(_) => {}
                None if matches!(char, '"' | '\'') => quote = Some(char),
                None => return Some((start + at, char)),
            }
            None
        })
    }
}

fn slip(code: Code, message: impl Into<String>, span: Span) -> Diagnostic {
    Diagnostic::error(code, message).at(span)
}

fn dollar_name(tag: &Tag<'_>) -> Option<Diagnostic> {
    let (at, _) = tag.inner();
    let sign = Span::new(at, at + 1);
    let diagnostic = slip(Code::LintDollarName, "a name stands without `$`", sign).edit(sign, "");
    tag.inner().1.starts_with('$').then_some(diagnostic)
}

fn comment_tag(tag: &Tag<'_>) -> Option<Diagnostic> {
    let note = tag.inner().1.strip_prefix('#')?;
    let mut diagnostic = slip(Code::LintCommentTag, "this is a tag, not a comment", tag.span)
        .hint("a comment is written {# … #}");
    if tag.is_statement() && tag.closed {
        let note = note.trim_end_matches(['}', '%']).trim().trim_end_matches('#').trim();
        diagnostic = diagnostic.edit(tag.span, format!("{{# {note} #}}"));
    }
    Some(diagnostic)
}

fn cycle_tag(tag: &Tag<'_>) -> Option<Diagnostic> {
    let values = tag.inner().1.strip_prefix("cycle").filter(|_| tag.is_statement())?;
    let values = values.strip_suffix("%}").unwrap_or(values).trim_end_matches('-').trim();
    let values = values.strip_prefix('(').and_then(|values| values.strip_suffix(')')).unwrap_or(values);
    let mut diagnostic = slip(Code::LintCycleTag, "`cycle` is not a tag", tag.span)
        .hint("inside a loop, {{ loop.cycle('a', 'b') }} takes its place");
    if tag.closed {
        diagnostic = diagnostic.edit(tag.span, format!("{{{{ loop.cycle({values}) }}}}"));
    }
    Some(diagnostic)
}

fn misspelt_not_send(tag: &Tag<'_>) -> Option<Diagnostic> {
    let (at, inner) = tag.inner();
    let len = inner.find(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | '-'))?;
    let word = inner.get(..len)?;
    if !tag.is_statement() || word == NOT_SEND || !is_like_not_send(word) {
        return None;
    }
    let span = Span::new(at, at + len);
    let message = format!("`{word}` is not the tag that cancels a message");
    Some(
        slip(Code::LintMisspeltNotSend, message, span)
            .hint(format!("did you mean `{NOT_SEND}`?"))
            .edit(span, NOT_SEND),
    )
}

/// Whether a word is almost the one that cancels a message.
pub(crate) fn is_like_not_send(word: &str) -> bool {
    if word.contains(NOT_SEND) || !word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("moe")) {
        return false;
    }
    let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = letters.to_ascii_uppercase();
    matches!(&*letters, "MOEDONOTSEND" | "MOEDONTSEND" | "MOENOSEND")
        || suggest::nearest(&letters, ["MOENOTSEND"]).is_some()
}

fn nested_tag(tag: &Tag<'_>) -> Option<Diagnostic> {
    let (at, inner) = tag.inner();
    let open = inner.find("{{").filter(|open| tag.is_statement() || *open == 0)?;
    let message = "a placeholder cannot stand inside a tag: names stand there without braces";
    let start = at + open;
    let close = inner.get(open..)?.find("}}").map(|close| start + close);
    let mut diagnostic =
        slip(Code::LintNestedTag, message, Span::new(start, close.map_or(start, |at| at) + 2));
    if let Some(close) = close {
        let name = tag.source.get(start + 2..close)?.trim();
        diagnostic = diagnostic.edit(Span::new(start, close + 2), name);
    }
    Some(diagnostic)
}

fn typographic_quotes(tag: &Tag<'_>) -> Option<Diagnostic> {
    let straight = |char| match char {
        '“' | '”' | '„' | '‟' => Some("\""),
        '‘' | '’' | '‚' | '‛' => Some("'"),
        _ => None,
    };
    let mut quotes = tag
        .unquoted()
        .filter_map(|(at, char)| straight(char).map(|quote| (Span::new(at, at + char.len_utf8()), quote)));
    let (first, quote) = quotes.next()?;
    let message = "typographic quotes do not quote in a tag";
    let start = slip(Code::LintTypographicQuotes, message, first).hint("write ' or \"").edit(first, quote);
    Some(quotes.fold(start, |diagnostic, (span, quote)| diagnostic.edit(span, quote)))
}

fn html_entity(tag: &Tag<'_>) -> Option<Diagnostic> {
    const ENTITIES: &[(&str, &str)] = &[
        ("&gt;", ">"),
        ("&lt;", "<"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    let mut found = tag.unquoted().filter(|(_, char)| *char == '&').filter_map(|(at, _)| {
        let rest = tag.source.get(at..)?;
        let (entity, meant) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity))?;
        Some((Span::new(at, at + entity.len()), *entity, *meant))
    });
    let (first, entity, meant) = found.next()?;
    let message = format!("`{entity}` has no meaning in a tag");
    let start = slip(Code::LintHtmlEntity, message, first)
        .hint(format!("an HTML editor wrote it for `{meant}`"))
        .edit(first, meant);
    Some(found.fold(start, |diagnostic, (span, _, meant)| diagnostic.edit(span, meant)))
}

/// The tags that a template may begin with a word.
const TAGS: &[&str] = &[
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "endset",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "filter",
    "endfilter",
    "with",
    "endwith",
    "block",
    "endblock",
    "raw",
    "endraw",
    "do",
    "break",
    "continue",
];

fn misspelt_tag(tag: &Tag<'_>) -> Option<Diagnostic> {
    let (at, inner) = tag.inner();
    let len =
        inner.find(|char: char| !char.is_alphanumeric() && char != '_').filter(|_| tag.is_statement())?;
    let word = inner.get(..len)?;
    let near = suggest::nearest(word, TAGS.iter().copied()).filter(|_| !TAGS.contains(&word))?;
    let span = Span::new(at, at + len);
    let message = format!("there is no tag `{word}`");
    Some(slip(Code::SyntaxTemplate, message, span).hint(format!("did you mean `{near}`?")).edit(span, near))
}

fn unclosed(tag: &Tag<'_>) -> Option<Diagnostic> {
    let closer = if tag.is_statement() { "%}" } else { "}}" };
    let text = tag.text();
    let brace = text.get(2..)?.find('}').map(|at| at + 2)?;
    let lone = text.get(brace..brace + 2) != Some("}}") && text.get(brace - 1..brace) != Some("%");
    if !lone {
        return None;
    }
    let at = tag.span.start as usize + brace;
    let message = format!("this tag ends in `}}` instead of `{closer}`");
    let span = Span::new(tag.span.start as usize, at + 1);
    Some(slip(Code::LintUnclosedTag, message, span).edit(Span::new(at, at + 1), closer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_near_misses_of_the_word() {
        for word in [
            "MOE_NOTSEND",
            "moe_not_send",
            "MOE_DO_NOT_SEND",
            "MOENOTSEND",
            "MOE-NOT-SEND",
            "MOE_NOT_SENT",
            "Moe_Not_Send",
            "MOE_NO_SEND",
            "MOE_NOT_SEDN",
        ] {
            assert!(is_like_not_send(word), "{word}");
        }
        for word in ["MOE_NOT_SEND", "MOE_TRIGGER_EVENT", "moe", "NOT_SEND", "MOE_SEND", "日本語", ""] {
            assert!(!is_like_not_send(word), "{word}");
        }
    }
}
