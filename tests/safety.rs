//! No attribute value can break or change the JSON: hostile texts leave the structure of a payload as a harmless
//! one does, and arrive unchanged in their leaf.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::unnecessary_debug_formatting,
    clippy::format_collect,
    reason = "a test that cannot go on fails"
)]

use lineplate::{Emitted, Options, Outcome, Profile, Template, emit, fix};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const CASES: u32 = 10_000;
const MARKER: &str = "harmless";

/// A small generator of pseudo-random numbers, so that a failure repeats.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % below
    }

    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "\"",
            "\\",
            "\\\\",
            "\\\"",
            "\n",
            "\r\n",
            "\t",
            "\u{0}",
            "\u{1}",
            "\u{8}",
            "\u{b}",
            "\u{c}",
            "\u{1f}",
            "\u{7f}",
            "{",
            "}",
            "[",
            "]",
            "{{",
            "}}",
            "{%",
            "%}",
            "{#",
            "#}",
            ",",
            ":",
            "\",\"to\":\"U2",
            "\"}]}",
            "null",
            "true",
            "1e9",
            "'",
            "`",
            "<",
            ">",
            "&",
            "</script>",
            "<!--",
            "&quot;",
            "%00",
            "%s",
            "%(a)s",
            "{0}",
            "{name}",
            "$",
            "#",
            "\u{2028}",
            "\u{2029}",
            "\u{feff}",
            "\u{200d}",
            "\u{202e}",
            "👨‍👩‍👧",
            "🇯🇵",
            "🍎",
            "\u{10ffff}",
            "日本語",
            "ภาษาไทย",
            "é",
            "ß",
            "İ",
            "a",
            "b",
            " ",
            "MOE_NOT_SEND",
            "\\u0022",
            "\\ud800",
            "{{ UserAttribute['x'] }}",
            "{% raw %}",
            "\u{85}",
            "\u{a0}",
            "ﬁ",
        ];
        let count = self.next(12) + 1;
        (0..count).map(|_| PIECES[self.next(PIECES.len())]).collect()
    }
}

fn templates(folder: &str) -> Vec<(PathBuf, Template)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/safety").join(folder);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = std::fs::read_to_string(&path).unwrap();
        let mut options = Options::default();
        options.kind = None;
        options.limits.memory = 1 << 30;
        options.limits.output_bytes = 1 << 28;
        options.limits.steps = u64::MAX;
        let template =
            Template::compile(&source, options).unwrap_or_else(|errors| panic!("{path:?}: {errors:#?}"));
        found.push((path, template));
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    assert!(!found.is_empty());
    found
}

fn render(path: &Path, template: &Template, text: &str) -> Value {
    let profile = Profile::from_value(&json!({ "UserAttribute": { "x": text } })).unwrap();
    match template.render(&profile).outcome {
        Outcome::Send(payload) => serde_json::from_str(&payload)
            .unwrap_or_else(|error| panic!("{path:?} with {text:?}: {error}: {payload}")),
        other => panic!("{path:?} with {text:?}: {other:?}"),
    }
}

/// The value with every text replaced by nothing and every key by its place.
fn structure(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(""),
        Value::Array(items) => items.iter().map(structure).collect(),
        Value::Object(members) => {
            members.values().enumerate().map(|(i, v)| (i.to_string(), structure(v))).collect()
        }
        other => other.clone(),
    }
}

