//! `pattern`

use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::{Pattern, Piece};
use crate::schema::pattern::matches;

pub(super) fn test(pattern: &Pattern, text: &str) -> Result<(), Fault> {
    if matches(pattern, text) {
        return Ok(());
    }
    Err(Fault::new(Code::SchemaPattern, in_words(pattern, text)))
}

/// What a text lacks. A pattern that says which characters may stand in it is told in words, others as they are.
fn in_words(pattern: &Pattern, text: &str) -> String {
    let whole = pattern.from_start && pattern.to_end;
    let [Piece::Class { ranges, negated, max: u16::MAX, .. }] = pattern.pieces.pieces() else {
        return format!("does not match `{}`", pattern.text.text());
    };
    if !whole || text.is_empty() {
        return format!("does not match `{}`", pattern.text.text());
    }
    let ranges = ranges.ranges().iter().map(|(first, last)| {
        if first.is_ascii_graphic() {
            format!("`{first}` to `{last}`")
        } else {
            format!("U+{:04X} to U+{:04X}", u32::from(*first), u32::from(*last))
        }
    });
    let ranges = ranges.collect::<Vec<_>>().join(", ");
    if *negated {
        format!("has characters of {ranges}")
    } else {
        format!("has characters other than {ranges}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::schema::tables;

    #[test]
    fn names_the_form() {
        let pattern =
            (0..).map_while(tables::pattern).find(|pattern| pattern.text.text().starts_with("^U")).unwrap();
        assert_eq!(message(test(pattern, "U0123456789abcdef0123456789abcdef")), "ok");
        assert_eq!(message(test(pattern, "@shop")), "schema/pattern: does not match `^U[0-9a-f]{32}$`");
        let starting = |start: &str| {
            (0..).map_while(tables::pattern).find(|one| one.text.text().starts_with(start)).unwrap()
        };
        let digits = starting("^[0-9]+");
        assert_eq!(message(test(digits, "1a")), "schema/pattern: has characters other than `0` to `9`");
        assert_eq!(message(test(digits, "")), "schema/pattern: does not match `^[0-9]+$`");
        assert_eq!(
            message(test(starting("^[^"), "\u{e001}")),
            "schema/pattern: has characters of U+E000 to U+F8FF, U+F0000 to U+10FFFF"
        );
    }
}
