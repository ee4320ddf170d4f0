//! What the platform's account holds for all users.

use super::text::{Origin, SHARED, is_shared};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Document, Kind, Node};
use std::fmt;
use std::sync::Arc;

/// The roots that an account may hold.
const ROOTS: [&str; 3] = [Account::CONTENT_BLOCKS, Account::AUXILIARY, Account::CONTENT_API];

/// What the platform's account holds for all users: content blocks, auxiliary tables and answers of the content API.
///
/// ```
/// use lineplate::{Account, Options, Profile, eval};
///
/// let account = r#"{
///   "ContentBlock": {"greeting": "Hello, {{ UserAttribute['name'] }}!"},
///   "AuxData": {"bills": {"42": {"due": "1 May"}}},
///   "ContentApi": {"weather": {"sky": "clear"}}
/// }"#;
/// let mut options = Options::default();
/// options.account = Account::parse(account).map_err(|finding| finding.message)?;
/// let profile = Profile::parse(r#"{"name": "花子", "uid": "42"}"#).map_err(|finding| finding.message)?;
/// let text = "{{ ContentBlock['greeting'] }} {{ (UserAttribute['uid']|getAuxData('bills')).due }}, {{ ContentApi.weather().sky }}";
/// assert_eq!(eval(text, &profile, &options), Ok("Hello, 花子! 1 May, clear".to_owned()));
/// # Ok::<(), String>(())
/// ```
///
/// Where a profile has one of these roots itself, that one counts.
#[derive(Clone, Default)]
pub struct Account(Option<Arc<Document<'static>>>);

impl Account {
    pub(crate) const CONTENT_BLOCKS: &'static str = "ContentBlock";
    pub(super) const AUXILIARY: &'static str = "AuxData";
    pub(super) const CONTENT_API: &'static str = "ContentApi";

    /// Reads an account from a JSON object with `ContentBlock` (name to text), `AuxData` (table to key to row) and
    /// `ContentApi` (name to answer), each as far as there is any.
    ///
    /// # Errors
    /// A diagnostic with the place, if it is something else.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let invalid = |message: String| {
            Diagnostic::error(Code::AccountInvalid, message)
                .hint("write {\"ContentBlock\": {\"name\": \"…\"}, \"AuxData\": {\"table\": {\"key\": {…}}}, \"ContentApi\": {\"name\": …}}")
        };
        let document = Document::parse(text.to_owned()).map_err(|error| {
            let span = crate::Span::new(error.offset, error.offset + 1);
            invalid(format!("the account is not JSON: {}", error.message)).at(span)
        })?;
        let root = document.root();
        if root.kind() != Kind::Object {
            return Err(invalid("an account is a JSON object".to_owned()).at(root.span()));
        }
        for (key, value) in root.members() {
            let name = key.as_str().unwrap_or_default();
            if !ROOTS.contains(&name) {
                let message = format!(
                    "an account has {}, not `{name}`",
                    ROOTS.map(|root| format!("`{root}`")).join(", ")
                );
                return Err(invalid(message).at(key.span()));
            }
            if value.kind() != Kind::Object {
                return Err(invalid(format!("`{name}` of an account is an object")).at(value.span()));
            }
            let block =
                value.members().find(|(_, block)| name == Self::CONTENT_BLOCKS && block.as_str().is_none());
            if let Some((_, block)) = block {
                return Err(invalid("a content block is a text".to_owned()).at(block.span()));
            }
        }
        Ok(Self(Some(Arc::new(document.shared()))))
    }

    /// Whether it has this root.
    pub(crate) fn holds(&self, root: &str) -> bool {
        self.root(root).is_some()
    }

    /// One of its roots.
    pub(super) fn root(&self, name: &str) -> Option<Node<'_>> {
        self.0.as_ref()?.root().get(name).filter(|_| ROOTS.contains(&name))
    }

    /// The value that a run of characters came from, if it is one of the account's.
    pub(crate) fn node(&self, origin: Origin) -> Option<Node<'_>> {
        let document = self.0.as_ref().filter(|_| is_shared(origin))?;
        Some(Node::at(document, origin - SHARED))
    }

    /// The content blocks: name and text.
    pub(crate) fn content_blocks(&self) -> impl Iterator<Item = (&str, &str)> {
        let blocks = self.root(Self::CONTENT_BLOCKS).into_iter().flat_map(Node::members);
        blocks.filter_map(|(name, text)| Some((name.as_str()?, text.as_str()?)))
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No content: its tables are data.
        f.write_str(if self.0.is_some() { "Account(…)" } else { "Account" })
    }
}

/// The origin of characters in a value of the data.
pub(super) fn origin_of(node: Node<'_>) -> Origin {
    if node.document().is_shared() { SHARED | node.index() } else { node.index() }
}
