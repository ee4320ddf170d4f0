//! `lint/set-in-loop`

use super::super::facts::Facts;
use super::super::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::template::program::{Expr, Stmt, Symbol, Target};

pub(super) fn check(facts: &Facts<'_>, found: &mut Vec<Diagnostic>) {
    let mut order = Order::default();
    order.body(&facts.program.body);
    for set in order.sets.iter().filter(|set| !set.loops.is_empty()) {
        let Some(outermost) = set.loops.first() else { continue };
        let before = order.sets.iter().find(|other| {
            other.symbol == set.symbol && other.at < set.at && !other.loops.contains(outermost)
        });
        let behind = order
            .reads
            .iter()
            .find(|read| read.symbol == set.symbol && read.at > set.at && !read.loops.contains(outermost));
        let (Some(before), Some(behind)) = (before, behind) else { continue };
        let name = facts.program.name(set.symbol);
        found.push(
            Diagnostic::warning(
                Code::LintSetInLoop,
                format!("`{name}` is set inside the loop only: behind it, it has its old value"),
            )
            .at(set.span)
            .related(before.span, format!("`{name}` gets the value here that it has behind the loop"))
            .related(behind.span, format!("`{name}` is read here"))
            .hint(format!(
                "use a namespace: {{% set ns = namespace({name}=…) %}} before, {{% set ns.{name} = … %}} inside"
            )),
        );
    }
}

/// A set or a read of a name.
struct Event {
    symbol: Symbol,
    span: Span,
    at: usize,
    /// The numbers of the loops around it.
    loops: Vec<usize>,
}

/// Sets and reads in the order in which the template has them.
#[derive(Default)]
struct Order {
    sets: Vec<Event>,
    reads: Vec<Event>,
    loops: Vec<usize>,
    next: usize,
}

impl Order {
    fn event(&mut self, symbol: Symbol, span: Span) -> Event {
        self.next += 1;
        Event { symbol, span, at: self.next, loops: self.loops.clone() }
    }

    fn body(&mut self, body: &[Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        for expr in visit::roots(statement) {
            visit::below(expr, &mut |expr| {
                if let Expr::Name(symbol, span) = expr {
                    let read = self.event(*symbol, *span);
                    self.reads.push(read);
                }
            });
        }
        match statement {
            Stmt::Set { target: Target::Name(symbol), span, .. }
            | Stmt::SetBlock { target: Target::Name(symbol), span, .. } => {
                if let Stmt::SetBlock { body, .. } = statement {
                    self.body(body);
                }
                let set = self.event(*symbol, *span);
                self.sets.push(set);
            }
            Stmt::For(repeat) => {
                self.next += 1;
                self.loops.push(self.next);
                self.body(&repeat.body);
                self.loops.pop();
                self.body(&repeat.otherwise);
            }
            // Macros have names of their own.
            Stmt::Macro(_) => {}
            other => {
                for body in super::super::facts::bodies(other) {
                    self.body(body);
                }
            }
        }
    }
}
