//! Rows that cannot be read.

use crate::diagnostic::{Code, Diagnostic};

/// What is wrong with a row of an audience. It costs no other row.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fault {
    /// What is wrong, the same text for all rows that have this fault.
    pub cause: String,
    /// What is wrong with this row.
    pub message: String,
    /// What to do about it.
    pub hint: Option<&'static str>,
    /// The line of the file, from 1, where it has lines.
    pub line: Option<u64>,
    /// The character on the line, from 1.
    pub column: Option<u64>,
}

impl Fault {
    pub(crate) fn new(cause: impl Into<String>) -> Self {
        let cause = cause.into();
        Self { message: cause.clone(), cause, hint: None, line: None, column: None }
    }

    pub(crate) fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(crate) fn column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }

    pub(crate) fn message(mut self, message: String) -> Self {
        self.message = message;
        self
    }

    pub(crate) fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// The fault as a finding. Its place is in the audience, not in the template, and so it has no span.
    pub fn diagnostic(&self) -> Diagnostic {
        let diagnostic = Diagnostic::error(Code::ProfileInvalid, &self.message);
        self.hint.into_iter().fold(diagnostic, Diagnostic::hint)
    }
}
