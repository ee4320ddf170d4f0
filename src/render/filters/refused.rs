//! Filters that the platform has and that make no sense in a message that is to come out the same each time.

use crate::Code;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::value::Value;

pub(super) fn random<'p>(_: &mut Context<'p>, _: Value<'p>, _: &Arguments<'p>) -> Result<Value<'p>> {
    Err(Fault::new(
        Code::SyntaxUnsupported,
        "`random` gives another result on each render, so no preview can show it",
    )
    .hint("choose by an attribute: `items[UserAttribute['uid']|int % items|length]`"))
}

pub(super) fn urlize<'p>(_: &mut Context<'p>, _: Value<'p>, _: &Arguments<'p>) -> Result<Value<'p>> {
    Err(Fault::new(
        Code::SyntaxUnsupported,
        "`urlize` makes HTML links, which LINE shows as they are written",
    )
    .hint("leave it out: LINE makes links of addresses by itself"))
}
