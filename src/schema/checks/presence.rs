//! `atLeastOneOf`, `exactlyOneOf` and `notBoth`

use super::{Covers, Hit, Input};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::{Fault, listed};
use crate::schema::node::ParameterName;

fn names(input: &Input<'_, '_>, last: &str) -> String {
    listed(input.texts(ParameterName::Properties), last, usize::MAX)
}

fn count(input: &Input<'_, '_>) -> usize {
    there(input).len()
}

/// Those that are there.
fn there<'d>(input: &Input<'_, 'd>) -> Vec<Node<'d>> {
    input.texts(ParameterName::Properties).filter_map(|name| input.member(input.object, name)).collect()
}

fn none<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let message = format!("has none of {}", names(input, " and "));
    let lacks = input.slice(ParameterName::Properties);
    vec![Hit { lacks, ..Hit::new(input.object, Fault::new(Code::SchemaRequired, message)) }]
}

pub(super) fn at_least_one_of<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    if count(input) == 0 { none(input) } else { Vec::new() }
}

pub(super) fn exactly_one_of<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    match count(input) {
        0 => none(input),
        1 => Vec::new(),
        _ => {
            let message = format!("may have only one of {}", names(input, " and "));
            vec![
                Hit::new(input.object, Fault::new(Code::SchemaConflict, message))
                    .covering(Covers { code: None, values: there(input) }),
            ]
        }
    }
}

pub(super) fn not_both<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    if count(input) < input.texts(ParameterName::Properties).len() {
        return Vec::new();
    }
    let message = format!("may not have both {}", names(input, " and "));
    vec![
        Hit::new(input.object, Fault::new(Code::SchemaConflict, message))
            .covering(Covers { code: None, values: there(input) }),
    ]
}
