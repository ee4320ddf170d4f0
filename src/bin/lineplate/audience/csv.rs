//! Tables: a header with the names of attributes, then one user a row.
//!
//! Every cell is the text of an attribute of the user, an empty cell is a missing attribute, and `[a|b|c]` is a list
//! of texts.
//!
//! The reader is this program's own because of tables that are broken in one place: one quote that is never closed
//! makes most readers take the rest of the file, and all its users, for one cell. Here such a row is a fault, and
//! reading goes on with the line behind it.

use super::{Fault, MAX_ROW, Row};
use lineplate::json::text::quote_into;
use std::io::{self, BufRead};

/// Cells that a row may have beyond the header before it is given up.
const MAX_EXTRA_CELLS: usize = 1_000;
/// Bytes that are done with and may stay in the buffer: to move the rest up costs time.
const KEEP: usize = 1 << 16;

pub(crate) struct Rows<R> {
    scanner: Scanner<R>,
    header: Vec<String>,
    number: u64,
}

/// Why a table cannot be read at all.
#[derive(Debug)]
pub(crate) enum HeaderError {
    Io(io::Error),
    Header { line: u64, message: String, hint: &'static str },
}

impl From<io::Error> for HeaderError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl<R: BufRead> Rows<R> {
    /// Reads the header.
    pub(crate) fn new(reader: R) -> Result<Self, HeaderError> {
        let mut scanner = Scanner::new(reader)?;
        let header = header(&mut scanner)?;
        Ok(Self { scanner, header, number: 0 })
    }

