//! `lineplate explain`

use crate::project::Project;
use insta::assert_snapshot;

const TEMPLATE: &str = r#"{
  "to": "{{ UserAttribute['line_id'] }}",
  "messages": [
    {"type": "text", "text": "Hi {{ UserAttribute['name'] }}"},
    {
      "type": "template",
      "altText": "Offers",
      "template": {
        "type": "buttons",
        "title": "{{ UserAttribute['title'] }}",
        "text": "Offers",
        "actions": [{"type": "uri", "label": "A label of far too many characters", "uri": "https://example.com"}]
      }
    },
    {
      "type": "flex",
      "altText": "Cart",
      "contents": {
        "type": "bubble",
        "body": {
          "type": "box",
          "layout": "vertical",
          "contents": [
            {% for item in UserAttribute['cart'] %}
            {"type": "text", "text": "{{ item.name }}"}{% if not loop.last %},{% endif %}
            {% endfor %}
          ]
        }
      }
    },
    {"type": "textV2", "text": "{{ UserAttribute['memo'] }}"}
  ]
}
"#;

const PROFILE: &str = r#"{
  "line_id": "U4af4980629a3b1d5c7e9f0a2b4c6d8e0", "name": "Ana", "memo": "a {b",
  "title": "s3cret title of more than forty characters in all", "cart": [{"name": "Tea"}, {"name": ""}]
}"#;

fn project(response: &str) -> Project {
    Project::new(&[("body.json", TEMPLATE), ("profile.json", PROFILE), ("answer.json", response)])
}

const RESPONSE: &str = "explain --response answer.json --template body.json";

#[test]
fn prints_the_section_of_a_code() {
    let project = Project::new(&[]);
    assert_snapshot!("code", project.run("explain schema/too-long"));
    assert_snapshot!("code_with_profile", project.run("explain render/type"));
    assert_snapshot!("code_json", project.run("explain json/syntax --format json"));
}

#[test]
fn lists_all_codes() {
    let run = Project::new(&[]).run("explain");
    assert_eq!((run.status, run.stdout.lines().count()), (0, lineplate::Code::ALL.len()));
    for (line, code) in run.stdout.lines().zip(lineplate::Code::ALL) {
        assert!(line.starts_with(code.as_str()) && line.ends_with(code.summary()), "{line}");
    }
}

#[test]
fn leads_each_notation_back_to_the_template() {
    let with_profile = format!("{RESPONSE} --profile profile.json");
    for (name, response) in [
        (
            "dotted",
            r#"{"message": "The request body has 2 error(s)", "details": [
                {"message": "Length must be between 0 and 5000", "property": "messages[0].text"},
                {"message": "invalid", "property": "to"}]}"#,
        ),
        (
            "template",
            r#"{"message": "A message (messages[1]) in the request body is invalid", "details": [
                {"message": "must not be longer than 40 characters", "property": "template/title"},
                {"message": "label must not be longer than 20 characters", "property": "template/actions/0/label"},
                {"message": "must be specified", "property": "template/actions/0/data"}]}"#,
        ),
        (
            "flex",
            r#"{"message": "A message (messages[2]) in the request body is invalid", "details": [
                {"message": "must be non-empty text", "property": "/body/contents/1/text"}]}"#,
        ),
        ("text_v2", r#"{"message": "invalid", "details": [{"message": "invalid key", "property": "text"}]}"#),
    ] {
        let project = project(response);
        let run = project.run(&with_profile);
        assert_eq!(run.status, 1, "{run}");
        assert!(!run.stdout.contains("s3cret"), "{run}");
        assert_snapshot!(format!("response_{name}"), run);
    }
}

#[test]
fn says_what_it_cannot_know_without_a_profile() {
    let response = r#"{"message": "A message (messages[2]) in the request body is invalid", "details": [
        {"message": "must be non-empty text", "property": "/body/contents/1/text"},
        {"message": "must not be longer than 40 characters", "property": "messages[1].template.title"}]}"#;
    assert_snapshot!("response_no_profile", project(response).run(RESPONSE));
    assert_snapshot!("response_json", project(response).run(&format!("{RESPONSE} --format json")));
}

#[test]
fn says_nothing_of_another_message_with_the_same_name_inside() {
    let answer = |index: usize| {
        let response = format!(
            r#"{{"message": "A message (messages[{index}]) in the request body is invalid", "details": [
                {{"message": "invalid", "property": "template/actions/0/label"}}]}}"#
        );
        project(&response).run(&format!("{RESPONSE} --profile profile.json")).stdout
    };
    assert!(answer(1).contains("schema/too-long"), "{}", answer(1));
    assert!(!answer(9).contains("schema/"), "{}", answer(9));
}

#[test]
fn answers_without_details() {
    let run = |message: &str| project(&format!(r#"{{"message": "{message}"}}"#)).run(RESPONSE);
    let property = run("The property, 'to', in the request body is invalid (line: -, column: -)");
    assert_snapshot!("response_property", property);
    assert_snapshot!("response_message", run("A message (messages[0]) in the request body is invalid"));
    assert_snapshot!("response_text", run("Invalid reply token"));
}

#[test]
fn a_template_of_a_part_of_a_request() {
    let files = [
        ("bubble.json", r#"{"type": "bubble", "body": {"type": "text", "text": "x"}}"#),
        ("answer.json", r#"{"message": "x", "details": [{"message": "invalid type", "property": "/body"}]}"#),
    ];
    let project = Project::new(&files);
    let arguments = "explain --response answer.json --template bubble.json --kind flex-container";
    assert_snapshot!("response_part", project.run(arguments));
}

#[test]
fn what_is_no_answer_is_refused() {
    for (name, response) in [("none", "[1]"), ("broken", "{"), ("unclear", r#"{"details": []}"#)] {
        let run = project(response).run(RESPONSE);
        assert_eq!(run.status, 2, "{run}");
        assert_snapshot!(format!("no_answer_{name}"), run);
    }
    assert_snapshot!("no_answer_stdin", project("").run("explain --response - --template -"));
}
