//! The command line as users see it: output, findings, exit status.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a broken fixture fails the test")]

#[path = "cli/account.rs"]
mod account;
#[path = "cli/audience.rs"]
mod audience;
#[path = "cli/campaign.rs"]
mod campaign;
#[path = "cli/check.rs"]
mod check;
#[path = "cli/codes.rs"]
mod codes;
#[path = "cli/docs.rs"]
mod docs;
#[path = "cli/eval.rs"]
mod eval;
#[path = "cli/explain.rs"]
mod explain;
#[path = "cli/faithful.rs"]
mod faithful;
#[path = "cli/faults.rs"]
mod faults;
#[path = "cli/project.rs"]
mod project;
#[path = "cli/render.rs"]
mod render;
#[path = "cli/schema.rs"]
mod schema;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/validate.rs"]
mod validate;
