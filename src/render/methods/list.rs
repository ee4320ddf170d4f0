//! Methods of lists; of tuples and ranges those that only read.

use super::{absent, address_of, refuse_cycle};
use crate::render::arguments::{Arguments, integer};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::filters::order;
use crate::render::nest::Items;
use crate::render::value::{List, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// The methods of a list.
pub(super) const NAMES: &[&str] =
    &["append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort"];

/// The methods of a tuple or range.
pub(super) const READING: &[&str] = &["count", "index"];

pub(super) fn call<'p>(
    ctx: &mut Context<'p>,
    receiver: &Value<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    match name {
        "count" => return count(ctx, receiver, arguments),
        "index" => return index(ctx, receiver, arguments),
        "copy" => {
            arguments.none(name)?;
            return ctx.iterate(receiver).map(Value::list);
        }
        _ => {}
    }
    let list = changeable(ctx, receiver)?;
    match name {
        "append" => {
            let [item] = arguments.bind_required(name, ["object"], 1)?;
            let item = item.unwrap_or(Value::None);
            accept(ctx, &list, &item)?;
            list.borrow_mut().push(item);
        }
        "extend" => {
            let [items] = arguments.bind_required(name, ["iterable"], 1)?;
            let items = ctx.iterate(&items.unwrap_or(Value::None))?;
            for item in &items {
                accept(ctx, &list, item)?;
            }
            list.borrow_mut().extend(items);
        }
        "insert" => {
            let [at, item] = arguments.bind_required(name, ["index", "object"], 2)?;
            let at = integer(name, "index", &at.unwrap_or(Value::None))?;
            let item = item.unwrap_or(Value::None);
            accept(ctx, &list, &item)?;
            let len = list.borrow().len();
            ctx.budget.copy(len)?;
            list.borrow_mut().insert(clamp(at, len), item);
        }
        "pop" => {
            let [at] = arguments.bind(name, ["index"])?;
            let at = at.map_or(Ok(-1), |at| integer(name, "index", &at))?;
            let len = list.borrow().len();
            ctx.budget.copy(len)?;
            let position = usize::try_from(if at < 0 { at.saturating_add(len as i128) } else { at });
            return match position.ok().filter(|&position| position < len) {
                Some(position) => Ok(list.borrow_mut().remove(position)),
                None if len == 0 => Err(Fault::range("`pop` on an empty list")),
                None => Err(Fault::range("the index for `pop` is out of range")),
            };
        }
        "remove" => {
            let [item] = arguments.bind_required(name, ["value"], 1)?;
            let position =
                position(ctx, &Value::List(Rc::clone(&list)), &item.unwrap_or(Value::None), 0..usize::MAX)?;
            match position {
                Some(position) => list.borrow_mut().remove(position),
                None => return Err(Fault::range("`remove`: the value is not in the list")),
            };
        }
        "reverse" => {
            arguments.none(name)?;
            ctx.budget.steps(list.borrow().len() as u64)?;
            list.borrow_mut().reverse();
        }
        "clear" => {
            arguments.none(name)?;
            list.borrow_mut().clear();
        }
        "sort" => sort(ctx, &list, arguments)?,
        _ => return Err(absent(name)),
    }
    Ok(Value::None)
}

/// The list itself, or the copy of a list of the data that takes its place from now on.
fn changeable<'p>(ctx: &mut Context<'p>, receiver: &Value<'p>) -> Result<List<'p>> {
    match receiver {
        Value::List(items) => Ok(Rc::clone(items)),
        Value::Data(node) => {
            if let Some(list) = ctx.thawed_list(*node) {
                return Ok(list);
            }
            let items = ctx.iterate(receiver)?;
            let list = Rc::new(RefCell::new(Items::from(items)));
            ctx.thawed.push((*node, Rc::clone(&list)));
            Ok(list)
        }
        _ => Err(Fault::type_error(format!("a value of type {} cannot be changed", receiver.type_name()))),
    }
}

/// Counts the item and refuses one that holds the list.
fn accept<'p>(ctx: &mut Context<'p>, list: &List<'p>, item: &Value<'p>) -> Result<()> {
    ctx.budget.items(1)?;
    match address_of(&Value::List(Rc::clone(list))) {
        Some(address) => refuse_cycle(ctx, item, address),
        None => Ok(()),
    }
}

/// An index for `insert` and the bounds of `index`: negative ones count from the end, those beyond it stop there.
fn clamp(index: i128, len: usize) -> usize {
    let index = if index < 0 { index.saturating_add(len as i128).max(0) } else { index };
    usize::try_from(index).unwrap_or(usize::MAX).min(len)
}

fn position<'p>(
    ctx: &mut Context<'p>,
    list: &Value<'p>,
    wanted: &Value<'p>,
    range: std::ops::Range<usize>,
) -> Result<Option<usize>> {
    let items = ctx.iterate(list)?;
    for (i, item) in items.iter().enumerate().skip(range.start).take(range.len()) {
        if ctx.equal(item, wanted)? {
            return Ok(Some(i));
        }
    }
    Ok(None)
}

fn count<'p>(ctx: &mut Context<'p>, list: &Value<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [wanted] = arguments.bind_required("count", ["value"], 1)?;
    let wanted = wanted.unwrap_or(Value::None);
    let mut count = 0;
    for item in ctx.iterate(list)? {
        count += i128::from(ctx.equal(&item, &wanted)?);
    }
    Ok(Value::Int(count))
}

fn index<'p>(ctx: &mut Context<'p>, list: &Value<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [wanted, start, stop] = arguments.bind_required("index", ["value", "start", "stop"], 1)?;
    let start = start.map_or(Ok(0), |start| integer("index", "start", &start))?;
    let stop = stop.map_or(Ok(i128::MAX), |stop| integer("index", "stop", &stop))?;
    // Bounds are counted against the length only when they are negative, so a rough length will not do.
    let len = if start < 0 || stop < 0 { ctx.iterate(list)?.len() } else { usize::MAX };
    let found = position(ctx, list, &wanted.unwrap_or(Value::None), clamp(start, len)..clamp(stop, len))?;
    match found {
        Some(position) => Ok(Value::Int(position as i128)),
        None => Err(Fault::range("`index`: the value is not in the list").hint("ask with `in` first")),
    }
}

fn sort<'p>(ctx: &mut Context<'p>, list: &List<'p>, arguments: &Arguments<'p>) -> Result<()> {
    if !arguments.positional.is_empty() {
        return Err(
            Fault::argument("`sort` takes its arguments by name").hint("for example `.sort(reverse=true)`")
        );
    }
    let [key, reverse] = arguments.bind("sort", ["key", "reverse"])?;
    let items = list.borrow().clone();
    ctx.budget.items(items.len())?;
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let sort_key = match &key {
            Some(key) if !key.is_none() => ctx.call(key, &Arguments::of([item.clone()]))?,
            _ => item.clone(),
        };
        keyed.push((sort_key, item));
    }
    let reverse = reverse.map_or(Ok(0), |reverse| integer("sort", "reverse", &reverse))? != 0;
    let sorted = order::sort(ctx, keyed, reverse, |ctx, a, b| order::less(ctx, a, b))?;
    *list.borrow_mut() = sorted.into();
    Ok(())
}
