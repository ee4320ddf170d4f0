//! `lint/default-too-late`

use super::super::attribute::{How, Step};
use super::super::facts::Facts;
use super::super::visit;
use super::is_default;
use crate::diagnostic::{Code, Diagnostic};
use crate::template::program::Expr;

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    visit::expressions(&facts.program.body, &mut |expr| {
        let Expr::Filter { base, call } = expr else { return };
        let (Expr::Attribute { base: parent, .. } | Expr::Item { base: parent, .. }) = &**base else {
            return;
        };
        if !is_default(call) || !matches!(&**parent, Expr::Attribute { .. } | Expr::Item { .. }) {
            return;
        }
        let flow = facts.flow(parent);
        let unguarded = flow.is.iter().find(|id| {
            let attribute = facts.attributes.get(**id);
            let guarded = attribute.uses.iter().any(|found| {
                matches!(&found.how, How::Truth | How::Tested(_) | How::Fallback { .. } | How::Iterated)
            });
            // An item of a list is there when the list is.
            matches!(attribute.step, Step::Key(_)) && !guarded
        });
        let Some(id) = unguarded else { return };
        let name = facts.attributes.name(*id);
        let written = facts.text(parent.span());
        found.push(
            Diagnostic::warning(
                Code::LintDefaultTooLate,
                format!(
                    "the fallback does not help when `{name}` itself is missing: the lookup in it fails first"
                ),
            )
            .at(base.span().to(call.span))
            .attribute(name)
            .hint(format!("give the parent a fallback too: `({written}|default({{}}, true))`"))
            .edit(parent.span(), format!("({written}|default({{}}, true))")),
        );
    });
}
