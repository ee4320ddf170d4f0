//! Payloads as a Parquet file with the columns `row` and `payload`.

use super::destination::Destination;
use crate::batch::delivery::Delivery;
use crate::batch::error::{Error, ErrorKind};
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use std::fmt;
use std::sync::Arc;

/// Bytes of a row group, which is held in memory until it is complete.
const ROW_GROUP: usize = 16 << 20;

/// Writes payloads row group by row group.
pub(super) struct Writer {
    schema: SchemaRef,
    /// Encodes into memory, from where bytes go on to the destination.
    encoder: ArrowWriter<Vec<u8>>,
    destination: Destination,
}

impl Writer {
    pub(super) fn new(destination: Destination) -> Result<Self, Error> {
        let fields = [("row", DataType::UInt64), ("payload", DataType::Utf8)];
        let fields = fields.map(|(name, data_type)| Field::new(name, data_type, false));
        let schema: SchemaRef = Arc::new(Schema::new(fields.to_vec()));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            // Payloads differ from each other: a dictionary would only cost.
            .set_dictionary_enabled(false)
            .set_created_by("lineplate".to_owned())
            .build();
        let encoder =
            ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(cannot_encode)?;
        Ok(Self { schema, encoder, destination })
    }

    pub(super) fn write(&mut self, delivery: &Delivery) -> Result<(), Error> {
        let sent = || delivery.rows().iter().filter(|row| row.fate.is_sent());
        let rows: ArrayRef = Arc::new(sent().map(|row| row.number).collect::<UInt64Array>());
        let payloads: ArrayRef = Arc::new(sent().map(|row| delivery.payload(row)).collect::<StringArray>());
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), vec![rows, payloads])
            .map_err(|error| cannot_encode(error.into()))?;
        self.encoder.write(&batch).map_err(cannot_encode)?;
        if self.encoder.in_progress_size() >= ROW_GROUP {
            self.encoder.flush().map_err(cannot_encode)?;
        }
        hand_on(self.encoder.inner_mut(), &mut self.destination)
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.encoder.finish().map_err(cannot_encode)?;
        hand_on(self.encoder.inner_mut(), &mut self.destination)?;
        self.destination.finish()
    }
}

/// Writes what is encoded and forgets it.
fn hand_on(encoded: &mut Vec<u8>, destination: &mut Destination) -> Result<(), Error> {
    destination.write(|writer| writer.write_all(encoded))?;
    encoded.clear();
    Ok(())
}

fn cannot_encode(error: ParquetError) -> Error {
    Error::new(ErrorKind::Write, format!("cannot write Parquet: {error}")).source(error)
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("destination", &self.destination).finish_non_exhaustive()
    }
}
