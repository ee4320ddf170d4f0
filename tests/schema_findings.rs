//! What does the author of a message read: one finding for each fault, at its place, in order, with a way out?

#![allow(
    clippy::format_collect,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use lineplate::json::Document;
use lineplate::schema::{Kind, Method, Options, Recipient, validate};
use lineplate::{Code, Diagnostic, Severity};
use serde_json::{Value, json};

fn found(kind: Kind, data: &Value) -> Vec<Diagnostic> {
    found_in(kind, &data.to_string(), &Options::default())
}

fn found_in(kind: Kind, text: &str, options: &Options) -> Vec<Diagnostic> {
    validate(kind, &Document::parse(text).unwrap(), options)
}

/// Severity, code, pointer and message, a line each.
fn shown(findings: &[Diagnostic]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| {
            let pointer = finding.pointer.as_deref().unwrap();
            format!("{} {} {pointer}: {}", finding.severity.as_str(), finding.code, finding.message)
        })
        .collect()
}

fn bubble(contents: &Value) -> Value {
    json!({ "type": "bubble", "body": { "type": "box", "layout": "vertical", "contents": contents } })
}

/// A carousel of three bubbles, with faults at every depth.
fn carousel_with_twelve_faults() -> Value {
    json!({
        "to": "U0123456789abcdef0123456789abcdef",
        "messages": [
            {
                "type": "flex",
                "altText": "a",
                "contents": { "type": "carousel", "contents": [
                    bubble(&json!([
                        { "type": "text", "text": "a", "weight": "blod" },
                        { "type": "icon", "url": "https://example.com/a.png" },
                        { "type": "box", "layout": "horizontal", "contents": [
                            { "type": "text", "text": "a", "color": "#abc" },
                            { "type": "button", "action": { "type": "camera", "label": "a" } },
                        ] },
                    ])),
                    bubble(&json!([
                        { "type": "image", "url": "http://example.com/a.png" },
                        { "type": "button", "action": { "type": "uri", "label": "a", "uri": 5 } },
                        { "type": "text", "text": "a", "siez": "xl" },
                    ])),
                    bubble(&json!([
                        { "type": "txet", "text": "a" },
                        { "type": "text", "text": "" },
                        { "type": "separator", "margin": "10%" },
                    ])),
                ] },
                "sender": { "name": "a name of more than twenty" },
            },
            { "type": "location", "title": "a", "latitude": 1, "longitude": 1 },
        ],
    })
}

#[test]
fn twelve_faults_give_twelve_findings_in_the_order_of_the_document() {
    let findings = found(Kind::Push, &carousel_with_twelve_faults());
    assert_eq!(
        shown(&findings),
        [
            "error schema/enum /messages/0/contents/contents/0/body/contents/0/weight: `weight` must be `regular` or `bold`",
            "error schema/wrong-place /messages/0/contents/contents/0/body/contents/1/type: `type` names the flex component `icon`, which may not stand here",
            "error schema/pattern /messages/0/contents/contents/0/body/contents/2/contents/0/color: `color` does not match `^#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$`",
            "error schema/wrong-place /messages/0/contents/contents/0/body/contents/2/contents/1/action/type: `type` names the action `camera`, which may not stand here",
            "error schema/uri /messages/0/contents/contents/1/body/contents/0/url: `url` has another scheme than `https`",
            "error schema/type /messages/0/contents/contents/1/body/contents/1/action/uri: `uri` must be a string, but is a number",
            "warning schema/unknown-property /messages/0/contents/contents/1/body/contents/2/siez: unknown property `siez`",
            "error schema/unknown-type /messages/0/contents/contents/2/body/contents/0/type: `type` names no known flex component",
            "error schema/empty /messages/0/contents/contents/2/body/contents/1/text: `text` is empty",
            "error schema/dimension /messages/0/contents/contents/2/body/contents/2/margin: `margin` has the wrong unit: `px` is needed",
            "error schema/too-long /messages/0/sender/name: `name` has 26 UTF-16 code units, at most 20 are allowed",
            "error schema/required /messages/1/address: `address` is missing",
        ]
    );
    let hint = |i: usize| findings[i].hints[0].as_str();
    assert_eq!(hint(0), "did you mean `bold`?");
    assert_eq!(hint(1), "`icon` may stand in a baseline box");
    assert_eq!(hint(3), "`camera` may stand in a quick reply");
    assert_eq!(hint(6), "did you mean `size`?");
    assert_eq!(hint(7), "did you mean `text`?");
    assert_eq!(findings[0].property.as_deref(), Some("/contents/0/body/contents/0/weight"));
    assert_eq!(findings[10].property.as_deref(), Some("messages[0].sender.name"));
    assert_eq!((findings[10].limit, findings[10].actual), (Some(20), Some(26)));
    assert_eq!(
        findings[10].source.as_deref(),
        Some("https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch")
    );
}

