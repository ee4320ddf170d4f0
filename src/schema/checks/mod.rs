//! The checks: conditions over several properties, by name.
//!
//! Each gets the object (or array) whose schema names it and says what is wrong where. What another keyword
//! finds fault with is left to it: a check that reads a broken value says nothing.

mod alike;
mod allowed_values;
mod ascending;
mod distinct;
pub(super) mod emoji;
mod forbidden;
mod free_space;
mod inside_area;
mod nested;
mod no_effect;
mod only_last;
mod overruled;
mod presence;
mod requires_true;
pub(super) mod text_limit;
mod text_or_contents;
mod text_v2;
mod wording;

use super::fault::Fault;
use super::keywords;
use super::node::{Argument, Check, CheckKind, ParameterName, Slice, Step, Test, Value};
use super::residual::Demand;
use crate::diagnostic::{Code, Span};
use crate::json::{Kind, Node};
use crate::schema::absences::Absences;
use std::collections::HashSet;
pub(super) use wording::{ends_in, has_word};

/// A fault and the value that it is about.
#[derive(Debug, PartialEq)]
pub(super) struct Hit<'d> {
    pub(super) at: Node<'d>,
    pub(super) fault: Fault,
    pub(super) covers: Covers<'d>,
    /// Properties that it says the value lacks.
    pub(super) lacks: Slice,
}

/// Warnings that say nothing beside a fault.
#[derive(Debug, PartialEq, Default)]
pub(super) struct Covers<'d> {
    /// The code that they have; `None` for all.
    pub(super) code: Option<Code>,
    /// The values that they are about.
    pub(super) values: Vec<Node<'d>>,
}

impl<'d> Hit<'d> {
    fn new(at: Node<'d>, fault: Fault) -> Self {
        Self { at, fault, covers: Covers::default(), lacks: Slice::default() }
    }

    fn covering(mut self, covers: Covers<'d>) -> Self {
        self.covers = covers;
        self
    }
}

/// What is told already of a document, as far as a check must know it.
pub(super) struct Told<'c, 'd> {
    /// The values that have an error.
    pub(super) broken: &'c HashSet<Span>,
    pub(super) absences: &'c Absences<'d>,
    /// Whether messages may quote texts.
    pub(super) quotes: bool,
}

/// What a check finds in an object or array.
pub(super) fn run<'d>(check: &Check, object: Node<'d>, told: &Told<'_, 'd>) -> Vec<Hit<'d>> {
    let input = Input { check, object, told: Some(told) };
    told.absences.next_rule();
    if !input.applies() {
        return Vec::new();
    }
    let mut hits = match check.kind {
        CheckKind::AtLeastOneOf => presence::at_least_one_of(&input),
        CheckKind::ExactlyOneOf => presence::exactly_one_of(&input),
        CheckKind::NotBoth => presence::not_both(&input),
        CheckKind::Ascending => ascending::ascending(&input),
        CheckKind::RequiresTrue => requires_true::requires_true(&input),
        CheckKind::AllowedValues => allowed_values::allowed_values(&input),
        CheckKind::TextLimit => text_limit::text_limit(&input),
        CheckKind::SameCount => alike::same_count(&input),
        CheckKind::AllOrNone => alike::all_or_none(&input),
        CheckKind::SameValue => alike::same_value(&input),
        CheckKind::Distinct => distinct::distinct(&input),
        CheckKind::OnlyLast => only_last::only_last(&input),
        CheckKind::MaxNested => nested::max_nested(&input),
        CheckKind::MaxLeaves => nested::max_leaves(&input),
        CheckKind::Forbidden => forbidden::forbidden(&input),
        CheckKind::NoEffect => no_effect::no_effect(&input),
        CheckKind::Overruled => overruled::overruled(&input),
        CheckKind::NotEmpty => text_or_contents::not_empty(&input),
        CheckKind::TextOrContents => text_or_contents::text_or_contents(&input),
        CheckKind::FreeSpace => free_space::free_space(&input),
        CheckKind::InsideArea => inside_area::inside_area(&input),
        CheckKind::NotEndingIn => wording::not_ending_in(&input),
        CheckKind::Word => wording::word(&input),
        CheckKind::EmojiIndexes => emoji::emoji_indexes(&input),
        CheckKind::EmojiLength => emoji::emoji_length(&input),
        CheckKind::TextV2Braces => text_v2::braces(&input),
        CheckKind::TextV2Keys => text_v2::keys(&input),
        CheckKind::TextV2Missing => text_v2::missing(&input),
        CheckKind::TextV2Unused => text_v2::unused(&input),
        CheckKind::TextV2Occurrences => text_v2::occurrences(&input),
    };
    if !check.error && told.absences.is_misled() {
        // The wrong name is the fault.
        hits.clear();
    }
    hits.truncate(MAX_HITS);
    hits
}

