//! Texts in quotes, as Python reads them.

/// What stands for a text: one or more literals with nothing but white space between them. `Err` says what is wrong
/// with an escape.
pub(super) fn decode(source: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(quote) = chars.find(|char| matches!(char, '"' | '\'')) {
        while let Some(char) = chars.next().filter(|char| *char != quote) {
            if char == '\\' {
                escape(&mut chars, &mut out)?;
            } else {
                out.push(char);
            }
        }
    }
    Ok(out)
}

/// Reads what follows a backslash.
fn escape(chars: &mut std::str::Chars<'_>, out: &mut String) -> Result<(), &'static str> {
    let Some(char) = chars.next() else { return Ok(()) };
    let char = match char {
        '\n' => return Ok(()),
        '\\' | '\'' | '"' => char,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        'x' => code_point(hexadecimal(chars, 2)?)?,
        'u' => match hexadecimal(chars, 4)? {
            high @ 0xD800..0xDC00 => low_half(chars, high)?,
            unit => code_point(unit)?,
        },
        'U' => code_point(hexadecimal(chars, 8)?)?,
        'N' => return Err("characters by name cannot be written here; use \\u and four digits"),
        '0'..='7' => code_point(octal(char, chars))?,
        _ => {
            out.push('\\');
            char
        }
    };
    out.push(char);
    Ok(())
}

fn code_point(number: u32) -> Result<char, &'static str> {
    char::from_u32(number).ok_or("this escape stands for no character")
}

fn hexadecimal(chars: &mut std::str::Chars<'_>, len: usize) -> Result<u32, &'static str> {
    let rest = chars.as_str();
    let digits = rest.get(..len).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    *chars = rest.get(len..).unwrap_or_default().chars();
    number.ok_or("the escape has too few hexadecimal digits")
}

/// The second half of a character that JSON writes as two escapes.
fn low_half(chars: &mut std::str::Chars<'_>, high: u32) -> Result<char, &'static str> {
    let half = "half of a surrogate pair stands alone";
    *chars = chars.as_str().strip_prefix("\\u").ok_or(half)?.chars();
    match hexadecimal(chars, 4)? {
        low @ 0xDC00..0xE000 => code_point(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)),
        _ => Err(half),
    }
}

/// Up to three octal digits.
fn octal(first: char, chars: &mut std::str::Chars<'_>) -> u32 {
    let mut number = first.to_digit(8).unwrap_or_default();
    for _ in 0..2 {
        let rest = chars.as_str();
        let Some(digit) = chars.next().and_then(|char| char.to_digit(8)) else {
            *chars = rest.chars();
            break;
        };
        number = number * 8 + digit;
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_escapes_as_python_does() {
        for (source, text) in [
            (r#"'a\n\t\\\'\"'"#, "a\n\t\\'\""),
            (r"'\a\b\f\v\r'", "\u{7}\u{8}\u{c}\u{b}\r"),
            (r"'\x41\u3042\U0001F600'", "Aあ😀"),
            (r"'\ud83d\ude00'", "😀"),
            (r"'\101\0\08\400'", "A\0\08Ā"),
            (r"'a\/b\q\8'", r"a\/b\q\8"),
            ("'a\\\nb'", "ab"),
            (r#"'a' "b'" 'c\x41'"#, "ab'cA"),
        ] {
            assert_eq!(decode(source).as_deref(), Ok(text), "{source}");
        }
        for source in [r"'\x4'", r"'\u12'", r"'\U0011FFFF'", r"'\ud83d'", r"'\ude00'", r"'\N{BULLET}'"] {
            assert!(decode(source).is_err(), "{source}");
        }
    }
}
