//! `groupby` and `unique`.

use super::attribute::Path;
use super::order::{self, is_set};
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::functions::refuse_unhashable;
use crate::render::methods::address_of;
use crate::render::value::{Number, Object, Value};
use std::collections::HashSet;

pub(super) fn groupby<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let names = ["attribute", "default", "case_sensitive"];
    let [attribute, default, case_sensitive] = arguments.bind_required("groupby", names, 1)?;
    let case_sensitive = is_set(case_sensitive.as_ref());
    let path = Path::of(attribute.as_ref()).with_default(default);
    let items = ctx.iterate(&value)?;
    ctx.budget.items(items.len().saturating_mul(2))?;
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let key = path.key(ctx, &item, case_sensitive)?;
        keyed.push((key.clone(), (key, item)));
    }
    let sorted = order::sort(ctx, keyed, false, |ctx, a, b| order::less(ctx, a, b))?;
    let mut groups: Vec<(Value<'p>, Vec<Value<'p>>)> = Vec::new();
    for (key, item) in sorted {
        match groups.last_mut() {
            Some((group, items)) if ctx.equal(group, &key)? => items.push(item),
            _ => groups.push((key, vec![item])),
        }
    }
    let mut result = Vec::with_capacity(groups.len());
    for (key, items) in groups {
        let grouper = match items.first() {
            Some(first) if !case_sensitive => path.follow(ctx, first)?,
            _ => key,
        };
        result.push(Value::object(Object::Group { grouper, list: Value::list(items) }));
    }
    Ok(Value::list(result))
}

pub(super) fn unique<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [case_sensitive, attribute] = arguments.bind("unique", ["case_sensitive", "attribute"])?;
    let case_sensitive = is_set(case_sensitive.as_ref());
    let path = Path::of(attribute.as_ref());
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in ctx.iterate(&value)? {
        let key = path.key(ctx, &item, case_sensitive)?;
        refuse_unhashable(&key)?;
        if let Value::Text(text) = &key {
            ctx.budget.text(text.weight())?;
        }
        if seen.insert(Identity::of(&key, 0)?) {
            kept.push(item);
        }
    }
    Ok(Value::iterator(kept))
}

/// What two values that are equal to Python have in common.
#[derive(PartialEq, Eq, Hash)]
enum Identity {
    None,
    Undefined,
    Integer(i128),
    Float(u64),
    Text(Box<str>),
    Tuple(Vec<Self>),
    Range(i128, i128, i128),
    Address(usize),
}

impl Identity {
    fn of(value: &Value<'_>, depth: usize) -> Result<Self> {
        if depth > 64 {
            return Err(Fault::range("values are nested too deeply to be compared"));
        }
        if let Some(number) = value.as_number() {
            return Ok(match number {
                Number::Int(number) => Self::Integer(number),
                // A float that is an integer equals that integer.
                Number::Float(number) if number.fract() == 0.0 && number.abs() < 2_f64.powi(126) => {
                    Self::Integer(number as i128)
                }
                Number::Float(number) => Self::Float(number.to_bits()),
            });
        }
        Ok(match value {
            Value::Text(text) => Self::Text(text.as_str().into()),
            Value::Tuple(items) => {
                Self::Tuple(items.iter().map(|item| Self::of(item, depth + 1)).collect::<Result<_>>()?)
            }
            Value::Range(range) => Self::Range(range.start, range.stop, range.step),
            _ if value.is_none() => Self::None,
            _ => address_of(value).map_or(Self::Undefined, Self::Address),
        })
    }
}
