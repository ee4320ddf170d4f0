//! Gives every literal and placeholder its position in the JSON and prepares literals for the writer.
//!
//! An abstract run over the program, branch by branch: where branches meet, the JSON must stand at the same place
//! on all of them. Loops run until nothing changes any more; since states only ever add up, that is soon.

use super::names;
use super::position::{State, States};
use super::program::{Constant, Container, Emit, Expr, For, If, Literal, Part, Stmt};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::ordered::{Map, Set};
use crate::render::writer::{Place as Source, Slip, Writer};

/// The word that cancels a message when it is part of the output.
pub(crate) const NOT_SEND: &str = "MOE_NOT_SEND";

/// Where the JSON stands at one point of the program.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    stack: Vec<Container>,
    states: States,
    /// The message is cancelled on this path, so nothing behind it matters.
    cancelled: bool,
    /// Where the path came through last, for messages.
    span: Span,
}

/// Prepares a program's body for writing JSON; returns what is certainly wrong with it.
pub(crate) fn lower(body: &mut [Stmt], source_len: usize) -> Vec<Diagnostic> {
    layout(body, source_len).diagnostics
}

/// What is known about the JSON of a body.
pub(super) struct Layout {
    /// What is certainly wrong.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Offsets of the quotes that open (true) and close (false) strings and keys.
    pub(super) quotes: Map<u32, bool>,
    /// The placeholders that stand at values.
    pub(super) values: Set<Span>,
}

/// Like [`lower`], and tells where strings and values are.
pub(super) fn layout(body: &mut [Stmt], source_len: usize) -> Layout {
    let mut lowering = Lowering::default();
    let start =
        Place { stack: Vec::new(), states: State::Value.into(), cancelled: false, span: Span::default() };
    let end = lowering.body(body, Some(start));
    if let Some(end) = end
        && !end.cancelled
        && lowering.diagnostics.is_empty()
        && !(end.states.contains(State::End) || end.stack.is_empty() && end.states.contains(State::Scalar))
    {
        let state = end.states.iter().next().unwrap_or(State::Value);
        let span = Span::new(source_len, source_len);
        let message = match (end.stack.last(), state) {
            (None, State::Value) => "the template writes no JSON".to_owned(),
            (Some(Container::Array), _) => "the JSON is not finished: a `]` is missing".to_owned(),
            (Some(Container::Object), State::Member | State::ObjectStart) => {
                "the JSON is not finished: a `}` is missing".to_owned()
            }
            (_, state) => format!("the JSON is not finished: the template ends {}", state.describe()),
        };
        lowering.report(Diagnostic::error(Code::JsonSyntax, message).at(span));
    }
    Layout { diagnostics: lowering.diagnostics, quotes: lowering.quotes, values: lowering.values }
}

#[derive(Default)]
struct Lowering {
    diagnostics: Vec<Diagnostic>,
    quotes: Map<u32, bool>,
    values: Set<Span>,
    /// Where `break` and `continue` leave the loops that are being read, innermost last.
    loops: Vec<Vec<Place>>,
}

