//! The attributes that a run reads.

use crate::analysis::Reads;
use crate::render::{ProfileReader, ROOTS};

/// Which attributes of the users a run needs. Columns and members that it does not need are not read.
///
/// ```
/// use lineplate::batch::Wanted;
///
/// let mut wanted = Wanted::nothing();
/// wanted.add("UserAttribute", Some("line_id"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Nothing where all attributes are needed.
    reads: Option<Reads>,
}

impl Wanted {
    /// All attributes.
    pub fn everything() -> Self {
        Self { reads: None }
    }

    /// No attribute yet.
    pub fn nothing() -> Self {
        Self { reads: Some(Reads::default()) }
    }

    /// What a template or a condition may read.
    pub fn of(reads: &Reads) -> Self {
        Self { reads: Some(reads.clone()) }
    }

    /// Adds what a template or a condition may read.
    pub fn add_all(&mut self, more: &Reads) {
        if let Some(reads) = &mut self.reads {
            reads.join(more);
        }
    }

    /// Adds an attribute of a root (`UserAttribute`), or all of them.
    pub fn add(&mut self, root: &str, attribute: Option<&str>) {
        let Some(reads) = &mut self.reads else { return };
        match attribute {
            None => reads.all(root),
            Some(attribute) => reads.key(root, attribute),
        }
    }

    /// Whether an attribute is needed.
    pub(super) fn attribute(&self, root: &str, attribute: &str) -> bool {
        self.reads.as_ref().is_none_or(|reads| reads.reads(root, attribute))
    }

    /// Whether anything of a root is needed.
    pub(super) fn root(&self, root: &str) -> bool {
        self.reads.as_ref().is_none_or(|reads| reads.keys(root).is_some())
    }

    /// Reads profiles that are JSON text.
    pub(super) fn reader(&self) -> ProfileReader {
        self.reads.as_ref().map_or_else(ProfileReader::everything, ProfileReader::new)
    }
}

/// Whether a name is that of a root of the template language.
pub(super) fn is_root(name: &str) -> bool {
    ROOTS.contains(&name)
}
