//! A template and all users of an audience.

use super::{Failure, Render, Verdict};
use crate::args::Format;
use crate::audience::{self, Audience, Fault, Row};
use crate::files::Destination;
use crate::report::{self, Findings};
use crate::summary::{Summary, thousands};
use lineplate::{Outcome, Profile, Rendered, Template};
use serde_json::{Value, json};
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

impl Render {
    pub(super) fn audience(
        &self,
        template: &Template,
        path: &Path,
        findings: &Findings<'_>,
    ) -> Result<Verdict, Failure> {
        let mut audience = Audience::open(path)?;
        let mut out = self.out()?;
        let mut rejects = self.rejects.as_deref().map(Destination::file).transpose()?;
        let mut summary = Summary::default();
        let mut progress = Progress::new(self.reporting.format, self.out.is_some());
        while let Some(row) = audience.next().map_err(|error| audience::cannot_read(path, &error))? {
            let reject = match row.profile() {
                Ok(profile) => {
                    let rendered = self.render(template, &profile);
                    summary.add(row.number, &rendered);
                    match &rendered.outcome {
                        Outcome::Send(payload) => {
                            out.line(payload)?;
                            None
                        }
                        _ => rejects.is_some().then(|| reject(&row, &profile, &rendered, findings)),
                    }
                }
                Err(fault) => {
                    summary.add_fault(row.number, &fault);
                    rejects.is_some().then(|| unreadable(&row, &fault, path))
                }
            };
            if let (Some(rejects), Some(reject)) = (&mut rejects, reject) {
                rejects.line(&reject.to_string())?;
            }
            progress.row(row.number);
        }
        progress.clear();
        out.finish()?;
        rejects.map_or(Ok(()), Destination::finish)?;
        self.conclude(&summary, findings);
        Ok(Verdict::findings_if(summary.rejected() > 0))
    }

    fn conclude(&self, summary: &Summary, findings: &Findings<'_>) {
        let mut err = anstream::stderr().lock();
        // Nobody is left to tell when standard error is gone.
        let _ = match self.reporting.format {
            Format::Json => report::write_line(&mut err, &summary.json(findings)),
            Format::Text => summary.write_text(&mut err, findings).and_then(|()| match &self.rejects {
                Some(path) if summary.rejected() > 0 => {
                    writeln!(err, "rejects with their findings: {}", path.display())
                }
                None if summary.rejected() > 0 => {
                    writeln!(
                        err,
                        "rejects are only counted here; --rejects FILE writes each with its findings"
                    )
                }
                _ => Ok(()),
            }),
        };
    }
}

/// The line for a user who gets no message.
fn reject(row: &Row, profile: &Profile<'_>, rendered: &Rendered, findings: &Findings<'_>) -> Value {
    let (outcome, reasons) = match &rendered.outcome {
        Outcome::NotSent(reasons) => ("not_sent", reasons.as_slice()),
        _ => ("failed", [].as_slice()),
    };
    let diagnostics: Vec<_> = rendered.diagnostics().collect();
    json!({
        "row": row.number,
        "line": row.line,
        "line_id": profile.user_attribute("line_id"),
        "outcome": outcome,
        "reasons": reasons,
        "file": findings.file(),
        "diagnostics": report::json::diagnostics(findings, &diagnostics),
    })
}

/// The line for a user whose row cannot be read. The place is in the audience.
fn unreadable(row: &Row, fault: &Fault, path: &Path) -> Value {
    let mut diagnostic = serde_json::to_value(fault.diagnostic()).unwrap_or_default();
    if let (Some(object), Some(column)) = (diagnostic.as_object_mut(), fault.column) {
        let place = json!({"line": fault.line, "column": column});
        object.insert("span".to_owned(), json!({"start": place, "end": place}));
    }
    json!({
        "row": row.number,
        "line": row.line,
        "line_id": null,
        "outcome": "failed",
        "reasons": [],
        "file": path.display().to_string(),
        "diagnostics": [diagnostic],
    })
}

/// How many rows are done, on a terminal that shows nothing else.
struct Progress {
    on: bool,
}

impl Progress {
    fn new(format: Format, has_file: bool) -> Self {
        let is_free = has_file || !io::stdout().is_terminal();
        Self { on: format == Format::Text && is_free && io::stderr().is_terminal() }
    }

    fn row(&mut self, number: u64) {
        if self.on && number.is_multiple_of(1_000) {
            let _ = write!(io::stderr(), "\r{} rows", thousands(number));
        }
    }

    fn clear(&mut self) {
        if self.on {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
