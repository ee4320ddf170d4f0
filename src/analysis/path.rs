//! Ways to values of a profile: `UserAttribute['cart'][*]['name']`.

use super::attribute::{AttributeId, Attributes, Step};
use crate::json::{Kind, Node};
use crate::render::Profile;
use std::fmt;

/// A step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum PathStep {
    Key(Box<str>),
    /// Every item of a list.
    Each,
}

/// A way from the roots of the data; the first step names the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Path(pub(super) Vec<PathStep>);

impl Path {
    /// The way to an attribute. Single items of lists stand for all.
    pub(super) fn of(attributes: &Attributes, id: AttributeId) -> Self {
        let step = |id: AttributeId| match &attributes.get(id).step {
            Step::Root(name) | Step::Key(name) => PathStep::Key(name.clone()),
            Step::Index(_) | Step::Each => PathStep::Each,
        };
        Self(attributes.way(id).into_iter().map(step).collect())
    }

    /// The way to a value of a profile that has roots, and the numbers of the items on it.
    pub(super) fn of_node(node: Node<'_>) -> (Self, Vec<usize>) {
        let mut items = Vec::new();
        let mut steps = Vec::new();
        for step in node.pointer().steps() {
            steps.push(match step {
                crate::json::Step::Key(key) => PathStep::Key(key.as_str().into()),
                crate::json::Step::Index(i) => {
                    items.push(*i);
                    PathStep::Each
                }
            });
        }
        (Self(steps), items)
    }

    pub(super) fn goes_through_list(&self) -> bool {
        self.0.contains(&PathStep::Each)
    }

    /// The values at the end of the path.
    pub(super) fn values<'d>(&self, profile: &'d Profile<'_>) -> Vec<Option<Node<'d>>> {
        let Some((PathStep::Key(root), rest)) = self.0.split_first() else { return Vec::new() };
        let mut found = vec![profile.root(root)];
        for step in rest {
            found = found.into_iter().flat_map(|node| follow(node, step)).collect();
        }
        found
    }

    /// The value at the end of a path that goes through no list.
    pub(super) fn value<'d>(&self, profile: &'d Profile<'_>) -> Option<Node<'d>> {
        self.values(profile).into_iter().next().flatten()
    }
}

/// The values one step further on; an absent value has absent members but no items.
fn follow<'d>(node: Option<Node<'d>>, step: &PathStep) -> Vec<Option<Node<'d>>> {
    match (node, step) {
        (Some(node), PathStep::Key(key)) => vec![node.get(key)],
        (Some(node), PathStep::Each) if node.kind() == Kind::Object => {
            node.members().map(|(_, value)| Some(value)).collect()
        }
        (Some(node), PathStep::Each) => node.items().map(Some).collect(),
        (None, PathStep::Key(_)) => vec![None],
        (None, PathStep::Each) => Vec::new(),
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if i == 0 => write!(f, "{key}")?,
                PathStep::Key(key) => write!(f, "['{key}']")?,
                PathStep::Each => write!(f, "[*]")?,
            }
        }
        Ok(())
    }
}
