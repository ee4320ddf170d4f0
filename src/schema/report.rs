//! Turns faults into findings, and puts them in order.

use super::fault::Fault;
use super::node::{Keyword, Meta, MetaId, TextId};
use super::property::{label_owner, line_property, message_types};
use super::{Kind, Options};
use crate::diagnostic::{self, Code, Diagnostic, Severity, Span};
use crate::json::{Document, Node, Pointer, Step};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
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

/// The findings of one document.
pub(super) struct Report<'d> {
    pub(super) kind: Kind,
    pub(super) document: &'d Document<'d>,
    found: Vec<Diagnostic>,
    /// The numbers of those that were taken back.
    hushed: HashSet<usize>,
    /// The types of the messages, once they are needed.
    types: OnceCell<Vec<Option<&'d str>>>,
}

impl<'d> Report<'d> {
    pub(super) fn new(kind: Kind, document: &'d Document<'d>) -> Self {
        Self { kind, document, found: Vec::new(), hushed: HashSet::new(), types: OnceCell::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    pub(super) fn errors(&self) -> impl Iterator<Item = &Diagnostic> + Clone {
        self.found.iter().filter(|finding| finding.is_error())
    }

    /// The places that errors are about, among the findings from number `from` on.
    pub(super) fn broken(&self, from: usize) -> HashSet<Span> {
        let errors = self.found.iter().skip(from).filter(|finding| finding.is_error());
        errors.filter_map(|finding| finding.span).collect()
    }

    pub(super) fn add(&mut self, level: Level, fault: Fault, meta: MetaId, pointer: &Pointer, span: Span) {
        let code = Code::from_name(level.code.text()).unwrap_or(fault.code);
        let message = format!("{} {}", self.subject(pointer), fault.message);
        let mut finding = Diagnostic::new(code, level.severity, message).at(span);
        let Meta { rule, source, hint } = fault.meta.unwrap_or(meta).meta();
        let filled = |text: TextId| Some(text.text()).filter(|text| !text.is_empty()).map(str::to_owned);
        finding.rule = filled(rule);
        finding.source = filled(source);
        finding.hints = fault.hints;
        finding.hints.extend(filled(hint).filter(|_| !fault.no_advice));
        finding.hints.extend(filled(level.reason));
        if let Some((limit, actual)) = fault.limit {
            finding = finding.limit(limit, actual);
        }
        self.place(&mut finding, pointer);
        self.found.push(finding);
    }

    /// More advice for a finding.
    pub(super) fn advise(&mut self, finding: usize, advice: String) {
        if let Some(finding) = self.found.get_mut(finding) {
            finding.hints.push(advice);
        }
    }

    /// Takes back the warnings about some values, among the findings from number `from` on.
    pub(super) fn hush(&mut self, from: usize, values: &[Node<'d>]) {
        let is_about = |finding: &Diagnostic| values.iter().any(|value| finding.span == Some(value.span()));
        let found = self.found.iter().enumerate().skip(from);
        let hushed = found.filter(|(_, finding)| !finding.is_error() && is_about(finding)).map(|(i, _)| i);
        self.hushed.extend(hushed);
    }

    /// A finding that no schema states, under a rule of its own.
    pub(super) fn add_plain(&mut self, mut finding: Diagnostic, rule: &str, pointer: &Pointer) {
        finding.rule = Some(rule.to_owned());
        self.place(&mut finding, pointer);
        self.found.push(finding);
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
    pub(super) fn finish(mut self, options: &Options) -> Vec<Diagnostic> {
        self.drop_repetitions();
        options.judge(&mut self.found);
        for finding in &mut self.found {
            if options.values
                && let Some(span) = finding.span
            {
                finding.value = self.document.source().get(span.range()).map(str::to_owned);
            }
        }
        diagnostic::sort(&mut self.found);
        self.found
    }

    /// A warning says nothing beside an error about the same text or number, or of the same code, and "unknown" nothing
    /// beside a finding that knows the property.
    fn drop_repetitions(&mut self) {
        if self.found.len() < 2 {
            return;
        }
        let mut told: HashMap<&str, Vec<&Diagnostic>> = HashMap::new();
        for finding in &self.found {
            told.entry(finding.pointer.as_deref().unwrap_or_default()).or_default().push(finding);
        }
        let is_repeated = |finding: &Diagnostic| {
            let here = told.get(finding.pointer.as_deref().unwrap_or_default());
            let mut others = here.into_iter().flatten();
            if finding.code == Code::SchemaUnknownProperty {
                return others.any(|other| other.code != Code::SchemaUnknownProperty);
            }
            let is_whole = |error: &Diagnostic| error.code == Code::SchemaType || !self.is_part(error);
            !finding.is_error()
                && others.any(|other| other.is_error() && (other.code == finding.code || is_whole(other)))
        };
        let found = self.found.iter().enumerate();
        let keep: Vec<bool> =
            found.map(|(i, finding)| !self.hushed.contains(&i) && !is_repeated(finding)).collect();
        let mut keep = keep.into_iter();
        self.found.retain(|_| keep.next().unwrap_or(true));
    }

    /// Whether an error is about a part of an array or object, whose other parts may have faults of their own.
    fn is_part(&self, error: &Diagnostic) -> bool {
        let text = error.span.and_then(|span| self.document.source().get(span.range()));
        text.is_some_and(|text| text.starts_with(['{', '[']))
    }
}
