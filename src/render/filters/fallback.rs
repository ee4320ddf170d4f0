//! `default`, also written `d`.

use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::Result;
use crate::render::value::Value;

pub(super) fn default<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [fallback, boolean] = arguments.bind("default", ["default_value", "boolean"])?;
    let fires = value.is_undefined()
        || boolean.is_some_and(|boolean| boolean.is_true()) && !value.is_true()
        || ctx.options.default_fires_on_null && value.is_none();
    Ok(if fires { fallback.unwrap_or_else(|| Value::template("")) } else { value })
}
