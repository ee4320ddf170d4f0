//! Findings as JSON, with places in the units of JavaScript: UTF-16 code units from the start of the text.

use lineplate::diagnostic::{Encoding, LineIndex};
use lineplate::json::{Builder, MemberSlots, Slot};
use lineplate::{Diagnostic, Span};

/// JSON text of what is built.
pub(crate) fn json(build: impl FnOnce(Slot<'_>)) -> String {
    let mut builder = Builder::default();
    build(builder.root());
    builder.finish().map_or_else(|_| "null".to_owned(), |document| document.source().to_owned())
}

/// A text that findings are about.
pub(crate) struct Text<'t> {
    text: &'t str,
    lines: LineIndex,
}

impl<'t> Text<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, lines: LineIndex::new(text) }
    }

    /// JSON text of an array of findings.
    pub(crate) fn json(&self, findings: &[Diagnostic]) -> String {
        json(|slot| self.findings(slot, findings))
    }

    /// An array of findings.
    pub(crate) fn findings<'f>(&self, slot: Slot<'_>, findings: impl IntoIterator<Item = &'f Diagnostic>) {
        slot.array(|items| {
            findings.into_iter().for_each(|finding| self.finding(items.item(), finding));
        });
    }

    /// A finding as the library writes it, but for the places.
    fn finding(&self, slot: Slot<'_>, finding: &Diagnostic) {
        slot.object(|members| {
            members.key("code").string(finding.code.as_str());
            members.key("severity").string(finding.severity.as_str());
            members.key("message").string(&finding.message);
            for (name, text) in
                [("rule", &finding.rule), ("pointer", &finding.pointer), ("property", &finding.property)]
            {
                text_or_null(members.key(name), text.as_deref());
            }
            match finding.span {
                Some(span) => self.span(members.key("span"), span),
                None => members.key("span").null(),
            }
            text_or_null(members.key("attribute"), finding.attribute.as_deref());
            members
                .key("hints")
                .array(|items| finding.hints.iter().for_each(|hint| items.item().string(hint)));
            let edits = finding.edits.iter().map(|edit| (edit.span, "text", &edit.text));
            self.places(members, "edits", edits);
            let related = finding.related.iter().map(|related| (related.span, "label", &related.label));
            self.places(members, "related", related);
            for (name, number) in
                [("limit", finding.limit.map(i128::from)), ("actual", finding.actual.map(i128::from))]
            {
                if let Some(number) = number {
                    members.key(name).int(number);
                }
            }
            for (name, text) in [("source", &finding.source), ("value", &finding.value)] {
                if let Some(text) = text {
                    members.key(name).string(text);
                }
            }
            if let Some(omitted) = finding.omitted {
                members.key("omitted").object(|members| {
                    members.key("errors").int(omitted.errors as u64);
                    members.key("warnings").int(omitted.warnings as u64);
                });
            }
        });
    }

    /// Places, each with a text; nothing if there are none.
    fn places<'d>(
        &self,
        members: &mut MemberSlots<'_>,
        name: &str,
        places: impl ExactSizeIterator<Item = (Span, &'static str, &'d String)>,
    ) {
        if places.len() == 0 {
            return;
        }
        members.key(name).array(|items| {
            for (span, name, text) in places {
                items.item().object(|members| {
                    self.span(members.key("span"), span);
                    members.key(name).string(text);
                });
            }
        });
    }

    /// `{"start": {"offset": 2, "line": 1, "column": 3}, "end": …}`
    pub(crate) fn span(&self, slot: Slot<'_>, span: Span) {
        slot.object(|members| {
            self.place(members.key("start"), span.start);
            self.place(members.key("end"), span.end);
        });
    }

    fn place(&self, slot: Slot<'_>, offset: u32) {
        let place = self.lines.line_column(self.text, offset, Encoding::Utf16);
        let offset = self.lines.offset(self.text, offset, Encoding::Utf16);
        slot.object(|members| {
            members.key("offset").int(offset);
            members.key("line").int(place.line);
            members.key("column").int(place.column);
        });
    }
}

fn text_or_null(slot: Slot<'_>, text: Option<&str>) {
    match text {
        Some(text) => slot.string(text),
        None => slot.null(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lineplate::Code;
    use lineplate::diagnostic::MAX_FINDINGS;
    use lineplate::json::Document;
    use lineplate::schema::{Kind, Options, validate};
    use serde_json::{Value, json};

    fn written(text: &str, finding: Diagnostic) -> Value {
        let found: Value = serde_json::from_str(&Text::new(text).json(&[finding])).unwrap();
        found[0].clone()
    }

    #[test]
    fn places_count_utf16_units() {
        let text = "ä🍎\r\n日x";
        let at = |part: &str| {
            let start = text.find(part).unwrap();
            Span::new(start, start + part.len())
        };
        let finding =
            Diagnostic::error(Code::JsonSyntax, "m").at(at("🍎")).edit(at("x"), "y").related(at("日"), "l");
        let found = written(text, finding);
        let place = |offset, line, column| json!({ "offset": offset, "line": line, "column": column });
        assert_eq!(found["span"], json!({ "start": place(1, 1, 2), "end": place(3, 1, 4) }));
        assert_eq!(found["edits"][0]["span"], json!({ "start": place(6, 2, 2), "end": place(7, 2, 3) }));
        assert_eq!(found["related"][0]["span"]["start"], place(5, 2, 1));
        assert_eq!(found["code"], "json/syntax");
    }

    #[test]
    fn the_rest_is_as_the_library_writes_it() {
        let bare = Diagnostic::warning(Code::SchemaTooLong, "too \"long\"");
        let mut full = bare.clone().hint("shorten it");
        (full.limit, full.actual) = (Some(-90), Some(u64::MAX));
        for field in
            [&mut full.rule, &mut full.pointer, &mut full.property, &mut full.attribute, &mut full.source]
        {
            *field = Some("日本".to_owned());
        }
        full.value = Some(String::new());
        for finding in [bare, full] {
            assert_eq!(written("", finding.clone()), serde_json::to_value(finding).unwrap());
        }
    }

    #[test]
    fn what_is_not_listed_is_counted() {
        let payload = format!("[{}1]", "1,".repeat(3_000));
        let document = Document::parse(payload.as_str()).unwrap();
        let findings = validate(Kind::Messages, &document, &Options::default());
        let found: Value = serde_json::from_str(&Text::new(&payload).json(&findings)).unwrap();
        let note = found.as_array().unwrap().last().unwrap();
        assert_eq!(note["code"], "limit/findings");
        assert_eq!(note["omitted"], json!({ "errors": 3_001 + 1 - MAX_FINDINGS, "warnings": 0 }));
    }
}
