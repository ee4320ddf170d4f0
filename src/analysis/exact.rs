//! Which operations the survey can carry back to the data exactly.
//!
//! The survey learns from made-up values. What it learns holds for all values only where it is known what becomes of
//! each of them. The operations of which this is known are listed here; whatever else touches an attribute leaves
//! the contract incomplete.

use super::attribute::{AttributeId, Place};
use super::calculation::Calculation;
use super::expression::{argument_value, constant};
use super::facts::{Facts, Hazard, bodies};
use super::kind::Kind;
use super::visit;
use crate::diagnostic::Span;
use crate::ordered::Set;
use crate::template::lower::NOT_SEND;
use crate::template::names::LOOP;
use crate::template::program::{
    Argument, Binary, Comparison, Constant, Expr, FilterCall, For, Stmt, Symbol, Target,
};

/// Filters of which it is known what they make of a text, whatever it is, if their arguments are constants.
const FILTERS: &[&str] = &[
    "base64encode",
    "capitalize",
    "center",
    "convertToSHA256",
    "convertToSHA256NoSalt",
    "count",
    "e",
    "escape",
    "first",
    "forceescape",
    "last",
    "length",
    "lower",
    "replace",
    "safe",
    "string",
    "striptags",
    "title",
    "trim",
    "truncate",
    "upper",
    "urlencode",
];

/// The methods of which the same is known.
const METHODS: &[&str] = &[
    "capitalize",
    "casefold",
    "lower",
    "lstrip",
    "replace",
    "rstrip",
    "strip",
    "swapcase",
    "title",
    "upper",
];

/// Operations that keep a part of a text, or change some of its characters: which ones, depends on all before them.
const SELECTIVE: &[&str] = &["base64encode", "first", "last", "replace", "truncate"];

/// Tests of a single value that can be asked of a profile.
const TESTS: &[&str] = &["defined", "undefined", "none", "string", "number", "boolean", "mapping"];

/// What a loop knows of itself, and what the number of its items decides alone.
const COUNTERS: &[&str] =
    &["index", "index0", "revindex", "revindex0", "first", "last", "length", "depth", "depth0"];

/// The operations of a program on attributes that cannot be carried back.
pub(super) fn inexact(facts: &Facts<'_>) -> Vec<Hazard> {
    let mut reader = Reader { facts, wavering: wavering(facts), found: Vec::new() };
    visit::statements(&facts.program.body, &mut |statement| reader.statement(statement));
    reader.found
}

/// The variables whose value depends on the way that a run takes.
fn wavering(facts: &Facts<'_>) -> Set<Symbol> {
    let mut seen = Set::new();
    let mut wavering = Set::new();
    let mut assigned = |target: &Target, wavers: bool, wavering: &mut Set<Symbol>| match target {
        Target::Name(symbol) => {
            if !seen.insert(*symbol) || wavers {
                wavering.insert(*symbol);
            }
        }
        Target::Attribute { base: Expr::Name(symbol, _), .. } => {
            wavering.insert(*symbol);
        }
        Target::Attribute { .. } | Target::Unpack(..) => {}
    };
    let top: Set<*const Stmt> = facts.program.body.iter().map(std::ptr::from_ref).collect();
    visit::statements(&facts.program.body, &mut |statement| {
        let is_inside = !top.contains(&std::ptr::from_ref(statement));
        match statement {
            Stmt::Set { target, .. } => assigned(target, is_inside, &mut wavering),
            Stmt::SetBlock { target, body, .. } => {
                assigned(target, is_inside || body.iter().any(decides), &mut wavering);
            }
            _ => {}
        }
    });
    // What is made of them wavers too, until no more is found.
    loop {
        let before = wavering.len();
        visit::statements(&facts.program.body, &mut |statement| {
            if let Stmt::Set { target: Target::Name(symbol), value, .. } = statement
                && mentions(value, &wavering)
            {
                wavering.insert(*symbol);
            }
        });
        let mut passed_on = false;
        visit::expressions(&facts.program.body, &mut |expr| {
            if let Expr::Call { arguments, .. } = expr {
                passed_on |= arguments.iter().any(|argument| mentions(argument_value(argument), &wavering));
            }
        });
        if passed_on {
            visit::statements(&facts.program.body, &mut |statement| {
                if let Stmt::Macro(definition) = statement {
                    wavering.extend(definition.parameters.iter().map(|(symbol, _)| *symbol));
                }
            });
        }
        if wavering.len() == before {
            return wavering;
        }
    }
}

