//! Programs and profiles to payloads.

mod arguments;
mod arithmetic;
mod compare;
mod context;
mod evaluate;
mod fault;
mod filters;
mod format;
mod functions;
mod limits;
mod methods;
mod predicates;
mod print;
mod text;
mod value;

pub use limits::Limits;

use context::Context;
use fault::Result;
use value::Value;

/// A filter: the value before the bar, then the arguments.
pub(crate) type FilterFunction =
    for<'c, 'p> fn(&'c mut Context<'p>, Value<'p>, &'c arguments::Arguments<'p>) -> Result<Value<'p>>;

/// A test: `value is name(arguments)`.
pub(crate) type TestFunction =
    for<'c, 'p> fn(&'c mut Context<'p>, &'c Value<'p>, &'c arguments::Arguments<'p>) -> Result<bool>;
