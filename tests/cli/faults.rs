//! What a run meets on its way: broken rows, full disks, impatient users.

use crate::project::{GREETING, ID, Project};
use insta::assert_snapshot;
use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

fn table(rows: usize) -> String {
    let mut table = String::from("line_id,name\n");
    for row in 1..=rows {
        writeln!(table, "U{row:032x},Ana {row}").unwrap();
    }
    table
}

/// Runs a line of the shell, in which `$LINEPLATE` is the program.
fn shell(project: &Project, line: &str) -> (i32, String) {
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(project.folder())
        .env("LINEPLATE", env!("CARGO_BIN_EXE_lineplate"))
        .output()
        .unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// Whether a text ends with a complete line, and is not empty.
fn is_complete(payloads: &str) -> bool {
    let last = payloads.lines().last().unwrap();
    payloads.ends_with('\n') && serde_json::from_str::<serde_json::Value>(last).is_ok()
}

#[test]
fn text_that_is_not_utf8_costs_its_row() {
    let mut table = table(5_000).into_bytes();
    let place = table.windows(9).position(|bytes| bytes == b"Ana 4711\n").unwrap();
    table[place + 1] = 0xff;
    let project = Project::new(&[("body.json", GREETING)]);
    project.write("users.csv", table);
    let run = project.run("render body.json --audience users.csv --out out.ndjson --rejects rejects.ndjson");
    assert_eq!(project.read("out.ndjson").lines().count(), 4_999);
    // Whose row it is can still be told.
    assert!(project.read("rejects.ndjson").contains(&format!("\"line_id\":\"U{:032x}\"", 4711)));
    assert_snapshot!(run);
}

#[test]
fn a_row_of_50_megabytes_costs_itself() {
    let project = Project::new(&[("body.json", GREETING)]);
    let long = "x".repeat(50 << 20);
    let user = |name: &str| format!("{{\"line_id\": \"{ID}\", \"name\": \"{name}\"}}\n");
    project.write("users.ndjson", [user("Ana"), user(&long), user("Ben")].concat());
    project.write("users.csv", format!("line_id,name\n{ID},Ana\n{ID},{long}\n{ID},Ben\n"));
    for form in ["csv", "ndjson"] {
        let run = project.run(&format!("render body.json --audience users.{form}"));
        assert_eq!(run.stdout.lines().count(), 2);
        assert_snapshot!(format!("long_row_{form}"), run);
    }
}

#[test]
fn an_archive_that_was_cut_off_leaves_no_half_of_a_file() {
    let project = Project::new(&[("body.json", GREETING), ("out.ndjson", "former\n")]);
    let whole = zstd::encode_all(table(50_000).as_bytes(), 1).unwrap();
    project.write("users.csv.zst", &whole[..whole.len() / 2]);
    let run = project.run("render body.json --audience users.csv.zst --out out.ndjson --report report.json");
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: cannot read users.csv.zst behind row "), "{run}");
    assert_eq!(project.read("out.ndjson"), "former\n");
    assert_eq!(project.files(), ["body.json", "out.ndjson", "users.csv.zst"]);
    let run = project.run("render body.json --audience users.csv.zst");
    assert!(run.status == 2 && is_complete(&run.stdout));
}

#[test]
fn a_damaged_parquet_file_is_told_and_nothing_else() {
    let project = Project::new(&[("body.json", GREETING), ("users.parquet", "PAR1 and so on PAR1")]);
    assert_snapshot!(project.run("render body.json --audience users.parquet"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_leaves_complete_lines() {
    let project = Project::new(&[("body.json", GREETING), ("users.csv", &table(20_000))]);
    let (status, stderr) =
        shell(&project, "\"$LINEPLATE\" render body.json --audience users.csv > /dev/full");
    let full = "error: cannot write to standard output: no space is left on the disk\n";
    assert_eq!((status, stderr.as_str()), (2, full));
    // A limit on the size of files, in blocks, is as good as a small disk.
    let limited = "trap '' XFSZ; ulimit -f 1000; \"$LINEPLATE\" render body.json --audience users.csv";
    let (status, stderr) = shell(&project, &format!("{limited} > out.ndjson"));
    assert!(status == 2 && stderr.starts_with("error: cannot write to standard output: "), "{stderr}");
    assert!(is_complete(&project.read("out.ndjson")));
    let (status, stderr) = shell(&project, &format!("echo former > all.ndjson; {limited} >> all.ndjson"));
    assert_eq!(status, 2, "{stderr}");
    let all = project.read("all.ndjson");
    assert!(all.starts_with("former\n") && is_complete(&all));
    let (status, stderr) = shell(&project, &format!("{limited} --out new.ndjson"));
    assert!(status == 2 && stderr.contains("cannot write"), "{stderr}");
    assert_eq!(project.files(), ["all.ndjson", "body.json", "out.ndjson", "users.csv"]);
}

#[cfg(unix)]
#[test]
fn a_run_that_is_interrupted_leaves_nothing_half_done() {
    let project = Project::new(&[("body.json", GREETING), ("users.csv", &table(400_000))]);
    for out in ["--out out.ndjson", ""] {
        let stdout = std::fs::File::create(project.folder().join("stdout.ndjson")).unwrap();
        let child = project
            .command(format!("render body.json --audience users.csv {out}").trim())
            .stdout(stdout)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(400));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{stderr}");
        assert!(stderr.starts_with("error: stopped behind row "), "{stderr}");
        assert_eq!(project.files(), ["body.json", "stdout.ndjson", "users.csv"]);
        if out.is_empty() {
            assert!(is_complete(&project.read("stdout.ndjson")));
        }
    }
}
