//! Follows the known ways for one user.

use super::reading::{Frame, MAX_DIGITS, Reading, Texts};
use super::term::{Term, print_integer, printed};
use super::{Fork, Op, Routes, Shape, Stretch, Then, Way};
use crate::json::text::{Seen, escape_and_look};
use crate::json::{Kind, Node};
use crate::render::{Limits, Options, Profile};
use crate::schema::residual::{Leaf, Written};
use crate::template::lower::NOT_SEND;
use crate::template::program::Program;

/// Where following the known ways leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Followed {
    /// To a payload, at the end of this stretch.
    Sent(usize),
    /// To where nobody has been.
    Unknown,
    /// To what only the evaluator can do.
    Never,
}

/// Memory that is used for one user after the other.
#[derive(Debug, Default)]
pub(in crate::render) struct Room {
    pub(super) texts: Texts,
    written: Written,
}

/// How many bytes of memory the evaluator counts for a byte or item, at most.
const MEMORY_PER_WORK: u64 = 96;

impl Routes {
    /// Puts the payload at the end of `out`, if it is certain.
    pub(in crate::render) fn follow(
        &self,
        program: &Program,
        options: &Options,
        profile: &Profile<'_>,
        out: &mut String,
        room: &mut Room,
    ) -> Followed {
        let start = out.len();
        room.written.clear(start);
        let mut frame = Frame::new(program, options, profile, &mut room.texts);
        let mut at = 0;
        let shape = loop {
            let Some(stretch) = self.stretches.get(at) else { return Followed::Unknown };
            if stretch.write(&mut frame, out, &mut room.written).is_none() {
                return Followed::Never;
            }
            let (fork, ways) = match &stretch.then {
                Then::Fork { fork, ways } => (fork, ways),
                Then::End(shape) => break shape,
                Then::Never => return Followed::Never,
            };
            let Some(way) = fork.way(&mut frame) else { return Followed::Never };
            match ways.get(way) {
                Some(Way::To(next)) => at = *next,
                _ => return Followed::Unknown,
            }
        };
        let work = frame.work;
        let payload = out.get(start..).unwrap_or_default();
        if shape.fits(work, payload.len(), &options.limits)
            && !shape.may_cancel(payload, &room.written)
            && shape.residual.accepts(payload, &mut room.written)
        {
            Followed::Sent(at)
        } else {
            Followed::Never
        }
    }
}

/// How far from a leaf the rest of the word that cancels a message may be.
const BESIDE: usize = NOT_SEND.len() - 1;

impl Shape {
    /// Whether a part of the word that cancels a message may stand beside a leaf, however short the leaves are.
    pub(super) fn is_word_near(payload: &str, leaves: &[Leaf]) -> bool {
        let (mut fixed, mut places, mut from) = (String::new(), Vec::new(), 0);
        for leaf in leaves {
            fixed.push_str(payload.get(from..leaf.start as usize).unwrap_or_default());
            places.push(fixed.len());
            from = leaf.end as usize;
        }
        fixed.push_str(payload.get(from..).unwrap_or_default());
        places.into_iter().any(|place| {
            let around = place.saturating_sub(BESIDE)..(place + BESIDE).min(fixed.len());
            fixed.as_bytes().get(around).is_none_or(|around| around.contains(&b'_'))
        })
    }

    /// Whether the word that cancels a message may be in the payload. Finished JSON alone does not hold it, so it would
    /// have to stand in or beside a leaf.
    fn may_cancel(&self, payload: &str, written: &Written) -> bool {
        if !self.word_is_near && !written.has_underscore() {
            return false;
        }
        written.leaves().any(|(start, end)| {
            let around = start.saturating_sub(BESIDE)..(end + BESIDE).min(payload.len());
            let around = payload.as_bytes().get(around).unwrap_or_default();
            around.windows(NOT_SEND.len()).any(|part| part == NOT_SEND.as_bytes())
        })
    }

    /// Whether the evaluator would certainly stay below its limits.
    fn fits(&self, work: u64, bytes: usize, limits: &Limits) -> bool {
        self.steps.saturating_add(work) <= limits.steps
            && work.saturating_mul(MEMORY_PER_WORK) <= limits.memory
            && bytes <= limits.output_bytes
    }
}

impl Stretch {
    /// Writes up to the next decision; nothing to go on with, if a value is not what it was when the way was noted.
    fn write<'p>(&'p self, frame: &mut Frame<'_, 'p>, out: &mut String, written: &mut Written) -> Option<()> {
        for op in &self.ops {
            match op {
                Op::Copy(json) => out.push_str(json),
                Op::Text(term) => {
                    let start = out.len();
                    let seen = term.write(frame, out)?;
                    written.add(start, out.len(), seen);
                }
                Op::Integer(term) => {
                    let start = out.len();
                    term.write_integer(frame, out)?;
                    written.add(start, out.len(), Seen::LETTERS);
                }
                Op::Flag(term) => {
                    let Reading::Bool(value) = term.read(frame)? else { return None };
                    let start = out.len();
                    out.push_str(if value { "true" } else { "false" });
                    written.add(start, out.len(), Seen::LETTERS);
                }
                Op::Set(register, term) => {
                    let value = term.read(frame)?;
                    frame.set(*register, value);
                }
                Op::Next { cursor, item } => frame.next(*cursor, *item)?,
            }
        }
        Some(())
    }
}

impl Term {
    /// Writes the value inside a string.
    #[inline]
    fn write<'p>(&'p self, frame: &mut Frame<'_, 'p>, out: &mut String) -> Option<Seen> {
        if let Some(value) = self.data(frame) {
            if let Some(text) = value.as_str() {
                return Some(escape_and_look(text, out));
            }
            if let Some(digits) = digits(value) {
                out.push_str(digits);
                return Some(Seen::LETTERS);
            }
        }
        if let Self::Change(base, change) = self {
            let value = base.read(frame)?;
            return change.write(value, frame, out);
        }
        Some(match self.read(frame)? {
            Reading::Int(number) => {
                print_integer(number, out);
                Seen::LETTERS
            }
            value => {
                let chars = printed(value, frame)?;
                escape_and_look(frame.text(chars), out)
            }
        })
    }

    fn write_integer<'p>(&'p self, frame: &mut Frame<'_, 'p>, out: &mut String) -> Option<()> {
        if let Some(digits) = self.data(frame).and_then(digits) {
            out.push_str(digits);
        } else {
            let Reading::Int(number) = self.read(frame)? else { return None };
            print_integer(number, out);
        }
        Some(())
    }
}

/// An integer of the data, if it is printed as it stands there.
fn digits(value: Node<'_>) -> Option<&str> {
    let digits = (value.kind() == Kind::Integer).then(|| value.source())?;
    (digits.len() <= MAX_DIGITS && digits != "-0").then_some(digits)
}

impl Fork {
    /// The number of the way that this user takes.
    fn way<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<usize> {
        match self {
            Self::If(test) => Some(usize::from(test.read(frame)?.is_true())),
            Self::Count { list, cursor } => match list.read(frame)? {
                Reading::Data(list) if list.kind() == Kind::Array => {
                    frame.begin(*cursor, list);
                    Some(list.len())
                }
                Reading::Missing | Reading::Undefined => Some(0),
                _ => None,
            },
        }
    }
}
