//! Files that end too early, or were damaged on their way.

use crate::columns::{file, users};
use crate::folder::Folder;
use crate::{GREETING, run, template};
use flate2::write::GzEncoder;
use lineplate::batch::{Job, Wanted};
use parquet::basic::Compression;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// A table of users for the greeting.
fn table(rows: usize) -> String {
    let mut table = String::from("line_id,name\n");
    for row in 0..rows {
        writeln!(table, "U{row:032x},Ana {}", row * 7919 % 1013).unwrap();
    }
    table
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// What was delivered, and the error behind it.
fn outcome(path: &Path) -> (usize, Option<String>) {
    let template = template(GREETING);
    let (told, result) = run(path, &Job::new(&template), &Wanted::of(&template.attributes()));
    (told.lines().count(), result.err().map(|error| error.to_string()))
}

#[test]
fn compressed_files_are_read_as_if_they_were_not() {
    let folder = Folder::new();
    let table = table(3_000);
    let halves = table.split_at(table.len() / 2);
    for (name, content) in [
        ("users.csv", table.clone().into_bytes()),
        ("users.csv.gz", gzip(&table)),
        ("members.csv.gz", [gzip(halves.0), gzip(halves.1)].concat()),
        ("users.csv.zst", zstd::encode_all(table.as_bytes(), 1).unwrap()),
    ] {
        assert_eq!(outcome(&folder.file(name, content)), (3_000, None), "{name}");
    }
}

#[test]
fn what_could_be_read_is_delivered_before_the_error() {
    let folder = Folder::new();
    let table = table(20_000);
    let (gzip, zstd) = (gzip(&table), zstd::encode_all(table.as_bytes(), 1).unwrap());
    let mut damaged = gzip.clone();
    let middle = damaged.len() / 2;
    damaged[middle..middle + 40].fill(0xaa);
    for (name, content) in [
        ("cut.csv.gz", &gzip[..gzip.len() * 2 / 3]),
        ("sum.csv.gz", &gzip[..gzip.len() - 4]),
        ("damaged.csv.gz", &damaged),
        ("cut.csv.zst", &zstd[..zstd.len() * 2 / 3]),
    ] {
        let path = folder.file(name, content);
        let (rows, error) = outcome(&path);
        let error = error.unwrap();
        assert!(rows > 0, "{name}");
        assert!(error.starts_with(&format!("cannot read {} behind row {rows}: ", path.display())), "{error}");
    }
    let path = folder.file("empty.csv.gz", &gzip[..5]);
    assert!(outcome(&path).1.unwrap().starts_with(&format!("cannot read {}: ", path.display())));
}

#[test]
fn a_parquet_file_that_was_cut_off_is_refused() {
    let folder = Folder::new();
    let whole = file(&users(2_000), Compression::SNAPPY, 500);
    for length in [0, 3, 4, 100, whole.len() / 2, whole.len() - 1] {
        let path = folder.file("users.parquet", &whole[..length]);
        let (rows, error) = outcome(&path);
        let error = error.unwrap();
        assert_eq!(rows, 0);
        assert!(error.starts_with(&format!("cannot read {} as Parquet: ", path.display())), "{error}");
    }
}

#[test]
fn a_damaged_parquet_file_ends_in_an_error_or_in_wrong_data_but_never_in_a_crash() {
    let folder = Folder::new();
    let whole = file(&users(200), Compression::SNAPPY, 100);
    let mut random = 1_u64;
    let mut errors = 0;
    for _ in 0..300 {
        let mut damaged = whole.clone();
        for _ in 0..3 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (random >> 33) as usize % damaged.len();
            damaged[at] ^= (random >> 20) as u8 | 1;
        }
        errors += usize::from(outcome(&folder.file("users.parquet", &damaged)).1.is_some());
    }
    assert!(errors > 50, "{errors}");
}
