//! Filters on lists and what can stand for one.

use super::attribute::Path;
use super::text::is_iterator;
use crate::json::Kind;
use crate::render::arguments::{Arguments, integer};
use crate::render::context::{Context, HoleKey};
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::{self as texts, split};
use crate::render::text::TextBuilder;
use crate::render::value::{Number, Object, Part, Value};

/// Python's `len`; `None` for values without one. A range may be longer than anything in memory.
pub(super) fn len(value: &Value<'_>) -> Option<u64> {
    let len = match value {
        Value::Missing(_) | Value::Undefined => 0,
        Value::Text(text) => texts::length(text.as_str()),
        Value::List(items) => items.borrow().len(),
        Value::Tuple(items) => items.len(),
        Value::Dict(members) => members.borrow().len(),
        Value::Data(node) => node.len(),
        Value::Range(range) => return Some(u64::try_from(range.len()).unwrap_or(u64::MAX)),
        Value::Object(object) => match &**object {
            Object::Group { .. } => 2,
            Object::View { dict, .. } => return len(dict),
            Object::Loop(state) => state.length,
            _ => return None,
        },
        Value::None | Value::Null(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => return None,
    };
    Some(len as u64)
}

pub(super) fn length<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("length")?;
    if let Value::Data(node) = &value
        && let Some(list) = ctx.thawed_list(*node)
    {
        return Ok(Value::Int(list.borrow().len() as i128));
    }
    if let Value::Text(text) = &value {
        texts::read(ctx, text)?;
    }
    len(&value).map(|len| Value::Int(i128::from(len))).ok_or_else(|| {
        let fault = Fault::type_error(format!("a value of type {} has no length", value.type_name()));
        match &value {
            _ if is_iterator(&value) => fault.hint("add `|list` before `|length`"),
            _ if value.as_number().is_some() => fault.hint("turn the number into text with `|string` first"),
            _ => fault,
        }
    })
}

/// What `first` and the like give for an empty list: a missing value, which is remembered.
pub(super) fn nothing<'p>(ctx: &mut Context<'p>, value: &Value<'p>, which: &'static str) -> Value<'p> {
    let (node, key) = match (value, which) {
        (Value::Missing(_), _) => return value.clone(),
        (Value::Data(node), "first") => (Some(*node), HoleKey::End(0)),
        (Value::Data(node), "last") => (Some(*node), HoleKey::End(-1)),
        (_, "first") => (None, HoleKey::Name("the first item of an empty list")),
        (_, "last") => (None, HoleKey::Name("the last item of an empty list")),
        (_, "min") => (None, HoleKey::Name("the least item of an empty list")),
        _ => (None, HoleKey::Name("the greatest item of an empty list")),
    };
    ctx.missing(node, key)
}

pub(super) fn first<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("first")?;
    let first = match &value {
        Value::Text(text) => {
            let end = text.as_str().chars().next().map_or(0, char::len_utf8);
            (end > 0).then(|| Value::Text(text.slice(0..end)))
        }
        Value::Object(object) => match &**object {
            Object::Iterator(items) => items.borrow_mut().pop_front(),
            _ => ctx.iterate(&value)?.into_iter().next(),
        },
        _ => ctx.iterate(&value)?.into_iter().next(),
    };
    Ok(first.unwrap_or_else(|| nothing(ctx, &value, "first")))
}

pub(super) fn last<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("last")?;
    if is_iterator(&value) {
        return Err(Fault::type_error("`last` does not take a generator").hint("add `|list` before `|last`"));
    }
    let last = match &value {
        Value::Text(text) => {
            let start = text.as_str().char_indices().next_back().map(|(at, _)| at);
            start.map(|start| Value::Text(text.slice(start..text.as_str().len())))
        }
        _ => ctx.iterate(&value)?.pop(),
    };
    Ok(last.unwrap_or_else(|| nothing(ctx, &value, "last")))
}

pub(super) fn list<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("list")?;
    ctx.iterate(&value).map(Value::list)
}

pub(super) fn items<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("items")?;
    if value.is_undefined() {
        return Ok(Value::iterator([]));
    }
    if !matches!(&value, Value::Dict(_))
        && !matches!(&value, Value::Data(node) if node.kind() == Kind::Object)
    {
        return Err(Fault::type_error(format!(
            "`items` takes a dict, not a value of type {}",
            value.type_name()
        )));
    }
    let view = Value::object(Object::View { dict: value, part: Part::Items });
    Ok(Value::iterator(ctx.iterate(&view)?))
}

