//! Places in the notation of LINE's own answers.
//!
//! The API names the property that it refuses in three ways: with dots and indexes from the body of the request
//! (`messages[0].text`), inside a template with slashes from the message (`template/columns/5/title`), and inside
//! a Flex Message with slashes from its contents (`/body/contents/0/text`). The text of a text message v2 is
//! called `text` alone.

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
}
