//! What a template does in all its branches, and what it asks of the data there.
//!
//! The evaluator runs the template with made-up profiles that lead through its branches ([`worlds`]). Each payload
//! is compared with LINE's rules: what the template itself gets wrong is an error; what depends on attributes
//! becomes a [`Demand`] on them ([`places`]). Then single attributes are changed, to see what the template does
//! without them ([`probe`]).

mod change;
mod dates;
mod need;
mod places;
mod probe;
mod run;
mod typical;
mod untraced;
mod verify;
mod words;
mod worlds;

pub(super) use need::{Bound, Bytes, Characters, Demand, Length, Need, Place, Term, Types, Unit};
pub(super) use typical::typical;
pub(super) use words::form;
pub(super) use worlds::{Choice, World, profile};

use super::attribute::{AttributeId, How, Use};
use super::condition::{Condition, Conditions, When};
use super::exact;
use super::facts::{Facts, Hazard};
use super::kind::Kind;
use super::lints;
use super::path::{Path, PathStep};
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, Span};
use crate::json::{self, Document, Node};
use crate::ordered::{Map, Set};
use crate::render::recorder::{Decision, Taken};
use crate::render::trace::Trace;
use crate::render::{self, Account, Options};
use crate::schema;
use crate::template::program::Program;
use run::Run;
use serde_json::Value;
use std::cell::Cell;

/// Something about attributes that could not be found out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unknown {
    /// The attributes; none if it may be any.
    pub(super) paths: Vec<Path>,
    pub(super) span: Span,
    pub(super) why: String,
}

/// What was found in all runs.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) demands: Vec<Demand>,
    /// Demands that only keep a message within bounds that no single attribute breaks.
    pub(super) shares: Vec<Demand>,
    pub(super) unknowns: Vec<Unknown>,
    found: Vec<Found>,
    /// The number of the run that is being read.
    run: usize,
}

/// A finding and the runs that have it.
#[derive(Debug)]
struct Found {
    diagnostic: Diagnostic,
    runs: Set<usize>,
}

impl Collected {
    fn demand(&mut self, demand: Demand) {
        let same = |known: &&mut Demand| known.place.span == demand.place.span && known.when == demand.when;
        for known in self.demands.iter_mut().filter(same) {
            if known.need == demand.need {
                return;
            }
            if let (Need::Length(known), Need::Length(new)) = (&mut known.need, &demand.need)
                && known.terms == new.terms
                && (known.unit, known.bound, known.limit) == (new.unit, new.bound, new.limit)
            {
                // The same text with other words of the template around it: the longest ones count.
                known.literal = match known.bound {
                    Bound::Most => known.literal.max(new.literal),
                    Bound::Least => known.literal.min(new.literal),
                };
                return;
            }
        }
        self.demands.push(demand);
    }

    fn unknown(&mut self, unknown: Unknown) {
        if !self.unknowns.contains(&unknown) {
            self.unknowns.push(unknown);
        }
    }

    fn find(&mut self, diagnostic: Diagnostic) {
        let same = |known: &&mut Found| {
            known.diagnostic.code == diagnostic.code && known.diagnostic.span == diagnostic.span
        };
        let run = self.run;
        match self.found.iter_mut().find(same) {
            Some(known) => {
                known.runs.insert(run);
            }
            None => self.found.push(Found { diagnostic, runs: Set::from([run]) }),
        }
    }

    fn error(&mut self, place: &Place, diagnostic: Diagnostic) {
        let mut diagnostic = diagnostic.at(place.span);
        diagnostic.pointer = Some(place.pointer.clone());
        diagnostic.property.clone_from(&place.property);
        diagnostic.rule.clone_from(&place.rule);
        diagnostic.source.clone_from(&place.source);
        self.find(diagnostic);
    }
}

