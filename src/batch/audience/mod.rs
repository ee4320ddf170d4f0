//! Audiences: files with one user a row.
//!
//! A row that cannot be read is an outcome of that row; only a file that cannot be read, or whose header cannot be
//! understood, ends the run. Files are read in [chunks](chunk::Chunk): cutting is done by one thread, looking into
//! the rows by many.

pub(super) mod chunk;
mod contract;
mod csv;
mod fault;
mod file;
mod ndjson;
mod parquet;
pub(super) mod profile;
mod wanted;

use super::error::Error;
use chunk::{Chunk, TextRows};
pub use contract::Contract;
pub use fault::Fault;
use file::{Bytes, Form};
use profile::Layout;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
pub use wanted::Wanted;

/// An audience that is open.
pub struct Audience {
    layout: Layout,
    source: Source,
}

/// The rows of an audience, in their order.
pub(super) struct Source {
    path: PathBuf,
    reader: Reader,
    /// Bytes of the file, or rows where their number is known.
    size: u64,
    /// How much of that is read.
    position: Arc<AtomicU64>,
    /// Rows that were read.
    rows: u64,
    /// Why there are no more rows, kept until those before it are done with.
    failed: Option<Error>,
}

enum Reader {
    Csv(csv::Reader<Bytes>),
    Ndjson(ndjson::Reader<Bytes>),
    Parquet(parquet::Reader),
}

impl Reader {
    /// Adds the next row of a file of text.
    fn read_row(&mut self, rows: &mut TextRows) -> io::Result<bool> {
        match self {
            Self::Csv(reader) => reader.read_row(rows),
            Self::Ndjson(reader) => reader.read_row(rows),
            Self::Parquet(_) => Ok(false),
        }
    }
}

impl Audience {
    /// Opens a file and reads its header. The form is told by the name. Tables of text get their types from a
    /// contract, if there is one.
    pub fn open(path: &Path, wanted: &Wanted, contract: Option<&Contract>) -> Result<Self, Error> {
        let (form, compression) = file::form(path)?;
        let position = Arc::new(AtomicU64::new(0));
        let cannot_read = |error| Error::read(path, error);
        let size = fs::metadata(path).map_err(cannot_read)?.len();
        let bytes = || file::open(path, compression, &position).map_err(cannot_read);
        let (reader, layout, size) = match form {
            Form::Csv => {
                let (reader, names) = csv::Reader::new(bytes()?).map_err(|error| match error {
                    csv::HeaderError::Io(error) => cannot_read(error),
                    csv::HeaderError::Header { line, message, hint } => {
                        Error::content(format!("{}:{line}: {message}", path.display())).hint(hint)
                    }
                })?;
                (Reader::Csv(reader), Layout::cells(&names, wanted, contract), size)
            }
            Form::Ndjson => (Reader::Ndjson(ndjson::Reader::new(bytes()?)), Layout::lines(wanted), size),
            Form::Parquet => {
                let reader = parquet::Reader::open(path, wanted)?;
                let layout = Layout::columns(&reader.schema(), wanted)
                    .map_err(|message| Error::content(format!("{}: {message}", path.display())))?;
                let rows = reader.rows();
                (Reader::Parquet(reader), layout, rows)
            }
        };
        let source = Source { path: path.to_owned(), reader, size, position, rows: 0, failed: None };
        Ok(Self { layout, source })
    }

    /// The size of the file, in an unit of its own: how far a run is can be told in parts of it.
    pub fn size(&self) -> u64 {
        self.source.size
    }

    pub(super) fn into_parts(self) -> (Layout, Source) {
        (self.layout, self.source)
    }
}

impl Source {
    /// Reads the next rows into a chunk, at most so many; false at the end.
    pub(super) fn read(&mut self, chunk: &mut Chunk, most_rows: usize) -> Result<bool, Error> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        chunk.first = self.rows + 1;
        if let Err(error) = self.fill(chunk, most_rows) {
            let error = self.broken(chunk, error);
            if chunk.rows.len() == 0 {
                return Err(error);
            }
            self.failed = Some(error);
        }
        self.rows += chunk.rows.len() as u64;
        chunk.position = match self.reader {
            Reader::Parquet(_) => self.rows,
            _ => self.position.load(Ordering::Relaxed),
        };
        Ok(chunk.rows.len() > 0)
    }

    fn fill(&mut self, chunk: &mut Chunk, most_rows: usize) -> Result<(), Broken> {
        if let Reader::Parquet(reader) = &mut self.reader {
            let batch = reader.next(most_rows).map_err(Broken::Parquet)?;
            chunk.rows = batch.map(chunk::Rows::Columns).unwrap_or_default();
            return Ok(());
        }
        let mut rows = chunk.rows.take_text();
        let result = loop {
            match self.reader.read_row(&mut rows) {
                Ok(true) if !rows.is_full(most_rows) => {}
                Ok(_) => break Ok(()),
                Err(error) => break Err(Broken::Text(error)),
            }
        };
        chunk.rows = chunk::Rows::Text(rows);
        result
    }

    /// The error for a file that cannot be read on, with the last row that could.
    fn broken(&self, chunk: &Chunk, error: Broken) -> Error {
        let last = self.rows + chunk.rows.len() as u64;
        let behind = match last {
            0 => "at its first row".to_owned(),
            last => format!("behind row {last}"),
        };
        let path = self.path.display();
        match error {
            Broken::Text(error) => {
                let reason = super::error::reason(&error);
                Error::new(super::ErrorKind::Read, format!("cannot read {path} {behind}: {reason}"))
                    .hint("the file may have been cut off or damaged on its way; make it again")
                    .source(error)
            }
            Broken::Parquet(error) => parquet::broken(&self.path, Some(&behind), error),
        }
    }
}

enum Broken {
    Text(io::Error),
    Parquet(arrow_schema::ArrowError),
}
