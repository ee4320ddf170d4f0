//! Ways through a program that are known from earlier users.
//!
//! What a template writes for a user depends on which branches it takes and how often its loops run; between these
//! decisions there are only finished JSON and values that are put into it. The first user who takes a way pays for
//! it: the evaluator renders the message, the validator looks at it, and both are noted as a *route*: what to copy,
//! what to look up, and what must hold of each value so that the validator would find nothing new. For later users
//! the route is followed. Where it does not lead on, or a value is not certainly right, the evaluator and the validator
//! are asked as if there were no routes. So a route never says what is wrong, and what was learnt before never
//! changes what becomes of a message.
//!
//! [`record`](mod@record) notes a way, [`follow`] follows one; [`term`] reads values.

mod change;
mod compile;
mod follow;
mod general;
mod names;
mod reading;
mod record;
mod steps;
mod term;

use super::{Options, Outcome, Profile, Rendered};
use crate::diagnostic::Diagnostic;
use crate::schema::residual::{self, Learnt, Residual};
use crate::template::program::Program;
pub(super) use follow::{Followed, Room};
use record::Record;
use term::Term;

/// One step of a route.
#[derive(Debug)]
enum Op<T = Term> {
    /// Finished JSON.
    Copy(Box<str>),
    /// A value inside a string.
    Text(T),
    /// An integer where a value stands.
    Integer(T),
    /// `true` or `false` where a value stands.
    Flag(T),
    /// Puts a value into a register.
    Set(u8, T),
    /// Puts the next item of a list into a register.
    Next { cursor: u8, item: u8 },
}

/// A decision that depends on the user. Its ways have numbers.
#[derive(Debug)]
enum Fork<T = Term> {
    /// 1 if the condition holds, otherwise 0.
    If(T),
    /// As many as the list has items.
    Count { list: T, cursor: u8 },
}

/// A piece of one user's way: what is done up to a decision, and how it goes on.
#[derive(Debug)]
struct Segment<T = Term> {
    ops: Vec<Op<T>>,
    fork: Option<(Fork<T>, usize)>,
}

/// A piece of the known ways up to the next decision.
#[derive(Debug)]
struct Stretch {
    ops: Box<[Op]>,
    then: Then,
}

#[derive(Debug)]
enum Then {
    Fork {
        fork: Fork,
        ways: Vec<Way>,
    },
    End(Box<Shape>),
    /// What comes now is for the evaluator.
    Never,
}

/// Where a way leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Unknown,
    To(usize),
}

/// All that is known of the payloads at the end of a route.
#[derive(Debug)]
struct Shape {
    residual: Residual,
    /// Whether values may become the word that cancels a message together with what stands beside them.
    word_is_near: bool,
    warnings: Box<[Diagnostic]>,
    /// The most steps that the evaluator takes, without those for the length of texts and lists.
    steps: u64,
}

/// How many ways with how much JSON are kept.
const MAX_STRETCHES: usize = 8192;
const MAX_BYTES: usize = 32 << 20;
/// The most items of a list whose length is a decision.
const MAX_ITEMS: usize = 512;
/// After so many users on unknown ways of whom nothing was learnt, only one in so many is looked at.
const MAX_VAIN: u32 = 64;

/// The ways that are known.
#[derive(Debug, Default)]
pub(super) struct Routes {
    stretches: Vec<Stretch>,
    bytes: usize,
    vain: u32,
    /// The users that nothing was learnt of since the last one who was looked at.
    passed_over: u32,
}

impl<T> Segment<T> {
    /// The same with the terms that `term` gives.
    fn with<U>(self, mut term: impl FnMut(T) -> Option<U>) -> Option<Segment<U>> {
        let ops = self.ops.into_iter().map(|op| op.with(&mut term)).collect::<Option<_>>()?;
        let fork = match self.fork {
            Some((Fork::If(test), way)) => Some((Fork::If(term(test)?), way)),
            Some((Fork::Count { list, cursor }, way)) => {
                Some((Fork::Count { list: term(list)?, cursor }, way))
            }
            None => None,
        };
        Some(Segment { ops, fork })
    }
}

impl<T> Op<T> {
    fn with<U>(self, term: impl FnOnce(T) -> Option<U>) -> Option<Op<U>> {
        Some(match self {
            Self::Copy(json) => Op::Copy(json),
            Self::Text(value) => Op::Text(term(value)?),
            Self::Integer(value) => Op::Integer(term(value)?),
            Self::Flag(value) => Op::Flag(term(value)?),
            Self::Set(register, value) => Op::Set(register, term(value)?),
            Self::Next { cursor, item } => Op::Next { cursor, item },
        })
    }
}

