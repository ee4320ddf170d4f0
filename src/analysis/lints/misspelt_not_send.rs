//! `lint/misspelt-not-send`

use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::known_slips::is_like_not_send;
use crate::template::lower::NOT_SEND;
use crate::template::program::{Constant, Expr, Stmt};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::statements(&facts.program.body, &mut |statement| {
        if let Stmt::Literal(literal) = statement {
            words(&literal.text, literal.span.start, found);
        }
    });
    visit::expressions(&facts.program.body, &mut |expr| {
        if let Expr::Constant(Constant::Text(_), span) = expr {
            words(facts.text(*span), span.start, found);
        }
    });
}

fn words(text: &str, base: u32, found: &mut Vec<Diagnostic>) {
    let mut start = None;
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        let in_word = char.is_alphanumeric() || matches!(char, '_' | '-');
        match (in_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = text.get(from..at).unwrap_or_default();
                if is_like_not_send(word) {
                    found.push(finding(word, Span { start: base + from as u32, end: base + at as u32 }));
                }
                start = None;
            }
            _ => {}
        }
    }
}

fn finding(word: &str, span: Span) -> Diagnostic {
    let message = format!("`{word}` is not the word that cancels a message: users would get it as text");
    Diagnostic::warning(Code::LintMisspeltNotSend, message)
        .at(span)
        .hint(format!("did you mean `{NOT_SEND}`?"))
        .edit(span, NOT_SEND)
}
