//! `lineplate render`

mod audience;
mod faithful;
mod rejects;

use super::{Failure, Verdict, profile};
use crate::args::{self, Judging, Rendering, Reporting};
use crate::input::Input;
use crate::report::{self, Findings};
use clap::{Args, ValueEnum};
use lineplate::batch::{self, Campaign, Destination};
use lineplate::schema::Kind;
use lineplate::{Diagnostic, MissingPolicy, Options, Outcome, Template};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

/// Render a template for one user, for an audience, or as a campaign.
///
/// Payloads go to standard output, findings and the summary to standard error. A user whose payload LINE would refuse,
/// or who lacks an attribute that the template needs, gets no payload.
///
/// An audience is a table (.csv), has one JSON object a line (.ndjson, .jsonl), or is a .parquet file; the first two may
/// be compressed (.gz, .zst). The first row of a table holds the names of the user's attributes; every cell is text
/// unless a contract says otherwise, an empty cell is a missing attribute, and `[a|b|c]` is a list. One row that cannot
/// be read never stops the others.
///
/// A campaign (.toml) names the template, the audience and who in it is to get the message: see docs/campaign.md.
/// Options on the command line come on top of what it says.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate render body.json --profile profile.json
  echo '{\"line_id\": \"U0123456789abcdef0123456789abcdef\"}' | lineplate render body.json --profile -
  lineplate render body.json --audience users.csv > payloads.ndjson
  lineplate render bubble.json --kind flex-container --audience users.parquet \\
      --out bubbles.parquet --rejects rejects.ndjson
  lineplate render body.json --profile profile.json --mode faithful
  lineplate render campaign.toml --dry-run --report report.html")]
pub(crate) struct Render {
    /// The template: JSON with Jinja in it; `-` is standard input. Or a campaign: .toml.
    template: Input,

    /// Attributes of one user: a JSON object; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "audience")]
    profile: Option<Input>,

    /// Write payloads to this file, instead of standard output. For an audience also .parquet.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// What the template makes [default: push].
    #[arg(long, value_parser = args::kind_parser())]
    kind: Option<Kind>,

    /// How the template is rendered, for one user.
    #[arg(long, value_enum, default_value_t, value_name = "MODE", help_heading = "Rendering")]
    mode: Mode,

    #[command(flatten)]
    batch: Batch,

    /// Check that payloads are JSON, but not LINE's rules.
    #[arg(long, conflicts_with = "kind", help_heading = "Checks")]
    no_validate: bool,

    #[command(flatten)]
    judging: Judging,

    /// What happens when an attribute that is missing, and has no fallback, reaches the payload [default: fail].
    #[arg(long, value_enum, value_name = "POLICY", help_heading = "Rendering")]
    missing: Option<Missing>,

    /// Bytes of one payload [default: 4194304].
    #[arg(long, value_name = "BYTES", help_heading = "Rendering")]
    max_output: Option<usize>,

    #[command(flatten)]
    rendering: Rendering,

    #[command(flatten)]
    reporting: Reporting,
}

/// What is done with an audience.
#[derive(Debug, Args)]
#[command(next_help_heading = "Audience")]
struct Batch {
    /// Users, one a row: .csv, .ndjson, .jsonl or .parquet.
    #[arg(long, value_name = "FILE")]
    audience: Option<PathBuf>,

    /// Types of the attributes, for tables of text: a JSON Schema of the profile.
    #[arg(long, value_name = "FILE", conflicts_with = "profile")]
    contract: Option<PathBuf>,

    /// Only users with a `line_id` for whom this expression holds.
    #[arg(long, value_name = "EXPRESSION", conflicts_with = "profile")]
    segment: Option<String>,

    /// At most one message for users with the same value of this attribute.
    #[arg(long, value_name = "ATTRIBUTE", conflicts_with = "profile")]
    once_per: Option<String>,

    /// Write users who get no payload to this file, one JSON object a line, with all findings.
    #[arg(long, value_name = "FILE", conflicts_with = "profile")]
    rejects: Option<PathBuf>,

    /// Write nothing but the report, to standard output.
    #[arg(long, conflicts_with_all = ["profile", "out", "rejects"])]
    dry_run: bool,

    /// Write the report to this file, too: .html, .json or .txt.
    #[arg(long, value_name = "FILE", conflicts_with = "profile")]
    report: Option<PathBuf>,

