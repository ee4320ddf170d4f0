//! What became of an audience: how many got a payload, and why the others did not.

use super::delivery::{Delivery, Fate, Row};
use super::selection::Outside;
use crate::{Code, Diagnostic, Span};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rows that are named for each cause.
const MAX_ROWS: usize = 10;
/// Causes that are told apart. A template can make a new one for each user; the rest is counted together.
const MAX_CAUSES: usize = 1_000;

/// Counts of outcomes, and of their causes.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    counts: [u64; Class::ALL.len()],
    sent: u64,
    causes: BTreeMap<Key, Cause>,
}

/// What became of users, other than a message without findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The message cannot be sent.
    Failed,
    /// The template cancelled the message.
    NotSent,
    /// Another row with the same identity got the message.
    Duplicate,
    /// Not in the segment.
    Outside,
    /// Sent, with a warning.
    Warned,
}

impl Class {
    /// All of them, the most urgent ones first.
    pub const ALL: [Self; 5] = [Self::Failed, Self::NotSent, Self::Duplicate, Self::Outside, Self::Warned];

    /// The class in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::NotSent => "not sent",
            Self::Duplicate => "duplicate",
            Self::Outside => "not in the segment",
            Self::Warned => "sent with a warning",
        }
    }

    /// The class as a name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::NotSent => "not_sent",
            Self::Duplicate => "duplicate",
            Self::Outside => "outside",
            Self::Warned => "warned",
        }
    }

    /// Whether users were to get a message and got none.
    pub fn is_reject(self) -> bool {
        matches!(self, Self::Failed | Self::NotSent)
    }
}

/// The name under which the platform's analytics count a message that is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Category {
    /// An attribute of the user is missing or unfit.
    UserAttribute,
    /// An attribute of the event is missing or unfit.
    EventAttribute,
    /// An attribute of the campaign is missing or unfit.
    CampaignAttribute,
    /// A lookup in something that is not there.
    Undefined,
    /// The template cancelled the message.
    CustomErrorMessage,
    /// Anything else.
    Unknown,
}

impl Category {
    /// The name as the platform writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::UserAttribute => "User Attribute",
            Self::EventAttribute => "Event Attribute",
            Self::CampaignAttribute => "Campaign Attribute",
            Self::Undefined => "Undefined",
            Self::CustomErrorMessage => "Custom Error Message",
            Self::Unknown => "Unknown",
        }
    }

    /// The category of a finding: by the root of the attribute that it is about.
    fn of(code: Code, attribute: Option<&str>) -> Self {
        let root = attribute.and_then(|attribute| attribute.split(['[', '.']).next());
        match (code, root) {
            (Code::RenderUndefined, _) => Self::Undefined,
            (_, Some("UserAttribute")) => Self::UserAttribute,
            (_, Some("EventAttribute")) => Self::EventAttribute,
            (_, Some("CampaignAttribute")) => Self::CampaignAttribute,
            _ => Self::Unknown,
        }
    }
}

/// What makes two users' troubles the same one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    class: Class,
    code: Option<Code>,
    /// With `[*]` for every index.
    attribute: Option<String>,
    place: Option<Place>,
    /// A reason, or the fault of a row.
    text: Option<String>,
}

/// Where a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In the template.
    Template(Span),
    /// In the condition of the segment.
    Segment(Span),
}

/// Something that several users have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause {
    /// What became of them.
    pub class: Class,
    /// How the platform counts them, if they count as not sent.
    pub category: Option<Category>,
    /// The code of the finding.
    pub code: Option<Code>,
    /// The attribute that it is about, with `[*]` for every index.
    pub attribute: Option<String>,
    /// Where it is.
    pub place: Option<Place>,
    /// What it is, in words.
    pub message: String,
    /// How many users.
    pub count: u64,
    /// The first of them.
    pub rows: Vec<u64>,
}

