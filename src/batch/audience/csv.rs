//! Tables of text: a header with the names of attributes, then one user a row.
//!
//! The reader is this program's own because of tables that are broken in one place: one quote that is never closed
//! makes most readers take the rest of the file, and all its users, for one cell. Here such a row is a fault, and
//! reading goes on with the line behind it.

use super::chunk::{MAX_ROW, TextRows};
use super::fault::Fault;
use memchr::{memchr2, memchr3};
use std::io::{self, BufRead};

/// Cells that a row may have beyond the header before it is given up.
const MAX_EXTRA_CELLS: usize = 1_000;
/// Bytes that are done with and may stay in the buffer: to move the rest up costs time.
const KEEP: usize = 1 << 18;

pub(super) struct Reader<R> {
    scanner: Scanner<R>,
    /// The number of cells of the header.
    width: usize,
}

/// Why a table cannot be read at all.
#[derive(Debug)]
pub(super) enum HeaderError {
    Io(io::Error),
    Header { line: u64, message: String, hint: &'static str },
}

impl From<io::Error> for HeaderError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl<R: BufRead> Reader<R> {
    /// Reads the header: the names of the columns.
    pub(super) fn new(reader: R) -> Result<(Self, Vec<String>), HeaderError> {
        let mut scanner = Scanner::new(reader)?;
        let names = header(&mut scanner)?;
        Ok((Self { scanner, width: names.len() }, names))
    }

    /// Adds the next row that is not an empty line.
    pub(super) fn read_row(&mut self, rows: &mut TextRows) -> io::Result<bool> {
        self.scanner.row(self.width + MAX_EXTRA_CELLS, rows)
    }
}

fn header<R: BufRead>(scanner: &mut Scanner<R>) -> Result<Vec<String>, HeaderError> {
    let expected = "the first row holds the names of the attributes: line_id,name,…";
    let refuse = |line, message: String, hint| Err(HeaderError::Header { line, message, hint });
    let mut rows = TextRows::default();
    if !scanner.row(usize::MAX, &mut rows)? {
        return refuse(1, "the table is empty: the header is missing".to_owned(), expected);
    }
    let line = rows.line(0);
    let cells = match rows.cells(0) {
        Ok(cells) => cells,
        Err(fault) => return refuse(line, fault.message.clone(), expected),
    };
    let mut names: Vec<String> = Vec::new();
    for (i, cell) in cells.enumerate() {
        let column = i + 1;
        let Ok(name) = str::from_utf8(cell) else {
            let message = format!("the name of column {column} is not UTF-8");
            return refuse(line, message, "save the table as UTF-8 (in Excel: CSV UTF-8)");
        };
        if name.trim().is_empty() {
            return refuse(line, format!("column {column} has no name"), expected);
        }
        if let Some(first) = names.iter().position(|known| known == name) {
            let message = format!("columns {} and {column} have the same name `{name}`", first + 1);
            return refuse(line, message, "rename or remove one of them");
        }
        names.push(name.to_owned());
    }
    match names.as_slice() {
        [name] if name.contains([';', '\t']) => refuse(
            line,
            format!("the header has one column, `{}`", name.escape_debug()),
            "cells are separated by commas",
        ),
        _ => Ok(names),
    }
}

/// Cuts bytes into rows and cells.
struct Scanner<R> {
    reader: R,
    /// What was read and is not done with.
    buffer: Vec<u8>,
    /// Where the next row starts in the buffer.
    at: usize,
    /// The line on which the next row starts.
    line: u64,
}

impl<R: BufRead> Scanner<R> {
    fn new(reader: R) -> io::Result<Self> {
        let mut scanner = Self { reader, buffer: Vec::new(), at: 0, line: 1 };
        let mark = "\u{feff}".as_bytes();
        scanner.byte(mark.len() - 1)?;
        if scanner.buffer.starts_with(mark) {
            scanner.at = mark.len();
        }
        Ok(scanner)
    }

    /// The byte at an offset of the buffer, which grows as needed.
    fn byte(&mut self, at: usize) -> io::Result<Option<u8>> {
        while at >= self.buffer.len() {
            let more = self.reader.fill_buf()?;
            if more.is_empty() {
                return Ok(None);
            }
            let len = more.len();
            self.buffer.extend_from_slice(more);
            self.reader.consume(len);
        }
        Ok(self.buffer.get(at).copied())
    }

    /// Goes behind the line break at an offset, if there is one.
    fn line_break(&mut self, at: usize) -> io::Result<Option<usize>> {
        match self.byte(at)? {
            Some(b'\r') if self.byte(at + 1)? == Some(b'\n') => Ok(Some(at + 2)),
            Some(b'\r' | b'\n') => Ok(Some(at + 1)),
            _ => Ok(None),
        }
    }

