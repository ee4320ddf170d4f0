//! The tape and its reader.

use super::buffers::Buffers;
use super::builder::Builder;
use super::parse::{self, JsonError};
use super::pointer::{Pointer, Step};
use super::wanted::{Layout, Selection};
use crate::diagnostic::Span;
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The kind of a JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number without fraction and exponent.
    Integer,
    /// Any other number.
    Float,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    /// The name that JSON Schema uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "boolean",
            Self::Integer => "integer",
            Self::Float => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// Where the characters of a string are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Chars {
    /// Between the quotes of the source.
    Source,
    /// In the buffer of unescaped text.
    Decoded { start: u32, end: u32 },
}

/// One entry of the tape. Children follow their parent; `next` is the entry behind the last child.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) next: u32,
    /// Number of items or members; 1 for `true`; of a key the entry of its object plus 1.
    pub(super) count: u32,
    pub(super) chars: Chars,
}

impl Entry {
    /// A value without anything inside, in this part of the text, as entry `index`.
    pub(super) fn new(kind: Kind, range: Range<usize>, index: usize) -> Self {
        Self {
            kind,
            start: range.start as u32,
            end: range.end as u32,
            next: index as u32 + 1,
            count: 0,
            chars: Chars::Source,
        }
    }

    /// Whether it is a string of these characters, written without escapes.
    #[inline]
    fn is_plain(&self, text: &str, source: &str) -> bool {
        let start = self.start as usize + 1;
        let is_string = self.kind == Kind::String && matches!(self.chars, Chars::Source);
        is_string
            && (self.end as usize) == start + text.len() + 1
            && source
                .as_bytes()
                .get(start..start + text.len())
                .is_some_and(|written| is_same(written, text.as_bytes()))
    }
}

/// Whether two texts of the same length are the same. Names are short, and then this is faster than a call.
#[inline]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    match left.len() {
        8..=16 => {
            left.first_chunk::<8>() == right.first_chunk::<8>()
                && left.last_chunk::<8>() == right.last_chunk::<8>()
        }
        4..8 => {
            left.first_chunk::<4>() == right.first_chunk::<4>()
                && left.last_chunk::<4>() == right.last_chunk::<4>()
        }
        _ => left == right,
    }
}

/// A parsed JSON text.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    pub(super) source: Cow<'a, str>,
    pub(super) decoded: String,
    pub(super) entries: Vec<Entry>,
    pub(super) duplicates: Vec<u32>,
    /// The entries of members that were wanted by name; 0 where there is none.
    pub(super) slots: Vec<u32>,
    pub(super) layout: Layout,
    pub(super) shared: bool,
    pub(super) watch: Option<Arc<Watch>>,
}

/// Values of a document whose reading is noticed.
#[derive(Debug)]
pub(super) struct Watch {
    /// By number, ascending.
    values: Vec<u32>,
    was_read: AtomicBool,
}

impl<'a> Document<'a> {
    /// Reads one JSON text; nothing but white space may follow it.
    pub fn parse(source: impl Into<Cow<'a, str>>) -> Result<Self, JsonError> {
        Self::parse_in(source, Buffers::default())
    }

    /// [`Document::parse`], in the memory of a document that is no longer needed.
    pub fn parse_in(source: impl Into<Cow<'a, str>>, buffers: Buffers) -> Result<Self, JsonError> {
        parse::parse(source.into(), &Selection::everything(), buffers)
    }

    /// [`Document::parse_in`] of what is wanted: the rest of the text has to be JSON, and is not in the document.
    pub(crate) fn parse_selection(
        source: impl Into<Cow<'a, str>>,
        selection: &Selection,
        buffers: Buffers,
    ) -> Result<Self, JsonError> {
        parse::parse(source.into(), selection, buffers)
    }

    /// The memory of the document, for the next one.
    pub fn into_buffers(self) -> Buffers {
        let text = match self.source {
            Cow::Owned(text) => text,
            Cow::Borrowed(_) => String::new(),
        };
        let Self { decoded, entries, duplicates, slots, .. } = self;
        Buffers { text, decoded, entries, duplicates, slots }
    }

