//! What check and contract say of guards, computed values and wrong types, one template each.

use lineplate::{Account, Diagnostic, Options, Outcome, Profile, Severity, Template};
use serde_json::{Value, json};

const RECIPIENT: &str = "U8189cf6745fc0d808977bdb0b9f22995";

fn message(message: &str) -> Template {
    body(&format!(r#"{{"to":"{RECIPIENT}","messages":[{message}]}}"#), Options::default())
}

fn text(text: &str) -> Template {
    message(&format!(r#"{{"type":"text","text":"{text}"}}"#))
}

fn title(title: &str) -> Template {
    message(&format!(
        r#"{{"type":"template","altText":"x","template":{{"type":"buttons","title":"{title}","text":"x",
        "actions":[{{"type":"message","label":"a","text":"b"}}]}}}}"#
    ))
}

fn body(source: &str, options: Options) -> Template {
    Template::compile(source, options).unwrap()
}

fn is_kept(template: &Template, profile: &Value) -> bool {
    template.contract().check(&Profile::from_value(profile).unwrap()).is_empty()
}

fn is_sent(template: &Template, profile: &Value) -> bool {
    matches!(template.render(&Profile::from_value(profile).unwrap()).outcome, Outcome::Send(_))
}

fn errors(template: &Template) -> Vec<String> {
    let of = |finding: &Diagnostic| finding.code.as_str().to_owned();
    template.check().iter().filter(|finding| finding.is_error()).map(of).collect()
}

fn property<'s>(schema: &'s Value, name: &str) -> &'s Value {
    &schema["properties"][name]
}

#[test]
fn a_true_parent_may_lack_the_key() {
    for guarded in [
        "{{ UserAttribute.a.x if UserAttribute.a else 'z' }}",
        "{% if UserAttribute.a %}{{ UserAttribute.a.x }}{% endif %}k",
        "{% if not UserAttribute.a %}n{% else %}{{ UserAttribute.a.x }}{% endif %}",
        "{% macro m(o) %}{% if o %}{{ o.x }}{% endif %}{% endmacro %}{{ m(UserAttribute.a) }}k",
    ] {
        let template = text(guarded);
        let profile = json!({"a": {"k": 1}});
        assert!(!is_sent(&template, &profile) && !is_kept(&template, &profile), "{guarded}");
        let found = template.check();
        let is_unguarded = |finding: &&Diagnostic| finding.code.as_str() == "lint/unguarded-attribute";
        assert!(found.iter().any(|finding| is_unguarded(&finding)), "{guarded}");
    }
    let deep = text("{% if UserAttribute.a.x %}{{ UserAttribute.a.x.y }}{% endif %}k");
    assert!(!is_kept(&deep, &json!({"a": {"x": {"k": 1}}})));
    assert!(is_kept(&deep, &json!({"a": {"x": {"y": "v"}}})) && is_kept(&deep, &json!({"a": {"k": 1}})));
    let item = text("{% if UserAttribute.a[0] %}{{ UserAttribute.a[0].n }}{% endif %}k");
    assert!(!is_kept(&item, &json!({"a": [{"k": 1}]})) && is_kept(&item, &json!({"a": [{"n": "v"}]})));
}

/// What is false is there, and is printed where nothing takes its place.
#[test]
fn an_attribute_may_be_there_and_false() {
    let promises = |template: &Template, profile: Value| {
        let is_promised = template.contract().is_complete() && is_kept(template, &profile);
        assert!(!is_promised || is_sent(template, &profile), "{profile}");
    };
    let either = message(
        r#"{"type":"location","title":"t","address":"x","latitude":{{ UserAttribute.a or UserAttribute.b }},"longitude":1}
        {% if UserAttribute.b %}{% MOE_NOT_SEND("no") %}{% endif %}"#,
    );
    promises(&either, json!({"a": 0}));
    promises(&either, json!({"a": 0, "b": 0}));
    promises(&title("{{ 'x' if UserAttribute.a else UserAttribute.a }}{{ UserAttribute.b }}"), {
        json!({"a": false, "b": "b".repeat(39)})
    });
    promises(&text("{{ (UserAttribute.a or UserAttribute.a) or (UserAttribute.b ~ UserAttribute.a) }}"), {
        json!({"a": 0, "b": null})
    });
}

