//! `overruled`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;

pub(super) fn overruled<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let (Some(property), Some(by)) =
        (input.property(ParameterName::Property), input.property(ParameterName::By))
    else {
        return Vec::new();
    };
    let lengths = property.as_str().and_then(length).zip(by.as_str().and_then(length));
    // Of different units nobody knows which is longer.
    let Some(((given, unit), (bound, other))) = lengths else { return Vec::new() };
    if unit != other || given <= bound {
        return Vec::new();
    }
    let message = format!("has no effect: `{}` is smaller", input.text(ParameterName::By));
    vec![Hit::new(property, Fault::new(Code::SchemaNoEffect, message))]
}

/// The number and the unit of `12px`.
fn length(text: &str) -> Option<(f64, &str)> {
    let digits = text.find(|char: char| !(char.is_ascii_digit() || char == '.'))?;
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit))
}
