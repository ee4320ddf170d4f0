//! Expressions that read the profile without making values of their own.

use super::change::Change;
use super::general::General;
use super::reading::{Chars, Frame, Reading};
use crate::json::wanted::Layout;
use crate::json::{Kind, Node, Trail};
use crate::render::print;
use crate::template::program::Comparison;
use std::cell::Cell;
use std::cmp::Ordering;

/// An expression on a route.
///
/// A term gives what the evaluator gives for the expression, or nothing: then the evaluator is asked. It never says
/// that something is wrong, so that findings come from one place.
#[derive(Debug)]
pub(super) enum Term {
    Constant(Reading<'static>),
    /// A text of the template.
    Text(Box<str>),
    /// A value that the route holds.
    Register(u8),
    Root(Root),
    Member(Box<Member>),
    /// `base[0]`
    Index(Box<Self>, i64),
    Default(Box<Default>),
    Change(Box<Self>, Change),
    Length(Box<Self>),
    /// `a ~ b`, and `a + b` of texts.
    Join(Box<[Self; 2]>, Joining),
    Not(Box<Self>),
    And(Box<[Self; 2]>),
    Or(Box<[Self; 2]>),
    If(Box<[Self; 3]>),
    Compare(Box<[Self; 2]>, Comparison),
    /// `base in ['a', 'b']`
    OneOf(Box<Self>, Box<[Self]>),
    Is(Box<Self>, Property),
    General(Box<General>),
}

/// What two texts are joined with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    /// `~` prints values of other types.
    Tilde,
    Plus,
}

/// The value behind a name that stands alone.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) name: Box<str>,
    /// Its number among the names of the data, or behind them.
    pub(super) number: usize,
    /// Where it stood last time, and in which slot.
    pub(super) place: Cell<u32>,
    pub(super) trail: Trail,
}

/// `base['key']`
#[derive(Debug)]
pub(super) struct Member {
    pub(super) base: Term,
    pub(super) key: Box<str>,
    /// Where the key stood last time, and in which slot, if the base is a root.
    pub(super) place: Cell<u32>,
    pub(super) trail: Trail,
    /// A dict has a method of this name, which stands in for an absent key.
    pub(super) names_method: bool,
    /// The base is a root that may be absent, and then is an empty object.
    pub(super) in_root: bool,
    pub(super) empty_is_missing: bool,
}

/// `base|default(fallback, falsy)`
#[derive(Debug)]
pub(super) struct Default {
    pub(super) base: Term,
    pub(super) fallback: Term,
    /// Whether it replaces all that is not true.
    pub(super) falsy: bool,
    pub(super) replaces_null: bool,
}

/// What a test asks of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Property {
    Defined,
    Undefined,
    None,
    Text,
    Number,
    Integer,
    Boolean,
    True,
    False,
    Mapping,
}

impl Term {
    /// Whether it is the same for every user.
    pub(super) fn is_constant(&self) -> bool {
        let all = |terms: &[Self]| terms.iter().all(Self::is_constant);
        match self {
            Self::Constant(_) | Self::Text(_) => true,
            Self::Register(_) | Self::Root(_) | Self::Member(_) | Self::General(_) => false,
            Self::Index(base, _)
            | Self::Change(base, _)
            | Self::Length(base)
            | Self::Not(base)
            | Self::Is(base, _) => base.is_constant(),
            Self::Default(default) => default.base.is_constant() && default.fallback.is_constant(),
            Self::Join(terms, _) | Self::And(terms) | Self::Or(terms) | Self::Compare(terms, _) => {
                all(terms.as_slice())
            }
            Self::If(terms) => all(terms.as_slice()),
            Self::OneOf(base, items) => base.is_constant() && all(items),
        }
    }

