//! Findings as text for people and as JSON for programs.

pub(crate) mod audience;
pub(crate) mod excerpt;
pub(crate) mod json;
pub(crate) mod text;

use crate::args::Format;
use lineplate::diagnostic::{Encoding, LineColumn, LineIndex};
use lineplate::{Diagnostic, Span};
use std::io::{self, Write};
use std::ops::Range;

/// The text that findings are about.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    file: &'a str,
    text: &'a str,
    index: LineIndex,
    excerpts: bool,
}

impl<'a> Findings<'a> {
    /// Findings about the text of a file.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, index: LineIndex::new(text), excerpts: true }
    }

    /// With or without lines of the text. Lines of a profile would show the values of attributes.
    pub(crate) fn excerpts(mut self, excerpts: bool) -> Self {
        self.excerpts = excerpts;
        self
    }

    /// The name of the text.
    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    /// Line and column of a byte offset; columns count code points.
    pub(crate) fn place(&self, offset: u32) -> LineColumn {
        self.index.line_column(self.text, offset, Encoding::CodePoints)
    }

    /// The line at a byte offset.
    fn line(&self, offset: u32) -> Range<usize> {
        self.index.line(self.text, offset)
    }

    /// `body.json:7:24`
    pub(crate) fn location(&self, span: Span) -> String {
        let LineColumn { line, column } = self.place(span.start);
        format!("{}:{line}:{column}", self.file)
    }
}

/// Writes findings to standard error.
pub(crate) fn stderr(format: Format, findings: &Findings<'_>, diagnostics: &[&Diagnostic]) {
    let mut err = anstream::stderr().lock();
    // Nobody is left to tell when standard error is gone.
    let _ = match format {
        Format::Text => text::write(&mut err, findings, diagnostics),
        Format::Json => write_line(&mut err, &json::findings(findings, diagnostics).into()),
    };
}

/// Writes a line for people to standard error; programs do without it.
pub(crate) fn note(format: Format, note: &str) {
    if format == Format::Text {
        let _ = writeln!(anstream::stderr().lock(), "{note}");
    }
}

/// Writes to standard error why a message is not sent.
pub(crate) fn not_sent(format: Format, findings: &Findings<'_>, reasons: &[String]) {
    let mut err = anstream::stderr().lock();
    let _ = match format {
        Format::Text => writeln!(err, "not sent: {}", reasons.join("; ")),
        Format::Json => {
            let mut object = json::findings(findings, &[]);
            object.insert("outcome".to_owned(), "not_sent".into());
            object.insert("reasons".to_owned(), reasons.into());
            write_line(&mut err, &object.into())
        }
    };
}

/// Writes one JSON value and a line feed.
pub(crate) fn write_line(out: &mut dyn Write, value: &serde_json::Value) -> io::Result<()> {
    writeln!(out, "{value}")
}
