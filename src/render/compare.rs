//! Equality, order and membership as in Python.

use super::context::Context;
use super::fault::{Fault, Result};
use super::value::{Number, Object, Value};
use crate::json::Kind;
use std::cmp::Ordering;

const MAX_DEPTH: usize = 64;

impl<'p> Context<'p> {
    /// `a == b`
    pub(crate) fn equal(&mut self, a: &Value<'p>, b: &Value<'p>) -> Result<bool> {
        self.equal_at(a, b, 0)
    }

    fn equal_at(&mut self, a: &Value<'p>, b: &Value<'p>, depth: usize) -> Result<bool> {
        self.budget.steps(1)?;
        if depth > MAX_DEPTH {
            return Err(Fault::range("values are nested too deeply to be compared"));
        }
        if let (Value::Text(a), Value::Text(b)) = (a, b) {
            self.budget.scan(a.as_str().len().min(b.as_str().len()))?;
            return Ok(a.as_str() == b.as_str());
        }
        if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
            return Ok(order(a, b) == Some(Ordering::Equal));
        }
        if a.is_none() || b.is_none() {
            return Ok(a.is_none() && b.is_none());
        }
        if a.is_undefined() || b.is_undefined() {
            return Ok(a.is_undefined() && b.is_undefined());
        }
        if let (Value::Object(a), Value::Object(b)) = (a, b)
            && std::rc::Rc::ptr_eq(a, b)
        {
            return Ok(true);
        }
        if let (Some(a), Some(b)) = (Context::members(a), Context::members(b)) {
            self.budget.copy(a.len() + b.len())?;
            if a.len() != b.len() {
                return Ok(false);
            }
            for (key, value) in &a {
                let mut same = false;
                for (other, candidate) in &b {
                    if self.equal_at(key, other, depth + 1)? {
                        same = self.equal_at(value, candidate, depth + 1)?;
                        break;
                    }
                }
                if !same {
                    return Ok(false);
                }
            }
            return Ok(true);
        }
        if let (Value::Range(a), Value::Range(b)) = (a, b) {
            return Ok(a == b);
        }
        if a.type_name() != b.type_name() {
            return Ok(false);
        }
        let (Some(a), Some(b)) = (self.sequence(a)?, self.sequence(b)?) else { return Ok(false) };
        if a.len() != b.len() {
            return Ok(false);
        }
        for (a, b) in a.iter().zip(&b) {
            if !self.equal_at(a, b, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The order of two values; a fault for those that Python does not order.
    pub(crate) fn compare(&mut self, symbol: &str, a: &Value<'p>, b: &Value<'p>) -> Result<Option<Ordering>> {
        self.budget.steps(1)?;
        if let (Value::Text(a), Value::Text(b)) = (a, b) {
            self.budget.scan(a.as_str().len().min(b.as_str().len()))?;
            return Ok(Some(a.as_str().cmp(b.as_str())));
        }
        if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
            return Ok(order(a, b));
        }
        for value in [a, b] {
            if let Value::Missing(hole) = value {
                return Err(self.undefined(*hole));
            }
        }
        if matches!(a, Value::Undefined) || matches!(b, Value::Undefined) {
            return Err(Fault::undefined(format!("`{symbol}` on an undefined value")));
        }
        if a.type_name() == b.type_name()
            && let (Some(a), Some(b)) = (self.sequence(a)?, self.sequence(b)?)
        {
            for (a, b) in a.iter().zip(&b) {
                if !self.equal(a, b)? {
                    return self.compare(symbol, a, b);
                }
            }
            return Ok(Some(a.len().cmp(&b.len())));
        }
        let mut fault = Fault::type_error(format!(
            "`{symbol}` cannot compare values of type {} and {}",
            a.type_name(),
            b.type_name()
        ));
        if a.as_text().is_some() != b.as_text().is_some() {
            fault = fault.hint("turn the text into a number with `|int` or `|float` first");
        }
        Err(fault)
    }

    /// `needle in haystack`
    pub(crate) fn contains(&mut self, haystack: &Value<'p>, needle: &Value<'p>) -> Result<bool> {
        self.budget.steps(1)?;
        match haystack {
            Value::Text(text) => match needle {
                Value::Text(part) => {
                    self.budget.scan(text.as_str().len())?;
                    Ok(text.as_str().contains(part.as_str()))
                }
                Value::Missing(hole) => Err(self.undefined(*hole)),
                _ => Err(Fault::type_error(format!(
                    "`in` looks for text in a text, not for a value of type {}",
                    needle.type_name()
                ))
                .hint("turn the value into text with `|string`")),
            },
            Value::Data(node) if node.kind() == Kind::Object => {
                super::functions::refuse_unhashable(needle)?;
                Ok(needle.as_text().is_some_and(|key| node.get(key.as_str()).is_some()))
            }
            Value::Missing(_) | Value::Undefined => Ok(false),
            Value::Range(range) => {
                let number = match needle.as_number() {
                    Some(Number::Int(number)) => Some(number),
                    Some(Number::Float(float)) if float.fract() == 0.0 => Some(float as i128),
                    _ => None,
                };
                let distance = number.and_then(|number| number.checked_sub(range.start));
                Ok(distance.is_some_and(|distance| {
                    distance % range.step == 0
                        && u128::try_from(distance / range.step).is_ok_and(|index| index < range.len())
                }))
            }
            Value::Dict(_) => {
                super::functions::refuse_unhashable(needle)?;
                self.contains_item(haystack, needle)
            }
            _ => self.contains_item(haystack, needle),
        }
    }

    fn contains_item(&mut self, haystack: &Value<'p>, needle: &Value<'p>) -> Result<bool> {
        for item in &self.iterate(haystack)? {
            if self.equal(item, needle)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl<'p> Context<'p> {
    /// The items of a list, tuple or group; `None` for other values.
    fn sequence(&mut self, value: &Value<'p>) -> Result<Option<Vec<Value<'p>>>> {
        let items = match value {
            Value::List(items) => Some(items.borrow().clone()),
            Value::Tuple(items) => Some(items.to_vec()),
            Value::Data(node) if node.kind() == Kind::Array => Some(match self.thawed_list(*node) {
                Some(list) => list.borrow().clone(),
                None => node.items().map(Value::of).collect(),
            }),
            Value::Object(object) => match &**object {
                Object::Group { grouper, list } => Some(vec![grouper.clone(), list.clone()]),
                _ => None,
            },
            _ => None,
        };
        self.budget.copy(items.as_ref().map_or(0, Vec::len))?;
        Ok(items)
    }
}

fn order(a: Number, b: Number) -> Option<Ordering> {
    match (a, b) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        _ => a.as_f64().partial_cmp(&b.as_f64()),
    }
}
