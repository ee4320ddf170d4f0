//! `ContentApi.weather()`: the answer of a service, which the profile holds.

use crate::Code;
use crate::render::account::Account;
use crate::render::context::{Context, HoleKey};
use crate::render::fault::{Fault, Result};
use crate::render::value::Value;

/// Whether a call on this value asks a service.
pub(in crate::render) fn is_content_api<'p>(ctx: &Context<'p>, value: &Value<'p>) -> bool {
    match value {
        Value::Data(node) => ctx.root(Account::CONTENT_API) == Some(*node),
        Value::Missing(hole) => ctx
            .holes
            .get(*hole as usize)
            .is_some_and(|hole| matches!(hole.key, HoleKey::Name(Account::CONTENT_API))),
        _ => false,
    }
}

/// The answer of a service. What it was asked does not matter: there is one answer for each user, or for all.
pub(in crate::render) fn content_api<'p>(ctx: &Context<'p>, name: &str) -> Result<Value<'p>> {
    let answer = ctx.root(Account::CONTENT_API).and_then(|answers| answers.get(name));
    answer.map(Value::of).ok_or_else(|| {
        Fault::new(Code::RenderOption, format!("there is no answer of the content API `{name}`"))
            .hint(format!(
                "the option `account` (`--account FILE`) or the profile holds answers: {{\"ContentApi\": {{\"{name}\": …}}}}"
            ))
    })
}
