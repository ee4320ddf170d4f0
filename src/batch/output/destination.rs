//! Where payloads and rejects go.

use crate::batch::error::{Error, ErrorKind, reason};
use std::fs::{self, File};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

/// Standard output or a file.
///
/// A file is written beside its place, under its name with `.partial`, and takes its place when all is done: a run
/// that stops half-way leaves the former file as it was.
#[derive(Debug)]
pub struct Destination {
    /// Nothing, once the file is in its place.
    target: Option<Target>,
}

#[derive(Debug)]
enum Target {
    Stdout(Stdout),
    /// A pipe or a device, which cannot be replaced.
    Special(PathBuf, BufWriter<File>),
    Partial {
        path: PathBuf,
        partial: PathBuf,
        writer: BufWriter<File>,
    },
}

impl Destination {
    /// Standard output.
    pub fn stdout() -> Self {
        Self { target: Some(Target::Stdout(Stdout::new())) }
    }

    /// A file, which is there when [`Destination::finish`] has returned.
    pub fn file(path: &Path) -> Result<Self, Error> {
        let cannot = |error| Error::write(path, error);
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

    /// Writes lines that belong together.
    pub fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        match &mut self.target {
            None => Ok(()),
            Some(Target::Stdout(stdout)) => stdout.write(write),
            Some(Target::Special(path, writer) | Target::Partial { path, writer, .. }) => {
                write(writer).map_err(|error| Error::write(path, error))
            }
        }
    }

    /// Writes a text and a line feed.
    pub fn line(&mut self, text: &str) -> Result<(), Error> {
        self.write(|writer| {
            writer.write_all(text.as_bytes())?;
            writer.write_all(b"\n")
        })
    }

    /// Writes what is left and puts the file in its place.
    pub fn finish(mut self) -> Result<(), Error> {
        match &mut self.target {
            None => return Ok(()),
            Some(Target::Stdout(stdout)) => stdout.write(|writer| writer.flush())?,
            Some(Target::Special(path, writer)) => {
                writer.flush().map_err(|error| Error::write(path, error))?;
            }
            Some(Target::Partial { path, partial, writer }) => {
                let done = writer.flush().and_then(|()| fs::rename(&*partial, &*path));
                done.map_err(|error| Error::write(path, error))?;
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

/// Standard output. It cannot be replaced, but where it is a file, what could not be written as a whole is taken back,
/// so that the last line is complete.
#[derive(Debug)]
struct Stdout {
    lock: StdoutLock<'static>,
    /// The file behind it.
    file: Option<File>,
}

impl Stdout {
    fn new() -> Self {
        Self { lock: io::stdout().lock(), file: file_behind_stdout() }
    }

    fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
        let size = self.size();
        let result = write(&mut self.lock).and_then(|()| self.lock.flush());
        result.map_err(|error| {
            if let (Some(before), Some(after), Some(file)) = (size, self.size(), &self.file)
                && before < after
            {
                let _ = file.set_len(before);
            }
            match error.kind() {
                io::ErrorKind::BrokenPipe => {
                    Error::new(ErrorKind::ReaderGone, "nobody reads standard output")
                }
                _ => Error::new(
                    ErrorKind::Write,
                    format!("cannot write to standard output: {}", reason(&error)),
                ),
            }
        })
    }

    fn size(&self) -> Option<u64> {
        self.file.as_ref().and_then(|file| file.metadata().ok()).map(|metadata| metadata.len())
    }
}

#[cfg(unix)]
fn file_behind_stdout() -> Option<File> {
    use std::os::fd::AsFd as _;
    let file = File::from(io::stdout().as_fd().try_clone_to_owned().ok()?);
    file.metadata().is_ok_and(|metadata| metadata.is_file()).then_some(file)
}

#[cfg(not(unix))]
fn file_behind_stdout() -> Option<File> {
    None
}

/// Refuses to write over a file that is read, or two things into one file.
pub fn refuse_collisions(inputs: &[PathBuf], outputs: &[PathBuf]) -> Result<(), Error> {
    for (i, output) in outputs.iter().enumerate() {
        if inputs.iter().any(|input| is_same(input, output)) {
            let message = format!("{} is read and cannot be written at the same time", output.display());
            return Err(Error::content(message));
        }
        if outputs.iter().take(i).any(|other| is_same(other, output)) {
            return Err(Error::content(format!("{} cannot take two things at once", output.display())));
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
