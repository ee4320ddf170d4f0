//! `maxJsonBytes`

use crate::diagnostic::Code;
use crate::json::{Kind, Node};
use crate::schema::fault::Fault;

pub(super) fn test(value: Node<'_>, most: usize) -> Result<(), Fault> {
    let span = value.span();
    // Compact JSON is never longer than what was read.
    if (span.end - span.start) as usize <= most {
        return Ok(());
    }
    let actual = compact_length(value);
    if actual <= most {
        return Ok(());
    }
    let unit = ("byte of JSON", "bytes of JSON");
    Err(Fault::more(Code::SchemaTooLarge, actual, most, unit))
}

/// The bytes of a value written without spaces, and with no more escapes than it needs.
fn compact_length(value: Node<'_>) -> usize {
    let document = value.document();
    (value.index()..value.end_index())
        .map(|index| {
            let node = Node::at(document, index);
            match node.kind() {
                // Brackets and commas; the colons of an object too.
                Kind::Array => 2 + node.len().saturating_sub(1),
                Kind::Object => 2 + node.len().saturating_sub(1) + node.len(),
                Kind::String => 2 + node.as_str().map_or(0, |text| text.bytes().map(written).sum()),
                _ => node.source().len(),
            }
        })
        .sum()
}

fn written(byte: u8) -> usize {
    match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::super::message;
    use super::*;
    use crate::json::Document;

    #[test]
    fn counts_as_serde_json_writes() {
        for text in [
            r#" { "a" : [ 1 , 2.5 , true , null , "x" ] , "b" : { } , "c" : [ ] } "#,
            r#""\u0041\u00e9\ud83c\udf4e\/\"\\\n\u0001\b""#,
            "[[], [[]], {\"\": {}}]",
            "-0.10e5",
        ] {
            let document = Document::parse(text).unwrap();
            let written = if text.starts_with('-') {
                text.to_owned()
            } else {
                serde_json::from_str::<serde_json::Value>(text).unwrap().to_string()
            };
            assert_eq!(compact_length(document.root()), written.len(), "{text}");
        }
    }

    #[test]
    fn spaces_do_not_count() {
        let document = Document::parse("[ 1,     2 ]").unwrap();
        assert_eq!(message(test(document.root(), 5)), "ok");
        assert_eq!(
            message(test(document.root(), 4)),
            "schema/too-large: has 5 bytes of JSON, at most 4 are allowed"
        );
    }
}
