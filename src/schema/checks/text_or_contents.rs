//! `textOrContents` and `notEmpty`

use super::{Hit, Input};
use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;
use crate::schema::node::{Keyword, ParameterName};
use crate::schema::residual::Demand;

pub(super) fn text_or_contents<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let contents = input.property(ParameterName::Contents);
    let filled = contents.is_some_and(|contents| contents.kind() != Kind::Array || !contents.is_empty());
    if filled || input.property(ParameterName::Text).is_some() {
        return Vec::new();
    }
    let (text, contents) = (input.text(ParameterName::Text), input.text(ParameterName::Contents));
    let message = format!("has neither `{text}` nor `{contents}`");
    vec![Hit::new(input.object, Fault::new(Code::SchemaRequired, message))]
}

pub(super) fn not_empty<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let text = input.property(ParameterName::Property).filter(|text| text.as_str() == Some(""));
    text.map(|text| Hit::new(text, Fault::new(Code::SchemaEmpty, "is empty"))).into_iter().collect()
}

pub(super) fn not_empty_demands<'d>(input: &Input<'_, 'd>) -> Vec<(Node<'d>, Demand)> {
    let not_empty = Demand::Keyword(Keyword::NotEmpty);
    input.property(ParameterName::Property).map(|text| (text, not_empty)).into_iter().collect()
}
