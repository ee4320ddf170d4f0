//! Expressions to values.

use super::account::Account;
use super::arguments::Arguments;
use super::context::{Context, Hole, HoleKey};
use super::fault::{Fault, Result};
use super::methods::text::{length, offset, read};
use super::recorder::{Operation, OperationKind, Taken};
use super::value::{Object, RangeValue, Value};
use crate::diagnostic::Span;
use crate::json::Kind;
use crate::template::program::{Argument, Comparison, Constant, Expr, FilterCall, Symbol};
use std::cmp::Ordering;
use std::rc::Rc;

impl<'p> Context<'p> {
    /// The value of an expression.
    pub(crate) fn evaluate(&mut self, expr: &'p Expr) -> Result<Value<'p>> {
        self.budget.steps(1).and_then(|()| self.nest()).map_err(|fault| fault.at(expr.span()))?;
        let value = self.evaluate_inner(expr).map_err(|fault| fault.at(expr.span()));
        self.unnest();
        value.map(|value| self.current(value))
    }

    /// The value; for a list of the data that a method has changed, the changed copy.
    pub(crate) fn current(&self, value: Value<'p>) -> Value<'p> {
        match &value {
            Value::Data(node) if !self.thawed.is_empty() => {
                self.thawed_list(*node).map_or(value, Value::List)
            }
            _ => value,
        }
    }

    fn evaluate_inner(&mut self, expr: &'p Expr) -> Result<Value<'p>> {
        match expr {
            Expr::Constant(constant, span) => Ok(match constant {
                Constant::None => Value::None,
                Constant::Bool(value) => Value::Bool(*value),
                Constant::Int(value) => Value::Int(*value),
                Constant::Float(value) => Value::Float(*value),
                // Without escapes, the text stands in the template between its quotes.
                Constant::Text(text) if text.len() + 2 == span.range().len() && !self.in_block => {
                    Value::Text(super::text::Text::literal(text, span.start + 1))
                }
                Constant::Text(text) => Value::template(text),
            }),
            Expr::Name(symbol, _) => self.name(*symbol),
            Expr::Attribute { base, name, span } => {
                let base = self.evaluate(base)?;
                let value = self.attribute(&base, name)?;
                self.name_hole(&value, *span);
                Ok(self.changed(&base, value, || Operation::item(*span)))
            }
            Expr::Item { base, key, span } => {
                let base = self.evaluate(base)?;
                let key = self.evaluate(key)?;
                let value = self.item(&base, &key)?;
                self.name_hole(&value, *span);
                Ok(self.changed(&base, value, || Operation::item(*span)))
            }
            Expr::Slice { base, bounds, span } => {
                let value = self.evaluate(base)?;
                let mut values = [None, None, None];
                for (slot, bound) in values.iter_mut().zip(bounds.iter()) {
                    if let Some(bound) = bound {
                        *slot = match self.evaluate(bound)? {
                            value if value.is_none() => None,
                            value => Some(super::arguments::integer("slice", "bounds", &value)?),
                        };
                    }
                }
                let part = match self.slice(&value, values) {
                    // Jinja looks constants up when it compiles, and takes what it cannot find for undefined.
                    Err(fault) if fault.is_type_error() && is_constant(base) => Value::Undefined,
                    part => part?,
                };
                Ok(self.changed(&value, part, || Operation::slice(*span, values)))
            }
            Expr::Not(value, _) => Ok(Value::Bool(!self.evaluate(value)?.is_true())),
            Expr::Negate(value, _) => {
                let value = self.evaluate(value)?;
                self.negate(&value)
            }
            Expr::Binary { op, left, right, .. } => {
                let left = self.evaluate(left)?;
                let right = self.evaluate(right)?;
                self.binary(*op, &left, &right)
            }
            Expr::And(left, right) => {
                let left = self.evaluate(left)?;
                if left.is_true() { self.evaluate(right) } else { Ok(left) }
            }
            Expr::Or(left, right) => {
                let span = left.span();
                let left = self.evaluate(left)?;
                self.note(span, Taken::Fallback(!left.is_true()));
                if left.is_true() { Ok(left) } else { self.evaluate(right) }
            }
            Expr::Compare { first, rest, .. } => {
                let mut left = self.evaluate(first)?;
                for (op, right) in rest {
                    let right = self.evaluate(right)?;
                    if !self.comparison(*op, &left, &right)? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Ok(Value::Bool(true))
            }
            Expr::If { test, then, otherwise, span } => {
                let holds = self.evaluate(test)?.is_true();
                if self.decide(*span, holds) {
                    self.evaluate(then)
                } else {
                    otherwise.as_ref().map_or(Ok(Value::Undefined), |value| self.evaluate(value))
                }
            }
            Expr::Filter { base, call } => {
                let base = self.evaluate(base)?;
                self.filter(call, base)
            }
            Expr::Test { base, function, arguments, .. } => {
                let base = self.evaluate(base)?;
                let arguments = self.arguments(arguments)?;
                self.count_call(&base, &arguments)?;
                function(self, &base, &arguments).map(Value::Bool)
            }
            Expr::Call { callee, arguments, .. } => self.call_expression(callee, arguments),
            Expr::List(items, _) => {
                self.budget.items(items.len())?;
                let items = items.iter().map(|item| self.evaluate(item)).collect::<Result<Vec<_>>>()?;
                Ok(Value::list(items))
            }
            Expr::Tuple(items, _) => {
                self.budget.items(items.len())?;
                let items = items.iter().map(|item| self.evaluate(item)).collect::<Result<Vec<_>>>()?;
                Ok(Value::tuple(items))
            }
            Expr::Dict(members, _) => {
                self.budget.items(members.len() * 2)?;
                let mut dict = Vec::with_capacity(members.len());
                for (key, value) in members {
                    let key = self.evaluate(key)?;
                    let value = self.evaluate(value)?;
                    self.dict_insert(&mut dict, key, value)?;
                }
                Ok(Value::dict(dict))
            }
        }
    }

    /// Sets a member; a key that is there keeps its place.
    pub(crate) fn dict_insert(
        &mut self,
        dict: &mut Vec<(Value<'p>, Value<'p>)>,
        key: Value<'p>,
        value: Value<'p>,
    ) -> Result<()> {
        if matches!(key, Value::List(_) | Value::Dict(_) | Value::Data(_)) {
            return Err(Fault::type_error(format!("a value of type {} cannot be a key", key.type_name())));
        }
        match self.position_of_key(dict, &key)?.and_then(|at| dict.get_mut(at)) {
            Some((_, slot)) => *slot = value,
            None => dict.push((key, value)),
        }
        Ok(())
    }

    /// Where a key stands among the members of a dict.
    pub(crate) fn position_of_key(
        &mut self,
        members: &[(Value<'p>, Value<'p>)],
        key: &Value<'p>,
    ) -> Result<Option<usize>> {
        for (at, (name, _)) in members.iter().enumerate() {
            if self.equal(name, key)? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// Applies a filter of the template.
    pub(crate) fn filter(&mut self, call: &'p FilterCall, base: Value<'p>) -> Result<Value<'p>> {
        let arguments = self.arguments(&call.arguments).map_err(|fault| fault.at(call.span))?;
        self.count_call(&base, &arguments).map_err(|fault| fault.at(call.span))?;
        let before = self.recorder.is_some().then(|| base.clone());
        let result = (call.function)(self, base, &arguments).map_err(|fault| fault.at(call.span))?;
        Ok(match before {
            Some(before) => self.record_filter(call, &before, result, &arguments),
            None => result,
        })
    }

    /// Tells the recorder of a filter.
    fn record_filter(
        &mut self,
        call: &FilterCall,
        base: &Value<'p>,
        result: Value<'p>,
        arguments: &Arguments<'p>,
    ) -> Value<'p> {
        if matches!(&*call.name, "default" | "d")
            && let Ok([_, boolean]) = arguments.bind("default", ["default_value", "boolean"])
        {
            let fires = base.is_undefined()
                || boolean.is_some_and(|boolean| boolean.is_true()) && !base.is_true()
                || self.options.default_fires_on_null && base.is_none();
            self.note(call.span, Taken::Fallback(fires));
        }
        let operation = || Operation::new(OperationKind::Filter, &call.name, call.span, arguments);
        self.changed(base, result, operation)
    }

    /// Counts the texts that a filter, test or method is about to read.
    pub(crate) fn count_call(&mut self, base: &Value<'p>, arguments: &Arguments<'p>) -> Result<()> {
        let named = arguments.named.iter().map(|(_, value)| value);
        let texts = [base].into_iter().chain(&arguments.positional).chain(named).filter_map(Value::as_text);
        let bytes = texts.fold(0_usize, |bytes, text| bytes.saturating_add(text.as_str().len()));
        self.budget.scan(bytes)
    }

    fn comparison(&mut self, op: Comparison, left: &Value<'p>, right: &Value<'p>) -> Result<bool> {
        let order = |accept: fn(Ordering) -> bool, order: Option<Ordering>| order.is_some_and(accept);
        match op {
            Comparison::Equal => self.equal(left, right),
            Comparison::NotEqual => self.equal(left, right).map(|equal| !equal),
            Comparison::Less => Ok(order(Ordering::is_lt, self.compare("<", left, right)?)),
            Comparison::LessOrEqual => Ok(order(Ordering::is_le, self.compare("<=", left, right)?)),
            Comparison::Greater => Ok(order(Ordering::is_gt, self.compare(">", left, right)?)),
            Comparison::GreaterOrEqual => Ok(order(Ordering::is_ge, self.compare(">=", left, right)?)),
            Comparison::In => self.contains(right, left),
            Comparison::NotIn => self.contains(right, left).map(|found| !found),
        }
    }

    fn name(&mut self, symbol: Symbol) -> Result<Value<'p>> {
        self.budget.copy(self.names.len())?;
        if let Some(value) = self.names.get(symbol) {
            return Ok(value.clone());
        }
        Ok(self.global(symbol))
    }

    /// What a name means that the template has not set.
    fn global(&mut self, symbol: Symbol) -> Value<'p> {
        let name = self.program.name(symbol);
        if let Some(node) =
            self.root(name).filter(|node| name != Account::CONTENT_BLOCKS || !node.document().is_shared())
        {
            return Value::of(node);
        }
        if name == Account::CONTENT_BLOCKS && !(self.blocks.is_empty() && self.broken_blocks.is_empty()) {
            return Value::object(Object::ContentBlocks);
        }
        if let Some(name) = super::functions::global(name) {
            return Value::object(Object::Function(name));
        }
        self.missing(None, HoleKey::Name(name))
    }

    /// `value.name`
    pub(crate) fn attribute(&mut self, value: &Value<'p>, name: &'p str) -> Result<Value<'p>> {
        if super::methods::exists(value, name) {
            return Ok(Value::object(Object::Method { receiver: value.clone(), name }));
        }
        if let Value::Object(object) = value
            && let Some(found) = super::functions::object_attribute(self, object, name)?
        {
            return Ok(found);
        }
        // Jinja looks for an item when there is no attribute; `list.0` is such an item.
        match name.parse::<i128>() {
            Ok(index) => self.item(value, &Value::Int(index)),
            Err(_) => self.item(value, &Value::template(name)),
        }
    }

    /// `value[key]`
    pub(crate) fn item(&mut self, value: &Value<'p>, key: &Value<'p>) -> Result<Value<'p>> {
        let found = match value {
            _ if self.is_content_blocks(value) => return self.content_block(key),
            Value::Missing(hole) => {
                // A known root that the profile lacks is an empty object.
                if let (Some(Hole { key: HoleKey::Name(root), .. }), Value::Text(key)) =
                    (self.holes.get(*hole as usize), key)
                    && super::profile::ROOTS.contains(root)
                {
                    return Ok(self.missing(None, HoleKey::InRoot(root, key.as_str().into())));
                }
                return Err(self.undefined(*hole));
            }
            Value::Undefined => return Err(Fault::undefined("a lookup in an undefined value")),
            Value::Data(node) if node.kind() == Kind::Object => match key {
                Value::Text(key) => node.get(key.as_str()).map(Value::of),
                _ => None,
            },
            Value::Dict(members) => {
                let members = members.borrow();
                self.position_of_key(&members, key)?
                    .and_then(|at| members.get(at))
                    .map(|(_, value)| value.clone())
            }
            _ => match key.as_int() {
                Some(index) => {
                    // These are read from the start.
                    match value {
                        Value::Text(text) => read(self, text)?,
                        Value::Data(node) => self.budget.copy(node.len())?,
                        _ => {}
                    }
                    self.at_index(value, index)
                }
                None => None,
            },
        };
        if let Some(found) = found {
            let is_hole = self.options.empty_is_missing
                && found
                    .as_text()
                    .is_some_and(|text| text.as_str().is_empty() && matches!(value, Value::Data(_)));
            if !is_hole {
                return Ok(found);
            }
        }
        // Jinja's subscript falls back on attributes: `ns['name']`, `'a'['upper']`.
        if let (Value::Object(object), Value::Text(key)) = (value, key)
            && let Some(found) = super::functions::object_attribute(self, object, key.as_str())?
        {
            return Ok(found);
        }
        if let Value::Text(key) = key
            && let Some(name) = super::methods::find(value, key.as_str())
        {
            return Ok(Value::object(Object::Method { receiver: value.clone(), name }));
        }
        let key = match key {
            Value::Text(text) => HoleKey::Key(text.as_str().into()),
            _ => HoleKey::Index(key.as_int().unwrap_or_default()),
        };
        Ok(match value {
            Value::Data(node) | Value::Null(node) => self.missing(Some(*node), key),
            _ => self.missing(None, key),
        })
    }