impl Record {
    /// Whether no loop runs so often that keeping a way for each number of passes is too much.
    fn is_short(&self) -> bool {
        self.segments.iter().all(|segment| segment.fork.as_ref().is_none_or(|(_, way)| *way <= MAX_ITEMS))
    }
}

impl Routes {
    /// The warnings that go with every payload at the end of a stretch.
    pub(super) fn warnings(&self, stretch: usize) -> &[Diagnostic] {
        match self.stretches.get(stretch).map(|stretch| &stretch.then) {
            Some(Then::End(shape)) => &shape.warnings,
            _ => &[],
        }
    }

    /// Learns from a message that the evaluator rendered and the validator looked at.
    pub(super) fn learn(
        &mut self,
        program: &Program,
        options: &Options,
        profile: &Profile<'_>,
        rendered: &Rendered,
        room: &mut Room,
    ) {
        let full = self.stretches.len() >= MAX_STRETCHES || self.bytes >= MAX_BYTES;
        let tired = self.vain >= MAX_VAIN && self.passed_over < MAX_VAIN;
        if full || tired {
            self.passed_over = self.passed_over.saturating_add(1);
            return;
        }
        self.passed_over = 0;
        let record = record::record(program, options, profile, &mut room.texts);
        let learnt = record.filter(Record::is_short).and_then(|record| end(record, rendered, options));
        match learnt {
            Some((segments, end)) => {
                self.insert(segments, end);
                self.vain = 0;
            }
            None => self.vain = self.vain.saturating_add(1),
        }
    }

    fn insert(&mut self, segments: Vec<Segment>, end: Then) {
        let mut end = Some(end);
        // The stretch that leads to the next segment, and the number of its way.
        let mut from: Option<(usize, usize)> = None;
        for segment in segments {
            let known = match from {
                None => (!self.stretches.is_empty()).then_some(0),
                Some((stretch, way)) => match self.way(stretch, way) {
                    Way::To(next) => Some(next),
                    Way::Unknown => None,
                },
            };
            let number = segment.fork.as_ref().map(|(_, way)| *way);
            let stretch = match known {
                Some(known) => known,
                None => {
                    let then = match segment.fork {
                        Some((fork, _)) => Then::Fork { fork, ways: Vec::new() },
                        None => end.take().unwrap_or(Then::Never),
                    };
                    self.add(segment.ops, then, from)
                }
            };
            let Some(number) = number else { return };
            from = Some((stretch, number));
        }
    }

    fn way(&self, stretch: usize, way: usize) -> Way {
        match self.stretches.get(stretch).map(|stretch| &stretch.then) {
            Some(Then::Fork { ways, .. }) => ways.get(way).copied().unwrap_or(Way::Unknown),
            _ => Way::Unknown,
        }
    }

    fn add(&mut self, ops: Vec<Op>, then: Then, from: Option<(usize, usize)>) -> usize {
        let number = self.stretches.len();
        let size = |op: &Op| match op {
            Op::Copy(json) => json.len(),
            _ => size_of::<Op>(),
        };
        self.bytes += ops.iter().map(size).sum::<usize>();
        self.stretches.push(Stretch { ops: ops.into(), then });
        if let Some((stretch, way)) = from
            && let Some(Then::Fork { ways, .. }) =
                self.stretches.get_mut(stretch).map(|stretch| &mut stretch.then)
        {
            if ways.len() <= way {
                ways.resize(way + 1, Way::Unknown);
            }
            if let Some(slot) = ways.get_mut(way) {
                *slot = Way::To(number);
            }
        }
        number
    }
}

/// What stands at the end of a way: a shape, or nothing that a route could do.
fn end(record: Record, rendered: &Rendered, options: &Options) -> Option<(Vec<Segment>, Then)> {
    let Some((payload, leaves)) = record.payload else { return Some((record.segments, Then::Never)) };
    let Outcome::Send(rendered_payload) = &rendered.outcome else { return None };
    if *rendered_payload != payload {
        debug_assert_eq!(*rendered_payload, payload, "a route writes what the evaluator writes");
        return Some((record.segments, Then::Never));
    }
    let end = match residual::learn(options.kind, &payload, &leaves, &options.schema) {
        Learnt::Residual(residual) => {
            let word_is_near = Shape::is_word_near(&payload, &leaves);
            let warnings = rendered.warnings.clone().into();
            Then::End(Box::new(Shape { residual, word_is_near, warnings, steps: record.steps }))
        }
        Learnt::Never => Then::Never,
        Learnt::NotNow => return None,
    };
    Some((record.segments, end))
}
