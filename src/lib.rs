//! Campaign messages on LINE: Jinja templates in, payloads that no attribute value can break out.
//!
//! Marketing platforms send LINE messages through a JSON body with Jinja placeholders. Nothing there escapes a name
//! with a quote in it, and nothing checks LINE's limits before LINE refuses the request. This crate does both, in the
//! same way in a command line, a service and a browser.
//!
//! # A first render
//!
//! Compile a body once, then render it for every user:
//!
//! ```
//! use lineplate::{Options, Outcome, Profile, Template};
//!
//! let body = r#"{
//!   "to": "{{ UserAttribute['line_id'] }}",
//!   "messages": [{ "type": "text", "text": "Hello, {{ UserAttribute['first_name'] }}!" }]
//! }"#;
//! let template = Template::compile(body, Options::default()).expect("the template compiles");
//!
//! let profile = Profile::parse(r#"{
//!   "line_id": "U4af4980629d3b0f1b3d3a3b3e3c3d3f3",
//!   "first_name": "Ana \"Nana\" Lima"
//! }"#).expect("the profile is an object");
//!
//! let rendered = template.render(&profile);
//! assert_eq!(
//!     rendered.payload(),
//!     Some(concat!(
//!         r#"{"to":"U4af4980629d3b0f1b3d3a3b3e3c3d3f3","messages":"#,
//!         r#"[{"type":"text","text":"Hello, Ana \"Nana\" Lima!"}]}"#,
//!     ))
//! );
//! ```
//!
//! The payload is canonical: no white space outside strings, keys in the order of the template, UTF-8.
//!
//! # Outcomes and findings
//!
//! A render ends in one of three [outcomes](Outcome): a payload to send, a message that the template itself cancelled,
//! or findings that say why the message cannot be sent. Warnings accompany each.
//!
//! ```
//! # use lineplate::{Options, Outcome, Profile, Template};
//! # let body = r#"{"to": "{{ UserAttribute['line_id'] }}", "messages": [{"type": "text", "text": "Hi {{ UserAttribute['first_name'] }}"}]}"#;
//! # let template = Template::compile(body, Options::default()).expect("the template compiles");
//! let profile = Profile::parse(r#"{ "line_id": "U4af4980629d3b0f1b3d3a3b3e3c3d3f3" }"#).expect("an object");
//! let Outcome::Failed(findings) = template.render(&profile).outcome else { panic!() };
//! assert_eq!(findings[0].code.as_str(), "render/missing-attribute");
//! assert_eq!(findings[0].attribute.as_deref(), Some("UserAttribute['first_name']"));
//! ```
//!
//! A [`Diagnostic`] has a stable [`Code`], a message, hints, the place in the template as a [`Span`] of bytes, and, where
//! it is about the payload, the JSON Pointer and LINE's own name of the property. [`diagnostic::LineIndex`] turns
//! spans into lines and columns. No finding shows the value of an attribute.
//!
//! What is wrong with the template for every user is found when it is compiled:
//!
//! ```
//! # use lineplate::{Options, Template};
//! let findings = Template::compile(r#"{"a": 1 "b": 2}"#, Options::default()).unwrap_err();
//! assert_eq!(findings[0].code.as_str(), "json/missing-comma");
//! ```
//!
//! # How values are written
//!
//! | place of the placeholder | what is written |
//! | --- | --- |
//! | inside a string or key | the value as Jinja prints it, escaped |
//! | where a value stands | numbers, booleans, null, lists and objects as JSON; text only if the template made it |
//! | between values | text that the template made: commas, members, whole messages |
//!
//! Text remembers which of its characters come from data, so JSON that a template assembles from pieces is written as
//! it was meant, while data in it is escaped wherever it ends up.
//!
//! # Finished JSON
//!
//! [`schema::validate`] checks a payload without a template.
//!
//! # Limits
//!
//! [`Limits`] bound what one render may use; an endless loop or an exploding text ends in a finding, not in a crash.
//!
//! # Features
//!
//! | feature | default | gives |
//! | --- | --- | --- |
//! | `cli` | yes | the binary `lineplate`; native only |
//! | `batch` | with `cli` | audiences to payloads on all cores: [`batch`]; native only |
//! | `timezones` | with `cli` | time zones by name in the date filters, about 0.3 MB; else see [`Zones`] |
//!
//! Without default features the crate compiles for `wasm32-unknown-unknown` and has no native dependency.

mod analysis;
#[cfg(feature = "batch")]
pub mod batch;
pub mod diagnostic;
pub mod editor;
pub mod json;
mod ordered;
mod render;
pub mod schema;
mod suggest;
mod template;
mod url;

pub use analysis::{Contract, Keys, Reads, Sample};
pub use diagnostic::{Code, Diagnostic, Severity, Span};
pub use render::{
    Account, Clock, Emitted, Limits, MissingPolicy, Options, Outcome, Profile, ProfileReader, Rendered,
    Renderer, Verdict, Written, Zones,
};
pub use template::{Condition, Fixed, Template, emit, eval, fix};
