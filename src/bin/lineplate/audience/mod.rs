//! Audiences: files with one user a row.
//!
//! A row that cannot be read is an outcome of that row; only a file that cannot be read, or whose header cannot be
//! understood, ends the run.

mod csv;
mod ndjson;

use crate::commands::Failure;
use crate::input::Input;
use lineplate::{Code, Diagnostic, Profile};
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

/// Bytes of one row. A row is held in memory, so that there must be some limit.
pub(crate) const MAX_ROW: usize = 16 << 20;

/// The rows of an audience file, in their order.
pub(crate) enum Audience {
    Csv(csv::Rows<BufReader<File>>),
    Ndjson(ndjson::Rows<BufReader<File>>),
}

/// One user of an audience.
#[derive(Debug)]
pub(crate) struct Row {
    /// The number of the user, from 1. Headers and empty lines do not count.
    pub(crate) number: u64,
    /// The line of the file on which the row starts, from 1.
    pub(crate) line: u64,
    /// The profile as JSON text, or why there is none.
    json: Result<String, Fault>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is wrong, the same text for all rows that have this fault.
    pub(crate) cause: String,
    /// What is wrong with this row.
    pub(crate) message: String,
    pub(crate) hint: Option<&'static str>,
    pub(crate) line: u64,
    pub(crate) column: Option<u64>,
}

impl Fault {
    fn new(cause: impl Into<String>, line: u64) -> Self {
        let cause = cause.into();
        Self { message: cause.clone(), cause, hint: None, line, column: None }
    }

    /// The fault as a finding. Its place is in the audience, not in the template, and so it has no span.
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(Code::ProfileInvalid, &self.message);
        self.hint.into_iter().fold(diagnostic, Diagnostic::hint)
    }
}

impl Audience {
    /// Opens a file and reads its header. The form is told by the name.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let open = || {
            let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
            Ok(BufReader::with_capacity(1 << 16, file))
        };
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("csv") => csv::Rows::new(open()?).map(Self::Csv).map_err(|error| match error {
                csv::HeaderError::Io(error) => cannot_read(path, &error),
                csv::HeaderError::Header { line, message, hint } => {
                    Failure::new(format!("{}:{line}: {message}", path.display())).hint(hint)
                }
            }),
            Some("ndjson" | "jsonl") => Ok(Self::Ndjson(ndjson::Rows::new(open()?))),
            _ => Err(Failure::new(format!("cannot tell what {} holds by its name", path.display()))
                .hint("an audience is a table (.csv) or has one JSON object a line (.ndjson, .jsonl)")),
        }
    }

    /// The next user.
    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        match self {
            Self::Csv(rows) => rows.next(),
            Self::Ndjson(rows) => rows.next(),
        }
    }
}

pub(crate) fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::cannot_read(&Input::File(path.to_owned()), error)
}

impl Row {
    /// The attributes of the user.
    pub(crate) fn profile(&self) -> Result<Profile<'_>, Fault> {
        let json = self.json.as_ref().map_err(Clone::clone)?;
        Profile::parse(json).map_err(|diagnostic| {
            let before = diagnostic.span.and_then(|span| json.get(..span.start as usize)).unwrap_or_default();
            let column = before.chars().count() as u64 + 1;
            let message = format!("{} (column {column})", diagnostic.message);
            Fault { message, column: Some(column), ..Fault::new(diagnostic.message, self.line) }
        })
    }
}
