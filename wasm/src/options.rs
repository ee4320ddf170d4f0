//! Options as JavaScript gives them: JSON text.

use crate::zones;
use lineplate::json::{Document, Node};
use lineplate::schema::{self, Kind};
use lineplate::{Clock, Code, Limits, MissingPolicy, Options};
use wasm_bindgen::prelude::JsError;

/// What is wrong with options is a misuse, and is thrown.
type Result<T> = std::result::Result<T, Misuse>;

pub(crate) struct Misuse(String);

impl From<Misuse> for JsError {
    fn from(Misuse(message): Misuse) -> Self {
        Self::new(&message)
    }
}

/// The options of a template. What is not given is as in the engine.
pub(crate) fn read(text: &str) -> Result<Options> {
    let document = Document::parse(text).map_err(|error| Misuse(error.message.into_owned()))?;
    let mut options = Options::default();
    options.zones = zones::loaded();
    for (key, value) in document.root().members() {
        set(&mut options, key.as_str().unwrap_or_default(), value)?;
    }
    Ok(options)
}

fn set(options: &mut Options, name: &str, value: Node<'_>) -> Result<()> {
    match name {
        "kind" => options.kind = value.as_str().map(kind).transpose()?,
        "missing" => {
            options.missing = match value.as_str() {
                Some("fail") => MissingPolicy::Fail,
                Some("empty") => MissingPolicy::Empty,
                _ => return Err(Misuse("options: `missing` is \"fail\" or \"empty\"".to_owned())),
            };
        }
        "nullIsMissing" => options.null_is_missing = flag(name, value)?,
        "emptyIsMissing" => options.empty_is_missing = flag(name, value)?,
        "defaultFiresOnNull" => options.default_fires_on_null = flag(name, value)?,
        "jinja28" => options.jinja28 = flag(name, value)?,
        "now" => options.clock = Some(clock(value)?),
        "timeZone" => options.time_zone = Some(text(name, value)?.to_owned()),
        "showValues" => options.schema = std::mem::take(&mut options.schema).values(flag(name, value)?),
        "allow" => options.schema = allow(std::mem::take(&mut options.schema), value)?,
        "deny" => options.schema = deny(std::mem::take(&mut options.schema), value)?,
        "retryKey" => {
            options.schema = std::mem::take(&mut options.schema).retry_key(text(name, value)?);
        }
        "limits" => {
            for (key, value) in value.members() {
                set_limit(&mut options.limits, key.as_str().unwrap_or_default(), value)?;
            }
        }
        _ => return Err(Misuse(format!("options: there is no option `{name}`"))),
    }
    Ok(())
}

fn set_limit(limits: &mut Limits, name: &str, value: Node<'_>) -> Result<()> {
    let number = value.as_int().and_then(|number| u64::try_from(number).ok());
    let number =
        number.ok_or_else(|| Misuse(format!("options: the limit `{name}` is a number from 0 on")))?;
    let size = usize::try_from(number).unwrap_or(usize::MAX);
    match name {
        "templateBytes" => limits.template_bytes = size,
        "depth" => limits.depth = size,
        "steps" => limits.steps = number,
        "memory" => limits.memory = number,
        "outputBytes" => limits.output_bytes = size,
        _ => return Err(Misuse(format!("options: there is no limit `{name}`"))),
    }
    Ok(())
}

fn allow(mut options: schema::Options, names: Node<'_>) -> Result<schema::Options> {
    for name in names.items() {
        let code = code(name)?;
        if !code.can_be_allowed() {
            let message = format!("options: `{code}` cannot be allowed: there is no payload without it");
            return Err(Misuse(message));
        }
        options = options.allow(code);
    }
    Ok(options)
}

fn deny(mut options: schema::Options, names: Node<'_>) -> Result<schema::Options> {
    for name in names.items() {
        options = options.deny(code(name)?);
    }
    Ok(options)
}

fn code(name: Node<'_>) -> Result<Code> {
    let name = name.as_str().unwrap_or_default();
    Code::from_name(name).ok_or_else(|| Misuse(format!("options: there is no code `{name}`")))
}

fn clock(value: Node<'_>) -> Result<Clock> {
    let message = "options: `now` is a moment with its offset: \"2026-08-01T18:30:00+09:00\"";
    value.as_str().and_then(Clock::parse).ok_or_else(|| Misuse(message.to_owned()))
}

fn flag(name: &str, value: Node<'_>) -> Result<bool> {
    value.as_bool().ok_or_else(|| Misuse(format!("options: `{name}` is true or false")))
}

fn text<'d>(name: &str, value: Node<'d>) -> Result<&'d str> {
    value.as_str().ok_or_else(|| Misuse(format!("options: `{name}` is a string")))
}

/// A kind of document by its name.
pub(crate) fn kind(name: &str) -> Result<Kind> {
    name.parse().map_err(|_| {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        Misuse(format!("there is no kind `{name}` of document; there are {}", names.join(", ")))
    })
}
