//! Expressions that hold for a user or do not: the segments of campaigns.

use super::program::{Program, Stmt};
use super::{Diagnostic, Options, Profile, Reads, parse, render};
use crate::diagnostic::{Code, Span};

/// An expression of the template language, taken for true or false as `{% if %}` takes it.
///
/// ```
/// use lineplate::{Condition, Options, Profile};
///
/// let in_thailand = Condition::compile("UserAttribute['country'] == 'TH'", Options::default()).expect("an expression");
/// let holds = |profile| in_thailand.holds(&Profile::parse(profile).expect("an object")).expect("true or false");
/// assert!(holds(r#"{"country": "TH"}"#));
/// assert!(!holds(r#"{"country": "JP"}"#));
/// assert!(!holds("{}"));
/// ```
#[derive(Debug)]
pub struct Condition {
    text: Box<str>,
    program: Program,
    options: Options,
}

/// What stands before the expression when it is parsed.
const BEFORE: &str = "{{ ";
const BEHIND: &str = " }}";

impl Condition {
    /// Compiles one expression, without tags around it.
    ///
    /// # Errors
    /// What is wrong with it; places are in `text`.
    pub fn compile(text: &str, options: Options) -> Result<Self, Vec<Diagnostic>> {
        let program = parse(&[BEFORE, text, BEHIND].concat(), &options).map_err(|diagnostics| {
            diagnostics.into_iter().map(|found| placed(found, text)).collect::<Vec<_>>()
        })?;
        // The end of the tag within the text would begin something that is no expression.
        if !matches!(&*program.body, [Stmt::Emit(_)]) {
            let message = "this is not one expression";
            return Err(vec![
                Diagnostic::error(Code::SyntaxTemplate, message)
                    .at(Span::new(0, text.len()))
                    .hint("write a condition as it stands in `{% if … %}`, without the tag"),
            ]);
        }
        Ok(Self { text: text.into(), program, options })
    }

    /// Whether it holds for a user.
    ///
    /// # Errors
    /// Why it cannot be evaluated for this user; the place is in the text of the condition.
    pub fn holds(&self, profile: &Profile<'_>) -> Result<bool, Diagnostic> {
        let [Stmt::Emit(emit)] = &*self.program.body else { return Ok(false) };
        render::holds(&self.program, &emit.value, profile, &self.options)
            .map_err(|diagnostic| placed(diagnostic, &self.text))
    }

    /// The attributes that it may read.
    pub fn attributes(&self) -> Reads {
        Reads::of(&self.program)
    }

    /// The text that was compiled.
    pub fn source(&self) -> &str {
        &self.text
    }
}

/// A finding with its places in the expression alone.
fn placed(mut finding: Diagnostic, text: &str) -> Diagnostic {
    let shift = BEFORE.len() as u32;
    let end = text.len() as u32;
    let moved = |span: Span| Span {
        start: span.start.saturating_sub(shift).min(end),
        end: span.end.saturating_sub(shift).min(end),
    };
    finding.span = finding.span.map(moved);
    for related in &mut finding.related {
        related.span = moved(related.span);
    }
    for edit in &mut finding.edits {
        edit.span = moved(edit.span);
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str, profile: &str) -> Result<bool, String> {
        let condition =
            Condition::compile(text, Options::default()).map_err(|found| found[0].message.clone())?;
        let place = |found: Diagnostic| format!("{} at {:?}", found.message, found.span.map(Span::range));
        condition.holds(&Profile::parse(profile).unwrap()).map_err(place)
    }

    #[test]
    fn truth_is_that_of_if() {
        let user = r#"{"line_id": "U1", "country": "TH", "points": 0, "tags": ["a"]}"#;
        for (text, expected) in [
            ("UserAttribute['line_id'] is defined and UserAttribute['country'] == 'TH'", true),
            ("UserAttribute.points", false),
            ("not UserAttribute.missing", true),
            ("'a' in UserAttribute.tags", true),
            ("UserAttribute.tags|length > 1", false),
            ("-1 + 1", false),
        ] {
            assert_eq!(holds(text, user), Ok(expected), "{text}");
        }
    }

    #[test]
    fn places_are_in_the_expression() {
        let fault = holds("UserAttribute.x.y == 1", "{}").unwrap_err();
        assert!(fault.ends_with("at Some(0..17)"), "{fault}");
        let found = Condition::compile("a ==", Options::default()).unwrap_err();
        assert!(found[0].span.is_some_and(|span| span.end <= 4), "{found:?}");
        for text in ["true }}{{ false", "", "true }}x", "a }}{% if b %}"] {
            assert!(Condition::compile(text, Options::default()).is_err(), "{text}");
        }
    }
}
