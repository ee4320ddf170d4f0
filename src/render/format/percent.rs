//! `'%s: %05.1f' % (name, price)`

use super::number::{self, Style, Written};
use super::spec::{Align, Spec};
use crate::json::Kind;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::{self as texts, length, offset};
use crate::render::text::{SOMEWHERE, Text, TextBuilder};
use crate::render::value::{Number, Object, Value};

impl<'p> Context<'p> {
    /// The text with the values of `arguments` in place of its `%…`.
    pub(crate) fn percent_format(&mut self, format: &Text<'p>, arguments: &Value<'p>) -> Result<Text<'p>> {
        texts::read(self, format)?;
        self.budget.text(format.weight())?;
        let mut supply = Supply::of(arguments);
        let mut builder = TextBuilder::default();
        let whole = format.as_str();
        let mut at = 0;
        while let Some(found) = whole.get(at..).and_then(|rest| rest.find('%')) {
            builder.push_range(format, at..at + found);
            let start = at + found + 1;
            let (conversion, end) = self.conversion(format, start, &mut supply)?;
            self.budget.steps(1)?;
            builder.push_text(&self.convert(&conversion, &mut supply)?);
            at = end;
        }
        builder.push_range(format, at..whole.len());
        builder.note_hole(format.missing());
        supply.finish()?;
        self.budget.text(builder.len())?;
        Ok(builder.finish())
    }

    /// Reads one `%…`, which begins behind the percent sign at `start`.
    fn conversion(
        &mut self,
        format: &Text<'p>,
        start: usize,
        supply: &mut Supply<'p>,
    ) -> Result<(Conversion<'p>, usize)> {
        let whole = format.as_str();
        let incomplete =
            || Fault::range("the format ends within a `%…`").hint("a percent sign itself is written `%%`");
        let mut at = start;
        let mut flags = Flags::default();
        if whole.get(at..).is_some_and(|rest| rest.starts_with('(')) {
            let end = closing(whole, at).ok_or_else(incomplete)?;
            supply.select(self, &format.slice(at + 1..end))?;
            at = end + 1;
        }
        let mut chars = whole.get(at..).unwrap_or_default().chars();
        let mut next = || {
            let char = chars.next();
            at += char.map_or(0, char::len_utf8);
            char
        };
        let mut char = next();
        loop {
            match char {
                Some('-') => flags.left = true,
                Some('+') => flags.plus = true,
                Some(' ') => flags.blank = true,
                Some('#') => flags.alternate = true,
                Some('0') => flags.zero = true,
                _ => break,
            }
            char = next();
        }
        let mut width = 0;
        if char == Some('*') {
            let given = star(supply)?;
            flags.left |= given < 0;
            width = usize::try_from(given.unsigned_abs()).unwrap_or(usize::MAX);
            char = next();
        } else {
            while let Some(digit) = char.and_then(|char| char.to_digit(10)) {
                width = push_digit(width, digit)?;
                char = next();
            }
        }
        let mut precision = None;
        if char == Some('.') {
            char = next();
            let mut value = 0;
            if char == Some('*') {
                value = usize::try_from(star(supply)?.max(0)).unwrap_or(usize::MAX);
                char = next();
            } else {
                while let Some(digit) = char.and_then(|char| char.to_digit(10)) {
                    value = push_digit(value, digit)?;
                    char = next();
                }
            }
            precision = Some(value);
        }
        if matches!(char, Some('h' | 'l' | 'L')) {
            char = next();
        }
        let kind = char.ok_or_else(incomplete)?;
        if kind == '%' && at != start + 1 {
            return Err(Fault::range("`%` with flags or a width is no conversion of a format")
                .hint("a percent sign itself is written `%%`"));
        }
        let sign = format.slice(start - 1..start);
        Ok((Conversion { flags, width, precision, kind, sign }, at))
    }

    fn convert(&mut self, conversion: &Conversion<'p>, supply: &mut Supply<'p>) -> Result<Text<'p>> {
        let Conversion { flags, width, precision, kind, sign } = conversion;
        if *kind == '%' {
            return Ok(sign.clone());
        }
        let value = supply.next()?;
        if !"srdiuoxXeEfFgGca".contains(*kind) {
            return Err(Fault::range(format!("`%{}` is no conversion of a format", kind.escape_debug()))
                .hint("a percent sign itself is written `%%`"));
        }
        let align = if flags.left { texts::Align::Left } else { texts::Align::Right };
        let text = match kind {
            's' => self.print(&value)?,
            'r' => self.repr(&value)?,
            'a' => {
                let text = self.repr(&value)?;
                self.ascii(&text)?
            }
            'c' => return texts::pad(self, &character(&value)?, *width as i128, &Text::template(" "), align),
            _ => return self.convert_number(conversion, &value),
        };
        let end = precision.map_or(text.as_str().len(), |precision| offset(text.as_str(), precision));
        texts::pad(self, &text.slice(0..end), *width as i128, &Text::template(" "), align)
    }

    fn convert_number(&mut self, conversion: &Conversion<'p>, value: &Value<'p>) -> Result<Text<'p>> {
        let Conversion { flags, width, precision, kind, .. } = conversion;
        if let Value::Missing(hole) = value {
            return Err(self.undefined(*hole));
        }
        let refused = || {
            let fault = Fault::type_error(format!(
                "`%{kind}` takes a number, not a value of type {}",
                value.type_name()
            ));
            if value.as_text().is_some() {
                fault.hint("turn the text into a number with `|int` or `|float`")
            } else {
                fault
            }
        };
        let number = value.as_number().ok_or_else(refused)?;
        let option = if flags.plus { Some('+') } else { flags.blank.then_some(' ') };
        self.budget.text(precision.unwrap_or(0).saturating_mul(2))?;
        let written = match kind {
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                let integer = match number {
                    Number::Int(integer) => integer,
                    Number::Float(float) if matches!(kind, 'd' | 'i' | 'u') => number::truncated(float)?,
                    Number::Float(_) => {
                        return Err(Fault::type_error(format!("`%{kind}` takes an integer, not a float")));
                    }
                };
                let mut written = number::integer(integer, *kind, flags.alternate, option);
                let missing = precision.unwrap_or(0).saturating_sub(written.digits.len());
                written.digits.insert_str(0, &"0".repeat(missing));
                written
            }
            _ => number::float(
                number.as_f64(),
                Style {
                    kind: *kind,
                    precision: precision.unwrap_or(6),
                    alternate: flags.alternate,
                    sign: option,
                    add_point_zero: false,
                    no_minus_zero: false,
                },
            ),
        };
        self.lay_out_percent(&written, *flags, *width)
    }

    fn lay_out_percent(&mut self, written: &Written, flags: Flags, width: usize) -> Result<Text<'p>> {
        let spec = Spec {
            fill: None,
            align: flags.left.then_some(Align::Left),
            sign: None,
            no_minus_zero: false,
            alternate: false,
            zero: flags.zero && !flags.left,
            width,
            grouping: None,
            precision: None,
            kind: None,
        };
        self.lay_out(written, &spec)
    }

    /// The text with every character beyond ASCII as an escape, as Python's `ascii()` has it.
    pub(super) fn ascii(&mut self, text: &Text<'p>) -> Result<Text<'p>> {
        self.budget.text(text.weight().saturating_mul(5))?;
        let mut builder = TextBuilder::default();
        for (char, origin) in text.chars() {
            match char as u32 {
                0..0x80 => builder.push_char(char, origin),
                code @ 0x80..0x100 => builder.push(&format!("\\x{code:02x}"), origin),
                code @ 0x100..0x1_0000 => builder.push(&format!("\\u{code:04x}"), origin),
                code => builder.push(&format!("\\U{code:08x}"), origin),
            }
        }
        builder.note_hole(text.missing());
        Ok(builder.finish())
    }
}

