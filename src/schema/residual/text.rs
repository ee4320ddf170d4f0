//! Texts that depend on the user.

use super::demand::{Bytes, Demand};
use super::pattern::Sequence;
use super::{LeafPlace, Written};
use crate::json::{Document, Node};
use crate::schema::keywords::{is_forbidden_in_url, is_percent_utf8};
use crate::schema::node::{Keyword, UrlEncoding, UrlRule};
use crate::schema::tables;
use std::ops::Range;

/// Where a string with leaves in it begins and ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    first: u16,
    last: u16,
    /// The bytes in front of the first leaf and behind the last one.
    before: usize,
    behind: usize,
}

/// A string with leaves in it, and what is demanded of it.
#[derive(Debug)]
pub(super) struct TextPlace {
    extent: Extent,
    /// With so many bytes, as they stand in JSON, the text is certainly long and short enough.
    least: usize,
    most: usize,
    lengths: Box<[Demand]>,
    /// The bytes with which `by_bytes` are certainly met.
    harmless: Option<Bytes>,
    /// Those that need no other behind them.
    alone: Option<Bytes>,
    ascii_is_harmless: bool,
    /// Whether only URLs are demanded, in which a `%` is harmless in front of two hexadecimal digits.
    is_url: bool,
    by_bytes: Box<[Demand]>,
    sequences: Box<[Sequence]>,
    others: Box<[Demand]>,
}

impl Extent {
    pub(super) fn new(place: LeafPlace, node: Node<'_>, leaves: &[super::Leaf]) -> Self {
        let (start, end) = (node.span().start as usize + 1, node.span().end as usize - 1);
        let edge = |leaf: u16| leaves.get(usize::from(leaf));
        let before = edge(place.first).map_or(0, |leaf| leaf.start as usize - start);
        let behind = edge(place.last).map_or(0, |leaf| end - leaf.end as usize);
        Self { first: place.first, last: place.last, before, behind }
    }

    /// The text as it stands in the payload, between its quotes.
    pub(super) fn text<'p>(&self, payload: &'p str, written: &Written) -> Option<&'p str> {
        payload.get(self.range(written)?)
    }

    fn range(&self, written: &Written) -> Option<Range<usize>> {
        let start = written.leaf(self.first)?.start as usize;
        let end = written.leaf(self.last)?.end as usize;
        Some(start.checked_sub(self.before)?..end + self.behind)
    }
}

impl TextPlace {
    pub(super) fn new(
        place: LeafPlace,
        node: Node<'_>,
        leaves: &[super::Leaf],
        demands: Vec<Demand>,
    ) -> Self {
        let inside = (node.span().start as usize + 1, node.span().end as usize - 1);
        let around = around(
            node,
            inside,
            leaves.get(usize::from(place.first)..=usize::from(place.last)).unwrap_or_default(),
        );
        let mut text = Self {
            extent: Extent::new(place, node, leaves),
            least: least(&demands),
            most: demands.iter().filter_map(|demand| demand.most_bytes()).min().unwrap_or(usize::MAX),
            lengths: Box::default(),
            harmless: None,
            alone: None,
            ascii_is_harmless: true,
            is_url: false,
            by_bytes: Box::default(),
            sequences: Box::default(),
            others: Box::default(),
        };
        let (mut lengths, mut by_bytes, mut sequences, mut others) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for demand in demands {
            if demand.most_bytes().is_some() || demand.least_bytes().is_some() {
                lengths.push(demand);
            } else if let Some(bytes) = demand.harmless_bytes(&around) {
                text.harmless =
                    Some(text.harmless.take().map_or(bytes.clone(), |harmless| harmless.and(&bytes)));
                by_bytes.push(demand);
            } else if let Some(sequence) = sequence(demand) {
                sequences.push(sequence);
            } else {
                others.push(demand);
            }
        }
        text.ascii_is_harmless = text.harmless.as_ref().is_none_or(Bytes::has_ascii);
        text.is_url = by_bytes.iter().all(|demand| matches!(demand, Demand::Keyword(Keyword::LineUrl(_))));
        let alone = |harmless: &Bytes| harmless.and(&Bytes::all_but(|byte| byte == b'%'));
        text.alone = text.harmless.as_ref().map(alone).filter(|_| text.is_url);
        (text.lengths, text.by_bytes) = (lengths.into(), by_bytes.into());
        (text.sequences, text.others) = (sequences.into(), others.into());
        text
    }

