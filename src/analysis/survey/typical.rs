//! Values that meet all demands on an attribute.

use super::need::{Bound, Demand, Need, Unit};
use crate::analysis::path::{Path, PathStep};
use crate::schema;
use serde_json::Value;

/// A value like `sample` that meets what the places of an attribute ask.
pub(in crate::analysis) fn typical(demands: &[Demand], path: &Path, sample: &Value) -> Value {
    let mine = || demands.iter().map(|demand| &demand.need).filter(|need| need.paths().contains(&path));
    match sample {
        Value::Number(number) => {
            let mut value = number.as_f64().unwrap_or_default();
            for need in mine() {
                if let Need::Number { least, most, integer, .. } = need {
                    value = if *integer { value.round() } else { value };
                    value = value.max(least.unwrap_or(value)).min(most.unwrap_or(value));
                }
            }
            if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
        }
        Value::String(text) => {
            let fits = |text: &str| mine().all(|need| accepts(need, path, text));
            let words = [text.clone(), "text".to_owned(), "a".to_owned(), "1".to_owned()];
            let forms = mine().flat_map(|need| match need {
                Need::Form { before, behind, keyword, .. } => stripped(*keyword, before, behind),
                _ => Vec::new(),
            });
            let found = forms.chain(words).find(|candidate| fits(candidate));
            Value::from(found.unwrap_or_else(|| text.clone()))
        }
        other => other.clone(),
    }
}

/// Texts that pass a keyword between what the template puts around them.
fn stripped(keyword: schema::node::Keyword, before: &str, behind: &str) -> Vec<String> {
    let all = schema::examples(keyword);
    let inner = |text: &str| text.strip_prefix(before)?.strip_suffix(behind).map(str::to_owned);
    all.iter().filter_map(|text| inner(text)).collect()
}

/// Whether a text meets a demand on its own; a bound that it shares with others, by its share.
pub(in crate::analysis) fn accepts(need: &Need, path: &Path, text: &str) -> bool {
    match need {
        Need::Form { before, behind, keyword, .. } => {
            schema::accepts(*keyword, &format!("{before}{text}{behind}"))
        }
        Need::Only(_, characters) => characters.accepts(text),
        Need::Types(_, types) => types.text,
        Need::Number { .. } => false,
        Need::Length(length) => {
            let own = length.terms.iter().filter(|term| term.path == *path);
            own.into_iter().all(|term| match length.bound {
                Bound::Most => length.share(term).is_none_or(|share| {
                    let unit = if term.factor == 1 { length.unit } else { Unit::Utf16 };
                    unit.count(text) <= share
                }),
                Bound::Least => length.literal + Unit::Utf16.count(text) >= length.limit,
            })
        }
        Need::There(_) | Need::NotNull(_) | Need::Items { .. } | Need::Bytes(_) => true,
    }
}

/// A word for an attribute of this name, to be shown to people.
pub(in crate::analysis) fn word(path: &Path) -> String {
    let key = path.0.iter().rev().find_map(|step| match step {
        PathStep::Key(key) => Some(key.to_lowercase()),
        PathStep::Each | PathStep::Index(_) => None,
    });
    let key = key.unwrap_or_default();
    let known: &[(&[&str], &str)] = &[
        (&["language", "lang", "locale"], "en"),
        (&["email", "mail"], "hana@example.com"),
        (&["url", "uri", "link", "photo", "image", "picture"], "https://example.com/a"),
        (&["date", "birthday"], "2026-01-15"),
        (&["price", "amount", "points", "count", "number", "age"], "12"),
        (&["city", "town"], "Tokyo"),
        (&["name", "user", "friend"], "Hana"),
    ];
    let found = known.iter().find(|(parts, _)| parts.iter().any(|part| key.contains(part)));
    found.map_or("text", |(_, word)| word).to_owned()
}
