//! The values that expressions are made of.

use super::account::origin_of;
use super::nest::{Items, Members};
use super::text::{HoleId, SOMEWHERE, Text, TextBuilder};
use crate::json::{Kind, Node};
use crate::template::program::Macro;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fmt;
use std::rc::Rc;

/// A list that the template made; shared, as in Python: all names for it see an `append`.
pub(crate) type List<'p> = Rc<RefCell<Items<'p>>>;

/// A dict that the template made, in order of insertion; shared like a list.
pub(crate) type Dict<'p> = Rc<RefCell<Members<'p>>>;

/// A value while rendering.
#[derive(Clone)]
pub(crate) enum Value<'p> {
    /// Something looked up and not found. Prints nothing, but is remembered.
    Missing(HoleId),
    /// Nothing that the template made itself: `'a' if false`.
    Undefined,
    /// `none` that the template made itself.
    None,
    /// `null` in the data.
    Null(Node<'p>),
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Text<'p>),
    /// An array or object of the data, where it lies.
    Data(Node<'p>),
    List(List<'p>),
    Tuple(Rc<Items<'p>>),
    Dict(Dict<'p>),
    Range(RangeValue),
    Object(Rc<Object<'p>>),
}

/// `range(start, stop, step)`, never written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RangeValue {
    pub(crate) start: i128,
    pub(crate) stop: i128,
    pub(crate) step: i128,
}

impl RangeValue {
    pub(crate) fn len(self) -> u128 {
        let (low, high, step) = if self.step > 0 {
            (self.start, self.stop, self.step)
        } else {
            (self.stop, self.start, -self.step)
        };
        if low >= high { 0 } else { ((high - low - 1) / step + 1) as u128 }
    }

    pub(crate) fn get(self, index: u128) -> Option<i128> {
        (index < self.len()).then(|| self.start + self.step * index as i128)
    }
}

/// A value with behaviour or state of its own.
pub(crate) enum Object<'p> {
    /// `namespace()`.
    Namespace(RefCell<Vec<(Box<str>, Value<'p>)>>),
    /// `loop` inside a loop.
    Loop(Loop<'p>),
    /// A macro with the names that were visible where it is written.
    Macro(Closure<'p>),
    /// `cycler(…)`.
    Cycler { items: Vec<Value<'p>>, at: Cell<usize> },
    /// `joiner(…)`.
    Joiner { separator: Text<'p>, used: Cell<bool> },
    /// A method with its receiver: `x.append`.
    Method { receiver: Value<'p>, name: &'p str },
    /// `ContentBlock`, where the account holds the blocks.
    ContentBlocks,
    /// A global function: `range`.
    Function(&'p str),
    /// One group of `groupby`: prints and unpacks like a pair.
    Group { grouper: Value<'p>, list: Value<'p> },
    /// What `map`, `select`, `batch` … give: items that can be gone through once, and nothing else.
    Iterator(RefCell<VecDeque<Value<'p>>>),
    /// `dict.keys()`, `dict.values()`, `dict.items()`: follows the changes of its dict.
    View { dict: Value<'p>, part: Part },
}

/// What of a dict's members a view shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Keys,
    Values,
    Items,
}

/// A macro and its surroundings.
pub(crate) struct Closure<'p> {
    pub(crate) definition: &'p Macro,
    pub(crate) captured: Vec<(u32, Value<'p>)>,
}

/// The state of a running loop.
pub(crate) struct Loop<'p> {
    pub(crate) index0: Cell<usize>,
    pub(crate) length: usize,
    pub(crate) depth0: usize,
    pub(crate) previous: RefCell<Option<Value<'p>>>,
    pub(crate) next: RefCell<Option<Value<'p>>>,
    pub(crate) changed: RefCell<Option<Vec<Value<'p>>>>,
    /// The loop statement, if it is recursive.
    pub(crate) recursive: Option<&'p crate::template::program::For>,
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No content: it may be an attribute's value.
        f.write_str(self.type_name())
    }
}

impl<'p> Value<'p> {
    /// The value of a node of the data.
    pub(crate) fn of(node: Node<'p>) -> Self {
        match node.kind() {
            Kind::Null => Self::Null(node),
            Kind::Bool => Self::Bool(node.as_bool().unwrap_or_default()),
            Kind::Integer => {
                node.as_int().map_or_else(|| Self::Float(node.as_f64().unwrap_or_default()), Self::Int)
            }
            Kind::Float => Self::Float(node.as_f64().unwrap_or_default()),
            Kind::String => Self::Text(Text::data(node.as_str().unwrap_or_default(), origin_of(node))),
            Kind::Array | Kind::Object => Self::Data(node),
        }
    }

    /// Text of the template.
    pub(crate) fn template(text: &'p str) -> Self {
        Self::Text(Text::template(text))
    }

    /// Text that the engine made.
    pub(crate) fn made(text: impl Into<Rc<str>>) -> Self {
        Self::Text(Text::made(text))
    }

    /// The name of an argument or of a namespace's attribute. Behind `**` it may come from the data, so it counts as
    /// the template's only if it could be written there.
    pub(crate) fn name(name: &str) -> Self {
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let mut builder = TextBuilder::default();
        builder.push(name, (!is_plain).then_some(SOMEWHERE));
        Self::Text(builder.finish())
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        Self::List(Rc::new(RefCell::new(items.into())))
    }

    pub(crate) fn tuple(items: impl Into<Vec<Self>>) -> Self {
        Self::Tuple(Rc::new(items.into().into()))
    }

    pub(crate) fn dict(members: Vec<(Self, Self)>) -> Self {
        Self::Dict(Rc::new(RefCell::new(members.into())))
    }

    pub(crate) fn object(object: Object<'p>) -> Self {
        Self::Object(Rc::new(object))
    }

    /// Items that can be gone through once.
    pub(crate) fn iterator(items: impl Into<VecDeque<Self>>) -> Self {
        Self::object(Object::Iterator(RefCell::new(items.into())))
    }

    /// The name of the type as Python has it, for messages.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Missing(_) | Self::Undefined => "undefined",
            Self::None | Self::Null(_) => "none",
            Self::Bool(_) => "boolean",
            Self::Int(_) => "integer",
            Self::Float(_) => "float",
            Self::Text(_) => "text",
            Self::Data(node) if node.kind() == Kind::Object => "dict",
            Self::Data(_) | Self::List(_) => "list",
            Self::Tuple(_) => "tuple",
            Self::Dict(_) => "dict",
            Self::Range(_) => "range",
            Self::Object(object) => match &**object {
                Object::Namespace(_) => "namespace",
                Object::Loop(_) => "loop",
                Object::Macro(_) => "macro",
                Object::Cycler { .. } => "cycler",
                Object::Joiner { .. } => "joiner",
                Object::Method { .. } => "method",
                Object::ContentBlocks => "content blocks",
                Object::Function(_) => "function",
                Object::Group { .. } => "tuple",
                Object::Iterator(_) => "generator",
                Object::View { part: Part::Keys, .. } => "dict keys",
                Object::View { part: Part::Values, .. } => "dict values",
                Object::View { part: Part::Items, .. } => "dict items",
            },
        }
    }

    /// Jinja's `undefined`: missing in the data or nothing made by the template.
    pub(crate) fn is_undefined(&self) -> bool {
        matches!(self, Self::Missing(_) | Self::Undefined)
    }

    /// Python's `None`.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Self::None | Self::Null(_))
    }

    pub(crate) fn as_text(&self) -> Option<&Text<'p>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Python's truth.
    pub(crate) fn is_true(&self) -> bool {
        match self {
            Self::Missing(_) | Self::Undefined | Self::None | Self::Null(_) => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(text) => !text.as_str().is_empty(),
            Self::Data(node) => !node.is_empty(),
            Self::List(items) => !items.borrow().is_empty(),
            Self::Tuple(items) => !items.is_empty(),
            Self::Dict(members) => !members.borrow().is_empty(),
            Self::Range(range) => range.len() > 0,
            Self::Object(object) => match &**object {
                Object::View { dict, .. } => dict.is_true(),
                _ => true,
            },
        }
    }

    /// The value as a number, where booleans count as 0 and 1.
    pub(crate) fn as_number(&self) -> Option<Number> {
        match self {
            Self::Bool(value) => Some(Number::Int(i128::from(*value))),
            Self::Int(value) => Some(Number::Int(*value)),
            Self::Float(value) => Some(Number::Float(*value)),
            _ => None,
        }
    }

    /// The value as an integer, where booleans count as 0 and 1.
    pub(crate) fn as_int(&self) -> Option<i128> {
        match self.as_number() {
            Some(Number::Int(value)) => Some(value),
            _ => None,
        }
    }
}

/// A number, of one of Python's two kinds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl From<Number> for Value<'_> {
    fn from(number: Number) -> Self {
        match number {
            Number::Int(value) => Self::Int(value),
            Number::Float(value) => Self::Float(value),
        }
    }
}
