//! Rows of text to the attributes of a user.
//!
//! A cell is text unless a contract says otherwise, an empty cell is a missing attribute, and `[a|b|c]` is a list.

use crate::batch::audience::contract::{CellType, Contract};
use crate::batch::audience::fault::Fault;
use crate::batch::audience::wanted::Wanted;
use crate::json::text::quote_into;
use crate::json::{Document, Kind};
use std::fmt::Write as _;

/// A column of a table of text.
#[derive(Debug)]
pub(crate) struct Column {
    name: String,
    /// The name as the key of a JSON object: `"name":`
    key: String,
    /// Nothing for a column that is not needed.
    cell: Option<CellType>,
}

impl Column {
    pub(super) fn new(name: &str, wanted: &Wanted, contract: Option<&Contract>) -> Self {
        let mut key = String::new();
        quote_into(name, &mut key);
        key.push(':');
        let cell = wanted
            .attribute("UserAttribute", name)
            .then(|| contract.map_or(CellType::Text, |contract| contract.cell_type(name)));
        Self { name: name.to_owned(), key, cell }
    }
}

/// Writes the profile of a row.
pub(super) fn write<'c>(
    columns: &[Column],
    cells: impl ExactSizeIterator<Item = &'c [u8]>,
    json: &mut String,
) -> Result<(), Fault> {
    if cells.len() != columns.len() {
        let message = format!("the row has {}, the header has {}", count(cells.len()), count(columns.len()));
        return Err(Fault::new("the number of cells is not that of the header")
            .message(message)
            .hint("a cell with a comma, a quote or a line break stands in double quotes"));
    }
    json.push_str("{\"UserAttribute\":{");
    let mut comma = "";
    for (column, cell) in columns.iter().zip(cells) {
        let Some(cell_type) = &column.cell else { continue };
        if cell.is_empty() {
            continue;
        }
        let Ok(cell) = str::from_utf8(cell) else {
            return Err(Fault::new(format!("the cell of `{}` is not UTF-8", column.name))
                .hint("save the table as UTF-8 (in Excel: CSV UTF-8)"));
        };
        json.push_str(comma);
        comma = ",";
        json.push_str(&column.key);
        value(cell, cell_type, json).map_err(|expected| mistyped(&column.name, expected))?;
    }
    json.push_str("}}");
    Ok(())
}

/// The cell of the column with this name, of a row that is as wide as the header.
pub(super) fn cell<'c>(
    columns: &[Column],
    mut cells: impl ExactSizeIterator<Item = &'c [u8]>,
    name: &str,
) -> Option<&'c str> {
    let at = columns.iter().position(|column| column.name == name)?;
    let cell = if cells.len() == columns.len() { cells.nth(at) } else { None };
    cell.and_then(|cell| str::from_utf8(cell).ok()).filter(|cell| !cell.is_empty())
}

fn count(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

/// The fault of a cell that is not what the contract says.
fn mistyped(name: &str, expected: &str) -> Fault {
    Fault::new(format!("the cell of `{name}` is not {expected}, as the contract says"))
        .hint("correct the cell, or the type in the contract")
}

/// Writes the value of a cell, or says what it should be.
fn value(cell: &str, cell_type: &CellType, json: &mut String) -> Result<(), &'static str> {
    match cell_type {
        CellType::Text => match items(cell) {
            Some(items) => list(items, &CellType::Text, json)?,
            None => quote_into(cell, json),
        },
        CellType::List(item) => list(items(cell).ok_or("a list `[a|b|c]`")?, item, json)?,
        CellType::Integer => {
            let number: i128 = cell.trim().parse().map_err(|_| "an integer")?;
            let _ = write!(json, "{number}");
        }
        CellType::Number => number(cell.trim(), json)?,
        CellType::Boolean => json.push_str(boolean(cell.trim()).ok_or("`true` or `false`")?),
        CellType::Json => {
            let kind = Document::parse(cell).map(|document| document.root().kind());
            if !matches!(kind, Ok(Kind::Array | Kind::Object)) {
                return Err("the JSON text of a list or an object");
            }
            json.push_str(cell);
        }
    }
    Ok(())
}

