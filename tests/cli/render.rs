//! `lineplate render` for one user.

use crate::project::{GREETING, ID, Project};
use insta::assert_snapshot;

fn greeting(profile: &str) -> Project {
    Project::new(&[("body.json", GREETING), ("profile.json", profile)])
}

#[test]
fn prints_the_payload() {
    let project = greeting(&format!(r#"{{"line_id": "{ID}", "name": "花子 \"H\"\nx"}}"#));
    assert_snapshot!(project.run("render body.json --profile profile.json"));
}

#[test]
fn reads_the_profile_from_standard_input() {
    let project = greeting("{}");
    let profile = format!("\u{feff}{{\"UserAttribute\": {{\"line_id\": \"{ID}\", \"name\": \"Ana\"}}}}\r\n");
    let run = project.run_with(&["render", "body.json", "--profile", "-"], &profile);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("Hi Ana 🍎"), "{run}");
}

#[test]
fn reads_the_template_from_standard_input() {
    let project = greeting(&format!(r#"{{"line_id": "{ID}", "name": "Ana"}}"#));
    let run = project.run_with(&["render", "-", "--profile", "profile.json"], GREETING);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let run = project.run_with(&["render", "-", "--profile", "-"], GREETING);
    assert_snapshot!(run);
}

#[test]
fn a_missing_attribute_fails_with_its_place() {
    let project = greeting(&format!(r#"{{"line_id": "{ID}"}}"#));
    assert_snapshot!("missing_attribute", project.run("render body.json --profile profile.json"));
    let json = project.run("render body.json --profile profile.json --format json");
    assert_snapshot!("missing_attribute_json", json);
}

#[test]
fn a_missing_attribute_may_print_nothing() {
    let project = greeting(&format!(r#"{{"line_id": "{ID}"}}"#));
    let run = project.run("render body.json --profile profile.json --missing empty");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains(r#""text":"Hi  🍎""#), "{run}");
}

#[test]
fn what_line_refuses_is_not_printed() {
    let project = greeting(r#"{"line_id": "+819012345678", "name": "Ana"}"#);
    assert_snapshot!("refused", project.run("render body.json --profile profile.json"));
    let run = project.run("render body.json --profile profile.json --no-validate");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    let run = project.run("render body.json --profile profile.json --allow schema/pattern");
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

#[test]
fn the_kind_decides_the_rules() {
    let message = r#"{"type": "text", "text": "{{ UserAttribute['name'] }}"}"#;
    let project = Project::new(&[("message.json", message), ("profile.json", r#"{"name": "Ana"}"#)]);
    let run = project.run("render message.json --profile profile.json --kind message");
    assert_eq!((run.status, run.stdout.as_str()), (0, "{\"type\":\"text\",\"text\":\"Ana\"}\n"));
    assert_eq!(project.run("render message.json --profile profile.json").status, 1);
}

#[test]
fn warnings_do_not_stop_a_message_unless_denied() {
    let body = r#"{"type": "text", "text": "x"{% for x in UserAttribute.list %},{% endfor %}}"#;
    let project = Project::new(&[("message.json", body), ("profile.json", r#"{"list": [1]}"#)]);
    let arguments = "render message.json --profile profile.json --kind message";
    assert_snapshot!("warning", project.run(arguments));
    assert_snapshot!("warning_denied", project.run(&format!("{arguments} --deny json/extra-comma")));
    let run = project.run(&format!("{arguments} --allow json/extra-comma"));
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
}

#[test]
fn a_cancelled_message_states_its_reasons() {
    let body = r#"{% MOE_NOT_SEND("below 100 points") %}{"type": "text", "text": "x"}"#;
    let project = Project::new(&[("message.json", body), ("profile.json", "{}")]);
    let arguments = "render message.json --profile profile.json --kind message";
    assert_snapshot!("not_sent", project.run(arguments));
    assert_snapshot!("not_sent_json", project.run(&format!("{arguments} --format json")));
}

#[test]
fn a_template_that_is_no_jinja_is_refused() {
    let project = Project::new(&[
        ("body.json", "{\"to\": \"{{ UserAttribute['line_id' }}\"}\r\n"),
        ("profile.json", "{}"),
    ]);
    assert_snapshot!("template_syntax", project.run("render body.json --profile profile.json"));
    let run = project.run("render body.json --profile profile.json --format json");
    assert_snapshot!("template_syntax_json", run);
}

#[test]
fn an_ambiguous_position_shows_both_paths() {
    let body = "{\n  \"text\": {% if UserAttribute['a'] %}\"x\"\n  {% else %}\n  {% endif %}\n}\n";
    let project = Project::new(&[("body.json", body), ("profile.json", "{}")]);
    assert_snapshot!(project.run("render body.json --profile profile.json"));
}

#[test]
fn a_very_long_line_is_cut() {
    let filler = "日本🍎".repeat(100_000);
    let body = format!(
        r#"{{"to": "{filler}", "x": {{% if a %}}"k": {filler:?}{{% else %}}1 {{% endif %}}, {filler:?}}}"#
    );
    let project = Project::new(&[("body.json", &body), ("profile.json", "{}")]);
    let run = project.run("render body.json --profile profile.json --max-template 10000000");
    assert_eq!(run.status, 2);
    assert!(run.stderr.len() < 4_000, "{}", run.stderr.len());
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let project = greeting("{}");
    project.write("latin1.json", b"{\n \"name\": \"Jos\xe9\"}");
    assert_snapshot!("no_template", project.run("render nobody.json --profile profile.json"));
    assert_snapshot!("no_profile", project.run("render body.json --profile nobody.json"));
    assert_snapshot!("no_audience", project.run("render body.json --audience nobody.csv"));
    assert_snapshot!("not_utf8", project.run("render body.json --profile latin1.json"));
    assert_snapshot!("folder", project.run("render . --profile profile.json"));
}

#[test]
fn a_broken_profile_is_a_finding_that_shows_no_values() {
    let project = greeting("{\n  \"name\": \"secret-value\",\n}");
    let run = project.run("render body.json --profile profile.json");
    assert!(!run.stderr.contains("secret-value"));
    assert_snapshot!("broken_profile", run);
    let run = project.run("render body.json --profile profile.json --show-values");
    assert_snapshot!("broken_profile_with_values", run);
    project.write("profile.json", "[1]");
    assert_snapshot!("profile_is_no_object", project.run("render body.json --profile profile.json"));
}

#[test]
fn limits_are_options() {
    let body = r#"{"type": "text", "text": "{% for i in range(1000) %}x{% endfor %}"}"#;
    let project = Project::new(&[("message.json", body), ("profile.json", "{}")]);
    let arguments = "render message.json --profile profile.json --kind message";
    assert_eq!(project.run(arguments).status, 0);
    assert_snapshot!("steps", project.run(&format!("{arguments} --max-steps 100")));
    assert_eq!(project.run(&format!("{arguments} --max-output 100")).status, 1);
    assert_eq!(project.run(&format!("{arguments} --max-memory 100")).status, 1);
    assert_eq!(project.run(&format!("{arguments} --max-template 10")).status, 2);
}

#[test]
fn the_payload_may_go_to_a_file() {
    let project = greeting(&format!(r#"{{"line_id": "{ID}", "name": "Ana"}}"#));
    let run = project.run("render body.json --profile profile.json --out payload.json");
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", ""));
    assert!(project.read("payload.json").ends_with("🍎\"}]}\n"));
    assert_eq!(project.files(), ["body.json", "payload.json", "profile.json"]);
}
