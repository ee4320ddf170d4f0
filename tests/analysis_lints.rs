//! Every lint: a template that has it and one that does not, and what its change makes of the first.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use lineplate::diagnostic::{Encoding, LineIndex};
use lineplate::schema::Kind;
use lineplate::{Code, Diagnostic, Options, Span, Template};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn fixtures() {
    insta::glob!("fixtures/lints/*.txt", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(report(&text, code(path)));
    });
}

#[test]
fn each_lint_has_a_fixture_and_a_section() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lints");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let lints: BTreeSet<String> =
        Code::ALL.iter().filter_map(|code| code.as_str().strip_prefix("lint/")).map(str::to_owned).collect();
    assert_eq!(files, lints);

    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md")).unwrap();
    let sections: BTreeSet<String> =
        page.lines().filter_map(|line| line.strip_prefix("### lint/")).map(str::to_owned).collect();
    assert_eq!(sections, lints);
}

fn code(path: &Path) -> Code {
    let name = path.file_stem().unwrap().to_str().unwrap();
    Code::from_name(&format!("lint/{name}")).unwrap()
}

/// The findings of one code, and all that there are.
fn findings(source: &str, options: &Options, code: Code) -> Vec<Diagnostic> {
    let all = match Template::compile(source, options.clone()) {
        Ok(template) => template.check(),
        Err(errors) => errors,
    };
    all.into_iter().filter(|finding| finding.code == code).collect()
}

fn report(text: &str, code: Code) -> String {
    let sections: Vec<(&str, &str)> =
        text.split("--- ").skip(1).map(|part| part.split_once('\n').unwrap()).collect();
    let mut options = Options::default();
    options.kind = None;
    for line in sections.iter().filter(|(name, _)| *name == "options").flat_map(|(_, text)| text.lines()) {
        match line.split_once(" = ").unwrap() {
            ("jinja28", value) => options.jinja28 = value == "true",
            ("kind", value) => options.kind = Some(value.parse::<Kind>().unwrap()),
            (other, _) => panic!("unknown option {other}"),
        }
    }
    let mut out = String::new();
    for (name, source) in sections.iter().filter(|(name, _)| *name != "options") {
        let source = source.trim_end();
        let found = findings(source, &options, code);
        match *name {
            "good" => assert_eq!(found, [], "{source}"),
            _ => assert!(!found.is_empty(), "{source}"),
        }
        if *name == "good" {
            let _ = writeln!(out, "--- good\n{source}\n");
            continue;
        }
        let _ = writeln!(out, "--- bad\n{source}");
        for finding in &found {
            describe(&mut out, source, finding);
        }
        if found.iter().any(|finding| !finding.edits.is_empty()) {
            let mut fixed = apply(source, &found);
            let mut left = findings(&fixed, &options, code);
            // The parser stops at the first error.
            for _ in 0..4 {
                fixed = apply(&fixed, &left);
                left = findings(&fixed, &options, code);
            }
            let _ = writeln!(out, "=== changed\n{fixed}");
            assert!(left.iter().all(|finding| finding.edits.is_empty()), "{fixed}\n{left:#?}");
        }
        out.push('\n');
    }
    out
}

fn describe(out: &mut String, source: &str, finding: &Diagnostic) {
    let index = LineIndex::new(source);
    let at = |span: Span| {
        let place = index.line_column(source, span.start, Encoding::CodePoints);
        format!("{}:{} `{}`", place.line, place.column, &source[span.range()])
    };
    let place = finding.span.map(at).unwrap_or_default();
    let _ = writeln!(out, "{} {place}: {}", finding.severity.as_str(), finding.message);
    if let Some(attribute) = &finding.attribute {
        let _ = writeln!(out, "    attribute: {attribute}");
    }
    for hint in &finding.hints {
        let _ = writeln!(out, "    hint: {hint}");
    }
    for related in &finding.related {
        let _ = writeln!(out, "    {}: {}", at(related.span), related.label);
    }
}

fn apply(source: &str, findings: &[Diagnostic]) -> String {
    let mut edits: Vec<_> = findings.iter().flat_map(|finding| &finding.edits).collect();
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        assert!(range.start >= at, "edits overlap");
        out.push_str(&source[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(&source[at..]);
    out
}
