//! `lint/boolean-text`

use super::super::attribute::How;
use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::{Comparison, Expr};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Compare { first, rest, span } = expr else { return };
        let [(Comparison::Equal | Comparison::NotEqual, second)] = rest.as_slice() else { return };
        for (value, constant) in [(&**first, second), (second, &**first)] {
            let Some(word @ ("true" | "True" | "false" | "False")) = super::text(constant) else { continue };
            if !is_boolean(facts, value) {
                continue;
            }
            let message = format!("a boolean is never equal to the text `{word}`");
            found.push(
                Diagnostic::warning(Code::LintBooleanText, message)
                    .at(*span)
                    .hint("test the value itself, or compare it with true or false without quotes")
                    .edit(constant_span(constant), word.to_lowercase()),
            );
        }
    });
}

fn constant_span(expr: &Expr) -> Span {
    expr.span()
}

/// Whether the template uses the value as a boolean elsewhere.
fn is_boolean(facts: &Facts<'_>, expr: &Expr) -> bool {
    let flow = facts.flow(expr);
    let boolean = |how: &How| match how {
        How::Truth => true,
        How::Equal(value) => value.is_boolean(),
        How::Tested(name) => matches!(&**name, "boolean" | "true" | "false"),
        _ => false,
    };
    !flow.is.is_empty()
        && flow.is.iter().all(|id| facts.attributes.get(*id).uses.iter().any(|found| boolean(&found.how)))
        || flow.is.is_empty() && matches!(expr, Expr::Compare { .. } | Expr::Test { .. } | Expr::Not(..))
}