/// A fallback is asked for only where it takes the place of something.
#[test]
fn a_fallback_has_to_be_there_where_it_is_used() {
    for either in [
        "{{ UserAttribute.a or UserAttribute.b }}",
        "{{ UserAttribute.a if UserAttribute.a else UserAttribute.b }}",
    ] {
        let template = text(either);
        assert!(template.contract().is_complete(), "{either}");
        assert!(is_kept(&template, &json!({"a": "x"})) && is_sent(&template, &json!({"a": "x"})), "{either}");
        assert!(is_kept(&template, &json!({"b": "x"})) && !is_kept(&template, &json!({"a": 0})), "{either}");
    }
    let through = text("{% set v = UserAttribute.b %}{{ UserAttribute.a or v }}");
    assert!(!is_kept(&through, &json!({"a": 0})));
}

/// Numbers leave no trace in a text, but take their room.
#[test]
fn a_number_takes_room_in_a_text() {
    let compared = "{% if UserAttribute.a == 1 %}!{% endif %}";
    let long = json!({"a": "a".repeat(41)});
    let digits = json!({"a": i64::MAX});
    for printed in [
        "{{ UserAttribute.a ~ ' points' }}",
        "{% macro m(n) %}{{ n }} points{% endmacro %}{{ m(UserAttribute.a) }}",
        "{% set v = UserAttribute.a ~ ' points' %}{{ v }}",
        "{% set v %}{{ UserAttribute.a }} points{% endset %}{{ v }}",
        "{{ UserAttribute.a ~ UserAttribute.a ~ UserAttribute.a }}",
        "12345678901234567890123456789012345678{{ UserAttribute.a|length|e }}",
        "12345678901234567890123456789012345678{% set v = UserAttribute.a|length %}{{ v }}",
    ] {
        let template = title(&format!("{printed}{compared}"));
        for profile in [&long, &digits] {
            let is_promised = template.contract().is_complete() && is_kept(&template, profile);
            assert!(!is_promised || is_sent(&template, profile), "{printed} {profile}");
        }
    }
}