/// One `%…` of a format.
struct Conversion<'p> {
    flags: Flags,
    width: usize,
    precision: Option<usize>,
    kind: char,
    /// The percent sign, for `%%`.
    sign: Text<'p>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Flags {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
}

/// Where the bracket at `start` is closed.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0;
    for (at, char) in text.get(start..)?.char_indices() {
        match char {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(start + at);
        }
    }
    None
}

fn push_digit(number: usize, digit: u32) -> Result<usize> {
    number
        .checked_mul(10)
        .and_then(|number| number.checked_add(digit as usize))
        .ok_or_else(|| Fault::range("a width or precision of the format is too large"))
}

/// The argument for a `*`.
fn star(supply: &mut Supply<'_>) -> Result<i128> {
    let value = supply.next()?;
    value.as_int().ok_or_else(|| {
        Fault::type_error(format!(
            "`*` in a format takes an integer, not a value of type {}",
            value.type_name()
        ))
    })
}

/// The value for `%c`.
fn character<'p>(value: &Value<'p>) -> Result<Text<'p>> {
    match value {
        Value::Text(text) if length(text.as_str()) == 1 => Ok(text.clone()),
        _ => match value.as_int() {
            Some(code) => coded(code),
            None => Err(Fault::type_error("`%c` takes an integer or a single character")),
        },
    }
}

