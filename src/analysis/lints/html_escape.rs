//! `lint/html-escape`

use super::super::facts::Facts;
use super::super::visit;
use super::filter_span;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::{Expr, FilterCall};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Filter { base, call } = expr else { return };
        if is_escape(call) {
            let span = filter_span(facts, base, call);
            found.push(finding(call, span).edit(span, ""));
        }
    });
    visit::statements(&facts.program.body, &mut |statement| {
        for call in visit::block_filters(statement).iter().filter(|call| is_escape(call)) {
            found.push(finding(call, call.span));
        }
    });
}

fn is_escape(call: &FilterCall) -> bool {
    matches!(&*call.name, "e" | "escape" | "forceescape")
}

fn finding(call: &FilterCall, span: Span) -> Diagnostic {
    let message =
        format!("`{}` writes HTML entities, and LINE shows them as they are: `&#34;` for a quote", call.name);
    Diagnostic::warning(Code::LintHtmlEscape, message)
        .at(span)
        .hint("remove it: quotes and line breaks in data are escaped for JSON by themselves")
}
