//! `lint/reserved-name`, `lint/standard-name` and `lint/similar-name`

use super::super::attribute::{AttributeId, Step};
use super::super::facts::Facts;
use crate::diagnostic::{Code, Diagnostic, Span};

/// Attributes that the platform tracks by itself.
const STANDARD: &[&str] = &[
    "Name",
    "First Name",
    "Last Name",
    "Birthday",
    "Gender",
    "Location",
    "Mobile Number",
    "Email",
    "ID",
    "Advertising Identifier",
];

/// Event attributes that are there in the preview but not when the message is sent.
const RESERVED: &[&str] = &[
    "Campaign Id",
    "Campaign ID",
    "Campaign Name",
    "Campaign Type",
    "Revenue",
    "Flow Id",
    "Flow ID",
    "Flow Name",
    "Transaction ID",
    "Transaction Id",
    "Email Subject",
];

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    for id in facts.attributes.ids() {
        let Step::Key(key) = &facts.attributes.get(id).step else { continue };
        let Some(span) = first_use(facts, id) else { continue };
        let name = facts.attributes.name(id);
        let depth = facts.attributes.way(id).len();
        match facts.attributes.root_name(id) {
            "UserAttribute" if depth == 2 && STANDARD.contains(&&**key) => found.push(
                Diagnostic::warning(
                    Code::LintStandardName,
                    format!("`{key}` is a standard attribute: it wins over a custom one of the same name"),
                )
                .at(span)
                .attribute(name),
            ),
            "EventAttribute" if depth == 2 && RESERVED.contains(&key.rsplit('.').next().unwrap_or(key)) => found.push(
                Diagnostic::warning(
                    Code::LintReservedName,
                    format!("`{key}` is kept by the platform: it shows in the preview and is missing when sent"),
                )
                .at(span)
                .attribute(name)
                .hint("send the value in an event attribute of another name"),
            ),
            _ => {}
        }
        if let Some((first, first_key)) = similar(facts, id, key) {
            let mut diagnostic = Diagnostic::warning(
                Code::LintSimilarName,
                format!(
                    "`{key}` and `{first_key}` differ only in case, blanks or underscores: two attributes"
                ),
            )
            .at(span)
            .attribute(facts.attributes.name(id))
            .hint(format!("did you mean `{first_key}`?"));
            if let Some(first) = first_use(facts, first) {
                diagnostic = diagnostic.related(first, format!("`{first_key}` is used here"));
            }
            found.push(diagnostic);
        }
    }
}

/// The first place where the template says the name.
fn first_use(facts: &Facts<'_>, id: AttributeId) -> Option<Span> {
    let attribute = facts.attributes.get(id);
    let own = attribute.uses.iter().map(|found| found.span);
    let below = attribute.children.iter().filter_map(|child| first_use(facts, *child));
    own.chain(below).min()
}

/// An attribute beside this one, named earlier, whose name differs only in what people get wrong.
fn similar<'f>(facts: &'f Facts<'_>, id: AttributeId, key: &str) -> Option<(AttributeId, &'f str)> {
    let bare = |key: &str| {
        key.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    let parent = facts.attributes.get(id).parent?;
    let before = facts.attributes.get(parent).children.iter().take_while(|other| **other != id);
    before
        .filter_map(|other| match &facts.attributes.get(*other).step {
            Step::Key(name) => Some((*other, &**name)),
            _ => None,
        })
        .find(|(_, name)| *name != key && bare(name) == bare(key))
}
