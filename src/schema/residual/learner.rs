//! Watches a walk, and notes what it looks at.

use super::demand::Demand;
use super::number::NumberPlace;
use super::text::{Extent, TextPlace};
use super::{Leaf, LeafPlace, Residual, most_bytes};
use crate::json::{Document, Kind, Node};
use crate::schema::node::{Check, Keyword, OriginId};
use crate::schema::walk::{Observer, Rule};
use crate::schema::{Recipient, checks};

/// What a walk over a document demands of its leaves.
pub(super) struct Learner<'l> {
    document: &'l Document<'l>,
    places: &'l [LeafPlace],
    leaves: &'l [Leaf],
    demands: Vec<(u32, Demand)>,
    most_bytes: usize,
    recipient: Option<u32>,
    /// Something looked at a leaf that no demand expresses.
    is_beyond: bool,
}

impl<'l> Learner<'l> {
    pub(super) fn new(document: &'l Document<'l>, places: &'l [LeafPlace], leaves: &'l [Leaf]) -> Self {
        Self {
            document,
            places,
            leaves,
            demands: Vec::new(),
            most_bytes: usize::MAX,
            recipient: None,
            is_beyond: false,
        }
    }

    /// What is left to check; `None` if that cannot be said.
    pub(super) fn finish(mut self) -> Option<Residual> {
        if self.is_beyond || self.document.was_read() {
            return None;
        }
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        for place in self.places {
            let own = self.demands.extract_if(.., |(node, _)| *node == place.node).map(|(_, demand)| demand);
            let mut demands: Vec<Demand> = Vec::new();
            for demand in own {
                if !demands.contains(&demand) {
                    demands.push(demand);
                }
            }
            let node = Node::at(self.document, place.node);
            match node.kind() {
                _ if demands.is_empty() => {}
                Kind::String => texts.push(TextPlace::new(*place, node, self.leaves, demands)),
                Kind::Integer => numbers.push(NumberPlace::new(place.first, &demands)?),
                _ => return None,
            }
        }
        let recipient = self.recipient.and_then(|node| {
            let place = self.places.iter().find(|place| place.node == node)?;
            let node = Node::at(self.document, node);
            Some((Extent::new(*place, node, self.leaves), Recipient::of(node.as_str()?)))
        });
        Some(Residual {
            most_bytes: self.most_bytes,
            recipient,
            texts: texts.into(),
            numbers: numbers.into(),
        })
    }

    fn is_leaf(&self, node: Node<'_>) -> bool {
        self.places.binary_search_by_key(&node.index(), |place| place.node).is_ok()
    }

    fn has_leaf(&self, node: Node<'_>) -> bool {
        let first = self.places.partition_point(|place| place.node < node.index());
        self.places.get(first).is_some_and(|place| place.node < node.end_index())
    }

    fn note_keyword(&mut self, keyword: Keyword, node: Node<'_>, was_read: bool) {
        if let Some(most) = most_bytes(keyword).filter(|_| self.has_leaf(node)) {
            self.most_bytes = self.most_bytes.min(most);
        } else if self.is_leaf(node) {
            // What a request may hold, and what is discouraged, does not depend on what the value says.
            if !matches!(keyword, Keyword::Contexts(_) | Keyword::Deprecated) {
                self.demands.push((node.index(), Demand::Keyword(keyword)));
            }
        } else {
            self.is_beyond |= was_read;
        }
    }

    fn note_check(&mut self, check: &'static Check, object: Node<'_>) {
        let applies = checks::applies(check, object);
        if self.document.was_read() {
            self.is_beyond = true;
            return;
        }
        if !applies {
            return;
        }
        let Some(demands) = checks::demands(check, object) else {
            self.is_beyond = true;
            return;
        };
        for (node, demand) in demands {
            if self.is_leaf(node) && node.kind() == Kind::String {
                self.demands.push((node.index(), demand));
            }
        }
        self.document.was_read();
    }
}

impl Observer for Learner<'_> {
    fn tested(&mut self, _: OriginId, _: bool) {}

    fn look<R>(&mut self, rule: Rule<'_>, look: impl FnOnce() -> R) -> R {
        self.is_beyond |= self.document.was_read();
        let result = look();
        let was_read = self.document.was_read();
        match rule {
            Rule::Keyword(keyword, node) => self.note_keyword(keyword, node, was_read),
            Rule::Check(check, object) if was_read => self.note_check(check, object),
            Rule::Check(..) => {}
            Rule::Recipient(node) if was_read => self.recipient = Some(node.index()),
            Rule::Recipient(_) => {}
        }
        result
    }
}
