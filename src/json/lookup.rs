//! Lookups that remember where they ended last time.

use super::document::{Document, Node};
use super::wanted::Layout;
use std::cell::Cell;

/// What a lookup that is made in many documents knows of them. Documents with slots that stand for the same members
/// need no search: once it is known which slot the lookup ends in, it ends there in all of them.
#[derive(Debug)]
pub(crate) struct Trail {
    layout: Cell<Layout>,
    slot: Cell<u32>,
}

impl Trail {
    pub(crate) fn new() -> Self {
        Self { layout: Cell::new(Layout::NEVER), slot: Cell::new(0) }
    }

    /// Whether it is known where the lookup ends in a document of this layout.
    #[inline]
    pub(crate) fn leads_through(&self, layout: Layout) -> bool {
        self.layout.get() == layout
    }

    /// The value at its end, for a document of the layout that is known.
    #[inline]
    pub(crate) fn end<'d>(&self, document: &'d Document<'d>) -> Option<Node<'d>> {
        document.in_slot(self.slot.get())
    }

    /// Learns from a search that found this value.
    pub(crate) fn learn(&self, found: Node<'_>, layout: Layout) {
        if layout != Layout::NONE
            && let Some(slot) = found.document().slot_of(found)
        {
            self.layout.set(layout);
            self.slot.set(slot);
        }
    }
}
