//! The report for people.

use super::{Report, rows, thousands};
use lineplate::batch::{Cause, Class};
use std::io::{self, Write};

/// Causes that are listed; the others are only counted.
const MAX_CAUSES: usize = 20;
/// Rows that are named for each cause.
const MAX_ROWS: usize = 3;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary;
    write!(out, "{} {}", thousands(summary.sent()), if report.dry_run { "can be sent" } else { "sent" })?;
    for class in [Class::Failed, Class::NotSent, Class::Duplicate, Class::Outside] {
        let count = summary.class(class);
        if count > 0 {
            write!(out, " · {} {}", thousands(count), words(class, count))?;
        }
    }
    writeln!(out)?;
    let causes = summary.causes();
    for cause in causes.iter().take(MAX_CAUSES) {
        let count = cause.count;
        writeln!(out, "  {} {}: {}", thousands(count), words(cause.class, count), cause.message)?;
        writeln!(out, "      {}", details(report, cause))?;
    }
    match causes.len().saturating_sub(MAX_CAUSES) {
        0 => Ok(()),
        more => writeln!(out, "  … and {more} more causes"),
    }
}

fn words(class: Class, count: u64) -> &'static str {
    match class {
        Class::Duplicate if count > 1 => "duplicates",
        class => class.words(),
    }
}

/// `User Attribute · schema/too-long · body.json:7:24 · from UserAttribute['cart'][*]['name'] · rows 3, 8, 1,204, …`
fn details(report: &Report<'_>, cause: &Cause) -> String {
    let mut parts = Vec::new();
    parts.extend(cause.category.map(|category| category.name().to_owned()));
    parts.extend(cause.code.map(|code| code.to_string()));
    parts.extend(cause.place.map(|place| report.location(place)));
    let attribute = cause.attribute.as_ref().filter(|attribute| !cause.message.contains(attribute.as_str()));
    parts.extend(attribute.map(|attribute| format!("from {attribute}")));
    parts.push(rows(cause, MAX_ROWS));
    parts.join(" · ")
}