#[test]
fn what_no_type_mends_is_an_error() {
    for wrong in [
        r#"{"type":"text","text":{{ UserAttribute.a|int }}}"#,
        r#"{"type":"sticker","packageId":{{ UserAttribute.a|int }},"stickerId":"1"}"#,
        r#"{"type":"text","text":"x","quoteToken":{{ UserAttribute.a|length }}}"#,
        r#"{"type":"text","text":"x","quoteToken":{{ UserAttribute['a'] }}}"#,
    ] {
        assert_eq!(errors(&message(wrong)), ["schema/type"], "{wrong}");
    }
    let mended = message(r#"{"type":"text","text":"x","quoteToken":"{{ UserAttribute['a'] }}"}"#);
    assert_eq!(errors(&mended), [""; 0]);
}

#[test]
fn what_no_value_mends_is_an_error() {
    assert_eq!(errors(&title("{{ UserAttribute.a|convertToSHA256NoSalt }}")), ["schema/too-long"]);
    assert_eq!(errors(&title("{{ UserAttribute.a|center(50) }}")), ["schema/too-long"]);
    let image = r#"{"type":"image","originalContentUrl":"http://{{ UserAttribute.a }}","previewImageUrl":"https://a.b/c.png"}"#;
    assert_eq!(errors(&message(image)), ["schema/uri"]);
    assert_eq!(errors(&message(&image.replace("http:", "https:"))), [""; 0]);
}

#[test]
fn a_boolean_place_wants_a_boolean() {
    let source = r#"{"to":"@","messages":[{"type":"text","text":"x"}],"notificationDisabled":{{ UserAttribute['a'] }}}"#;
    let template = body(&source.replace('@', RECIPIENT), Options::default());
    assert_eq!(errors(&template), [""; 0]);
    let says = "`notificationDisabled` is refused when UserAttribute['a'] is not true or false";
    assert!(template.check().iter().any(|finding| finding.message == says));
    assert_eq!(property(&template.contract().to_json_schema(), "a")["type"], "boolean");
    assert!(template.samples()[0].profile["a"].is_boolean());
    assert!(is_kept(&template, &json!({"a": false})) && !is_kept(&template, &json!({"a": 1})));
}

#[test]
fn a_filled_up_text_has_the_whole_limit() {
    let template = title("{{ UserAttribute.a|center(30) }}");
    assert_eq!(property(&template.contract().to_json_schema(), "a")["maxGraphemes"], 40);
    assert!(is_kept(&template, &json!({"a": "x"})) && is_sent(&template, &json!({"a": "x"})));
    assert!(!is_kept(&template, &json!({"a": "x".repeat(41)})));
}

#[test]
fn an_object_may_be_gone_through() {
    let template = text("x{% for k, v in UserAttribute['a'].items() %}{{ v }}{% endfor %}");
    let schema = template.contract().to_json_schema();
    assert_eq!(property(&schema, "a")["type"], "object");
    assert!(property(&schema, "a").get("additionalProperties").is_some());
    let sample = &template.samples()[0].profile;
    assert!(sample["a"].as_object().is_some_and(|members| !members.is_empty()) && is_sent(&template, sample));
}

#[test]
fn a_type_that_is_asked_for_is_not_demanded() {
    let template = text("{% if UserAttribute.b is mapping %}m{% else %}{{ UserAttribute.c }}{% endif %}");
    assert!(is_kept(&template, &json!({"b": "s", "c": "v"})) && is_kept(&template, &json!({"b": {"k": 1}})));
    assert!(!is_kept(&template, &json!({"b": "s"})));
    let either = text("{{ (UserAttribute.a or UserAttribute.b).x }}");
    let profile = json!({"a": "", "b": {"x": "v"}});
    assert!(is_kept(&either, &profile) && is_sent(&either, &profile));
}

#[test]
fn what_is_left_empty_depends_on_the_data() {
    let list = r#"{"to":"@","messages":[{% for x in UserAttribute.l %}{"type":"text","text":"{{ x }}"},{% endfor %}]}"#;
    let list = body(&list.replace('@', RECIPIENT), Options::default());
    for (template, code) in
        [(text("{% if UserAttribute.a %}a{% endif %}"), "schema/empty"), (list, "schema/too-few")]
    {
        let found = template.check();
        let finding = found.iter().find(|finding| finding.code.as_str() == code).unwrap();
        assert_eq!((finding.severity, errors(&template)), (Severity::Warning, Vec::new()));
    }
    let written = message(r#"{"type":"text","text":{% if UserAttribute.a %}"a"{% else %}""{% endif %}}"#);
    assert_eq!(errors(&written), ["schema/empty"]);
}

#[test]
fn the_name_of_a_property_is_not_made_up() {
    let template = message(r#"{"type":"text","text":"x","{{ UserAttribute['a'] }}":1}"#);
    assert_eq!(errors(&template), [""; 0]);
    assert!(!template.contract().is_complete());
}

#[test]
fn the_account_is_the_same_for_all_users() {
    let account =
        r#"{"ContentBlock": {"plain": "p", "loop": "{{ ContentBlock['loop'] }}"}, "ContentApi": {"w": "v"}}"#;
    let with_account = |text: &str| {
        let source = format!(r#"{{"to":"{RECIPIENT}","messages":[{{"type":"text","text":"{text}"}}]}}"#);
        let mut options = Options::default();
        options.account = Account::parse(account).unwrap();
        body(&source, options)
    };
    let codes = |text: &str| -> Vec<String> {
        with_account(text).check().iter().map(|finding| finding.code.as_str().to_owned()).collect()
    };
    assert_eq!(codes("{% if ContentBlock.plain is defined %}d{% endif %}"), [""; 0]);
    assert_eq!(codes("{{ ContentBlock['plain'] }}"), [""; 0]);
    assert_eq!(codes("{{ ContentApi.w() }}"), [""; 0]);
    assert_eq!(codes("{{ ContentBlock['nope'] }}"), ["render/missing-option"]);
    assert_eq!(codes("{{ ContentApi.nope() }}"), ["render/missing-option"]);
    assert_eq!(codes("{{ ContentBlock['loop'] }}"), ["limit/depth"]);
}
