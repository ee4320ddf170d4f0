//! docs/codes.md: each code has a section, and its examples show what they are said to show.

use crate::project::Project;
use lineplate::json::Document;
use lineplate::schema::{self, Kind};
use lineplate::{Account, Clock, Code, Diagnostic, Options, Profile, Severity, Template};

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

/// What is found in an example.
type Found = Vec<(Code, Severity)>;

/// The examples on one side of a section, and what they are given.
struct Examples<'a> {
    code: Code,
    blocks: Vec<Block<'a>>,
}

impl<'a> Examples<'a> {
    /// Each block that is not there for the others, with what is found in it.
    fn found(&self) -> Vec<(&'a str, Found)> {
        let examples = self.blocks.iter().filter(|block| self.subject(block.info));
        examples.map(|block| (block.text, self.findings(block))).collect()
    }

    fn subject(&self, info: &str) -> bool {
        match info {
            "json profile" => self.code == Code::ProfileInvalid,
            "json account" => self.code == Code::AccountInvalid,
            _ => !self.has("json answer") || info == "json answer",
        }
    }

    fn has(&self, info: &str) -> bool {
        self.given(info).is_some()
    }

    fn given(&self, info: &str) -> Option<&'a str> {
        self.blocks.iter().find(|block| block.info == info).map(|block| block.text)
    }

    fn findings(&self, block: &Block<'_>) -> Found {
        let findings = match block.info.split_once(' ').unwrap_or((block.info, "")) {
            ("json", "answer") => return self.answer(block.text),
            ("json", "profile") => Profile::parse(block.text).err().into_iter().collect(),
            ("json", "account") => Account::parse(block.text).err().into_iter().collect(),
            ("json", kind) => {
                let document = Document::parse(block.text).unwrap();
                schema::validate(kind.parse::<Kind>().unwrap(), &document, &schema::Options::default())
            }
            ("jinja", options) => self.template(block.text, options),
            (other, _) => panic!("{}: a block of {other}", self.code),
        };
        findings.iter().map(|finding| (finding.code, finding.severity)).collect()
    }

    fn template(&self, text: &str, words: &str) -> Vec<Diagnostic> {
        let profile = Profile::parse(self.given("json profile").unwrap_or("{}")).unwrap();
        let options = self.options(words);
        if self.code == Code::FaithfulBreak {
            return lineplate::emit(text, &profile, &options).unwrap().diagnostics;
        }
        let template = match Template::compile(text, options) {
            Ok(template) => template,
            Err(findings) => return findings,
        };
        if words == "contract" {
            return template.contract().check(&profile);
        }
        if ["lint/", "check/"].iter().any(|family| self.code.as_str().starts_with(family)) {
            return template.check();
        }
        template.render(&profile).diagnostics().cloned().collect()
    }

    /// What stands behind `jinja`: the kind of document, and options as the command line has them.
    fn options(&self, words: &str) -> Options {
        let mut options = Options::default();
        options.kind = None;
        options.account = self
            .given("json account")
            .map_or_else(Account::default, |account| Account::parse(account).unwrap());
        for word in words.split_whitespace() {
            match word.split_once('=').unwrap_or((word, "")) {
                ("jinja28", _) => options.jinja28 = true,
                ("contract", _) => options.kind = Some(Kind::Message),
                ("--max-template", bytes) => options.limits.template_bytes = bytes.parse().unwrap(),
                ("--clock", moment) => options.clock = Some(Clock::parse(moment).unwrap()),
                (kind, _) => options.kind = Some(kind.parse().unwrap()),
            }
        }
        options
    }

    /// What `lineplate explain --response` says of an answer of LINE's.
    fn answer(&self, answer: &str) -> Found {
        let template = self.given("jinja push").unwrap();
        let project = Project::new(&[("answer.json", answer), ("body.json", template)]);
        let run = project.run("explain --response answer.json --template body.json --format json");
        let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        let listed = report.get("diagnostics").and_then(serde_json::Value::as_array).unwrap();
        let codes = listed.iter().map(|finding| Code::from_name(finding["code"].as_str().unwrap()).unwrap());
        codes.map(|code| (code, Severity::Error)).collect()
    }
}

/// Whether a code is about more or less of something than is allowed.
fn has_limit(code: Code) -> bool {
    let name = code.as_str();
    name.starts_with("limit/") || name.contains("/too-") || name == "schema/range"
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
        if has_limit(code) && !text.contains("\nLimit: ") {
            wrong.push(format!("{code} has no limit"));
        }
        let Some((bad, good)) =
            text.split_once("\nBad:\n").and_then(|(_, examples)| examples.split_once("\nGood:\n"))
        else {
            wrong.push(format!("{code} has no bad and good example"));
            continue;
        };
        for (example, found) in (Examples { code, blocks: blocks(bad) }).found() {
            if !found.iter().any(|(found, _)| *found == code) {
                wrong.push(format!("{code}: the bad example gives {found:?}: {example}"));
            }
        }
        for (example, found) in (Examples { code, blocks: blocks(good) }).found() {
            if found.iter().any(|(found, severity)| *found == code || *severity == Severity::Error) {
                wrong.push(format!("{code}: the good example gives {found:?}: {example}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
