//! `noEffect`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::Fault;
use crate::schema::keywords::equals;
use crate::schema::node::ParameterName;
use crate::schema::residual::Demand;

pub(super) fn no_effect<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let values = input.values(ParameterName::Values);
    let part = input.text(ParameterName::Containing);
    // A null that the schema knows is told as that.
    let unknown = input.unknown_null(ParameterName::Property);
    input
        .along(ParameterName::Property)
        .into_iter()
        .chain(unknown)
        .filter(|found| values.is_none_or(|values| values.iter().any(|value| equals(*value, *found))))
        .filter(|found| part.is_empty() || found.as_str().is_some_and(|text| text.contains(part)))
        .map(|found| {
            let message = if part == "\n" { "has line breaks without effect" } else { "has no effect" };
            Hit::new(found, Fault::new(Code::SchemaNoEffect, message))
        })
        .collect()
}

/// Of a text that must not hold something; `None` where whole values count.
pub(super) fn demands<'d>(input: &Input<'_, 'd>) -> Option<Vec<(Node<'d>, Demand)>> {
    let part = input.text(ParameterName::Containing);
    if part.is_empty() || input.values(ParameterName::Values).is_some() {
        return None;
    }
    let texts = input.along(ParameterName::Property).into_iter();
    Some(texts.map(|text| (text, Demand::Lacks(part))).collect())
}
