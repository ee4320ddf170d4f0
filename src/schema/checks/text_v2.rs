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

/// Keys of a text and substitutions that do not find each other.
struct Strays<'d> {
    /// The text.
    property: Node<'d>,
    substitution: Option<Node<'d>>,
    /// Keys that `substitution` lacks, each once, and the substitution that may be meant by it.
    lacking: Vec<(Key<'d>, Option<&'d str>)>,
    /// Substitutions that keys of the text name, and that are null.
    null: Vec<Node<'d>>,
    /// Substitutions that neither the text uses nor any key of it may mean.
    unused: Vec<Node<'d>>,
}

/// `None` where there is no text with keys, or no object of substitutions: that is the fault.
fn strays<'d>(input: &Input<'_, 'd>) -> Option<Strays<'d>> {
    let (property, text) = text(input)?;
    let substitution = input.member(input.object, "substitution");
    if substitution.is_some_and(|value| value.kind() != Kind::Object) {
        return None;
    }
    let keys = keys_of(text).ok()?;
    let used: HashSet<&str> = keys.iter().map(|key| key.name).collect();
    let known: HashSet<&str> = substitution.into_iter().flat_map(entries).map(|(name, _)| name).collect();
    let mut unused: Vec<_> =
        substitution.into_iter().flat_map(entries).filter(|(name, _)| !used.contains(name)).collect();
    // A key of the wrong form is told as that.
    let wrong: HashSet<&str> = substitution
        .into_iter()
        .flat_map(Node::members)
        .filter(|(key, _)| input.is_broken(*key))
        .filter_map(|(key, _)| key.as_str())
        .collect();
    unused.retain(|(name, _)| !wrong.contains(name));
    let null: Vec<_> = substitution
        .into_iter()
        .flat_map(Node::members)
        .filter(|(key, value)| {
            value.kind() == Kind::Null && key.as_str().is_some_and(|key| used.contains(key))
        })
        .collect();
    let mut told: HashSet<&str> = null.iter().filter_map(|(key, _)| key.as_str()).collect();
    let lacking = keys.into_iter().filter(|key| !known.contains(key.name) && told.insert(key.name));
    let lacking: Vec<_> = lacking
        .take(MAX_HITS)
        .map(|key| {
            let names = unused.iter().take(MAX_HITS).map(|(name, _)| *name);
            let meant = nearest(key.name, names);
            // One that nothing uses is most likely meant, whatever its name.
            let at = unused.iter().position(|(name, _)| meant.is_none_or(|meant| meant == *name));
            let pair = at.map(|at| unused.remove(at).0);
            (key, meant.or(pair))
        })
        .collect();
    let unused = unused.into_iter().map(|(_, value)| value).collect();
    let null = null.into_iter().map(|(_, value)| value).collect();
    Some(Strays { property, substitution, lacking, null, unused })
}

/// The strays among the keys that match the pattern of a check, or that do not.
fn lacking<'d>(input: &Input<'_, 'd>, matching: bool) -> Option<Strays<'d>> {
    let Some(Argument::Form(number)) = input.check.argument(ParameterName::Pattern) else { return None };
    let pattern = tables::pattern(number)?;
    let mut strays = strays(input)?;
    strays.lacking.retain(|(key, _)| matches(pattern, key.name) == matching);
    Some(strays)
}

pub(super) fn keys<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(strays) = lacking(input, false) else { return Vec::new() };
    strays
        .lacking
        .into_iter()
        .map(|(key, _)| {
            let message = format!(
                "has a key of the wrong form in braces, at UTF-16 position {}: \
                 a key has 1 to 20 letters, digits and underscores",
                grouped(key.position)
            );
            Hit::new(strays.property, Fault::new(Code::SchemaPattern, message))
        })
        .collect()
}

pub(super) fn missing<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let Some(strays) = lacking(input, true) else { return Vec::new() };
    // What stands in braces may be a text of a user.
    let named = |key: &Key<'_>| {
        let position = grouped(key.position);
        if input.quotes() {
            format!("has the key `{}` in braces, at UTF-16 position {position}", key.name)
        } else {
            format!("has a key in braces, at UTF-16 position {position}")
        }
    };
    let hit = |message: String| Hit::new(strays.property, Fault::new(Code::SchemaConflict, message));
    if strays.substitution.is_none()
        && let Some((key, _)) = strays.lacking.first()
    {
        return vec![hit(format!("{}, but there is no `substitution`", named(key)))];
    }
    let null = strays.null.iter().map(|value| {
        Hit::new(
            *value,
            Fault::new(Code::SchemaRequired, "is used in the text, but is null").without_advice(),
        )
    });
    let lacking = strays.lacking.iter().map(|(key, meant)| {
        let mut hit = hit(format!("{}, which `substitution` lacks", named(key)));
        if let Some(meant) = meant {
            hit.fault = hit.fault.hint(format!("did you mean `{meant}`? the text does not use it"));
        }
        hit
    });
    null.chain(lacking).collect()
}

pub(super) fn unused<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    // An empty text is a fault of its own.
    if text(input).is_none_or(|(_, text)| text.is_empty()) {
        return Vec::new();
    }
    let unused = strays(input).map(|strays| strays.unused).unwrap_or_default();
    unused
        .into_iter()
        .take(MAX_HITS)
        .map(|value| Hit::new(value, Fault::new(Code::SchemaNoEffect, "has no effect")))
        .collect()
}

pub(super) fn occurrences<'d>(input: &Input<'_, 'd>) -> Vec<Hit<'d>> {
    let (Some((_, text)), Some(substitution)) = (text(input), present(input.object, "substitution")) else {
        return Vec::new();
    };
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
