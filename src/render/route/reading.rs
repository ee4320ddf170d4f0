//! What terms give: values of the profile where they lie, and texts in one buffer for all.

use super::term::Root;
use crate::json::wanted::Layout;
use crate::json::{Kind, Node};
use crate::render::{Options, Profile, ROOTS};
use crate::template::program::Program;

/// A value while a route is followed. Nothing is owned: reading costs no memory.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reading<'p> {
    /// Looked up and not found.
    Missing,
    /// Nothing that the template made itself: `'a' if false`.
    Undefined,
    /// `none` of the template.
    None,
    /// `null` of the data.
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Chars<'p>),
    /// An array or object of the data.
    Data(Node<'p>),
}

/// The characters of a text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Chars<'p> {
    /// In the data or the template.
    There(&'p str),
    /// In the buffer of texts that were made on the way.
    Made { start: u32, end: u32 },
}

impl<'p> Reading<'p> {
    /// The value of a node; `None` for a number that is too large to be looked at here.
    #[inline]
    pub(super) fn of(node: Node<'p>) -> Option<Self> {
        // Most are texts.
        if let Some(text) = node.as_str() {
            return Some(Self::Text(Chars::There(text)));
        }
        Some(match node.kind() {
            Kind::Null => Self::Null,
            Kind::Bool => Self::Bool(node.as_bool()?),
            Kind::Integer => Self::Int(integer(node.source())?),
            Kind::Float => Self::Float(node.as_f64()?),
            Kind::String => Self::Text(Chars::There(node.as_str()?)),
            Kind::Array | Kind::Object => Self::Data(node),
        })
    }

    /// Jinja's `undefined`.
    pub(super) fn is_undefined(self) -> bool {
        matches!(self, Self::Missing | Self::Undefined)
    }

    /// Python's `None`.
    pub(super) fn is_none(self) -> bool {
        matches!(self, Self::None | Self::Null)
    }

    /// Python's truth.
    pub(super) fn is_true(self) -> bool {
        match self {
            Self::Missing | Self::Undefined | Self::None | Self::Null => false,
            Self::Bool(value) => value,
            Self::Int(value) => value != 0,
            Self::Float(value) => value != 0.0,
            Self::Text(Chars::There(text)) => !text.is_empty(),
            Self::Text(Chars::Made { start, end }) => start < end,
            Self::Data(node) => !node.is_empty(),
        }
    }
}

/// The most digits of an integer that is looked at here.
pub(super) const MAX_DIGITS: usize = 18;

/// The value of the digits of a JSON integer, if it fits.
fn integer(digits: &str) -> Option<i64> {
    let (negative, digits) = match digits.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > MAX_DIGITS {
        return None;
    }
    let value = digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
    Some(if negative { -value } else { value })
}

/// How many values a route can hold at a time: items of loops and names that were set.
pub(super) const REGISTERS: usize = 16;

/// Room for texts that are made on the way.
#[derive(Debug, Default)]
pub(in crate::render) struct Texts {
    made: String,
    changed: String,
}

/// What a route works on for one user.
pub(super) struct Frame<'f, 'p> {
    pub(super) program: &'p Program,
    pub(super) options: &'p Options,
    pub(super) profile: &'p Profile<'p>,
    /// What the slots of the profile stand for.
    pub(super) layout: Layout,
    pub(super) registers: [Reading<'p>; REGISTERS],
    /// The root that was read last, by its number: mostly it is the next one, too.
    last_root: Option<(usize, Node<'p>)>,
    /// Texts that were made on the way.
    pub(super) made: &'f mut String,
    /// Room for one more text, while it is made of another.
    pub(super) changed: &'f mut String,
    /// Bytes and items that were looked at or made, for the limits.
    pub(super) work: u64,
}

impl<'f, 'p> Frame<'f, 'p> {
    pub(super) fn new(
        program: &'p Program,
        options: &'p Options,
        profile: &'p Profile<'p>,
        texts: &'f mut Texts,
    ) -> Self {
        texts.made.clear();
        let Texts { made, changed } = texts;
        Self {
            program,
            options,
            profile,
            layout: profile.layout(),
            registers: [Reading::Missing; REGISTERS],
            last_root: None,
            made,
            changed,
            work: 0,
        }
    }

    /// The value behind a name that stands alone.
    #[inline]
    pub(super) fn root(&mut self, root: &Root) -> Option<Node<'p>> {
        if let Some((number, node)) = self.last_root
            && number == root.number
        {
            return Some(node);
        }
        let node = if root.trail.leads_through(self.layout) {
            root.trail.end(self.profile.document())?
        } else {
            let node = self.profile.root_near(&root.name, &root.place)?;
            root.trail.learn(node, self.layout);
            node
        };
        if root.number < ROOTS.len() {
            self.last_root = Some((root.number, node));
        }
        Some(node)
    }

    pub(super) fn register(&self, register: u8) -> Reading<'p> {
        self.registers.get(usize::from(register)).copied().unwrap_or(Reading::Missing)
    }

    pub(super) fn set(&mut self, register: u8, reading: Reading<'p>) {
        if let Some(slot) = self.registers.get_mut(usize::from(register)) {
            *slot = reading;
        }
    }

    /// Begins to go through the items of a list.
    pub(super) fn begin(&mut self, cursor: u8, list: Node<'p>) {
        self.work += list.len() as u64;
        self.set(cursor, Reading::Data(Node::at(list.document(), list.index() + 1)));
    }

    /// Puts the next item into a register. The route knows how many there are.
    pub(super) fn next(&mut self, cursor: u8, item: u8) -> Option<()> {
        let Reading::Data(node) = self.register(cursor) else { return None };
        self.set(item, Reading::of(node)?);
        self.set(cursor, Reading::Data(Node::at(node.document(), node.end_index())));
        Some(())
    }

    /// Counts a text that is looked at.
    pub(super) fn count(&mut self, reading: Reading<'p>) {
        if let Reading::Text(chars) = reading {
            self.work += self.text(chars).len() as u64;
        }
    }

    /// The characters of a text.
    pub(super) fn text<'s>(&'s self, chars: Chars<'p>) -> &'s str
    where
        'p: 's,
    {
        match chars {
            Chars::There(text) => text,
            Chars::Made { start, end } => self.made.get(start as usize..end as usize).unwrap_or_default(),
        }
    }

    /// A text of what `make` appends to the buffer.
    pub(super) fn make(&mut self, make: impl FnOnce(&mut String)) -> Reading<'p> {
        let start = self.made.len();
        make(self.made);
        self.work += (self.made.len() - start) as u64;
        Reading::Text(Chars::Made { start: start as u32, end: self.made.len() as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::integer;

    #[test]
    fn reads_integers_that_fit() {
        for (digits, value) in
            [("0", 0), ("-0", 0), ("42", 42), ("-7", -7), ("999999999999999999", 999_999_999_999_999_999)]
        {
            assert_eq!(integer(digits), Some(value), "{digits}");
        }
        assert_eq!(integer("1000000000000000000"), None);
    }
}
