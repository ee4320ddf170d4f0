//! How long does the validation of a payload take, valid or not, beside a validator of JSON Schema?
//!
//! `<type>/ok/validate` and `<type>/errors/validate` are this crate on a JSON text that is read already, like the
//! trees that `jsonschema` gets; `read+…` has the reading of the text before that.

#![allow(missing_docs, reason = "criterion's macros")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on fails"
)]

#[path = "../tests/cases/mod.rs"]
mod cases;
#[path = "../tests/oracle/mod.rs"]
mod oracle;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lineplate::json::Document;
use lineplate::schema::{Kind, Options, validate};
use oracle::Oracle;
use serde_json::{Value, json};
use std::hint::black_box;

/// A file of benches/inputs/payloads, and the change that breaks it.
const INPUTS: &[(&str, &str, &str)] = &[
    ("text", "/0/quickReply/items/1/action/label", "\"\""),
    ("text-v2", "/0/text", "\"{who\""),
    ("sticker", "/0/packageId", "446"),
    ("image", "/0/previewImageUrl", "\"http://cdn.example.com/a.jpg\""),
    ("video", "/0/trackingId", "\"a/b\""),
    ("audio", "/0/duration", "\"12500\""),
    ("location", "/0/latitude", "\"35.6585\""),
    ("coupon", "/0/deliveryTag", "\"autumn-2026!\""),
    ("imagemap", "/0/actions/8/area/x", "-1"),
    ("buttons", "/0/template/actions/1/label", "\"a label that is longer than allowed\""),
    ("confirm", "/0/template/actions/1/type", "\"camera\""),
    ("carousel", "/0/template/columns/9/actions/1/uri", "\"example.com\""),
    ("image-carousel", "/0/template/columns/9/action/label", "\"a label that is too long\""),
    ("flex-bubble", "/0/contents/body/contents/0/weight", "\"blod\""),
    ("flex-carousel", "/0/contents/contents/11/body/contents/1/contents/2/contents/1/color", "\"#aaa\""),
];

fn payloads(name: &str, pointer: &str, wrong: &str) -> [(&'static str, Value); 2] {
    let path = cases::root().join(format!("benches/inputs/payloads/{name}.json"));
    let right: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut broken = right.clone();
    *broken.pointer_mut(pointer).unwrap() = serde_json::from_str(wrong).unwrap();
    [("ok", right), ("errors", broken)]
}

fn bench(criterion: &mut Criterion) {
    let oracle = Oracle::new();
    let options = Options::default();
    let validator = oracle.validator(Kind::Messages, &json!([]));
    for (name, pointer, wrong) in INPUTS {
        for (state, payload) in payloads(name, pointer, wrong) {
            let text = payload.to_string();
            let document = Document::parse(text.as_str()).unwrap();
            let found = validate(Kind::Messages, &document, &options);
            assert_eq!(
                found.iter().any(lineplate::Diagnostic::is_error),
                state == "errors",
                "{name} {found:#?}"
            );
            assert_eq!(validator.is_valid(&payload), state == "ok", "{name}");
            let mut group = criterion.benchmark_group(format!("{name}/{state}"));
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(BenchmarkId::from_parameter("validate"), |bencher| {
                bencher.iter(|| validate(Kind::Messages, black_box(&document), &options));
            });
            group.bench_function(BenchmarkId::from_parameter("jsonschema"), |bencher| {
                bencher.iter(|| validator.iter_errors(black_box(&payload)).count());
            });
            group.bench_function(BenchmarkId::from_parameter("read+validate"), |bencher| {
                bencher.iter(|| {
                    let document = Document::parse(black_box(text.as_str())).unwrap();
                    validate(Kind::Messages, &document, &options).len()
                });
            });
            group.bench_function(BenchmarkId::from_parameter("read+jsonschema"), |bencher| {
                bencher.iter(|| {
                    let payload: Value = serde_json::from_str(black_box(text.as_str())).unwrap();
                    validator.iter_errors(&payload).count()
                });
            });
            group.finish();
        }
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
