//! `lineplate render` for campaigns: segments, duplicates, dry runs, reports.

use crate::project::{ID, Project};
use insta::assert_snapshot;

const BODY: &str = r#"{% if UserAttribute.points < 100 %}{% MOE_NOT_SEND("below 100 points") %}{% endif %}
{"to": "{{ UserAttribute.line_id }}", "messages": [{"type": "text", "text": "Hi {{ UserAttribute.name }}"}]}
"#;
const CAMPAIGN: &str = r#"name = "Spring <greetings>"
id = "spring-2026"
body = "body.json"

[audience]
file = "users.ndjson"
segment = "UserAttribute.country == 'TH' and UserAttribute.points + 0 >= 0"
"#;

fn users() -> String {
    let id = |n: u8| format!("U{n:032x}");
    [
        format!(r#"{{"line_id": "{}", "country": "TH", "points": 100, "name": "Ana"}}"#, id(1)),
        format!(r#"{{"line_id": "{}", "country": "JP", "points": 100, "name": "Ben"}}"#, id(2)),
        format!(r#"{{"line_id": "{}", "country": "TH", "points": 100, "name": "Ana"}}"#, id(1)),
        format!(r#"{{"line_id": "{}", "country": "TH", "points": 99, "name": "Cleo"}}"#, id(3)),
        format!(r#"{{"line_id": "{}", "country": "TH", "points": "x", "name": "Dora"}}"#, id(4)),
        format!(r#"{{"line_id": "{}", "country": "TH", "points": 100}}"#, id(5)),
        r#"{"line_id": "", "country": "TH", "points": 100, "name": "Ed"}"#.to_owned(),
        r#"{"country": "TH", "points": 100, "name": "Finn"}"#.to_owned(),
        "{".to_owned(),
    ]
    .join("\n")
}

fn project() -> Project {
    Project::new(&[("campaign.toml", CAMPAIGN), ("body.json", BODY), ("users.ndjson", &users())])
}

#[test]
fn a_campaign_says_what_is_sent_to_whom() {
    let project = project();
    assert_snapshot!("run", project.run("render campaign.toml --rejects rejects.ndjson"));
    assert_snapshot!("run_rejects", project.read("rejects.ndjson"));
    assert_snapshot!("dry_run", project.run("render campaign.toml --dry-run"));
    assert_snapshot!("dry_run_json", project.run("render campaign.toml --dry-run --format json"));
}

#[test]
fn the_command_line_comes_on_top() {
    let project = project();
    project.write("one.csv", format!("line_id,country,name,points\n{ID},JP,Gil,\n"));
    let run = project.run_with(
        &[
            "render",
            "campaign.toml",
            "--audience",
            "one.csv",
            "--segment",
            "true",
            "--kind",
            "push",
            "--missing",
            "empty",
        ],
        "",
    );
    assert_eq!((run.status, run.stderr.as_str()), (1, run.stderr.as_str()));
    let body = r#"{"type": "text", "text": "Hi {{ UserAttribute.name }}"}"#;
    project.write("body.json", body);
    let run = project.run_with(
        &["render", "campaign.toml", "--audience", "one.csv", "--segment", "true", "--kind", "message"],
        "",
    );
    assert_eq!((run.status, run.stdout.as_str()), (0, "{\"type\":\"text\",\"text\":\"Hi Gil\"}\n"));
}

#[test]
fn a_dry_run_writes_nothing_but_the_report() {
    let project = project();
    let before = project.files();
    let run = project.run("render campaign.toml --dry-run");
    assert_eq!(run.status, 1);
    assert_eq!(project.files(), before);
    for form in ["html", "json", "txt"] {
        project.run(&format!("render campaign.toml --dry-run --report report.{form}"));
    }
    assert_eq!(project.read("report.txt"), run.stdout);
    assert_snapshot!("report_html", project.read("report.html"));
    let json: serde_json::Value = serde_json::from_str(&project.read("report.json")).unwrap();
    assert_eq!(json["campaign"]["id"], "spring-2026");
    assert_eq!(json["summary"]["rows"], 9);
    let report = project.run("render campaign.toml --dry-run --report report.pdf");
    assert_snapshot!("report_unknown", report);
}

#[test]
fn what_is_wrong_with_a_campaign_has_its_place() {
    let project = project();
    for (name, from, to) in [
        ("segment_syntax", "segment = \"", "segment = \"UserAttribute. or "),
        ("unknown_key", "[audience]", "[audience]\nfiles = \"x\""),
        ("no_body", "body.json", "bodies.json"),
    ] {
        project.write("campaign.toml", CAMPAIGN.replace(from, to));
        assert_snapshot!(format!("wrong_{name}"), project.run("render campaign.toml --out out.ndjson"));
    }
    assert_eq!(project.files(), ["body.json", "campaign.toml", "users.ndjson"]);
}

#[test]
fn outputs_never_replace_what_a_campaign_reads() {
    let project = project();
    for file in ["campaign.toml", "body.json", "users.ndjson"] {
        let run = project.run(&format!("render campaign.toml --out {file}"));
        let message = format!("error: {file} is read and cannot be written at the same time\n");
        assert_eq!((run.status, run.stderr), (2, message));
    }
}