    /// What its slots stand for.
    #[inline]
    pub(crate) fn layout(&self) -> Layout {
        // Of a key that stands twice, the slot may be of the wrong one.
        if self.duplicates.is_empty() { self.layout } else { Layout::NONE }
    }

    /// The value in a slot.
    #[inline]
    pub(super) fn in_slot(&self, slot: u32) -> Option<Node<'_>> {
        let index = *self.slots.get(slot as usize)?;
        (index != 0).then_some(Node { document: self, index })
    }

    /// The slot that a value is in.
    pub(super) fn slot_of(&self, value: Node<'_>) -> Option<u32> {
        let is_here = |index: &u32| *index == value.index && *index != 0;
        self.slots.iter().position(is_here).map(|slot| slot as u32)
    }

    /// Marks the document as one that is not about one user.
    pub(crate) fn shared(self) -> Self {
        Self { shared: true, ..self }
    }

    pub(crate) fn is_shared(&self) -> bool {
        self.shared
    }

    /// The JSON text.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node { document: self, index: 0 }
    }

    /// The second and further keys of the same name in one object, in document order.
    pub fn duplicate_keys(&self) -> impl Iterator<Item = Node<'_>> {
        self.duplicates.iter().map(|&index| Node { document: self, index })
    }

    /// The value at a pointer.
    pub fn lookup(&self, pointer: &Pointer) -> Option<Node<'_>> {
        pointer.steps().iter().try_fold(self.root(), |node, step| match step {
            Step::Index(i) => node.items().nth(*i),
            Step::Key(key) => node.get(key),
        })
    }

    /// Begins to notice when what these values say is read, and no longer only their kind, place or number of
    /// parts. The numbers ascend.
    pub(crate) fn watch(&mut self, values: Vec<u32>) {
        self.watch = Some(Arc::new(Watch { values, was_read: AtomicBool::new(false) }));
    }

    /// Whether one of the watched values, or something around it, was read since the last time.
    pub(crate) fn was_read(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.was_read.swap(false, Ordering::Relaxed))
    }

    #[inline]
    fn entry(&self, index: u32) -> Option<&Entry> {
        self.entries.get(index as usize)
    }
}

impl Document<'static> {
    /// The same tape for a value that is already in memory.
    pub fn from_value(value: &serde_json::Value) -> Result<Self, JsonError> {
        let mut builder = Builder::default();
        builder.root().value(value);
        builder.finish()
    }
}

/// A value that is in memory, as JSON text.
pub(crate) fn written(value: &serde_json::Value) -> String {
    Document::from_value(value).map(|document| document.source().to_owned()).unwrap_or_default()
}

/// A value inside a [`Document`].
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // No content: it may be an attribute's value.
        write!(f, "Node({}, {:?})", self.kind().name(), self.span())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.index == other.index
    }
}

impl<'d> Node<'d> {
    const NOTHING: Entry =
        Entry { kind: Kind::Null, start: 0, end: 0, next: 0, count: 0, chars: Chars::Source };

