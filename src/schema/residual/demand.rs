//! What must hold of a text or number.

use crate::schema::keywords;
use crate::schema::node::{Keyword, Value};
use crate::schema::tables;

/// What a rule demands of a value that depends on the user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::schema) enum Demand {
    Keyword(Keyword),
    /// The text lacks a part.
    Lacks(&'static str),
    /// The text lacks a word, without case.
    LacksWord(&'static str),
    /// The text does not end in this, without case.
    NoEnding(&'static str),
}

impl Demand {
    /// Whether a text meets it.
    pub(super) fn is_met(self, text: &str) -> bool {
        match self {
            Self::Keyword(Keyword::Enum(values)) => values
                .values()
                .iter()
                .any(|value| matches!(value, Value::String(allowed) if allowed.text() == text)),
            Self::Keyword(keyword) => keywords::test_text(keyword, text).is_none_or(|result| result.is_ok()),
            Self::Lacks(part) => !text.contains(part),
            Self::LacksWord(word) => !crate::schema::checks::has_word(text, word),
            Self::NoEnding(ending) => !crate::schema::checks::ends_in(text, ending),
        }
    }

    /// The most bytes with which a text is certainly short enough, if that is what is demanded.
    pub(super) fn most_bytes(self) -> Option<usize> {
        match self {
            // No unit takes less than a byte.
            Self::Keyword(
                Keyword::MaxUtf16Length(most) | Keyword::MaxGraphemes(most) | Keyword::MaxCodePoints(most),
            ) => Some(most as usize),
            _ => None,
        }
    }

    /// The fewest bytes with which a text is certainly long enough, if that is what is demanded.
    pub(super) fn least_bytes(self) -> Option<usize> {
        match self {
            // A text that is not empty has a unit, and for more of them each takes three bytes at most.
            Self::Keyword(Keyword::NotEmpty) => Some(1),
            _ => None,
        }
    }

    /// The bytes of a leaf, as they stand in JSON, with which the demand is certainly met, whatever their number;
    /// `None` if it cannot be said byte by byte. The text without the leaf is `around`, piece by piece.
    pub(super) fn harmless_bytes(self, around: &[&str]) -> Option<Bytes> {
        match self {
            Self::Keyword(Keyword::LineUrl(rule)) => super::text::url_bytes(tables::url(rule)?, around),
            Self::Keyword(Keyword::Pattern(pattern)) => {
                super::pattern::class_bytes(tables::pattern(pattern)?)
            }
            // A line break is written with a backslash.
            Self::Lacks("\n") => Some(Bytes::all_but(|byte| byte == b'\\')),
            _ => None,
        }
    }
}

/// A set of bytes.
#[derive(Debug, Clone)]
pub(super) struct Bytes {
    table: Box<[bool; 256]>,
    /// The same, if it is a few runs of ASCII bytes.
    runs: Option<[Run; RUNS]>,
}

/// Bytes that follow each other, in a form to compare eight bytes at a time with: what to add to a byte, so that its
/// highest bit is set from the first of them on, and behind the last.
#[derive(Debug, Clone, Copy)]
struct Run {
    from_first: u64,
    behind_last: u64,
}

const WORD: usize = size_of::<u64>();
const ONES: u64 = u64::from_le_bytes([1; WORD]);
const HIGHS: u64 = ONES << 7;
/// As many as digits and letters are. With more of them, a table is faster.
const RUNS: usize = 3;

impl Run {
    fn new(first: u8, last: u8) -> Self {
        Self { from_first: ONES * u64::from(0x80 - first), behind_last: ONES * u64::from(0x7f - last) }
    }

    /// The highest bit of each byte that is in the run, if none is above 0x7f.
    #[inline]
    fn inside(self, word: u64) -> u64 {
        word.wrapping_add(self.from_first) & !word.wrapping_add(self.behind_last)
    }
}

impl Bytes {
    pub(super) fn all_but(excluded: impl Fn(u8) -> bool) -> Self {
        let table = Box::new(std::array::from_fn(|byte| !excluded(byte as u8)));
        Self { runs: runs(&table), table }
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self::all_but(|byte| !self.has(byte) || !other.has(byte))
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.table.get(usize::from(byte)).copied().unwrap_or_default()
    }

    /// Whether all bytes of a text are in the set.
    pub(super) fn have_all(&self, text: &[u8]) -> bool {
        if let (Some(runs), Some(last)) = (&self.runs, text.last_chunk::<WORD>()) {
            return runs_have_all(runs, text, *last);
        }
        // Ways out of the loop would cost more than they save, so there is one for four bytes.
        let (fours, rest) = text.as_chunks::<4>();
        fours.iter().all(|four| four.iter().fold(true, |all, byte| all & self.has(*byte)))
            && rest.iter().all(|byte| self.has(*byte))
    }

    /// The same, where `%` is in the set only with two hexadecimal digits behind it.
    pub(super) fn have_all_with_codes(&self, text: &[u8]) -> bool {
        let is_code =
            |code: &[u8]| matches!(code, [a, b, ..] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
        text.iter().enumerate().all(|(at, byte)| match byte {
            b'%' => text.get(at + 1..).is_some_and(is_code),
            byte => self.has(*byte),
        })
    }

    /// Whether all ASCII bytes are in the set.
    pub(super) fn has_ascii(&self) -> bool {
        (0..128).all(|byte| self.has(byte))
    }
}

/// The runs of a set of bytes, if they are few and all of them ASCII. Those that are not needed are there twice.
fn runs(table: &[bool; 256]) -> Option<[Run; RUNS]> {
    let is_in = |byte: u8| table.get(usize::from(byte)).copied().unwrap_or_default();
    if (0x80..=0xff).any(is_in) {
        return None;
    }
    let firsts = (0..0x80).filter(|byte| is_in(*byte) && (*byte == 0 || !is_in(byte - 1)));
    let lasts = (0..0x80).filter(|byte| is_in(*byte) && !is_in(byte + 1));
    let mut found = firsts.zip(lasts).map(|(first, last)| Run::new(first, last));
    let mut runs = [found.next()?; RUNS];
    for (run, found) in runs.iter_mut().skip(1).zip(&mut found) {
        *run = found;
    }
    found.next().is_none().then_some(runs)
}

/// Whether all bytes are in the runs. There are eight and more, and the last eight are these.
fn runs_have_all(runs: &[Run; RUNS], text: &[u8], last: [u8; WORD]) -> bool {
    let inside = |word: [u8; WORD]| {
        let word = u64::from_le_bytes(word);
        runs.iter().fold(0, |inside, run| inside | run.inside(word)) & !word
    };
    let (words, rest) = text.as_chunks::<WORD>();
    let all = if rest.is_empty() { u64::MAX } else { inside(last) };
    words.iter().fold(all, |all, word| all & inside(*word)) & HIGHS == HIGHS
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn runs_hold_what_the_table_holds() {
        let sets: [fn(u8) -> bool; 4] = [
            |byte| byte.is_ascii_hexdigit(),
            |byte| byte < 0x80,
            |byte| matches!(byte, 0 | 0x7f),
            |byte| byte != b'x',
        ];
        for is_in in sets {
            let bytes = Bytes::all_but(|byte| !is_in(byte));
            let inside: Vec<u8> = (0..=255).filter(|byte| is_in(*byte)).collect();
            for length in 1..20 {
                for at in 0..length {
                    let mut text: Vec<u8> = inside.iter().copied().cycle().take(length).collect();
                    assert!(bytes.have_all(&text));
                    for byte in 0..=255 {
                        text[at] = byte;
                        assert_eq!(bytes.have_all(&text), is_in(byte), "{text:?}");
                    }
                }
            }
        }
    }
}
