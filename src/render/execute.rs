//! Statements to output.

use super::arguments::Arguments;
use super::context::Context;
use super::fault::{Fault, Result};
use super::recorder::Taken;
use super::text::{HoleId, Text, TextBuilder};
use super::value::{Closure, Loop, Object, Value};
use super::watch::Sighting;
use super::writer::{Slip, Writer};
use super::{MissingPolicy, to_json};
use crate::diagnostic::{Code, Span};
use crate::template::lower::NOT_SEND;
use crate::template::names::{CALLER, KWARGS, LOOP, VARARGS};
use crate::template::position::State;
use crate::template::program::{Emit, Expr, FilterCall, For, Literal, Macro, Part, Stmt, Target};
use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

/// Where output goes.
pub(super) enum Output<'o> {
    /// Into the payload, position by position.
    Json(&'o mut Writer),
    /// Into a text, as it is.
    Text(&'o mut TextBuilder),
    /// Likewise, noting what each placeholder of the template wrote.
    Emitted(&'o mut TextBuilder, &'o mut Vec<Written>),
}

/// A part of a text that a placeholder wrote.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) range: Range<usize>,
    pub(super) by: Span,
    /// Whether the value was a text, and not printed as Python prints it.
    pub(super) is_text: bool,
}

/// How a statement ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

impl<'p> Context<'p> {
    /// Runs the whole program.
    pub(super) fn run(&mut self, output: &mut Output<'_>) -> Result<()> {
        let program = self.program;
        self.statements(&program.body, output).map(drop)
    }

    fn statements(&mut self, body: &'p [Stmt], output: &mut Output<'_>) -> Result<Flow> {
        self.nest()?;
        let flow = body.iter().try_fold(Flow::Next, |flow, statement| match flow {
            Flow::Next => self.statement(statement, output),
            flow => Ok(flow),
        });
        self.unnest();
        flow
    }

    fn statement(&mut self, statement: &'p Stmt, output: &mut Output<'_>) -> Result<Flow> {
        self.budget.steps(1)?;
        match statement {
            Stmt::Literal(literal) => self.literal(literal, output)?,
            Stmt::Emit(emit) => {
                let value = self.evaluate(&emit.value)?;
                self.emit(emit, &value, output)?;
            }
            Stmt::If(branch) => {
                let holds = self.evaluate(&branch.test)?.is_true();
                let body = if self.decide(branch.span, holds) { &branch.then } else { &branch.otherwise };
                return self.statements(body, output);
            }
            Stmt::For(repeat) => {
                let iterable = self.evaluate(&repeat.iterable)?;
                return self.repeat(repeat, &iterable, 0, output);
            }
            Stmt::Set { target, value, .. } => {
                let value = self.evaluate(value)?;
                self.assign(target, value)?;
            }
            Stmt::SetBlock { target, filters, body, .. } => {
                let (text, flow) = self.captured_block(body)?;
                if flow != Flow::Next {
                    return Ok(flow);
                }
                let value = self.filters(filters, Value::Text(text))?;
                self.assign(target, value)?;
            }
            Stmt::With { assignments, body } => {
                // The values are evaluated outside, as Jinja does.
                let mut values = Vec::with_capacity(assignments.len());
                for (_, value) in assignments {
                    values.push(self.evaluate(value)?);
                }
                self.names.open();
                let result = assignments
                    .iter()
                    .zip(values)
                    .try_for_each(|((target, _), value)| self.assign(target, value))
                    .and_then(|()| self.statements(body, output));
                self.names.close();
                return result;
            }
            Stmt::Macro(definition) => {
                let value = self.closure(definition)?;
                self.names.set(definition.symbol, value);
            }
            Stmt::CallBlock { call, caller, output: emit } => {
                let value = self.call_block(call, caller).map_err(|fault| fault.at(emit.span))?;
                self.emit(emit, &value, output)?;
            }
            Stmt::FilterBlock { filters, body, output: emit } => {
                let (text, flow) = self.captured_block(body)?;
                if flow != Flow::Next {
                    return Ok(flow);
                }
                let value = self.filters(filters, Value::Text(text))?;
                if value.as_text().is_none() {
                    let kind = value.type_name();
                    let message = format!("a filter block must give text, not a value of type {kind}");
                    return Err(Fault::type_error(message)
                        .at(emit.span)
                        .hint("add `|string` to its filters"));
                }
                self.emit(emit, &value, output)?;
            }
            Stmt::Block(body) => {
                self.names.open();
                let flow = self.statements(body, output);
                self.names.close();
                return flow;
            }
            Stmt::Do(call) => {
                self.evaluate(call)?;
            }
            Stmt::Break => return Ok(Flow::Break),
            Stmt::Continue => return Ok(Flow::Continue),
            Stmt::NotSend { reason, span } => {
                let reason = self.evaluate(reason)?;
                let reason = self.print(&reason).map_err(|fault| fault.at(*span))?;
                self.not_sent.push(reason.as_str().to_owned());
            }
        }
        Ok(Flow::Next)
    }

