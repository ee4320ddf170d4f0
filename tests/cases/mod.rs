//! The tables in tests/schema_cases: documents and what the validator says of them.

// Each test file uses a part of this.
#![allow(dead_code, unreachable_pub, reason = "shared by several test files")]

use lineplate::json::Document;
use lineplate::schema::Kind;
use serde_json::Value;
use std::path::{Path, PathBuf};

pub struct Case {
    /// Table and description.
    pub name: String,
    pub kind: Kind,
    pub data: Value,
    /// The document as it is written, where that matters.
    pub body: Option<String>,
    pub valid: bool,
    pub finding: Option<Expected>,
    /// Whether there may be other findings beside the one expected.
    pub also: bool,
}

pub struct Expected {
    pub code: String,
    pub pointer: String,
    pub severity: String,
    pub rule: Option<String>,
}

impl Case {
    pub fn document(&self) -> Document<'_> {
        match &self.body {
            Some(body) => Document::parse(body.as_str()).unwrap(),
            None => Document::from_value(&self.data).unwrap(),
        }
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All cases of all tables.
pub fn read() -> Vec<Case> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("tests/schema_cases"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files.iter().flat_map(|file| read_table(file)).collect()
}

fn read_table(file: &Path) -> Vec<Case> {
    let table: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let stem = file.file_stem().unwrap().to_string_lossy();
    let kind = table["kind"].as_str().unwrap().parse().unwrap();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    table["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|test| (test, body(&test["body"])))
        .map(|(test, body)| Case {
            name: format!("{stem}: {}", test["description"].as_str().unwrap()),
            kind,
            data: body
                .as_deref()
                .map_or_else(|| expand(&test["data"]), |body| serde_json::from_str(body).unwrap()),
            body,
            valid: test["valid"].as_bool().unwrap(),
            finding: text(&test["code"]).map(|code| Expected {
                code,
                pointer: text(&test["pointer"]).unwrap(),
                severity: text(&test["severity"]).unwrap(),
                rule: text(&test["rule"]),
            }),
            also: test["also"] == true,
        })
        .collect()
}

/// The parts of a body, one behind the other.
fn body(parts: &Value) -> Option<String> {
    let parts = parts.as_array()?.iter().map(expand);
    Some(parts.map(|part| part.as_str().unwrap().to_owned()).collect())
}

/// Writes out `$repeat` and `$items`.
fn expand(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(expand).collect(),
        Value::Object(object) => {
            if let Some([text, count]) = object.get("$repeat").and_then(Value::as_array).map(Vec::as_slice) {
                return text
                    .as_str()
                    .unwrap()
                    .repeat(usize::try_from(count.as_u64().unwrap()).unwrap())
                    .into();
            }
            if let Some([item, count]) = object.get("$items").and_then(Value::as_array).map(Vec::as_slice) {
                let item = expand(item);
                return (0..count.as_u64().unwrap()).map(|_| item.clone()).collect();
            }
            Value::Object(object.iter().map(|(key, value)| (key.clone(), expand(value))).collect())
        }
        other => other.clone(),
    }
}
