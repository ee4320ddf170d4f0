//! Calculations with numbers of the data that a contract can speak of: where no number in them is large, they do not
//! fail, and what they print is short.

use super::exact::{is_default, is_number};
use super::expression::{argument_value, constant};
use super::facts::Facts;
use super::kind::Kind;
use super::survey::has_few_digits;
use crate::template::program::{Argument, Binary, Constant, Expr};

/// The largest number that a contract lets into a calculation: it has 15 digits, which are exact in any notation.
pub(super) const LARGEST: f64 = 999_999_999_999_999.0;

/// What a calculation comes to at most, so that it takes no more room than a [short](super::survey) value in any
/// format.
const MOST: f64 = 1e21;

/// Decimals that a format or `round` may ask for.
const MOST_DECIMALS: i128 = 6;

/// A calculation, and what of the data goes into it.
#[derive(Debug)]
pub(super) struct Calculation<'e> {
    pub(super) operands: Vec<Operand<'e>>,
    /// How many numbers it prints.
    pub(super) printed: usize,
}

/// A value of the data in a calculation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Operand<'e> {
    /// An attribute as it is, or with a number in its place.
    pub(super) expr: &'e Expr,
    /// Whether it is made a number first, whatever it is.
    pub(super) is_converted: bool,
}

impl<'e> Calculation<'e> {
    /// The calculation that an expression is, if it is one.
    pub(super) fn of(facts: &Facts<'_>, expr: &'e Expr) -> Option<Self> {
        let reader = Reader { facts };
        let calculation = match expr {
            Expr::Call { callee, arguments, .. } => match &**callee {
                Expr::Attribute { base, name, .. } if &**name == "format" => {
                    reader.format(base, arguments)?
                }
                _ => return None,
            },
            // Two attributes may be texts that are joined.
            Expr::Binary { op: Binary::Add, .. } if !is_number(expr) => return None,
            Expr::Filter { .. } | Expr::Binary { .. } | Expr::Negate(..) => {
                Self { operands: reader.number(expr)?.operands, printed: 1 }
            }
            _ => return None,
        };
        // An attribute that is printed as it is, with or without a fallback, is no calculation.
        let is_itself = calculation.operands.iter().any(|operand| std::ptr::eq(operand.expr, expr));
        (!is_itself && !calculation.operands.is_empty()).then_some(calculation)
    }
}

/// A number that is made of others.
struct Number<'e> {
    operands: Vec<Operand<'e>>,
    /// How far it is from zero, at most.
    most: f64,
    /// Whether it has no decimals.
    is_whole: bool,
}

struct Reader<'f, 'p> {
    facts: &'f Facts<'p>,
}

