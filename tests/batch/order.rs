//! The result does not depend on how the work is divided.

use crate::folder::Folder;
use crate::{GREETING, run, template};
use lineplate::batch::{Audience, ErrorKind, Job, Wanted};
use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

/// A table with rows of very different length, some of them broken, and users who come again.
fn table(rows: usize) -> String {
    let mut table = String::from("line_id,name\n");
    for row in 0..rows {
        let id = if row % 97 == 0 { 0 } else { row };
        match row % 31 {
            3 => writeln!(table, "U{id:032x}"),
            7 => writeln!(table, "U{id:032x},"),
            11 => writeln!(table, "U{id:032x},{}", "long ".repeat(row % 900)),
            _ => writeln!(table, "U{id:032x},\"name, \"\"{row}\"\"\""),
        }
        .unwrap();
    }
    table
}

#[test]
fn bytes_are_the_same_for_any_number_of_threads() {
    let folder = Folder::new();
    let template = template(GREETING);
    let path = folder.file("users.csv", table(20_000));
    let on = |threads| {
        let job = Job::new(&template).threads(NonZeroUsize::new(threads).unwrap()).once_per("line_id");
        let (told, result) = run(&path, &job, &Wanted::of(&template.attributes()));
        result.unwrap();
        told
    };
    let alone = on(1);
    assert!(alone.contains("Duplicate") && alone.contains("{\"to\":"));
    assert!(alone.lines().count() == 20_000, "a line for each row");
    for threads in [2, 3, 8] {
        assert!(on(threads) == alone, "{threads} threads");
    }
}

#[test]
fn a_user_gets_one_message_the_first_that_can_be_sent() {
    let folder = Folder::new();
    let template = template(GREETING);
    let id = |n: u8| format!("U{n:032x}");
    let table = format!("line_id,name\n{0},\n{1},Ana\n{0},Ben\n{0},Cleo\n{1},Ana\n", id(1), id(2));
    let path = folder.file("users.csv", table);
    let wanted = Wanted::of(&template.attributes());
    let (told, _) = run(&path, &Job::new(&template).once_per("line_id"), &wanted);
    let told: Vec<_> = told.lines().collect();
    assert_eq!(told[0], "1: `UserAttribute['name']` is missing and has no fallback");
    assert_eq!(told[1..3], ["4: Duplicate", "5: Duplicate"]);
    assert!(told[3].contains("Hi Ana") && told[4].contains("Hi Ben") && told.len() == 5);
}

#[test]
fn a_run_that_is_told_to_stop_ends_behind_a_whole_row() {
    let folder = Folder::new();
    let template = template(GREETING);
    let path = folder.file("users.csv", table(20_000));
    for threads in [1, 2] {
        let job = Job::new(&template).threads(NonZeroUsize::new(threads).unwrap());
        let stop = AtomicBool::new(false);
        let mut rows = 0;
        let audience = Audience::open(&path, &Wanted::everything(), None).unwrap();
        let result = job.run(audience, &stop, |delivery| {
            rows += delivery.rows().len();
            stop.store(true, Ordering::Relaxed);
            Ok(())
        });
        let error: lineplate::batch::Error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Stopped);
        assert_eq!(error.to_string(), format!("stopped behind row {rows}"));
    }
}
