//! Users who get no message, one JSON object a line.

use crate::commands::Failure;
use crate::report::{self, Findings};
use lineplate::Diagnostic;
use lineplate::batch::{Delivery, Destination, Fate, Fault, Row};
use serde_json::{Value, json};
use std::path::PathBuf;

/// The file of rejects.
pub(super) struct Rejects<'a> {
    destination: Destination,
    template: &'a Findings<'a>,
    segment: Option<&'a Findings<'a>>,
    audience: PathBuf,
}

impl<'a> Rejects<'a> {
    pub(super) fn new(
        destination: Destination,
        template: &'a Findings<'a>,
        segment: Option<&'a Findings<'a>>,
        audience: PathBuf,
    ) -> Self {
        Self { destination, template, segment, audience }
    }

    /// Writes those of a delivery.
    pub(super) fn write(&mut self, delivery: &Delivery) -> Result<(), Failure> {
        for row in delivery.rows().iter().filter(|row| row.fate.is_reject()) {
            let line = self.reject(row).to_string();
            self.destination.line(&line)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), Failure> {
        Ok(self.destination.finish()?)
    }

    fn reject(&self, row: &Row) -> Value {
        let (outcome, reasons) = match &row.fate {
            Fate::NotSent(reasons) => ("not_sent", reasons.as_slice()),
            _ => ("failed", [].as_slice()),
        };
        let (file, diagnostics) = match &row.fate {
            Fate::Unreadable(fault) => (self.audience.display().to_string(), json!([fault_json(fault)])),
            Fate::Undecided(finding) => found(self.segment.unwrap_or(self.template), &[finding]),
            Fate::Failed(findings) => found(self.template, &findings.iter().collect::<Vec<_>>()),
            _ => found(self.template, &[]),
        };
        json!({
            "row": row.number,
            "line": row.line,
            "line_id": row.line_id,
            "outcome": outcome,
            "reasons": reasons,
            "file": file,
            "diagnostics": diagnostics,
        })
    }
}

/// The name of a text, and findings about it.
fn found(findings: &Findings<'_>, diagnostics: &[&Diagnostic]) -> (String, Value) {
    (findings.file().to_owned(), report::json::diagnostics(findings, diagnostics))
}

/// The finding of a row that cannot be read. The place is in the audience.
fn fault_json(fault: &Fault) -> Value {
    let mut diagnostic = serde_json::to_value(fault.diagnostic()).unwrap_or_default();
    if let (Some(object), Some(line), Some(column)) = (diagnostic.as_object_mut(), fault.line, fault.column) {
        let place = json!({"line": line, "column": column});
        object.insert("span".to_owned(), json!({"start": place, "end": place}));
    }
    diagnostic
}
