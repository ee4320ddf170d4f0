//! Searching and replacing.

use super::place::{length, window};
use super::read;
use crate::render::arguments::{Arguments, integer, text as text_argument};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::text::Text;
use crate::render::value::Value;

pub(super) fn count<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [part, start, end] = arguments.bind_required("count", ["sub", "start", "end"], 1)?;
    let part = part.unwrap_or(Value::None);
    let part = text_argument("count", "sub", &part)?.as_str();
    read(ctx, text)?;
    let Some(range) = window("count", text.as_str(), start.as_ref(), end.as_ref())? else {
        return Ok(Value::Int(0));
    };
    let within = text.as_str().get(range).unwrap_or_default();
    Ok(Value::Int(if part.is_empty() { length(within) + 1 } else { within.matches(part).count() } as i128))
}

pub(super) fn find<'p>(text: &Text<'p>, name: &str, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [part, start, end] = arguments.bind_required(name, ["sub", "start", "end"], 1)?;
    let part = part.unwrap_or(Value::None);
    let part = text_argument(name, "sub", &part)?.as_str();
    let found = window(name, text.as_str(), start.as_ref(), end.as_ref())?.and_then(|range| {
        let within = text.as_str().get(range.clone()).unwrap_or_default();
        let at = if name.starts_with('r') { within.rfind(part) } else { within.find(part) };
        Some(at? + range.start)
    });
    match found {
        Some(at) => Ok(Value::Int(length(text.as_str().get(..at).unwrap_or_default()) as i128)),
        None if name.ends_with("find") => Ok(Value::Int(-1)),
        None => Err(Fault::range(format!("`{name}`: the text is not found")).hint("`find` gives -1 instead")),
    }
}

pub(super) fn starts_or_ends<'p>(
    text: &Text<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [affix, start, end] = arguments.bind_required(name, ["affix", "start", "end"], 1)?;
    let affixes = match affix.unwrap_or(Value::None) {
        Value::Tuple(affixes) => affixes.to_vec(),
        affix => vec![affix],
    };
    let within =
        window(name, text.as_str(), start.as_ref(), end.as_ref())?.and_then(|range| text.as_str().get(range));
    let mut found = false;
    for affix in &affixes {
        let affix = text_argument(name, "affix", affix)?.as_str();
        found = within.is_some_and(|text| match name {
            "endswith" => text.ends_with(affix),
            _ => text.starts_with(affix),
        });
        if found {
            break;
        }
    }
    Ok(Value::Bool(found))
}

pub(super) fn remove<'p>(text: &Text<'p>, name: &str, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [affix] = arguments.bind_required(name, ["affix"], 1)?;
    let affix = affix.unwrap_or(Value::None);
    let affix = text_argument(name, "affix", &affix)?.as_str();
    let chars = text.as_str();
    let range = match name {
        "removeprefix" if chars.starts_with(affix) => affix.len()..chars.len(),
        "removesuffix" if chars.ends_with(affix) => 0..chars.len() - affix.len(),
        _ => 0..chars.len(),
    };
    Ok(Value::Text(text.slice(range)))
}

pub(super) fn replace_method<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [old, new, count] = arguments.bind_required("replace", ["old", "new", "count"], 2)?;
    let (old, new) = (old.unwrap_or(Value::None), new.unwrap_or(Value::None));
    let old = text_argument("replace", "old", &old)?;
    let new = text_argument("replace", "new", &new)?;
    let count = count.map_or(Ok(-1), |count| integer("replace", "count", &count))?;
    replace(ctx, text, old.as_str(), new, count).map(Value::Text)
}

/// Replaces `count` occurrences, or all if that is negative.
pub(in crate::render) fn replace<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    old: &str,
    new: &Text<'p>,
    count: i128,
) -> Result<Text<'p>> {
    read(ctx, text)?;
    let limit = usize::try_from(count).unwrap_or(usize::MAX);
    let times = text.as_str().matches(old).take(limit).count();
    if times == 0 {
        return Ok(text.clone());
    }
    ctx.budget.steps(times as u64 / 16)?;
    ctx.budget.text(new.weight().saturating_mul(times).saturating_add(text.weight()))?;
    Ok(text.replace(old, new, limit))
}
