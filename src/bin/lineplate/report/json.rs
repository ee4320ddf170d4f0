//! Findings as JSON: one object a line, places as lines, columns and byte offsets.

use super::Findings;
use lineplate::{Diagnostic, Span};
use serde_json::{Map, Value, json};

/// `{"file": …, "valid": …, "diagnostics": […]}`
pub(crate) fn findings(findings: &Findings<'_>, diagnostics: &[&Diagnostic]) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("file".to_owned(), findings.file.into());
    object.insert("valid".to_owned(), (!diagnostics.iter().any(|d| d.is_error())).into());
    object.insert("diagnostics".to_owned(), self::diagnostics(findings, diagnostics));
    object
}

/// An array of findings.
pub(crate) fn diagnostics(findings: &Findings<'_>, diagnostics: &[&Diagnostic]) -> Value {
    diagnostics.iter().map(|diagnostic| self::diagnostic(findings, diagnostic)).collect()
}

fn diagnostic(findings: &Findings<'_>, diagnostic: &Diagnostic) -> Value {
    let mut value = serde_json::to_value(diagnostic).unwrap_or_default();
    if let (Some(field), Some(span)) = (value.get_mut("span"), diagnostic.span) {
        *field = self::span(findings, span);
    }
    let related = value.get_mut("related").and_then(Value::as_array_mut);
    for (value, related) in related.into_iter().flatten().zip(&diagnostic.related) {
        if let Some(field) = value.get_mut("span") {
            *field = span(findings, related.span);
        }
    }
    value
}

/// `{"start": {"line": 1, "column": 3}, "end": …, "offset": [2, 5]}`
pub(crate) fn span(findings: &Findings<'_>, span: Span) -> Value {
    let place = |offset| {
        let place = findings.place(offset);
        json!({"line": place.line, "column": place.column})
    };
    json!({"start": place(span.start), "end": place(span.end), "offset": span})
}
