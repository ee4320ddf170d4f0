//! LINE's schemas.
use crate::diagnostic::{Code, Diagnostic};
use crate::json::Document;
/// Kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Push.
    Push,
    /// Message.
    Message,
}
/// Options.
#[derive(Debug, Clone, Default)]
pub struct Options {}
/// Validate.
pub fn validate(_kind: Kind, document: &Document<'_>, _options: &Options) -> Vec<Diagnostic> {
    duplicate_keys(document)
}
/// Duplicates.
pub fn duplicate_keys(document: &Document<'_>) -> Vec<Diagnostic> {
    document
        .duplicate_keys()
        .map(|key| {
            Diagnostic::error(
                Code::JsonDuplicateKey,
                format!("the key `{}` stands twice in one object", key.as_str().unwrap_or_default()),
            )
            .at(key.span())
        })
        .collect()
}
