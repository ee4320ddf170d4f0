//! Campaign messages on LINE: templates in, payloads and findings out.

pub mod diagnostic;
pub mod json;
mod render;
pub mod schema;
mod suggest;
mod template;

pub use diagnostic::{Code, Diagnostic, Severity, Span};
pub use render::{Limits, MissingPolicy, Options, Outcome, Profile, Rendered};
pub use template::{Template, eval};