/// All that is known of a template without data.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) collected: Collected,
    /// A world for each way through the template that ends in a message, the plainest first.
    pub(super) branches: Vec<World>,
    /// The same for the ways on which the template cancels the message.
    pub(super) left_out: Vec<World>,
    /// Where the template cancels the message.
    pub(super) cancels: Vec<Condition>,
    /// A value for each attribute that the template can work with.
    pub(super) samples: Map<AttributeId, Value>,
    /// Findings, in words.
    pub(super) findings: Vec<Diagnostic>,
}

/// Looks at all branches of a program.
pub(super) fn survey(facts: &Facts<'_>, options: &Options) -> Survey {
    let conditions = Conditions::of(facts.program, options);
    let (worlds, complete) = worlds::worlds(&facts.attributes, &conditions, &options.account);
    let mut surveyor = Surveyor {
        facts,
        options,
        conditions: &conditions,
        inexact: exact::inexact(facts),
        samples: samples(facts),
        worlds,
        out: Collected::default(),
        seen: Seen::default(),
        left: Cell::new(HEAVY_RUNS),
    };
    surveyor.dates();
    surveyor.adapt();
    surveyor.empty_instead_of_missing();
    surveyor.look();
    surveyor.force();
    surveyor.hazards();
    surveyor.confirm();
    let complete = surveyor.probe() && complete;
    if surveyor.is_exhausted() {
        surveyor.exhausted();
    } else if !complete {
        surveyor.incomplete();
    }
    surveyor.left_empty();
    surveyor.account();
    surveyor.mistakes_of_the_template();
    surveyor.never_sent();
    surveyor.never_done();
    let cancels = surveyor.cancels();
    surveyor.verify(&cancels);
    surveyor.finish(cancels)
}

struct Surveyor<'a, 'p> {
    facts: &'a Facts<'p>,
    options: &'a Options,
    conditions: &'a Conditions,
    /// What no run can settle.
    inexact: Vec<Hazard>,
    samples: Map<AttributeId, Value>,
    worlds: Vec<World>,
    out: Collected,
    seen: Seen,
    /// What is left for runs that take long.
    left: Cell<u64>,
}

/// What runs may spend beyond what each of them has for nothing, in bytes that are copied.
const HEAVY_RUNS: u64 = 16 << 20;

/// What each run has for nothing. Templates of messages stay below, and how many runs there are is bounded anyway.
const LIGHT_RUN: u64 = 1 << 19;

/// What the runs so far came through.
#[derive(Debug, Default)]
struct Seen {
    decisions: Set<Decision>,
    /// The runs that ended with a payload, or with a fault of the template.
    complete: Set<usize>,
}

/// A first value for each attribute that is a leaf.
fn samples(facts: &Facts<'_>) -> Map<AttributeId, Value> {
    let attributes = &facts.attributes;
    let sample = |id: AttributeId| match attributes.kind(id) {
        Kind::Number => Value::from(7),
        Kind::Boolean => Value::from(true),
        _ => Value::from(typical::word(&Path::of(attributes, id))),
    };
    attributes.ids().map(|id| (id, sample(id))).collect()
}

