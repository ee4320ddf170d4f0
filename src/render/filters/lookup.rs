//! `attr`: an attribute, but never an item.

use crate::render::arguments::{Arguments, text};
use crate::render::context::{Context, HoleKey};
use crate::render::fault::{Fault, Result};
use crate::render::functions;
use crate::render::methods;
use crate::render::value::{Object, Value};

pub(super) fn attr<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [name] = arguments.bind_required("attr", ["name"], 1)?;
    let name = name.unwrap_or(Value::None);
    let name = text("attr", "name", &name)?.as_str();
    match &value {
        Value::Missing(hole) => return Err(ctx.undefined(*hole)),
        Value::Undefined => return Err(Fault::undefined("a lookup in an undefined value")),
        _ => {}
    }
    if let Value::Object(object) = &value
        && let Some(found) = functions::object_attribute(ctx, object, name)?
    {
        return Ok(found);
    }
    if let Some(method) = methods::find(&value, name) {
        return Ok(Value::object(Object::Method { receiver: value, name: method }));
    }
    let parent = match &value {
        Value::Data(node) | Value::Null(node) => Some(*node),
        _ => None,
    };
    Ok(ctx.missing(parent, HoleKey::Key(name.into())))
}
