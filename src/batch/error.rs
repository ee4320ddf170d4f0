//! Why a batch cannot go on.

use std::fmt;
use std::io;
use std::path::Path;

/// Why a batch cannot begin, or cannot go on. What is wrong with single rows is no error: see
/// [`Fate`](super::Fate).
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    hint: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What an [`Error`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file cannot be read.
    Read,
    /// A file cannot be written.
    Write,
    /// The file can be read, but its content leaves a doubt: a header, a contract, a campaign.
    Content,
    /// Whoever read standard output wants no more.
    ReaderGone,
    /// The run was told to stop.
    Stopped,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), hint: None, source: None }))
    }

    pub(crate) fn read(path: &Path, error: io::Error) -> Self {
        let message = format!("cannot read {}: {}", path.display(), reason(&error));
        Self::new(ErrorKind::Read, message).source(error)
    }

    pub(crate) fn write(path: &Path, error: io::Error) -> Self {
        let message = format!("cannot write {}: {}", path.display(), reason(&error));
        Self::new(ErrorKind::Write, message).source(error)
    }

    pub(crate) fn content(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Content, message)
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    pub(crate) fn source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// What it is about.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.0.kind, self.0.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

/// An error of the system in plain words, the same on every system where it is a common one.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::StorageFull => "no space is left on the disk".to_owned(),
        _ => error.to_string(),
    }
}
