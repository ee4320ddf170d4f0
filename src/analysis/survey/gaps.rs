//! What a survey cannot settle: the contract of the template is incomplete then.

use super::{Surveyor, Unknown, is_if};
use crate::analysis::attribute::Step;
use crate::analysis::path::Path;
use crate::diagnostic::{Code, Diagnostic, Span};

impl Surveyor<'_, '_> {
    /// What the text of the template shows to depend on the values.
    pub(super) fn hazards(&mut self) {
        for hazard in self.facts.hazards.iter().chain(&self.inexact) {
            let paths = hazard.attributes.iter().map(|id| Path::of(&self.facts.attributes, *id)).collect();
            self.out.unknown(Unknown { paths, span: hazard.span, why: hazard.why.clone() });
        }
        let attributes = &self.facts.attributes;
        for id in attributes.ids().filter(|id| attributes.is_item_of_all(*id)) {
            let is_single = matches!(attributes.get(id).step, Step::Index(_));
            if is_single {
                let why = "one item is read by its number, and all are gone through".to_owned();
                let span = attributes.get(id).uses.first().map(|used| used.span).unwrap_or_default();
                self.out.unknown(Unknown { paths: vec![Path::of(attributes, id)], span, why });
            }
        }
        for root in attributes.roots().filter(|root| attributes.root_name(*root) == "ContentBlock") {
            let why = "a content block is template text of its own, which is not looked into".to_owned();
            let span = attributes.get(root).uses.first().map(|used| used.span).unwrap_or_default();
            self.out.unknown(Unknown { paths: Vec::new(), span, why });
        }
    }

    /// There are more combinations of branches than were looked at. Each branch was, if no more is told.
    pub(super) fn incomplete(&mut self) {
        let why = "there are more combinations of branches than can be looked at".to_owned();
        self.out.unknown(Unknown { paths: Vec::new(), span: Span::default(), why });
        let is_seen = |span: Span| self.seen.decisions.iter().any(|seen| seen.span == span);
        let ifs = self.facts.tests.iter().filter(|test| is_if(test.kind));
        let unseen: Vec<Span> = ifs.map(|test| test.span).filter(|span| !is_seen(*span)).collect();
        self.out.run = self.worlds.len();
        for span in unseen {
            self.out.find(
                Diagnostic::warning(
                    Code::CheckIncomplete,
                    "this branch was not looked at: there are too many",
                )
                .at(span)
                .hint("split the template, or compare fewer attributes"),
            );
        }
    }

    /// The runs took so long that not all that were needed could be made.
    pub(super) fn exhausted(&mut self) {
        let why = "rendering takes so long that not all branches and values could be tried".to_owned();
        self.out.run = self.worlds.len();
        self.out.find(
            Diagnostic::warning(Code::CheckIncomplete, why.clone())
                .at(Span::default())
                .hint("shorten its loops, and the texts that it builds"),
        );
        self.out.unknown(Unknown { paths: Vec::new(), span: Span::default(), why });
    }

    /// A template that failed with all values that were tried: what it makes was not seen.
    pub(super) fn never_done(&mut self) {
        let has_error = self.out.found.iter().any(|found| found.diagnostic.is_error());
        let has_end = self
            .worlds
            .iter()
            .filter_map(|world| self.run(world, Vec::new()))
            .any(|run| run.study.fault.is_none());
        let Some(plain) = self.worlds.first().filter(|_| !has_error && !has_end) else { return };
        let Some(fault) = self.run(plain, Vec::new()).and_then(|run| run.study.fault) else { return };
        self.out.run = self.worlds.len();
        let message =
            format!("nothing behind this was looked at: with the values that were tried, {}", fault.message);
        let finding = Diagnostic::warning(Code::CheckIncomplete, message).at(fault.span.unwrap_or_default());
        self.out
            .find(finding.hint("render it with a profile of your own: `lineplate render … --profile FILE`"));
        let why = "no made-up profile leads to a message".to_owned();
        self.out.unknown(Unknown { paths: Vec::new(), span: fault.span.unwrap_or_default(), why });
    }

    /// No values help where the template itself is wrong.
    pub(super) fn mistakes_of_the_template(&mut self) {
        let errors = self.out.found.iter().map(|found| &found.diagnostic).filter(|found| found.is_error());
        let unknowns: Vec<Unknown> = errors
            .map(|error| {
                let why = format!("the template itself is wrong: {}", error.message);
                Unknown { paths: Vec::new(), span: error.span.unwrap_or_default(), why }
            })
            .collect();
        for unknown in unknowns {
            self.out.unknown(unknown);
        }
    }
}
