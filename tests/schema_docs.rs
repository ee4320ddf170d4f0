//! Is docs/rules.md what the schema files say, and does every rule have its place?

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

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// One place that checks a rule.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    file: String,
    /// Pointer to the schema with the keyword, and the keyword.
    place: String,
    severity: &'static str,
    code: String,
}

type Uses = BTreeMap<String, BTreeSet<Use>>;

#[test]
fn rules_are_documented() {
    let root = cases::root();
    let text = document(root);
    let path = root.join("docs/rules.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "docs/rules.md is not what the schema files say; write it anew with\n\
         UPDATE_DOCS=1 cargo test --test schema_docs"
    );
}

fn document(root: &Path) -> String {
    let rules: Value =
        serde_json::from_str(&std::fs::read_to_string(root.join("schemas/rules.json")).unwrap()).unwrap();
    let uses = uses(&root.join("schemas"));
    let mut out = String::from(
        "# Rules\n\n\
         What LINE's Messaging API demands of a send request, and where lineplate checks it. A finding names its rule in\n\
         `rule`. *Documented* rules are in LINE's documentation, *observed* ones were reported by those who were refused,\n\
         *inferred* ones follow from either.\n\n\
         Written from the files under `schemas/` by `UPDATE_DOCS=1 cargo test --test schema_docs`.\n\n\
         | rule | what it says | checked in | finding |\n| --- | --- | --- | --- |\n",
    );
    let mut known = BTreeSet::new();
    for rule in rules.as_array().unwrap() {
        let text = |name: &str| rule[name].as_str().unwrap_or_default();
        let id = text("rule");
        known.insert(id.to_owned());
        let found = uses.get(id);
        let (places, findings) = match (found, text("decided")) {
            (Some(found), _) if id == "R5" => (
                format!("{}<br>`src/schema/walk.rs`", places(found)),
                format!("{}<br>warning `schema/unknown-property`", findings(found)),
            ),
            (Some(found), _) => (places(found), findings(found)),
            (None, "parser") => parser(id),
            (None, "validator") => {
                ("`src/schema/walk.rs`".to_owned(), "warning `schema/suspicious`".to_owned())
            }
            (None, "header") => (
                "`src/schema/retry_key.rs`, if the key is told".to_owned(),
                format!("error `schema/{}`", if id == "R11" { "pattern" } else { "context" }),
            ),
            (None, "server") => ("only LINE can tell".to_owned(), String::new()),
            (None, "delivery") => ("not visible in a request".to_owned(), String::new()),
            (None, "nothing") => ("nothing to check".to_owned(), String::new()),
            (None, decided) => panic!("{id} is checked nowhere and decided by {decided:?}"),
        };
        let (summary, source, certainty) = (text("summary"), text("source"), text("certainty"));
        let summary = summary.replace('|', "\\|");
        let _ = writeln!(out, "| {id} | {summary} [{certainty}]({source}) | {places} | {findings} |");
    }
    let unknown: Vec<_> = uses.keys().filter(|rule| !known.contains(*rule)).collect();
    assert!(unknown.is_empty(), "the schemas name rules that rules.json does not have: {unknown:?}");
    out
}

fn parser(id: &str) -> (String, String) {
    let finding =
        if id == "R114" { "warning `json/duplicate-key`, error in templates" } else { "error `json/syntax`" };
    ("`src/json/parse.rs`".to_owned(), finding.to_owned())
}

/// The files, with the places of each where they are few.
fn places(uses: &BTreeSet<Use>) -> String {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for found in uses {
        files.entry(&found.file).or_default().insert(&found.place);
    }
    let shown = |(file, places): (&&str, &BTreeSet<&str>)| {
        let path = format!("[{file}](../schemas/{file})");
        if places.len() > 3 {
            return format!("{path} ({} places)", places.len());
        }
        let places: Vec<_> = places.iter().map(|place| format!("`{place}`")).collect();
        format!("{path} {}", places.join(", "))
    };
    files.iter().map(shown).collect::<Vec<_>>().join("<br>")
}

fn findings(uses: &BTreeSet<Use>) -> String {
    let found: BTreeSet<_> = uses.iter().map(|found| (found.severity, found.code.as_str())).collect();
    found.into_iter().map(|(severity, code)| format!("{severity} `{code}`")).collect::<Vec<_>>().join("<br>")
}

fn uses(root: &Path) -> Uses {
    let mut uses = Uses::new();
    for folder in
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            let schema = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            collect(&name, &schema, "", None, &mut uses);
        }
    }
    uses
}

