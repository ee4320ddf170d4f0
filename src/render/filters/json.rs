//! `tojson`

use crate::render::account::origin_of;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::print;
use crate::render::text::{HoleId, Origin, Piece, Source, Text, TextBuilder, Wording};
use crate::render::value::{Object, Value};
use std::cmp::Ordering;
use std::fmt::Write as _;

/// Writes JSON as Python's `json.dumps` does, keys sorted and all but ASCII escaped, and the characters that end an
/// HTML script escaped as well. What is written counts as the template's: it is JSON, whatever the data hold.
pub(super) fn tojson<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [indent] = arguments.bind("tojson", ["indent"])?;
    let indent = match indent {
        None => None,
        Some(indent) if indent.is_none() => None,
        Some(Value::Text(text)) => Some(text.as_str().to_owned()),
        Some(indent) => {
            let width =
                indent.as_int().ok_or_else(|| Fault::type_error("`tojson` needs an integer for `indent`"))?;
            let width = usize::try_from(width.max(0)).unwrap_or(usize::MAX);
            ctx.budget.text(width)?;
            Some(" ".repeat(width))
        }
    };
    if indent.as_ref().is_some_and(|indent| !indent.chars().all(|char| " \t\n\r".contains(char))) {
        return Err(Fault::range("`tojson` indents by blanks and tabs only"));
    }
    let hole = match &value {
        Value::Null(node) => ctx.null_hole(*node),
        _ => None,
    };
    let mut writer = Writer { ctx, out: String::new(), indent, depth: 0, hole };
    writer.value(&value)?;
    let Writer { out, hole, .. } = writer;
    let json = match &value {
        Value::Text(text) => spelled(&out, text),
        _ => Text::encoded(out, first_origin(&value, 0)),
    };
    Ok(Value::Text(json.with_hole(hole)))
}

/// The JSON of a text, with each character about the data that the character of the text came from.
fn spelled<'p>(json: &str, text: &Text<'p>) -> Text<'p> {
    let mut out = TextBuilder::default();
    let mut at = 1;
    out.push_template(json.get(..at).unwrap_or_default());
    let mut written = String::new();
    for piece in text.pieces() {
        // The characters are JSON now, whatever they were.
        let source =
            Source { origin: None, about: piece.source.data(), wording: Wording::Plain, ..piece.source };
        let piece = Piece { source, ..piece };
        let mut plain = 0;
        for (from, char) in piece.text.char_indices() {
            written.clear();
            write_char(char, &mut written);
            at += written.len();
            if written.len() > 1 {
                out.push_piece(piece.slice(plain..from));
                out.push(&written, Source { place: None, ..source });
                plain = from + char.len_utf8();
            }
        }
        out.push_piece(piece.slice(plain..piece.text.len()));
    }
    out.push_template(json.get(at..).unwrap_or_default());
    out.finish()
}

/// The first value of the data that a value holds.
fn first_origin(value: &Value<'_>, depth: usize) -> Option<Origin> {
    match value {
        Value::Text(text) => text.first_data(),
        Value::Data(node) => Some(origin_of(*node)),
        _ if depth > 8 => None,
        Value::List(items) => items.borrow().iter().find_map(|item| first_origin(item, depth + 1)),
        Value::Tuple(items) => items.iter().find_map(|item| first_origin(item, depth + 1)),
        Value::Dict(members) => members
            .borrow()
            .iter()
            .find_map(|(key, value)| first_origin(key, depth + 1).or_else(|| first_origin(value, depth + 1))),
        _ => None,
    }
}

struct Writer<'c, 'p> {
    ctx: &'c mut Context<'p>,
    out: String,
    indent: Option<String>,
    depth: usize,
    hole: Option<HoleId>,
}

