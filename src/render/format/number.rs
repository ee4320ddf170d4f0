//! Numbers to digits.

use crate::render::fault::{Fault, Result};

/// A number written out, in the parts that a layout needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) sign: &'static str,
    pub(super) prefix: &'static str,
    /// The digits before the point.
    pub(super) digits: String,
    /// The point and all behind it.
    pub(super) rest: String,
}

impl Written {
    pub(super) fn len(&self) -> usize {
        self.sign.len() + self.prefix.len() + self.digits.len() + self.rest.len()
    }
}

pub(super) fn sign_of(negative: bool, option: Option<char>) -> &'static str {
    match (negative, option) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        (false, _) => "",
    }
}

/// An integer in the base that `kind` names.
pub(super) fn integer(value: i128, kind: char, alternate: bool, sign: Option<char>) -> Written {
    let size = value.unsigned_abs();
    let (digits, prefix) = match kind {
        'b' => (format!("{size:b}"), "0b"),
        'o' => (format!("{size:o}"), "0o"),
        'x' => (format!("{size:x}"), "0x"),
        'X' => (format!("{size:X}"), "0X"),
        _ => (size.to_string(), ""),
    };
    Written {
        sign: sign_of(value < 0, sign),
        prefix: if alternate { prefix } else { "" },
        digits,
        rest: String::new(),
    }
}

/// How a float is to be written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// `e`, `f`, `g`, one of them in capitals, `%`, or `r` for the shortest digits.
    pub(super) kind: char,
    pub(super) precision: usize,
    pub(super) alternate: bool,
    pub(super) sign: Option<char>,
    /// At least one digit behind the point: `3.0`.
    pub(super) add_point_zero: bool,
    pub(super) no_minus_zero: bool,
}

/// No float has more digits than this behind the point; what is asked for beyond are zeros.
const MOST_DIGITS: usize = 1100;

/// A float in the style.
pub(super) fn float(value: f64, style: Style) -> Written {
    let value = if style.kind == '%' { value * 100.0 } else { value };
    let upper = style.kind.is_ascii_uppercase();
    let percent = if style.kind == '%' { "%" } else { "" };
    let body = if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        "inf".to_owned()
    } else {
        finite(value.abs(), style)
    };
    let is_zero = value.is_finite()
        && body.chars().take_while(|char| *char != 'e').all(|char| matches!(char, '0' | '.'));
    let negative = value.is_sign_negative() && !value.is_nan() && !(style.no_minus_zero && is_zero);
    let body = if upper { body.to_uppercase() } else { body };
    let at = body.find(|char: char| !char.is_ascii_digit()).unwrap_or(body.len());
    let (digits, rest) = body.split_at(at);
    Written {
        sign: sign_of(negative, style.sign),
        prefix: "",
        digits: digits.to_owned(),
        rest: format!("{rest}{percent}"),
    }
}

fn finite(value: f64, style: Style) -> String {
    match style.kind.to_ascii_lowercase() {
        'e' => {
            let mut text = exponent_form(value, style.precision);
            if style.alternate && !text.contains('.') {
                text = text.replacen('e', ".e", 1);
            }
            text
        }
        'g' => general(value, style),
        'r' => {
            let text = crate::render::print::float(value);
            if style.alternate && !text.contains('.') { text.replacen('e', ".e", 1) } else { text }
        }
        _ => {
            let mut text = fixed(value, style.precision);
            if style.alternate && !text.contains('.') {
                text.push('.');
            }
            text
        }
    }
}

/// `f`: so many digits behind the point.
pub(in crate::render) fn fixed(value: f64, precision: usize) -> String {
    let mut text = format!("{value:.*}", precision.min(MOST_DIGITS));
    text.push_str(&"0".repeat(precision.saturating_sub(MOST_DIGITS)));
    text
}

/// `e`: one digit before the point, and an exponent of two digits at least.
fn exponent_form(value: f64, precision: usize) -> String {
    let (mut digits, exponent) = scientific(value, precision.min(MOST_DIGITS));
    if precision > 0 {
        digits.insert(1, '.');
    }
    digits.push_str(&"0".repeat(precision.saturating_sub(MOST_DIGITS)));
    with_exponent(&digits, exponent)
}

fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.abs())
}

/// The digits without a point, and the exponent of the first.
fn scientific(value: f64, precision: usize) -> (String, i32) {
    let text = format!("{value:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or_default())
}

/// `g`: so many digits, with an exponent where the point would be far away.
fn general(value: f64, style: Style) -> String {
    let precision = style.precision.max(1);
    let (mut digits, exponent) = scientific(value, precision.min(MOST_DIGITS) - 1);
    digits.push_str(&"0".repeat(precision.saturating_sub(MOST_DIGITS)));
    let limit = precision as i64 - i64::from(style.add_point_zero);
    let with_exponent_part = i64::from(exponent) < -4 || i64::from(exponent) >= limit;
    if !style.alternate {
        let kept = digits.trim_end_matches('0').len().max(1);
        digits.truncate(kept);
    }
    if with_exponent_part {
        if digits.len() > 1 || style.alternate {
            digits.insert(1, '.');
        }
        return with_exponent(&digits, exponent);
    }
    if exponent < 0 {
        return format!("0.{}{digits}", "0".repeat(exponent.unsigned_abs() as usize - 1));
    }
    let whole = exponent as usize + 1;
    if digits.len() < whole {
        digits.push_str(&"0".repeat(whole - digits.len()));
    }
    if digits.len() > whole || style.alternate {
        digits.insert(whole, '.');
    } else if style.add_point_zero {
        digits.push_str(".0");
    }
    digits
}

/// The float as the integer it truncates to.
pub(super) fn truncated(value: f64) -> Result<i128> {
    if value.is_nan() {
        return Err(Fault::range("`nan` is no integer"));
    }
    if value.is_infinite() {
        return Err(Fault::range("infinity is no integer"));
    }
    if value.abs() >= 2_f64.powi(127) {
        return Err(Fault::range("an integer grows beyond 127 bits"));
    }
    Ok(value.trunc() as i128)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(value: f64, kind: char, precision: usize, alternate: bool) -> String {
        let style =
            Style { kind, precision, alternate, sign: None, add_point_zero: false, no_minus_zero: false };
        let written = float(value, style);
        format!("{}{}{}", written.sign, written.digits, written.rest)
    }

    #[test]
    fn writes_floats_as_python_does() {
        let cases = [
            (1234.5678, 'f', 2, "1234.57"),
            (2.5, 'f', 0, "2"),
            (0.5, '%', 1, "50.0%"),
            (12345.678, 'e', 3, "1.235e+04"),
            (0.0, 'e', 2, "0.00e+00"),
            (1e-7, 'g', 6, "1e-07"),
            (100_000.0, 'g', 6, "100000"),
            (1_000_000.0, 'g', 6, "1e+06"),
            (0.0001, 'g', 6, "0.0001"),
            (-3.0, 'G', 3, "-3"),
            (f64::INFINITY, 'F', 3, "INF"),
        ];
        for (value, kind, precision, expected) in cases {
            assert_eq!(write(value, kind, precision, false), expected, "{value} {kind}");
        }
        assert_eq!(write(3.0, 'g', 3, true), "3.00");
        assert_eq!(write(3.0, 'f', 0, true), "3.");
        assert_eq!(write(0.1, 'f', 1200, false).len(), 1202);
    }
}
