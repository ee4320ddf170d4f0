//! Classes of characters as Python's `is…` methods know them.

use crate::render::print::printable;

/// Whether the method `name` says yes to `text`; `None` if there is no such method.
pub(super) fn holds(name: &str, text: &str) -> Option<bool> {
    let all = |class: fn(char) -> bool| !text.is_empty() && text.chars().all(class);
    Some(match name {
        "isalnum" => all(|char| char.is_alphanumeric() || is_numeric(char)),
        "isalpha" => all(is_letter),
        "isascii" => text.is_ascii(),
        "isdecimal" => all(|char| decimal(char).is_some()),
        "isdigit" => all(is_digit),
        "isidentifier" => is_identifier(text),
        "islower" => is_lower(text),
        "isnumeric" => all(is_numeric),
        "isprintable" => text.chars().all(printable),
        "isspace" => all(is_space),
        "istitle" => is_title(text),
        "isupper" => is_upper(text),
        _ => return None,
    })
}

/// White space as Python splits and strips it.
pub(in crate::render) const fn is_space(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{1c}'..='\u{1f}')
}

/// What ends a line for `splitlines`.
pub(super) fn ends_line(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A character that `\w` matches.
pub(in crate::render) fn is_word(char: char) -> bool {
    char == '_' || char.is_alphanumeric() || is_numeric(char)
}

/// A letter that has another case, or is one of another.
pub(super) fn is_cased(char: char) -> bool {
    char.is_lowercase() || char.is_uppercase() || is_title_letter(char)
}

fn is_letter(char: char) -> bool {
    // Numerals that are letters to Unicode are none to Python.
    char.is_alphabetic()
        && !matches!(char as u32, 0x2160..=0x2188 | 0x24b6..=0x24e9 | 0x3007 | 0x3021..=0x3029 | 0x3038..=0x303a)
}

fn is_title_letter(char: char) -> bool {
    matches!(char as u32,
        0x1c5 | 0x1c8 | 0x1cb | 0x1f2 | 0x1f88..=0x1f8f | 0x1f98..=0x1f9f | 0x1fa8..=0x1faf | 0x1fbc | 0x1fcc | 0x1ffc)
}

/// `str.islower`: some letter has case, and none is upper.
pub(in crate::render) fn is_lower(text: &str) -> bool {
    text.chars().any(char::is_lowercase)
        && !text.chars().any(|char| char.is_uppercase() || is_title_letter(char))
}

/// `str.isupper`: some letter has case, and none is lower.
pub(in crate::render) fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase)
        && !text.chars().any(|char| char.is_lowercase() || is_title_letter(char))
}

fn is_title(text: &str) -> bool {
    let mut any = false;
    let mut in_word = false;
    for char in text.chars() {
        let capital = char.is_uppercase() || is_title_letter(char);
        if capital && in_word || char.is_lowercase() && !in_word {
            return false;
        }
        in_word = capital || char.is_lowercase();
        any |= in_word;
    }
    any
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic()) && chars.all(is_word)
}

/// The code points of the zeros that decimal digits are counted from.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
    0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
    0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066,
    0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950,
    0x11c50, 0x11d50, 0x11da0, 0x16a60, 0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
    0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit of any script, full-width ones among them.
pub(in crate::render) fn decimal(char: char) -> Option<u32> {
    if char.is_ascii() {
        return char.to_digit(10);
    }
    let code = char as u32;
    let zero = ZEROS.iter().rev().find(|&&zero| zero <= code)?;
    Some(code - zero).filter(|&digit| digit < 10)
}

fn is_digit(char: char) -> bool {
    decimal(char).is_some()
        || matches!(char as u32,
            0xb2 | 0xb3 | 0xb9 | 0x1369..=0x1371 | 0x19da | 0x2070 | 0x2074..=0x2079 | 0x2080..=0x2089 | 0x2460..=0x2468
            | 0x2474..=0x247c | 0x2488..=0x2490 | 0x24ea | 0x24f5..=0x24fd | 0x24ff | 0x2776..=0x277e | 0x2780..=0x2788
            | 0x278a..=0x2792 | 0x10a40..=0x10a43 | 0x10e60..=0x10e68 | 0x11052..=0x1105a | 0x1f100..=0x1f10a)
}

/// A digit or another numeral; of the Chinese characters those that are numbers.
fn is_numeric(char: char) -> bool {
    char.is_numeric()
        || matches!(char as u32, 0x3405 | 0x3483 | 0x382a | 0x3b4d | 0x4e00 | 0x4e03 | 0x4e07 | 0x4e09 | 0x4e5d | 0x4e8c | 0x4e94 | 0x4e96 | 0x4ebf | 0x4ec0 | 0x4edf | 0x4ee8 | 0x4f0d | 0x4f70 | 0x5104 | 0x5146 | 0x5169 | 0x516b | 0x516d | 0x5341 | 0x5343..=0x5345 | 0x534c | 0x53c1..=0x53c4 | 0x56db | 0x58f1 | 0x58f9 | 0x5e7a | 0x5efe | 0x5eff | 0x5f0c..=0x5f0e | 0x5f10 | 0x62fe | 0x634c | 0x67d2 | 0x6f06 | 0x7396 | 0x767e | 0x8086 | 0x842c | 0x8cae | 0x8cb3 | 0x8d30 | 0x9621 | 0x9646 | 0x964c | 0x9678 | 0x96f6 | 0xf96b | 0xf973 | 0xf978 | 0xf9b2 | 0xf9d1 | 0xf9d3 | 0xf9fd | 0x20001 | 0x20064 | 0x200e2 | 0x20121 | 0x2092a | 0x20983 | 0x2098c | 0x2099c | 0x20aea | 0x20afd | 0x20b19 | 0x22390 | 0x22998 | 0x23b1b | 0x2626d | 0x2f890)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_digits_of_other_scripts() {
        assert_eq!(decimal('７'), Some(7));
        assert_eq!(decimal('٣'), Some(3));
        assert_eq!(decimal('𝟘'), Some(0));
        assert_eq!(decimal('²'), None);
        assert!(is_digit('②') && is_numeric('一') && !is_digit('一'));
    }

    #[test]
    fn knows_titles() {
        assert!(is_title("Hana Kono") && !is_title("HaNa") && !is_title("") && is_title("A1B"));
        assert!(is_lower("a1日") && !is_lower("日") && is_upper("A1") && !is_upper("ǅ"));
    }
}