    fn filters(&mut self, filters: &'p [FilterCall], value: Value<'p>) -> Result<Value<'p>> {
        filters.iter().try_fold(value, |value, call| self.filter(call, value))
    }

    /// What a body writes, as a text, and whether it leaves the loop around it.
    fn capture(&mut self, body: &'p [Stmt]) -> Result<(Text<'p>, Flow)> {
        let mut builder = TextBuilder::default();
        let flow = self.statements(body, &mut Output::Text(&mut builder))?;
        Ok((builder.finish(), flow))
    }

    /// What a body writes that no loop is around.
    pub(super) fn capture_all(&mut self, body: &'p [Stmt]) -> Result<Text<'p>> {
        self.capture(body).map(|(text, _)| text)
    }

    /// [`Self::capture`] in a scope of its own. Where the body leaves the loop, its text is lost, as in Jinja.
    fn captured_block(&mut self, body: &'p [Stmt]) -> Result<(Text<'p>, Flow)> {
        self.names.open();
        let captured = self.capture(body);
        self.names.close();
        captured
    }

    fn literal(&mut self, literal: &'p Literal, output: &mut Output<'_>) -> Result<()> {
        let writer = match output {
            Output::Text(builder) | Output::Emitted(builder, _) => {
                self.budget.text(TextBuilder::weight_of_body(&literal.text))?;
                builder.push_body(&literal.text, (!self.in_block).then_some(literal.span.start));
                return Ok(());
            }
            Output::Json(writer) => writer,
        };
        for part in &literal.parts {
            match part {
                Part::Ready(ready) => writer.ready(ready, literal.span.start),
                Part::Read { start, end } => {
                    let text = literal.text.get(*start as usize..*end as usize).unwrap_or_default();
                    writer.literal(text, literal.span.start + start)
                }
                Part::NotSend { .. } => {
                    self.cancel(writer);
                    Ok(())
                }
            }
            .map_err(|slip| self.slip(*slip, None))?;
            self.heed(writer, literal.span);
        }
        Ok(())
    }

    /// Records that the word which cancels a message is in the output.
    pub(super) fn cancel(&mut self, writer: &mut Writer) {
        let reason = format!("{NOT_SEND} in output");
        if !self.not_sent.contains(&reason) {
            self.not_sent.push(reason);
        }
        writer.mute();
    }

    /// Heeds the word that cancels a message, if the writer has seen it.
    fn heed(&mut self, writer: &mut Writer, span: Span) {
        match writer.take_sighting() {
            None => {}
            Some(Sighting::Template) => self.cancel(writer),
            Some(Sighting::Data(origin)) => {
                let attribute = self.origin_name(origin);
                self.not_send_in_data.push((span, Some(attribute)));
            }
        }
    }

    /// Writes a value at its place.
    fn emit(&mut self, emit: &Emit, value: &Value<'p>, output: &mut Output<'_>) -> Result<()> {
        let writer = match output {
            Output::Text(builder) => return self.emit_text(emit, value, builder),
            Output::Emitted(builder, written) => {
                let start = builder.len();
                self.emit_text(emit, value, builder)?;
                if !self.in_block {
                    let is_text = matches!(value, Value::Text(_));
                    written.push(Written { range: start..builder.len(), by: emit.span, is_text });
                }
                return Ok(());
            }
            Output::Json(writer) => writer,
        };
        if writer.is_muted() {
            return Ok(());
        }
        let depth = writer.depth();
        if writer.in_string() {
            let text = self.print(value).map_err(|fault| fault.at(emit.span))?;
            self.check_text(&text, emit.span)?;
            writer.string_part(&text, emit.span).map_err(|slip| self.slip(*slip, Some(emit.span)))?;
        } else {
            self.emit_value(emit, value, writer)?;
        }
        self.heed(writer, emit.span);
        let fits = writer.depth() == depth && emit.after.contains(writer.state());
        if fits || writer.is_muted() {
            return Ok(());
        }
        let message = if writer.depth() > depth || writer.in_string() {
            "the placeholder writes a bracket or quote that it does not close"
        } else if writer.state() == State::Value {
            "the placeholder writes nothing where a JSON value must stand"
        } else {
            "the placeholder closes a bracket or quote that it did not open"
        };
        Err(Fault::new(Code::JsonSyntax, message).at(emit.span))
    }

    fn emit_text(&mut self, emit: &Emit, value: &Value<'p>, builder: &mut TextBuilder) -> Result<()> {
        let text = self.print(value).map_err(|fault| fault.at(emit.span))?;
        self.budget.text(text.weight())?;
        builder.push_text(&text);
        Ok(())
    }

    fn emit_value(&mut self, emit: &Emit, value: &Value<'p>, writer: &mut Writer) -> Result<()> {
        let span = emit.span;
        let needs_value = matches!(writer.state(), State::Value | State::ItemComma | State::Scalar);
        match value {
            Value::Text(text) => {
                self.check_text(text, span)?;
                writer.structure(text, span).map_err(|slip| self.slip(*slip, Some(span)))
            }
            Value::Missing(hole) => self.check_hole(*hole, span),
            Value::Null(node) => match self.null_hole(*node) {
                Some(hole) => self.check_hole(hole, span),
                None => writer.value("null", span).map_err(|slip| self.slip(*slip, Some(span))),
            },
            Value::Undefined if !needs_value => Ok(()),
            Value::Undefined => {
                let message = "the placeholder has no value where a JSON value must stand";
                Err(Fault::new(Code::JsonValue, message).at(span).hint("give the condition an `else`"))
            }
            _ => {
                let (json, sighting) = to_json::value(self, value).map_err(|fault| fault.at(span))?;
                writer.sight(sighting);
                writer.value(&json, span).map_err(|slip| self.slip(*slip, Some(span)))
            }
        }
    }

    /// Looks for holes.
    fn check_text(&mut self, text: &Text<'p>, span: Span) -> Result<()> {
        text.missing().map_or(Ok(()), |hole| self.check_hole(hole, span))
    }

    /// A missing value reaches the output.
    fn check_hole(&mut self, hole: HoleId, span: Span) -> Result<()> {
        if self.options.missing == MissingPolicy::Empty {
            return Ok(());
        }
        let name = self.hole_name(hole);
        let state = if self.is_null_hole(hole) { "null" } else { "missing" };
        let fault = Fault::new(Code::RenderMissing, format!("`{name}` is {state} and has no fallback"));
        let fallback = if state == "null" { "|default('…', true)" } else { "|default('…')" };
        Err(fault.hint(format!("give it one: `{{{{ {name}{fallback} }}}}`")).hole(hole).at(span))
    }

    fn slip(&self, slip: Slip, span: Option<Span>) -> Fault {
        let place = Span { start: slip.place, end: slip.place + slip.width };
        // A slip in text that stands in the template is shown there, even if it is written by way of a placeholder.
        let span = span.filter(|span| slip.place == span.start).unwrap_or(place);
        let mut fault = Fault::new(slip.code, slip.message).at(span);
        if let Some(hint) = slip.hint {
            fault = fault.hint(hint);
        }
        match slip.origin {
            Some(origin) => fault.attribute(self.origin_name(origin)),
            None => fault,
        }
    }

    fn assign(&mut self, target: &'p Target, value: Value<'p>) -> Result<()> {
        match target {
            Target::Name(symbol) => {
                self.budget.copy(self.names.len())?;
                self.names.set(*symbol, value);
            }
            Target::Attribute { base, name, span } => {
                let base = self.evaluate(base)?;
                let Value::Object(object) = &base else { return Err(not_a_namespace(*span)) };
                let Object::Namespace(members) = &**object else { return Err(not_a_namespace(*span)) };
                let mut members = members.borrow_mut();
                match members.iter_mut().find(|(member, _)| member == name) {
                    Some((_, slot)) => *slot = value,
                    None => members.push((name.clone(), value)),
                }
            }
            Target::Unpack(targets, span) => {
                let items = self.iterate(&value).map_err(|fault| fault.at(*span))?;
                if items.len() != targets.len() {
                    let message =
                        format!("{} values cannot be unpacked into {} names", items.len(), targets.len());
                    return Err(Fault::range(message).at(*span));
                }
                for (target, item) in targets.iter().zip(items) {
                    self.assign(target, item)?;
                }
            }
        }
        Ok(())
    }

    fn repeat(
        &mut self,
        repeat: &'p For,
        iterable: &Value<'p>,
        depth0: usize,
        output: &mut Output<'_>,
    ) -> Result<Flow> {
        let mut items = self.iterate(iterable).map_err(|fault| fault.at(repeat.span))?;
        if let Some(filter) = &repeat.filter {
            let mut kept = Vec::new();
            for item in items {
                self.names.open();
                let keep = self.assign(&repeat.target, item.clone()).and_then(|()| self.evaluate(filter));
                self.names.close();
                let keep = keep?.is_true();
                if self.decide(filter.span(), keep) {
                    kept.push(item);
                }
            }
            items = kept;
        }
        self.note(repeat.span, Taken::Passes(items.len() as u32));
        let state = Rc::new(Object::Loop(Loop {
            index0: Cell::new(0),
            length: items.len(),
            depth0,
            previous: RefCell::new(None),
            next: RefCell::new(None),
            changed: RefCell::new(None),
            recursive: repeat.recursive.then_some(repeat),
        }));
        let mut completed = false;
        for (i, item) in items.iter().enumerate() {
            if let Object::Loop(state) = &*state {
                state.index0.set(i);
                state.previous.replace(i.checked_sub(1).and_then(|i| items.get(i).cloned()));
                state.next.replace(items.get(i + 1).cloned());
            }
            self.names.open();
            self.names.set(LOOP, Value::Object(Rc::clone(&state)));
            let flow = self
                .assign(&repeat.target, item.clone())
                .and_then(|()| self.statements(&repeat.body, output));
            self.names.close();
            match flow? {
                Flow::Next => completed = true,
                Flow::Continue => {}
                Flow::Break => break,
            }
        }
        // As in Jinja, `else` also stands for a loop of which no pass came to its end.
        if completed { Ok(Flow::Next) } else { self.statements(&repeat.otherwise, output) }
    }

    /// `loop(items)` inside a recursive loop.
    pub(crate) fn call_loop(&mut self, object: &Object<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
        let Object::Loop(state) = object else { return Err(Fault::type_error("this is not a loop")) };
        let Some(repeat) = state.recursive else {
            return Err(Fault::type_error("the loop is not recursive").hint("write {% for … recursive %}"));
        };
        let [items] = arguments.bind_required("loop", ["items"], 1)?;
        let depth0 = state.depth0 + 1;
        self.deeper(|context| {
            let mut builder = TextBuilder::default();
            let items = items.unwrap_or(Value::Undefined);
            context.names.open();
            let flow = context.repeat(repeat, &items, depth0, &mut Output::Text(&mut builder));
            context.names.close();
            flow?;
            Ok(Value::Text(builder.finish()))
        })
    }

    fn closure(&mut self, definition: &'p Macro) -> Result<Value<'p>> {
        let captured = self.names.captured();
        self.budget.items(captured.len())?;
        Ok(Value::object(Object::Macro(Closure { definition, captured })))
    }

    fn call_block(&mut self, call: &'p Expr, caller: &'p Macro) -> Result<Value<'p>> {
        let Expr::Call { callee, arguments, .. } = call else { return self.evaluate(call) };
        let target = self.evaluate(callee)?;
        let mut arguments = self.arguments(arguments)?;
        arguments.named.push(("caller".to_owned(), self.closure(caller)?));
        self.call(&target, &arguments)
    }

    /// Calls a macro; its result is what its body writes.
    pub(crate) fn call_macro(
        &mut self,
        closure: &Closure<'p>,
        arguments: &Arguments<'p>,
    ) -> Result<Value<'p>> {
        self.deeper(|context| {
            let floor = context.names.enter();
            let text = context.macro_body(closure, arguments);
            context.names.leave(floor);
            text.map(Value::Text)
        })
    }

    fn macro_body(&mut self, closure: &Closure<'p>, arguments: &Arguments<'p>) -> Result<Text<'p>> {
        let definition = closure.definition;
        for (symbol, value) in &closure.captured {
            self.budget.copy(closure.captured.len())?;
            self.names.set(*symbol, value.clone());
        }
        let name = &definition.name;
        let mut positional = arguments.positional.iter().cloned();
        let mut named = arguments.named.clone();
        for (symbol, default) in &definition.parameters {
            let parameter = self.program.name(*symbol);
            let given =
                named.iter().position(|(name, _)| name == parameter).map(|at| named.swap_remove(at).1);
            let value = match (positional.next(), given) {
                (Some(_), Some(_)) => {
                    return Err(Fault::type_error(format!(
                        "macro `{name}` gets the argument `{parameter}` twice"
                    )));
                }
                (Some(value), None) | (None, Some(value)) => value,
                (None, None) => match default {
                    Some(default) => self.evaluate(default)?,
                    None => Value::Undefined,
                },
            };
            self.names.set(*symbol, value);
        }
        let rest: Vec<_> = positional.collect();
        if definition.takes_varargs {
            self.names.set(VARARGS, Value::tuple(rest));
        } else if !rest.is_empty() {
            let count = definition.parameters.len();
            return Err(Fault::type_error(format!("macro `{name}` takes at most {count} arguments")));
        }
        let caller = named.iter().position(|(name, _)| name == "caller").map(|at| named.swap_remove(at).1);
        if definition.takes_caller {
            self.names.set(CALLER, caller.unwrap_or(Value::Undefined));
        } else if caller.is_some() {
            let fault = Fault::type_error(format!("macro `{name}` takes no call block"));
            return Err(fault.hint("a macro for `{% call %}` uses `{{ caller() }}`"));
        }
        if definition.takes_kwargs {
            let members = named.into_iter().map(|(name, value)| (Value::name(&name), value)).collect();
            self.names.set(KWARGS, Value::dict(members));
        } else if let Some((extra, _)) = named.first() {
            let extra = arguments.shown(extra);
            return Err(Fault::type_error(format!("macro `{name}` has no argument `{extra}`")));
        }
        self.capture_all(&definition.body)
    }
}

fn not_a_namespace(span: Span) -> Fault {
    Fault::type_error("an attribute can be assigned to a namespace only")
        .at(span)
        .hint("{% set ns = namespace() %}")
}
