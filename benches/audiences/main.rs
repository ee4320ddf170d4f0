//! How long does an audience take, and how much memory?
//!
//! ```sh
//! cargo bench --bench audiences                            # 1 million and 10 million users of w1_text, from Parquet
//! cargo bench --bench audiences -- 1000000                 # so many
//! cargo bench --bench audiences -- 1000000 csv ndjson      # from other forms
//! ```
//!
//! Audiences are made once and stay under `target/audiences`. Payloads are written there, too, and removed.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark has a clock, prints what it finds, and fails if it cannot go on"
)]

#[path = "../workloads/profiles.rs"]
mod profiles;
mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const SIZES: &[usize] = &[1_000_000, 10_000_000];
const TEMPLATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/inputs/workloads/w1_text.json");
/// How often the memory of the process is looked at. The kernel keeps the peak itself.
const LOOK: Duration = Duration::from_millis(20);

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let sizes: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    let forms: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|form| table::FORMS.contains(form)).collect();
    let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
    let forms = if forms.is_empty() { vec!["parquet"] } else { forms };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    println!("| users | from | threads | seconds | payloads/s | peak memory | output |");
    println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for form in forms {
        for &size in &sizes {
            let audience = audience(size, form);
            for threads in [1, cores] {
                measure(&audience, size, form, threads);
            }
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/audiences")
}

/// The file of an audience, which is made if it is not there.
fn audience(size: usize, form: &str) -> PathBuf {
    let path = folder().join(format!("{size}.{form}"));
    if !path.exists() {
        fs::create_dir_all(folder()).expect("the folder for audiences can be made");
        table::write(&path, form, size);
    }
    path
}

fn measure(audience: &Path, size: usize, form: &str, threads: usize) {
    let out = folder().join("payloads.ndjson");
    let started = Instant::now();
    let child = Command::new(env!("CARGO_BIN_EXE_lineplate"))
        .args(["render", TEMPLATE, "--threads", &threads.to_string()])
        .arg("--audience")
        .arg(audience)
        .arg("--out")
        .arg(&out)
        .stderr(Stdio::null())
        .spawn()
        .expect("lineplate starts");
    let peak = peak_memory(child);
    let seconds = started.elapsed().as_secs_f64();
    let bytes = fs::metadata(&out).expect("there are payloads").len();
    fs::remove_file(&out).expect("the payloads can be removed");
    println!(
        "| {size} | {form} | {threads} | {seconds:.2} | {:.0} | {:.0} MB | {:.0} MB |",
        size as f64 / seconds,
        peak as f64 / 1e6,
        bytes as f64 / 1e6,
    );
}

/// Waits for the process; the most memory that it had, in bytes, where the system tells it.
fn peak_memory(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        if let Some(status) = child.try_wait().expect("the process can be waited for") {
            assert!(status.success(), "all users of the workload get a message");
            return peak;
        }
        thread::sleep(LOOK);
    }
}
