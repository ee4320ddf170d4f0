//! `lineplate eval`

use crate::project::Project;
use insta::assert_snapshot;

#[test]
fn prints_what_the_text_gives() {
    let project = Project::new(&[("profile.json", r#"{"name": "花子", "points": 1280}"#)]);
    let eval = |text: &str| project.run_with(&["eval", text, "--profile", "profile.json"], "").to_string();
    assert_snapshot!("text", eval("{{ UserAttribute['name'] }}: {{ UserAttribute.points // 3 }}"));
    assert_snapshot!("missing", eval("[{{ UserAttribute['nobody'] }}]"));
    assert_snapshot!("fault", eval("{{ UserAttribute.points + UserAttribute.name }}"));
    assert_snapshot!("syntax", eval("{{ UserAttribute.points + }}"));
}

#[test]
fn needs_no_profile() {
    let project = Project::new(&[]);
    let run = project.run_with(&["eval", "{{ 7 // 2 }}"], "");
    assert_eq!((run.status, run.stdout.as_str()), (0, "3\n"));
    let run = project.run_with(&["eval", "{{ name }}", "--profile", "-"], "{\"name\": s3cret}");
    assert!(!run.stderr.contains("s3cret"));
    assert_snapshot!("broken_profile", run);
}
