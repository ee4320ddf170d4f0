//! The checks on the text of a text message v2, which has keys in braces.

use super::{Hit, Input, MAX_HITS, present};
use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::{Fault, grouped};
use crate::schema::nearest::nearest;
use crate::schema::node::{Argument, ParameterName};
use crate::schema::pattern::matches;
use crate::schema::tables;
use std::collections::HashSet;

/// A key in a text, and the number of UTF-16 code units before its brace.
#[derive(Debug, PartialEq)]
struct Key<'t> {
    name: &'t str,
    position: usize,
}

/// The keys of a text, or the position of a brace that has no partner.
fn keys_of(text: &str) -> Result<Vec<Key<'_>>, usize> {
    let mut keys = Vec::new();
    let mut rest = text;
    let mut position = 0;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        position += before.encode_utf16().count();
        if let Some(behind) = brace.strip_prefix("{{").or_else(|| brace.strip_prefix("}}")) {
            position += 2;
            rest = behind;
            continue;
        }
        let Some(inner) = brace.strip_prefix('{') else { return Err(position) };
        let Some((name, behind)) = inner.split_once('}').filter(|(name, _)| !name.contains('{')) else {
            return Err(position);
        };
        keys.push(Key { name, position });
        position += 2 + name.encode_utf16().count();
        rest = behind;
    }
    Ok(keys)
}

fn text<'d>(input: &Input<'_, 'd>) -> Option<(Node<'d>, &'d str)> {
    let property = present(input.object, "text")?;
    Some((property, property.as_str()?))
}

fn substitution<'d>(input: &Input<'_, 'd>) -> Option<Node<'d>> {
    present(input.object, "substitution")
}

/// The substitutions by name.
fn entries(substitution: Node<'_>) -> impl Iterator<Item = (&str, Node<'_>)> {
    substitution
        .members()
        .filter(|(_, value)| value.kind() != Kind::Null)
        .filter_map(|(key, value)| Some((key.as_str()?, value)))
}

pub(super) fn braces<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some((property, text)) = text(input) else { return Vec::new() };
    let Err(position) = keys_of(text) else { return Vec::new() };
    let message = format!("has a brace without its partner, at UTF-16 position {}", grouped(position));
    vec![Hit::new(property, Fault::new(Code::SchemaPattern, message))]
}

/// The keys that `substitution` lacks, each once, that match the pattern or that do not.
fn lacking<'d>(input: &Input<'_, 'd>, matching: bool) -> Vec<(Node<'d>, Key<'d>)> {
    let Some((property, text)) = text(input) else { return Vec::new() };
    let substitution = substitution(input);
    // Where it is no object, that is the fault.
    if substitution.is_some_and(|value| value.kind() != Kind::Object) {
        return Vec::new();
    }
    let Some(Argument::Form(number)) = input.check.argument(ParameterName::Pattern) else {
        return Vec::new();
    };
    let Some(pattern) = tables::pattern(number) else { return Vec::new() };
    // Those that are there, and those that were told.
    let mut known: HashSet<&str> = substitution.into_iter().flat_map(entries).map(|(name, _)| name).collect();
    keys_of(text)
        .unwrap_or_default()
        .into_iter()
        .filter(|key| known.insert(key.name) && matches(pattern, key.name) == matching)
        .map(|key| (property, key))
        .take(MAX_HITS)
        .collect()
}

pub(super) fn keys<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    lacking(input, false)
        .into_iter()
        .map(|(at, key)| {
            let message = format!(
                "has a key of the wrong form in braces, at UTF-16 position {}: \
                 a key has 1 to 20 letters, digits and underscores",
                grouped(key.position)
            );
            Hit::new(at, Fault::new(Code::SchemaPattern, message))
        })
        .collect()
}

pub(super) fn missing<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let known = || {
        substitution(input)
            .into_iter()
            .flat_map(Node::members)
            .take(MAX_HITS)
            .filter_map(|(key, _)| key.as_str())
    };
    lacking(input, true)
        .into_iter()
        .map(|(at, key)| {
            let message =
                format!("has a key that `substitution` lacks, at UTF-16 position {}", grouped(key.position));
            let fault = Fault::new(Code::SchemaConflict, message);
            let fault = match nearest(key.name, known()) {
                Some(meant) => fault.hint(format!("did you mean `{meant}`?")),
                None => fault,
            };
            Hit::new(at, fault)
        })
        .collect()
}

pub(super) fn unused<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let (Some((_, text)), Some(substitution)) = (text(input), substitution(input)) else { return Vec::new() };
    let Ok(keys) = keys_of(text) else { return Vec::new() };
    let used: HashSet<&str> = keys.into_iter().map(|key| key.name).collect();
    entries(substitution)
        .filter(|(name, _)| !used.contains(name))
        .map(|(_, value)| Hit::new(value, Fault::new(Code::SchemaNoEffect, "has no effect")))
        .collect()
}

pub(super) fn occurrences<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let (Some((_, text)), Some(substitution)) = (text(input), substitution(input)) else { return Vec::new() };
    let wanted = input.text(ParameterName::Type);
    let of_type: HashSet<&str> = entries(substitution)
        .filter(|(_, value)| value.get("type").and_then(Node::as_str) == Some(wanted))
        .map(|(name, _)| name)
        .collect();
    let actual = keys_of(text).unwrap_or_default().iter().filter(|key| of_type.contains(key.name)).count();
    let limit = input.size(ParameterName::Limit);
    if actual <= limit {
        return Vec::new();
    }
    let message = format!(
        "is used for {} {wanted} substitutions in the text, at most {} are allowed",
        grouped(actual),
        grouped(limit)
    );
    vec![Hit::new(substitution, Fault::new(Code::SchemaTooMany, message).limit(limit, actual))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_keys_and_braces() {
        let names = |text| keys_of(text).map(|keys| keys.into_iter().map(|key| key.name).collect::<Vec<_>>());
        assert_eq!(names("no keys"), Ok(vec![]));
        assert_eq!(names("{a} and {b}{a}"), Ok(vec!["a", "b", "a"]));
        assert_eq!(names("{{a}} {b}"), Ok(vec!["b"]));
        assert_eq!(names("{{{a}}}"), Ok(vec!["a"]));
        assert_eq!(names("{}"), Ok(vec![""]));
        assert_eq!(names("🍎{"), Err(2));
        assert_eq!(names("a}"), Err(1));
        assert_eq!(names("{a{b}}"), Err(0));
        assert_eq!(names("{a}}"), Err(3));
        assert_eq!(keys_of("🍎{{ {a}").unwrap(), [Key { name: "a", position: 5 }]);
    }
}