    /// The value of the data that it stands for, if it is nothing but a lookup that finds one.
    #[inline]
    pub(super) fn data<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Node<'p>> {
        match self {
            Self::Member(member) => match member.find(frame)? {
                Found::Value(value) => Some(value),
                Found::Nothing => None,
            },
            _ => None,
        }
    }

    /// [`Term::read`] of what is often a constant.
    #[inline]
    fn read_operand<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        match self {
            Self::Constant(value) => Some(*value),
            Self::Text(text) => Some(Reading::Text(Chars::There(text))),
            _ => self.read(frame),
        }
    }

    /// Its value for one user, if that is simple.
    pub(super) fn read<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        Some(match self {
            Self::Constant(value) => *value,
            Self::Text(text) => Reading::Text(Chars::There(text)),
            Self::Register(register) => frame.register(*register),
            Self::Root(root) => match frame.root(root) {
                Some(node) => Reading::of(node)?,
                None => Reading::Missing,
            },
            Self::Member(member) => return member.read(frame),
            Self::Index(base, index) => return item(base.read(frame)?, *index, frame),
            Self::Default(default) => return default.read(frame),
            Self::Change(base, change) => {
                let value = base.read(frame)?;
                return change.apply(value, frame);
            }
            Self::Length(base) => Reading::Int(length(base.read(frame)?, frame)?),
            Self::Join(parts, joining) => return join(parts, *joining, frame),
            Self::Not(value) => Reading::Bool(!value.read(frame)?.is_true()),
            Self::And(operands) => {
                let [left, right] = &**operands;
                let left = left.read(frame)?;
                if left.is_true() { right.read(frame)? } else { left }
            }
            Self::Or(operands) => {
                let [left, right] = &**operands;
                let left = left.read(frame)?;
                if left.is_true() { left } else { right.read(frame)? }
            }
            Self::If(parts) => {
                let [test, then, otherwise] = &**parts;
                if test.read(frame)?.is_true() {
                    then.read_operand(frame)?
                } else {
                    otherwise.read_operand(frame)?
                }
            }
            Self::Compare(operands, comparison) => {
                let [left, right] = &**operands;
                let left = left.read(frame)?;
                let right = right.read_operand(frame)?;
                Reading::Bool(compare(*comparison, left, right, frame)?)
            }
            Self::OneOf(base, items) => {
                let value = base.read(frame)?;
                let mut found = false;
                // All are evaluated, as the evaluator does.
                for item in items {
                    let item = item.read_operand(frame)?;
                    found = found || equal(item, value, frame)?;
                }
                Reading::Bool(found)
            }
            Self::Is(base, property) => {
                let value = base.read(frame)?;
                frame.count(value);
                Reading::Bool(property.holds(value))
            }
            Self::General(general) => return general.read(frame),
        })
    }
}

/// What a lookup finds.
enum Found<'p> {
    Value(Node<'p>),
    Nothing,
}

impl Member {
    fn read<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        match self.find(frame)? {
            Found::Value(value) => Reading::of(value),
            Found::Nothing => Some(Reading::Missing),
        }
    }

    /// What there is in the data; `None` if only the evaluator can say.
    #[inline]
    fn find<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Found<'p>> {
        if self.trail.leads_through(frame.layout)
            && let Some(value) = self.trail.end(frame.profile.document())
        {
            return self.found(Some(value));
        }
        self.search(frame)
    }

    fn search<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Found<'p>> {
        if let Term::Root(root) = &self.base
            && let Some(node) = frame.root(root)
            && node.kind() == Kind::Object
        {
            return self.found(self.look_up_in_root(node, frame.layout));
        }
        match self.base.read(frame)? {
            Reading::Data(node) if node.kind() == Kind::Object => {
                self.found(node.get_near(&self.key, &self.place))
            }
            Reading::None | Reading::Null => Some(Found::Nothing),
            Reading::Missing if self.in_root => Some(Found::Nothing),
            _ => None,
        }
    }

    fn look_up_in_root<'p>(&self, root: Node<'p>, layout: Layout) -> Option<Node<'p>> {
        // The slot that it would be in is empty.
        if self.trail.leads_through(layout) {
            return None;
        }
        let value = root.get_near(&self.key, &self.place)?;
        self.trail.learn(value, layout);
        Some(value)
    }

    /// What the member is, given what was found under its key.
    #[inline]
    fn found<'p>(&self, value: Option<Node<'p>>) -> Option<Found<'p>> {
        match value.filter(|value| !(self.empty_is_missing && value.is_text(""))) {
            Some(value) => Some(Found::Value(value)),
            None => (!self.names_method).then_some(Found::Nothing),
        }
    }
}

impl Default {
    fn read<'p>(&'p self, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
        let value = self.base.read(frame)?;
        frame.count(value);
        let fallback = self.fallback.read_operand(frame)?;
        let fires =
            value.is_undefined() || self.falsy && !value.is_true() || self.replaces_null && value.is_none();
        Some(if fires { fallback } else { value })
    }
}

