//! What became of an audience: as text, as JSON and as a page.

mod html;
mod json;
mod text;

use super::Findings;
use crate::args::Format;
use lineplate::batch::{Destination, Error, Place, Summary};
use std::io::{self, Write};
use std::path::Path;

/// What a report tells.
pub(crate) struct Report<'a> {
    /// Name and id of the campaign.
    pub(crate) campaign: Option<(&'a str, &'a str)>,
    pub(crate) audience: &'a Path,
    pub(crate) template: &'a Findings<'a>,
    /// The condition of the segment.
    pub(crate) segment: Option<&'a Findings<'a>>,
    pub(crate) summary: &'a Summary,
    /// Whether no payload was written.
    pub(crate) dry_run: bool,
}

/// The form of a file with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
    Html,
}

impl Form {
    /// Tells the form by the name of the file.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "html" | "htm" => Some(Self::Html),
            "json" => Some(Self::Json),
            "txt" => Some(Self::Text),
            _ => None,
        }
    }
}

impl Report<'_> {
    /// Writes the report for people or for programs.
    pub(crate) fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Text => text::write(self, out),
            Format::Json => super::write_line(out, &json::report(self)),
        }
    }

    /// Writes the report to a file.
    pub(crate) fn save(&self, form: Form, destination: &mut Destination) -> Result<(), Error> {
        destination.write(|out| match form {
            Form::Text => text::write(self, out),
            Form::Json => super::write_line(out, &json::report(self)),
            Form::Html => out.write_all(html::page(self).as_bytes()),
        })
    }

    /// `body.json:7:24`
    fn location(&self, place: Place) -> String {
        match (place, self.segment) {
            (Place::Segment(span), Some(segment)) => segment.location(span),
            (Place::Template(span) | Place::Segment(span), _) => self.template.location(span),
        }
    }

    /// The findings that a place is in, with its span.
    fn place(&self, place: Place) -> (&Findings<'_>, lineplate::Span) {
        match (place, self.segment) {
            (Place::Segment(span), Some(segment)) => (segment, span),
            (Place::Template(span) | Place::Segment(span), _) => (self.template, span),
        }
    }
}

/// `1,234,567`
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// The first rows of a cause: `row 3`, `rows 3, 8, 1,204, …`
fn rows(cause: &lineplate::batch::Cause, most: usize) -> String {
    let mut rows: Vec<String> = cause.rows.iter().take(most).map(|&row| thousands(row)).collect();
    if cause.count > rows.len() as u64 {
        rows.push("…".to_owned());
    }
    format!("{} {}", if cause.count == 1 { "row" } else { "rows" }, rows.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }
}
