//! Audiences to payloads.

mod audience;
mod audit;
mod campaign;
mod delivery;
mod error;
mod output;
mod renderer;
mod run;
mod selection;
mod sent;
mod summary;

pub use audience::{Audience, Contract, Fault, Wanted};
pub use audit::{Audit, Shortage};
pub use campaign::Campaign;
pub use delivery::{Delivery, Fate, Row};
pub use error::{Error, ErrorKind};
pub use output::{Destination, Output, refuse_collisions};
pub use renderer::BatchRenderer;
pub use run::Job;
pub use selection::{Outside, Selection};
pub use summary::{Category, Cause, Class, Place, Summary};
