//! `lint/blank-in-key`

use super::super::attribute::Step;
use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::{Constant, Expr};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Item { base, key, .. } = expr else { return };
        let Expr::Constant(Constant::Text(name), span) = &**key else { return };
        let of_event = facts.flow(base).is.iter().any(
            |id| matches!(&facts.attributes.get(*id).step, Step::Root(root) if **root == *"EventAttribute"),
        );
        if !of_event || !name.contains(". ") {
            return;
        }
        let mut diagnostic = Diagnostic::warning(
            Code::LintBlankInKey,
            format!("the key `{name}` has a blank behind the dot, so it is another key"),
        )
        .at(*span)
        .hint("the event's name, a dot and the attribute's name are one key without a blank");
        let written = facts.text(*span);
        if written.contains(". ") {
            diagnostic = diagnostic.edit(*span, written.replace(". ", "."));
        }
        found.push(diagnostic);
    });
}
