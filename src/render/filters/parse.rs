//! Numbers in texts, read as Python's `int()` and `float()` read them.

use crate::render::fault::{Fault, Result};
use crate::render::methods::text::classes::{decimal, is_space};

/// The integer that a text spells in a base; `None` if it spells none.
pub(super) fn integer(text: &str, base: i128) -> Result<Option<i128>> {
    if base != 0 && !(2..=36).contains(&base) {
        return Ok(None);
    }
    let text = text.trim_matches(is_space);
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let prefixed = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => 16,
        Some("0o") => 8,
        Some("0b") => 2,
        _ => 0,
    };
    let has_prefix = prefixed != 0 && (base == 0 || base == prefixed);
    let base = match base {
        0 if has_prefix => prefixed,
        0 => 10,
        base => base,
    };
    let body = if has_prefix { digits.get(2..).unwrap_or_default() } else { digits };
    let body = if has_prefix { body.strip_prefix('_').unwrap_or(body) } else { body };
    let Some(body) = without_underscores(body) else { return Ok(None) };
    if body.is_empty() {
        return Ok(None);
    }
    let mut value: Option<i128> = Some(0);
    for char in body.chars() {
        let digit = decimal(char).or_else(|| char.to_digit(36)).map(i128::from);
        let Some(digit) = digit.filter(|&digit| digit < base) else { return Ok(None) };
        value = value.and_then(|value| value.checked_mul(base)?.checked_add(digit));
    }
    let value = value.ok_or_else(|| Fault::range("an integer grows beyond 127 bits"))?;
    Ok(Some(if negative { -value } else { value }))
}

/// Like [`integer`] with base 0, where `010` is no number.
pub(super) fn integer_of_any_base(text: &str) -> Result<Option<i128>> {
    let digits = text.trim_matches(is_space).trim_start_matches(['+', '-']);
    let plain = digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    if plain && digits.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return Ok(None);
    }
    integer(text, 0)
}

/// The digits without the underscores between them; `None` if one stands elsewhere.
fn without_underscores(digits: &str) -> Option<String> {
    if digits.starts_with('_') || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    Some(digits.replace('_', ""))
}

/// The float that a text spells; `None` if it spells none.
pub(super) fn float(text: &str) -> Option<f64> {
    let text = text.trim_matches(is_space);
    let mut plain = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if char == '_' {
            let between_digits = before.is_some_and(|before| decimal(before).is_some())
                && chars.peek().is_some_and(|&next| decimal(next).is_some());
            if !between_digits {
                return None;
            }
        } else {
            match decimal(char) {
                Some(digit) => plain.push(char::from_digit(digit, 10)?),
                None => plain.push(char),
            }
        }
        before = Some(char);
    }
    // Rust reads the same notation, `inf` and `nan` in any case among it.
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_integers_as_python_does() {
        let cases = [
            ("0090", 10, Some(90)),
            (" -5\n", 10, Some(-5)),
            ("+7", 10, Some(7)),
            ("1_000", 10, Some(1000)),
            ("1__0", 10, None),
            ("_1", 10, None),
            ("", 10, None),
            ("-", 10, None),
            ("0x1A", 16, Some(26)),
            ("0x_1A", 16, Some(26)),
            ("1A", 16, Some(26)),
            ("0b11", 0, Some(3)),
            ("0b11", 10, None),
            ("z", 36, Some(35)),
            ("9", 8, None),
            ("5", 1, None),
            ("１２", 10, Some(12)),
            ("3.7", 10, None),
        ];
        for (text, base, expected) in cases {
            assert_eq!(integer(text, base).unwrap(), expected, "{text}");
        }
        assert!(integer(&"9".repeat(60), 10).is_err());
        assert_eq!(integer_of_any_base("010").unwrap(), None);
        assert_eq!(integer_of_any_base("00").unwrap(), Some(0));
    }

    #[test]
    fn reads_floats_as_python_does() {
        let cases = [
            ("1e3", Some(1000.0)),
            (" 2.5 ", Some(2.5)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("1_0.0_1", Some(10.01)),
            ("1_.0", None),
            ("Infinity", Some(f64::INFINITY)),
            ("-inf", Some(f64::NEG_INFINITY)),
            ("1,000", None),
            ("", None),
            ("１．５", None),
            ("１.５", Some(1.5)),
            ("0x10", None),
        ];
        for (text, expected) in cases {
            assert_eq!(float(text), expected, "{text}");
        }
        assert!(float("nan").is_some_and(f64::is_nan));
    }
}