    #[inline]
    fn entry(self) -> &'d Entry {
        self.document.entry(self.index).unwrap_or(&Self::NOTHING)
    }

    /// The document that holds it.
    pub fn document(self) -> &'d Document<'d> {
        self.document
    }

    /// Its number on the tape: the root is 0, and the number grows in document order.
    pub fn index(self) -> u32 {
        self.index
    }

    /// The value with this number.
    pub fn at(document: &'d Document<'d>, index: u32) -> Self {
        Self { document, index }
    }

    /// The number behind its last descendant: `index..end_index` are the value and all within.
    pub fn end_index(self) -> u32 {
        self.entry().next
    }

    /// Its kind.
    #[inline]
    pub fn kind(self) -> Kind {
        self.entry().kind
    }

    /// Its byte range in the JSON text, quotes and brackets included.
    pub fn span(self) -> Span {
        let entry = self.entry();
        Span { start: entry.start, end: entry.end }
    }

    /// Notices that what the value says is read.
    #[inline]
    fn note_read(self) {
        if let Some(watch) = &self.document.watch {
            let first = watch.values.partition_point(|value| *value < self.index);
            if watch.values.get(first).is_some_and(|value| *value < self.end_index()) {
                watch.was_read.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Its JSON text.
    #[inline]
    pub fn source(self) -> &'d str {
        self.note_read();
        self.document.source.get(self.span().range()).unwrap_or_default()
    }

    /// The characters of a string.
    #[inline]
    pub fn as_str(self) -> Option<&'d str> {
        let entry = self.entry();
        if entry.kind != Kind::String {
            return None;
        }
        self.note_read();
        match entry.chars {
            Chars::Source => self.document.source.get(entry.start as usize + 1..entry.end as usize - 1),
            Chars::Decoded { start, end } => self.document.decoded.get(start as usize..end as usize),
        }
    }

    /// Whether it is a string of these characters. Most others are told apart by their length.
    #[inline]
    pub fn is_text(self, text: &str) -> bool {
        let entry = self.entry();
        let (buffer, range) = match entry.chars {
            // Without the quotes.
            Chars::Source => {
                (&*self.document.source, entry.start as usize + 1..(entry.end as usize).saturating_sub(1))
            }
            Chars::Decoded { start, end } => (&*self.document.decoded, start as usize..end as usize),
        };
        if entry.kind != Kind::String || range.len() != text.len() {
            return false;
        }
        self.note_read();
        buffer.as_bytes().get(range) == Some(text.as_bytes())
    }

    /// The value of a boolean.
    pub fn as_bool(self) -> Option<bool> {
        let entry = self.entry();
        self.note_read();
        (entry.kind == Kind::Bool).then_some(entry.count == 1)
    }

    /// The value of an integer that fits.
    pub fn as_int(self) -> Option<i128> {
        (self.kind() == Kind::Integer).then(|| self.source().parse().ok()).flatten()
    }

    /// The value of a number.
    pub fn as_f64(self) -> Option<f64> {
        matches!(self.kind(), Kind::Integer | Kind::Float).then(|| self.source().parse().ok()).flatten()
    }

    /// The number of items of an array or members of an object, otherwise 0.
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Array | Kind::Object => self.entry().count as usize,
            _ => 0,
        }
    }

    /// Whether [`Node::len`] is 0.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of an array; nothing for other kinds.
    pub fn items(self) -> Items<'d> {
        let left = if self.kind() == Kind::Array { self.entry().count } else { 0 };
        Items { document: self.document, index: self.index + 1, left }
    }

    /// The members of an object, key before value; nothing for other kinds.
    pub fn members(self) -> impl Iterator<Item = (Node<'d>, Node<'d>)> + use<'d> {
        let left = if self.kind() == Kind::Object { self.entry().count * 2 } else { 0 };
        let mut nodes = Items { document: self.document, index: self.index + 1, left };
        std::iter::from_fn(move || Some((nodes.next()?, nodes.next()?)))
    }

    /// The value of a member. Of a repeated key the last one counts, as it does for most JSON readers.
    pub fn get(self, key: &str) -> Option<Node<'d>> {
        let mut found = None;
        for (name, value) in self.members() {
            if name.is_text(key) {
                found = Some(value);
                if self.document.duplicates.is_empty() {
                    break;
                }
            }
        }
        found
    }

    /// [`Node::get`], looking first where the key stood last time: `place` keeps how far behind the object. Objects that
    /// are made alike have their keys at the same places.
    #[inline]
    pub(crate) fn get_near(self, key: &str, place: &Cell<u32>) -> Option<Node<'d>> {
        let document = self.document;
        let near = self.index.wrapping_add(place.get());
        if let Some(entry) = document.entry(near)
            && entry.count == self.index + 1
            && entry.is_plain(key, &document.source)
            && document.duplicates.is_empty()
        {
            return Some(Node { document, index: near + 1 });
        }
        let found = self.get(key)?;
        place.set(found.index - 1 - self.index);
        Some(found)
    }

    /// The key node of a member.
    pub fn key(self, key: &str) -> Option<Node<'d>> {
        self.members().find(|(name, _)| name.is_text(key)).map(|(name, _)| name)
    }

    /// The steps from the root to this value; a key stands for its value.
    pub fn pointer(self) -> Pointer {
        let mut pointer = Pointer::default();
        let mut at = self.document.root();
        while at.index != self.index {
            let inside = |node: Node<'_>| node.index <= self.index && self.index < node.end_index();
            let step = match at.kind() {
                Kind::Array => at
                    .items()
                    .enumerate()
                    .find(|(_, item)| inside(*item))
                    .map(|(i, item)| (Step::Index(i), item)),
                _ => at.members().find(|(key, value)| key.index == self.index || inside(*value)).map(
                    |(key, value)| {
                        let step = Step::Key(key.as_str().unwrap_or_default().to_owned());
                        (step, if key.index == self.index { key } else { value })
                    },
                ),
            };
            let Some((step, next)) = step else { break };
            pointer.push(step);
            at = next;
        }
        pointer
    }

    /// The same value as serde_json's tree.
    pub fn to_value(self) -> serde_json::Value {
        use serde_json::{Number, Value};
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.as_bool().unwrap_or_default()),
            Kind::Integer | Kind::Float => {
                let integer = self.as_int().and_then(Number::from_i128);
                let number = integer.or_else(|| Number::from_f64(self.as_f64()?));
                number.map_or(Value::Null, Value::Number)
            }
            Kind::String => Value::String(self.as_str().unwrap_or_default().to_owned()),
            Kind::Array => Value::Array(self.items().map(Node::to_value).collect()),
            Kind::Object => {
                let name = |key: Node<'_>| key.as_str().unwrap_or_default().to_owned();
                Value::Object(self.members().map(|(key, value)| (name(key), value.to_value())).collect())
            }
        }
    }
}

