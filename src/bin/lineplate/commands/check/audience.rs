//! An audience against what a template asks of its users.

use super::super::{Failure, template};
use crate::args::Format;
use crate::report::{self, Findings};
use lineplate::batch::{Audience, Audit, Shortage, Wanted};
use lineplate::{Contract, Template};
use serde_json::json;
use std::io::{self, Write};
use std::path::Path;

/// The users that are compared.
pub(super) struct Users<'a> {
    pub(super) path: &'a Path,
    /// A contract that gives the cells of a table their types.
    pub(super) types: Option<&'a Path>,
}

/// Compares all users with the contract of a template; whether all keep it.
pub(super) fn check(
    template: &Template,
    Users { path, types }: Users<'_>,
    findings: &Findings<'_>,
    format: Format,
    out: &mut dyn Write,
) -> Result<bool, Failure> {
    let types = types.map(|path| template::read_contract(path.to_owned())).transpose()?;
    let contract = template.contract();
    let audience = Audience::open(path, &Wanted::of(&template.attributes()), types.as_ref())?;
    let audit = Audit::run(&contract, audience)?;
    match format {
        Format::Text => text(&audit, &contract, path, findings, out),
        Format::Json => report::write_line(out, &value(&audit, &contract, path, findings)),
    }
    .map_err(Failure::stdout)?;
    Ok(audit.shortages().is_empty())
}

fn text(
    audit: &Audit,
    contract: &Contract,
    path: &Path,
    findings: &Findings<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(
        out,
        "{}: {} of {} users have what the template asks",
        path.display(),
        audit.keep(),
        audit.rows()
    )?;
    match audit.cancelled() {
        0 => writeln!(out)?,
        count => writeln!(out, ", {count} are left out by the template")?,
    }
    for shortage in audit.shortages() {
        let Shortage { finding, count, rows, .. } = shortage;
        writeln!(out, "  {count}: {}", finding.message)?;
        let place = finding.span.map(|span| format!(" · {}", findings.location(span))).unwrap_or_default();
        let named: Vec<String> = rows.iter().map(u64::to_string).collect();
        let more = if *count > rows.len() as u64 { ", …" } else { "" };
        let word = if *count == 1 { "row" } else { "rows" };
        writeln!(out, "      {}{place} · {word} {}{more}", finding.code, named.join(", "))?;
    }
    if !contract.is_complete() {
        writeln!(out, "  the template may ask for more than can be found out without rendering:")?;
        for unknown in contract.unknown() {
            writeln!(out, "      {unknown}")?;
        }
    }
    Ok(())
}

fn value(audit: &Audit, contract: &Contract, path: &Path, findings: &Findings<'_>) -> serde_json::Value {
    let shortages: Vec<_> = audit
        .shortages()
        .iter()
        .map(|Shortage { finding, count, rows, .. }| {
            let shown = report::json::diagnostics(findings, &[finding]);
            json!({"finding": shown.get(0), "count": count, "rows": rows})
        })
        .collect();
    json!({
        "audience": path.display().to_string(),
        "rows": audit.rows(),
        "keep": audit.keep(),
        "cancelled": audit.cancelled(),
        "shortages": shortages,
        "unknown": contract.unknown().collect::<Vec<_>>(),
    })
}
