//! `lineplate render --mode faithful` and `lineplate fix`

use crate::project::{GREETING, ID, Project};
use insta::assert_snapshot;

fn profile(name: &str) -> String {
    serde_json::json!({"line_id": ID, "name": name}).to_string()
}

#[test]
fn shows_what_the_platform_would_send() {
    let project = Project::new(&[
        ("body.json", GREETING),
        ("plain.json", &profile("Ana")),
        ("hostile.json", &profile("Ana \"Nana\"")),
        ("cancelled.json", r#"{"a": "{{ UserAttribute['x']|default('MOE_NOT_SEND') }}"}"#),
        ("number.json", r#"{"a": {{ UserAttribute['name'] + 1 }}}"#),
        ("broken.json", "{{ UserAttribute['name' }}"),
    ]);
    let faithful = |body: &str, user: &str| {
        project.run_with(&["render", body, "--profile", user, "--mode", "faithful"], "").to_string()
    };
    assert_snapshot!("faithful_fine", faithful("body.json", "plain.json"));
    assert_snapshot!("faithful_broken", faithful("body.json", "hostile.json"));
    assert_snapshot!("faithful_cancelled", faithful("cancelled.json", "plain.json"));
    assert_snapshot!("faithful_user_fails", faithful("number.json", "plain.json"));
    assert_snapshot!("faithful_no_template", faithful("broken.json", "plain.json"));
    let audience =
        project.run_with(&["render", "body.json", "--audience", "users.csv", "--mode", "faithful"], "");
    assert_eq!(audience.status, 2);
}

#[test]
fn fixes_a_template() {
    let project = Project::new(&[("body.json", GREETING), ("hostile.json", &profile("Ana \"Nana\"\\\n"))]);
    let shown = project.run_with(&["fix", "body.json"], "");
    assert_snapshot!("fix_shown", shown);
    assert_eq!(project.read("body.json"), GREETING, "nothing is written without --write");

    let safe = ["render", "body.json", "--profile", "hostile.json"];
    let payload =
        || -> serde_json::Value { serde_json::from_str(&project.run_with(&safe, "").stdout).unwrap() };
    let before = payload();
    let run = project.run_with(&["fix", "body.json", "--write"], "");
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (0, "", "2 places rewritten\n"));
    assert_eq!(project.read("body.json"), shown.stdout);
    assert_eq!(payload(), before, "the payload stays");
    let faithful = project.run_with(&[&safe[..], &["--mode", "faithful"]].concat(), "");
    assert_eq!((faithful.status, faithful.stderr.as_str()), (0, "the text is JSON\n"));

    let again = project.run_with(&["fix", "-"], &shown.stdout);
    assert_eq!(again.stdout, shown.stdout, "what is safe stays as it is");
}
