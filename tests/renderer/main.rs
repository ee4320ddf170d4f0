//! A renderer that has learnt says of every message what a fresh render says: the same payload, byte for byte, or the
//! same reasons and findings, whoever came before.
//!
//! `LINEPLATE_RENDERS=1000000 cargo test --release --test renderer` compares that many.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that cannot go on fails, and asks how long it may take"
)]

mod attributes;
mod random;
mod templates;

use attributes::Attributes;
use lineplate::{Options, Outcome, Profile, ProfileReader, Renderer, Template, Verdict};
use random::Random;
use std::path::{Path, PathBuf};

/// Renders without the variable.
const RENDERS: usize = 30_000;
/// Users of one template, one after the other.
const USERS: usize = 200;

fn renders() -> usize {
    std::env::var("LINEPLATE_RENDERS").map_or(RENDERS, |count| count.parse().expect("a number of renders"))
}

/// A template, with what renders it fast.
struct Tried<'t> {
    template: &'t Template,
    renderer: Renderer,
    reader: ProfileReader,
    /// Whether the next profile holds only what the template reads.
    is_reduced: bool,
}

impl<'t> Tried<'t> {
    fn new(template: &'t Template) -> Self {
        let reader = template.profile_reader();
        Self { template, renderer: template.renderer(), reader, is_reduced: false }
    }
}

/// Whether the message was sent.
fn compare(tried: &mut Tried<'_>, profile: &str) -> bool {
    let template = tried.template;
    let Ok(whole) = Profile::parse(profile) else { return false };
    let expected = template.render(&whole);
    let profile = if tried.is_reduced { tried.reader.read(profile).unwrap() } else { whole };
    tried.is_reduced = !tried.is_reduced;
    let mut out = String::from("before");
    let verdict = tried.renderer.render_into(&profile, &mut out);
    let describe =
        || format!("{}\nprofile: {profile:?}\nexpected: {expected:#?}\nout: {out}", template.source());
    assert_eq!(verdict.warnings(), expected.warnings, "{}", describe());
    match (verdict, &expected.outcome) {
        (Verdict::Sent { .. }, Outcome::Send(payload)) => {
            assert_eq!(out.strip_prefix("before"), Some(&**payload), "{}", describe());
            true
        }
        (Verdict::NotSent { reasons, .. }, Outcome::NotSent(expected)) => {
            assert_eq!(reasons, expected, "{}", describe());
            assert_eq!(out, "before");
            false
        }
        (Verdict::Failed { errors, .. }, Outcome::Failed(expected)) => {
            assert_eq!(errors, expected, "{}", describe());
            assert_eq!(out, "before");
            false
        }
        (verdict, _) => panic!("{verdict:#?}\n{}", describe()),
    }
}

fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(folder) = open.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The templates of the repository, with the profiles that stand beside some of them.
fn stored() -> Vec<(Template, Vec<String>)> {
    let mut stored = Vec::new();
    for path in files("examples", "body.json").into_iter().chain(files("benches/inputs/workloads", ".json")) {
        let body = std::fs::read_to_string(path).unwrap();
        stored.push((Template::compile(&body, Options::default()).unwrap(), Vec::new()));
    }
    for path in files("tests/fixtures", ".txt") {
        let text = std::fs::read_to_string(path).unwrap();
        let mut sections = text.split("\n--- ").map(|part| part.split_once('\n').unwrap_or((part, "")));
        let body = sections.next().unwrap().1;
        let profiles: Vec<_> =
            sections.filter(|(name, _)| *name != "options").map(|(_, profile)| profile.to_owned()).collect();
        for kind in [Options::default().kind, None] {
            for lenient in [false, true] {
                let mut options = Options::default();
                options.kind = kind;
                options.empty_is_missing = lenient;
                options.default_fires_on_null = lenient;
                options.null_is_missing = !lenient;
                if let Ok(template) = Template::compile(body, options) {
                    stored.push((template, profiles.clone()));
                }
            }
        }
    }
    stored
}

#[test]
fn stored_templates() {
    let stored = stored();
    assert!(stored.len() > 40, "{}", stored.len());
    let mut random = Random(1);
    let rounds = renders() / 4 / stored.len() / USERS + 1;
    for (template, profiles) in &stored {
        let attributes = Attributes::of(template.source());
        for _ in 0..rounds {
            let mut tried = Tried::new(template);
            for user in 0..USERS {
                match profiles.get(user % (2 * profiles.len() + 1)) {
                    Some(profile) => compare(&mut tried, profile),
                    None => compare(&mut tried, &attributes.profile(&mut random)),
                };
            }
        }
    }
}

#[test]
fn generated_templates() {
    let mut random = Random(2);
    let (mut left, mut compiled, mut sent) = (renders(), 0, 0);
    while left > 0 {
        let body = templates::generate(&mut random);
        let Ok(template) = Template::compile(&body, templates::options(&mut random)) else { continue };
        compiled += 1;
        let attributes = Attributes::of(&body);
        let mut tried = Tried::new(&template);
        for _ in 0..USERS.min(left) {
            sent += usize::from(compare(&mut tried, &attributes.profile(&mut random)));
        }
        left = left.saturating_sub(USERS);
    }
    // Not all may fail, else the test says little.
    assert!(sent * 5 > renders(), "{sent} of {} sent, {compiled} templates", renders());
}
