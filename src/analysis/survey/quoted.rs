//! Numbers, booleans and placeholders in quotes where no text may stand.

use super::Surveyor;
use super::run::{self, Run};
use crate::diagnostic::{Code, Diagnostic, Edit, Span};
use crate::json::{self, Document, Node};
use crate::render::writer::Author;

impl Surveyor<'_, '_> {
    /// A number, boolean or placeholder in quotes where no text may stand.
    pub(super) fn quoted(&self, run: &Run, node: Node<'_>, finding: &mut Diagnostic) {
        let wants_scalar =
            ["a number", "an integer", "true or false"].iter().any(|name| finding.message.contains(name));
        let text = node.as_str().unwrap_or_default();
        let is_scalar = Document::parse(text).is_ok_and(|document| {
            !matches!(document.root().kind(), json::Kind::Object | json::Kind::Array | json::Kind::String)
        });
        let parts = run.parts(self.facts, node);
        let is_placeholder = matches!(parts.as_slice(), [run::Part::Data(_) | run::Part::Computed(_)]);
        if !wants_scalar || !(is_scalar || is_placeholder) {
            return;
        }
        finding.code = Code::LintQuotedNumber;
        if is_placeholder {
            finding
                .hints
                .push("where the attribute is text, make a number of it with `|int` or `|float`".to_owned());
        }
        let quotes = [node.span().start, node.span().end - 1];
        let edits: Vec<Edit> = quotes.iter().filter_map(|at| self.quote(run, *at)).collect();
        if edits.len() == quotes.len() && !is_placeholder {
            finding.edits = edits;
        }
    }

    /// Removes a quote that the template wrote.
    fn quote(&self, run: &Run, at: u32) -> Option<Edit> {
        match run.authors(Span { start: at, end: at + 1 }).next()? {
            (Author::Literal(offset), _) => {
                let span = Span { start: offset, end: offset + 1 };
                (self.facts.text(span) == "\"").then(|| Edit { span, text: String::new() })
            }
            _ => None,
        }
    }
}
