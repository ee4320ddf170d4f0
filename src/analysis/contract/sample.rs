//! Made-up profiles: typical ones for each branch, and ones that try a template.

use super::Contract;
use crate::analysis::attribute::{AttributeId, Step};
use crate::analysis::kind::Kind;
use crate::analysis::path::Path;
use crate::analysis::survey::{Bound, Choice, Need, World, profile, typical};
use crate::json;
use serde_json::{Map, Value};

/// A made-up profile.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample {
    /// What is special about it.
    pub label: String,
    /// The attributes: bare where the template reads attributes of the user only, else under their roots.
    pub profile: Value,
}

/// Texts that break careless templates.
const HOSTILE: &[(&str, &str)] = &[
    ("quotes and backslashes", "a \"quoted\" \\ word"),
    ("line breaks", "one\ntwo\r\nthree\ttab"),
    ("emoji joined to one", "👨‍👩‍👧‍👦🏳️‍🌈"),
    ("right to left", "\u{202e}שלום عالم"),
    ("JSON and template text", "\"}],\"x\":[{{ 7 * 7 }}{% raw %}"),
    ("empty", ""),
];

/// Longer texts are not made up, however long they may be.
const LONGEST: u64 = 20_000;

impl Contract {
    /// A typical profile, then one for each further branch of the template; those last who get no message because the
    /// template leaves them out.
    pub fn samples(&self) -> Vec<Sample> {
        let mut samples: Vec<Sample> = Vec::new();
        let sent = self.worlds.iter().enumerate().map(|(number, world)| {
            (world, if number == 0 { "typical".to_owned() } else { self.describe(world) })
        });
        let left_out = self.left_out.iter().map(|world| {
            let what = self.describe(world);
            (world, if what.is_empty() { "left out".to_owned() } else { format!("left out: {what}") })
        });
        for (world, label) in sent.chain(left_out) {
            let profile = self.profile(world, None);
            if !samples.iter().any(|known| known.profile == profile) {
                samples.push(Sample { label, profile });
            }
        }
        samples
    }

    /// Profiles that are typical but for one attribute, which is hostile: quotes, line breaks, joined emoji, the
    /// longest text that is allowed, one that is longer, null, and the like.
    pub fn hostile_samples(&self) -> Vec<Sample> {
        let Some(world) = self.worlds.first() else { return Vec::new() };
        let mut samples = Vec::new();
        for id in self.attributes.ids() {
            let is_leaf = matches!(self.attributes.kind(id), Kind::Text | Kind::Number | Kind::Boolean);
            if !is_leaf || self.attributes.is_root(id) {
                continue;
            }
            let name = self.attributes.name(id);
            for (what, value) in self.hostile_values(id) {
                let profile = self.profile(world, Some((id, &value)));
                samples.push(Sample { label: format!("{name}: {what}"), profile });
            }
        }
        samples
    }

    fn hostile_values(&self, id: AttributeId) -> Vec<(String, Value)> {
        let texts = HOSTILE.iter().map(|(what, text)| ((*what).to_owned(), Value::from(*text)));
        let mut values: Vec<(String, Value)> = texts.collect();
        values.push(("null".to_owned(), Value::Null));
        if let Some(longest) = self.longest(&Path::of(&self.attributes, id)) {
            let text = |length: u64| Value::from("a".repeat(usize::try_from(length).unwrap_or(0)));
            values.push((format!("longest allowed: {longest}"), text(longest)));
            values.push((format!("one too long: {}", longest + 1), text(longest + 1)));
        }
        values
    }

    /// How long a text may be at all places of an attribute.
    fn longest(&self, path: &Path) -> Option<u64> {
        let lengths = self.demands.iter().filter_map(|demand| match &demand.need {
            Need::Length(length) if length.bound == Bound::Most => Some(length),
            _ => None,
        });
        let shares = lengths.flat_map(|length| {
            let mine = length.terms.iter().filter(|term| term.path == *path);
            mine.filter_map(|term| length.share(term))
        });
        shares.min().filter(|share| *share < LONGEST)
    }

    fn profile(&self, world: &World, changed: Option<(AttributeId, &Value)>) -> Value {
        let mut world = world.clone();
        if let Some((id, value)) = changed {
            world.insert(id, Choice::Value(value.clone()));
        }
        let leaf = |id: AttributeId, _: &[usize]| {
            let sample = self.samples.get(&id).cloned().unwrap_or_default();
            typical(&self.attributes, id, &self.demands, &sample)
        };
        let rooted = profile(&self.attributes, &world, &leaf);
        let only_user = self.attributes.roots().all(
            |root| matches!(&self.attributes.get(root).step, Step::Root(name) if &**name == "UserAttribute"),
        );
        match rooted {
            Value::Object(mut roots) if only_user => {
                roots.remove("UserAttribute").unwrap_or_else(|| Value::Object(Map::new()))
            }
            rooted => rooted,
        }
    }

    fn describe(&self, world: &World) -> String {
        let plain = self.worlds.first();
        let parts: Vec<String> = world
            .iter()
            .filter(|(id, choice)| plain.and_then(|plain| plain.get(id)) != Some(choice))
            .map(|(id, choice)| {
                let name = self.attributes.name(*id);
                match choice {
                    Choice::Sample => format!("{name} is there"),
                    Choice::Missing => format!("{name} is missing"),
                    Choice::Value(value) => format!("{name} is {}", json::written(value)),
                    Choice::Items(count) => format!("items of {name}: {count}"),
                }
            })
            .collect();
        parts.join(", ")
    }
}
