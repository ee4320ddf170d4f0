//! `pprint`, for looking at data while a template is written.

use super::order;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::length;
use crate::render::text::{Text, TextBuilder};
use crate::render::value::{Object, Value};

const WIDTH: usize = 80;

/// The value as `repr` has it, with sorted keys, and on several lines if it is long.
pub(super) fn pprint<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("pprint")?;
    let mut builder = TextBuilder::default();
    write(ctx, &value, &mut builder, Room { indent: 0, behind: 0, depth: 0 })?;
    ctx.budget.text(builder.len())?;
    Ok(Value::Text(builder.finish()))
}

/// Where a value is written: how far in, and with how many closing brackets behind it.
#[derive(Clone, Copy)]
struct Room {
    indent: usize,
    behind: usize,
    depth: usize,
}

fn write<'p>(ctx: &mut Context<'p>, value: &Value<'p>, out: &mut TextBuilder, room: Room) -> Result<()> {
    if room.depth > 64 {
        return Err(Fault::range("values are nested too deeply to be printed"));
    }
    let short = one_line(ctx, value, room.depth)?;
    let fits = length(short.as_str()) <= WIDTH.saturating_sub(room.indent + room.behind);
    if fits {
        out.push_text(&short);
        return Ok(());
    }
    if let Some(members) = sorted_members(ctx, value)? {
        out.push_template("{");
        let count = members.len();
        for (i, (key, value)) in members.iter().enumerate() {
            start_line(ctx, out, i, room.indent + 1)?;
            let key = one_line(ctx, key, room.depth + 1)?;
            let indent = room.indent + length(key.as_str()) + 3;
            out.push_text(&key);
            out.push_template(": ");
            let behind = if i + 1 == count { room.behind + 1 } else { 1 };
            write(ctx, value, out, Room { indent, behind, depth: room.depth + 1 })?;
        }
        out.push_template("}");
        return Ok(());
    }
    let (open, close) = match value {
        Value::List(_) | Value::Data(_) => ("[", "]"),
        Value::Tuple(_) => ("(", ")"),
        _ => {
            out.push_text(&short);
            return Ok(());
        }
    };
    let items = ctx.iterate(value)?;
    let count = items.len();
    out.push_template(open);
    for (i, item) in items.iter().enumerate() {
        start_line(ctx, out, i, room.indent + 1)?;
        let behind = if i + 1 == count { room.behind + 1 } else { 1 };
        write(ctx, item, out, Room { indent: room.indent + 1, behind, depth: room.depth + 1 })?;
    }
    out.push_template(if count == 1 && open == "(" { ",)" } else { close });
    Ok(())
}

fn start_line(ctx: &mut Context<'_>, out: &mut TextBuilder, index: usize, indent: usize) -> Result<()> {
    if index > 0 {
        ctx.budget.text(indent + 2)?;
        out.push_template(",\n");
        out.push_template(&" ".repeat(indent));
    }
    Ok(())
}

fn sorted_members<'p>(
    ctx: &mut Context<'p>,
    value: &Value<'p>,
) -> Result<Option<Vec<(Value<'p>, Value<'p>)>>> {
    let Some(members) = Context::members(value) else { return Ok(None) };
    ctx.budget.items(members.len().saturating_mul(2))?;
    let keyed = members.into_iter().map(|(key, value)| (key.clone(), (key, value))).collect();
    order::sort(ctx, keyed, false, |ctx, a, b| {
        // Keys without an order are ordered by the names of their types.
        match (a.as_text(), b.as_text()) {
            (None, Some(_)) | (Some(_), None) => Ok(a.type_name() < b.type_name()),
            _ => Ok(order::less(ctx, a, b).unwrap_or(false)),
        }
    })
    .map(Some)
}

/// `repr` with sorted keys.
fn one_line<'p>(ctx: &mut Context<'p>, value: &Value<'p>, depth: usize) -> Result<Text<'p>> {
    if depth > 64 {
        return Err(Fault::range("values are nested too deeply to be printed"));
    }
    let mut out = TextBuilder::default();
    if let Some(members) = sorted_members(ctx, value)? {
        out.push_template("{");
        for (i, (key, value)) in members.iter().enumerate() {
            out.push_template(if i > 0 { ", " } else { "" });
            out.push_text(&one_line(ctx, key, depth + 1)?);
            out.push_template(": ");
            out.push_text(&one_line(ctx, value, depth + 1)?);
        }
        out.push_template("}");
        return Ok(out.finish());
    }
    let (open, close) = match value {
        Value::List(_) | Value::Data(_) => ("[", "]"),
        Value::Tuple(_) => ("(", ")"),
        Value::Object(object) if matches!(&**object, Object::Group { .. }) => ("(", ")"),
        _ => return ctx.repr(value),
    };
    let items = ctx.iterate(value)?;
    out.push_template(open);
    for (i, item) in items.iter().enumerate() {
        out.push_template(if i > 0 { ", " } else { "" });
        out.push_text(&one_line(ctx, item, depth + 1)?);
    }
    out.push_template(if items.len() == 1 && open == "(" { ",)" } else { close });
    ctx.budget.text(out.len())?;
    Ok(out.finish())
}