impl<'p> Surveyor<'_, 'p> {
    fn program(&self) -> &'p Program {
        self.facts.program
    }

    /// The profile of a world.
    fn profile(&self, world: &World) -> Value {
        let attributes = &self.facts.attributes;
        let leaf = |id: AttributeId, _: &[usize]| {
            let sample = self.samples.get(&id).cloned().unwrap_or_default();
            typical(attributes, id, &self.out.demands, &sample)
        };
        let mut profile = profile(attributes, world, &leaf);
        if let Some(roots) = profile.as_object_mut() {
            let account = &self.options.account;
            // Its content blocks are not looked into, so that any text stands for them.
            roots.retain(|root, _| root == Account::CONTENT_BLOCKS || !account.holds(root));
        }
        profile
    }

    /// One run; none if those before took too long.
    fn run(&self, world: &World, forced: Vec<(Span, bool)>) -> Option<Run> {
        if self.is_exhausted() { None } else { self.run_anyway(world, forced) }
    }

    fn run_anyway(&self, world: &World, forced: Vec<(Span, bool)>) -> Option<Run> {
        self.count(&self.profile(world), forced)
    }

    /// One run with a profile of its own; none if those before took too long.
    fn run_with(&self, profile: &Value, forced: Vec<(Span, bool)>) -> Option<Run> {
        if self.is_exhausted() { None } else { self.count(profile, forced) }
    }

    fn count(&self, profile: &Value, forced: Vec<(Span, bool)>) -> Option<Run> {
        let run = Run::new(self.program(), self.options, profile, forced).ok()?;
        let heavy = run.study.spent.saturating_sub(LIGHT_RUN);
        self.left.set(self.left.get().saturating_sub(heavy));
        Some(run)
    }

    fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    /// Finds values that the filters and methods of the template can work with.
    fn adapt(&mut self) {
        let others: [Value; 9] = [
            "12".into(),
            "15/01/2026".into(),
            "2026-01-15".into(),
            "2026-01-15 10:00:00".into(),
            "a,b,c".into(),
            7.into(),
            true.into(),
            "YQ==".into(),
            "{\"a\": 1}".into(),
        ];
        let Some(plain) = self.worlds.first().cloned() else { return };
        for _ in 0..16 {
            let Some(span) = self.obstacle(&plain).filter(|span| !self.blamed(*span).is_empty()) else {
                return;
            };
            let candidates = self.blamed(span);
            let candidates = candidates.iter().flat_map(|id| others.iter().map(move |other| (*id, other)));
            let better = candidates.into_iter().find(|(id, other)| {
                let before = self.samples.insert(*id, (*other).clone());
                let better = self.obstacle(&plain) != Some(span);
                if let (false, Some(before)) = (better, before) {
                    self.samples.insert(*id, before);
                }
                better
            });
            if better.is_none() {
                return;
            }
        }
    }

    /// Where a run in a world stops, or a value of the data has the wrong type.
    fn obstacle(&self, world: &World) -> Option<Span> {
        let run = self.run(world, Vec::new())?;
        if let Some(fault) = &run.study.fault {
            return fault.span;
        }
        let mut mistakes = self.mistakes(&run).into_iter();
        let is_of_data = |span: &Span| !self.blamed(*span).is_empty();
        mistakes.find_map(|mistake| {
            mistake.span.filter(|span| mistake.code == Code::SchemaType && is_of_data(span))
        })
    }

    /// The attributes that are used at a place.
    fn blamed(&self, span: Span) -> Vec<AttributeId> {
        let attributes = &self.facts.attributes;
        let is_used = |id: &AttributeId| attributes.get(*id).uses.iter().any(|used| overlap(used.span, span));
        attributes.ids().filter(is_used).collect()
    }

    /// Where an attribute must be there for some other reason, it is false where it decides, not missing.
    fn empty_instead_of_missing(&mut self) {
        let Some(plain) = self.worlds.first().cloned() else { return };
        let attributes = &self.facts.attributes;
        let must_be_there: Vec<AttributeId> = attributes
            .ids()
            .filter(|id| {
                let is_truth = |used: &Use| matches!(used.how, How::Truth | How::Fallback { falsy: true });
                let may_be_missing = self.worlds.iter().any(|world| world.get(id) == Some(&Choice::Missing));
                if !may_be_missing || !attributes.get(*id).uses.iter().any(is_truth) {
                    return false;
                }
                let mut without = plain.clone();
                without.insert(*id, Choice::Missing);
                self.run(&without, Vec::new()).is_some_and(|run| run.study.fault.is_some())
            })
            .collect();
        for id in must_be_there {
            let falsy = Choice::Value(worlds::falsy(attributes.kind(id)));
            let choices = self.worlds.iter_mut().filter_map(|world| world.get_mut(&id));
            choices.filter(|choice| **choice == Choice::Missing).for_each(|choice| *choice = falsy.clone());
        }
    }

    /// Runs the template in all worlds: first to learn what its places ask, then with values that they take.
    fn look(&mut self) {
        for round in 0..2 {
            if round == 1 && self.is_exhausted() {
                return;
            }
            self.out.found.clear();
            self.seen = Seen::default();
            for (number, world) in self.worlds.clone().iter().enumerate() {
                let is_first = round == 0 && number == 0;
                let run =
                    if is_first { self.run_anyway(world, Vec::new()) } else { self.run(world, Vec::new()) };
                if let Some(run) = run {
                    self.out.run = number;
                    self.read(world, &run, round == 1 || self.is_exhausted());
                }
            }
        }
    }

    /// Reads what came out of a run.
    fn read(&mut self, world: &World, run: &Run, settled: bool) {
        self.seen.decisions.extend(run.study.recorder.decisions.iter().copied());
        if !run.study.not_sent.is_empty() {
            self.cancelled(run, settled);
            return;
        }
        self.seen.complete.insert(self.out.run);
        for warning in &run.study.warnings {
            if warning.code != Code::RenderNotSendInData {
                self.out.find(warning.clone());
            }
        }
        if let Some(fault) = &run.study.fault {
            self.fault(fault, settled);
            return;
        }
        let Some(document) = &run.document else { return };
        let (mut certain, mut doubtful) = (Set::new(), Set::new());
        if let Some(kind) = self.options.kind {
            let mut reader = places::Reader {
                facts: self.facts,
                conditions: self.conditions,
                inexact: &self.inexact,
                run,
                document,
                kind,
                out: &mut self.out,
                certain,
                doubtful,
            };
            for place in schema::places(kind, document, &self.options.schema) {
                reader.read(place);
            }
            for decider in schema::deciders(kind, document, &self.options.schema) {
                reader.decider(Node::at(document, decider));
            }
            (certain, doubtful) = (reader.certain, reader.doubtful);
        }
        self.findings(world, run, (&certain, &doubtful), settled);
    }

    /// A run that the template cancelled: it must be known when.
    fn cancelled(&mut self, run: &Run, settled: bool) {
        let is_told = |(_, when): &(Span, When)| {
            when.partial || when.all.iter().all(|condition| condition.holds(&run.profile))
        };
        if settled && !self.conditions.cancels().iter().any(is_told) {
            let why = "when the template cancels the message is not known".to_owned();
            self.out.unknown(Unknown { paths: Vec::new(), span: Span::default(), why });
        }
    }

    /// A run that did not come to its end.
    fn fault(&mut self, fault: &Diagnostic, settled: bool) {
        let stranger =
            self.facts.strangers.iter().find(|(_, span)| fault.span.is_some_and(|at| overlap(at, *span)));
        if let Some((symbol, span)) = stranger {
            self.out.find(lints::unknown_name(self.facts, *symbol, *span, Severity::Error));
            return;
        }
        let is_about_data = matches!(fault.code, Code::RenderMissing | Code::RenderUndefined)
            && self.depends_on_data(fault.span);
        if settled && is_about_data {
            self.missed(fault);
        }
        if is_about_data || fault.code.as_str().starts_with("render/") && self.depends_on_data(fault.span) {
            if settled && !is_about_data {
                let paths = self.sources(fault.span);
                let span = fault.span.unwrap_or_default();
                let why = format!("some values fail here: {}", fault.message);
                self.out.unknown(Unknown { paths, span, why });
            }
            return;
        }
        self.out.find(fault.clone());
    }

    fn depends_on_data(&self, span: Option<Span>) -> bool {
        !self.sources(span).is_empty()
    }

    /// The attributes that are read at a place.
    fn sources(&self, span: Option<Span>) -> Vec<Path> {
        let Some(span) = span else { return Vec::new() };
        let attributes = &self.facts.attributes;
        let inside = |place: Span| {
            span.start <= place.start && place.end <= span.end
                || place.start <= span.start && span.end <= place.end
        };
        let used =
            attributes.ids().filter(|id| attributes.get(*id).uses.iter().any(|used| inside(used.span)));
        let printed = self.facts.emits.iter().filter(|printed| inside(printed.span));
        let mut ids: Set<AttributeId> = used.collect();
        ids.extend(printed.flat_map(|printed| printed.flow.everything()));
        ids.into_iter().map(|id| Path::of(attributes, id)).collect()
    }

    /// What the validator says of a payload, without what depends on the made-up values.
    fn findings(
        &mut self,
        world: &World,
        run: &Run,
        (certain, doubtful): (&Set<u32>, &Set<u32>),
        settled: bool,
    ) {
        let Some(document) = &run.document else { return };
        let payload = run.study.payload.clone().unwrap_or_default();
        let marks = run.study.marks.iter().map(|mark| mark.traced(&run.study.recorder)).collect();
        let trace = Trace::new(payload.clone(), marks);
        for finding in render::check(&payload, self.options) {
            let about = finding.span.and_then(|span| node_at(document, span));
            let by_data =
                about.is_some_and(|node| self.is_by_data(run, node) || doubtful.contains(&node.index()));
            let is_certain = about.is_some_and(|node| {
                certain.contains(&node.index())
                    || finding.code == Code::SchemaType
                        && (node.as_str().is_some() || settled && self.no_type_will_do(world, run, node))
            });
            if by_data && !is_certain {
                if settled && finding.is_error() {
                    self.unsettled(run, &finding, about);
                }
                continue;
            }
            if by_data && finding.code == Code::SchemaTooLong {
                // Told already, with what the template itself takes of the limit.
                continue;
            }
            let mut finding = trace.locate(finding, self.program(), &run.profile);
            if let Some(node) =
                about.filter(|node| finding.code == Code::SchemaType && node.as_str().is_some())
            {
                self.quoted(run, node, &mut finding);
            }
            if finding.code == Code::SchemaContext && self.is_recipient_data(run, document) {
                // Who gets the message decides, and is not known.
                finding.severity = Severity::Warning;
                let why = format!("it depends on who gets the message: {}", finding.message);
                self.out.unknown(Unknown { paths: Vec::new(), span: finding.span.unwrap_or_default(), why });
            }
            self.out.find(finding);
        }
    }

    /// Whether a placeholder writes something of the wrong type whatever the attributes behind it are.
    fn no_type_will_do(&self, world: &World, run: &Run, node: Node<'_>) -> bool {
        let Some(placeholder) = run.writer_of(node) else { return false };
        let attributes = &self.facts.attributes;
        let Some(printed) = run::printed(self.facts, placeholder) else { return false };
        let behind = printed.flow.everything();
        let pointer = node.pointer().to_string();
        let fails = |choice: Choice| {
            let mut world = world.clone();
            for id in behind.iter().filter(|id| !attributes.is_root(**id)) {
                world.insert(*id, choice.clone());
            }
            let Some(run) = self.run(&world, Vec::new()) else { return false };
            self.mistakes(&run).iter().any(|mistake| {
                mistake.pointer.as_deref() == Some(&*pointer)
                    || mistake.span.is_some_and(|span| overlap(span, placeholder))
            })
        };
        let values: [Value; 10] = [
            Value::Null,
            "".into(),
            "some text".into(),
            "7".into(),
            7.into(),
            0.5.into(),
            true.into(),
            false.into(),
            serde_json::json!([]),
            serde_json::json!({}),
        ];
        let choices = values.into_iter().map(Choice::Value).chain([Choice::Missing]);
        !behind.is_empty() && choices.into_iter().all(fails)
    }

    /// An error that is left although all values are such as the places ask.
    fn unsettled(&mut self, run: &Run, finding: &Diagnostic, about: Option<Node<'_>>) {
        let span = about.and_then(|node| {
            run.authors(node.span()).find_map(|(author, _)| match author {
                crate::render::writer::Author::Placeholder { span, .. } => Some(span),
                crate::render::writer::Author::Literal(_) => None,
            })
        });
        let paths = self.sources(span);
        let why = format!("not every value will do: {}", finding.message);
        self.out.unknown(Unknown { paths, span: span.unwrap_or_default(), why });
    }

    /// A number, boolean or placeholder in quotes where no text may stand.
    fn quoted(&self, run: &Run, node: Node<'_>, finding: &mut Diagnostic) {
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
            (render::writer::Author::Literal(offset), _) => {
                let span = Span { start: offset, end: offset + 1 };
                (self.facts.text(span) == "\"").then(|| Edit { span, text: String::new() })
            }
            _ => None,
        }
    }

    fn is_recipient_data(&self, run: &Run, document: &Document<'_>) -> bool {
        document.root().get("to").is_some_and(|to| self.is_by_data(run, to))
    }

    fn is_by_data(&self, run: &Run, node: Node<'_>) -> bool {
        match node.kind() {
            json::Kind::String => {
                run.parts(self.facts, node).iter().any(|part| !matches!(part, run::Part::Literal(_)))
            }
            json::Kind::Array | json::Kind::Object => false,
            _ => run
                .writer_of(node)
                .and_then(|span| run::printed(self.facts, span))
                .is_some_and(|printed| !printed.flow.everything().is_empty()),
        }
    }

    /// Goes the way that no world went, by overruling the condition.
    fn force(&mut self) {
        let Some(plain) = self.worlds.first().cloned() else { return };
        let places: Set<Span> =
            self.facts.tests.iter().filter(|test| is_if(test.kind)).map(|test| test.span).collect();
        for span in places {
            for holds in [true, false] {
                let decision = Decision { span, taken: Taken::Condition(holds) };
                let reached = self.seen.decisions.iter().any(|seen| seen.span == span);
                if self.seen.decisions.contains(&decision) || !reached {
                    continue;
                }
                let paths = self.sources(Some(span));
                if paths.iter().all(|path| self.is_of_account(path)) {
                    continue;
                }
                self.out.unknown(Unknown {
                    paths,
                    span,
                    why: "when this condition holds is not known".to_owned(),
                });
                if let Some(run) = self.run(&plain, vec![(span, holds)]) {
                    self.out.run = self.worlds.len();
                    self.read(&plain, &run, true);
                }
            }
        }
    }

    /// What the text of the template shows to depend on the values.
    fn hazards(&mut self) {
        for hazard in self.facts.hazards.iter().chain(&self.inexact) {
            let paths = hazard.attributes.iter().map(|id| Path::of(&self.facts.attributes, *id)).collect();
            self.out.unknown(Unknown { paths, span: hazard.span, why: hazard.why.clone() });
        }
        let attributes = &self.facts.attributes;
        for id in attributes.ids().filter(|id| attributes.is_item_of_all(*id)) {
            let is_single = matches!(attributes.get(id).step, super::attribute::Step::Index(_));
            if is_single {
                let why = "one item is read by its number, and all are gone through".to_owned();
                let span = attributes.get(id).uses.first().map(|used| used.span).unwrap_or_default();
                self.out.unknown(Unknown { paths: vec![Path::of(attributes, id)], span, why });
            }
        }
        for root in attributes.roots().filter(|root| attributes.root_name(*root) == "ContentBlock") {
            let why = "a content block is template text of its own, which is not looked into".to_owned();
            let span = attributes.get(root).uses.first().map(|used| used.span).unwrap_or_default();
            self.out.unknown(Unknown { paths: Vec::new(), span, why });
        }
    }

    /// Keeps the demands that a text is not empty only where an empty attribute leads to one: a fallback may take its
    /// place.
    fn confirm(&mut self) {
        let attributes = &self.facts.attributes;
        let is_needed = |demand: &Demand| {
            let Need::Length(Length { bound: Bound::Least, terms, .. }) = &demand.need else { return true };
            let ids: Vec<AttributeId> = attributes
                .ids()
                .filter(|id| terms.iter().any(|term| term.path == Path::of(attributes, *id)))
                .collect();
            self.worlds.iter().any(|world| {
                let mut world = world.clone();
                for id in &ids {
                    if !matches!(world.get(id), Some(Choice::Missing)) {
                        world.insert(*id, Choice::Value("".into()));
                    }
                }
                let Some(run) = self.run(&world, Vec::new()) else { return false };
                let pointer = Some(&demand.place.pointer);
                self.mistakes(&run).iter().any(|mistake| mistake.pointer.as_ref() == pointer)
            })
        };
        let needed: Vec<bool> = self.out.demands.iter().map(is_needed).collect();
        let mut needed = needed.into_iter();
        self.out.demands.retain(|_| needed.next().unwrap_or(true));
    }

    /// There are more combinations of branches than were looked at. Each branch was, if no more is told.
    fn incomplete(&mut self) {
        let why = "there are more combinations of branches than can be looked at".to_owned();
        self.out.unknown(Unknown { paths: Vec::new(), span: Span::default(), why });
        let is_seen = |span: Span| self.seen.decisions.iter().any(|seen| seen.span == span);
        let ifs = self.facts.tests.iter().filter(|test| is_if(test.kind));
        let unseen: Vec<Span> = ifs.map(|test| test.span).filter(|span| !is_seen(*span)).collect();
        self.out.run = self.worlds.len();
        for span in unseen {
            self.out.find(
                Diagnostic::warning(
                    Code::CheckIncomplete,
                    "this branch was not looked at: there are too many",
                )
                .at(span)
                .hint("split the template, or compare fewer attributes"),
            );
        }
    }

    /// The runs took so long that not all that were needed could be made.
    fn exhausted(&mut self) {
        let why = "rendering takes so long that not all branches and values could be tried".to_owned();
        self.out.run = self.worlds.len();
        self.out.find(
            Diagnostic::warning(Code::CheckIncomplete, why.clone())
                .at(Span::default())
                .hint("shorten its loops, and the texts that it builds"),
        );
        self.out.unknown(Unknown { paths: Vec::new(), span: Span::default(), why });
    }

    /// A template that failed with all values that were tried: what it makes was not seen.
    fn never_done(&mut self) {
        let has_error = self.out.found.iter().any(|found| found.diagnostic.is_error());
        let has_end = self
            .worlds
            .iter()
            .filter_map(|world| self.run(world, Vec::new()))
            .any(|run| run.study.fault.is_none());
        let Some(plain) = self.worlds.first().filter(|_| !has_error && !has_end) else { return };
        let Some(fault) = self.run(plain, Vec::new()).and_then(|run| run.study.fault) else { return };
        self.out.run = self.worlds.len();
        let message =
            format!("nothing behind this was looked at: with the values that were tried, {}", fault.message);
        let finding = Diagnostic::warning(Code::CheckIncomplete, message).at(fault.span.unwrap_or_default());
        self.out
            .find(finding.hint("render it with a profile of your own: `lineplate render … --profile FILE`"));
        let why = "no made-up profile leads to a message".to_owned();
        self.out.unknown(Unknown { paths: Vec::new(), span: fault.span.unwrap_or_default(), why });
    }

    /// A template that cancels outside all conditions.
    fn never_sent(&mut self) {
        let always = |(_, when): &&(Span, When)| when.all.is_empty() && !when.partial;
        let Some((span, _)) = self.conditions.cancels().iter().find(always) else { return };
        self.out.run = self.worlds.len();
        self.out.find(
            Diagnostic::warning(Code::CheckNeverSent, "the message is cancelled for every user")
                .at(*span)
                .hint("put it under a condition: `{% if … %}…{% endif %}`"),
        );
    }

    /// What is empty because nothing was written into it depends on the data, if there are branches that do.
    fn left_empty(&mut self) {
        let source = &self.facts.program.source;
        let is_written_empty = |span: Span| {
            let inside = source.get(span.start as usize + 1..).unwrap_or_default();
            inside.trim_start().starts_with(['"', ']', '}'])
        };
        for found in &mut self.out.found {
            let is_about_absence = matches!(found.diagnostic.code, Code::SchemaEmpty | Code::SchemaTooFew);
            let is_of_branch = found.runs != self.seen.complete;
            if is_about_absence && is_of_branch && !found.diagnostic.span.is_none_or(is_written_empty) {
                found.diagnostic.severity = Severity::Warning;
            }
        }
    }

    /// What the account itself gets wrong: blocks and answers that it does not have, blocks that never end. It is the
    /// same for all users, so that none of it is asked of them.
    fn account(&mut self) {
        let account = &self.options.account;
        let of_user =
            |demand: &Demand| !demand.need.paths().into_iter().any(|path| is_of_account(account, path));
        self.out.demands.retain(of_user);
        self.out.shares.retain(of_user);
        let roots = self.facts.attributes.roots();
        if !roots.into_iter().any(|root| account.holds(self.facts.attributes.root_name(root))) {
            return;
        }
        for (number, world) in self.worlds.clone().iter().enumerate() {
            let mut profile = self.profile(world);
            if let Some(roots) = profile.as_object_mut() {
                roots.retain(|root, _| !account.holds(root));
            }
            let run = self.run_with(&profile, Vec::new());
            let fault = run.and_then(|run| run.study.fault);
            let of_account =
                fault.filter(|fault| matches!(fault.code, Code::RenderOption | Code::LimitDepth));
            if let Some(fault) = of_account {
                self.out.run = number;
                self.out.find(fault);
            }
        }
    }

    fn is_of_account(&self, path: &Path) -> bool {
        is_of_account(&self.options.account, path)
    }

    /// No values help where the template itself is wrong.
    fn mistakes_of_the_template(&mut self) {
        let errors = self.out.found.iter().map(|found| &found.diagnostic).filter(|found| found.is_error());
        let unknowns: Vec<Unknown> = errors
            .map(|error| {
                let why = format!("the template itself is wrong: {}", error.message);
                Unknown { paths: Vec::new(), span: error.span.unwrap_or_default(), why }
            })
            .collect();
        for unknown in unknowns {
            self.out.unknown(unknown);
        }
    }

    /// When the template cancels the message.
    fn cancels(&mut self) -> Vec<Condition> {
        let mut cancels = Vec::new();
        for (span, when) in self.conditions.cancels() {
            if when.partial {
                let paths = Vec::new();
                let why = "when the template cancels the message is not known".to_owned();
                self.out.unknown(Unknown { paths, span: *span, why });
            } else {
                cancels.push(Condition::All(when.all.clone()));
            }
        }
        cancels
    }

    fn finish(self, cancels: Vec<Condition>) -> Survey {
        let mut findings = words::found(&self);
        findings.extend(words::possible(&self));
        let mut branches = self.branches();
        let is_wrong = self.out.found.iter().any(|found| found.diagnostic.is_error());
        if !is_wrong && branches.iter().any(|(_, mistakes)| mistakes.is_empty()) {
            // Users of these get no message.
            branches.retain(|(_, mistakes)| mistakes.is_empty());
        }
        let branches = branches.into_iter().map(|(world, _)| world).collect();
        let left_out = self.left_out();
        Survey { collected: self.out, branches, left_out, cancels, samples: self.samples, findings }
    }
}

/// Whether the account supplies a value, so that it is the same for all users.
fn is_of_account(account: &Account, path: &Path) -> bool {
    matches!(path.0.first(), Some(PathStep::Key(root)) if account.holds(root))
}

fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

fn is_if(kind: super::facts::DecisionKind) -> bool {
    kind == super::facts::DecisionKind::If
}

/// The value at a range of a payload.
fn node_at<'d>(document: &'d Document<'_>, span: Span) -> Option<Node<'d>> {
    let root = document.root();
    (root.index()..root.end_index()).map(|index| Node::at(document, index)).find(|node| node.span() == span)
}
