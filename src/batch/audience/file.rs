//! The file behind an audience: what it holds by its name, and its bytes without compression.

use crate::batch::error::Error;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;
/// The largest window of zstd that is taken, as a power of two. It is memory that a file can ask for.
const MAX_ZSTD_WINDOW: u32 = 26;

/// What an audience file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Csv,
    Ndjson,
    Parquet,
}

/// How its bytes are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Gzip,
    Zstd,
}

/// Tells by its name what a file holds.
pub(super) fn form(path: &Path) -> Result<(Form, Compression), Error> {
    let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let (name, compression) = match name.rsplit_once('.') {
        Some((stem, "gz")) => (stem, Compression::Gzip),
        Some((stem, "zst" | "zstd")) => (stem, Compression::Zstd),
        _ => (name.as_str(), Compression::None),
    };
    let form = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("csv") => Form::Csv,
        Some("ndjson" | "jsonl") => Form::Ndjson,
        Some("parquet") if compression == Compression::None => Form::Parquet,
        _ => {
            return Err(Error::content(format!("cannot tell what {} holds by its name", path.display()))
                .hint(
                    "an audience is a table (.csv), has one JSON object a line (.ndjson, .jsonl), or is a .parquet \
                     file; the first two also with .gz or .zst behind the name",
                ));
        }
    };
    Ok((form, compression))
}

/// The bytes of a file of text.
pub(super) type Bytes = Box<dyn BufRead + Send>;

/// Opens a file of text. What is read of the file itself is counted in `position`.
pub(super) fn open(path: &Path, compression: Compression, position: &Arc<AtomicU64>) -> io::Result<Bytes> {
    let file = Counting { inner: File::open(path)?, position: Arc::clone(position) };
    let file = BufReader::with_capacity(BUFFER, file);
    Ok(match compression {
        Compression::None => Box::new(file),
        Compression::Gzip => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(file))),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(file)?;
            decoder.window_log_max(MAX_ZSTD_WINDOW)?;
            Box::new(BufReader::with_capacity(BUFFER, decoder))
        }
    })
}

/// Counts what is read.
struct Counting<R> {
    inner: R,
    position: Arc<AtomicU64>,
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.position.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_a_file_holds() {
        let form = |name: &str| form(Path::new(name)).ok();
        assert_eq!(form("a/users.csv"), Some((Form::Csv, Compression::None)));
        assert_eq!(form("users.CSV.GZ"), Some((Form::Csv, Compression::Gzip)));
        assert_eq!(form("users.jsonl.zst"), Some((Form::Ndjson, Compression::Zstd)));
        assert_eq!(form("users.parquet"), Some((Form::Parquet, Compression::None)));
        assert_eq!(form("users.parquet.gz"), None);
        assert_eq!(form("users.gz"), None);
        assert_eq!(form("csv"), None);
    }
}
