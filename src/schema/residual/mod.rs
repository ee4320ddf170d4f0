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
use crate::json::text::Seen;
use crate::json::{self, Document};
use crate::ordered;
use learner::Learner;
use number::NumberPlace;
use text::{Extent, TextPlace};

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
    recipient: Option<(Extent, Option<Recipient>)>,
    texts: Box<[TextPlace]>,
    numbers: Box<[NumberPlace]>,
}

/// Where the leaves of a new payload are.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Where the payload begins.
    start: usize,
    leaves: Vec<WrittenLeaf>,
    has_underscore: bool,
    /// Room for a text without its escapes.
    decoded: String,
}

impl Written {
    /// Forgets all, for a payload that begins at `start`.
    pub(crate) fn clear(&mut self, start: usize) {
        self.start = start;
        self.leaves.clear();
        self.has_underscore = false;
    }

    /// Adds the next leaf, and what was seen in it.
    pub(crate) fn add(&mut self, start: usize, end: usize, seen: Seen) {
        let (start, end) = ((start - self.start) as u32, (end - self.start) as u32);
        self.leaves.push(WrittenLeaf { start, end, is_ascii: seen.is_ascii });
        self.has_underscore |= seen.has_underscore;
    }

    /// Whether there is a `_` in a leaf.
    pub(crate) fn has_underscore(&self) -> bool {
        self.has_underscore
    }

    /// Where the leaves begin and end in the payload.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = (usize, usize)> {
        self.leaves.iter().map(|leaf| (leaf.start as usize, leaf.end as usize))
    }

    fn leaf(&self, number: u16) -> Option<WrittenLeaf> {
        self.leaves.get(usize::from(number)).copied()
    }

    fn leaves_between(&self, first: u16, last: u16) -> &[WrittenLeaf] {
        self.leaves.get(usize::from(first)..=usize::from(last)).unwrap_or_default()
    }

    /// The leaves of the payload that was learnt from.
    fn of(payload: &str, leaves: &[Leaf]) -> Self {
        let mut written = Self::default();
        for leaf in leaves {
            let text = payload.get(leaf.start as usize..leaf.end as usize).unwrap_or_default();
            let seen = Seen { is_ascii: text.is_ascii(), has_underscore: text.contains('_') };
            written.add(leaf.start as usize, leaf.end as usize, seen);
        }
        written
    }
}

/// Where a leaf of a new payload is.
#[derive(Debug, Clone, Copy)]
struct WrittenLeaf {
    start: u32,
    end: u32,
    is_ascii: bool,
}

