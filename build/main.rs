//! Compiles the schema files to the tables that `src/schema` validates with.
//!
//! Whatever these modules do not know fails the build: a keyword that is skipped would be a rule that nobody
//! checks.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a fault in the schemas stops the build, and cargo listens on the standard output"
)]

mod checks;
mod emit;
mod flatten;
#[expect(dead_code, unreachable_pub, reason = "the engine uses the rest of this file")]
#[path = "../src/schema/node.rs"]
mod node;
mod pattern;
mod source;

use serde_json::Value;
use source::{Files, Place};
use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// The documents that can be validated, and the file for each. `src/schema/kind.rs` has the same names.
const ROOTS: &[(&str, &str)] = &[
    ("push", "request/push.json"),
    ("multicast", "request/multicast.json"),
    ("broadcast", "request/broadcast.json"),
    ("narrowcast", "request/narrowcast.json"),
    ("reply", "request/reply.json"),
    ("validate", "request/validate.json"),
    ("messages", "message/list.json"),
    ("message", "message/any.json"),
    ("flex-container", "flex/container.json"),
    ("template", "template/any.json"),
    ("quick-reply", "common/quick-reply.json"),
    ("action", "action/any.json"),
];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap());
    println!("cargo::rerun-if-changed=schemas");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/schema/node.rs");
    println!("cargo::rerun-if-changed=src/diagnostic/code.rs");

    let files = Files::read(&root.join("schemas"));
    let mut flattener = flatten::Flattener::new(&files);
    let mut numbers: Vec<usize> = ROOTS.iter().map(|(_, file)| flattener.root(file)).collect();
    let nodes = flattener.finish(&mut numbers);
    check_codes(&root, &nodes);
    let roots: Vec<_> = ROOTS.iter().zip(numbers).map(|((kind, _), number)| (*kind, number)).collect();
    let tables = emit::emit(&nodes, &roots, &places(&files));
    std::fs::write(out.join("tables.rs"), tables).unwrap();
    std::fs::write(out.join("files.rs"), embedded(&root, &files)).unwrap();
}

/// The objects with a family: what they are and where they may stand.
fn places(files: &Files) -> Vec<([String; 3], flatten::Meta)> {
    let mut places: Vec<([String; 3], flatten::Meta)> = Vec::new();
    for file in files.names() {
        let schema = files.get(&Place { file: file.clone(), pointer: String::new() });
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let Some(family) = text(schema.get("x-family")) else { continue };
        let value = schema.get("properties").and_then(|properties| properties.get("type")?.get("const"));
        let (Some(value), Some(place)) = (text(value), text(schema.get("x-place"))) else {
            panic!("schemas/{file}: an object with `x-family` has `x-place` and a `type`");
        };
        let entry = [family, value, place];
        let twin = places.iter().find(|([family, value, _], _)| *family == entry[0] && *value == entry[1]);
        if let Some(([_, _, place], _)) = twin {
            assert_eq!(*place, entry[2], "schemas/{file}: another file names another `x-place`");
        } else {
            places.push((entry, flatten::place_meta(files, file)));
        }
    }
    places
}

/// Codes in the schemas are from the closed list.
fn check_codes(root: &Path, nodes: &[flatten::Node]) {
    let list = std::fs::read_to_string(root.join("src/diagnostic/code.rs")).unwrap();
    for node in nodes {
        let codes = node.checks.iter().map(|check| &check.code);
        for code in codes.chain(node.warnings.iter().map(|warning| &warning.code)) {
            assert!(
                code.is_empty() || list.contains(&format!("\"{code}\"")),
                "unknown code `{code}` in a schema"
            );
        }
    }
}

/// The files themselves, for those who want to read them.
fn embedded(root: &Path, files: &Files) -> String {
    let mut out = String::from("static FILES: &[(&str, &str)] = &[\n");
    for file in files.names() {
        let path = root.join("schemas").join(file);
        let _ = writeln!(out, "    ({file:?}, include_str!({:?})),", path.display().to_string());
    }
    out.push_str("];\nstatic KIND_FILES: &[&str] = &[\n");
    for (_, file) in ROOTS {
        let _ = writeln!(out, "    {file:?},");
    }
    out.push_str("];\n");
    out
}
