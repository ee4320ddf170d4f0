//! A temporary folder with files, and the program run in it.

use std::fmt;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// An id that LINE takes.
pub(crate) const ID: &str = "U8189cf6745fc0d808977bdb0b9f22995";

/// A template that greets: needs `line_id` and `name`.
pub(crate) const GREETING: &str = r#"{
  "to": "{{ UserAttribute['line_id'] }}",
  "messages": [
    {"type": "text", "text": "Hi {{ UserAttribute['name'] }} 🍎"}
  ]
}
"#;

/// A folder that is removed at the end.
pub(crate) struct Project {
    folder: PathBuf,
}

/// What a run printed and how it ended.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    /// A folder with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("cli-{}-{number}", std::process::id());
        let project = Self { folder: Path::new(env!("CARGO_TARGET_TMPDIR")).join(name) };
        fs::create_dir_all(&project.folder).unwrap();
        for (name, content) in files {
            project.write(name, content);
        }
        project
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.folder.join(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The names of all files.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs `lineplate` with arguments that hold no spaces.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        run(&self.folder, &arguments.split(' ').collect::<Vec<_>>(), "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str) -> Run {
        run(&self.folder, arguments, stdin)
    }

    /// A run that is still going on.
    pub(crate) fn command(&self, arguments: &str) -> Command {
        let mut command = command(&self.folder);
        command.args(arguments.split(' '));
        command
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineplate"));
    command.current_dir(folder).env_clear();
    command
}

/// Runs `lineplate` in a folder.
pub(crate) fn run(folder: &Path, arguments: &[&str], stdin: &str) -> Run {
    let mut child = command(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Whoever reads no standard input may close it.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        status: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The form of the snapshots.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit status: {}", self.status)?;
        for (name, text) in [("standard output", &self.stdout), ("standard error", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "----- {name} -----\n{text}")?;
            }
        }
        Ok(())
    }
}
