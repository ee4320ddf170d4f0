//! `ContentApi.weather()`: the answer of a service, which the profile holds.

use crate::Code;
use crate::render::context::{Context, HoleKey};
use crate::render::fault::{Fault, Result};
use crate::render::value::Value;

/// The root of the profile under which the answers stand, by the names of the services.
const ROOT: &str = "ContentApi";

/// Whether a call on this value asks a service.
pub(in crate::render) fn is_content_api<'p>(ctx: &Context<'p>, value: &Value<'p>) -> bool {
    match value {
        Value::Data(node) => ctx.profile.root(ROOT) == Some(*node),
        Value::Missing(hole) => {
            ctx.holes.get(*hole as usize).is_some_and(|hole| matches!(hole.key, HoleKey::Name(ROOT)))
        }
        _ => false,
    }
}

/// The answer of a service. What it was asked does not matter: the profile has one answer for each user.
pub(in crate::render) fn content_api<'p>(ctx: &Context<'p>, name: &str) -> Result<Value<'p>> {
    let answer = ctx.profile.root(ROOT).and_then(|answers| answers.get(name));
    answer.map(Value::of).ok_or_else(|| {
        Fault::new(Code::RenderOption, format!("the profile has no answer of the content API `{name}`"))
            .hint(format!("put it beside the attributes: {{\"ContentApi\": {{\"{name}\": …}}}}"))
    })
}
