//! Taking texts apart, putting them together, and trimming them.

use super::classes::{ends_line, is_space};
use super::read;
use crate::render::arguments::{Arguments, integer, text as text_argument};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::text::{Text, TextBuilder};
use crate::render::value::Value;
use std::collections::HashSet;
use std::ops::Range;

pub(super) fn split<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [separator, limit] = arguments.bind(name, ["sep", "maxsplit"])?;
    let limit = limit.map_or(Ok(-1), |limit| integer(name, "maxsplit", &limit))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let chars = text.as_str();
    let ranges = match separator {
        Some(separator) if !separator.is_none() => {
            let separator = text_argument(name, "sep", &separator)?.as_str();
            if separator.is_empty() {
                return Err(Fault::range(format!("the separator of `{name}` is empty"))
                    .hint("`|list` gives the characters of a text"));
            }
            read(ctx, text)?;
            ctx.budget.items(chars.matches(separator).count().min(limit).saturating_add(1))?;
            match name {
                "rsplit" => split_from_end(chars, separator, limit),
                _ => split_from_start(chars, separator, limit),
            }
        }
        _ => {
            ctx.budget.items(chars.split_whitespace().count().min(limit).saturating_add(1))?;
            if name == "rsplit" { words_from_end(chars, limit) } else { words_from_start(chars, limit) }
        }
    };
    pieces(ctx, text, ranges)
}

/// The parts of a text at `ranges`, as a list.
fn pieces<'p>(ctx: &mut Context<'p>, text: &Text<'p>, ranges: Vec<Range<usize>>) -> Result<Value<'p>> {
    ctx.budget.text(text.weight())?;
    Ok(Value::list(ranges.into_iter().map(|range| Value::Text(text.slice(range))).collect()))
}

fn split_from_start(text: &str, separator: &str, limit: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(separator).take(limit) {
        ranges.push(start..at);
        start = at + separator.len();
    }
    ranges.push(start..text.len());
    ranges
}

fn split_from_end(text: &str, separator: &str, limit: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut end = text.len();
    for (at, _) in text.rmatch_indices(separator).take(limit) {
        ranges.push(at + separator.len()..end);
        end = at;
    }
    ranges.push(0..end);
    ranges.reverse();
    ranges
}

fn words_from_start(text: &str, limit: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let skip = |from: usize, space: bool| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.find(|char| is_space(char) != space).unwrap_or(rest.len())
    };
    let mut at = skip(0, true);
    while at < text.len() {
        if ranges.len() == limit {
            ranges.push(at..text.len());
            break;
        }
        let end = skip(at, false);
        ranges.push(at..end);
        at = skip(end, true);
    }
    ranges
}

fn words_from_end(text: &str, limit: usize) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let skip = |to: usize, space: bool| {
        let rest = text.get(..to).unwrap_or_default();
        if space { rest.trim_end_matches(is_space) } else { rest.trim_end_matches(|char| !is_space(char)) }
            .len()
    };
    let mut at = skip(text.len(), true);
    while at > 0 {
        if ranges.len() == limit {
            ranges.push(0..at);
            break;
        }
        let start = skip(at, false);
        ranges.push(start..at);
        at = skip(start, true);
    }
    ranges.reverse();
    ranges
}

pub(super) fn partition<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [separator] = arguments.bind_required(name, ["sep"], 1)?;
    let separator = separator.unwrap_or(Value::None);
    let separator = text_argument(name, "sep", &separator)?.as_str();
    if separator.is_empty() {
        return Err(Fault::range(format!("the separator of `{name}` is empty")));
    }
    let chars = text.as_str();
    ctx.budget.text(chars.len())?;
    let from_end = name == "rpartition";
    let parts = match if from_end { chars.rfind(separator) } else { chars.find(separator) } {
        Some(at) => [0..at, at..at + separator.len(), at + separator.len()..chars.len()],
        None if from_end => [0..0, 0..0, 0..chars.len()],
        None => [0..chars.len(), 0..0, 0..0],
    };
    Ok(Value::tuple(parts.map(|part| Value::Text(text.slice(part)))))
}

