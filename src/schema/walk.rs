//! The walk over a document.

use super::absences::{Absences, Idle};
use super::fault::{Fault, listed};
use super::nearest::nearest;
use super::node::{
    Additional, Check, Choice, Constraint, Keyword, MetaId, Node, OriginId, Required, TextId, Types,
};
use super::options::{Method, Recipient};
use super::report::{Level, RULE_DUPLICATE, RULE_NULL, RULE_UNKNOWN, Report, SOURCE_NULL, Spot};
use super::{Kind, Options, checks, keywords, retry_key, tables};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::json::{self, Document, Pointer, Step};
use crate::ordered;
use std::collections::{HashMap, HashSet};
use std::mem::{self, Discriminant};

/// Hears of every rule that a walk looks at.
pub trait Observer {
    /// A rule stated at `origin` was looked at, and the value passed or not.
    fn tested(&mut self, origin: OriginId, passed: bool);

    /// A value of the right type is compared with the node that holds for it.
    fn entered(&mut self, _value: json::Node<'_>, _node: &'static Node) {}

    /// This value decided which node holds for the object that it is in.
    fn decided(&mut self, _by: json::Node<'_>) {}

    /// Runs what looks at values for the sake of a rule, and for nothing else.
    fn look<R>(&mut self, _: Rule<'_>, look: impl FnOnce() -> R) -> R {
        look()
    }
}

impl Observer for () {
    fn tested(&mut self, _: OriginId, _: bool) {}
}

/// For what a walk looks at a value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Rule<'d> {
    /// For a keyword on this value.
    Keyword(Keyword, json::Node<'d>),
    /// For a check on this object or array.
    Check(&'static Check, json::Node<'d>),
    /// To know who gets the messages.
    Recipient(json::Node<'d>),
}

/// What is known of the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    pub(super) method: Option<Method>,
    pub(super) recipient: Option<Recipient>,
}

impl Request {
    fn new<O: Observer>(kind: Kind, document: &Document<'_>, options: &Options, observer: &mut O) -> Self {
        let method = Method::of(kind).or(options.method);
        let to = if kind == Kind::Push { document.root().get("to") } else { None };
        let recipient = to
            .and_then(|to| observer.look(Rule::Recipient(to), || Recipient::of(to.as_str()?)))
            .or_else(|| method.and_then(Method::recipient))
            .or(options.recipient);
        Self { method, recipient }
    }
}

/// A value and the way to it.
#[derive(Clone, Copy)]
struct Place<'p, 'd> {
    value: json::Node<'d>,
    step: Way<'d>,
    up: Option<&'p Place<'p, 'd>>,
}

/// The last step of the way.
#[derive(Clone, Copy)]
enum Way<'d> {
    Root,
    Member(json::Node<'d>),
    Item(usize),
}

impl<'d> Place<'_, 'd> {
    fn pointer(&self) -> Pointer {
        let mut steps = Vec::new();
        let mut at = Some(self);
        while let Some(place) = at {
            match place.step {
                Way::Root => {}
                Way::Member(key) => steps.push(Step::Key(key.as_str().unwrap_or_default().to_owned())),
                Way::Item(i) => steps.push(Step::Index(i)),
            }
            at = place.up;
        }
        steps.into_iter().rev().collect()
    }

    /// The place of what an object lacks: its key, else the object.
    fn lack_span(&self) -> Span {
        match self.step {
            Way::Member(key) => key.span(),
            _ => self.value.span(),
        }
    }

    fn member<'p>(&'p self, key: json::Node<'d>, value: json::Node<'d>) -> Place<'p, 'd> {
        Place { value, step: Way::Member(key), up: Some(self) }
    }
}

pub(super) fn walk<'d, O: Observer>(
    kind: Kind,
    document: &'d Document<'d>,
    options: &'d Options,
    observer: &mut O,
) -> Vec<Diagnostic> {
    let request = Request::new(kind, document, options, observer);
    let mut walk = Walk::new(Report::new(kind, document, options), request, observer);
    walk.quotes = options.quotes();
    for key in document.duplicate_keys() {
        walk.repeats = true;
        let verdict = (Code::JsonDuplicateKey, Severity::Warning);
        let spot = Spot::of(json::Node::at(document, key.index() + 1)).at(key.span());
        walk.report.add_plain(verdict, RULE_DUPLICATE, spot, || repeated(key));
    }
    let root = Place { value: document.root(), step: Way::Root, up: None };
    walk.value(super::root(kind), &root, Level::ERROR);
    walk.idle_members();
    let mut findings = retry_key::findings(kind, options);
    findings.append(&mut walk.report.finish());
    findings
}

