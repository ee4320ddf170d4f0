//! Filters made for HTML.

use super::entities::unescape;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::classes::is_space;
use crate::render::methods::text::read;
use crate::render::text::{Text, TextBuilder};
use crate::render::value::Value;

/// `escape`, `e` and `forceescape`.
pub(super) fn escape<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("escape")?;
    let text = ctx.print(&value)?;
    escaped(ctx, &text).map(Value::Text)
}

fn escaped<'p>(ctx: &mut Context<'p>, text: &Text<'p>) -> Result<Text<'p>> {
    let special = text.as_str().bytes().filter(|byte| b"&<>\"'".contains(byte)).count();
    ctx.budget.text(text.weight() + special * 4)?;
    Ok(text.map(|part| {
        let mut escaped = String::with_capacity(part.len());
        for char in part.chars() {
            match char {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '"' => escaped.push_str("&#34;"),
                '\'' => escaped.push_str("&#39;"),
                char => escaped.push(char),
            }
        }
        escaped
    }))
}

pub(super) fn striptags<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none("striptags")?;
    let text = ctx.print(&value)?;
    read(ctx, &text)?;
    ctx.budget.text(text.weight().saturating_mul(3))?;
    // Each may be the start of a name that is looked up.
    ctx.budget.steps(text.as_str().matches('&').count() as u64 * 4)?;
    let text = without(&text, "<!--", "-->");
    let text = without(&text, "<", ">");
    let mut builder = TextBuilder::default();
    for (i, word) in text.as_str().split(is_space).filter(|word| !word.is_empty()).enumerate() {
        let start = (word.as_ptr().addr()).saturating_sub(text.as_str().as_ptr().addr());
        if i > 0 {
            builder.push_template(" ");
        }
        builder.push_range(&text, start..start + word.len());
    }
    builder.note_hole(text.missing());
    Ok(Value::Text(unescape(&builder.finish())))
}

/// The text without what stands from `open` to `close`. What is cut may bring a further `open` together, so the
/// search goes on where it was, some bytes back.
fn without<'p>(text: &Text<'p>, open: &str, close: &str) -> Text<'p> {
    let whole = text.as_str();
    if !whole.contains(open) {
        return text.clone();
    }
    // Kept ranges of the text; an `open` lies at their end while it is being put together.
    let mut kept = String::new();
    let mut places: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(char) = whole.get(at..).and_then(|rest| rest.chars().next()) {
        kept.push(char);
        places.push(at);
        at += char.len_utf8();
        if kept.ends_with(open) {
            let Some(end) = end_of(open, close, whole.get(at..).unwrap_or_default()) else { break };
            at += end;
            kept.truncate(kept.len() - open.len());
            places.truncate(places.len() - open.len());
        }
    }
    let mut builder = TextBuilder::default();
    let mut run: Option<std::ops::Range<usize>> = None;
    for (place, char) in places.iter().zip(kept.chars()) {
        let end = place + char.len_utf8();
        match &mut run {
            Some(range) if range.end == *place => range.end = end,
            _ => {
                if let Some(range) = run.replace(*place..end) {
                    builder.push_range(text, range);
                }
            }
        }
    }
    if let Some(range) = run {
        builder.push_range(text, range);
    }
    builder.push_range(text, at..whole.len());
    builder.note_hole(text.missing());
    builder.finish()
}

/// Where in `rest`, which follows an `open`, the next `close` ends. The two may overlap: `<!-->` is a whole comment.
fn end_of(open: &str, close: &str, rest: &str) -> Option<usize> {
    let overlap = close.char_indices().rev().find_map(|(split, _)| {
        let (start, end) = close.split_at_checked(split)?;
        (split > 0 && open.ends_with(start) && rest.starts_with(end)).then_some(end.len())
    });
    overlap.or_else(|| rest.find(close).map(|at| at + close.len()))
}

pub(super) fn xmlattr<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [autospace] = arguments.bind("xmlattr", ["autospace"])?;
    let autospace = autospace.is_none_or(|autospace| autospace.is_true());
    let Some(members) = Context::members(&value) else {
        return Err(match &value {
            Value::Missing(hole) => ctx.undefined(*hole),
            Value::Undefined => Fault::undefined("`xmlattr` on an undefined value"),
            _ => Fault::type_error(format!(
                "`xmlattr` takes a dict, not a value of type {}",
                value.type_name()
            )),
        });
    };
    let mut builder = TextBuilder::default();
    for (key, value) in members {
        if value.is_none() || value.is_undefined() {
            continue;
        }
        let Value::Text(name) = &key else {
            return Err(Fault::type_error("the keys for `xmlattr` must be texts"));
        };
        if name.as_str().contains([' ', '\t', '\n', '\r', '\u{b}', '\u{c}', '/', '>', '=']) {
            return Err(Fault::range(
                "a key for `xmlattr` holds a character that no attribute's name may have",
            ));
        }
        let name = escaped(ctx, name)?;
        let printed = ctx.print(&value)?;
        let content = escaped(ctx, &printed)?;
        if autospace || builder.len() > 0 {
            builder.push_template(" ");
        }
        builder.push_text(&name);
        builder.push_template("=\"");
        builder.push_text(&content);
        builder.push_template("\"");
    }
    Ok(Value::Text(builder.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_comments_and_tags_out() {
        let cases = [
            ("a<!-- b -->c", "ac"),
            ("a<!-->b", "ab"),
            ("a<!-- b", "a<!-- b"),
            ("<<!-- x -->!-- y -->z", "z"),
            ("<<!-- x -->!-->z", "z"),
            ("日<!-- x -->本", "日本"),
        ];
        for (text, expected) in cases {
            assert_eq!(without(&Text::template(text), "<!--", "-->").as_str(), expected, "{text}");
        }
        assert_eq!(without(&Text::template("a<b>c</b>d > e <"), "<", ">").as_str(), "acd > e <");
    }
}