impl Property {
    fn holds(self, value: Reading<'_>) -> bool {
        match self {
            Self::Defined => !value.is_undefined(),
            Self::Undefined => value.is_undefined(),
            Self::None => value.is_none(),
            Self::Text => matches!(value, Reading::Text(_)),
            Self::Number => matches!(value, Reading::Bool(_) | Reading::Int(_) | Reading::Float(_)),
            Self::Integer => matches!(value, Reading::Int(_)),
            Self::Boolean => matches!(value, Reading::Bool(_)),
            Self::True => matches!(value, Reading::Bool(true)),
            Self::False => matches!(value, Reading::Bool(false)),
            Self::Mapping => matches!(value, Reading::Data(node) if node.kind() == Kind::Object),
        }
    }
}

/// What `{{ value }}` prints; nothing for a missing value and for lists and dicts.
#[inline]
pub(super) fn printed<'p>(value: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<Chars<'p>> {
    match value {
        Reading::Text(chars) => Some(chars),
        value => print_other(value, frame),
    }
}

/// [`printed`] of what is no text.
fn print_other<'p>(value: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<Chars<'p>> {
    let made = match value {
        Reading::Text(chars) => return Some(chars),
        Reading::Undefined => return Some(Chars::There("")),
        Reading::None => return Some(Chars::There("None")),
        Reading::Bool(value) => return Some(Chars::There(if value { "True" } else { "False" })),
        Reading::Int(number) => frame.make(|out| print_integer(number, out)),
        Reading::Float(number) => frame.make(|out| out.push_str(&print::float(number))),
        Reading::Missing | Reading::Null | Reading::Data(_) => return None,
    };
    match made {
        Reading::Text(chars) => Some(chars),
        _ => None,
    }
}

/// Appends an integer in digits.
pub(super) fn print_integer(number: i64, out: &mut String) {
    let mut digits = [0_u8; 20];
    let mut left = number.unsigned_abs();
    let mut count = 0;
    for slot in digits.iter_mut().rev() {
        *slot = b'0' + (left % 10) as u8;
        left /= 10;
        count += 1;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    let written = digits.get(digits.len() - count..).unwrap_or_default();
    for digit in written {
        out.push(char::from(*digit));
    }
}

fn item<'p>(base: Reading<'p>, index: i64, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
    match base {
        Reading::Data(node) if node.kind() == Kind::Array => {
            frame.work += node.len() as u64;
            let at = if index < 0 { index + node.len() as i64 } else { index };
            match usize::try_from(at).ok().and_then(|at| node.items().nth(at)) {
                Some(item) => Reading::of(item),
                None => Some(Reading::Missing),
            }
        }
        Reading::Data(_) | Reading::None | Reading::Null => Some(Reading::Missing),
        _ => None,
    }
}

fn length(value: Reading<'_>, frame: &mut Frame<'_, '_>) -> Option<i64> {
    match value {
        Reading::Missing | Reading::Undefined => Some(0),
        Reading::Data(node) => Some(node.len() as i64),
        Reading::Text(chars) => {
            let text = frame.text(chars);
            let (count, bytes) = (text.chars().count() as i64, text.len() as u64);
            frame.work += bytes;
            Some(count)
        }
        _ => None,
    }
}

fn join<'p>(parts: &'p [Term; 2], joining: Joining, frame: &mut Frame<'_, 'p>) -> Option<Reading<'p>> {
    let [left, right] = parts;
    let left = left.read_operand(frame)?;
    let right = right.read_operand(frame)?;
    let are_texts = matches!((left, right), (Reading::Text(_), Reading::Text(_)));
    if joining == Joining::Plus && !are_texts {
        return None;
    }
    let (left, right) = (printed(left, frame)?, printed(right, frame)?);
    let start = frame.made.len();
    for chars in [left, right] {
        match chars {
            Chars::There(text) => frame.made.push_str(text),
            Chars::Made { start, end } => frame.made.extend_from_within(start as usize..end as usize),
        }
    }
    frame.work += (frame.made.len() - start) as u64;
    Some(Reading::Text(Chars::Made { start: start as u32, end: frame.made.len() as u32 }))
}