    fn at_index(&mut self, value: &Value<'p>, index: i128) -> Option<Value<'p>> {
        let position = |len: usize| {
            let index = if index < 0 { index + len as i128 } else { index };
            usize::try_from(index).ok().filter(|&i| i < len)
        };
        match value {
            Value::List(items) => {
                let items = items.borrow();
                items.get(position(items.len())?).cloned()
            }
            Value::Tuple(items) => items.get(position(items.len())?).cloned(),
            Value::Data(node) => match self.thawed_list(*node) {
                Some(list) => {
                    let list = list.borrow();
                    list.get(position(list.len())?).cloned()
                }
                None => node.items().nth(position(node.len())?).map(Value::of),
            },
            Value::Text(text) => {
                let count = text.as_str().chars().count();
                let (at, char) = text.as_str().char_indices().nth(position(count)?)?;
                Some(Value::Text(text.slice(at..at + char.len_utf8())))
            }
            Value::Range(range) => {
                let index = if index < 0 { index + range.len() as i128 } else { index };
                range.get(u128::try_from(index).ok()?).map(Value::Int)
            }
            Value::Object(object) => match (&**object, index) {
                (Object::Group { grouper, .. }, 0 | -2) => Some(grouper.clone()),
                (Object::Group { list, .. }, 1 | -1) => Some(list.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// `value[start:stop:step]`
    pub(crate) fn slice(
        &mut self,
        value: &Value<'p>,
        [start, stop, step]: [Option<i128>; 3],
    ) -> Result<Value<'p>> {
        let step = step.unwrap_or(1);
        if step == 0 {
            return Err(Fault::range("the step of a slice cannot be zero"));
        }
        match value {
            Value::Text(text) => {
                read(self, text)?;
                let chars = text.as_str();
                if step == 1 {
                    let (from, to) = bounds(start, stop, length(chars));
                    let slice = text.slice(offset(chars, from)..offset(chars, to.max(from)));
                    self.budget.text(slice.weight())?;
                    return Ok(Value::Text(slice));
                }
                self.budget.text(chars.len().saturating_mul(8))?;
                let places: Vec<usize> =
                    chars.char_indices().map(|(at, _)| at).chain([chars.len()]).collect();
                let count = places.len() - 1;
                let place = |i: usize| places.get(i).copied().unwrap_or(chars.len());
                let mut builder = super::text::TextBuilder::default();
                for i in indices(start, stop, step, count) {
                    builder.push_range(text, place(i)..place(i + 1));
                }
                builder.note_hole(text.missing());
                let picked = builder.finish();
                self.budget.text(picked.weight())?;
                Ok(Value::Text(picked))
            }
            Value::Missing(hole) => Err(self.undefined(*hole)),
            Value::Range(range) => {
                let len = i128::try_from(range.len()).unwrap_or(i128::MAX);
                let (start, stop) = bounds_of(start, stop, step, len);
                // What does not fit lies far beyond the end, on either side.
                let at = |index: i128| range.start.saturating_add(range.step.saturating_mul(index));
                let step = range.step.saturating_mul(step);
                Ok(Value::Range(RangeValue { start: at(start), stop: at(stop), step }))
            }
            Value::List(_) | Value::Tuple(_) | Value::Data(_) if value.type_name() != "dict" => {
                let items = self.iterate(value)?;
                let picked: Vec<_> =
                    indices(start, stop, step, items.len()).filter_map(|i| items.get(i).cloned()).collect();
                Ok(if matches!(value, Value::Tuple(_)) { Value::tuple(picked) } else { Value::list(picked) })
            }
            _ => Err(Fault::type_error(format!("a value of type {} cannot be sliced", value.type_name()))
                .hint("turn a number into text with `|string` first")),
        }
    }

    /// Evaluates the arguments of a call.
    pub(crate) fn arguments(&mut self, arguments: &'p [Argument]) -> Result<Arguments<'p>> {
        let mut values = Arguments::default();
        for argument in arguments {
            match argument {
                Argument::Positional(expr) => values.positional.push(self.evaluate(expr)?),
                Argument::Named(name, expr) => values.named.push((name.to_string(), self.evaluate(expr)?)),
                Argument::Spread(expr) => {
                    let list = self.evaluate(expr)?;
                    values.positional.extend(self.iterate(&list)?);
                }
                Argument::SpreadNamed(expr) => {
                    let dict = self.evaluate(expr)?;
                    for key in self.iterate(&dict)? {
                        let value = self.item(&dict, &key)?;
                        let Value::Text(key) = &key else {
                            return Err(Fault::type_error("the keys behind `**` must be text"));
                        };
                        values.named_by_data |= key.first_data().is_some();
                        values.named.push((key.as_str().to_owned(), value));
                    }
                }
            }
        }
        Ok(values)
    }

    fn call_expression(&mut self, callee: &'p Expr, arguments: &'p [Argument]) -> Result<Value<'p>> {
        // The base is evaluated once: its methods may change it.
        let (base, target) = match callee {
            Expr::Attribute { base, name, span } => {
                let base = self.evaluate(base)?;
                let target = self.attribute(&base, name).map_err(|fault| fault.at(*span))?;
                (Some((base, name)), target)
            }
            _ => (None, self.evaluate(callee)?),
        };
        let arguments = self.arguments(arguments)?;
        if let Some((base, name)) = &base
            && super::functions::is_content_api(self, base)
        {
            return super::functions::content_api(self, name);
        }
        match (&target, &base, callee) {
            (Value::Missing(_), Some((base, name)), _) => Err(super::methods::unknown(base, name)),
            (Value::Missing(_), None, Expr::Name(symbol, _)) => {
                Err(super::functions::unknown(self.program.name(*symbol)))
            }
            _ => self.call(&target, &arguments),
        }
    }

    /// Calls a macro, function, method or other callable value.
    pub(crate) fn call(&mut self, target: &Value<'p>, arguments: &Arguments<'p>) -> Result<Value<'p>> {
        let Value::Object(object) = target else {
            return match target {
                Value::Missing(hole) => Err(self.undefined(*hole)),
                _ => {
                    Err(Fault::type_error(format!("a value of type {} cannot be called", target.type_name())))
                }
            };
        };
        match &**object {
            Object::Macro(closure) => self.call_macro(closure, arguments),
            Object::Method { receiver, name } => {
                self.count_call(receiver, arguments)?;
                let result = super::methods::call(self, receiver, name, arguments)?;
                let operation = || Operation::new(OperationKind::Method, name, Span::default(), arguments);
                Ok(self.changed(receiver, result, operation))
            }
            Object::Function(name) => super::functions::call(self, name, arguments),
            _ => super::functions::call_object(self, &Rc::clone(object), arguments),
        }
    }
}

/// The bounds of a slice with step 1.
fn bounds(start: Option<i128>, stop: Option<i128>, len: usize) -> (usize, usize) {
    let clamp = |bound: i128| {
        let bound = if bound < 0 { bound.saturating_add(len as i128) } else { bound };
        usize::try_from(bound.max(0)).unwrap_or(usize::MAX).min(len)
    };
    (start.map_or(0, clamp), stop.map_or(len, clamp))
}

/// The first index of a slice and the one behind its last, as Python's `slice.indices` gives them.
fn bounds_of(start: Option<i128>, stop: Option<i128>, step: i128, len: i128) -> (i128, i128) {
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let clamp = |bound: i128| (if bound < 0 { bound.saturating_add(len) } else { bound }).clamp(low, high);
    let start = start.map_or(if step > 0 { low } else { high }, clamp);
    let stop = stop.map_or(if step > 0 { high } else { low }, clamp);
    (start, stop)
}

/// Whether an expression has the same value in every render, so that Jinja computes it when it compiles.
fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(..) => true,
        Expr::Negate(value, _) | Expr::Not(value, _) => is_constant(value),
        Expr::List(items, _) | Expr::Tuple(items, _) => items.iter().all(is_constant),
        Expr::Dict(members, _) => members.iter().all(|(key, value)| is_constant(key) && is_constant(value)),
        Expr::Binary { left, right, .. } => is_constant(left) && is_constant(right),
        _ => false,
    }
}

/// The indices that a slice picks, as Python computes them.
fn indices(
    start: Option<i128>,
    stop: Option<i128>,
    step: i128,
    len: usize,
) -> impl ExactSizeIterator<Item = usize> + Clone {
    let (start, stop) = bounds_of(start, stop, step, len as i128);
    let count = RangeValue { start, stop, step }.len() as usize;
    (0..count).map(move |i| (start + step * i as i128) as usize)
}
