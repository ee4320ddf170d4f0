//! Filters on texts. Values of other types are printed first; each character keeps its origin.

use super::order::is_set;
use crate::render::arguments::{Arguments, integer, text as text_argument};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::{self as texts, Align, case, classes, length, offset, split};
use crate::render::text::{Text, TextBuilder};
use crate::render::value::{Number, Object, Value};

/// `string` and `safe`: without HTML escaping they do the same.
pub(super) fn string<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("string")?;
    ctx.print(&value).map(Value::Text)
}

pub(super) fn upper<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("upper")?;
    let text = ctx.print(&value)?;
    case::upper(ctx, &text).map(Value::Text)
}

pub(super) fn lower<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("lower")?;
    let text = ctx.print(&value)?;
    case::lower(ctx, &text).map(Value::Text)
}

pub(super) fn title<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("title")?;
    let text = ctx.print(&value)?;
    case::title_words(ctx, &text).map(Value::Text)
}

pub(super) fn capitalize<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("capitalize")?;
    let text = ctx.print(&value)?;
    case::capitalize(ctx, &text).map(Value::Text)
}

pub(super) fn trim<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [chars] = arguments.bind("trim", ["chars"])?;
    let text = ctx.print(&value)?;
    texts::read(ctx, &text)?;
    split::trim(&text, "trim", chars.as_ref(), (true, true)).map(Value::Text)
}

pub(super) fn replace<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [old, new, count] = arguments.bind_required("replace", ["old", "new", "count"], 2)?;
    let count = match count {
        Some(count) if !count.is_none() => integer("replace", "count", &count)?,
        _ => -1,
    };
    let text = ctx.print(&value)?;
    let old = ctx.print(&old.unwrap_or(Value::None))?;
    let new = ctx.print(&new.unwrap_or(Value::None))?;
    texts::replace(ctx, &text, old.as_str(), &new, count).map(Value::Text)
}

pub(super) fn center<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [width] = arguments.bind("center", ["width"])?;
    let width = width.map_or(Ok(80), |width| integer("center", "width", &width))?;
    let text = ctx.print(&value)?;
    texts::pad(ctx, &text, width, &Text::template(" "), Align::Center).map(Value::Text)
}

pub(super) fn format<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let values = match (arguments.positional.as_slice(), arguments.named.as_slice()) {
        (values, []) => Value::tuple(values.to_vec()),
        ([], named) => {
            Value::dict(named.iter().map(|(name, value)| (Value::name(name), value.clone())).collect())
        }
        _ => return Err(Fault::argument("`format` takes either positional or named arguments, not both")),
    };
    let text = ctx.print(&value)?;
    ctx.percent_format(&text, &values).map(Value::Text)
}

pub(super) fn wordcount<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("wordcount")?;
    let text = ctx.print(&value)?;
    texts::read(ctx, &text)?;
    let words = text.as_str().split(|char| !classes::is_word(char)).filter(|word| !word.is_empty());
    Ok(Value::Int(words.count() as i128))
}

pub(super) fn truncate<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [limit, kill_words, end, leeway] =
        arguments.bind("truncate", ["length", "killwords", "end", "leeway"])?;
    let limit = limit.unwrap_or(Value::Int(255));
    let size = |name, value: &Value<'p>| {
        value.as_number().map(Number::as_f64).ok_or_else(|| {
            let kind = value.type_name();
            Fault::type_error(format!("`truncate` needs an integer for `{name}`, not a value of type {kind}"))
        })
    };
    let (least, leeway) = (
        size("length", &limit)?,
        match leeway {
            Some(leeway) if !leeway.is_none() => size("leeway", &leeway)?,
            _ => 5.0,
        },
    );
    let end = end.unwrap_or_else(|| Value::template("..."));
    let end = text_argument("truncate", "end", &end)?;
    let end_len = length(end.as_str());
    if least < end_len as f64 {
        return Err(Fault::argument("the length for `truncate` is less than that of its `end`")
            .hint(format!("the end has {end_len} characters")));
    }
    if leeway < 0.0 {
        return Err(Fault::argument("the leeway of `truncate` is negative"));
    }
    let fits = |len: u64| len as f64 <= least + leeway;
    let Value::Text(text) = &value else {
        return match super::sequence::len(&value) {
            Some(len) if fits(len) => Ok(value),
            _ => Err(Fault::type_error(format!(
                "`truncate` takes a text, not a value of type {}",
                value.type_name()
            ))
            .hint("turn the value into text with `|string` first")),
        };
    };
    texts::read(ctx, text)?;
    if fits(length(text.as_str()) as u64) {
        return Ok(value);
    }
    let limit = usize::try_from(integer("truncate", "length", &limit)?).unwrap_or(usize::MAX);
    let mut kept = offset(text.as_str(), limit.saturating_sub(end_len));
    if !is_set(kill_words.as_ref()) {
        kept = text.as_str().get(..kept).and_then(|kept| kept.rfind(' ')).unwrap_or(kept);
    }
    ctx.budget.text(kept.saturating_add(end.weight()))?;
    let mut builder = TextBuilder::default();
    builder.push_range(text, 0..kept);
    builder.push_text(end);
    Ok(Value::Text(builder.finish()))
}

pub(super) fn indent<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [width, first, blank] = arguments.bind("indent", ["width", "first", "blank"])?;
    let indention = match width.unwrap_or(Value::Int(4)) {
        Value::Text(text) => text,
        width => {
            let width = usize::try_from(integer("indent", "width", &width)?.max(0)).unwrap_or(usize::MAX);
            ctx.budget.text(width)?;
            Text::made(" ".repeat(width))
        }
    };
    let text = required_text(ctx, "indent", &value)?;
    let (first, blank) = (is_set(first.as_ref()), is_set(blank.as_ref()));
    let mut lines = split::lines(text.as_str());
    ctx.budget.items(lines.len())?;
    // The filter puts a line break behind the text before it takes the lines, so that a last empty one counts.
    if lines.last().is_none_or(|line| line.end > line.content_end) && !text.as_str().ends_with('\r') {
        let end = text.as_str().len();
        lines.push(split::Line { start: end, content_end: end, end });
    }
    ctx.budget.text(lines.len().saturating_mul(indention.weight() + 1).saturating_add(text.weight()))?;
    let mut builder = TextBuilder::default();
    for (i, line) in lines.iter().enumerate() {
        if i > 0 {
            builder.push("\n", text.first_data());
        }
        let is_blank = line.start == line.content_end;
        if if i == 0 { first } else { blank || !is_blank } {
            builder.push_text(&indention);
        }
        builder.push_range(&text, line.start..line.content_end);
    }
    builder.note_hole(text.missing());
    Ok(Value::Text(builder.finish()))
}

/// The text of a filter that takes nothing else.
pub(super) fn required_text<'p>(ctx: &Context<'p>, callee: &str, value: &Value<'p>) -> Result<Text<'p>> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Missing(hole) => Err(ctx.undefined(*hole)),
        Value::Undefined => Err(Fault::undefined(format!("`{callee}` on an undefined value"))),
        _ => Err(Fault::type_error(format!(
            "`{callee}` takes a text, not a value of type {}",
            value.type_name()
        ))
        .hint("turn the value into text with `|string` first")),
    }
}

/// Whether the value is an object that goes through its items once.
pub(super) fn is_iterator(value: &Value<'_>) -> bool {
    matches!(value, Value::Object(object) if matches!(&**object, Object::Iterator(_)))
}
