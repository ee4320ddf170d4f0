//! Expressions to terms.

use super::change::{Case, Change, Truncate};
use super::general::General;
use super::names::{Attribute, Binding, Names};
use super::reading::Reading;
use super::term::{Default, Joining, Member, Property, Root, Term};
use crate::json::Trail;
use crate::render::{Options, ROOTS, functions, methods};
use crate::template::names::LOOP;
use crate::template::program::{Argument, Binary, Constant, Expr, FilterCall, Program, Symbol};
use std::cell::Cell;

/// Makes terms of expressions at one point of a route.
pub(super) struct Compiler<'c> {
    pub(super) program: &'c Program,
    pub(super) options: &'c Options,
    pub(super) names: &'c Names,
}

impl Compiler<'_> {
    /// The term for an expression; `None` if evaluating it may do more than give a value.
    pub(super) fn term(&self, expr: &Expr) -> Option<Term> {
        self.simple(expr).or_else(|| self.general(expr))
    }

    fn boxed<const N: usize>(&self, exprs: [&Expr; N]) -> Option<Box<[Term; N]>> {
        let terms: Option<Vec<Term>> = exprs.into_iter().map(|expr| self.term(expr)).collect();
        terms?.try_into().ok().map(Box::new)
    }

    fn simple(&self, expr: &Expr) -> Option<Term> {
        Some(match expr {
            Expr::Constant(constant, _) => self::constant(constant)?,
            Expr::Name(symbol, _) => match self.names.get(*symbol) {
                Some(Binding::Register(register)) => Term::Register(register),
                Some(Binding::Loop(_)) => return None,
                None => self.root(*symbol)?,
            },
            Expr::Attribute { base, name, .. } => match (&**base, self.loop_pass(base)) {
                (_, Some(pass)) => Term::Constant(match pass.attribute(name)? {
                    Attribute::Int(number) => Reading::Int(number),
                    Attribute::Bool(value) => Reading::Bool(value),
                }),
                // A method, or an item of a list.
                _ if methods::is_of_dict(name) || name.parse::<i128>().is_ok() => return None,
                (base, None) => self.member(base, name)?,
            },
            Expr::Item { base, key, .. } => match &**key {
                Expr::Constant(Constant::Text(key), _) => self.member(base, key)?,
                Expr::Constant(Constant::Int(index), _) => {
                    Term::Index(Box::new(self.term(base)?), i64::try_from(*index).ok()?)
                }
                _ => return None,
            },
            Expr::Not(value, _) => Term::Not(Box::new(self.term(value)?)),
            Expr::And(left, right) => Term::And(self.boxed([left, right])?),
            Expr::Or(left, right) => Term::Or(self.boxed([left, right])?),
            Expr::If { test, then, otherwise: Some(otherwise), .. } => {
                Term::If(self.boxed([test, then, otherwise])?)
            }
            Expr::If { test, then, otherwise: None, .. } => {
                Term::If(Box::new([self.term(test)?, self.term(then)?, Term::Constant(Reading::Undefined)]))
            }
            Expr::Compare { first, rest, .. } => return self.comparison(first, rest),
            Expr::Binary { op: Binary::Concatenate, left, right, .. } => {
                Term::Join(self.boxed([left, right])?, Joining::Tilde)
            }
            Expr::Binary { op: Binary::Add, left, right, .. } if is_text(left) || is_text(right) => {
                Term::Join(self.boxed([left, right])?, Joining::Plus)
            }
            Expr::Filter { base, call } => return self.filter(base, call),
            Expr::Test { base, name, arguments, .. } if arguments.is_empty() => {
                Term::Is(Box::new(self.term(base)?), property(name)?)
            }
            _ => return None,
        })
    }

    fn loop_pass(&self, base: &Expr) -> Option<super::names::Pass> {
        match (base, self.names.get(LOOP)) {
            (Expr::Name(LOOP, _), Some(Binding::Loop(pass))) => Some(pass),
            _ => None,
        }
    }

    fn root(&self, symbol: Symbol) -> Option<Term> {
        let name = self.program.name(symbol);
        let is_function = functions::global(name).is_some();
        let number = ROOTS.iter().position(|root| *root == name).unwrap_or(ROOTS.len());
        (!is_function && !self.is_of_account(symbol)).then(|| {
            Term::Root(Root { name: name.into(), number, place: Cell::default(), trail: Trail::new() })
        })
    }

    /// Whether a name stands for what the account holds, of which routes know nothing.
    fn is_of_account(&self, symbol: Symbol) -> bool {
        self.options.account.root(self.program.name(symbol)).is_some()
    }

    fn member(&self, base: &Expr, key: &str) -> Option<Term> {
        let base = self.term(base)?;
        let in_root = matches!(&base, Term::Root(root) if root.number < ROOTS.len());
        Some(Term::Member(Box::new(Member {
            base,
            key: key.into(),
            place: Cell::default(),
            trail: Trail::new(),
            names_method: methods::is_of_dict(key),
            in_root,
            empty_is_missing: self.options.empty_is_missing,
        })))
    }

    fn comparison(
        &self,
        first: &Expr,
        rest: &[(crate::template::program::Comparison, Expr)],
    ) -> Option<Term> {
        use crate::template::program::Comparison::{In, NotIn};
        let [(comparison, second)] = rest else { return None };
        match (comparison, second) {
            (In | NotIn, Expr::List(items, _)) => {
                let items: Option<Box<[_]>> = items.iter().map(|item| self.term(item)).collect();
                let found = Term::OneOf(Box::new(self.term(first)?), items?);
                Some(if *comparison == In { found } else { Term::Not(Box::new(found)) })
            }
            _ => Some(Term::Compare(self.boxed([first, second])?, *comparison)),
        }
    }

    fn filter(&self, base: &Expr, call: &FilterCall) -> Option<Term> {
        let change = |change| Some(Term::Change(Box::new(self.term(base)?), change));
        match (&*call.name, call.arguments.as_slice()) {
            ("default" | "d", arguments) => self.default(base, arguments),
            ("length" | "count", []) => Some(Term::Length(Box::new(self.term(base)?))),
            ("string" | "safe", []) => change(Change::Print),
            ("upper", []) => change(Change::Case(Case::Upper)),
            ("lower", []) => change(Change::Case(Case::Lower)),
            ("capitalize", []) => change(Change::Case(Case::Capitalize)),
            ("title", []) => change(Change::Case(Case::Title)),
            ("trim", []) => change(Change::Trim),
            ("urlencode", []) => change(Change::UrlEncode),
            ("truncate", arguments) => change(Change::Truncate(truncate(arguments)?)),
            ("replace", [old, new]) => {
                let (old, new) = (constant_text(old)?, constant_text(new)?);
                if old.is_empty() {
                    None
                } else {
                    change(Change::Replace { old: old.into(), new: new.into() })
                }
            }
            _ => None,
        }
    }

    fn default(&self, base: &Expr, arguments: &[Argument]) -> Option<Term> {
        let (fallback, falsy) = match arguments {
            [] => (Term::Text("".into()), false),
            [Argument::Positional(fallback)] => (self.term(fallback)?, false),
            [Argument::Positional(fallback), falsy] => (self.term(fallback)?, boolean(falsy)?),
            _ => return None,
        };
        let base = self.term(base)?;
        let replaces_null = self.options.default_fires_on_null;
        Some(Term::Default(Box::new(Default { base, fallback, falsy, replaces_null })))
    }

    fn general(&self, expr: &Expr) -> Option<Term> {
        let mut names = Vec::new();
        if !self.only_reads(expr, &mut names) {
            return None;
        }
        Some(Term::General(Box::new(General { expr: expr.clone(), names: names.into() })))
    }

    /// Whether an expression does nothing but give a value, which depends on the data and these registers only.
    fn only_reads(&self, expr: &Expr, names: &mut Vec<(Symbol, u8)>) -> bool {
        let mut all = |exprs: &[&Expr]| exprs.iter().all(|expr| self.only_reads(expr, names));
        match expr {
            Expr::Constant(..) => true,
            Expr::Name(symbol, _) => match self.names.get(*symbol) {
                Some(Binding::Register(register)) => {
                    if !names.contains(&(*symbol, register)) {
                        names.push((*symbol, register));
                    }
                    true
                }
                Some(Binding::Loop(_)) => false,
                None => !self.is_of_account(*symbol),
            },
            Expr::Attribute { base, .. } | Expr::Not(base, _) | Expr::Negate(base, _) => all(&[base]),
            Expr::Item { base, key, .. } => all(&[base, key]),
            Expr::Slice { base, bounds, .. } => {
                all(&[base]) && bounds.iter().flatten().all(|bound| self.only_reads(bound, names))
            }
            Expr::Binary { left, right, .. } | Expr::And(left, right) | Expr::Or(left, right) => {
                all(&[left, right])
            }
            Expr::Compare { first, rest, .. } => {
                all(&[first]) && rest.iter().all(|(_, operand)| self.only_reads(operand, names))
            }
            Expr::If { test, then, otherwise, .. } => {
                all(&[test, then]) && otherwise.as_ref().is_none_or(|expr| self.only_reads(expr, names))
            }
            Expr::Filter { base, call } => all(&[base]) && self.arguments_only_read(&call.arguments, names),
            Expr::Test { base, arguments, .. } => all(&[base]) && self.arguments_only_read(arguments, names),
            Expr::Call { callee, arguments, .. } => {
                let is_harmless = match &**callee {
                    Expr::Attribute { base, name, .. } => methods::only_read(name) && all(&[base]),
                    Expr::Name(symbol, _) => {
                        self.names.get(*symbol).is_none() && self.program.name(*symbol) == "range"
                    }
                    _ => false,
                };
                is_harmless && self.arguments_only_read(arguments, names)
            }
            Expr::List(items, _) | Expr::Tuple(items, _) => {
                items.iter().all(|item| self.only_reads(item, names))
            }
            Expr::Dict(members, _) => members
                .iter()
                .all(|(key, value)| self.only_reads(key, names) && self.only_reads(value, names)),
        }
    }

    fn arguments_only_read(&self, arguments: &[Argument], names: &mut Vec<(Symbol, u8)>) -> bool {
        arguments.iter().all(|argument| match argument {
            Argument::Positional(expr)
            | Argument::Named(_, expr)
            | Argument::Spread(expr)
            | Argument::SpreadNamed(expr) => self.only_reads(expr, names),
        })
    }
}

