//! Parquet files, column by column.

use super::wanted::{Wanted, is_root};
use crate::batch::error::{Error, ErrorKind};
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;
use parquet::schema::types::SchemaDescriptor;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Rows that are read at once, at most.
const MAX_ROWS: usize = 1 << 11;
/// Bytes of values that are read at once, as far as the file tells their size.
const BYTES: i64 = 1 << 20;

pub(super) struct Reader {
    rows: u64,
    batches: ParquetRecordBatchReader,
    /// Rows that are read and not handed out.
    rest: Option<RecordBatch>,
}

impl Reader {
    /// Opens a file and reads what stands at its end: the columns and where they are.
    pub(super) fn open(path: &Path, wanted: &Wanted) -> Result<Self, Error> {
        let file = File::open(path).map_err(|error| Error::read(path, error))?;
        guarded(|| Self::read(file, wanted)).map_err(|error| broken(path, None, error))
    }

    fn read(file: File, wanted: &Wanted) -> Result<Self, ArrowError> {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
        let metadata = builder.metadata();
        let rows = u64::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
        let mask = mask(metadata.file_metadata().schema_descr(), wanted);
        let batch_size = batch_size(metadata, &mask);
        let batches = builder.with_projection(mask).with_batch_size(batch_size).build()?;
        Ok(Self { rows, batches, rest: None })
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// The columns that are read.
    pub(super) fn schema(&self) -> SchemaRef {
        arrow_array::RecordBatchReader::schema(&self.batches)
    }

    /// The next rows, at most so many.
    pub(super) fn next(&mut self, most: usize) -> Result<Option<RecordBatch>, ArrowError> {
        let batch = match self.rest.take() {
            Some(batch) => batch,
            None => match guarded(|| self.batches.next().transpose())? {
                Some(batch) => batch,
                None => return Ok(None),
            },
        };
        let behind = batch.num_rows().saturating_sub(most);
        if behind == 0 {
            return Ok(Some(batch));
        }
        self.rest = Some(batch.slice(most, behind));
        Ok(Some(batch.slice(0, most)))
    }
}

/// Makes an error of a panic: the decoder trusts some of the numbers in a file, and a damaged one has wrong ones. What
/// was being read is not used afterwards.
fn guarded<T>(read: impl FnOnce() -> Result<T, ArrowError>) -> Result<T, ArrowError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(ArrowError::ParquetError("its parts contradict each other".to_owned())))
}

/// The columns that are needed, of tables with roots and of those with the attributes of the user alone.
fn mask(schema: &SchemaDescriptor, wanted: &Wanted) -> ProjectionMask {
    let is_needed = |path: &[String]| match path {
        [root, attribute, ..] if is_root(root) => {
            wanted.attribute(root, attribute) || root_is_list(schema, root)
        }
        [attribute, ..] => wanted.attribute("UserAttribute", attribute) || wanted.root(attribute),
        [] => false,
    };
    let leaves = schema.columns().iter().enumerate();
    ProjectionMask::leaves(
        schema,
        leaves.filter(|(_, leaf)| is_needed(leaf.path().parts())).map(|(i, _)| i).collect::<Vec<_>>(),
    )
}

/// Whether a root is a list: what stands below it in the file is no attribute then.
fn root_is_list(schema: &SchemaDescriptor, root: &str) -> bool {
    let fields = schema.root_schema().get_fields();
    fields.iter().any(|field| {
        field.name() == root && field.get_basic_info().converted_type() != parquet::basic::ConvertedType::NONE
    })
}

/// Rows whose values take about [`BYTES`] in memory.
fn batch_size(metadata: &ParquetMetaData, mask: &ProjectionMask) -> usize {
    let per_row = metadata.row_groups().iter().map(|group| {
        let leaves = group.columns().iter().enumerate().filter(|(leaf, _)| mask.leaf_included(*leaf));
        let bytes: i64 = leaves.map(|(_, column)| column.uncompressed_size()).sum();
        bytes / group.num_rows().max(1)
    });
    let largest = per_row.max().unwrap_or(0).max(1);
    usize::try_from(BYTES / largest).unwrap_or(1).clamp(1, MAX_ROWS)
}

/// The error for a file that is no Parquet file, or is one only in part.
pub(super) fn broken(path: &Path, place: Option<&str>, error: ArrowError) -> Error {
    let path = path.display();
    let place = place.map(|place| format!(" {place}")).unwrap_or_default();
    let text = match &error {
        ArrowError::ParquetError(text) => text.clone(),
        ArrowError::ExternalError(error) => error.to_string(),
        error => error.to_string(),
    };
    Error::new(ErrorKind::Read, format!("cannot read {path}{place} as Parquet: {}", plain(&text)))
        .hint("the file may have been cut off or damaged on its way; make it again")
        .source(error)
}

/// The text of an error without the name of its type.
fn plain(text: &str) -> &str {
    let names = ["Parquet error: ", "Arrow: ", "External: ", "EOF: ", "Parquet argument error: "];
    names.iter().fold(text, |text, name| text.strip_prefix(name).unwrap_or(text))
}
