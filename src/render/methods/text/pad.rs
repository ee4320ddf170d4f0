//! Filling texts up to a width.

use super::place::length;
use crate::render::arguments::{Arguments, integer, text as text_argument};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::text::{Text, TextBuilder};
use crate::render::value::Value;

/// Where a text stands in its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Align {
    Left,
    Right,
    /// In the middle, as the method `center` has it.
    Center,
    /// In the middle, as a format has it: the odd blank stands to the right.
    Middle,
}

/// The text in a field of `width` characters.
pub(in crate::render) fn pad<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    width: i128,
    fill: &Text<'p>,
    align: Align,
) -> Result<Text<'p>> {
    let len = length(text.as_str());
    let width = usize::try_from(width.max(0)).unwrap_or(usize::MAX);
    let missing = width.saturating_sub(len);
    if missing == 0 {
        return Ok(text.clone());
    }
    ctx.budget.text(missing.saturating_mul(fill.weight()).saturating_add(text.weight()))?;
    let left = match align {
        Align::Left => 0,
        Align::Right => missing,
        Align::Center => missing / 2 + (missing & width & 1),
        Align::Middle => missing / 2,
    };
    let mut builder = TextBuilder::default();
    let origin = fill.first_data();
    builder.push(&fill.as_str().repeat(left), origin);
    builder.push_text(text);
    builder.push(&fill.as_str().repeat(missing - left), origin);
    builder.note_hole(fill.missing());
    Ok(builder.finish())
}

pub(super) fn justify<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [width, fill] = arguments.bind_required(name, ["width", "fillchar"], 1)?;
    let width = integer(name, "width", &width.unwrap_or(Value::None))?;
    let fill = fill.unwrap_or_else(|| Value::template(" "));
    let fill = text_argument(name, "fillchar", &fill)?;
    if length(fill.as_str()) != 1 {
        return Err(Fault::type_error(format!("`{name}` fills with one character")));
    }
    let align = match name {
        "ljust" => Align::Left,
        "rjust" => Align::Right,
        _ => Align::Center,
    };
    pad(ctx, text, width, fill, align).map(Value::Text)
}

pub(super) fn fill_zeros<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [width] = arguments.bind_required("zfill", ["width"], 1)?;
    let width = integer("zfill", "width", &width.unwrap_or(Value::None))?;
    let sign = usize::from(text.as_str().starts_with(['+', '-']));
    let digits = text.slice(sign..text.as_str().len());
    let filled = pad(ctx, &digits, width.saturating_sub(sign as i128), &Text::template("0"), Align::Right)?;
    let mut builder = TextBuilder::default();
    ctx.budget.text(filled.weight())?;
    builder.push_range(text, 0..sign);
    builder.push_text(&filled);
    Ok(Value::Text(builder.finish()))
}

pub(super) fn expand_tabs<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [size] = arguments.bind("expandtabs", ["tabsize"])?;
    let size = size.map_or(Ok(8), |size| integer("expandtabs", "tabsize", &size))?;
    let size = usize::try_from(size.max(0)).unwrap_or(usize::MAX);
    let mut builder = TextBuilder::default();
    let mut column: usize = 0;
    ctx.budget.text(text.weight())?;
    for (char, origin) in text.chars() {
        match char {
            '\t' if size == 0 => {}
            '\t' => {
                let blanks = size - column % size;
                ctx.budget.text(blanks)?;
                builder.push(&" ".repeat(blanks), origin);
                column = column.saturating_add(blanks);
            }
            '\n' | '\r' => {
                builder.push_char(char, origin);
                column = 0;
            }
            _ => {
                builder.push_char(char, origin);
                column = column.saturating_add(1);
            }
        }
    }
    builder.note_hole(text.missing());
    Ok(Value::Text(builder.finish()))
}
