//! Files with the users of the workloads, one a row.

use crate::profiles::{User, profiles};
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt64Array};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::Arc;

/// The forms that can be made.
pub const FORMS: &[&str] = &["parquet", "csv", "ndjson"];
/// Users that are in memory at once.
const BATCH: usize = 10_000;

/// Writes the first `size` users of the workloads.
pub fn write(path: &Path, form: &str, size: usize) {
    let file = File::create(path).expect("the audience can be made");
    let mut users = profiles(size).map(|profile| profile.user).peekable();
    let batches = std::iter::from_fn(|| users.peek().is_some().then(|| users.by_ref().take(BATCH).collect()));
    match form {
        "parquet" => write_parquet(file, batches),
        "csv" => write_lines(file, batches, Some("line_id,first_name,tier,stamps,store,city,age,email"), row),
        "ndjson" => {
            write_lines(file, batches, None, |user| serde_json::to_string(user).expect("users are JSON"));
        }
        _ => panic!("there is no form `{form}`"),
    }
}

fn write_parquet(file: File, batches: impl Iterator<Item = Vec<User>>) {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer: Option<ArrowWriter<File>> = None;
    for users in batches {
        let batch = columns(&users);
        let writer = writer.get_or_insert_with(|| {
            let file = file.try_clone().expect("the file stays open");
            ArrowWriter::try_new(file, batch.schema(), Some(properties.clone())).expect("a schema")
        });
        writer.write(&batch).expect("the audience can be written");
    }
    writer.expect("there are users").close().expect("the audience can be written");
}

fn columns(users: &[User]) -> RecordBatch {
    let texts = |text: fn(&User) -> &str| -> ArrayRef {
        Arc::new(users.iter().map(|user| Some(text(user))).collect::<StringArray>())
    };
    let numbers = |number: fn(&User) -> u64| -> ArrayRef {
        Arc::new(users.iter().map(number).collect::<UInt64Array>())
    };
    RecordBatch::try_from_iter([
        ("line_id", texts(|user| &user.line_id)),
        ("first_name", texts(|user| &user.first_name)),
        ("tier", texts(|user| user.tier)),
        ("stamps", numbers(|user| user.stamps)),
        ("store", texts(|user| user.store)),
        ("city", texts(|user| user.city)),
        ("age", numbers(|user| user.age)),
        ("email", texts(|user| &user.email)),
    ])
    .expect("columns of one length")
}

fn write_lines(
    file: File,
    batches: impl Iterator<Item = Vec<User>>,
    header: Option<&str>,
    line: fn(&User) -> String,
) {
    let mut out = BufWriter::new(file);
    let lines = batches.flat_map(|users| users.iter().map(line).collect::<Vec<_>>());
    for line in header.map(str::to_owned).into_iter().chain(lines) {
        writeln!(out, "{line}").expect("the audience can be written");
    }
    out.flush().expect("the audience can be written");
}

/// A row of a table, with every cell in quotes.
fn row(user: &User) -> String {
    let User { line_id, first_name, tier, stamps, store, city, age, email } = user;
    let (stamps, age) = (stamps.to_string(), age.to_string());
    let cells: [&str; 8] = [line_id, first_name, tier, &stamps, store, city, &age, email];
    cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).join(",")
}
