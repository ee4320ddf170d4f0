//! Tests: what stands behind `is`.

use super::TestFunction;
use super::arguments::Arguments;
use super::context::Context;
use super::fault::{Fault, Result};
use super::filters;
use super::methods::text::{classes, read};
use super::value::{Object, Value};
use crate::json::Kind;
use crate::template::program::Binary;
use std::cmp::Ordering;
use std::rc::Rc;

/// All tests.
const TABLE: [(&str, TestFunction); 39] = [
    ("!=", not_equal),
    ("<", less),
    ("<=", less_or_equal),
    ("==", equal),
    (">", greater),
    (">=", greater_or_equal),
    ("boolean", boolean),
    ("callable", callable),
    ("defined", defined),
    ("divisibleby", divisible_by),
    ("eq", equal),
    ("equalto", equal),
    ("escaped", escaped),
    ("even", even),
    ("false", is_false),
    ("filter", filter),
    ("float", float),
    ("ge", greater_or_equal),
    ("greaterthan", greater),
    ("gt", greater),
    ("in", is_in),
    ("integer", integer),
    ("iterable", iterable),
    ("le", less_or_equal),
    ("lessthan", less),
    ("lower", lower),
    ("lt", less),
    ("mapping", mapping),
    ("ne", not_equal),
    ("none", none),
    ("number", number),
    ("odd", odd),
    ("sameas", same_as),
    ("sequence", sequence),
    ("string", string),
    ("test", test),
    ("true", is_true),
    ("undefined", undefined),
    ("upper", upper),
];

/// The names of all tests.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
pub(crate) const NAMES: &[&str] = &{
    let mut names = [""; TABLE.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = TABLE[i].0;
        i += 1;
    }
    names
};

/// The test of this name.
pub(crate) fn find(name: &str) -> Option<TestFunction> {
    TABLE.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

type Answer = Result<bool>;

/// The one argument of a test.
fn operand<'p>(callee: &str, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let [operand] = arguments.bind_required(callee, ["value"], 1)?;
    Ok(operand.unwrap_or(Value::None))
}

fn equal<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let other = operand("eq", arguments)?;
    ctx.equal(value, &other)
}

fn not_equal<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let other = operand("ne", arguments)?;
    Ok(!ctx.equal(value, &other)?)
}

fn less<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let other = operand("lt", arguments)?;
    Ok(ctx.compare("<", value, &other)?.is_some_and(Ordering::is_lt))
}

fn less_or_equal<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let other = operand("le", arguments)?;
    Ok(ctx.compare("<=", value, &other)?.is_some_and(Ordering::is_le))
}

fn greater<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let other = operand("gt", arguments)?;
    Ok(ctx.compare(">", value, &other)?.is_some_and(Ordering::is_gt))
}

fn greater_or_equal<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let other = operand("ge", arguments)?;
    Ok(ctx.compare(">=", value, &other)?.is_some_and(Ordering::is_ge))
}

fn is_in<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let sequence = operand("in", arguments)?;
    ctx.contains(&sequence, value)
}

/// Whether the remainder by `divisor` is `rest`.
fn remainder_is<'p>(ctx: &mut Context<'p>, value: &Value<'p>, divisor: &Value<'p>, rest: i128) -> Answer {
    let remainder = ctx.binary(Binary::Remainder, value, divisor)?;
    ctx.equal(&remainder, &Value::Int(rest))
}

fn odd<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("odd")?;
    remainder_is(ctx, value, &Value::Int(2), 1)
}

fn even<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("even")?;
    remainder_is(ctx, value, &Value::Int(2), 0)
}

fn divisible_by<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let [divisor] = arguments.bind_required("divisibleby", ["num"], 1)?;
    remainder_is(ctx, value, &divisor.unwrap_or(Value::None), 0)
}

fn defined<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("defined")?;
    Ok(!value.is_undefined())
}

fn undefined<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("undefined")?;
    Ok(value.is_undefined())
}

fn none<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("none")?;
    Ok(value.is_none())
}

