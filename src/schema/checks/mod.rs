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
use crate::json::{Kind, Node};
pub(super) use wording::{ends_in, has_word};

/// A fault and the value that it is about.
#[derive(Debug, PartialEq)]
pub(super) struct Hit<'d> {
    pub(super) at: Node<'d>,
    pub(super) fault: Fault,
}

impl<'d> Hit<'d> {
    fn new(at: Node<'d>, fault: Fault) -> Self {
        Self { at, fault }
    }
}

/// What a check finds in an object or array. `broken` tells whether a value has an error already.
pub(super) fn run<'d>(check: &Check, object: Node<'d>, broken: &dyn Fn(Node<'d>) -> bool) -> Vec<Hit<'d>> {
    let input = Input { check, object, broken };
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
    hits.truncate(MAX_HITS);
    hits
}

/// Whether the conditions of a check hold for an object.
pub(super) fn applies(check: &Check, object: Node<'_>) -> bool {
    Input { check, object, broken: &|_| false }.applies()
}

/// What a check demands of texts in an object that meets its conditions, if it can be said of each text alone. All else
/// that it finds does not depend on what texts say.
pub(super) fn demands<'d>(check: &Check, object: Node<'d>) -> Option<Vec<(Node<'d>, Demand)>> {
    let input = Input { check, object, broken: &|_| false };
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

impl Check {
    /// Whether the check finds fault where this property is absent.
    pub(super) fn misses(&self, property: &str) -> bool {
        let names: &[ParameterName] = match self.kind {
            CheckKind::AtLeastOneOf | CheckKind::ExactlyOneOf => &[ParameterName::Properties],
            CheckKind::TextOrContents => &[ParameterName::Text, ParameterName::Contents],
            CheckKind::TextV2Missing => return property == "substitution",
            _ => &[],
        };
        names.iter().filter_map(|name| self.argument(*name)).any(|argument| match argument {
            Argument::Text(text) => text.text() == property,
            Argument::Texts(texts) => texts.texts().any(|text| text == property),
            _ => false,
        })
    }
}

/// A check and the value that it looks at.
pub(super) struct Input<'c, 'd> {
    check: &'c Check,
    object: Node<'d>,
    broken: &'c dyn Fn(Node<'d>) -> bool,
}

impl<'c, 'd> Input<'c, 'd> {
    /// A check that is asked about alone.
    pub(super) fn new(check: &'c Check, object: Node<'d>) -> Self {
        Self { check, object, broken: &|_| false }
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

    /// The value of the property that a parameter names.
    fn property(&self, name: ParameterName) -> Option<Node<'d>> {
        present(self.object, self.text(name))
    }

    fn is_broken(&self, value: Node<'d>) -> bool {
        (self.broken)(value)
    }

    pub(super) fn applies(&self) -> bool {
        self.condition(ParameterName::When).is_none_or(|tests| meets_all(self.object, tests))
            && self.condition(ParameterName::Unless).is_none_or(|tests| !meets_any(self.object, tests))
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

fn meets_any(object: Node<'_>, tests: &[Test]) -> bool {
    tests.iter().any(|test| meets(object, test))
}
