//! Methods of integers and floats.

use super::absent;
use crate::render::arguments::{Arguments, text};
use crate::render::fault::{Fault, Result};
use crate::render::value::{Number, Value};
use std::fmt::Write as _;

/// The methods of an integer; booleans are integers.
pub(super) const INTEGER: &[&str] = &["as_integer_ratio", "bit_count", "bit_length", "conjugate"];

/// The methods of a float.
pub(super) const FLOAT: &[&str] = &["as_integer_ratio", "conjugate", "fromhex", "hex", "is_integer"];

pub(super) fn call<'p>(receiver: &Value<'p>, name: &str, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    if name == "fromhex" {
        let [digits] = arguments.bind_required(name, ["string"], 1)?;
        return text(name, "string", &digits.unwrap_or(Value::None)).and_then(|text| from_hex(text.as_str()));
    }
    arguments.none(name)?;
    match (receiver.as_number(), name) {
        (Some(number), "conjugate") => Ok(number.into()),
        (Some(Number::Int(value)), "bit_length") => {
            Ok(Value::Int(i128::from(128 - value.unsigned_abs().leading_zeros())))
        }
        (Some(Number::Int(value)), "bit_count") => {
            Ok(Value::Int(i128::from(value.unsigned_abs().count_ones())))
        }
        (Some(Number::Int(value)), "as_integer_ratio") => {
            Ok(Value::tuple([Value::Int(value), Value::Int(1)]))
        }
        (Some(Number::Float(value)), "is_integer") => {
            Ok(Value::Bool(value.is_finite() && value.fract() == 0.0))
        }
        (Some(Number::Float(value)), "hex") => Ok(Value::made(hex(value))),
        (Some(Number::Float(value)), "as_integer_ratio") => ratio(value),
        _ => Err(absent(name)),
    }
}

/// Mantissa and exponent: `value = mantissa * 2 ** exponent`.
fn decode(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52 & 0x7ff) as i32 {
        0 => (fraction, -1074),
        exponent => (fraction | 1 << 52, exponent - 1075),
    }
}

fn ratio<'p>(value: f64) -> Result<Value<'p>> {
    if !value.is_finite() {
        return Err(Fault::range("an infinite float has no integer ratio"));
    }
    let (mut mantissa, mut exponent) = decode(value);
    while exponent < 0 && mantissa % 2 == 0 && mantissa > 0 {
        mantissa /= 2;
        exponent += 1;
    }
    let power =
        |exponent: i32| u32::try_from(exponent).ok().and_then(|exponent| 2_i128.checked_pow(exponent));
    let numerator = power(exponent.max(0)).and_then(|power| power.checked_mul(i128::from(mantissa)));
    let denominator = if mantissa == 0 { Some(1) } else { power((-exponent).max(0)) };
    let (Some(numerator), Some(denominator)) = (numerator, denominator) else {
        return Err(Fault::range("an integer grows beyond 127 bits"));
    };
    let sign = if value < 0.0 { -1 } else { 1 };
    Ok(Value::tuple([Value::Int(sign * numerator), Value::Int(denominator)]))
}

fn hex(value: f64) -> String {
    if !value.is_finite() {
        return crate::render::print::float(value);
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let (mantissa, exponent) = decode(value);
    let mut text = format!("{sign}0x{}.{:013x}", mantissa >> 52, mantissa & ((1 << 52) - 1));
    let _ = write!(text, "p{:+}", exponent + 52);
    text
}

/// `float.fromhex`: `0x1.8p+1`.
fn from_hex<'p>(text: &str) -> Result<Value<'p>> {
    let invalid = || Fault::range("`fromhex` needs a hexadecimal float").hint("for example '0x1.8p+1'");
    let lower = text.trim().to_ascii_lowercase();
    let (negative, digits) = match lower.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, lower.strip_prefix('+').unwrap_or(&lower)),
    };
    let value = match digits {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => {
            let digits = digits.strip_prefix("0x").unwrap_or(digits);
            let (digits, exponent) = match digits.split_once('p') {
                Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| invalid())?),
                None => (digits, 0),
            };
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            if whole.len() + fraction.len() == 0 || whole.len() + fraction.len() > 30 {
                return Err(invalid());
            }
            let mantissa = u128::from_str_radix(&format!("{whole}{fraction}"), 16).map_err(|_| invalid())?;
            let exponent = exponent.saturating_sub(4 * fraction.len() as i32);
            // In two steps, so that neither factor leaves the range of floats.
            mantissa as f64 * 2_f64.powi(exponent / 2) * 2_f64.powi(exponent - exponent / 2)
        }
    };
    if value.is_infinite() && !digits.starts_with("inf") {
        return Err(Fault::range("the float is too large"));
    }
    Ok(Value::Float(if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_floats_in_base_16() {
        assert_eq!(hex(1.5), "0x1.8000000000000p+0");
        assert_eq!(hex(-0.1), "-0x1.999999999999ap-4");
        assert_eq!(hex(0.0), "0x0.0p+0");
    }

    #[test]
    fn reads_floats_in_base_16() {
        for (text, value) in [("0x1.8p+1", 3.0), ("-0x.8", -0.5), ("ff", 255.0), ("1p-1074", 5e-324)] {
            match from_hex(text) {
                Ok(Value::Float(found)) => assert_eq!(found, value, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(from_hex("0xg").is_err());
        assert!(from_hex("1p99999").is_err());
    }
}
