//! The attributes that a run reads.

use crate::analysis::{Keys, Reads};
use crate::render::ROOTS;
use std::collections::{BTreeMap, BTreeSet};

/// Which attributes of the users a run needs. Columns that it does not need are not read.
///
/// ```
/// use lineplate::batch::Wanted;
///
/// let mut wanted = Wanted::nothing();
/// wanted.add("UserAttribute", Some("line_id"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// For each root its attributes; nothing where all of them are needed.
    roots: Option<BTreeMap<String, Option<BTreeSet<String>>>>,
}

impl Wanted {
    /// All attributes.
    pub fn everything() -> Self {
        Self { roots: None }
    }

    /// No attribute yet.
    pub fn nothing() -> Self {
        Self { roots: Some(BTreeMap::new()) }
    }

    /// What a template or a condition may read.
    pub fn of(reads: &Reads) -> Self {
        let mut wanted = Self::nothing();
        wanted.add_all(reads);
        wanted
    }

    /// Adds what a template or a condition may read.
    pub fn add_all(&mut self, reads: &Reads) {
        for root in reads.roots() {
            match reads.keys(root) {
                Some(Keys::Only(keys)) => keys.iter().for_each(|key| self.add(root, Some(key))),
                _ => self.add(root, None),
            }
        }
    }

    /// Adds an attribute of a root (`UserAttribute`), or all of them.
    pub fn add(&mut self, root: &str, attribute: Option<&str>) {
        let Some(roots) = &mut self.roots else { return };
        match attribute {
            None => {
                roots.insert(root.to_owned(), None);
            }
            Some(attribute) => {
                let attributes = roots.entry(root.to_owned()).or_insert_with(|| Some(BTreeSet::new()));
                if let Some(attributes) = attributes {
                    attributes.insert(attribute.to_owned());
                }
            }
        }
    }

    /// Whether an attribute is needed.
    pub(super) fn attribute(&self, root: &str, attribute: &str) -> bool {
        let Some(roots) = &self.roots else { return true };
        roots.get(root).is_some_and(|attributes| {
            attributes.as_ref().is_none_or(|attributes| attributes.contains(attribute))
        })
    }

    /// Whether anything of a root is needed.
    pub(super) fn root(&self, root: &str) -> bool {
        self.roots.as_ref().is_none_or(|roots| roots.contains_key(root))
    }
}

/// Whether a name is that of a root of the template language.
pub(super) fn is_root(name: &str) -> bool {
    ROOTS.contains(&name)
}
