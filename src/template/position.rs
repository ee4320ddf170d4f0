//! Positions in a JSON text.
//!
//! Where a placeholder stands decides how its value is written, so every literal and every `{{ }}` of a template
//! is given its position before anything is rendered, branch by branch, from the template's text alone.

use super::program::Container;

/// Where in a JSON text the next byte goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum State {
    /// A value must come: at the very start and behind a colon.
    Value,
    /// Behind `[`.
    ArrayStart,
    /// Behind an item of an array.
    Item,
    /// Behind a comma of an array.
    ItemComma,
    /// Behind `{`.
    ObjectStart,
    /// Behind a key.
    Colon,
    /// Behind a member of an object.
    Member,
    /// Behind a comma of an object.
    MemberComma,
    /// Inside a string.
    Text,
    /// Inside a key.
    Key,
    /// Inside a number or a word.
    Scalar,
    /// Behind the whole value.
    End,
    /// Behind a backslash in a string, with the hexadecimal digits that are still to come.
    Escape(u8),
    /// The same in a key.
    KeyEscape(u8),
}

impl State {
    const SIMPLE: [Self; 12] = [
        Self::Value,
        Self::ArrayStart,
        Self::Item,
        Self::ItemComma,
        Self::ObjectStart,
        Self::Colon,
        Self::Member,
        Self::MemberComma,
        Self::Text,
        Self::Key,
        Self::Scalar,
        Self::End,
    ];

    /// The state behind a finished value.
    pub(crate) fn behind_value(container: Option<Container>) -> Self {
        match container {
            Some(Container::Array) => Self::Item,
            Some(Container::Object) => Self::Member,
            None => Self::End,
        }
    }

    /// The place in words, to follow "the JSON is …".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Value => "before a value",
            Self::ArrayStart => "at the start of an array",
            Self::Item => "behind an item of an array",
            Self::ItemComma => "behind a comma of an array",
            Self::ObjectStart => "at the start of an object",
            Self::Colon => "behind a key",
            Self::Member => "behind a member of an object",
            Self::MemberComma => "behind a comma of an object",
            Self::Text | Self::Escape(_) => "inside a string",
            Self::Key | Self::KeyEscape(_) => "inside a key",
            Self::Scalar => "inside a number or word",
            Self::End => "behind the whole value",
        }
    }
}

/// A set of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct States(u16);

impl States {
    fn bit(state: State) -> u16 {
        State::SIMPLE.iter().position(|&simple| simple == state).map_or(0, |at| 1 << at)
    }

    pub(crate) fn with(self, state: State) -> Self {
        Self(self.0 | Self::bit(state))
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn contains(self, state: State) -> bool {
        self.0 & Self::bit(state) != 0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = State> {
        State::SIMPLE.into_iter().filter(move |&state| self.contains(state))
    }

    /// The state, if there is just one.
    pub(crate) fn single(self) -> Option<State> {
        let mut states = self.iter();
        states.next().filter(|_| states.next().is_none())
    }

    /// Whether the states can be told apart while writing, so that branches may meet in them: those between the
    /// items of one array, those between the members of one object, or one state alone.
    pub(crate) fn can_meet(self) -> bool {
        use State::*;
        // A placeholder at a value may turn out to write nothing, so that the value is still to come.
        const FAMILIES: [&[State]; 4] = [
            &[ArrayStart, Item, ItemComma, Scalar],
            &[ObjectStart, Member, MemberComma, Scalar],
            &[Value, Member, Scalar],
            &[Value, End, Scalar],
        ];
        self.single().is_some()
            || FAMILIES.iter().any(|family| self.iter().all(|state| family.contains(&state)))
    }
}

impl From<State> for States {
    fn from(state: State) -> Self {
        Self::default().with(state)
    }
}

impl FromIterator<State> for States {
    fn from_iter<T: IntoIterator<Item = State>>(states: T) -> Self {
        states.into_iter().fold(Self::default(), Self::with)
    }
}