/// Whether the conditions of a check hold for an object.
pub(super) fn applies(check: &Check, object: Node<'_>) -> bool {
    Input::new(check, object).applies()
}

/// What a check demands of texts in an object that meets its conditions, if it can be said of each text alone. All else
/// that it finds does not depend on what texts say.
pub(super) fn demands<'d>(check: &Check, object: Node<'d>) -> Option<Vec<(Node<'d>, Demand)>> {
    let input = Input::new(check, object);
    match check.kind {
        CheckKind::TextLimit => Some(text_limit::demands(&input)),
        CheckKind::NoEffect => no_effect::demands(&input),
        CheckKind::NotEmpty => Some(text_or_contents::not_empty_demands(&input)),
        CheckKind::NotEndingIn => Some(wording::endings(&input)),
        CheckKind::Word => Some(wording::words(&input)),
        _ => None,
    }
}

/// How often one check may find fault with one object. More would tell nothing new and take long.
const MAX_HITS: usize = 100;

/// A check and the value that it looks at.
pub(super) struct Input<'c, 'd> {
    check: &'c Check,
    object: Node<'d>,
    told: Option<&'c Told<'c, 'd>>,
}

impl<'c, 'd> Input<'c, 'd> {
    /// A check that is asked about alone.
    pub(super) fn new(check: &'c Check, object: Node<'d>) -> Self {
        Self { check, object, told: None }
    }

