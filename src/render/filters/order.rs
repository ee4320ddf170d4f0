//! `sort`, `dictsort`, `min`, `max`.

use super::attribute::{Path, without_case};
use super::sequence::nothing;
use crate::render::arguments::{Arguments, integer};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::value::Value;
use std::cmp::Ordering;

/// `a < b`
pub(in crate::render) fn less<'p>(ctx: &mut Context<'p>, a: &Value<'p>, b: &Value<'p>) -> Result<bool> {
    Ok(ctx.compare("<", a, b)? == Some(Ordering::Less))
}

/// `a < b` for lists of keys: the first pair that is not equal decides.
fn less_keys<'p>(ctx: &mut Context<'p>, a: &[Value<'p>], b: &[Value<'p>]) -> Result<bool> {
    for (a, b) in a.iter().zip(b) {
        if !ctx.equal(a, b)? {
            return less(ctx, a, b);
        }
    }
    Ok(false)
}

/// The items in the order of their keys; equal ones stay as they are. Only `<` is asked, as Python does, so values
/// without an order give a fault and no panic.
pub(in crate::render) fn sort<'p, K, V>(
    ctx: &mut Context<'p>,
    keyed: Vec<(K, V)>,
    reverse: bool,
    less: impl Fn(&mut Context<'p>, &K, &K) -> Result<bool>,
) -> Result<Vec<V>> {
    let mut runs: Vec<Vec<(K, V)>> = keyed.into_iter().map(|pair| vec![pair]).collect();
    while runs.len() > 1 {
        let mut merged = Vec::with_capacity(runs.len().div_ceil(2));
        let mut rest = runs.into_iter();
        while let Some(left) = rest.next() {
            merged.push(match rest.next() {
                Some(right) => merge(ctx, left, right, reverse, &less)?,
                None => left,
            });
        }
        runs = merged;
    }
    Ok(runs.into_iter().flatten().map(|(_, value)| value).collect())
}

fn merge<'p, K, V>(
    ctx: &mut Context<'p>,
    left: Vec<(K, V)>,
    right: Vec<(K, V)>,
    reverse: bool,
    less: &impl Fn(&mut Context<'p>, &K, &K) -> Result<bool>,
) -> Result<Vec<(K, V)>> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut left = left.into_iter().peekable();
    let mut right = right.into_iter().peekable();
    while let (Some((a, _)), Some((b, _))) = (left.peek(), right.peek()) {
        ctx.budget.steps(1)?;
        let right_first = if reverse { less(ctx, a, b)? } else { less(ctx, b, a)? };
        merged.extend(if right_first { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

/// Whether to sort the other way round; Python takes an integer here, no other truth.
fn is_reversed(callee: &str, option: Option<&Value<'_>>) -> Result<bool> {
    option.map_or(Ok(false), |option| Ok(integer(callee, "reverse", option)? != 0))
}

pub(super) fn sort_filter<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [reverse, case_sensitive, attribute] =
        arguments.bind("sort", ["reverse", "case_sensitive", "attribute"])?;
    let case_sensitive = is_set(case_sensitive.as_ref());
    let reverse = is_reversed("sort", reverse.as_ref())?;
    let paths = Path::several(attribute.as_ref());
    let items = ctx.iterate(&value)?;
    ctx.budget.items(items.len())?;
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let keys =
            paths.iter().map(|path| path.key(ctx, &item, case_sensitive)).collect::<Result<Vec<_>>>()?;
        keyed.push((keys, item));
    }
    let sorted = sort(ctx, keyed, reverse, |ctx, a: &Vec<_>, b| less_keys(ctx, a, b))?;
    Ok(Value::list(sorted))
}

pub(super) fn is_set(option: Option<&Value<'_>>) -> bool {
    option.is_some_and(Value::is_true)
}

pub(super) fn dictsort<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [case_sensitive, by, reverse] = arguments.bind("dictsort", ["case_sensitive", "by", "reverse"])?;
    let by_value = match by.as_ref().map(Value::as_text) {
        None => false,
        Some(Some(by)) if by.as_str() == "key" => false,
        Some(Some(by)) if by.as_str() == "value" => true,
        Some(_) => return Err(Fault::argument("`dictsort` sorts by 'key' or by 'value'")),
    };
    let Some(members) = Context::members(&value) else {
        return Err(match &value {
            Value::Missing(hole) => ctx.undefined(*hole),
            Value::Undefined => Fault::undefined("`dictsort` on an undefined value"),
            _ => Fault::type_error(format!(
                "`dictsort` takes a dict, not a value of type {}",
                value.type_name()
            )),
        });
    };
    ctx.budget.items(members.len().saturating_mul(3))?;
    let case_sensitive = is_set(case_sensitive.as_ref());
    let mut keyed = Vec::with_capacity(members.len());
    for (key, value) in members {
        let sort_key = if by_value { value.clone() } else { key.clone() };
        let sort_key = if case_sensitive { sort_key } else { without_case(ctx, sort_key)? };
        keyed.push((sort_key, Value::tuple([key, value])));
    }
    let reverse = is_reversed("dictsort", reverse.as_ref())?;
    let sorted = sort(ctx, keyed, reverse, |ctx, a, b| less(ctx, a, b))?;
    Ok(Value::list(sorted))
}

pub(super) fn min<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    extreme(ctx, &value, arguments, "min", "<")
}

pub(super) fn max<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    extreme(ctx, &value, arguments, "max", ">")
}

fn extreme<'p>(
    ctx: &mut Context<'p>,
    value: &Value<'p>,
    arguments: &Arguments<'p>,
    callee: &'static str,
    symbol: &str,
) -> Result<Value<'p>> {
    let [case_sensitive, attribute] = arguments.bind(callee, ["case_sensitive", "attribute"])?;
    let path = Path::of(attribute.as_ref());
    let case_sensitive = is_set(case_sensitive.as_ref());
    let wanted = if symbol == "<" { Ordering::Less } else { Ordering::Greater };
    let mut best = None;
    for item in ctx.iterate(value)? {
        let key = path.key(ctx, &item, case_sensitive)?;
        best = match best {
            Some((best_key, best)) if ctx.compare(symbol, &key, &best_key)? != Some(wanted) => {
                Some((best_key, best))
            }
            _ => Some((key, item)),
        };
    }
    Ok(match best {
        Some((_, item)) => item,
        None => nothing(ctx, value, callee),
    })
}
