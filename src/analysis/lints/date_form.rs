//! `lint/date-form`

use super::super::facts::Facts;
use super::super::visit;
use super::argument;
use crate::diagnostic::{Code, Diagnostic};
use crate::render::filters::DateText;
use crate::template::program::Expr;

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Filter { base, call } = expr else { return };
        let Some(form) = DateText::taken_by(&call.name) else { return };
        let argument = argument(call, 0, "date").filter(|_| &*call.name == "days");
        for date in [Some(&**base), argument].into_iter().flatten() {
            let flow = facts.flow(date);
            let names: Vec<String> =
                flow.everything().into_iter().map(|id| facts.attributes.name(id)).collect();
            let Some(first) = names.first() else { continue };
            let made = if flow.is.is_empty() { "the text made of " } else { "" };
            let message =
                format!("rendering fails when {made}{} is not {}", names.join(" or "), form.describe());
            let finding =
                Diagnostic::warning(Code::LintDateForm, message).at(date.span()).attribute(first.clone());
            found.push(match form {
                DateText::Day => finding.hint("a date and time is for `dateTimeFormatter`"),
                DateText::Moment => finding.hint("a date alone, like `31/12/2026`, is for `dateFormatter`"),
            });
        }
    });
}