impl<'p> Writer<'_, 'p> {
    fn value(&mut self, value: &Value<'p>) -> Result<()> {
        self.ctx.budget.steps(1)?;
        match value {
            Value::None | Value::Null(_) => self.push("null"),
            Value::Bool(true) => self.push("true"),
            Value::Bool(false) => self.push("false"),
            Value::Int(number) => self.push(&number.to_string()),
            Value::Float(number) if number.is_finite() => self.push(&print::float(*number)),
            Value::Float(_) => Err(Fault::range("infinity and `nan` have no JSON form")),
            Value::Text(text) => {
                self.hole = self.hole.or(text.missing());
                self.text(text.as_str())
            }
            Value::Missing(hole) => Err(self.ctx.undefined(*hole)),
            Value::List(_) | Value::Tuple(_) => self.list(value),
            Value::Data(_) | Value::Dict(_) => match Context::members(value) {
                Some(members) => self.dict(members),
                None => self.list(value),
            },
            Value::Object(object) if matches!(&**object, Object::Group { .. }) => self.list(value),
            Value::Undefined | Value::Range(_) | Value::Object(_) => {
                let kind = value.type_name();
                let fault = Fault::type_error(format!("a value of type {kind} has no JSON form"));
                Err(if matches!(kind, "generator" | "range") || kind.starts_with("dict ") {
                    fault.hint("add `|list` before `|tojson`")
                } else {
                    fault
                })
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<()> {
        self.ctx.budget.text(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<()> {
        self.ctx.budget.text(text.len() + 2)?;
        let before = self.out.len();
        self.out.push('"');
        for char in text.chars() {
            write_char(char, &mut self.out);
        }
        self.out.push('"');
        let growth = (self.out.len() - before).saturating_sub(text.len() + 2);
        self.ctx.budget.text(growth)
    }

    fn list(&mut self, value: &Value<'p>) -> Result<()> {
        let items = self.ctx.iterate(value)?;
        self.open("[")?;
        let is_empty = items.is_empty();
        for (i, item) in items.iter().enumerate() {
            self.separate(i)?;
            self.value(item)?;
        }
        self.close("]", is_empty)
    }

    fn dict(&mut self, members: Vec<(Value<'p>, Value<'p>)>) -> Result<()> {
        self.ctx.budget.items(members.len().saturating_mul(2))?;
        let keyed = members.into_iter().map(|(key, value)| (key.clone(), (key, value))).collect();
        let sorted = super::order::sort(self.ctx, keyed, false, |ctx, a, b| {
            Ok(ctx.compare("<", a, b)? == Some(Ordering::Less))
        })?;
        self.open("{")?;
        let is_empty = sorted.is_empty();
        for (i, (key, value)) in sorted.iter().enumerate() {
            self.separate(i)?;
            match key {
                Value::Text(key) => self.text(key.as_str())?,
                Value::None | Value::Null(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                    self.push("\"")?;
                    self.value(key)?;
                    self.push("\"")?;
                }
                _ => {
                    let kind = key.type_name();
                    return Err(Fault::type_error(format!("a key of type {kind} has no JSON form")));
                }
            }
            self.push(": ")?;
            self.value(value)?;
        }
        self.close("}", is_empty)
    }

    fn open(&mut self, bracket: &str) -> Result<()> {
        self.depth += 1;
        if self.depth > 128 {
            return Err(Fault::range("values are nested too deeply for JSON"));
        }
        self.push(bracket)
    }

    fn separate(&mut self, index: usize) -> Result<()> {
        match (&self.indent, index) {
            (None, 0) => return Ok(()),
            (None, _) => return self.push(", "),
            (Some(_), 0) => {}
            (Some(_), _) => self.push(",")?,
        }
        self.new_line()
    }

    fn new_line(&mut self) -> Result<()> {
        let Some(indent) = self.indent.clone() else { return Ok(()) };
        self.ctx.budget.text(indent.len().saturating_mul(self.depth + 1).saturating_add(1))?;
        self.out.push('\n');
        for _ in 0..self.depth {
            self.out.push_str(&indent);
        }
        Ok(())
    }

    fn close(&mut self, bracket: &str, is_empty: bool) -> Result<()> {
        self.depth -= 1;
        if !is_empty {
            self.new_line()?;
        }
        self.push(bracket)
    }
}

/// Writes a character of a string: all but ASCII escaped, and what ends an HTML script.
fn write_char(char: char, out: &mut String) {
    match char {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        '\u{8}' => out.push_str("\\b"),
        '\u{c}' => out.push_str("\\f"),
        ' '..='~' if !matches!(char, '<' | '>' | '&' | '\'') => out.push(char),
        _ => {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
}
