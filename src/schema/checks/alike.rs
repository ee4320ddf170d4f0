//! `sameCount`, `allOrNone` and `sameValue`

use super::{Covers, Hit, Input, MAX_HITS, present};
use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;
use crate::schema::node::{ParameterName, Value};

/// The array and its objects with their places.
fn objects<'d>(input: &Input<'_, 'd>) -> Option<(Node<'d>, Vec<(usize, Node<'d>)>)> {
    let list = input.property(ParameterName::Property)?;
    let objects: Vec<_> = list.items().enumerate().filter(|(_, item)| item.kind() == Kind::Object).collect();
    (list.kind() == Kind::Array && objects.len() > 1).then_some((list, objects))
}

fn hit(list: Node<'_>, message: String) -> Hit<'_> {
    Hit::new(list, Fault::new(Code::SchemaConflict, message))
}

/// What differs from the rest: ": `columns[2]` has 1, `columns[0]` 3". Of a draw the first is taken to be right.
fn odd_one<T: PartialEq>(
    input: &Input<'_, '_>,
    values: &[(usize, T)],
    say: impl Fn(&T) -> String,
) -> Option<String> {
    let some = values.get(..MAX_HITS).unwrap_or(values);
    let count = |value: &T| some.iter().filter(|(_, other)| other == value).count();
    let usual = some.iter().rev().max_by_key(|(_, value)| count(value))?;
    let odd = values.iter().find(|(_, value)| *value != usual.1)?;
    let list = input.text(ParameterName::Property);
    let place = |entry: &(usize, T)| format!("`{list}[{}]`", entry.0);
    Some(format!("{} {}, {} {}", place(odd), say(&odd.1), place(usual), say(&usual.1)))
}

pub(super) fn same_count<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((list, objects)) = objects(input) else { return Vec::new() };
    let of = input.text(ParameterName::Of);
    let arrays = objects.into_iter().filter_map(|(i, object)| Some((i, present(object, of)?)));
    // Where one has too many or too few of itself, that is its fault, and says nothing of the others.
    let sound = arrays.filter(|(_, value)| value.kind() == Kind::Array && !input.is_broken(*value));
    let counts: Vec<_> = sound.map(|(i, value)| (i, value.len())).collect();
    let Some(odd) = odd_one(input, &counts, |count| format!("has {count}")) else { return Vec::new() };
    vec![hit(list, format!("must all have the same number of `{of}`: {odd}"))]
}

pub(super) fn all_or_none<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((list, objects)) = objects(input) else { return Vec::new() };
    let of = input.text(ParameterName::Of);
    let having: Vec<_> =
        objects.into_iter().filter_map(|(i, object)| Some((i, input.filled(object, of)?))).collect();
    let say = |has: &bool| (if *has { "has one" } else { "has none" }).to_owned();
    let Some(odd) = odd_one(input, &having, say) else { return Vec::new() };
    // What has no effect without the property, will have it once the property is there.
    let lacking = list.items().filter(|object| present(*object, of).is_none()).take(MAX_HITS);
    let beside = lacking.flat_map(|object| object.members().map(|(_, value)| value));
    let covers = Covers { code: Some(Code::SchemaNoEffect), values: beside.collect() };
    vec![hit(list, format!("must all have `{of}`, or none: {odd}")).covering(covers)]
}

pub(super) fn same_value<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((list, objects)) = objects(input) else { return Vec::new() };
    let of = input.text(ParameterName::Of);
    let default = match input.values(ParameterName::Default) {
        Some([Value::String(text)]) => Some(text.text()),
        _ => None,
    };
    let mut values = Vec::new();
    for (i, object) in objects {
        match input.member(object, of) {
            Some(value) if input.is_broken(value) => {}
            Some(value) => match value.as_str() {
                Some(text) => values.push((i, text)),
                None => return Vec::new(),
            },
            None => values.extend(default.map(|text| (i, text))),
        }
    }
    // The values are among those that the schema names: others are broken.
    let Some(odd) = odd_one(input, &values, |text| format!("has `{text}`")) else { return Vec::new() };
    let absent = default.map(|text| format!("; where it is absent, it is `{text}`")).unwrap_or_default();
    vec![hit(list, format!("must all have the same `{of}`: {odd}{absent}"))]
}
