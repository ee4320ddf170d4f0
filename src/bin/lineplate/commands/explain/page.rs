//! The sections of docs/codes.md.

use lineplate::Code;

const PAGE: &str = include_str!("../../../../../docs/codes.md");

/// What the page says about a code, below its heading.
pub(super) fn section(code: Code) -> &'static str {
    let parts = PAGE.split("\n### ").skip(1).filter_map(|part| part.split_once('\n'));
    let text = parts.into_iter().find(|(heading, _)| *heading == code.as_str()).map_or("", |(_, text)| text);
    text.split("\n## ").next().unwrap_or_default()
}

/// The section without Markdown: examples are indented, links are their text.
pub(super) fn plain(code: Code) -> String {
    let mut out = format!("{code}\n");
    let mut in_block = false;
    for line in section(code).trim_end().lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if in_block {
            out.push_str("    ");
            out.push_str(line);
        } else {
            out.push_str(&without_links(line));
        }
        out.push('\n');
    }
    out
}

/// `[rules.md](rules.md)` and `<https://…>` as they are read.
fn without_links(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, label, after)) = link(rest) {
        out.push_str(before);
        out.push_str(label);
        rest = after;
    }
    out.push_str(rest);
    match out.strip_prefix("Source: <").and_then(|url| url.strip_suffix('>')) {
        Some(url) => format!("Source: {url}"),
        None => out,
    }
}

fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (head, tail) = text.split_once("](")?;
    let (before, label) = head.rsplit_once('[')?;
    let (_, after) = tail.split_once(')')?;
    Some((before, label, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_a_section_that_begins_with_its_summary() {
        for code in Code::ALL {
            let text = section(*code);
            assert!(text.trim_start().starts_with(&format!("{}\n\n", code.summary())), "{code}: {text}");
            assert!(!plain(*code).contains("```"), "{code}");
        }
    }

    #[test]
    fn links_are_their_text() {
        assert_eq!(without_links("a [b](c.md), [d](e)."), "a b, d.");
        assert_eq!(without_links("a [b] (c"), "a [b] (c");
        assert_eq!(without_links("Source: <https://x.y/#z>"), "Source: https://x.y/#z");
    }
}