    /// Adds the next row that is not an empty line, of at most so many cells.
    fn row(&mut self, most: usize, rows: &mut TextRows) -> io::Result<bool> {
        if self.at > KEEP {
            self.buffer.drain(..self.at);
            self.buffer.shrink_to(4 * KEEP);
            self.at = 0;
        }
        while let Some(behind) = self.line_break(self.at)? {
            self.at = behind;
            self.line += 1;
        }
        if self.byte(self.at)?.is_none() {
            return Ok(false);
        }
        let (line, first) = (self.line, rows.cell_count());
        match self.cells(most, rows)? {
            Ok(()) => rows.end_row(line, first),
            Err(fault) => {
                rows.break_row(line, first, fault);
                self.skip_line()?;
            }
        }
        Ok(true)
    }

    /// Reads the cells of a row, up to the start of the next one.
    fn cells(&mut self, most: usize, rows: &mut TextRows) -> io::Result<Result<(), Fault>> {
        let first = rows.cell_count();
        let mut at = self.at;
        let mut line = self.line;
        loop {
            let cell = match self.byte(at)? {
                Some(b'"') => self.quoted_cell(at, &mut line, rows)?,
                _ => self.plain_cell(at, rows)?,
            };
            at = match cell {
                Ok(behind) => behind,
                Err(fault) => return Ok(Err(fault)),
            };
            rows.end_cell();
            if rows.cell_count() - first > most {
                let cause = "the row has far more cells than the header";
                return Ok(Err(Fault::new(cause).line(self.line)));
            }
            if self.byte(at)? == Some(b',') {
                at += 1;
                continue;
            }
            if let Some(behind) = self.line_break(at)? {
                at = behind;
                line += 1;
            }
            self.at = at;
            self.line = line;
            return Ok(Ok(()));
        }
    }

    /// Reads a cell without quotes, up to the comma or line break behind it.
    fn plain_cell(&mut self, start: usize, rows: &mut TextRows) -> io::Result<Result<usize, Fault>> {
        let mut at = start;
        loop {
            at += self.take_until(at, rows, |rest| memchr3(b',', b'\r', b'\n', rest));
            if at - self.at > MAX_ROW {
                return Ok(Err(self.too_long()));
            }
            if matches!(self.byte(at)?, None | Some(b',' | b'\r' | b'\n')) {
                return Ok(Ok(at));
            }
        }
    }

    /// Adds to the cell what is in the buffer up to the byte that ends a run.
    fn take_until(&self, at: usize, rows: &mut TextRows, end: impl Fn(&[u8]) -> Option<usize>) -> usize {
        let rest = self.buffer.get(at..).unwrap_or_default();
        let run = end(rest).unwrap_or(rest.len());
        rows.push_bytes(rest.get(..run).unwrap_or_default());
        run
    }

    /// Reads a cell in quotes, up to the comma or line break behind the closing one.
    fn quoted_cell(
        &mut self,
        start: usize,
        line: &mut u64,
        rows: &mut TextRows,
    ) -> io::Result<Result<usize, Fault>> {
        let opened = *line;
        let mut at = start + 1;
        loop {
            at += self.take_until(at, rows, |rest| memchr3(b'"', b'\r', b'\n', rest));
            let Some(byte) = self.byte(at)? else {
                return Ok(Err(self.quote_fault("a quote is never closed", opened, start)));
            };
            if at - self.at > MAX_ROW {
                return Ok(Err(self.too_long()));
            }
            if byte == b'"' {
                match self.byte(at + 1)? {
                    Some(b'"') => at += 1,
                    None | Some(b',' | b'\r' | b'\n') => return Ok(Ok(at + 1)),
                    Some(_) if *line == opened => {
                        return Ok(Err(self.quote_fault("text follows a closing quote", opened, at)));
                    }
                    Some(_) => return Ok(Err(self.quote_fault("a quote is not closed", opened, start))),
                }
            }
            let is_break = byte == b'\n' || (byte == b'\r' && self.byte(at + 1)? != Some(b'\n'));
            *line += u64::from(is_break);
            rows.push_bytes(&[byte]);
            at += 1;
        }
    }

    fn too_long(&self) -> Fault {
        Fault::new(format!("the row is longer than {MAX_ROW} bytes")).line(self.line)
    }

