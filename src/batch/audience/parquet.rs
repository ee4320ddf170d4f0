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
            wanted.attribute(root, attribute) || wanted.root(root) && root_is_list(schema, root)
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

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::types::Int32Type;
    use arrow_array::{ArrayRef, Int64Array, ListArray, StructArray};
    use arrow_schema::{DataType, Field};
    use parquet::arrow::ArrowWriter;
    use std::io::Seek as _;
    use std::sync::Arc;

    /// What is read of a file with these columns.
    fn columns(columns: Vec<(&str, ArrayRef)>, wanted: &[(&str, &str)]) -> Vec<String> {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        file.rewind().unwrap();
        let mut needed = Wanted::nothing();
        for (root, attribute) in wanted {
            needed.add(root, Some(attribute));
        }
        let reader = Reader::read(file, &needed).unwrap();
        let schema = reader.schema();
        let name = |field: &Arc<Field>| match field.data_type() {
            DataType::Struct(fields) => {
                let names: Vec<_> = fields.iter().map(|field| field.name().as_str()).collect();
                format!("{}({})", field.name(), names.join(","))
            }
            _ => field.name().clone(),
        };
        schema.fields().iter().map(name).collect()
    }

    fn number() -> ArrayRef {
        Arc::new(Int64Array::from(vec![1]))
    }

    #[test]
    fn only_columns_that_are_needed_are_read() {
        let field = |name| (Arc::new(Field::new(name, DataType::Int64, true)), number());
        let user: ArrayRef = Arc::new(StructArray::from(vec![field("a"), field("b")]));
        let list: ArrayRef =
            Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)])]));
        let bare = vec![("a", number()), ("b", number()), ("ProductSet", Arc::clone(&list))];
        assert_eq!(columns(bare.clone(), &[("UserAttribute", "b")]), ["b"]);
        assert_eq!(columns(bare, &[("UserAttribute", "a"), ("ProductSet", "recs")]), ["a", "ProductSet"]);
        let rooted = vec![("UserAttribute", user), ("ProductSet", list), ("other", number())];
        assert_eq!(columns(rooted, &[("UserAttribute", "b")]), ["UserAttribute(b)"]);
    }

    #[test]
    fn rows_are_handed_out_in_pieces() {
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..5_000));
        let batch = RecordBatch::try_from_iter([("n", numbers)]).unwrap();
        let mut file = tempfile::tempfile().unwrap();
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
        file.rewind().unwrap();
        let mut reader = Reader::read(file, &Wanted::everything()).unwrap();
        assert_eq!(reader.rows(), 5_000);
        let mut sizes = Vec::new();
        let mut most = [1, 100, 5_000].into_iter().cycle();
        while let Some(batch) = reader.next(most.next().unwrap()).unwrap() {
            sizes.push(batch.num_rows());
        }
        assert_eq!(sizes.iter().sum::<usize>(), 5_000);
        assert_eq!(sizes[..3], [1, 100, MAX_ROWS - 101]);
    }
}
