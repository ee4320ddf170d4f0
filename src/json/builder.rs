//! Documents made value by value, for data that is not JSON text: rows of tables, trees in memory.

use super::buffers::Buffers;
use super::document::{Chars, Document, Entry, Kind};
use super::duplicates;
use super::parse::{JsonError, MAX_DEPTH};
use super::text::quote_into;
use super::wanted::Layout;
use std::borrow::Cow;
use std::fmt::{Display, Write as _};

/// Makes a [`Document`] value by value, without a text in between that would have to be read.
///
/// ```
/// use lineplate::json::Builder;
///
/// let mut builder = Builder::default();
/// builder.root().object(|user| {
///     user.key("name").string("say \"hi\"");
///     user.key("points").int(12);
///     user.key("tags").array(|tags| tags.item().string("tea"));
/// });
/// let document = builder.finish()?;
/// assert_eq!(document.root().get("name").and_then(|name| name.as_str()), Some("say \"hi\""));
/// assert_eq!(document.source(), r#"{"name":"say \"hi\"","points":12,"tags":["tea"]}"#);
/// # Ok::<(), lineplate::json::JsonError>(())
/// ```
///
/// Rows are built one after the other in the same memory:
///
/// ```
/// use lineplate::{Profile, json::{Buffers, Builder}};
///
/// let mut buffers = Buffers::default();
/// for name in ["花子", "Ana"] {
///     let mut builder = Builder::new(buffers);
///     builder.root().object(|user| user.key("name").string(name));
///     let profile = Profile::new(builder.finish().map_err(|error| error.message)?).map_err(|d| d.message)?;
///     assert_eq!(profile.user_attribute("name"), Some(name));
///     buffers = profile.into_buffers();
/// }
/// # Ok::<(), std::borrow::Cow<'static, str>>(())
/// ```
#[derive(Debug, Default)]
pub struct Builder {
    buffers: Buffers,
    depth: usize,
    too_deep: bool,
}

impl Builder {
    /// A builder in the memory of a document that is no longer needed.
    pub fn new(mut buffers: Buffers) -> Self {
        buffers.clear();
        Self { buffers, depth: 0, too_deep: false }
    }

    /// The place of the outermost value. What was built before is forgotten.
    pub fn root(&mut self) -> Slot<'_> {
        self.buffers.clear();
        (self.depth, self.too_deep) = (0, false);
        Slot { builder: self }
    }

    /// The document; `null` if no value was put at its root.
    ///
    /// # Errors
    /// If it is larger or nested deeper than a document may be.
    pub fn finish(mut self) -> Result<Document<'static>, JsonError> {
        if self.buffers.entries.is_empty() {
            self.root().null();
        }
        let Buffers { text, decoded, entries, duplicates, slots } = self.buffers;
        if self.too_deep {
            return Err(JsonError::too_deep(0));
        }
        if u32::try_from(text.len()).is_err() {
            return Err(JsonError::too_large());
        }
        Ok(Document {
            source: Cow::Owned(text),
            decoded,
            entries,
            duplicates,
            slots,
            layout: Layout::NONE,
            watch: None,
            shared: false,
        })
    }

    fn push(&mut self, kind: Kind, start: usize) -> usize {
        let index = self.buffers.entries.len();
        self.buffers.entries.push(Entry::new(kind, start..self.buffers.text.len(), index));
        index
    }

    fn scalar(&mut self, kind: Kind, value: impl Display) {
        let start = self.buffers.text.len();
        // Writing to a string cannot fail.
        let _ = write!(self.buffers.text, "{value}");
        self.push(kind, start);
    }

    fn string(&mut self, text: &str) -> usize {
        let start = self.buffers.text.len();
        quote_into(text, &mut self.buffers.text);
        let index = self.push(Kind::String, start);
        let is_plain = self.buffers.text.len() - start == text.len() + 2;
        if !is_plain && let Some(entry) = self.buffers.entries.get_mut(index) {
            let from = self.buffers.decoded.len();
            self.buffers.decoded.push_str(text);
            entry.chars = Chars::Decoded { start: from as u32, end: self.buffers.decoded.len() as u32 };
        }
        index
    }

    /// An array or object, with what `fill` puts in it and counts.
    fn container(&mut self, kind: Kind, brackets: (char, char), fill: impl FnOnce(&mut Self, usize) -> u32) {
        if self.depth >= MAX_DEPTH {
            self.too_deep = true;
            return self.scalar(Kind::Null, "null");
        }
        self.depth += 1;
        let start = self.buffers.text.len();
        self.buffers.text.push(brackets.0);
        let index = self.push(kind, start);
        let count = fill(self, index);
        self.buffers.text.push(brackets.1);
        self.depth -= 1;
        let (end, next) = (self.buffers.text.len() as u32, self.buffers.entries.len() as u32);
        if let Some(entry) = self.buffers.entries.get_mut(index) {
            (entry.end, entry.next, entry.count) = (end, next, count);
        }
    }
}

