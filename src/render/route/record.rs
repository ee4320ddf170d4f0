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
use crate::template::program::{Emit, For, Literal, Part, Program, Stmt, Target};

/// What was noted.
pub(super) struct Record<'t> {
    pub(super) segments: Vec<Segment<'t>>,
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
pub(super) fn record<'t, 'p>(
    program: &'t Program,
    options: &'t Options,
    profile: &'p Profile<'p>,
    texts: &mut Texts,
) -> Option<Record<'t>>
where
    't: 'p,
{
    let mut recorder = Recorder {
        program,
        options,
        names: Names::default(),
        frame: Frame::new(profile, texts),
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
    Some(Record { segments, payload: result.is_ok().then(|| (writer.into_parts().0, leaves)), steps })
}

struct Recorder<'t, 'f, 'p> {
    program: &'t Program,
    options: &'t Options,
    names: Names,
    frame: Frame<'f, 'p>,
    writer: Writer,
    /// The bytes of the payload that are in `ops` already.
    noted: usize,
    ops: Vec<Op<'t>>,
    segments: Vec<Segment<'t>>,
    leaves: Vec<Leaf>,
    steps: u64,
}

impl<'t: 'p, 'p> Recorder<'t, '_, 'p> {
    fn statements(&mut self, body: &'t [Stmt]) -> Result<Flow> {
        body.iter().try_fold(Flow::Next, |flow, statement| match flow {
            Flow::Next => self.statement(statement),
            flow => Ok(flow),
        })
    }

    fn scope(&mut self, body: &'t [Stmt]) -> Result<Flow> {
        self.names.open();
        let flow = self.statements(body);
        self.names.close();
        flow
    }

    fn statement(&mut self, statement: &'t Stmt) -> Result<Flow> {
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

    fn term(&mut self, expr: &'t crate::template::program::Expr) -> Result<Term<'t>> {
        self.steps += steps::most(expr);
        let compiler = Compiler { program: self.program, options: self.options, names: &self.names };
        compiler.term(expr).ok_or(Stop::Never)
    }

    fn read(&mut self, term: &Term<'t>) -> Result<Reading<'p>> {
        term.read(&mut self.frame).ok_or(Stop::NotNow)
    }

    /// A condition; where it depends on the user, the way forks.
    fn decide(&mut self, test: &'t crate::template::program::Expr) -> Result<bool> {
        let test = self.term(test)?;
        let holds = self.read(&test)?.is_true();
        if !test.is_constant() {
            self.fork(Fork::If(test), usize::from(holds));
        }
        Ok(holds)
    }

    fn fork(&mut self, fork: Fork<'t>, way: usize) {
        self.note_text();
        self.segments.push(Segment { ops: std::mem::take(&mut self.ops), fork: Some((fork, way)) });
    }

    fn assign(&mut self, target: &'t Target, term: Term<'t>) -> Result<()> {
        let Target::Name(symbol) = target else { return Err(Stop::Never) };
        let register = self.names.register().ok_or(Stop::Never)?;
        let value = self.read(&term)?;
        self.frame.set(register, value);
        self.ops.push(Op::Set(register, term));
        self.names.set(*symbol, Binding::Register(register));
        Ok(())
    }

    fn repeat(&mut self, repeat: &'t For) -> Result<Flow> {
        let Target::Name(target) = &repeat.target else { return Err(Stop::Never) };
        if repeat.filter.is_some() || repeat.recursive {
            return Err(Stop::Never);
        }
        let list = self.term(&repeat.iterable)?;
        let items = match self.read(&list)? {
            Reading::Data(list) if list.kind() == Kind::Array => Some(list),
            Reading::Missing | Reading::Undefined => None,
            _ => return Err(Stop::NotNow),
        };
        let cursor = self.names.register().ok_or(Stop::Never)?;
        let length = items.map_or(0, Node::len);
        if let Some(list) = items {
            self.frame.begin(cursor, list);
        }
        self.fork(Fork::Count { list, cursor }, length);
        match length {
            0 => self.statements(&repeat.otherwise),
            _ => self.passes(*target, &repeat.body, cursor, length),
        }
    }

    fn passes(&mut self, target: u32, body: &'t [Stmt], cursor: u8, length: usize) -> Result<Flow> {
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

    fn literal(&mut self, literal: &'t Literal) -> Result<()> {
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

    fn emit(&mut self, emit: &'t Emit) -> Result<()> {
        let term = self.term(&emit.value)?;
        let value = self.read(&term)?;
        let depth = self.writer.depth();
        match self.writer.state() {
            State::Text => self.emit_text(emit, term, value)?,
            State::Value | State::ArrayStart | State::ItemComma => self.emit_value(emit, term, value)?,
            _ => self.emit_structure(emit, &term, value)?,
        }
        let fits = self.writer.depth() == depth && emit.after.contains(self.writer.state());
        if fits { Ok(()) } else { Err(Stop::NotNow) }
    }

    fn emit_text(&mut self, emit: &Emit, term: Term<'t>, value: Reading<'p>) -> Result<()> {
        let chars = printed(value, &mut self.frame).ok_or(Stop::NotNow)?;
        let text = self.frame.text(chars);
        let is_constant = term.is_constant();
        let text = if is_constant { Text::template(text) } else { Text::data(text, SOMEWHERE) };
        let start = self.writer.len();
        self.writer.string_part(&text, emit.span).map_err(|_| Stop::NotNow)?;
        self.heed()?;
        if !is_constant {
            self.note_leaf(start, LeafKind::Text, Op::Text(term));
        }
        Ok(())
    }

    fn emit_value(&mut self, emit: &Emit, term: Term<'t>, value: Reading<'p>) -> Result<()> {
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
                Reading::Int(_) => self.note_leaf(start, LeafKind::Integer, Op::Integer(term)),
                _ => self.note_leaf(start, LeafKind::Flag, Op::Flag(term)),
            }
        }
        Ok(())
    }

    /// Text of the template between values: `{{ ',' if not loop.last }}`.
    fn emit_structure(&mut self, emit: &Emit, term: &Term<'t>, value: Reading<'p>) -> Result<()> {
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
    fn note_leaf(&mut self, start: usize, kind: LeafKind, op: Op<'t>) {
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
        let end = self.program.source.len() as u32;
        self.writer.finish(end).map_err(|_| Stop::NotNow)?;
        if self.writer.written(0).contains(NOT_SEND) {
            return Err(Stop::NotNow);
        }
        self.note_text();
        Ok(())
    }
}
