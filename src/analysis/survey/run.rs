//! One run of a template with a made-up profile, and who wrote what of its payload.

use super::change::Change;
use crate::analysis::facts::{Facts, Printed};
use crate::analysis::path::Path;
use crate::diagnostic::{Diagnostic, Span};
use crate::json::{Document, Node};
use crate::render::study::{Study, study};
use crate::render::writer::{Author, Mark};
use crate::render::{Options, Profile};
use crate::template::program::Program;
use serde_json::Value;

/// A run and what came out of it.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) profile: Profile<'static>,
    pub(super) study: Study,
    /// The payload, if there is one.
    pub(super) document: Option<Document<'static>>,
}

/// A part of a text of the payload.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// What the template says.
    Literal(String),
    Data(Data),
    /// Text that the template makes of data: numbers, for the most part.
    Computed {
        span: Span,
        text: String,
    },
}

/// Characters of an attribute.
#[derive(Debug, Clone)]
pub(super) struct Data {
    pub(super) path: Path,
    /// The numbers of the list items on the way.
    pub(super) items: Vec<usize>,
    pub(super) change: Change,
    /// The placeholder.
    pub(super) span: Span,
}

impl Run {
    pub(super) fn new(
        program: &Program,
        options: &Options,
        profile: &Value,
        forced: Vec<(Span, bool)>,
    ) -> Result<Self, Diagnostic> {
        let profile = Profile::from_value(profile)?;
        let study = study(program, &profile, options, forced);
        let document = study.payload.clone().and_then(|payload| Document::parse(payload).ok());
        Ok(Self { profile, study, document })
    }

    /// The marks that wrote the bytes of a range, each with its part of the range.
    pub(super) fn authors(&self, range: Span) -> impl Iterator<Item = (Author, Span)> + '_ {
        let marks = &self.study.marks;
        let first = marks.partition_point(|mark| mark.out <= range.start).saturating_sub(1);
        let length = self.study.payload.as_ref().map_or(0, String::len) as u32;
        let end = move |at: usize| marks.get(at + 1).map_or(length, |next: &Mark| next.out);
        marks
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, mark)| mark.out < range.end)
            .map(move |(at, mark)| {
                let part = Span { start: mark.out.max(range.start), end: end(at).min(range.end) };
                let by = match mark.by {
                    Author::Literal(offset) => Author::Literal(offset + (part.start - mark.out)),
                    by @ Author::Placeholder { .. } => by,
                };
                (by, part)
            })
            .filter(|(_, part)| part.start < part.end)
    }

    /// The parts of a text, without its quotes.
    pub(super) fn parts(&self, facts: &Facts<'_>, text: Node<'_>) -> Vec<Part> {
        let span = text.span();
        let inner = Span { start: span.start + 1, end: span.end.saturating_sub(1) };
        let mut parts = Vec::new();
        for (author, range) in self.authors(inner) {
            let written = self.written(range);
            match (self.part(facts, author, written), parts.last_mut()) {
                (Part::Literal(more), Some(Part::Literal(literal))) => literal.push_str(&more),
                // One placeholder may take several turns at one attribute.
                (Part::Data(data), Some(Part::Data(before)))
                    if data.span == before.span && data.path == before.path && data.items == before.items => {
                }
                (part, _) => parts.push(part),
            }
        }
        parts
    }

    fn part(&self, facts: &Facts<'_>, author: Author, text: String) -> Part {
        let Author::Placeholder { span, origin } = author else { return Part::Literal(text) };
        let Some(origin) = origin else {
            let is_computed =
                printed(facts, span).is_none_or(|printed| !printed.flow.everything().is_empty());
            return if is_computed { Part::Computed { span, text } } else { Part::Literal(text) };
        };
        let (origin, operations) = self.study.recorder.source(origin);
        if origin == crate::render::text::SOMEWHERE || crate::render::text::is_shared(origin) {
            return Part::Computed { span, text };
        }
        let (path, items) = Path::of_node(self.profile.node(origin));
        let operations = operations.iter().rev().filter_map(|number| self.study.recorder.operation(*number));
        Part::Data(Data { path, items, change: Change::of(operations), span })
    }

    /// The characters behind a stretch of the payload.
    fn written(&self, range: Span) -> String {
        let raw =
            self.study.payload.as_deref().and_then(|payload| payload.get(range.range())).unwrap_or_default();
        match Document::parse(format!("\"{raw}\"")) {
            Ok(document) => document.root().as_str().unwrap_or(raw).to_owned(),
            Err(_) => raw.to_owned(),
        }
    }

    /// The placeholder that wrote a value as a whole, from its first byte on.
    pub(super) fn writer_of(&self, value: Node<'_>) -> Option<Span> {
        let start = Span { start: value.span().start, end: value.span().start + 1 };
        match self.authors(start).next() {
            Some((Author::Placeholder { span, .. }, _)) => Some(span),
            _ => None,
        }
    }
}

/// What is known of the placeholder at a place.
pub(super) fn printed<'f, 'p>(facts: &'f Facts<'p>, span: Span) -> Option<&'f Printed<'p>> {
    facts.emits.iter().find(|printed| printed.span == span)
}
