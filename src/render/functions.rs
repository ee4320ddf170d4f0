//! Functions.
use super::arguments::Arguments;
use super::context::Context;
use super::fault::{Fault, Result};
use super::value::{Object, RangeValue, Value};
use std::rc::Rc;
pub(crate) fn global(name: &str) -> Option<&'static str> {
    (name == "range").then_some("range")
}
pub(crate) fn call<'p>(_: &mut Context<'p>, name: &str, a: &Arguments<'p>) -> Result<Value<'p>> {
    if name == "range" {
        return Ok(Value::Range(RangeValue {
            start: 0,
            stop: a.positional.first().and_then(Value::as_int).unwrap_or(0),
            step: 1,
        }));
    }
    Err(unknown(name))
}
pub(crate) fn call_object<'p>(
    _: &mut Context<'p>,
    _: &Rc<Object<'p>>,
    _: &Arguments<'p>,
) -> Result<Value<'p>> {
    Err(unknown("object"))
}
pub(crate) fn object_attribute<'p>(
    _: &mut Context<'p>,
    o: &Rc<Object<'p>>,
    name: &str,
) -> Result<Option<Value<'p>>> {
    Ok(match (&**o, name) {
        (Object::Loop(l), "last") => Some(Value::Bool(l.index0.get() + 1 == l.length)),
        _ => None,
    })
}
pub(crate) fn unknown(name: &str) -> Fault {
    Fault::undefined(format!("no function `{name}`"))
}
