//! `lint/default-keeps-empty`

use super::super::facts::Facts;
use super::super::kind::Kind;
use super::super::visit;
use super::{argument, filter_span, is_default};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::{Argument, Expr};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Filter { base, call } = expr else { return };
        let Some(fallback) = argument(call, 0, "default_value").and_then(super::text) else { return };
        if !is_default(call) || fallback.is_empty() || argument(call, 1, "boolean").is_some() {
            return;
        }
        let flow = facts.flow(base);
        let texts = flow.is.iter().filter(|id| facts.attributes.kind(**id) == Kind::Text);
        let Some(id) = texts.into_iter().next() else { return };
        let span = filter_span(facts, base, call);
        let name = facts.attributes.name(*id);
        let message =
            format!("the fallback replaces `{name}` only when it is missing, not when it is empty or null");
        let mut diagnostic = Diagnostic::warning(Code::LintDefaultKeepsEmpty, message)
            .at(span)
            .attribute(name)
            .hint("`|default('…', true)` replaces empty text and null too");
        let positional = matches!(call.arguments.as_slice(), [Argument::Positional(_)]);
        if positional && facts.text(span).ends_with(')') {
            diagnostic = diagnostic.edit(Span { start: span.end - 1, end: span.end }, ", true)");
        }
        found.push(diagnostic);
    });
}
