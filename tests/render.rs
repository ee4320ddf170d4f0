//! Fixtures: a template, profiles, and what becomes of them. Those whose template does not compile start with `err_`.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::unnecessary_debug_formatting,
    clippy::format_collect,
    reason = "a test that cannot go on fails"
)]

mod fixture;

use fixture::Fixture;
use lineplate::diagnostic::{Encoding, LineIndex};
use lineplate::{Diagnostic, Outcome, Profile, Template};
use std::fmt::Write as _;

#[test]
fn fixtures() {
    insta::glob!("fixtures/render/*.txt", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let compiles = !path.file_name().unwrap().to_str().unwrap().starts_with("err_");
        insta::assert_snapshot!(report(&text, compiles));
    });
}

#[test]
fn the_worst_messages() {
    // Messages that should be better. Move the fixture when it is.
    insta::glob!("fixtures/known_bad/*.txt", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        insta::assert_snapshot!(report(&text, true));
    });
}

fn report(text: &str, compiles: bool) -> String {
    let mut out = text.trim_end().to_owned() + "\n\n=== result\n";
    let fixture = Fixture::read(text);
    let template_text = fixture.template;
    let template = match Template::compile(template_text, fixture.options()) {
        Ok(template) => template,
        Err(diagnostics) => {
            if std::env::var_os("SKIP").is_none() {
                assert!(!compiles, "{text}\n{diagnostics:#?}");
            }
            findings(&mut out, template_text, &diagnostics);
            return out;
        }
    };
    assert!(compiles, "the template compiles: {text}");
    for (name, profile) in &fixture.profiles {
        let rendered = template.render(&Profile::parse(profile).unwrap());
        let _ = write!(out, "[{name}] ");
        match &rendered.outcome {
            Outcome::Send(payload) => {
                serde_json::from_str::<serde_json::Value>(payload).unwrap();
                let _ = writeln!(out, "send {payload}");
            }
            Outcome::NotSent(reasons) => {
                let _ = writeln!(out, "not sent: {reasons:?}");
            }
            Outcome::Failed(errors) => {
                out.push_str("failed\n");
                findings(&mut out, template_text, errors);
            }
        }
        findings(&mut out, template_text, &rendered.warnings);
    }
    out
}

fn findings(out: &mut String, template: &str, diagnostics: &[Diagnostic]) {
    let index = LineIndex::new(template);
    for d in diagnostics {
        let place = d.span.map_or("-".to_owned(), |span| {
            let at = |offset| index.line_column(template, offset, Encoding::CodePoints);
            let (start, end) = (at(span.start), at(span.end));
            let text = template.get(span.range()).unwrap_or_default();
            format!(
                "{}:{}-{}:{} `{}`",
                start.line,
                start.column,
                end.line,
                end.column,
                text.replace('\n', "⏎")
            )
        });
        let _ = writeln!(out, "  {} {} at {place}: {}", d.severity.as_str(), d.code, d.message);
        let facts = [
            ("attribute", d.attribute.clone()),
            ("pointer", d.pointer.clone()),
            ("property", d.property.clone()),
            ("rule", d.rule.clone()),
            ("limit", d.limit.map(|limit| limit.to_string())),
            ("actual", d.actual.map(|actual| actual.to_string())),
        ];
        for (name, fact) in facts {
            if let Some(fact) = fact {
                let _ = writeln!(out, "    {name}: {fact}");
            }
        }
        for hint in &d.hints {
            let _ = writeln!(out, "    help: {hint}");
        }
        for related in &d.related {
            let text = template.get(related.span.range()).unwrap_or_default();
            let _ = writeln!(out, "    also `{}`: {}", text.replace('\n', "⏎"), related.label);
        }
    }
}
