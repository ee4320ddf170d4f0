//! Campaign messages on LINE: templates in, payloads and findings out.

pub mod diagnostic;
pub mod json;
pub mod schema;

pub use diagnostic::{Code, Diagnostic, Severity, Span};
