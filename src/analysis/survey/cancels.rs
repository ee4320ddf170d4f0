//! When the template cancels the message.

use super::{Surveyor, Unknown};
use crate::analysis::condition::{Condition, When};
use crate::diagnostic::{Code, Diagnostic, Span};

impl Surveyor<'_, '_> {
    /// When the template cancels the message.
    pub(super) fn cancels(&mut self) -> Vec<Condition> {
        let mut cancels = Vec::new();
        for (span, when) in self.conditions.cancels() {
            if when.partial {
                let paths = Vec::new();
                let why = "when the template cancels the message is not known".to_owned();
                self.out.unknown(Unknown { paths, span: *span, why });
            } else {
                cancels.push(Condition::All(when.all.clone()));
            }
        }
        cancels
    }

    /// A template that cancels outside all conditions.
    pub(super) fn never_sent(&mut self) {
        let always = |(_, when): &&(Span, When)| when.all.is_empty() && !when.partial;
        let Some((span, _)) = self.conditions.cancels().iter().find(always) else { return };
        self.out.run = self.worlds.len();
        self.out.find(
            Diagnostic::warning(Code::CheckNeverSent, "the message is cancelled for every user")
                .at(*span)
                .hint("put it under a condition: `{% if … %}…{% endif %}`"),
        );
    }
}