pub(super) fn reverse<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("reverse")?;
    if let Value::Text(text) = &value {
        ctx.budget.text(text.weight())?;
        let chars: Vec<_> = text.chars().collect();
        let mut builder = TextBuilder::default();
        for (char, origin) in chars.into_iter().rev() {
            builder.push_char(char, origin);
        }
        builder.note_hole(text.missing());
        return Ok(Value::Text(builder.finish()));
    }
    if matches!(&value, Value::Object(object) if matches!(&**object, Object::Loop(_))) || !is_iterable(&value)
    {
        return Err(Fault::argument(format!(
            "`reverse` does not take a value of type {}",
            value.type_name()
        )));
    }
    let mut items = ctx.iterate(&value)?;
    items.reverse();
    Ok(if is_iterator(&value) { Value::list(items) } else { Value::iterator(items) })
}

fn is_iterable(value: &Value<'_>) -> bool {
    value.is_undefined() || is_iterator(value) || len(value).is_some()
}

pub(super) fn join<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [separator, attribute] = arguments.bind("join", ["d", "attribute"])?;
    let separator = ctx.print(&separator.unwrap_or_else(|| Value::template("")))?;
    let path = Path::of(attribute.as_ref());
    let mut texts = Vec::new();
    for item in ctx.iterate(&value)? {
        let item = path.follow(ctx, &item)?;
        texts.push(ctx.print(&item)?);
    }
    let joined = split::join_texts(ctx, &texts, &separator)?;
    Ok(Value::Text(match &value {
        Value::Missing(hole) => joined.with_hole(Some(*hole)),
        _ => joined,
    }))
}

pub(super) fn batch<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [count, fill] = arguments.bind_required("batch", ["linecount", "fill_with"], 1)?;
    let fill = fill.filter(|fill| !fill.is_none());
    let count = count.as_ref().and_then(Value::as_number);
    let is_full = |len: usize| match count {
        Some(Number::Int(count)) => len as i128 == count,
        Some(Number::Float(count)) => len as f64 == count,
        None => false,
    };
    let mut batches = Vec::new();
    let mut batch = Vec::new();
    for item in ctx.iterate(&value)? {
        if is_full(batch.len()) {
            ctx.budget.items(1)?;
            batches.push(Value::list(std::mem::take(&mut batch)));
        }
        batch.push(item);
    }
    if !batch.is_empty() {
        if let Some(fill) = fill {
            let missing = match count {
                Some(Number::Int(count)) => usize::try_from(count).unwrap_or(0).saturating_sub(batch.len()),
                Some(Number::Float(count)) if batch.len() as f64 >= count => 0,
                _ => return Err(Fault::type_error("`batch` needs an integer for `linecount`")),
            };
            ctx.budget.items(missing)?;
            batch.extend(std::iter::repeat_n(fill, missing));
        }
        batches.push(Value::list(batch));
    }
    Ok(Value::iterator(batches))
}

pub(super) fn slice<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [slices, fill] = arguments.bind_required("slice", ["slices", "fill_with"], 1)?;
    let fill = fill.filter(|fill| !fill.is_none());
    let slices = integer("slice", "slices", &slices.unwrap_or(Value::None))?;
    let items = ctx.iterate(&value)?;
    if slices == 0 {
        return Err(Fault::division());
    }
    let slices = usize::try_from(slices.max(0)).unwrap_or(usize::MAX);
    ctx.budget.items(slices)?;
    ctx.budget.items(items.len())?;
    let per_slice = items.len().checked_div(slices).unwrap_or(0);
    let longer = items.len().checked_rem(slices).unwrap_or(0);
    let mut items = items.into_iter();
    let mut columns = Vec::with_capacity(slices);
    for number in 0..slices {
        let mut column: Vec<_> = items.by_ref().take(per_slice + usize::from(number < longer)).collect();
        if let Some(fill) = fill.as_ref().filter(|_| number >= longer) {
            column.push(fill.clone());
        }
        columns.push(Value::list(column));
    }
    Ok(Value::iterator(columns))
}
