//! What the text of a template names, as opposed to what it computes.

use super::names;
use super::program::{Argument, Constant, Expr, FilterCall, Stmt};
use crate::analysis::visit;
use std::collections::HashSet;

/// The keys and indices that a template writes out. Findings show no other steps of a path: a key that a template
/// computes, or comes across in an object, may be the value of an attribute.
#[derive(Debug, Default)]
pub(crate) struct Words {
    keys: HashSet<Box<str>>,
    indices: HashSet<u128>,
    /// Whether an item may be picked by a number that the template does not write.
    picks: bool,
    /// The content blocks that it asks for by their names.
    blocks: Vec<Box<str>>,
}

impl Words {
    pub(super) fn of(body: &[Stmt]) -> Self {
        let mut words = Self::default();
        visit::expressions(body, &mut |expr| words.note(expr));
        words
    }

    pub(super) fn has_key(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    pub(super) fn has_index(&self, index: i128) -> bool {
        self.indices.contains(&index.unsigned_abs())
    }

    pub(super) fn blocks(&self) -> impl Iterator<Item = &str> {
        self.blocks.iter().map(|name| &**name)
    }

    /// Whether all indices of values that are come across are written out, or tell which pass of a loop it was.
    pub(super) fn picks_nothing(&self) -> bool {
        !self.picks
    }

    fn note(&mut self, expr: &Expr) {
        match expr {
            Expr::Constant(Constant::Text(text), _) => self.path(text),
            Expr::Constant(Constant::Int(index), _) => {
                self.indices.insert(index.unsigned_abs());
            }
            Expr::Attribute { base, name, .. } => {
                self.path(name);
                self.block(base, name);
            }
            Expr::Item { base, key, .. } => {
                self.picks |= !is_written(key);
                if let Expr::Constant(Constant::Text(name), _) = &**key {
                    self.block(base, name);
                }
            }
            Expr::Slice { bounds, .. } => self.picks |= !bounds.iter().flatten().all(is_written),
            Expr::Filter { call, .. } if takes_path(call) => {
                self.picks |= !call.arguments.iter().all(is_written_argument);
            }
            Expr::Call { callee, arguments, .. } if matches!(&**callee, Expr::Attribute { name, .. } if &**name == "pop") =>
            {
                self.picks |= !arguments.iter().all(is_written_argument);
            }
            _ => {}
        }
    }

    fn block(&mut self, base: &Expr, name: &str) {
        if matches!(base, Expr::Name(symbol, _) if names::is_content_blocks(*symbol)) {
            self.blocks.push(name.into());
        }
    }

    /// A key, or several with dots and commas between them, as `attribute=` takes them.
    fn path(&mut self, text: &str) {
        self.keys.insert(text.into());
        for step in text.split(['.', ',']) {
            self.keys.insert(step.into());
            self.indices.extend(step.parse::<u128>());
        }
    }
}

/// Whether one of the arguments leads to an attribute of each item.
fn takes_path(call: &FilterCall) -> bool {
    matches!(&*call.name, "selectattr" | "rejectattr" | "groupby" | "sum" | "map")
        || call
            .arguments
            .iter()
            .any(|argument| matches!(argument, Argument::Named(name, _) if &**name == "attribute"))
}

fn is_written(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(..) => true,
        Expr::Negate(value, _) => is_written(value),
        _ => false,
    }
}

fn is_written_argument(argument: &Argument) -> bool {
    match argument {
        Argument::Positional(expr) | Argument::Named(_, expr) => is_written(expr),
        Argument::Spread(_) | Argument::SpreadNamed(_) => false,
    }
}
