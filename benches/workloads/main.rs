//! How long does a payload take, from a profile to checked JSON?
//!
//! ```sh
//! cargo bench --bench workloads                                     # one JSON object a line
//! cargo bench --bench workloads -- --write-profiles 10000 FILE      # the users, for other engines
//! cargo bench --bench workloads -- --write-schema FILE              # LINE's limits, for other validators
//! cargo bench --bench workloads -- --serve lineplate FILE           # one of the engines of benches/peers
//! ```

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "a benchmark has a clock, prints what it finds, and fails if it cannot go on"
)]

mod by_hand;
mod engines;
mod profiles;

use engines::{ENGINES, Emit, Users};
use lineplate::schema::Kind;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::{BufRead as _, Write as _};
use std::time::{Duration, Instant};

const WORKLOADS: &[&str] = &["w1_text", "w2_receipt", "w3_carousel", "w4_logic"];
/// Users of a run without a file of them.
const USERS: usize = 10_000;
/// Rounds of which the median counts.
const ROUNDS: usize = 7;
/// How long a round takes at least.
const ROUND: Duration = Duration::from_millis(50);

fn main() {
    // Cargo adds `--bench`.
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => print_medians(),
        ["--write-profiles", count, path] => {
            let count = count.parse().expect("a number of users");
            std::fs::write(path, lines(count)).expect("the file of profiles can be written");
        }
        ["--write-schema", path] => {
            let schema = lineplate::schema::bundle(Kind::Push).to_string();
            std::fs::write(path, schema).expect("the file of the schema can be written");
        }
        ["--serve", engine, path] => {
            serve(engine, &std::fs::read_to_string(path).expect("the file of profiles"));
        }
        _ => panic!("see the start of benches/workloads/main.rs for what may be asked"),
    }
}

fn lines(count: usize) -> String {
    profiles::profiles(count).fold(String::new(), |mut lines, profile| {
        let profile = serde_json::to_string(&profile).expect("a profile is JSON");
        writeln!(lines, "{profile}").expect("text takes what is written");
        lines
    })
}

fn print_medians() {
    let lines = lines(USERS);
    let users = Users::read(&lines);
    for workload in WORKLOADS {
        for engine in ENGINES {
            let Some(mut emit) = engines::prepare(engine, workload, &users) else { continue };
            let mut rounds: Vec<_> = (0..ROUNDS).map(|_| nanoseconds(&mut emit, users.len())).collect();
            rounds.sort_by(f64::total_cmp);
            let counts = counts(&mut emit, users.len());
            let mut line =
                json!({ "engine": engine, "template": workload, "ns": rounds[ROUNDS / 2].round() });
            merge(&mut line, counts);
            println!("{line}");
        }
    }
}

/// Answers one command a line with one line, as benches/peers/README.md says.
fn serve(engine: &str, lines: &str) {
    let users = Users::read(lines);
    let mut ready: Option<(String, Option<Emit<'_>>)> = None;
    for command in std::io::stdin().lock().lines() {
        let command = command.expect("a command");
        let words: Vec<_> = command.split(' ').collect();
        let workload = words[1];
        if ready.as_ref().is_none_or(|(name, _)| name != workload) {
            ready = Some((workload.to_owned(), engines::prepare(engine, workload, &users)));
        }
        let answer = match ready.as_mut() {
            Some((_, Some(emit))) => answer(words[0], emit, users.len()),
            _ => Value::Null,
        };
        println!("{answer}");
        std::io::stdout().flush().expect("somebody reads the answer");
    }
}

fn answer(command: &str, emit: &mut Emit<'_>, users: usize) -> Value {
    match command {
        "time" => json!({ "ns": nanoseconds(emit, users) }),
        "counts" => counts(emit, users),
        "payloads" => payloads(emit, users.min(500)),
        _ => panic!("no such command: {command}"),
    }
}

/// Time for one payload, over all users, and over again until the time is as long as that of slower engines: a shorter
/// one could slip between whatever else the machine does.
fn nanoseconds(emit: &mut Emit<'_>, users: usize) -> f64 {
    let mut out = String::new();
    let mut passes = 0_u32;
    let start = Instant::now();
    while start.elapsed() < ROUND {
        for user in 0..users {
            out.clear();
            black_box(emit(user, &mut out));
            black_box(&out);
        }
        passes += 1;
    }
    start.elapsed().as_nanos() as f64 / f64::from(passes) / users as f64
}

/// Mean size of a payload, and how many users get none. Nothing is ever broken JSON.
fn counts(emit: &mut Emit<'_>, users: usize) -> Value {
    let mut out = String::new();
    let failed = (0..users).filter(|user| !emit(*user, &mut out)).count();
    json!({ "bytes": out.len() / users, "broken": 0, "invalid": failed })
}

fn payloads(emit: &mut Emit<'_>, users: usize) -> Value {
    let payloads = (0..users).map(|user| {
        let mut out = String::new();
        emit(user, &mut out).then_some(out)
    });
    payloads.collect()
}

fn merge(line: &mut Value, more: Value) {
    if let (Value::Object(line), Value::Object(more)) = (line, more) {
        line.extend(more);
    }
}
