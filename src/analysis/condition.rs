//! Conditions of a template as questions to a profile.
//!
//! Only what can be asked of a profile alone is translated: the truth of an attribute, comparisons with constants,
//! and what `and`, `or` and `not` make of them. A variable stands for its value where it is set once, for all.

use super::exact;
use super::facts::bodies;
use super::path::{Path, PathStep};
use super::visit;
use crate::diagnostic::Span;
use crate::json::{self, Kind, Node};
use crate::render::{Options, Profile, ROOTS};
use crate::template::lower::NOT_SEND;
use crate::template::program::{
    Argument, Body, Comparison, Constant, Emit, Expr, If, Program, Stmt, Symbol, Target,
};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;

/// A question that a profile answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    Is(Path, Test),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// It is there, even if it is null.
    Defined,
    /// Neither missing nor false, zero, empty or null.
    True,
    Equal(Value),
    Below(f64),
    Above(f64),
    /// It is a text.
    Text,
    /// It is a number, as Python sees it: booleans are.
    Number,
    Boolean,
    Object,
}

impl Condition {
    pub(super) fn holds(&self, profile: &Profile<'_>) -> bool {
        match self {
            Self::Not(inner) => !inner.holds(profile),
            Self::All(parts) => parts.iter().all(|part| part.holds(profile)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(profile)),
            Self::Is(path, test) => path.value(profile).is_some_and(|node| test.holds(node)),
        }
    }
}

impl Test {
    fn holds(&self, node: Node<'_>) -> bool {
        match self {
            Self::Defined => true,
            Self::True => match node.kind() {
                Kind::Null => false,
                Kind::Bool => node.as_bool() == Some(true),
                Kind::Integer | Kind::Float => node.as_f64() != Some(0.0),
                Kind::String => node.as_str() != Some(""),
                Kind::Array | Kind::Object => !node.is_empty(),
            },
            Self::Equal(value) => equals(node, value),
            Self::Below(bound) => number(node).is_some_and(|number| number < *bound),
            Self::Above(bound) => number(node).is_some_and(|number| number > *bound),
            Self::Text => node.kind() == Kind::String,
            Self::Number => matches!(node.kind(), Kind::Integer | Kind::Float | Kind::Bool),
            Self::Boolean => node.kind() == Kind::Bool,
            Self::Object => node.kind() == Kind::Object,
        }
    }
}

/// A number, as Python sees it: true is 1.
fn number(node: Node<'_>) -> Option<f64> {
    node.as_bool().map(|truth| f64::from(u8::from(truth))).or_else(|| node.as_f64())
}

/// Python's `==` with a constant: `1 == True`.
fn equals(node: Node<'_>, value: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        value => value.as_f64(),
    };
    match (node.kind(), value) {
        (Kind::Null, Value::Null) => true,
        (Kind::String, Value::String(text)) => node.as_str() == Some(text),
        (Kind::Bool, value) => node.as_bool().map(|truth| f64::from(u8::from(truth))) == number(value),
        (Kind::Integer | Kind::Float, value) => node.as_f64() == number(value),
        _ => false,
    }
}

impl When {
    fn unknown() -> Self {
        Self { all: Vec::new(), partial: true }
    }

    /// Adds conditions that must hold, too.
    pub(super) fn join(&mut self, other: Self) {
        self.partial |= other.partial;
        for condition in other.all {
            if !self.all.contains(&condition) {
                self.all.push(condition);
            }
        }
    }
}

/// The conditions under which the parts of a program are reached, as far as they can be asked of a profile.
pub(super) struct Conditions {
    places: Vec<(Span, When)>,
    cancels: Vec<(Span, When)>,
}

/// Conditions that must all hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct When {
    pub(super) all: Vec<Condition>,
    /// Whether there are more, which no profile can be asked.
    pub(super) partial: bool,
}

impl Conditions {
    pub(super) fn of(program: &Program, options: &Options) -> Self {
        let mut reader =
            Reader { program, options, once: variables(program), places: Vec::new(), cancels: Vec::new() };
        reader.body(&program.body, &mut When::default());
        Self { places: reader.places, cancels: reader.cancels }
    }

    /// What must hold for the innermost part around a place to be reached.
    pub(super) fn at(&self, span: Span) -> When {
        let around = self.places.iter().filter(|(part, _)| part.start <= span.start && span.end <= part.end);
        around
            .min_by_key(|(part, _)| part.end - part.start)
            .map_or_else(When::default, |(_, when)| when.clone())
    }

    /// What must hold for each part to be reached, once each.
    pub(super) fn all(&self) -> Vec<&When> {
        let mut all: Vec<&When> = Vec::new();
        for (_, when) in &self.places {
            if !all.contains(&when) {
                all.push(when);
            }
        }
        all
    }

