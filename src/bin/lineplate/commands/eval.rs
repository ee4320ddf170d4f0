//! `lineplate eval`

use super::{Failure, Verdict, profile};
use crate::args::{Rendering, Reporting};
use crate::input::Input;
use crate::report::{self, Findings};
use clap::Args;
use std::io::Write as _;

/// Render a bare piece of template text, with no JSON around it.
///
/// The result is printed as Jinja would print it: an attribute that is missing gives nothing. A text that cannot be
/// read or evaluated is a finding, and the exit status is 1.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate eval \"{{ UserAttribute['name']|title }}\" --profile profile.json
  lineplate eval \"{{ 7 // 2 }}\"
  echo '{\"name\": \"hana\"}' | lineplate eval \"{{ UserAttribute.name|upper }}\" --profile -")]
pub(crate) struct Eval {
    /// The template text.
    text: String,

    /// Attributes of one user: a JSON object; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    profile: Option<Input>,

    #[command(flatten)]
    rendering: Rendering,

    #[command(flatten)]
    reporting: Reporting,
}

impl Eval {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        let data = match &self.profile {
            Some(input) => input.text()?,
            None => "{}".to_owned(),
        };
        let file = self.profile.as_ref().map(Input::to_string).unwrap_or_default();
        let profile = profile::parse(&data, &file, &self.reporting)?;
        match lineplate::eval(&self.text, &profile, &self.rendering.options()) {
            Ok(text) => {
                let mut out = std::io::stdout().lock();
                writeln!(out, "{text}").and_then(|()| out.flush()).map_err(Failure::stdout)?;
                Ok(Verdict::Fine)
            }
            Err(diagnostics) => {
                let findings = Findings::new("<text>", &self.text);
                report::stderr(self.reporting.format, &findings, &diagnostics.iter().collect::<Vec<_>>());
                Ok(Verdict::Findings)
            }
        }
    }
}
