//! All expressions and statements of a program, one after the other.

use super::facts::bodies;
use crate::template::program::{Argument, Emit, Expr, FilterCall, Macro, Stmt, Target};

/// Calls `visit` for each statement, outer ones first.
pub(crate) fn statements<'p>(body: &'p [Stmt], visit: &mut dyn FnMut(&'p Stmt)) {
    for statement in body {
        visit(statement);
        for inner in bodies(statement) {
            statements(inner, visit);
        }
    }
}

/// Calls `visit` for each expression, outer ones first.
pub(crate) fn expressions<'p>(body: &'p [Stmt], visit: &mut dyn FnMut(&'p Expr)) {
    statements(body, &mut |statement| {
        for expr in roots(statement) {
            below(expr, visit);
        }
    });
}

/// The placeholders of a body, those in inner bodies too.
pub(crate) fn placeholders(body: &[Stmt]) -> impl Iterator<Item = &Emit> {
    let mut found = Vec::new();
    statements(body, &mut |statement| {
        if let Stmt::Emit(emit) = statement {
            found.push(emit);
        }
    });
    found.into_iter()
}

/// Whether a condition holds for one of the literal texts of a body.
pub(crate) fn holds_literal(body: &[Stmt], condition: fn(&str) -> bool) -> bool {
    let mut holds = false;
    statements(body, &mut |statement| {
        holds |= matches!(statement, Stmt::Literal(literal) if condition(&literal.text));
    });
    holds
}

/// The filters of blocks, which belong to no expression.
pub(crate) fn block_filters(statement: &Stmt) -> &[FilterCall] {
    match statement {
        Stmt::SetBlock { filters, .. } | Stmt::FilterBlock { filters, .. } => filters,
        _ => &[],
    }
}

/// The expressions of a statement itself.
pub(super) fn roots(statement: &Stmt) -> Vec<&Expr> {
    let mut found: Vec<&Expr> = match statement {
        Stmt::Literal(_) | Stmt::Block(_) | Stmt::Break | Stmt::Continue => Vec::new(),
        Stmt::SetBlock { .. } | Stmt::FilterBlock { .. } => Vec::new(),
        Stmt::Emit(Emit { value, .. }) => vec![value],
        Stmt::If(branch) => vec![&branch.test],
        Stmt::For(repeat) => std::iter::once(&repeat.iterable).chain(&repeat.filter).collect(),
        Stmt::Set { target, value, .. } => {
            let mut found = vec![value];
            if let Target::Attribute { base, .. } = target {
                found.push(base);
            }
            found
        }
        Stmt::With { assignments, .. } => assignments.iter().map(|(_, value)| value).collect(),
        Stmt::Macro(definition) => defaults(definition).collect(),
        Stmt::CallBlock { call, caller, .. } => std::iter::once(call).chain(defaults(caller)).collect(),
        Stmt::Do(expr) | Stmt::NotSend { reason: expr, .. } => vec![expr],
    };
    for call in block_filters(statement) {
        found.extend(call.arguments.iter().map(argument));
    }
    found
}

/// The defaults of a macro's parameters.
fn defaults(definition: &Macro) -> impl Iterator<Item = &Expr> {
    definition.parameters.iter().filter_map(|(_, default)| default.as_ref())
}

fn argument(argument: &Argument) -> &Expr {
    super::expression::argument_value(argument)
}

/// Calls `visit` for an expression and all within.
pub(crate) fn below<'p>(expr: &'p Expr, visit: &mut dyn FnMut(&'p Expr)) {
    visit(expr);
    for part in parts(expr) {
        below(part, visit);
    }
}

/// The expressions directly within another.
pub(crate) fn parts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::Constant(..) | Expr::Name(..) => Vec::new(),
        Expr::Attribute { base, .. } => vec![base],
        Expr::Item { base, key, .. } => vec![base, key],
        Expr::Slice { base, bounds, .. } => std::iter::once(&**base).chain(bounds.iter().flatten()).collect(),
        Expr::Not(value, _) | Expr::Negate(value, _) => vec![value],
        Expr::Binary { left, right, .. } | Expr::And(left, right) | Expr::Or(left, right) => {
            vec![left, right]
        }
        Expr::Compare { first, rest, .. } => {
            std::iter::once(&**first).chain(rest.iter().map(|(_, expr)| expr)).collect()
        }
        Expr::If { test, then, otherwise, .. } => {
            [&**test, &**then].into_iter().chain(otherwise.as_deref()).collect()
        }
        Expr::Filter { base, call } => {
            std::iter::once(&**base).chain(call.arguments.iter().map(argument)).collect()
        }
        Expr::Test { base, arguments, .. } => {
            std::iter::once(&**base).chain(arguments.iter().map(argument)).collect()
        }
        Expr::Call { callee, arguments, .. } => {
            std::iter::once(&**callee).chain(arguments.iter().map(argument)).collect()
        }
        Expr::List(items, _) | Expr::Tuple(items, _) => items.iter().collect(),
        Expr::Dict(members, _) => members.iter().flat_map(|(key, value)| [key, value]).collect(),
    }
}
