//! Global functions, and the attributes and methods of the objects that statements and functions make.

mod content_api;
mod cycle;
mod loops;
mod members;

pub(super) use content_api::{content_api, is_content_api};
pub(super) use members::{members, refuse_unhashable};

use super::arguments::{Arguments, integer};
use super::context::Context;
use super::fault::{Fault, Result};
use super::value::{Closure, Object, RangeValue, Value};
use crate::{Code, suggest};
use std::cell::RefCell;
use std::rc::Rc;

/// The global functions.
pub(crate) const NAMES: &[&str] = &["cycler", "dict", "joiner", "lipsum", "namespace", "range"];

/// The name of a global function, if there is one of this name.
pub(crate) fn global(name: &str) -> Option<&'static str> {
    NAMES.iter().copied().find(|known| *known == name)
}

/// Calls a global function.
pub(crate) fn call<'p>(ctx: &mut Context<'p>, name: &str, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    match name {
        "range" => range(arguments),
        "dict" => {
            let members = members(ctx, name, arguments)?;
            Ok(Value::dict(members))
        }
        "namespace" => namespace(ctx, arguments),
        "cycler" => cycle::cycler(arguments),
        "joiner" => cycle::joiner(ctx, arguments),
        "lipsum" => Err(Fault::new(Code::SyntaxUnsupported, "`lipsum` makes another text on each render")
            .hint("write the sample text into the template")),
        _ => Err(unknown(name)),
    }
}

/// The fault of calling a function that there is not.
pub(crate) fn unknown(name: &str) -> Fault {
    let fault = Fault::undefined(format!("there is no function `{name}`"));
    match name {
        "now" | "today" | "utcnow" | "current_time" | "datetime" => {
            fault.hint("the platform's way to the date: `{{ '%Y-%m-%d'|today('Asia/Tokyo') }}`")
        }
        "caller" => fault.hint("`caller` exists inside a macro that a `{% call %}` block calls"),
        "cycle" => fault.hint("inside a loop, `loop.cycle('a', 'b')`"),
        "super" | "self" => fault.hint("templates have no parents here: the platform knows no `extends`"),
        "len" => fault.hint("`|length` is a filter: `{{ items|length }}`"),
        "str" => fault.hint("`|string` is a filter: `{{ value|string }}`"),
        _ if super::filters::find(name).is_some() => {
            fault.hint(format!("`{name}` is a filter: write `value|{name}`"))
        }
        _ => match suggest::nearest(name, NAMES.iter().copied()) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        },
    }
}

fn range<'p>(arguments: &Arguments<'p>) -> Result<Value<'p>> {
    if !arguments.named.is_empty() {
        return Err(Fault::argument("`range` takes no named arguments"));
    }
    let [first, second, step] = arguments.bind_required("range", ["start", "stop", "step"], 1)?;
    let bound =
        |name, value: Option<Value<'p>>, otherwise| value.map_or(Ok(otherwise), |value| bound(name, &value));
    let first = bound("stop", first, 0)?;
    let (start, stop) = match second {
        Some(stop) => (first, self::bound("stop", &stop)?),
        None => (0, first),
    };
    let step = bound("step", step, 1)?;
    if step == 0 {
        return Err(Fault::range("the step of `range` cannot be zero"));
    }
    Ok(Value::Range(RangeValue { start, stop, step }))
}

/// A bound of a range, small enough for the arithmetic on ranges.
fn bound(name: &str, value: &Value<'_>) -> Result<i128> {
    let bound = integer("range", name, value)?;
    if bound.unsigned_abs() >= 1 << 100 {
        return Err(Fault::range("the bounds of `range` are too large"));
    }
    Ok(bound)
}

fn namespace<'p>(ctx: &mut Context<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
    let mut attributes: Vec<(Box<str>, Value<'p>)> = Vec::new();
    for (key, value) in members(ctx, "namespace", arguments)? {
        let Value::Text(key) = &key else {
            return Err(Fault::type_error("the names in a namespace must be texts"));
        };
        attributes.push((key.as_str().into(), value));
    }
    Ok(Value::object(Object::Namespace(RefCell::new(attributes))))
}

/// Calls an object that is no macro, method or function.
pub(crate) fn call_object<'p>(
    ctx: &mut Context<'p>,
    object: &Rc<Object<'p>>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    match &**object {
        Object::Joiner { separator, used } => {
            arguments.none("joiner")?;
            Ok(if used.replace(true) { Value::Text(separator.clone()) } else { Value::template("") })
        }
        Object::Loop(_) => ctx.call_loop(object, arguments),
        _ => {
            let kind = Value::Object(Rc::clone(object)).type_name();
            Err(Fault::type_error(format!("a value of type {kind} cannot be called")))
        }
    }
}

/// The methods of an object.
pub(crate) fn methods(object: &Object<'_>) -> &'static [&'static str] {
    match object {
        Object::Loop(_) => loops::METHODS,
        Object::Cycler { .. } => cycle::METHODS,
        _ => &[],
    }
}

/// Calls a method of an object.
pub(crate) fn call_method<'p>(
    ctx: &mut Context<'p>,
    object: &Rc<Object<'p>>,
    name: &str,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    match &**object {
        Object::Loop(state) => loops::call(ctx, state, name, arguments),
        Object::Cycler { items, at } => cycle::call(items, at, name, arguments),
        _ => Err(super::methods::unknown(&Value::Object(Rc::clone(object)), name)),
    }
}

/// An attribute of an object: `loop.index`, `namespace.name`, `group.grouper`.
pub(crate) fn object_attribute<'p>(
    ctx: &mut Context<'p>,
    object: &Rc<Object<'p>>,
    name: &str,
) -> Result<Option<Value<'p>>> {
    Ok(match &**object {
        Object::Namespace(attributes) => {
            attributes.borrow().iter().rev().find(|(key, _)| &**key == name).map(|(_, value)| value.clone())
        }
        Object::Loop(state) => loops::attribute(state, name),
        Object::Cycler { items, at } if name == "current" => items.get(at.get()).cloned(),
        Object::Cycler { items, .. } if name == "items" => Some(Value::tuple(items.clone())),
        Object::Cycler { at, .. } if name == "pos" => Some(Value::Int(at.get() as i128)),
        Object::Joiner { separator, .. } if name == "sep" => Some(Value::Text(separator.clone())),
        Object::Joiner { used, .. } if name == "used" => Some(Value::Bool(used.get())),
        Object::Macro(closure) => macro_attribute(ctx, closure, name),
        Object::Group { grouper, .. } if name == "grouper" => Some(grouper.clone()),
        Object::Group { list, .. } if name == "list" => Some(list.clone()),
        _ => None,
    })
}

fn macro_attribute<'p>(ctx: &Context<'p>, closure: &Closure<'p>, name: &str) -> Option<Value<'p>> {
    let definition = closure.definition;
    Some(match name {
        "name" => Value::template(&definition.name),
        "arguments" => {
            let names =
                definition.parameters.iter().map(|(symbol, _)| Value::template(ctx.program.name(*symbol)));
            Value::tuple(names.collect::<Vec<_>>())
        }
        "catch_kwargs" => Value::Bool(definition.takes_kwargs),
        "catch_varargs" => Value::Bool(definition.takes_varargs),
        "caller" => Value::Bool(definition.takes_caller),
        _ => return None,
    })
}
