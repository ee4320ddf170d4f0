//! What a place in the message asks of the attributes that are printed there.

use crate::analysis::condition::When;
use crate::analysis::path::Path;
use crate::diagnostic::{Code, Span};
use crate::render::filters::DateText;
use crate::schema::node::Keyword;
use crate::schema::{count_graphemes, count_utf16};

/// A demand on the data, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Demand {
    pub(in crate::analysis) need: Need,
    /// When it is made.
    pub(in crate::analysis) when: When,
    pub(in crate::analysis) place: Place,
}

/// The place of a demand.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Place {
    /// In the template.
    pub(in crate::analysis) span: Span,
    /// In the payload.
    pub(in crate::analysis) pointer: String,
    pub(in crate::analysis) property: Option<String>,
    /// What the value is called: its key.
    pub(in crate::analysis) name: String,
    pub(in crate::analysis) rule: Option<String>,
    pub(in crate::analysis) source: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) enum Need {
    /// The attribute is there, and not null where null counts as missing.
    There(Path),
    /// It is not null.
    NotNull(Path),
    /// It has one of these types.
    Types(Path, Types),
    /// The text, between what the template puts around it, passes a keyword.
    Form { path: Path, before: String, behind: String, keyword: Keyword },
    /// The text is a date as a filter takes it.
    Date(Path, DateText),
    /// The text has only characters that may stand there.
    Only(Path, Characters),
    /// The number is within bounds; an integer, if need be.
    Number { path: Path, least: Option<f64>, most: Option<f64>, integer: bool },
    /// The number, or the number that a text says, is small enough to calculate with.
    FewDigits(Path),
    /// The texts together are not too long, or not too short.
    Length(Length),
    /// The texts together leave an object within its size.
    Bytes(Bytes),
    /// The list has so many items.
    Items { path: Path, least: usize, most: Option<usize> },
}

/// JSON types that an attribute may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::analysis) struct Types {
    pub(in crate::analysis) text: bool,
    pub(in crate::analysis) number: bool,
    pub(in crate::analysis) boolean: bool,
    pub(in crate::analysis) list: bool,
    pub(in crate::analysis) object: bool,
}

impl Types {
    /// What can be calculated with.
    pub(in crate::analysis) const SCALAR: Self =
        Self { text: false, number: true, boolean: true, list: false, object: false };
    pub(in crate::analysis) const BOOLEAN: Self =
        Self { text: false, number: false, boolean: true, list: false, object: false };
}

/// A text that says no large number: it has no digits at all, or few of them and no exponent.
pub(in crate::analysis) const FEW_DIGITS: &str = r"^(\P{N}*|[^eE]{0,15})$";

/// Whether a text fits [`FEW_DIGITS`].
pub(in crate::analysis) fn has_few_digits(text: &str) -> bool {
    !text.chars().any(char::is_numeric) || text.chars().count() <= 15 && !text.contains(['e', 'E'])
}

/// A set of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) enum Characters {
    /// All but braces.
    NoBraces,
    /// What RFC 3986 does not forbid.
    Url,
    /// What RFC 3986 allows, without percent signs.
    AsciiUrl,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) enum Unit {
    Utf16,
    Graphemes,
    CodePoints,
}

/// A bound on the length of a text that several attributes and the template make together.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Length {
    pub(in crate::analysis) unit: Unit,
    pub(in crate::analysis) bound: Bound,
    /// The limit of LINE's.
    pub(in crate::analysis) limit: u64,
    /// What the template itself takes of it.
    pub(in crate::analysis) literal: u64,
    pub(in crate::analysis) terms: Vec<Term>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) enum Bound {
    Most,
    Least,
}

/// An attribute in a [`Length`].
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Term {
    pub(in crate::analysis) path: Path,
    /// Units that come out for each UTF-16 code unit that goes in.
    pub(in crate::analysis) factor: u64,
    pub(in crate::analysis) added: u64,
    /// Units to which a shorter text is filled up.
    pub(in crate::analysis) padded: u64,
    /// Whether letters may change their case.
    pub(in crate::analysis) cased: bool,
    /// The most that comes out.
    pub(in crate::analysis) most: Option<u64>,
}

