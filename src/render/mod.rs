//! Programs and profiles to payloads.

pub(crate) mod account;
mod arguments;
mod arithmetic;
mod compare;
mod content_block;
mod context;
mod evaluate;
mod execute;
pub(crate) mod faithful;
mod fault;
pub(crate) mod filters;
mod format;
pub(crate) mod functions;
mod limits;
mod methods;
mod nest;
mod options;
pub(crate) mod predicates;
mod print;
mod profile;
mod profile_reader;
#[allow(dead_code, reason = "what the check of all branches reads; the lints use a part of it")]
pub(crate) mod recorder;
mod renderer;
mod route;
#[allow(dead_code, reason = "what the check of all branches reads; the lints use a part of it")]
pub(crate) mod study;
pub(crate) mod text;
mod time;
mod to_json;
pub(crate) mod trace;
mod value;
mod watch;
pub(crate) mod writer;

pub use account::Account;
pub use faithful::Emitted;
pub use limits::Limits;
pub use options::{MissingPolicy, Options};
pub(crate) use print::float;
pub use profile::Profile;
pub(crate) use profile::ROOTS;
pub use profile_reader::ProfileReader;
pub use renderer::{Renderer, Verdict};
pub(crate) use time::knows_zone;
pub use time::{Clock, Zones};

use crate::diagnostic::{self, Code, Diagnostic, Span};
use crate::json::{self, Document};
use crate::ordered;
use crate::schema;
use crate::template::program::{Expr, Program};
use context::Context;
use execute::Output;
use fault::{Fault, Result};
use recorder::Recorder;
use text::TextBuilder;
use trace::Trace;
use value::Value;
use writer::Writer;

/// A filter: the value before the bar, then the arguments.
pub(crate) type FilterFunction =
    for<'c, 'p> fn(&'c mut Context<'p>, Value<'p>, &'c arguments::Arguments<'p>) -> Result<Value<'p>>;

/// A test: `value is name(arguments)`.
pub(crate) type TestFunction =
    for<'c, 'p> fn(&'c mut Context<'p>, &'c Value<'p>, &'c arguments::Arguments<'p>) -> Result<bool>;

/// What became of one user's message.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The payload: compact JSON, keys in the order of the template.
    Send(String),
    /// The template cancelled the message, for these reasons.
    NotSent(Vec<String>),
    /// The message cannot be sent, for at least one finding of severity error.
    Failed(Vec<Diagnostic>),
}

/// The result of rendering a template for one user.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// What became of the message.
    pub outcome: Outcome,
    /// Findings that do not stop the message.
    pub warnings: Vec<Diagnostic>,
}

impl Rendered {
    /// The payload, if there is one.
    pub fn payload(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Send(payload) => Some(payload),
            _ => None,
        }
    }

    /// All findings: errors, if the message failed, then warnings.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        let errors = match &self.outcome {
            Outcome::Failed(errors) => errors.as_slice(),
            _ => &[],
        };
        diagnostic::chain(errors, &self.warnings)
    }
}

/// Renders a program in safe mode and validates what it writes.
pub(crate) fn render(program: &Program, profile: &Profile<'_>, options: &Options) -> Rendered {
    let (outcome, mut findings) = attempt(program, profile, options, false);
    let Outcome::Send(payload) = outcome else {
        return finish(outcome, findings);
    };
    let checked = check(&payload, options);
    if checked.is_empty() {
        return finish(Outcome::Send(payload), findings);
    }
    // Only a message with findings pays for knowing who wrote which byte.
    let trace = trace(program, profile, options);
    let located = checked.into_iter().map(|finding| trace.locate(finding, program, profile));
    findings.extend(located);
    finish(Outcome::Send(payload), findings)
}

fn finish(outcome: Outcome, findings: Vec<Diagnostic>) -> Rendered {
    let (mut errors, mut warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(Diagnostic::is_error);
    diagnostic::arrange(&mut warnings);
    let outcome = match outcome {
        Outcome::Failed(faults) => {
            errors.extend(faults);
            Outcome::Failed(errors)
        }
        Outcome::Send(_) if !errors.is_empty() => {
            diagnostic::arrange(&mut errors);
            Outcome::Failed(errors)
        }
        outcome => outcome,
    };
    Rendered { outcome, warnings }
}

/// One run: the payload or why there is none, and warnings.
fn attempt(
    program: &Program,
    profile: &Profile<'_>,
    options: &Options,
    trace: bool,
) -> (Outcome, Vec<Diagnostic>) {
    let mut writer = Writer::new(options.limits.output_bytes, trace);
    let (result, context) = run(program, profile, options, &mut writer, None);
    let mut warnings = warnings(&context, &writer);
    options.schema.judge(&mut warnings);
    let not_sent = context.not_sent;
    let outcome = match result {
        // Whoever is not to get the message does not get it, whatever else is wrong with it.
        _ if !not_sent.is_empty() => Outcome::NotSent(not_sent),
        Err(diagnostic) => Outcome::Failed(vec![diagnostic]),
        Ok(()) => Outcome::Send(writer.into_parts().0),
    };
    if matches!(outcome, Outcome::NotSent(_)) {
        warnings.clear();
    }
    (outcome, warnings)
}

fn run<'p>(
    program: &'p Program,
    profile: &'p Profile<'p>,
    options: &'p Options,
    writer: &mut Writer,
    recorder: Option<Box<Recorder>>,
) -> (std::result::Result<(), Diagnostic>, Context<'p>) {
    let mut context = Context::new(program, profile, options);
    context.recorder = recorder;
    let result = context.run(&mut Output::Json(writer)).map_err(|fault| failed(&context, fault));
    let end = program.source.len() as u32;
    if writer.spells_letters() && watch::is_spelled(writer.written(0)) {
        context.cancel(writer);
    }
    let result = result.and_then(|()| {
        writer.finish(end).map_err(|slip| {
            let span = Span { start: slip.place, end: slip.place };
            Diagnostic::error(slip.code, slip.message).at(span)
        })
    });
    (result, context)
}

