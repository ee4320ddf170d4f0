//! Filters on numbers.

use super::attribute::Path;
use super::order::is_set;
use super::parse;
use crate::render::arguments::{Arguments, integer};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::format;
use crate::render::value::{Number, Value};
use crate::template::program::Binary;

fn too_large() -> Fault {
    Fault::range("an integer grows beyond 127 bits")
}

/// The fault of a filter that takes numbers only.
fn no_number<'p>(ctx: &Context<'p>, callee: &str, value: &Value<'p>) -> Fault {
    match value {
        Value::Missing(hole) => ctx.undefined(*hole),
        Value::Undefined => Fault::undefined(format!("`{callee}` on an undefined value")),
        _ => {
            let kind = value.type_name();
            let fault = Fault::type_error(format!("`{callee}` takes a number, not a value of type {kind}"));
            if value.as_text().is_some() {
                fault.hint("turn the text into a number with `|int` or `|float` first")
            } else {
                fault
            }
        }
    }
}

pub(super) fn abs<'p>(_: &mut Context<'p>, value: Value<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    arguments.none("abs")?;
    match value.as_number() {
        Some(Number::Int(number)) => number.checked_abs().map(Value::Int).ok_or_else(too_large),
        Some(Number::Float(number)) => Ok(Value::Float(number.abs())),
        None => {
            Err(Fault::type_error(format!("`abs` takes a number, not a value of type {}", value.type_name())))
        }
    }
}

pub(super) fn int<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [default, base] = arguments.bind("int", ["default", "base"])?;
    let base = base.unwrap_or(Value::Int(10));
    let default = default.unwrap_or(Value::Int(0));
    match &value {
        Value::Text(text) => {
            ctx.budget.text(text.as_str().len())?;
            let whole = match base.as_int() {
                Some(0) => parse::integer_of_any_base(text.as_str())?,
                Some(base) => parse::integer(text.as_str(), base)?,
                None => None,
            };
            if let Some(number) = whole {
                return Ok(Value::Int(number));
            }
            // The way by a float makes 42 of '42.23'.
            match parse::float(text.as_str()) {
                Some(number) if number.is_finite() => truncated(number).map(Value::Int),
                _ => Ok(default),
            }
        }
        Value::Missing(hole) => Err(ctx.undefined(*hole)),
        Value::Undefined => Err(Fault::undefined("`int` on an undefined value")),
        _ => match value.as_number() {
            Some(Number::Int(number)) => Ok(Value::Int(number)),
            Some(Number::Float(number)) if number.is_nan() => Ok(default),
            Some(Number::Float(number)) => truncated(number).map(Value::Int),
            None => Ok(default),
        },
    }
}

fn truncated(number: f64) -> Result<i128> {
    if number.is_infinite() {
        return Err(Fault::range("infinity is no integer"));
    }
    if number.abs() >= 2_f64.powi(127) {
        return Err(too_large());
    }
    Ok(number.trunc() as i128)
}

pub(super) fn float<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [default] = arguments.bind("float", ["default"])?;
    let default = default.unwrap_or(Value::Float(0.0));
    match &value {
        Value::Text(text) => {
            ctx.budget.text(text.as_str().len())?;
            Ok(parse::float(text.as_str()).map_or(default, Value::Float))
        }
        Value::Missing(hole) => Err(ctx.undefined(*hole)),
        Value::Undefined => Err(Fault::undefined("`float` on an undefined value")),
        _ => Ok(value.as_number().map_or(default, |number| Value::Float(number.as_f64()))),
    }
}

pub(super) fn sum<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [attribute, start] = arguments.bind("sum", ["attribute", "start"])?;
    let path = Path::of(attribute.as_ref());
    let mut total = start.unwrap_or(Value::Int(0));
    if total.as_text().is_some() {
        return Err(Fault::type_error("`sum` does not take texts").hint("`|join` puts texts together"));
    }
    for item in ctx.iterate(&value)? {
        ctx.budget.steps(1)?;
        let item = path.follow(ctx, &item)?;
        total = ctx.binary(Binary::Add, &total, &item)?;
    }
    Ok(total)
}