/// What stands at a place in place of what stood there; nothing, to leave it out.
fn plant(document: &mut Value, pointer: &str, wrong: Option<Value>) {
    let (object, name) = pointer.rsplit_once('/').unwrap();
    let object = document.pointer_mut(object).unwrap().as_object_mut().unwrap();
    match wrong {
        Some(wrong) => drop(object.insert(name.to_owned(), wrong)),
        None => drop(object.shift_remove(name).unwrap()),
    }
}

/// A carousel as campaigns send them, with two faults of different kinds in each bubble.
#[test]
fn faults_planted_in_a_large_carousel_are_found_and_nothing_else() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/inputs/payloads/flex-carousel.json");
    let mut messages: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    messages[0]["contents"]["contents"].as_array_mut().unwrap().truncate(6);
    assert!(messages.to_string().len() > 12_000);
    assert_eq!(shown(&found(Kind::Messages, &messages)), [""; 0]);
    let faults = [
        ("0/hero/aspectMode", Some(json!("contain")), "enum"),
        ("0/body/contents/0/text", Some(json!("")), "empty"),
        ("1/hero/url", Some(json!("http://cdn.example.com/1.jpg")), "uri"),
        ("1/body/layout", Some(json!("vertcal")), "enum"),
        ("2/body/contents/1/margin", Some(json!("10%")), "dimension"),
        ("2/footer/contents/0/action/label", None, "required"),
        ("3/body/contents/0/color", Some(json!("#abc")), "pattern"),
        ("3/footer/contents/1/action/type", Some(json!("camera")), "wrong-place"),
        ("4/hero/action/uri", Some(json!(format!("https://{}", "a".repeat(993)))), "too-long"),
        ("4/footer/contents/0/height", Some(json!("lg")), "enum"),
        ("5/body/contents/0/wrap", Some(json!("true")), "type"),
        ("5/styles/footer/separatorColor", Some(json!("grey")), "pattern"),
    ];
    let place = |below: &str| format!("/0/contents/contents/{below}");
    for (below, wrong, _) in &faults {
        plant(&mut messages, &place(below), wrong.clone());
    }
    let findings = found(Kind::Messages, &messages);
    let found: Vec<_> = findings.iter().map(|f| (f.pointer.clone().unwrap(), f.code.as_str())).collect();
    let planted: Vec<_> =
        faults.iter().map(|(below, _, code)| (place(below), format!("schema/{code}"))).collect();
    let planted: Vec<_> = planted.iter().map(|(pointer, code)| (pointer.clone(), code.as_str())).collect();
    assert_eq!(found, planted);
    assert!(findings.iter().all(Diagnostic::is_error));
}

#[test]
fn an_unknown_type_is_all_that_is_said_of_its_object() {
    let findings = found(Kind::Message, &json!({ "type": "txt", "texts": 5, "emojis": {} }));
    assert_eq!(shown(&findings), ["error schema/unknown-type /type: `type` names no known message"]);
    assert_eq!(findings[0].hints[0], "did you mean `text`?");
    assert!(findings[0].hints[1].contains("`imagemap`"), "{:?}", findings[0].hints);
    let findings = found(Kind::Message, &json!({ "text": "a" }));
    assert_eq!(shown(&findings), ["error schema/required /type: `type` is missing"]);
    let findings = found(Kind::Message, &json!({ "type": 5, "text": 5 }));
    assert_eq!(shown(&findings), ["error schema/type /type: `type` must be a string, but is a number"]);
    let findings = found(Kind::Message, &json!({ "type": "bubble", "body": {} }));
    assert_eq!(
        shown(&findings),
        [
            "error schema/wrong-place /type: `type` names the flex container `bubble`, which may not stand here"
        ]
    );
}

