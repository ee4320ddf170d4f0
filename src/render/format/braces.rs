//! `'{name}: {price:,.2f}'.format(name='A', price=1)`

use super::number::{self, Style};
use super::percent::coded;
use super::spec::{Align, Spec};
use crate::json::Kind;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::functions;
use crate::render::methods;
use crate::render::methods::text as texts;
use crate::render::text::{Text, TextBuilder};
use crate::render::value::{Number, Object, Value};
use std::ops::Range;

impl<'p> Context<'p> {
    /// `str.format`
    pub(crate) fn brace_format(&mut self, format: &Text<'p>, arguments: &Arguments<'p>) -> Result<Text<'p>> {
        let mut formatter = Formatter { source: Source::Arguments(arguments), numbering: Numbering::Open };
        formatter.format(self, format, 0)
    }

    /// `str.format_map`
    pub(crate) fn brace_format_map(
        &mut self,
        format: &Text<'p>,
        arguments: &Arguments<'p>,
    ) -> Result<Text<'p>> {
        let [mapping] = arguments.bind_required("format_map", ["mapping"], 1)?;
        let mapping = mapping.unwrap_or(Value::None);
        let mut formatter = Formatter { source: Source::Mapping(&mapping), numbering: Numbering::Open };
        formatter.format(self, format, 0)
    }

    /// `format(value, spec)`
    fn format_value(&mut self, value: &Value<'p>, spec: &Text<'p>) -> Result<Text<'p>> {
        if spec.as_str().is_empty() {
            return Ok(self.print(value)?.with_hole(spec.missing()));
        }
        let formatted = match value {
            Value::Text(text) => self.format_text(text, &Spec::parse(spec)?)?,
            _ => match value.as_number() {
                Some(Number::Int(number)) => self.format_integer(number, &Spec::parse(spec)?)?,
                Some(Number::Float(number)) => self.format_float(number, &Spec::parse(spec)?)?,
                None => {
                    let kind = value.type_name();
                    return Err(Fault::type_error(format!(
                        "a value of type {kind} takes no format specification"
                    ))
                    .hint("turn it into text first: `{!s:>10}`"));
                }
            },
        };
        Ok(formatted.with_hole(spec.missing()))
    }

    fn format_text(&mut self, text: &Text<'p>, spec: &Spec) -> Result<Text<'p>> {
        if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
            return Err(
                unknown_kind(kind, "text").hint("turn the text into a number with `|int` or `|float` first")
            );
        }
        if spec.sign.is_some()
            || spec.alternate
            || spec.no_minus_zero
            || spec.grouping.is_some()
            || spec.align == Some(Align::Inside)
        {
            return Err(Fault::range("a text takes no sign, `#`, `=`, or grouping in its format"));
        }
        let end =
            spec.precision.map_or(text.as_str().len(), |precision| texts::offset(text.as_str(), precision));
        let (fill, source) = spec.filling();
        let mut filling = TextBuilder::default();
        filling.push_char(fill, source);
        let align = match spec.align {
            Some(Align::Right) => texts::Align::Right,
            Some(Align::Middle) => texts::Align::Middle,
            _ => texts::Align::Left,
        };
        texts::pad(self, &text.slice(0..end), spec.width as i128, &filling.finish(), align)
    }

    fn format_integer(&mut self, number: i128, spec: &Spec) -> Result<Text<'p>> {
        let kind = match spec.kind {
            Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => return self.format_float(number as f64, spec),
            None | Some('n') => 'd',
            Some(kind @ ('b' | 'c' | 'd' | 'o' | 'x' | 'X')) => kind,
            Some(kind) => return Err(unknown_kind(kind, "integer")),
        };
        if spec.precision.is_some() {
            return Err(Fault::range("the format of an integer takes no precision")
                .hint("`{:.2f}` writes two digits behind the point"));
        }
        if spec.no_minus_zero {
            return Err(Fault::range("the format of an integer takes no `z`"));
        }
        if kind == 'c' {
            if spec.sign.is_some() || spec.alternate {
                return Err(Fault::range("the format `c` takes no sign and no `#`"));
            }
            let text = coded(number)?;
            // Numbers stand to the right, and so does a character made of one.
            let align = spec.align.filter(|align| *align != Align::Inside).unwrap_or(Align::Right);
            let spec = Spec { kind: None, align: Some(align), fill: Some(spec.filling()), ..spec.clone() };
            return self.format_text(&text, &spec);
        }
        let written = number::integer(number, kind, spec.alternate, spec.sign);
        self.lay_out(&written, spec)
    }

    fn format_float(&mut self, number: f64, spec: &Spec) -> Result<Text<'p>> {
        let (kind, add_point_zero) = match (spec.kind, spec.precision) {
            (None, None) => ('r', true),
            (None, Some(_)) => ('g', true),
            (Some('n'), _) => ('g', false),
            (Some(kind @ ('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%')), _) => (kind, false),
            (Some(kind), _) => return Err(unknown_kind(kind, "float")),
        };
        let precision = spec.precision.unwrap_or(6);
        self.budget.text(precision.saturating_mul(2))?;
        let style = Style {
            kind,
            precision,
            alternate: spec.alternate,
            sign: spec.sign,
            add_point_zero,
            no_minus_zero: spec.no_minus_zero,
        };
        self.lay_out(&number::float(number, style), spec)
    }
}

