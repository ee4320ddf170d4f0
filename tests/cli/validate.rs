//! `lineplate validate`

use crate::project::{ID, Project};
use insta::assert_snapshot;

#[test]
fn several_files_in_one_call() {
    let long = "x".repeat(5_001);
    let project = Project::new(&[
        ("good.json", &format!(r#"{{"to": "{ID}", "messages": [{{"type": "text", "text": "hi"}}]}}"#)),
        ("long.json", &format!("[\n  {{\"type\": \"text\", \"text\": \"{long}\"}}\n]\n")),
        ("broken.json", "{\n  \"type\": \"text\",\n}\n"),
        ("empty.json", ""),
        ("warned.json", r#"{"type": "text", "text": "hi", "colour": "red"}"#),
    ]);
    project.write("latin1.json", b"{\"text\": \"Jos\xe9\"}");
    let files = "good.json long.json broken.json empty.json warned.json latin1.json";
    assert_snapshot!("several", project.run(&format!("validate {files}")));
    assert_snapshot!("several_json", project.run(&format!("validate {files} --format json")));
    let run = project.run("validate good.json nobody.json broken.json");
    assert_eq!(run.status, 2);
    assert_snapshot!("one_is_missing", run);
}

#[test]
fn standard_input() {
    let project = Project::new(&[]);
    let run = project.run_with(&["validate", "-"], "\u{feff}{\"type\": \"txt\"}\r\n");
    assert_snapshot!(run);
}

#[test]
fn warnings_are_no_failure_unless_denied() {
    let project = Project::new(&[("message.json", r#"{"type": "text", "text": "hi", "colour": "red"}"#)]);
    assert_eq!(project.run("validate message.json").status, 0);
    assert_snapshot!("denied", project.run("validate message.json --deny schema/unknown-property"));
    let run = project.run("validate message.json --allow schema/unknown-property");
    assert_eq!((run.status, run.stdout.as_str()), (0, "message.json: valid (message)\n"));
}

#[test]
fn the_kind_is_told_by_the_content_or_the_option() {
    let project = Project::new(&[
        (
            "bubble.json",
            r#"{"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": []}}"#,
        ),
        ("action.json", r#"{"type": "uri", "label": "x", "uri": "https://example.com"}"#),
    ]);
    assert_snapshot!("inferred", project.run("validate bubble.json action.json"));
    assert_snapshot!("stated", project.run("validate bubble.json --kind message"));
}

#[test]
fn a_file_that_cannot_be_read_has_the_kind_that_is_said() {
    let project = Project::new(&[("broken.json", "{")]);
    let run = project.run("validate broken.json --kind push --format json");
    assert!(run.stdout.contains(r#""kind":"push""#), "{run}");
    let run = project.run("validate broken.json --format json");
    assert!(run.stdout.contains(r#""kind":null"#), "{run}");
}

#[test]
fn a_finding_about_a_whole_container_says_so() {
    let bubble = r#"{"type": "bubble"}"#;
    let message = format!(r#"{{"type": "flex", "altText": "x", "contents": {bubble}}}"#);
    let project = Project::new(&[("bubble.json", bubble), ("message.json", &message)]);
    assert_snapshot!("whole_container", project.run("validate bubble.json message.json"));
}

#[test]
fn a_bound_below_zero_is_told() {
    let place = r#"{"type": "location", "title": "x", "address": "x", "latitude": -91, "longitude": 0}"#;
    let project = Project::new(&[("place.json", place)]);
    let run = project.run("validate place.json --format json");
    assert!(run.stdout.contains(r#""limit":-90"#), "{run}");
}

#[test]
fn a_long_line_is_cut() {
    let text = "日本🍎".repeat(200_000);
    let project =
        Project::new(&[("messages.json", &format!(r#"[{{"type": "text", "text": "{text}"}}, 1, tru]"#))]);
    let run = project.run("validate messages.json");
    assert!(run.stdout.len() < 2_000, "{}", run.stdout.len());
    assert_snapshot!("long_line_syntax", run);
    project.write("messages.json", format!(r#"[{{"type": "text", "text": "{text}"}}, 1]"#));
    let run = project.run("validate messages.json");
    assert!(run.stdout.len() < 4_000, "{}", run.stdout.len());
    assert_snapshot!("long_line", run);
}

#[test]
fn a_finding_in_the_middle_of_a_long_line_shows_what_is_around_it() {
    let bubble = r#"{"type":"text","text":"日本🍎"},"#.repeat(200);
    let middle = r#"{"type":"text","text":""},{"type":"texd","text":"x"},"#;
    let text = format!(r#"{{"type":"box","layout":"vertical","contents":[{bubble}{middle}{bubble}1]}}"#);
    let file = format!(r#"{{"type":"bubble","body":{text}}}"#);
    let project = Project::new(&[("bubble.json", &file)]);
    assert_snapshot!("middle_of_long_line", project.run("validate bubble.json"));
}

#[test]
fn of_more_faults_than_anybody_reads_the_number_is_told() {
    let messages = format!("[{}]", vec![r#"{"type":"text","text":"","colour":1}"#; 3_000].join(","));
    let project = Project::new(&[("messages.json", &messages)]);
    let run = project.run("validate messages.json");
    assert_eq!(run.status, 1);
    // One error for each message, and one for their number.
    assert!(
        run.stdout.ends_with(
            "\n… and 5901 more; `--format json` lists 2000\n\n\
             messages.json: 3001 errors, 3000 warnings (messages)\n"
        ),
        "{run}"
    );
    let run = project.run("validate messages.json --format json");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let listed = report["diagnostics"].as_array().unwrap();
    assert_eq!((report["valid"].as_bool(), listed.len()), (Some(false), 2_001));
    assert_snapshot!("many_faults_note", listed.last().unwrap());
    let run = project.run("validate messages.json --allow schema/unknown-property --format json");
    assert!(run.stdout.contains(r#""omitted":{"errors":2001,"warnings":0}"#), "{run}");
    let run = project.run("validate messages.json --deny schema/unknown-property --format json");
    assert!(run.stdout.contains(r#""omitted":{"errors":5001,"warnings":0}"#), "{run}");
    let many = format!("[{}]", vec![r#"{"type":"text","text":"a","colour":1}"#; 3_000].join(","));
    project.write("messages.json", many);
    let run = project.run("validate messages.json --allow schema/too-many");
    assert_eq!(run.status, 0, "{run}");
    assert!(run.stdout.ends_with("messages.json: valid, 3000 warnings (messages)\n"), "{run}");
}

#[test]
fn columns_count_characters_and_offsets_bytes() {
    let project =
        Project::new(&[("message.json", "{\"type\": \"text\",\r\n\t\"text\": \"日本\", \"🍎\": 1}")]);
    assert_snapshot!("places", project.run("validate message.json"));
    assert_snapshot!("places_json", project.run("validate message.json --format json"));
}

#[test]
fn what_cannot_be_done_is_told_at_once() {
    let project = Project::new(&[("message.json", r#"{"type": "text", "text": "hi"}"#)]);
    let run = project.run_with(&["validate", "-", "-"], "{}");
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("standard input can be one file only"), "{}", run.stderr);
    let both = "validate message.json --allow schema/no-effect --deny schema/no-effect";
    let run = project.run(both);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("`schema/no-effect` cannot be both allowed and denied"), "{}", run.stderr);
}

#[test]
fn a_file_that_cannot_be_read_has_its_line_of_json() {
    let project = Project::new(&[("message.json", r#"{"type": "text", "text": "hi"}"#)]);
    let run = project.run("validate nobody.json message.json --format json");
    assert_eq!(run.status, 2);
    let first = r#"{"file":"nobody.json","valid":false,"diagnostics":[],"error":"cannot read nobody.json: "#;
    let mut lines = run.stdout.lines();
    assert!(lines.next().unwrap().starts_with(first), "{}", run.stdout);
    assert!(lines.next().unwrap().contains(r#""valid":true"#), "{}", run.stdout);
}

#[test]
fn a_retry_key_is_checked_with_the_request_it_goes_with() {
    const REPLY: &str = r#"{"replyToken": "r", "messages": [{"type": "text", "text": "hi"}]}"#;
    const BROADCAST: &str = r#"{"messages": [{"type": "text", "text": "hi"}]}"#;
    const KEY: &str = "123e4567-e89b-12d3-a456-426614174000";
    let project = Project::new(&[("reply.json", REPLY), ("broadcast.json", BROADCAST)]);
    assert_eq!(project.run(&format!("validate broadcast.json --retry-key {KEY}")).status, 0);
    let run = project.run("validate broadcast.json --retry-key order-5");
    assert!(run.status == 1 && run.stdout.contains("rule R11"), "{}", run.stdout);
    assert!(!run.stdout.contains("order-5"), "{}", run.stdout);
    let run = project.run(&format!("validate reply.json --retry-key {KEY}"));
    assert!(run.status == 1 && run.stdout.contains("error[schema/context]"), "{}", run.stdout);
}

#[test]
fn json_that_is_nested_too_deeply_has_a_code_for_it() {
    for depth in [1401, 1_000_000] {
        let project = Project::new(&[("deep.json", &"[".repeat(depth))]);
        for command in
            ["validate deep.json --format json", "render deep.json --profile deep.json --format json"]
        {
            let run = project.run(command);
            let told = format!("{}{}", run.stdout, run.stderr);
            assert!(told.contains("json/too-deep") && run.status > 0, "{command}: {told}");
        }
    }
}