impl Reader<'_, '_> {
    fn number<'e>(&self, expr: &'e Expr) -> Option<Number<'e>> {
        let number = match expr {
            Expr::Constant(Constant::Int(value), _) => {
                Number { operands: Vec::new(), most: (*value as f64).abs(), is_whole: true }
            }
            Expr::Constant(Constant::Float(value), _) => {
                Number { operands: Vec::new(), most: value.abs(), is_whole: false }
            }
            Expr::Negate(inner, _) => self.number(inner)?,
            Expr::Binary { op: Binary::Add | Binary::Subtract, left, right, .. } => {
                let (mut left, right) = (self.number(left)?, self.number(right)?);
                left.operands.extend(right.operands);
                Number {
                    operands: left.operands,
                    most: left.most + right.most,
                    is_whole: left.is_whole && right.is_whole,
                }
            }
            Expr::Binary { op: Binary::Multiply, left, right, .. } => {
                let (mut left, right) = (self.number(left)?, self.number(right)?);
                left.operands.extend(right.operands);
                Number {
                    operands: left.operands,
                    most: left.most * right.most,
                    is_whole: left.is_whole && right.is_whole,
                }
            }
            Expr::Filter { base, call } if !is_default(call) => {
                match (&*call.name, call.arguments.as_slice()) {
                    ("int", []) => match self.operand(base, true) {
                        Some(converted) => converted,
                        None => Number { is_whole: true, ..self.number(base)? },
                    },
                    ("abs", []) => self.number(base)?,
                    ("round", arguments) if are_decimals(arguments) => {
                        let number = self.number(base)?;
                        Number { most: number.most + 1.0, is_whole: false, ..number }
                    }
                    _ => return None,
                }
            }
            expr => self.operand(expr, false)?,
        };
        (number.most <= MOST).then_some(number)
    }

    /// A single value of the data.
    fn operand<'e>(&self, expr: &'e Expr, is_converted: bool) -> Option<Number<'e>> {
        self.is_attribute(expr, is_converted).then(|| Number {
            operands: vec![Operand { expr, is_converted }],
            most: LARGEST,
            is_whole: is_converted,
        })
    }

    fn is_attribute(&self, expr: &Expr, is_converted: bool) -> bool {
        match expr {
            Expr::Filter { base, call } if is_default(call) => {
                let is_small = |argument: &Argument| {
                    let value = constant(argument_value(argument));
                    value.is_some_and(|value| match value {
                        serde_json::Value::Bool(_) => true,
                        serde_json::Value::String(text) => is_converted && has_few_digits(&text),
                        value => value.as_f64().is_some_and(|number| number.abs() <= LARGEST),
                    })
                };
                call.arguments.iter().all(is_small)
                    && !call.arguments.is_empty()
                    && self.is_attribute(base, is_converted)
            }
            Expr::Name(..) | Expr::Attribute { .. } | Expr::Item { .. } => {
                let flow = self.facts.flow(expr);
                let is_single = |id| !matches!(self.facts.attributes.kind(id), Kind::List | Kind::Object);
                !flow.is.is_empty() && flow.from == flow.is && flow.is.iter().all(|id| is_single(*id))
            }
            _ => false,
        }
    }

    /// `'{:,}'.format(number)`
    fn format<'e>(&self, base: &Expr, arguments: &'e [Argument]) -> Option<Calculation<'e>> {
        let Expr::Constant(Constant::Text(format), _) = base else { return None };
        let formats = fields(format)?;
        if formats.len() > arguments.len() {
            return None;
        }
        let mut operands = Vec::new();
        for (at, argument) in arguments.iter().enumerate() {
            let Argument::Positional(expr) = argument else { return None };
            let number = self.number(expr)?;
            if !formats.get(at).is_none_or(|format| is_known(format, number.is_whole)) {
                return None;
            }
            operands.extend(number.operands);
        }
        Some(Calculation { operands, printed: formats.len() })
    }
}

/// The formats in the fields of a text, which have no names or numbers; none if there is more to it.
fn fields(format: &str) -> Option<Vec<&str>> {
    let mut formats = Vec::new();
    let mut rest = format;
    while let Some((before, behind)) = rest.split_once('{') {
        let (field, next) = behind.split_once('}')?;
        if before.contains('}') || field.contains('{') {
            return None;
        }
        formats.push(field.strip_prefix(':')?);
        rest = next;
    }
    (!rest.contains('}')).then_some(formats)
}

/// Whether a format is for any number, and makes no long text of it.
fn is_known(format: &str, is_whole: bool) -> bool {
    let format = format.strip_prefix(',').unwrap_or(format);
    match format.strip_prefix('.').and_then(|decimals| decimals.strip_suffix('f')) {
        Some(decimals) => {
            decimals.len() == 1 && decimals.parse().is_ok_and(|decimals: i128| decimals <= MOST_DECIMALS)
        }
        None => format.is_empty() || format == "d" && is_whole,
    }
}

fn are_decimals(arguments: &[Argument]) -> bool {
    match arguments {
        [] => true,
        [Argument::Positional(Expr::Constant(Constant::Int(decimals), _))] => {
            (0..=MOST_DECIMALS).contains(decimals)
        }
        _ => false,
    }
}
