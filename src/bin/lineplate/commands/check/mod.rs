//! `lineplate check`

mod audience;

use super::{Failure, Verdict};
use crate::args::{self, Format, Judging, Rendering, Reporting};
use crate::input::Input;
use crate::report::{self, Findings};
use clap::Args;
use lineplate::schema::Kind;
use lineplate::{Diagnostic, Options, Template};
use std::io::{self, Write};
use std::path::PathBuf;

/// Check templates without any data.
///
/// All branches of a template are looked at, loops with no, one and many items: the JSON of each, what LINE would
/// refuse, and what some values of attributes would break. What is wrong for every user is an error, what depends on
/// the attributes a warning that says when. Findings go to standard output. With --audience it is also told which users
/// lack what a template asks of them, by attribute.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate check body.json
  lineplate check campaigns/*.json --deny lint/unguarded-attribute
  lineplate check body.json --audience users.csv
  lineplate check bubble.json --kind flex-container --format json")]
pub(crate) struct Check {
    /// Templates: JSON with Jinja in it; `-` is standard input.
    #[arg(required = true, value_name = "TEMPLATE")]
    templates: Vec<Input>,

    /// Users, one a row: each is compared with what the templates ask, without rendering.
    #[arg(long, value_name = "FILE")]
    audience: Option<PathBuf>,

    /// Types of the attributes, for an audience that is a table of text: a JSON Schema of the profile.
    #[arg(long, value_name = "FILE", requires = "audience")]
    contract: Option<PathBuf>,

    /// What the templates make.
    #[arg(long, value_parser = args::kind_parser(), default_value = "push")]
    kind: Kind,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    rendering: Rendering,

    #[command(flatten)]
    reporting: Reporting,
}

impl Check {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        self.judging.check()?;
        let mut out = anstream::stdout().lock();
        let options = self.options();
        let mut verdict = Ok(Verdict::Fine);
        for input in &self.templates {
            match input.text() {
                Ok(source) => {
                    let found = self.template(&input.to_string(), &source, &options, &mut out)?;
                    verdict = verdict.map(|so_far| so_far.max(found));
                }
                // The other templates are checked all the same.
                Err(Failure::Told { message, hints }) => {
                    report::text::failure(&message, &hints);
                    verdict = Err(Failure::Reported);
                }
                Err(failure) => return Err(failure),
            }
        }
        out.flush().map_err(Failure::stdout)?;
        verdict
    }

    fn options(&self) -> Options {
        let mut options = self.rendering.options();
        options.kind = Some(self.kind);
        options.schema = self.judging.apply(options.schema, &self.reporting);
        options
    }

    /// Checks one template, and the audience against it.
    fn template(
        &self,
        name: &str,
        source: &str,
        options: &Options,
        out: &mut dyn Write,
    ) -> Result<Verdict, Failure> {
        let findings = Findings::new(name, source);
        let template = Template::compile(source, options.clone());
        let diagnostics = match &template {
            Ok(template) => template.check(),
            Err(errors) => errors.clone(),
        };
        self.write(out, &findings, &diagnostics).map_err(Failure::stdout)?;
        let mut is_fine = !diagnostics.iter().any(Diagnostic::is_error);
        if let (Ok(template), Some(path)) = (&template, &self.audience) {
            let users = audience::Users { path, types: self.contract.as_deref() };
            is_fine &= audience::check(template, users, &findings, self.reporting.format, out)?;
        }
        Ok(Verdict::findings_if(!is_fine))
    }

    fn write(
        &self,
        out: &mut dyn Write,
        findings: &Findings<'_>,
        diagnostics: &[Diagnostic],
    ) -> io::Result<()> {
        let all: Vec<_> = diagnostics.iter().collect();
        match self.reporting.format {
            Format::Json => report::write_line(out, &report::json::findings(findings, &all).into()),
            Format::Text => {
                report::text::write(out, findings, &all)?;
                writeln!(out, "{}: {}", findings.file(), report::text::conclusion(&all))
            }
        }
    }
}
