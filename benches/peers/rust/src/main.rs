//! What a Rust developer would wire by hand: a template engine, serde_json, jsonschema.
//!
//! `peers ENGINE SCHEMA PROFILES TEMPLATES`, then commands on standard input: see ../../README.md.

mod engines;

use engines::Render;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs::read_to_string;
use std::hint::black_box;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [engine, schema, profiles, templates] = arguments.as_slice() else {
        panic!("peers ENGINE SCHEMA PROFILES TEMPLATES");
    };
    let validator = jsonschema::validator_for(&read(schema)).expect("a JSON Schema");
    let lines = read_to_string(profiles).expect("the file of profiles");
    let profiles: Vec<_> = lines.lines().map(parse).collect();
    let mut ready: Option<(String, Peer<'_>)> = None;
    for line in stdin().lock().lines() {
        let line = line.expect("a command");
        let (command, workload) = line.split_once(' ').expect("a command and a workload");
        if ready.as_ref().is_none_or(|(name, _)| name != workload) {
            let template = read_to_string(format!("{templates}/{workload}.json")).expect("the template");
            let render = engines::prepare(engine, template, &profiles).expect("the name of an engine");
            ready =
                Some((workload.to_owned(), Peer { render, validator: &validator, users: profiles.len() }));
        }
        let Some((_, peer)) = &ready else { continue };
        let answer = match command {
            "time" => peer.time(),
            "counts" => peer.counts(),
            "payloads" => (0..profiles.len().min(500)).map(|user| (peer.render)(user)).collect(),
            _ => panic!("no such command: {command}"),
        };
        println!("{answer}");
        stdout().flush().expect("somebody reads the answer");
    }
}

fn read(path: &str) -> Value {
    parse(&read_to_string(path).expect("a file that can be read"))
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

struct Peer<'v> {
    render: Render,
    validator: &'v Validator,
    users: usize,
}

impl Peer<'_> {
    /// Time for one payload, over all users.
    fn time(&self) -> Value {
        let start = Instant::now();
        for user in 0..self.users {
            let text = (self.render)(user);
            let valid = serde_json::from_str(&text).is_ok_and(|payload| self.validator.is_valid(&payload));
            black_box((text, valid));
        }
        json!({ "ns": start.elapsed().as_nanos() as f64 / self.users as f64 })
    }

    /// Where the time goes, the mean size, and what is wrong with the payloads.
    fn counts(&self) -> Value {
        let [mut render, mut parse, mut validate] = [Duration::ZERO; 3];
        let [mut bytes, mut broken, mut invalid] = [0; 3];
        for user in 0..self.users {
            let start = Instant::now();
            let text = (self.render)(user);
            let rendered = Instant::now();
            let payload = serde_json::from_str::<Value>(&text);
            let parsed = Instant::now();
            let valid = payload.as_ref().is_ok_and(|payload| self.validator.is_valid(payload));
            validate += parsed.elapsed();
            parse += parsed - rendered;
            render += rendered - start;
            bytes += text.len();
            broken += usize::from(payload.is_err());
            invalid += usize::from(payload.is_ok() && !valid);
        }
        let each = |total: Duration| total.as_nanos() as f64 / self.users as f64;
        json!({
            "render": each(render), "parse": each(parse), "validate": each(validate),
            "bytes": bytes / self.users, "broken": broken, "invalid": invalid,
        })
    }
}
