//! What can be said of a template before it has seen any data.

#[allow(dead_code, reason = "what the check of all branches reads; the lints use a part of it")]
mod attribute;
mod expression;
#[allow(dead_code, reason = "what the check of all branches reads; the lints use a part of it")]
mod facts;
mod flow;
mod kind;
mod lints;
mod reads;
mod transfer;
pub(crate) mod visit;

use crate::diagnostic::{self, Diagnostic};
use crate::template::Template;
use facts::Facts;
pub use reads::{Keys, Reads};

impl Template {
    /// What is wrong, or looks wrong, with the template, whoever it is rendered for.
    pub fn check(&self) -> Vec<Diagnostic> {
        let facts = Facts::gather(self.program());
        let mut found = lints::check(&facts, self.options());
        diagnostic::sort(&mut found);
        found
    }
}
