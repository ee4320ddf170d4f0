//! `onlyLast`

use super::{Hit, Input, present};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;

pub(super) fn only_last<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let name = input.text(ParameterName::Property);
    let others = input.object.len().saturating_sub(1);
    let having = input.object.items().take(others).filter_map(|item| present(item, name));
    having
        .map(|value| Hit::new(value, Fault::new(Code::SchemaConflict, "counts only in the last one")))
        .collect()
}
