//! `lineplate render` for an audience.

use crate::project::{GREETING, ID, Project};
use insta::assert_snapshot;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

/// A table for [`GREETING`] whose rows have a good id.
fn table(names: &[&str]) -> String {
    let rows: Vec<_> = names.iter().map(|name| format!("{ID},{name}\n")).collect();
    format!("line_id,name\n{}", rows.concat())
}

#[test]
fn one_payload_a_line_in_the_order_of_the_table() {
    let names = ["花子", "\"say \"\"hi\"\"\nthere, \\ you\"", "👨‍👩‍👧", "' {{ 7 * 7 }} \u{2028}"];
    let table = table(&names).replace('\n', "\r\n");
    let project = Project::new(&[("body.json", GREETING), ("users.csv", &format!("\u{feff}{table}"))]);
    assert_snapshot!(project.run("render body.json --audience users.csv"));
}

#[test]
fn a_bad_row_costs_no_other_row() {
    let project = Project::new(&[("body.json", GREETING)]);
    let mut table = table(&["Ana", "", "\"open", "Ben", "a,b"]).into_bytes();
    table.extend_from_slice(b"\n\xff\xfe,Cleo\nU12,Dora\n\"x\"y,Ed\n");
    table.extend_from_slice(format!("{ID},{}\n{ID},Finn\n{ID}", "x".repeat(1 << 20)).as_bytes());
    project.write("users.csv", table);
    let run = project.run("render body.json --audience users.csv --rejects rejects.ndjson");
    assert_eq!(run.stdout.lines().count(), 3, "Ana, Ben and Finn");
    assert_snapshot!("bad_rows", run);
    assert_snapshot!("bad_rows_rejects", project.read("rejects.ndjson"));
}

#[test]
fn lists_and_empty_cells_are_attributes_of_their_kind() {
    let body = r#"{"type": "text", "text": "{{ UserAttribute.tags }} {{ UserAttribute.none is defined }} {{ UserAttribute.points }}"}"#;
    let table = "tags,none,points\n[a|b c|d],,0090\n[],,1\n";
    let project = Project::new(&[("message.json", body), ("users.csv", table)]);
    let run = project.run("render message.json --kind message --audience users.csv");
    assert_snapshot!(run);
}

#[test]
fn a_broken_line_costs_no_other_line() {
    let project = Project::new(&[("body.json", GREETING)]);
    let ana = format!("{{\"line_id\": \"{ID}\", \"name\": \"Ana\"}}");
    let ben = format!("{{\"line_id\": \"{ID}\", \"name\": Ben}}");
    let cleo = format!("{{\"UserAttribute\": {{\"line_id\": \"{ID}\", \"name\": \"Cleo\"}}}}");
    let mut lines = format!("{ana}\n\n{ben}\n[1]\n{cleo}\n").into_bytes();
    lines.extend_from_slice(b"{\"name\": \"\xff\"}\n{");
    project.write("users.ndjson", lines);
    let run = project.run("render body.json --audience users.ndjson --rejects rejects.ndjson");
    assert_snapshot!("broken_lines", run);
    assert_snapshot!("broken_lines_rejects", project.read("rejects.ndjson"));
}

#[test]
fn the_summary_groups_by_cause() {
    let body = r#"{% if UserAttribute.stop %}{% MOE_NOT_SEND("stopped") %}{% endif %}
{"type": "text", "text": "{% for item in UserAttribute.cart %}{{ item.name }} {% endfor %}{{ UserAttribute.memo }}"}"#;
    let mut lines = String::new();
    for i in 0..1_500 {
        let line = match i {
            3 | 7 => r#"{"stop": true}"#,
            _ if i % 100 == 1 => r#"{"cart": [{"name": "a"}, {}], "memo": "x"}"#,
            _ if i % 100 == 2 => r#"{"cart": [{}], "memo": "x"}"#,
            _ if i % 500 == 9 => r#"{"cart": []}"#,
            11 => r#"{"memo": ""}"#,
            _ => r#"{"memo": "x"}"#,
        };
        lines.push_str(line);
        lines.push('\n');
    }
    let project = Project::new(&[("message.json", body), ("users.jsonl", &lines)]);
    let mut run = project.run("render message.json --kind message --audience users.jsonl");
    run.stdout.clear();
    assert_snapshot!("summary", run);
    let mut run = project.run("render message.json --kind message --audience users.jsonl --format json");
    run.stdout.clear();
    assert_snapshot!("summary_json", run);
}

#[test]
fn warnings_are_summed_up() {
    let body = r#"[{% for tag in UserAttribute.tags %}{"type": "text", "text": "{{ tag }}"},{% endfor %}]"#;
    let project = Project::new(&[("messages.json", body), ("users.csv", "tags\n[a]\n[a|b]\n")]);
    assert_snapshot!(project.run("render messages.json --kind messages --audience users.csv"));
}

