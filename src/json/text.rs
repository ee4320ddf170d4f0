//! Writing strings of JSON.

use std::ops::Range;

/// Appends `text` as it stands inside a JSON string: `"`, `\` and the controls below U+0020 escaped, all else
/// untouched.
pub fn escape_into(text: &str, out: &mut String) {
    escape_and_look(text, out);
}

/// What a text consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    /// No byte above 0x7f.
    pub(crate) is_ascii: bool,
    /// A `_`.
    pub(crate) has_underscore: bool,
}

impl Seen {
    /// What numbers and words of JSON consist of.
    pub(crate) const LETTERS: Self = Self { is_ascii: true, has_underscore: false };
}

/// [`escape_into`], which looks at all characters anyway and so can tell something of them.
pub(crate) fn escape_and_look(text: &str, out: &mut String) -> Seen {
    let look = Look::over(text.as_bytes());
    let is_ascii = look.is_ascii();
    if look.is_plain() {
        out.push_str(text);
        return Seen { is_ascii, has_underscore: false };
    }
    let has_underscore = text.contains('_');
    let mut rest = text;
    loop {
        let (plain, tail) = rest.split_at_checked(plain_prefix(rest.as_bytes())).unwrap_or((rest, ""));
        out.push_str(plain);
        let mut chars = tail.chars();
        match chars.next() {
            Some(char) => escape_char(char, out),
            None => return Seen { is_ascii, has_underscore },
        }
        rest = chars.as_str();
    }
}

/// Escapes all of `out` from `start` on, as [`escape_and_look`] does what it appends. `room` is for a copy of it.
pub(crate) fn escape_from(start: usize, out: &mut String, room: &mut String) -> Seen {
    let text = out.get(start..).unwrap_or_default();
    let look = Look::over(text.as_bytes());
    if look.is_plain() {
        return Seen { is_ascii: look.is_ascii(), has_underscore: false };
    }
    room.clear();
    room.push_str(text);
    out.truncate(start);
    escape_and_look(room, out)
}

/// What was found in the bytes of a text, eight at a time.
#[derive(Default)]
struct Look {
    /// Of each byte the highest bit says whether there is one that has to be escaped, or is a `_` or beside it.
    suspects: u64,
    bytes: u64,
}

impl Look {
    #[inline]
    fn over(bytes: &[u8]) -> Self {
        let mut look = Self::default();
        let (words, _) = bytes.as_chunks::<WORD>();
        for word in words {
            look.at(u64::from_le_bytes(*word));
        }
        // The last bytes of a longer text are looked at once more, in one word with those before.
        match bytes.last_chunk::<WORD>() {
            Some(word) => look.at(u64::from_le_bytes(*word)),
            None => look.at(short_word(bytes)),
        }
        look
    }

    #[inline]
    fn is_ascii(&self) -> bool {
        self.bytes & HIGHS == 0
    }

    /// Whether nothing has to be escaped and nothing is a `_`.
    #[inline]
    fn is_plain(&self) -> bool {
        self.suspects & HIGHS == 0
    }

    #[inline]
    fn at(&mut self, word: u64) {
        // The backslash and the underscore differ in their last two bits only, as do `]` and `^`.
        let near_backslash = ((word & (ONES * 0xfc)) ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
        self.suspects |= (controls_and_quotes(word) | near_backslash) & !word;
        self.bytes |= word;
    }
}

/// Less than eight bytes in a word, some of them twice, with blanks where there is none.
fn short_word(bytes: &[u8]) -> u64 {
    let blank = b' ';
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    let word = match bytes {
        [a, b, c] => [*a, *b, *c, blank, blank, blank, blank, blank],
        [a, b] => [*a, *b, blank, blank, blank, blank, blank, blank],
        [a] => [*a, blank, blank, blank, blank, blank, blank, blank],
        _ => [blank; WORD],
    };
    u64::from_le_bytes(word)
}

fn escape_char(char: char, out: &mut String) {
    out.push_str(match char {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\u{8}' => "\\b",
        '\u{c}' => "\\f",
        control => {
            out.push_str("\\u00");
            for nibble in [control as u32 >> 4, control as u32 & 15] {
                out.push(char::from_digit(nibble, 16).unwrap_or('0'));
            }
            return;
        }
    });
}

/// How many bytes stand in front of the first one that has to be escaped.
pub(super) fn plain_prefix(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(word) = bytes.get(at..).and_then(<[u8]>::first_chunk::<WORD>) {
        match specials(u64::from_le_bytes(*word)) {
            0 => at += WORD,
            found => return at + found.trailing_zeros() as usize / 8,
        }
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| *byte < 0x20 || matches!(byte, b'"' | b'\\')).unwrap_or(rest.len())
}

const WORD: usize = size_of::<u64>();
const ONES: u64 = u64::from_le_bytes([1; WORD]);
const HIGHS: u64 = ONES << 7;

/// The highest bit of the first byte that is zero, and perhaps of some behind it; nothing if none is.
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

/// The highest bit of the first byte that has to be escaped, and perhaps of some behind it; nothing if none has.
fn specials(word: u64) -> u64 {
    controls_and_quotes(word) & !word & HIGHS | zeros(word ^ (ONES * u64::from(b'\\')))
}

/// A word in which a byte's highest bit is set, if the byte is a control or a quote, and perhaps if it is behind one or
/// above 0x7f.
#[inline]
fn controls_and_quotes(word: u64) -> u64 {
    // The quote changes places with U+0020, and then stands right behind the controls.
    (word ^ (ONES * 2)).wrapping_sub(ONES * 0x21)
}

/// Appends `text` that is the inside of a JSON string already: its escapes stay, and what would not be JSON (a lone
/// `"`, a control, a backslash that begins no escape, half of a surrogate pair) is escaped.
pub fn mend_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (plain, tail) = rest.split_at(at);
        escape_into(plain, out);
        let (escape, behind) = tail.split_at(escape_len(tail).unwrap_or(1));
        match escape {
            "\\" => out.push_str("\\\\"),
            escape => out.push_str(escape),
        }
        rest = behind;
    }
    escape_into(rest, out);
}

