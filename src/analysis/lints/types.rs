//! The type of an expression, where the text of the template shows it.

use super::super::facts::Facts;
use super::super::kind::Kind;
use crate::template::names::LOOP;
use crate::template::program::{Binary, Constant, Expr};

/// The kind of value that an expression certainly, or by all evidence, has.
pub(super) fn kind(facts: &Facts<'_>, expr: &Expr) -> Option<Kind> {
    match expr {
        Expr::Constant(constant, _) => match constant {
            Constant::None => None,
            Constant::Bool(_) => Some(Kind::Boolean),
            Constant::Int(_) | Constant::Float(_) => Some(Kind::Number),
            Constant::Text(_) => Some(Kind::Text),
        },
        Expr::Attribute { base, name, .. } if matches!(**base, Expr::Name(LOOP, _)) => {
            let counts = ["index", "index0", "revindex", "revindex0", "length", "depth", "depth0"];
            counts.contains(&&**name).then_some(Kind::Number)
        }
        Expr::Negate(..) => Some(Kind::Number),
        Expr::Not(..) | Expr::Compare { .. } | Expr::Test { .. } => Some(Kind::Boolean),
        Expr::Binary { op, left, right, .. } => match op {
            Binary::Concatenate => Some(Kind::Text),
            Binary::Add => kind(facts, left).filter(|kind| matches!(kind, Kind::Number | Kind::Text)),
            Binary::Remainder | Binary::Multiply
                if kind(facts, left) == Some(Kind::Text) || kind(facts, right) == Some(Kind::Text) =>
            {
                Some(Kind::Text)
            }
            _ => Some(Kind::Number),
        },
        Expr::Filter { base, call } => match &*call.name {
            "int" | "float" | "abs" | "length" | "count" | "wordcount" | "round" | "sum" => {
                Some(Kind::Number)
            }
            "string" | "upper" | "lower" | "title" | "capitalize" | "trim" | "truncate" | "replace"
            | "join" | "format" | "urlencode" | "e" | "escape" | "striptags" | "tojson" => Some(Kind::Text),
            "default" | "d" => kind(facts, base),
            _ => None,
        },
        _ => {
            let flow = facts.flow(expr);
            let all =
                |kind| !flow.is.is_empty() && flow.is.iter().all(|id| facts.attributes.is_clearly(*id, kind));
            [Kind::Number, Kind::Boolean, Kind::Text].into_iter().find(|kind| all(*kind))
        }
    }
}