impl WrittenLeaf {
    fn text(self, payload: &str) -> Option<&str> {
        payload.get(self.start as usize..self.end as usize)
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
    let Some(residual) = learner.finish() else { return Learnt::Never };
    if !residual.accepts(payload, &mut Written::of(payload, leaves)) {
        return Learnt::NotNow;
    }
    // A finding about a leaf, though it meets all demands, may say something of this user.
    let about_leaf = |span: crate::Span| {
        let is_container = payload.get(span.range()).is_some_and(|part| part.starts_with(['{', '[']));
        let end = if is_container { span.start + 1 } else { span.end };
        leaves.iter().any(|leaf| leaf.start <= end && span.start <= leaf.end)
    };
    if findings.iter().any(|finding| finding.span.is_none_or(about_leaf) || finding.value.is_some()) {
        return Learnt::Never;
    }
    Learnt::Residual(residual)
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
    ordered::sort(&mut keys);
    keys
}

/// The most bytes of a value, if a keyword says so.
fn most_bytes(keyword: Keyword) -> Option<usize> {
    match keyword {
        Keyword::MaxJsonBytes(most) | Keyword::MaxBodyBytes(most) => Some(most as usize),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO: &str = "U0123456789abcdef0123456789abcdef";

    /// A payload and its leaves: what stands between `«` and `»`, or as a number between `‹` and `›`.
    fn read(marked: &str) -> (String, Vec<Leaf>) {
        let (mut payload, mut leaves) = (String::new(), Vec::new());
        for char in marked.chars() {
            let kind = if matches!(char, '‹' | '›') { LeafKind::Integer } else { LeafKind::Text };
            let at = payload.len() as u32;
            match char {
                '«' | '‹' => leaves.push(Leaf { start: at, end: at, kind }),
                '»' | '›' => leaves.last_mut().unwrap().end = at,
                char => payload.push(char),
            }
        }
        (payload, leaves)
    }

    fn message(json: &str) -> String {
        format!(r#"{{"to":"«{TO}»","messages":[{json}]}}"#)
    }

    fn learnt(marked: &str) -> Learnt {
        let (payload, leaves) = read(marked);
        learn(Some(Kind::Push), &payload, &leaves, &Options::default())
    }

    /// Whether what is learnt from one payload accepts another one.
    fn accepts(from: &str, other: &str) -> bool {
        let Learnt::Residual(residual) = learnt(&message(from)) else { panic!("no residual: {from}") };
        let (payload, leaves) = read(&message(other));
        residual.accepts(&payload, &mut Written::of(&payload, &leaves))
    }

    #[test]
    fn texts_may_be_as_long_as_they_may() {
        let text = |name: &str| format!(r#"{{"type":"text","text":"Hi «{name}»!"}}"#);
        let accepts = |name: &str| accepts(&text("Ana"), &text(name));
        for name in ["", "花子", r#"say \"hi\"\n"#, "！", &"a".repeat(4996), &"日".repeat(4996)] {
            assert!(accepts(name), "{name}");
        }
        for name in [&*"a".repeat(4997), "\u{e000}", "\u{f0001}"] {
            assert!(!accepts(name), "{name}");
        }
    }

    #[test]
    fn urls_keep_their_form() {
        let image = |path: &str| {
            let url = format!("https://cdn.example.com/«{path}».jpg");
            format!(
                r#"{{"type":"image","originalContentUrl":"{url}","previewImageUrl":"https://a.example/"}}"#
            )
        };
        let accepts = |path: &str| accepts(&image("a"), &image(path));
        for path in ["", "b/c", "%E6%97%A5"] {
            assert!(accepts(path), "{path}");
        }
        for path in ["a b", "日", "100%", "%4", r#"\"q\""#, "a|b"] {
            assert!(!accepts(path), "{path}");
        }
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let location = |flex: &str| {
            let text = format!(r#"{{"type":"text","text":"x","flex":‹{flex}›}}"#);
            let body = format!(r#"{{"type":"box","layout":"vertical","contents":[{text}]}}"#);
            format!(r#"{{"type":"flex","altText":"a","contents":{{"type":"bubble","body":{body}}}}}"#)
        };
        assert!(accepts(&location("1"), &location("0")));
        assert!(!accepts(&location("1"), &location("-1")));
    }

    #[test]
    fn the_recipient_is_of_the_same_kind() {
        let Learnt::Residual(residual) = learnt(&message(r#"{"type":"text","text":"a"}"#)) else { panic!() };
        for (letter, same) in [("U", true), ("C", false), ("@", false)] {
            let payload = message(r#"{"type":"text","text":"a"}"#).replace("«U", &format!("«{letter}"));
            let (payload, leaves) = read(&payload);
            let mut written = Written::of(&payload, &leaves);
            assert_eq!(residual.accepts(&payload, &mut written), same, "{letter}");
        }
    }

    #[test]
    fn what_decides_is_not_learnt() {
        assert!(matches!(learnt(&message(r#"{"type":"«text»","text":"a"}"#)), Learnt::Never));
        assert!(matches!(learnt(&message(r#"{"type":"text","«text»":"a"}"#)), Learnt::Never));
        let strange = "{\"type\":\"text\",\"text\":\"«\u{e000}»\"}";
        assert!(matches!(learnt(&message(strange)), Learnt::NotNow));
        let emoji = r#"{"type":"text","text":"$ «Ana»","emojis":[{"index":0,"productId":"5ac1bfd5040ab15980c9b435","emojiId":"001"}]}"#;
        assert!(matches!(learnt(&message(emoji)), Learnt::Never));
    }
}
