//! Attributes that a name may go on with: those of a profile, and those that the text names elsewhere.

use crate::json::{Kind, Node};
use crate::ordered::Map;
use crate::render::{Profile, ROOTS};

/// What is known of one attribute: its type, if the profile has it.
pub(super) type Known = Option<&'static str>;

/// The keys behind `base` (a root, then keys), each with its type. What is being typed at `offset` is none.
pub(super) fn keys(
    text: &str,
    offset: usize,
    base: &[&str],
    profile: Option<&Profile<'_>>,
) -> Map<String, Known> {
    let mut keys = Map::new();
    if let [root] = base {
        keys.extend(named(text, offset, root).map(|key| (key.to_owned(), None)));
    }
    let node = profile.and_then(|profile| find(profile, base));
    if let Some(node) = node.filter(|node| node.kind() == Kind::Object) {
        let members = node.members();
        keys.extend(
            members.filter_map(|(key, value)| Some((key.as_str()?.to_owned(), Some(value.kind().name())))),
        );
    }
    keys
}

/// The type of an attribute.
pub(super) fn kind(profile: &Profile<'_>, path: &[&str]) -> Known {
    find(profile, path).map(|node| node.kind().name())
}

fn find<'p>(profile: &'p Profile<'_>, path: &[&str]) -> Option<Node<'p>> {
    let (root, keys) = path.split_first()?;
    keys.iter().try_fold(profile.root(root)?, |node, key| match key.parse::<usize>() {
        Ok(index) if node.kind() == Kind::Array => node.items().nth(index),
        _ => node.get(key),
    })
}

/// The keys that the text looks up in a root, but for the one at `offset`.
fn named<'t>(text: &'t str, offset: usize, root: &str) -> impl Iterator<Item = &'t str> {
    text.match_indices(root).filter_map(move |(at, _)| {
        let inner = text.get(at + root.len()..)?.strip_prefix('[')?;
        let quote = inner.chars().next().filter(|char| matches!(char, '\'' | '"'))?;
        let (key, rest) = inner.get(1..)?.split_once(quote)?;
        let start = at + root.len() + 2;
        let is_typed = (start..=start + key.len()).contains(&offset);
        (rest.starts_with(']') && !is_typed).then_some(key)
    })
}

/// What a root holds.
pub(super) fn root(name: &str) -> Option<&'static str> {
    Some(match name {
        "UserAttribute" => "the profile of the user",
        "EventAttribute" => "the event that triggered the message",
        "ProductSet" => "recommended products, lists by name",
        "CampaignAttribute" => "the campaign or flow",
        "ContentBlock" => "stored texts, which are templates themselves",
        "ContentApi" => "results of calls to other services",
        "AppMarketplaceForm" => "the form of the connected app",
        _ => return None,
    })
}

pub(super) fn roots() -> impl Iterator<Item = (&'static str, &'static str)> {
    ROOTS.iter().map(|name| (*name, root(name).unwrap_or_default()))
}
