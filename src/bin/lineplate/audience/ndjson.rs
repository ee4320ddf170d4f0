//! One JSON object a line.

use super::{Fault, MAX_ROW, Row};
use std::io::{self, BufRead, Read as _};

pub(crate) struct Rows<R> {
    reader: R,
    number: u64,
    line: u64,
}

impl<R: BufRead> Rows<R> {
    pub(crate) fn new(reader: R) -> Self {
        Self { reader, number: 0, line: 0 }
    }

    /// The next line that is not empty.
    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        loop {
            let mut bytes = Vec::new();
            let limit = MAX_ROW as u64 + 1;
            if self.reader.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if self.line == 1 && bytes.starts_with("\u{feff}".as_bytes()) {
                bytes.drain(..3);
            }
            let is_too_long = bytes.len() > MAX_ROW;
            bytes.truncate(bytes.trim_ascii_end().len());
            if bytes.is_empty() && !is_too_long {
                continue;
            }
            self.number += 1;
            let json = if is_too_long {
                self.reader.skip_until(b'\n')?;
                Err(Fault::new(format!("the line is longer than {MAX_ROW} bytes"), self.line))
            } else {
                text(bytes, self.line)
            };
            return Ok(Some(Row { number: self.number, line: self.line, json }));
        }
    }
}

fn text(bytes: Vec<u8>, line: u64) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let column = String::from_utf8_lossy(valid).chars().count() as u64 + 1;
        let cause = "the line is not UTF-8";
        Fault {
            message: format!("{cause} (column {column})"),
            column: Some(column),
            hint: Some("save the file as UTF-8"),
            ..Fault::new(cause, line)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_user_a_line() {
        let data = b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"b\"\n\xff\n{\"c\":3}";
        let mut rows = Rows::new(data.as_slice());
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line, row.json.as_deref()), (1, 1, Ok("{\"a\":1}")));
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line), (2, 4));
        assert_eq!(row.profile().unwrap_err().column, Some(5));
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line), (3, 5));
        assert_eq!(row.profile().unwrap_err().message, "the line is not UTF-8 (column 1)");
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.number, row.line, row.profile().is_ok()), (4, 6, true));
        assert!(rows.next().unwrap().is_none());
    }

    #[test]
    fn skips_the_rest_of_a_line_that_is_too_long() {
        let mut data = vec![b'x'; MAX_ROW + 100];
        data.extend_from_slice(b"\n{}\n");
        let mut rows = Rows::new(data.as_slice());
        assert!(rows.next().unwrap().unwrap().profile().is_err());
        let row = rows.next().unwrap().unwrap();
        assert_eq!((row.line, row.profile().is_ok()), (2, true));
    }
}
