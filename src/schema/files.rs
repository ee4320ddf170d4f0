//! The schema files themselves, for those who want to read them or validate with other tools.

use super::Kind;
use serde_json::{Map, Value};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

fn file(kind: Kind) -> &'static str {
    KIND_FILES.get(kind as usize).copied().unwrap_or_default()
}

fn text(file: &str) -> &'static str {
    FILES.iter().find(|(name, _)| *name == file).map_or("{}", |(_, text)| *text)
}

/// The schema file of a kind of document. It refers to other files by relative paths.
pub fn source(kind: Kind) -> &'static str {
    text(file(kind))
}

/// The schema of a kind of document in one piece, with the files that it refers to under `$defs`.
///
/// Each keeps its `$id`, so the references between them still hold.
pub fn bundle(kind: Kind) -> Value {
    let first = file(kind);
    let mut bundle = parse(first);
    let mut definitions = Map::new();
    let mut queue = vec![first.to_owned()];
    let mut seen = vec![first.to_owned()];
    while let Some(name) = queue.pop() {
        for reference in references(&parse(&name)) {
            let target = resolve(&name, &reference);
            if !seen.contains(&target) {
                definitions.insert(target.trim_end_matches(".json").to_owned(), parse(&target));
                seen.push(target.clone());
                queue.push(target);
            }
        }
    }
    definitions.sort_keys();
    if let Some(object) = bundle.as_object_mut() {
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    bundle
}

fn parse(file: &str) -> Value {
    serde_json::from_str(text(file)).unwrap_or_default()
}

/// The references to other files below a schema.
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

/// The file that a reference in another file names.
fn resolve(from: &str, reference: &str) -> String {
    let path = reference.split('#').next().unwrap_or_default();
    if path.is_empty() {
        return from.to_owned();
    }
    let mut steps: Vec<_> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundles_hold_all_that_they_refer_to() {
        for kind in Kind::ALL {
            let bundle = bundle(*kind);
            assert!(bundle["$id"].is_string(), "{kind}");
            assert!(!source(*kind).is_empty());
            for reference in references(&bundle) {
                assert!(!reference.contains("://"), "{kind}: {reference}");
            }
        }
        let push = bundle(Kind::Push);
        for file in ["message/text", "flex/box", "action/postback", "common/values"] {
            assert!(push["$defs"][file]["$id"].is_string(), "{file}");
        }
        assert!(push["$defs"].get("narrowcast/recipient").is_none());
    }
}
