//! A profile against a contract.

use super::Contract;
use crate::analysis::calculation::LARGEST;
use crate::analysis::condition::Condition;
use crate::analysis::path::Path;
use crate::analysis::survey::{
    Bound, Bytes, Characters, Demand, Length, Need, Term, Types, form, has_few_digits,
};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::json::{Kind, Node};
use crate::render::{self, Profile};
use crate::schema;

/// Units that null takes where it is printed.
const NULL: u64 = 4;

/// Whether a profile is as a demand wants it.
pub(in crate::analysis) fn meets(demand: &Demand, profile: &Profile<'_>) -> bool {
    !demand.when.all.iter().all(|condition| condition.holds(profile))
        || broken(&demand.need, profile).is_none()
}

impl Contract {
    /// What a profile lacks, or has wrong, by attribute. A message that the template cancels needs nothing.
    pub fn check(&self, profile: &Profile<'_>) -> Vec<Diagnostic> {
        if self.cancels(profile) {
            return Vec::new();
        }
        let mut found: Vec<Diagnostic> = Vec::new();
        for demand in &self.demands {
            if !demand.when.all.iter().all(|condition| condition.holds(profile)) {
                continue;
            }
            let Some((code, message)) = broken(&demand.need, profile) else { continue };
            let paths: Vec<String> = demand.need.paths().iter().map(ToString::to_string).collect();
            let attribute = paths.first().cloned().unwrap_or_default();
            let same =
                |known: &Diagnostic| known.code == code && known.attribute.as_ref() == Some(&attribute);
            if !found.iter().any(same) {
                found.push(finding(demand, code, message).attribute(attribute));
            }
        }
        diagnostic::arrange(&mut found);
        found
    }

    /// Whether the template cancels the message of this profile.
    pub fn cancels(&self, profile: &Profile<'_>) -> bool {
        self.cancels.iter().any(|condition: &Condition| condition.holds(profile))
    }
}

fn finding(demand: &Demand, code: Code, message: String) -> Diagnostic {
    let mut finding = Diagnostic::error(code, message).at(demand.place.span);
    finding.pointer = Some(demand.place.pointer.clone()).filter(|pointer| !pointer.is_empty());
    finding.property.clone_from(&demand.place.property);
    finding.rule.clone_from(&demand.place.rule);
    finding.source.clone_from(&demand.place.source);
    finding
}

/// What is wrong with the values that a demand is about.
fn broken(need: &Need, profile: &Profile<'_>) -> Option<(Code, String)> {
    let any = |path: &Path, is_broken: &dyn Fn(Node<'_>) -> bool| {
        let values = path.values(profile);
        values.into_iter().flatten().any(|value| value.kind() != Kind::Null && is_broken(value))
    };
    match need {
        Need::There(path) => {
            let is_missing = path.values(profile).iter().any(Option::is_none);
            is_missing.then(|| (Code::ContractMissing, format!("{path} is missing and has no fallback")))
        }
        Need::NotNull(path) => {
            let is_null = |value: Node<'_>| value.kind() == Kind::Null;
            let found = path.values(profile).into_iter().flatten().any(is_null);
            found.then(|| (Code::ContractNull, format!("{path} is null")))
        }
        Need::Types(path, types) => any(path, &|value| !types.contains(value.kind()))
            .then(|| (Code::ContractType, format!("{path} is not {}", types.describe()))),
        Need::Form { path, before, behind, keyword } => {
            let is_broken = |value: Node<'_>| {
                !schema::accepts(*keyword, &format!("{before}{}{behind}", as_printed(value)))
            };
            let around =
                if before.is_empty() && behind.is_empty() { "" } else { ", with the text around it," };
            any(path, &is_broken).then(|| (Code::ContractForm, format!("{path}{around} {}", form(*keyword))))
        }
        Need::Date(path, form) => {
            let is_broken = |value: Node<'_>| !value.as_str().is_some_and(|text| form.accepts(text));
            any(path, &is_broken).then(|| (Code::ContractForm, format!("{path} is not {}", form.describe())))
        }
        Need::Only(path, characters) => {
            let is_broken = |value: Node<'_>| !characters.accepts(&as_printed(value));
            any(path, &is_broken)
                .then(|| (Code::ContractForm, format!("{path} {}", Characters::describe(*characters))))
        }
        Need::Number { path, least, most, integer } => {
            let is_out = |value: Node<'_>| {
                value.as_f64().is_none_or(|number| {
                    *integer && number.fract() != 0.0
                        || least.is_some_and(|least| number < least)
                        || most.is_some_and(|most| number > most)
                })
            };
            any(path, &is_out).then(|| (Code::ContractRange, format!("{path} is out of range")))
        }
        Need::FewDigits(path) => {
            let is_large = |value: Node<'_>| match value.as_str() {
                Some(text) => !has_few_digits(text),
                None => value.as_f64().is_some_and(|number| number.abs() > LARGEST),
            };
            any(path, &is_large)
                .then(|| (Code::ContractRange, format!("{path} is no number of at most 15 digits")))
        }
        Need::Items { path, least, most } => {
            let is_out = |value: Node<'_>| {
                matches!(value.kind(), Kind::Array | Kind::Object)
                    && (value.len() < *least || most.is_some_and(|most| value.len() > most))
            };
            let message = match most {
                Some(most) => format!("{path} has more than {most} items"),
                None => format!("{path} has fewer than {least} items"),
            };
            any(path, &is_out).then_some((Code::ContractRange, message))
        }
        Need::Length(length) => broken_length(length, profile),
        Need::Bytes(bytes) => broken_size(bytes, profile),
    }
}

