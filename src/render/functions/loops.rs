//! What `loop` knows.

use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::value::{Loop, Value};

/// The methods of `loop`.
pub(super) const METHODS: &[&str] = &["changed", "cycle"];

pub(super) fn attribute<'p>(state: &Loop<'p>, name: &str) -> Option<Value<'p>> {
    let index0 = state.index0.get();
    let count = |number: usize| Value::Int(number as i128);
    Some(match name {
        "index" => count(index0 + 1),
        "index0" => count(index0),
        "revindex" => count(state.length.saturating_sub(index0)),
        "revindex0" => Value::Int(state.length as i128 - index0 as i128 - 1),
        "first" => Value::Bool(index0 == 0),
        "last" => Value::Bool(index0 + 1 == state.length),
        "length" => count(state.length),
        "depth" => count(state.depth0 + 1),
        "depth0" => count(state.depth0),
        "previtem" => state.previous.borrow().clone().unwrap_or(Value::Undefined),
        "nextitem" => state.next.borrow().clone().unwrap_or(Value::Undefined),
        _ => return None,
    })
}

pub(super) fn call<'p>(
    ctx: &mut Context<'p>,
    state: &Loop<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    if let Some((argument, _)) = arguments.named.first() {
        let argument = arguments.shown(argument);
        return Err(Fault::argument(format!("`loop.{name}` has no argument `{argument}`")));
    }
    let values = &arguments.positional;
    if name == "cycle" {
        let at = state.index0.get().checked_rem(values.len());
        let at = at.ok_or_else(|| Fault::type_error("`loop.cycle` needs at least one value"))?;
        return Ok(values.get(at).cloned().unwrap_or(Value::Undefined));
    }
    let before = state.changed.replace(Some(values.clone()));
    let same = match before {
        Some(before) => ctx.equal(&Value::tuple(before), &Value::tuple(values.clone()))?,
        None => false,
    };
    Ok(Value::Bool(!same))
}