/// A box without a known layout is judged as the one under which the least is wrong.
#[test]
fn a_wrong_layout_hides_nothing_and_adds_nothing() {
    let layout = "error schema/enum /body/layout: `layout` must be `horizontal`, `vertical` or `baseline`";
    let missing = "error schema/required /body/layout: `layout` is missing";
    let empty = "error schema/empty /body/contents/1/text: `text` is empty";
    let cases = [
        (json!("vertikal"), "image", layout),
        (json!("grid"), "image", layout),
        (json!("grid"), "icon", layout),
        // Nearer to another one than to that of its contents.
        (json!("baselin"), "image", layout),
        (json!("horizonta"), "icon", layout),
        (Value::Null, "icon", missing),
    ];
    for (given, child, first) in cases {
        let contents =
            json!([{ "type": child, "url": "https://example.com/a" }, { "type": "text", "text": "" }]);
        let mut body = json!({ "type": "box", "layout": given, "contents": contents, "colour": 1 });
        if given.is_null() {
            body.as_object_mut().unwrap().remove("layout");
        }
        let mut found = shown(&found(Kind::FlexContainer, &json!({ "type": "bubble", "body": body })));
        found.sort();
        let unknown = "warning schema/unknown-property /body/colour: unknown property `colour`";
        assert_eq!(found, [empty, first, unknown], "{given} {child}");
    }
    let picker =
        json!({ "type": "datetimepicker", "data": "d", "mode": "datetimes", "min": "10:00", "max": "9:00" });
    assert_eq!(
        shown(&found(Kind::Action, &picker)),
        [
            "error schema/enum /mode: `mode` must be `date`, `time` or `datetime`",
            "error schema/date-time /max: `max` must be a time from `00:00` to `23:59`",
        ]
    );
}

/// Trials inside trials would never end.
#[test]
fn wrong_layouts_in_each_other_are_told_one_by_one() {
    let mut body = json!({ "type": "box", "layout": "grid", "contents": [] });
    for _ in 0..50 {
        body = json!({ "type": "box", "layout": "grid", "contents": [body] });
    }
    let findings = found(Kind::FlexContainer, &json!({ "type": "bubble", "body": body }));
    assert_eq!(findings.len(), 51);
    assert!(findings.iter().all(|finding| finding.code == Code::SchemaEnum), "{findings:?}");
}

#[test]
fn an_empty_text_has_no_misplaced_emoji() {
    let emojis = json!([{ "index": 0, "productId": "p", "emojiId": "001" }]);
    let places = |text: &str| -> Vec<_> {
        let findings = found(Kind::Message, &json!({ "type": "text", "text": text, "emojis": emojis }));
        findings.into_iter().map(|finding| finding.pointer.unwrap()).collect()
    };
    assert_eq!(places(""), ["/text"]);
    assert_eq!(places(&"a".repeat(5001)), ["/text", "/emojis/0/index"]);
    assert_eq!(places(&format!("${}", "a".repeat(5000))), ["/text"]);
}

#[test]
fn a_misspelt_property_that_is_required_is_one_fault() {
    let text = r#"{"type":"image","originalContentURL":"https://example.com/a","previewImageUrl":"https://example.com/b"}"#;
    let findings = found_in(Kind::Message, text, &Options::default());
    assert_eq!(
        shown(&findings),
        ["error schema/required /originalContentUrl: `originalContentUrl` is missing"]
    );
    assert_eq!(findings[0].hints, ["`originalContentURL` is unknown: did you mean `originalContentUrl`?"]);
    assert_eq!(text.get(findings[0].span.unwrap().range()), Some("\"originalContentURL\""));
    let text_v2 = json!({ "type": "textV2", "text": "{a} {b}", "substitutions": {} });
    let findings = found(Kind::Message, &text_v2);
    assert_eq!(
        shown(&findings),
        [
            "error schema/conflict /text: `text` has a key in braces, at UTF-16 position 0, but there is no `substitution`"
        ]
    );
    assert_eq!(findings[0].hints[0], "`substitutions` is unknown: did you mean `substitution`?");
    let findings = found(Kind::FlexContainer, &json!({ "type": "bubble", "bdoy": {} }));
    assert_eq!(shown(&findings).len(), 1, "{findings:?}");
    assert_eq!(findings[0].hints[0], "`bdoy` is unknown: did you mean `body`?");
}

