//! Does the build refuse schema files that it does not understand?

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]
#![allow(dead_code, unreachable_pub, reason = "the build script uses the rest of these modules")]
#![allow(clippy::expect_used, clippy::string_slice, reason = "the build script fails the build so")]

#[path = "../build/checks.rs"]
mod checks;
#[path = "../build/emit.rs"]
mod emit;
#[path = "../build/flatten.rs"]
mod flatten;
#[path = "../src/schema/node.rs"]
mod node;
#[path = "../build/pattern.rs"]
mod pattern;
#[path = "../build/source.rs"]
mod source;

use serde_json::{Value, json};
use std::path::PathBuf;

/// Compiles one schema file with these members.
fn compile(name: &str, members: Value) -> Result<String, String> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("schemas-{name}"));
    let folder = root.join("object");
    std::fs::create_dir_all(&folder).unwrap();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/schemas/object/one.json",
        "title": "One",
        "description": "An object.",
        "x-source": "https://example.com/",
        "examples": [{}],
    });
    for (key, value) in members.as_object().unwrap() {
        if value.is_null() {
            schema.as_object_mut().unwrap().remove(key);
        } else {
            schema[key] = value.clone();
        }
    }
    std::fs::write(folder.join("one.json"), schema.to_string()).unwrap();
    std::panic::catch_unwind(|| {
        let files = source::Files::read(&root);
        let mut flattener = flatten::Flattener::new(&files);
        let mut roots = [flattener.root("object/one.json")];
        let nodes = flattener.finish(&mut roots);
        emit::emit(&nodes, &[("one", roots[0])], &[])
    })
    .map_err(|panic| panic.downcast::<String>().map_or_else(|_| String::new(), |text| *text))
}

#[test]
fn faults_fail_the_build_and_are_named() {
    let faults: &[(&str, Value, &str)] = &[
        ("keyword", json!({ "maxLength": 5 }), "object/one.json#: unknown keyword `maxLength`"),
        ("choice", json!({ "oneOf": [] }), "unknown keyword `oneOf`"),
        ("page", json!({ "x-source": null }), "object/one.json: `x-source` is missing"),
        ("example", json!({ "examples": [] }), "object/one.json: `examples` are missing"),
        ("id", json!({ "$id": "https://example.com/schemas/two.json" }), "`$id` does not end in the path"),
        (
            "reference",
            json!({ "properties": { "a": { "$ref": "two.json" } } }),
            "`$ref` \"two.json\" leads nowhere",
        ),
        ("rules", json!({ "x-rules": { "maxItems": { "rule": "R1" } } }), "`x-rules` names `maxItems`"),
        (
            "rule",
            json!({ "type": "array", "x-rules": { "type": { "why": "" } } }),
            "unknown `why` in `x-rules`",
        ),
        ("check", json!({ "checks": [{ "check": "noSuch" }] }), "#/checks/0: unknown check `noSuch`"),
        (
            "parameter",
            json!({ "checks": [{ "check": "notBoth" }] }),
            "the check `notBoth` needs `properties`",
        ),
        ("extra", json!({ "checks": [{ "check": "textV2Braces", "x": 1 }] }), "has no parameter `x`"),
        (
            "pattern",
            json!({ "pattern": "^(a+)+$" }),
            "pattern `^(a+)+$`: a group takes no quantifier but `?`",
        ),
        ("dot", json!({ "pattern": "^.*$" }), "`.` is not supported here"),
        ("url", json!({ "lineUrl": { "scheme": "https" } }), "#/lineUrl: unknown `scheme`"),
        (
            "closed",
            json!({ "additionalProperties": false }),
            "`additionalProperties: false` is not supported",
        ),
        (
            "if",
            json!({ "allOf": [{ "if": { "type": "object" }, "then": {} }] }),
            "`if` is no test of one property",
        ),
        ("type", json!({ "type": "text" }), "unknown type \"text\""),
    ];
    for (name, members, expected) in faults {
        match compile(name, members.clone()) {
            Ok(_) => panic!("{name} compiles"),
            Err(said) => assert!(said.contains(expected), "{name}: {said}"),
        }
    }
}

#[test]
fn references_and_conditions_become_one_node_for_each_value() {
    let one = |value: &str, then: Value| {
        let test = json!({ "required": ["type"], "properties": { "type": { "const": value } } });
        json!({ "if": test, "then": then })
    };
    let tables = compile(
        "good",
        json!({
            "type": "object",
            "required": ["type"],
            "properties": { "type": { "enum": ["a", "b"] }, "label": { "maxUtf16Length": 40 } },
            "$defs": { "short": { "type": "string", "maxUtf16Length": 20, "minUtf16Length": 1 } },
            "allOf": [
                one("a", json!({ "properties": { "label": { "$ref": "#/$defs/short" } } })),
                one("b", json!({ "properties": { "inner": { "$ref": "one.json" } } })),
            ],
        }),
    )
    .unwrap();
    assert!(tables.contains("keyword: MaxUtf16Length(20)"), "{tables}");
    assert!(tables.contains("keyword: MaxUtf16Length(40)"), "{tables}");
    assert_eq!(tables.matches("Branch {").count(), 2, "{tables}");
    assert_eq!(tables.matches("Choice {").count(), 1, "{tables}");
}