/// The text with each letter in the case that takes most room.
fn widest_case(text: &str) -> String {
    let widest = |char: char| {
        let cases = [char.to_string(), char.to_uppercase().to_string(), char.to_lowercase().to_string()];
        cases.into_iter().max_by_key(|case| (case.chars().count(), case.len())).unwrap_or_default()
    };
    text.chars().map(widest).collect()
}

/// A bound on the bytes of JSON that several attributes and the template make together.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::analysis) struct Bytes {
    /// The limit of LINE's.
    pub(in crate::analysis) limit: u64,
    /// What the template itself takes of it.
    pub(in crate::analysis) fixed: u64,
    /// What it takes for each item of a list.
    pub(in crate::analysis) lists: Vec<(Path, u64)>,
    pub(in crate::analysis) terms: Vec<Term>,
    /// What is printed once more for each item of a list.
    pub(in crate::analysis) repeated: Vec<(Path, Term)>,
    /// Whether each item of a list makes an object of its own.
    pub(in crate::analysis) each: bool,
}

impl Unit {
    pub(in crate::analysis) fn count(self, text: &str) -> u64 {
        let count = match self {
            Self::Utf16 => count_utf16(text),
            Self::Graphemes => count_graphemes(text),
            Self::CodePoints => text.chars().count(),
        };
        count as u64
    }

    pub(in crate::analysis) fn name(self, count: u64) -> &'static str {
        match (self, count) {
            (Self::Utf16, 1) => "UTF-16 code unit",
            (Self::Utf16, _) => "UTF-16 code units",
            (Self::Graphemes, 1) => "grapheme cluster",
            (Self::Graphemes, _) => "grapheme clusters",
            (Self::CodePoints, 1) => "code point",
            (Self::CodePoints, _) => "code points",
        }
    }
}

impl Term {
    /// How much of a limit a text takes, at most.
    pub(in crate::analysis) fn count(&self, unit: Unit, text: &str) -> u64 {
        let widest;
        let text = if self.cased {
            widest = widest_case(text);
            &widest
        } else {
            text
        };
        let count = if self.factor == 1 {
            unit.count(text)
        } else {
            // A changed text is measured by its units, of which no other measure has more.
            Unit::Utf16.count(text).saturating_mul(self.factor)
        };
        let count = count.saturating_add(self.added).max(self.padded);
        self.most.map_or(count, |most| most.min(count))
    }
}

impl Term {
    /// How many bytes of JSON a text takes, at most.
    pub(in crate::analysis) fn bytes(&self, text: &str) -> u64 {
        if self.factor == 1 && self.added == 0 && self.padded == 0 && !self.cased {
            let mut json = String::new();
            crate::json::text::escape_into(text, &mut json);
            let bytes = json.len() as u64;
            // A code point takes at most six bytes.
            return self.most.map_or(bytes, |most| bytes.min(most.saturating_mul(6)));
        }
        self.count(Unit::Utf16, text).saturating_mul(6)
    }
}

impl Bytes {
    /// What the template itself takes where each list has one item.
    pub(in crate::analysis) fn literal(&self) -> u64 {
        self.lists.iter().map(|(_, item)| item).fold(self.fixed, |sum, item| sum.saturating_add(*item))
    }

    /// Adds what the object takes if it is made in another way.
    pub(in crate::analysis) fn add(&mut self, other: Self) {
        self.fixed = self.fixed.max(other.fixed);
        self.each &= other.each;
        for (path, item) in other.lists {
            match self.lists.iter_mut().find(|(known, _)| *known == path) {
                Some((_, known)) => *known = item.max(*known),
                None => self.lists.push((path, item)),
            }
        }
        add_missing(&mut self.terms, other.terms);
        add_missing(&mut self.repeated, other.repeated);
    }
}

/// Adds what is not there, or is there less often.
fn add_missing<T: PartialEq>(known: &mut Vec<T>, others: Vec<T>) {
    let count = |all: &[T], one: &T| all.iter().filter(|other| *other == one).count();
    let missing =
        |at: usize, one: &T| others.get(..=at).is_some_and(|so_far| count(so_far, one) > count(known, one));
    let is_missing: Vec<bool> = others.iter().enumerate().map(|(at, one)| missing(at, one)).collect();
    known
        .extend(others.into_iter().zip(is_missing).filter_map(|(one, is_missing)| is_missing.then_some(one)));
}

