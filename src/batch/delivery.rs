//! What became of the users of one chunk.

use super::audience::Fault;
use super::selection::Outside;
use crate::Diagnostic;
use std::io::{self, Write};
use std::ops::Range;

/// The payloads of some users who follow each other in the audience, and what became of each of them.
#[derive(Debug, Default)]
pub struct Delivery {
    /// All payloads, with a line feed behind each.
    payloads: String,
    rows: Vec<Row>,
    /// How much of the audience is done with them.
    pub(super) position: u64,
}

/// What became of one user.
#[derive(Debug)]
#[non_exhaustive]
pub struct Row {
    /// The number of the user, from 1. Headers and empty lines do not count.
    pub number: u64,
    /// The line of the audience on which the row starts, where it has lines.
    pub line: Option<u64>,
    /// What became of the message.
    pub fate: Fate,
    /// The attribute `line_id` of a user who gets no message.
    pub line_id: Option<Box<str>>,
    /// Where the payload is.
    payload: Range<usize>,
    /// A fingerprint of what tells users apart.
    pub(super) identity: Option<u64>,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Fate {
    /// There is a payload; with warnings.
    Sent(Vec<Diagnostic>),
    /// The template cancelled it, for these reasons.
    NotSent(Vec<String>),
    /// It cannot be sent: errors, then warnings.
    Failed(Vec<Diagnostic>),
    /// The row cannot be read.
    Unreadable(Fault),
    /// Whether the user is in the segment cannot be told. The place is in the condition.
    Undecided(Box<Diagnostic>),
    /// The user is not to get one.
    Outside(Outside),
    /// A user with the same identity got one before.
    Duplicate,
}

impl Fate {
    /// Whether there is a payload.
    pub fn is_sent(&self) -> bool {
        matches!(self, Self::Sent(_))
    }

    /// Whether the user was to get a message and gets none.
    pub fn is_reject(&self) -> bool {
        matches!(self, Self::NotSent(_) | Self::Failed(_) | Self::Unreadable(_) | Self::Undecided(_))
    }
}

impl Delivery {
    /// All users, in the order of the audience.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The payload of a user, if there is one.
    pub fn payload(&self, row: &Row) -> Option<&str> {
        if row.fate.is_sent() { self.payloads.get(row.payload.clone()) } else { None }
    }

    /// How much of the audience is done with these users, in the unit of [`Audience::size`](super::Audience::size).
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Writes all payloads, one a line.
    pub fn write_lines(&self, out: &mut dyn Write) -> io::Result<()> {
        let is_left_out = |row: &&Row| row.fate == Fate::Duplicate;
        let mut from = 0;
        for row in self.rows.iter().filter(is_left_out) {
            out.write_all(self.payloads.get(from..row.payload.start).unwrap_or_default().as_bytes())?;
            from = row.payload.end + 1;
        }
        out.write_all(self.payloads.get(from..).unwrap_or_default().as_bytes())
    }

    /// Forgets what there is, and keeps memory for so many bytes of payloads.
    pub(super) fn clear(&mut self, bytes: usize) {
        self.payloads.clear();
        self.payloads.shrink_to(bytes);
        self.rows.clear();
    }

    /// Bytes of payloads for each row, rounded up.
    pub(super) fn bytes_per_row(&self) -> Option<usize> {
        (!self.rows.is_empty()).then(|| self.payloads.len().div_ceil(self.rows.len()))
    }

    /// The buffer that the next payload is put at the end of.
    pub(super) fn payloads(&mut self) -> &mut String {
        &mut self.payloads
    }

    /// Adds a user. The payload is what stands in the buffer behind `start`.
    pub(super) fn push(&mut self, place: (u64, Option<u64>), fate: Fate, start: usize) -> &mut Row {
        let (number, line) = place;
        let payload = start..self.payloads.len();
        if fate.is_sent() {
            self.payloads.push('\n');
        }
        self.rows.push(Row { number, line, fate, line_id: None, payload, identity: None });
        let last = self.rows.len() - 1;
        #[expect(clippy::indexing_slicing, reason = "the row was pushed just now")]
        &mut self.rows[last]
    }

    pub(super) fn rows_mut(&mut self) -> &mut [Row] {
        &mut self.rows
    }
}