    /// Whether the text certainly meets all demands.
    pub(super) fn accepts(&self, payload: &str, written: &mut Written) -> bool {
        let Some(range) = self.extent.range(written) else { return false };
        // Escapes make a text longer, so one that is short with them is short without.
        let has_length = (self.least..=self.most).contains(&range.len());
        let is_harmless = self.is_harmless(payload, written);
        let is_met = has_length && is_harmless && self.others.is_empty();
        if is_met && self.sequences.is_empty() {
            return true;
        }
        let Some(text) = payload.get(range) else { return false };
        if !self.sequences.iter().all(|sequence| sequence.matches(text)) {
            return false;
        }
        if is_met {
            return true;
        }
        let text = if text.contains('\\') { decoded(text, &mut written.decoded) } else { Some(text) };
        let Some(text) = text else { return false };
        let all = |demands: &[Demand]| demands.iter().all(|demand| demand.is_met(text));
        (has_length || all(&self.lengths)) && (is_harmless || all(&self.by_bytes)) && all(&self.others)
    }

    fn is_harmless(&self, payload: &str, written: &Written) -> bool {
        let Some(harmless) = &self.harmless else { return true };
        written.leaves_between(self.extent.first, self.extent.last).iter().all(|leaf| {
            if leaf.is_ascii && self.ascii_is_harmless && !self.is_url {
                return true;
            }
            leaf.text(payload).is_some_and(|part| {
                let part = part.as_bytes();
                match &self.alone {
                    Some(alone) => alone.have_all(part) || harmless.have_all_with_codes(part),
                    None => harmless.have_all(part),
                }
            })
        })
    }
}

/// The fewest bytes with which a text, written in JSON, certainly has the length that is demanded.
fn least(demands: &[Demand]) -> usize {
    match demands.iter().filter_map(|demand| demand.least_bytes()).max() {
        // An escape of six bytes stands for one.
        Some(least) if least > 1 => least.saturating_mul(6),
        least => least.unwrap_or(0),
    }
}

/// What stands around the leaves of a string, piece by piece.
fn around<'d>(node: Node<'d>, inside: (usize, usize), leaves: &[super::Leaf]) -> Vec<&'d str> {
    let source = node.document().source();
    let mut from = inside.0;
    let mut pieces = Vec::new();
    for leaf in leaves {
        pieces.push(source.get(from..leaf.start as usize).unwrap_or_default());
        from = leaf.end as usize;
    }
    pieces.push(source.get(from..inside.1).unwrap_or_default());
    pieces
}

fn sequence(demand: Demand) -> Option<Sequence> {
    match demand {
        Demand::Keyword(Keyword::Pattern(pattern)) => Sequence::of(tables::pattern(pattern)?),
        _ => None,
    }
}

/// The text that JSON means by what stands between two quotes.
fn decoded<'w>(text: &str, room: &'w mut String) -> Option<&'w str> {
    let quoted = format!("\"{text}\"");
    room.clear();
    room.push_str(Document::parse(quoted).ok()?.root().as_str()?);
    Some(room)
}

/// The bytes that may stand at the leaves of a URL whose scheme and host are fixed.
pub(super) fn url_bytes(rule: &UrlRule, around: &[&str]) -> Option<Bytes> {
    let (_, behind) = around.first()?.split_once("://")?;
    behind.find(['/', '?', '#'])?;
    // Two digits are due behind a `%`, and all bytes of a character.
    let is_complete =
        |piece: &&str| piece.rfind('%').is_none_or(|at| at + 3 <= piece.len()) && is_percent_utf8(piece);
    around.iter().all(is_complete).then(|| {
        Bytes::all_but(|byte| match rule.encoding {
            UrlEncoding::Unchecked => false,
            UrlEncoding::LineIds => byte == b'@',
            UrlEncoding::Rfc3986 => is_forbidden_in_url(byte),
            // A second `#` cannot be told byte by byte.
            UrlEncoding::Ascii => {
                is_forbidden_in_url(byte) || matches!(byte, b'#' | b'%' | b'[' | b']') || !byte.is_ascii()
            }
        })
    })
}
