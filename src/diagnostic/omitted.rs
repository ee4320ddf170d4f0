//! Findings that are counted and not kept.

use super::{Code, Diagnostic, Severity};
use crate::ordered;
use serde::Serialize;

/// How many findings of each severity are kept of one payload or template. A document of megabytes can have a fault at
/// every other byte, and nobody reads the thousandth finding before the first is mended.
pub const MAX_FINDINGS: usize = 1_000;

/// How many findings were counted only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Omitted {
    /// Those of severity error.
    pub errors: usize,
    /// Those of severity warning.
    pub warnings: usize,
}

impl Omitted {
    pub(crate) fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
    }

    /// Errors and warnings together.
    pub fn total(self) -> usize {
        self.errors + self.warnings
    }

    /// The finding that says so: an error if errors are among them. `None` if there are none.
    pub(crate) fn note(self) -> Option<Diagnostic> {
        let counted = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 more {what}")),
            _ => Some(format!("{count} more {what}s")),
        };
        let parts = [counted(self.errors, "error"), counted(self.warnings, "warning")];
        let what = parts.into_iter().flatten().collect::<Vec<_>>().join(" and ");
        let verb = if self.total() == 1 { "is" } else { "are" };
        let severity = if self.errors > 0 { Severity::Error } else { Severity::Warning };
        let mut note = Diagnostic::new(Code::LimitFindings, severity, format!("{what} {verb} not listed"))
            .hint("mend what is listed, then look again");
        note.omitted = Some(self);
        (self.total() > 0).then_some(note)
    }
}

/// Puts findings in their fixed order: by place in the template, then pointer, then code. Of each severity it keeps
/// [`MAX_FINDINGS`] and says in a last finding how many more there are.
pub fn arrange(findings: &mut Vec<Diagnostic>) {
    ordered::sort_by(findings, |a, b| {
        let place = |d: &Diagnostic| d.span.map_or((u32::MAX, u32::MAX), |s| (s.start, s.end));
        place(a).cmp(&place(b)).then_with(|| a.pointer.cmp(&b.pointer)).then_with(|| a.code.cmp(&b.code))
    });
    let mut omitted = Omitted::default();
    let mut kept = Omitted::default();
    findings.retain(|finding| {
        if let Some(before) = finding.omitted {
            omitted.add(before);
            return false;
        }
        kept.count(finding.severity);
        let has_room = match finding.severity {
            Severity::Error => kept.errors <= MAX_FINDINGS,
            Severity::Warning => kept.warnings <= MAX_FINDINGS,
        };
        if !has_room {
            omitted.count(finding.severity);
        }
        has_room
    });
    findings.extend(omitted.note());
}

/// Errors, then warnings, then what is said of all of them.
pub(crate) fn chain<'f>(
    errors: &'f [Diagnostic],
    warnings: &'f [Diagnostic],
) -> impl Iterator<Item = &'f Diagnostic> + Clone {
    let is_note = |finding: &&Diagnostic| finding.omitted.is_some();
    let all = errors.iter().chain(warnings);
    all.clone().filter(move |finding| !is_note(finding)).chain(all.filter(is_note))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn what_is_too_much_is_counted_by_severity() {
        let finding = |severity, i| Diagnostic::new(Code::SchemaEmpty, severity, "").at(Span::new(i, i));
        let count = MAX_FINDINGS + 2;
        let mut findings: Vec<_> = (0..count).rev().map(|i| finding(Severity::Error, i)).collect();
        findings.push(finding(Severity::Warning, count));
        findings.extend(Omitted { errors: 3, warnings: 1 }.note());
        arrange(&mut findings);
        assert_eq!(findings.len(), MAX_FINDINGS + 2);
        assert!(findings.iter().map(|finding| finding.span).is_sorted_by_key(|span| span.is_none()));
        let note = findings.last().unwrap();
        assert_eq!(note.omitted, Some(Omitted { errors: 5, warnings: 1 }));
        assert_eq!(note.message, "5 more errors and 1 more warning are not listed");
        assert!(note.is_error());
    }

    #[test]
    fn nothing_is_said_of_nothing() {
        assert_eq!(Omitted::default().note(), None);
        let note = Omitted { errors: 0, warnings: 1 }.note().unwrap();
        assert_eq!((note.message.as_str(), note.is_error()), ("1 more warning is not listed", false));
    }
}
