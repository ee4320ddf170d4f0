//! What is empty: by the template itself, by its branches, or by the data.

use super::Surveyor;
use super::need::{Bound, Demand, Length, Need};
use super::worlds::Choice;
use crate::analysis::attribute::AttributeId;
use crate::analysis::path::Path;
use crate::diagnostic::{Code, Severity, Span};

impl Surveyor<'_, '_> {
    /// Keeps the demands that a text is not empty only where an empty attribute leads to one: a fallback may take its
    /// place.
    pub(super) fn confirm(&mut self) {
        let attributes = &self.facts.attributes;
        let is_needed = |demand: &Demand| {
            let Need::Length(Length { bound: Bound::Least, terms, .. }) = &demand.need else { return true };
            let ids: Vec<AttributeId> = attributes
                .ids()
                .filter(|id| terms.iter().any(|term| term.path == Path::of(attributes, *id)))
                .collect();
            self.worlds.iter().any(|world| {
                let mut world = world.clone();
                for id in &ids {
                    if !matches!(world.get(id), Some(Choice::Missing)) {
                        world.insert(*id, Choice::Value("".into()));
                    }
                }
                let Some(run) = self.run(&world, Vec::new()) else { return false };
                let pointer = Some(&demand.place.pointer);
                self.mistakes(&run).iter().any(|mistake| mistake.pointer.as_ref() == pointer)
            })
        };
        let needed: Vec<bool> = self.out.demands.iter().map(is_needed).collect();
        let mut needed = needed.into_iter();
        self.out.demands.retain(|_| needed.next().unwrap_or(true));
    }

    /// What is empty because nothing was written into it depends on the data, if there are branches that do.
    pub(super) fn left_empty(&mut self) {
        let source = &self.facts.program.source;
        let is_written_empty = |span: Span| {
            let inside = source.get(span.start as usize + 1..).unwrap_or_default();
            inside.trim_start().starts_with(['"', ']', '}'])
        };
        for found in &mut self.out.found {
            let is_about_absence = matches!(found.diagnostic.code, Code::SchemaEmpty | Code::SchemaTooFew);
            let is_of_branch = found.runs != self.seen.complete;
            if is_about_absence && is_of_branch && !found.diagnostic.span.is_none_or(is_written_empty) {
                found.diagnostic.severity = Severity::Warning;
            }
        }
    }
}
