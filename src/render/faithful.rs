//! What the platform itself would emit: values as they print, nothing escaped, nothing checked.

use super::context::Context;
use super::execute::{Output, Written};
use super::text::{Origin, Piece, Text, TextBuilder};
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
    let mut written = Vec::new();
    context.run(&mut Output::Emitted(&mut builder, &mut written)).map_err(|fault| failed(&context, fault))?;
    let text = builder.finish();
    let mut not_sent = std::mem::take(&mut context.not_sent);
    if text.as_str().contains(NOT_SEND) {
        not_sent.push(format!("{NOT_SEND} in output"));
    }
    let parsed = Document::parse(text.as_str());
    let mut diagnostics =
        if not_sent.is_empty() { blame(&text, &written, program, profile) } else { Vec::new() };
    if let (Err(error), true, true) = (&parsed, diagnostics.is_empty(), not_sent.is_empty()) {
        diagnostics.push(unexplained(&text, &written, program, profile, error));
    }
    diagnostic::arrange(&mut diagnostics);
    Ok(Emitted { is_json: parsed.is_ok(), text: text.as_str().to_owned(), not_sent, diagnostics })
}

/// The attributes whose values do not stay where the template puts them.
fn blame(text: &Text<'_>, written: &[Written], program: &Program, profile: &Profile<'_>) -> Vec<Diagnostic> {
    let mut writer = Writer::new(usize::MAX, false);
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut at = 0;
    let mut seen = 0;
    for Piece { text: part, source } in text.pieces() {
        let start = at;
        at += part.len();
        if start < seen {
            continue;
        }
        let placeholder = writing(written, start);
        let in_string = matches!(writer.state(), State::Text | State::Key);
        if let Some(placeholder) = placeholder.filter(|part| !in_string && prints_brackets(part, text)) {
            seen = placeholder.range.end;
            let whole = text.as_str().get(placeholder.range.clone()).unwrap_or_default();
            if Document::parse(whole).is_err() {
                add(&mut found, printed_by_python(program, placeholder));
            }
            let _ = writer.value("null", Span::default());
            continue;
        }
        let Some(origin) = source.origin else {
            if writer.read(part, Place::Whole(Span::default(), None)).is_err() {
                break;
            }
            continue;
        };
        let attribute = program.origin_name(profile, origin);
        if let Some(message) = misplaced(&mut writer, part, &attribute) {
            let mut finding = Diagnostic::error(Code::FaithfulBreak, message).hint(
                "at the platform `{{ …|string|tojson }}` without quotes around it is safe; `lineplate fix` writes it",
            );
            finding.span = program.placeholder_of(&attribute).or_else(|| placeholder.map(|part| part.by));
            add(&mut found, finding.attribute(attribute));
        }
    }
    found
}

/// What is wrong with a text of an attribute where the writer is, if anything is.
fn misplaced(writer: &mut Writer, part: &str, attribute: &str) -> Option<String> {
    match writer.state() {
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
    }
}

/// Adds a finding that is not there yet: loops come by often.
fn add(found: &mut Vec<Diagnostic>, finding: Diagnostic) {
    if !found.iter().any(|known| known.message == finding.message && known.span == finding.span) {
        found.push(finding);
    }
}

/// Whether a placeholder wrote a list or object, with all that is in it, as Python prints it.
fn prints_brackets(part: &Written, text: &Text<'_>) -> bool {
    let whole = text.as_str().get(part.range.clone()).unwrap_or_default();
    !part.is_text && whole.starts_with(['[', '{', '('])
}

/// A list or object where a JSON value must stand.
fn printed_by_python(program: &Program, placeholder: &Written) -> Diagnostic {
    let mut finding = Diagnostic::error(
        Code::FaithfulBreak,
        "a list or object is printed as Python prints it, which is no JSON",
    )
    .at(placeholder.by)
    .hint(PYTHON);
    finding.attribute = program.attribute_at(placeholder.by);
    finding
}

/// What to write where a value is no text.
const PYTHON: &str =
    "what Python prints is no JSON: `{{ …|tojson }}` writes true, null, lists and objects as JSON";

fn culprit(part: &str) -> &'static str {
    match part.chars().find(|&char| char == '"' || char == '\\' || char < ' ') {
        Some('"') => "a double quote",
        Some('\\') => "a backslash",
        Some('\n' | '\r') => "a line break",
        _ => "a control character",
    }
}

/// What stands where the output stops being JSON, if no text of an attribute broke out of its place.
fn unexplained(
    text: &Text<'_>,
    written: &[Written],
    program: &Program,
    profile: &Profile<'_>,
    error: &json::JsonError,
) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::FaithfulBreak, format!("the platform's output is not JSON: {error}"));
    let at = error.offset;
    let Some(part) = writing(written, at).or_else(|| empty_before(written, at)) else {
        return Diagnostic {
            attribute: last_before(text, at).map(|origin| program.origin_name(profile, origin)),
            ..diagnostic
        };
    };
    let attribute = program.attribute_at(part.by);
    let hint = if text.as_str().get(part.range.clone()).is_some_and(|text| text.starts_with('"')) {
        "`tojson` writes the quotes itself: `{{ …|string|tojson }}` without quotes around it"
    } else if part.range.is_empty() {
        "give it a fallback, and let it be written as JSON: `{{ …|default('…', true)|tojson }}`"
    } else {
        PYTHON
    };
    Diagnostic { attribute, ..diagnostic }.at(part.by).hint(hint)
}

/// The placeholder that wrote the byte at a place. What is written stands in the order of the text.
fn writing(written: &[Written], at: usize) -> Option<&Written> {
    let before = written.partition_point(|part| part.range.end <= at);
    written.get(before).filter(|part| part.range.contains(&at))
}

/// The placeholder that wrote nothing at a place, where something must stand.
fn empty_before(written: &[Written], at: usize) -> Option<&Written> {
    let before = written.partition_point(|part| part.range.end <= at);
    let last = written.get(..before)?.last()?;
    (last.range.is_empty() && last.range.end == at).then_some(last)
}

/// The attribute that was printed last before a place.
fn last_before(text: &Text<'_>, place: usize) -> Option<Origin> {
    let mut at = 0;
    let mut nearest = None;
    for (part, source) in text.parts() {
        if at > place {
            break;
        }
        nearest = source.origin.or(nearest);
        at += part.len();
    }
    nearest
}
