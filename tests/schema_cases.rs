//! What does the validator say of each document in the tables, and is every rule tried both ways?

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

use cases::Case;
use lineplate::schema::node::{Node, NodeId, OriginId};
use lineplate::schema::{Kind, Observer, Options, observe, root, tables, validate};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

fn judge(case: &Case) -> Result<(), String> {
    let document = case.document();
    let found = validate(case.kind, &document, &Options::default());
    let as_expected = match &case.finding {
        None => found.is_empty() || (case.also && !found.iter().any(lineplate::Diagnostic::is_error)),
        Some(expected) => {
            let hit = found.iter().any(|finding| {
                finding.code.as_str() == expected.code
                    && finding.pointer.as_deref() == Some(&expected.pointer)
                    && finding.severity.as_str() == expected.severity
                    && finding.rule == expected.rule
            });
            hit && (case.also || found.len() == 1)
        }
    };
    if as_expected && case.valid != found.iter().any(lineplate::Diagnostic::is_error) {
        return Ok(());
    }
    let mut said = format!("{}\n  expected ", case.name);
    match &case.finding {
        Some(Expected { code, pointer, severity, rule }) => {
            let _ = write!(said, "{severity} {code} at {pointer:?} ({rule:?})");
        }
        None => said.push_str("nothing"),
    }
    for finding in &found {
        let _ = write!(
            said,
            "\n  found    {} {} at {:?} ({:?}): {}",
            finding.severity.as_str(),
            finding.code,
            finding.pointer.as_deref().unwrap_or_default(),
            finding.rule,
            finding.message
        );
    }
    Err(said)
}

use cases::Expected;

#[test]
fn every_case_gives_its_finding() {
    let wrong: Vec<_> = cases::read().iter().filter_map(|case| judge(case).err()).collect();
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn findings_are_complete_and_one_line() {
    for case in cases::read() {
        let document = case.document();
        for finding in validate(case.kind, &document, &Options::default()) {
            let said = format!("{}: {finding:?}", case.name);
            let message = &finding.message;
            assert!(!message.is_empty() && !message.contains('\n') && !message.ends_with('.'), "{said}");
            assert!(!message.starts_with(char::is_uppercase), "{said}");
            assert!(finding.pointer.is_some() && finding.span.is_some() && finding.value.is_none(), "{said}");
            assert!(finding.source.as_deref().is_none_or(|source| source.starts_with("https://")), "{said}");
            // A number beyond a bound is a value, which is not told.
            let counts = finding.limit.is_some() && finding.code != lineplate::Code::SchemaRange;
            assert!(counts == finding.actual.is_some(), "{said}");
            assert!(finding.source.is_some() || finding.code == lineplate::Code::JsonDuplicateKey, "{said}");
        }
    }
}

/// Which rules were looked at, and how often a value passed and broke them.
#[derive(Default)]
struct Coverage(BTreeMap<OriginId, [usize; 2]>);

impl Observer for Coverage {
    fn tested(&mut self, origin: OriginId, passed: bool) {
        self.0.entry(origin).or_default()[usize::from(!passed)] += 1;
    }
}

#[test]
fn every_rule_has_a_case_that_passes_and_one_that_fails() {
    let mut coverage = Coverage::default();
    for case in cases::read() {
        let document = case.document();
        observe(case.kind, &document, &Options::default(), &mut coverage);
    }
    let origins = stated();
    let mut missing = String::new();
    for origin in &origins {
        let [passed, failed] = coverage.0.get(origin).copied().unwrap_or_default();
        let name = tables::origins()[usize::from(origin.0)];
        if passed == 0 && !name.ends_with("/deprecated") {
            let _ = writeln!(missing, "  nothing passes {name}");
        }
        if failed == 0 {
            let _ = writeln!(missing, "  nothing breaks {name}");
        }
    }
    let count = missing.lines().count();
    assert!(missing.is_empty(), "of {} rules {count} are not tried:\n{missing}", origins.len());
}

/// All rules that the tables state.
fn stated() -> BTreeSet<OriginId> {
    let mut origins = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for kind in Kind::ALL {
        collect(root(*kind), &mut origins, &mut seen);
    }
    origins.remove(&OriginId(0));
    origins
}

fn collect(node: &'static Node, origins: &mut BTreeSet<OriginId>, seen: &mut BTreeSet<*const Node>) {
    if !seen.insert(std::ptr::from_ref(node)) {
        return;
    }
    origins.insert(node.types_origin);
    origins.extend(node.constraints().iter().map(|constraint| constraint.origin));
    origins.extend(node.required().iter().map(|required| required.origin));
    origins.extend(node.checks().iter().map(|check| check.origin));
    for below in node.children() {
        collect(NodeId::node(below), origins, seen);
    }
}
