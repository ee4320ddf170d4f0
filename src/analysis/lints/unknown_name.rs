//! `lint/unknown-name`

use super::super::facts::Facts;
use super::super::visit;
use super::is_default;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::ordered::Set;
use crate::render::ROOTS;
use crate::suggest::nearest;
use crate::template::names::FIXED;
use crate::template::program::{Expr, Stmt, Symbol, Target};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    let assigned = assigned(facts);
    let guarded = guarded(facts);
    for (symbol, span) in &facts.strangers {
        let name = facts.program.name(*symbol);
        let is_known = assigned.contains(symbol) || FIXED.contains(&name) || guarded.contains(span);
        if !is_known {
            found.push(finding(facts, *symbol, *span, Severity::Warning));
        }
    }
}

/// The finding about a name that stands for nothing.
pub(in crate::analysis) fn finding(
    facts: &Facts<'_>,
    symbol: Symbol,
    span: Span,
    severity: Severity,
) -> Diagnostic {
    let name = facts.program.name(symbol);
    let assigned = assigned(facts);
    let known = ROOTS.iter().copied().chain(assigned.iter().map(|symbol| facts.program.name(*symbol)));
    let message = format!("`{name}` is neither data nor set by the template: it is empty for every user");
    let mut diagnostic = Diagnostic::warning(Code::LintUnknownName, message).at(span);
    diagnostic.severity = severity;
    match nearest(name, known) {
        Some(meant) => diagnostic.hint(format!("did you mean `{meant}`?")).edit(span, meant),
        None => diagnostic.hint(format!("attributes of the user are written `UserAttribute['{name}']`")),
    }
}

/// The names that the template gives values.
fn assigned(facts: &Facts<'_>) -> Set<Symbol> {
    let mut found = Set::new();
    visit::statements(&facts.program.body, &mut |statement| match statement {
        Stmt::Set { target, .. } | Stmt::SetBlock { target, .. } => names(target, &mut found),
        Stmt::For(repeat) => names(&repeat.target, &mut found),
        Stmt::With { assignments, .. } => {
            for (target, _) in assignments {
                names(target, &mut found);
            }
        }
        Stmt::Macro(definition) => {
            found.insert(definition.symbol);
            found.extend(definition.parameters.iter().map(|(symbol, _)| *symbol));
        }
        Stmt::CallBlock { caller, .. } => {
            found.extend(caller.parameters.iter().map(|(symbol, _)| *symbol));
        }
        _ => {}
    });
    found
}

fn names(target: &Target, found: &mut Set<Symbol>) {
    match target {
        Target::Name(symbol) => {
            found.insert(*symbol);
        }
        Target::Attribute { .. } => {}
        Target::Unpack(targets, _) => targets.iter().for_each(|target| names(target, found)),
    }
}

/// The places where the template itself asks whether a name stands for something.
fn guarded(facts: &Facts<'_>) -> Set<Span> {
    let mut found = Set::new();
    visit::expressions(&facts.program.body, &mut |expr| {
        let base = match expr {
            Expr::Test { base, name, .. } if matches!(&**name, "defined" | "undefined") => base,
            Expr::Filter { base, call } if is_default(call) => base,
            _ => return,
        };
        if let Expr::Name(_, span) = &**base {
            found.insert(*span);
        }
    });
    found
}
