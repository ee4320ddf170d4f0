//! Python's methods of texts. Each keeps the origin of every character.

pub(in crate::render) mod case;
pub(in crate::render) mod classes;
mod pad;
mod place;
mod search;
pub(in crate::render) mod split;
mod translate;

pub(in crate::render) use pad::{Align, pad};
pub(in crate::render) use place::{length, offset};
pub(in crate::render) use search::replace;

use super::absent;
use crate::render::arguments::Arguments;
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::text::Text;
use crate::render::value::Value;

/// The methods of a text.
pub(super) const NAMES: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "maketrans",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];

pub(super) fn call<'p>(
    ctx: &mut Context<'p>,
    text: &Text<'p>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    read(ctx, text)?;
    match name {
        "capitalize" | "casefold" | "lower" | "swapcase" | "title" | "upper" => {
            arguments.none(name)?;
            let change = match name {
                "capitalize" => case::capitalize,
                "casefold" => case::fold,
                "lower" => case::lower,
                "swapcase" => case::swap,
                "title" => case::title,
                _ => case::upper,
            };
            change(ctx, text).map(Value::Text)
        }
        "center" | "ljust" | "rjust" => pad::justify(ctx, text, name, arguments),
        "expandtabs" => pad::expand_tabs(ctx, text, arguments),
        "zfill" => pad::fill_zeros(ctx, text, arguments),
        "count" => search::count(ctx, text, arguments),
        "startswith" | "endswith" => search::starts_or_ends(text, name, arguments),
        "find" | "index" | "rfind" | "rindex" => search::find(text, name, arguments),
        "removeprefix" | "removesuffix" => search::remove(text, name, arguments),
        "replace" => search::replace_method(ctx, text, arguments),
        "format" => ctx.brace_format(text, arguments).map(Value::Text),
        "format_map" => ctx.brace_format_map(text, arguments).map(Value::Text),
        "join" => split::join(ctx, text, arguments),
        "partition" | "rpartition" => split::partition(ctx, text, name, arguments),
        "split" | "rsplit" => split::split(ctx, text, name, arguments),
        "splitlines" => split::split_lines(ctx, text, arguments),
        "lstrip" | "rstrip" | "strip" => split::strip(text, name, arguments),
        "maketrans" => translate::make_table(ctx, arguments),
        "translate" => translate::translate(ctx, text, arguments),
        "encode" => {
            Err(Fault::type_error("texts cannot be turned into bytes").hint("`|base64encode` takes text"))
        }
        _ => match classes::holds(name, text.as_str()) {
            Some(holds) => {
                arguments.none(name)?;
                Ok(Value::Bool(holds))
            }
            None => Err(absent(name)),
        },
    }
}

/// Counts the reading of a whole text.
pub(in crate::render) fn read(ctx: &mut Context<'_>, text: &Text<'_>) -> Result<()> {
    ctx.budget.scan(text.as_str().len())
}
