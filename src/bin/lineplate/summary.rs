//! What became of an audience: how many got a payload, and why the others did not.

use crate::audience::Fault;
use crate::report::{self, Findings};
use lineplate::{Code, Diagnostic, Outcome, Rendered, Span};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Causes that are listed; the others are only counted.
const MAX_CAUSES: usize = 20;
/// Rows that are named for each cause.
const MAX_ROWS: usize = 3;

/// Counts of outcomes, and of their causes.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    sent: u64,
    failed: u64,
    not_sent: u64,
    causes: BTreeMap<Key, Cause>,
}

/// What became of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Failed,
    NotSent,
    /// Sent, with a warning.
    Warned,
}

impl Class {
    fn words(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::NotSent => "not sent",
            Self::Warned => "sent with a warning",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::NotSent => "not_sent",
            Self::Warned => "warned",
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
    span: Option<Span>,
    /// A reason, or the fault of a row.
    text: Option<String>,
}

#[derive(Debug)]
struct Cause {
    /// The message of the first user.
    message: String,
    count: u64,
    rows: Vec<u64>,
}

impl Summary {
    /// Counts a user whose message was rendered.
    pub(crate) fn add(&mut self, row: u64, rendered: &Rendered) {
        match &rendered.outcome {
            Outcome::Send(_) => {
                self.sent += 1;
                for (i, warning) in rendered.warnings.iter().enumerate() {
                    let key = key(Class::Warned, warning);
                    let seen =
                        rendered.warnings.iter().take(i).any(|other| self::key(Class::Warned, other) == key);
                    if !seen {
                        self.count(row, key, || message(warning));
                    }
                }
            }
            Outcome::NotSent(reasons) => {
                self.not_sent += 1;
                let text = reasons.join("; ");
                let key = Key {
                    class: Class::NotSent,
                    code: None,
                    attribute: None,
                    span: None,
                    text: Some(text.clone()),
                };
                self.count(row, key, || text);
            }
            Outcome::Failed(errors) => {
                self.failed += 1;
                if let Some(error) = errors.first() {
                    self.count(row, key(Class::Failed, error), || message(error));
                }
            }
        }
    }

    /// Counts a user whose row cannot be read.
    pub(crate) fn add_fault(&mut self, row: u64, fault: &Fault) {
        self.failed += 1;
        let text = Some(fault.cause.clone());
        let code = Some(Code::ProfileInvalid);
        let key = Key { class: Class::Failed, code, attribute: None, span: None, text };
        self.count(row, key, || fault.cause.clone());
    }

    fn count(&mut self, row: u64, key: Key, message: impl FnOnce() -> String) {
        let cause = self.causes.entry(key).or_insert_with(|| Cause {
            message: message(),
            count: 0,
            rows: Vec::new(),
        });
        cause.count += 1;
        if cause.rows.len() < MAX_ROWS {
            cause.rows.push(row);
        }
    }

    /// Users who get no message.
    pub(crate) fn rejected(&self) -> u64 {
        self.failed + self.not_sent
    }

    /// The causes, those that cost messages first, then the most frequent first.
    fn causes(&self) -> Vec<(&Key, &Cause)> {
        let mut causes: Vec<_> = self.causes.iter().collect();
        causes.sort_by_key(|(key, cause)| {
            (key.class == Class::Warned, Reverse(cause.count), cause.rows.first().copied())
        });
        causes
    }

    /// Writes the summary for people.
    pub(crate) fn write_text(&self, out: &mut dyn Write, template: &Findings<'_>) -> io::Result<()> {
        write!(out, "{} sent", thousands(self.sent))?;
        for (count, class) in [(self.failed, Class::Failed), (self.not_sent, Class::NotSent)] {
            if count > 0 {
                write!(out, " · {} {}", thousands(count), class.words())?;
            }
        }
        writeln!(out)?;
        let causes = self.causes();
        for (key, cause) in causes.iter().take(MAX_CAUSES) {
            writeln!(out, "  {} {}: {}", thousands(cause.count), key.class.words(), cause.message)?;
            writeln!(out, "      {}", details(key, cause, template))?;
        }
        match causes.len().saturating_sub(MAX_CAUSES) {
            0 => Ok(()),
            more => writeln!(out, "  … and {more} more causes"),
        }
    }

    /// The summary for programs.
    pub(crate) fn json(&self, template: &Findings<'_>) -> Value {
        let causes: Vec<Value> =
            self.causes().iter().map(|(key, cause)| cause_json(key, cause, template)).collect();
        json!({"summary": {
            "rows": self.sent + self.rejected(),
            "sent": self.sent,
            "failed": self.failed,
            "not_sent": self.not_sent,
            "causes": causes,
        }})
    }
}

fn key(class: Class, diagnostic: &Diagnostic) -> Key {
    let attribute = diagnostic.attribute.as_deref().map(without_indexes);
    Key { class, code: Some(diagnostic.code), attribute, span: diagnostic.span, text: None }
}

/// A message for all users with the same cause.
fn message(diagnostic: &Diagnostic) -> String {
    match &diagnostic.attribute {
        Some(attribute) => diagnostic.message.replace(attribute, &without_indexes(attribute)),
        None => diagnostic.message.clone(),
    }
}

/// `schema/too-long · body.json:7:24 · from UserAttribute['cart'][*]['name'] · rows 3, 8, 1,204, …`
fn details(key: &Key, cause: &Cause, template: &Findings<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(key.code.map(|code| code.to_string()));
    parts.extend(key.span.map(|span| template.location(span)));
    let attribute = key.attribute.as_ref().filter(|attribute| !cause.message.contains(attribute.as_str()));
    parts.extend(attribute.map(|attribute| format!("from {attribute}")));
    let mut rows: Vec<String> = cause.rows.iter().map(|&row| thousands(row)).collect();
    if cause.count > cause.rows.len() as u64 {
        rows.push("…".to_owned());
    }
    parts.push(format!("{} {}", if cause.count == 1 { "row" } else { "rows" }, rows.join(", ")));
    parts.join(" · ")
}

fn cause_json(key: &Key, cause: &Cause, template: &Findings<'_>) -> Value {
    let mut value = json!({"outcome": key.class.name(), "count": cause.count, "message": cause.message});
    if let Some(object) = value.as_object_mut() {
        let mut insert = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                object.insert(name.to_owned(), value);
            }
        };
        insert("code", key.code.map(|code| code.as_str().into()));
        insert("attribute", key.attribute.clone().map(Value::from));
        insert("span", key.span.map(|span| report::json::span(template, span)));
        insert("rows", Some(cause.rows.clone().into()));
    }
    value
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

/// `1,234,567`
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_digits() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn indexes_do_not_make_another_cause() {
        assert_eq!(without_indexes("UserAttribute['cart'][12]['name']"), "UserAttribute['cart'][*]['name']");
        assert_eq!(without_indexes("EventAttribute['a[1'][0][2]"), "EventAttribute['a[1'][*][*]");
        assert_eq!(without_indexes("plain"), "plain");
    }
}
