//! docs/codes.md: each code has a section, and its examples show what they are said to show.

use lineplate::json::Document;
use lineplate::schema::{self, Kind};
use lineplate::{Code, Diagnostic, Options, Outcome, Profile, Template};

/// A block of code: what stands behind its fence, and what is in it.
struct Block<'a> {
    info: &'a str,
    text: &'a str,
}

/// The sections of the page: heading and text.
fn sections(page: &str) -> Vec<(&str, &str)> {
    page.split("\n### ")
        .skip(1)
        .map(|part| part.split_once('\n').unwrap())
        .map(|(heading, text)| (heading, text.split("\n## ").next().unwrap()))
        .collect()
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    for (i, part) in text.split("```").enumerate() {
        if i % 2 == 1 {
            let (info, text) = part.split_once('\n').unwrap();
            blocks.push(Block { info, text: text.trim_end() });
        }
    }
    blocks
}

/// What is found in the example that the first block begins.
fn findings(code: Code, blocks: &[Block<'_>]) -> Vec<Diagnostic> {
    let profile = blocks.iter().find(|block| block.info == "json profile").map_or("{}", |block| block.text);
    let [example, ..] = blocks else { panic!("{code}: no block of code") };
    match example.info.split_once(' ').unwrap_or((example.info, "")) {
        ("json", kind) => {
            let document = Document::parse(example.text).unwrap();
            schema::validate(kind.parse::<Kind>().unwrap(), &document, &schema::Options::default())
        }
        ("jinja", options) => {
            let mut engine = Options::default();
            engine.jinja28 = options == "jinja28";
            engine.kind = options.parse().ok();
            if options == "contract" {
                engine.kind = Some(Kind::Message);
                let template = Template::compile(example.text, engine).unwrap();
                return template.contract().check(&Profile::parse(profile).unwrap());
            }
            template(code, example.text, profile, engine)
        }
        (other, _) => panic!("{code}: a block of {other}"),
    }
}

fn template(code: Code, text: &str, profile: &str, options: Options) -> Vec<Diagnostic> {
    let profile = Profile::parse(profile).unwrap();
    if code == Code::FaithfulBreak {
        return lineplate::emit(text, &profile, &options).unwrap().diagnostics;
    }
    let template = match Template::compile(text, options) {
        Ok(template) => template,
        Err(findings) => return findings,
    };
    let rendered = template.render(&profile);
    let mut findings = template.check();
    if !["lint/", "check/"].iter().any(|family| code.as_str().starts_with(family)) {
        findings.clear();
        findings.extend(rendered.warnings);
        if let Outcome::Failed(errors) = rendered.outcome {
            findings.extend(errors);
        }
    }
    findings
}

#[test]
fn each_code_is_explained() {
    let page = super::docs::page("docs/codes.md");
    let headings: Vec<_> = sections(&page).into_iter().map(|(heading, _)| heading).collect();
    let codes: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(headings, codes);
}

#[test]
fn examples_show_what_they_are_said_to_show() {
    let page = super::docs::page("docs/codes.md");
    let mut wrong = Vec::new();
    for (heading, text) in sections(&page) {
        let code = Code::from_name(heading).unwrap();
        let summary = format!("\n{}\n\n", code.summary());
        if !text.starts_with(&summary) {
            wrong.push(format!("{code} does not begin with its summary"));
        }
        if !text.contains("\nSource: ") {
            wrong.push(format!("{code} has no source"));
        }
        let Some((_, examples)) = text.split_once("\nBad:\n") else {
            if !text.contains("\nExample: none; ") {
                wrong.push(format!("{code} has no example and does not say why"));
            }
            continue;
        };
        let (bad, good) = examples.split_once("\nGood:\n").unwrap();
        let found = findings(code, &blocks(bad));
        if !found.iter().any(|finding| finding.code == code) {
            wrong.push(format!("{code}: the bad example gives {found:#?}"));
        }
        let found = findings(code, &blocks(good));
        if found.iter().any(|finding| finding.code == code || finding.is_error()) {
            wrong.push(format!("{code}: the good example gives {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
