//! The names that are visible at a point of a route.

use crate::template::program::Symbol;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// A value that the route holds.
    Register(u8),
    /// `loop`, which the route knows by heart.
    Loop(Pass),
}

/// One pass of a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pass {
    pub(super) index0: usize,
    pub(super) length: usize,
}

impl Pass {
    /// `loop.name`, for the attributes that say nothing of the items.
    pub(super) fn attribute(self, name: &str) -> Option<Attribute> {
        let count = |number: usize| Some(Attribute::Int(number as i64));
        match name {
            "index" => count(self.index0 + 1),
            "index0" => count(self.index0),
            "revindex" => count(self.length - self.index0),
            "revindex0" => count(self.length - self.index0 - 1),
            "length" => count(self.length),
            "first" => Some(Attribute::Bool(self.index0 == 0)),
            "last" => Some(Attribute::Bool(self.index0 + 1 == self.length)),
            _ => None,
        }
    }
}

/// The value of an attribute of `loop`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    Int(i64),
    Bool(bool),
}

/// Scopes of names, and the registers that they take.
#[derive(Debug, Default)]
pub(super) struct Names {
    bindings: Vec<(Symbol, Binding)>,
    /// Where each scope starts: its names, and its registers.
    starts: Vec<(usize, u8)>,
    registers: u8,
}

impl Names {
    pub(super) fn get(&self, symbol: Symbol) -> Option<Binding> {
        self.bindings.iter().rev().find(|(name, _)| *name == symbol).map(|(_, binding)| *binding)
    }

    pub(super) fn open(&mut self) {
        self.starts.push((self.bindings.len(), self.registers));
    }

    pub(super) fn close(&mut self) {
        if let Some((bindings, registers)) = self.starts.pop() {
            self.bindings.truncate(bindings);
            self.registers = registers;
        }
    }

    /// Assigns in the innermost scope.
    pub(super) fn set(&mut self, symbol: Symbol, binding: Binding) {
        let start = self.starts.last().map_or(0, |(bindings, _)| *bindings);
        match self.bindings.iter_mut().skip(start).find(|(name, _)| *name == symbol) {
            Some((_, slot)) => *slot = binding,
            None => self.bindings.push((symbol, binding)),
        }
    }

    /// A register that is free until the scope is closed, if there is one.
    pub(super) fn register(&mut self) -> Option<u8> {
        let register = self.registers;
        self.registers += 1;
        (usize::from(register) < super::reading::REGISTERS).then_some(register)
    }
}