    /// The next row that is not empty.
    pub(crate) fn next(&mut self) -> io::Result<Option<Row>> {
        let most = self.header.len() + MAX_EXTRA_CELLS;
        let Some(scan) = self.scanner.next(most)? else { return Ok(None) };
        self.number += 1;
        let line = self.scanner.row_line;
        let json = match scan {
            Scan::Row => profile(&self.header, self.scanner.cells(), line),
            Scan::Broken(fault) => Err(fault),
        };
        Ok(Some(Row { number: self.number, line, json }))
    }
}

fn header<R: BufRead>(scanner: &mut Scanner<R>) -> Result<Vec<String>, HeaderError> {
    let expected = "the first row holds the names of the attributes: line_id,name,…";
    let refuse = |line, message: String, hint| Err(HeaderError::Header { line, message, hint });
    let line = match scanner.next(usize::MAX)? {
        None => return refuse(1, "the table is empty: the header is missing".to_owned(), expected),
        Some(Scan::Broken(fault)) => return refuse(fault.line, fault.message, expected),
        Some(Scan::Row) => scanner.row_line,
    };
    let mut names: Vec<String> = Vec::new();
    for (i, cell) in scanner.cells().enumerate() {
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

/// The attributes of one user as the JSON text of a profile.
fn profile<'c>(
    header: &[String],
    cells: impl ExactSizeIterator<Item = &'c [u8]>,
    line: u64,
) -> Result<String, Fault> {
    if cells.len() != header.len() {
        let message = format!("the row has {}, the header has {}", count(cells.len()), count(header.len()));
        let hint = Some("a cell with a comma, a quote or a line break stands in double quotes");
        let cause = "the number of cells is not that of the header";
        return Err(Fault { message, hint, ..Fault::new(cause, line) });
    }
    let mut json = String::from("{\"UserAttribute\":{");
    let mut comma = "";
    for (name, cell) in header.iter().zip(cells) {
        let Ok(cell) = str::from_utf8(cell) else {
            let hint = Some("save the table as UTF-8 (in Excel: CSV UTF-8)");
            return Err(Fault { hint, ..Fault::new(format!("the cell of `{name}` is not UTF-8"), line) });
        };
        if cell.is_empty() {
            continue;
        }
        json.push_str(comma);
        comma = ",";
        quote_into(name, &mut json);
        json.push(':');
        push_cell(&mut json, cell);
    }
    json.push_str("}}");
    Ok(json)
}

fn count(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

fn push_cell(json: &mut String, cell: &str) {
    let Some(list) = cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
        return quote_into(cell, json);
    };
    json.push('[');
    let items = list.split('|').filter(|_| !list.is_empty());
    for (i, item) in items.enumerate() {
        if i > 0 {
            json.push(',');
        }
        quote_into(item, json);
    }
    json.push(']');
}

enum Scan {
    Row,
    Broken(Fault),
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
    /// The line on which the last row started.
    row_line: u64,
    /// The characters of the cells of the last row, one behind the other.
    text: Vec<u8>,
    /// Where each of them starts, and where the last one ends.
    borders: Vec<usize>,
}

impl<R: BufRead> Scanner<R> {
    fn new(reader: R) -> io::Result<Self> {
        let mut scanner = Self {
            reader,
            buffer: Vec::new(),
            at: 0,
            line: 1,
            row_line: 1,
            text: Vec::new(),
            borders: vec![0],
        };
        let mark = "\u{feff}".as_bytes();
        scanner.byte(mark.len() - 1)?;
        if scanner.buffer.starts_with(mark) {
            scanner.at = mark.len();
        }
        Ok(scanner)
    }

    fn cells(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.borders.windows(2).map(|borders| match *borders {
            [start, end] => self.text.get(start..end).unwrap_or_default(),
            _ => &[],
        })
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

    /// Reads the next row that is not an empty line, of at most so many cells.
    fn next(&mut self, most: usize) -> io::Result<Option<Scan>> {
        if self.at > KEEP {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        while let Some(behind) = self.line_break(self.at)? {
            self.at = behind;
            self.line += 1;
        }
        if self.byte(self.at)?.is_none() {
            return Ok(None);
        }
        self.row_line = self.line;
        self.text.clear();
        self.borders.truncate(1);
        let fault = match self.row(most)? {
            Ok(()) => return Ok(Some(Scan::Row)),
            Err(fault) => fault,
        };
        self.skip_line()?;
        Ok(Some(Scan::Broken(fault)))
    }

    /// Reads the cells of a row, up to the start of the next one.
    fn row(&mut self, most: usize) -> io::Result<Result<(), Fault>> {
        let mut at = self.at;
        let mut line = self.line;
        loop {
            at = match self.byte(at)? {
                Some(b'"') => match self.quoted_cell(at, &mut line)? {
                    Ok(behind) => behind,
                    Err(fault) => return Ok(Err(fault)),
                },
                _ => match self.plain_cell(at)? {
                    Ok(behind) => behind,
                    Err(fault) => return Ok(Err(fault)),
                },
            };
            self.borders.push(self.text.len());
            if self.borders.len() > most {
                let cause = "the row has far more cells than the header";
                return Ok(Err(Fault::new(cause, self.line)));
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

    /// Reads a cell without quotes around it, up to the comma or line break.
    fn plain_cell(&mut self, start: usize) -> io::Result<Result<usize, Fault>> {
        let mut at = start;
        loop {
            at += self.take_until(at, |byte| matches!(byte, b',' | b'\r' | b'\n'));
            if at - self.at > MAX_ROW {
                return Ok(Err(self.too_long()));
            }
            if matches!(self.byte(at)?, None | Some(b',' | b'\r' | b'\n')) {
                return Ok(Ok(at));
            }
        }
    }

    /// Adds to the cell what is in the buffer up to the first byte that ends a run.
    fn take_until(&mut self, at: usize, ends_run: impl Fn(u8) -> bool) -> usize {
        let rest = self.buffer.get(at..).unwrap_or_default();
        let run = rest.iter().position(|&byte| ends_run(byte)).unwrap_or(rest.len());
        self.text.extend_from_slice(rest.get(..run).unwrap_or_default());
        run
    }

    /// Reads a cell in quotes, up to the comma or line break behind the closing one.
    fn quoted_cell(&mut self, start: usize, line: &mut u64) -> io::Result<Result<usize, Fault>> {
        let opened = *line;
        let mut at = start + 1;
        loop {
            at += self.take_until(at, |byte| matches!(byte, b'"' | b'\r' | b'\n'));
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
            self.text.push(byte);
            at += 1;
        }
    }

    fn too_long(&self) -> Fault {
        Fault::new(format!("the row is longer than {MAX_ROW} bytes"), self.line)
    }

    fn quote_fault(&self, cause: &str, line: u64, at: usize) -> Fault {
        let before = self.buffer.get(self.at..at).unwrap_or_default();
        let on_line = before.rsplit(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
        let column = String::from_utf8_lossy(on_line).chars().count() as u64 + 1;
        Fault {
            message: format!("{cause} (line {line}, column {column})"),
            column: Some(column),
            hint: Some("a quote within a quoted cell is written twice"),
            ..Fault::new(cause, line)
        }
    }

    /// Gives up a row and goes to the next line. What is skipped is not kept: it may be of any length.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(run) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
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

    /// The profiles or faults of a table, with line numbers.
    fn read(table: impl AsRef<[u8]>) -> Vec<(u64, Result<String, String>)> {
        let mut rows = Rows::new(table.as_ref()).unwrap();
        std::iter::from_fn(|| rows.next().unwrap())
            .map(|row| (row.line, row.json.map_err(|fault| fault.message)))
            .collect()
    }

    fn refused(table: impl AsRef<[u8]>) -> String {
        match Rows::new(table.as_ref()) {
            Err(HeaderError::Header { line, message, .. }) => format!("{line}: {message}"),
            _ => panic!("the header was taken"),
        }
    }

    fn user(json: &str) -> Result<String, String> {
        Ok(format!("{{\"UserAttribute\":{json}}}"))
    }

    #[test]
    fn reads_quotes_commas_line_breaks_and_all_line_ends() {
        let table = "\u{feff}id,text\r\n1,\"a \"\"b\"\", c\r\nd\"\n\n2,plain \"x\"\r3,\"\"";
        assert_eq!(
            read(table),
            [
                (2, user(r#"{"id":"1","text":"a \"b\", c\r\nd"}"#)),
                (5, user(r#"{"id":"2","text":"plain \"x\""}"#)),
                (6, user(r#"{"id":"3"}"#)),
            ]
        );
    }

    #[test]
    fn empty_cells_are_missing_and_brackets_make_lists() {
        let table = "a,b,c,d\n[],[x],[x|y z|],[open\n,,,1\n";
        assert_eq!(
            read(table),
            [(2, user(r#"{"a":[],"b":["x"],"c":["x","y z",""],"d":"[open"}"#)), (3, user(r#"{"d":"1"}"#)),]
        );
    }

    #[test]
    fn a_broken_row_costs_no_other_row() {
        let table = b"id,text\n1,\"open\n2,x\n3\n4,a,b\n5,\xff\n6,\"a\"b\n7,ok\n8,\"never\n9,closed";
        let rows = read(table);
        let faults = [
            (2, "a quote is not closed (line 2, column 3)"),
            (4, "the row has 1 cell, the header has 2 cells"),
            (5, "the row has 3 cells, the header has 2 cells"),
            (6, "the cell of `text` is not UTF-8"),
            (7, "text follows a closing quote (line 7, column 5)"),
            (9, "a quote is never closed (line 9, column 3)"),
        ];
        let found: Vec<_> =
            rows.iter().filter_map(|(line, row)| Some((*line, row.as_ref().err()?.as_str()))).collect();
        assert_eq!(found, faults);
        assert_eq!(rows.iter().filter(|(_, row)| row.is_ok()).count(), 3);
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
        assert_eq!(rows[2], (4, user(r#"{"a":"2"}"#)));
    }

    #[test]
    fn what_is_written_comes_back() {
        let cells = ["a", "", "say \"hi\"", "line\nbreak", "c,d", "👨‍👩‍👧", "\"", "\r\n", " x ", "'"];
        let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        for first in cells {
            for second in cells {
                let table = format!("a,b\n{},{}\n", quote(first), quote(second));
                let (_, row) = read(table).remove(0);
                let value: serde_json::Value = serde_json::from_str(&row.unwrap()).unwrap();
                let text = |key: &str| value["UserAttribute"][key].as_str().unwrap_or_default().to_owned();
                assert_eq!((text("a").as_str(), text("b").as_str()), (first, second));
            }
        }
    }
}
