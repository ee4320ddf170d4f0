//! Validates payloads against LINE's schemas.
//!
//! The files under `schemas/` state what LINE's messages may be; the build script flattens them into tables
//! ([`node`]), and one walk over the JSON compares each value with the node for its place. Which node that is,
//! is decided by `type` before anything else is looked at, so a fault deep in a Flex Message is one finding at
//! its place and not a list of alternatives that did not match.
//!
//! ```
//! use lineplate::json::Document;
//! use lineplate::schema::{Kind, Options, validate};
//!
//! let document = Document::parse(r#"[{"type": "text", "text": ""}]"#)?;
//! let findings = validate(Kind::Messages, &document, &Options::default());
//! assert_eq!(findings[0].code.as_str(), "schema/empty");
//! assert_eq!(findings[0].pointer.as_deref(), Some("/0/text"));
//! assert_eq!(findings[0].property.as_deref(), Some("messages[0].text"));
//! # Ok::<(), lineplate::json::JsonError>(())
//! ```

mod absences;
mod checks;
mod fault;
#[cfg(feature = "schemas")]
mod files;
mod keywords;
mod kind;
mod nearest;
#[doc(hidden)]
pub mod node;
mod options;
mod pattern;
mod places;
mod property;
mod report;
pub(crate) mod residual;
mod retry_key;
#[doc(hidden)]
pub mod tables;
mod unreadable;
mod walk;

pub(crate) use fault::grouped;
#[cfg(feature = "schemas")]
pub use files::{bundle, source};
pub(crate) use keywords::{count_graphemes, count_utf16};
pub use kind::{Kind, UnknownKind};
pub use options::{Method, Options, Recipient};
pub(crate) use places::{
    Place, accepts, compared, deciders, emoji_room, examples, places, text_limit, texts_of,
};
pub use property::pointer_of;
pub(crate) use property::property_name;
pub use unreadable::unreadable;
#[doc(hidden)]
pub use walk::{Observer, Rule};

use crate::diagnostic::Diagnostic;
use crate::json::Document;

/// What LINE would refuse in a document, and what looks wrong, in the order of the document.
pub fn validate(kind: Kind, document: &Document<'_>, options: &Options) -> Vec<Diagnostic> {
    observe(kind, document, options, &mut ())
}

/// [`validate`], telling an observer of every rule that was looked at. For tests of the schemas.
#[doc(hidden)]
pub fn observe<O: Observer>(
    kind: Kind,
    document: &Document<'_>,
    options: &Options,
    observer: &mut O,
) -> Vec<Diagnostic> {
    walk::walk(kind, document, options, observer)
}

/// The compiled schema for a kind of document.
#[doc(hidden)]
pub fn root(kind: Kind) -> &'static node::Node {
    tables::root(kind as usize)
}