/// Characters of a wrong name that are shown.
const MAX_NAME: usize = 40;

struct Walk<'d, 'o, O> {
    report: Report<'d>,
    request: Request,
    observer: &'o mut O,
    /// Whether the document repeats keys.
    repeats: bool,
    /// Whether this is only to see how much would be found.
    trial: bool,
    /// Whether messages may quote texts.
    quotes: bool,
    absences: Absences<'d>,
}

impl<'d, 'o, O: Observer> Walk<'d, 'o, O> {
    fn new(report: Report<'d>, request: Request, observer: &'o mut O) -> Self {
        let absences = Absences::default();
        Self { report, request, observer, repeats: false, trial: false, quotes: false, absences }
    }

    fn value(&mut self, schema: &'static Node, place: &Place<'_, 'd>, level: Level) {
        let types = keywords::types(place.value);
        let fits = schema.types.0 & types.0 != 0;
        if schema.types_origin != OriginId(0) {
            self.observer.tested(schema.types_origin, fits);
        }
        if !fits {
            self.fault(level, keywords::wrong_type(schema.types, place.value), schema.types_meta, place);
            return;
        }
        let mut schema = schema;
        if let Some(inner) = unwrapped(schema, place.value) {
            self.unwrapped(schema, inner, place, level);
            return;
        }
        while let Some(choice) = schema.choice() {
            let name = choice.property.text();
            let decider = place.value.get(name);
            if let Some(decider) = decider {
                self.observer.decided(decider);
            }
            let given = decider.and_then(json::Node::as_str);
            if let Some(branch) = given.and_then(|given| choice.branch(given)) {
                self.decided(schema, name);
                schema = branch;
                continue;
            }
            if place.value.kind() != json::Kind::Object {
                break;
            }
            if name == "type" {
                self.undecided(schema, choice, place, level);
                return;
            }
            // Another property that decides says little of the rest, which is judged as it was most likely meant.
            let likely = self.likely(choice, given, place, level);
            self.contents(schema, likely, place, level);
            return;
        }
        self.contents(schema, None, place, level);
    }

    /// What an object wraps stands in its place: that is the fault, and the rest is judged as what it is.
    fn unwrapped(
        &mut self,
        schema: &'static Node,
        inner: &'static Node,
        place: &Place<'_, 'd>,
        level: Level,
    ) {
        if !level.is_error() {
            return;
        }
        let wraps = schema.wraps.text();
        for required in schema.required().iter().filter(|required| required.name == schema.wraps) {
            let pointer = || place.pointer().join(Step::Key(wraps.to_owned()));
            let fault =
                Fault::new(Code::SchemaRequired, "is missing, and what it should hold stands in its place")
                    .hint(format!("wrap the object: `{{ \"type\": \"{wraps}\", \"{wraps}\": {{ … }} }}`"));
            let spot = Spot::lack(place.value, required.name, place.lack_span());
            self.report.add(level, fault, required.meta, spot, pointer);
        }
        self.value(inner, place, level);
    }

