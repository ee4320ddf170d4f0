//! Profiles that lead through all branches of a template.
//!
//! Each attribute that decides something gets the values that decide it one way or the other; a world is one choice
//! for each of them.

use crate::analysis::attribute::{AttributeId, Attributes, How, Step};
use crate::analysis::condition::{Condition, Conditions, Test};
use crate::analysis::kind::Kind;
use crate::analysis::path::Path;
use crate::ordered;
use crate::render::Account;
use serde_json::{Map, Value};

/// What an attribute is in one world.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) enum Choice {
    /// Some value of its kind.
    Sample,
    Missing,
    Value(Value),
    /// A list of so many items.
    Items(usize),
}

/// One choice for each attribute that decides something.
pub(in crate::analysis) type World = ordered::Map<AttributeId, Choice>;

/// More combinations than these are not looked at.
const MAX_WORLDS: usize = 160;
/// Constants that one attribute is compared with.
const MAX_CHOICES: usize = 12;

/// The worlds of a template, the plainest first, and whether they are all there are. What the account holds is the
/// same in all.
pub(in crate::analysis) fn worlds(
    attributes: &Attributes,
    conditions: &Conditions,
    account: &Account,
) -> (Vec<World>, bool) {
    let variables: Vec<(AttributeId, Vec<Choice>)> = attributes
        .ids()
        .filter(|id| !account.holds(attributes.root_name(*id)))
        .map(|id| (id, choices(attributes, id)))
        .filter(|(_, choices)| choices.len() > 1)
        .collect();
    let product = variables.iter().try_fold(1_usize, |product, (_, choices)| {
        product.checked_mul(choices.len()).filter(|product| *product <= MAX_WORLDS)
    });
    if product.is_some() {
        let mut worlds = vec![World::new()];
        for (id, choices) in &variables {
            let one_more = |world: &World, choice: &Choice| {
                let mut world = world.clone();
                world.insert(*id, choice.clone());
                world
            };
            worlds = choices
                .iter()
                .flat_map(|choice| worlds.iter().map(move |world| one_more(world, choice)))
                .collect();
        }
        return (worlds, true);
    }
    (few(attributes, &variables, conditions), false)
}

/// The plainest world, the one furthest from it, one for each part of the template, and those that differ from the
/// plainest in one or two choices.
fn few(
    attributes: &Attributes,
    variables: &[(AttributeId, Vec<Choice>)],
    conditions: &Conditions,
) -> Vec<World> {
    let world = |choice: fn(&[Choice]) -> Option<&Choice>| -> World {
        variables.iter().filter_map(|(id, choices)| Some((*id, choice(choices)?.clone()))).collect()
    };
    let plain = world(<[Choice]>::first);
    let mut worlds = vec![plain.clone(), world(<[Choice]>::last)];
    for when in conditions.all() {
        let mut leading = plain.clone();
        when.all.iter().for_each(|condition| lead(attributes, &mut leading, condition, true));
        if !worlds.contains(&leading) && worlds.len() < MAX_WORLDS {
            worlds.push(leading);
        }
    }
    let others: Vec<(AttributeId, &Choice)> = variables
        .iter()
        .flat_map(|(id, choices)| choices.iter().skip(1).map(move |choice| (*id, choice)))
        .collect();
    for (id, choice) in &others {
        let mut world = plain.clone();
        world.insert(*id, (*choice).clone());
        worlds.push(world);
    }
    for (i, (id, choice)) in others.iter().enumerate() {
        for (second, other) in others.iter().skip(i + 1).filter(|(second, _)| second != id) {
            let mut world = plain.clone();
            world.insert(*id, (*choice).clone());
            world.insert(*second, (*other).clone());
            worlds.push(world);
        }
    }
    worlds.truncate(MAX_WORLDS);
    worlds
}