fn decides(statement: &Stmt) -> bool {
    matches!(statement, Stmt::If(_) | Stmt::For(_))
        || bodies(statement).into_iter().flat_map(|body| body.iter()).any(decides)
}

fn mentions(expr: &Expr, symbols: &Set<Symbol>) -> bool {
    let mut found = false;
    visit::below(expr, &mut |part| {
        found |= matches!(part, Expr::Name(symbol, _) if symbols.contains(symbol));
    });
    found
}

/// The one attribute that an expression stands for, unchanged or with a constant in its place.
pub(super) fn subject(facts: &Facts<'_>, expr: &Expr) -> Option<AttributeId> {
    Reader { facts, wavering: wavering(facts), found: Vec::new() }.subject(expr)
}

/// Whether an attribute that is empty or null is left so, not replaced by a fallback.
pub(super) fn keeps_falsy(expr: &Expr) -> bool {
    let Expr::Filter { base, call } = expr else { return true };
    !replaces_false(call) && keeps_falsy(base)
}

/// Whether a fallback takes the place of empty and null values, too.
pub(super) fn replaces_false(call: &FilterCall) -> bool {
    let is_for_all =
        |argument: &Argument| matches!(argument, Argument::Named(name, _) if &**name == "boolean");
    is_default(call) && (call.arguments.len() > 1 || call.arguments.iter().any(is_for_all))
}

struct Reader<'f, 'p> {
    facts: &'f Facts<'p>,
    wavering: Set<Symbol>,
    found: Vec<Hazard>,
}

