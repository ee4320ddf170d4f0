//! `freeSpace`

use super::{Hit, Input, present};
use crate::diagnostic::Code;
use crate::json::Node;
use crate::schema::fault::Fault;
use crate::schema::node::ParameterName;

pub(super) fn free_space<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(property) = input.property(ParameterName::Property) else { return Vec::new() };
    let text = |object: Node<'d>, name: &str| present(object, name).and_then(Node::as_str);
    let horizontal = text(input.object, "layout") == Some("horizontal");
    let takes = |child: &Node<'d>| {
        if text(*child, "position") == Some("absolute") {
            return false;
        }
        match (present(*child, "flex"), text(*child, "type")) {
            (Some(flex), _) => flex.as_f64().is_some_and(|flex| flex >= 1.0),
            (None, Some("box")) => horizontal && present(*child, "width").is_none(),
            (None, Some("button" | "image" | "text" | "filler")) => horizontal,
            _ => false,
        }
    };
    let children = present(input.object, "contents");
    if !children.is_some_and(|children| children.items().any(|child| takes(&child))) {
        return Vec::new();
    }
    vec![Hit::new(property, Fault::new(Code::SchemaNoEffect, "has no effect"))]
}
