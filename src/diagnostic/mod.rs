//! What is wrong with a template, a profile or a payload, and what to do about it.
//!
//! A [`Diagnostic`] is what the author of a campaign can act on; a misuse of this library is an error type of
//! the function that was misused. Diagnostics carry places as byte ranges ([`Span`]); [`LineIndex`] turns them
//! into lines and columns at the edge.

mod code;
mod line_index;
mod omitted;

pub use code::Code;
pub use line_index::{Encoding, LineColumn, LineIndex};
pub(crate) use omitted::chain;
pub use omitted::{MAX_FINDINGS, Omitted, arrange};

use serde::{Serialize, Serializer};

/// A range of bytes in a template or a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// A range from `start` up to, and without, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    /// The smallest range that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range as `usize` offsets, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The message would be refused, or would not say what its author meant.
    Error,
    /// The message goes out, but something in it has no effect or looks wrong.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One finding about a template, a profile or a payload.
///
/// The message names places and limits but never the value of an attribute; `value` holds it where the caller
/// asked for values. Written as JSON, the fields up to `hints` are always there, so that readers find one shape.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Stable code from one closed list.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// One line, lower case, without a final stop.
    pub message: String,
    /// The rule of LINE's that is broken (`R27`).
    pub rule: Option<String>,
    /// JSON Pointer into the payload (`/messages/0/text`).
    pub pointer: Option<String>,
    /// The same place in the notation that LINE's own answers use (`messages[0].text`).
    pub property: Option<String>,
    /// The part of the template (or of the JSON text, where there is no template) that wrote the value.
    pub span: Option<Span>,
    /// The attribute that supplied the value (`UserAttribute['memo']`).
    pub attribute: Option<String>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// Changes of the template that remove the finding, where that is safe.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// Other places that belong to the finding, each with a word about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// The limit that was broken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// The count or length that was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<u64>,
    /// Page of the documentation that states the limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The offending value, only where the caller asked for values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How many findings beside those in the list there are; the code is `limit/findings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub omitted: Option<Omitted>,
}

/// A change of the template: the text at `span` is replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The place.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A second place of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What is there.
    pub label: String,
}

impl Diagnostic {
    /// A finding of severity error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A finding of severity warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A finding with nothing but its code, severity and message.
    pub fn new(code: Code, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: message.into(),
            rule: None,
            pointer: None,
            property: None,
            span: None,
            attribute: None,
            hints: Vec::new(),
            edits: Vec::new(),
            related: Vec::new(),
            limit: None,
            actual: None,
            source: None,
            value: None,
            omitted: None,
        }
    }

    /// With the place that it is about.
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// With a piece of advice.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// With a change of the template that removes it.
    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// With the attribute that it is about.
    pub fn attribute(mut self, attribute: impl Into<String>) -> Self {
        self.attribute = Some(attribute.into());
        self
    }

    /// With a second place.
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related { span, label: label.into() });
        self
    }

    /// With a limit and what was found.
    pub fn limit(mut self, limit: u64, actual: u64) -> Self {
        self.limit = i64::try_from(limit).ok();
        self.actual = Some(actual);
        self
    }

    /// Whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
