//! Turns faults into findings, and puts them in order.
//!
//! Of every finding it is noted what it is about and how bad it is; only the first of each severity are written out,
//! the others are counted.

use super::checks::Covers;
use super::fault::Fault;
use super::node::{Keyword, Meta, MetaId, TextId};
use super::property::{label_owner, line_property, message_types};
use super::{Kind, Options};
use crate::diagnostic::{self, Code, Diagnostic, MAX_FINDINGS, Omitted, Severity, Span};
use crate::json::{Document, Node, Pointer, Step};
use crate::ordered;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::mem::Discriminant;

/// The rule on `null` in the table of rules.
pub(super) const RULE_NULL: &str = "R4";
/// Where it is told how `null` counts.
pub(super) const SOURCE_NULL: &str = "https://github.com/line/line-bot-sdk-php/issues/98";
/// The rule on unknown names in the table of rules.
pub(super) const RULE_UNKNOWN: &str = "R5";
/// The rule on repeated keys in the table of rules.
pub(super) const RULE_DUPLICATE: &str = "R114";

/// How bad a fault is, and what else its rule says of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) severity: Severity,
    /// The code in place of the fault's own, or empty.
    pub(super) code: TextId,
    /// Why it is only a warning, or empty.
    pub(super) reason: TextId,
    /// The keyword that the same value breaks already.
    pub(super) after: Option<Discriminant<Keyword>>,
}

impl Level {
    pub(super) const ERROR: Self =
        Self { severity: Severity::Error, code: TextId(0), reason: TextId(0), after: None };

    pub(super) fn is_error(self) -> bool {
        self.severity == Severity::Error
    }
}

/// Where a finding is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The number of the value on the tape.
    value: u32,
    /// The property that the value lacks, if that is what the finding is about.
    lacks: TextId,
    span: Span,
}

impl Spot {
    /// At a value.
    pub(super) fn of(value: Node<'_>) -> Self {
        Self { value: value.index(), lacks: TextId(0), span: value.span() }
    }

    /// Where a property of an object should be.
    pub(super) fn lack(object: Node<'_>, name: TextId, span: Span) -> Self {
        Self { value: object.index(), lacks: name, span }
    }

    /// The same, shown elsewhere.
    pub(super) fn at(self, span: Span) -> Self {
        Self { span, ..self }
    }

    /// What findings about the same have in common.
    fn subject(self) -> (u32, u16) {
        (self.value, self.lacks.0)
    }
}

/// What is kept of each finding.
struct Entry {
    spot: Spot,
    code: Code,
    severity: Severity,
    /// Whether it was taken back.
    is_hushed: bool,
    /// The finding, if it is one of those that are told.
    written: Option<Box<Diagnostic>>,
}

impl Entry {
    fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The findings of one document.
pub(super) struct Report<'d> {
    pub(super) kind: Kind,
    pub(super) document: &'d Document<'d>,
    options: &'d Options,
    found: Vec<Entry>,
    /// How many of each severity may still be written out.
    room: Omitted,
    /// The types of the messages, once they are needed.
    types: OnceCell<Vec<Option<&'d str>>>,
}

impl<'d> Report<'d> {
    pub(super) fn new(kind: Kind, document: &'d Document<'d>, options: &'d Options) -> Self {
        let room = Omitted { errors: MAX_FINDINGS, warnings: MAX_FINDINGS };
        Self { kind, document, options, found: Vec::new(), room, types: OnceCell::new() }
    }

