//! Arguments of filters, tests, functions and methods, bound as Python binds them.

use super::fault::{Fault, Result};
use super::value::Value;

/// The evaluated arguments of one call.
#[derive(Debug, Default, Clone)]
pub(crate) struct Arguments<'p> {
    pub(crate) positional: Vec<Value<'p>>,
    pub(crate) named: Vec<(String, Value<'p>)>,
    /// Whether keys of the data are among the names: `f(**UserAttribute.d)`.
    pub(crate) named_by_data: bool,
}

impl<'p> Arguments<'p> {
    pub(crate) fn of(positional: impl Into<Vec<Value<'p>>>) -> Self {
        Self { positional: positional.into(), ..Self::default() }
    }

    /// How a finding shows the name of an argument.
    pub(crate) fn shown<'n>(&self, name: &'n str) -> &'n str {
        if self.named_by_data { "…" } else { name }
    }

    /// The arguments for the parameters in `names`, in that order. Too many, unknown and doubled ones are faults.
    pub(crate) fn bind<const N: usize>(
        &self,
        callee: &str,
        names: [&str; N],
    ) -> Result<[Option<Value<'p>>; N]> {
        if self.positional.len() > N {
            let given = self.positional.len();
            return Err(Fault::argument(format!(
                "`{callee}` takes at most {N} arguments, {given} are given"
            )));
        }
        let mut bound = [const { None }; N];
        for (slot, value) in bound.iter_mut().zip(&self.positional) {
            *slot = Some(value.clone());
        }
        for (name, value) in &self.named {
            let shown = self.shown(name);
            match names.iter().zip(bound.iter_mut()).find(|(parameter, _)| *parameter == name) {
                Some((_, slot @ None)) => *slot = Some(value.clone()),
                Some(_) => {
                    return Err(Fault::argument(format!("`{callee}` gets the argument `{shown}` twice")));
                }
                None => {
                    let mut fault = Fault::argument(format!("`{callee}` has no argument `{shown}`"));
                    if N > 0 {
                        fault = fault.hint(format!("it takes: {}", names.join(", ")));
                    }
                    return Err(fault);
                }
            }
        }
        Ok(bound)
    }

    /// Like [`bind`](Self::bind), for callees that need their first `required` arguments.
    pub(crate) fn bind_required<const N: usize>(
        &self,
        callee: &str,
        names: [&str; N],
        required: usize,
    ) -> Result<[Option<Value<'p>>; N]> {
        let bound = self.bind(callee, names)?;
        match bound.iter().zip(names).take(required).find(|(value, _)| value.is_none()) {
            Some((_, name)) => Err(Fault::argument(format!("`{callee}` needs the argument `{name}`"))),
            None => Ok(bound),
        }
    }

    /// Refuses any argument.
    pub(crate) fn none(&self, callee: &str) -> Result<()> {
        self.bind(callee, []).map(drop)
    }
}

/// An argument that should be an integer.
pub(crate) fn integer(callee: &str, name: &str, value: &Value<'_>) -> Result<i128> {
    value.as_int().ok_or_else(|| {
        Fault::type_error(format!(
            "`{callee}` needs an integer for `{name}`, not a value of type {}",
            value.type_name()
        ))
    })
}

/// An argument that should be a text.
pub(crate) fn text<'v, 'p>(
    callee: &str,
    name: &str,
    value: &'v Value<'p>,
) -> Result<&'v super::text::Text<'p>> {
    value.as_text().ok_or_else(|| {
        Fault::type_error(format!(
            "`{callee}` needs a text for `{name}`, not a value of type {}",
            value.type_name()
        ))
    })
}
