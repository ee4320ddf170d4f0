//! Places in the notation of LINE's own answers.
//!
//! The API names the property that it refuses in three ways: with dots and indexes from the body of the request
//! (`messages[0].text`), inside a template with slashes from the message (`template/columns/5/title`), and inside
//! a Flex Message with slashes from its contents (`/body/contents/0/text`). The text of a text message v2 is
//! called `text` alone. [`line_property`] writes them, [`pointer_of`] reads them.

use super::Kind;
use crate::json::{Document, Node, Pointer, Step};
use std::fmt::Write as _;

/// The `type` of each message of a document.
pub(super) fn message_types<'d>(kind: Kind, document: &'d Document<'d>) -> Vec<Option<&'d str>> {
    let root = document.root();
    let name = |message: Node<'d>| message.get("type").and_then(Node::as_str);
    match kind {
        Kind::Push | Kind::Multicast | Kind::Broadcast | Kind::Narrowcast | Kind::Reply | Kind::Validate => {
            root.get("messages").into_iter().flat_map(Node::items).map(name).collect()
        }
        Kind::Messages => root.items().map(name).collect(),
        Kind::Message => vec![name(root)],
        Kind::FlexContainer | Kind::Template | Kind::QuickReply | Kind::Action => Vec::new(),
    }
}

/// The place at a pointer into a document, if LINE has a name for it.
pub(super) fn line_property(kind: Kind, types: &[Option<&str>], pointer: &Pointer) -> Option<String> {
    let steps = pointer.steps();
    let message =
        |index: usize, steps: &[Step]| in_message(index, types.get(index).copied().flatten(), steps);
    match kind {
        Kind::Push | Kind::Multicast | Kind::Broadcast | Kind::Narrowcast | Kind::Reply | Kind::Validate => {
            match steps {
                [Step::Key(key), Step::Index(i), rest @ ..] if key == "messages" => Some(message(*i, rest)),
                [] => None,
                steps => Some(dotted(String::new(), steps)),
            }
        }
        Kind::Messages => Some(match steps {
            [Step::Index(i), rest @ ..] => message(*i, rest),
            steps => dotted("messages".to_owned(), steps),
        }),
        Kind::Message => Some(message(0, steps)),
        Kind::FlexContainer => Some(flex(steps)),
        Kind::Template => Some(template(steps)),
        Kind::QuickReply => Some(dotted("messages[0].quickReply".to_owned(), steps)),
        Kind::Action => Some(dotted(String::new(), steps)).filter(|property| !property.is_empty()),
    }
}

/// The action of a quick reply, of which LINE says that its label must be specified, if the pointer leads to that label.
pub(super) fn label_owner(pointer: &Pointer) -> Option<Pointer> {
    let is = |step: &Step, name: &str| matches!(step, Step::Key(key) if key == name);
    let (label, owner) = pointer.steps().split_last()?;
    match owner {
        [.., items, Step::Index(_), action]
            if is(items, "items") && is(action, "action") && is(label, "label") =>
        {
            Some(owner.iter().cloned().collect())
        }
        _ => None,
    }
}

/// LINE's own name of the place at a pointer into a document.
pub(crate) fn property_name(kind: Kind, document: &Document<'_>, pointer: &Pointer) -> Option<String> {
    line_property(kind, &message_types(kind, document), pointer)
}

/// The place that LINE means by a property, as a pointer into the body of the request.
///
/// What LINE names inside a template, a Flex Message or a text message v2 does not say which message of the request
/// it is in. Where the caller does not know either, it is the only message of that kind in the document.
///
/// ```
/// use lineplate::schema::pointer_of;
///
/// let place = |property, message| pointer_of(property, message, None).map(|pointer| pointer.to_string());
/// assert_eq!(place("messages[0].text", None).as_deref(), Some("/messages/0/text"));
/// assert_eq!(
///     place("template/columns/5/title", Some(2)).as_deref(),
///     Some("/messages/2/template/columns/5/title"),
/// );
/// assert_eq!(place("/body/contents/0/text", Some(1)).as_deref(), Some("/messages/1/contents/body/contents/0/text"));
/// assert_eq!(place("/body", None), None);
/// ```
pub fn pointer_of(
    property: &str,
    message_index: Option<usize>,
    document: Option<&Document<'_>>,
) -> Option<Pointer> {
    let only = |kind| message_index.or_else(|| only_message(document?, kind));
    if let Some(path) = property.strip_prefix('/') {
        return Some(within(only("flex")?, Some("contents"), path));
    }
    if property == "template" || property.starts_with("template/") {
        return Some(within(only("template")?, None, property));
    }
    if property.contains('/') {
        return Some(within(message_index?, None, property));
    }
    let is_bare = !property.contains(['.', '[']);
    match message_index {
        _ if property == "text" => Some(within(only("textV2")?, None, property)),
        Some(index) if is_bare && property != "messages" => Some(within(index, None, property)),
        _ => from_body(property),
    }
}