fn number(cell: &str, json: &mut String) -> Result<(), &'static str> {
    let result = match cell.parse::<i128>() {
        Ok(number) => write!(json, "{number}"),
        Err(_) => match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => write!(json, "{number:?}"),
            _ => return Err("a number"),
        },
    };
    result.map_err(|_| "a number")
}

fn boolean(cell: &str) -> Option<&'static str> {
    if cell.eq_ignore_ascii_case("true") {
        Some("true")
    } else if cell.eq_ignore_ascii_case("false") {
        Some("false")
    } else {
        None
    }
}

/// What stands between the brackets of a list.
fn items(cell: &str) -> Option<&str> {
    cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
}

fn list(items: &str, item: &CellType, json: &mut String) -> Result<(), &'static str> {
    json.push('[');
    for (i, text) in items.split('|').filter(|_| !items.is_empty()).enumerate() {
        if i > 0 {
            json.push(',');
        }
        match item {
            // Brackets inside a list are text.
            CellType::Text => quote_into(text, json),
            item => value(text, item, json).map_err(|_| "a list of such items")?,
        }
    }
    json.push(']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str], contract: Option<&Contract>) -> Vec<Column> {
        names.iter().map(|name| Column::new(name, &Wanted::everything(), contract)).collect()
    }

    fn profile(columns: &[Column], cells: &[&str]) -> Result<String, String> {
        let mut json = String::new();
        let result = write(columns, cells.iter().map(|cell| cell.as_bytes()), &mut json);
        result.map(|()| json).map_err(|fault| fault.message)
    }

    #[test]
    fn empty_cells_are_missing_and_brackets_make_lists() {
        let columns = columns(&["a", "b", "c", "d"], None);
        assert_eq!(
            profile(&columns, &["[]", "[x]", "[x|y z|]", "[open"]).unwrap(),
            r#"{"UserAttribute":{"a":[],"b":["x"],"c":["x","y z",""],"d":"[open"}}"#
        );
        assert_eq!(profile(&columns, &["", "", "", "1"]).unwrap(), r#"{"UserAttribute":{"d":"1"}}"#);
        assert_eq!(profile(&columns, &["1"]), Err("the row has 1 cell, the header has 4 cells".to_owned()));
    }

    #[test]
    fn a_contract_gives_types() {
        let contract = Contract::parse(
            r#"{"properties": {"i": {"type": "integer"}, "n": {"type": "number"}, "b": {"type": "boolean"},
                "l": {"type": "array", "items": {"type": "integer"}}, "o": {"type": "object"}}}"#,
        )
        .unwrap();
        let columns = columns(&["i", "n", "b", "l", "o"], Some(&contract));
        assert_eq!(
            profile(&columns, &["0090", "1.50", "True", "[1|2]", r#"{"a": [1]}"#]).unwrap(),
            r#"{"UserAttribute":{"i":90,"n":1.5,"b":true,"l":[1,2],"o":{"a": [1]}}}"#
        );
        for (cells, column, expected) in [
            (["1.5", "", "", "", ""], "i", "an integer"),
            (["", "inf", "", "", ""], "n", "a number"),
            (["", "", "yes", "", ""], "b", "`true` or `false`"),
            (["", "", "", "1", ""], "l", "a list `[a|b|c]`"),
            (["", "", "", "[1|x]", ""], "l", "a list of such items"),
            (["", "", "", "", "{a}"], "o", "the JSON text of a list or an object"),
        ] {
            let message = format!("the cell of `{column}` is not {expected}, as the contract says");
            assert_eq!(profile(&columns, &cells), Err(message));
        }
    }

    #[test]
    fn columns_that_are_not_needed_are_not_looked_at() {
        let mut wanted = Wanted::nothing();
        wanted.add("UserAttribute", Some("b"));
        let columns: Vec<_> = ["a", "b"].iter().map(|name| Column::new(name, &wanted, None)).collect();
        let mut json = String::new();
        write(&columns, [b"\xff".as_slice(), b"x"].into_iter(), &mut json).unwrap();
        assert_eq!(json, r#"{"UserAttribute":{"b":"x"}}"#);
    }
}
