//! `lineplate check`, `lineplate contract` and `lineplate sample`

use crate::project::Project;
use insta::assert_snapshot;

const BODY: &str = r#"{
  "to": "{{ UserAttribute['line_id'] }}",
  "messages": [
    {
      "type": "template",
      "altText": "Sale",
      "template": {
        "type": "buttons",
        "text": "{% if UserAttribute['vip'] %}Hello {{ UserAttribute['name'] }}{% else %}Hello{% endif %}",
        "actions": [
          {% for link in UserAttribute['links'] %}
          { "type": "uri", "label": "{{ link.label }}", "uri": "https://example.com/?q={{ link.query }}" },
          {% endfor %}
        ]
      }
    }
  ]
}
"#;

const USERS: &str = "\
line_id,name,vip
U8189cf6745fc0d808977bdb0b9f22995,Hana,yes
U3450abb14f526ae39c5b1a04b0c7f94e,,yes
Uc2a2f5e2e50b18b92e3d479bea158784,,
+66812345678,Mali,
";

fn project() -> Project {
    let broken = BODY.replace("\"altText\": \"Sale\"", "\"altText\": \"\"");
    Project::new(&[
        ("body.json", BODY),
        ("broken.json", &broken),
        ("users.csv", USERS),
        ("open.json", "{\"a\": "),
    ])
}

#[test]
fn findings_say_when() {
    assert_snapshot!("check_text", project().run("check body.json"));
}

#[test]
fn several_templates_are_checked() {
    let run = project().run("check body.json broken.json open.json --format json");
    assert_eq!(run.status, 1);
    let lines: Vec<serde_json::Value> =
        run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let valid: Vec<_> =
        lines.iter().map(|line| (line.get("file").unwrap(), line.get("valid").unwrap())).collect();
    assert_eq!(
        format!("{valid:?}"),
        r#"[(String("body.json"), Bool(true)), (String("broken.json"), Bool(false)), (String("open.json"), Bool(false))]"#
    );
}

#[test]
fn status_tells_errors_warnings_and_unreadable_files_apart() {
    let project = project();
    assert_eq!(project.run("check body.json").status, 0);
    assert_eq!(project.run("check body.json --deny lint/unguarded-attribute").status, 1);
    assert_eq!(project.run("check broken.json").status, 1);
    assert_eq!(project.run("check body.json missing.json").status, 2);
    let allowed = project.run("check body.json --allow lint/unguarded-attribute");
    assert!(!allowed.stdout.contains("lint/unguarded-attribute"));
}

#[test]
fn an_audience_is_compared_with_the_contract() {
    let run = project().run("check body.json --audience users.csv --allow schema/too-long");
    assert_eq!(run.status, 1);
    let (_, audience) = run.stdout.split_once("warnings\n").unwrap();
    assert_snapshot!("check_audience", audience);
}

/// Cells of a table are text, unless a contract gives them types: here `points` must be a number.
#[test]
fn a_contract_gives_types_to_an_audience() {
    let project = project();
    project.write("points.json", r#"{"to": "U0123456789abcdef0123456789abcdef", "messages": [{"type": "text", "text": "{% if UserAttribute['points'] > 5 %}gold{% else %}silver{% endif %}"}]}"#);
    project.write("points.csv", "id,points\na,7\nb,3\n");
    project.write("types.json", r#"{"type": "object", "properties": {"points": {"type": "integer"}}}"#);
    let bare = project.run("check points.json --audience points.csv");
    assert!(bare.stdout.contains("0 of 2 users have"), "{}", bare.stdout);
    let typed = project.run("check points.json --audience points.csv --contract types.json");
    assert!(typed.stdout.contains("2 of 2 users have"), "{}", typed.stdout);
    assert_eq!((bare.status, typed.status), (1, 0));
    assert_eq!(project.run("check points.json --contract types.json").status, 2);
}

#[test]
fn findings_can_be_denied_and_allowed() {
    let project = project();
    for code in ["lint/unguarded-attribute", "schema/too-long"] {
        let denied = project.run(&format!("check body.json --deny {code}"));
        assert!(denied.stdout.contains(&format!("error[{code}]")), "{}", denied.stdout);
        assert_eq!(denied.status, 1);
        let allowed = project.run(&format!("check body.json --allow {code}"));
        assert!(!allowed.stdout.contains(code), "{}", allowed.stdout);
    }
    let unknown = project.run("check body.json --deny no/such-code");
    assert_eq!(unknown.status, 2);
    // These print no findings that could be judged.
    for command in ["contract", "sample"] {
        assert_eq!(project.run(&format!("{command} body.json --allow schema/too-long")).status, 2);
    }
}

#[test]
fn a_contract_is_json_schema() {
    assert_snapshot!("contract", project().run("contract body.json"));
    let refused = project().run("contract open.json");
    assert_eq!((refused.status, refused.stdout.as_str()), (2, ""));
}

#[test]
fn samples_are_an_audience() {
    let project = project();
    let run = project.run("sample body.json");
    assert_snapshot!("sample", run);
    let hostile = project.run("sample body.json --hostile --format json");
    assert_eq!(hostile.status, 0);
    for label in
        ["quotes", "line breaks", "emoji", "right to left", "longest allowed", "too long", "null", "empty"]
    {
        assert!(hostile.stdout.contains(label), "{label}");
    }
}