/// The second argument of `default`, if it is constant.
fn boolean(argument: &Argument) -> Option<bool> {
    match argument {
        Argument::Positional(Expr::Constant(Constant::Bool(value), _)) => Some(*value),
        Argument::Named(name, Expr::Constant(Constant::Bool(value), _)) if &**name == "boolean" => {
            Some(*value)
        }
        _ => None,
    }
}

fn is_text(expr: &Expr) -> bool {
    matches!(expr, Expr::Constant(Constant::Text(_), _))
}

fn constant(constant: &Constant) -> Option<Term> {
    Some(Term::Constant(match constant {
        Constant::None => Reading::None,
        Constant::Bool(value) => Reading::Bool(*value),
        Constant::Int(value) => Reading::Int(i64::try_from(*value).ok()?),
        Constant::Float(value) => Reading::Float(*value),
        Constant::Text(text) => return Some(Term::Text(text.clone())),
    }))
}

fn constant_text(argument: &Argument) -> Option<&str> {
    match argument {
        Argument::Positional(Expr::Constant(Constant::Text(text), _)) => Some(text),
        _ => None,
    }
}

fn property(test: &str) -> Option<Property> {
    Some(match test {
        "defined" => Property::Defined,
        "undefined" => Property::Undefined,
        "none" => Property::None,
        "string" => Property::Text,
        "number" => Property::Number,
        "integer" => Property::Integer,
        "boolean" => Property::Boolean,
        "true" => Property::True,
        "false" => Property::False,
        "mapping" => Property::Mapping,
        _ => return None,
    })
}

