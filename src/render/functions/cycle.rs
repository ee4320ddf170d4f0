//! `cycler(…)` and `joiner(…)`.

use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::text::Text;
use crate::render::value::{Object, Value};
use std::cell::Cell;

/// The methods of a cycler.
pub(super) const METHODS: &[&str] = &["next", "reset"];

pub(super) fn cycler<'p>(arguments: &Arguments<'p>) -> Result<Value<'p>> {
    if let Some((name, _)) = arguments.named.first() {
        let name = arguments.shown(name);
        return Err(Fault::argument(format!("`cycler` has no argument `{name}`")));
    }
    if arguments.positional.is_empty() {
        return Err(Fault::argument("`cycler` needs at least one value"));
    }
    Ok(Value::object(Object::Cycler { items: arguments.positional.clone(), at: Cell::new(0) }))
}

pub(super) fn call<'p>(
    items: &[Value<'p>],
    at: &Cell<usize>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    arguments.none(name)?;
    if name == "reset" {
        at.set(0);
        return Ok(Value::None);
    }
    let current = items.get(at.get()).cloned();
    at.set(if at.get() + 1 < items.len() { at.get() + 1 } else { 0 });
    Ok(current.unwrap_or(Value::Undefined))
}

pub(super) fn joiner<'p>(ctx: &mut Context<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [separator] = arguments.bind("joiner", ["sep"])?;
    let separator = separator.map_or_else(|| Ok(Text::template(", ")), |separator| ctx.print(&separator))?;
    Ok(Value::object(Object::Joiner { separator, used: Cell::new(false) }))
}
