//! Python's methods of texts, numbers, lists and dicts.

mod dict;
mod list;
mod number;
pub(super) mod text;

use super::arguments::Arguments;
use super::context::Context;
use super::fault::{Fault, Result};
use super::filters;
use super::functions;
use super::value::{Object, Value};
use crate::json::Kind;
use crate::suggest;

/// Whether `name` is a method of this value.
pub(crate) fn exists(value: &Value<'_>, name: &str) -> bool {
    find(value, name).is_some()
}

/// The method's name, if the value has it.
pub(crate) fn find(value: &Value<'_>, name: &str) -> Option<&'static str> {
    names(value).iter().copied().find(|known| *known == name)
}

/// Whether dicts have a method of this name.
pub(crate) fn is_of_dict(name: &str) -> bool {
    dict::NAMES.contains(&name)
}

/// Whether no method of this name changes its receiver.
pub(crate) fn only_read(name: &str) -> bool {
    text::NAMES.contains(&name) || matches!(name, "get" | "items" | "keys" | "values")
}

fn names(value: &Value<'_>) -> &'static [&'static str] {
    match value {
        Value::Text(_) => text::NAMES,
        Value::List(_) => list::NAMES,
        Value::Data(node) if node.kind() == Kind::Array => list::NAMES,
        Value::Dict(_) | Value::Data(_) => dict::NAMES,
        Value::Tuple(_) | Value::Range(_) => list::READING,
        Value::Int(_) | Value::Bool(_) => number::INTEGER,
        Value::Float(_) => number::FLOAT,
        Value::Object(object) => match &**object {
            Object::Group { .. } => list::READING,
            _ => functions::methods(object),
        },
        Value::Missing(_) | Value::Undefined | Value::None | Value::Null(_) => &[],
    }
}

/// The methods whose arguments may be named; Python's others take them by position only.
const TAKES_NAMED: &[&str] =
    &["encode", "expandtabs", "format", "rsplit", "sort", "split", "splitlines", "update"];

/// Calls a method that [`exists`].
pub(crate) fn call<'p>(
    ctx: &mut Context<'p>,
    receiver: &Value<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let is_object = matches!(receiver, Value::Object(_));
    if let Some((argument, _)) = arguments.named.first()
        && !is_object
        && !TAKES_NAMED.contains(&name)
    {
        let argument = arguments.shown(argument);
        return Err(Fault::argument(format!("`{name}` has no argument named `{argument}`"))
            .hint("methods take their arguments by position"));
    }
    match receiver {
        Value::Text(text) => text::call(ctx, text, name, arguments),
        Value::List(_) | Value::Tuple(_) | Value::Range(_) => list::call(ctx, receiver, name, arguments),
        Value::Data(node) if node.kind() == Kind::Array => list::call(ctx, receiver, name, arguments),
        Value::Dict(_) | Value::Data(_) => dict::call(ctx, receiver, name, arguments),
        Value::Int(_) | Value::Bool(_) | Value::Float(_) => number::call(receiver, name, arguments),
        Value::Object(object) => match &**object {
            Object::Group { .. } => list::call(ctx, receiver, name, arguments),
            _ => functions::call_method(ctx, object, name, arguments),
        },
        Value::Missing(_) | Value::Undefined | Value::None | Value::Null(_) => Err(unknown(receiver, name)),
    }
}

/// The fault of calling a method that there is not.
pub(crate) fn unknown(base: &Value<'_>, name: &str) -> Fault {
    let fault = Fault::undefined(format!("a value of type {} has no method `{name}`", base.type_name()));
    if let Some(near) = suggest::nearest(name, names(base).iter().copied()) {
        fault.hint(format!("did you mean `{near}`?"))
    } else if filters::find(name).is_some() {
        fault.hint(format!("`{name}` is a filter: write `|{name}`"))
    } else if text::NAMES.contains(&name) && base.as_number().is_some() {
        fault.hint("turn the number into text with `|string` first")
    } else {
        fault
    }
}

/// The fault of a method that no type of this kind has.
fn absent(name: &str) -> Fault {
    Fault::undefined(format!("there is no method `{name}`"))
}

/// Refuses to put `value` into the list or dict at `address` if that would make it hold itself.
pub(crate) fn refuse_cycle<'p>(ctx: &mut Context<'p>, value: &Value<'p>, address: usize) -> Result<()> {
    let mut seen = Vec::new();
    let mut open = vec![value.clone()];
    while let Some(value) = open.pop() {
        let Some(at) = address_of(&value) else { continue };
        if at == address {
            return Err(Fault::type_error("a list or dict cannot hold itself"));
        }
        if seen.contains(&at) {
            continue;
        }
        ctx.budget.steps(1 + seen.len() as u64 / 64)?;
        seen.push(at);
        match &value {
            Value::List(items) => {
                open.extend(items.borrow().iter().filter(|item| holds_values(item)).cloned());
            }
            Value::Tuple(items) => open.extend(items.iter().filter(|item| holds_values(item)).cloned()),
            Value::Dict(members) => {
                open.extend(
                    members
                        .borrow()
                        .iter()
                        .map(|(_, value)| value)
                        .filter(|value| holds_values(value))
                        .cloned(),
                );
            }
            Value::Object(object) => match &**object {
                Object::Namespace(members) => {
                    open.extend(members.borrow().iter().map(|(_, value)| value.clone()));
                }
                Object::Group { grouper, list } => open.extend([grouper.clone(), list.clone()]),
                Object::Iterator(items) => open.extend(items.borrow().iter().cloned()),
                Object::View { dict: value, .. } | Object::Method { receiver: value, .. } => {
                    open.push(value.clone());
                }
                Object::Cycler { items, .. } => open.extend(items.iter().cloned()),
                Object::Loop(_)
                | Object::Macro(_)
                | Object::Joiner { .. }
                | Object::ContentBlocks
                | Object::Function(_) => {}
            },
            _ => {}
        }
    }
    Ok(())
}

fn holds_values(value: &Value<'_>) -> bool {
    address_of(value).is_some()
}

/// Where a list, dict or object lies in memory, which tells one from another.
pub(crate) fn address_of(value: &Value<'_>) -> Option<usize> {
    match value {
        Value::List(items) => Some(std::rc::Rc::as_ptr(items).addr()),
        Value::Dict(members) => Some(std::rc::Rc::as_ptr(members).addr()),
        Value::Tuple(items) => Some(items.as_ptr().addr()),
        Value::Object(object) => Some(std::rc::Rc::as_ptr(object).addr()),
        _ => None,
    }
}
