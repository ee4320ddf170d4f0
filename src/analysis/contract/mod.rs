//! What a template asks of its users.
//!
//! A [`Contract`] holds the demands that a survey of all branches found. It judges profiles ([`judge`]), writes
//! itself as JSON Schema ([`json_schema`]) and makes profiles up ([`sample`]).

mod facets;
mod json_schema;
pub(super) mod judge;
mod sample;

pub use sample::Sample;

use super::attribute::{AttributeId, Attributes};
use super::condition::Condition;
use super::facts::Facts;
use super::survey::{self, Demand, Survey, Unknown, World};
use crate::ordered::Map;
use crate::template::Template;
use serde_json::Value;

/// What a template asks of the profiles that it is rendered for: which attributes it reads, which must be there, and
/// what LINE's limits leave for each.
///
/// ```
/// use lineplate::{Options, Profile, Template};
///
/// let body = r#"{
///   "to": "{{ UserAttribute['line_id'] }}",
///   "messages": [{ "type": "text", "text": "Hello, {{ UserAttribute['first_name'] }}!" }]
/// }"#;
/// let template = Template::compile(body, Options::default()).expect("the template compiles");
/// let contract = template.contract();
/// assert!(contract.is_complete());
///
/// let schema = contract.to_json_schema();
/// assert_eq!(schema["required"], serde_json::json!(["line_id", "first_name"]));
/// assert_eq!(schema["properties"]["line_id"]["pattern"], "^[UCR][0-9a-f]{32}$");
/// assert_eq!(schema["properties"]["first_name"]["maxUtf16Length"], 4992);
///
/// let profile = Profile::parse(r#"{"line_id": "+66812345678", "first_name": "Mali"}"#).expect("an object");
/// let findings = contract.check(&profile);
/// assert_eq!(findings[0].code.as_str(), "contract/form");
/// assert_eq!(findings[0].attribute.as_deref(), Some("UserAttribute['line_id']"));
/// ```
///
/// A profile in which [`check`](Self::check) finds nothing, and which the template does not
/// [cancel](Self::cancels), renders to a message, if the contract [is complete](Self::is_complete).
#[derive(Debug)]
pub struct Contract {
    attributes: Attributes,
    samples: Map<AttributeId, Value>,
    worlds: Vec<World>,
    left_out: Vec<World>,
    demands: Vec<Demand>,
    cancels: Vec<Condition>,
    unknowns: Vec<Unknown>,
}

impl Template {
    /// What the template asks of its users.
    pub fn contract(&self) -> Contract {
        let facts = Facts::gather(self.program());
        let Survey { collected, branches, left_out, cancels, samples, .. } =
            survey::survey(&facts, self.options());
        let mut demands = collected.demands;
        demands.extend(collected.shares);
        Contract {
            attributes: facts.attributes,
            samples,
            worlds: branches,
            left_out,
            demands,
            cancels,
            unknowns: collected.unknowns,
        }
    }

    /// Profiles that show what the template does: a typical one, then one for each further branch, those last on which
    /// the template cancels the message.
    pub fn samples(&self) -> Vec<Sample> {
        self.contract().samples()
    }
}

impl Contract {
    /// Whether the contract says all that the template asks. If not, [`unknown`](Self::unknown) says what is missing.
    pub fn is_complete(&self) -> bool {
        self.unknowns.is_empty()
    }

    /// What could not be found out, each in one line.
    pub fn unknown(&self) -> impl Iterator<Item = String> + '_ {
        self.unknowns.iter().map(|unknown| {
            let paths: Vec<String> = unknown.paths.iter().map(ToString::to_string).collect();
            if paths.is_empty() {
                unknown.why.clone()
            } else {
                format!("{}: {}", paths.join(", "), unknown.why)
            }
        })
    }
}