fn unknown_kind(kind: char, type_name: &str) -> Fault {
    Fault::range(format!("the format `{}` is none for a value of type {type_name}", kind.escape_debug()))
}

/// Where the fields of a format find their values.
enum Source<'a, 'p> {
    Arguments(&'a Arguments<'p>),
    Mapping(&'a Value<'p>),
}

/// Whether the fields count by themselves (`{}`) or carry numbers (`{0}`).
enum Numbering {
    Open,
    Automatic(usize),
    Manual,
}

struct Formatter<'a, 'p> {
    source: Source<'a, 'p>,
    numbering: Numbering,
}

impl<'p> Formatter<'_, 'p> {
    fn format(&mut self, ctx: &mut Context<'p>, format: &Text<'p>, depth: usize) -> Result<Text<'p>> {
        if depth > 1 {
            return Err(Fault::range("fields of a format can be nested once only"));
        }
        texts::read(ctx, format)?;
        ctx.budget.text(format.weight())?;
        let text = format.as_str();
        let mut builder = TextBuilder::default();
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(['{', '}'])) {
            let start = at + found;
            let mut rest = text.get(start..).unwrap_or_default().chars();
            let (first, second) = (rest.next(), rest.next());
            builder.push_range(format, at..start);
            if first == second {
                builder.push_range(format, start..start + 1);
                at = start + 2;
                continue;
            }
            if first == Some('}') || second.is_none() {
                return Err(
                    Fault::range("a single brace in a format").hint("a brace itself is written `{{` or `}}`")
                );
            }
            ctx.budget.steps(1)?;
            let field = Field::read(text, start + 1)?;
            builder.push_text(&self.field(ctx, format, &field, depth)?);
            at = field.end;
        }
        builder.push_range(format, at..text.len());
        builder.note_hole(format.missing());
        ctx.budget.text(builder.len())?;
        Ok(builder.finish())
    }

    fn field(
        &mut self,
        ctx: &mut Context<'p>,
        format: &Text<'p>,
        field: &Field,
        depth: usize,
    ) -> Result<Text<'p>> {
        let mut value = self.value(ctx, &format.slice(field.name.clone()))?;
        match field.conversion {
            None => {}
            Some('s') => value = Value::Text(ctx.print(&value)?),
            Some('r') => value = Value::Text(ctx.repr(&value)?),
            Some('a') => {
                let text = ctx.repr(&value)?;
                value = Value::Text(ctx.ascii(&text)?);
            }
            Some(_) => return Err(Fault::range("behind `!` in a format stands `s`, `r` or `a`")),
        }
        let mut spec = format.slice(field.spec.clone());
        if spec.as_str().contains('{') {
            spec = self.format(ctx, &spec, depth + 1)?;
        }
        ctx.format_value(&value, &spec)
    }

    /// The value of a field's name: `0`, `name`, `user.name`, `user[name]`.
    fn value(&mut self, ctx: &mut Context<'p>, name: &Text<'p>) -> Result<Value<'p>> {
        let text = name.as_str();
        let first_end = text.find(['.', '[']).unwrap_or(text.len());
        let mut value = self.first(ctx, &name.slice(0..first_end))?;
        let mut at = first_end;
        while at < text.len() {
            let rest = text.get(at + 1..).unwrap_or_default();
            if text.get(at..).is_some_and(|rest| rest.starts_with('.')) {
                let end = at + 1 + rest.find(['.', '[']).unwrap_or(rest.len());
                value = attribute(ctx, &value, &name.slice(at + 1..end))?;
                at = end;
            } else {
                let end = rest.find(']').map(|end| at + 1 + end);
                let end = end.ok_or_else(|| Fault::range("a `]` is missing in a field of the format"))?;
                value = item(ctx, &value, &name.slice(at + 1..end))?;
                at = end + 1;
                if !matches!(text.get(at..).and_then(|rest| rest.chars().next()), None | Some('.' | '[')) {
                    return Err(Fault::range("only `.` or `[` may follow a `]` in a field of the format"));
                }
            }
        }
        Ok(value)
    }

    fn first(&mut self, ctx: &mut Context<'p>, name: &Text<'p>) -> Result<Value<'p>> {
        let number = match name.as_str() {
            "" => Some(self.count()?),
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                if matches!(self.numbering, Numbering::Automatic(_)) {
                    return Err(mixed());
                }
                self.numbering = Numbering::Manual;
                Some(digits.parse().unwrap_or(usize::MAX))
            }
            _ => None,
        };
        match (&self.source, number) {
            (Source::Arguments(arguments), Some(number)) => {
                arguments.positional.get(number).cloned().ok_or_else(|| {
                    Fault::range("the format has more fields than `format` has arguments")
                        .hint("a brace itself is written `{{` or `}}`")
                })
            }
            (Source::Arguments(arguments), None) => {
                let named = arguments.named.iter().find(|(key, _)| key == name.as_str());
                named.map(|(_, value)| value.clone()).ok_or_else(|| {
                    Fault::range("a field of the format has no argument of its name")
                        .hint("a brace itself is written `{{` or `}}`")
                })
            }
            (Source::Mapping(_), Some(_)) => Err(Fault::range("the format of `format_map` takes names only")),
            (Source::Mapping(mapping), None) => item(ctx, mapping, name),
        }
    }

    fn count(&mut self) -> Result<usize> {
        let number = match self.numbering {
            Numbering::Open => 0,
            Numbering::Automatic(last) => last + 1,
            Numbering::Manual => return Err(mixed()),
        };
        self.numbering = Numbering::Automatic(number);
        Ok(number)
    }
}