pub(super) fn split_lines<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [keep] = arguments.bind("splitlines", ["keepends"])?;
    let keep = keep.map_or(Ok(0), |keep| integer("splitlines", "keepends", &keep))? != 0;
    let lines = lines(text.as_str());
    let ranges =
        lines.into_iter().map(|line| line.start..if keep { line.end } else { line.content_end }).collect();
    pieces(ctx, text, ranges)
}

/// A line of a text.
pub(in crate::render) struct Line {
    pub(in crate::render) start: usize,
    /// Where its content ends.
    pub(in crate::render) content_end: usize,
    /// Where its line break ends.
    pub(in crate::render) end: usize,
}

/// The lines of a text; a line break at its end begins no further line.
pub(in crate::render) fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let rest = text.get(start..).unwrap_or_default();
        let content_end = start + rest.find(ends_line).unwrap_or(rest.len());
        let mut end_of_line = text.get(content_end..).unwrap_or_default().chars();
        let end = match (end_of_line.next(), end_of_line.next()) {
            (Some('\r'), Some('\n')) => content_end + 2,
            (Some(char), _) => content_end + char.len_utf8(),
            (None, _) => content_end,
        };
        lines.push(Line { start, content_end, end });
        start = end;
    }
    lines
}

pub(super) fn strip<'p>(text: &Text<'p>, name: &str, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [chars] = arguments.bind(name, ["chars"])?;
    let sides = (name != "rstrip", name != "lstrip");
    trim(text, name, chars.as_ref(), sides).map(Value::Text)
}

/// Takes characters, white space by default, from the left, right or both sides.
pub(in crate::render) fn trim<'p>(
    text: &Text<'p>,
    callee: &str,
    chars: Option<&Value<'p>>,
    (left, right): (bool, bool),
) -> Result<Text<'p>> {
    let set = match chars {
        Some(chars) if !chars.is_none() => Some(text_argument(callee, "chars", chars)?.as_str()),
        _ => None,
    };
    let set: Option<HashSet<char>> = set.map(|set| set.chars().collect());
    let is_taken = |char: char| set.as_ref().map_or_else(|| is_space(char), |set| set.contains(&char));
    let whole = text.as_str();
    let start = if left { whole.len() - whole.trim_start_matches(is_taken).len() } else { 0 };
    let end = if right { whole.trim_end_matches(is_taken).len() } else { whole.len() };
    Ok(text.slice(start..end.max(start)))
}

pub(super) fn join<'p>(
    ctx: &mut Context<'p>,
    separator: &Text<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [items] = arguments.bind_required("join", ["iterable"], 1)?;
    let mut texts = Vec::new();
    for item in ctx.iterate(&items.unwrap_or(Value::None))? {
        match item {
            Value::Text(text) => texts.push(text),
            _ => {
                let found = item.type_name();
                return Err(Fault::type_error(format!(
                    "`join` takes texts only, not a value of type {found}"
                ))
                .hint("the filter takes any values: `items|join(', ')`"));
            }
        }
    }
    join_texts(ctx, &texts, separator).map(Value::Text)
}

/// The texts with the separator between them.
pub(in crate::render) fn join_texts<'p>(
    ctx: &mut Context<'p>,
    texts: &[Text<'p>],
    separator: &Text<'p>,
) -> Result<Text<'p>> {
    let separators = separator.as_str().len().saturating_mul(texts.len().saturating_sub(1));
    ctx.budget.text(
        texts.iter().map(crate::render::text::Text::weight).sum::<usize>().saturating_add(separators),
    )?;
    let mut builder = TextBuilder::default();
    for (i, text) in texts.iter().enumerate() {
        if i > 0 {
            builder.push_text(separator);
        }
        builder.push_text(text);
    }
    Ok(builder.finish())
}