/// The place of one value in a [`Builder`].
#[must_use = "without a value, the place holds null"]
#[derive(Debug)]
pub struct Slot<'b> {
    builder: &'b mut Builder,
}

impl Slot<'_> {
    /// `null`
    pub fn null(self) {
        self.builder.scalar(Kind::Null, "null");
    }

    /// `true` or `false`
    pub fn bool(self, value: bool) {
        self.builder.scalar(Kind::Bool, value);
        if let Some(entry) = self.builder.buffers.entries.last_mut() {
            entry.count = u32::from(value);
        }
    }

    /// An integer.
    pub fn int(self, value: impl Into<i128>) {
        let value: i128 = value.into();
        match i64::try_from(value) {
            // Shorter numbers are written faster.
            Ok(value) => self.builder.scalar(Kind::Integer, value),
            Err(_) => self.builder.scalar(Kind::Integer, value),
        }
    }

    /// A number with a fraction; what is infinite or not a number has no JSON and becomes null.
    pub fn float(self, value: f64) {
        if value.is_finite() {
            // The form for debugging always has a point or an exponent.
            self.builder.scalar(Kind::Float, format_args!("{value:?}"));
        } else {
            self.null();
        }
    }

    /// A text.
    pub fn string(self, text: &str) {
        self.builder.string(text);
    }

    /// An array with the items that `fill` puts in it.
    pub fn array(self, fill: impl FnOnce(&mut ItemSlots<'_>)) {
        self.builder.container(Kind::Array, ('[', ']'), |builder, _| {
            let mut items = ItemSlots { builder, count: 0, entries: 0 };
            fill(&mut items);
            items.complete();
            items.count
        });
    }

    /// An object with the members that `fill` puts in it.
    pub fn object(self, fill: impl FnOnce(&mut MemberSlots<'_>)) {
        self.builder.container(Kind::Object, ('{', '}'), |builder, object| {
            let mut members = MemberSlots { builder, object, count: 0, entries: 0 };
            fill(&mut members);
            members.complete();
            let (count, builder) = (members.count, members.builder);
            let next = builder.buffers.entries.len() as u32;
            let buffers = &mut builder.buffers;
            if let Some(entry) = buffers.entries.get_mut(object) {
                entry.next = next;
            }
            duplicates::find(
                &buffers.entries,
                buffers.text.as_bytes(),
                &buffers.decoded,
                object,
                &mut buffers.duplicates,
            );
            count
        });
    }

    /// A value that is in memory already.
    pub fn value(self, value: &serde_json::Value) {
        use serde_json::Value;
        match value {
            Value::Null => self.null(),
            Value::Bool(value) => self.bool(*value),
            Value::Number(number) => match (number.as_i128(), number.as_f64()) {
                (Some(integer), _) => self.int(integer),
                (None, Some(float)) => self.float(float),
                (None, None) => self.null(),
            },
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.array(|array| items.iter().for_each(|item| array.item().value(item)));
            }
            Value::Object(members) => self.object(|object| {
                members.iter().for_each(|(key, value)| object.key(key).value(value));
            }),
        }
    }
}