/// The character with this code.
pub(super) fn coded<'p>(code: i128) -> Result<Text<'p>> {
    let char = u32::try_from(code).ok().and_then(char::from_u32);
    let char = char.ok_or_else(|| Fault::range("there is no character with this code"))?;
    let mut builder = TextBuilder::default();
    builder.push_char(char, Some(SOMEWHERE));
    Ok(builder.finish())
}

/// The values that a format takes, one after the other.
struct Supply<'p> {
    values: std::vec::IntoIter<Value<'p>>,
    /// What `%(name)s` looks into.
    mapping: Option<Value<'p>>,
    /// Python does not complain about an unused list or dict.
    may_stay: bool,
}

impl<'p> Supply<'p> {
    fn of(arguments: &Value<'p>) -> Self {
        let values = match arguments {
            Value::Tuple(items) => items.to_vec(),
            Value::Object(object) => match &**object {
                Object::Group { grouper, list } => vec![grouper.clone(), list.clone()],
                _ => vec![arguments.clone()],
            },
            _ => vec![arguments.clone()],
        };
        let may_stay = match arguments {
            Value::List(_) | Value::Dict(_) | Value::Data(_) | Value::Range(_) => true,
            _ => arguments.is_undefined(),
        };
        let mapping = may_stay.then(|| arguments.clone());
        Self { values: values.into_iter(), mapping, may_stay }
    }

    /// Takes the value of a key as the next and only one.
    fn select(&mut self, ctx: &mut Context<'p>, key: &Text<'p>) -> Result<()> {
        let value = match &self.mapping {
            Some(Value::Missing(hole)) => return Err(ctx.undefined(*hole)),
            Some(Value::Undefined) => return Err(Fault::undefined("a lookup in an undefined value")),
            Some(mapping @ Value::Dict(_)) => ctx.item(mapping, &Value::Text(key.clone()))?,
            Some(Value::Data(node)) if node.kind() == Kind::Object => {
                node.get(key.as_str()).map_or(Value::Undefined, Value::of)
            }
            _ => return Err(Fault::type_error("a format with `%(name)s` takes a dict")),
        };
        if value.is_undefined()
            && !matches!(&self.mapping, Some(mapping) if ctx.contains(mapping, &Value::Text(key.clone()))?)
        {
            return Err(Fault::range("the dict has no such key as the format names"));
        }
        self.values = vec![value].into_iter();
        Ok(())
    }

    fn next(&mut self) -> Result<Value<'p>> {
        self.values.next().ok_or_else(|| {
            Fault::type_error("the format has more `%…` than there are values")
                .hint("a percent sign itself is written `%%`")
        })
    }

    fn finish(mut self) -> Result<()> {
        if self.may_stay || self.values.next().is_none() {
            Ok(())
        } else {
            Err(Fault::type_error("there are more values than the format has `%…`"))
        }
    }
}
