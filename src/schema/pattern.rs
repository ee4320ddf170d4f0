//! Matches the patterns that the build script compiled.

use super::node::{Pattern, Piece};

/// A short text that matches.
pub(super) fn example(pattern: &Pattern) -> String {
    let mut text = String::new();
    write_example(pattern.pieces.pieces(), &mut text);
    text
}

fn write_example(pieces: &[Piece], text: &mut String) {
    for piece in pieces {
        match *piece {
            Piece::Class { ranges, negated, min, .. } => {
                let ranges = ranges.ranges();
                let outside =
                    |char: &char| !ranges.iter().any(|(first, last)| (*first..=*last).contains(char));
                let char = if negated {
                    ('a'..='z').chain('0'..='9').find(outside)
                } else {
                    ranges.first().map(|(first, _)| *first)
                };
                text.extend(std::iter::repeat_n(char.unwrap_or_default(), usize::from(min)));
            }
            Piece::Group { alternatives, optional: false } => {
                if let Some(first) = alternatives.alternatives().first() {
                    write_example(first.pieces(), text);
                }
            }
            Piece::Group { .. } => {}
        }
    }
}

/// What is left to match: pieces, and those behind the group that they are in.
struct Rest<'r> {
    pieces: &'static [Piece],
    then: Option<&'r Rest<'r>>,
}

/// Whether the pattern is found in the text.
pub(super) fn matches(pattern: &Pattern, text: &str) -> bool {
    let pieces = pattern.pieces.pieces();
    let mut from = text;
    loop {
        if run(&Rest { pieces, then: None }, from, pattern.to_end) {
            return true;
        }
        let mut chars = from.chars();
        if pattern.from_start || chars.next().is_none() {
            return false;
        }
        from = chars.as_str();
    }
}

fn run(rest: &Rest<'_>, text: &str, to_end: bool) -> bool {
    let Some((piece, pieces)) = rest.pieces.split_first() else {
        return match rest.then {
            Some(then) => run(then, text, to_end),
            None => !to_end || text.is_empty(),
        };
    };
    let behind = Rest { pieces, then: rest.then };
    match *piece {
        Piece::Class { ranges, negated, min, max } => {
            let inside = |char: char| {
                ranges.ranges().iter().any(|(first, last)| (*first..=*last).contains(&char)) != negated
            };
            let (mut count, mut end) = (0, 0);
            for char in text.chars() {
                if count == max || !inside(char) {
                    break;
                }
                // u16::MAX stands for no limit.
                count = count.saturating_add(u16::from(max != u16::MAX || count < min));
                end += char.len_utf8();
            }
            if count < min {
                return false;
            }
            backtrack(&behind, text, end, (min, to_end))
        }
        Piece::Group { alternatives, optional } => {
            let each = alternatives.alternatives().iter();
            each.into_iter()
                .any(|pieces| run(&Rest { pieces: pieces.pieces(), then: Some(&behind) }, text, to_end))
                || (optional && run(&behind, text, to_end))
        }
    }
}

/// Gives back characters, last first, until the rest matches behind them.
fn backtrack(behind: &Rest<'_>, text: &str, end: usize, (min, to_end): (u16, bool)) -> bool {
    let Some((mut taken, _)) = text.split_at_checked(end) else { return false };
    loop {
        let left = text.get(taken.len()..).unwrap_or_default();
        if run(behind, left, to_end) {
            return true;
        }
        let mut chars = taken.chars();
        if chars.next_back().is_none() {
            return false;
        }
        taken = chars.as_str();
        if taken.chars().take(usize::from(min)).count() < usize::from(min) {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::schema::tables;

    #[test]
    fn every_pattern_of_the_schemas_matches_as_written() {
        // The samples that tell the patterns apart; each is tried with each pattern.
        let samples = [
            "",
            "a",
            "#12ab9F",
            "#12ab9F00",
            "#12ab9",
            "#12ab9F0",
            "x#12ab9F",
            "#12ab9Fx",
            "U0123456789abcdef0123456789abcdef",
            "C0123456789abcdef0123456789abcdef",
            "U0123456789abcdef0123456789abcdeF",
            "U0123456789abcdef0123456789abcde",
            "U0123456789abcdef0123456789abcdef0",
            "unit_1",
            "unit-1",
            "a b",
            "日本",
            "\u{e001}",
            "\u{f0001}",
            "🍎",
            "01234567890123456789",
            "012345678901234567890",
            "tour.2026=,+*()%$&;:@{}!?<>[]-",
            "12:34",
            "\n",
        ];
        let mut count = 0;
        while let Some(pattern) = tables::pattern(count) {
            let expected = regex::Regex::new(pattern.text.text()).unwrap();
            for sample in samples {
                assert_eq!(
                    super::matches(pattern, sample),
                    expected.is_match(sample),
                    "{} on {sample:?}",
                    pattern.text.text()
                );
            }
            count += 1;
        }
        assert!(count > 0);
    }
}