    fn quote_fault(&self, cause: &str, line: u64, at: usize) -> Fault {
        let before = self.buffer.get(self.at..at).unwrap_or_default();
        let on_line = before.rsplit(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        let column = String::from_utf8_lossy(on_line).chars().count() as u64 + 1;
        Fault::new(cause)
            .line(line)
            .column(column)
            .message(format!("{cause} (line {line}, column {column})"))
            .hint("a quote within a quoted cell is written twice")
    }

    /// Gives up a row and goes to the next line. What is skipped is not kept: it may be of any length.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(run) = memchr2(b'\r', b'\n', rest) {
                let at = self.at + run;
                self.at = self.line_break(at)?.unwrap_or(at);
                self.line += 1;
                return Ok(());
            }
            self.buffer.clear();
            self.at = 0;
            if self.byte(0)?.is_none() {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells or faults of a table, with line numbers.
    fn read(table: impl AsRef<[u8]>) -> Vec<(u64, Result<Vec<String>, String>)> {
        let (mut reader, _) = Reader::new(table.as_ref()).unwrap();
        let mut rows = TextRows::default();
        while reader.read_row(&mut rows).unwrap() {}
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).into_owned();
        (0..rows.len())
            .map(|row| {
                let cells = rows.cells(row).map(|cells| cells.map(text).collect());
                (rows.line(row), cells.map_err(|fault| fault.message.clone()))
            })
            .collect()
    }

    fn refused(table: impl AsRef<[u8]>) -> String {
        match Reader::new(table.as_ref()) {
            Err(HeaderError::Header { line, message, .. }) => format!("{line}: {message}"),
            _ => panic!("the header was taken"),
        }
    }

    fn cells<const N: usize>(cells: [&str; N]) -> Result<Vec<String>, String> {
        Ok(cells.map(str::to_owned).to_vec())
    }

    #[test]
    fn reads_quotes_commas_line_breaks_and_all_line_ends() {
        let table = "\u{feff}id,text\r\n1,\"a \"\"b\"\", c\r\nd\"\n\n2,plain \"x\"\r3,\"\"";
        assert_eq!(
            read(table),
            [(2, cells(["1", "a \"b\", c\r\nd"])), (5, cells(["2", "plain \"x\""])), (6, cells(["3", ""]))]
        );
    }

    #[test]
    fn a_broken_row_costs_no_other_row() {
        let table = b"id,text\n1,\"open\n2,x\n6,\"a\"b\n7,ok\n8,\"never\n9,closed";
        let rows = read(table);
        let faults = [
            (2, "a quote is not closed (line 2, column 3)"),
            (4, "text follows a closing quote (line 4, column 5)"),
            (6, "a quote is never closed (line 6, column 3)"),
        ];
        let found: Vec<_> =
            rows.iter().filter_map(|(line, row)| Some((*line, row.as_ref().err()?.as_str()))).collect();
        assert_eq!(found, faults);
        let good: Vec<_> = rows.iter().filter_map(|(_, row)| row.as_ref().ok()).collect();
        assert_eq!(good, [&["2", "x"], &["7", "ok"], &["9", "closed"]]);
    }

    #[test]
    fn refuses_headers_that_leave_a_doubt() {
        assert_eq!(refused(""), "1: the table is empty: the header is missing");
        assert_eq!(refused("\n\n"), "1: the table is empty: the header is missing");
        assert_eq!(refused("a,b,a\n"), "1: columns 1 and 3 have the same name `a`");
        assert_eq!(refused("\na,,b\n"), "2: column 2 has no name");
        assert_eq!(refused(b"a,\xff\n"), "1: the name of column 2 is not UTF-8");
        assert_eq!(refused("a;b\n1;2\n"), "1: the header has one column, `a;b`");
        assert_eq!(refused("\"a,b\n"), "1: a quote is never closed (line 1, column 1)");
    }

    #[test]
    fn long_rows_are_read_and_endless_ones_given_up() {
        let long = "x".repeat(2 << 20);
        assert_eq!(read(format!("a\n{long}\n")).len(), 1);
        let endless = "x".repeat(2 * MAX_ROW + 10);
        let rows = read(format!("a\n{endless}\n\"{endless}\n2\n"));
        assert!(rows[0].1.is_err() && rows[1].1.is_err());
        assert_eq!(rows[2], (4, cells(["2"])));
    }

    #[test]
    fn what_is_written_comes_back() {
        let texts = ["a", "", "say \"hi\"", "line\nbreak", "c,d", "👨‍👩‍👧", "\"", "\r\n", " x ", "'"];
        let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        for first in texts {
            for second in texts {
                let table = format!("a,b\n{},{}\n", quote(first), quote(second));
                assert_eq!(read(table), [(2, cells([first, second]))]);
            }
        }
    }
}
