//! What is said of a text that is no JSON.

use super::Kind;
use super::property::property_name;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::json::{Document, JsonError, Node};

/// The rule on JSON in the table of rules.
const RULE_JSON: &str = "R3";
/// The rule on halves of surrogate pairs in the table of rules.
const RULE_SURROGATE: &str = "R19";
/// What stands in for half of a surrogate pair. Both are written with six bytes.
const REPLACEMENT: &str = "\\uFFFD";
/// How many halves are replaced to see where in the document the first of them is.
const MAX_REPLACED: usize = 16;

/// The finding about a text that [`Document::parse`] refused; `kind` tells what a document is, if it
/// is one of LINE's.
///
/// Of half of a surrogate pair, which makes the text unreadable but not its structure, it is said where in the document
/// it stands.
pub fn unreadable(text: &str, error: JsonError, kind: impl FnOnce(Node<'_>) -> Option<Kind>) -> Diagnostic {
    let JsonError { message, offset, code } = error;
    let mut finding = Diagnostic::error(code, message).at(Span::new(offset, offset + 1));
    if code == Code::JsonSyntax {
        finding.rule = Some(RULE_JSON.to_owned());
    }
    if is_half(text, offset) {
        finding.rule = Some(RULE_SURROGATE.to_owned());
        finding = finding.hint("cut texts between characters, not inside of one");
        if let Some(document) = mended(text, offset) {
            place(&mut finding, &document, offset, kind);
        }
    }
    finding
}

/// Whether half of a surrogate pair is escaped here.
fn is_half(text: &str, offset: usize) -> bool {
    let digits = text.get(offset..).and_then(|rest| rest.strip_prefix("\\u")).and_then(|rest| rest.get(..4));
    digits
        .and_then(|digits| u16::from_str_radix(digits, 16).ok())
        .is_some_and(|unit| (0xd800..0xe000).contains(&unit))
}

/// The document with other characters in place of halves, from this one on.
fn mended(text: &str, offset: usize) -> Option<Document<'static>> {
    let mut text = text.to_owned();
    let mut at = offset;
    for _ in 0..MAX_REPLACED {
        text.replace_range(at..at + REPLACEMENT.len(), REPLACEMENT);
        match Document::parse(text.clone()) {
            Ok(document) => return Some(document),
            Err(error) if is_half(&text, error.offset) => at = error.offset,
            Err(_) => return None,
        }
    }
    None
}

fn place(
    finding: &mut Diagnostic,
    document: &Document<'_>,
    offset: usize,
    kind: impl FnOnce(Node<'_>) -> Option<Kind>,
) {
    let root = document.root();
    let texts = (root.index()..root.end_index()).map(|index| Node::at(document, index));
    let holds = |node: &Node<'_>| node.as_str().is_some() && node.span().range().contains(&offset);
    let Some(pointer) = texts.into_iter().find(holds).map(Node::pointer) else { return };
    finding.property = kind(root).and_then(|kind| property_name(kind, document, &pointer));
    finding.pointer = Some(pointer.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Diagnostic {
        unreadable(text, Document::parse(text).unwrap_err(), |_| Some(Kind::Messages))
    }

    #[test]
    fn half_of_a_pair_has_its_place() {
        let finding =
            found(r#"[{"type":"text","text":"a\ud83c"},{"type":"text","text":"\udf4e\uD83C\u0041"}]"#);
        assert_eq!(finding.rule.as_deref(), Some("R19"));
        assert_eq!(finding.pointer.as_deref(), Some("/0/text"));
        assert_eq!(finding.property.as_deref(), Some("messages[0].text"));
        assert_eq!(finding.span, Some(Span::new(25, 26)));
    }

    #[test]
    fn what_is_no_json_has_none() {
        for text in ["", "[", r#"["\u12"]"#, r#"["\ud83c" 1]"#, r#"["a" "\ud83c"]"#] {
            let finding = found(text);
            assert_eq!((finding.pointer, finding.code), (None, Code::JsonSyntax), "{text}");
        }
        assert_eq!(found("[").rule.as_deref(), Some("R3"));
        assert_eq!(found(&"[".repeat(5000)).rule, None);
    }
}
