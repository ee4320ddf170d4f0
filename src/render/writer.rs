//! Writing one JSON value, text by text, so that it stays JSON.
//!
//! The writer knows at every byte where in the JSON it is. Text of the template is read: its brackets, quotes and
//! commas mean what they say. Text of the data is only ever written inside strings, escaped. White space outside
//! strings is left out, commas too many are dropped, and whatever would not be JSON is refused at its place.

use super::text::{Origin, Piece, Source, Text};
use super::watch::{self, Sighting, Watch};
use crate::diagnostic::{Code, Span};
use crate::json::{self, MAX_DEPTH};
use crate::template::position::State;
use crate::template::program::{Container, Ready};

/// Why something cannot be written here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slip {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) hint: Option<&'static str>,
    /// Offset in the template.
    pub(crate) place: u32,
    /// How many bytes there it is about.
    pub(crate) width: u32,
    /// The value of the data that cannot stand here.
    pub(crate) origin: Option<Origin>,
}

type Result<T> = std::result::Result<T, Box<Slip>>;

/// Where in the template a text stands: literal text byte by byte, a made text as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Literal(u32),
    Whole(Span, Option<Origin>),
}

impl Place {
    fn span(self, offset: usize) -> Span {
        match self {
            Self::Literal(_) => Span { start: self.at(offset), end: self.at(offset) + 1 },
            Self::Whole(span, _) => span,
        }
    }

    fn at(self, offset: usize) -> u32 {
        match self {
            Self::Literal(start) => start + offset as u32,
            Self::Whole(span, _) => span.start,
        }
    }
}

/// Which part of the template wrote the bytes of the payload from `out` on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) out: u32,
    pub(crate) by: Author,
}

