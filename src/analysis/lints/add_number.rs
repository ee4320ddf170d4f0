//! `lint/add-number`

use super::super::facts::Facts;
use super::super::kind::Kind;
use super::super::visit;
use super::types;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::{Binary, Expr};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Binary { op: Binary::Add, left, right, span } = expr else { return };
        let (first, second) = (types::kind(facts, left), types::kind(facts, right));
        let mixed = matches!(
            (first, second),
            (Some(Kind::Number), Some(Kind::Text)) | (Some(Kind::Text), Some(Kind::Number))
        );
        if !mixed {
            return;
        }
        let between = Span { start: left.span().end, end: right.span().start };
        let message = "`+` does not join a number with text: rendering fails";
        let mut diagnostic = Diagnostic::error(Code::LintAddNumber, message)
            .at(*span)
            .hint("`~` joins whatever stands beside it");
        if let Some(plus) = facts.text(between).find('+') {
            let start = between.start + plus as u32;
            diagnostic = diagnostic.edit(Span { start, end: start + 1 }, "~");
        }
        found.push(diagnostic);
    });
}
