//! `lint/number-index`

use super::super::facts::Facts;
use super::super::kind::Kind;
use super::super::visit;
use super::{is_bracketed, types};
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::{Constant, Expr};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let (base, span, what) = match expr {
            Expr::Slice { base, span, .. } => (base, span, "a slice of a number fails"),
            Expr::Item { base, key, span } if matches!(**key, Expr::Constant(Constant::Int(_), _)) => {
                (base, span, "a number has no parts: this is empty")
            }
            _ => return,
        };
        if types::kind(facts, base) != Some(Kind::Number) {
            return;
        }
        let mut diagnostic = Diagnostic::warning(Code::LintNumberIndex, what)
            .at(*span)
            .hint("turn the number into text first: `(…|string)[…]`");
        let written = facts.text(base.span());
        if !written.is_empty() {
            let text = if is_bracketed(facts, base) {
                format!("({written})|string")
            } else {
                format!("({written}|string)")
            };
            diagnostic = diagnostic.edit(base.span(), text);
        }
        found.push(diagnostic);
    });
}
