//! `map`, `select`, `reject`, `selectattr`, `rejectattr`.

use super::attribute::Path;
use crate::render::arguments::{Arguments, text};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::predicates;
use crate::render::value::Value;
use crate::render::{FilterFunction, TestFunction};
use crate::{Code, suggest};

pub(super) fn map<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    if !value.is_true() {
        return Ok(Value::iterator([]));
    }
    let mut mapped = Vec::new();
    if arguments.positional.is_empty() && arguments.named.iter().any(|(name, _)| name == "attribute") {
        let mut path = Path::default();
        let mut default = None;
        for (name, value) in &arguments.named {
            match name.as_str() {
                "attribute" => path = Path::of(Some(value)),
                "default" => default = Some(value.clone()),
                _ => {
                    let name = arguments.shown(name);
                    return Err(Fault::argument(format!("`map` has no argument `{name}`")));
                }
            }
        }
        let path = path.with_default(default);
        for item in ctx.iterate(&value)? {
            mapped.push(path.follow(ctx, &item)?);
        }
        return Ok(Value::iterator(mapped));
    }
    let Some((name, rest)) = arguments.positional.split_first() else {
        return Err(Fault::argument("`map` needs the name of a filter, or `attribute=`"));
    };
    let items = ctx.iterate(&value)?;
    let filter = filter_of(name)?;
    let arguments = Arguments { positional: rest.to_vec(), ..arguments.clone() };
    for item in items {
        ctx.budget.steps(1)?;
        ctx.count_call(&item, &arguments)?;
        mapped.push(filter(ctx, item, &arguments)?);
    }
    Ok(Value::iterator(mapped))
}

fn filter_of(name: &Value<'_>) -> Result<FilterFunction> {
    let name = text("map", "name", name)?.as_str();
    super::find(name).ok_or_else(|| unknown("filter", name, super::NAMES))
}

fn unknown(what: &str, name: &str, known: &[&'static str]) -> Fault {
    // The name may come from data, so it is not repeated here unless a known one is near.
    let fault = Fault::new(Code::SyntaxUnknownName, format!("the platform has no {what} of this name"));
    match suggest::nearest(name, known.iter().copied()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault,
    }
}

pub(super) fn select<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    pick(ctx, &value, None, arguments, true)
}

pub(super) fn reject<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    pick(ctx, &value, None, arguments, false)
}

pub(super) fn selectattr<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    pick_by_attribute(ctx, &value, arguments, "selectattr", true)
}

pub(super) fn rejectattr<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    pick_by_attribute(ctx, &value, arguments, "rejectattr", false)
}

fn pick_by_attribute<'p>(
    ctx: &mut Context<'p>,
    value: &Value<'p>,
    arguments: &Arguments<'p>,
    callee: &str,
    keep: bool,
) -> Result<Value<'p>> {
    if !value.is_true() {
        return Ok(Value::iterator([]));
    }
    let Some((attribute, rest)) = arguments.positional.split_first() else {
        return Err(Fault::argument(format!("`{callee}` needs the name of an attribute")));
    };
    let arguments = Arguments { positional: rest.to_vec(), ..arguments.clone() };
    pick(ctx, value, Some(&Path::of(Some(attribute))), &arguments, keep)
}

/// The items that pass a test, or those that do not.
fn pick<'p>(
    ctx: &mut Context<'p>,
    value: &Value<'p>,
    path: Option<&Path<'p>>,
    arguments: &Arguments<'p>,
    keep: bool,
) -> Result<Value<'p>> {
    if !value.is_true() {
        return Ok(Value::iterator([]));
    }
    let items = ctx.iterate(value)?;
    let mut test = None;
    if let Some((name, rest)) = arguments.positional.split_first() {
        test = Some((test_of(name)?, Arguments { positional: rest.to_vec(), ..arguments.clone() }));
    }
    let mut picked = Vec::new();
    for item in items {
        ctx.budget.steps(1)?;
        let tested = match path {
            Some(path) => path.follow(ctx, &item)?,
            None => item.clone(),
        };
        let passes = match &test {
            Some((test, arguments)) => {
                ctx.count_call(&tested, arguments)?;
                test(ctx, &tested, arguments)?
            }
            None => tested.is_true(),
        };
        if passes == keep {
            picked.push(item);
        }
    }
    Ok(Value::iterator(picked))
}

fn test_of(name: &Value<'_>) -> Result<TestFunction> {
    let name = text("select", "name", name)?.as_str();
    predicates::find(name).ok_or_else(|| unknown("test", name, predicates::NAMES))
}
