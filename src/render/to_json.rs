//! Values as JSON.

use super::account::origin_of;
use super::context::Context;
use super::fault::{Fault, Result};
use super::print;
use super::text::Text;
use super::value::{Object, Value};
use super::watch::{Sighting, Watch};
use super::writer::{BROKEN_ESCAPE, BROKEN_ESCAPE_HINT};
use crate::diagnostic::Code;
use crate::json::text::quote_into;
use crate::json::{Kind, MAX_DEPTH, Node};
use crate::template::lower::NOT_SEND;

/// The JSON of a number, boolean, null, list or object, as compact as it can be, and whether the word that cancels a
/// message is in it.
pub(super) fn value<'p>(context: &mut Context<'p>, value: &Value<'p>) -> Result<(String, Option<Sighting>)> {
    let mut out = String::new();
    write(context, value, &mut out, 0)?;
    context.budget.text(out.len())?;
    let sighting = if out.contains(NOT_SEND) { sighting(value, 0) } else { None };
    Ok((out, sighting))
}

/// The text in a value that holds the word, the template's own before those of the data.
fn sighting(value: &Value<'_>, depth: usize) -> Option<Sighting> {
    if depth > MAX_DEPTH {
        return None;
    }
    let first =
        |a: Option<Sighting>, b: Option<Sighting>| if b == Some(Sighting::Template) { b } else { a.or(b) };
    match value {
        Value::Text(text) => {
            let mut watch = Watch::default();
            text.pieces().map(|piece| watch.see(piece.text, piece.source.data())).fold(None, first)
        }
        Value::Data(node) => {
            Some(Sighting::Data(origin_of(*node))).filter(|_| node.source().contains(NOT_SEND))
        }
        Value::List(items) => items.borrow().iter().map(|item| sighting(item, depth + 1)).fold(None, first),
        Value::Tuple(items) => items.iter().map(|item| sighting(item, depth + 1)).fold(None, first),
        Value::Dict(members) => members
            .borrow()
            .iter()
            .map(|(key, value)| first(sighting(key, depth + 1), sighting(value, depth + 1)))
            .fold(None, first),
        Value::Object(object) => match &**object {
            Object::Group { grouper, list } => first(sighting(grouper, depth + 1), sighting(list, depth + 1)),
            _ => None,
        },
        _ => None,
    }
}

fn too_deep() -> Fault {
    Fault::new(Code::JsonDepth, "the value is nested too deeply for JSON")
}

/// A text as a whole JSON string.
fn write_text(text: &Text<'_>, out: &mut String) -> Result<()> {
    out.push('"');
    for piece in text.pieces() {
        if piece.is_broken_escape() {
            return Err(Fault::new(Code::JsonBrokenEscape, BROKEN_ESCAPE).hint(BROKEN_ESCAPE_HINT));
        }
        piece.escape_into(out);
    }
    out.push('"');
    Ok(())
}

// What recurses keeps little on the stack: texts and messages are made in functions of their own.
fn write<'p>(context: &mut Context<'p>, value: &Value<'p>, out: &mut String, depth: usize) -> Result<()> {
    context.budget.steps(1)?;
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    match value {
        Value::Data(node) => write_node(context, *node, out, depth),
        Value::Dict(members) => write_members(context, &members.borrow().clone(), out, depth),
        Value::List(_) | Value::Tuple(_) | Value::Range(_) | Value::Object(_) => {
            let items = items(context, value)?;
            write_items(context, &items, out, depth)
        }
        _ => write_scalar(context, value, out),
    }
}

/// What stands in the array that a value becomes.
#[inline(never)]
fn items<'p>(context: &mut Context<'p>, value: &Value<'p>) -> Result<Vec<Value<'p>>> {
    match value {
        Value::List(items) => Ok(items.borrow().clone()),
        Value::Tuple(items) => Ok(items.to_vec()),
        Value::Object(object) => match &**object {
            Object::Group { grouper, list } => Ok(vec![grouper.clone(), list.clone()]),
            _ => Err(formless(value)),
        },
        _ => context.iterate(value),
    }
}

#[inline(never)]
fn write_items<'p>(
    context: &mut Context<'p>,
    items: &[Value<'p>],
    out: &mut String,
    depth: usize,
) -> Result<()> {
    out.push('[');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(context, item, out, depth + 1)?;
    }
    out.push(']');
    Ok(())
}

#[inline(never)]
fn write_members<'p>(
    context: &mut Context<'p>,
    members: &[(Value<'p>, Value<'p>)],
    out: &mut String,
    depth: usize,
) -> Result<()> {
    out.push('{');
    for (i, (key, value)) in members.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_key(context, key, out)?;
        write(context, value, out, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

#[inline(never)]
fn write_key<'p>(context: &mut Context<'p>, key: &Value<'p>, out: &mut String) -> Result<()> {
    let key = context.print(key)?;
    write_text(&key, out)?;
    out.push(':');
    Ok(())
}

/// A value that holds no others.
#[inline(never)]
fn write_scalar<'p>(context: &mut Context<'p>, value: &Value<'p>, out: &mut String) -> Result<()> {
    match value {
        Value::None | Value::Null(_) => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) if number.is_finite() => out.push_str(&print::float(*number)),
        Value::Float(_) => {
            return Err(Fault::new(Code::JsonValue, "JSON has no number for infinity or not-a-number"));
        }
        Value::Text(text) => {
            if let Some(hole) = text.missing() {
                return Err(context.undefined(hole));
            }
            context.budget.text(text.weight())?;
            write_text(text, out)?;
        }
        Value::Missing(hole) => return Err(context.undefined(*hole)),
        Value::Undefined => {
            return Err(Fault::new(Code::JsonValue, "a list or object holds an undefined value"));
        }
        _ => return Err(formless(value)),
    }
    Ok(())
}

#[inline(never)]
fn formless(value: &Value<'_>) -> Fault {
    Fault::new(Code::JsonValue, format!("a value of type {} has no JSON form", value.type_name()))
}

/// Data without its white space; its strings are written anew, so that equal data give equal bytes.
fn write_node<'p>(context: &mut Context<'p>, node: Node<'p>, out: &mut String, depth: usize) -> Result<()> {
    context.budget.steps(1)?;
    if depth > MAX_DEPTH {
        return Err(too_deep());
    }
    if let Some(list) = context.thawed_list(node) {
        let items = list.borrow().clone();
        return write_items(context, &items, out, depth);
    }
    match node.kind() {
        Kind::String => quote_into(node.as_str().unwrap_or_default(), out),
        Kind::Array => {
            out.push('[');
            for (i, item) in node.items().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_node(context, item, out, depth + 1)?;
            }
            out.push(']');
        }
        Kind::Object => {
            out.push('{');
            for (i, (key, value)) in node.members().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                quote_into(key.as_str().unwrap_or_default(), out);
                out.push(':');
                write_node(context, value, out, depth + 1)?;
            }
            out.push('}');
        }
        _ => {
            context.budget.text(node.source().len())?;
            out.push_str(node.source());
        }
    }
    Ok(())
}
