//! `+ - * / // % **`, unary minus and `~` as in Python.

use super::context::Context;
use super::fault::{Fault, Result};
use super::text::{Text, TextBuilder};
use super::value::{Number, Value};
use crate::template::program::Binary;

impl<'p> Context<'p> {
    /// Applies a binary operator.
    pub(crate) fn binary(&mut self, op: Binary, left: &Value<'p>, right: &Value<'p>) -> Result<Value<'p>> {
        if op == Binary::Concatenate {
            return self.concatenate(left, right);
        }
        if let (Some(a), Some(b)) = (left.as_number(), right.as_number()) {
            return numbers(op, a, b).map(Value::from);
        }
        if op == Binary::Remainder
            && let Value::Text(format) = left
        {
            return self.percent_format(format, right).map(Value::Text);
        }
        for value in [left, right] {
            if let Value::Missing(hole) = value {
                return Err(self.undefined(*hole));
            }
        }
        match (op, left, right) {
            (_, Value::Undefined, _) | (_, _, Value::Undefined) => {
                Err(Fault::undefined(format!("`{}` on an undefined value", op.symbol())))
            }
            (Binary::Add, Value::Text(a), Value::Text(b)) => self.join_two(a, b).map(Value::Text),
            (Binary::Add, Value::Tuple(a), Value::Tuple(b)) => {
                self.budget.items(a.len() + b.len())?;
                Ok(Value::tuple(a.iter().chain(b.iter()).cloned().collect::<Vec<_>>()))
            }
            (Binary::Add, ..) if left.type_name() == "list" && right.type_name() == "list" => {
                let mut items = self.iterate(left)?;
                items.extend(self.iterate(right)?);
                Ok(Value::list(items))
            }
            (Binary::Multiply, sequence, times) | (Binary::Multiply, times, sequence)
                if times.as_int().is_some() && matches!(sequence.type_name(), "text" | "list" | "tuple") =>
            {
                let (sequence, times) =
                    if times.as_int().is_some() { (sequence, times) } else { (times, sequence) };
                self.multiply_sequence(sequence, times.as_int().unwrap_or_default())
            }
            _ => {
                let mut fault = Fault::type_error(format!(
                    "`{}` does not take values of type {} and {}",
                    op.symbol(),
                    left.type_name(),
                    right.type_name()
                ));
                let has_number = left.as_number().is_some() || right.as_number().is_some();
                if left.as_text().is_some() || right.as_text().is_some() {
                    if has_number {
                        fault = fault.hint("turn the text into a number with `|int` or `|float` first");
                    }
                    if op == Binary::Add {
                        fault = fault.hint("`~` joins values of any type as text");
                    }
                }
                Err(fault)
            }
        }
    }

    /// `-value`
    pub(crate) fn negate(&mut self, value: &Value<'p>) -> Result<Value<'p>> {
        match value.as_number() {
            Some(Number::Int(n)) => n.checked_neg().map(Value::Int).ok_or_else(too_large),
            Some(Number::Float(n)) => Ok(Value::Float(-n)),
            None => match value {
                Value::Missing(hole) => Err(self.undefined(*hole)),
                _ => {
                    Err(Fault::type_error(format!("`-` does not take a value of type {}", value.type_name())))
                }
            },
        }
    }

    fn concatenate(&mut self, left: &Value<'p>, right: &Value<'p>) -> Result<Value<'p>> {
        let left = self.print(left)?;
        let right = self.print(right)?;
        self.join_two(&left, &right).map(Value::Text)
    }

    fn join_two(&mut self, left: &Text<'p>, right: &Text<'p>) -> Result<Text<'p>> {
        self.budget.text(left.weight() + right.weight())?;
        let mut builder = TextBuilder::default();
        builder.push_text(left);
        builder.push_text(right);
        Ok(builder.finish())
    }

    /// `sequence * times`
    pub(crate) fn multiply_sequence(&mut self, sequence: &Value<'p>, times: i128) -> Result<Value<'p>> {
        let times = usize::try_from(times.max(0)).unwrap_or(usize::MAX);
        match sequence {
            Value::Text(text) => {
                self.budget.text(text.weight().saturating_mul(times))?;
                let mut builder = TextBuilder::default();
                for _ in 0..if text.as_str().is_empty() { 0 } else { times } {
                    builder.push_text(text);
                }
                Ok(Value::Text(builder.finish().with_hole(text.missing())))
            }
            _ => {
                let items = self.iterate(sequence)?;
                self.budget.items(items.len().saturating_mul(times))?;
                let count = if items.is_empty() { 0 } else { times };
                let repeated: Vec<_> = std::iter::repeat_n(&items, count).flatten().cloned().collect();
                Ok(if matches!(sequence, Value::Tuple(_)) {
                    Value::tuple(repeated)
                } else {
                    Value::list(repeated)
                })
            }
        }
    }
}