impl Lowering {
    fn report(&mut self, diagnostic: Diagnostic) {
        let known = |d: &Diagnostic| d.code == diagnostic.code && d.span == diagnostic.span;
        if !self.diagnostics.iter().any(known) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn report_slip(&mut self, slip: Slip) {
        let span = Span { start: slip.place, end: slip.place + slip.width };
        let mut diagnostic = Diagnostic::error(slip.code, slip.message).at(span);
        diagnostic.hints.extend(slip.hint.map(str::to_owned));
        self.report(diagnostic);
    }

    /// The place behind `body`; `None` where it is never reached.
    fn body(&mut self, body: &mut [Stmt], mut place: Option<Place>) -> Option<Place> {
        for statement in body {
            place = self.statement(statement, place?);
        }
        place
    }

    fn statement(&mut self, statement: &mut Stmt, place: Place) -> Option<Place> {
        match statement {
            Stmt::Literal(literal) => self.literal(literal, place),
            Stmt::Emit(emit) => self.emit(emit, place),
            Stmt::CallBlock { output, .. } => self.emit(output, place),
            Stmt::FilterBlock { body, output, .. } => {
                self.captured(body, &place);
                self.emit(output, place)
            }
            Stmt::If(branch) => self.branch(branch, place),
            Stmt::For(repeat) => self.repeat(repeat, place),
            Stmt::With { body, .. } | Stmt::Block(body) => self.body(body, Some(place)),
            Stmt::Break | Stmt::Continue => {
                if let Some(exits) = self.loops.last_mut() {
                    exits.push(place);
                }
                None
            }
            Stmt::SetBlock { body, .. } => {
                self.captured(body, &place);
                Some(place)
            }
            Stmt::Set { .. } | Stmt::Macro(_) | Stmt::Do(_) | Stmt::NotSend { .. } => Some(place),
        }
    }

    /// A body whose output is a text: it writes nothing, but may leave the loop around it.
    fn captured(&mut self, body: &[Stmt], place: &Place) {
        if leaves_loop(body)
            && let Some(exits) = self.loops.last_mut()
        {
            exits.push(place.clone());
        }
    }

    fn branch(&mut self, branch: &mut If, place: Place) -> Option<Place> {
        let then = self.body(&mut branch.then, Some(place.clone()));
        let otherwise = self.body(&mut branch.otherwise, Some(place));
        self.join(then, otherwise, branch.span, "when the condition holds", "when it does not")
    }

    fn repeat(&mut self, repeat: &mut For, place: Place) -> Option<Place> {
        let mut entry = Some(place.clone());
        let mut exits = None;
        let mut unfinished = Vec::new();
        // States only add up, so this ends after as many rounds as there are states in a family.
        for _ in 0..6 {
            self.loops.push(Vec::new());
            let mut behind = self.body(&mut repeat.body, entry.clone());
            unfinished = self.loops.pop().unwrap_or_default();
            for exit in &unfinished {
                behind = self.join(
                    behind,
                    Some(exit.clone()),
                    repeat.span,
                    "at the end of the loop",
                    "where the loop is left",
                );
            }
            exits.clone_from(&behind);
            let next =
                self.join(entry.clone(), behind, repeat.span, "before the loop", "after one pass of it");
            let same = |a: &Option<Place>, b: &Option<Place>| match (a, b) {
                (Some(a), Some(b)) => {
                    a.stack == b.stack && a.states == b.states && a.cancelled == b.cancelled
                }
                (None, None) => true,
                _ => false,
            };
            let settled = same(&next, &entry);
            entry = next;
            if settled || !self.diagnostics.is_empty() {
                break;
            }
        }
        // `else` also stands for a loop of which no pass came to its end.
        let mut none = Some(place);
        if !repeat.otherwise.is_empty() {
            for exit in unfinished {
                none = self.join(none, Some(exit), repeat.span, "before the loop", "where the loop is left");
            }
        }
        let empty = self.body(&mut repeat.otherwise, none);
        self.join(exits, empty, repeat.span, "after a pass of the loop", "without any")
    }

    /// Where two paths meet.
    fn join(
        &mut self,
        a: Option<Place>,
        b: Option<Place>,
        span: Span,
        when_a: &str,
        when_b: &str,
    ) -> Option<Place> {
        let (a, b) = match (a, b) {
            (Some(a), Some(b)) => (a, b),
            (a, b) => return a.or(b),
        };
        if a.cancelled || b.cancelled {
            return Some(if a.cancelled { b } else { a });
        }
        let states = a.states.union(b.states);
        let both_or_none = a.states.contains(State::Value) == b.states.contains(State::Value);
        if a.stack == b.stack && both_or_none && states.can_meet() {
            return Some(Place { states, ..b });
        }
        let (in_a, in_b) = (describe(&a), describe(&b));
        let message = if in_a == in_b {
            "the branches leave a different number of brackets open".to_owned()
        } else {
            format!("the JSON stands {in_a} {when_a}, but {in_b} {when_b}")
        };
        let open = |place: &Place| match place.stack.len() {
            0 => String::new(),
            1 => ", one bracket open".to_owned(),
            n => format!(", {n} brackets open"),
        };
        self.report(
            Diagnostic::error(Code::JsonAmbiguous, message)
                .at(span)
                .related(a.span, format!("{when_a}: {in_a}{}", open(&a)))
                .related(b.span, format!("{when_b}: {in_b}{}", open(&b)))
                .hint("let each branch write whole values, or move the tag to where both agree"),
        );
        None
    }

    fn emit(&mut self, emit: &mut Emit, place: Place) -> Option<Place> {
        if place.states == State::Value.into() || place.stack.last() == Some(&Container::Array) {
            let in_string = place.states.contains(State::Text) || place.states.contains(State::Key);
            if !in_string {
                self.values.insert(emit.span);
            }
        }
        let top = place.stack.last().copied();
        let value_is_due = place.states.contains(State::Value);
        let writes_value = writes_value(&emit.value);
        let after = place.states.iter().flat_map(|state| {
            let states: &[State] = match (state, top) {
                // The value may have come already, or not yet.
                (State::Member | State::Scalar | State::End, _) if value_is_due => &[],
                (State::Text, _) => &[State::Text],
                (State::Key, _) => &[State::Key],
                (State::Value, Some(Container::Object)) => &[State::Member, State::Scalar],
                (State::Value, _) => &[State::End, State::Scalar],
                (_, Some(Container::Array)) => {
                    &[State::ArrayStart, State::Item, State::ItemComma, State::Scalar]
                }
                (State::Scalar, Some(Container::Object)) => &[State::Member, State::Scalar],
                (State::Scalar | State::End, _) => &[State::End, State::Scalar],
                (State::Colon, _) => &[],
                (_, _) => &[State::ObjectStart, State::Member, State::MemberComma],
            };
            // Text that turns out empty changes nothing.
            let kept = (state != State::Value || !writes_value).then_some(state);
            states
                .iter()
                .copied()
                .filter(move |&next| next != State::ArrayStart || state == next)
                .filter(move |&next| next != State::ObjectStart || state == next)
                .chain(kept)
        });
        emit.after = after.collect();
        if place.states == State::Colon.into() {
            let message = "a colon is missing between the key and this value";
            self.report(Diagnostic::error(Code::JsonSyntax, message).at(emit.span));
            return None;
        }
        Some(Place { states: emit.after, span: emit.span, ..place })
    }

    fn literal(&mut self, literal: &mut Literal, mut place: Place) -> Option<Place> {
        let text = literal.text.clone();
        let mut parts = Vec::new();
        let mut at = 0;
        for (word, _) in text.match_indices(NOT_SEND) {
            place = self.stretch(&text, at..word, literal.span, &mut parts, place)?;
            parts.push(Part::NotSend { start: word as u32, end: (word + NOT_SEND.len()) as u32 });
            let in_string = place.states.contains(State::Text) || place.states.contains(State::Key);
            at = if in_string { word } else { word + NOT_SEND.len() };
            place.cancelled = true;
        }
        place = self.stretch(&text, at..text.len(), literal.span, &mut parts, place)?;
        literal.parts = parts.into();
        Some(place)
    }

    fn note_quotes(&mut self, text: &str, base: usize, mut in_string: bool) {
        let mut escaped = false;
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'"' && !escaped {
                in_string = !in_string;
                self.quotes.insert((base + at) as u32, in_string);
            }
            escaped = in_string && byte == b'\\' && !escaped;
        }
    }

