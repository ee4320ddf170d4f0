//! The lines of a text that a finding points at.

use annotate_snippets::{Annotation, AnnotationKind, Snippet};
use lineplate::Span;
use std::ops::Range;

/// A place with a word about it.
#[derive(Debug, Clone)]
pub(crate) struct Mark<'a> {
    pub(crate) kind: AnnotationKind,
    pub(crate) span: Span,
    pub(crate) label: &'a str,
}

/// A line with more bytes is cut around a mark when it is drawn.
const LONG_LINE: usize = 200;
/// Characters that are marked of a longer place.
const MAX_MARKED: usize = 80;

/// The lines around the marks: in one piece, or a piece for each mark where a line is very long and two marks may
/// be far apart on it.
///
/// `line` gives the number of the line at an offset.
pub(crate) fn snippets<'a>(
    text: &'a str,
    marks: &[Mark<'a>],
    line: impl Fn(u32) -> u32,
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let has_long_line = lines(text, marks).1.split(is_break).any(|line| line.len() > LONG_LINE);
    if has_long_line && marks.len() > 1 {
        return marks.iter().map(|mark| snippet(text, std::slice::from_ref(mark), &line)).collect();
    }
    vec![snippet(text, marks, &line)]
}

fn snippet<'a>(text: &'a str, marks: &[Mark<'a>], line: impl Fn(u32) -> u32) -> Snippet<'a, Annotation<'a>> {
    let (start, source) = lines(text, marks);
    let annotations = marks.iter().map(|mark| {
        let range = first_line(text, mark.span);
        let says_more = !text.get(range.clone()).is_some_and(|marked| marked.contains(mark.label));
        let annotation = mark.kind.span(range.start - start..range.end - start);
        if says_more { annotation.label(mark.label) } else { annotation }
    });
    Snippet::source(source).line_start(line(start as u32) as usize).annotations(annotations)
}

/// All lines from the first to the last mark, and where they start.
fn lines<'a>(text: &'a str, marks: &[Mark<'_>]) -> (usize, &'a str) {
    let ranges = || marks.iter().map(|mark| first_line(text, mark.span));
    let start = ranges().map(|range| line_start(text, range.start)).min().unwrap_or(0);
    let end = ranges().map(|range| line_end(text, range.end)).max().unwrap_or(0);
    (start, text.get(start..end).unwrap_or_default())
}

/// What a span covers on its first line, within the text and on the borders of characters.
fn first_line(text: &str, span: Span) -> Range<usize> {
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).min(text.len()));
    let rest = text.get(start..).unwrap_or_default();
    let longest = rest.char_indices().nth(MAX_MARKED).map_or(text.len(), |(at, _)| start + at);
    start..end.min(line_end(text, start)).min(longest).max(start)
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

fn line_start(text: &str, offset: usize) -> usize {
    text.get(..offset).and_then(|before| before.rfind(is_break)).map_or(0, |at| at + 1)
}

fn line_end(text: &str, offset: usize) -> usize {
    text.get(offset..).and_then(|rest| rest.find(is_break)).map_or(text.len(), |at| offset + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_end_with_their_line_and_on_characters() {
        let text = "日本\r\nx";
        let range = |start, end| first_line(text, Span { start, end });
        assert_eq!(range(0, 9), 0..6);
        assert_eq!(range(1, 4), 0..6);
        assert_eq!(range(8, 9), 8..9);
        assert_eq!(range(9, 9), 9..9);
        assert_eq!(range(70, 80), 9..9);
        assert_eq!((line_start(text, 8), line_end(text, 8), line_end(text, 3)), (8, 9, 6));
    }
}
