//! What can be said of a template before it has seen any data.

#[allow(dead_code, reason = "what the check of all branches reads; the lints use a part of it")]
mod attribute;
mod calculation;
mod condition;
mod contract;
mod exact;
mod expression;
#[allow(dead_code, reason = "what the check of all branches reads; the lints use a part of it")]
mod facts;
mod flow;
mod kind;
mod lints;
mod path;
mod reads;
pub(crate) mod rewrite;
mod survey;
mod transfer;
pub(crate) mod visit;
pub(crate) mod zones;

use crate::diagnostic::{self, Diagnostic};
use crate::template::Template;
pub use contract::{Contract, Sample};
use facts::Facts;
pub use reads::{Keys, Reads};

impl Template {
    /// What looks wrong in the text of the template. Nothing is rendered, so this is fast enough for each keystroke;
    /// [`check`](Self::check) finds more.
    pub fn lint(&self) -> Vec<Diagnostic> {
        let mut found = lints::check(&Facts::gather(self.program()), self.options());
        self.options().schema.judge(&mut found);
        diagnostic::arrange(&mut found);
        found
    }

    /// What is wrong, or looks wrong, with the template, whoever it is rendered for.
    pub fn check(&self) -> Vec<Diagnostic> {
        let facts = Facts::gather(self.program());
        let mut found = lints::check(&facts, self.options());
        for finding in survey::survey(&facts, self.options()).findings {
            // A lint warns of what, in some runs, turned out to be an error.
            found.retain(|known| known.code != finding.code || known.span != finding.span);
            found.push(finding);
        }
        self.options().schema.judge(&mut found);
        diagnostic::arrange(&mut found);
        found
    }
}
