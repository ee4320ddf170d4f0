//! Methods.
use super::arguments::Arguments;
use super::context::Context;
use super::fault::{Fault, Result};
use super::value::Value;
pub(crate) fn exists(_value: &Value<'_>, _name: &str) -> bool {
    false
}
pub(crate) fn call<'p>(
    _: &mut Context<'p>,
    value: &Value<'p>,
    name: &'p str,
    _: &Arguments<'p>,
) -> Result<Value<'p>> {
    Err(unknown(value, name))
}
pub(crate) fn unknown(_value: &Value<'_>, name: &str) -> Fault {
    Fault::undefined(format!("no method `{name}`"))
}