    /// Threads that render [default: one for each core].
    #[arg(long, value_name = "N", conflicts_with = "profile")]
    threads: Option<NonZeroUsize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Missing {
    /// The user gets no message.
    Fail,
    /// Nothing is printed, as Jinja does.
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Mode {
    /// No attribute value can break the JSON, and the payload is checked.
    #[default]
    Safe,
    /// What the platform would send, byte for byte: nothing is escaped, missing attributes print nothing.
    Faithful,
}

impl Render {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        self.judging.check()?;
        let both = self.template == Input::Stdin && self.profile == Some(Input::Stdin);
        if both {
            return Err(Failure::new("standard input cannot be both the template and the profile"));
        }
        let campaign = self.campaign()?;
        let body = campaign
            .as_ref()
            .map_or_else(|| self.template.clone(), |campaign| Input::File(campaign.body.clone()));
        let audience = self.batch.audience.as_deref();
        let audience = audience.or(campaign.as_ref().map(|campaign| campaign.audience.as_path()));
        self.refuse_collisions(&body, audience, campaign.as_ref())?;
        let source = body.text()?;
        let name = body.to_string();
        let findings = Findings::new(&name, &source);
        if self.mode == Mode::Faithful {
            return self.faithful(&source, campaign.as_ref(), &findings);
        }
        let template = self.compile(&source, campaign.as_ref(), &findings)?;
        match (&self.profile, audience) {
            (Some(profile), _) => self.one(&template, profile, &findings),
            (None, Some(path)) => self.audience(&template, path, campaign.as_ref(), &findings),
            (None, None) => Err(Failure::new("there is nobody to render the template for")
                .hint("name one user with --profile FILE, or many with --audience FILE")),
        }
    }

    /// The campaign, where the file is one.
    fn campaign(&self) -> Result<Option<Campaign>, Failure> {
        let is_campaign =
            |path: &&Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        let Some(path) = self.template.path().filter(is_campaign) else { return Ok(None) };
        let mut campaign = Campaign::parse(&self.template.text()?, path)?;
        if let (Some(account), None) = (&campaign.account, &self.rendering.account) {
            let account = account.display().to_string();
            campaign.options.account = args::account(&account)
                .map_err(|message| Failure::new(format!("cannot use the account {account}: {message}")))?;
        }
        Ok(Some(campaign))
    }

    fn refuse_collisions(
        &self,
        body: &Input,
        audience: Option<&Path>,
        campaign: Option<&Campaign>,
    ) -> Result<(), Failure> {
        let profile = self.profile.as_ref().and_then(Input::path);
        let contract = self.batch.contract.as_deref();
        let account = campaign.and_then(|campaign| campaign.account.as_deref());
        let inputs = [self.template.path(), body.path(), profile, audience, contract, account];
        let outputs = [self.out.as_deref(), self.batch.rejects.as_deref(), self.batch.report.as_deref()];
        let given =
            |paths: &[Option<&'_ Path>]| paths.iter().copied().flatten().map(Path::to_owned).collect();
        let (inputs, outputs): (Vec<PathBuf>, Vec<PathBuf>) = (given(&inputs), given(&outputs));
        Ok(batch::refuse_collisions(&inputs, &outputs)?)
    }

    fn compile(
        &self,
        source: &str,
        campaign: Option<&Campaign>,
        findings: &Findings<'_>,
    ) -> Result<Template, Failure> {
        Template::compile(source, self.options(campaign)).map_err(|diagnostics| {
            self.report(findings, diagnostics.iter());
            Failure::Reported
        })
    }

    /// The options of the campaign, with those of the command line on top.
    fn options(&self, campaign: Option<&Campaign>) -> Options {
        let mut options = campaign.map_or_else(Options::default, |campaign| campaign.options.clone());
        self.rendering.apply(&mut options);
        options.kind = if self.no_validate { None } else { self.kind.or(options.kind) };
        options.schema = self.judging.apply(options.schema, &self.reporting);
        options.missing = match self.missing {
            Some(Missing::Fail) => MissingPolicy::Fail,
            Some(Missing::Empty) => MissingPolicy::Empty,
            None => options.missing,
        };
        options.limits.output_bytes = self.max_output.unwrap_or(options.limits.output_bytes);
        options
    }

    fn one(&self, template: &Template, input: &Input, findings: &Findings<'_>) -> Result<Verdict, Failure> {
        let text = input.text()?;
        let profile = profile::parse(&text, &input.to_string(), &self.reporting)?;
        let rendered = template.render(&profile);
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
        Ok(self.out.as_deref().map_or_else(|| Ok(Destination::stdout()), Destination::file)?)
    }

    fn report<'d>(&self, findings: &Findings<'_>, diagnostics: impl Iterator<Item = &'d Diagnostic>) {
        let diagnostics: Vec<_> = diagnostics.collect();
        if !diagnostics.is_empty() {
            report::stderr(self.reporting.format, findings, &diagnostics);
        }
    }
}
