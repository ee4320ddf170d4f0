//! Where payloads and rejects go.

use crate::commands::Failure;
use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

/// Standard output or a file.
///
/// A file is written beside its place, under its name with `.partial`, and takes its place when all is done: a run
/// that stops half-way leaves the former file as it was.
pub(crate) struct Destination {
    /// Nothing, once the file is in its place.
    target: Option<Target>,
}

enum Target {
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A pipe or a device, which cannot be replaced.
    Special(PathBuf, BufWriter<File>),
    Partial {
        path: PathBuf,
        partial: PathBuf,
        writer: BufWriter<File>,
    },
}

impl Destination {
    pub(crate) fn stdout() -> Self {
        Self { target: Some(Target::Stdout(BufWriter::with_capacity(1 << 16, io::stdout().lock()))) }
    }

    pub(crate) fn file(path: &Path) -> Result<Self, Failure> {
        let cannot = |error| Failure::cannot_write(path, &error);
        let writer = |file| BufWriter::with_capacity(1 << 16, file);
        // A symbolic link stays one: what it leads to is replaced.
        let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            let file = File::options().write(true).open(path).map_err(cannot)?;
            return Ok(Self { target: Some(Target::Special(path.clone(), writer(file))) });
        }
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".partial");
        let partial = path.with_file_name(name);
        let file = File::create(&partial).map_err(cannot)?;
        Ok(Self { target: Some(Target::Partial { path: path.clone(), partial, writer: writer(file) }) })
    }

    /// Writes a text and a line feed.
    pub(crate) fn line(&mut self, text: &str) -> Result<(), Failure> {
        let write = |writer: &mut dyn Write| {
            writer.write_all(text.as_bytes())?;
            writer.write_all(b"\n")
        };
        match &mut self.target {
            None => Ok(()),
            Some(Target::Stdout(writer)) => write(writer).map_err(Failure::stdout),
            Some(Target::Special(path, writer) | Target::Partial { path, writer, .. }) => {
                write(writer).map_err(|error| Failure::cannot_write(path, &error))
            }
        }
    }

    /// Writes what is left and puts the file in its place.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        match &mut self.target {
            None => return Ok(()),
            Some(Target::Stdout(writer)) => writer.flush().map_err(Failure::stdout)?,
            Some(Target::Special(path, writer)) => {
                writer.flush().map_err(|error| Failure::cannot_write(path, &error))?;
            }
            Some(Target::Partial { path, partial, writer }) => {
                let done = writer.flush().and_then(|()| fs::rename(&*partial, &*path));
                done.map_err(|error| Failure::cannot_write(path, &error))?;
            }
        }
        self.target = None;
        Ok(())
    }
}

impl Drop for Destination {
    fn drop(&mut self) {
        if let Some(Target::Partial { partial, .. }) = &self.target {
            let _ = fs::remove_file(partial);
        }
    }
}

/// Refuses to write over a file that is read, or two things into one file.
pub(crate) fn refuse_collisions(inputs: &[PathBuf], outputs: &[PathBuf]) -> Result<(), Failure> {
    for (i, output) in outputs.iter().enumerate() {
        if inputs.iter().any(|input| is_same(input, output)) {
            let message = format!("{} is read and cannot be written at the same time", output.display());
            return Err(Failure::new(message));
        }
        if outputs.iter().take(i).any(|other| is_same(other, output)) {
            return Err(Failure::new(format!("{} cannot take both payloads and rejects", output.display())));
        }
    }
    Ok(())
}

fn is_same(a: &Path, b: &Path) -> bool {
    let is_device = fs::metadata(a).is_ok_and(|metadata| !metadata.is_file());
    !is_device && place(a).is_some_and(|a| place(b) == Some(a))
}

/// The path without links and detours, also for a file that is still to be made.
fn place(path: &Path) -> Option<PathBuf> {
    let folder = || match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => fs::canonicalize(parent),
        _ => fs::canonicalize("."),
    };
    fs::canonicalize(path)
        .or_else(|_| Ok::<_, io::Error>(folder()?.join(path.file_name().unwrap_or_default())))
        .ok()
}
