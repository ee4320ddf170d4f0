//! `lineplate fix`

use super::{Failure, Verdict};
use crate::args::{Rendering, Reporting};
use crate::input::Input;
use crate::report::{self, Findings};
use clap::Args;
use lineplate::batch::Destination;
use lineplate::{Diagnostic, Fixed};
use std::io::Write as _;

/// Rewrite a template so that it is safe at the platform, too.
///
/// The platform escapes nothing: a quote in a name breaks the JSON there. In the rewritten template every text with a
/// placeholder in it ends in `|tojson`, which escapes it, so that no attribute value can break it. The
/// result is tried with made-up profiles, hostile ones among them: what cannot be rewritten, or writes something else at
/// the platform, is a finding, and the exit status is 1. Slips in tags that leave no doubt, such as typographic quotes,
/// are mended first.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate fix body.json > fixed.json
  lineplate fix body.json --write
  lineplate render body.json --profile profile.json --mode faithful
      shows what the platform makes of the template for one user")]
pub(crate) struct Fix {
    /// The template: JSON with Jinja in it; `-` is standard input.
    template: Input,

    /// Put the rewritten template in the place of the old one.
    #[arg(long)]
    write: bool,

    #[command(flatten)]
    rendering: Rendering,

    #[command(flatten)]
    reporting: Reporting,
}

impl Fix {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        let source = self.template.text()?;
        let name = self.template.to_string();
        let findings = Findings::new(&name, &source);
        let Fixed { text, mended, changes, left, .. } = lineplate::fix(&source, &self.rendering.options())
            .map_err(|diagnostics| {
                self.report(&findings, &diagnostics);
                Failure::Reported
            })?;
        match (self.write, self.template.path()) {
            (true, None) => return Err(Failure::new("standard input cannot be written to")),
            (true, Some(path)) if text != source => {
                let mut file = Destination::file(path)?;
                file.write(|writer| writer.write_all(text.as_bytes()))?;
                file.finish()?;
            }
            (true, Some(_)) => {}
            (false, _) => {
                let mut out = std::io::stdout().lock();
                out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)?;
            }
        }
        if self.write {
            report::note(self.reporting.format, &format!("{changes} places rewritten"));
        }
        self.report(&Findings::new(&name, &mended), &left);
        Ok(Verdict::findings_if(!left.is_empty()))
    }

    fn report(&self, findings: &Findings<'_>, diagnostics: &[Diagnostic]) {
        if !diagnostics.is_empty() {
            report::stderr(self.reporting.format, findings, &diagnostics.iter().collect::<Vec<_>>());
        }
    }
}
