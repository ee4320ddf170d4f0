//! `lineplate schema`

use crate::project::Project;
use insta::assert_snapshot;
use lineplate::schema::{self, Kind};
use serde_json::Value;

#[test]
fn prints_the_file_of_a_kind() {
    let project = Project::new(&[]);
    for kind in Kind::ALL {
        let run = project.run(&format!("schema {kind}"));
        assert_eq!((run.status, run.stdout.as_str()), (0, schema::source(*kind)));
    }
    assert_snapshot!("list", project.run("schema --list"));
    let run = project.run("schema");
    assert_eq!(run.status, 2, "{run}");
}

#[test]
fn bundles_stand_alone() {
    let project = Project::new(&[]);
    for kind in Kind::ALL {
        let run = project.run(&format!("schema {kind} --bundle"));
        let bundle: Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(bundle["$id"].is_string());
        let definitions = bundle.get("$defs").map_or("{}".to_owned(), Value::to_string);
        assert!(!definitions.contains("\"$id\""), "{kind}");
        for reference in references(&bundle) {
            let target = reference.strip_prefix('#').and_then(|pointer| bundle.pointer(pointer));
            assert!(target.is_some(), "{kind}: {reference} leads nowhere");
        }
        let validator = jsonschema::validator_for(&bundle).unwrap();
        for example in bundle["examples"].as_array().unwrap() {
            assert!(validator.is_valid(example), "{kind}: {example}");
        }
        assert!(!validator.is_valid(&Value::Bool(true)), "{kind}");
    }
    // A rule of a file that is three references away.
    let validator = jsonschema::validator_for(&schema::bundle(Kind::Push)).unwrap();
    let body = |layout: &str| {
        serde_json::json!({"to": "U4af4980629a3b1d5c7e9f0a2b4c6d8e0", "messages": [{"type": "flex", "altText": "x",
            "contents": {"type": "bubble", "body": {"type": "box", "layout": layout, "contents": []}}}]})
    };
    assert!(validator.is_valid(&body("vertical")) && !validator.is_valid(&body("diagonal")));
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(object) => {
            let own = object.get("$ref").and_then(Value::as_str).into_iter().map(str::to_owned);
            own.chain(object.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
