//! What is left to check of a payload that differs from a checked one in known places only.
//!
//! [`learn`] walks over a payload once with every rule and notes each time a rule looks at what one of the *leaves*
//! says: the parts that depend on the user. Those looks become [demands](demand) on the leaves. Where a rule looks at
//! a leaf in a way that no demand expresses, there is no residual. As nothing else of the payload can change, another
//! payload with leaves that meet all demands has the same findings as the one that was learnt from.
//!
//! Demands are met or perhaps not: what is not certain is left to the whole walk.

mod demand;
mod learner;
mod number;
mod pattern;
mod text;

pub(super) use demand::Demand;

use super::node::Keyword;
use super::{Kind, Options, Recipient};
use crate::json::{self, Document};
use learner::Learner;
use number::NumberPlace;
use text::TextPlace;

/// A part of a payload that depends on the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Leaf {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) kind: LeafKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeafKind {
    /// Within a string.
    Text,
    /// An integer.
    Integer,
    /// `true` or `false`.
    Flag,
}

/// What a payload teaches.
#[derive(Debug)]
pub(crate) enum Learnt {
    Residual(Residual),
    /// This one is too special; another one of the same shape may do.
    NotNow,
    /// For payloads of this shape there is no residual.
    Never,
}

/// What is left to check.
#[derive(Debug)]
pub(crate) struct Residual {
    /// The most bytes that the payload may have, so that no part of it is too large.
    most_bytes: usize,
    recipient: Option<(TextPlace, Option<Recipient>)>,
    texts: Box<[TextPlace]>,
    numbers: Box<[NumberPlace]>,
}

/// Where the leaves of a new payload are.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Where the payload begins.
    start: usize,
    leaves: Vec<(u32, u32)>,
    /// Room for a text without its escapes.
    decoded: String,
}

impl Written {
    /// Forgets all, for a payload that begins at `start`.
    pub(crate) fn clear(&mut self, start: usize) {
        self.start = start;
        self.leaves.clear();
    }

    /// Adds the next leaf.
    pub(crate) fn add(&mut self, start: usize, end: usize) {
        self.leaves.push(((start - self.start) as u32, (end - self.start) as u32));
    }

    /// Where the leaves begin and end in the payload.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = (usize, usize)> {
        self.leaves.iter().map(|(start, end)| (*start as usize, *end as usize))
    }

    fn leaf(&self, number: u16) -> Option<(usize, usize)> {
        self.leaves.get(usize::from(number)).map(|(start, end)| (*start as usize, *end as usize))
    }
}

/// Learns from a payload with these leaves.
pub(crate) fn learn(kind: Option<Kind>, payload: &str, leaves: &[Leaf], options: &Options) -> Learnt {
    let Ok(mut document) = Document::parse(payload) else { return Learnt::NotNow };
    let Some(places) = places(&document, leaves) else { return Learnt::Never };
    let Some(kind) = kind else {
        let is_fine = document.duplicate_keys().next().is_none();
        return if is_fine { Learnt::Residual(Residual::nothing()) } else { Learnt::NotNow };
    };
    document.watch(places.iter().map(|place| place.node).collect());
    let mut learner = Learner::new(&document, &places, leaves);
    let findings = super::observe(kind, &document, options, &mut learner);
    // A finding about a leaf says something of this user.
    let about_leaf = |span: crate::Span| {
        let is_container = payload.get(span.range()).is_some_and(|part| part.starts_with(['{', '[']));
        let end = if is_container { span.start + 1 } else { span.end };
        leaves.iter().any(|leaf| leaf.start <= end && span.start <= leaf.end)
    };
    if findings.iter().any(|finding| finding.span.is_none_or(about_leaf) || finding.value.is_some()) {
        return Learnt::Never;
    }
    let Some(residual) = learner.finish() else { return Learnt::Never };
    let mut written = Written::default();
    for leaf in leaves {
        written.add(leaf.start as usize, leaf.end as usize);
    }
    if residual.accepts(payload, &mut written) { Learnt::Residual(residual) } else { Learnt::NotNow }
}

impl Residual {
    fn nothing() -> Self {
        Self { most_bytes: usize::MAX, recipient: None, texts: Box::default(), numbers: Box::default() }
    }

    /// Whether a payload of the same shape certainly has the same findings.
    pub(crate) fn accepts(&self, payload: &str, written: &mut Written) -> bool {
        payload.len() <= self.most_bytes
            && self.recipient.as_ref().is_none_or(|(place, recipient)| {
                place.text(payload, written).is_some_and(|text| Recipient::of(text) == *recipient)
            })
            && self.texts.iter().all(|place| place.accepts(payload, written))
            && self.numbers.iter().all(|place| place.accepts(payload, written))
    }
}

/// A value with leaves in it.
#[derive(Debug, Clone, Copy)]
struct LeafPlace {
    /// Its number on the tape.
    node: u32,
    /// The first and the last leaf in it.
    first: u16,
    last: u16,
}

/// The values that the leaves stand in; `None` if one of them is a key or only a part of a number.
fn places(document: &Document<'_>, leaves: &[Leaf]) -> Option<Vec<LeafPlace>> {
    let mut places = Vec::new();
    let mut left = leaves.iter().enumerate().peekable();
    let root = document.root();
    let keys: Vec<u32> = keys(root);
    for node in (root.index()..root.end_index()).map(|index| json::Node::at(document, index)) {
        let span = node.span();
        let mut place: Option<LeafPlace> = None;
        while let Some((number, _)) = left.next_if(|(_, leaf)| holds(node, span, leaf)) {
            let number = u16::try_from(number).ok()?;
            let first = place.map_or(number, |place| place.first);
            place = Some(LeafPlace { node: node.index(), first, last: number });
        }
        if let Some(place) = place {
            if keys.binary_search(&place.node).is_ok() {
                return None;
            }
            places.push(place);
        }
    }
    left.next().is_none().then_some(places)
}

fn holds(node: json::Node<'_>, span: crate::Span, leaf: &Leaf) -> bool {
    match (leaf.kind, node.kind()) {
        (LeafKind::Text, json::Kind::String) => span.start < leaf.start && leaf.end < span.end,
        (LeafKind::Integer, json::Kind::Integer) | (LeafKind::Flag, json::Kind::Bool) => {
            (span.start, span.end) == (leaf.start, leaf.end)
        }
        _ => false,
    }
}

/// The numbers of all keys, ascending.
fn keys(root: json::Node<'_>) -> Vec<u32> {
    let document = root.document();
    let nodes = (root.index()..root.end_index()).map(|index| json::Node::at(document, index));
    let mut keys: Vec<u32> =
        nodes.flat_map(|node| node.members().map(|(key, _)| key.index()).collect::<Vec<_>>()).collect();
    keys.sort_unstable();
    keys
}

/// The most bytes of a value, if a keyword says so.
fn most_bytes(keyword: Keyword) -> Option<usize> {
    match keyword {
        Keyword::MaxJsonBytes(most) => Some(most as usize),
        _ => None,
    }
}
