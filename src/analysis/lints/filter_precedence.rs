//! `lint/filter-precedence`

use super::super::facts::Facts;
use super::super::visit;
use super::{argument, is_bracketed, is_default};
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::{Binary, Constant, Expr, FilterCall};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Binary { op, left, right, span } = expr else { return };
        let Expr::Filter { base, call } = &**right else { return };
        if is_bracketed(facts, right) || !is_suspicious(*op, left, base, call) {
            return;
        }
        let name = &call.name;
        let sign = op.symbol();
        let filter = short(facts.text(super::filter_span(facts, base, call)));
        let (first, second) = (short(facts.text(left.span())), short(facts.text(base.span())));
        let whole = match argument(call, 0, "default_value").filter(|_| is_default(call)) {
            Some(fallback) => {
                format!("{first} {sign} {second} if {second} else {}", short(facts.text(fallback.span())))
            }
            None => format!("({first} {sign} {second}){filter}"),
        };
        found.push(
            Diagnostic::warning(
                Code::LintFilterPrecedence,
                format!("`{name}` applies to `{second}` alone, not to what `{sign}` gives"),
            )
            .at(*span)
            .hint(format!("for the whole, write `{whole}`"))
            .hint(format!("if it is meant, say so with brackets: `{first} {sign} ({second}{filter})`")),
        );
    });
}

fn is_suspicious(op: Binary, left: &Expr, base: &Expr, call: &FilterCall) -> bool {
    let joins = matches!(op, Binary::Add | Binary::Concatenate);
    if is_default(call) {
        // `'+81' ~ number|default('NA')`: the fallback is glued to what stands before it.
        let ends_in_word = super::text(left).is_some_and(|text| text.ends_with(char::is_alphanumeric));
        let fallback = argument(call, 0, "default_value").and_then(super::text);
        let word = fallback.is_some_and(|text| text.starts_with(char::is_alphanumeric));
        return joins && ends_in_word && word;
    }
    // `points * 1.1|round`
    if matches!(base, Expr::Constant(Constant::Int(_) | Constant::Float(_), _)) {
        return true;
    }
    let whole =
        ["truncate", "upper", "lower", "title", "capitalize", "length", "urlencode", "trim", "round", "int"];
    !matches!(left, Expr::Constant(..)) && whole.contains(&&*call.name) && !ends_in_constant(left, joins)
}

/// Whether the left side is a chain that ends in a text, as in `first ~ ' ' ~ last|upper`, which is seen as often
/// meant as not.
fn ends_in_constant(left: &Expr, joins: bool) -> bool {
    joins
        && matches!(left, Expr::Binary { right, .. } if matches!(**right, Expr::Constant(..)))
        && !matches!(left, Expr::Binary { left, .. } if !matches!(**left, Expr::Constant(..)))
}

fn short(text: &str) -> String {
    if text.chars().count() <= 40 { text.to_owned() } else { "…".to_owned() }
}