impl Mark {
    /// With the value of the data in place of what a recorder put there.
    pub(crate) fn traced(self, recorder: &super::recorder::Recorder) -> Self {
        match self.by {
            Author::Placeholder { span, origin } => {
                let origin = origin.map(|origin| recorder.source(origin).0);
                Self { by: Author::Placeholder { span, origin }, ..self }
            }
            Author::Literal(_) => self,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Author {
    /// Literal text, byte for byte from this offset.
    Literal(u32),
    /// A placeholder, with the data that it took the characters from.
    Placeholder { span: Span, origin: Option<Origin> },
}

/// The state of a JSON text that is being written.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    out: String,
    state: State,
    stack: Vec<Container>,
    /// The lowest number of open containers so far.
    low: usize,
    /// Where the comma stands that is still to be written.
    comma: Span,
    /// Where in `out` the number or word begins that is being written.
    scalar: usize,
    /// Where in the template it stands.
    scalar_place: Span,
    /// Whether it began before this writer was resumed, so that only a part of it is known.
    scalar_is_partial: bool,
    /// Where in `out` a number or word begins that a placeholder wrote last and that text may go on.
    glue: Option<usize>,
    max: usize,
    dropped: Vec<Span>,
    marks: Option<Vec<Mark>>,
    muted: bool,
    watch: Watch,
    sighting: Option<Sighting>,
    /// Whether an escape spells a letter of the word that cancels a message.
    spells_letters: bool,
}

impl Writer {
    /// A writer at the start of a value.
    pub(crate) fn new(max: usize, trace: bool) -> Self {
        Self::resume(State::Value, Vec::new(), max, trace)
    }

    /// A writer that goes on in the middle.
    pub(crate) fn resume(state: State, stack: Vec<Container>, max: usize, trace: bool) -> Self {
        Self {
            out: String::new(),
            state,
            low: stack.len(),
            stack,
            comma: Span::default(),
            scalar: 0,
            scalar_place: Span::default(),
            scalar_is_partial: state == State::Scalar,
            glue: None,
            max,
            dropped: Vec::new(),
            marks: trace.then(Vec::new),
            muted: false,
            watch: Watch::default(),
            sighting: None,
            spells_letters: false,
        }
    }

    /// Writes nothing more: the message is not sent, so what follows does not matter.
    pub(crate) fn mute(&mut self) {
        self.muted = true;
    }

    /// The bytes written so far.
    pub(crate) fn len(&self) -> usize {
        self.out.len()
    }

    /// What was written from this byte on.
    pub(crate) fn written(&self, from: usize) -> &str {
        self.out.get(from..).unwrap_or_default()
    }

    /// The word that cancels a message, if it was seen since the last call.
    pub(crate) fn take_sighting(&mut self) -> Option<Sighting> {
        self.sighting.take()
    }

    /// Notes that the word was seen. Behind the template's own nothing more is written.
    pub(crate) fn sight(&mut self, sighting: Option<Sighting>) {
        if sighting == Some(Sighting::Template) {
            self.muted = true;
            self.sighting = sighting;
        } else {
            self.sighting = self.sighting.or(sighting);
        }
    }

    fn see(&mut self, piece: Piece<'_>) {
        let seen = self.watch.see(piece.text, piece.source.data());
        self.sight(seen);
    }

    /// Whether an escape spells a letter of the word that cancels a message, so that the whole must be looked at.
    pub(crate) fn spells_letters(&self) -> bool {
        self.spells_letters
    }

    pub(crate) fn state(&self) -> State {
        self.state
    }

    pub(crate) fn depth(&self) -> usize {
        self.stack.len()
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.muted
    }

    pub(crate) fn stack(&self) -> &[Container] {
        &self.stack
    }

    /// Whether the next text goes into a string or a key.
    pub(crate) fn in_string(&self) -> bool {
        matches!(self.state, State::Text | State::Key)
    }

    /// The places in the template of the commas that were dropped.
    pub(crate) fn dropped(&self) -> &[Span] {
        &self.dropped
    }

    fn slip<T>(code: Code, place: u32, message: impl Into<String>, hint: Option<&'static str>) -> Result<T> {
        Err(Box::new(Slip { code, message: message.into(), hint, place, width: 1, origin: None }))
    }

    fn syntax<T>(place: u32, message: impl Into<String>) -> Result<T> {
        Self::slip(Code::JsonSyntax, place, message, None)
    }

    fn mark(&mut self, place: Place, offset: usize) {
        let out = self.out.len() as u32;
        let Some(marks) = &mut self.marks else { return };
        let by = match place {
            Place::Literal(start) => Author::Literal(start + offset as u32),
            Place::Whole(span, origin) => Author::Placeholder { span, origin },
        };
        push_mark(marks, Mark { out, by });
    }

    fn check_size(&self, place: u32) -> Result<()> {
        if self.out.len() <= self.max {
            return Ok(());
        }
        let message = format!("the payload grows beyond {} bytes", self.max);
        Self::slip(
            Code::LimitOutput,
            place,
            message,
            Some("LINE takes 2 MB at most; the limit is `--max-output`"),
        )
    }

    /// Reads literal text, which does not hold the whole word that cancels a message.
    pub(crate) fn literal(&mut self, text: &str, start: u32) -> Result<()> {
        let seen = self.watch.see_part(text);
        self.sight(seen);
        self.read(text, Place::Literal(start))
    }

    /// Reads text of the template.
    pub(crate) fn read(&mut self, text: &str, place: Place) -> Result<()> {
        if self.muted {
            return Ok(());
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = match self.state {
                State::Text | State::Key => self.read_string(text, at, place)?,
                State::Escape(left) | State::KeyEscape(left) => self.read_escape(byte, left, at, place)?,
                State::Scalar if is_scalar(byte) => {
                    self.mark(place, at);
                    self.out.push(char::from(byte));
                    self.scalar_place = self.scalar_place.to(place.span(at));
                    at + 1
                }
                State::Scalar => {
                    self.close_scalar()?;
                    at
                }
                _ => self.read_structure(text, byte, at, place)?,
            };
        }
        self.check_size(place.at(0))
    }

    fn read_string(&mut self, text: &str, at: usize, place: Place) -> Result<usize> {
        let rest = text.get(at..).unwrap_or_default();
        let run = rest.bytes().position(|b| b < 0x20 || b == b'"' || b == b'\\').unwrap_or(rest.len());
        self.mark(place, at);
        self.out.push_str(rest.get(..run).unwrap_or_default());
        match rest.as_bytes().get(run) {
            None => {}
            Some(b'"') => {
                self.out.push('"');
                self.state = if self.state == State::Key { State::Colon } else { self.behind_value() };
            }
            Some(b'\\') => {
                self.out.push('\\');
                self.state = if self.state == State::Key { State::KeyEscape(0) } else { State::Escape(0) };
            }
            Some(_) => {
                return Self::slip(
                    Code::JsonSyntax,
                    place.at(at + run),
                    "a line break or control character stands unescaped in a string",
                    Some("write a line break as \\n"),
                );
            }
        }
        Ok((at + run + 1).min(text.len()))
    }

    fn read_escape(&mut self, byte: u8, left: u8, at: usize, place: Place) -> Result<usize> {
        let left = match (left, byte) {
            (0, b'u') => 4,
            (0, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            (1.., b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F') => left - 1,
            (0, _) => {
                let hint = Some("a backslash is written \\\\");
                return Self::slip(Code::JsonSyntax, place.at(at), "unknown escape in a string", hint);
            }
            _ => return Self::syntax(place.at(at), "four hexadecimal digits follow \\u"),
        };
        self.mark(place, at);
        self.out.push(char::from(byte));
        if left == 0 && byte.is_ascii_hexdigit() {
            let unit = self.out.len().checked_sub(4).and_then(|start| self.out.get(start..));
            self.spells_letters |= unit.is_some_and(watch::is_letter);
        }
        self.state = match (self.state, left) {
            (State::KeyEscape(_), 0) => State::Key,
            (State::KeyEscape(_), left) => State::KeyEscape(left),
            (_, 0) => State::Text,
            (_, left) => State::Escape(left),
        };
        Ok(at + 1)
    }

    fn read_structure(&mut self, text: &str, byte: u8, at: usize, place: Place) -> Result<usize> {
        let here = place.at(at);
        match byte {
            b' ' | b'\n' | b'\r' | b'\t' => {}
            b',' => self.read_comma(place.span(at))?,
            b']' => self.close(Container::Array, here)?,
            b'}' => self.close(Container::Object, here)?,
            b'{' | b'[' => {
                self.begin_value(here)?;
                if self.stack.len() >= MAX_DEPTH {
                    let message = format!("arrays and objects are nested deeper than {MAX_DEPTH}");
                    return Self::slip(Code::JsonDepth, here, message, None);
                }
                self.mark(place, at);
                self.out.push(char::from(byte));
                let container = if byte == b'{' { Container::Object } else { Container::Array };
                self.stack.push(container);
                self.state = if byte == b'{' { State::ObjectStart } else { State::ArrayStart };
            }
            b'"' => {
                let key = self.begin_string(here)?;
                self.mark(place, at);
                self.out.push('"');
                self.state = if key { State::Key } else { State::Text };
            }
            b':' if self.state == State::Colon => {
                self.out.push(':');
                self.state = State::Value;
            }
            b':' => {
                let hint = match self.state {
                    State::ObjectStart | State::MemberComma | State::Member => {
                        Some("a key stands in double quotes")
                    }
                    _ => None,
                };
                let message = format!("unexpected colon {}", self.state.describe());
                return Self::slip(Code::JsonSyntax, here, message, hint);
            }
            _ if is_scalar(byte) => match self.glue.take() {
                Some(start) => {
                    self.scalar = start;
                    self.state = State::Scalar;
                    return Ok(at);
                }
                None => {
                    self.begin_value(here)?;
                    self.scalar = self.out.len();
                    self.scalar_place = place.span(at);
                    self.state = State::Scalar;
                    return Ok(at);
                }
            },
            _ => {
                let char = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
                let hint = match char {
                    '“' | '”' | '„' | '‘' | '’' => Some("typographic quotes are not JSON; use \""),
                    '\'' => Some("JSON takes double quotes only"),
                    '、' | '，' => Some("full-width punctuation is not JSON; use a comma"),
                    _ => None,
                };
                let message = format!("`{char}` cannot stand {} in JSON", self.state.describe());
                let width = char.len_utf8() as u32;
                return Err(Box::new(Slip {
                    code: Code::JsonSyntax,
                    message,
                    hint,
                    place: here,
                    width,
                    origin: None,
                }));
            }
        }
        self.glue = None;
        Ok(at + 1)
    }

    fn read_comma(&mut self, comma: Span) -> Result<()> {
        let here = comma.start;
        match self.state {
            State::Item => self.state = State::ItemComma,
            State::Member => self.state = State::MemberComma,
            State::ItemComma | State::MemberComma | State::ArrayStart | State::ObjectStart => {
                self.dropped.push(comma);
                return Ok(());
            }
            State::Value => return Self::syntax(here, "a value is missing before this comma"),
            _ => return Self::syntax(here, format!("unexpected comma {}", self.state.describe())),
        }
        self.comma = comma;
        Ok(())
    }

    fn close(&mut self, container: Container, here: u32) -> Result<()> {
        let (start, between, comma, bracket) = match container {
            Container::Array => (State::ArrayStart, State::Item, State::ItemComma, ']'),
            Container::Object => (State::ObjectStart, State::Member, State::MemberComma, '}'),
        };
        if self.state == comma {
            self.dropped.push(self.comma);
        } else if self.state == State::Value && self.stack.last() == Some(&container) {
            return Self::syntax(here, format!("a value is missing before this `{bracket}`"));
        } else if self.state != start && self.state != between {
            return Self::syntax(here, format!("unexpected `{bracket}` {}", self.state.describe()));
        }
        self.out.push(bracket);
        self.stack.pop();
        self.low = self.low.min(self.stack.len());
        self.state = self.behind_value();
        Ok(())
    }

    fn behind_value(&self) -> State {
        State::behind_value(self.stack.last().copied())
    }

    /// Makes room for a value, with the comma before it.
    fn begin_value(&mut self, here: u32) -> Result<()> {
        match self.state {
            State::Value | State::ArrayStart => Ok(()),
            State::ItemComma => {
                self.write_comma();
                Ok(())
            }
            State::Item => Self::slip(
                Code::JsonMissingComma,
                here,
                "a comma is missing between two items of this array",
                Some("in a loop: `{% if not loop.last %},{% endif %}`"),
            ),
            State::ObjectStart | State::MemberComma => {
                Self::syntax(here, "a key in double quotes is expected here")
            }
            State::Member => {
                let message = "two values stand side by side where one must stand";
                Self::slip(
                    Code::JsonSyntax,
                    here,
                    message,
                    Some("between two members stand a comma and a key"),
                )
            }
            State::Colon => Self::syntax(here, "a colon is missing between the key and its value"),
            State::End => Self::syntax(here, "unexpected text behind the end of the JSON value"),
            _ => Self::syntax(here, format!("unexpected value {}", self.state.describe())),
        }
    }

    fn write_comma(&mut self) {
        let place = Place::Literal(self.comma.start);
        self.mark(place, 0);
        self.out.push(',');
    }

    /// Makes room for a string; whether it is a key.
    fn begin_string(&mut self, here: u32) -> Result<bool> {
        match self.state {
            State::ObjectStart => Ok(true),
            State::MemberComma => {
                self.write_comma();
                Ok(true)
            }
            State::Member => Self::slip(
                Code::JsonMissingComma,
                here,
                "a comma is missing between two members of this object",
                None,
            ),
            _ => self.begin_value(here).map(|()| false),
        }
    }

    fn close_scalar(&mut self) -> Result<()> {
        let scalar = self.out.get(self.scalar..).unwrap_or_default();
        if std::mem::take(&mut self.scalar_is_partial) {
            self.state = self.behind_value();
            return Ok(());
        }
        let is_json = json::Document::parse(scalar).is_ok();
        if !is_json {
            let hint = match scalar {
                "True" | "False" | "None" => Some("Python's words are not JSON: use `|tojson`"),
                _ => Some("a text stands in double quotes"),
            };
            return Err(Box::new(Slip {
                code: Code::JsonSyntax,
                message: "this is neither a number nor true, false or null".to_owned(),
                hint,
                place: self.scalar_place.start,
                width: self.scalar_place.end - self.scalar_place.start,
                origin: None,
            }));
        }
        self.state = self.behind_value();
        Ok(())
    }

    /// Writes prepared bytes. `base` is where their literal starts in the template.
    pub(crate) fn ready(&mut self, ready: &Ready, base: u32) -> Result<()> {
        let seen = self.watch.see_part(&ready.json);
        self.sight(seen);
        if self.muted {
            return Ok(());
        }
        if let Some(marks) = &mut self.marks {
            let out = self.out.len() as u32;
            for &(json, literal) in &ready.map {
                push_mark(marks, Mark { out: out + json, by: Author::Literal(base + literal) });
            }
        }
        self.out.push_str(&ready.json);
        let kept = self.stack.len().saturating_sub(ready.pops as usize);
        self.stack.truncate(kept);
        self.stack.extend_from_slice(&ready.pushes);
        self.state = ready.state;
        self.spells_letters |= ready.spells_letters;
        self.scalar = self.out.len().saturating_sub(ready.open_scalar as usize);
        let start = base + ready.scalar_place;
        self.scalar_place = Span { start, end: start + ready.open_scalar };
        self.glue = None;
        if let Some(comma) = ready.pending_comma {
            self.comma = Span { start: base + comma, end: base + comma + 1 };
        }
        self.dropped
            .extend(ready.dropped.iter().map(|offset| Span { start: base + offset, end: base + offset + 1 }));
        self.check_size(base)
    }

    /// Writes a text inside a string or a key, whoever made it.
    pub(crate) fn string_part(&mut self, text: &Text<'_>, span: Span) -> Result<()> {
        for piece in text.pieces() {
            self.see(piece);
            if self.muted {
                return Ok(());
            }
            Self::refuse_broken_escape(piece, span)?;
            let start = self.out.len();
            self.mark_placeholder(span, piece.source.data());
            piece.escape_into(&mut self.out);
            self.spells_letters |= piece.is_escape() && piece.text.get(2..).is_some_and(watch::is_letter);
            let is_plain = self.out.len() - start == piece.text.len();
            if let (Some(place), Some(marks), true) = (piece.source.place, &mut self.marks, is_plain)
                && let Some(mark) = marks.last_mut().filter(|mark| mark.out == start as u32)
            {
                mark.by = Author::Literal(place);
            }
        }
        if text.as_str().is_empty() {
            self.mark_placeholder(span, text.first_data());
        }
        self.check_size(span.start)
    }

    /// Half an escape sequence would show as letters, or spoil what stands behind it.
    fn refuse_broken_escape(piece: Piece<'_>, span: Span) -> Result<()> {
        if !piece.is_broken_escape() {
            return Ok(());
        }
        Self::slip(Code::JsonBrokenEscape, span.start, BROKEN_ESCAPE, Some(BROKEN_ESCAPE_HINT))
    }

    fn mark_placeholder(&mut self, span: Span, origin: Option<Origin>) {
        let out = self.out.len() as u32;
        if let Some(marks) = &mut self.marks {
            push_mark(marks, Mark { out, by: Author::Placeholder { span, origin } });
        }
    }

    /// Writes a text where a value or structure stands: what the template made is read, what comes from data may
    /// only stand inside strings.
    pub(crate) fn structure(&mut self, text: &Text<'_>, span: Span) -> Result<()> {
        for piece in text.pieces() {
            self.see(piece);
            if self.muted {
                return Ok(());
            }
            Self::refuse_broken_escape(piece, span)?;
            let Source { origin, place, about, .. } = piece.source;
            match (origin, self.state) {
                (None, _) => {
                    self.read(piece.text, place.map_or(Place::Whole(span, about), Place::Literal))?;
                }
                (Some(_), State::Text | State::Key) => {
                    self.mark_placeholder(span, origin);
                    piece.escape_into(&mut self.out);
                }
                (Some(_), State::Escape(_) | State::KeyEscape(_)) => {
                    return Self::syntax(span.start, "data stands in the middle of an escape sequence");
                }
                (Some(_), _) => {
                    return Err(Box::new(Slip {
                        code: Code::JsonBareText,
                        message: "text from data stands where a JSON value must stand".to_owned(),
                        hint: Some("put the placeholder in double quotes"),
                        place: span.start,
                        width: 1,
                        origin,
                    }));
                }
            }
        }
        self.check_size(span.start)
    }

    /// Writes a whole value that is JSON already; a scalar may be continued by the text that follows.
    pub(crate) fn value(&mut self, json: &str, span: Span) -> Result<()> {
        self.watch.interrupt();
        if self.muted {
            return Ok(());
        }
        if self.state == State::Scalar {
            self.out.push_str(json);
            self.scalar_place = self.scalar_place.to(span);
            return self.check_size(span.start);
        }
        self.begin_value(span.start)?;
        self.mark_placeholder(span, None);
        let start = self.out.len();
        self.out.push_str(json);
        self.state = self.behind_value();
        self.glue = json.bytes().all(is_scalar).then_some(start);
        self.scalar_place = span;
        self.check_size(span.start)
    }

    /// The end of the value.
    pub(crate) fn finish(&mut self, end: u32) -> Result<()> {
        if self.muted {
            return Ok(());
        }
        if self.state == State::Scalar {
            self.close_scalar()?;
        }
        match self.state {
            State::End => Ok(()),
            State::Value if self.out.is_empty() => Self::syntax(end, "the template writes no JSON"),
            state => {
                let message = format!("the JSON is not finished: the template ends {}", state.describe());
                Self::syntax(end, message)
            }
        }
    }

    /// The bytes written and who wrote them.
    pub(crate) fn into_parts(self) -> (String, Vec<Mark>) {
        (self.out, self.marks.unwrap_or_default())
    }

    /// What this writer, resumed at some state, has done so far.
    pub(crate) fn into_ready(self, entry_depth: usize, base: u32) -> Ready {
        let map = self.marks.unwrap_or_default().into_iter().filter_map(|mark| match mark.by {
            Author::Literal(offset) => Some((mark.out, offset.saturating_sub(base))),
            Author::Placeholder { .. } => None,
        });
        Ready {
            pops: (entry_depth - self.low) as u32,
            pushes: self.stack.get(self.low..).unwrap_or_default().into(),
            state: self.state,
            open_scalar: if self.state == State::Scalar { (self.out.len() - self.scalar) as u32 } else { 0 },
            scalar_place: self.scalar_place.start.saturating_sub(base),
            map: map.collect(),
            pending_comma: matches!(self.state, State::ItemComma | State::MemberComma)
                .then(|| self.comma.start.saturating_sub(base)),
            dropped: self.dropped.iter().map(|comma| comma.start.saturating_sub(base)).collect(),
            spells_letters: self.spells_letters,
            json: self.out.into(),
        }
    }
}

/// What is said of half an escape sequence.
pub(crate) const BROKEN_ESCAPE: &str =
    "an escape sequence of the template was cut or changed by a filter, slice or method";
pub(crate) const BROKEN_ESCAPE_HINT: &str =
    "put the text into a constant, where `'\\n'` is one character: `{% set text = 'a\\nb' %}`";

fn push_mark(marks: &mut Vec<Mark>, mark: Mark) {
    if let (Some(last), Author::Literal(offset)) = (marks.last(), mark.by)
        && let Author::Literal(start) = last.by
        && offset.wrapping_sub(start) == mark.out - last.out
    {
        return;
    }
    match marks.last_mut() {
        Some(last) if last.out == mark.out && matches!(last.by, Author::Literal(_)) => last.by = mark.by,
        Some(last) if last.by == mark.by && matches!(mark.by, Author::Placeholder { .. }) => {}
        _ => marks.push(mark),
    }
}

fn is_scalar(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'+' | b'-' | b'.' | b'_')
}