    /// Where the template cancels the message, and when.
    pub(super) fn cancels(&self) -> &[(Span, When)] {
        &self.cancels
    }
}

/// The variables that are set once, at the top of the program, and their values.
fn variables(program: &Program) -> HashMap<Symbol, &Expr> {
    let mut assigned: HashMap<Symbol, usize> = HashMap::new();
    visit::statements(&program.body, &mut |statement| {
        let mut count =
            |target: &Target| names(target, &mut |symbol| *assigned.entry(symbol).or_default() += 1);
        match statement {
            Stmt::Set { target, .. } | Stmt::SetBlock { target, .. } => count(target),
            Stmt::For(repeat) => count(&repeat.target),
            Stmt::With { assignments, .. } => assignments.iter().for_each(|(target, _)| count(target)),
            Stmt::Macro(definition) => {
                for (symbol, _) in &definition.parameters {
                    *assigned.entry(*symbol).or_default() += 1;
                }
            }
            Stmt::CallBlock { caller, .. } => {
                for (symbol, _) in &caller.parameters {
                    *assigned.entry(*symbol).or_default() += 1;
                }
            }
            _ => {}
        }
    });
    let top = program.body.iter().filter_map(|statement| match statement {
        Stmt::Set { target: Target::Name(symbol), value, .. } => Some((*symbol, value)),
        _ => None,
    });
    top.filter(|(symbol, _)| assigned.get(symbol) == Some(&1)).collect()
}

fn names(target: &Target, visit: &mut dyn FnMut(Symbol)) {
    match target {
        Target::Name(symbol) => visit(*symbol),
        Target::Attribute { .. } => {}
        Target::Unpack(targets, _) => targets.iter().for_each(|target| names(target, visit)),
    }
}

struct Reader<'p> {
    program: &'p Program,
    options: &'p Options,
    once: HashMap<Symbol, &'p Expr>,
    places: Vec<(Span, When)>,
    cancels: Vec<(Span, When)>,
}

/// An attribute, and the value that takes its place.
struct Subject {
    path: Path,
    fallback: Option<(Value, bool)>,
}

impl<'p> Reader<'p> {
    fn body(&mut self, body: &'p Body, when: &mut When) {
        for statement in body {
            self.statement(statement, when);
        }
    }

    fn statement(&mut self, statement: &'p Stmt, when: &mut When) {
        if let Stmt::Emit(emit)
        | Stmt::CallBlock { output: emit, .. }
        | Stmt::FilterBlock { output: emit, .. } = statement
        {
            self.places.push((emit.span, when.clone()));
        }
        match statement {
            Stmt::NotSend { span, .. } => self.cancels.push((*span, when.clone())),
            Stmt::Literal(literal) if literal.text.contains(NOT_SEND) => {
                self.cancels.push((literal.span, when.clone()));
            }
            Stmt::Emit(Emit { value: Expr::Constant(Constant::Text(text), span), .. })
                if text.contains(NOT_SEND) =>
            {
                self.cancels.push((*span, when.clone()));
            }
            Stmt::Emit(Emit { value: expr @ Expr::Filter { base, call }, span, .. })
                if exact::is_cancelling(call) =>
            {
                let absent = self.subject(expr).and_then(|subject| self.fires(base, &subject));
                self.under(absent, when, |reader, when| reader.cancels.push((*span, when.clone())));
            }
            _ => {}
        }
        for expr in visit::roots(statement) {
            self.expr(expr, when);
        }
        match statement {
            Stmt::If(branch) => self.branch(branch, when),
            Stmt::For(repeat) => {
                let some = self.truth(&repeat.iterable);
                self.under(some, when, |reader, when| reader.body(&repeat.body, when));
                self.body(&repeat.otherwise, when);
            }
            // A macro is reached from wherever it is called.
            Stmt::Macro(definition) => self.body(&definition.body, &mut When::unknown()),
            Stmt::CallBlock { caller, .. } => self.body(&caller.body, &mut When::unknown()),
            statement => bodies(statement).into_iter().for_each(|body| self.body(body, when)),
        }
    }

    fn branch(&mut self, branch: &'p If, when: &mut When) {
        let test = self.truth(&branch.test);
        let not = test.clone().map(|test| Condition::Not(Box::new(test)));
        self.under(test, when, |reader, when| reader.body(&branch.then, when));
        self.under(not, when, |reader, when| reader.body(&branch.otherwise, when));
    }

    fn under(
        &mut self,
        condition: Option<Condition>,
        when: &mut When,
        read: impl FnOnce(&mut Self, &mut When),
    ) {
        let (depth, partial) = (when.all.len(), when.partial);
        when.partial |= condition.is_none();
        when.all.extend(condition);
        read(self, when);
        when.all.truncate(depth);
        when.partial = partial;
    }

