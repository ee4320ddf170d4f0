//! What stands in a text and leads back to no text of the data.
//!
//! The recorder follows texts. Numbers and booleans become text where they are printed or joined, and what is printed
//! of them looks like a word of the template. Which attributes may stand there is read from the expression.

use crate::analysis::calculation::Calculation;
use crate::analysis::exact::{is_text, replaces_false};
use crate::analysis::expression::argument_value;
use crate::analysis::facts::Facts;
use crate::analysis::path::Path;
use crate::analysis::visit;
use crate::json::{Kind, Node};
use crate::ordered::Map;
use crate::render::Profile;
use crate::template::names::LOOP;
use crate::template::program::{Argument, Binary, Body, Expr, FilterCall, Stmt, Symbol, Target};

/// How far variables and macros are followed.
const MAX_DEPTH: usize = 4;

/// What an expression may print of numbers and booleans.
#[derive(Debug, Clone, Default)]
pub(super) struct Untraced {
    /// The attributes, and how often each of them is printed.
    attributes: Map<Path, usize>,
    /// How many values are printed of which none is long, whatever the attributes are.
    pub(super) short: usize,
}

impl Untraced {
    fn short() -> Self {
        Self { short: 1, ..Self::default() }
    }

    /// The attributes, each as often as it is printed.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.attributes.iter().flat_map(|(path, times)| std::iter::repeat_n(path, *times))
    }

    fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.short == 0
    }

    /// One behind the other.
    fn and(self, other: Self) -> Self {
        self.joined(other, |one, other| one + other)
    }

    /// One or the other.
    fn or(self, other: Self) -> Self {
        self.joined(other, Ord::max)
    }

    fn joined(mut self, other: Self, count: fn(usize, usize) -> usize) -> Self {
        for (path, times) in other.attributes {
            let known = self.attributes.get_or_default(path);
            *known = count(*known, times);
        }
        self.short = count(self.short, other.short);
        self
    }
}

/// What an expression may print of the numbers and booleans of a profile; none if that cannot be said.
pub(super) fn untraced(facts: &Facts<'_>, profile: &Profile<'static>, expr: &Expr) -> Option<Untraced> {
    Reader { facts, profile }.read(expr, MAX_DEPTH)
}

struct Reader<'a, 'p> {
    facts: &'a Facts<'p>,
    profile: &'a Profile<'static>,
}

impl Reader<'_, '_> {
    fn read(&self, expr: &Expr, depth: usize) -> Option<Untraced> {
        if let Some(calculation) = Calculation::of(self.facts, expr) {
            return Some(Untraced { short: calculation.printed, ..Untraced::default() });
        }
        match expr {
            Expr::Constant(..) => Some(Untraced::default()),
            Expr::Name(symbol, _) => self.name(expr, *symbol, depth),
            Expr::Attribute { base, .. } if matches!(**base, Expr::Name(LOOP, _)) => Some(Untraced::short()),
            Expr::Attribute { .. } | Expr::Item { .. } => self.lookup(expr),
            Expr::Not(..) | Expr::Compare { .. } | Expr::Test { .. } => Some(Untraced::short()),
            Expr::Binary { op, left, right, .. } => match op {
                Binary::Concatenate => Some(self.read(left, depth)?.and(self.read(right, depth)?)),
                Binary::Add if is_text(left) || is_text(right) => {
                    Some(self.read(left, depth)?.and(self.read(right, depth)?))
                }
                _ => self.only_texts(expr),
            },
            Expr::And(left, right) => Some(self.read(left, depth)?.or(self.read(right, depth)?)),
            Expr::Or(left, right) => {
                let first = self.without_false(self.read(left, depth)?);
                Some(first.or(self.read(right, depth)?))
            }
            Expr::If { then, otherwise, .. } => {
                let then = self.read(then, depth)?;
                otherwise
                    .as_deref()
                    .map_or(Some(then.clone()), |other| Some(then.or(self.read(other, depth)?)))
            }
            Expr::Filter { base, call } => self.filter(base, call, depth),
            Expr::Call { callee, arguments, .. } => match &**callee {
                Expr::Name(symbol, _) => self.called(expr, *symbol, arguments, depth),
                Expr::Attribute { base, .. } => self.changed(base, depth),
                _ => self.only_texts(expr),
            },
            Expr::Slice { base, .. } => self.changed(base, depth),
            Expr::Negate(..) | Expr::List(..) | Expr::Tuple(..) | Expr::Dict(..) => self.only_texts(expr),
        }
    }

    fn filter(&self, base: &Expr, call: &FilterCall, depth: usize) -> Option<Untraced> {
        match &*call.name {
            "string" | "safe" => self.read(base, depth),
            "length" | "count" => Some(Untraced::short()),
            "default" | "d" => {
                let mut all = self.read(base, depth)?;
                if replaces_false(call) {
                    all = self.without_false(all);
                }
                for argument in &call.arguments {
                    all = all.or(self.read(argument_value(argument), depth)?);
                }
                Some(all)
            }
            _ => self.changed(base, depth),
        }
    }

