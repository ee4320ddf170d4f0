//! Values as Python prints them.

use super::context::Context;
use super::fault::{Fault, Result};
use super::text::{Text, TextBuilder};
use super::value::{Object, Part, Value};
use crate::json::Kind;
use std::fmt::Write as _;

/// How deep values may be nested that are printed.
const MAX_DEPTH: usize = 128;

impl<'p> Context<'p> {
    /// `str(value)`: what `{{ value }}` writes.
    pub(crate) fn print(&mut self, value: &Value<'p>) -> Result<Text<'p>> {
        Ok(match value {
            Value::Text(text) => text.clone(),
            Value::Missing(hole) => Text::hole(*hole),
            Value::Undefined => Text::template(""),
            Value::None => Text::template("None"),
            Value::Null(node) => Text::template("None").with_hole(self.null_hole(*node)),
            Value::Bool(true) => Text::template("True"),
            Value::Bool(false) => Text::template("False"),
            Value::Int(number) => Text::made(number.to_string()),
            Value::Float(number) => Text::made(float(*number)),
            _ => {
                let mut builder = TextBuilder::default();
                self.print_into(value, &mut builder, false, 0)?;
                builder.finish()
            }
        })
    }

    /// `repr(value)`: what stands for the value inside a printed list.
    pub(crate) fn repr(&mut self, value: &Value<'p>) -> Result<Text<'p>> {
        let mut builder = TextBuilder::default();
        self.print_into(value, &mut builder, true, 0)?;
        Ok(builder.finish())
    }

    fn print_into(
        &mut self,
        value: &Value<'p>,
        out: &mut TextBuilder,
        repr: bool,
        depth: usize,
    ) -> Result<()> {
        self.budget.steps(1)?;
        if depth > MAX_DEPTH {
            return Err(Fault::range("values are nested too deeply to be printed"));
        }
        let before = out.len();
        match value {
            Value::Text(text) if repr => quote(text, out),
            Value::Missing(hole) if repr => {
                out.push_template("Undefined");
                out.note_hole(Some(*hole));
            }
            Value::Undefined if repr => out.push_template("Undefined"),
            Value::Data(node) if node.kind() == Kind::Array => match self.thawed_list(*node) {
                Some(list) => {
                    let items = list.borrow().clone();
                    self.print_items(items.into_iter(), ("[", "]"), out, depth)?;
                }
                None => self.print_items(node.items().map(Value::of), ("[", "]"), out, depth)?,
            },
            Value::Data(node) => {
                let members = node.members().map(|(key, value)| (Value::of(key), Value::of(value)));
                self.print_members(members, out, depth)?;
            }
            Value::List(items) => {
                let items = items.borrow().clone();
                self.print_items(items.into_iter(), ("[", "]"), out, depth)?;
            }
            Value::Tuple(items) => {
                let close = if items.len() == 1 { ",)" } else { ")" };
                self.print_items(items.iter().cloned(), ("(", close), out, depth)?;
            }
            Value::Dict(members) => {
                let members = members.borrow().clone();
                self.print_members(members.into_iter(), out, depth)?;
            }
            Value::Range(range) => {
                let mut text = format!("range({}, {}", range.start, range.stop);
                if range.step != 1 {
                    let _ = write!(text, ", {}", range.step);
                }
                text.push(')');
                out.push_template(&text);
            }
            Value::Object(object) => match &**object {
                Object::Group { grouper, list } => {
                    let pair = [grouper.clone(), list.clone()];
                    self.print_items(pair.into_iter(), ("(", ")"), out, depth)?;
                }
                Object::Iterator(_) => {
                    return Err(Fault::type_error("a generator has no text of its own")
                        .hint("add `|list` or `|join`"));
                }
                Object::View { part, .. } => {
                    out.push_template(match part {
                        Part::Keys => "dict_keys(",
                        Part::Values => "dict_values(",
                        Part::Items => "dict_items(",
                    });
                    let items = self.iterate(value)?;
                    self.print_items(items.into_iter(), ("[", "]"), out, depth)?;
                    out.push_template(")");
                }
                Object::Namespace(members) => {
                    out.push_template("<Namespace ");
                    let members =
                        members.borrow().iter().map(|(k, v)| (Value::name(k), v.clone())).collect::<Vec<_>>();
                    self.print_members(members.into_iter(), out, depth)?;
                    out.push_template(">");
                }
                Object::Loop(state) => {
                    let text = format!("<LoopContext {}/{}>", state.index0.get() + 1, state.length);
                    out.push_template(&text);
                }
                Object::Macro(closure) => {
                    out.push_template(&format!("<Macro '{}'>", closure.definition.name));
                }
                // Python prints where these lie in memory.
                Object::Cycler { .. } | Object::Joiner { .. } => {
                    let kind = value.type_name();
                    return Err(Fault::type_error(format!("a {kind} has no text of its own")).hint(
                        match kind {
                            "cycler" => "its next value is `.next()`",
                            _ => "call it: `{{ sep() }}`",
                        },
                    ));
                }
                Object::Method { name, .. } => {
                    return Err(Fault::type_error("a method has no text of its own")
                        .hint(format!("call it: `.{name}()`; a key of this name is read by `['{name}']`")));
                }
                Object::ContentBlocks => {
                    return Err(Fault::type_error("`ContentBlock` is no text itself")
                        .hint("name a block: `{{ ContentBlock['name'] }}`"));
                }
                Object::Function(name) => {
                    return Err(Fault::type_error("a function has no text of its own")
                        .hint(format!("call it: `{name}(…)`")));
                }
            },
            simple => {
                let text = self.print(simple)?;
                out.push_text(&text);
            }
        }
        self.budget.text(out.len().saturating_sub(before))
    }

    fn print_items(
        &mut self,
        items: impl Iterator<Item = Value<'p>>,
        (open, close): (&str, &str),
        out: &mut TextBuilder,
        depth: usize,
    ) -> Result<()> {
        out.push_template(open);
        for (i, item) in items.enumerate() {
            if i > 0 {
                out.push_template(", ");
            }
            self.print_into(&item, out, true, depth + 1)?;
        }
        out.push_template(close);
        Ok(())
    }

    fn print_members(
        &mut self,
        members: impl Iterator<Item = (Value<'p>, Value<'p>)>,
        out: &mut TextBuilder,
        depth: usize,
    ) -> Result<()> {
        out.push_template("{");
        for (i, (key, value)) in members.enumerate() {
            if i > 0 {
                out.push_template(", ");
            }
            self.print_into(&key, out, true, depth + 1)?;
            out.push_template(": ");
            self.print_into(&value, out, true, depth + 1)?;
        }
        out.push_template("}");
        Ok(())
    }
}

/// A text in quotes, as Python's `repr` has it: single ones unless only single ones occur inside.
fn quote(text: &Text<'_>, out: &mut TextBuilder) {
    let double = text.as_str().contains('\'') && !text.as_str().contains('"');
    let quote = if double { '"' } else { '\'' };
    // Which quotes they are depends on the text, so those around data are no structure of the template.
    let around = text.first_data();
    out.push_char(quote, around);
    for (char, origin) in text.chars() {
        match char {
            '\\' => out.push("\\\\", origin),
            '\n' => out.push("\\n", origin),
            '\r' => out.push("\\r", origin),
            '\t' => out.push("\\t", origin),
            char if char == quote => {
                out.push_char('\\', origin);
                out.push_char(char, origin);
            }
            char if !printable(char) => {
                let escape = match char as u32 {
                    code @ ..0x100 => format!("\\x{code:02x}"),
                    code @ ..0x1_0000 => format!("\\u{code:04x}"),
                    code => format!("\\U{code:08x}"),
                };
                out.push(&escape, origin);
            }
            char => out.push_char(char, origin),
        }
    }
    out.push_char(quote, around);
    out.note_hole(text.missing());
}

/// Python's notion of printable, for the characters that occur in messages: format characters, separators and
/// private use are not.
pub(super) fn printable(char: char) -> bool {
    !matches!(char as u32,
        ..0x20 | 0x7f..=0xa0 | 0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x1680 | 0x180e | 0x2000..=0x200f | 0x2028..=0x202f
        | 0x205f..=0x206f | 0x3000 | 0xe000..=0xf8ff | 0xfeff | 0xfff9..=0xfffb | 0xe0001..=0xe007f | 0xf_0000..)
}

/// A float as Python prints it: the shortest digits that read back as the same number, with an exponent from
/// 1e16 and below 1e-4.
pub(crate) fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    if number == 0.0 {
        return if number.is_sign_negative() { "-0.0" } else { "0.0" }.to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-4..16).contains(&exponent) {
        let mut plain = number.to_string();
        if !plain.contains('.') {
            plain.push_str(".0");
        }
        return plain;
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::float;

    #[test]
    fn prints_floats_like_python() {
        let cases = [
            (4.0, "4.0"),
            (4.5, "4.5"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1.5e300, "1.5e+300"),
            (-0.0, "-0.0"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (f64::INFINITY, "inf"),
        ];
        for (number, text) in cases {
            assert_eq!(float(number), text);
        }
    }
}
