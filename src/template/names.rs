//! The names of a template, each with a number.

use super::program::Symbol;
use crate::render::{Account, ROOTS};
use std::collections::HashMap;

/// The names that the engine itself assigns have fixed numbers.
pub(crate) const LOOP: Symbol = 0;
pub(crate) const CALLER: Symbol = 1;
pub(crate) const VARARGS: Symbol = 2;
pub(crate) const KWARGS: Symbol = 3;
pub(crate) const FIXED: [&str; 4] = ["loop", "caller", "varargs", "kwargs"];

/// Whether a name is that of a root of the data, unless the template sets it. Those have fixed numbers, too. Content
/// blocks are text of templates, not data.
pub(crate) fn is_root(symbol: Symbol) -> bool {
    let root = (symbol as usize).checked_sub(FIXED.len()).and_then(|at| ROOTS.get(at));
    root.is_some_and(|root| *root != Account::CONTENT_BLOCKS)
}

/// Whether a name is that of the content blocks, unless the template sets it.
pub(super) fn is_content_blocks(symbol: Symbol) -> bool {
    let root = (symbol as usize).checked_sub(FIXED.len()).and_then(|at| ROOTS.get(at));
    root.is_some_and(|root| *root == Account::CONTENT_BLOCKS)
}

pub(super) struct Names {
    numbers: HashMap<Box<str>, Symbol>,
    list: Vec<Box<str>>,
    mentions: Mentions,
}

/// Which of the names with a meaning inside macros were mentioned.
#[derive(Default, Clone, Copy)]
pub(super) struct Mentions {
    pub(super) varargs: bool,
    pub(super) kwargs: bool,
    pub(super) caller: bool,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Self { numbers: HashMap::new(), list: Vec::new(), mentions: Mentions::default() };
        for name in FIXED.iter().chain(ROOTS) {
            names.symbol(name);
        }
        names.mentions = Mentions::default();
        names
    }
}

impl Names {
    /// The number of a name.
    pub(super) fn symbol(&mut self, name: &str) -> Symbol {
        match name {
            "varargs" => self.mentions.varargs = true,
            "kwargs" => self.mentions.kwargs = true,
            "caller" => self.mentions.caller = true,
            _ => {}
        }
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.list.len() as Symbol;
        self.list.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// Begins to watch for mentions; returns what was mentioned so far.
    pub(super) fn start_mentions(&mut self) -> Mentions {
        std::mem::take(&mut self.mentions)
    }

    /// What was mentioned since [`Self::start_mentions`].
    pub(super) fn end_mentions(&mut self, outer: Mentions) -> Mentions {
        std::mem::replace(&mut self.mentions, outer)
    }

    pub(super) fn into_list(self) -> Vec<Box<str>> {
        self.list
    }
}