    /// What a filter, method or slice makes of a value: of a text, nothing that leads back to none.
    fn changed(&self, base: &Expr, depth: usize) -> Option<Untraced> {
        self.read(base, depth).filter(Untraced::is_empty)
    }

    /// What is left where a fallback takes the place of false values.
    fn without_false(&self, untraced: Untraced) -> Untraced {
        let is_left =
            |path: &Path| self.values(path).into_iter().any(|value| is_scalar(value) && !is_false(value));
        let attributes = untraced.attributes.into_iter().filter(|(path, _)| is_left(path)).collect();
        Untraced { attributes, ..untraced }
    }

    /// What is looked up in the data.
    fn lookup(&self, expr: &Expr) -> Option<Untraced> {
        let flow = self.facts.flow(expr);
        if flow.is.is_empty() || flow.from != flow.is {
            return self.only_texts(expr);
        }
        let mut found = Untraced::default();
        for id in &flow.is {
            let path = Path::of(&self.facts.attributes, *id);
            if self.values(&path).into_iter().any(is_scalar) {
                found.attributes.insert(path, 1);
            }
        }
        Some(found)
    }

    /// A variable: what it was set to.
    fn name(&self, expr: &Expr, symbol: Symbol, depth: usize) -> Option<Untraced> {
        let flow = self.facts.flow(expr);
        if !flow.is.is_empty() && flow.from == flow.is {
            return self.lookup(expr);
        }
        let depth = depth.checked_sub(1)?;
        let is_target = |target: &Target| matches!(target, Target::Name(name) if *name == symbol);
        let mut settings: Vec<Option<Untraced>> = Vec::new();
        visit::statements(&self.facts.program.body, &mut |statement| match statement {
            Stmt::Set { target, value, .. } if is_target(target) => settings.push(self.read(value, depth)),
            Stmt::SetBlock { target, filters, body, .. } if is_target(target) => {
                settings.push(self.body(body, depth).filter(|body| filters.is_empty() || body.is_empty()));
            }
            Stmt::With { assignments, .. } => {
                let mine = assignments.iter().filter(|(target, _)| is_target(target));
                settings.extend(mine.map(|(_, value)| self.read(value, depth)));
            }
            _ => {}
        });
        if settings.is_empty() {
            return self.only_texts(expr);
        }
        settings.into_iter().try_fold(Untraced::default(), |all, setting| Some(all.or(setting?)))
    }

    /// What a macro prints, and what it is given.
    fn called(&self, expr: &Expr, symbol: Symbol, given: &[Argument], depth: usize) -> Option<Untraced> {
        let mut found = None;
        visit::statements(&self.facts.program.body, &mut |statement| {
            if let Stmt::Macro(definition) = statement
                && definition.symbol == symbol
            {
                found = Some(definition);
            }
        });
        let Some(definition) = found else { return self.only_texts(expr) };
        let printed = self.body(&definition.body, depth.checked_sub(1)?);
        let arguments =
            given.iter().map(argument_value).filter(|argument| self.facts.flow(argument).is.is_empty());
        arguments.fold(printed, |all, argument| Some(all?.and(self.read(argument, depth)?)))
    }

    /// All that is printed within a body, unless a loop prints it again and again.
    fn body(&self, body: &Body, depth: usize) -> Option<Untraced> {
        let mut has_loop = false;
        visit::statements(body, &mut |statement| has_loop |= matches!(statement, Stmt::For(_)));
        let mut all = Untraced::default();
        for emit in visit::placeholders(body) {
            let printed =
                if has_loop { self.only_texts(&emit.value)? } else { self.read(&emit.value, depth)? };
            all = all.and(printed);
        }
        Some(all)
    }

    /// Nothing, where all attributes behind an expression are texts: those can be followed.
    fn only_texts(&self, expr: &Expr) -> Option<Untraced> {
        let attributes = self.facts.flow(expr).everything();
        let are_texts = attributes.iter().all(|id| {
            let values = self.values(&Path::of(&self.facts.attributes, *id));
            values.into_iter().all(|value| !holds_scalar(value))
        });
        are_texts.then(Untraced::default)
    }

    fn values(&self, path: &Path) -> Vec<Node<'_>> {
        path.values(self.profile).into_iter().flatten().collect()
    }
}

fn is_scalar(value: Node<'_>) -> bool {
    matches!(value.kind(), Kind::Integer | Kind::Float | Kind::Bool)
}

fn is_false(value: Node<'_>) -> bool {
    value.as_bool() == Some(false) || value.as_f64() == Some(0.0)
}

fn holds_scalar(value: Node<'_>) -> bool {
    let all = value.index()..value.end_index();
    all.map(|index| Node::at(value.document(), index)).any(is_scalar)
}
