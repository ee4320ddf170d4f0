//! What `dict(…)`, `namespace(…)` and `.update(…)` take.

use crate::json::Kind;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::value::Value;

/// The members that a dict is made of: those of a dict or of a list of pairs, then the named arguments.
pub(in crate::render) fn members<'p>(
    ctx: &mut Context<'p>,
    callee: &str,
    arguments: &Arguments<'p>,
) -> Result<Vec<(Value<'p>, Value<'p>)>> {
    let mut members = Vec::new();
    match arguments.positional.as_slice() {
        [] => {}
        [Value::Missing(hole)] => return Err(ctx.undefined(*hole)),
        [Value::Undefined] => return Err(Fault::undefined(format!("`{callee}` on an undefined value"))),
        [source] => match Context::members(source) {
            Some(found) => {
                ctx.budget.items(found.len().saturating_mul(2))?;
                members = found;
            }
            None => {
                for pair in ctx.iterate(source)? {
                    let Ok([key, value]) = <[Value<'p>; 2]>::try_from(ctx.iterate(&pair)?) else {
                        return Err(Fault::range(format!(
                            "`{callee}` takes a dict or pairs of key and value"
                        )));
                    };
                    ctx.budget.items(2)?;
                    ctx.dict_insert(&mut members, key, value)?;
                }
            }
        },
        more => {
            let given = more.len();
            return Err(Fault::argument(format!(
                "`{callee}` takes at most 1 positional argument, {given} are given"
            )));
        }
    }
    for (name, value) in &arguments.named {
        ctx.budget.items(2)?;
        ctx.dict_insert(&mut members, Value::name(name), value.clone())?;
    }
    Ok(members)
}

/// Refuses values that cannot be the key of a dict.
pub(in crate::render) fn refuse_unhashable(key: &Value<'_>) -> Result<()> {
    let unhashable = match key {
        Value::List(_) | Value::Dict(_) => true,
        Value::Data(node) => matches!(node.kind(), Kind::Array | Kind::Object),
        Value::Tuple(items) => return items.iter().try_for_each(refuse_unhashable),
        _ => false,
    };
    if unhashable {
        return Err(Fault::type_error(format!("a value of type {} cannot be a key", key.type_name())));
    }
    Ok(())
}
