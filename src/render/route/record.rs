//! Walks through a program for one user and notes the way.

use super::compile::Compiler;
use super::names::{Binding, Names, Pass};
use super::reading::{Frame, Reading, Texts};
use super::steps;
use super::term::{Term, print_integer, printed};
use super::{Fork, Op, Segment};
use crate::json::{Kind, Node};
use crate::render::text::{SOMEWHERE, Text};
use crate::render::writer::Writer;
use crate::render::{Options, Profile};
use crate::schema::residual::{Leaf, LeafKind};
use crate::template::lower::NOT_SEND;
use crate::template::names::LOOP;
use crate::template::position::State;
use crate::template::program::{Emit, Expr, For, Literal, Part, Program, Stmt, Target};
use typed_arena::Arena;

/// What was noted.
pub(super) struct Record {
    pub(super) segments: Vec<Segment>,
    /// The payload and the parts of it that depend on the user; nothing, if the way leads to what no route can do.
    pub(super) payload: Option<(String, Vec<Leaf>)>,
    /// The most steps that the evaluator takes, whoever the user is, without those for the length of texts and lists.
    pub(super) steps: u64,
}

/// Why a way cannot be noted.
enum Stop {
    /// Something on it is beyond routes.
    Never,
    /// It is the values of this user.
    NotNow,
}

type Result<T> = std::result::Result<T, Stop>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

/// Notes the way of one user; `None` if it is too special to be of use for others.
pub(super) fn record(
    program: &Program,
    options: &Options,
    profile: &Profile<'_>,
    texts: &mut Texts,
) -> Option<Record> {
    // What is read on the way may lie in a term, so terms stay where they are until its end.
    let terms = Arena::new();
    let way = walk(program, options, profile, texts, &terms)?;
    let mut terms: Vec<Option<Term>> = terms.into_vec().into_iter().map(Some).collect();
    let mut take = |number: usize| terms.get_mut(number)?.take();
    let segments = way.segments.into_iter().map(|segment| segment.with(&mut take));
    Some(Record { segments: segments.collect::<Option<_>>()?, payload: way.payload, steps: way.steps })
}

/// A record that has numbers for its terms.
struct Walked {
    segments: Vec<Segment<usize>>,
    payload: Option<(String, Vec<Leaf>)>,
    steps: u64,
}

fn walk<'p>(
    program: &'p Program,
    options: &'p Options,
    profile: &'p Profile<'p>,
    texts: &mut Texts,
    terms: &'p Arena<Term>,
) -> Option<Walked> {
    let mut recorder = Recorder {
        terms,
        names: Names::default(),
        frame: Frame::new(program, options, profile, texts),
        writer: Writer::new(options.limits.output_bytes, false),
        noted: 0,
        ops: Vec::new(),
        segments: Vec::new(),
        leaves: Vec::new(),
        steps: 0,
    };
    let result = recorder.statements(&program.body).and_then(|_| recorder.finish());
    if let Err(Stop::NotNow) = result {
        return None;
    }
    let ops = std::mem::take(&mut recorder.ops);
    recorder.segments.push(Segment { ops, fork: None });
    let Recorder { segments, leaves, steps, writer, .. } = recorder;
    Some(Walked { segments, payload: result.is_ok().then(|| (writer.into_parts().0, leaves)), steps })
}

/// A term, and its number among those of the record.
#[derive(Clone, Copy)]
struct Noted<'p> {
    number: usize,
    term: &'p Term,
}

impl<'p> Noted<'p> {
    fn is_constant(self) -> bool {
        self.term.is_constant()
    }

    fn read(self, frame: &mut Frame<'_, 'p>) -> Result<Reading<'p>> {
        self.term.read(frame).ok_or(Stop::NotNow)
    }
}

struct Recorder<'f, 'p> {
    terms: &'p Arena<Term>,
    names: Names,
    frame: Frame<'f, 'p>,
    writer: Writer,
    /// The bytes of the payload that are in `ops` already.
    noted: usize,
    ops: Vec<Op<usize>>,
    segments: Vec<Segment<usize>>,
    leaves: Vec<Leaf>,
    steps: u64,
}