/// Where the escapes stand in `text`, the inside of a JSON string.
pub fn escapes(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text.get(at..)?.find('\\')?;
            match escape_len(text.get(start..)?) {
                Some(len) => {
                    at = start + len;
                    return Some(start..at);
                }
                None => at = start + 1,
            }
        }
    })
}

/// The length of the escape at the start of `text`; `None` if there is none that can stand alone.
pub fn escape_len(text: &str) -> Option<usize> {
    match text.as_bytes().get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => match code_unit(text)? {
            0xD800..0xDC00 => {
                let low = text.get(6..).filter(|low| low.starts_with("\\u"))?;
                matches!(code_unit(low)?, 0xDC00..0xE000).then_some(12)
            }
            0xDC00..0xE000 => None,
            _ => Some(6),
        },
        _ => None,
    }
}

/// The number in the `\uXXXX` at the start of `text`.
fn code_unit(text: &str) -> Option<u32> {
    let digits = text.get(2..6).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// `text` as a whole JSON string, quotes included.
pub fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    escape_into(text, out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_like_serde_json() {
        let all: String =
            (0..0x80).filter_map(char::from_u32).chain("日本🍎\u{2028}</script>".chars()).collect();
        let mut out = String::new();
        quote_into(&all, &mut out);
        assert_eq!(out, serde_json::to_string(&all).unwrap());
    }

    #[test]
    fn escapes_what_stands_at_the_end() {
        for text in ["", "plain", "snake_case", "ä\"日本\n", "a long text that ends with \\"] {
            let (mut at_once, mut later) = (String::from("\"<"), String::from("\"<"));
            let seen = escape_and_look(text, &mut at_once);
            later.push_str(text);
            assert_eq!(escape_from(2, &mut later, &mut String::new()), seen, "{text}");
            assert_eq!(later, at_once);
        }
    }

    #[test]
    fn mends_only_what_is_no_json() {
        let cases = [
            (r#"a\nb \" \\ \/ \u00e9 \ud83c\udf4e"#, r#"a\nb \" \\ \/ \u00e9 \ud83c\udf4e"#),
            (r#"a"b"#, r#"a\"b"#),
            ("a\nb", r"a\nb"),
            (r"\N", r"\\N"),
            (r"end\", r"end\\"),
            (r"\u12", r"\\u12"),
            (r"\u+123", r"\\u+123"),
            (r"\ud83c", r"\\ud83c"),
            (r"\udf4e", r"\\udf4e"),
            (r"\ud83c\u0041", r"\\ud83c\u0041"),
            (r"\\\", r"\\\\"),
        ];
        for (text, expected) in cases {
            let mut out = String::new();
            mend_into(text, &mut out);
            assert_eq!(out, expected);
            assert!(serde_json::from_str::<String>(&format!("\"{out}\"")).is_ok(), "{out}");
        }
    }

    #[test]
    fn finds_what_to_escape_wherever_it_stands() {
        for special in ["\"", "\\", "\n", "\u{1f}", "\u{0}", "é", "🍎", "\u{7f}", " ", "!", "#", "[", "]"]
        {
            for before in 0..20 {
                for behind in 0..20 {
                    let text = "a".repeat(before) + special + &"日b".repeat(behind);
                    let mut out = String::new();
                    quote_into(&text, &mut out);
                    assert_eq!(out, serde_json::to_string(&text).unwrap());
                }
            }
        }
    }
}
