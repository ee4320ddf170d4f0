//! Do the library, the command line and the npm package say the same, byte for byte?
//!
//! Every fixture goes through the library and the command line here. What they said is written to
//! `target/parity/*.ndjson`, which the tests of the package read: they must say the same in Node and in Chromium.

#![cfg(feature = "cli")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_collect,
    reason = "a test that cannot go on fails"
)]

mod cases;
mod fixture;

use fixture::Fixture;
use lineplate::json::Document;
use lineplate::schema::{self, Kind};
use lineplate::{Diagnostic, Options, Outcome, Profile, Template};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("parity").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Where the tests of the package look.
fn publish(name: &str, lines: &[Value]) {
    assert!(lines.len() > 20, "{} cases of {name}", lines.len());
    let folder = cases::root().join("target/parity");
    fs::create_dir_all(&folder).unwrap();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    fs::write(folder.join(format!("{name}.ndjson")), text).unwrap();
}

struct Job {
    name: String,
    template: String,
    settings: Vec<(String, String)>,
    options: Options,
    profile: String,
}

/// Templates with profiles: fixtures, examples, workloads.
fn jobs() -> Vec<Job> {
    let mut jobs = expressions();
    for folder in ["tests/fixtures/render", "tests/fixtures/known_bad"] {
        for path in files(folder, "txt") {
            let text = fs::read_to_string(&path).unwrap();
            let fixture = Fixture::read(&text);
            let name = path.file_stem().unwrap().to_string_lossy();
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let job = |label: &str, profile: &str| Job {
                name: format!("{name}/{label}"),
                template: fixture.template.to_owned(),
                settings: fixture.settings.iter().map(owned).collect(),
                options: fixture.options(),
                profile: profile.to_owned(),
            };
            jobs.extend(fixture.profiles.iter().map(|(label, profile)| job(label, profile)));
            if fixture.profiles.is_empty() {
                jobs.push(job("template", "{}"));
            }
        }
    }
    for (body, profile) in bodies() {
        let settings = vec![("kind".to_owned(), "push".to_owned())];
        let name = format!("{}/{profile}", body.display());
        let template = fs::read_to_string(body).unwrap();
        jobs.push(Job { name, template, settings, options: Options::default(), profile });
    }
    jobs
}

/// The vectors of the dialect, each as a text in JSON, but for those that are the product of every call with every
/// subject.
fn expressions() -> Vec<Job> {
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let profile = read(&cases::root().join("tests/dialect/context.json"));
    let mut jobs = Vec::new();
    for path in files("tests/dialect", "templates") {
        let vectors: Value = serde_json::from_str(&read(&path.with_extension("json"))).unwrap();
        let name = path.file_stem().unwrap().to_string_lossy();
        for (number, vector) in vectors.as_array().unwrap().iter().enumerate() {
            let mut options = Options::default();
            options.kind = None;
            jobs.push(Job {
                name: format!("{name}/{number}"),
                template: format!("[\"{}\"]", vector["template"].as_str().unwrap()),
                settings: Vec::new(),
                options,
                profile: profile.clone(),
            });
        }
    }
    jobs
}

/// The bodies of the examples and workloads, each with profiles: whole, hostile, empty.
fn bodies() -> Vec<(PathBuf, String)> {
    let mut bodies = files("benches/inputs/workloads", "json");
    bodies.extend(files("examples", "json").into_iter().filter(|path| path.ends_with("body.json")));
    let id = "U4af4980629d3b0f1b3d3a3b3e3c3d3f3";
    let name = "\"\\ {{ 1 }} 日本 👨‍👩‍👧 \u{2028}\u{0}</b>";
    let whole = json!({
        "UserAttribute": {
            "line_id": id, "first_name": name, "name": name, "tier": "gold", "stamps": 7, "store": name, "city": name,
            "age": 30, "email": "a@example.com", "points": 1280, "language": "ja", "image": "https://example.com/a.png",
        },
        "ProductSet": [{ "sku": "b1", "title": name, "price": "¥1,000", "flex": 1 }],
    });
    let profiles = [whole.to_string(), "{}".to_owned(), "[".to_owned()];
    bodies.iter().flat_map(|body| profiles.iter().map(|profile| (body.clone(), profile.clone()))).collect()
}

fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(cases::root().join(folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let inner = path.strip_prefix(cases::root()).unwrap().to_str().unwrap().to_owned();
            found.extend(files(&inner, extension));
        } else if path.extension().is_some_and(|other| other == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What the library says.
fn library(job: &Job) -> Value {
    let template = match Template::compile(&job.template, job.options.clone()) {
        Ok(template) => template,
        Err(findings) => return said("refused", None, &[], &findings),
    };
    let profile = match Profile::parse(&job.profile) {
        Ok(profile) => profile,
        Err(finding) => return said("invalidProfile", None, &[], &[finding]),
    };
    let rendered = template.render(&profile);
    let findings: Vec<_> = rendered.diagnostics().cloned().collect();
    match &rendered.outcome {
        Outcome::Send(payload) => said("sent", Some(payload), &[], &findings),
        Outcome::NotSent(reasons) => said("notSent", None, reasons, &findings),
        Outcome::Failed(_) => said("failed", None, &[], &findings),
    }
}

fn said(outcome: &str, payload: Option<&str>, reasons: &[String], findings: &[Diagnostic]) -> Value {
    json!({ "outcome": outcome, "payload": payload, "reasons": reasons, "diagnostics": findings })
}

/// What the command line says: payload on standard output, the rest on standard error.
fn command_line(job: &Job, folder: &Path) -> Value {
    let (body, profile) = (folder.join("body.json"), folder.join("profile.json"));
    fs::write(&body, &job.template).unwrap();
    fs::write(&profile, &job.profile).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lineplate"));
    command.args(["render", "--format", "json"]).arg(body).arg("--profile").arg(&profile);
    if !job.settings.iter().any(|(name, _)| name == "kind") {
        command.arg("--no-validate");
    }
    for (name, value) in &job.settings {
        match (name.as_str(), value.as_str()) {
            ("kind", kind) => command.args(["--kind", kind]),
            ("missing", policy) => command.args(["--missing", policy]),
            ("null_is_missing", "false") => command.arg("--null-is-value"),
            ("empty_is_missing", "true") => command.arg("--empty-is-missing"),
            ("default_fires_on_null", "true") => command.arg("--default-fires-on-null"),
            _ => &mut command,
        };
    }
    let output = command.output().unwrap();
    let payload = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let lines: Vec<Value> = stderr.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let findings: Vec<Value> =
        lines.iter().flat_map(|line| line["diagnostics"].as_array().unwrap().clone()).map(in_bytes).collect();
    let reasons = lines.iter().find_map(|line| line.get("reasons")).cloned().unwrap_or(json!([]));
    let outcome = match output.status.code() {
        Some(0) => "sent",
        _ if lines.iter().any(|line| line["file"] == profile.display().to_string()) => "invalidProfile",
        Some(2) => "refused",
        _ if reasons != json!([]) => "notSent",
        _ => "failed",
    };
    let payload = payload.strip_suffix('\n');
    json!({ "outcome": outcome, "payload": payload, "reasons": reasons, "diagnostics": findings })
}

/// A finding of the command line with the places as the library has them.
fn in_bytes(mut finding: Value) -> Value {
    let narrow = |value: &mut Value| {
        if let Some(offsets) = value.get("span").and_then(|span| span.get("offset")).cloned() {
            value["span"] = offsets;
        }
    };
    narrow(&mut finding);
    for list in ["related", "edits"] {
        finding.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten().for_each(narrow);
    }
    finding
}

#[test]
fn library_and_command_line_render_the_same() {
    let folder = folder("render");
    let mut lines = Vec::new();
    for job in jobs() {
        let expected = library(&job);
        let found = command_line(&job, &folder);
        assert_eq!(found, expected, "{}", job.name);
        let settings: BTreeMap<_, _> = job.settings.iter().cloned().collect();
        lines.push(json!({
            "name": job.name, "template": job.template, "settings": settings, "profile": job.profile,
            "expected": expected,
        }));
    }
    publish("render", &lines);
}

#[test]
fn library_and_command_line_validate_the_same() {
    let folder = folder("validate");
    let mut by_kind: BTreeMap<&str, Vec<(String, String, Kind)>> = BTreeMap::new();
    for case in cases::read() {
        let list = by_kind.entry(case.kind.as_str()).or_default();
        let text = case.document().source().to_owned();
        list.push((case.name, text, case.kind));
    }
    let mut lines = Vec::new();
    for (name, documents) in by_kind {
        let paths: Vec<PathBuf> =
            (0..documents.len()).map(|index| folder.join(format!("{name}-{index}.json"))).collect();
        for (path, (_, text, _)) in paths.iter().zip(&documents) {
            fs::write(path, text).unwrap();
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_lineplate"));
        let output = command.args(["validate", "--format", "json", "--kind", name]).args(&paths).output();
        let stdout = String::from_utf8(output.unwrap().stdout).unwrap();
        assert_eq!(stdout.lines().count(), documents.len());
        for (line, (case, text, kind)) in stdout.lines().zip(documents) {
            let document = Document::parse(text.as_str()).unwrap();
            let expected = json!(schema::validate(kind, &document, &schema::Options::default().quote(true)));
            let found: Value = serde_json::from_str(line).unwrap();
            let found: Value =
                found["diagnostics"].as_array().unwrap().iter().cloned().map(in_bytes).collect();
            assert_eq!(found, expected, "{case}");
            lines.push(json!({ "name": case, "kind": name, "payload": text, "expected": expected }));
        }
    }
    publish("validate", &lines);
}

/// Templates that are looked at without data, by name.
fn studied() -> Vec<(String, String)> {
    let mut templates = Vec::new();
    for folder in ["tests/fixtures/contract", "tests/fixtures/campaigns", "benches/inputs/workloads"] {
        for path in files(folder, "json") {
            templates.push((path.display().to_string(), fs::read_to_string(path).unwrap()));
        }
    }
    for path in files("tests/fixtures/lints", "txt") {
        let text = fs::read_to_string(&path).unwrap();
        for (number, (_, template)) in sections(&text).enumerate() {
            templates.push((format!("{}/{number}", path.display()), template.to_owned()));
        }
    }
    templates
}

/// The parts of a fixture of several templates, each under a heading.
fn sections(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.strip_prefix("--- ").unwrap().split("\n--- ").map(|part| part.split_once('\n').unwrap())
}

fn studied_by_library(text: &str) -> Value {
    let template = match Template::compile(text, Options::default()) {
        Ok(template) => template,
        Err(findings) => return json!({ "check": findings }),
    };
    let contract = template.contract();
    let samples = |samples: Vec<lineplate::Sample>| {
        samples
            .iter()
            .map(|sample| json!({ "label": sample.label, "profile": sample.profile }))
            .collect::<Value>()
    };
    json!({
        "check": template.check(),
        "complete": contract.is_complete(),
        "unknown": contract.unknown().collect::<Vec<_>>(),
        "schema": contract.to_json_schema(),
        "samples": samples(contract.samples()),
        "hostile": samples(contract.hostile_samples()),
    })
}

/// What the command line says of a template, in the order of [`studied_by_library`].
fn studied_by_command_line(path: &Path) -> Value {
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_lineplate")).args(arguments).arg(path).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let lines =
        |text: &str| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    let check = lines(&run(&["check", "--format", "json"])).remove(0);
    let check: Value = check["diagnostics"].as_array().unwrap().iter().cloned().map(in_bytes).collect();
    let schema = run(&["contract"]);
    if schema.is_empty() {
        return json!({ "check": check });
    }
    json!({
        "check": check,
        "schema": serde_json::from_str::<Value>(&schema).unwrap(),
        "samples": lines(&run(&["sample", "--format", "json"])),
        "hostile": lines(&run(&["sample", "--hostile", "--format", "json"])),
    })
}

#[test]
fn library_and_command_line_study_templates_the_same() {
    let path = folder("study").join("body.json");
    let mut published = Vec::new();
    for (name, template) in studied() {
        fs::write(&path, &template).unwrap();
        let expected = studied_by_library(&template);
        let mut shown = expected.clone();
        // The command line has them in the schema.
        shown.as_object_mut().unwrap().retain(|key, _| key != "complete" && key != "unknown");
        assert_eq!(studied_by_command_line(&path), shown, "{name}");
        published.push(json!({ "name": name, "template": template, "expected": expected }));
    }
    publish("study", &published);
}

/// The package has the pages in a file of its own.
#[test]
fn pages_on_codes_are_there_to_compare() {
    let page = |code: &lineplate::Code| json!({ "code": code, "summary": code.summary(), "explanation": code.explanation() });
    publish("codes", &lineplate::Code::ALL.iter().map(page).collect::<Vec<_>>());
}
