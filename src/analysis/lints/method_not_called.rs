//! `lint/method-not-called`

use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::Expr;

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    let mut called: Vec<*const Expr> = Vec::new();
    visit::expressions(&facts.program.body, &mut |expr| {
        if let Expr::Call { callee, .. } = expr {
            called.push(&raw const **callee);
        }
        let Expr::Attribute { base, name, span } = expr else { return };
        if called.contains(&std::ptr::from_ref(expr)) || !matches!(&**name, "items" | "keys" | "values") {
            return;
        }
        if facts.flow(base).is.is_empty() {
            return;
        }
        let written = facts.text(base.span());
        found.push(
            Diagnostic::warning(
                Code::LintMethodNotCalled,
                format!("`.{name}` is the method of that name, even where the data have a key `{name}`"),
            )
            .at(*span)
            .hint(format!("for the key, write `{written}['{name}']`; for the method, `{written}.{name}()`")),
        );
    });
}