fn mixed() -> Fault {
    Fault::range("a format cannot have both `{}` and `{0}`")
}

/// `value.name` as Python has it: without a look at a dict's keys.
fn attribute<'p>(ctx: &mut Context<'p>, value: &Value<'p>, name: &Text<'p>) -> Result<Value<'p>> {
    match value {
        Value::Missing(hole) => return Err(ctx.undefined(*hole)),
        Value::Undefined => return Err(Fault::undefined("a lookup in an undefined value")),
        _ => {}
    }
    if name.as_str().is_empty() {
        return Err(Fault::range("the name of an attribute is missing in a field of the format"));
    }
    if let Value::Object(object) = value
        && let Some(found) = functions::object_attribute(ctx, object, name.as_str())?
    {
        return Ok(found);
    }
    if let Some(method) = methods::find(value, name.as_str()) {
        return Ok(Value::object(Object::Method { receiver: value.clone(), name: method }));
    }
    let kind = value.type_name();
    let fault =
        Fault::type_error(format!("a value of type {kind} has no attribute of the name in the format"));
    Err(if kind == "dict" { fault.hint("a key stands in brackets: `{user[name]}`") } else { fault })
}

/// `value[key]` as Python has it: with an error if there is no such item.
fn item<'p>(ctx: &mut Context<'p>, value: &Value<'p>, key: &Text<'p>) -> Result<Value<'p>> {
    if key.as_str().is_empty() {
        return Err(Fault::range("the key is missing in a field of the format"));
    }
    let index =
        key.as_str().parse::<i128>().ok().filter(|_| key.as_str().bytes().all(|byte| byte.is_ascii_digit()));
    let key = index.map_or_else(|| Value::Text(key.clone()), Value::Int);
    let is_dict =
        matches!(value, Value::Dict(_)) || matches!(value, Value::Data(node) if node.kind() == Kind::Object);
    if !is_dict && !value.is_undefined() {
        if !matches!(value.type_name(), "text" | "list" | "tuple" | "range") {
            let kind = value.type_name();
            return Err(Fault::type_error(format!(
                "a value of type {kind} has no items for a field of the format"
            )));
        }
        if index.is_none() {
            return Err(Fault::type_error("the index in a field of the format is not an integer"));
        }
    }
    let found = ctx.item(value, &key)?;
    if found.is_undefined() && !(is_dict && ctx.contains(value, &key)?) {
        return Err(Fault::range("a field of the format looks up what is not there"));
    }
    Ok(found)
}

/// A replacement field: `{name!r:spec}`.
struct Field {
    name: Range<usize>,
    conversion: Option<char>,
    spec: Range<usize>,
    /// Behind the closing brace.
    end: usize,
}

impl Field {
    /// Reads the field whose name begins at `start`.
    fn read(text: &str, start: usize) -> Result<Self> {
        let unclosed = || {
            Fault::range("a field of the format is not closed").hint("a brace itself is written `{{` or `}}`")
        };
        let mut chars =
            text.get(start..).unwrap_or_default().char_indices().map(|(at, char)| (start + at, char));
        let (name_end, stop) = loop {
            match chars.next() {
                Some((_, '[')) => while chars.next().is_some_and(|(_, char)| char != ']') {},
                Some((_, '{')) => return Err(Fault::range("a `{` in the name of a field of the format")),
                Some((at, stop @ ('}' | ':' | '!'))) => break (at, stop),
                Some(_) => {}
                None => return Err(unclosed()),
            }
        };
        let name = start..name_end;
        let mut conversion = None;
        let mut spec_start = name_end + 1;
        match stop {
            '}' => return Ok(Self { name, conversion, spec: 0..0, end: name_end + 1 }),
            '!' => {
                let (_, kind) = chars.next().ok_or_else(unclosed)?;
                conversion = Some(kind);
                match chars.next() {
                    Some((at, '}')) => return Ok(Self { name, conversion, spec: 0..0, end: at + 1 }),
                    Some((at, ':')) => spec_start = at + 1,
                    Some(_) => {
                        return Err(Fault::range(
                            "behind `!` in a format stands one letter, then `:` or `}`",
                        ));
                    }
                    None => return Err(unclosed()),
                }
            }
            _ => {}
        }
        let mut depth = 1;
        for (at, char) in chars {
            match char {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(Self { name, conversion, spec: spec_start..at, end: at + 1 });
            }
        }
        Err(unclosed())
    }
}