fn too_large() -> Fault {
    Fault::range("an integer grows beyond 127 bits").hint("use a float: `* 1.0`")
}

fn numbers(op: Binary, a: Number, b: Number) -> Result<Number> {
    if let (Number::Int(a), Number::Int(b)) = (a, b) {
        return integers(op, a, b);
    }
    let (a, b) = (a.as_f64(), b.as_f64());
    Ok(Number::Float(match op {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide | Binary::FloorDivide | Binary::Remainder if b == 0.0 => return Err(Fault::division()),
        Binary::Divide => a / b,
        Binary::FloorDivide => floor_division(a, b).0,
        Binary::Remainder => floor_division(a, b).1,
        Binary::Power => power(a, b)?,
        Binary::Concatenate => return Err(Fault::type_error("`~` joins text")),
    }))
}

fn integers(op: Binary, a: i128, b: i128) -> Result<Number> {
    let result = match op {
        Binary::Add => a.checked_add(b),
        Binary::Subtract => a.checked_sub(b),
        Binary::Multiply => a.checked_mul(b),
        Binary::Divide | Binary::FloorDivide | Binary::Remainder if b == 0 => return Err(Fault::division()),
        Binary::Divide => return Ok(Number::Float(a as f64 / b as f64)),
        Binary::FloorDivide => {
            a.checked_div_euclid(b).map(|q| if b < 0 && a.rem_euclid(b) != 0 { q - 1 } else { q })
        }
        Binary::Remainder => a.checked_rem(b).map(|r| if r != 0 && (r < 0) != (b < 0) { r + b } else { r }),
        Binary::Power if b < 0 => return power(a as f64, b as f64).map(Number::Float),
        Binary::Power => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        Binary::Concatenate => return Err(Fault::type_error("`~` joins text")),
    };
    result.map(Number::Int).ok_or_else(too_large)
}

fn power(a: f64, b: f64) -> Result<f64> {
    if a == 0.0 && b < 0.0 {
        return Err(Fault::division());
    }
    let result = libm::pow(a, b);
    if result.is_finite() || !a.is_finite() || !b.is_finite() {
        Ok(result)
    } else {
        Err(Fault::range("the result of `**` is too large"))
    }
}

/// Python's `divmod` for floats: the remainder has the sign of the divisor.
fn floor_division(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(b);
    }
    let floor = if quotient == 0.0 { 0.0_f64.copysign(a / b) } else { quotient.round() };
    (floor, remainder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int(op: Binary, a: i128, b: i128) -> String {
        match integers(op, a, b) {
            Ok(Number::Int(n)) => n.to_string(),
            Ok(Number::Float(n)) => super::super::print::float(n),
            Err(fault) => fault.code().to_string(),
        }
    }

    #[test]
    fn divides_like_python() {
        let cases = [
            (7, 2, "3", "1"),
            (-7, 2, "-4", "1"),
            (7, -3, "-3", "-2"),
            (-7, -3, "2", "-1"),
            (6, -3, "-2", "0"),
        ];
        for (a, b, quotient, remainder) in cases {
            assert_eq!(int(Binary::FloorDivide, a, b), quotient, "{a} // {b}");
            assert_eq!(int(Binary::Remainder, a, b), remainder, "{a} % {b}");
        }
        assert_eq!(int(Binary::Divide, 4, 2), "2.0");
        assert_eq!(int(Binary::Power, 2, -1), "0.5");
        assert_eq!(int(Binary::Power, 10, 1000), "render/range");
        assert_eq!(int(Binary::Divide, 1, 0), "render/division-by-zero");
        assert_eq!(floor_division(-7.5, 2.0), (-4.0, 0.5));
        assert_eq!(floor_division(7.5, -2.0), (-4.0, -0.5));
    }
}
