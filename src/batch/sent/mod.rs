//! Who got a message already.
//!
//! Users are known by fingerprints of 64 bits. Two different users have the same one with a probability of 2⁻⁶⁴; that one of
//! ten million is taken for another happens in one of 370,000 runs.
//!
//! The last few million are in a [`Table`]; when it is full, it is written to the disk as a sorted [`Run`]. Most of those
//! who come are new: a [`Filter`] of fixed size knows it, without a look at the disk. So memory stays the same however
//! many there are.

mod filter;
mod run;
mod table;

use filter::Filter;
use run::Run;
use std::io;
use table::Table;

/// Fingerprints in memory: about 90 MB.
const IN_MEMORY: usize = 8_000_000;
/// Bits of the filter: 64 MB. With a hundred million behind it, one look at the disk of ten is in vain.
const FILTER_BITS: u32 = 29;

/// A set of fingerprints.
#[derive(Debug)]
pub(super) struct Sent {
    table: Table,
    limit: usize,
    /// Those that were written to the disk.
    spilled: Option<Spilled>,
}

#[derive(Debug)]
struct Spilled {
    filter: Filter,
    runs: Vec<Run>,
}

impl Sent {
    pub(super) fn new() -> Self {
        Self { table: Table::new(), limit: IN_MEMORY, spilled: None }
    }

    /// Adds a fingerprint; false if it is there already.
    pub(super) fn insert(&mut self, fingerprint: u64) -> io::Result<bool> {
        if let Some(spilled) = &mut self.spilled
            && spilled.contains(fingerprint)?
        {
            return Ok(false);
        }
        let is_new = self.table.insert(fingerprint);
        if self.table.len() >= self.limit {
            self.spill()?;
        }
        Ok(is_new)
    }

    /// Moves all from memory to the disk.
    fn spill(&mut self) -> io::Result<()> {
        let spilled = self
            .spilled
            .get_or_insert_with(|| Spilled { filter: Filter::new(FILTER_BITS), runs: Vec::new() });
        let filter = &mut spilled.filter;
        let run = Run::write(self.table.drain().inspect(|&fingerprint| filter.add(fingerprint)))?;
        spilled.runs.push(run);
        Ok(())
    }
}

impl Spilled {
    fn contains(&mut self, fingerprint: u64) -> io::Result<bool> {
        if !self.filter.may_contain(fingerprint) {
            return Ok(false);
        }
        for run in &mut self.runs {
            if run.contains(fingerprint)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_disk_makes_no_difference() {
        let mut sent = Sent { limit: 3_000, ..Sent::new() };
        let mut known = HashSet::new();
        for i in 1..40_000_u64 {
            // Every third one comes again, some of them from far back.
            let fingerprint = table::mixed(if i % 3 == 2 { i / 2 } else { i });
            assert_eq!(sent.insert(fingerprint).unwrap(), known.insert(fingerprint), "{i}");
        }
        assert!(sent.spilled.is_some_and(|spilled| spilled.runs.len() > 5));
    }
}
