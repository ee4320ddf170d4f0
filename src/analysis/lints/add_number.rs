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
        let Some(diagnostic) = finding(facts, left, right) else { return };
        let between = Span { start: left.span().end, end: right.span().start };
        let mut diagnostic = diagnostic.at(*span).hint("`~` joins whatever stands beside it");
        if let Some(plus) = facts.text(between).find('+') {
            let start = between.start + plus as u32;
            diagnostic = diagnostic.edit(Span { start, end: start + 1 }, "~");
        }
        found.push(diagnostic);
    });
}

fn finding(facts: &Facts<'_>, left: &Expr, right: &Expr) -> Option<Diagnostic> {
    let message = "`+` does not join a number with text: rendering fails";
    match (types::kind(facts, left), types::kind(facts, right)) {
        (Some(Kind::Number), Some(Kind::Text)) | (Some(Kind::Text), Some(Kind::Number)) => {
            Some(Diagnostic::error(Code::LintAddNumber, message))
        }
        (Some(Kind::Text), None) => may_be_number(facts, right),
        (None, Some(Kind::Text)) => may_be_number(facts, left),
        _ => None,
    }
}

/// An attribute of which nothing shows that it is a text.
fn may_be_number(facts: &Facts<'_>, expr: &Expr) -> Option<Diagnostic> {
    let flow = facts.flow(expr);
    let id = flow.is.first().filter(|_| flow.is == flow.from)?;
    let name = facts.attributes.name(*id);
    let message = format!("`+` fails for users whose {name} is a number");
    Some(Diagnostic::warning(Code::LintAddNumber, message).attribute(name))
}
