//! `distinct`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::keywords::Identity;
use crate::schema::node::ParameterName;
use std::collections::HashSet;

pub(super) fn distinct<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let mut seen = HashSet::new();
    input
        .along(ParameterName::Property)
        .into_iter()
        .filter(|value| !input.is_broken(*value))
        .filter(|value| !seen.insert(Identity::of(*value)))
        .map(|value| Hit::new(value, Fault::new(Code::SchemaConflict, "is the same as an earlier one")))
        .collect()
}
