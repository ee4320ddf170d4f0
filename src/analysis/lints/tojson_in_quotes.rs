//! `lint/tojson-in-quotes`

use super::super::attribute::Place;
use super::super::facts::Facts;
use super::filter_span;
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::Expr;

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    for printed in facts.emits.iter().filter(|printed| printed.place == Place::Text) {
        let Expr::Filter { base, call } = printed.expr else { continue };
        if &*call.name != "tojson" {
            continue;
        }
        let span = filter_span(facts, base, call);
        found.push(
            Diagnostic::warning(
                Code::LintToJsonInQuotes,
                "`tojson` writes quotes of its own, and these stand inside quotes: users would see them",
            )
            .at(span)
            .hint("remove the filter, or remove the quotes around the placeholder")
            .edit(span, ""),
        );
    }
}
