//! `lint/default-never-fires`

use super::super::facts::Facts;
use super::super::visit;
use super::{argument, filter_span, is_default};
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::{Constant, Expr};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Filter { base, call } = expr else { return };
        // With a second argument it fires for empty values too.
        if !is_default(call) || argument(call, 1, "boolean").is_some() {
            return;
        }
        let Some(why) = why_defined(base) else { return };
        let hint = match &**base {
            Expr::Filter { call: inner, .. } if is_default(inner) => "remove this fallback".to_owned(),
            Expr::Filter { call: inner, .. } => {
                format!("put the fallback before the filter: `…|default('…')|{}`", inner.name)
            }
            _ => "put the fallback directly behind the attribute, in brackets".to_owned(),
        };
        found.push(
            Diagnostic::warning(Code::LintDefaultNeverFires, format!("this fallback is never used: {why}"))
                .at(filter_span(facts, base, call))
                .hint(hint),
        );
    });
}

/// Why a value is never undefined, if so.
fn why_defined(expr: &Expr) -> Option<String> {
    const TEXT: &[&str] = &[
        "upper",
        "lower",
        "title",
        "capitalize",
        "trim",
        "truncate",
        "replace",
        "urlencode",
        "string",
        "striptags",
        "join",
        "int",
        "float",
        "length",
        "count",
        "e",
        "escape",
        "tojson",
        "format",
        "wordcount",
        "list",
        "sort",
        "reverse",
        "map",
        "unique",
        "round",
        "abs",
    ];
    match expr {
        Expr::Constant(..) => Some("a constant is never missing".to_owned()),
        Expr::Filter { call, .. } if is_default(call) => {
            let constant = matches!(argument(call, 0, "default_value"), Some(Expr::Constant(..)));
            constant.then(|| "the one before it always gives a value".to_owned())
        }
        Expr::Filter { call, .. } if TEXT.contains(&&*call.name) => {
            Some(format!("what `{}` gives is never missing", call.name))
        }
        Expr::Binary { op, .. } => Some(format!("what `{}` gives is never missing", op.symbol())),
        Expr::Or(_, right) if matches!(&**right, Expr::Constant(constant, _) if !matches!(constant, Constant::None)) => {
            Some("`or` gives a value already".to_owned())
        }
        Expr::Compare { .. } | Expr::Test { .. } | Expr::Not(..) => {
            Some("a condition is never missing".to_owned())
        }
        Expr::List(..) | Expr::Tuple(..) | Expr::Dict(..) => {
            Some("a list or dict is never missing".to_owned())
        }
        _ => None,
    }
}
