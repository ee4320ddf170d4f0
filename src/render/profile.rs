//! One user's data.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::json::wanted::{Layout, Selection};
use crate::json::{Buffers, Document, JsonError, Kind, Node};
use std::cell::Cell;

/// The names under which a template finds its data.
pub(crate) const ROOTS: &[&str] = &[
    "UserAttribute",
    "EventAttribute",
    "ProductSet",
    "CampaignAttribute",
    "ContentBlock",
    "ContentApi",
    "AppMarketplaceForm",
];

/// The data of one user: the attributes that a template may read.
///
/// A profile is a JSON object, either with the roots of the template language or with bare attributes, which then
/// are the user's own:
///
/// ```
/// use lineplate::Profile;
///
/// let with_roots = Profile::parse(r#"{"UserAttribute": {"first_name": "花子"}, "EventAttribute": {"amount": 3}}"#)?;
/// let bare = Profile::parse(r#"{"first_name": "花子"}"#)?;
/// # Ok::<(), lineplate::Diagnostic>(())
/// ```
#[derive(Debug, Clone)]
pub struct Profile<'a> {
    document: Document<'a>,
    bare: bool,
}

impl<'a> Profile<'a> {
    /// Reads a profile from JSON text.
    ///
    /// # Errors
    /// A diagnostic with the place, if the text is not one JSON object.
    pub fn parse(text: &'a str) -> Result<Self, Diagnostic> {
        Self::parse_in(text, Buffers::default())
    }

    /// [`Profile::parse`], in the memory of a profile that is no longer needed.
    ///
    /// # Errors
    /// A diagnostic with the place, if the text is not one JSON object.
    pub fn parse_in(text: &'a str, buffers: Buffers) -> Result<Self, Diagnostic> {
        Self::parse_selection(text, &Selection::everything(), buffers)
    }

    pub(super) fn parse_selection(
        text: &'a str,
        selection: &Selection,
        buffers: Buffers,
    ) -> Result<Self, Diagnostic> {
        let document = Document::parse_selection(text, selection, buffers);
        document.map_err(|error| invalid(&error, text.len())).and_then(Self::new)
    }

    /// How many values there are, keys included.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.document.root().end_index() as usize
    }

    /// The memory of the profile, for the next one.
    pub fn into_buffers(self) -> Buffers {
        self.document.into_buffers()
    }

    /// Takes a profile that is read already.
    ///
    /// # Errors
    /// A diagnostic, if it is not an object.
    pub fn new(document: Document<'a>) -> Result<Self, Diagnostic> {
        let root = document.root();
        if root.kind() != Kind::Object {
            let message = format!("a profile is a JSON object, not a value of type {}", root.kind().name());
            return Err(Diagnostic::error(Code::ProfileInvalid, message)
                .at(root.span())
                .hint("write {\"UserAttribute\": {\"first_name\": \"…\"}} or {\"first_name\": \"…\"}"));
        }
        let is_root = |key: Node<'_>, value: Node<'_>| {
            matches!(value.kind(), Kind::Object | Kind::Array)
                && key.as_str().is_some_and(|key| ROOTS.contains(&key))
        };
        if let Some((_, value)) = root.members().find(|(key, value)| {
            key.as_str() == Some("UserAttribute") && !matches!(value.kind(), Kind::Object | Kind::Array)
        }) {
            let kind = value.kind().name();
            let message = format!("`UserAttribute` of a profile is an object, not a value of type {kind}");
            return Err(Diagnostic::error(Code::ProfileInvalid, message)
                .at(value.span())
                .hint("write {\"UserAttribute\": {\"first_name\": \"…\"}} or {\"first_name\": \"…\"}"));
        }
        let bare = !root.members().any(|(key, value)| is_root(key, value));
        Ok(Self { document, bare })
    }

    /// The value behind a name that stands alone in an expression.
    pub(crate) fn root(&self, name: &str) -> Option<Node<'_>> {
        let root = self.document.root();
        if self.bare { (name == "UserAttribute").then_some(root) } else { root.get(name) }
    }

    /// [`Profile::root`], looking first where it stood last time.
    #[inline]
    pub(crate) fn root_near(&self, name: &str, place: &Cell<u32>) -> Option<Node<'_>> {
        let root = self.document.root();
        if self.bare { (name == "UserAttribute").then_some(root) } else { root.get_near(name, place) }
    }

    /// What the slots of the document stand for. Without roots, they stand for members of another object.
    #[inline]
    pub(crate) fn layout(&self) -> Layout {
        let layout = self.document.layout();
        if self.bare { layout.other() } else { layout }
    }

    /// The values.
    #[inline]
    pub(crate) fn document(&self) -> &Document<'a> {
        &self.document
    }

    /// The text of a top-level attribute of the user.
    pub fn user_attribute(&self, name: &str) -> Option<&str> {
        self.root("UserAttribute")?.get(name)?.as_str()
    }

    /// The characters of a top-level attribute of the user that is a text, a number or a boolean.
    #[cfg(feature = "batch")]
    pub(crate) fn user_text(&self, name: &str) -> Option<&str> {
        let node = self.root("UserAttribute")?.get(name)?;
        match node.kind() {
            Kind::String => node.as_str(),
            Kind::Null => None,
            _ => Some(node.source()),
        }
    }

    /// Whether a value lies in a profile whose members are the user's attributes, without roots around them.
    pub(crate) fn is_bare(&self, node: Node<'_>) -> bool {
        self.bare && !node.document().is_shared()
    }

    /// The value that a run of characters came from.
    pub(crate) fn node(&self, origin: super::text::Origin) -> Node<'_> {
        Node::at(&self.document, origin)
    }
}

impl Profile<'static> {
    /// Takes a profile from a value in memory.
    ///
    /// # Errors
    /// A diagnostic, if it is not an object.
    pub fn from_value(value: &serde_json::Value) -> Result<Self, Diagnostic> {
        Document::from_value(value).map_err(|error| invalid(&error, usize::MAX)).and_then(Profile::new)
    }
}

/// What is missing at the end of a text is found at its end, not behind it.
fn invalid(error: &JsonError, length: usize) -> Diagnostic {
    Diagnostic::error(Code::ProfileInvalid, format!("the profile is not JSON: {error}"))
        .at(Span::new(error.offset, (error.offset + 1).min(length)))
}