    /// Prepares `range` of a literal. What stands before the place where all paths agree is left for the writer to
    /// read; the rest is made ready.
    fn stretch(
        &mut self,
        text: &str,
        range: std::ops::Range<usize>,
        span: Span,
        parts: &mut Vec<Part>,
        place: Place,
    ) -> Option<Place> {
        let text = text.get(range.clone()).unwrap_or_default();
        let base = span.start as usize + range.start;
        if text.is_empty() {
            return Some(place);
        }
        let in_string = place.states.contains(State::Text) || place.states.contains(State::Key);
        self.note_quotes(text, base, in_string);
        let mut paths: Vec<Writer> = place
            .states
            .iter()
            .map(|state| Writer::resume(state, place.stack.clone(), usize::MAX, false))
            .collect();
        let mut lead = 0;
        let mut first_slip = None;
        for (offset, char) in text.char_indices() {
            if is_settled(&paths, text.get(offset..).unwrap_or_default()) {
                break;
            }
            let mut buffer = [0; 4];
            let char_text: &str = char.encode_utf8(&mut buffer);
            paths.retain_mut(|path| match path.read(char_text, Source::Literal((base + offset) as u32)) {
                Ok(()) => true,
                Err(slip) => {
                    first_slip.get_or_insert(*slip);
                    false
                }
            });
            lead = offset + char.len_utf8();
            if paths.is_empty() {
                break;
            }
        }
        if lead > 0 {
            parts.push(Part::Read { start: range.start as u32, end: (range.start + lead) as u32 });
        }
        let Some(path) = paths.first() else {
            if let Some(slip) = first_slip
                && !place.cancelled
            {
                self.report_slip(slip);
                return None;
            }
            return Some(place);
        };
        let rest = text.get(lead..).unwrap_or_default();
        if rest.is_empty() {
            let states = paths.iter().map(Writer::state).collect();
            return Some(Place { states, stack: path.stack().to_vec(), span, ..place });
        }
        let mut writer = Writer::resume(path.state(), path.stack().to_vec(), usize::MAX, true);
        if let Err(slip) = writer.read(rest, Source::Literal((base + lead) as u32)) {
            if place.cancelled {
                return Some(place);
            }
            self.report_slip(*slip);
            return None;
        }
        if matches!(writer.state(), State::Escape(_) | State::KeyEscape(_)) {
            let at = Span::new(base + text.len() - 1, base + text.len());
            let message = "a tag stands in the middle of an escape sequence";
            self.report(
                Diagnostic::error(Code::JsonSyntax, message).at(at).hint("a backslash is written \\\\"),
            );
            return None;
        }
        let states = writer.state().into();
        let stack = writer.stack().to_vec();
        let ready = writer.into_ready(path.depth(), span.start);
        if !ready.json.is_empty() || !ready.dropped.is_empty() || ready.pending_comma.is_some() {
            parts.push(Part::Ready(ready));
        }
        let behind = Span { start: span.end.saturating_sub(1), end: span.end };
        Some(Place { states, stack, span: behind, ..place })
    }
}

