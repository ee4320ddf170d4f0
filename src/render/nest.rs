//! Containers that are let go level by level.
//!
//! A list in a list in a list may be nested deeper than the stack is. What Rust drops by itself it drops recursively,
//! so containers hand the containers in them to [`release`], which needs no stack.

use super::value::{Object, Value};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

/// The items of a list or tuple.
#[derive(Default)]
pub(crate) struct Items<'p>(Vec<Value<'p>>);

/// The members of a dict.
#[derive(Default)]
pub(crate) struct Members<'p>(Vec<(Value<'p>, Value<'p>)>);

impl<'p> From<Vec<Value<'p>>> for Items<'p> {
    fn from(items: Vec<Value<'p>>) -> Self {
        Self(items)
    }
}

impl<'p> From<Vec<(Value<'p>, Value<'p>)>> for Members<'p> {
    fn from(members: Vec<(Value<'p>, Value<'p>)>) -> Self {
        Self(members)
    }
}

impl<'p> Deref for Items<'p> {
    type Target = Vec<Value<'p>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Items<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<'p> Deref for Members<'p> {
    type Target = Vec<(Value<'p>, Value<'p>)>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Members<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Drop for Items<'_> {
    fn drop(&mut self) {
        let mut pending = Vec::new();
        take_all(&mut self.0, &mut pending);
        release(pending);
    }
}

impl Drop for Members<'_> {
    fn drop(&mut self) {
        let mut pending = Vec::new();
        take_pairs(&mut self.0, &mut pending);
        release(pending);
    }
}

impl Drop for Object<'_> {
    fn drop(&mut self) {
        let mut pending = Vec::new();
        take_parts(self, &mut pending);
        release(pending);
    }
}

/// Lets go of containers, the innermost last.
fn release(mut pending: Vec<Value<'_>>) {
    while let Some(mut value) = pending.pop() {
        match &mut value {
            Value::List(items) => {
                if let Some(items) = Rc::get_mut(items) {
                    take_all(items.get_mut().iter_mut(), &mut pending);
                }
            }
            Value::Tuple(items) => {
                if let Some(items) = Rc::get_mut(items) {
                    take_all(items.iter_mut(), &mut pending);
                }
            }
            Value::Dict(members) => {
                if let Some(members) = Rc::get_mut(members) {
                    take_pairs(members.get_mut(), &mut pending);
                }
            }
            Value::Object(object) => {
                if let Some(object) = Rc::get_mut(object) {
                    take_parts(object, &mut pending);
                }
            }
            _ => {}
        }
    }
}

/// Moves a value out of its container, if it is a container itself.
fn take<'p>(value: &mut Value<'p>, pending: &mut Vec<Value<'p>>) {
    if matches!(value, Value::List(_) | Value::Tuple(_) | Value::Dict(_) | Value::Object(_)) {
        pending.push(std::mem::replace(value, Value::Undefined));
    }
}

fn take_all<'i, 'p: 'i>(items: impl IntoIterator<Item = &'i mut Value<'p>>, pending: &mut Vec<Value<'p>>) {
    items.into_iter().for_each(|item| take(item, pending));
}

fn take_pairs<'p>(members: &mut [(Value<'p>, Value<'p>)], pending: &mut Vec<Value<'p>>) {
    for (key, value) in members {
        take(key, pending);
        take(value, pending);
    }
}

fn take_parts<'p>(object: &mut Object<'p>, pending: &mut Vec<Value<'p>>) {
    match object {
        Object::Namespace(members) => {
            take_all(members.get_mut().iter_mut().map(|(_, value)| value), pending);
        }
        Object::Loop(state) => {
            take_all(state.previous.get_mut(), pending);
            take_all(state.next.get_mut(), pending);
            take_all(state.changed.get_mut().iter_mut().flatten(), pending);
        }
        Object::Macro(closure) => {
            take_all(closure.captured.iter_mut().map(|(_, value)| value), pending);
        }
        Object::Cycler { items, .. } => take_all(items, pending),
        Object::Method { receiver, .. } => take(receiver, pending),
        Object::Group { grouper, list } => take_all([grouper, list], pending),
        Object::Iterator(items) => take_all(items.get_mut(), pending),
        Object::View { dict, .. } => take(dict, pending),
        Object::Joiner { .. } | Object::ContentBlocks | Object::Function(_) => {}
    }
}