    /// The branch of a choice that was most likely meant: under which the least is wrong, then the one whose name is
    /// nearest to what is given.
    fn likely(
        &self,
        choice: Choice,
        given: Option<&str>,
        place: &Place<'_, 'd>,
        level: Level,
    ) -> Option<&'static Node> {
        let values = choice.branches().iter().map(|branch| branch.value.text());
        let meant = given.and_then(|given| nearest(given, values)).and_then(|meant| choice.branch(meant));
        // A trial inside a trial would take exponential time.
        if self.trial || !level.is_error() {
            return meant;
        }
        let branches = meant.into_iter().chain(choice.branches().iter().map(|branch| branch.node.node()));
        branches.min_by_key(|branch| self.faults_under(branch, place, level))
    }

    /// How much is wrong with a value if this node holds for it. What stands at a wrong place comes first: nothing
    /// is told of what is inside.
    fn faults_under(
        &self,
        schema: &'static Node,
        place: &Place<'_, 'd>,
        level: Level,
    ) -> (usize, usize, usize) {
        let observer = &mut ();
        let report = self.report.tally();
        let mut trial =
            Walk { repeats: self.repeats, trial: true, ..Walk::new(report, self.request, observer) };
        trial.value(schema, place, level);
        let errors = trial.report.errors();
        let misplaced = errors.clone().filter(|code| *code == Code::SchemaWrongPlace).count();
        let errors = errors.count();
        (misplaced, errors, trial.report.len() - errors)
    }

    /// Compares a value with the node that holds for it. Where a choice could not be made, the members are taken to be
    /// those of the branch that is `likely` meant.
    fn contents(
        &mut self,
        schema: &'static Node,
        likely: Option<&'static Node>,
        place: &Place<'_, 'd>,
        level: Level,
    ) {
        let from = self.report.len();
        if level.is_error() {
            self.observer.entered(place.value, schema);
        }
        let after = self.constraints(schema, place, level);
        let level = Level { after: None, ..level };
        match place.value.kind() {
            json::Kind::Object => self.object(schema, likely, place, level),
            json::Kind::Array => {
                if let Some(items) = schema.items {
                    let items = items.node();
                    for (i, value) in place.value.items().enumerate() {
                        self.value(items, &Place { value, step: Way::Item(i), up: Some(place) }, level);
                    }
                }
                self.checks(schema, place, (from, 0));
            }
            _ => {}
        }
        for warning in schema.warnings() {
            let level =
                Level { severity: Severity::Warning, code: warning.code, reason: warning.reason, after };
            self.value(warning.node.node(), place, level);
        }
    }

    /// The property that decides has one of its values: it is there, and passes.
    fn decided(&mut self, schema: &'static Node, name: &str) {
        for required in schema.required().iter().filter(|required| required.name.text() == name) {
            self.observer.tested(required.origin, true);
        }
        if let Some(node) = schema.property(name) {
            for constraint in node.constraints() {
                self.observer.tested(constraint.origin, true);
            }
        }
    }

    /// Without a known `type` nothing else can be said of an object.
    fn undecided(&mut self, schema: &'static Node, choice: Choice, place: &Place<'_, 'd>, level: Level) {
        if !level.is_error() {
            return;
        }
        let name = choice.property.text();
        let Some((key, value)) =
            member(place.value, name).filter(|(_, value)| value.kind() != json::Kind::Null)
        else {
            self.undecided_without(schema, name, place, level);
            return;
        };
        let inner = place.member(key, value);
        let Some(node) = schema.property(name) else { return };
        let Some(given) = value.as_str() else {
            self.value(node, &inner, level);
            return;
        };
        for constraint in node.constraints() {
            if let Keyword::Enum(_) = constraint.keyword {
                self.observer.tested(constraint.origin, false);
                let fault = unknown_type(choice, given);
                self.fault(level, fault, constraint.meta, &inner);
                return;
            }
        }
    }

    /// Of an object without a `type` only the keys are looked at, one of which may be meant to be it.
    fn undecided_without(&mut self, schema: &'static Node, name: &str, place: &Place<'_, 'd>, level: Level) {
        let unknown = |key: &json::Node<'_>| schema.property(key.as_str().unwrap_or_default()).is_none();
        let keys = place.value.members().map(|(key, _)| key).filter(unknown);
        let meant = keys.into_iter().find(|key| nearest(key.as_str().unwrap_or_default(), [name]).is_some());
        for required in schema.required().iter().filter(|required| required.name.text() == name) {
            self.observer.tested(required.origin, false);
            let advice = meant.map(|key| {
                (key, format!("`{}` is unknown: did you mean `{name}`?", key.as_str().unwrap_or_default()))
            });
            self.lacking(*required, place, level, advice);
        }
    }

    /// Returns the keyword that a text or number breaks.
    fn constraints(
        &mut self,
        schema: &'static Node,
        place: &Place<'_, 'd>,
        level: Level,
    ) -> Option<Discriminant<Keyword>> {
        let scalar = !matches!(place.value.kind(), json::Kind::Array | json::Kind::Object);
        for constraint in schema.constraints() {
            let Some(fault) = self.constraint(constraint, place.value) else { continue };
            let keyword = mem::discriminant(&constraint.keyword);
            if level.after == Some(keyword) {
                continue;
            }
            let goes_on = matches!(constraint.keyword, Keyword::Contexts(_) | Keyword::Deprecated);
            let level = match constraint.keyword {
                Keyword::Deprecated => Level { severity: Severity::Warning, ..level },
                _ => level,
            };
            match constraint.keyword {
                Keyword::UniqueItems => self.repeated_items(place, level, constraint.meta),
                _ => self.fault(level, fault, constraint.meta, place),
            }
            // One text has one fault: what is empty has no form either.
            if scalar && !goes_on {
                return Some(keyword);
            }
        }
        None
    }

    fn constraint(&mut self, constraint: &Constraint, value: json::Node<'d>) -> Option<Fault> {
        let (keyword, request) = (constraint.keyword, self.request);
        let rule = Rule::Keyword(keyword, value);
        let result = self.observer.look(rule, || keywords::test(keyword, value, request))?;
        self.observer.tested(constraint.origin, result.is_ok());
        result.err()
    }

    fn repeated_items(&mut self, place: &Place<'_, 'd>, level: Level, meta: MetaId) {
        let repeated = keywords::repeated_items(place.value);
        for (i, value) in place.value.items().enumerate() {
            if repeated.binary_search(&i).is_ok() {
                let item = Place { value, step: Way::Item(i), up: Some(place) };
                self.fault(
                    level,
                    Fault::new(Code::SchemaConflict, "stands in the list already"),
                    meta,
                    &item,
                );
            }
        }
    }

    fn object(
        &mut self,
        schema: &'static Node,
        likely: Option<&'static Node>,
        place: &Place<'_, 'd>,
        level: Level,
    ) {
        let from = self.report.len();
        let last = if self.repeats { last_members(place.value) } else { HashMap::new() };
        let mut unknown = Vec::new();
        // The known properties that are there and not null, a bit for each.
        let mut there = 0_u64;
        for (key, value) in place.value.members() {
            let name = key.as_str().unwrap_or_default();
            if self.repeats && last.get(name) != Some(&value.index()) {
                continue;
            }
            if let Some(names) = schema.names.filter(|_| value.kind() != json::Kind::Null) {
                self.name(names.node(), key, place, level);
            }
            let position = schema.position(name);
            if let Some(position) = position.filter(|_| value.kind() != json::Kind::Null) {
                there |= 1 << position;
            }
            let known = position.and_then(|position| schema.properties().get(position));
            let node = known.map(|property| property.node.node()).or(match schema.additional {
                Additional::Like(node) => Some(node.node()),
                Additional::Open | Additional::Unknown => None,
            });
            let node = match likely {
                Some(branch) if !schema.decides(name) => branch.property(name).or(node),
                _ => node,
            };
            match node {
                Some(node) => self.member(schema, node, &place.member(key, value), level),
                None if schema.additional == Additional::Unknown => unknown.push((key, value)),
                None => {}
            }
        }
        let known = schema.choice.is_none() || likely.is_some();
        if known && level.is_error() {
            self.absences.note_unknown(schema, place.value, unknown);
        }
        for required in schema.required() {
            let found = match required.property {
                property @ 0..64 => there & (1 << property) != 0,
                _ => place
                    .value
                    .get(required.name.text())
                    .is_some_and(|value| value.kind() != json::Kind::Null),
            };
            self.observer.tested(required.origin, found);
            if !found {
                let advice = self.absences.tell_meant(place.value, required.name.text());
                self.lacking(*required, place, level, advice);
            }
        }
        for (finding, advice) in self.absences.tell_misplaced(place.value) {
            self.report.advise(finding, advice);
        }
        self.checks(schema, place, (from, there));
    }

    fn member(&mut self, schema: &'static Node, node: &'static Node, place: &Place<'_, 'd>, level: Level) {
        let Way::Member(key) = place.step else { return };
        let name = key.as_str().unwrap_or_default();
        if place.value.kind() != json::Kind::Null || node.types.contains(Types::NULL) {
            self.value(node, place, level);
        } else if level.is_error()
            && !schema.required().iter().any(|required| required.name.text() == name)
            && let Some(object) = place.up
        {
            // An entry of a map is no property that is absent for it.
            let property = schema.position(name).and_then(|position| schema.properties().get(position));
            let property = property.map(|property| property.name.text());
            self.absences.note_null(property, object.value, key, place.value);
        }
    }

    /// Members without effect that no other finding tells of.
    fn idle_members(&mut self) {
        for idle in self.absences.untold() {
            let spot = Spot::of(idle.value);
            let pointer = || idle.value.pointer();
            match idle.unknown_to {
                Some(schema) => {
                    let verdict = (Code::SchemaUnknownProperty, Severity::Warning);
                    let spot = spot.at(idle.key.span());
                    self.report.add_plain(verdict, RULE_UNKNOWN, spot, || (unknown(schema, idle), pointer()));
                }
                None => {
                    let verdict = (Code::SchemaSuspicious, Severity::Warning);
                    self.report.add_plain(verdict, RULE_NULL, spot, || (null(idle), pointer()));
                }
            }
        }
    }

    /// The name of a member of a map.
    fn name(&mut self, names: &'static Node, key: json::Node<'d>, place: &Place<'_, 'd>, level: Level) {
        for constraint in names.constraints() {
            if let Some(fault) = self.constraint(constraint, key) {
                let name: String = key.as_str().unwrap_or_default().chars().take(MAX_NAME).collect();
                let message = format!("has the key `{name}`, which {}", fault.message);
                let fault = Fault { message, ..fault };
                let spot = Spot::of(place.value).at(key.span());
                self.report.add(level, fault, constraint.meta, spot, || place.pointer());
                break;
            }
        }
    }

    /// A property is missing. It may stand there under another key.
    fn lacking(
        &mut self,
        required: Required,
        place: &Place<'_, 'd>,
        level: Level,
        advice: Option<(json::Node<'d>, String)>,
    ) {
        let name = required.name.text();
        let pointer = || place.pointer().join(Step::Key(name.to_owned()));
        if level.is_error() {
            self.absences.note_lost(place.value, name, self.report.len());
        }
        if let Some(value) = place.value.get(name) {
            let what =
                if level.is_error() { "is required, but is null" } else { "is null, which counts as absent" };
            let fault = Fault::new(Code::SchemaRequired, what);
            self.report.add(level, fault, required.meta, Spot::of(value), pointer);
            return;
        }
        let mut fault = Fault::new(Code::SchemaRequired, "is missing");
        let mut span = place.lack_span();
        if let Some((key, advice)) = advice {
            span = key.span();
            fault = fault.hint(advice);
        }
        self.report.add(level, fault, required.meta, Spot::lack(place.value, required.name, span), pointer);
    }

    fn checks(&mut self, schema: &'static Node, place: &Place<'_, 'd>, (from, there): (usize, u64)) {
        let spans = if schema.checks().is_empty() { HashSet::new() } else { self.report.broken(from) };
        for check in schema.checks() {
            if check.needs & !there != 0 || check.enough & there != 0 {
                self.observer.tested(check.origin, true);
                continue;
            }
            let rule = Rule::Check(check, place.value);
            let told = checks::Told { broken: &spans, absences: &self.absences, quotes: self.quotes };
            let hits = self.observer.look(rule, || checks::run(check, place.value, &told));
            self.observer.tested(check.origin, hits.is_empty());
            for hit in hits {
                self.hit(check, hit, place, from);
            }
        }
    }

    fn hit(&mut self, check: &Check, hit: checks::Hit<'d>, place: &Place<'_, 'd>, from: usize) {
        let checks::Hit { at, mut fault, covers, lacks } = hit;
        if !check.reason.text().is_empty() {
            fault.message = format!("{}: {}", fault.message, check.reason.text());
        }
        let severity = if check.error { Severity::Error } else { Severity::Warning };
        if check.error {
            for name in lacks.texts() {
                self.absences.note_lost(at, name, self.report.len());
            }
            for advice in self.absences.tell_met() {
                fault = fault.hint(advice);
            }
            self.report.hush(from, &covers);
        }
        let level = Level { severity, code: check.code, reason: TextId(0), after: None };
        let pointer = || if at == place.value { place.pointer() } else { at.pointer() };
        self.report.add(level, fault, check.meta, Spot::of(at), pointer);
    }

    fn fault(&mut self, level: Level, fault: Fault, meta: MetaId, place: &Place<'_, 'd>) {
        self.report.add(level, fault, meta, Spot::of(place.value), || place.pointer());
    }
}