/// The items of an array. Made by [`Node::items`].
#[derive(Clone)]
pub struct Items<'d> {
    document: &'d Document<'d>,
    index: u32,
    left: u32,
}

impl<'d> Iterator for Items<'d> {
    type Item = Node<'d>;

    fn next(&mut self) -> Option<Node<'d>> {
        self.left = self.left.checked_sub(1)?;
        let node = Node { document: self.document, index: self.index };
        self.index = node.end_index();
        Some(node)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left as usize, Some(self.left as usize))
    }
}

impl ExactSizeIterator for Items<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_values_where_they_stand() {
        let document =
            Document::parse(r#" {"a":[1,-2.5e1,"x\n\u00e9\ud83c\udf4e"],"b":{"c":null,"d":true}} "#).unwrap();
        let root = document.root();
        assert_eq!(root.kind(), Kind::Object);
        let items: Vec<_> = root.get("a").unwrap().items().collect();
        assert_eq!(items[0].as_int(), Some(1));
        assert_eq!(items[1].as_f64(), Some(-25.0));
        assert_eq!(items[2].as_str(), Some("x\né🍎"));
        assert_eq!(items[2].pointer().to_string(), "/a/2");
        let d = root.get("b").unwrap().get("d").unwrap();
        assert_eq!(d.as_bool(), Some(true));
        assert_eq!(d.source(), "true");
        assert_eq!(root.get("b").unwrap().key("d").unwrap().pointer().to_string(), "/b/d");
        assert!(root.get("z").is_none());
    }

    #[test]
    fn lists_repeated_keys() {
        let document = Document::parse(r#"{"a":1,"b":{"x":1,"x":2},"a":3}"#).unwrap();
        let names: Vec<_> = document.duplicate_keys().map(|key| key.pointer().to_string()).collect();
        assert_eq!(names, ["/b/x", "/a"]);
        assert_eq!(document.root().get("a").unwrap().as_int(), Some(3));
    }
}