impl<'p> Recorder<'_, 'p> {
    fn statements(&mut self, body: &'p [Stmt]) -> Result<Flow> {
        body.iter().try_fold(Flow::Next, |flow, statement| match flow {
            Flow::Next => self.statement(statement),
            flow => Ok(flow),
        })
    }

    fn scope(&mut self, body: &'p [Stmt]) -> Result<Flow> {
        self.names.open();
        let flow = self.statements(body);
        self.names.close();
        flow
    }

    fn statement(&mut self, statement: &'p Stmt) -> Result<Flow> {
        self.steps += 1;
        match statement {
            Stmt::Literal(literal) => self.literal(literal)?,
            Stmt::Emit(emit) => self.emit(emit)?,
            Stmt::If(branch) => {
                let holds = self.decide(&branch.test)?;
                return self.statements(if holds { &branch.then } else { &branch.otherwise });
            }
            Stmt::For(repeat) => return self.repeat(repeat),
            Stmt::Set { target, value, .. } => {
                let term = self.term(value)?;
                self.assign(target, term)?;
            }
            Stmt::With { assignments, body } => {
                let terms = assignments
                    .iter()
                    .map(|(target, value)| Ok((target, self.term(value)?)))
                    .collect::<Result<Vec<_>>>()?;
                self.names.open();
                for (target, term) in terms {
                    self.assign(target, term)?;
                }
                let flow = self.statements(body);
                self.names.close();
                return flow;
            }
            Stmt::Block(body) => return self.scope(body),
            Stmt::Break => return Ok(Flow::Break),
            Stmt::Continue => return Ok(Flow::Continue),
            Stmt::SetBlock { .. }
            | Stmt::Macro(_)
            | Stmt::CallBlock { .. }
            | Stmt::FilterBlock { .. }
            | Stmt::Do(_)
            | Stmt::NotSend { .. } => return Err(Stop::Never),
        }
        Ok(Flow::Next)
    }

    fn term(&mut self, expr: &Expr) -> Result<Noted<'p>> {
        self.steps += steps::most(expr);
        let compiler =
            Compiler { program: self.frame.program, options: self.frame.options, names: &self.names };
        let term = compiler.term(expr).ok_or(Stop::Never)?;
        Ok(Noted { number: self.terms.len(), term: self.terms.alloc(term) })
    }

    /// A condition; where it depends on the user, the way forks.
    fn decide(&mut self, test: &Expr) -> Result<bool> {
        let test = self.term(test)?;
        let holds = test.read(&mut self.frame)?.is_true();
        if !test.is_constant() {
            self.fork(Fork::If(test.number), usize::from(holds));
        }
        Ok(holds)
    }

    fn fork(&mut self, fork: Fork<usize>, way: usize) {
        self.note_text();
        self.segments.push(Segment { ops: std::mem::take(&mut self.ops), fork: Some((fork, way)) });
    }

    fn assign(&mut self, target: &'p Target, term: Noted<'p>) -> Result<()> {
        let Target::Name(symbol) = target else { return Err(Stop::Never) };
        let register = self.names.register().ok_or(Stop::Never)?;
        let value = term.read(&mut self.frame)?;
        self.frame.set(register, value);
        self.ops.push(Op::Set(register, term.number));
        self.names.set(*symbol, Binding::Register(register));
        Ok(())
    }

    fn repeat(&mut self, repeat: &'p For) -> Result<Flow> {
        let Target::Name(target) = &repeat.target else { return Err(Stop::Never) };
        if repeat.filter.is_some() || repeat.recursive {
            return Err(Stop::Never);
        }
        let list = self.term(&repeat.iterable)?;
        let items = match list.read(&mut self.frame)? {
            Reading::Data(list) if list.kind() == Kind::Array => Some(list),
            Reading::Missing | Reading::Undefined => None,
            _ => return Err(Stop::NotNow),
        };
        let cursor = self.names.register().ok_or(Stop::Never)?;
        let length = items.map_or(0, Node::len);
        if let Some(list) = items {
            self.frame.begin(cursor, list);
        }
        self.fork(Fork::Count { list: list.number, cursor }, length);
        match length {
            0 => self.statements(&repeat.otherwise),
            _ => self.passes(*target, &repeat.body, cursor, length),
        }
    }

    fn passes(&mut self, target: u32, body: &'p [Stmt], cursor: u8, length: usize) -> Result<Flow> {
        for index0 in 0..length {
            self.names.open();
            let item = self.names.register().ok_or(Stop::Never)?;
            self.frame.next(cursor, item).ok_or(Stop::NotNow)?;
            self.ops.push(Op::Next { cursor, item });
            self.names.set(LOOP, Binding::Loop(Pass { index0, length }));
            self.names.set(target, Binding::Register(item));
            let flow = self.statements(body)?;
            self.names.close();
            if flow == Flow::Break {
                break;
            }
        }
        Ok(Flow::Next)
    }

    fn literal(&mut self, literal: &'p Literal) -> Result<()> {
        for part in &literal.parts {
            match part {
                Part::Ready(ready) => self.writer.ready(ready, literal.span.start),
                Part::Read { start, end } => {
                    let text = literal.text.get(*start as usize..*end as usize).unwrap_or_default();
                    self.writer.literal(text, literal.span.start + start)
                }
                Part::NotSend { .. } => return Err(Stop::Never),
            }
            .map_err(|_| Stop::NotNow)?;
            self.heed()?;
        }
        Ok(())
    }

    /// Stops where the template itself wrote the word that cancels a message.
    fn heed(&mut self) -> Result<()> {
        if self.writer.is_muted() { Err(Stop::Never) } else { Ok(()) }
    }

    fn emit(&mut self, emit: &'p Emit) -> Result<()> {
        let term = self.term(&emit.value)?;
        let value = term.read(&mut self.frame)?;
        let depth = self.writer.depth();
        match self.writer.state() {
            State::Text => self.emit_text(emit, term, value)?,
            State::Value | State::ArrayStart | State::ItemComma => self.emit_value(emit, term, value)?,
            _ => self.emit_structure(emit, term, value)?,
        }
        let fits = self.writer.depth() == depth && emit.after.contains(self.writer.state());
        if fits { Ok(()) } else { Err(Stop::NotNow) }
    }

    fn emit_text(&mut self, emit: &Emit, term: Noted<'p>, value: Reading<'p>) -> Result<()> {
        let chars = printed(value, &mut self.frame).ok_or(Stop::NotNow)?;
        let text = self.frame.text(chars);
        let is_constant = term.is_constant();
        let text = if is_constant { Text::template(text) } else { Text::data(text, SOMEWHERE) };
        let start = self.writer.len();
        self.writer.string_part(&text, emit.span).map_err(|_| Stop::NotNow)?;
        self.heed()?;
        if !is_constant {
            self.note_leaf(start, LeafKind::Text, Op::Text(term.number));
        }
        Ok(())
    }

    fn emit_value(&mut self, emit: &Emit, term: Noted<'p>, value: Reading<'p>) -> Result<()> {
        let mut json = String::new();
        match value {
            Reading::Int(number) => print_integer(number, &mut json),
            Reading::Bool(value) => json.push_str(if value { "true" } else { "false" }),
            _ => return Err(if term.is_constant() { Stop::Never } else { Stop::NotNow }),
        }
        self.writer.value(&json, emit.span).map_err(|_| Stop::NotNow)?;
        if !term.is_constant() {
            // A comma that was due stands before the value.
            let start = self.writer.len() - json.len();
            match value {
                Reading::Int(_) => self.note_leaf(start, LeafKind::Integer, Op::Integer(term.number)),
                _ => self.note_leaf(start, LeafKind::Flag, Op::Flag(term.number)),
            }
        }
        Ok(())
    }

    /// Text of the template between values: `{{ ',' if not loop.last }}`.
    fn emit_structure(&mut self, emit: &Emit, term: Noted<'p>, value: Reading<'p>) -> Result<()> {
        if !term.is_constant() {
            return Err(Stop::Never);
        }
        match value {
            Reading::Undefined if self.writer.state() != State::Scalar => Ok(()),
            Reading::Text(chars) => {
                let text = Text::template(self.frame.text(chars));
                self.writer.structure(&text, emit.span).map_err(|_| Stop::NotNow)?;
                self.heed()
            }
            _ => Err(Stop::Never),
        }
    }

    /// Notes what was written since the last time, and that the bytes from `start` on are those of a leaf.
    fn note_leaf(&mut self, start: usize, kind: LeafKind, op: Op<usize>) {
        let written = self.writer.written(self.noted).get(..start - self.noted).unwrap_or_default();
        if !written.is_empty() {
            self.ops.push(Op::Copy(written.into()));
        }
        self.ops.push(op);
        self.noted = self.writer.len();
        self.leaves.push(Leaf { start: start as u32, end: self.noted as u32, kind });
    }

    fn note_text(&mut self) {
        let written = self.writer.written(self.noted);
        if !written.is_empty() {
            self.ops.push(Op::Copy(written.into()));
        }
        self.noted = self.writer.len();
    }

    fn finish(&mut self) -> Result<()> {
        let end = self.frame.program.source.len() as u32;
        self.writer.finish(end).map_err(|_| Stop::NotNow)?;
        if self.writer.spells_letters() {
            return Err(Stop::Never);
        }
        if self.writer.written(0).contains(NOT_SEND) {
            return Err(Stop::NotNow);
        }
        self.note_text();
        Ok(())
    }
}
