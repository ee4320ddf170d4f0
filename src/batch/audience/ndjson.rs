//! One JSON object a line.

use super::chunk::{MAX_ROW, TextRows};
use super::fault::Fault;
use std::io::{self, BufRead, Read as _};

pub(super) struct Reader<R> {
    bytes: R,
    line: u64,
    /// The line at hand.
    text: Vec<u8>,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(bytes: R) -> Self {
        Self { bytes, line: 0, text: Vec::new() }
    }

    /// Adds the next line that is not empty.
    pub(super) fn read_row(&mut self, rows: &mut TextRows) -> io::Result<bool> {
        loop {
            self.text.clear();
            self.text.shrink_to(1 << 20);
            let limit = MAX_ROW as u64 + 1;
            if self.bytes.by_ref().take(limit).read_until(b'\n', &mut self.text)? == 0 {
                return Ok(false);
            }
            self.line += 1;
            let mark = "\u{feff}".as_bytes();
            let line = self.text.strip_prefix(mark).filter(|_| self.line == 1).unwrap_or(&self.text);
            let text = line.trim_ascii_end();
            if self.text.len() > MAX_ROW {
                self.bytes.skip_until(b'\n')?;
                let fault = Fault::new(format!("the line is longer than {MAX_ROW} bytes")).line(self.line);
                rows.break_row(self.line, rows.cell_count(), fault);
                return Ok(true);
            }
            if !text.is_empty() {
                let first = rows.cell_count();
                rows.push_bytes(text);
                rows.end_cell();
                rows.end_row(self.line, first);
                return Ok(true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(data: &[u8]) -> Vec<(u64, Result<Vec<u8>, String>)> {
        let mut reader = Reader::new(data);
        let mut rows = TextRows::default();
        while reader.read_row(&mut rows).unwrap() {}
        (0..rows.len())
            .map(|row| {
                let line = rows.cells(row).map(|mut cells| cells.next().unwrap().to_vec());
                (rows.line(row), line.map_err(|fault| fault.message.clone()))
            })
            .collect()
    }

    #[test]
    fn reads_a_user_a_line() {
        let rows = read(b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\"\n{\"c\":3}");
        let line = |text: &str| Ok(text.as_bytes().to_vec());
        assert_eq!(rows, [(1, line("{\"a\":1}")), (4, line("{\"b\"")), (5, line("{\"c\":3}"))]);
    }

    #[test]
    fn skips_the_rest_of_a_line_that_is_too_long() {
        let mut data = vec![b'x'; MAX_ROW + 100];
        data.extend_from_slice(b"\n{}\n");
        let rows = read(&data);
        assert_eq!(rows[0], (1, Err(format!("the line is longer than {MAX_ROW} bytes"))));
        assert_eq!(rows[1], (2, Ok(b"{}".to_vec())));
    }
}
