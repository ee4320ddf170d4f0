//! `minUtf16Length`, `maxUtf16Length`, `maxGraphemes` and `maxCodePoints`
//!
//! A text has at most as many units of each kind as it has bytes, so short texts are not counted.

use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use unicode_segmentation::UnicodeSegmentation;

const UTF16: (&str, &str) = ("UTF-16 code unit", "UTF-16 code units");
const GRAPHEMES: (&str, &str) = ("grapheme cluster", "grapheme clusters");
const CODE_POINTS: (&str, &str) = ("code point", "code points");

/// The number of UTF-16 code units.
pub(crate) fn count_utf16(text: &str) -> usize {
    // A character of four bytes is a pair of units, every other one a single unit.
    text.bytes().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum()
}

/// The number of grapheme clusters (UAX #29).
pub(crate) fn count_graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

pub(super) fn not_empty(text: &str) -> Result<(), Fault> {
    if text.is_empty() { Err(Fault::new(Code::SchemaEmpty, "is empty").limit(1, 0)) } else { Ok(()) }
}

pub(super) fn max_utf16(text: &str, most: usize) -> Result<(), Fault> {
    at_most(text, most, count_utf16, UTF16)
}

pub(super) fn max_graphemes(text: &str, most: usize) -> Result<(), Fault> {
    // A cluster has at least one code point, and those are cheap to count.
    if text.len() <= most || text.chars().count() <= most {
        return Ok(());
    }
    at_most(text, most, count_graphemes, GRAPHEMES)
}

pub(super) fn max_code_points(text: &str, most: usize) -> Result<(), Fault> {
    at_most(text, most, |text| text.chars().count(), CODE_POINTS)
}

fn at_most(text: &str, most: usize, count: impl Fn(&str) -> usize, unit: (&str, &str)) -> Result<(), Fault> {
    if text.len() <= most {
        return Ok(());
    }
    let actual = count(text);
    if actual <= most { Ok(()) } else { Err(Fault::more(Code::SchemaTooLong, actual, most, unit)) }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;

    const FAMILY: &str = "👨‍👩‍👧‍👦";

    #[test]
    fn counts_each_unit() {
        for text in ["", "a", "é", "e\u{301}", "日本", "🍎", FAMILY, "สวัสดี", "\u{ffff}\u{10000}"]
        {
            assert_eq!(count_utf16(text), text.encode_utf16().count(), "{text}");
        }
        assert_eq!(count_graphemes(FAMILY), 1);
        assert_eq!(count_graphemes("e\u{301}a"), 2);
    }

    #[test]
    fn an_astral_character_has_two_units() {
        assert_eq!(message(max_utf16("🍎🍎", 4)), "ok");
        assert_eq!(
            message(max_utf16("🍎🍎a", 4)),
            "schema/too-long: has 5 UTF-16 code units, at most 4 are allowed"
        );
        assert_eq!(message(max_code_points("🍎🍎", 2)), "ok");
        assert_eq!(
            message(max_code_points("🍎🍎a", 2)),
            "schema/too-long: has 3 code points, at most 2 are allowed"
        );
    }

    #[test]
    fn a_family_is_one_cluster() {
        let twenty = FAMILY.repeat(20);
        assert_eq!(message(max_graphemes(&twenty, 20)), "ok");
        assert_eq!(
            message(max_graphemes(&format!("{twenty}a"), 20)),
            "schema/too-long: has 21 grapheme clusters, at most 20 are allowed"
        );
    }

    #[test]
    fn only_an_empty_text_is_empty() {
        assert_eq!(message(not_empty("")), "schema/empty: is empty");
        assert_eq!(message(not_empty("a")), "ok");
    }
}
