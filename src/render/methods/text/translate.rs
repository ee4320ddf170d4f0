//! Replacing single characters by a table.

use crate::render::arguments::{Arguments, text as text_argument};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::length;
use crate::render::text::{SOMEWHERE, Text, TextBuilder};
use crate::render::value::Value;
use std::collections::HashMap;

/// `str.maketrans`: a dict from code points to what replaces them.
pub(super) fn make_table<'p>(ctx: &mut Context<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [from, to, removed] = arguments.bind_required("maketrans", ["x", "y", "z"], 1)?;
    let from = from.unwrap_or(Value::None);
    let mut table = Vec::new();
    let Some(to) = to else {
        let Some(members) = Context::members(&from) else {
            return Err(Fault::type_error("`maketrans` with one argument needs a dict"));
        };
        for (key, value) in members {
            let key = match &key {
                Value::Text(text) if length(text.as_str()) == 1 => code_of(text.as_str().chars().next()),
                Value::Text(_) => {
                    return Err(Fault::range("the keys for `maketrans` must be single characters"));
                }
                Value::Int(_) => key,
                _ => return Err(Fault::type_error("the keys for `maketrans` must be texts or integers")),
            };
            ctx.budget.items(2)?;
            ctx.dict_insert(&mut table, key, value)?;
        }
        return Ok(Value::dict(table));
    };
    let from = text_argument("maketrans", "x", &from)?;
    let to = text_argument("maketrans", "y", &to)?;
    if length(from.as_str()) != length(to.as_str()) {
        return Err(Fault::range("the first two arguments of `maketrans` must be equally long"));
    }
    for (from, to) in from.as_str().chars().zip(to.as_str().chars()) {
        ctx.budget.items(2)?;
        ctx.dict_insert(&mut table, code_of(Some(from)), code_of(Some(to)))?;
    }
    if let Some(removed) = removed {
        for char in text_argument("maketrans", "z", &removed)?.as_str().chars() {
            ctx.budget.items(2)?;
            ctx.dict_insert(&mut table, code_of(Some(char)), Value::None)?;
        }
    }
    Ok(Value::dict(table))
}

fn code_of<'p>(char: Option<char>) -> Value<'p> {
    Value::Int(char.map_or(0, |char| i128::from(char as u32)))
}

pub(super) fn translate<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [table] = arguments.bind_required("translate", ["table"], 1)?;
    let Some(members) = table.and_then(|table| Context::members(&table)) else {
        return Err(Fault::type_error("`translate` needs a dict").hint("`maketrans` makes one"));
    };
    ctx.budget.items(members.len())?;
    let table: HashMap<i128, Value<'p>> =
        members.into_iter().filter_map(|(key, value)| Some((key.as_int()?, value))).collect();
    ctx.budget.text(text.weight())?;
    let mut builder = TextBuilder::default();
    for (char, origin) in text.chars() {
        match table.get(&i128::from(char as u32)) {
            None => builder.push_char(char, origin),
            Some(Value::Text(replacement)) => {
                ctx.budget.text(replacement.weight())?;
                builder.push_text(replacement);
            }
            Some(value) if value.is_none() => {}
            Some(value) => match value.as_int().and_then(|code| char::from_u32(u32::try_from(code).ok()?)) {
                // The number may come from data, which numbers do not tell.
                Some(replacement) => builder.push_char(replacement, origin.or(Some(SOMEWHERE).into())),
                None => {
                    return Err(Fault::type_error(
                        "`translate` maps characters to texts, code points or none",
                    ));
                }
            },
        }
    }
    builder.note_hole(text.missing());
    Ok(Value::Text(builder.finish()))
}
