//! Does the validator agree with a validator of JSON Schema about what is valid?

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod cases;
mod mutate;
mod oracle;

use cases::Case;
use lineplate::json::Document;
use lineplate::schema::{Kind, Options, validate};
use oracle::Oracle;
use serde_json::Value;
use std::sync::LazyLock;
use std::thread;

/// It takes seconds to build.
static ORACLE: LazyLock<Oracle> = LazyLock::new(Oracle::new);

/// Errors as this crate tells them.
fn errors(kind: Kind, document: &Document<'_>) -> Vec<String> {
    validate(kind, document, &Options::default())
        .into_iter()
        .filter(lineplate::Diagnostic::is_error)
        .map(|finding| {
            format!("{} {}: {}", finding.pointer.unwrap_or_default(), finding.code, finding.message)
        })
        .collect()
}

fn compare(oracle: &Oracle, kind: Kind, data: &Value, name: &str) -> Result<bool, String> {
    compare_written(oracle, kind, &Document::from_value(data).unwrap(), data, name)
}

fn compare_written(
    oracle: &Oracle,
    kind: Kind,
    document: &Document<'_>,
    data: &Value,
    name: &str,
) -> Result<bool, String> {
    let ours = errors(kind, document);
    let theirs = oracle.is_valid(kind, data, document.source().len());
    if ours.is_empty() == theirs {
        return Ok(theirs);
    }
    let said = oracle.errors(kind, data);
    let mut shown = data.to_string();
    shown.truncate(shown.floor_char_boundary(1500));
    Err(format!("{name} ({kind})\n  {shown}\n  ours: {ours:#?}\n  jsonschema: {said:#?}"))
}

#[test]
fn both_agree_on_every_case() {
    let apart: Vec<_> = cases::read()
        .iter()
        .filter_map(|case| {
            let Case { name, kind, data, .. } = case;
            compare_written(&ORACLE, *kind, &case.document(), data, name).err()
        })
        .collect();
    assert!(apart.is_empty(), "{} cases:\n{}", apart.len(), apart.join("\n"));
}

#[test]
fn examples_in_the_schema_files_are_valid() {
    assert_eq!(oracle::errors_in_examples(), [""; 0]);
    let files = oracle::read(&cases::root().join("schemas"));
    for kind in Kind::ALL {
        let source: Value = serde_json::from_str(lineplate::schema::source(*kind)).unwrap();
        assert!(files.values().any(|file| *file == source), "{kind}");
        for example in source["examples"].as_array().unwrap() {
            assert_eq!(compare(&ORACLE, *kind, example, "example"), Ok(true), "{kind}");
        }
    }
}

#[test]
fn both_agree_on_mutated_payloads() {
    const PARTS: u64 = 4;
    const PAYLOADS: usize = 25_000;
    let cases = &cases::read();
    let valid: usize = thread::scope(|scope| {
        let parts: Vec<_> =
            (0..PARTS).map(|part| scope.spawn(move || agree_on_mutated(cases, part, PAYLOADS))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    });
    // Both sides of the border are visited.
    let count = PARTS as usize * PAYLOADS;
    assert!(valid > count / 20 && valid < count * 19 / 20, "{valid} of {count} are valid");
}

/// How many of the payloads are valid.
fn agree_on_mutated(cases: &[Case], seed: u64, count: usize) -> usize {
    let mut mutator = mutate::Mutator::new(0x1157_ab1e + seed, cases);
    let mut apart = Vec::new();
    let mut valid = 0;
    for i in 0..count {
        let (kind, data) = mutator.payload(cases);
        match compare(&ORACLE, kind, &data, &format!("payload {i} of seed {seed}")) {
            Ok(is_valid) => valid += usize::from(is_valid),
            Err(said) => apart.push(said),
        }
        if apart.len() == 5 {
            break;
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
    valid
}
