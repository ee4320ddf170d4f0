//! The most that evaluating an expression counts.

use crate::template::program::{Argument, Expr};

/// Steps for each part of an expression: the part itself, and what it compares, prints or writes.
const EACH: u64 = 8;

/// The most steps that the evaluator counts for an expression, without those for the length of texts and lists.
pub(super) fn most(expr: &Expr) -> u64 {
    let all = |exprs: &[&Expr]| exprs.iter().map(|expr| most(expr)).sum::<u64>();
    let inside = match expr {
        Expr::Constant(..) | Expr::Name(..) => 0,
        Expr::Attribute { base, .. } | Expr::Not(base, _) | Expr::Negate(base, _) => most(base),
        Expr::Item { base, key, .. } => all(&[base, key]),
        Expr::Slice { base, bounds, .. } => most(base) + bounds.iter().flatten().map(most).sum::<u64>(),
        Expr::Binary { left, right, .. } | Expr::And(left, right) | Expr::Or(left, right) => {
            all(&[left, right])
        }
        Expr::Compare { first, rest, .. } => {
            most(first) + rest.iter().map(|(_, operand)| most(operand)).sum::<u64>()
        }
        Expr::If { test, then, otherwise, .. } => {
            all(&[test, then]) + otherwise.as_ref().map_or(0, |otherwise| most(otherwise))
        }
        Expr::Filter { base, call } => most(base) + arguments(&call.arguments),
        Expr::Test { base, arguments: given, .. } => most(base) + arguments(given),
        Expr::Call { callee, arguments: given, .. } => most(callee) + arguments(given),
        Expr::List(items, _) | Expr::Tuple(items, _) => items.iter().map(|item| EACH + most(item)).sum(),
        Expr::Dict(members, _) => members.iter().map(|(key, value)| EACH + all(&[key, value])).sum(),
    };
    EACH + inside
}

fn arguments(arguments: &[Argument]) -> u64 {
    let each = arguments.iter().map(|argument| match argument {
        Argument::Positional(expr)
        | Argument::Named(_, expr)
        | Argument::Spread(expr)
        | Argument::SpreadNamed(expr) => most(expr),
    });
    each.sum()
}