pub(super) fn round<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [precision, method] = arguments.bind("round", ["precision", "method"])?;
    let method = method.unwrap_or_else(|| Value::template("common"));
    let up = match method.as_text().map(|method| method.as_str().to_owned()).as_deref() {
        Some("common") => None,
        Some("ceil") => Some(true),
        Some("floor") => Some(false),
        _ => return Err(Fault::argument("the method of `round` is 'common', 'ceil' or 'floor'")),
    };
    let Some(number) = value.as_number() else {
        return Err(match up {
            None => Fault::type_error(format!(
                "`round` takes a number, not a value of type {}",
                value.type_name()
            )),
            Some(_) => no_number(ctx, "round", &value),
        });
    };
    if let (None, Some(precision)) = (up, &precision)
        && precision.is_none()
    {
        return round_to_integer(number).map(Value::Int);
    }
    if let (Some(up), Some(Value::Float(precision))) = (up, &precision) {
        return round_by_unit(number.as_f64(), libm::pow(10.0, *precision), up).map(Value::Float);
    }
    let precision = precision.map_or(Ok(0), |precision| integer("round", "precision", &precision))?;
    match (up, number) {
        (None, Number::Int(number)) => round_integer(number, precision).map(Value::Int),
        (None, Number::Float(number)) => round_float(number, precision).map(Value::Float),
        (Some(up), number) => round_towards(number, precision, up).map(Value::Float),
    }
}

fn round_to_integer(number: Number) -> Result<i128> {
    match number {
        Number::Int(number) => Ok(number),
        Number::Float(number) => truncated(number.round_ties_even()),
    }
}

/// Python's `round` for integers: half goes to the even neighbour.
fn round_integer(number: i128, precision: i128) -> Result<i128> {
    let Some(unit) = u32::try_from(-precision).ok().filter(|&digits| digits > 0) else { return Ok(number) };
    let Some(unit) = 10_i128.checked_pow(unit) else { return Ok(0) };
    let (quotient, rest) = (number.div_euclid(unit), number.rem_euclid(unit));
    let up = rest > unit - rest || rest == unit - rest && quotient % 2 != 0;
    (quotient + i128::from(up)).checked_mul(unit).ok_or_else(too_large)
}

/// Python's `round` for floats, which looks at the exact value: 2.675 is a little less than it seems.
fn round_float(number: f64, precision: i128) -> Result<f64> {
    if !number.is_finite() || precision > 400 {
        return Ok(number);
    }
    if precision < -400 {
        return Ok(0.0_f64.copysign(number));
    }
    let rounded = if precision >= 0 {
        format::fixed(number, precision as usize).parse().unwrap_or(number)
    } else {
        round_to_tens(number, precision.unsigned_abs() as usize)
    };
    if rounded.is_finite() { Ok(rounded) } else { Err(Fault::range("the rounded number is too large")) }
}

/// Rounds to a multiple of ten, hundred, …
fn round_to_tens(number: f64, digits: usize) -> f64 {
    let exact = format::fixed(number.abs(), 1100);
    let (whole, fraction) = exact.split_once('.').unwrap_or((&exact, ""));
    let split = whole.len().saturating_sub(digits);
    let (kept, dropped) = whole.split_at_checked(split).unwrap_or((whole, ""));
    let leading_zeros = digits.saturating_sub(whole.len());
    let first = if leading_zeros > 0 { '0' } else { dropped.chars().next().unwrap_or('0') };
    let rest_is_zero = dropped.chars().skip(1).chain(fraction.chars()).all(|digit| digit == '0');
    let last_kept_is_odd = kept.chars().last().and_then(|digit| digit.to_digit(10)).unwrap_or(0) % 2 == 1;
    let up = first > '5' || first == '5' && (!rest_is_zero || last_kept_is_odd);
    let kept = if kept.is_empty() { "0" } else { kept };
    let size = if up { increment(kept) } else { kept.to_owned() };
    let size: f64 = format!("{size}e{digits}").parse().unwrap_or(f64::INFINITY);
    size.copysign(number)
}