/// `warning` is the code of the warning that the schema is part of, empty for that of its keywords.
fn collect(file: &str, schema: &Value, at: &str, warning: Option<&str>, uses: &mut Uses) {
    let mut add = |rule: &str, place: String, severity: &'static str, code: &str| {
        let (file, code) = (file.to_owned(), code.to_owned());
        uses.entry(rule.to_owned()).or_default().insert(Use { file, place, severity, code });
    };
    let severity = if warning.is_some() { "warning" } else { "error" };
    for (key, rule) in schema["x-rules"].as_object().into_iter().flatten() {
        let Some(rule) = rule["rule"].as_str() else { continue };
        let keyword = key.split('.').next().unwrap();
        let severity = if keyword == "deprecated" { "warning" } else { severity };
        let own = warning.filter(|code| !code.is_empty());
        for code in own.map_or_else(|| codes(keyword, at), |code| vec![code]) {
            add(rule, format!("{at}/{key}"), severity, code);
        }
    }
    for (i, check) in schema["checks"].as_array().into_iter().flatten().enumerate() {
        let (Some(rule), Some(name)) = (check["rule"].as_str(), check["check"].as_str()) else { continue };
        let warns = ["noEffect", "textV2Unused"].contains(&name);
        let severity = match check["severity"].as_str() {
            Some("warning") => "warning",
            None if warns => "warning",
            _ => "error",
        };
        let own = check["code"].as_str();
        for code in own.map_or_else(|| check_codes(name), |code| vec![code]) {
            add(rule, format!("{at}/checks/{i}"), severity, code);
        }
    }
    match schema {
        Value::Array(entries) => {
            for (i, entry) in entries.iter().enumerate() {
                let code = at.ends_with("/x-warn").then(|| entry["x-code"].as_str().unwrap_or_default());
                collect(file, entry, &format!("{at}/{i}"), code.or(warning), uses);
            }
        }
        Value::Object(members) => {
            for (key, value) in
                members.iter().filter(|(key, _)| !["examples", "x-rules", "checks"].contains(&key.as_str()))
            {
                collect(file, value, &format!("{at}/{key}"), warning, uses);
            }
        }
        _ => {}
    }
}

fn codes(keyword: &str, at: &str) -> Vec<&'static str> {
    match keyword {
        "type" => vec!["schema/type"],
        "enum" if at.ends_with("/properties/type") => vec!["schema/unknown-type", "schema/wrong-place"],
        "enum" | "const" => vec!["schema/enum"],
        "x-place" => vec!["schema/wrong-place"],
        "required" => vec!["schema/required"],
        "minItems" => vec!["schema/too-few"],
        "maxItems" | "maxProperties" => vec!["schema/too-many"],
        "uniqueItems" => vec!["schema/conflict"],
        "minimum" | "maximum" | "integerBits" => vec!["schema/range"],
        "minUtf16Length" => vec!["schema/empty"],
        "maxUtf16Length" | "maxGraphemes" | "maxCodePoints" => vec!["schema/too-long"],
        "maxJsonBytes" | "maxBodyBytes" => vec!["schema/too-large"],
        "pattern" => vec!["schema/pattern"],
        "lineUrl" => vec!["schema/uri"],
        "dimension" | "aspectRatio" => vec!["schema/dimension"],
        "quantity" => vec!["schema/range", "schema/dimension"],
        "dateTime" => vec!["schema/date-time"],
        "contexts" => vec!["schema/context"],
        "deprecated" => vec!["schema/deprecated"],
        other => panic!("what is the code of {other}?"),
    }
}

fn check_codes(check: &str) -> Vec<&'static str> {
    match check {
        "atLeastOneOf" | "textOrContents" => vec!["schema/required"],
        "exactlyOneOf" => vec!["schema/required", "schema/conflict"],
        "textLimit" | "emojiLength" => vec!["schema/too-long"],
        "maxNested" | "maxLeaves" | "textV2Occurrences" => vec!["schema/too-many"],
        "forbidden" => vec!["schema/wrong-place"],
        "noEffect" | "overruled" | "textV2Unused" | "freeSpace" => vec!["schema/no-effect"],
        "notEmpty" => vec!["schema/empty"],
        "insideArea" => vec!["schema/range"],
        "notEndingIn" | "word" => vec!["schema/suspicious"],
        "textV2Braces" | "textV2Keys" => vec!["schema/pattern"],
        "notBoth" | "ascending" | "requiresTrue" | "allowedValues" | "sameCount" | "allOrNone"
        | "sameValue" | "distinct" | "onlyLast" | "emojiIndexes" | "textV2Missing" => vec!["schema/conflict"],
        other => panic!("what is the code of {other}?"),
    }
}
