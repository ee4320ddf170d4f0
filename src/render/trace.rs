//! From bytes of the payload back to the template.

use super::profile::Profile;
use super::text::Origin;
use super::writer::{Author, Mark};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::Program;

/// Who wrote which bytes of one payload.
pub(crate) struct Trace {
    payload: String,
    marks: Vec<Mark>,
}

impl Trace {
    pub(crate) fn new(payload: String, marks: Vec<Mark>) -> Self {
        Self { payload, marks }
    }

    /// The finding with its place in the payload replaced by the place in the template and the attribute there.
    pub(crate) fn locate(
        &self,
        mut finding: Diagnostic,
        program: &Program,
        profile: &Profile<'_>,
    ) -> Diagnostic {
        let Some(mut range) = finding.span else { return finding };
        if self.payload.get(range.start as usize..).is_some_and(|rest| rest.starts_with(['{', '['])) {
            // What is wrong with an object or array as a whole is shown at its bracket, whatever stands inside.
            range.end = range.start + 1;
        }
        let (span, origin, placeholder) = self.template_span(range, &program.source);
        finding.span = span;
        finding.attribute = match (origin, placeholder) {
            (Some(origin), _) => Some(program.origin_name(profile, origin)),
            (None, Some(span)) => program.attribute_at(span),
            (None, None) => None,
        };
        finding.related.clear();
        if origin.is_some() && matches!(finding.code, Code::JsonDuplicateKey | Code::SchemaUnknownProperty) {
            // The key is the value of an attribute, which is not shown.
            let what = if finding.code == Code::JsonDuplicateKey {
                "stands twice in one object"
            } else {
                "is unknown here"
            };
            finding.message = format!("a key that comes from data {what}");
            finding.hints.clear();
            finding.pointer = None;
            finding.property = None;
        }
        finding
    }

    fn template_span(&self, range: Span, source: &str) -> (Option<Span>, Option<Origin>, Option<Span>) {
        let mut whole: Option<Span> = None;
        let mut placeholders: Vec<(Span, Option<Origin>, u32)> = Vec::new();
        for (i, mark) in self.marks.iter().enumerate() {
            let end = self.marks.get(i + 1).map_or(self.payload.len() as u32, |next| next.out);
            let empty = mark.out == end;
            let outside = mark.out >= range.end || end < range.start || (end == range.start && !empty);
            if outside {
                continue;
            }
            let part = match mark.by {
                Author::Literal(_) if empty => continue,
                Author::Literal(offset) => {
                    let from = range.start.max(mark.out) - mark.out;
                    let to = range.end.min(end) - mark.out;
                    Span { start: offset + from, end: offset + to }
                }
                Author::Placeholder { span, origin } => {
                    placeholders.push((span, origin, end - mark.out));
                    span
                }
            };
            whole = Some(whole.map_or(part, |whole| whole.to(part)));
        }
        // Of several attributes, the one that wrote most is the likeliest cause.
        let most =
            placeholders.iter().filter(|(_, origin, _)| origin.is_some()).max_by_key(|(_, _, len)| *len);
        let origin = most.and_then(|(_, origin, _)| *origin);
        let mut spans: Vec<Span> = placeholders.iter().map(|(span, ..)| *span).collect();
        spans.dedup();
        let span = match spans.as_slice() {
            [one] => Some(*one),
            _ => whole.map(|span| first_line(span, source)),
        };
        (span, origin, spans.first().copied())
    }
}

/// A place that goes over several lines is shown by its first character: the bracket of an object or array.
fn first_line(span: Span, source: &str) -> Span {
    match source.get(span.range()) {
        Some(text) if text.contains('\n') => {
            let width = text.chars().next().map_or(1, char::len_utf8);
            Span { start: span.start, end: span.start + width as u32 }
        }
        _ => span,
    }
}
