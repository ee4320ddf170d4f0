//! What a value is made from.

use super::attribute::AttributeId;
use crate::ordered::{Map, Set};

/// What is known of the value of an expression, without evaluating it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Flow {
    /// The attributes that the value may be, unchanged.
    pub(super) is: Set<AttributeId>,
    /// All attributes that it is computed from.
    pub(super) from: Set<AttributeId>,
    /// What its items are, where the template made or rearranged them.
    pub(super) items: Option<Box<Flow>>,
    /// The attributes of which it is a part or another order: its items are theirs.
    pub(super) parts_of: Set<AttributeId>,
    /// What its members are, where the template made them.
    pub(super) members: Map<Box<str>, Flow>,
}

impl Flow {
    /// The value of an attribute.
    pub(super) fn attribute(id: AttributeId) -> Self {
        Self { is: Set::from([id]), from: Set::from([id]), ..Self::default() }
    }

    /// A value computed from others.
    pub(super) fn computed<'f>(parts: impl IntoIterator<Item = &'f Self>) -> Self {
        let mut flow = Self::default();
        for part in parts {
            flow.from.extend(part.everything());
        }
        flow
    }

    /// A sequence of such items.
    pub(super) fn sequence(items: Self) -> Self {
        Self { from: items.everything(), items: Some(Box::new(items)), ..Self::default() }
    }

    /// A part of a value, or its items in another order.
    pub(super) fn part(self, base: &Self) -> Self {
        let parts_of = base.is.iter().chain(&base.parts_of).copied().collect();
        Self { items: base.items.clone(), parts_of, ..self }
    }

    /// All attributes that it, its items or its members are computed from.
    pub(super) fn everything(&self) -> Set<AttributeId> {
        let mut all = self.from.clone();
        for part in self.items.as_deref().into_iter().chain(self.members.values()) {
            all.extend(part.everything());
        }
        all
    }

    /// What it is when it may be either.
    pub(super) fn union(&mut self, other: &Self) {
        self.is.extend(&other.is);
        self.from.extend(&other.from);
        self.parts_of.extend(&other.parts_of);
        if let Some(items) = &other.items {
            self.items.get_or_insert_default().union(items);
        }
        for (name, member) in &other.members {
            self.members.get_or_default(name.clone()).union(member);
        }
    }

    /// [`Self::union`] of both.
    pub(super) fn either(mut self, other: &Self) -> Self {
        self.union(other);
        self
    }
}