/// The items of an array that is being built.
#[derive(Debug)]
pub struct ItemSlots<'b> {
    builder: &'b mut Builder,
    count: u32,
    /// The entries on the tape when the last place was given out.
    entries: usize,
}

impl ItemSlots<'_> {
    /// The place of the next item.
    pub fn item(&mut self) -> Slot<'_> {
        self.complete();
        if self.count > 0 {
            self.builder.buffers.text.push(',');
        }
        self.count += 1;
        self.entries = self.builder.buffers.entries.len();
        Slot { builder: self.builder }
    }

    /// Puts null at a place that was given out and not used.
    fn complete(&mut self) {
        if self.count > 0 && self.entries == self.builder.buffers.entries.len() {
            Slot { builder: self.builder }.null();
        }
    }
}

/// The members of an object that is being built.
#[derive(Debug)]
pub struct MemberSlots<'b> {
    builder: &'b mut Builder,
    object: usize,
    count: u32,
    entries: usize,
}

impl MemberSlots<'_> {
    /// The place of the value of the next member.
    pub fn key(&mut self, name: &str) -> Slot<'_> {
        self.complete();
        if self.count > 0 {
            self.builder.buffers.text.push(',');
        }
        self.count += 1;
        let key = self.builder.string(name);
        if let Some(entry) = self.builder.buffers.entries.get_mut(key) {
            entry.count = self.object as u32 + 1;
        }
        self.builder.buffers.text.push(':');
        self.entries = self.builder.buffers.entries.len();
        Slot { builder: self.builder }
    }

    fn complete(&mut self) {
        if self.count > 0 && self.entries == self.builder.buffers.entries.len() {
            Slot { builder: self.builder }.null();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn builds_what_a_reader_would_read() {
        let value = json!({
            "text": "say \"hi\"\n日本🍎", "": null, "numbers": [0, -1, 1.0, 1.5e300, u64::MAX, 0.1, -0.0],
            "flags": [true, false], "empty": [{}, []], "deep": {"a": {"b": [{"c\t": 1}]}}
        });
        let built = Document::from_value(&value).unwrap();
        let read = Document::parse(built.source().to_owned()).unwrap();
        assert_eq!(built.root().to_value(), value);
        assert_eq!(built.entries.len(), read.entries.len());
        for (a, b) in built.entries.iter().zip(&read.entries) {
            let places = |entry: &Entry| (entry.kind, entry.start, entry.end, entry.next, entry.count);
            assert_eq!(places(a), places(b));
        }
        assert_eq!(built.decoded, read.decoded);
    }

    #[test]
    fn unused_places_hold_null_and_repeated_keys_are_listed() {
        let mut builder = Builder::default();
        builder.root().object(|object| {
            let _ = object.key("a");
            object.key("b").array(|items| {
                let _ = items.item();
                items.item().int(1);
                let _ = items.item();
            });
            object.key("a").float(f64::NAN);
        });
        let document = builder.finish().unwrap();
        assert_eq!(document.source(), r#"{"a":null,"b":[null,1,null],"a":null}"#);
        assert_eq!(document.duplicate_keys().count(), 1);
        assert_eq!(Builder::default().finish().unwrap().source(), "null");
    }

    #[test]
    fn refuses_to_nest_too_deeply() {
        fn nest(slot: Slot<'_>, depth: usize) {
            slot.array(|items| {
                if depth > 1 {
                    nest(items.item(), depth - 1);
                }
            });
        }
        let mut builder = Builder::default();
        nest(builder.root(), MAX_DEPTH);
        assert!(builder.finish().is_ok());
        let mut builder = Builder::default();
        nest(builder.root(), MAX_DEPTH + 1);
        assert!(builder.finish().unwrap_err().message.contains("nested deeper"));
    }
}