/// The node for what an object wraps, if that stands in place of the object.
fn unwrapped(schema: &'static Node, object: json::Node<'_>) -> Option<&'static Node> {
    let wraps = Some(schema.wraps.text()).filter(|wraps| !wraps.is_empty())?;
    let given = object.get("type")?.as_str()?;
    let inner = schema.property(wraps)?;
    (object.get(wraps).is_none() && inner.choice()?.branch(given).is_some()).then_some(inner)
}

/// Key and value of the member that counts.
fn member<'d>(object: json::Node<'d>, name: &str) -> Option<(json::Node<'d>, json::Node<'d>)> {
    object.members().filter(|(key, _)| key.as_str() == Some(name)).last()
}

/// The finding about a key that stands in its object already.
fn repeated(key: json::Node<'_>) -> (Diagnostic, Pointer) {
    let message = format!("the key `{}` stands twice in one object", key.as_str().unwrap_or_default());
    let finding = Diagnostic::warning(Code::JsonDuplicateKey, message);
    (finding.hint("most readers of JSON keep the last one only"), key.pointer())
}

/// The finding about a member whose name is unknown.
fn unknown(schema: &Node, idle: &Idle<'_>) -> Diagnostic {
    let message = format!("unknown property `{}`", idle.name());
    let mut finding = Diagnostic::warning(Code::SchemaUnknownProperty, message);
    if let Some(meant) = idle.meant {
        finding = finding.hint(format!("did you mean `{meant}`?"));
    }
    if idle.name().starts_with('$') {
        finding = finding.hint("keys with `$` are for editors: leave them out of what is sent");
    }
    let source = schema.types_meta.meta().source.text();
    finding.source = Some(source.to_owned()).filter(|source| !source.is_empty());
    finding
}