/// Whether a placeholder writes a value for certain, and no text that may be empty: data are refused where they
/// write nothing.
fn writes_value(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(constant, _) => !matches!(constant, Constant::Text(_)),
        Expr::List(..) | Expr::Tuple(..) | Expr::Dict(..) => true,
        Expr::Not(..) | Expr::Compare { .. } | Expr::Test { .. } => true,
        Expr::Filter { call, .. } => {
            matches!(&*call.name, "abs" | "count" | "float" | "int" | "length" | "round" | "tojson")
        }
        Expr::Attribute { base, .. } | Expr::Item { base, .. } => is_data(base),
        _ => false,
    }
}

/// Whether an expression looks something up in the data.
fn is_data(expr: &Expr) -> bool {
    match expr {
        Expr::Name(symbol, _) => names::is_root(*symbol),
        Expr::Attribute { base, .. } | Expr::Item { base, .. } => is_data(base),
        _ => false,
    }
}

/// Whether a body has a `break` or `continue` for a loop around it.
fn leaves_loop(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Break | Stmt::Continue => true,
        Stmt::If(branch) => leaves_loop(&branch.then) || leaves_loop(&branch.otherwise),
        Stmt::For(repeat) => leaves_loop(&repeat.otherwise),
        Stmt::With { body, .. }
        | Stmt::Block(body)
        | Stmt::SetBlock { body, .. }
        | Stmt::FilterBlock { body, .. } => leaves_loop(body),
        _ => false,
    })
}

/// Whether all paths stand at the same place and the bytes that follow do not depend on anything earlier.
fn is_settled(paths: &[Writer], rest: &str) -> bool {
    let Some((first, others)) = paths.split_first() else { return true };
    let same = others.iter().all(|other| other.state() == first.state() && other.stack() == first.stack());
    let next = rest.trim_start_matches([' ', '\n', '\r', '\t']).chars().next();
    same && match first.state() {
        // A comma that is still to be written may have to be dropped.
        State::ItemComma | State::MemberComma => !matches!(next, Some(',' | ']' | '}') | None),
        State::Scalar | State::Escape(_) | State::KeyEscape(_) => false,
        _ => true,
    }
}

fn describe(place: &Place) -> &'static str {
    place.states.iter().next().map_or("nowhere", State::describe)
}
