//! From what LINE refused back to the template that wrote it.

use super::Explain;
use super::answer::{Answer, Complaint};
use crate::args::Format;
use crate::commands::{Failure, Verdict, profile};
use crate::input::Input;
use crate::report::{self, Findings};
use lineplate::json::{self, Document, Pointer};
use lineplate::schema::{self, Kind};
use lineplate::{Code, Diagnostic, MissingPolicy, Options, Outcome, Profile, Template};
use std::io::{self, Write};

impl Explain {
    pub(super) fn response(&self, response: &Input, template: &Input) -> Result<Verdict, Failure> {
        let inputs = [Some(response), Some(template), self.profile.as_ref()];
        if inputs.into_iter().flatten().filter(|input| **input == Input::Stdin).count() > 1 {
            return Err(Failure::new("standard input can be one file only"));
        }
        let answer = Answer::parse(&response.text()?).map_err(|why| {
            Failure::new(format!("{response} is no answer of LINE's: {why}"))
                .hint("give the body that came with the status 400: `{\"message\": …, \"details\": […]}`")
        })?;
        let source = template.text()?;
        let name = template.to_string();
        let findings = Findings::new(&name, &source);
        let compiled = Template::compile(&source, options()).map_err(|diagnostics| {
            report::stderr(self.reporting.format, &findings, &diagnostics.iter().collect::<Vec<_>>());
            Failure::Reported
        })?;
        let data = self.profile.as_ref().map_or_else(|| Ok("{}".to_owned()), Input::text)?;
        let file = self.profile.as_ref().map(Input::to_string).unwrap_or_default();
        let profile = profile::parse(&data, &file, &self.reporting)?;
        let request = Request::new(self, &compiled, &profile);
        let diagnostics: Vec<_> = answer
            .complaints
            .iter()
            .map(|complaint| request.explain(complaint, answer.message_index))
            .collect();
        let mut out = anstream::stdout().lock();
        write(&mut out, self.reporting.format, &findings, &diagnostics, &request.notes)
            .and_then(|()| out.flush())
            .map_err(Failure::stdout)?;
        Ok(Verdict::Findings)
    }
}

/// The message went out to LINE, so nothing that is missing may stop it here.
fn options() -> Options {
    let mut options = Options::default();
    options.missing = MissingPolicy::Empty;
    options.kind = None;
    options
}

/// The request that LINE refused, as far as it can be made again.
struct Request<'a> {
    kind: Kind,
    template: &'a Template,
    profile: &'a Profile<'a>,
    /// Whether it is the profile of a user.
    has_profile: bool,
    show_values: bool,
    payload: Option<String>,
    /// What the validator says about the payload.
    known: Vec<Diagnostic>,
    notes: Vec<String>,
}

impl<'a> Request<'a> {
    fn new(explain: &Explain, template: &'a Template, profile: &'a Profile<'a>) -> Self {
        let has_profile = explain.profile.is_some();
        let mut notes = Vec::new();
        if !has_profile {
            notes.push(
                "without --profile all attributes are empty: loops over them write nothing, and a place in what they \
                 would write is not found"
                    .to_owned(),
            );
        }
        let payload = match template.render(profile).outcome {
            Outcome::Send(payload) => Some(payload),
            Outcome::NotSent(_) => {
                notes.push("with these attributes the template cancels the message".to_owned());
                None
            }
            Outcome::Failed(diagnostics) => {
                let why = diagnostics.first().map(|diagnostic| format!(": {}", diagnostic.message));
                notes.push(format!(
                    "with these attributes the template gives no payload{}",
                    why.unwrap_or_default()
                ));
                None
            }
        };
        let document = payload.as_deref().and_then(|payload| Document::parse(payload).ok());
        let options = schema::Options::default();
        let mut known =
            document.map_or_else(Vec::new, |document| schema::validate(explain.kind, &document, &options));
        known.sort_by_key(|finding| finding.severity);
        Self {
            kind: explain.kind,
            template,
            profile,
            has_profile,
            show_values: explain.reporting.show_values,
            payload,
            known,
            notes,
        }
    }

