//! `lineplate render`

mod audience;

use super::{Failure, Verdict};
use crate::args::{self, Judging, Rendering, Reporting};
use crate::files::{self, Destination};
use crate::input::Input;
use crate::report::{self, Findings};
use clap::{ArgGroup, Args, ValueEnum};
use lineplate::schema::Kind;
use lineplate::{Diagnostic, MissingPolicy, Options, Outcome, Profile, Rendered, Severity, Template};
use std::path::{Path, PathBuf};

/// Render a template for one user or for an audience.
///
/// Payloads go to standard output, findings and the summary to standard error. A user whose payload LINE would refuse,
/// or who lacks an attribute that the template needs, gets no payload.
///
/// An audience is a table (.csv) or has one JSON object a line (.ndjson, .jsonl). The first row of a table holds the
/// names of the user's attributes; every cell is text, an empty cell is a missing attribute, and `[a|b|c]` is a list.
/// One row that cannot be read never stops the others.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("data").required(true)), after_help = "\
Examples:
  lineplate render body.json --profile profile.json
  echo '{\"line_id\": \"U0123456789abcdef0123456789abcdef\"}' | lineplate render body.json --profile -
  lineplate render body.json --audience users.csv > payloads.ndjson
  lineplate render bubble.json --kind flex-container --audience users.ndjson \\
      --out bubbles.ndjson --rejects rejects.ndjson")]
pub(crate) struct Render {
    /// The template: JSON with Jinja in it; `-` is standard input.
    template: Input,

    /// Attributes of one user: a JSON object; `-` is standard input.
    #[arg(long, value_name = "FILE", group = "data")]
    profile: Option<Input>,

    /// Users, one a row: .csv, .ndjson or .jsonl.
    #[arg(long, value_name = "FILE", group = "data")]
    audience: Option<PathBuf>,

    /// Write payloads to this file, instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write users who get no payload to this file, one JSON object a line, with all findings.
    #[arg(long, value_name = "FILE", conflicts_with = "profile")]
    rejects: Option<PathBuf>,

    /// What the template makes.
    #[arg(long, value_parser = args::kind_parser(), default_value = "push")]
    kind: Kind,

    /// Check that payloads are JSON, but not LINE's rules.
    #[arg(long, conflicts_with = "kind", help_heading = "Checks")]
    no_validate: bool,

    #[command(flatten)]
    judging: Judging,

    /// What happens when an attribute that is missing, and has no fallback, reaches the payload.
    #[arg(long, value_enum, default_value_t, value_name = "POLICY", help_heading = "Rendering")]
    missing: Missing,

    /// Bytes of one payload [default: 4194304].
    #[arg(long, value_name = "BYTES", help_heading = "Rendering")]
    max_output: Option<usize>,

    #[command(flatten)]
    rendering: Rendering,

    #[command(flatten)]
    reporting: Reporting,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Missing {
    /// The user gets no message.
    #[default]
    Fail,
    /// Nothing is printed, as Jinja does.
    Empty,
}

impl Render {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        let both = self.template == Input::Stdin && self.profile == Some(Input::Stdin);
        if both {
            return Err(Failure::new("standard input cannot be both the template and the profile"));
        }
        self.refuse_collisions()?;
        let source = self.template.text()?;
        let name = self.template.to_string();
        let findings = Findings::new(&name, &source);
        let template = self.compile(&source, &findings)?;
        match (&self.profile, &self.audience) {
            (Some(profile), _) => self.one(&template, profile, &findings),
            (None, Some(path)) => self.audience(&template, path, &findings),
            (None, None) => Err(Failure::new("give --profile or --audience")),
        }
    }

    fn refuse_collisions(&self) -> Result<(), Failure> {
        let inputs =
            [self.template.path(), self.profile.as_ref().and_then(Input::path), self.audience.as_deref()];
        let outputs = [self.out.as_deref(), self.rejects.as_deref()];
        let given =
            |paths: &[Option<&'_ Path>]| paths.iter().copied().flatten().map(Path::to_owned).collect();
        let (inputs, outputs): (Vec<PathBuf>, Vec<PathBuf>) = (given(&inputs), given(&outputs));
        files::refuse_collisions(&inputs, &outputs)
    }

    fn compile(&self, source: &str, findings: &Findings<'_>) -> Result<Template, Failure> {
        Template::compile(source, self.options()).map_err(|diagnostics| {
            self.report(findings, diagnostics.iter());
            Failure::Reported
        })
    }

    fn options(&self) -> Options {
        let mut options = self.rendering.options();
        options.kind = (!self.no_validate).then_some(self.kind);
        options.schema = self.judging.schema_options(&self.reporting);
        options.missing = match self.missing {
            Missing::Fail => MissingPolicy::Fail,
            Missing::Empty => MissingPolicy::Empty,
        };
        options.limits.output_bytes = self.max_output.unwrap_or(options.limits.output_bytes);
        options
    }

    fn one(&self, template: &Template, input: &Input, findings: &Findings<'_>) -> Result<Verdict, Failure> {
        let text = input.text()?;
        let profile = match Profile::parse(&text) {
            Ok(profile) => profile,
            Err(diagnostic) => {
                let name = input.to_string();
                let findings = Findings::new(&name, &text).excerpts(self.reporting.show_values);
                self.report(&findings, std::iter::once(&diagnostic));
                return Ok(Verdict::Findings);
            }
        };
        let rendered = self.render(template, &profile);
        self.report(findings, rendered.diagnostics());
        match rendered.outcome {
            Outcome::Send(payload) => {
                let mut out = self.out()?;
                out.line(&payload)?;
                out.finish()?;
                Ok(Verdict::Fine)
            }
            Outcome::NotSent(reasons) => {
                report::not_sent(self.reporting.format, findings, &reasons);
                Ok(Verdict::Findings)
            }
            Outcome::Failed(_) => Ok(Verdict::Findings),
        }
    }

    fn out(&self) -> Result<Destination, Failure> {
        self.out.as_deref().map_or_else(|| Ok(Destination::stdout()), Destination::file)
    }

    fn report<'d>(&self, findings: &Findings<'_>, diagnostics: impl Iterator<Item = &'d Diagnostic>) {
        let diagnostics: Vec<_> = diagnostics.collect();
        if !diagnostics.is_empty() {
            report::stderr(self.reporting.format, findings, &diagnostics);
        }
    }

    /// Renders the message of one user, with --allow and --deny also for the engine's own warnings.
    fn render(&self, template: &Template, profile: &Profile<'_>) -> Rendered {
        let Rendered { outcome, warnings } = template.render(profile);
        let judged = warnings.into_iter().filter_map(|mut warning| {
            warning.severity = self.judging.severity(warning.code, warning.severity)?;
            Some(warning)
        });
        let (denied, warnings): (Vec<_>, Vec<_>) =
            judged.partition(|warning| warning.severity == Severity::Error);
        let outcome = match outcome {
            Outcome::Send(_) if !denied.is_empty() => Outcome::Failed(denied),
            Outcome::Failed(errors) => Outcome::Failed(errors.into_iter().chain(denied).collect()),
            outcome => outcome,
        };
        Rendered { outcome, warnings }
    }
}
