//! Memory that documents hand on.

use super::document::Entry;

/// The memory of a [`Document`](super::Document) that is no longer needed, for the next one: who reads many
/// documents one after the other allocates for the largest of them only.
///
/// ```
/// use lineplate::json::{Buffers, Document};
///
/// let mut buffers = Buffers::default();
/// for line in ["{\"points\": 1}", "{\"points\": 2}"] {
///     let document = Document::parse_in(line, buffers)?;
///     assert!(document.root().get("points").is_some());
///     buffers = document.into_buffers();
/// }
/// # Ok::<(), lineplate::json::JsonError>(())
/// ```
#[derive(Debug, Default)]
pub struct Buffers {
    /// The text of a document that was built.
    pub(super) text: String,
    pub(super) decoded: String,
    pub(super) entries: Vec<Entry>,
    pub(super) duplicates: Vec<u32>,
    pub(super) slots: Vec<u32>,
}

impl Buffers {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.decoded.clear();
        self.entries.clear();
        self.duplicates.clear();
        self.slots.clear();
    }
}
