//! Files and standard input.

use crate::commands::Failure;
use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A file on the command line; `-` is standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    Stdin,
    File(PathBuf),
}

impl FromStr for Input {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" { Self::Stdin } else { Self::File(text.into()) })
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("<stdin>"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

impl Input {
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdin => None,
            Self::File(path) => Some(path),
        }
    }

    /// All its bytes.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        match self {
            Self::Stdin => io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes),
            Self::File(path) => std::fs::read(path),
        }
        .map_err(|error| Failure::cannot_read(self, &error))
    }

    /// Its text, without a byte order mark.
    pub(crate) fn text(&self) -> Result<String, Failure> {
        text(self.bytes()?).map_err(|(line, column)| {
            Failure::new(format!("{self} is not UTF-8: line {line}, column {column}"))
                .hint("save the file as UTF-8")
        })
    }
}

/// Text without a byte order mark, or line and column of the first byte that is not UTF-8.
pub(crate) fn text(bytes: Vec<u8>) -> Result<String, (u32, u32)> {
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default());
        let index = lineplate::diagnostic::LineIndex::new(&before);
        let place = index.line_column(&before, valid as u32, lineplate::diagnostic::Encoding::CodePoints);
        (place.line, place.column)
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}
