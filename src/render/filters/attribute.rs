//! The `attribute=` of filters: `'address.city'`, `'items.0.name'`.

use crate::render::context::Context;
use crate::render::fault::Result;
use crate::render::methods::text::case;
use crate::render::value::Value;

/// The steps from an item to one of its attributes.
#[derive(Debug, Clone, Default)]
pub(super) struct Path<'p> {
    steps: Vec<Value<'p>>,
    /// What stands for an attribute that is missing.
    default: Option<Value<'p>>,
}

impl<'p> Path<'p> {
    /// Reads an argument; without one, the path leads to the item itself.
    pub(super) fn of(attribute: Option<&Value<'p>>) -> Self {
        let steps = match attribute {
            Some(Value::Text(text)) => {
                let mut at = 0;
                let mut steps = Vec::new();
                for part in text.as_str().split('.') {
                    let is_index = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
                    steps.push(match part.parse() {
                        Ok(index) if is_index => Value::Int(index),
                        _ => Value::Text(text.slice(at..at + part.len())),
                    });
                    at += part.len() + 1;
                }
                steps
            }
            Some(value) if !value.is_none() => vec![value.clone()],
            _ => Vec::new(),
        };
        Self { steps, default: None }
    }

    /// Several paths with commas between them, as `sort` takes them.
    pub(super) fn several(attribute: Option<&Value<'p>>) -> Vec<Self> {
        let Some(Value::Text(text)) = attribute else { return vec![Self::of(attribute)] };
        let mut at = 0;
        let mut paths = Vec::new();
        for part in text.as_str().split(',') {
            paths.push(Self::of(Some(&Value::Text(text.slice(at..at + part.len())))));
            at += part.len() + 1;
        }
        paths
    }

    pub(super) fn with_default(mut self, default: Option<Value<'p>>) -> Self {
        self.default = default.filter(|default| !default.is_none());
        self
    }

    /// The attribute of an item.
    pub(super) fn follow(&self, ctx: &mut Context<'p>, item: &Value<'p>) -> Result<Value<'p>> {
        let mut value = item.clone();
        for step in &self.steps {
            value = ctx.item(&value, step)?;
            if let Some(default) = self.default.as_ref().filter(|_| value.is_undefined()) {
                value = default.clone();
            }
        }
        Ok(value)
    }

    /// The attribute of an item, for comparing.
    pub(super) fn key(
        &self,
        ctx: &mut Context<'p>,
        item: &Value<'p>,
        case_sensitive: bool,
    ) -> Result<Value<'p>> {
        let value = self.follow(ctx, item)?;
        if case_sensitive { Ok(value) } else { without_case(ctx, value) }
    }
}

/// The value; a text in lower case.
pub(super) fn without_case<'p>(ctx: &mut Context<'p>, value: Value<'p>) -> Result<Value<'p>> {
    match &value {
        Value::Text(text)
            if text.as_str().bytes().any(|byte| !byte.is_ascii() || byte.is_ascii_uppercase()) =>
        {
            case::lower(ctx, text).map(Value::Text)
        }
        _ => Ok(value),
    }
}
