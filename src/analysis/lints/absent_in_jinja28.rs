//! `lint/absent-in-jinja28`

use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::names::LOOP;
use crate::template::program::{Expr, FilterCall};

const FILTERS: &[(&str, &str)] =
    &[("unique", "2.10"), ("min", "2.10"), ("max", "2.10"), ("tojson", "2.9"), ("items", "3.1")];
const TESTS: &[(&str, &str)] = &[
    ("in", "2.10"),
    ("boolean", "2.11"),
    ("true", "2.11"),
    ("false", "2.11"),
    ("integer", "2.11"),
    ("float", "2.11"),
    ("eq", "2.10"),
    ("==", "2.10"),
    ("ne", "2.10"),
    ("!=", "2.10"),
    ("lt", "2.10"),
    ("lessthan", "2.10"),
    ("<", "2.10"),
    ("le", "2.10"),
    ("<=", "2.10"),
    ("gt", "2.10"),
    ("greaterthan", "2.10"),
    (">", "2.10"),
    ("ge", "2.10"),
    (">=", "2.10"),
    ("filter", "3.0"),
    ("test", "3.0"),
];
const LOOP_VARIABLES: &[(&str, &str)] = &[("previtem", "2.10"), ("nextitem", "2.10"), ("changed", "2.10")];

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| match expr {
        Expr::Filter { base, call } => {
            let span = super::filter_span(facts, base, call);
            filter(call, span, found);
        }
        Expr::Test { name, span, .. } => {
            if let Some((_, since)) = TESTS.iter().find(|(test, _)| *test == &**name) {
                found.push(finding(&format!("the test `{name}`"), since, *span));
            }
        }
        Expr::Name(symbol, span) if facts.program.name(*symbol) == "namespace" => {
            found.push(finding("`namespace`", "2.10", *span));
        }
        Expr::Attribute { base, name, span } if matches!(**base, Expr::Name(LOOP, _)) => {
            if let Some((_, since)) = LOOP_VARIABLES.iter().find(|(variable, _)| *variable == &**name) {
                found.push(finding(&format!("`loop.{name}`"), since, *span));
            }
        }
        _ => {}
    });
    visit::statements(&facts.program.body, &mut |statement| {
        for call in visit::block_filters(statement) {
            filter(call, call.span, found);
        }
    });
}

fn filter(call: &FilterCall, span: Span, found: &mut Vec<Diagnostic>) {
    if let Some((name, since)) = FILTERS.iter().find(|(name, _)| *name == &*call.name) {
        found.push(finding(&format!("the filter `{name}`"), since, span));
    }
    let has_default = call.arguments.iter().any(|argument| {
        matches!(argument, crate::template::program::Argument::Named(name, _) if &**name == "default")
    });
    if &*call.name == "map" && has_default {
        found.push(finding("the argument `default` of `map`", "2.11", span));
    }
}

fn finding(what: &str, since: &str, span: Span) -> Diagnostic {
    Diagnostic::warning(
        Code::LintAbsentInJinja28,
        format!("{what} came with Jinja {since}, and Jinja 2.8 lacks it"),
    )
    .at(span)
}