    fn expr(&mut self, expr: &'p Expr, when: &mut When) {
        self.places.push((expr.span(), when.clone()));
        match expr {
            Expr::If { test, then, otherwise, .. } => {
                self.expr(test, when);
                let holds = self.truth(test);
                let not = holds.clone().map(|test| Condition::Not(Box::new(test)));
                self.under(holds, when, |reader, when| reader.expr(then, when));
                if let Some(otherwise) = otherwise {
                    self.under(not, when, |reader, when| reader.expr(otherwise, when));
                }
            }
            Expr::And(left, right) => {
                self.expr(left, when);
                let holds = self.truth(left);
                self.under(holds, when, |reader, when| reader.expr(right, when));
            }
            Expr::Or(left, right) => {
                self.expr(left, when);
                let not = self.truth(left).map(|test| Condition::Not(Box::new(test)));
                self.under(not, when, |reader, when| reader.expr(right, when));
            }
            expr => {
                for part in visit::parts(expr) {
                    self.expr(part, when);
                }
            }
        }
    }

    /// The truth of an expression as a question to the profile.
    fn truth(&self, expr: &Expr) -> Option<Condition> {
        match expr {
            Expr::Not(inner, _) => Some(Condition::Not(Box::new(self.truth(inner)?))),
            Expr::And(left, right) => Some(Condition::All(vec![self.truth(left)?, self.truth(right)?])),
            Expr::Or(left, right) => Some(Condition::Any(vec![self.truth(left)?, self.truth(right)?])),
            Expr::Compare { first, rest, .. } => match rest.as_slice() {
                [(op, right)] => self.comparison(*op, first, right),
                _ => None,
            },
            Expr::Test { base, name, arguments, .. } => self.test(base, name, arguments),
            expr => self.ask(expr, Test::True, is_true),
        }
    }

    fn comparison(&self, op: Comparison, left: &Expr, right: &Expr) -> Option<Condition> {
        let not = |condition| Condition::Not(Box::new(condition));
        match op {
            Comparison::Equal => self.equal(left, right),
            Comparison::NotEqual => self.equal(left, right).map(not),
            Comparison::In => self.among(left, right),
            Comparison::NotIn => self.among(left, right).map(not),
            Comparison::Less | Comparison::Greater => self.ordered(op, left, right),
            Comparison::LessOrEqual => self.ordered(Comparison::Greater, left, right).map(not),
            Comparison::GreaterOrEqual => self.ordered(Comparison::Less, left, right).map(not),
        }
    }

    fn equal(&self, left: &Expr, right: &Expr) -> Option<Condition> {
        let (subject, value) = match (constant(left), constant(right)) {
            (None, Some(value)) => (left, value),
            (Some(value), None) => (right, value),
            _ => return None,
        };
        self.ask(subject, Test::Equal(value.clone()), |fallback| *fallback == value)
    }

    fn among(&self, left: &Expr, right: &Expr) -> Option<Condition> {
        let (Expr::List(items, _) | Expr::Tuple(items, _)) = right else { return None };
        let values: Option<Vec<Value>> = items.iter().map(constant).collect();
        let each = values?
            .into_iter()
            .map(|value| self.ask(left, Test::Equal(value.clone()), |fallback| *fallback == value));
        Some(Condition::Any(each.collect::<Option<_>>()?))
    }

    fn ordered(&self, op: Comparison, left: &Expr, right: &Expr) -> Option<Condition> {
        let (subject, bound, below) = match (constant(left), constant(right)) {
            (None, Some(value)) => (left, value.as_f64()?, op == Comparison::Less),
            (Some(value), None) => (right, value.as_f64()?, op == Comparison::Greater),
            _ => return None,
        };
        let fallback = |value: &Value| {
            value.as_f64().is_some_and(|value| if below { value < bound } else { value > bound })
        };
        self.ask(subject, if below { Test::Below(bound) } else { Test::Above(bound) }, fallback)
    }

    fn test(&self, base: &Expr, name: &str, arguments: &[Argument]) -> Option<Condition> {
        let not = |condition| Condition::Not(Box::new(condition));
        match (name, arguments) {
            ("defined", []) => self.ask(base, Test::Defined, |_| true),
            ("undefined", []) => self.ask(base, Test::Defined, |_| true).map(not),
            ("none", []) => self.ask(base, Test::Equal(Value::Null), Value::is_null),
            ("string", []) => self.ask(base, Test::Text, Value::is_string),
            ("number", []) => {
                self.ask(base, Test::Number, |fallback| fallback.is_number() || fallback.is_boolean())
            }
            ("boolean", []) => self.ask(base, Test::Boolean, Value::is_boolean),
            ("mapping", []) => self.ask(base, Test::Object, Value::is_object),
            _ => None,
        }
    }

