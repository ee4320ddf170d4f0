//! Audiences to payloads, as a library does it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken fixture fails the test"
)]

#[path = "batch/broken.rs"]
mod broken;
#[path = "batch/columns.rs"]
mod columns;
#[path = "batch/folder.rs"]
mod folder;
#[path = "batch/order.rs"]
mod order;

use lineplate::batch::{Audience, Delivery, Error, Fate, Job, Wanted};
use lineplate::{Options, Template};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// A template that greets: needs `line_id` and `name`.
const GREETING: &str = r#"{"to": "{{ UserAttribute.line_id }}", "messages": [{"type": "text", "text": "Hi {{ UserAttribute.name }}"}]}"#;

/// A template of a push request.
fn template(body: &str) -> Template {
    Template::compile(body, Options::default()).unwrap_or_else(|found| panic!("{found:?}"))
}

/// All that a run delivers: payloads as they are written, and what became of each row.
fn run(path: &Path, job: &Job<'_>, wanted: &Wanted) -> (String, Result<(), Error>) {
    let mut told = String::new();
    let mut payloads = Vec::new();
    let result = Audience::open(path, wanted, None).and_then(|audience| {
        job.run(audience, &AtomicBool::new(false), |delivery| {
            delivery.write_lines(&mut payloads).unwrap();
            tell(delivery, &mut told);
            Ok(())
        })
    });
    (told + std::str::from_utf8(&payloads).unwrap(), result)
}

/// A line for each row that has no payload.
fn tell(delivery: &Delivery, told: &mut String) {
    for row in delivery.rows() {
        let what = match &row.fate {
            Fate::Sent(_) => continue,
            Fate::Failed(findings) => findings[0].message.clone(),
            Fate::NotSent(reasons) => reasons.join("; "),
            Fate::Unreadable(fault) => fault.message.clone(),
            fate => format!("{fate:?}"),
        };
        writeln!(told, "{}: {what}", row.number).unwrap();
    }
}