    /// A report on the same document that only counts.
    pub(super) fn tally(&self) -> Self {
        Self { room: Omitted::default(), ..Self::new(self.kind, self.document, self.options) }
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// The codes of the errors.
    pub(super) fn errors(&self) -> impl Iterator<Item = Code> + Clone {
        self.found.iter().filter(|entry| entry.is_error()).map(|entry| entry.code)
    }

    /// The places that errors are about, among the findings from number `from` on.
    pub(super) fn broken(&self, from: usize) -> HashSet<Span> {
        let errors = self.found.iter().skip(from).filter(|entry| entry.is_error());
        errors.map(|entry| entry.spot.span).collect()
    }

    pub(super) fn add(
        &mut self,
        level: Level,
        fault: Fault,
        meta: MetaId,
        spot: Spot,
        pointer: impl FnOnce() -> Pointer,
    ) {
        let code = Code::from_name(level.code.text()).unwrap_or(fault.code);
        let written = self.has_room(code, level.severity).then(|| {
            let pointer = pointer();
            let mut finding = self.written(code, level, fault, meta, &pointer);
            self.place(&mut finding, &pointer);
            Box::new(finding.at(spot.span))
        });
        self.found.push(Entry { spot, code, severity: level.severity, is_hushed: false, written });
    }

    /// A finding that no schema states, under a rule of its own.
    pub(super) fn add_plain(
        &mut self,
        (code, severity): (Code, Severity),
        rule: &str,
        spot: Spot,
        write: impl FnOnce() -> (Diagnostic, Pointer),
    ) {
        let written = self.has_room(code, severity).then(|| {
            let (mut finding, pointer) = write();
            finding.rule = Some(rule.to_owned());
            self.place(&mut finding, &pointer);
            Box::new(finding.at(spot.span))
        });
        self.found.push(Entry { spot, code, severity, is_hushed: false, written });
    }

    /// Whether one more finding is to be written out.
    fn has_room(&mut self, code: Code, severity: Severity) -> bool {
        let room = match self.options.judged(code, severity) {
            Some(Severity::Error) => &mut self.room.errors,
            Some(Severity::Warning) => &mut self.room.warnings,
            None => return false,
        };
        let left = room.checked_sub(1);
        *room = left.unwrap_or(0);
        left.is_some()
    }

    fn written(&self, code: Code, level: Level, fault: Fault, meta: MetaId, pointer: &Pointer) -> Diagnostic {
        let message = format!("{} {}", self.subject(pointer), fault.message);
        let mut finding = Diagnostic::new(code, level.severity, message);
        let Meta { rule, source, hint } = fault.meta.unwrap_or(meta).meta();
        let filled = |text: TextId| Some(text.text()).filter(|text| !text.is_empty()).map(str::to_owned);
        finding.rule = filled(rule);
        finding.source = filled(source);
        finding.hints = fault.hints;
        finding.hints.extend(filled(hint).filter(|_| !fault.no_advice));
        finding.hints.extend(filled(level.reason));
        if let Some((limit, actual)) = fault.limit {
            finding.limit = Some(limit);
            finding.actual = actual;
        }
        finding
    }

    /// More advice for a finding.
    pub(super) fn advise(&mut self, finding: usize, advice: String) {
        if let Some(finding) = self.found.get_mut(finding).and_then(|entry| entry.written.as_mut()) {
            finding.hints.push(advice);
        }
    }

    /// Takes back warnings, among the findings from number `from` on.
    pub(super) fn hush(&mut self, from: usize, covers: &Covers<'d>) {
        let is_of = |code| covers.code.is_none_or(|covered| covered == code);
        for entry in self.found.iter_mut().skip(from).filter(|entry| !entry.is_error() && is_of(entry.code)) {
            entry.is_hushed |= covers.values.iter().any(|value| entry.spot.span == value.span());
        }
    }

    fn place(&self, finding: &mut Diagnostic, pointer: &Pointer) {
        finding.pointer = Some(pointer.to_string());
        let is_lack = matches!(finding.code, Code::SchemaRequired | Code::SchemaEmpty);
        let owner = if is_lack { label_owner(pointer) } else { None };
        finding.property = line_property(self.kind, self.types(), owner.as_ref().unwrap_or(pointer));
    }

    fn types(&self) -> &[Option<&'d str>] {
        self.types.get_or_init(|| message_types(self.kind, self.document))
    }

    /// What a message calls the value at a place.
    fn subject(&self, pointer: &Pointer) -> String {
        match pointer.steps() {
            [] => self.kind.noun().to_owned(),
            [.., Step::Key(key)] => format!("`{key}`"),
            [.., Step::Key(key), Step::Index(i)] => format!("`{key}[{i}]`"),
            [.., Step::Index(i)] if self.kind == Kind::Messages => format!("`messages[{i}]`"),
            [.., Step::Index(i)] => format!("item {i}"),
        }
    }

    /// The findings in document order, without those that say less than others about the same value.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        self.hush_repetitions();
        let mut findings = Vec::new();
        let mut omitted = Omitted::default();
        for entry in self.found.into_iter().filter(|entry| !entry.is_hushed) {
            let Some(severity) = self.options.judged(entry.code, entry.severity) else { continue };
            let Some(mut finding) = entry.written else {
                omitted.count(severity);
                continue;
            };
            finding.severity = severity;
            if self.options.values {
                finding.value = self.document.source().get(entry.spot.span.range()).map(str::to_owned);
            }
            findings.push(*finding);
        }
        findings.extend(omitted.note());
        diagnostic::arrange(&mut findings);
        findings
    }

    /// A warning says nothing beside an error about the same text or number, or of the same code, and "unknown" nothing
    /// beside a finding that knows the property.
    fn hush_repetitions(&mut self) {
        if self.found.len() < 2 {
            return;
        }
        let subject = |i: &usize| self.found.get(*i).map(|entry| entry.spot.subject());
        let order = ordered::places_by(&self.found, |a, b| a.spot.subject().cmp(&b.spot.subject()));
        let mut repeated = Vec::new();
        for same in order.chunk_by(|a, b| subject(a) == subject(b)).filter(|same| same.len() > 1) {
            let told = self.told(same);
            let is_repeated = |i: &usize| self.found.get(*i).is_some_and(|entry| told.covers(entry));
            repeated.extend(same.iter().copied().filter(is_repeated));
        }
        for i in repeated {
            if let Some(entry) = self.found.get_mut(i) {
                entry.is_hushed = true;
            }
        }
    }

    /// What is told of one subject.
    fn told(&self, same: &[usize]) -> Told {
        let mut told = Told::default();
        for entry in same.iter().filter_map(|i| self.found.get(*i)) {
            told.is_known |= entry.code != Code::SchemaUnknownProperty;
            if entry.is_error() {
                told.is_broken |= entry.code == Code::SchemaType || !self.is_part(entry.spot.span);
                if !told.errors.contains(&entry.code) {
                    told.errors.push(entry.code);
                }
            }
        }
        told
    }

    /// Whether an error is about a part of an array or object, whose other parts may have faults of their own.
    fn is_part(&self, span: Span) -> bool {
        let text = self.document.source().get(span.range());
        text.is_some_and(|text| text.starts_with(['{', '[']))
    }
}

/// What the findings about one subject tell together.
#[derive(Default)]
struct Told {
    /// Whether one of them knows the property.
    is_known: bool,
    /// Whether an error is about the whole value.
    is_broken: bool,
    /// The codes of the errors.
    errors: Vec<Code>,
}

impl Told {
    /// Whether a finding says nothing beside the others.
    fn covers(&self, entry: &Entry) -> bool {
        match entry.code {
            Code::SchemaUnknownProperty => self.is_known,
            code => !entry.is_error() && (self.is_broken || self.errors.contains(&code)),
        }
    }
}
