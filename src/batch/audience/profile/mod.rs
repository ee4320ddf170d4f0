//! Rows to profiles.

mod cells;
mod columns;

use super::chunk::Rows;
use super::contract::Contract;
use super::fault::Fault;
use super::wanted::Wanted;
use crate::diagnostic::Diagnostic;
use crate::json::Buffers;
use crate::render::{Profile, ProfileReader};
use arrow_schema::Schema;
pub(crate) use columns::Bound;

/// How the rows of an audience become profiles.
#[derive(Debug)]
pub(crate) enum Layout {
    /// Each row has a cell for each of these columns.
    Cells(Vec<cells::Column>),
    /// Each row is the JSON text of a profile.
    Lines(ProfileReader),
    /// Each row has a value in each of these columns.
    Columns(columns::Columns),
}

impl Layout {
    /// Tables of text: each column is an attribute of the user.
    pub(super) fn cells(names: &[String], wanted: &Wanted, contract: Option<&Contract>) -> Self {
        Self::Cells(names.iter().map(|name| cells::Column::new(name, wanted, contract)).collect())
    }

    /// Tables of typed columns: each is an attribute of the user, or a root with all its attributes.
    pub(crate) fn columns(schema: &Schema, wanted: &Wanted) -> Result<Self, String> {
        columns::Columns::new(schema, wanted).map(Self::Columns)
    }

    /// Lines of JSON: each is the profile of a user.
    pub(super) fn lines(wanted: &Wanted) -> Self {
        Self::Lines(wanted.reader())
    }

    /// Reads the JSON text of a profile that was written for a row.
    pub(crate) fn profile<'a>(&self, json: &'a str, buffers: Buffers) -> Result<Profile<'a>, Diagnostic> {
        match self {
            Self::Lines(reader) => reader.read_in(json, buffers),
            // What is not wanted was not written.
            Self::Cells(_) | Self::Columns(_) => Profile::parse_in(json, buffers),
        }
    }

    /// Makes the rows of a chunk ready to be read one by one.
    pub(crate) fn bind<'b>(&'b self, rows: &'b Rows) -> Profiles<'b> {
        match (self, rows) {
            (Self::Cells(columns), Rows::Text(rows)) => Profiles::Cells(columns, rows),
            (Self::Columns(columns), Rows::Columns(batch)) => Profiles::Columns(columns.bind(batch)),
            (_, Rows::Text(rows)) => Profiles::Lines(rows),
            (_, Rows::Columns(_)) => Profiles::Columns(Bound::default()),
        }
    }
}

/// The profiles of the rows of a chunk.
pub(crate) enum Profiles<'b> {
    Cells(&'b [cells::Column], &'b super::chunk::TextRows),
    Lines(&'b super::chunk::TextRows),
    Columns(Bound<'b>),
}

impl Profiles<'_> {
    /// The line of the file on which a row starts, where it has lines.
    pub(crate) fn line(&self, row: usize) -> Option<u64> {
        match self {
            Self::Cells(_, rows) | Self::Lines(rows) => Some(rows.line(row)),
            Self::Columns(_) => None,
        }
    }

    /// What can be read of a row that is no profile: the text under this name.
    pub(crate) fn cell(&self, row: usize, name: &str) -> Option<&str> {
        match self {
            Self::Cells(columns, rows) => cells::cell(columns, rows.cells(row).ok()?, name),
            Self::Lines(_) | Self::Columns(_) => None,
        }
    }

    /// Writes the JSON text of a row's profile.
    pub(crate) fn write(&self, row: usize, json: &mut String) -> Result<(), Fault> {
        json.clear();
        match self {
            Self::Cells(columns, rows) => {
                let line = rows.line(row);
                let cells = rows.cells(row).map_err(Clone::clone)?;
                cells::write(columns, cells, json).map_err(|fault| fault.line(line))
            }
            Self::Lines(rows) => {
                let line = rows.line(row);
                let mut cells = rows.cells(row).map_err(Clone::clone)?;
                text(cells.next().unwrap_or_default(), json).map_err(|fault| fault.line(line))
            }
            Self::Columns(bound) => bound.write(row, json),
        }
    }
}

fn text(bytes: &[u8], json: &mut String) -> Result<(), Fault> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let valid = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let column = String::from_utf8_lossy(valid).chars().count() as u64 + 1;
        let cause = "the line is not UTF-8";
        Fault::new(cause)
            .column(column)
            .message(format!("{cause} (column {column})"))
            .hint("save the file as UTF-8")
    })?;
    json.push_str(text);
    Ok(())
}
