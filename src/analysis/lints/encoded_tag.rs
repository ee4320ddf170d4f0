//! `lint/encoded-tag`

use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::Stmt;

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::statements(&facts.program.body, &mut |statement| {
        let Stmt::Literal(literal) = statement else { return };
        let lower = literal.text.to_ascii_lowercase();
        for (at, braces) in lower.match_indices("%7b%7b").chain(lower.match_indices("%7b%25")) {
            let start = literal.span.start + at as u32;
            let close = if braces.ends_with("%25") { "%25%7d" } else { "%7d%7d" };
            let rest = lower.get(at..).unwrap_or_default();
            let len = rest.find(close).map_or(braces.len(), |end| end + close.len());
            found.push(
                Diagnostic::warning(
                    Code::LintEncodedTag,
                    "percent-encoded braces are text, not a placeholder: users would get them as they are",
                )
                .at(Span { start, end: start + len as u32 })
                .hint("an editor for links encoded them; write {{ … }}"),
            );
        }
    });
}
