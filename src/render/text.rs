//! Text that remembers where its characters come from.
//!
//! Authors assemble JSON by text, so a string made while rendering may mix what the template says (trusted:
//! brackets, quotes and all) with what a user's data say (never trusted). [`Text`] keeps the two apart, range by
//! range, through every operation; the [writer](super::writer) escapes the one and interprets the other.

use crate::json;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// The value of the data that a run of characters came from: its number on the tape of the profile.
pub(crate) type Origin = u32;

/// The origin of characters that may come from the data, of which value is not known: characters made of numbers,
/// for one. It is the number of the data's root.
pub(crate) const SOMEWHERE: Origin = 0;

/// The origin of characters that come from the data of the account, which are the same for all users: this and the
/// number of the value there.
pub(crate) const SHARED: Origin = 1 << 30;

/// Whether characters come from the data of the account.
pub(crate) fn is_shared(origin: Origin) -> bool {
    (SHARED..2 * SHARED).contains(&origin)
}

/// A missing value, by its number in the list of the render.
pub(crate) type HoleId = u32;

#[derive(Clone)]
enum Chars<'p> {
    Borrowed(&'p str),
    Shared(Rc<str>),
}

/// A stretch of characters of one origin, up to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    end: u32,
    source: Source,
}

/// Where characters come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Source {
    /// The value of the data; `None` is the template.
    pub(crate) origin: Option<Origin>,
    /// For characters that stand in the template as they are: their offset there.
    pub(crate) place: Option<u32>,
    /// For JSON that the engine made of a value of the data: that value. Its characters are trusted like those of
    /// the template, but they say what the data say.
    pub(crate) about: Option<Origin>,
    pub(crate) wording: Wording,
}

/// How characters are to be read where they end up in a JSON string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// As they are: in the constant of an expression, `\n` is a backslash and a letter.
    Plain,
    /// They stand outside all tags of the template, so they are JSON already.
    Body,
    /// They are an escape sequence of the template's body, such as `\n`, or what a slice or filter has left of one.
    Escape,
}

impl From<Option<Origin>> for Source {
    fn from(origin: Option<Origin>) -> Self {
        Self { origin, ..Self::TEMPLATE }
    }
}

impl Source {
    pub(crate) const TEMPLATE: Self =
        Self { origin: None, place: None, about: None, wording: Wording::Plain };

    fn of(origin: Option<Origin>) -> Self {
        origin.into()
    }

    /// The source of characters that are made of such ones.
    fn derived(self) -> Self {
        Self { origin: self.data(), place: None, about: None, wording: self.wording }
    }

    /// The value of the data that the characters say something of.
    pub(crate) fn data(self) -> Option<Origin> {
        self.origin.or(self.about)
    }

    /// The source of a character that two took part in: data, if one of them is.
    pub(crate) fn or(self, other: Self) -> Self {
        if self.data().is_some() || other.data().is_none() { self } else { other }
    }

    /// The source of a part: JSON that the engine made is trusted as a whole only.
    fn part(self) -> Self {
        match self.about {
            Some(origin) => Self::of(Some(origin)),
            None => self,
        }
    }

    /// The source of the characters `by` bytes further on.
    fn skip(self, by: usize) -> Self {
        Self { place: self.place.map(|place| place + by as u32), ..self }
    }
}

#[derive(Clone)]
enum Runs {
    One(Source),
    Many(Rc<[Run]>),
}

/// A part of a text that comes from one source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    pub(crate) text: &'t str,
    pub(crate) source: Source,
}

impl Piece<'_> {
    /// Writes the characters into a JSON string. What stands in the body of the template is JSON already; the rest
    /// is text.
    pub(crate) fn escape_into(self, out: &mut String) {
        match self.source.wording {
            Wording::Plain => json::text::escape_into(self.text, out),
            Wording::Body | Wording::Escape => json::text::mend_into(self.text, out),
        }
    }

    /// Whether this is an escape sequence of the template's body.
    pub(crate) fn is_escape(self) -> bool {
        self.source.wording == Wording::Escape
    }

    /// Whether this was an escape sequence, and a slice or filter has broken it.
    pub(crate) fn is_broken_escape(self) -> bool {
        self.is_escape() && json::text::escape_len(self.text) != Some(self.text.len())
    }

    /// The bytes in `range`, of the same source.
    pub(crate) fn slice(self, range: Range<usize>) -> Self {
        let text = self.text.get(range.clone()).unwrap_or_default();
        Self { text, source: self.source.skip(range.start) }
    }
}

