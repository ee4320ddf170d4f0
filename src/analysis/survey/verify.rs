//! The promise of a contract, tried: who keeps it gets a message.
//!
//! What a survey learns is right where all it saw is of the kinds that it knows. This finds, late but in time, what
//! it did not see: a profile that nothing is said against and that gets no message makes the contract incomplete.

use super::worlds::{self, Choice, World};
use super::{Surveyor, Unknown};
use crate::analysis::attribute::AttributeId;
use crate::analysis::condition::Condition;
use crate::analysis::contract::judge::meets;
use crate::analysis::kind::Kind;
use crate::analysis::path::Path;
use serde_json::Value;

/// Values that are tried for each attribute.
fn values() -> [Choice; 9] {
    [
        Choice::Missing,
        Choice::Value(Value::Null),
        Choice::Value("".into()),
        Choice::Value("a\"b\\ {c} d<e>&\n".into()),
        Choice::Value("ß".repeat(6000).into()),
        Choice::Value(1e22.into()),
        Choice::Value(0.into()),
        Choice::Value((-3).into()),
        Choice::Value(false.into()),
    ]
}

/// Worlds in which all values are tried.
const MAX_WORLDS: usize = 24;

impl Surveyor<'_, '_> {
    /// Tries profiles against all that was found out.
    pub(super) fn verify(&mut self, cancels: &[Condition]) {
        for number in 0..self.worlds.len() {
            let Some(world) = self.worlds.get(number).cloned() else { return };
            // What is incomplete already makes no promise.
            if !self.out.unknowns.is_empty() {
                return;
            }
            self.keep_promise(&self.profile(&world), None, cancels);
            self.keep_promise(&self.profile(&self.present_but_false(&world)), None, cancels);
            self.mix_items(&world, cancels);
            if number < MAX_WORLDS {
                for id in self.facts.attributes.ids().filter(|id| !self.facts.attributes.is_root(*id)) {
                    self.try_values(&world, id, cancels);
                }
            }
        }
    }

    /// The world with a false value for all that is missing in it.
    fn present_but_false(&self, world: &World) -> World {
        let present = |(id, choice): (&AttributeId, &Choice)| {
            let is_missing = *choice == Choice::Missing;
            let falsy = || Choice::Value(worlds::falsy(self.facts.attributes.kind(*id)));
            (*id, if is_missing { falsy() } else { choice.clone() })
        };
        world.iter().map(present).collect()
    }

    fn try_values(&mut self, world: &World, id: AttributeId, cancels: &[Condition]) {
        let is_whole = matches!(self.facts.attributes.kind(id), Kind::List | Kind::Object);
        let values = values();
        let few = if is_whole { 3 } else { values.len() };
        for value in values.into_iter().take(few) {
            let mut world = world.clone();
            world.insert(id, value);
            self.keep_promise(&self.profile(&world), Some(id), cancels);
        }
    }

    /// Tries lists whose items go different ways: what is right for each may be wrong for all together.
    fn mix_items(&mut self, world: &World, cancels: &[Condition]) {
        for id in self.decided_by_item() {
            if matches!(world.get(&id), None | Some(Choice::Sample)) {
                continue;
            }
            let mut other = world.clone();
            other.insert(id, Choice::Sample);
            let (one, other) = (self.profile(world), self.profile(&other));
            self.keep_promise(&worlds::mixed(&one, &other), Some(id), cancels);
            self.keep_promise(&worlds::mixed(&other, &one), Some(id), cancels);
        }
    }

    /// The attributes that decide something for each item of a list.
    fn decided_by_item(&self) -> Vec<AttributeId> {
        let attributes = &self.facts.attributes;
        let is_in_list = |id: &AttributeId| Path::of(attributes, *id).goes_through_list();
        attributes.ids().filter(is_in_list).collect()
    }

    /// Tries a profile; the attribute is the one that is unusual in it.
    fn keep_promise(&mut self, profile: &Value, id: Option<AttributeId>, cancels: &[Condition]) {
        let Some(run) = self.run_with(profile, Vec::new()) else { return };
        let demands = || self.out.demands.iter().chain(&self.out.shares);
        let is_promised = run.study.not_sent.is_empty()
            && !cancels.iter().any(|condition| condition.holds(&run.profile))
            && demands().all(|demand| meets(demand, &run.profile));
        if !is_promised {
            return;
        }
        if let Some(mistake) = self.mistakes(&run).into_iter().next() {
            let paths = id.map(|id| Path::of(&self.facts.attributes, id)).into_iter().collect();
            let why = format!("not every value will do: {}", mistake.message);
            self.out.unknown(Unknown { paths, span: mistake.span.unwrap_or_default(), why });
        }
    }
}
