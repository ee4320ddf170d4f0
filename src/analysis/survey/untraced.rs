//! What stands in a text and leads back to no text of the data.
//!
//! The recorder follows texts. Numbers and booleans become text where they are printed or joined, and what is printed
//! of them looks like a word of the template. Which attributes may stand there is read from the expression.

use crate::analysis::exact::is_text;
use crate::analysis::expression::argument_value;
use crate::analysis::facts::Facts;
use crate::analysis::path::Path;
use crate::analysis::visit;
use crate::json::{Kind, Node};
use crate::ordered::Map;
use crate::render::Profile;
use crate::template::names::LOOP;
use crate::template::program::{Binary, Body, Expr, FilterCall, Stmt, Symbol, Target};

/// How far variables and macros are followed.
const MAX_DEPTH: usize = 8;

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
        let depth = depth.checked_sub(1)?;
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
            Expr::And(left, right) | Expr::Or(left, right) => {
                Some(self.read(left, depth)?.or(self.read(right, depth)?))
            }
            Expr::If { then, otherwise, .. } => {
                let then = self.read(then, depth)?;
                otherwise
                    .as_deref()
                    .map_or(Some(then.clone()), |other| Some(then.or(self.read(other, depth)?)))
            }
            Expr::Filter { base, call } => self.filter(expr, base, call, depth),
            Expr::Call { callee, .. } => match &**callee {
                Expr::Name(symbol, _) => self.body_of_macro(expr, *symbol, depth),
                _ => self.only_texts(expr),
            },
            Expr::Slice { .. } | Expr::Negate(..) | Expr::List(..) | Expr::Tuple(..) | Expr::Dict(..) => {
                self.only_texts(expr)
            }
        }
    }

    fn filter(&self, expr: &Expr, base: &Expr, call: &FilterCall, depth: usize) -> Option<Untraced> {
        match &*call.name {
            "string" | "safe" => self.read(base, depth),
            "length" | "count" => Some(Untraced::short()),
            "default" | "d" => {
                let mut all = self.read(base, depth)?;
                for argument in &call.arguments {
                    all = all.or(self.read(argument_value(argument), depth)?);
                }
                Some(all)
            }
            _ => self.only_texts(expr),
        }
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

    /// A variable: what it was set to, if that is one thing.
    fn name(&self, expr: &Expr, symbol: Symbol, depth: usize) -> Option<Untraced> {
        let flow = self.facts.flow(expr);
        if !flow.is.is_empty() && flow.from == flow.is {
            return self.lookup(expr);
        }
        let is_target = |target: &Target| matches!(target, Target::Name(name) if *name == symbol);
        let mut settings = Vec::new();
        visit::statements(&self.facts.program.body, &mut |statement| match statement {
            Stmt::Set { target, .. } | Stmt::SetBlock { target, .. } if is_target(target) => {
                settings.push(statement);
            }
            _ => {}
        });
        match settings.as_slice() {
            [Stmt::Set { value, .. }] => self.read(value, depth),
            [Stmt::SetBlock { filters, body, .. }] if filters.is_empty() => self.body(body, depth),
            _ => self.only_texts(expr),
        }
    }

    fn body_of_macro(&self, expr: &Expr, symbol: Symbol, depth: usize) -> Option<Untraced> {
        let mut found = None;
        visit::statements(&self.facts.program.body, &mut |statement| {
            if let Stmt::Macro(definition) = statement
                && definition.symbol == symbol
            {
                found = Some(definition);
            }
        });
        match found {
            Some(definition) => self.body(&definition.body, depth),
            None => self.only_texts(expr),
        }
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

fn holds_scalar(value: Node<'_>) -> bool {
    let all = value.index()..value.end_index();
    all.map(|index| Node::at(value.document(), index)).any(is_scalar)
}
