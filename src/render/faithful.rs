//! What the platform itself would emit: values as they print, nothing escaped, nothing checked.

use super::context::Context;
use super::execute::Output;
use super::text::{Piece, Text, TextBuilder};
use super::writer::{Place, Writer};
use super::{Options, Profile, failed};
use crate::diagnostic::{self, Code, Diagnostic, Span};
use crate::json::{self, Document};
use crate::template::lower::NOT_SEND;
use crate::template::position::State;
use crate::template::program::Program;

/// What the platform would make of a template for one user.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Emitted {
    /// The text that the platform would send, byte for byte.
    pub text: String,
    /// Whether it is JSON. If not, LINE refuses it.
    pub is_json: bool,
    /// Why the platform would not send it, if the template cancels the message.
    pub not_sent: Vec<String>,
    /// What breaks the JSON, or changes what it says, and which attribute does.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs a program as the platform does.
pub(crate) fn emit(
    program: &Program,
    profile: &Profile<'_>,
    options: &Options,
) -> Result<Emitted, Diagnostic> {
    let mut context = Context::new(program, profile, options);
    let mut builder = TextBuilder::default();
    context.run(&mut Output::Text(&mut builder)).map_err(|fault| failed(&context, fault))?;
    let text = builder.finish();
    let mut not_sent = std::mem::take(&mut context.not_sent);
    if text.as_str().contains(NOT_SEND) {
        not_sent.push(format!("{NOT_SEND} in output"));
    }
    let parsed = Document::parse(text.as_str());
    let mut diagnostics = if not_sent.is_empty() { blame(&text, program, profile) } else { Vec::new() };
    for diagnostic in &mut diagnostics {
        diagnostic.span = diagnostic.attribute.as_deref().and_then(|name| program.placeholder_of(name));
    }
    if let (Err(error), true, true) = (&parsed, diagnostics.is_empty(), not_sent.is_empty()) {
        diagnostics.push(unexplained(&text, program, profile, error));
    }
    diagnostic::arrange(&mut diagnostics);
    Ok(Emitted { is_json: parsed.is_ok(), text: text.as_str().to_owned(), not_sent, diagnostics })
}

/// The attributes whose values do not stay where the template puts them.
fn blame(text: &Text<'_>, program: &Program, profile: &Profile<'_>) -> Vec<Diagnostic> {
    let mut writer = Writer::new(usize::MAX, false);
    let mut found: Vec<Diagnostic> = Vec::new();
    for Piece { text: part, source } in text.pieces() {
        let Some(origin) = source.origin else {
            if writer.read(part, Place::Whole(Span::default(), None)).is_err() {
                break;
            }
            continue;
        };
        let attribute = program.origin_name(profile, origin);
        let problem = match writer.state() {
            State::Text | State::Key => {
                let mut escaped = String::new();
                json::text::escape_into(part, &mut escaped);
                (escaped != part)
                    .then(|| format!("`{attribute}` holds {} and breaks out of its string", culprit(part)))
            }
            _ if Document::parse(part).is_ok() => {
                let _ = writer.value(part, Span::default());
                None
            }
            _ => {
                let _ = writer.value("null", Span::default());
                Some(format!("`{attribute}` is text and stands where a JSON value must stand"))
            }
        };
        if let Some(message) = problem
            && !found.iter().any(|known| known.message == message)
        {
            found.push(
                Diagnostic::error(Code::FaithfulBreak, message)
                    .attribute(attribute)
                    .hint("at the platform `{{ …|string|tojson }}` without quotes around it is safe; `lineplate fix` writes it"),
            );
        }
    }
    found
}

fn culprit(part: &str) -> &'static str {
    match part.chars().find(|&char| char == '"' || char == '\\' || char < ' ') {
        Some('"') => "a double quote",
        Some('\\') => "a backslash",
        Some('\n' | '\r') => "a line break",
        _ => "a control character",
    }
}

fn unexplained(
    text: &Text<'_>,
    program: &Program,
    profile: &Profile<'_>,
    error: &json::JsonError,
) -> Diagnostic {
    let mut at = 0;
    let mut nearest = None;
    for (part, source) in text.parts() {
        if at > error.offset {
            break;
        }
        nearest = source.origin.or(nearest);
        at += part.len();
    }
    let mut diagnostic =
        Diagnostic::error(Code::FaithfulBreak, format!("the platform's output is not JSON: {error}"));
    diagnostic.attribute = nearest.map(|origin| program.origin_name(profile, origin));
    diagnostic
}
