//! Mends what keeps a template from being read, where there is one way to mend it.

use crate::diagnostic::{Diagnostic, Edit};
use crate::ordered;

/// How often a template is read anew. A slip may hide those behind it.
const MAX_ROUNDS: usize = 32;

/// A template whose tags can be read.
pub(super) struct Repaired {
    pub(super) text: String,
    /// How many places were changed.
    pub(super) changes: usize,
}

/// Mends the slips that `faults` finds in a template; what is wrong with it, if there is more.
pub(super) fn repair(
    source: &str,
    faults: impl Fn(&str) -> Vec<Diagnostic>,
) -> Result<Repaired, Vec<Diagnostic>> {
    let mut repaired = Repaired { text: source.to_owned(), changes: 0 };
    let mut first = None;
    for _ in 0..MAX_ROUNDS {
        let found = faults(&repaired.text);
        if found.is_empty() {
            return Ok(repaired);
        }
        // What a name was meant to be is a guess; what a tag was meant to be is not.
        let slips = found.iter().filter(|fault| fault.code.as_str().starts_with("lint/"));
        let edits: Vec<Edit> = slips.flat_map(|fault| fault.edits.iter().cloned()).collect();
        let is_mended = !edits.is_empty();
        // Places are told in the template as it was given.
        first.get_or_insert(found);
        if !is_mended {
            break;
        }
        repaired.changes += edits.len();
        repaired.text = applied(&repaired.text, edits);
    }
    Err(first.unwrap_or_default())
}

/// The text after edits, of which the first of two that overlap counts.
fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    ordered::sort_by(&mut edits, |a, b| a.span.start.cmp(&b.span.start));
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        if range.start < at {
            continue;
        }
        changed.push_str(text.get(at..range.start).unwrap_or_default());
        changed.push_str(&edit.text);
        at = range.end;
    }
    changed.push_str(text.get(at..).unwrap_or_default());
    changed
}
