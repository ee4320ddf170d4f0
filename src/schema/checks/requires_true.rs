//! `requiresTrue`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;

pub(super) fn requires_true<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(property) =
        input.property(ParameterName::Property).filter(|value| value.as_bool() == Some(true))
    else {
        return Vec::new();
    };
    let needs = input.property(ParameterName::Needs);
    // A value of another type is a finding of its own.
    if needs.is_some_and(|needs| Node::as_bool(needs) != Some(false)) {
        return Vec::new();
    }
    let message = format!("may be true only where `{}` is true", input.text(ParameterName::Needs));
    vec![Hit::new(property, Fault::new(Code::SchemaConflict, message))]
}
