//! Values that meet all demands on an attribute.

use super::need::{Bound, Demand, Need, Unit, has_few_digits};
use super::worlds;
use crate::analysis::attribute::{AttributeId, Attributes};
use crate::analysis::path::{Path, PathStep};
use crate::schema;
use serde_json::Value;

/// A value like `sample` that meets what the places of an attribute ask, and is none of those that the template
/// compares it with, if it can be another: what those decide, they decide in worlds of their own.
pub(in crate::analysis) fn typical(
    attributes: &Attributes,
    id: AttributeId,
    demands: &[Demand],
    sample: &Value,
) -> Value {
    let path = &Path::of(attributes, id);
    let mine: Vec<&Need> =
        demands.iter().map(|demand| &demand.need).filter(|need| need.paths().contains(&path)).collect();
    let compared = worlds::compared(attributes, id);
    match sample {
        Value::Number(number) => typical_number(&mine, number.as_f64().unwrap_or_default(), &compared),
        Value::String(text) => typical_text(&mine, path, text, &compared).into(),
        Value::Bool(truth) if compared.contains(sample) => (!truth).into(),
        other => other.clone(),
    }
}

fn typical_number(needs: &[&Need], sample: f64, compared: &[Value]) -> Value {
    let within = |number: f64| {
        let mut value = number;
        for need in needs {
            if let Need::Number { least, most, integer, .. } = need {
                value = if *integer { value.round() } else { value };
                value = value.max(least.unwrap_or(value)).min(most.unwrap_or(value));
            }
        }
        value
    };
    let is_other = |number: &f64| !compared.iter().any(|value| value.as_f64() == Some(*number));
    let candidates = [0.0, 1.0, -1.0, 2.0, -2.0, 0.5].map(|step| within(sample + step));
    let value = candidates.into_iter().find(is_other).unwrap_or_else(|| within(sample));
    if value.fract() == 0.0 { Value::from(value as i64) } else { Value::from(value) }
}

fn typical_text(needs: &[&Need], path: &Path, sample: &str, compared: &[Value]) -> String {
    let words = [sample, "text", "a", "1", "b", "2", "c", "3"].map(str::to_owned);
    let forms = needs.iter().flat_map(|need| match need {
        Need::Form { before, behind, keyword, .. } => stripped(*keyword, before, behind),
        Need::Date(_, form) => vec![form.example().to_owned()],
        _ => Vec::new(),
    });
    let fits = |text: &String| needs.iter().all(|need| accepts(need, path, text));
    let fitting: Vec<String> = forms.chain(words).filter(fits).collect();
    let is_other = |text: &&String| !compared.iter().any(|value| value == text.as_str());
    let found = fitting.iter().find(is_other).or(fitting.first());
    found.map_or_else(|| sample.to_owned(), Clone::clone)
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
        Need::Date(_, form) => form.accepts(text),
        Need::Types(_, types) => types.text,
        Need::Number { .. } => false,
        Need::FewDigits(_) => has_few_digits(text),
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
