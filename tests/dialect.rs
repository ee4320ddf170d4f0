//! Does an expression give what Jinja gives? The vectors in `tests/dialect/` were made by Jinja itself, see
//! `tests/dialect/README.md`.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::unnecessary_debug_formatting,
    clippy::format_collect,
    reason = "a test that cannot go on fails"
)]

use lineplate::{Code, Diagnostic, Options, Profile, eval};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialect")
}

fn read(name: &str) -> Value {
    let path = folder().join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn vector_files() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| {
            let stem = name.strip_suffix(".templates").or(name.strip_suffix(".matrix"))?;
            Some(format!("{stem}.json"))
        })
        .collect();
    names.sort();
    names
}

/// What a template gives: the output, or the code of the first error.
fn outcome(template: &str, profile: &Profile<'_>, options: &Options) -> Result<String, Code> {
    eval(template, profile, options).map_err(|errors: Vec<Diagnostic>| errors[0].code)
}

/// The codes that stand for an exception of Python.
fn codes(exception: &str) -> &'static [Code] {
    match exception {
        // A call with wrong arguments is a `TypeError` too.
        "TypeError" => &[Code::RenderType, Code::RenderArgument],
        "AttributeError" => &[Code::RenderType],
        "UndefinedError" => &[Code::RenderUndefined],
        "ZeroDivisionError" => &[Code::RenderDivision],
        "FilterArgumentError" | "AssertionError" => &[Code::RenderArgument],
        "ValueError" | "IndexError" | "KeyError" | "OverflowError" => &[Code::RenderRange],
        "TemplateAssertionError" => &[Code::SyntaxUnknownName, Code::SyntaxTemplate],
        "TemplateRuntimeError" => &[Code::SyntaxUnknownName, Code::RenderType],
        "TemplateSyntaxError" => &[Code::SyntaxTemplate],
        "RuntimeError" => &[Code::RenderArgument],
        other => panic!("no code stands for {other}"),
    }
}

fn agrees(outcome: &Result<String, Code>, vector: &Value) -> bool {
    match (outcome, vector["output"].as_str(), vector["error"].as_str()) {
        (Ok(output), Some(expected), None) => output == expected,
        (Err(code), None, Some(exception)) => codes(exception).contains(code),
        _ => false,
    }
}

fn describe(outcome: &Result<String, Code>) -> String {
    match outcome {
        Ok(output) => format!("output {output:?}"),
        Err(code) => format!("error {code}"),
    }
}

#[test]
fn gives_what_jinja_gives() {
    let context = read("context.json").to_string();
    let profile = Profile::parse(&context).unwrap();
    let options = Options::default();
    let differences = read("differences.json");
    let mut intended: BTreeMap<&str, &Value> = differences
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["template"].as_str().unwrap(), entry))
        .collect();
    let mut wrong = Vec::new();
    let mut count = 0;
    for file in vector_files() {
        for vector in read(&file).as_array().unwrap() {
            count += 1;
            let template = vector["template"].as_str().unwrap();
            let outcome = outcome(template, &profile, &options);
            let Some(difference) = intended.remove(template) else {
                if !agrees(&outcome, vector) {
                    let expected = vector.get("output").or(vector.get("error")).unwrap();
                    wrong.push(format!(
                        "{file}: {template}\n  jinja {expected}\n  here  {}",
                        describe(&outcome)
                    ));
                }
                continue;
            };
            let as_intended = match &outcome {
                Ok(output) => difference["output"].as_str() == Some(output),
                Err(code) => difference["code"].as_str() == Some(code.as_str()),
            };
            if !as_intended {
                wrong.push(format!(
                    "{file}: {template}\n  meant {difference}\n  here  {}",
                    describe(&outcome)
                ));
            }
            if agrees(&outcome, vector) {
                wrong.push(format!("{file}: {template}\n  is no difference any more"));
            }
        }
    }
    wrong.extend(intended.keys().map(|template| format!("differences.json: {template}\n  is no vector")));
    assert!(wrong.is_empty(), "{} of {count} vectors:\n{}", wrong.len(), wrong.join("\n"));
}