#[test]
fn spans_are_the_value_the_key_or_the_object() {
    let text =
        r#"{ "type": "flex", "altText": "x", "contents": { "type": "bubble", "colour": 1, "body": 5 } }"#;
    let spans: Vec<_> = found_in(Kind::Message, text, &Options::default())
        .iter()
        .map(|finding| text.get(finding.span.unwrap().range()).unwrap())
        .collect();
    assert_eq!(spans, ["\"colour\"", "5"]);
    let text = r#"[{ "type": "template", "altText": "x", "template": { "type": "confirm", "text": "a" } }, {"type": "text"}]"#;
    let spans: Vec<_> = found_in(Kind::Messages, text, &Options::default())
        .iter()
        .map(|finding| text.get(finding.span.unwrap().range()).unwrap())
        .collect();
    assert_eq!(spans, ["\"template\"", r#"{"type": "text"}"#]);
}

#[test]
fn a_wrong_type_has_no_follow_ups() {
    for wrong in [json!(5), json!(true), json!([]), json!({}), json!("x")] {
        for name in ["template", "altText", "quickReply", "sender"] {
            let mut message = json!({
                "type": "template",
                "altText": "a",
                "template": {
                    "type": "confirm",
                    "text": "a",
                    "actions": [{ "type": "message", "label": "a", "text": "a" }, { "type": "message", "label": "b", "text": "b" }],
                },
            });
            message[name] = wrong.clone();
            let findings = found(Kind::Message, &message);
            let types = findings.iter().filter(|finding| finding.code == Code::SchemaType).count();
            assert!(types == 0 || findings.len() == 1, "{name} {wrong} {findings:?}");
        }
    }
}

#[test]
fn null_is_absence() {
    let findings = found(Kind::Message, &json!({ "type": "text", "text": "a", "sender": null }));
    assert_eq!(
        shown(&findings),
        ["warning schema/suspicious /sender: `sender` is null, which counts as absent"]
    );
    assert_eq!(findings[0].hints, ["leave `sender` out"]);
    let findings = found(Kind::Message, &json!({ "type": "text", "text": null }));
    assert_eq!(shown(&findings), ["error schema/required /text: `text` is required, but is null"]);
    let findings = found(Kind::Messages, &json!([null]));
    assert_eq!(shown(&findings), ["error schema/type /0: `messages[0]` must be an object, but is null"]);
}

#[test]
fn repeated_keys_are_told_and_the_last_value_counts() {
    let text = r#"{"type":"text","text":5,"text":"a"}"#;
    let findings = found_in(Kind::Message, text, &Options::default());
    assert_eq!(
        shown(&findings),
        ["warning json/duplicate-key /text: the key `text` stands twice in one object"]
    );
    assert_eq!(findings[0].rule.as_deref(), Some("R114"));
    assert_eq!(findings[0].span.unwrap().start, 24);
}

#[test]
fn codes_can_be_allowed_and_denied() {
    let text = r#"{"type":"text","text":"a","colour":1,"sender":{"name":""}}"#;
    let with = |options: Options| shown(&found_in(Kind::Message, text, &options));
    assert_eq!(with(Options::default()).len(), 2);
    assert_eq!(
        with(Options::default().allow(Code::SchemaEmpty)),
        ["warning schema/unknown-property /colour: unknown property `colour`"]
    );
    let denied = with(Options::default().deny(Code::SchemaUnknownProperty).allow(Code::SchemaEmpty));
    assert_eq!(denied, ["error schema/unknown-property /colour: unknown property `colour`"]);
}

#[test]
fn values_are_told_only_on_demand() {
    let secret = "9012345678";
    let text = format!(r#"{{"type":"text","text":"{}","quoteToken":{secret}}}"#, secret.repeat(501));
    let findings = found_in(Kind::Message, &text, &Options::default());
    assert_eq!(findings.len(), 2);
    assert!(findings.iter().all(|finding| !format!("{finding:?}").contains(secret)), "{findings:?}");
    let findings = found_in(Kind::Message, &text, &Options::default().values(true));
    assert_eq!(findings[1].value.as_deref(), Some(secret));
}

#[test]
fn the_request_decides_what_may_stand_in_it() {
    let quote = json!({ "type": "text", "text": "a", "quoteToken": "q" });
    let tracked = json!({
        "type": "video",
        "originalContentUrl": "https://example.com/a.mp4",
        "previewImageUrl": "https://example.com/a.jpg",
        "trackingId": "a",
    });
    let codes = |kind, data: &Value, options: Options| -> Vec<_> {
        found_in(kind, &data.to_string(), &options).iter().map(|finding| finding.code).collect()
    };
    let context = [Code::SchemaContext];
    assert_eq!(codes(Kind::Broadcast, &json!({ "messages": [quote] }), Options::default()), context);
    assert_eq!(codes(Kind::Message, &quote, Options::default()), []);
    assert_eq!(codes(Kind::Message, &quote, Options::default().method(Method::Narrowcast)), context);
    assert_eq!(codes(Kind::Message, &quote, Options::default().method(Method::Reply)), []);
    let to =
        |id: &str| json!({ "to": format!("{id}0123456789abcdef0123456789abcdef"), "messages": [tracked] });
    assert_eq!(codes(Kind::Push, &to("U"), Options::default()), []);
    assert_eq!(codes(Kind::Push, &to("C"), Options::default()), context);
    assert_eq!(codes(Kind::Message, &tracked, Options::default().recipient(Recipient::Room)), context);
}

#[test]
fn warnings_give_their_reason() {
    let findings = found(Kind::QuickReply, &json!({ "items": [] }));
    assert_eq!(
        shown(&findings),
        ["warning schema/too-few /items: `items` has 0 items, at least 1 is needed"]
    );
    assert_eq!(findings[0].severity, Severity::Warning);
    assert_eq!(findings[0].hints, ["no minimum is documented"]);
}

/// Sizes at which work that grows with the square would not end.
#[test]
fn large_documents_are_finished() {
    let count = 10_000;
    let object: serde_json::Map<_, _> = (0..count).map(|i| (format!("unknown_{i}"), Value::Null)).collect();
    found(Kind::Push, &Value::Object(object.clone()));
    let keys: Vec<_> = (0..count).map(|i| format!("{{k{i}}}")).collect();
    found(Kind::Message, &json!({ "type": "textV2", "text": keys.concat(), "substitution": object }));
    let quick = json!({ "type": "text", "text": 5, "quickReply": { "items": [] } });
    found(Kind::Messages, &Value::Array(vec![quick; count]));
    found(Kind::Multicast, &json!({ "to": vec!["U"; count], "messages": [] }));
    let columns = vec![json!({ "text": "a", "title": 5, "actions": 5 }); count];
    found(Kind::Template, &json!({ "type": "carousel", "columns": columns }));
    let text = format!("{{{}}}", vec!["\"to\":1"; count].join(","));
    found_in(Kind::Push, &text, &Options::default());
    let deep = "[".repeat(127) + &"]".repeat(127);
    found_in(Kind::Messages, &deep, &Options::default());
}

/// A text may be from a user, so its words are quoted only if the caller knows that it is not.
#[test]
fn keys_in_braces_are_named_only_where_that_is_wanted() {
    let text = json!({ "type": "textV2", "text": "{user}", "substitution": {} }).to_string();
    let said = |options: &Options| found_in(Kind::Message, &text, options)[0].message.clone();
    let position = "in braces, at UTF-16 position 0, which `substitution` lacks";
    assert_eq!(said(&Options::default()), format!("`text` has a key {position}"));
    assert_eq!(said(&Options::default().quote(true)), format!("`text` has the key `user` {position}"));
}

/// LINE names the action whose label it misses, and the label that is too long.
#[test]
fn labels_of_quick_replies_are_named_as_line_names_them() {
    let property = |label: &str| {
        let action = json!({ "type": "message", "label": label, "text": "a" });
        let data = json!({ "items": [{ "type": "action", "action": action }] });
        found(Kind::QuickReply, &data)[0].property.clone().unwrap()
    };
    assert_eq!(property(""), "messages[0].quickReply.items[0].action");
    assert_eq!(property(&"a".repeat(21)), "messages[0].quickReply.items[0].action.label");
}

/// What stands under a wrong name is told once, by whoever misses it.
#[test]
fn wrong_names_are_advice_of_what_they_break() {
    let hints = |kind, data: Value| {
        let findings = found(kind, &data);
        assert_eq!(findings.len(), 1, "{findings:?}");
        findings[0].hints.clone()
    };
    let button = json!({ "type": "button", "label": "a", "action": { "type": "uri", "uri": "https://a.b" } });
    assert_eq!(
        hints(Kind::FlexContainer, bubble(&json!([button]))),
        ["`label` belongs inside `action`, not beside it"]
    );
    let action = json!({ "type": "uri", "label": "a", "linkUri": "https://a.b" });
    assert_eq!(hints(Kind::Action, action), ["`linkUri` is unknown: did you mean `uri`?"]);
    let bare = json!({ "items": [{ "type": "message", "label": "a", "text": "a" }] });
    assert_eq!(
        hints(Kind::QuickReply, bare),
        ["wrap the object: `{ \"type\": \"action\", \"action\": { … } }`"]
    );
}

/// The odd one out is named.
#[test]
fn what_differs_in_a_carousel_is_named() {
    let action = json!({ "type": "message", "label": "a", "text": "a" });
    let column = |count: usize| json!({ "text": "a", "actions": vec![action.clone(); count] });
    let said = |columns: Value| {
        found(Kind::Template, &json!({ "type": "carousel", "columns": columns }))[0].message.clone()
    };
    assert_eq!(
        said(json!([column(1), column(2), column(2)])),
        "`columns` must all have the same number of `actions`: `columns[0]` has 1, `columns[1]` has 2"
    );
    let mut titled = column(1);
    titled["title"] = json!("t");
    assert_eq!(
        said(json!([titled, titled, column(1)])),
        "`columns` must all have `title`, or none: `columns[2]` has none, `columns[0]` has one"
    );
}
