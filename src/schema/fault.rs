//! What is wrong with one value, before it is known where the value stands.

use super::node::MetaId;
use crate::diagnostic::Code;
use std::fmt::Write as _;

/// A broken rule. The message goes on from the name of the value: "is missing".
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    /// The limit, and how much of what it counts there is. A number that breaks a limit is a value, which is not told.
    pub(super) limit: Option<(i64, Option<u64>)>,
    pub(super) hints: Vec<String>,
    /// About the broken part of the rule, in place of what is known of the whole.
    pub(super) meta: Option<MetaId>,
    /// Whether the advice of the rule is about another case.
    pub(super) no_advice: bool,
}

impl Fault {
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), limit: None, hints: Vec::new(), meta: None, no_advice: false }
    }

    pub(super) fn limit(mut self, limit: usize, actual: usize) -> Self {
        self.limit = Some((limit as i64, Some(actual as u64)));
        self
    }

    /// A limit that a number breaks.
    pub(super) fn bound(mut self, limit: i64) -> Self {
        self.limit = Some((limit, None));
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub(super) fn meta(mut self, meta: MetaId) -> Self {
        self.meta = Some(meta);
        self
    }

    pub(super) fn without_advice(mut self) -> Self {
        self.no_advice = true;
        self
    }

    /// More than the limit of something counted: "has 5,001 UTF-16 code units, at most 5,000 are allowed".
    pub(super) fn more(code: Code, actual: usize, limit: usize, (one, many): (&str, &str)) -> Self {
        let unit = if actual == 1 { one } else { many };
        let verb = if limit == 1 { "is" } else { "are" };
        let (has, most) = (grouped(actual), grouped(limit));
        Self::new(code, format!("has {has} {unit}, at most {most} {verb} allowed")).limit(limit, actual)
    }

    /// Fewer than the limit of something counted.
    pub(super) fn fewer(code: Code, actual: usize, limit: usize, (one, many): (&str, &str)) -> Self {
        let unit = if actual == 1 { one } else { many };
        let verb = if limit == 1 { "is" } else { "are" };
        let (has, least) = (grouped(actual), grouped(limit));
        Self::new(code, format!("has {has} {unit}, at least {least} {verb} needed")).limit(limit, actual)
    }
}

/// `5,001`
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "`a`, `b` or `c`". Of long lists only the start.
pub(super) fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>, last: &str, most: usize) -> String {
    let count = names.len();
    let mut out = String::new();
    for (i, name) in names.enumerate() {
        if i == most {
            let _ = write!(out, " and {} more", count - most);
            break;
        }
        if i > 0 {
            out.push_str(if i + 1 == count { last } else { ", " });
        }
        let _ = write!(out, "`{name}`");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_and_lists() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(5001), "5,001");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(listed(["a"].into_iter(), " or ", 9), "`a`");
        assert_eq!(listed(["a", "b", "c"].into_iter(), " or ", 9), "`a`, `b` or `c`");
        assert_eq!(listed(["a", "b", "c"].into_iter(), " or ", 2), "`a`, `b` and 1 more");
    }

    #[test]
    fn counts_in_words() {
        let items = ("item", "items");
        let fault = Fault::more(Code::SchemaTooMany, 1200, 1, items);
        assert_eq!(fault.message, "has 1,200 items, at most 1 is allowed");
        assert_eq!(fault.limit, Some((1, Some(1200))));
        let fault = Fault::fewer(Code::SchemaTooFew, 1, 2, items);
        assert_eq!(fault.message, "has 1 item, at least 2 are needed");
    }
}
