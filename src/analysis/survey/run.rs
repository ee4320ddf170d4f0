//! One run of a template with a made-up profile, and who wrote what of its payload.

use super::change::Change;
use super::untraced::untraced;
use crate::analysis::contract::judge::as_printed;
use crate::analysis::facts::{Facts, Printed};
use crate::analysis::path::Path;
use crate::diagnostic::{Diagnostic, Span};
use crate::json::{Document, Node};
use crate::ordered::{Map, Set};
use crate::render::study::{Study, study};
use crate::render::text::{Origin, SOMEWHERE, is_shared};
use crate::render::writer::{Author, Mark};
use crate::render::{Options, Profile};
use crate::template::program::Expr;
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
    Computed(Computed),
}

/// Characters that lead back to no text of the data.
#[derive(Debug, Clone)]
pub(super) struct Computed {
    /// The placeholder.
    pub(super) span: Span,
    pub(super) text: String,
    /// How many values stand there of which none is long, whatever the attributes are; none if there may be others.
    pub(super) short: Option<usize>,
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
    /// Whether more of it stands there than there is of it, since the template repeats it.
    pub(super) is_repeated: bool,
    /// Whether a brace is among its characters.
    pub(super) has_brace: bool,
    /// Where its characters came from last, and how many they are.
    origin: Option<Origin>,
    units: u64,
}

impl Data {
    fn number(path: Path, span: Span) -> Self {
        Self {
            path,
            items: Vec::new(),
            change: Change::NONE,
            span,
            is_repeated: false,
            has_brace: false,
            origin: None,
            units: 0,
        }
    }

    /// Whether it is a number or boolean, of which it is not known which item of a list it belongs to.
    pub(super) fn is_number(&self) -> bool {
        self.origin.is_none()
    }
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
        let mut seen = Set::new();
        for (author, range) in self.authors(inner) {
            if is_padding(facts, author) {
                continue;
            }
            let written = self.written(range);
            let Author::Placeholder { span, origin: None } = author else {
                push(&mut parts, self.part(facts, author, written));
                continue;
            };
            let is_first = seen.insert(span);
            self.untraced(facts, span, written, is_first).into_iter().for_each(|part| push(&mut parts, part));
        }
        self.mark_repeated(&mut parts);
        parts
    }

    /// Finds texts of which more is printed than there is: `a ~ a`, `a * 2`.
    fn mark_repeated(&self, parts: &mut [Part]) {
        let mut printed: Map<(Span, Origin), u64> = Map::new();
        for part in parts.iter() {
            if let Part::Data(Data { span, origin: Some(origin), units, .. }) = part {
                *printed.get_or_default((*span, *origin)) += units;
            }
        }
        for part in parts {
            if let Part::Data(data) = part
                && let Some(origin) = data.origin
                && let Some(printed) = printed.get(&(data.span, origin))
            {
                data.is_repeated = *printed > self.length_of(origin) || self.was_repeated(origin);
            }
        }
    }

    /// Whether a filter got more of a text than there is of it.
    fn was_repeated(&self, mut origin: Origin) -> bool {
        while let Some(change) = self.study.recorder.last_change(origin) {
            if change.taken > self.length_of(change.from) {
                return true;
            }
            origin = change.from;
        }
        false
    }

    /// How long a text is before it is printed.
    fn length_of(&self, origin: Origin) -> u64 {
        match self.study.recorder.last_change(origin) {
            Some(change) => change.units,
            None => {
                let text = self.profile.node(origin).as_str().unwrap_or_default();
                text.encode_utf16().count() as u64
            }
        }
    }

    fn part(&self, facts: &Facts<'_>, author: Author, text: String) -> Part {
        let Author::Placeholder { span, origin } = author else { return Part::Literal(text) };
        let Some(last) = origin else { return Part::Literal(text) };
        let (origin, operations) = self.study.recorder.source(last);
        if is_shared(origin) {
            // The same for all users.
            return Part::Literal(text);
        }
        if origin == SOMEWHERE {
            return Part::Computed(Computed { span, text, short: None });
        }
        let (path, items) = Path::of_node(&facts.attributes, self.profile.node(origin));
        let operations = operations.iter().rev().filter_map(|number| self.study.recorder.operation(*number));
        let units = text.encode_utf16().count() as u64;
        let change = Change::of(operations);
        let has_brace = text.contains(['{', '}']);
        let origin = Some(last);
        Part::Data(Data { path, items, change, span, is_repeated: false, has_brace, origin, units })
    }

    /// Characters that are no text of the data: words of the template, or numbers and booleans. The attributes stand
    /// behind the first of them.
    fn untraced(&self, facts: &Facts<'_>, span: Span, text: String, is_first: bool) -> Vec<Part> {
        let Some(printed) = printed(facts, span) else { return vec![Part::Literal(text)] };
        let all = printed.flow.everything();
        if all.is_empty() {
            return vec![Part::Literal(text)];
        }
        let is_word = !matches!(&*text, "True" | "False" | "None") && text.parse::<f64>().is_err();
        if let (Some(id), 1, false) = (printed.flow.is.first(), all.len(), is_word)
            && is_lookup(printed.expr)
        {
            // The value of one attribute as it is.
            return vec![Part::Data(Data::number(Path::of(&facts.attributes, *id), span))];
        }
        let Some(untraced) = untraced(facts, &self.profile, printed.expr) else {
            return vec![Part::Computed(Computed { span, text, short: None })];
        };
        let paths: Vec<&Path> = untraced.paths().collect();
        let mut parts = Vec::new();
        match paths.as_slice() {
            [] if untraced.short == 0 => parts.push(Part::Literal(text)),
            [path] if untraced.short == 0 && self.prints(path, &text) => {}
            _ => parts.push(Part::Computed(Computed { span, text, short: Some(untraced.short) })),
        }
        if is_first {
            parts.extend(paths.into_iter().map(|path| Part::Data(Data::number(path.clone(), span))));
        }
        parts
    }

    /// Whether a text is what is printed of an attribute, and nothing besides.
    fn prints(&self, path: &Path, text: &str) -> bool {
        path.values(&self.profile).into_iter().flatten().any(|value| as_printed(value) == text)
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

fn push(parts: &mut Vec<Part>, part: Part) {
    match (part, parts.last_mut()) {
        (Part::Literal(more), Some(Part::Literal(literal))) => literal.push_str(&more),
        // One placeholder may take several turns at one attribute.
        (Part::Data(data), Some(Part::Data(before)))
            if data.span == before.span && data.origin == before.origin && data.origin.is_some() =>
        {
            before.units += data.units;
            before.has_brace |= data.has_brace;
        }
        (part, _) => parts.push(part),
    }
}

/// Whether characters fill a text of the data up: how many they are follows from the text.
fn is_padding(facts: &Facts<'_>, author: Author) -> bool {
    let Author::Placeholder { span, origin: None } = author else { return false };
    let Some(Printed { expr: Expr::Filter { base, call }, .. }) = printed(facts, span) else { return false };
    &*call.name == "center" && is_lookup(base)
}

/// Whether an expression is nothing but a value that is looked up.
pub(super) fn is_lookup(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(..) | Expr::Attribute { .. } | Expr::Item { .. })
}

/// What is known of the placeholder at a place.
pub(super) fn printed<'f, 'p>(facts: &'f Facts<'p>, span: Span) -> Option<&'f Printed<'p>> {
    facts.emits.iter().find(|printed| printed.span == span)
}