impl Reader<'_, '_> {
    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Emit(emit) => {
                self.emitted(&emit.value, emit.span);
                return;
            }
            Stmt::If(branch) => {
                self.test(&branch.test);
                return;
            }
            Stmt::For(repeat) => {
                self.repeat(repeat);
                return;
            }
            Stmt::Set { target: Target::Attribute { .. } | Target::Unpack(..), value, span } => {
                self.mark(value, *span, "what a variable comes to in the end is not known");
            }
            Stmt::Do(call) => self.mark(call, call.span(), "what a list comes to in the end is not known"),
            Stmt::SetBlock { filters, span, .. } if !filters.is_empty() => {
                self.mark_inside(statement, *span);
            }
            Stmt::FilterBlock { output, .. } => self.mark_inside(statement, output.span),
            _ => {}
        }
        for expr in visit::roots(statement) {
            self.value(expr);
        }
    }

    /// Marks what is printed within a block that a filter is about.
    fn mark_inside(&mut self, statement: &Stmt, span: Span) {
        let inside = |place: Span| span.start <= place.start && place.end <= span.end;
        let mut attributes = Set::new();
        for body in bodies(statement) {
            for emit in visit::placeholders(body) {
                attributes.extend(self.facts.flow(&emit.value).everything());
            }
        }
        if attributes.is_empty() && !self.facts.emits.iter().any(|printed| inside(printed.span)) {
            return;
        }
        self.found.push(Hazard {
            attributes,
            span,
            why: "what the filter of a block makes is not known".into(),
        });
    }

    /// A value that is printed.
    fn emitted(&mut self, expr: &Expr, span: Span) {
        let printed = self.facts.emits.iter().find(|printed| printed.span == span);
        let place = printed.map_or(Place::Text, |printed| printed.place);
        match expr {
            Expr::Filter { base, call } if &*call.name == "tojson" && place == Place::Value => {
                self.value(base);
            }
            Expr::Constant(..) => return,
            // The fallback that cancels is a condition of its own.
            Expr::Filter { base, call } if is_cancelling(call) && self.subject(base).is_some() => {
                self.value(base);
            }
            expr => self.value(expr),
        }
        let is_whole =
            |id: &AttributeId| matches!(self.facts.attributes.kind(*id), Kind::List | Kind::Object);
        if printed.is_some_and(|printed| printed.flow.is.iter().any(is_whole)) {
            self.mark(expr, span, "a list or object of the data is written as it is");
        }
    }

    fn repeat(&mut self, repeat: &For) {
        self.iterable(&repeat.iterable);
        if let Some(filter) = &repeat.filter {
            self.test(filter);
        }
        let is_plain = matches!(repeat.target, Target::Name(_)) && !repeat.recursive;
        if !is_plain {
            self.mark(&repeat.iterable, repeat.span, "what the parts of the items are is not known");
        }
    }

    /// What a loop goes through: a list of the data, or a part or fallback of it.
    fn iterable(&mut self, expr: &Expr) {
        match expr {
            Expr::Slice { base, bounds, .. } if bounds.iter().flatten().all(is_constant) => {
                self.iterable(base);
            }
            Expr::Filter { base, call } if is_default(call) => {
                self.iterable(base);
                self.arguments(&call.arguments);
            }
            Expr::Or(left, right) => {
                self.iterable(left);
                self.iterable(right);
            }
            Expr::List(items, _) | Expr::Tuple(items, _) => {
                for item in items {
                    self.value(item);
                }
            }
            expr if self.subject(expr).is_some() => self.value(expr),
            expr => self.mark(expr, expr.span(), "what the loop goes through is computed"),
        }
    }

    /// An expression whose value is printed or kept.
    fn value(&mut self, expr: &Expr) {
        if let Some(calculation) = Calculation::of(self.facts, expr) {
            for operand in calculation.operands {
                self.value(operand.expr);
            }
            return;
        }
        match expr {
            Expr::Constant(Constant::Text(text), span) if text.contains(NOT_SEND) => {
                let why = "when the template cancels the message is not known".to_owned();
                self.found.push(Hazard { attributes: Set::new(), span: *span, why });
            }
            Expr::Constant(..) | Expr::Name(..) => {}
            Expr::Attribute { base, span, .. } => {
                self.value(base);
                self.lookup(expr, base, *span);
            }
            Expr::Item { base, key, span } => {
                self.value(base);
                self.value(key);
                self.lookup(expr, base, *span);
            }
            Expr::Slice { base, bounds, span } => {
                self.value(base);
                if !bounds.iter().flatten().all(is_constant) {
                    self.mark(expr, *span, "the bounds of a slice are computed");
                }
                self.selected(base, *span);
            }
            Expr::Not(..) | Expr::Compare { .. } | Expr::Test { .. } => self.test(expr),
            Expr::Negate(_, span) => self.mark(expr, *span, "what a calculation comes to is not known"),
            Expr::Binary { op, left, right, span } => self.binary(expr, *op, (left, right), *span),
            Expr::And(left, right) => {
                self.test(left);
                self.value(right);
                self.mark(expr, expr.span(), "which side of `and` is the value is not known");
            }
            Expr::Or(left, right) => {
                self.test(left);
                self.value(left);
                self.value(right);
            }
            Expr::If { test, then, otherwise, .. } => {
                self.test(test);
                self.value(then);
                if let Some(otherwise) = otherwise {
                    self.value(otherwise);
                }
            }
            Expr::Filter { base, call } => {
                self.value(base);
                self.arguments(&call.arguments);
                self.filter(expr, call);
                self.filtered(base, call);
                if SELECTIVE.contains(&&*call.name) {
                    self.selected(base, call.span);
                }
            }
            Expr::Call { callee, arguments, span } => self.call(expr, (callee, arguments), *span),
            Expr::List(..) | Expr::Tuple(..) | Expr::Dict(..) => {
                for part in visit::parts(expr) {
                    self.value(part);
                }
            }
        }
    }

    fn arguments(&mut self, arguments: &[Argument]) {
        for argument in arguments {
            self.value(argument_value(argument));
        }
    }

    fn lookup(&mut self, expr: &Expr, base: &Expr, span: Span) {
        let flow = self.facts.flow(base);
        let is_known = !flow.is.is_empty() || !flow.members.is_empty() || flow.items.is_some();
        if !is_known && !self.is_fixed(expr) {
            self.mark(base, span, "what stands in a computed value is not known");
        }
    }

    fn binary(&mut self, expr: &Expr, op: Binary, (left, right): (&Expr, &Expr), span: Span) {
        self.value(left);
        self.value(right);
        let joins = match op {
            Binary::Concatenate => true,
            Binary::Add => is_text(left) || is_text(right),
            _ => false,
        };
        if !joins {
            self.mark(expr, span, "what a calculation comes to is not known");
        }
        for side in [left, right] {
            let flow = self.facts.flow(side);
            let is_whole =
                |id: &AttributeId| matches!(self.facts.attributes.kind(*id), Kind::List | Kind::Object);
            if flow.items.is_some() || !flow.members.is_empty() || flow.is.iter().any(is_whole) {
                self.mark(side, span, "how a list or object is printed is not known");
            }
        }
    }

    fn filter(&mut self, expr: &Expr, call: &FilterCall) {
        let are_constant = call.arguments.iter().all(|argument| is_constant(argument_value(argument)));
        let is_known = is_default(call) || FILTERS.contains(&&*call.name) && are_constant;
        if !is_known {
            let why = format!("what `{}` makes of a value is not known", call.name);
            self.mark(expr, call.span, why);
        }
    }

    /// A part of a text. Where the text is put together, it depends on one piece what is left of the others.
    fn selected(&mut self, base: &Expr, span: Span) {
        if self.is_put_together(base) {
            self.mark(base, span, "which part of a text of several pieces is left is not known");
        }
    }

    /// Whether a value is, or may be, a text made of several pieces.
    fn is_put_together(&self, expr: &Expr) -> bool {
        let mut found = false;
        visit::below(expr, &mut |part| {
            found |= match part {
                Expr::Binary { .. } => true,
                // What a macro prints.
                Expr::Call { callee, .. } => matches!(**callee, Expr::Name(..)),
                Expr::Name(..) => {
                    let flow = self.facts.flow(part);
                    flow.from.iter().any(|id| !flow.is.contains(id))
                }
                _ => false,
            };
        });
        found
    }

    /// What a filter is applied to: a fallback is for an attribute itself, and a list or object has no text.
    fn filtered(&mut self, base: &Expr, call: &FilterCall) {
        let flow = self.facts.flow(base);
        let is_whole =
            |id: &AttributeId| matches!(self.facts.attributes.kind(*id), Kind::List | Kind::Object);
        let asks_for_parts = matches!(&*call.name, "first" | "last" | "length" | "count" | "tojson");
        if is_default(call) {
            if flow.is.is_empty() {
                self.mark(
                    base,
                    call.span,
                    "when the fallback of a computed value takes its place is not known",
                );
            }
        } else if !asks_for_parts && flow.is.iter().any(is_whole) {
            self.mark(base, call.span, "how a list or object is printed is not known");
        }
    }

    fn call(&mut self, expr: &Expr, (callee, arguments): (&Expr, &[Argument]), span: Span) {
        self.arguments(arguments);
        match callee {
            // A macro is followed, and a namespace starts with what it gets.
            Expr::Name(symbol, _) => {
                let name = self.facts.program.name(*symbol);
                let is_followed = self.facts.is_macro(*symbol) || matches!(name, "caller" | "namespace");
                if !is_followed {
                    self.mark(expr, span, format!("what `{name}()` makes of a value is not known"));
                }
            }
            Expr::Attribute { base, name, .. } => {
                self.value(base);
                let are_constant = arguments.iter().all(|argument| is_constant(argument_value(argument)));
                if !(METHODS.contains(&&**name) && are_constant) {
                    self.mark(expr, span, format!("what `.{name}()` makes of a value is not known"));
                }
                if SELECTIVE.contains(&&**name) {
                    self.selected(base, span);
                }
            }
            callee => self.mark(callee, span, "what is called is not known"),
        }
    }

    /// An expression whose truth decides.
    fn test(&mut self, expr: &Expr) {
        if self.is_fixed(expr) {
            return;
        }
        let is_asked = match expr {
            Expr::Not(inner, _) => return self.test(inner),
            Expr::And(left, right) | Expr::Or(left, right) => {
                self.test(left);
                return self.test(right);
            }
            Expr::Compare { first, rest, .. } => match rest.as_slice() {
                [(op, right)] => self.compares(*op, first, right),
                _ => false,
            },
            Expr::Test { base, name, arguments, .. } => {
                TESTS.contains(&&**name) && arguments.is_empty() && self.subject(base).is_some()
            }
            expr => self.subject(expr).is_some(),
        };
        if !is_asked {
            self.mark_test(expr);
        }
    }

    fn mark_test(&mut self, expr: &Expr) {
        let why = "when this condition holds is not known".to_owned();
        let attributes = self.facts.flow(expr).everything();
        self.found.push(Hazard { attributes, span: expr.span(), why });
    }

    /// Whether a comparison asks one attribute, and what is compared with is a constant.
    fn compares(&self, op: Comparison, left: &Expr, right: &Expr) -> bool {
        let is_number = |expr: &Expr| constant(expr).is_some_and(|value| value.is_number());
        match op {
            Comparison::Equal | Comparison::NotEqual => {
                self.subject(left).is_some() && is_constant(right)
                    || is_constant(left) && self.subject(right).is_some()
            }
            Comparison::In | Comparison::NotIn => match right {
                Expr::List(items, _) | Expr::Tuple(items, _) => {
                    self.subject(left).is_some() && items.iter().all(is_constant)
                }
                _ => false,
            },
            _ => {
                self.subject(left).is_some() && is_number(right)
                    || is_number(left) && self.subject(right).is_some()
            }
        }
    }

    fn subject(&self, expr: &Expr) -> Option<AttributeId> {
        match expr {
            Expr::Filter { base, call } if is_default(call) => {
                let are_constant =
                    call.arguments.iter().all(|argument| is_constant(argument_value(argument)));
                return are_constant.then(|| self.subject(base)).flatten();
            }
            Expr::Name(..) | Expr::Attribute { .. } | Expr::Item { .. } => {}
            _ => return None,
        }
        let flow = self.facts.flow(expr);
        let is_plain = flow.is.len() == 1 && flow.from == flow.is;
        flow.is.first().copied().filter(|_| is_plain && !mentions(expr, &self.wavering))
    }

    /// Whether a value is the same for all users, or depends on the number of items alone.
    fn is_fixed(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Constant(..) => true,
            Expr::Attribute { base, name, .. } if matches!(**base, Expr::Name(LOOP, _)) => {
                COUNTERS.contains(&&**name)
            }
            Expr::Name(symbol, _) => {
                *symbol != LOOP
                    && !self.wavering.contains(symbol)
                    && self.facts.flow(expr).everything().is_empty()
            }
            expr => visit::parts(expr).into_iter().all(|part| self.is_fixed(part)),
        }
    }

    /// Marks the attributes of an expression, if there are any.
    fn mark(&mut self, expr: &Expr, span: Span, why: impl Into<String>) {
        if self.is_fixed(expr) {
            return;
        }
        let attributes = self.facts.flow(expr).everything();
        if !attributes.is_empty() || mentions(expr, &self.wavering) {
            self.found.push(Hazard { attributes, span, why: why.into() });
        }
    }
}

