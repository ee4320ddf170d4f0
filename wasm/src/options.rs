//! Options as JavaScript gives them.

use crate::zones;
use lineplate::schema::{self, Kind};
use lineplate::{Clock, Code, MissingPolicy, Options};
use serde::Deserialize;
use wasm_bindgen::prelude::JsError;

/// The options of a template. What is not given is as in the engine.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Settings {
    /// Left out: a push request. `null`: only JSON is checked.
    #[serde(default = "push")]
    kind: Option<String>,
    missing: Option<Missing>,
    null_is_missing: Option<bool>,
    empty_is_missing: Option<bool>,
    default_fires_on_null: Option<bool>,
    now: Option<String>,
    time_zone: Option<String>,
    jinja28: Option<bool>,
    show_values: bool,
    allow: Vec<String>,
    deny: Vec<String>,
    limits: Limits,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Missing {
    Fail,
    Empty,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
struct Limits {
    template_bytes: Option<usize>,
    depth: Option<usize>,
    steps: Option<u64>,
    memory: Option<u64>,
    output_bytes: Option<usize>,
}

fn push() -> Option<String> {
    Some(Kind::Push.as_str().to_owned())
}

impl Settings {
    pub(crate) fn parse(text: &str) -> Result<Self, JsError> {
        serde_json::from_str(text).map_err(|error| JsError::new(&format!("options: {error}")))
    }

    pub(crate) fn options(&self) -> Result<Options, JsError> {
        let mut options = Options::default();
        options.schema = self.schema()?;
        let kind = |name: &str| name.parse().map_err(|_| JsError::new(&unknown_kind(name)));
        options.kind = self.kind.as_deref().map(kind).transpose()?;
        options.missing = match self.missing {
            Some(Missing::Empty) => MissingPolicy::Empty,
            Some(Missing::Fail) | None => MissingPolicy::Fail,
        };
        options.null_is_missing = self.null_is_missing.unwrap_or(options.null_is_missing);
        options.empty_is_missing = self.empty_is_missing.unwrap_or(options.empty_is_missing);
        options.default_fires_on_null = self.default_fires_on_null.unwrap_or(options.default_fires_on_null);
        options.clock = self.now.as_deref().map(clock).transpose()?;
        options.time_zone.clone_from(&self.time_zone);
        options.zones = zones::loaded();
        options.jinja28 = self.jinja28.unwrap_or(options.jinja28);
        let limits = &mut options.limits;
        limits.template_bytes = self.limits.template_bytes.unwrap_or(limits.template_bytes);
        limits.depth = self.limits.depth.unwrap_or(limits.depth);
        limits.steps = self.limits.steps.unwrap_or(limits.steps);
        limits.memory = self.limits.memory.unwrap_or(limits.memory);
        limits.output_bytes = self.limits.output_bytes.unwrap_or(limits.output_bytes);
        Ok(options)
    }

    pub(crate) fn schema(&self) -> Result<schema::Options, JsError> {
        let mut options = schema::Options::default().values(self.show_values);
        for name in &self.allow {
            let code = code(name)?;
            if !code.can_be_allowed() {
                let message = format!("options: `{name}` cannot be allowed: there is no payload without it");
                return Err(JsError::new(&message));
            }
            options = options.allow(code);
        }
        for name in &self.deny {
            options = options.deny(code(name)?);
        }
        Ok(options)
    }
}

fn code(name: &str) -> Result<Code, JsError> {
    Code::from_name(name).ok_or_else(|| JsError::new(&format!("options: there is no code `{name}`")))
}

fn clock(text: &str) -> Result<Clock, JsError> {
    let message = "options: `now` is a moment with its offset: \"2026-08-01T18:30:00+09:00\"";
    Clock::parse(text).ok_or_else(|| JsError::new(message))
}

pub(crate) fn unknown_kind(name: &str) -> String {
    let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    format!("there is no kind `{name}` of document; there are {}", names.join(", "))
}
