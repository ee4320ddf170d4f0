//! The templates that are measured send a message to everybody, whatever the name; else the figures would mean nothing.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

#[path = "../benches/workloads/by_hand.rs"]
mod by_hand;
#[path = "../benches/workloads/profiles.rs"]
mod profiles;

use lineplate::{Options, Profile, Template};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Enough for every hostile name.
const USERS: usize = 1000;

fn workloads() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/inputs/workloads");
    let mut files: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn users() -> impl Iterator<Item = Value> {
    profiles::profiles(USERS).map(|profile| serde_json::to_value(profile).unwrap())
}

fn compile(path: &Path) -> Template {
    let body = std::fs::read_to_string(path).unwrap();
    Template::compile(&body, Options::default()).unwrap()
}

#[test]
fn everybody_gets_a_message_without_a_warning() {
    let users: Vec<_> = users().collect();
    let files = workloads();
    assert_eq!(files.len(), 4);
    for file in files {
        let template = compile(&file);
        for user in &users {
            let rendered = template.render(&Profile::from_value(user).unwrap());
            let findings: Vec<_> = rendered.diagnostics().collect();
            assert!(findings.is_empty(), "{} {user}\n{findings:#?}", file.display());
        }
    }
}

#[test]
fn names_are_sent_as_they_are() {
    let template = compile(&workloads()[0]);
    for user in users() {
        let rendered = template.render(&Profile::from_value(&user).unwrap());
        let payload: Value = serde_json::from_str(rendered.payload().unwrap()).unwrap();
        let text = payload["messages"][0]["text"].as_str().unwrap();
        assert!(text.contains(user["UserAttribute"]["first_name"].as_str().unwrap()), "{text}");
    }
}

#[test]
fn what_is_written_by_hand_is_what_lineplate_writes() {
    for file in workloads() {
        let Some(emit) = by_hand::emitter(file.file_stem().unwrap().to_str().unwrap()) else { continue };
        let template = compile(&file);
        for profile in users() {
            let user = serde_json::from_value(profile.clone()).unwrap();
            let mut by_hand = String::new();
            assert!(emit(&user, &mut by_hand));
            let rendered = template.render(&Profile::from_value(&profile).unwrap());
            assert_eq!(rendered.payload().unwrap(), by_hand);
        }
    }
}