/// The next integer, in decimal digits.
fn increment(digits: &str) -> String {
    let mut carry = true;
    let mut reversed: String = digits
        .chars()
        .rev()
        .map(|digit| match (carry, digit) {
            (true, '9') => '0',
            (true, digit) => {
                carry = false;
                char::from_digit(digit.to_digit(10).unwrap_or(0) + 1, 10).unwrap_or('0')
            }
            (false, digit) => digit,
        })
        .collect();
    if carry {
        reversed.push('1');
    }
    reversed.chars().rev().collect()
}

/// `math.floor(number * 10 ** precision) / 10 ** precision`, or the same with `ceil`.
fn round_towards(number: Number, precision: i128, up: bool) -> Result<f64> {
    let Ok(digits) = i32::try_from(precision) else {
        return Err(Fault::range("the precision of `round` is too large"));
    };
    if let (Number::Int(number), Ok(digits)) = (number, u32::try_from(digits))
        && let Some(unit) = 10_i128.checked_pow(digits)
        && let Some(scaled) = number.checked_mul(unit)
    {
        return Ok(scaled as f64 / unit as f64);
    }
    let unit: f64 = format!("1e{digits}").parse().unwrap_or(f64::INFINITY);
    round_by_unit(number.as_f64(), unit, up)
}

fn round_by_unit(number: f64, unit: f64, up: bool) -> Result<f64> {
    if unit.is_infinite() {
        return Err(Fault::range("the precision of `round` is too large"));
    }
    let scaled = number * unit;
    if !scaled.is_finite() {
        return Err(Fault::range("the number to be rounded is not finite"));
    }
    let whole = if up { scaled.ceil() } else { scaled.floor() };
    if unit == 0.0 {
        return Err(Fault::division());
    }
    // Python has an integer here, which knows no minus zero.
    Ok((whole + 0.0) / unit)
}

pub(super) fn filesizeformat<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [binary] = arguments.bind("filesizeformat", ["binary"])?;
    let binary = is_set(binary.as_ref());
    let bytes = match &value {
        Value::Text(text) => parse::float(text.as_str())
            .ok_or_else(|| Fault::range("the text for `filesizeformat` is no number"))?,
        _ => value.as_number().ok_or_else(|| no_number(ctx, "filesizeformat", &value))?.as_f64(),
    };
    let base: f64 = if binary { 1024.0 } else { 1000.0 };
    if bytes == 1.0 {
        return Ok(Value::template("1 Byte"));
    }
    if bytes < base {
        let whole = truncated(bytes)?;
        return Ok(Value::made(format!("{whole} Bytes")));
    }
    let mut unit = base;
    let mut text = String::new();
    for prefix in ["k", "M", "G", "T", "P", "E", "Z", "Y"] {
        unit *= base;
        let (prefix, infix) = if binary { (prefix.to_uppercase(), "i") } else { (prefix.to_owned(), "") };
        text = format!("{} {prefix}{infix}B", crate::render::format::fixed(base * bytes / unit, 1));
        if bytes < unit {
            break;
        }
    }
    Ok(Value::made(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_as_python_does() {
        let floats = [
            (2.5, 0, 2.0),
            (3.5, 0, 4.0),
            (2.675, 2, 2.67),
            (1.005, 2, 1.0),
            (-0.4, 0, -0.0),
            (1250.0, -2, 1200.0),
            (1350.0, -2, 1400.0),
            (1250.5, -2, 1300.0),
            (60.0, -2, 100.0),
            (50.0, -2, 0.0),
            (4.9, -2, 0.0),
            (995.0, -1, 1000.0),
            (5.0, 500, 5.0),
            (5.0, -500, 0.0),
        ];
        for (number, precision, expected) in floats {
            assert_eq!(round_float(number, precision).unwrap(), expected, "{number} {precision}");
        }
        let integers =
            [(1250, -2, 1200), (1350, -2, 1400), (-1250, -2, -1200), (15, -1, 20), (5, 3, 5), (5, -40, 0)];
        for (number, precision, expected) in integers {
            assert_eq!(round_integer(number, precision).unwrap(), expected, "{number} {precision}");
        }
        assert_eq!(round_towards(Number::Float(42.55), 1, false).unwrap(), 42.5);
        assert_eq!(round_towards(Number::Float(2.1), 0, true).unwrap(), 3.0);
        assert!(round_float(1.7e308, -308).is_err());
    }
}
