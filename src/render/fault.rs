//! Why an evaluation stopped.

use super::text::HoleId;
use crate::diagnostic::{Code, Diagnostic, Encoding, LineIndex, Span};

/// A fault of one evaluation, before it is known where in the template it happened.
#[derive(Debug, Clone)]
pub(crate) struct Fault(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    code: Code,
    message: String,
    hints: Vec<String>,
    span: Option<Span>,
    hole: Option<HoleId>,
    attribute: Option<String>,
    limit: Option<i64>,
    /// Whether it is told with its place in a content block.
    in_block: bool,
}

/// The result of an evaluation.
pub(crate) type Result<T, E = Fault> = std::result::Result<T, E>;

impl Fault {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        let inner = Inner {
            code,
            message: message.into(),
            hints: Vec::new(),
            span: None,
            hole: None,
            attribute: None,
            limit: None,
            in_block: false,
        };
        Self(Box::new(inner))
    }

    /// An operation that does not take values of this type (Python's `TypeError`).
    pub(crate) fn type_error(message: impl Into<String>) -> Self {
        Self::new(Code::RenderType, message)
    }

    /// An argument that is wrong, missing or too much.
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(Code::RenderArgument, message)
    }

    /// A value that is outside what the operation can handle (`ValueError`, `OverflowError`, `IndexError`).
    pub(crate) fn range(message: impl Into<String>) -> Self {
        Self::new(Code::RenderRange, message)
    }

    /// A lookup or call on something that is not there (Jinja's `UndefinedError`).
    pub(crate) fn undefined(message: impl Into<String>) -> Self {
        Self::new(Code::RenderUndefined, message)
    }

    /// A division by zero.
    pub(crate) fn division() -> Self {
        Self::new(Code::RenderDivision, "division by zero")
    }

    /// A limit of the engine.
    pub(crate) fn limit(code: Code, limit: u64, message: impl Into<String>) -> Self {
        let mut fault = Self::new(code, message);
        fault.0.limit = i64::try_from(limit).ok();
        fault
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hints.push(hint.into());
        self
    }

    /// The missing value that the fault is about.
    pub(crate) fn hole(mut self, hole: HoleId) -> Self {
        self.0.hole = Some(hole);
        self
    }

    /// The attribute whose value is at fault.
    pub(crate) fn attribute(mut self, attribute: String) -> Self {
        self.0.attribute = Some(attribute);
        self
    }

    /// The place, unless a place further in is known already.
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.0.span.get_or_insert(span);
        self
    }

    /// The same fault, seen from where a content block is printed.
    pub(crate) fn inside_block(mut self, name: &str, source: &str) -> Self {
        let span = self.0.span.take();
        if let Some(span) = span.filter(|_| !std::mem::replace(&mut self.0.in_block, true)) {
            let index = LineIndex::new(source);
            let place = index.line_column(source, span.start, Encoding::CodePoints);
            let message = &self.0.message;
            self.0.message =
                format!("in content block `{name}` at {}:{}: {message}", place.line, place.column);
        }
        self
    }

    /// Whether the operation does not take values of this type.
    pub(crate) fn is_type_error(&self) -> bool {
        self.0.code == Code::RenderType
    }

    #[cfg(test)]
    pub(crate) fn code(&self) -> Code {
        self.0.code
    }

    pub(crate) fn missing(&self) -> Option<HoleId> {
        self.0.hole
    }

    pub(crate) fn into_diagnostic(self) -> Diagnostic {
        let inner = *self.0;
        let mut diagnostic = Diagnostic::error(inner.code, inner.message);
        diagnostic.hints = inner.hints;
        diagnostic.span = inner.span;
        diagnostic.attribute = inner.attribute;
        diagnostic.limit = inner.limit;
        diagnostic
    }
}
