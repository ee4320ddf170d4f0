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

/// The schema of a kind of document in one piece: the files that it refers to are under `$defs`, and every reference
/// is a pointer into the piece itself, which also editors follow that load nothing.
pub fn bundle(kind: Kind) -> Value {
    let root = file(kind);
    let mut definitions = Map::new();
    let mut queue = vec![root.to_owned()];
    let mut seen = queue.clone();
    let mut bundle = Value::Null;
    while let Some(name) = queue.pop() {
        let mut schema = parse(&name);
        for reference in references(&schema) {
            let target = resolve(&name, &reference);
            if !seen.contains(&target) {
                seen.push(target.clone());
                queue.push(target);
            }
        }
        localize(&mut schema, &name, root);
        if name == root {
            bundle = schema;
            continue;
        }
        if let Some(object) = schema.as_object_mut() {
            object.retain(|key, _| key != "$id" && key != "$schema");
        }
        definitions.insert(definition(&name).to_owned(), schema);
    }
    definitions.sort_keys();
    if let Some(object) = bundle.as_object_mut() {
        let own = object.entry("$defs").or_insert_with(|| Value::Object(Map::new()));
        if let Some(own) = own.as_object_mut() {
            own.append(&mut definitions);
        }
    }
    bundle
}

/// The name of a file under `$defs`.
fn definition(file: &str) -> &str {
    file.trim_end_matches(".json")
}

/// Turns the references of a file into pointers into the bundle of `root`.
fn localize(schema: &mut Value, file: &str, root: &str) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        let target = resolve(file, reference);
                        let inside = reference.split_once('#').map_or("", |(_, pointer)| pointer);
                        *reference = if target == root {
                            format!("#{inside}")
                        } else {
                            format!("#/$defs/{}{inside}", definition(&target).replace('/', "~1"))
                        };
                    }
                    value => localize(value, file, root),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| localize(item, file, root)),
        _ => {}
    }
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
                let target = reference.strip_prefix('#').and_then(|pointer| bundle.pointer(pointer));
                assert!(target.is_some_and(Value::is_object), "{kind}: {reference} leads nowhere");
            }
        }
        let push = bundle(Kind::Push);
        for file in ["message/text", "flex/box", "action/postback", "common/values"] {
            assert!(push["$defs"][file].is_object(), "{file}");
        }
        assert!(push["$defs"].get("narrowcast/recipient").is_none());
    }
}