/// The value with the marker in every text and key replaced.
fn replaced(value: &Value, text: &str) -> Value {
    match value {
        Value::String(leaf) => json!(leaf.replace(MARKER, text)),
        Value::Array(items) => items.iter().map(|item| replaced(item, text)).collect(),
        Value::Object(members) => {
            members.iter().map(|(k, v)| (k.replace(MARKER, text), replaced(v, text))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn texts_arrive_unchanged_in_their_leaf() {
    for (path, template) in templates("kept") {
        let harmless = render(&path, &template, MARKER);
        let mut random = Random(0x5eed);
        for _ in 0..CASES {
            let text = random.text();
            assert_eq!(render(&path, &template, &text), replaced(&harmless, &text), "{path:?} with {text:?}");
        }
        for piece in ["\"", "\\", "日\n", "\u{0}"] {
            let text = piece.repeat((1 << 20) / piece.len());
            assert_eq!(render(&path, &template, &text), replaced(&harmless, &text), "{path:?} with 1 MB");
        }
    }
}

#[test]
fn changed_texts_keep_the_structure() {
    for (path, template) in templates("changed") {
        let harmless = structure(&render(&path, &template, MARKER));
        let mut random = Random(0xca11);
        for _ in 0..CASES {
            let text = random.text();
            assert_eq!(structure(&render(&path, &template, &text)), harmless, "{path:?} with {text:?}");
        }
    }
}

/// What the platform would send, and that it is JSON that no value changed.
fn emitted(path: &Path, source: &str, options: &Options, text: &str) -> Value {
    let profile = Profile::from_value(&json!({ "UserAttribute": { "x": text } })).unwrap();
    let Emitted { text: sent, is_json, diagnostics, .. } = emit(source, &profile, options)
        .unwrap_or_else(|errors| panic!("{path:?} with {text:?}: {errors:#?}"));
    assert!(is_json && diagnostics.is_empty(), "{path:?} with {text:?}: {sent}\n{diagnostics:#?}\n{source}");
    serde_json::from_str(&sent).unwrap_or_else(|error| panic!("{path:?} with {text:?}: {error}: {sent}"))
}

#[test]
fn fixed_templates_are_safe_at_the_platform() {
    let mut unfixed = Vec::new();
    for (path, template) in templates("kept").into_iter().chain(templates("changed")) {
        let fixed = fix(template.source(), template.options()).unwrap();
        if !fixed.left.is_empty() {
            unfixed.push(path.file_name().unwrap().to_str().unwrap().to_owned());
            continue;
        }
        let options = template.options();
        let safe = Template::compile(&fixed.text, options.clone()).unwrap();
        let harmless = emitted(&path, &fixed.text, options, MARKER);
        let mut random = Random(0xf17);
        for _ in 0..500 {
            let text = random.text();
            let sent = emitted(&path, &fixed.text, options, &text);
            assert_eq!(structure(&sent), structure(&harmless), "{path:?} with {text:?}\n{}", fixed.text);
            if !text.contains("MOE_NOT_SEND") {
                assert_eq!(sent, render(&path, &safe, &text), "{path:?} with {text:?}\n{}", fixed.text);
                assert_eq!(sent, render(&path, &template, &text), "{path:?} with {text:?}\n{}", fixed.text);
            }
        }
    }
    // These put JSON together from texts, have placeholders in keys, filter JSON as text; the findings say so.
    assert_eq!(unfixed, ["assembled.json", "key.json", "assembled.json", "filter_block.json"]);
}

/// Slips of which there is one reading are mended, and what is made of the template is what was meant.
#[test]
fn slips_in_tags_are_mended() {
    let body = |text: &str| {
        format!(
            r#"{{"to":"U0123456789abcdef0123456789abcdef","messages":[{{"type":"text","text":"{text}"}}]}}"#
        )
    };
    for (slip, meant) in [
        ("{{ UserAttribute[‘a’] }}", "{{ UserAttribute['a'] }}"),
        ("{% # note # %}{{ UserAttribute['a'] }}", "{# note #}{{ UserAttribute['a'] }}"),
        (
            "{% if UserAttribute['n'] &gt; 3 %}{{ $UserAttribute['a'] }}{% endif %}x",
            "{% if UserAttribute['n'] > 3 %}{{ UserAttribute['a'] }}{% endif %}x",
        ),
    ] {
        let fixed = fix(&body(slip), &Options::default()).unwrap();
        assert_eq!(fixed.left, [], "{slip}");
        assert_eq!(fixed.mended, body(meant));
        assert_eq!(fixed.text, fix(&body(meant), &Options::default()).unwrap().text);
    }
    let guess = fix(&body("{{ UserAttribute['a']|uper }}"), &Options::default());
    assert!(guess.is_err(), "what a name was meant to be is a guess");
}

/// Rewriting goes by the places of texts; what becomes of a text elsewhere is found by trying.
#[test]
fn what_a_rewritten_template_would_change_is_told() {
    let body =
        |messages: &str| format!(r#"{{"to":"U0123456789abcdef0123456789abcdef","messages":[{messages}]}}"#);
    for messages in [
        r#"{% set m %}{{ UserAttribute.a }}{% endset %}{"type":"text","text":"Dear {{ m }}"}"#,
        r#"{% macro w(x) %}{"type":"text","text":{{ x }}}{% endmacro %}{{ w('"' ~ UserAttribute.a ~ '"') }}"#,
        r#"{"type":"text","text":{{ UserAttribute.a|tojson|replace("\\","") }}}"#,
        r#"{"type":"text","text":"{% set q = "k" %}{{ UserAttribute.a }}"},{"type":"text","text":"x{{ q }}"}"#,
    ] {
        let fixed = fix(&body(messages), &Options::default()).unwrap();
        assert!(!fixed.left.is_empty(), "{messages}\n{}", fixed.text);
    }
    let plain = r#"{"type":"text","text":"Dear {{ UserAttribute.a }}"}"#;
    assert_eq!(fix(&body(plain), &Options::default()).unwrap().left, []);
}
