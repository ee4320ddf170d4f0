//! What an editor gets at a place of a body, which is marked `¦`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use lineplate::{Options, Profile, editor};

const PROFILE: &str = r#"{"UserAttribute": {"first_name": "花子", "First Name": "花子", "address": {"city": "大阪"}, "points": 7}}"#;

fn unmarked(marked: &str) -> (String, usize) {
    (marked.replacen('¦', "", 1), marked.find('¦').expect("a mark"))
}

/// Label and detail of each item, and what is replaced.
fn complete(marked: &str) -> (Vec<String>, String) {
    let (text, offset) = unmarked(marked);
    let profile = Profile::parse(PROFILE).unwrap();
    let completions = editor::complete(&text, offset, Some(&profile), &Options::default());
    let labels =
        completions.items.iter().map(|item| format!("{} {}", item.label, item.detail).trim().to_owned());
    (labels.collect(), text.get(completions.span.range()).unwrap().to_owned())
}

fn labels(marked: &str) -> Vec<String> {
    complete(marked).0
}

fn hover(marked: &str) -> Option<(String, String)> {
    let (text, offset) = unmarked(marked);
    let profile = Profile::parse(PROFILE).unwrap();
    let hover = editor::hover(&text, offset, Some(&profile), &Options::default())?;
    Some((text.get(hover.span.range()).unwrap().to_owned(), hover.text))
}

#[test]
fn attributes_of_the_profile_and_of_the_text() {
    let (items, typed) = complete(r#"{"a": "{{ UserAttribute['elsewhere'] }}{{ UserAttribute['¦"#);
    assert_eq!(
        items,
        ["First Name string", "address object", "elsewhere", "first_name string", "points integer"]
    );
    assert_eq!(typed, "");
    assert_eq!(
        complete(r#""{{ UserAttribute['fi¦rst'] }}""#),
        (vec!["first_name string".into(), "First Name string".into()], "first".into())
    );
    // What is no name cannot stand behind a dot.
    assert_eq!(labels(r#""{{ UserAttribute.f¦ }}""#), ["first_name string"]);
    assert_eq!(labels(r#""{{ UserAttribute['address'].¦"#), ["city string"]);
    assert_eq!(labels(r#""{{ Us¦"#), ["UserAttribute"]);
}

#[test]
fn filters_tests_and_words() {
    assert_eq!(labels(r#""{{ x|conv¦ }}""#), ["convertToSHA256 (salt)", "convertToSHA256NoSalt ()"]);
    assert_eq!(labels(r"[{% if x is not def¦"), ["defined"]);
    assert_eq!(labels(r"[{% endf¦ %}]"), ["endfilter", "endfor"]);
    assert!(labels(r"[{# Us¦ #}]").is_empty());
}

#[test]
fn properties_by_the_type_of_the_message() {
    let items = labels(r#"{"to": "U", "messages": [{"type": "sticker", ¦}]}"#);
    assert_eq!(&items[..2], ["packageId string, required", "stickerId string, required"]);
    assert!(!items.iter().any(|item| item.starts_with("text")), "{items:?}");
    // The type may stand behind.
    let items = labels(r#"{"messages": [{"te¦", "type": "text"}]}"#);
    assert_eq!(items, ["text string, required"]);
    // Loops and conditions between messages are no hindrance.
    let body = r#"{"messages": [{% for p in ProductSet.Recs %}{"type": "flex", "contents": {"type": "bubble", "si¦}}{% endfor %}]}"#;
    assert_eq!(labels(body), ["size string"]);
}

#[test]
fn a_property_is_written_with_its_quotes() {
    let (text, offset) = unmarked(r#"{"messages": [{"type": "text", ¦}]}"#);
    let completions = editor::complete(&text, offset, None, &Options::default());
    let item = completions.items.iter().find(|item| item.label == "text").unwrap();
    assert_eq!(item.insert, "\"text\": ");
}

#[test]
fn values_that_line_knows() {
    let types = labels(r#"{"messages": [{"type": "¦"}]}"#);
    assert!(types.contains(&"flex".to_owned()) && types.contains(&"textV2".to_owned()), "{types:?}");
    assert_eq!(labels(r#"{"messages": [{"type": "im¦"}]}"#), ["image", "imagemap"]);
    // A whole value may be changed for another one.
    assert_eq!(labels(r#"{"messages": [{"type": "text¦"}]}"#), types);
    let flags = labels(r#"{"notificationDisabled": ¦}"#);
    assert_eq!(flags, ["false", "true"]);
    let text = r#"{"messages": [{"type": "flex", "contents": {"type": "bubble", "body": {"type": "box", "layout": "ver¦"#;
    assert_eq!(labels(text), ["vertical"]);
}

#[test]
fn hover_says_what_is_there() {
    let (word, text) = hover(r#""{{ x|tru¦ncate(20) }}""#).unwrap();
    assert_eq!(word, "truncate");
    assert!(text.contains("killwords"), "{text}");
    let (word, text) = hover(r#"{"messages": [{"type": "text", "te¦xt": "x"}]}"#).unwrap();
    assert_eq!(word, "text");
    assert!(text.contains("5000") && text.contains("required"), "{text}");
    let (word, text) = hover(r#""{{ UserAttribute['First N¦ame'] }}""#).unwrap();
    assert_eq!((word.as_str(), text.as_str()), ("First Name", "`UserAttribute['First Name']`: string"));
    let (_, text) = hover(r#""{{ UserAttribute['no¦ne'] }}""#).unwrap();
    assert!(text.contains("lacks"), "{text}");
    assert_eq!(hover(r#"{"messages": [¦]}"#), None);
}

#[test]
fn no_answer_holds_the_value_of_an_attribute() {
    let text = r#"{"messages": [{"type": "text", "text": "{{ UserAttribute['first_name'] }} {{ UserAttribute.address.city }}"}]}"#;
    let profile = Profile::parse(PROFILE).unwrap();
    for offset in 0..=text.len() {
        let said = format!(
            "{:?} {:?}",
            editor::complete(text, offset, Some(&profile), &Options::default()),
            editor::hover(text, offset, Some(&profile), &Options::default())
        );
        assert!(!said.contains("花子") && !said.contains("大阪"), "{said}");
    }
}

#[test]
fn every_beginning_of_a_body_has_answers() {
    let text = include_str!("../examples/welcome/body.json");
    for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)) {
        let typed = &text[..offset];
        editor::complete(typed, offset, None, &Options::default());
        editor::hover(typed, offset, None, &Options::default());
        editor::complete(text, offset, None, &Options::default());
    }
}

#[test]
fn findings_about_a_body_and_a_profile_come_once() {
    let options = Options::default();
    let broken = editor::diagnostics("{\"a\": {{", None, &options);
    assert_eq!(broken[0].code.as_str(), "syntax/template");
    let text = r#"{"to": "U4af4980629d3b0f1b3d3a3b3e3c3d3f3", "messages": [{"type": "text", "text": "{{ UserAttribute['none'] }}"}]}"#;
    let profile = Profile::parse(PROFILE).unwrap();
    let codes: Vec<_> = editor::diagnostics(text, Some(&profile), &options)
        .iter()
        .map(|finding| finding.code.as_str())
        .collect();
    assert_eq!(codes, ["render/missing-attribute"]);
}
