//! What an editor asks while somebody types a campaign body. The text may be broken anywhere.
//!
//! ```
//! use lineplate::{Options, editor};
//!
//! let text = r#"{"messages": [{"type": "text", "text": "{{ UserAttribute['name']|upp"#;
//! let completions = editor::complete(text, text.len(), None, &Options::default());
//! let labels: Vec<_> = completions.items.iter().map(|item| item.label.as_str()).collect();
//! assert_eq!(labels, ["upper"]);
//! ```

mod attributes;
mod documentation;
mod expression;
mod outline;
mod property;

use crate::diagnostic::{self, Diagnostic, Span};
use crate::render::{Options, Profile, Rendered};
use crate::template::Template;
use outline::Outline;

/// What may be written at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completions {
    /// The part of the text that an item takes the place of: what is typed of it so far.
    pub span: Span,
    /// The items, those first that are most likely meant.
    pub items: Vec<Completion>,
}

/// One thing that may be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What it is called.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// Arguments, a type: short, beside the label.
    pub detail: String,
    /// One sentence on it, or nothing.
    pub documentation: String,
    /// What is written.
    pub insert: String,
}

/// What a [`Completion`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompletionKind {
    /// An attribute, or a root of attributes.
    Attribute,
    /// A filter.
    Filter,
    /// A test, behind `is`.
    Test,
    /// A function.
    Function,
    /// A word of the template language.
    Keyword,
    /// A property of LINE's.
    Property,
    /// A value that LINE knows.
    Value,
}

impl CompletionKind {
    /// Its name in lower case.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Attribute => "attribute",
            Self::Filter => "filter",
            Self::Test => "test",
            Self::Function => "function",
            Self::Keyword => "keyword",
            Self::Property => "property",
            Self::Value => "value",
        }
    }
}

/// What can be said of the thing at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The thing.
    pub span: Span,
    /// About it, in Markdown.
    pub text: String,
}

/// All findings about a text: why it does not compile; else what looks wrong with it, and what becomes of it for a
/// user. Where this user's message fails, what else could happen at the place is left out. Findings about the profile
/// itself are not among them: their places are in another text.
pub fn diagnostics(text: &str, profile: Option<&Profile<'_>>, options: &Options) -> Vec<Diagnostic> {
    let template = match Template::compile(text, options.clone()) {
        Ok(template) => template,
        Err(findings) => return findings,
    };
    let mut findings = template.check();
    let rendered = profile.map(|profile| template.render(profile));
    let happens = |possible: &Diagnostic| {
        let mut errors = rendered.iter().flat_map(Rendered::diagnostics).filter(|finding| finding.is_error());
        !possible.is_error() && possible.span.is_some() && errors.any(|error| error.span == possible.span)
    };
    findings.retain(|finding| !happens(finding));
    for finding in rendered.iter().flat_map(Rendered::diagnostics) {
        if !findings.iter().any(|known| known.code == finding.code && known.span == finding.span) {
            findings.push(finding.clone());
        }
    }
    diagnostic::arrange(&mut findings);
    findings
}

/// What may be written at an offset in bytes.
pub fn complete(text: &str, offset: usize, profile: Option<&Profile<'_>>, options: &Options) -> Completions {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let outline = Outline::read(text);
    match outline.tag_at(offset) {
        Some(tag) if outline.is_comment(tag) => Completions::default(),
        Some(tag) => expression::complete(text, tag, offset, profile),
        None => property::complete(&outline, offset, options),
    }
}

/// What can be said of the thing at an offset in bytes. Attributes are named with their type, never with their value.
pub fn hover(text: &str, offset: usize, profile: Option<&Profile<'_>>, options: &Options) -> Option<Hover> {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let outline = Outline::read(text);
    match outline.tag_at(offset) {
        Some(tag) if outline.is_comment(tag) => None,
        Some(tag) => expression::hover(text, tag, offset, profile),
        None => property::hover(&outline, offset, options),
    }
}
