//! What the platform would emit, where that is no JSON: the place, the attribute, and what to write instead.

#![expect(clippy::unwrap_used, reason = "what does not hold fails the test")]

use lineplate::diagnostic::Code;
use lineplate::{Options, Profile, emit};

/// The template around the part that is tried, and what is found of it for one user.
fn found(part: &str) -> (String, lineplate::Diagnostic) {
    let body = format!(r#"{{"a": "b", "n": {part}}}"#);
    let profile = r#"{"vip": true, "nothing": null, "name": "Ana", "tags": ["a", "b"], "o": {"k": "v"},
        "quoted": "a\"b", "open": "[a"}"#;
    let emitted = emit(&body, &Profile::parse(profile).unwrap(), &Options::default()).unwrap();
    assert!(!emitted.is_json, "{}", emitted.text);
    assert_eq!(emitted.diagnostics.len(), 1, "{:?}", emitted.diagnostics);
    (body, emitted.diagnostics.into_iter().next().unwrap())
}

#[test]
fn values_that_python_prints_otherwise_have_a_place() {
    let cases = [
        ("{{ UserAttribute['vip'] }}", "UserAttribute['vip']", "|tojson"),
        ("{{ UserAttribute['nothing'] }}", "UserAttribute['nothing']", "|tojson"),
        ("{{ UserAttribute['missing'] }}", "UserAttribute['missing']", "|default('…', true)|tojson"),
        ("{{ UserAttribute['tags'] }}", "UserAttribute['tags']", "|tojson"),
        ("{{ UserAttribute['o'] }}", "UserAttribute['o']", "|tojson"),
        (r#""{{ UserAttribute['name']|tojson }}""#, "UserAttribute['name']", "without quotes"),
    ];
    for (part, attribute, remedy) in cases {
        let (body, finding) = found(part);
        assert_eq!(finding.code, Code::FaithfulBreak, "{part}");
        assert_eq!(finding.attribute.as_deref(), Some(attribute), "{part}");
        let shown = finding.span.and_then(|span| body.get(span.range()));
        assert!(shown.is_some_and(|shown| shown.contains(attribute)), "{part}: {shown:?}");
        assert!(finding.hints.iter().any(|hint| hint.contains(remedy)), "{part}: {:?}", finding.hints);
    }
}

#[test]
fn each_placeholder_is_told_once() {
    let (_, finding) = found(
        "[{% for i in [1, 2, 3] %}{{ UserAttribute['tags'] }}{% if not loop.last %},{% endif %}{% endfor %}]",
    );
    assert_eq!(finding.attribute.as_deref(), Some("UserAttribute['tags']"));
}

#[test]
fn brackets_of_texts_are_not_those_of_python() {
    let (_, finding) = found(r#"{{ '["' ~ UserAttribute['quoted'] ~ '"]' }}"#);
    assert_eq!(finding.attribute.as_deref(), Some("UserAttribute['quoted']"));
    assert!(finding.message.contains("double quote"), "{}", finding.message);
    let (_, finding) = found("{{ UserAttribute['open'] }}");
    assert_eq!(finding.attribute.as_deref(), Some("UserAttribute['open']"));
    assert!(finding.message.contains("is text"), "{}", finding.message);
}
