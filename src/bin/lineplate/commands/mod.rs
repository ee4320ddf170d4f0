//! One module for each command, and what becomes of a run.

pub(crate) mod check;
pub(crate) mod contract;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod fix;
mod profile;
pub(crate) mod render;
pub(crate) mod sample;
pub(crate) mod schema;
mod template;
pub(crate) mod validate;

use crate::args::{Cli, Command};
use crate::input::Input;
use crate::interrupt;
use crate::report;
use lineplate::batch::{Error, ErrorKind};
use std::io;
use std::process::ExitCode;

/// Runs a command and says how it ended.
pub(crate) fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Render(render) => render.run(),
        Command::Check(check) => check.run(),
        Command::Contract(contract) => contract.run(),
        Command::Sample(sample) => sample.run(),
        Command::Validate(validate) => validate.run(),
        Command::Eval(eval) => eval.run(),
        Command::Fix(fix) => fix.run(),
        Command::Explain(explain) => explain.run(),
        Command::Schema(schema) => schema.run(),
    };
    match result {
        Ok(Verdict::Fine) | Err(Failure::ReaderGone) => ExitCode::SUCCESS,
        Ok(Verdict::Findings) => ExitCode::from(1),
        Err(Failure::Reported) => ExitCode::from(2),
        Err(Failure::Told { message, hints }) => {
            report::text::failure(&message, &hints);
            ExitCode::from(2)
        }
        Err(Failure::Stopped { message }) => {
            report::text::failure(&message, &[]);
            ExitCode::from(interrupt::STATUS)
        }
    }
}

/// How a run ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verdict {
    Fine,
    /// There are findings of severity error, or a user gets no message.
    Findings,
}

impl Verdict {
    pub(crate) fn findings_if(found: bool) -> Self {
        if found { Self::Findings } else { Self::Fine }
    }
}

/// Why a run could not do its work.
#[derive(Debug)]
pub(crate) enum Failure {
    /// To be told on standard error.
    Told { message: String, hints: Vec<String> },
    /// Told already, as findings.
    Reported,
    /// The user wanted it to stop.
    Stopped { message: String },
    /// Whoever read standard output wants no more: nothing to complain about, and nobody to tell.
    ReaderGone,
}

impl Failure {
    /// What is told, in one line.
    pub(crate) fn message(self) -> String {
        match self {
            Self::Told { message, .. } | Self::Stopped { message } => message,
            Self::Reported | Self::ReaderGone => String::new(),
        }
    }

    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Told { message: message.into(), hints: Vec::new() }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        if let Self::Told { hints, .. } = &mut self {
            hints.push(hint.into());
        }
        self
    }

    pub(crate) fn cannot_read(input: &Input, error: &io::Error) -> Self {
        Self::new(format!("cannot read {input}: {}", reason(error)))
    }

    /// With the name of the file that it is about.
    pub(crate) fn within(mut self, input: &Input) -> Self {
        if let Self::Told { message, .. } = &mut self {
            *message = format!("{input}: {message}");
        }
        self
    }

    /// A failed write to standard output.
    pub(crate) fn stdout(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::new(format!("cannot write to standard output: {}", reason(&error))),
        }
    }
}

/// An error of the system in plain words, the same on every system where it is a common one.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        _ => error.to_string(),
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::ReaderGone => Self::ReaderGone,
            ErrorKind::Stopped => Self::Stopped { message: error.to_string() },
            _ => error.advice().into_iter().fold(Self::new(error.to_string()), Self::hint),
        }
    }
}
