//! `lint/misspelt-not-send`

use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::lower::NOT_SEND;
use crate::template::program::{Constant, Expr, Stmt};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::statements(&facts.program.body, &mut |statement| {
        if let Stmt::Literal(literal) = statement {
            words(&literal.text, literal.span.start, found);
        }
    });
    visit::expressions(&facts.program.body, &mut |expr| {
        if let Expr::Constant(Constant::Text(_), span) = expr {
            words(facts.text(*span), span.start, found);
        }
    });
}

fn words(text: &str, base: u32, found: &mut Vec<Diagnostic>) {
    let mut start = None;
    for (at, char) in text.char_indices().chain([(text.len(), ' ')]) {
        let in_word = char.is_alphanumeric() || matches!(char, '_' | '-');
        match (in_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = text.get(from..at).unwrap_or_default();
                if is_misspelt(word) {
                    found.push(finding(word, Span { start: base + from as u32, end: base + at as u32 }));
                }
                start = None;
            }
            _ => {}
        }
    }
}

/// Whether the word is almost the one that cancels a message.
pub(super) fn is_misspelt(word: &str) -> bool {
    if word.contains(NOT_SEND) || !word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("moe")) {
        return false;
    }
    let letters: String =
        word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    letters.ends_with("SEND")
        && matches!(&*letters, "MOENOTSEND" | "MOEDONOTSEND" | "MOEDONTSEND" | "MOENOSEND")
        || letters == "MOENOTSENT"
        || crate::suggest::nearest(&letters, ["MOENOTSEND"]).is_some()
}

fn finding(word: &str, span: Span) -> Diagnostic {
    let message = format!("`{word}` is not the word that cancels a message: users would get it as text");
    Diagnostic::warning(Code::LintMisspeltNotSend, message)
        .at(span)
        .hint(format!("did you mean `{NOT_SEND}`?"))
        .edit(span, NOT_SEND)
}

#[cfg(test)]
mod tests {
    use super::is_misspelt;

    #[test]
    fn knows_near_misses() {
        for word in [
            "MOE_NOTSEND",
            "moe_not_send",
            "MOE_DO_NOT_SEND",
            "MOENOTSEND",
            "MOE-NOT-SEND",
            "MOE_NOT_SENT",
            "Moe_Not_Send",
            "MOE_NO_SEND",
            "MOE_NOT_SEDN",
        ] {
            assert!(is_misspelt(word), "{word}");
        }
        for word in ["MOE_NOT_SEND", "MOE_TRIGGER_EVENT", "moe", "NOT_SEND", "MOE_SEND", "日本語"] {
            assert!(!is_misspelt(word), "{word}");
        }
    }
}