pub(super) fn is_default(call: &FilterCall) -> bool {
    matches!(&*call.name, "default" | "d")
}

/// Whether a fallback cancels the message.
pub(super) fn is_cancelling(call: &FilterCall) -> bool {
    let is_word = |argument: &Argument| matches!(argument, Argument::Positional(Expr::Constant(Constant::Text(text), _)) if text.contains(NOT_SEND));
    is_default(call) && call.arguments.first().is_some_and(is_word)
}

fn is_constant(expr: &Expr) -> bool {
    constant(expr).is_some()
}

/// Whether a value is text, whatever the attributes are.
pub(super) fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(Constant::Text(_), _) => true,
        Expr::Binary { op, left, right, .. } => match op {
            Binary::Concatenate => true,
            Binary::Add => is_text(left) || is_text(right),
            _ => false,
        },
        Expr::Filter { call, .. } => {
            FILTERS.contains(&&*call.name)
                && !matches!(&*call.name, "first" | "last" | "length" | "count" | "safe")
        }
        _ => false,
    }
}

/// Whether a value is a number, whatever the attributes are, or there is none.
pub(super) fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(Constant::Int(_) | Constant::Float(_) | Constant::Bool(_), _) | Expr::Negate(..) => {
            true
        }
        Expr::Binary { op, left, right, .. } => match op {
            Binary::Concatenate => false,
            Binary::Add => is_number(left) || is_number(right),
            // A text can be repeated, and filled in.
            Binary::Multiply => is_number(left) && is_number(right),
            Binary::Remainder => !is_text(left),
            Binary::Subtract | Binary::Divide | Binary::FloorDivide | Binary::Power => true,
        },
        Expr::Filter { call, .. } => {
            matches!(&*call.name, "int" | "float" | "round" | "abs" | "length" | "count" | "wordcount")
        }
        _ => false,
    }
}
