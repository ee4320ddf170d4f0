//! Audiences to payloads.

mod audience;
mod error;

pub use audience::{Audience, Contract, Fault, Wanted};
pub use error::{Error, ErrorKind};