/// The finding about a member that is null.
fn null(idle: &Idle<'_>) -> Diagnostic {
    let name = idle.name();
    let message = format!("`{name}` is null, which counts as absent");
    let mut finding =
        Diagnostic::warning(Code::SchemaSuspicious, message).hint(format!("leave `{name}` out"));
    finding.source = Some(SOURCE_NULL.to_owned());
    finding
}

/// Of each key the number of the value that counts.
fn last_members(object: json::Node<'_>) -> HashMap<&str, u32> {
    object.members().map(|(key, value)| (key.as_str().unwrap_or_default(), value.index())).collect()
}

/// The values of a choice that are not deprecated.
fn current(choice: Choice) -> impl Iterator<Item = &'static str> {
    let is_current =
        |node: &Node| node.constraints().iter().all(|constraint| constraint.keyword != Keyword::Deprecated);
    choice
        .branches()
        .iter()
        .filter(move |branch| is_current(branch.node.node()))
        .map(|branch| branch.value.text())
}

/// The fault of a `type` that leads nowhere.
fn unknown_type(choice: Choice, given: &str) -> Fault {
    let family = choice.family.text();
    let allowed = || choice.branches().iter().map(|branch| branch.value.text());
    let mut own = None;
    let mut families = String::new();
    let mut hints = Vec::new();
    for place in tables::places().iter().filter(|place| place.value.text() == given) {
        // `text` is a message and a component, of which the family at hand is meant; `carousel` is a template and a
        // container.
        if place.family.text() == family {
            own = Some(place.meta);
            families.clear();
            hints.clear();
        } else if own.is_some() {
            continue;
        }
        families.push_str(if families.is_empty() { "" } else { " or " });
        families.push_str(place.family.text());
        hints.push(format!("`{given}` may stand {}", place.stands.text()));
    }
    let fault = if hints.is_empty() {
        let what = if family.is_empty() { "type" } else { family };
        let fault = Fault::new(Code::SchemaUnknownType, format!("names no known {what}"));
        match nearest(given, allowed()) {
            Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
            None => fault,
        }
    } else {
        let message = format!("names the {families} `{given}`, which may not stand here");
        let mut fault = Fault::new(Code::SchemaWrongPlace, message);
        fault.hints = hints;
        fault.meta = own.filter(|own| own.meta().rule != TextId(0));
        fault
    };
    let mut names: Vec<&str> = current(choice).collect();
    ordered::sort(&mut names);
    fault.hint(format!("allowed here: {}", listed(names.into_iter(), " and ", usize::MAX)))
}
