//! What a document lacks, and whether that is told already.
//!
//! A property may be absent because it stands there under a wrong name, or is null. Then what follows from its absence
//! is the same fault, and is to be one finding. So the walk notes such members here, rules that miss a property ask for
//! them, and what no rule has asked for is told in the end.

use super::keywords;
use super::nearest::{akin, nearest};
use super::node::Node;
use crate::diagnostic::MAX_FINDINGS;
use crate::json;
use std::cell::RefCell;
use std::collections::HashMap;

/// A member that says nothing to LINE.
#[derive(Debug)]
pub(super) struct Idle<'d> {
    pub(super) object: json::Node<'d>,
    pub(super) key: json::Node<'d>,
    pub(super) value: json::Node<'d>,
    /// The property that is absent for it.
    pub(super) meant: Option<&'static str>,
    /// What holds for the object, if the name is unknown there.
    pub(super) unknown_to: Option<&'static Node>,
    is_told: bool,
}

impl Idle<'_> {
    /// The name, as it is written.
    pub(super) fn name(&self) -> &str {
        self.key.as_str().unwrap_or_default()
    }

    /// What to do about it.
    pub(super) fn advice(&self) -> Option<String> {
        let meant = self.meant.filter(|_| self.unknown_to.is_some())?;
        Some(format!("`{}` is unknown: did you mean `{meant}`?", self.name()))
    }
}

/// A property that an object should have, which is told.
#[derive(Debug)]
struct Lost {
    name: &'static str,
    /// The number of the finding.
    finding: usize,
}

/// How many members with unknown names are looked for inside the others.
const MAX_MISPLACED: usize = 20;

/// The only property that an object must have and has not, if it may hold this value: whatever its name, that is what
/// it is there for.
fn lone(schema: &'static Node, object: json::Node<'_>, value: json::Node<'_>) -> Option<&'static str> {
    let mut lacking = schema.required().iter().filter(|required| object.get(required.name.text()).is_none());
    let (Some(required), None) = (lacking.next(), lacking.next()) else { return None };
    let types = schema.property(required.name.text())?.types;
    (types.0 & keywords::types(value).0 != 0).then(|| required.name.text())
}

/// The absent properties of a document.
#[derive(Debug, Default)]
pub(super) struct Absences<'d> {
    idle: Vec<Idle<'d>>,
    /// The numbers of the idle members of each object, by its number on the tape.
    idle_of: HashMap<u32, Vec<usize>>,
    /// What each object lacks, by its number on the tape.
    lost: HashMap<u32, Vec<Lost>>,
    /// Idle members that the rule at hand ran into.
    met: RefCell<Vec<usize>>,
}

impl<'d> Absences<'d> {
    /// Whether all is there.
    pub(super) fn is_empty(&self) -> bool {
        self.idle.is_empty() && self.lost.is_empty()
    }

    /// Members whose names an object does not know, with what may have been meant by each: a property that is absent.
    pub(super) fn note_unknown(
        &mut self,
        schema: &'static Node,
        object: json::Node<'d>,
        unknown: Vec<(json::Node<'d>, json::Node<'d>)>,
    ) {
        if unknown.is_empty() {
            return;
        }
        let names = schema.properties().iter().map(|property| property.name.text());
        let absent: Vec<&str> = names.filter(|name| object.get(name).is_none()).collect();
        let alone = unknown.len() == 1;
        for (key, value) in unknown {
            let name = key.as_str().unwrap_or_default();
            // Of more findings than are told nobody reads what was meant.
            let known = if self.idle.len() < MAX_FINDINGS { absent.as_slice() } else { &[] };
            let meant = nearest(name, known.iter().copied())
                .or_else(|| akin(name, known.iter().copied()))
                .or_else(|| lone(schema, object, value).filter(|_| alone && !name.starts_with('$')));
            self.note(Idle { object, key, value, meant, unknown_to: Some(schema), is_told: false });
        }
    }

    /// A known member that is null, which stands for no more than its absence.
    pub(super) fn note_null(
        &mut self,
        meant: Option<&'static str>,
        object: json::Node<'d>,
        key: json::Node<'d>,
        value: json::Node<'d>,
    ) {
        self.note(Idle { object, key, value, meant, unknown_to: None, is_told: false });
    }

    fn note(&mut self, idle: Idle<'d>) {
        self.idle_of.entry(idle.object.index()).or_default().push(self.idle.len());
        self.idle.push(idle);
    }

