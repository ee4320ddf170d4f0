//! What a code means, for a terminal.

use lineplate::Code;

/// The section without Markdown: examples are indented, links are their text.
pub(super) fn plain(code: Code) -> String {
    let mut out = format!("{code}\n\n");
    let mut in_block = false;
    for line in code.explanation().lines() {
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
    fn no_fence_is_left() {
        for code in Code::ALL {
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