/// A string with the origin of each of its parts.
#[derive(Clone)]
pub(crate) struct Text<'p> {
    chars: Chars<'p>,
    runs: Runs,
    hole: Option<HoleId>,
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No characters: they may be an attribute's value.
        write!(f, "Text({} bytes)", self.as_str().len())
    }
}

impl<'p> Text<'p> {
    /// Characters of the template.
    pub(crate) fn template(text: &'p str) -> Self {
        Self { chars: Chars::Borrowed(text), runs: Runs::One(Source::TEMPLATE), hole: None }
    }

    /// Characters of the template, with their offset in it.
    pub(crate) fn literal(text: &'p str, place: u32) -> Self {
        let source = Source { place: Some(place), ..Source::TEMPLATE };
        Self { chars: Chars::Borrowed(text), runs: Runs::One(source), hole: None }
    }

    /// Characters that the engine made: numbers, names of months, digests.
    pub(crate) fn made(text: impl Into<Rc<str>>) -> Self {
        Self { chars: Chars::Shared(text.into()), runs: Runs::One(Source::TEMPLATE), hole: None }
    }

    /// Finished JSON that the engine made of a value; `about` is the data it holds, if it holds any.
    pub(crate) fn encoded(json: impl Into<Rc<str>>, about: Option<Origin>) -> Self {
        let source = Source { about, ..Source::TEMPLATE };
        Self { chars: Chars::Shared(json.into()), runs: Runs::One(source), hole: None }
    }

    /// Characters of the user's data.
    pub(crate) fn data(text: &'p str, origin: Origin) -> Self {
        Self { chars: Chars::Borrowed(text), runs: Runs::One(Source::of(Some(origin))), hole: None }
    }

    /// New characters that are as little trusted as `source`: digests, encodings and other whole-text changes.
    pub(crate) fn derived(text: impl Into<Rc<str>>, source: &Self) -> Self {
        Self {
            chars: Chars::Shared(text.into()),
            runs: Runs::One(Source::of(source.first_data())),
            hole: source.hole,
        }
    }

    /// Nothing, because a value was missing.
    pub(crate) fn hole(hole: HoleId) -> Self {
        Self { chars: Chars::Borrowed(""), runs: Runs::One(Source::TEMPLATE), hole: Some(hole) }
    }

    /// The characters.
    pub(crate) fn as_str(&self) -> &str {
        match &self.chars {
            Chars::Borrowed(text) => text,
            Chars::Shared(text) => text,
        }
    }

    /// The bytes that the text takes, for counting: its characters and what is known of their sources.
    pub(crate) fn weight(&self) -> usize {
        let runs = match &self.runs {
            Runs::One(_) => 0,
            Runs::Many(runs) => runs.len(),
        };
        self.as_str().len() + runs * size_of::<Run>()
    }

    /// The missing value that took part in making this text, if one did.
    pub(crate) fn missing(&self) -> Option<HoleId> {
        self.hole
    }

    /// The same characters, with a missing value that took part.
    pub(crate) fn with_hole(mut self, hole: Option<HoleId>) -> Self {
        self.hole = self.hole.or(hole);
        self
    }

    /// The first origin in data.
    pub(crate) fn first_data(&self) -> Option<Origin> {
        match &self.runs {
            Runs::One(source) => source.data(),
            Runs::Many(runs) => runs.iter().find_map(|run| run.source.data()),
        }
    }

