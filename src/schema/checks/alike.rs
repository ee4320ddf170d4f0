//! `sameCount`, `allOrNone` and `sameValue`

use super::{Hit, Input, present};
use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;
use crate::schema::node::{ParameterName, Value};

/// The array and its objects, if it has only objects.
fn objects<'d>(input: &Input<'_, 'd>) -> Option<(Node<'d>, Vec<Node<'d>>)> {
    let list = input.property(ParameterName::Property)?;
    let objects: Vec<_> = list.items().filter(|item| item.kind() == Kind::Object).collect();
    (list.kind() == Kind::Array && objects.len() > 1).then_some((list, objects))
}

fn hit(list: Node<'_>, message: String) -> Vec<Hit<'_>> {
    vec![Hit::new(list, Fault::new(Code::SchemaConflict, message))]
}

pub(super) fn same_count<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((list, objects)) = objects(input) else { return Vec::new() };
    let of = input.text(ParameterName::Of);
    let counted: Vec<_> = objects.into_iter().filter_map(|object| object.get(of)).collect();
    // Where one has too many or too few of itself, that is the fault.
    if counted.iter().any(|value| value.kind() != Kind::Array || input.is_broken(*value)) {
        return Vec::new();
    }
    let mut counts = counted.into_iter().map(Node::len);
    let first = counts.next();
    if counts.all(|count| Some(count) == first) {
        return Vec::new();
    }
    hit(list, format!("must all have the same number of `{of}`"))
}

pub(super) fn all_or_none<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((list, objects)) = objects(input) else { return Vec::new() };
    let of = input.text(ParameterName::Of);
    let having = objects.iter().filter(|object| present(**object, of).is_some()).count();
    if having == 0 || having == objects.len() {
        return Vec::new();
    }
    hit(list, format!("must all have `{of}`, or none: {having} of {} have it", objects.len()))
}

pub(super) fn same_value<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((list, objects)) = objects(input) else { return Vec::new() };
    let of = input.text(ParameterName::Of);
    let default = match input.values(ParameterName::Default) {
        Some([Value::String(text)]) => Some(text.text()),
        _ => None,
    };
    let mut values = Vec::new();
    for object in objects {
        match present(object, of) {
            Some(value) if input.is_broken(value) => {}
            Some(value) => match value.as_str() {
                Some(text) => values.push(Some(text)),
                None => return Vec::new(),
            },
            None => values.push(default),
        }
    }
    let first = values.first().copied();
    if values.iter().all(|value| Some(*value) == first) {
        return Vec::new();
    }
    let absent = default.map(|text| format!("; where it is absent, it is `{text}`")).unwrap_or_default();
    hit(list, format!("must all have the same `{of}`{absent}"))
}
