//! `ascending`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;
use std::cmp::Ordering;

pub(super) fn ascending<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let (Some(lower), Some(upper)) =
        (input.property(ParameterName::Lower), input.property(ParameterName::Upper))
    else {
        return Vec::new();
    };
    if input.is_broken(lower) || input.is_broken(upper) {
        return Vec::new();
    }
    let Some(order) = lower.as_str().zip(upper.as_str()).and_then(|(low, high)| compare(input, low, high))
    else {
        return Vec::new();
    };
    let or_equal = input.flag(ParameterName::OrEqual);
    if order == Ordering::Less || (or_equal && order == Ordering::Equal) {
        return Vec::new();
    }
    let (below, above) = if or_equal {
        ("must not be above", "must not be below")
    } else {
        ("must be below", "must be above")
    };
    let hit = if input.text(ParameterName::At) == "lower" {
        (lower, below, input.text(ParameterName::Upper))
    } else {
        (upper, above, input.text(ParameterName::Lower))
    };
    let (at, relation, other) = hit;
    vec![Hit::new(at, Fault::new(Code::SchemaConflict, format!("{relation} `{other}`")))]
}

/// By the places in the list, else as texts of the same length.
fn compare(input: &Input<'_, '_>, lower: &str, upper: &str) -> Option<Ordering> {
    let mut order = input.texts(ParameterName::Order);
    if order.len() > 0 {
        let high = order.clone().position(|value| value == upper)?;
        return Some(order.position(|value| value == lower)?.cmp(&high));
    }
    (lower.len() == upper.len()).then(|| lower.to_ascii_lowercase().cmp(&upper.to_ascii_lowercase()))
}