impl Summary {
    /// Counts the users of a delivery.
    pub fn add(&mut self, delivery: &Delivery) {
        for row in delivery.rows() {
            self.add_row(row);
        }
    }

    fn add_row(&mut self, row: &Row) {
        match &row.fate {
            Fate::Sent(warnings) => {
                self.sent += 1;
                self.add_warnings(row.number, warnings);
            }
            Fate::NotSent(reasons) => {
                let text = reasons.join("; ");
                self.count(row.number, Key { text: Some(text.clone()), ..Key::new(Class::NotSent) }, || text);
            }
            Fate::Failed(findings) => match findings.first() {
                Some(first) => self.count(row.number, Key::of(Class::Failed, first), || message(first)),
                None => self.count(row.number, Key::new(Class::Failed), String::new),
            },
            Fate::Unreadable(fault) => {
                let key = Key {
                    code: Some(Code::ProfileInvalid),
                    text: Some(fault.cause.clone()),
                    ..Key::new(Class::Failed)
                };
                self.count(row.number, key, || fault.cause.clone());
            }
            Fate::Undecided(finding) => {
                let key = Key::of(Class::Failed, finding);
                let place = finding.span.map(Place::Segment);
                self.count(row.number, Key { place, ..key }, || message(finding));
            }
            Fate::Outside(outside) => {
                let text = match outside {
                    Outside::NoLineId => "no `line_id`",
                    Outside::Segment => "the condition does not hold",
                };
                let key = Key { text: Some(text.to_owned()), ..Key::new(Class::Outside) };
                self.count(row.number, key, || text.to_owned());
            }
            Fate::Duplicate => self.count(row.number, Key::new(Class::Duplicate), || {
                "another row with the same id got the message".to_owned()
            }),
        }
    }

    fn add_warnings(&mut self, row: u64, warnings: &[Diagnostic]) {
        let mut keys: Vec<Key> = Vec::new();
        for warning in warnings {
            let key = Key::of(Class::Warned, warning);
            if !keys.contains(&key) {
                keys.push(key.clone());
                self.count_cause(row, key, || message(warning));
            }
        }
        if !warnings.is_empty() {
            *self.count_of(Class::Warned) += 1;
        }
    }

    fn count(&mut self, row: u64, key: Key, message: impl FnOnce() -> String) {
        *self.count_of(key.class) += 1;
        self.count_cause(row, key, message);
    }

    fn count_of(&mut self, class: Class) -> &mut u64 {
        #[expect(clippy::indexing_slicing, reason = "there is a count for each class")]
        &mut self.counts[class as usize]
    }

    fn count_cause(&mut self, row: u64, key: Key, message: impl FnOnce() -> String) {
        let is_full = self.causes.len() >= MAX_CAUSES && !self.causes.contains_key(&key);
        let (key, message) =
            if is_full { (Key::new(key.class), "other causes".to_owned()) } else { (key, message()) };
        let cause = self.causes.entry(key).or_insert_with_key(|key| key.cause(message));
        cause.count += 1;
        if cause.rows.len() < MAX_ROWS {
            cause.rows.push(row);
        }
    }

    /// How many rows there were.
    pub fn rows(&self) -> u64 {
        let kept_back = Class::ALL.iter().filter(|&&class| class != Class::Warned);
        self.sent + kept_back.map(|&class| self.class(class)).sum::<u64>()
    }

    /// How many users got a message, with or without warnings.
    pub fn sent(&self) -> u64 {
        self.sent
    }

    /// How many users are of a class.
    pub fn class(&self, class: Class) -> u64 {
        self.counts.get(class as usize).copied().unwrap_or(0)
    }

    /// How many users were to get a message and got none.
    pub fn rejected(&self) -> u64 {
        self.class(Class::Failed) + self.class(Class::NotSent)
    }

