//! `lineplate sample`

use super::{Failure, Verdict, template};
use crate::args::{self, Format, Rendering, Reporting};
use crate::input::Input;
use clap::Args;
use lineplate::schema::Kind;
use serde_json::json;
use std::io::Write as _;

/// Make profiles up that show what a template does.
///
/// The first is a typical one, then comes one for each further branch of the template. With --hostile each profile is
/// typical but for one attribute: quotes, line breaks, joined emoji, right-to-left text, the longest text that is
/// allowed, one that is too long, null, empty. One JSON object a line, so that they make an audience; with
/// --format json each has a label.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate sample body.json > samples.ndjson
  lineplate render body.json --audience samples.ndjson
  lineplate sample body.json --hostile --format json")]
pub(crate) struct Sample {
    /// The template: JSON with Jinja in it; `-` is standard input.
    template: Input,

    /// Profiles that try the template.
    #[arg(long)]
    hostile: bool,

    /// What the template makes.
    #[arg(long, value_parser = args::kind_parser(), default_value = "push")]
    kind: Kind,

    #[command(flatten)]
    rendering: Rendering,

    #[command(flatten)]
    reporting: Reporting,
}

impl Sample {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        let mut options = self.rendering.options();
        options.kind = Some(self.kind);
        let contract = template::compile(&self.template, options, &self.reporting)?.contract();
        let samples = if self.hostile { contract.hostile_samples() } else { contract.samples() };
        let mut out = std::io::stdout().lock();
        for sample in samples {
            let line = match self.reporting.format {
                Format::Text => sample.profile.to_string(),
                Format::Json => json!({"label": sample.label, "profile": sample.profile}).to_string(),
            };
            writeln!(out, "{line}").map_err(Failure::stdout)?;
        }
        out.flush().map_err(Failure::stdout)?;
        Ok(Verdict::Fine)
    }
}
