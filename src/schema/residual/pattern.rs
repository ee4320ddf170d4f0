//! Patterns that bytes can decide.

use super::demand::Bytes;
use crate::schema::node::{Pattern, Piece};

/// The bytes with which a text certainly matches a pattern of the form `^[…]*$`, given that the rest of it does.
pub(super) fn class_bytes(pattern: &Pattern) -> Option<Bytes> {
    let [Piece::Class { ranges, negated, min: 0, max: u16::MAX }] = pattern.pieces.pieces() else {
        return None;
    };
    if !pattern.from_start || !pattern.to_end {
        return None;
    }
    let ranges = ranges.ranges();
    let listed = |char: char| ranges.iter().any(|(first, last)| (*first..=*last).contains(&char));
    let ascii = |byte: u8| listed(char::from(byte)) != *negated;
    // An escape stands for a quote, a backslash or a control character.
    let escapes = ascii(b'"') && ascii(b'\\') && (0..0x20).all(ascii);
    let lead = |char: char| {
        let mut bytes = [0; 4];
        char.encode_utf8(&mut bytes);
        bytes.first().copied().unwrap_or_default()
    };
    let leads = |byte: u8| ranges.iter().any(|(first, last)| (lead(*first)..=lead(*last)).contains(&byte));
    Some(Bytes::all_but(|byte| match byte {
        b'\\' => !escapes,
        0..0x80 => !ascii(byte),
        0x80..0xc0 => false,
        // Of the characters that begin with this byte, some may be outside the class.
        _ => !negated || leads(byte),
    }))
}

/// A pattern that demands certain ASCII characters one after the other: `^[UCR][0-9a-f]{32}$`.
#[derive(Debug)]
pub(super) struct Sequence(Box<[(Bytes, usize)]>);

impl Sequence {
    pub(super) fn of(pattern: &Pattern) -> Option<Self> {
        if !pattern.from_start || !pattern.to_end {
            return None;
        }
        let runs = pattern.pieces.pieces().iter().map(|piece| match piece {
            Piece::Class { ranges, negated: false, min, max } if min == max => {
                let ranges = ranges.ranges();
                let listed = |byte: u8| {
                    byte.is_ascii()
                        && ranges.iter().any(|(first, last)| (*first..=*last).contains(&char::from(byte)))
                };
                Some((Bytes::all_but(|byte| byte == b'\\' || !listed(byte)), usize::from(*min)))
            }
            _ => None,
        });
        runs.collect::<Option<Box<[_]>>>().map(Self)
    }

    /// Whether a text certainly matches. With an escape in it, it does not.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        for (bytes, count) in &self.0 {
            let Some((run, behind)) = rest.split_at_checked(*count) else { return false };
            if !bytes.have_all(run) {
                return false;
            }
            rest = behind;
        }
        rest.is_empty()
    }
}