    /// A question to the attribute that an expression stands for, or to its fallback.
    fn ask(&self, expr: &Expr, test: Test, fallback: impl Fn(&Value) -> bool) -> Option<Condition> {
        let subject = self.subject(expr)?;
        let asked = Condition::Is(subject.path.clone(), test);
        let Some((value, falsy)) = subject.fallback else { return Some(asked) };
        let there = if falsy { Test::True } else { Test::Defined };
        let there = Condition::Is(subject.path, there);
        let absent = Condition::Not(Box::new(there.clone()));
        Some(if fallback(&value) {
            Condition::Any(vec![absent, asked])
        } else if falsy {
            Condition::All(vec![there, asked])
        } else {
            asked
        })
    }

    /// When the fallback of an attribute takes its place.
    fn fires(&self, base: &Expr, subject: &Subject) -> Option<Condition> {
        let (_, falsy) = subject.fallback.as_ref()?;
        let there = self.ask(base, if *falsy { Test::True } else { Test::Defined }, |_| true)?;
        Some(Condition::Not(Box::new(there)))
    }

    fn subject(&self, expr: &Expr) -> Option<Subject> {
        if self.options.empty_is_missing || self.options.default_fires_on_null {
            return None;
        }
        match expr {
            Expr::Filter { base, call } if matches!(&*call.name, "default" | "d") => {
                let subject = self.subject(base)?;
                if subject.fallback.is_some() {
                    return None;
                }
                let mut arguments = call.arguments.iter().map(|argument| match argument {
                    Argument::Positional(expr) => constant(expr),
                    _ => None,
                });
                let value = arguments.next().unwrap_or(Some(Value::from("")))?;
                let falsy = arguments.next().unwrap_or(Some(Value::Bool(false)))?;
                Some(Subject { fallback: Some((value, is_true(&falsy))), ..subject })
            }
            Expr::Name(symbol, _) if self.once.contains_key(symbol) => self.subject(self.once.get(symbol)?),
            expr => Some(Subject { path: self.path(expr)?, fallback: None }),
        }
    }

    fn path(&self, expr: &Expr) -> Option<Path> {
        let step = |base: &Expr, key: &str| {
            let mut path = self.path(base)?;
            path.0.push(PathStep::Key(key.into()));
            Some(path)
        };
        match expr {
            Expr::Name(symbol, _) => match self.once.get(symbol) {
                Some(value) => self.path(value),
                None => {
                    let name = self.program.name(*symbol);
                    ROOTS.contains(&name).then(|| Path(vec![PathStep::Key(name.into())]))
                }
            },
            Expr::Attribute { base, name, .. } if name.parse::<i64>().is_err() => step(base, name),
            Expr::Item { base, key, .. } => match &**key {
                Expr::Constant(Constant::Text(key), _) => step(base, key),
                _ => None,
            },
            _ => None,
        }
    }
}

fn constant(expr: &Expr) -> Option<Value> {
    super::expression::constant(expr)
}

/// The truth of a constant.
fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Not(inner) => match &**inner {
                Self::Is(path, Test::Defined) => write!(f, "{path} is missing"),
                Self::Is(path, Test::True) => write!(f, "{path} is empty or missing"),
                Self::Is(path, Test::Equal(value)) => write!(f, "{path} is not {}", json::written(value)),
                Self::Is(path, Test::Below(bound)) => write!(f, "{path} is at least {bound}"),
                Self::Is(path, Test::Above(bound)) => write!(f, "{path} is at most {bound}"),
                inner => write!(f, "not ({inner})"),
            },
            Self::All(parts) => joined(f, parts, " and "),
            Self::Any(parts) => joined(f, parts, " or "),
            Self::Is(path, Test::Defined) => write!(f, "{path} is there"),
            Self::Is(path, Test::True) => write!(f, "{path} is not empty"),
            Self::Is(path, Test::Equal(value)) => write!(f, "{path} is {}", json::written(value)),
            Self::Is(path, Test::Below(bound)) => write!(f, "{path} is below {bound}"),
            Self::Is(path, Test::Above(bound)) => write!(f, "{path} is above {bound}"),
            Self::Is(path, Test::Text) => write!(f, "{path} is text"),
            Self::Is(path, Test::Number) => write!(f, "{path} is a number"),
            Self::Is(path, Test::Boolean) => write!(f, "{path} is true or false"),
            Self::Is(path, Test::Object) => write!(f, "{path} is an object"),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Condition], word: &str) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(word)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}