/// The arguments of `truncate`, if they are constant and right.
fn truncate(arguments: &[Argument]) -> Option<Truncate> {
    let mut bound: [Option<&Constant>; 4] = [None; 4];
    for (at, argument) in arguments.iter().enumerate() {
        let (at, expr) = match argument {
            Argument::Positional(expr) => (at, expr),
            Argument::Named(name, expr) => {
                let names = ["length", "killwords", "end", "leeway"];
                (names.iter().position(|known| *known == &**name)?, expr)
            }
            Argument::Spread(_) | Argument::SpreadNamed(_) => return None,
        };
        let Expr::Constant(constant, _) = expr else { return None };
        match bound.get_mut(at)? {
            slot @ None => *slot = Some(constant),
            Some(_) => return None,
        }
    }
    let [length, kill_words, end, leeway] = bound;
    let length = match length {
        None => 255,
        Some(Constant::Int(length)) => usize::try_from(*length).ok()?,
        Some(_) => return None,
    };
    let kill_words = match kill_words {
        None => false,
        Some(Constant::Bool(kill_words)) => *kill_words,
        Some(_) => return None,
    };
    let end = match end {
        None => "...",
        Some(Constant::Text(end)) => end,
        Some(_) => return None,
    };
    let leeway = match leeway {
        None | Some(Constant::None) => 5.0,
        Some(Constant::Int(leeway)) => u32::try_from(*leeway).ok()?.into(),
        Some(_) => return None,
    };
    (end.chars().count() <= length).then(|| Truncate { length, kill_words, end: end.into(), leeway })
}
