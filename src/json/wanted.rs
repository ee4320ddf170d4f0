//! The members of a document that somebody wants.

use super::Slot;

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
    members: Vec<(Box<str>, Wanted)>,
}

impl Wanted {
    /// What is wanted of a member; nothing if the member is not.
    #[inline]
    pub(super) fn member(&self, name: &[u8]) -> Option<&Self> {
        match self {
            Self::All => Some(self),
            Self::Members(members) => members.get(name),
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
}

impl Wanted {
    /// What is wanted, as JSON: `true` for all, an object of the members that are wanted, or `false` for the kind only.
    pub(crate) fn outline(&self, slot: Slot<'_>) {
        match self {
            Self::All => slot.bool(true),
            Self::Kind => slot.bool(false),
            Self::Members(Members { members, .. }) => slot.object(|slots| {
                for (name, wanted) in members {
                    wanted.outline(slots.key(name));
                }
            }),
        }
    }
}

impl Members {
    /// Wants a member, or another part of it if it is wanted already: then it is wanted whole.
    pub(crate) fn add(&mut self, name: &str, wanted: Wanted) {
        self.lengths |= length(name.as_bytes());
        match self.members.iter_mut().find(|(known, _)| &**known == name) {
            Some((_, known)) if *known != wanted => *known = Wanted::All,
            Some(_) => {}
            None => self.members.push((name.into(), wanted)),
        }
    }

    fn get(&self, name: &[u8]) -> Option<&Wanted> {
        if self.lengths & length(name) == 0 {
            return None;
        }
        self.members.iter().find(|(known, _)| known.as_bytes() == name).map(|(_, wanted)| wanted)
    }
}

fn length(name: &[u8]) -> u64 {
    1 << name.len().min(63)
}
