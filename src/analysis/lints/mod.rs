//! What looks wrong in the text of a template, one file for each lint.
//!
//! These see the program and what is known of its names, but no values. Each has a section in `docs/codes.md`.

mod absent_in_jinja28;
mod add_number;
mod blank_in_key;
mod boolean_text;
mod date_form;
mod default_keeps_empty;
mod default_never_fires;
mod default_too_late;
mod encoded_tag;
mod filter_precedence;
mod html_escape;
mod method_not_called;
mod misspelt_not_send;
mod names;
mod number_index;
mod set_in_loop;
mod tojson_in_quotes;
mod types;
mod unknown_name;

use super::facts::Facts;
use crate::diagnostic::{Diagnostic, Span};
use crate::render::Options;
use crate::template::program::{Argument, Constant, Expr, FilterCall};

pub(super) use unknown_name::finding as unknown_name;

type Lint = fn(&Facts<'_>, &mut Vec<Diagnostic>);

const LINTS: &[Lint] = &[
    add_number::check,
    blank_in_key::check,
    boolean_text::check,
    date_form::check,
    default_keeps_empty::check,
    default_never_fires::check,
    default_too_late::check,
    encoded_tag::check,
    filter_precedence::check,
    html_escape::check,
    method_not_called::check,
    misspelt_not_send::check,
    names::check,
    number_index::check,
    set_in_loop::check,
    tojson_in_quotes::check,
    unknown_name::check,
];

/// All findings of the lints.
pub(super) fn check(facts: &Facts<'_>, options: &Options) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for lint in LINTS {
        lint(facts, &mut found);
    }
    if options.jinja28 {
        absent_in_jinja28::check(facts, &mut found);
    }
    found
}

/// Whether a filter is `default`, by either of its names.
fn is_default(call: &FilterCall) -> bool {
    matches!(&*call.name, "default" | "d")
}

/// The constant text of an expression.
fn text(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Constant(Constant::Text(text), _) => Some(text),
        _ => None,
    }
}

/// The argument at a position or of a name.
fn argument<'a>(call: &'a FilterCall, position: usize, name: &str) -> Option<&'a Expr> {
    let named = call.arguments.iter().find_map(|argument| match argument {
        Argument::Named(given, expr) if **given == *name => Some(expr),
        _ => None,
    });
    named.or_else(|| match call.arguments.get(position) {
        Some(Argument::Positional(expr)) => Some(expr),
        _ => None,
    })
}

/// The place of a filter itself, from the bar on.
fn filter_span(facts: &Facts<'_>, base: &Expr, call: &FilterCall) -> Span {
    let whole = base.span().to(call.span);
    let start = base.span().end.max(whole.start);
    let between = facts.text(Span { start, end: whole.end });
    // Brackets around the base stand before the bar.
    let bar = between.find('|').unwrap_or(0) as u32;
    Span { start: start + bar, end: whole.end }
}

/// Whether an expression stands in brackets of its own.
fn is_bracketed(facts: &Facts<'_>, expr: &Expr) -> bool {
    let before = facts.program.source.get(..expr.span().start as usize).unwrap_or_default();
    before.trim_end().ends_with('(')
}