/// The index of the only message of a type.
fn only_message(document: &Document<'_>, kind: &str) -> Option<usize> {
    let messages = document.root().get("messages")?.items();
    let mut indexes = messages
        .enumerate()
        .filter(|(_, message)| message.get("type").and_then(Node::as_str) == Some(kind))
        .map(|(index, _)| index);
    let first = indexes.next()?;
    indexes.next().is_none().then_some(first)
}

/// A path with slashes inside a message.
fn within(index: usize, member: Option<&str>, path: &str) -> Pointer {
    let start = [Step::Key("messages".to_owned()), Step::Index(index)];
    let member = member.map(|key| Step::Key(key.to_owned()));
    let steps = path.split('/').filter(|step| !step.is_empty());
    let steps = steps.map(|step| step.parse().map_or_else(|_| Step::Key(step.to_owned()), Step::Index));
    start.into_iter().chain(member).chain(steps).collect()
}

/// A path with dots and indexes from the body of the request.
fn from_body(property: &str) -> Option<Pointer> {
    let mut pointer = Pointer::default();
    for part in property.split('.') {
        let (key, mut indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
        if key.is_empty() {
            return None;
        }
        pointer.push(Step::Key(key.to_owned()));
        while !indexes.is_empty() {
            let (index, rest) = indexes.strip_prefix('[')?.split_once(']')?;
            pointer.push(Step::Index(index.parse().ok()?));
            indexes = rest;
        }
    }
    Some(pointer)
}

fn in_message(index: usize, kind: Option<&str>, steps: &[Step]) -> String {
    match (kind, steps) {
        (Some("template"), [Step::Key(key), rest @ ..]) if key == "template" => template(rest),
        (Some("flex"), [Step::Key(key), rest @ ..]) if key == "contents" => flex(rest),
        (Some("textV2"), [Step::Key(key)]) if key == "text" => "text".to_owned(),
        _ => dotted(format!("messages[{index}]"), steps),
    }
}

fn dotted(mut out: String, steps: &[Step]) -> String {
    for step in steps {
        // Writing to a string cannot fail.
        let _ = match step {
            Step::Index(i) => write!(out, "[{i}]"),
            Step::Key(key) if out.is_empty() => write!(out, "{key}"),
            Step::Key(key) => write!(out, ".{key}"),
        };
    }
    out
}

fn slashed(out: &mut String, steps: &[Step]) {
    for step in steps {
        let _ = match step {
            Step::Index(i) => write!(out, "/{i}"),
            Step::Key(key) => write!(out, "/{key}"),
        };
    }
}

fn template(steps: &[Step]) -> String {
    let mut out = "template".to_owned();
    slashed(&mut out, steps);
    out
}

fn flex(steps: &[Step]) -> String {
    let mut out = String::new();
    slashed(&mut out, steps);
    if out.is_empty() {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kind: Kind, json: &str, path: &str) -> Option<String> {
        let document = Document::parse(json.to_owned()).unwrap();
        let pointer = path
            .split('/')
            .skip(1)
            .map(|step| step.parse().map_or_else(|_| Step::Key(step.to_owned()), Step::Index))
            .collect();
        line_property(kind, &message_types(kind, &document), &pointer)
    }

    #[test]
    fn speaks_the_three_notations() {
        let json = r#"{"messages":[{"type":"template"},{"type":"flex"},{"type":"textV2"},{"type":"text"}]}"#;
        let push = |path| named(Kind::Push, json, path).unwrap();
        assert_eq!(push("/to"), "to");
        assert_eq!(push("/messages"), "messages");
        assert_eq!(push("/messages/3/text"), "messages[3].text");
        assert_eq!(
            push("/messages/3/quickReply/items/0/action/text"),
            "messages[3].quickReply.items[0].action.text"
        );
        assert_eq!(push("/messages/0/altText"), "messages[0].altText");
        assert_eq!(push("/messages/0/template/columns/5/title"), "template/columns/5/title");
        assert_eq!(push("/messages/1/contents/body/contents/0/text"), "/body/contents/0/text");
        assert_eq!(push("/messages/1/contents"), "/");
        assert_eq!(push("/messages/1/sender/name"), "messages[1].sender.name");
        assert_eq!(push("/messages/2/text"), "text");
        assert_eq!(push("/messages/2/quoteToken"), "messages[2].quoteToken");
        assert_eq!(named(Kind::Push, json, ""), None);
    }

    #[test]
    fn names_parts_as_parts_of_the_first_message() {
        assert_eq!(named(Kind::Messages, r#"[{"type":"text"}]"#, "/0/text").unwrap(), "messages[0].text");
        assert_eq!(named(Kind::Messages, "[]", "").unwrap(), "messages");
        assert_eq!(named(Kind::Message, r#"{"type":"text"}"#, "/text").unwrap(), "messages[0].text");
        assert_eq!(named(Kind::FlexContainer, "{}", "").unwrap(), "/");
        assert_eq!(named(Kind::Template, "{}", "/actions/0/uri").unwrap(), "template/actions/0/uri");
        assert_eq!(named(Kind::QuickReply, "{}", "/items").unwrap(), "messages[0].quickReply.items");
        assert_eq!(named(Kind::Action, "{}", "/label").unwrap(), "label");
        assert_eq!(named(Kind::Action, "{}", ""), None);
    }

    const BODY: &str =
        r#"{"to":"U1","messages":[{"type":"template"},{"type":"flex"},{"type":"textV2"},{"type":"text"}]}"#;

    #[test]
    fn reads_what_it_writes() {
        let document = Document::parse(BODY).unwrap();
        for path in [
            "/to",
            "/messages",
            "/messages/3/text",
            "/messages/3/quickReply/items/0/action/text",
            "/messages/0/altText",
            "/messages/0/template",
            "/messages/0/template/columns/5/title",
            "/messages/1/contents",
            "/messages/1/contents/body/contents/0/text",
            "/messages/2/text",
            "/messages/2/substitution/who/mentionee/userId",
            "/customAggregationUnits/0",
        ] {
            let property = named(Kind::Push, BODY, path).unwrap();
            let pointer = pointer_of(&property, None, Some(&document)).map(|pointer| pointer.to_string());
            assert_eq!(pointer.as_deref(), Some(path), "{property}");
        }
    }

    #[test]
    fn the_index_of_the_message_wins_over_a_guess() {
        let document = Document::parse(BODY).unwrap();
        let place = |property, index| {
            pointer_of(property, index, Some(&document)).map(|p| p.to_string()).unwrap_or_default()
        };
        assert_eq!(place("text", Some(0)), "/messages/0/text");
        assert_eq!(place("/hero/url", Some(3)), "/messages/3/contents/hero/url");
        assert_eq!(place("template/text", Some(4)), "/messages/4/template/text");
        assert_eq!(place("altText", Some(1)), "/messages/1/altText");
        assert_eq!(place("substitution/who", Some(2)), "/messages/2/substitution/who");
        assert_eq!(place("messages[1].altText", Some(0)), "/messages/1/altText");
    }

    #[test]
    fn a_place_that_nobody_can_know_is_none() {
        let two = Document::parse(r#"{"messages":[{"type":"flex"},{"type":"flex"}]}"#).unwrap();
        assert_eq!(pointer_of("/body", None, Some(&two)), None);
        assert_eq!(pointer_of("text", None, Some(&two)), None);
        assert_eq!(pointer_of("template/text", None, None), None);
        for odd in ["", ".", "a[", "a[x]", "a..b", "[0]", "a[0]b"] {
            assert_eq!(pointer_of(odd, None, Some(&two)), None, "{odd}");
        }
    }
}