/// Makes a condition hold, or not, as far as single choices can.
fn lead(attributes: &Attributes, world: &mut World, condition: &Condition, holds: bool) {
    match condition {
        Condition::Not(inner) => lead(attributes, world, inner, !holds),
        Condition::All(parts) if holds => {
            for part in parts {
                lead(attributes, world, part, true);
            }
        }
        Condition::Any(parts) if !holds => {
            for part in parts {
                lead(attributes, world, part, false);
            }
        }
        Condition::All(parts) | Condition::Any(parts) => {
            if let Some(part) = parts.first() {
                lead(attributes, world, part, holds);
            }
        }
        Condition::Is(path, test) => {
            let Some(id) = attributes.ids().find(|id| Path::of(attributes, *id) == *path) else { return };
            let is_list = attributes.kind(id) == Kind::List || attributes.is_map(id);
            let choice = match (test, holds) {
                (Test::Defined | Test::True, true) if is_list => Choice::Items(attributes.enough(id)),
                (Test::True, false) if is_list => Choice::Items(0),
                (Test::Defined | Test::True | Test::Text | Test::Object, true) => Choice::Sample,
                (Test::Equal(value), true) => Choice::Value(value.clone()),
                (Test::Equal(_), false) => Choice::Sample,
                (Test::Below(bound), true) => Choice::Value(number_value(bound - 1.0)),
                (Test::Above(bound), true) => Choice::Value(number_value(bound + 1.0)),
                (Test::Below(bound) | Test::Above(bound), false) => Choice::Value(number_value(*bound)),
                (Test::Number, true) => Choice::Value(7.into()),
                (Test::Boolean, true) => Choice::Value(true.into()),
                (_, false) => Choice::Missing,
            };
            world.insert(id, choice);
        }
    }
}

/// The values of an attribute that make a difference, the plainest first.
fn choices(attributes: &Attributes, id: AttributeId) -> Vec<Choice> {
    let is_list = attributes.kind(id) == Kind::List || attributes.is_map(id);
    let mut choices = if is_list {
        let enough = attributes.enough(id);
        let mut counts = vec![Choice::Items(enough)];
        counts.extend([2, 1, 0].into_iter().filter(|count| *count < enough).map(Choice::Items));
        counts
    } else {
        vec![Choice::Sample]
    };
    let mut add = |choice: Choice| {
        if !choices.contains(&choice) && choices.len() < MAX_CHOICES {
            choices.push(choice);
        }
    };
    let asks_whether_there = attributes
        .get(id)
        .uses
        .iter()
        .any(|used| matches!(used.how, How::Tested(_) | How::Fallback { falsy: false }));
    for used in &attributes.get(id).uses {
        match &used.how {
            How::Equal(value) => add(Choice::Value(value.clone())),
            How::Among(values) => values.iter().for_each(|value| add(Choice::Value(value.clone()))),
            How::Contains(value) if value.is_string() => add(Choice::Value(value.clone())),
            How::Ordered(Some(Value::Number(bound))) => {
                let bound = bound.as_f64().unwrap_or_default();
                for number in [bound, bound - 1.0, bound + 1.0] {
                    add(Choice::Value(number_value(number)));
                }
            }
            How::Ordered(Some(value)) => add(Choice::Value(value.clone())),
            How::Truth if is_list => {}
            // Missing is one thing, false another.
            How::Truth | How::Fallback { falsy: true } if asks_whether_there => {
                add(Choice::Missing);
                add(Choice::Value(falsy(attributes.kind(id))));
            }
            How::Truth | How::Fallback { .. } => add(Choice::Missing),
            How::Tested(name) => tested(name).into_iter().for_each(&mut add),
            _ => {}
        }
    }
    choices
}

/// The values that an attribute has in some worlds of their own.
pub(super) fn compared(attributes: &Attributes, id: AttributeId) -> Vec<Value> {
    let values = choices(attributes, id).into_iter().filter_map(|choice| match choice {
        Choice::Value(value) => Some(value),
        Choice::Sample | Choice::Missing | Choice::Items(_) => None,
    });
    values.collect()
}

/// A value of a kind that counts as false.
pub(super) fn falsy(kind: Kind) -> Value {
    match kind {
        Kind::Number => 0.into(),
        Kind::Boolean => false.into(),
        Kind::Text => "".into(),
        Kind::List => Value::Array(Vec::new()),
        Kind::Object => Value::Object(Map::new()),
    }
}

fn number_value(number: f64) -> Value {
    if number.fract() == 0.0 { Value::from(number as i64) } else { Value::from(number) }
}

/// Values that pass a test or do not.
fn tested(name: &str) -> Vec<Choice> {
    match name {
        "none" => vec![Choice::Value(Value::Null), Choice::Missing],
        "odd" | "even" => vec![Choice::Value(1.into()), Choice::Value(2.into())],
        "number" | "integer" | "float" | "string" | "boolean" | "mapping" | "sequence" | "iterable" => {
            vec![Choice::Value(1.into()), Choice::Value("a".into()), Choice::Missing]
        }
        "true" | "false" => vec![Choice::Value(true.into()), Choice::Value(false.into())],
        _ => vec![Choice::Missing],
    }
}

