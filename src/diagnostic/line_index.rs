//! Byte offsets to lines and columns.

use std::ops::Range;

/// The unit in which columns and offsets are counted outside this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Encoding {
    /// Bytes of UTF-8.
    Utf8,
    /// UTF-16 code units: JavaScript's strings and the Language Server Protocol.
    Utf16,
    /// Unicode code points: what most editors show.
    #[default]
    CodePoints,
}

impl Encoding {
    fn measure(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::CodePoints => text.chars().count(),
        }
    }
}

/// A place as people count it: both start at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LineColumn {
    /// Line, from 1. `\n`, `\r\n` and `\r` end a line.
    pub line: u32,
    /// Column, from 1, in the encoding asked for.
    pub column: u32,
}

/// The line starts of one text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// What precedes every [`STRIDE`]th byte: JSON of megabytes in one line, with a finding at each value, would be
    /// counted from its start for each of them.
    marks: Vec<Mark>,
}

/// Bytes between two marks.
const STRIDE: usize = 4096;

/// A place in a text and how much precedes it.
#[derive(Debug, Clone, Copy, Default)]
struct Mark {
    offset: usize,
    code_points: usize,
    utf16: usize,
}

impl Mark {
    fn measure(self, encoding: Encoding) -> usize {
        match encoding {
            Encoding::Utf8 => self.offset,
            Encoding::Utf16 => self.utf16,
            Encoding::CodePoints => self.code_points,
        }
    }

    /// The mark at `offset` of the same text, behind this one.
    fn advance(self, text: &str, offset: usize) -> Self {
        let between = text.get(self.offset..offset).unwrap_or_default();
        Self {
            offset,
            code_points: self.code_points + Encoding::CodePoints.measure(between),
            utf16: self.utf16 + Encoding::Utf16.measure(between),
        }
    }
}

impl LineIndex {
    /// Reads `text` once.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (i, &byte) in bytes.iter().enumerate() {
            let crlf = byte == b'\r' && bytes.get(i + 1) == Some(&b'\n');
            if byte == b'\n' || (byte == b'\r' && !crlf) {
                starts.push(i as u32 + 1);
            }
        }
        let marks = (0..=text.len() / STRIDE).scan(Mark::default(), |mark, i| {
            *mark = mark.advance(text, text.floor_char_boundary(i * STRIDE));
            Some(*mark)
        });
        Self { starts, marks: marks.collect() }
    }

    /// Line and column of a byte offset of the same text. An offset inside a character counts as its start.
    pub fn line_column(&self, text: &str, offset: u32, encoding: Encoding) -> LineColumn {
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line = self.starts.partition_point(|&start| start as usize <= offset);
        let start = self.starts.get(line.saturating_sub(1)).map_or(0, |&s| s as usize);
        let column = if offset - start < STRIDE {
            text.get(start..offset).map_or(0, |before| encoding.measure(before))
        } else {
            self.before(text, offset, encoding) - self.before(text, start, encoding)
        };
        LineColumn { line: line as u32, column: column as u32 + 1 }
    }

    /// The line at a byte offset of the same text, without the line break behind it.
    pub fn line(&self, text: &str, offset: u32) -> Range<usize> {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).map_or(0, |&start| start as usize);
        let end = self.starts.get(line).map_or(text.len(), |&start| start as usize);
        let line = text.get(start..end).unwrap_or_default();
        start..start + line.strip_suffix("\r\n").or(line.strip_suffix(['\r', '\n'])).unwrap_or(line).len()
    }

    /// How much of the text precedes an offset.
    fn before(&self, text: &str, offset: usize, encoding: Encoding) -> usize {
        let mark = self.marks.get(offset / STRIDE).copied().unwrap_or_default();
        mark.measure(encoding) + text.get(mark.offset..offset).map_or(0, |rest| encoding.measure(rest))
    }

    /// A byte offset of the same text in another encoding's units.
    pub fn offset(&self, text: &str, offset: u32, encoding: Encoding) -> u32 {
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        self.before(text, offset, encoding) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_columns_in_each_encoding() {
        let text = "ä日\r\n🍎x\n\ty\rz";
        let index = LineIndex::new(text);
        let at = |needle: &str, encoding| {
            let place = index.line_column(text, text.find(needle).unwrap() as u32, encoding);
            (place.line, place.column)
        };
        assert_eq!(at("日", Encoding::CodePoints), (1, 2));
        assert_eq!(at("日", Encoding::Utf8), (1, 3));
        assert_eq!(at("x", Encoding::CodePoints), (2, 2));
        assert_eq!(at("x", Encoding::Utf16), (2, 3));
        assert_eq!(at("x", Encoding::Utf8), (2, 5));
        assert_eq!(at("y", Encoding::CodePoints), (3, 2));
        assert_eq!(at("z", Encoding::CodePoints), (4, 1));
        assert_eq!(index.offset(text, text.find('x').unwrap() as u32, Encoding::Utf16), 6);
    }

    #[test]
    fn knows_the_line_of_an_offset() {
        let text = "日本\r\nx\n\ry";
        let index = LineIndex::new(text);
        let lines: Vec<_> = [0, 7, 8, 9, 10, 11].iter().map(|&at| index.line(text, at)).collect();
        assert_eq!(lines, [0..6, 0..6, 8..9, 8..9, 10..10, 11..12]);
        assert_eq!(index.line(text, 99), 11..12);
    }

    #[test]
    fn counts_long_lines_as_it_counts_short_ones() {
        let line = "aä日🍎".repeat(STRIDE);
        let text = format!("{line}\n{line}");
        let index = LineIndex::new(&text);
        for (offset, _) in text.char_indices().step_by(997) {
            let start = if offset > line.len() { line.len() + 1 } else { 0 };
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::CodePoints] {
                let found = index.line_column(&text, offset as u32, encoding);
                let measured = |range| encoding.measure(text.get(range).unwrap());
                assert_eq!(found.column as usize, measured(start..offset) + 1, "{offset}");
                let counted = index.offset(&text, offset as u32, encoding) as usize;
                assert_eq!(counted, measured(0..offset), "{offset}");
            }
        }
    }

    #[test]
    fn tolerates_offsets_outside_and_inside_characters() {
        let text = "日";
        let index = LineIndex::new(text);
        assert_eq!(index.line_column(text, 1, Encoding::Utf8).column, 1);
        assert_eq!(index.line_column(text, 99, Encoding::Utf8).column, 4);
    }
}
