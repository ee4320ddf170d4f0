//! Sorted fingerprints on the disk, in a file without a name that goes with the run.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};

/// Fingerprints of a block, which is read at once.
const BLOCK: usize = 512;
const BYTES: usize = size_of::<u64>();

#[derive(Debug)]
pub(super) struct Run {
    file: File,
    /// The first fingerprint of each block.
    firsts: Vec<u64>,
    block: Vec<u8>,
}

impl Run {
    /// Writes fingerprints, which come in their order.
    pub(super) fn write(fingerprints: impl Iterator<Item = u64>) -> io::Result<Self> {
        let mut writer = BufWriter::new(tempfile::tempfile()?);
        let mut firsts = Vec::new();
        for (i, fingerprint) in fingerprints.enumerate() {
            if i % BLOCK == 0 {
                firsts.push(fingerprint);
            }
            writer.write_all(&fingerprint.to_le_bytes())?;
        }
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Self { file, firsts, block: Vec::with_capacity(BLOCK * BYTES) })
    }

    pub(super) fn contains(&mut self, fingerprint: u64) -> io::Result<bool> {
        let Some(block) = self.firsts.partition_point(|&first| first <= fingerprint).checked_sub(1) else {
            return Ok(false);
        };
        self.file.seek(SeekFrom::Start((block * BLOCK * BYTES) as u64))?;
        self.block.clear();
        (&self.file).take((BLOCK * BYTES) as u64).read_to_end(&mut self.block)?;
        let (found, _) = self.block.as_chunks::<BYTES>();
        Ok(found.binary_search_by_key(&fingerprint, |&bytes| u64::from_le_bytes(bytes)).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_written() {
        let mut run = Run::write((0..2_000).map(|i| i * 10 + 5)).unwrap();
        for i in 0..2_000 {
            assert!(run.contains(i * 10 + 5).unwrap(), "{i}");
            assert!(!run.contains(i * 10).unwrap(), "{i}");
        }
        assert!(!run.contains(u64::MAX).unwrap());
        assert!(!Run::write(std::iter::empty()).unwrap().contains(1).unwrap());
    }
}
