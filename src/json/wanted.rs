//! The members of a document that somebody wants, and the slots that lead to them.

use super::Slot;
use std::sync::atomic::{AtomicU64, Ordering};

/// What is read of documents that are alike, by whoever reads the same of all of them.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    pub(super) wanted: Wanted,
    /// How many slots there are: one for each member that is written out.
    pub(super) slots: usize,
    pub(super) layout: Layout,
}

/// Tells documents apart whose slots stand for different members. 0 is that of documents without slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout(u64);

/// Which parts of a value are read. The rest is looked over only: it has to be JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    All,
    /// Of an object these members; all of any other value.
    Members(Members),
    /// What kind of value it is, and nothing inside it.
    Kind,
}

/// Members by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Members {
    /// A bit for each length that a name has: most other names are told apart by theirs.
    lengths: u64,
    members: Vec<Member>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Member {
    name: Box<str>,
    wanted: Wanted,
    slot: u32,
}

/// That of a member without one.
const NO_SLOT: u32 = u32::MAX;

impl Layout {
    pub(crate) const NONE: Self = Self(0);
    /// What no document has.
    pub(crate) const NEVER: Self = Self(u64::MAX);

    /// One that nothing else has.
    fn new() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        // Counting by two leaves one that belongs to it.
        Self(LAST.fetch_add(2, Ordering::Relaxed) + 2)
    }

    /// The same slots, where they have another meaning for whoever reads the document.
    pub(crate) fn other(self) -> Self {
        if self == Self::NONE { self } else { Self(self.0 + 1) }
    }
}

impl Selection {
    pub(crate) fn everything() -> Self {
        Self { wanted: Wanted::All, slots: 0, layout: Layout::NONE }
    }

    /// Of an object these members.
    pub(crate) fn of(mut members: Members) -> Self {
        let mut slots = 0;
        members.number(&mut slots);
        Self { wanted: Wanted::Members(members), slots: slots as usize, layout: Layout::new() }
    }

    /// What is read, as JSON: `true` for all of a value, an object of the members that are read, or `false` for the
    /// kind only.
    pub(crate) fn outline(&self, slot: Slot<'_>) {
        self.wanted.outline(slot);
    }
}

impl Members {
    /// Wants a member, or another part of it if it is wanted already: then it is wanted whole.
    pub(crate) fn add(&mut self, name: &str, wanted: Wanted) {
        self.lengths |= length(name.as_bytes());
        match self.members.iter_mut().find(|known| &*known.name == name) {
            Some(known) if known.wanted != wanted => known.wanted = Wanted::All,
            Some(_) => {}
            None => self.members.push(Member { name: name.into(), wanted, slot: NO_SLOT }),
        }
    }

    /// Gives slots to members that somebody looks up.
    fn number(&mut self, next: &mut u32) {
        for member in &mut self.members {
            if member.wanted != Wanted::Kind {
                member.slot = *next;
                *next += 1;
            }
            if let Wanted::Members(members) = &mut member.wanted {
                members.number(next);
            }
        }
    }

    fn get(&self, name: &[u8]) -> Option<&Member> {
        if self.lengths & length(name) == 0 {
            return None;
        }
        self.members.iter().find(|known| known.name.as_bytes() == name)
    }
}

fn length(name: &[u8]) -> u64 {
    1 << name.len().min(63)
}

impl Wanted {
    /// What is wanted of a member, and its slot; nothing if the member is not.
    #[inline]
    pub(super) fn member(&self, name: &[u8]) -> Option<(&Self, u32)> {
        match self {
            Self::All => Some((self, NO_SLOT)),
            Self::Members(members) => members.get(name).map(|member| (&member.wanted, member.slot)),
            Self::Kind => None,
        }
    }

    /// What is wanted of the items of an array.
    #[inline]
    pub(super) fn items(&self) -> Option<&Self> {
        match self {
            Self::All | Self::Members(_) => Some(&Self::All),
            Self::Kind => None,
        }
    }

    /// What is wanted, as JSON: `true` for all, an object of the members that are wanted, or `false` for the kind only.
    fn outline(&self, slot: Slot<'_>) {
        match self {
            Self::All => slot.bool(true),
            Self::Kind => slot.bool(false),
            Self::Members(Members { members, .. }) => slot.object(|slots| {
                for member in members {
                    member.wanted.outline(slots.key(&member.name));
                }
            }),
        }
    }
}
