//! The users of an audience against the contract of a template.

use super::audience::chunk::Chunk;
use super::audience::{Audience, Fault};
use super::error::Error;
use crate::{Code, Contract, Diagnostic, Profile};

/// Rows that are read at once.
const CHUNK_ROWS: usize = 1024;
/// Rows that are named for each fault.
const MAX_ROWS: usize = 3;

/// What an audience lacks, by attribute.
#[derive(Debug, Default)]
pub struct Audit {
    rows: u64,
    keep: u64,
    cancelled: u64,
    faults: Vec<Shortage>,
}

/// One thing that users lack, or have wrong.
#[derive(Debug)]
#[non_exhaustive]
pub struct Shortage {
    /// The finding of the first user who has it.
    pub finding: Diagnostic,
    /// How many users have it.
    pub count: u64,
    /// The numbers of the first of them.
    pub rows: Vec<u64>,
}

impl Audit {
    /// Compares all users of an audience with a contract.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn run(contract: &Contract, audience: Audience) -> Result<Self, Error> {
        let (layout, mut source) = audience.into_parts();
        let mut audit = Self::default();
        let mut chunk = Chunk::default();
        let mut json = String::new();
        while source.read(&mut chunk, CHUNK_ROWS)? {
            let profiles = layout.bind(&chunk.rows);
            for row in 0..chunk.rows.len() {
                let number = chunk.first + row as u64;
                match profiles.write(row, &mut json) {
                    Ok(()) => audit.user(contract, number, &json),
                    Err(fault) => audit.unreadable(number, &fault),
                }
            }
        }
        audit.faults.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.rows.cmp(&b.rows)));
        Ok(audit)
    }

    /// How many users there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many of them keep the contract.
    pub fn keep(&self) -> u64 {
        self.keep
    }

    /// How many the template itself leaves out.
    pub fn cancelled(&self) -> u64 {
        self.cancelled
    }

    /// What the others lack, the most frequent first.
    pub fn shortages(&self) -> &[Shortage] {
        &self.faults
    }

    fn user(&mut self, contract: &Contract, number: u64, json: &str) {
        self.rows += 1;
        match Profile::parse(json) {
            Ok(profile) if contract.cancels(&profile) => self.cancelled += 1,
            Ok(profile) => {
                let found = contract.check(&profile);
                self.keep += u64::from(found.is_empty());
                for finding in found {
                    self.count(number, finding);
                }
            }
            Err(diagnostic) => {
                let finding = Diagnostic { span: None, ..diagnostic };
                self.count(number, finding);
            }
        }
    }

    fn unreadable(&mut self, number: u64, fault: &Fault) {
        self.rows += 1;
        self.count(number, Diagnostic::error(Code::ProfileInvalid, &fault.cause));
    }

    fn count(&mut self, number: u64, finding: Diagnostic) {
        let same = |known: &&mut Shortage| {
            known.finding.code == finding.code
                && known.finding.attribute == finding.attribute
                && known.finding.message == finding.message
        };
        match self.faults.iter_mut().find(same) {
            Some(known) => {
                known.count += 1;
                if known.rows.len() < MAX_ROWS {
                    known.rows.push(number);
                }
            }
            None => self.faults.push(Shortage { finding, count: 1, rows: vec![number] }),
        }
    }
}
