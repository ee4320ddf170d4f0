//! `getAuxData`: a row of a table that was uploaded to the platform.

use crate::Code;
use crate::json::Kind;
use crate::render::account::Account;
use crate::render::arguments::{Arguments, text};
use crate::render::context::{Context, HoleKey};
use crate::render::fault::{Fault, Result};
use crate::render::value::Value;

/// The row of the table that belongs to a key, or a missing value.
pub(super) fn aux_data<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [table] = arguments.bind_required("getAuxData", ["table"], 1)?;
    let table = table.unwrap_or(Value::None);
    let table = text("getAuxData", "table", &table)?.as_str();
    if let Value::Missing(hole) = value {
        return Err(ctx.undefined(hole));
    }
    if value.is_none() {
        return Ok(value);
    }
    let key = ctx.print(&value)?;
    let rows = ctx.root(Account::AUXILIARY).and_then(|tables| tables.get(table));
    let Some(rows) = rows.filter(|rows| rows.kind() == Kind::Object) else {
        return Err(Fault::new(Code::RenderOption, "`getAuxData` needs a table that is not there").hint(
            "the option `account` holds tables (`--account FILE`): {\"AuxData\": {\"table\": {\"key\": {\"column\": \"…\"}}}}",
        ));
    };
    ctx.budget.steps(rows.len() as u64 / 16)?;
    Ok(match rows.get(key.as_str()) {
        Some(row) => Value::of(row),
        None => ctx.missing(Some(rows), HoleKey::Key(key.as_str().into())),
    })
}
