//! What was found in all runs, once each.

use super::need::{Bound, Demand, Need, Place};
use crate::analysis::path::Path;
use crate::diagnostic::{Diagnostic, Span};
use crate::ordered::Set;

/// Something about attributes that could not be found out.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Unknown {
    /// The attributes; none if it may be any.
    pub(in crate::analysis) paths: Vec<Path>,
    pub(in crate::analysis) span: Span,
    pub(in crate::analysis) why: String,
}

/// What was found in all runs.
#[derive(Debug, Default)]
pub(in crate::analysis) struct Collected {
    pub(in crate::analysis) demands: Vec<Demand>,
    /// Demands that only keep a message within bounds that no single attribute breaks.
    pub(in crate::analysis) shares: Vec<Demand>,
    pub(in crate::analysis) unknowns: Vec<Unknown>,
    pub(super) found: Vec<Found>,
    /// The number of the run that is being read.
    pub(super) run: usize,
}

/// A finding and the runs that have it.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) diagnostic: Diagnostic,
    pub(super) runs: Set<usize>,
}

impl Collected {
    pub(super) fn demand(&mut self, demand: Demand) {
        let same = |known: &&mut Demand| known.place.span == demand.place.span && known.when == demand.when;
        for known in self.demands.iter_mut().filter(same) {
            if known.need == demand.need {
                return;
            }
            if let (Need::Length(known), Need::Length(new)) = (&mut known.need, &demand.need)
                && known.terms == new.terms
                && (known.unit, known.bound, known.limit) == (new.unit, new.bound, new.limit)
            {
                // The same text with other words of the template around it: the longest ones count.
                known.literal = match known.bound {
                    Bound::Most => known.literal.max(new.literal),
                    Bound::Least => known.literal.min(new.literal),
                };
                return;
            }
        }
        self.demands.push(demand);
    }

    pub(super) fn unknown(&mut self, unknown: Unknown) {
        if !self.unknowns.contains(&unknown) {
            self.unknowns.push(unknown);
        }
    }

    pub(super) fn find(&mut self, diagnostic: Diagnostic) {
        let same = |known: &&mut Found| {
            known.diagnostic.code == diagnostic.code && known.diagnostic.span == diagnostic.span
        };
        let run = self.run;
        match self.found.iter_mut().find(same) {
            Some(known) => {
                known.runs.insert(run);
            }
            None => self.found.push(Found { diagnostic, runs: Set::from([run]) }),
        }
    }

    pub(super) fn error(&mut self, place: &Place, diagnostic: Diagnostic) {
        let mut diagnostic = diagnostic.at(place.span);
        diagnostic.pointer = Some(place.pointer.clone());
        diagnostic.property.clone_from(&place.property);
        diagnostic.rule.clone_from(&place.rule);
        diagnostic.source.clone_from(&place.source);
        self.find(diagnostic);
    }
}
