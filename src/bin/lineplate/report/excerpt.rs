//! The lines of a text that a finding points at.

use super::Findings;
use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};
use lineplate::Span;
use std::ops::Range;

/// A place with a word about it.
#[derive(Debug, Clone)]
pub(crate) struct Mark<'a> {
    pub(crate) kind: AnnotationKind,
    pub(crate) span: Span,
    pub(crate) label: &'a str,
}

/// A line with more bytes is cut around a mark.
const LONG_LINE: usize = 200;
/// Bytes from the first to the last mark that are shown in one piece.
const FAR_APART: usize = 10_000;
/// Characters that are marked of a longer place.
const MAX_MARKED: usize = 80;
/// Characters on each side of the mark that are left of a long line.
const AROUND: usize = 30;

/// The lines around the marks: in one piece, or a piece for each mark where a line is very long or the marks are far
/// apart. Nothing else of the text is looked at: it may be megabytes in one line, with many findings.
pub(crate) fn elements<'a>(findings: &Findings<'a>, marks: &[Mark<'a>]) -> Vec<Element<'a>> {
    let ranges = marks.iter().map(|mark| findings.line(mark.span.start));
    let has_long_line = ranges.clone().any(|line| line.len() > LONG_LINE);
    let start = ranges.clone().map(|line| line.start).min().unwrap_or(0);
    let end = ranges.map(|line| line.end).max().unwrap_or(0);
    if !has_long_line && end - start <= FAR_APART {
        return vec![whole(findings, start..end, marks).into()];
    }
    marks.iter().flat_map(|mark| piece(findings, mark)).collect()
}

/// One mark and the line that it is on.
fn piece<'a>(findings: &Findings<'a>, mark: &Mark<'a>) -> Vec<Element<'a>> {
    let line = findings.line(mark.span.start);
    if line.len() > LONG_LINE {
        let place = findings.place(mark.span.start);
        let origin = Origin::path(findings.file).line(place.line as usize).char_column(place.column as usize);
        return vec![origin.into(), cut(findings, line, mark).into()];
    }
    vec![whole(findings, line, std::slice::from_ref(mark)).into()]
}

/// All of some lines, with the marks on them.
fn whole<'a>(
    findings: &Findings<'a>,
    lines: Range<usize>,
    marks: &[Mark<'a>],
) -> Snippet<'a, Annotation<'a>> {
    let annotations = marks.iter().map(|mark| {
        let range = marked(findings, mark.span);
        annotation(findings.text, mark, &range, range.start - lines.start)
    });
    let first = findings.place(lines.start as u32).line;
    Snippet::source(findings.text.get(lines.clone()).unwrap_or_default())
        .line_start(first as usize)
        .path(findings.file)
        .annotations(annotations)
}

/// What is around a mark on a long line.
fn cut<'a>(findings: &Findings<'a>, line: Range<usize>, mark: &Mark<'a>) -> Snippet<'a, Annotation<'a>> {
    let range = marked(findings, mark.span);
    let part = |range: Range<usize>| findings.text.get(range).unwrap_or_default();
    let before = part(line.start..range.start);
    let start = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let after = part(range.end..line.end);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    let mut source = String::from(if start > 0 { "…" } else { "" });
    source.push_str(before.get(start..).unwrap_or_default());
    let at = source.len();
    source.push_str(part(range.clone()));
    source.push_str(after.get(..end).unwrap_or_default());
    source.push_str(if end < after.len() { "…" } else { "" });
    let first = findings.place(mark.span.start).line;
    Snippet::source(source).line_start(first as usize).annotation(annotation(findings.text, mark, &range, at))
}

/// The annotation of a mark that is shown at an offset.
fn annotation<'a>(text: &str, mark: &Mark<'a>, range: &Range<usize>, at: usize) -> Annotation<'a> {
    let says_more = !text.get(range.clone()).is_some_and(|marked| marked.contains(mark.label));
    let annotation = mark.kind.span(at..at + range.len());
    if says_more { annotation.label(mark.label) } else { annotation }
}

/// What is marked of a place: the start of what it covers on its first line, within the text and on the borders of
/// characters.
fn marked(findings: &Findings<'_>, span: Span) -> Range<usize> {
    let text = findings.text;
    let start = text.floor_char_boundary((span.start as usize).min(text.len()));
    let end = text.ceil_char_boundary((span.end as usize).min(text.len()));
    let line = findings.line(start as u32);
    let start = start.min(line.end);
    let rest = text.get(start..end.min(line.end)).unwrap_or_default();
    let longest = rest.char_indices().nth(MAX_MARKED).map_or(rest.len(), |(at, _)| at);
    start..start + longest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_end_with_their_line_and_on_characters() {
        let findings = Findings::new("", "日本\r\nx");
        let range = |start, end| marked(&findings, Span { start, end });
        assert_eq!(range(0, 9), 0..6);
        assert_eq!(range(1, 4), 0..6);
        assert_eq!(range(7, 9), 6..6);
        assert_eq!(range(8, 9), 8..9);
        assert_eq!(range(9, 9), 9..9);
        assert_eq!(range(70, 80), 9..9);
    }
}
