//! The pages on the codes of findings, as a JavaScript module.

use std::fmt::Write as _;

/// Takes `docs/codes.md`: a section with a heading of the third level for each code, which begins with its summary.
pub fn module(page: &str) -> String {
    let mut module = String::from("export const pages = [\n");
    for section in page.split("\n### ").skip(1) {
        let (code, text) = section.split_once('\n').unwrap_or((section, ""));
        let text = text.split("\n## ").next().unwrap_or_default().trim();
        let summary = text.split("\n\n").next().unwrap_or_default();
        let [code, summary, text] = [code, summary, text].map(quote);
        let _ = writeln!(module, "{{code:{code},summary:{summary},explanation:{text}}},");
    }
    module + "];\n"
}

/// A text in JavaScript.
fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            _ => quoted.push(char),
        }
    }
    quoted + "\""
}