fn boolean<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("boolean")?;
    Ok(matches!(value, Value::Bool(_)))
}

fn is_true<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("true")?;
    Ok(matches!(value, Value::Bool(true)))
}

fn is_false<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("false")?;
    Ok(matches!(value, Value::Bool(false)))
}

fn integer<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("integer")?;
    Ok(matches!(value, Value::Int(_)))
}

fn float<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("float")?;
    Ok(matches!(value, Value::Float(_)))
}

/// Booleans are numbers to Python.
fn number<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("number")?;
    Ok(value.as_number().is_some())
}

fn string<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("string")?;
    Ok(value.as_text().is_some())
}

fn mapping<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("mapping")?;
    Ok(is_mapping(value))
}

fn is_mapping(value: &Value<'_>) -> bool {
    match value {
        Value::Dict(_) => true,
        Value::Data(node) => node.kind() == Kind::Object,
        _ => false,
    }
}

/// What has a length and items; a missing value passes for an empty one.
fn sequence<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("sequence")?;
    Ok(match value {
        Value::Object(object) => matches!(&**object, Object::Group { .. }),
        _ => is_iterable(value),
    })
}

fn iterable<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("iterable")?;
    Ok(is_iterable(value))
}

fn is_iterable(value: &Value<'_>) -> bool {
    match value {
        Value::None | Value::Null(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => false,
        Value::Object(object) => matches!(
            &**object,
            Object::Group { .. } | Object::Iterator(_) | Object::View { .. } | Object::Loop(_)
        ),
        _ => true,
    }
}

/// Whether the value can be called; Jinja's undefined says it can.
fn callable<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("callable")?;
    Ok(match value {
        Value::Object(object) => matches!(
            &**object,
            Object::Macro(_)
                | Object::Method { .. }
                | Object::Function(_)
                | Object::Joiner { .. }
                | Object::Loop(_)
        ),
        _ => value.is_undefined(),
    })
}

/// Without HTML escaping no text is marked as escaped.
fn escaped<'p>(_: &mut Context<'p>, _: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("escaped")?;
    Ok(false)
}

fn lower<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("lower")?;
    let text = ctx.print(value)?;
    read(ctx, &text)?;
    Ok(classes::is_lower(text.as_str()))
}

fn upper<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("upper")?;
    let text = ctx.print(value)?;
    read(ctx, &text)?;
    Ok(classes::is_upper(text.as_str()))
}

/// Whether both are one and the same. Numbers and texts have no place in memory that a template could know, so
/// equal ones of one type count as the same.
fn same_as<'p>(ctx: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    let [other] = arguments.bind_required("sameas", ["other"], 1)?;
    let other = other.unwrap_or(Value::None);
    Ok(match (value, &other) {
        (Value::List(a), Value::List(b)) => Rc::ptr_eq(a, b),
        (Value::Dict(a), Value::Dict(b)) => Rc::ptr_eq(a, b),
        (Value::Tuple(a), Value::Tuple(b)) => Rc::ptr_eq(a, b),
        (Value::Object(a), Value::Object(b)) => Rc::ptr_eq(a, b),
        (Value::Data(a), Value::Data(b)) => a == b,
        (Value::Missing(_) | Value::Undefined, Value::Missing(_) | Value::Undefined) => false,
        (a, b) if a.type_name() == b.type_name() => ctx.equal(a, b)?,
        _ => false,
    })
}

fn filter<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("filter")?;
    is_name(value, |name| filters::find(name).is_some())
}

fn test<'p>(_: &mut Context<'p>, value: &Value<'p>, arguments: &Arguments<'p>) -> Answer {
    arguments.none("test")?;
    is_name(value, |name| find(name).is_some())
}

fn is_name(value: &Value<'_>, known: impl Fn(&str) -> bool) -> Answer {
    match value {
        Value::Text(name) => Ok(known(name.as_str())),
        Value::List(_) | Value::Dict(_) | Value::Data(_) => {
            Err(Fault::type_error(format!("a value of type {} is not a name", value.type_name())))
        }
        _ => Ok(false),
    }
}