    /// The parts of one origin each, in order, for making other texts of them: JSON that the engine made counts as the
    /// data that it holds.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&str, Source)> {
        self.pieces().map(|piece| (piece.text, piece.source.derived()))
    }

    /// The parts of one source each, in order.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let text = self.as_str();
        match &self.runs {
            Runs::One(source) => Pieces::One((!text.is_empty()).then_some((text, *source))),
            Runs::Many(runs) => Pieces::Many { text, runs, start: 0 },
        }
    }

    /// The characters, each with its source.
    pub(crate) fn chars(&self) -> impl Iterator<Item = (char, Source)> {
        self.parts().flat_map(|(text, source)| text.chars().map(move |char| (char, source)))
    }

    /// The bytes in `range`, which must lie on character boundaries.
    pub(crate) fn slice(&self, range: Range<usize>) -> Self {
        let Some(part) = self.as_str().get(range.clone()).filter(|part| !part.is_empty()) else {
            return Self { chars: Chars::Borrowed(""), runs: Runs::One(Source::TEMPLATE), hole: self.hole };
        };
        if part.len() == self.as_str().len() {
            return self.clone();
        }
        let runs = match &self.runs {
            Runs::One(source) => Runs::One(source.part().skip(range.start)),
            Runs::Many(runs) => Runs::Many(cut(runs, &range)),
        };
        let chars = match &self.chars {
            Chars::Borrowed(text) => Chars::Borrowed(text.get(range).unwrap_or_default()),
            Chars::Shared(_) => Chars::Shared(part.into()),
        };
        Self { chars, runs, hole: self.hole }
    }

    /// Each part changed on its own: for changes that work character by character.
    pub(crate) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        let mut builder = TextBuilder::default();
        for (part, source) in self.parts() {
            builder.push(&change(part), source);
        }
        builder.finish().with_hole(self.hole)
    }

    /// Every occurrence of `from` replaced, `limit` of them at most. The replacement keeps its own origins, but what
    /// takes the place of data is data: otherwise a user's text would choose where brackets and quotes stand.
    pub(crate) fn replace(&self, from: &str, to: &Text<'_>, limit: usize) -> Self {
        let text = self.as_str();
        let mut builder = TextBuilder::default();
        let mut done = 0;
        for (at, _) in text.match_indices(from).take(limit) {
            builder.push_range(self, done..at);
            match self.slice(at..at + from.len()).first_data() {
                Some(origin) => {
                    builder.push(to.as_str(), Some(origin));
                    builder.note_hole(to.hole);
                }
                None => builder.push_text(to),
            }
            done = at + from.len();
        }
        builder.push_range(self, done..text.len());
        builder.finish().with_hole(self.hole)
    }
}

fn cut(runs: &[Run], range: &Range<usize>) -> Rc<[Run]> {
    let first = runs.partition_point(|run| run.end as usize <= range.start);
    let mut start = first.checked_sub(1).and_then(|i| runs.get(i)).map_or(0, |run| run.end as usize);
    let mut kept = Vec::new();
    for run in runs.iter().skip(first) {
        let end = (run.end as usize).min(range.end) as u32 - range.start as u32;
        let source = run.source.part();
        kept.push(Run { end, source: source.skip(range.start.saturating_sub(start)) });
        start = run.end as usize;
        if run.end as usize >= range.end {
            break;
        }
    }
    kept.into()
}

enum Pieces<'t> {
    One(Option<(&'t str, Source)>),
    Many { text: &'t str, runs: &'t [Run], start: usize },
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        let (text, source) = match self {
            Self::One(part) => part.take()?,
            Self::Many { text, runs, start } => {
                let (run, rest) = runs.split_first()?;
                let part = text.get(*start..run.end as usize).unwrap_or_default();
                *start = run.end as usize;
                *runs = rest;
                (part, run.source)
            }
        };
        Some(Piece { text, source })
    }
}

/// From so many runs on, places in the template are given up where that saves a run: a text built by a loop would
/// otherwise take many times the memory of its characters.
const MANY_RUNS: usize = 256;

/// Joins parts into a [`Text`].
#[derive(Default)]
pub(crate) struct TextBuilder {
    buffer: String,
    runs: Vec<Run>,
    hole: Option<HoleId>,
}

impl TextBuilder {
    /// The bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Appends characters of one source.
    pub(crate) fn push(&mut self, text: &str, source: impl Into<Source>) {
        if !text.is_empty() {
            self.push_from(text, source.into());
        }
    }

    /// Appends one character.
    pub(crate) fn push_char(&mut self, char: char, source: impl Into<Source>) {
        self.push_from(char.encode_utf8(&mut [0; 4]), source.into());
    }

    /// Appends characters that stand outside all tags of the template, with their offset in it.
    pub(crate) fn push_body(&mut self, text: &str, place: Option<u32>) {
        let source = Source { place, wording: Wording::Body, ..Source::TEMPLATE };
        let mut done = 0;
        for escape in json::text::escapes(text) {
            let before = text.get(done..escape.start).unwrap_or_default();
            self.push(before, source.skip(done));
            done = escape.end;
            let source = Source { wording: Wording::Escape, ..source.skip(escape.start) };
            self.push(text.get(escape).unwrap_or_default(), source);
        }
        self.push(text.get(done..).unwrap_or_default(), source.skip(done));
    }

    /// The bytes that a text of the template's body takes.
    pub(crate) fn weight_of_body(text: &str) -> usize {
        text.len() + text.bytes().filter(|byte| *byte == b'\\').count() * 2 * size_of::<Run>()
    }

