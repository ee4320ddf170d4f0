//! What a run does, for those who study templates: which way it goes, and what becomes of texts of the data.
//!
//! Without a recorder a run pays one test for each branch and each filter. With one, branches can be chosen, and
//! each text that comes out of a filter, method or slice gets an origin of its own, which leads back to the value
//! that went in.

use super::arguments::Arguments;
use super::text::{Origin, Source, Text};
use super::value::{Object, Value};
use crate::diagnostic::Span;

/// Origins from here on are numbers of [`Change`]s.
const CHANGED: Origin = 1 << 31;

/// A record of one run.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Which way the run went, in its order.
    pub(crate) decisions: Vec<Decision>,
    /// Conditions that hold, or do not, whatever they evaluate to.
    forced: Vec<(Span, bool)>,
    changes: Vec<Change>,
    operations: Vec<Operation>,
}

/// One decision: its place in the template and which way it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Decision {
    pub(crate) span: Span,
    pub(crate) taken: Taken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Taken {
    /// A condition held, or not.
    Condition(bool),
    /// A loop had this many passes.
    Passes(u32),
    /// The fallback of `default` or `or` was used, or not.
    Fallback(bool),
}

/// A text of the data behind an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Change {
    /// Where it came from before.
    pub(crate) from: Origin,
    /// The number of the operation.
    pub(crate) by: u32,
    /// UTF-16 code units of it that went in.
    pub(crate) taken: u64,
    /// UTF-16 code units of it that came out.
    pub(crate) units: u64,
}

/// A filter, method or slice that was applied to a text.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) name: Box<str>,
    pub(crate) kind: OperationKind,
    pub(crate) span: Span,
    pub(crate) positional: Vec<Given>,
    pub(crate) named: Vec<(Box<str>, Given)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperationKind {
    Filter,
    Method,
    /// `[a:b:c]`, with the bounds as arguments.
    Slice,
    /// `[0]`
    Item,
}

/// An argument, as far as it is of interest.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Given {
    None,
    Bool(bool),
    Int(i128),
    Text(Box<str>),
    Other,
}

impl Given {
    fn of(value: &Value<'_>) -> Self {
        match value {
            Value::None => Self::None,
            Value::Bool(value) => Self::Bool(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Text(text) if text.first_data().is_none() => Self::Text(text.as_str().into()),
            _ => Self::Other,
        }
    }
}

impl Operation {
    pub(crate) fn new(kind: OperationKind, name: &str, span: Span, arguments: &Arguments<'_>) -> Self {
        let mut positional: Vec<Given> = arguments.positional.iter().map(Given::of).collect();
        let named =
            arguments.named.iter().map(|(name, value)| (name.as_str().into(), Given::of(value))).collect();
        let mut name: Box<str> = name.into();
        // `map('upper')` is `upper` for each item.
        if let ("map", Some(Given::Text(filter))) = (&*name, positional.first()) {
            name = filter.clone();
            positional.remove(0);
        }
        Self { name, kind, span, positional, named }
    }

    pub(crate) fn slice(span: Span, bounds: [Option<i128>; 3]) -> Self {
        let positional = bounds.map(|bound| bound.map_or(Given::None, Given::Int)).into();
        Self { name: "slice".into(), kind: OperationKind::Slice, span, positional, named: Vec::new() }
    }

    pub(crate) fn item(span: Span) -> Self {
        Self {
            name: "item".into(),
            kind: OperationKind::Item,
            span,
            positional: Vec::new(),
            named: Vec::new(),
        }
    }

    /// The argument at a position or of a name.
    pub(crate) fn argument(&self, position: usize, name: &str) -> Option<&Given> {
        let named = self.named.iter().find(|(given, _)| **given == *name).map(|(_, value)| value);
        named.or_else(|| self.positional.get(position))
    }
}

impl Recorder {
    /// A recorder that overrules the conditions at these places.
    pub(crate) fn forcing(forced: Vec<(Span, bool)>) -> Self {
        Self { forced, ..Self::default() }
    }

    /// Notes a decision; what is forced overrides it.
    pub(crate) fn decide(&mut self, span: Span, holds: bool) -> bool {
        let forced = self.forced.iter().find(|(place, _)| *place == span).map(|(_, holds)| *holds);
        let holds = forced.unwrap_or(holds);
        self.note(span, Taken::Condition(holds));
        holds
    }

    pub(crate) fn note(&mut self, span: Span, taken: Taken) {
        self.decisions.push(Decision { span, taken });
    }

    /// The value that a text came from, and the operations in between, the last one first.
    pub(crate) fn source(&self, mut origin: Origin) -> (Origin, Vec<u32>) {
        let mut operations = Vec::new();
        while let Some(change) = origin.checked_sub(CHANGED).and_then(|i| self.changes.get(i as usize)) {
            operations.push(change.by);
            origin = change.from;
        }
        (origin, operations)
    }

    /// The last operation on a text, if there was one.
    pub(crate) fn last_change(&self, origin: Origin) -> Option<&Change> {
        self.changes.get(origin.checked_sub(CHANGED)? as usize)
    }

    pub(crate) fn operation(&self, number: u32) -> Option<&Operation> {
        self.operations.get(number as usize)
    }

