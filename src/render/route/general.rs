//! What terms do not know, by the evaluator.

use super::reading::{Chars, Frame, Reading};
use crate::render::context::Context;
use crate::render::text::{SOMEWHERE, Text};
use crate::render::value::Value;
use crate::template::program::{Expr, Symbol};

/// An expression that the evaluator evaluates, with the names that it mentions.
#[derive(Debug)]
pub(super) struct General {
    pub(super) expr: Expr,
    pub(super) names: Box<[(Symbol, u8)]>,
}

impl General {
    pub(super) fn read<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        let mut context: Context<'p> = Context::new(frame.program, frame.profile, frame.options);
        let made: Vec<(Symbol, Option<String>)> =
            self.names.iter().map(|(symbol, register)| (*symbol, frame.made_text(*register))).collect();
        for ((symbol, made), (_, register)) in made.into_iter().zip(&self.names) {
            let value = match (made, frame.register(*register)) {
                (Some(text), _) => {
                    let text: std::rc::Rc<str> = text.into();
                    Value::Text(Text::derived(text, &Text::data("", SOMEWHERE)))
                }
                (None, reading) => value(reading)?,
            };
            context.names.set(symbol, value);
        }
        let value = context.evaluate(&self.expr).ok()?;
        frame.work += context.budget.used();
        Some(match value {
            Value::Text(text) if text.missing().is_some() => return None,
            Value::Text(text) => frame.make(|out| out.push_str(text.as_str())),
            Value::Missing(_) => Reading::Missing,
            Value::Undefined => Reading::Undefined,
            Value::None => Reading::None,
            Value::Null(_) => Reading::Null,
            Value::Bool(value) => Reading::Bool(value),
            Value::Int(value) => Reading::Int(i64::try_from(value).ok()?),
            Value::Float(value) => Reading::Float(value),
            Value::Data(node) => Reading::Data(node),
            Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Range(_) | Value::Object(_) => {
                return None;
            }
        })
    }
}

/// The same value for the evaluator. What is not there has a name in findings, which only the program gives it.
fn value(reading: Reading<'_>) -> Option<Value<'_>> {
    Some(match reading {
        Reading::Undefined => Value::Undefined,
        Reading::None => Value::None,
        Reading::Bool(value) => Value::Bool(value),
        Reading::Int(value) => Value::Int(value.into()),
        Reading::Float(value) => Value::Float(value),
        Reading::Text(Chars::There(text)) => Value::Text(Text::data(text, SOMEWHERE)),
        Reading::Data(node) => Value::Data(node),
        Reading::Missing | Reading::Null | Reading::Text(Chars::Made { .. }) => return None,
    })
}

impl Frame<'_, '_> {
    /// The text in a register, if it was made on the way.
    fn made_text(&self, register: u8) -> Option<String> {
        match self.register(register) {
            Reading::Text(chars @ Chars::Made { .. }) => Some(self.text(chars).to_owned()),
            _ => None,
        }
    }
}