impl Length {
    /// What is left for the attributes.
    pub(in crate::analysis) fn room(&self) -> u64 {
        self.limit.saturating_sub(self.literal)
    }

    /// How long an attribute may be where all share the room, in units of the attribute itself; without a limit if
    /// it never takes more than there is.
    pub(in crate::analysis) fn share(&self, term: &Term) -> Option<u64> {
        let capped: u64 = self.terms.iter().filter_map(|term| term.most).sum();
        let free = self.terms.iter().filter(|term| term.most.is_none()).count() as u64;
        let (room, sharers) = match term.most {
            Some(_) if capped < self.room() || free == 0 && capped == self.room() => return None,
            None if capped < self.room() => (self.room() - capped, free),
            _ => (self.room(), self.terms.len() as u64),
        };
        // Where others share the room, what fills a short text up is taken from it.
        let padded = if self.terms.len() > 1 { term.padded } else { 0 };
        Some((room / sharers.max(1)).saturating_sub(term.added + padded) / term.factor.max(1))
    }
}

impl Characters {
    pub(in crate::analysis) fn accepts(self, text: &str) -> bool {
        text.chars().all(|char| match self {
            Self::NoBraces => !matches!(char, '{' | '}'),
            Self::Url => !char.is_ascii() || allowed(char) || char == '%',
            Self::AsciiUrl => allowed(char),
        })
    }

    /// As a pattern of JSON Schema.
    pub(in crate::analysis) fn pattern(self) -> &'static str {
        match self {
            Self::NoBraces => "^[^{}]*$",
            Self::Url => r#"^[^\u0000-\u0020\u007f"<>\\^`{|}]*$"#,
            Self::AsciiUrl => r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]*$",
        }
    }

    pub(in crate::analysis) fn describe(self) -> &'static str {
        match self {
            Self::NoBraces => "has a brace",
            Self::Url | Self::AsciiUrl => "has a character that a URL may not have",
        }
    }
}

/// The ASCII characters of RFC 3986, without the percent sign.
fn allowed(char: char) -> bool {
    char.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=".contains(char)
}

impl Need {
    /// The attributes that it is about.
    pub(in crate::analysis) fn paths(&self) -> Vec<&Path> {
        match self {
            Self::There(path)
            | Self::NotNull(path)
            | Self::Types(path, _)
            | Self::FewDigits(path)
            | Self::Only(path, _)
            | Self::Date(path, _)
            | Self::Form { path, .. }
            | Self::Number { path, .. }
            | Self::Items { path, .. } => vec![path],
            Self::Length(length) => length.terms.iter().map(|term| &term.path).collect(),
            Self::Bytes(bytes) => bytes.terms.iter().map(|term| &term.path).collect(),
        }
    }

    /// The code of the finding about a template that makes it.
    pub(in crate::analysis) fn schema_code(&self) -> Code {
        match self {
            Self::There(_) | Self::NotNull(_) => Code::LintUnguarded,
            Self::Types(..) => Code::SchemaType,
            Self::Form { keyword, .. } => match keyword {
                Keyword::LineUrl(_) => Code::SchemaUri,
                Keyword::Enum(_) => Code::SchemaEnum,
                Keyword::Dimension(_) => Code::SchemaDimension,
                Keyword::DateTime(_) => Code::SchemaDateTime,
                _ => Code::SchemaPattern,
            },
            Self::Date(..) => Code::LintDateForm,
            Self::Only(_, Characters::NoBraces) => Code::LintBracesInTextV2,
            Self::Only(..) => Code::LintUrlNotEncoded,
            Self::Number { .. } | Self::FewDigits(_) => Code::SchemaRange,
            Self::Length(Length { bound: Bound::Most, .. }) => Code::SchemaTooLong,
            Self::Length(_) => Code::SchemaEmpty,
            Self::Bytes(_) => Code::SchemaTooLarge,
            Self::Items { least: 0, .. } => Code::SchemaTooMany,
            Self::Items { .. } => Code::SchemaTooFew,
        }
    }
}
