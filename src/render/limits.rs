//! What a render may use, counted before it is used.

use super::fault::{Fault, Result};
use crate::diagnostic::Code;

/// Limits on a template and on one render of it. A failed allocation cannot be caught, so memory is counted
/// before it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of template text, content blocks included. Default: 1 MiB.
    pub template_bytes: usize,
    /// Nested calls of macros, recursive loops and content blocks. Default: 32.
    pub depth: usize,
    /// Statements, operators, loop passes and comparisons of one render. Default: 2,000,000.
    pub steps: u64,
    /// Bytes of texts and lists that one render makes on its way. Default: 32 MiB.
    pub memory: u64,
    /// Bytes of the payload. Default: 4 MiB, twice what LINE takes.
    pub output_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { template_bytes: 1 << 20, depth: 32, steps: 2_000_000, memory: 32 << 20, output_bytes: 4 << 20 }
    }
}

/// What is left of the limits of one render.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    limits: Limits,
    steps: u64,
    memory: u64,
}

/// How many bytes are read in the time of one step.
const BYTES_PER_STEP: u64 = 16;

impl Budget {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, steps: limits.steps, memory: limits.memory }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The steps and bytes that were counted so far.
    pub(crate) fn used(&self) -> u64 {
        self.limits.steps - self.steps + self.limits.memory - self.memory
    }

    /// The time that was spent so far, as bytes that could have been copied in it.
    pub(crate) fn spent(&self) -> u64 {
        (self.limits.steps - self.steps) * BYTES_PER_STEP + self.limits.memory - self.memory
    }

    /// Counts `n` steps.
    pub(crate) fn steps(&mut self, n: u64) -> Result<()> {
        match self.steps.checked_sub(n) {
            Some(left) => {
                self.steps = left;
                Ok(())
            }
            None => Err(Fault::limit(
                Code::LimitSteps,
                self.limits.steps,
                format!("rendering takes more than {} steps", self.limits.steps),
            )
            .hint("shorten the loop, or raise the limit on steps (`--max-steps`)")),
        }
    }

    /// Counts the reading of `n` bytes: many short steps for the reader of a long text. This is the one rate for
    /// filters, methods, slices and comparisons, so that steps bound time whatever they are spent on.
    pub(crate) fn scan(&mut self, n: usize) -> Result<()> {
        self.steps(n as u64 / BYTES_PER_STEP)
    }

    /// Counts the copying, moving or passing over of `n` values that exist already.
    pub(crate) fn copy(&mut self, n: usize) -> Result<()> {
        const VALUES_PER_STEP: u64 = 16;
        self.steps(n as u64 / VALUES_PER_STEP)
    }

    /// Counts `n` bytes of text that are about to be made.
    pub(crate) fn text(&mut self, n: usize) -> Result<()> {
        self.memory(n as u64)
    }

    /// Counts `n` items of lists that are about to be made.
    pub(crate) fn items(&mut self, n: usize) -> Result<()> {
        self.steps(n as u64)?;
        self.memory((n as u64).saturating_mul(96))
    }

    fn memory(&mut self, n: u64) -> Result<()> {
        match self.memory.checked_sub(n) {
            Some(left) => {
                self.memory = left;
                Ok(())
            }
            None => Err(Fault::limit(
                Code::LimitMemory,
                self.limits.memory,
                format!("texts and lists grow beyond {} bytes", self.limits.memory),
            )
            .hint("build smaller texts and lists, or raise the limit on memory (`--max-memory`)")),
        }
    }
}