    /// A finding with LINE's words at the place that they are about.
    fn explain(&self, complaint: &Complaint, message_index: Option<usize>) -> Diagnostic {
        let mut finding = Diagnostic::error(Code::LineRefused, &complaint.text);
        finding.property.clone_from(&complaint.property);
        let Some(property) = &complaint.property else { return finding };
        let Some(pointer) = self.pointer(property, message_index) else {
            return finding
                .hint("LINE does not say which message this is in, and it is not clear from the payload");
        };
        let place = pointer.to_string();
        if let Some(written) = self.template.locate(self.profile, &pointer) {
            finding.span = Some(written.span);
            finding.attribute = written.attribute;
        }
        let is_known = self.has_profile || finding.attribute.is_none();
        // What a value lacks has the name of the value, which another message may have, too.
        let is_here = |known: &&Diagnostic| {
            known.pointer.as_deref().and_then(|at| at.strip_prefix(&*place)).is_some_and(|below| {
                below.is_empty() || (below.starts_with('/') && known.property.as_ref() == Some(property))
            })
        };
        let known = self.known.iter().filter(|known| is_known && is_here(known));
        for (i, known) in known.enumerate() {
            if i == 0 {
                finding.rule.clone_from(&known.rule);
                finding.source.clone_from(&known.source);
                (finding.limit, finding.actual) = (known.limit, known.actual);
            }
            finding.hints.push(format!("{}: {}", known.code, known.message));
            finding.hints.extend(known.hints.iter().cloned());
        }
        let document = self.payload.as_deref().and_then(|payload| Document::parse(payload).ok());
        match document.as_ref().map(|document| document.lookup(&pointer)) {
            Some(Some(value)) => {
                let is_whole = !matches!(value.kind(), json::Kind::Object | json::Kind::Array);
                if is_whole && !is_known {
                    let hint = "the value comes from an attribute: --profile shows what is wrong with it";
                    finding.hints.push(hint.to_owned());
                }
                if self.show_values {
                    finding.value = Some(value.as_str().unwrap_or(value.source()).to_owned());
                }
            }
            Some(None) => {
                let hint = "the payload has no such value: this is the nearest one around it";
                finding.hints.push(hint.to_owned());
            }
            None => {}
        }
        finding.pointer = Some(place);
        finding
    }

    /// The place of a property in what the template makes, which may be a part of the request.
    fn pointer(&self, property: &str, message_index: Option<usize>) -> Option<Pointer> {
        let (before, after, depth) = surroundings(self.kind);
        let body = self.payload.as_deref().map(|payload| format!("{before}{payload}{after}"));
        let body = body.as_deref().and_then(|body| Document::parse(body).ok());
        let pointer = schema::pointer_of(property, message_index, body.as_ref())?;
        Some(pointer.steps().iter().skip(depth).cloned().collect())
    }
}

/// What stands around a document of this kind in the body of a request with nothing else, and how deep it is in there.
fn surroundings(kind: Kind) -> (&'static str, &'static str, usize) {
    match kind {
        Kind::Messages => (r#"{"messages":"#, "}", 1),
        Kind::Message => (r#"{"messages":["#, "]}", 2),
        Kind::FlexContainer => (r#"{"messages":[{"type":"flex","contents":"#, "}]}", 3),
        Kind::Template => (r#"{"messages":[{"type":"template","template":"#, "}]}", 3),
        Kind::QuickReply => (r#"{"messages":[{"type":"text","quickReply":"#, "}]}", 3),
        _ => ("", "", 0),
    }
}

fn write(
    out: &mut dyn Write,
    format: Format,
    findings: &Findings<'_>,
    diagnostics: &[Diagnostic],
    notes: &[String],
) -> io::Result<()> {
    let diagnostics: Vec<_> = diagnostics.iter().collect();
    match format {
        Format::Json => {
            let mut object = report::json::findings(findings, &diagnostics);
            object.insert("notes".to_owned(), notes.into());
            report::write_line(out, &object.into())
        }
        Format::Text => {
            report::text::write(out, findings, &diagnostics)?;
            notes.iter().try_for_each(|note| writeln!(out, "note: {note}"))
        }
    }
}