    fn push_from(&mut self, text: &str, source: Source) {
        let at = self.buffer.len();
        self.buffer.push_str(text);
        let end = self.buffer.len() as u32;
        let start =
            self.runs.len().checked_sub(2).and_then(|i| self.runs.get(i)).map_or(0, |run| run.end as usize);
        let many = self.runs.len() >= MANY_RUNS;
        let is_next_escape = source.wording == Wording::Escape
            && self
                .buffer
                .get(start..at)
                .is_some_and(|last| json::text::escape_len(last) == Some(at - start));
        match self.runs.last_mut() {
            // Each escape sequence is a run, so that one that was broken shows.
            _ if is_next_escape => self.runs.push(Run { end, source }),
            Some(run) if run.source.skip(at - start) == source => run.end = end,
            Some(run)
                if many && (Source { place: None, ..run.source } == Source { place: None, ..source }) =>
            {
                run.source.place = None;
                run.end = end;
            }
            _ => self.runs.push(Run { end, source }),
        }
    }

    /// Appends characters of the template or the engine.
    pub(crate) fn push_template(&mut self, text: &str) {
        self.push(text, None);
    }

    /// Appends a text with its origins and its hole.
    pub(crate) fn push_text(&mut self, text: &Text<'_>) {
        for piece in text.pieces() {
            self.push_piece(piece);
        }
        self.note_hole(text.hole);
    }

    /// Appends a part of a text, of one source.
    pub(crate) fn push_piece(&mut self, piece: Piece<'_>) {
        self.push(piece.text, piece.source);
    }

    /// Appends a part of a text.
    pub(crate) fn push_range(&mut self, text: &Text<'_>, range: Range<usize>) {
        self.push_text(&text.slice(range));
    }

    /// Remembers that a missing value took part.
    pub(crate) fn note_hole(&mut self, hole: Option<HoleId>) {
        self.hole = self.hole.or(hole);
    }

    /// The whole.
    pub(crate) fn finish<'p>(self) -> Text<'p> {
        let runs = match self.runs.as_slice() {
            [] => Runs::One(Source::TEMPLATE),
            [run] => Runs::One(run.source),
            _ => Runs::Many(self.runs.into()),
        };
        Text { chars: Chars::Shared(self.buffer.into()), runs, hole: self.hole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mixed<'p>() -> Text<'p> {
        let mut builder = TextBuilder::default();
        builder.push_template("{\"a\":\"");
        builder.push_text(&Text::data("x\"日", 7));
        builder.push_template("\"}");
        builder.finish()
    }

    fn parts<'t>(text: &'t Text<'_>) -> Vec<(&'t str, Option<Origin>)> {
        text.parts().map(|(part, source)| (part, source.origin)).collect()
    }

    #[test]
    fn keeps_origins_apart() {
        let text = mixed();
        assert_eq!(parts(&text), [("{\"a\":\"", None), ("x\"日", Some(7)), ("\"}", None)]);
        assert_eq!(text.first_data(), Some(7));
        assert!(Text::template("a").first_data().is_none());
    }

    #[test]
    fn slices_keep_origins() {
        let text = mixed();
        assert_eq!(parts(&text.slice(5..8)), [("\"", None), ("x\"", Some(7))]);
        assert_eq!(parts(&text.slice(6..11)), [("x\"日", Some(7))]);
        assert_eq!(parts(&text.slice(0..0)), []);
        assert_eq!(parts(&text.slice(12..13)), [("}", None)]);
    }

    #[test]
    fn places_in_the_template_survive_slices_and_joins() {
        let mut builder = TextBuilder::default();
        builder.push_text(&Text::literal("abcdef", 100).slice(2..4));
        builder.push_text(&Text::literal("abcdef", 100).slice(4..6));
        builder.push_text(&Text::literal("abcdef", 100).slice(0..1));
        let text = builder.finish();
        let places: Vec<_> = text.pieces().map(|piece| (piece.text.to_owned(), piece.source.place)).collect();
        assert_eq!(places, [("cdef".to_owned(), Some(102)), ("a".to_owned(), Some(100))]);
        let tail = text.slice(3..5);
        let places: Vec<_> = tail.pieces().map(|piece| (piece.text.to_owned(), piece.source.place)).collect();
        assert_eq!(places, [("f".to_owned(), Some(105)), ("a".to_owned(), Some(100))]);
    }

    #[test]
    fn replacing_keeps_the_origins_of_both() {
        let text = mixed().replace("\"", &Text::data("''", 9), 2);
        assert_eq!(text.as_str(), "{''a'':\"x\"日\"}");
        assert_eq!(
            parts(&text),
            [
                ("{", None),
                ("''", Some(9)),
                ("a", None),
                ("''", Some(9)),
                (":\"", None),
                ("x\"日", Some(7)),
                ("\"}", None)
            ]
        );
        assert_eq!(mixed().map(str::to_uppercase).as_str(), "{\"A\":\"X\"日\"}");
    }
}
