//! How templates are compiled, rendered and judged.

use super::{Account, Clock, Limits, Zones};
use crate::schema;

/// Options of a template. `Options::default()` renders push requests in safe mode.
///
/// ```
/// use lineplate::{Options, schema::Kind};
///
/// let mut options = Options::default();
/// options.kind = Some(Kind::Message);
/// options.limits.steps = 10_000;
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// What the template makes: a push request, if not set otherwise. `None` checks JSON only.
    pub kind: Option<schema::Kind>,
    /// How LINE's schemas are applied.
    pub schema: schema::Options,
    /// What a render may use.
    pub limits: Limits,
    /// What happens when an attribute without a fallback reaches the output.
    pub missing: MissingPolicy,
    /// Whether a null in the data counts as missing. Default: yes.
    pub null_is_missing: bool,
    /// Whether an empty text in the data counts as missing. Default: no, as in Jinja.
    pub empty_is_missing: bool,
    /// Whether `|default('…')` also replaces null. Default: no, as in Jinja.
    pub default_fires_on_null: bool,
    /// The moment that counts as now for `|today`. Default: none, and a template that asks for it fails: the engine
    /// looks at no clock, so that previews, batches and tests agree.
    pub clock: Option<Clock>,
    /// The time zone of the platform's account, for `|today` without an argument: `Asia/Tokyo`.
    pub time_zone: Option<String>,
    /// Time zones by name. Default: those of the feature `timezones`, else a few that keep one offset all year.
    pub zones: Zones,
    /// Content blocks, auxiliary tables and answers of the content API. Default: none, and a template that asks for
    /// one that the profile does not hold either fails.
    pub account: Account,
    /// Whether [`Template::check`](crate::Template::check) reports what Jinja 2.8 lacks. Default: no; the language
    /// is that of Jinja 3.1.
    pub jinja28: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: Some(schema::Kind::Push),
            schema: schema::Options::default(),
            limits: Limits::default(),
            missing: MissingPolicy::Fail,
            null_is_missing: true,
            empty_is_missing: false,
            default_fires_on_null: false,
            clock: None,
            time_zone: None,
            zones: Zones::default(),
            account: Account::default(),
            jinja28: false,
        }
    }
}

/// What happens when an attribute that is missing, and has no fallback, reaches the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MissingPolicy {
    /// The message of this user fails and names the attribute.
    #[default]
    Fail,
    /// Nothing is printed, as Jinja does.
    Empty,
}