    /// Gives the texts in `result` origins that lead through the operation to those of `base`.
    pub(crate) fn change<'p>(
        &mut self,
        operation: Operation,
        base: &Value<'p>,
        result: Value<'p>,
    ) -> Value<'p> {
        let mut origins = Vec::new();
        collect(base, &mut origins, 0);
        if origins.is_empty() {
            return result;
        }
        let by = self.operations.len() as u32;
        self.operations.push(operation);
        let first = self.changes.len() as u32;
        let (taken, units) = (lengths(base, &origins), lengths(&result, &origins));
        let sizes = taken.into_iter().zip(units);
        self.changes.extend(origins.iter().zip(sizes).map(|(&from, (taken, units))| Change {
            from,
            by,
            taken,
            units,
        }));
        let renamed = |origin: Origin| {
            let at = origins.iter().position(|&known| known == origin);
            at.map_or(origin, |at| CHANGED | (first + at as u32))
        };
        rename(result, &renamed, 0)
    }
}

const MAX_DEPTH: usize = 16;

/// The origins of all texts in a value.
fn collect(value: &Value<'_>, origins: &mut Vec<Origin>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Text(text) => {
            for piece in text.pieces() {
                for origin in piece.source.origin.into_iter().chain(piece.source.about) {
                    if !origins.contains(&origin) {
                        origins.push(origin);
                    }
                }
            }
        }
        Value::Data(node) => {
            // Each text on the tape is its own origin.
            let inside = node.index()..node.end_index();
            for index in inside.take(4096) {
                let node = crate::json::Node::at(node.document(), index);
                let origin = super::account::origin_of(node);
                if node.as_str().is_some() && !origins.contains(&origin) {
                    origins.push(origin);
                }
            }
        }
        Value::List(items) => items.borrow().iter().for_each(|item| collect(item, origins, depth + 1)),
        Value::Tuple(items) => items.iter().for_each(|item| collect(item, origins, depth + 1)),
        _ => {}
    }
}

/// How many UTF-16 code units of each origin there are in a value.
fn lengths(value: &Value<'_>, origins: &[Origin]) -> Vec<u64> {
    let mut lengths = vec![0; origins.len()];
    measure(value, &mut |origin, length| {
        if let Some(at) = origins.iter().position(|&known| known == origin)
            && let Some(sum) = lengths.get_mut(at)
        {
            *sum += length;
        }
    });
    lengths
}

/// Tells `count` of each piece of a text in a value: its origin, and its length in UTF-16 code units.
fn measure(value: &Value<'_>, count: &mut dyn FnMut(Origin, u64)) {
    match value {
        Value::Text(text) => {
            for piece in text.pieces() {
                if let Some(origin) = piece.source.data() {
                    count(origin, piece.text.encode_utf16().count() as u64);
                }
            }
        }
        Value::List(items) => items.borrow().iter().for_each(|item| measure(item, count)),
        Value::Tuple(items) => items.iter().for_each(|item| measure(item, count)),
        _ => {}
    }
}

fn rename<'p>(value: Value<'p>, renamed: &impl Fn(Origin) -> Origin, depth: usize) -> Value<'p> {
    if depth > MAX_DEPTH {
        return value;
    }
    match value {
        Value::Text(text) => Value::Text(text.with_origins(renamed)),
        Value::List(items) => {
            let changed: Vec<_> =
                items.borrow().iter().map(|item| rename(item.clone(), renamed, depth + 1)).collect();
            items.replace(changed.into());
            Value::List(items)
        }
        Value::Tuple(items) => {
            let changed: Vec<_> = items.iter().map(|item| rename(item.clone(), renamed, depth + 1)).collect();
            Value::tuple(changed)
        }
        Value::Object(object) => match &*object {
            Object::Iterator(items) => {
                let changed =
                    items.borrow().iter().map(|item| rename(item.clone(), renamed, depth + 1)).collect();
                items.replace(changed);
                Value::Object(object)
            }
            _ => Value::Object(object),
        },
        value => value,
    }
}

/// Filters that hand on what they get, whole.
const PASSING: &[&str] =
    &["default", "d", "string", "safe", "join", "format", "attr", "tojson", "items", "dictsort"];
/// Filters that hand on the items of a list, whole, but take a text apart.
const PICKING: &[&str] = &[
    "first",
    "last",
    "list",
    "reverse",
    "sort",
    "unique",
    "min",
    "max",
    "select",
    "reject",
    "selectattr",
    "rejectattr",
    "groupby",
    "batch",
    "slice",
    "random",
    "map",
];
/// Methods that hand on what they get, whole.
const PASSING_METHODS: &[&str] = &[
    "append", "extend", "insert", "pop", "get", "items", "keys", "values", "copy", "format", "join", "update",
];

/// Whether an operation may change the characters of a text, not only where the text goes.
pub(crate) fn changes(operation: &Operation, base: &Value<'_>) -> bool {
    let is_text = matches!(base, Value::Text(_));
    match operation.kind {
        OperationKind::Filter if &*operation.name == "map" => false,
        OperationKind::Filter => {
            !PASSING.contains(&&*operation.name) && (is_text || !PICKING.contains(&&*operation.name))
        }
        OperationKind::Method => is_text && !PASSING_METHODS.contains(&&*operation.name),
        OperationKind::Slice | OperationKind::Item => is_text,
    }
}

impl Text<'_> {
    /// The same characters with other origins.
    fn with_origins(self, renamed: &impl Fn(Origin) -> Origin) -> Self {
        let mut builder = super::text::TextBuilder::default();
        for piece in self.pieces() {
            let origin = piece.source.origin.map(renamed);
            let about = piece.source.about.map(renamed);
            builder.push(piece.text, Source { origin, about, ..piece.source });
        }
        builder.finish().with_hole(self.missing())
    }
}
