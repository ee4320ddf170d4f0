//! The strict JSON reader (RFC 8259) behind [`Document`].

use super::buffers::Buffers;
use super::document::{Chars, Document, Entry, Kind};
use super::duplicates;
use super::text::plain_prefix;
use super::wanted::{Selection, Wanted};
use crate::diagnostic::Code;
use std::borrow::Cow;

/// How deeply arrays and objects may be nested. LINE names no limit: this one keeps whatever goes into JSON from using up
/// the stack, and has room for a bubble of 30 KB that is nothing but boxes in one another, two levels each.
pub const MAX_DEPTH: usize = 1_400;

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// One line, lower case, without a final stop.
    pub message: Cow<'static, str>,
    /// Offset of the byte that cannot stand there.
    pub offset: usize,
    /// `json/syntax` or `json/too-deep`.
    pub code: Code,
}

type Result<T> = std::result::Result<T, JsonError>;

impl JsonError {
    pub(super) fn too_large() -> Self {
        Self::syntax("the JSON text is larger than 4 GiB", 0)
    }

    pub(super) fn too_deep(offset: usize) -> Self {
        let message = format!("arrays and objects are nested deeper than {MAX_DEPTH}");
        Self { code: Code::JsonDepth, ..Self::syntax(message, offset) }
    }

    fn syntax(message: impl Into<Cow<'static, str>>, offset: usize) -> Self {
        Self { message: message.into(), offset, code: Code::JsonSyntax }
    }
}

pub(super) fn parse<'s>(
    source: Cow<'s, str>,
    selection: &Selection,
    mut buffers: Buffers,
) -> Result<Document<'s>> {
    if u32::try_from(source.len()).is_err() {
        return Err(JsonError::too_large());
    }
    buffers.clear();
    let Buffers { mut entries, decoded, duplicates, mut slots, .. } = buffers;
    slots.resize(selection.slots, 0);
    if matches!(selection.wanted, Wanted::All) {
        entries.reserve(source.len() / 16 + 1);
    }
    let mut parser = Parser {
        bytes: source.as_bytes(),
        at: if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 },
        entries,
        decoded,
        duplicates,
        slots,
        passes_over: false,
    };
    parser.skip_space();
    parser.value(0, &selection.wanted)?;
    parser.skip_space();
    if parser.at < parser.bytes.len() {
        return Err(parser.error("unexpected text after the JSON value"));
    }
    let Parser { entries, decoded, duplicates, slots, .. } = parser;
    let layout = selection.layout;
    Ok(Document { source, decoded, entries, duplicates, slots, layout, watch: None, shared: false })
}

struct Parser<'s> {
    bytes: &'s [u8],
    at: usize,
    entries: Vec<Entry>,
    decoded: String,
    duplicates: Vec<u32>,
    slots: Vec<u32>,
    /// Whether what is read is not wanted.
    passes_over: bool,
}