fn compare<'p>(
    comparison: Comparison,
    left: Reading<'p>,
    right: Reading<'p>,
    frame: &mut Frame<'_, 'p>,
) -> Option<bool> {
    match comparison {
        Comparison::Equal => equal(left, right, frame),
        Comparison::NotEqual => equal(left, right, frame).map(|equal| !equal),
        Comparison::Less => order(left, right, frame).map(Ordering::is_lt),
        Comparison::LessOrEqual => order(left, right, frame).map(Ordering::is_le),
        Comparison::Greater => order(left, right, frame).map(Ordering::is_gt),
        Comparison::GreaterOrEqual => order(left, right, frame).map(Ordering::is_ge),
        Comparison::In => contains(right, left, frame),
        Comparison::NotIn => contains(right, left, frame).map(|found| !found),
    }
}

/// A number, where booleans count as 0 and 1.
fn number(value: Reading<'_>) -> Option<Reading<'_>> {
    match value {
        Reading::Bool(value) => Some(Reading::Int(i64::from(value))),
        Reading::Int(_) | Reading::Float(_) => Some(value),
        _ => None,
    }
}

fn numeric_order(left: Reading<'_>, right: Reading<'_>) -> Option<Ordering> {
    match (left, right) {
        (Reading::Int(left), Reading::Int(right)) => Some(left.cmp(&right)),
        (Reading::Int(left), Reading::Float(right)) => (left as f64).partial_cmp(&right),
        (Reading::Float(left), Reading::Int(right)) => left.partial_cmp(&(right as f64)),
        (Reading::Float(left), Reading::Float(right)) => left.partial_cmp(&right),
        _ => None,
    }
}

fn equal(left: Reading<'_>, right: Reading<'_>, frame: &mut Frame<'_, '_>) -> Option<bool> {
    if let (Reading::Text(left), Reading::Text(right)) = (left, right) {
        let (left, right) = (text(frame, left), text(frame, right));
        let (equal, work) = (left == right, left.len().min(right.len()) as u64);
        frame.work += work;
        return Some(equal);
    }
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return Some(numeric_order(left, right) == Some(Ordering::Equal));
    }
    match (left, right) {
        (Reading::Data(_), Reading::Data(_)) => None,
        _ if left.is_none() || right.is_none() => Some(left.is_none() && right.is_none()),
        _ => Some(left.is_undefined() && right.is_undefined()),
    }
}

/// The characters of a text, of whatever lifetime.
fn text<'s>(frame: &'s Frame<'_, '_>, chars: Chars<'s>) -> &'s str {
    match chars {
        Chars::There(text) => text,
        Chars::Made { start, end } => frame.made.get(start as usize..end as usize).unwrap_or_default(),
    }
}

fn order(left: Reading<'_>, right: Reading<'_>, frame: &mut Frame<'_, '_>) -> Option<Ordering> {
    if let (Reading::Text(left), Reading::Text(right)) = (left, right) {
        let (left, right) = (text(frame, left), text(frame, right));
        let (order, work) = (left.cmp(right), left.len().min(right.len()) as u64);
        frame.work += work;
        return Some(order);
    }
    numeric_order(number(left)?, number(right)?)
}

fn contains<'p>(haystack: Reading<'p>, needle: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<bool> {
    match (haystack, needle) {
        (Reading::Text(whole), Reading::Text(part)) => {
            let (whole, part) = (frame.text(whole), frame.text(part));
            let (found, work) = (whole.contains(part), whole.len() as u64);
            frame.work += work;
            Some(found)
        }
        (Reading::Missing | Reading::Undefined, _) => Some(false),
        (Reading::Data(list), _) if list.kind() == Kind::Array => has_item(list, needle, frame),
        _ => None,
    }
}

fn has_item<'p>(list: Node<'p>, needle: Reading<'p>, frame: &mut Frame<'_, 'p>) -> Option<bool> {
    frame.work += list.len() as u64;
    for item in list.items() {
        if equal(Reading::of(item)?, needle, frame)? {
            return Some(true);
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::print_integer;

    #[test]
    fn prints_integers() {
        for number in [0, 7, -7, 10, 12_345, i64::MAX, i64::MIN] {
            let mut out = String::new();
            print_integer(number, &mut out);
            assert_eq!(out, number.to_string());
        }
    }
}
