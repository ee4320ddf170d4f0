//! Pieces of an audience, small enough to be held many at a time.

use super::fault::Fault;
use arrow_array::RecordBatch;
use std::ops::Range;

/// Bytes of one row. A row is held in memory, so that there must be some limit.
pub(super) const MAX_ROW: usize = 16 << 20;

/// Rows that are read, and rendered, in one go.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    /// The number of the first row, from 1. Headers and empty lines do not count.
    pub(crate) first: u64,
    pub(crate) rows: Rows,
    /// How much of the file is read behind it, in the unit of [`Audience::size`](super::Audience::size).
    pub(crate) position: u64,
}

/// The rows of a chunk, cut from the file but not looked into.
#[derive(Debug)]
pub(crate) enum Rows {
    Text(TextRows),
    Columns(RecordBatch),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Text(TextRows::default())
    }
}

impl Rows {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Text(rows) => rows.len(),
            Self::Columns(batch) => batch.num_rows(),
        }
    }

    /// Rows of text to be filled, in the memory that is there.
    pub(super) fn take_text(&mut self) -> TextRows {
        match std::mem::take(self) {
            Self::Text(mut rows) => {
                rows.clear();
                rows
            }
            Self::Columns(_) => TextRows::default(),
        }
    }
}

/// Rows of a file of text: cells of a table, or lines.
#[derive(Debug, Default)]
pub(crate) struct TextRows {
    /// The bytes of all cells, one behind the other, without what separates or quotes them.
    text: Vec<u8>,
    /// Where in `text` each cell ends.
    ends: Vec<usize>,
    rows: Vec<TextRow>,
}

#[derive(Debug)]
struct TextRow {
    /// The line on which it starts.
    line: u64,
    /// Its cells, by their numbers in `ends`.
    cells: Result<Range<usize>, Box<Fault>>,
}

/// Bytes of text after which a chunk is full.
const FULL_TEXT: usize = 256 << 10;

impl TextRows {
    fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
        self.rows.clear();
        // One row of many megabytes must not cost its memory until the end of the run.
        self.text.shrink_to(2 * FULL_TEXT);
    }

    /// Whether there are so many rows, or enough of their text.
    pub(super) fn is_full(&self, most_rows: usize) -> bool {
        self.text.len() >= FULL_TEXT || self.rows.len() >= most_rows
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds bytes to the cell that is being read.
    pub(super) fn push_bytes(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    pub(super) fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    /// The number of cells that are not yet part of a row, and of those that are.
    pub(super) fn cell_count(&self) -> usize {
        self.ends.len()
    }

    /// Makes a row of all cells from `first` on.
    pub(super) fn end_row(&mut self, line: u64, first: usize) {
        self.rows.push(TextRow { line, cells: Ok(first..self.ends.len()) });
    }

    /// Drops the cells from `first` on: their row is broken.
    pub(super) fn break_row(&mut self, line: u64, first: usize, fault: Fault) {
        self.ends.truncate(first);
        self.text.truncate(self.ends.last().copied().unwrap_or(0));
        self.rows.push(TextRow { line, cells: Err(Box::new(fault)) });
    }

    /// The line on which a row starts.
    pub(crate) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |row| row.line)
    }

    /// The cells of a row, or why it has none.
    pub(crate) fn cells(&self, row: usize) -> Result<impl ExactSizeIterator<Item = &[u8]>, &Fault> {
        let cells = match self.rows.get(row).map(|row| &row.cells) {
            Some(Err(fault)) => return Err(fault),
            Some(Ok(cells)) => cells.clone(),
            None => 0..0,
        };
        Ok(cells.map(|cell| self.cell(cell)))
    }

    fn cell(&self, cell: usize) -> &[u8] {
        let start = cell.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(cell).copied().unwrap_or(start);
        self.text.get(start..end).unwrap_or_default()
    }
}