impl Parser<'_> {
    // Not a hint: where size is wanted, this would be a call for each byte.
    #[expect(clippy::inline_always, reason = "measured: a tenth of a profile's reading in a browser")]
    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    #[expect(clippy::inline_always, reason = "as of `peek`: mostly there is none")]
    #[inline(always)]
    fn skip_space(&mut self) {
        if self.peek().is_some_and(|byte| byte <= b' ') {
            self.skip_some_space();
        }
    }

    fn skip_some_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn error(&self, message: impl Into<Cow<'static, str>>) -> JsonError {
        let message = if self.at >= self.bytes.len() {
            "unexpected end of the JSON text".into()
        } else {
            message.into()
        };
        JsonError::syntax(message, self.at)
    }

    fn push(&mut self, kind: Kind, start: usize) -> usize {
        let index = self.entries.len();
        if !self.passes_over {
            self.entries.push(Entry::new(kind, start..self.at, index));
        }
        index
    }

    fn close(&mut self, index: usize, count: u32) {
        if self.passes_over {
            return;
        }
        let next = self.entries.len() as u32;
        if let Some(entry) = self.entries.get_mut(index) {
            entry.end = self.at as u32;
            entry.next = next;
            entry.count = count;
        }
    }

    /// A value that is not wanted, which begins with the entry `from`.
    fn pass_over(&mut self, depth: usize, from: usize, decoded: usize) -> Result<()> {
        let outside = std::mem::replace(&mut self.passes_over, true);
        self.value(depth, &Wanted::All)?;
        self.passes_over = outside;
        self.entries.truncate(from);
        self.decoded.truncate(decoded);
        Ok(())
    }

    fn value(&mut self, depth: usize, wanted: &Wanted) -> Result<()> {
        match self.peek() {
            Some(b'{') => self.object(depth, wanted),
            Some(b'[') => self.array(depth, wanted),
            Some(b'"') => self.string().map(drop),
            Some(b't') => self.word("true", Kind::Bool, 1),
            Some(b'f') => self.word("false", Kind::Bool, 0),
            Some(b'n') => self.word("null", Kind::Null, 0),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b']' | b'}') => Err(self.error("a value is missing here")),
            Some(b',') => Err(self.error("a value is missing before this comma")),
            Some(b'\'') => Err(self.error("a string stands in double quotes")),
            _ => Err(self.error("this is not a JSON value")),
        }
    }

    fn word(&mut self, word: &str, kind: Kind, count: u32) -> Result<()> {
        let start = self.at;
        if !self.bytes.get(start..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            return Err(self.error("this is not a JSON value"));
        }
        self.at += word.len();
        let index = self.push(kind, start);
        self.close(index, count);
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.error("a digit is missing in this number"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<()> {
        let start = self.at;
        let mut kind = Kind::Integer;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        let zero = self.peek() == Some(b'0');
        let first = self.at;
        self.digits()?;
        if zero && self.at > first + 1 {
            self.at = first;
            return Err(self.error("a number has no leading zero"));
        }
        if self.peek() == Some(b'.') {
            kind = Kind::Float;
            self.at += 1;
            self.digits()?;
        }
        let has_exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if has_exponent {
            kind = Kind::Float;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        // Shorter ones without an exponent are finite.
        if (has_exponent || self.at - start > f64::MAX_10_EXP as usize) && !self.is_finite(start) {
            return Err(JsonError::syntax("the number is too large", start));
        }
        self.push(kind, start);
        Ok(())
    }

    /// Whether the number that was just read is one that programs can calculate with.
    fn is_finite(&self, start: usize) -> bool {
        let digits = self.bytes.get(start..self.at).and_then(|digits| std::str::from_utf8(digits).ok());
        digits.and_then(|digits| digits.parse::<f64>().ok()).is_some_and(f64::is_finite)
    }

    fn string(&mut self) -> Result<usize> {
        let start = self.at;
        self.at += 1;
        let mut run = self.at;
        let mut decoded = None;
        loop {
            self.at += plain_prefix(self.bytes.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    let from = *decoded.get_or_insert(self.decoded.len());
                    debug_assert!(from <= self.decoded.len());
                    self.copy(run);
                    self.escape()?;
                    run = self.at;
                }
                Some(_) => return Err(self.error("a control character stands unescaped in a string")),
                None => return Err(JsonError::syntax("a string is not closed", start)),
            }
        }
        if decoded.is_some() {
            self.copy(run);
        }
        self.at += 1;
        let index = self.push(Kind::String, start);
        let end = self.decoded.len() as u32;
        if self.passes_over {
            return Ok(index);
        }
        if let (Some(from), Some(entry)) = (decoded, self.entries.get_mut(index)) {
            entry.chars = Chars::Decoded { start: from as u32, end };
        }
        Ok(index)
    }

    /// The characters of the string that was just read, from `start` on, and began to be decoded at `decoded`.
    fn written(&self, start: usize, decoded: usize) -> &[u8] {
        if self.decoded.len() > decoded {
            return self.decoded.as_bytes().get(decoded..).unwrap_or_default();
        }
        self.bytes.get(start + 1..self.at - 1).unwrap_or_default()
    }

    fn copy(&mut self, run: usize) {
        // Quotes and backslashes are ASCII, so the run is whole characters.
        if let Some(text) = self.bytes.get(run..self.at).and_then(|bytes| std::str::from_utf8(bytes).ok()) {
            self.decoded.push_str(text);
        }
    }

    fn escape(&mut self) -> Result<()> {
        self.at += 1;
        let char = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let start = self.at - 1;
                self.at += 1;
                let char = self.unicode()?;
                return match char {
                    Some(char) => {
                        self.decoded.push(char);
                        Ok(())
                    }
                    None => Err(JsonError::syntax("half of a surrogate pair stands alone", start)),
                };
            }
            _ => return Err(self.error("unknown escape in a string")),
        };
        self.at += 1;
        self.decoded.push(char);
        Ok(())
    }

    fn unicode(&mut self) -> Result<Option<char>> {
        let high = self.hex4()?;
        if !(0xd800..0xdc00).contains(&high) {
            return Ok(char::from_u32(high));
        }
        if self.bytes.get(self.at..).is_none_or(|rest| !rest.starts_with(b"\\u")) {
            return Ok(None);
        }
        self.at += 2;
        let low = self.hex4()?;
        Ok((0xdc00..0xe000)
            .contains(&low)
            .then(|| char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)))
            .flatten())
    }

    fn hex4(&mut self) -> Result<u32> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|byte| char::from(byte).to_digit(16)) else {
                return Err(self.error("four hexadecimal digits follow \\u"));
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }

    fn deeper(&self, depth: usize) -> Result<usize> {
        if depth >= MAX_DEPTH {
            return Err(JsonError::too_deep(self.at));
        }
        Ok(depth + 1)
    }

    fn array(&mut self, depth: usize, wanted: &Wanted) -> Result<()> {
        let depth = self.deeper(depth)?;
        let index = self.push(Kind::Array, self.at);
        self.at += 1;
        self.skip_space();
        let mut count = 0;
        if self.peek() != Some(b']') {
            loop {
                if let Some(wanted) = wanted.items() {
                    self.value(depth, wanted)?;
                    count += 1;
                } else {
                    self.pass_over(depth, self.entries.len(), self.decoded.len())?;
                }
                self.skip_space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b']') => break,
                    _ => return Err(self.error("a comma or `]` is missing here")),
                }
                self.skip_space();
            }
        }
        self.at += 1;
        self.close(index, count);
        Ok(())
    }

    fn object(&mut self, depth: usize, wanted: &Wanted) -> Result<()> {
        let depth = self.deeper(depth)?;
        let index = self.push(Kind::Object, self.at);
        self.at += 1;
        self.skip_space();
        let mut count = 0;
        if self.peek() != Some(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return Err(self.error("a key in double quotes is missing here"));
                }
                let (start, decoded) = (self.at, self.decoded.len());
                let key = self.string()?;
                if !self.passes_over
                    && let Some(key) = self.entries.get_mut(key)
                {
                    key.count = index as u32 + 1;
                }
                let wanted = wanted.member(self.written(start, decoded));
                self.skip_space();
                if self.peek() != Some(b':') {
                    return Err(self.error("a colon is missing here"));
                }
                self.at += 1;
                self.skip_space();
                if let Some((wanted, slot)) = wanted {
                    let value = self.entries.len() as u32;
                    if let Some(place) = self.slots.get_mut(slot as usize) {
                        *place = value;
                    }
                    self.value(depth, wanted)?;
                    count += 1;
                } else {
                    self.pass_over(depth, key, decoded)?;
                }
                self.skip_space();
                match self.peek() {
                    Some(b',') => self.at += 1,
                    Some(b'}') => break,
                    _ => return Err(self.error("a comma or `}` is missing here")),
                }
                self.skip_space();
            }
        }
        self.at += 1;
        self.close(index, count);
        if self.passes_over {
            return Ok(());
        }
        duplicates::find(&self.entries, self.bytes, &self.decoded, index, &mut self.duplicates);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_what_serde_json_does() {
        let texts = [
            "0",
            "-0",
            "01",
            "-",
            "1.",
            ".5",
            "1e5",
            "1E+5",
            "1e",
            "1.5e-3",
            "true",
            "tru",
            "null",
            "nul",
            "\"\"",
            "\"a",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\\ud83c\\udf4e\"",
            "[",
            "[]",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "[1]x",
            "",
            " ",
            "\"\t\"",
            "[[[[]]]]",
            "{\"a\":{\"b\":[{}]}}",
            "1 2",
            "\"\\u0000\"",
            "[1,\n2]\r\n",
            "NaN",
            "-Infinity",
            "\"\u{7f}\"",
            "+1",
        ];
        for text in texts {
            let ours = parse(Cow::Borrowed(text), &Selection::everything(), Buffers::default());
            let theirs = serde_json::from_str::<serde_json::Value>(text);
            assert_eq!(ours.is_ok(), theirs.is_ok(), "{text:?}: {ours:?} {theirs:?}");
        }
    }

    #[test]
    fn refuses_deep_nesting_without_overflowing_the_stack() {
        let text = "[".repeat(100_000);
        assert!(
            parse(Cow::Borrowed(&text), &Selection::everything(), Buffers::default())
                .unwrap_err()
                .message
                .contains("nested deeper")
        );
    }

    #[test]
    fn finds_repeated_keys_among_many_and_behind_escapes() {
        let members: Vec<_> = (0..40).map(|i| format!("\"k{}\":{{}}", i % 39)).collect();
        let text = format!("{{{}}}", members.join(","));
        assert_eq!(
            parse(Cow::Borrowed(&text), &Selection::everything(), Buffers::default())
                .unwrap()
                .duplicate_keys()
                .count(),
            1
        );
        assert_eq!(
            parse(Cow::Borrowed(r#"{"a":1,"\u0061":2}"#), &Selection::everything(), Buffers::default())
                .unwrap()
                .duplicate_keys()
                .count(),
            1
        );
    }
}