#[test]
fn all_is_well_without_rejects() {
    let project = Project::new(&[("body.json", GREETING), ("users.csv", &table(&["Ana"]))]);
    let run = project.run("render body.json --audience users.csv --out out.ndjson --rejects rejects.ndjson");
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", "1 sent\n"));
    assert_eq!(project.read("out.ndjson").lines().count(), 1);
    assert_eq!(project.read("rejects.ndjson"), "");
    assert_eq!(project.files(), ["body.json", "out.ndjson", "rejects.ndjson", "users.csv"]);
}

#[test]
fn a_header_that_leaves_a_doubt_stops_at_once() {
    let project = Project::new(&[("body.json", GREETING)]);
    for (name, table) in [
        ("header_missing", ""),
        ("header_duplicate", "line_id,name,line_id\nU1,a,U2\n"),
        ("header_unnamed", "line_id,,name\nU1,,a\n"),
        ("header_semicolons", "line_id;name\nU1;a\n"),
    ] {
        project.write("users.csv", table);
        let run = project.run("render body.json --audience users.csv --out out.ndjson");
        assert_snapshot!(name, run);
        assert_eq!(project.files(), ["body.json", "users.csv"]);
    }
}

#[test]
fn an_unknown_form_of_audience_is_refused() {
    let project = Project::new(&[("body.json", GREETING), ("users.xlsx", "x")]);
    assert_snapshot!(project.run("render body.json --audience users.xlsx"));
}

#[test]
fn outputs_never_replace_inputs_or_each_other() {
    let project = Project::new(&[("body.json", GREETING), ("users.csv", &table(&["Ana"]))]);
    let arguments = "render body.json --audience users.csv";
    assert_snapshot!("over_input", project.run(&format!("{arguments} --out ./users.csv")));
    assert_snapshot!("over_each_other", project.run(&format!("{arguments} --out x --rejects ./x")));
    assert_snapshot!("no_such_folder", project.run(&format!("{arguments} --out nowhere/x")));
    assert_eq!(project.files(), ["body.json", "users.csv"]);
}

#[test]
fn a_run_that_stops_half_way_leaves_the_former_file() {
    let names = vec!["x"; 100_000];
    let files = [("body.json", GREETING), ("users.csv", &table(&names)), ("rejects.ndjson", "former\n")];
    let project = Project::new(&files);
    let mut child = project
        .command("render body.json --audience users.csv --rejects rejects.ndjson")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    // The reader is gone now, as with `| head -1`.
    let output = child.wait_with_output().unwrap();
    assert!(first.starts_with("{\"to\":"), "{first}");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
    assert_eq!(project.read("rejects.ndjson"), "former\n");
    assert_eq!(project.files(), ["body.json", "rejects.ndjson", "users.csv"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let project = Project::new(&[("body.json", GREETING), ("users.csv", &table(&["Ana"]))]);
    assert_snapshot!(project.run("render body.json --audience users.csv --out /dev/full"));
}

#[test]
fn no_finding_shows_a_value() {
    let body = r#"{"to": "{{ UserAttribute.line_id }}", "messages": [
  {"type": "text", "text": "{{ UserAttribute.name }}{{ UserAttribute.points + 1 }}"},
  {"type": "image", "originalContentUrl": "{{ UserAttribute.url }}", "previewImageUrl": "{{ UserAttribute.url }}"}
]}"#;
    let long = "s3cret".repeat(1_000);
    let users = [
        r#"{"line_id": "s3cret", "name": "s3cret", "points": 1, "url": "s3cret"}"#.to_owned(),
        format!(r#"{{"line_id": "{ID}", "name": "{long}", "points": 1, "url": "http://s3cret"}}"#),
        r#"{"line_id": "s3cret", "name": "s3cret", "points": "s3cret", "url": "s3cret"}"#.to_owned(),
        r#"{"line_id": "s3cret" "name"}"#.to_owned(),
        r#"{"line_id": {"s": "s3cret"}, "name": ["s3cret"], "points": 2}"#.to_owned(),
        r#""s3cret""#.to_owned(),
    ];
    let project = Project::new(&[("body.json", body), ("users.ndjson", &users.join("\n"))]);
    for format in ["text", "json"] {
        let run = project.run(&format!("render body.json --audience users.ndjson --format {format}"));
        assert_eq!((run.status, run.stdout.as_str()), (1, ""));
        assert!(!run.stderr.contains("s3cret"), "{run}");
        for user in &users {
            project.write("profile.json", user);
            let run = project.run(&format!("render body.json --profile profile.json --format {format}"));
            // A file that is no profile is no finding about a user.
            let is_profile = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(user).is_ok();
            assert_eq!((run.status, run.stdout.as_str()), (if is_profile { 1 } else { 2 }, ""));
            assert!(!run.stderr.is_empty() && !run.stderr.contains("s3cret"), "{run}");
        }
    }
    project.write("users.csv", "line_id,name\n\"s3cret\"s3cret,a\ns3cret,s3cret,s3cret\ns3cret,s3cret\n");
    let run = project.run("render body.json --audience users.csv");
    assert!(!run.stderr.contains("s3cret"), "{run}");
}
