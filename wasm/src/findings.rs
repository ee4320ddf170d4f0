//! Findings as JSON, with places in the units of JavaScript: UTF-16 code units from the start of the text.

use lineplate::diagnostic::{Encoding, LineIndex};
use lineplate::{Diagnostic, Span};
use serde_json::{Value, json};

/// A text that findings are about.
pub(crate) struct Text<'t> {
    text: &'t str,
    lines: LineIndex,
}

impl<'t> Text<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, lines: LineIndex::new(text) }
    }

    /// An array of findings.
    pub(crate) fn findings<'d>(&self, findings: impl IntoIterator<Item = &'d Diagnostic>) -> Value {
        findings.into_iter().map(|finding| self.finding(finding)).collect()
    }

    fn finding(&self, finding: &Diagnostic) -> Value {
        let mut value = serde_json::to_value(finding).unwrap_or_default();
        let place = |value: &mut Value, span: Span| {
            if let Some(field) = value.get_mut("span") {
                *field = self.span(span);
            }
        };
        if let Some(span) = finding.span {
            place(&mut value, span);
        }
        let spans = finding.edits.iter().map(|edit| edit.span);
        for (value, span) in list(&mut value, "edits").zip(spans) {
            place(value, span);
        }
        let spans = finding.related.iter().map(|related| related.span);
        for (value, span) in list(&mut value, "related").zip(spans) {
            place(value, span);
        }
        value
    }

    /// `{"start": {"offset": 2, "line": 1, "column": 3}, "end": …}`
    pub(crate) fn span(&self, span: Span) -> Value {
        json!({ "start": self.place(span.start), "end": self.place(span.end) })
    }

    fn place(&self, offset: u32) -> Value {
        let place = self.lines.line_column(self.text, offset, Encoding::Utf16);
        let offset = LineIndex::offset(self.text, offset, Encoding::Utf16);
        json!({ "offset": offset, "line": place.line, "column": place.column })
    }
}

fn list<'v>(value: &'v mut Value, name: &str) -> impl Iterator<Item = &'v mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lineplate::Code;

    #[test]
    fn places_count_utf16_units() {
        let text = "ä🍎\r\n日x";
        let at = |part: &str| {
            let start = text.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let finding =
            Diagnostic::error(Code::JsonSyntax, "m").at(at("🍎")).edit(at("x"), "y").related(at("日"), "l");
        let found = Text::new(text).findings([&finding]);
        let place = |offset, line, column| json!({ "offset": offset, "line": line, "column": column });
        assert_eq!(found[0]["span"], json!({ "start": place(1, 1, 2), "end": place(3, 1, 4) }));
        assert_eq!(found[0]["edits"][0]["span"], json!({ "start": place(6, 2, 2), "end": place(7, 2, 3) }));
        assert_eq!(found[0]["related"][0]["span"]["start"], place(5, 2, 1));
        assert_eq!(found[0]["code"], "json/syntax");
    }
}