/// Gives the value of an attribute that is a leaf; the numbers are those of the items on the way to it.
pub(in crate::analysis) type Leaf<'l> = &'l dyn Fn(AttributeId, &[usize]) -> Value;

/// A profile, with its roots, for a world.
pub(in crate::analysis) fn profile(attributes: &Attributes, world: &World, leaf: Leaf<'_>) -> Value {
    let mut roots = Map::new();
    roots.insert("UserAttribute".to_owned(), Value::Object(Map::new()));
    for id in attributes.roots() {
        if let (Step::Root(name), Some(value)) =
            (&attributes.get(id).step, build(attributes, id, world, leaf, &mut Vec::new()))
        {
            let value = if value.is_object() || value.is_array() { value } else { Value::Object(Map::new()) };
            roots.insert(name.to_string(), value);
        }
    }
    Value::Object(roots)
}

fn build(
    attributes: &Attributes,
    id: AttributeId,
    world: &World,
    leaf: Leaf<'_>,
    items: &mut Vec<usize>,
) -> Option<Value> {
    let count = match world.get(&id) {
        Some(Choice::Missing) => return None,
        Some(Choice::Value(value)) => return Some(value.clone()),
        Some(Choice::Items(count)) => *count,
        Some(Choice::Sample) | None => attributes.enough(id),
    };
    let children = &attributes.get(id).children;
    match attributes.kind(id) {
        Kind::List => {
            let mut list = Vec::new();
            for i in 0..count {
                items.push(i);
                list.push(item(attributes, id, (i, count), world, leaf, items));
                items.pop();
            }
            Some(Value::Array(list))
        }
        Kind::Object => {
            let mut object = Map::new();
            for child in children {
                if let Step::Key(key) = &attributes.get(*child).step
                    && let Some(value) = build(attributes, *child, world, leaf, items)
                {
                    object.insert(key.to_string(), value);
                }
            }
            if let Some(member) = attributes.known_child(id, &Step::Each) {
                for i in 0..count {
                    items.push(i);
                    let value = build(attributes, member, world, leaf, items);
                    object.insert(format!("key {}", i + 1), value.unwrap_or_default());
                    items.pop();
                }
            } else if object.is_empty() && !attributes.is_root(id) {
                // An object that is there is true, whatever it lacks of what the template reads.
                let key = ["other", "another"]
                    .into_iter()
                    .find(|key| attributes.known_child(id, &Step::Key((*key).into())).is_none());
                object.insert(key.unwrap_or("none of these").to_owned(), Value::from(true));
            }
            Some(Value::Object(object))
        }
        Kind::Text | Kind::Number | Kind::Boolean => Some(leaf(id, items)),
    }
}

/// An item of a list: what the template reads of this item, and of every item.
fn item(
    attributes: &Attributes,
    id: AttributeId,
    (at, count): (usize, usize),
    world: &World,
    leaf: Leaf<'_>,
    items: &mut Vec<usize>,
) -> Value {
    let mut value = None;
    for child in &attributes.get(id).children {
        let is_read = match attributes.get(*child).step {
            Step::Each => true,
            Step::Index(index) => index == at as i64 || index == at as i64 - count as i64,
            Step::Key(_) | Step::Root(_) => false,
        };
        if !is_read {
            continue;
        }
        // An item of a list is never missing: where it should be, it is false.
        let built =
            build(attributes, *child, world, leaf, items).unwrap_or_else(|| falsy(attributes.kind(*child)));
        match (&mut value, built) {
            (None, built) => value = Some(built),
            (Some(Value::Object(members)), Value::Object(more)) => members.extend(more),
            (Some(value @ Value::String(_)), more @ (Value::Object(_) | Value::Number(_))) => *value = more,
            _ => {}
        }
    }
    value.unwrap_or_else(|| Value::from(format!("item {}", at + 1)))
}

/// A profile whose lists have items of two others, in turn.
pub(super) fn mixed(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let mixed = |(key, value): (&String, &Value)| {
                (key.clone(), other.get(key).map_or_else(|| value.clone(), |other| mixed(value, other)))
            };
            Value::Object(one.iter().map(mixed).collect())
        }
        (Value::Array(one), Value::Array(other)) => {
            let in_turn = one.iter().zip(other).enumerate();
            Value::Array(
                in_turn.map(|(at, (one, other))| if at % 2 == 0 { one } else { other }.clone()).collect(),
            )
        }
        (one, _) => one.clone(),
    }
}
