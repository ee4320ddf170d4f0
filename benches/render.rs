//! How long does a message take, from a profile that is read already to checked JSON?
//!
//! `render/<workload>/one` renders each user anew, `render/<workload>/many` with a renderer that knows the template;
//! `read/<profile>` is what reading a profile takes before that.

#![allow(missing_docs, reason = "criterion's macros")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a benchmark that cannot go on fails"
)]

#[path = "workloads/profiles.rs"]
mod profiles;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lineplate::json::{Buffers, Builder};
use lineplate::{Options, Profile, Template};
use std::hint::black_box;

const WORKLOADS: &[&str] = &["w1_text", "w2_receipt", "w3_carousel", "w4_logic"];
const USERS: usize = 500;

fn render(criterion: &mut Criterion) {
    let lines: Vec<String> =
        profiles::profiles(USERS).map(|profile| serde_json::to_string(&profile).unwrap()).collect();
    let users: Vec<_> = lines.iter().map(|line| Profile::parse(line).unwrap()).collect();
    for workload in WORKLOADS {
        let path = format!("{}/benches/inputs/workloads/{workload}.json", env!("CARGO_MANIFEST_DIR"));
        let body = std::fs::read_to_string(path).unwrap();
        let template = Template::compile(&body, Options::default()).unwrap();
        let mut renderer = template.renderer();
        let mut out = String::new();
        for user in &users {
            assert!(renderer.render_into(user, &mut out).is_sent());
        }
        let mut group = criterion.benchmark_group(format!("render/{workload}"));
        for unit in [Throughput::Elements(USERS as u64), Throughput::Bytes(out.len() as u64)] {
            let name = if matches!(unit, Throughput::Bytes(_)) { "bytes" } else { "messages" };
            group.throughput(unit);
            group.bench_function(BenchmarkId::new("one", name), |bencher| {
                bencher.iter(|| {
                    users.iter().filter(|user| template.render(black_box(user)).payload().is_some()).count()
                });
            });
            group.bench_function(BenchmarkId::new("many", name), |bencher| {
                bencher.iter(|| {
                    out.clear();
                    users
                        .iter()
                        .filter(|user| renderer.render_into(black_box(user), &mut out).is_sent())
                        .count()
                });
            });
        }
        group.finish();
    }
}

fn read(criterion: &mut Criterion) {
    let profiles: Vec<_> = profiles::profiles(USERS).collect();
    let lines: Vec<String> = profiles.iter().map(|profile| serde_json::to_string(profile).unwrap()).collect();
    let values: Vec<_> = profiles.iter().map(|profile| serde_json::to_value(profile).unwrap()).collect();
    let mut group = criterion.benchmark_group("read");
    group.throughput(Throughput::Bytes(lines.iter().map(|line| line.len() as u64).sum()));
    group.bench_function("text", |bencher| {
        bencher.iter(|| {
            lines.iter().fold(Buffers::default(), |buffers, line| {
                Profile::parse_in(black_box(line), buffers).unwrap().into_buffers()
            })
        });
    });
    group.bench_function("value", |bencher| {
        bencher.iter(|| {
            values.iter().fold(Buffers::default(), |buffers, value| {
                let mut builder = Builder::new(buffers);
                builder.root().value(black_box(value));
                Profile::new(builder.finish().unwrap()).unwrap().into_buffers()
            })
        });
    });
    group.finish();
}

criterion_group!(benches, render, read);
criterion_main!(benches);
