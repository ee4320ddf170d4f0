//! Runs in all worlds, and what each of them shows.

use super::run::Run;
use super::worlds::{Choice, World};
use super::{Seen, Surveyor, Unknown, is_if, overlap, places};
use crate::analysis::attribute::AttributeId;
use crate::analysis::condition::When;
use crate::analysis::kind::Kind;
use crate::analysis::lints;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::json::Node;
use crate::ordered::Set;
use crate::render::recorder::{Decision, Taken};
use crate::schema;

impl Surveyor<'_, '_> {
    /// Runs the template in all worlds: first to learn what its places ask, then with values that they take.
    pub(super) fn look(&mut self) {
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
        let (certain, doubtful) = self.places(run);
        self.findings(world, run, (&certain, &doubtful), settled);
    }

    /// What the places of a payload ask: the values that are wrong whatever the attributes are, and those of which it
    /// cannot be said whether they are.
    fn places(&mut self, run: &Run) -> (Set<u32>, Set<u32>) {
        let (Some(kind), Some(document)) = (self.options.kind, &run.document) else {
            return Default::default();
        };
        let mut reader = places::Reader {
            facts: self.facts,
            conditions: self.conditions,
            inexact: &self.inexact,
            run,
            document,
            kind,
            out: &mut self.out,
            certain: Set::new(),
            doubtful: Set::new(),
        };
        for place in schema::places(kind, document, &self.options.schema) {
            reader.read(place);
        }
        for decider in schema::deciders(kind, document, &self.options.schema) {
            reader.decider(Node::at(document, decider));
        }
        (reader.certain, reader.doubtful)
    }

    /// Where an attribute only decides by being missing, it may be false as well, and is printed then.
    pub(super) fn look_at_false(&mut self) {
        for world in self.worlds.clone() {
            let present = self.with_false(&world);
            if present == world {
                continue;
            }
            let Some(run) = self.run(&present, Vec::new()).filter(|run| run.study.not_sent.is_empty()) else {
                continue;
            };
            match &run.study.fault {
                Some(fault) => self.missed(fault),
                None => {
                    self.places(&run);
                    self.worlds.push(present);
                }
            }
        }
    }

    /// The world with `false` for all that is missing or empty in it.
    fn with_false(&self, world: &World) -> World {
        let is_absent = |choice: &Choice| *choice == Choice::Missing || *choice == Choice::Value("".into());
        let present = |(id, choice): (&AttributeId, &Choice)| {
            let is_whole = matches!(self.facts.attributes.kind(*id), Kind::List | Kind::Object);
            let choice =
                if is_absent(choice) && !is_whole { Choice::Value(false.into()) } else { choice.clone() };
            (*id, choice)
        };
        world.iter().map(present).collect()
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

    /// Goes the way that no world went, by overruling the condition.
    pub(super) fn force(&mut self) {
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
}
