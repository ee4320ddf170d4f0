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
    /// One item; from the end, if it is negative.
    Index(i64),
}

/// A way from the roots of the data; the first step names the root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(super) struct Path(pub(super) Vec<PathStep>);

impl Path {
    /// The way to an attribute. Single items stand for all where the template also goes through all.
    pub(super) fn of(attributes: &Attributes, id: AttributeId) -> Self {
        let step = |id: AttributeId| match &attributes.get(id).step {
            Step::Root(name) | Step::Key(name) => PathStep::Key(name.clone()),
            Step::Index(_) if attributes.is_item_of_all(id) => PathStep::Each,
            Step::Index(index) => PathStep::Index(*index),
            Step::Each => PathStep::Each,
        };
        Self(attributes.way(id).into_iter().map(step).collect())
    }

    /// The way to a value of a profile that has roots, and the numbers of the items on it.
    pub(super) fn of_node(attributes: &Attributes, node: Node<'_>) -> (Self, Vec<usize>) {
        let pointer = node.pointer();
        let mut items = Vec::new();
        let mut steps = Vec::new();
        let mut list = node.document().root();
        let mut at: Option<AttributeId> = None;
        for step in pointer.steps() {
            match step {
                crate::json::Step::Key(key) => {
                    let child = Step::Key(key.as_str().into());
                    if let Some(map) = at
                        && let Some(each) = attributes.known_child(map, &Step::Each)
                        && attributes.known_child(map, &child).is_none()
                    {
                        items.extend(list.members().position(|(known, _)| known.as_str() == Some(key)));
                        at = Some(each);
                        list = list.get(key).unwrap_or(list);
                        steps.push(PathStep::Each);
                        continue;
                    }
                    at = match at {
                        None if steps.is_empty() => attributes.known_root(key),
                        at => at.and_then(|at| attributes.known_child(at, &child)),
                    };
                    list = list.get(key).unwrap_or(list);
                    steps.push(PathStep::Key(key.as_str().into()));
                }
                crate::json::Step::Index(i) => {
                    items.push(*i);
                    let (child, step) = item_step(attributes, at, *i, list.len());
                    at = child;
                    list = list.items().nth(*i).unwrap_or(list);
                    steps.push(step);
                }
            }
        }
        (Self(steps), items)
    }

    /// Whether this is one item of a list.
    pub(super) fn is_item_of(&self, list: &Self) -> bool {
        matches!(self.0.split_last(), Some((PathStep::Index(_), way)) if way == list.0)
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

/// What an item of a list is to the template: one that it looks up by its number, or one of all.
fn item_step(
    attributes: &Attributes,
    list: Option<AttributeId>,
    at: usize,
    length: usize,
) -> (Option<AttributeId>, PathStep) {
    let Some(list) = list else { return (None, PathStep::Each) };
    if let Some(each) = attributes.known_child(list, &Step::Each) {
        return (Some(each), PathStep::Each);
    }
    let (front, back) = (at as i64, at as i64 - length as i64);
    let known = |index: i64| Some((attributes.known_child(list, &Step::Index(index))?, index));
    match known(front).or_else(|| known(back)) {
        Some((child, index)) => (Some(child), PathStep::Index(index)),
        None => (None, PathStep::Each),
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
        (Some(node), PathStep::Index(index)) => {
            // A character of a text stands for itself: what is asked of it is that it is there.
            let characters = node.as_str().map(|text| text.chars().count());
            let length = characters.unwrap_or_else(|| node.items().count()) as i64;
            let at = if *index < 0 { length + index } else { *index };
            let at = usize::try_from(at).ok().filter(|at| (*at as i64) < length);
            vec![at.and_then(|at| if characters.is_some() { Some(node) } else { node.items().nth(at) })]
        }
        (None, PathStep::Key(_) | PathStep::Index(_)) => vec![None],
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
                PathStep::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
