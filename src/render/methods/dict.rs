//! Methods of dicts.

use super::{absent, address_of, refuse_cycle};
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::functions;
use crate::render::value::{Dict, Object, Part, Value};
use std::rc::Rc;

/// The methods of a dict.
pub(super) const NAMES: &[&str] = &[
    "clear",
    "copy",
    "fromkeys",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
];

pub(super) fn call<'p>(
    ctx: &mut Context<'p>,
    receiver: &Value<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    match name {
        "get" => return get(ctx, receiver, arguments),
        "items" | "keys" | "values" => {
            arguments.none(name)?;
            let part = match name {
                "items" => Part::Items,
                "keys" => Part::Keys,
                _ => Part::Values,
            };
            return Ok(Value::object(Object::View { dict: receiver.clone(), part }));
        }
        "copy" => {
            arguments.none(name)?;
            let members = Context::members(receiver).unwrap_or_default();
            ctx.budget.items(members.len().saturating_mul(2))?;
            return Ok(Value::dict(members));
        }
        "fromkeys" => return from_keys(ctx, arguments),
        _ => {}
    }
    if name == "setdefault"
        && let Value::Data(_) = receiver
        && let [Some(key), _] = arguments.bind(name, ["key", "default"])?
        && let Some(value) = look_up(ctx, receiver, &key)?
    {
        // Nothing changes.
        return Ok(value);
    }
    let dict = changeable(receiver, name)?;
    match name {
        "pop" => pop(ctx, &dict, arguments),
        "popitem" => {
            arguments.none(name)?;
            let last = dict.borrow_mut().pop();
            last.map(|(key, value)| Value::tuple([key, value]))
                .ok_or_else(|| Fault::range("`popitem` on an empty dict"))
        }
        "setdefault" => set_default(ctx, &dict, arguments),
        "update" => update(ctx, &dict, arguments),
        "clear" => {
            arguments.none(name)?;
            dict.borrow_mut().clear();
            Ok(Value::None)
        }
        _ => Err(absent(name)),
    }
}

fn changeable<'p>(receiver: &Value<'p>, name: &str) -> Result<Dict<'p>> {
    match receiver {
        Value::Dict(members) => Ok(Rc::clone(members)),
        _ => Err(Fault::type_error(format!("`{name}` cannot change a dict of the data"))
            .hint("change a copy: `{% set copy = dict(original) %}`")),
    }
}

/// The value of a key.
fn look_up<'p>(ctx: &mut Context<'p>, dict: &Value<'p>, key: &Value<'p>) -> Result<Option<Value<'p>>> {
    functions::refuse_unhashable(key)?;
    match dict {
        Value::Data(node) => Ok(key.as_text().and_then(|key| node.get(key.as_str())).map(Value::of)),
        Value::Dict(members) => {
            let members = members.borrow();
            Ok(ctx
                .position_of_key(&members, key)?
                .and_then(|at| members.get(at))
                .map(|(_, value)| value.clone()))
        }
        _ => Ok(None),
    }
}

fn get<'p>(ctx: &mut Context<'p>, dict: &Value<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [key, default] = arguments.bind_required("get", ["key", "default"], 1)?;
    if let Some(value) = look_up(ctx, dict, &key.unwrap_or(Value::None))? {
        return Ok(value);
    }
    Ok(default.unwrap_or(match dict {
        // A `None` that the data are to blame for: printing it is as bad as printing a null.
        Value::Data(node) => Value::Null(*node),
        _ => Value::None,
    }))
}

fn pop<'p>(ctx: &mut Context<'p>, dict: &Dict<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [key, default] = arguments.bind_required("pop", ["key", "default"], 1)?;
    let key = key.unwrap_or(Value::None);
    functions::refuse_unhashable(&key)?;
    let at = ctx.position_of_key(&dict.borrow(), &key)?;
    if let Some(at) = at {
        return Ok(dict.borrow_mut().remove(at).1);
    }
    default.ok_or_else(|| {
        Fault::range("`pop`: the key is not in the dict").hint("give a second argument as fallback")
    })
}

fn set_default<'p>(ctx: &mut Context<'p>, dict: &Dict<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [key, default] = arguments.bind_required("setdefault", ["key", "default"], 1)?;
    let key = key.unwrap_or(Value::None);
    if let Some(value) = look_up(ctx, &Value::Dict(Rc::clone(dict)), &key)? {
        return Ok(value);
    }
    let value = default.unwrap_or(Value::None);
    accept(ctx, dict, &value)?;
    dict.borrow_mut().push((key, value.clone()));
    Ok(value)
}

fn update<'p>(ctx: &mut Context<'p>, dict: &Dict<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    for (key, value) in functions::members(ctx, "update", arguments)? {
        accept(ctx, dict, &value)?;
        let mut members = dict.take();
        let inserted = ctx.dict_insert(&mut members, key, value);
        *dict.borrow_mut() = members;
        inserted?;
    }
    Ok(Value::None)
}

fn accept<'p>(ctx: &mut Context<'p>, dict: &Dict<'p>, value: &Value<'p>) -> Result<()> {
    ctx.budget.items(2)?;
    match address_of(&Value::Dict(Rc::clone(dict))) {
        Some(address) => refuse_cycle(ctx, value, address),
        None => Ok(()),
    }
}

fn from_keys<'p>(ctx: &mut Context<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [keys, value] = arguments.bind_required("fromkeys", ["iterable", "value"], 1)?;
    let value = value.unwrap_or(Value::None);
    let mut members = Vec::new();
    for key in ctx.iterate(&keys.unwrap_or(Value::None))? {
        ctx.budget.items(2)?;
        ctx.dict_insert(&mut members, key, value.clone())?;
    }
    Ok(Value::dict(members))
}