    /// The causes: those that cost messages first, then the most frequent first.
    pub fn causes(&self) -> Vec<&Cause> {
        let mut causes: Vec<_> = self.causes.values().collect();
        causes.sort_by_key(|cause| {
            let urgency = if cause.class.is_reject() { Class::Failed } else { cause.class };
            (urgency, Reverse(cause.count), cause.rows.first().copied())
        });
        causes
    }

    /// How many users count in each of the platform's categories, the most frequent first.
    pub fn categories(&self) -> Vec<(Category, u64)> {
        let mut counts: BTreeMap<Category, u64> = BTreeMap::new();
        for cause in self.causes.values() {
            if let Some(category) = cause.category {
                *counts.entry(category).or_default() += cause.count;
            }
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|&(category, count)| (Reverse(count), category));
        counts
    }
}

impl Key {
    fn new(class: Class) -> Self {
        Self { class, code: None, attribute: None, place: None, text: None }
    }

    fn of(class: Class, diagnostic: &Diagnostic) -> Self {
        let attribute = diagnostic.attribute.as_deref().map(without_indexes);
        let place = diagnostic.span.map(Place::Template);
        Self { class, code: Some(diagnostic.code), attribute, place, text: None }
    }

    fn cause(&self, message: String) -> Cause {
        let category = match self.class {
            Class::NotSent => Some(Category::CustomErrorMessage),
            Class::Failed => Some(
                self.code.map_or(Category::Unknown, |code| Category::of(code, self.attribute.as_deref())),
            ),
            _ => None,
        };
        Cause {
            class: self.class,
            category,
            code: self.code,
            attribute: self.attribute.clone(),
            place: self.place,
            message,
            count: 0,
            rows: Vec::new(),
        }
    }
}

/// A message for all users with the same cause.
fn message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.attribute {
        Some(attribute) => diagnostic.message.replace(attribute, &without_indexes(attribute)),
        None => diagnostic.message.clone(),
    }
}

/// An attribute with `[*]` for every index.
fn without_indexes(attribute: &str) -> String {
    let mut parts = attribute.split('[');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (index, rest) = part.split_once(']').unwrap_or((part, ""));
        let is_index = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
        name.push('[');
        if is_index && part.contains(']') {
            name.push_str("*]");
            name.push_str(rest);
        } else {
            name.push_str(part);
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_do_not_make_another_cause() {
        assert_eq!(without_indexes("UserAttribute['cart'][12]['name']"), "UserAttribute['cart'][*]['name']");
        assert_eq!(without_indexes("EventAttribute['a[1'][0][2]"), "EventAttribute['a[1'][*][*]");
        assert_eq!(without_indexes("plain"), "plain");
    }

    #[test]
    fn findings_count_as_the_platform_counts_them() {
        let of = |code, attribute| Category::of(code, Some(attribute)).name();
        assert_eq!(of(Code::RenderMissing, "UserAttribute['name']"), "User Attribute");
        assert_eq!(of(Code::SchemaTooLong, "EventAttribute.memo"), "Event Attribute");
        assert_eq!(of(Code::RenderMissing, "CampaignAttribute['x']"), "Campaign Attribute");
        assert_eq!(of(Code::RenderUndefined, "UserAttribute['a']['b']"), "Undefined");
        assert_eq!(of(Code::RenderMissing, "ProductSet['a']"), "Unknown");
        assert_eq!(Category::of(Code::LimitSteps, None).name(), "Unknown");
    }

    #[test]
    fn there_is_a_bound_on_causes() {
        let mut summary = Summary::default();
        for row in 1..=2_500 {
            let key = Key { text: Some(row.to_string()), ..Key::new(Class::NotSent) };
            summary.count(row, key, || row.to_string());
        }
        assert_eq!(summary.class(Class::NotSent), 2_500);
        let causes = summary.causes();
        assert_eq!(causes.len(), MAX_CAUSES + 1);
        assert_eq!((causes[0].message.as_str(), causes[0].count), ("other causes", 1_500));
    }
}
