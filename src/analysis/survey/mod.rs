//! What a template does in all its branches, and what it asks of the data there.
//!
//! The evaluator runs the template with made-up profiles that lead through its branches ([`worlds`]). Each payload
//! is compared with LINE's rules: what the template itself gets wrong is an error; what depends on attributes
//! becomes a [`Demand`] on them ([`places`]). Then single attributes are changed, to see what the template does
//! without them ([`probe`]).

mod account;
mod adapt;
mod calculations;
mod cancels;
mod change;
mod collected;
mod dates;
mod empty;
mod findings;
mod gaps;
mod look;
mod need;
mod places;
mod probe;
mod quoted;
mod run;
mod typical;
mod untraced;
mod verify;
mod words;
mod worlds;

pub(super) use collected::{Collected, Unknown};
pub(super) use need::{
    Bound, Bytes, Characters, Demand, FEW_DIGITS, Length, Need, Term, Types, Unit, has_few_digits,
};
pub(super) use typical::typical;
pub(super) use words::form;
pub(super) use worlds::{Choice, World, profile};

use super::attribute::AttributeId;
use super::condition::{Condition, Conditions};
use super::exact;
use super::facts::{Facts, Hazard};
use super::kind::Kind;
use super::path::Path;
use crate::diagnostic::{Diagnostic, Span};
use crate::ordered::{Map, Set};
use crate::render::recorder::Decision;
use crate::render::{Account, Options};
use crate::template::program::Program;
use run::Run;
use serde_json::Value;
use std::cell::Cell;

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
    surveyor.calculations();
    surveyor.adapt();
    surveyor.empty_instead_of_missing();
    surveyor.look();
    surveyor.look_at_false();
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

fn overlap(one: Span, other: Span) -> bool {
    one.start < other.end && other.start < one.end
}

fn is_if(kind: super::facts::DecisionKind) -> bool {
    kind == super::facts::DecisionKind::If
}