/// As it is printed.
pub(in crate::analysis) fn as_printed(value: Node<'_>) -> String {
    match value.kind() {
        Kind::String => value.as_str().unwrap_or_default().to_owned(),
        Kind::Bool if value.as_bool() == Some(true) => "True".to_owned(),
        Kind::Bool => "False".to_owned(),
        Kind::Null => "None".to_owned(),
        Kind::Float => value.as_f64().map(render::float).unwrap_or_default(),
        Kind::Integer | Kind::Array | Kind::Object => value.source().to_owned(),
    }
}

fn broken_length(length: &Length, profile: &Profile<'_>) -> Option<(Code, String)> {
    let counts: Vec<(bool, Vec<u64>)> = length
        .terms
        .iter()
        .map(|term| {
            let count = |value: Option<Node<'_>>| match value {
                Some(value) if value.kind() != Kind::Null => term.count(length.unit, &as_printed(value)),
                Some(_) if length.bound == Bound::Most => NULL,
                _ => 0,
            };
            (term.path.goes_through_list(), term.path.values(profile).into_iter().map(count).collect())
        })
        .collect();
    let is_absent = length.terms.iter().all(|term| term.path.values(profile).iter().all(Option::is_none));
    if is_absent {
        return None;
    }
    // Each item of a list makes a text of its own.
    let texts = counts.iter().filter(|(each, _)| *each).map(|(_, counts)| counts.len()).max().unwrap_or(1);
    let total = |at: usize| -> u64 {
        let part = |(each, counts): &(bool, Vec<u64>)| {
            let longest = || counts.iter().max().copied().unwrap_or(0);
            if *each { counts.get(at).copied().unwrap_or_else(longest) } else { longest() }
        };
        counts.iter().map(part).fold(length.literal, u64::saturating_add)
    };
    let mut totals = (0..texts).map(total);
    let mut names: Vec<String> = length.terms.iter().map(|term| term.path.to_string()).collect();
    names.dedup();
    let names = names.join(" and ");
    match length.bound {
        Bound::Most => totals.any(|total| total > length.limit).then(|| {
            let room = length.room();
            let unit = length.unit.name(room);
            (Code::ContractTooLong, format!("{names} may take at most {room} {unit}"))
        }),
        Bound::Least => totals.any(|total| total < length.limit).then(|| {
            let message = match length.room() {
                1 => format!("{names} is empty"),
                room => format!("{names} has fewer than {room} {}", length.unit.name(room)),
            };
            (Code::ContractEmpty, message)
        }),
    }
}

fn broken_size(bytes: &Bytes, profile: &Profile<'_>) -> Option<(Code, String)> {
    let count =
        |path: &Path| path.values(profile).into_iter().flatten().map(|list| list.len() as u64).sum::<u64>();
    let items = bytes.lists.iter().map(|(path, item)| item.saturating_mul(count(path)));
    let taken = |term: &Term| {
        let values = term.path.values(profile).into_iter().flatten();
        let sizes =
            values.filter(|value| value.kind() != Kind::Null).map(|value| term.bytes(&as_printed(value)));
        // Each item makes an object of its own, so that the largest counts; else all are in one.
        if bytes.each { sizes.max().unwrap_or(0) } else { sizes.fold(0, u64::saturating_add) }
    };
    let size = |term: &Term| {
        let values = term.path.values(profile).into_iter().flatten();
        values.map(|value| term.bytes(&as_printed(value))).max().unwrap_or(0)
    };
    let repeated = bytes.repeated.iter().map(|(list, term)| count(list).saturating_mul(size(term)));
    let total =
        items.chain(repeated).chain(bytes.terms.iter().map(taken)).fold(bytes.fixed, u64::saturating_add);
    (total > bytes.limit).then(|| {
        let mut names: Vec<String> = bytes.terms.iter().map(|term| term.path.to_string()).collect();
        names.dedup();
        let message = format!("{} make the message larger than {} bytes", names.join(" and "), bytes.limit);
        (Code::ContractTooLong, message)
    })
}

impl Types {
    fn contains(self, kind: Kind) -> bool {
        match kind {
            Kind::Null => true,
            Kind::Bool => self.boolean,
            Kind::Integer | Kind::Float => self.number,
            Kind::String => self.text,
            Kind::Array => self.list,
            Kind::Object => self.object,
        }
    }

    fn describe(self) -> String {
        let names: Vec<&str> = [
            (self.text, "a text"),
            (self.number, "a number"),
            (self.boolean, "true or false"),
            (self.list, "a list"),
            (self.object, "an object"),
        ]
        .into_iter()
        .filter_map(|(has, name)| has.then_some(name))
        .collect();
        names.join(" or ")
    }
}
