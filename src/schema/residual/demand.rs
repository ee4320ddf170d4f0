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
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bytes(Box<[bool; 256]>);

impl Bytes {
    pub(super) fn all_but(excluded: impl Fn(u8) -> bool) -> Self {
        Self(Box::new(std::array::from_fn(|byte| !excluded(byte as u8))))
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self::all_but(|byte| !self.has(byte) || !other.has(byte))
    }

    pub(super) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte)).copied().unwrap_or_default()
    }

    /// Whether all bytes of a text are in the set.
    pub(super) fn have_all(&self, text: &[u8]) -> bool {
        // Ways out of the loop would cost more than they save, so there is one for four bytes.
        let (fours, rest) = text.as_chunks::<4>();
        fours.iter().all(|four| four.iter().fold(true, |all, byte| all & self.has(*byte)))
            && rest.iter().all(|byte| self.has(*byte))
    }

    /// The same, where `%` is in the set only with two hexadecimal digits behind it.
    pub(super) fn have_all_with_codes(&self, text: &[u8]) -> bool {
        // Mostly there are none.
        if !text.contains(&b'%') && self.have_all(text) {
            return true;
        }
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