    pub(super) fn text(&self, name: ParameterName) -> &'static str {
        match self.check.argument(name) {
            Some(Argument::Text(text)) => text.text(),
            _ => "",
        }
    }

    fn texts(&self, name: ParameterName) -> impl ExactSizeIterator<Item = &'static str> + Clone + use<> {
        match self.check.argument(name) {
            Some(Argument::Texts(texts)) => texts.texts(),
            _ => Slice::default().texts(),
        }
    }

    fn values(&self, name: ParameterName) -> Option<&'static [Value]> {
        match self.check.argument(name)? {
            Argument::Values(values) => Some(values.values()),
            _ => None,
        }
    }

    fn number(&self, name: ParameterName) -> Option<i32> {
        match self.check.argument(name)? {
            Argument::Number(number) => Some(number),
            _ => None,
        }
    }

    fn size(&self, name: ParameterName) -> usize {
        self.number(name).and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX)
    }

    fn flag(&self, name: ParameterName) -> bool {
        matches!(self.check.argument(name), Some(Argument::Flag(true)))
    }

    fn condition(&self, name: ParameterName) -> Option<&'static [Test]> {
        match self.check.argument(name)? {
            Argument::Condition(tests) => Some(tests.tests()),
            _ => None,
        }
    }

    fn slice(&self, name: ParameterName) -> Slice {
        match self.check.argument(name) {
            Some(Argument::Texts(texts)) => texts,
            _ => Slice::default(),
        }
    }

    /// The values that a path leads to.
    fn along(&self, name: ParameterName) -> Vec<Node<'d>> {
        match self.check.argument(name) {
            Some(Argument::Path(steps)) => {
                let mut found = Vec::new();
                follow(self.object, steps.steps(), &mut |node| {
                    found.push(node);
                    false
                });
                found
            }
            _ => Vec::new(),
        }
    }

    /// The null under the name that a path is, if the object's schema does not know the name.
    fn unknown_null(&self, name: ParameterName) -> Option<Node<'d>> {
        let Some(Argument::Path(steps)) = self.check.argument(name) else { return None };
        let [Step::Member(name)] = steps.steps() else { return None };
        let is_unknown = self.told?.absences.is_unknown_null(self.object, name.text());
        self.object.get(name.text()).filter(|_| is_unknown)
    }

    /// The value of the property that a parameter names.
    fn property(&self, name: ParameterName) -> Option<Node<'d>> {
        self.member(self.object, self.text(name))
    }

    /// The value of a member that is not null. If there is none, the check misses it.
    fn member(&self, object: Node<'d>, name: &str) -> Option<Node<'d>> {
        let found = present(object, name);
        if let (None, Some(told)) = (found, self.told) {
            told.absences.meet(object, name);
        }
        found
    }

    /// Whether a member is there, for rules that count those that are. `None` where it is an empty text, which is to be
    /// filled or left out: nobody knows which.
    fn filled(&self, object: Node<'d>, name: &str) -> Option<bool> {
        match self.member(object, name) {
            Some(value) if value.as_str() == Some("") => None,
            found => Some(found.is_some()),
        }
    }

    fn is_broken(&self, value: Node<'d>) -> bool {
        self.told.is_some_and(|told| told.broken.contains(&value.span()))
    }

    /// Whether it is told already that an object lacks a property.
    fn is_lost(&self, object: Node<'d>, name: &str) -> bool {
        self.told.is_some_and(|told| told.absences.is_lost(object, name))
    }

    fn quotes(&self) -> bool {
        self.told.is_some_and(|told| told.quotes)
    }

    /// Whether the conditions hold. Where that depends on what is wrong itself, they do not.
    pub(super) fn applies(&self) -> bool {
        let when = self.condition(ParameterName::When).unwrap_or_default();
        let unless = self.condition(ParameterName::Unless).unwrap_or_default();
        let any = self.condition(ParameterName::WhenAny).unwrap_or_default();
        when.iter().all(|test| self.meets(test) == Some(true))
            && (any.is_empty() || any.iter().any(|test| self.meets(test) == Some(true)))
            && unless.iter().all(|test| self.meets(test) == Some(false))
    }

    /// Whether the object meets a test; `None` if that cannot be said.
    fn meets(&self, test: &Test) -> Option<bool> {
        let steps = test.path.steps();
        if meets(self.object, test) {
            return Some(true);
        }
        let is_clear = self.told.is_none_or(|told| told.broken.is_empty() && told.absences.is_empty());
        (is_clear || !self.is_doubtful(self.object, steps)).then_some(false)
    }

    /// Whether something on a path is wrong or told to be missing, so that nobody knows where it leads.
    fn is_doubtful(&self, from: Node<'d>, steps: &[Step]) -> bool {
        // What an object lacks is told at the object, and leaves the rest of it as it is. No path leads to an object, or
        // through one to items.
        let is_object = matches!(steps, [Step::Member(_), ..]) && from.kind() == Kind::Object;
        if !is_object && self.is_broken(from) {
            return true;
        }
        let Some((step, rest)) = steps.split_first() else { return false };
        match step {
            Step::Member(name) => match self.member(from, name.text()) {
                Some(node) => self.is_doubtful(node, rest),
                None => self.is_lost(from, name.text()),
            },
            Step::Item(i) => {
                from.items().nth(usize::from(*i)).is_some_and(|node| self.is_doubtful(node, rest))
            }
            Step::Each => {
                let members = from.members().map(|(_, node)| node);
                from.items().chain(members).any(|node| self.is_doubtful(node, rest))
            }
        }
    }
}

/// The value of a member that is not null.
fn present<'d>(object: Node<'d>, name: &str) -> Option<Node<'d>> {
    object.get(name).filter(|value| value.kind() != Kind::Null)
}

/// Calls `visit` for each value that a path leads to, until it says `true`; then says so too.
pub(super) fn follow<'d>(from: Node<'d>, steps: &[Step], visit: &mut dyn FnMut(Node<'d>) -> bool) -> bool {
    if from.kind() == Kind::Null {
        return false;
    }
    let Some((step, rest)) = steps.split_first() else { return visit(from) };
    match step {
        Step::Member(name) => from.get(name.text()).is_some_and(|node| follow(node, rest, visit)),
        Step::Item(i) => from.items().nth(usize::from(*i)).is_some_and(|node| follow(node, rest, visit)),
        Step::Each => {
            from.items().any(|node| follow(node, rest, visit))
                || from.members().any(|(_, node)| follow(node, rest, visit))
        }
    }
}

fn meets(object: Node<'_>, test: &Test) -> bool {
    let values = test.values.values();
    follow(object, test.path.steps(), &mut |found| {
        values.is_empty() || values.iter().any(|value| keywords::equals(*value, found))
    })
}

fn meets_all(object: Node<'_>, tests: &[Test]) -> bool {
    tests.iter().all(|test| meets(object, test))
}
