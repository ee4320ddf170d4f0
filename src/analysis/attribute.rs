//! The attributes that a template reads, as a tree, and what it does with each of them.

use crate::diagnostic::Span;
use serde_json::Value;
use std::fmt::Write as _;

/// The number of an [`Attribute`] in its [`Attributes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AttributeId(u32);

/// The last step of the way to an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A name that stands alone: `UserAttribute`.
    Root(Box<str>),
    Key(Box<str>),
    Index(i64),
    /// All items of a list, or all members of an object.
    Each,
}

/// A value of the data, as far as the template shows it.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) parent: Option<AttributeId>,
    pub(super) step: Step,
    pub(super) uses: Vec<Use>,
    pub(super) children: Vec<AttributeId>,
}

/// One thing that a template does with an attribute.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Use {
    pub(super) how: How,
    pub(super) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum How {
    Printed(Place),
    /// Its truth decides.
    Truth,
    /// `is defined` and the like.
    Tested(Box<str>),
    /// `==` or `!=` with a constant.
    Equal(Value),
    /// `<`, `<=`, `>` or `>=`, with a constant if there is one.
    Ordered(Option<Value>),
    /// `attribute in ['a', 'b']`
    Among(Vec<Value>),
    /// `'a' in attribute`
    Contains(Value),
    Arithmetic,
    /// `+` with something that may be a number, a text or a list.
    Added,
    /// Joined with text by `~` or `+`.
    Joined,
    Filtered(Box<str>),
    Method(Box<str>),
    Iterated,
    Sliced,
    /// Has a fallback: `|default(…)`, `or …`; `falsy` if that takes the place of empty values too.
    Fallback {
        falsy: bool,
    },
    /// Something that needs an integer: the bound of a slice, an argument.
    Counted,
}

/// Where an attribute is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Inside a string or key.
    Text,
    /// Where a value or structure stands.
    Value,
    /// Into a text that the template goes on to use: a macro, a block.
    Captured,
}

/// All attributes of a template.
#[derive(Debug, Default)]
pub(super) struct Attributes(Vec<Attribute>);

impl Attributes {
    pub(super) fn get(&self, id: AttributeId) -> &Attribute {
        static NOTHING: Attribute =
            Attribute { parent: None, step: Step::Each, uses: Vec::new(), children: Vec::new() };
        self.0.get(id.0 as usize).unwrap_or(&NOTHING)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = AttributeId> + use<> {
        (0..self.0.len() as u32).map(AttributeId)
    }

    pub(super) fn roots(&self) -> impl Iterator<Item = AttributeId> {
        self.ids().filter(|id| self.get(*id).parent.is_none())
    }

    pub(super) fn known_root(&self, name: &str) -> Option<AttributeId> {
        self.roots().find(|id| matches!(&self.get(*id).step, Step::Root(root) if **root == *name))
    }

    /// Whether the template reads an item by its number and goes through all items as well.
    pub(super) fn is_item_of_all(&self, id: AttributeId) -> bool {
        let parent = self.get(id).parent;
        parent.is_some_and(|parent| self.known_child(parent, &Step::Each).is_some())
    }

    /// How many items of a list are enough for all that the template reads of it.
    pub(super) fn enough(&self, id: AttributeId) -> usize {
        let needed = self.get(id).children.iter().map(|child| match self.get(*child).step {
            Step::Index(index) if index < 0 => usize::try_from(index.unsigned_abs()).unwrap_or(2),
            Step::Index(index) => usize::try_from(index).unwrap_or(1) + 1,
            _ => 2,
        });
        // Nobody reads an item further down by its number.
        needed.max().unwrap_or(2).clamp(2, 50)
    }

    /// The root of this name, new if need be.
    pub(super) fn root(&mut self, name: &str) -> AttributeId {
        match self.known_root(name) {
            Some(id) => id,
            None => self.push(None, Step::Root(name.into())),
        }
    }

    /// The part of an attribute at this step, new if need be.
    pub(super) fn child(&mut self, parent: AttributeId, step: Step) -> AttributeId {
        match self.known_child(parent, &step) {
            Some(id) => id,
            None => self.push(Some(parent), step),
        }
    }

    pub(super) fn known_child(&self, parent: AttributeId, step: &Step) -> Option<AttributeId> {
        self.get(parent).children.iter().copied().find(|id| self.get(*id).step == *step)
    }

    fn push(&mut self, parent: Option<AttributeId>, step: Step) -> AttributeId {
        let id = AttributeId(self.0.len() as u32);
        self.0.push(Attribute { parent, step, uses: Vec::new(), children: Vec::new() });
        if let Some(parent) = parent.and_then(|parent| self.0.get_mut(parent.0 as usize)) {
            parent.children.push(id);
        }
        id
    }

    /// Remembers what the template does with an attribute.
    pub(super) fn note(&mut self, id: AttributeId, how: How, span: Span) {
        let Some(attribute) = self.0.get_mut(id.0 as usize) else { return };
        let new = Use { how, span };
        if !attribute.uses.contains(&new) {
            attribute.uses.push(new);
        }
    }

    /// How a template writes the attribute: `UserAttribute['cart'][*]['name']`.
    pub(super) fn name(&self, id: AttributeId) -> String {
        let mut name = String::new();
        for id in self.way(id) {
            // Writing to a string cannot fail.
            let _ = match &self.get(id).step {
                Step::Root(root) => write!(name, "{root}"),
                Step::Key(key) => write!(name, "['{key}']"),
                Step::Index(index) => write!(name, "[{index}]"),
                Step::Each => write!(name, "[*]"),
            };
        }
        name
    }

    /// The attributes from the root to this one.
    pub(super) fn way(&self, id: AttributeId) -> Vec<AttributeId> {
        let mut way = vec![id];
        let mut at = id;
        while let Some(parent) = self.get(at).parent {
            way.push(parent);
            at = parent;
        }
        way.reverse();
        way
    }

    /// The root that an attribute belongs to.
    pub(super) fn root_name(&self, id: AttributeId) -> &str {
        match self.way(id).first().map(|root| &self.get(*root).step) {
            Some(Step::Root(name)) => name,
            _ => "",
        }
    }

    /// The key of the last step that has one.
    pub(super) fn key(&self, id: AttributeId) -> Option<&str> {
        self.way(id).into_iter().rev().find_map(|id| match &self.get(id).step {
            Step::Key(key) => Some(&**key),
            _ => None,
        })
    }

    pub(super) fn is_root(&self, id: AttributeId) -> bool {
        self.get(id).parent.is_none()
    }
}