fn failed(context: &Context<'_>, fault: Fault) -> Diagnostic {
    let attribute = fault.missing().map(|hole| context.hole_name(hole));
    let mut diagnostic = fault.into_diagnostic();
    diagnostic.attribute = diagnostic.attribute.or(attribute);
    diagnostic
}

fn warnings(context: &Context<'_>, writer: &Writer) -> Vec<Diagnostic> {
    let mut places = writer.dropped().to_vec();
    ordered::sort(&mut places);
    places.dedup();
    let commas = places.into_iter().map(|place| {
        Diagnostic::warning(Code::JsonExtraComma, "this comma is one too many and was dropped")
            .at(place)
            .hint("the platform would send it and LINE would refuse it; in a loop write `{% if not loop.last %},{% endif %}`")
    });
    let words = context.not_send_in_data.iter().map(|(span, attribute)| {
        let message = "the data hold the word that cancels a message";
        let mut diagnostic = Diagnostic::warning(Code::RenderNotSendInData, message).at(*span);
        diagnostic.attribute.clone_from(attribute);
        diagnostic
    });
    commas.chain(words).collect()
}

/// Findings about a payload, placed in the payload.
pub(crate) fn check(payload: &str, options: &Options) -> Vec<Diagnostic> {
    match Document::parse(payload) {
        Ok(document) => match options.kind {
            Some(kind) => schema::validate(kind, &document, &options.schema),
            None => document.duplicate_keys().map(duplicate_key).collect(),
        },
        Err(error) => {
            vec![schema::unreadable(payload, error, |_| options.kind)]
        }
    }
}

/// Where a template wrote the value at a place of the payload.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The part of the template.
    pub span: Span,
    /// The attribute that supplied the value, if one did.
    pub attribute: Option<String>,
}

/// Finds what wrote the value at `pointer`; the nearest value around it where it does not exist.
pub(crate) fn locate(
    program: &Program,
    profile: &Profile<'_>,
    options: &Options,
    pointer: &json::Pointer,
) -> Option<Written> {
    let mut writer = Writer::new(options.limits.output_bytes, true);
    let _ = run(program, profile, options, &mut writer, None);
    let (payload, marks) = writer.into_parts();
    let document = Document::parse(payload.as_str()).ok()?;
    let mut steps = pointer.steps().to_vec();
    let node = loop {
        match document.lookup(&steps.iter().cloned().collect()) {
            Some(node) => break node,
            None => steps.pop()?,
        };
    };
    let finding = Diagnostic::error(Code::SchemaPattern, "").at(node.span());
    let located = Trace::new(payload.clone(), marks).locate(finding, program, profile);
    Some(Written { span: located.span?, attribute: located.attribute })
}

fn duplicate_key(key: json::Node<'_>) -> Diagnostic {
    let message = format!("the key `{}` stands twice in one object", key.as_str().unwrap_or_default());
    let mut finding = Diagnostic::error(Code::JsonDuplicateKey, message).at(key.span());
    finding.pointer = Some(key.pointer().to_string());
    finding
}

fn trace(program: &Program, profile: &Profile<'_>, options: &Options) -> Trace {
    let mut writer = Writer::new(options.limits.output_bytes, true);
    let _ = run(program, profile, options, &mut writer, None);
    let (payload, marks) = writer.into_parts();
    Trace::new(payload.clone(), marks)
}

/// Whether an expression is true for a user.
pub(crate) fn holds(
    program: &Program,
    condition: &Expr,
    profile: &Profile<'_>,
    options: &Options,
) -> std::result::Result<bool, Diagnostic> {
    let mut context = Context::new(program, profile, options);
    match context.evaluate(condition) {
        Ok(value) => Ok(value.is_true()),
        Err(fault) => Err(failed(&context, fault)),
    }
}

/// Renders a bare piece of template text as Jinja would.
pub(crate) fn eval(
    program: &Program,
    profile: &Profile<'_>,
    options: &Options,
) -> std::result::Result<String, Diagnostic> {
    let mut context = Context::new(program, profile, options);
    let mut builder = TextBuilder::default();
    context.run(&mut Output::Text(&mut builder)).map_err(|fault| failed(&context, fault))?;
    Ok(builder.finish().as_str().to_owned())
}
