//! Made-up values that the filters and methods of a template can work with.

use super::worlds::{self, Choice, World};
use super::{Surveyor, overlap};
use crate::analysis::attribute::{AttributeId, How, Use};
use crate::diagnostic::{Code, Span};
use serde_json::Value;

impl Surveyor<'_, '_> {
    /// Finds values that the filters and methods of the template can work with.
    pub(super) fn adapt(&mut self) {
        let others: [Value; 9] = [
            "12".into(),
            "15/01/2026".into(),
            "2026-01-15".into(),
            "2026-01-15 10:00:00".into(),
            "a,b,c".into(),
            7.into(),
            true.into(),
            "YQ==".into(),
            "{\"a\": 1}".into(),
        ];
        let Some(plain) = self.worlds.first().cloned() else { return };
        for _ in 0..16 {
            let Some(span) = self.obstacle(&plain).filter(|span| !self.blamed(*span).is_empty()) else {
                return;
            };
            let candidates = self.blamed(span);
            let candidates = candidates.iter().flat_map(|id| others.iter().map(move |other| (*id, other)));
            let better = candidates.into_iter().find(|(id, other)| {
                let before = self.samples.insert(*id, (*other).clone());
                let better = self.obstacle(&plain) != Some(span);
                if let (false, Some(before)) = (better, before) {
                    self.samples.insert(*id, before);
                }
                better
            });
            if better.is_none() {
                return;
            }
        }
    }

    /// Where an attribute must be there for some other reason, it is false where it decides, not missing.
    pub(super) fn empty_instead_of_missing(&mut self) {
        let Some(plain) = self.worlds.first().cloned() else { return };
        let attributes = &self.facts.attributes;
        let must_be_there: Vec<AttributeId> = attributes
            .ids()
            .filter(|id| {
                let is_truth = |used: &Use| matches!(used.how, How::Truth | How::Fallback { falsy: true });
                let may_be_missing = self.worlds.iter().any(|world| world.get(id) == Some(&Choice::Missing));
                if !may_be_missing || !attributes.get(*id).uses.iter().any(is_truth) {
                    return false;
                }
                let mut without = plain.clone();
                without.insert(*id, Choice::Missing);
                self.run(&without, Vec::new()).is_some_and(|run| run.study.fault.is_some())
            })
            .collect();
        for id in must_be_there {
            let falsy = Choice::Value(worlds::falsy(attributes.kind(id)));
            let choices = self.worlds.iter_mut().filter_map(|world| world.get_mut(&id));
            choices.filter(|choice| **choice == Choice::Missing).for_each(|choice| *choice = falsy.clone());
        }
    }

    /// Where a run in a world stops, or a value of the data has the wrong type.
    fn obstacle(&self, world: &World) -> Option<Span> {
        let run = self.run(world, Vec::new())?;
        if let Some(fault) = &run.study.fault {
            return fault.span;
        }
        let mut mistakes = self.mistakes(&run).into_iter();
        let is_of_data = |span: &Span| !self.blamed(*span).is_empty();
        mistakes.find_map(|mistake| {
            mistake.span.filter(|span| mistake.code == Code::SchemaType && is_of_data(span))
        })
    }

    /// The attributes that are used at a place.
    fn blamed(&self, span: Span) -> Vec<AttributeId> {
        let attributes = &self.facts.attributes;
        let is_used = |id: &AttributeId| attributes.get(*id).uses.iter().any(|used| overlap(used.span, span));
        attributes.ids().filter(is_used).collect()
    }
}