    /// A finding tells that an object lacks a property.
    pub(super) fn note_lost(&mut self, object: json::Node<'d>, name: &'static str, finding: usize) {
        self.lost.entry(object.index()).or_default().push(Lost { name, finding });
    }

    fn lost_in(&self, object: json::Node<'d>, name: &str) -> Option<&Lost> {
        self.lost.get(&object.index())?.iter().find(|lost| lost.name == name)
    }

    /// Whether it is told that an object lacks a property.
    pub(super) fn is_lost(&self, object: json::Node<'d>, name: &str) -> bool {
        self.lost_in(object, name).is_some()
    }

    /// A member of this object that is told to lack a property of this name, and the finding.
    pub(super) fn lacking_member(&self, object: json::Node<'d>, name: &str) -> Option<(&'d str, usize)> {
        let lost = |value| self.lost_in(value, name);
        let mut members = object.members();
        members.find_map(|(key, value)| Some((key.as_str()?, lost(value)?.finding)))
    }

    fn idle_in(&self, object: json::Node<'d>) -> impl Iterator<Item = (usize, &Idle<'d>)> {
        let numbers = self.idle_of.get(&object.index()).map(Vec::as_slice).unwrap_or_default();
        numbers.iter().filter_map(|i| Some((*i, self.idle.get(*i)?)))
    }

    /// A rule misses a property of an object.
    pub(super) fn meet(&self, object: json::Node<'d>, name: &str) {
        let mut met = self.met.borrow_mut();
        for (i, _) in self.idle_in(object).filter(|(_, idle)| idle.meant == Some(name)) {
            if !met.contains(&i) {
                met.push(i);
            }
        }
    }

    /// Whether an object has a member that is null under a name that it does not know.
    pub(super) fn is_unknown_null(&self, object: json::Node<'d>, name: &str) -> bool {
        let is_null = |idle: &Idle<'d>| idle.value.kind() == json::Kind::Null;
        self.idle_in(object)
            .any(|(_, idle)| idle.unknown_to.is_some() && is_null(idle) && idle.name() == name)
    }

    /// Forgets what the rule before ran into.
    pub(super) fn next_rule(&self) {
        self.met.borrow_mut().clear();
    }

    /// Whether the rule at hand misses something that stands there under a wrong name.
    pub(super) fn is_misled(&self) -> bool {
        let met = self.met.borrow();
        met.iter().filter_map(|i| self.idle.get(*i)).any(|idle| idle.unknown_to.is_some())
    }

    /// A finding tells of what the rule at hand ran into: the advice.
    pub(super) fn tell_met(&mut self) -> Vec<String> {
        let met = self.met.take();
        met.into_iter().filter_map(|i| self.tell(i)).collect()
    }

    /// A finding tells that an object lacks a property: the key under which it stands there, and the advice.
    pub(super) fn tell_meant(
        &mut self,
        object: json::Node<'d>,
        name: &str,
    ) -> Option<(json::Node<'d>, String)> {
        let is_meant = |idle: &Idle<'d>| idle.meant == Some(name) && !idle.is_told;
        let (i, _) = self.idle_in(object).find(|(_, idle)| is_meant(idle))?;
        let advice = self.tell(i)?;
        Some((self.idle.get(i)?.key, advice))
    }

    /// Members of an object whose names are unknown and resemble no property, and the findings that they belong to:
    /// those that miss them in another member.
    pub(super) fn tell_misplaced(&mut self, object: json::Node<'d>) -> Vec<(usize, String)> {
        let puzzling = self
            .idle_in(object)
            .filter(|(_, idle)| idle.meant.is_none() && idle.unknown_to.is_some())
            .take(MAX_MISPLACED);
        let found: Vec<_> = puzzling
            .filter_map(|(i, idle)| {
                let (member, finding) = self.lacking_member(object, idle.name())?;
                Some((i, finding, format!("`{}` belongs inside `{member}`, not beside it", idle.name())))
            })
            .collect();
        found
            .into_iter()
            .map(|(i, finding, advice)| {
                self.tell(i);
                (finding, advice)
            })
            .collect()
    }

    /// What no finding tells of.
    pub(super) fn untold(&self) -> impl Iterator<Item = &Idle<'d>> {
        self.idle.iter().filter(|idle| !idle.is_told)
    }

    fn tell(&mut self, i: usize) -> Option<String> {
        let idle = self.idle.get_mut(i)?;
        idle.is_told = true;
        idle.advice()
    }
}
