//! The compiled schemas, and the way from numbers to entries.

use super::node::{
    Additional, Argument, Branch, Check, CheckKind, Choice, Constraint, ContextRule, DateForm, DimensionRule,
    Keyword, Meta, MetaId, Node, NodeId, OriginId, Parameter, ParameterName, Pattern, Piece, Place, Property,
    QuantityRule, RatioRule, Required, Sign, Slice, Step, Test, TextId, Types, UrlEncoding, UrlRule, Value,
    Warning, mark,
};

mod generated {
    //! What the build script wrote; it uses the variants of these types by their bare names.

    #![allow(
        clippy::unreadable_literal,
        clippy::wildcard_imports,
        reason = "the build script writes numbers as they come"
    )]

    use super::Pattern;
    use super::*;
    use Additional::*;
    use Argument::*;
    use DateForm::*;
    use Keyword::*;
    use Piece::*;
    use Sign::*;
    use Step::*;
    use UrlEncoding::*;
    use Value::*;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

use generated as data;

fn part<T>(pool: &'static [T], slice: Slice) -> &'static [T] {
    let start = usize::from(slice.start);
    pool.get(start..start + usize::from(slice.len)).unwrap_or_default()
}

/// The nodes, by number.
pub fn nodes() -> &'static [Node] {
    data::NODES
}

/// The node for a kind of document, by its place in the list of kinds.
pub fn root(kind: usize) -> &'static Node {
    data::ROOTS.get(kind).map_or(&ANYTHING, |id| id.node())
}

/// The objects that stand at certain places only.
pub fn places() -> &'static [Place] {
    data::PLACES
}

/// The places in the schema files that state something, by number.
#[cfg(feature = "schemas")]
pub fn origins() -> &'static [&'static str] {
    data::ORIGINS
}

/// A node that every value passes.
static ANYTHING: Node = Node {
    types: Types::ALL,
    types_meta: MetaId(0),
    types_origin: OriginId(0),
    constraints: Slice { start: 0, len: 0 },
    properties: Slice { start: 0, len: 0 },
    required: Slice { start: 0, len: 0 },
    items: None,
    additional: Additional::Open,
    names: None,
    wraps: TextId(0),
    choice: None,
    checks: Slice { start: 0, len: 0 },
    warnings: Slice { start: 0, len: 0 },
};

impl NodeId {
    /// The node with this number.
    pub fn node(self) -> &'static Node {
        data::NODES.get(usize::from(self.0)).unwrap_or(&ANYTHING)
    }
}

impl TextId {
    /// The text with this number.
    pub fn text(self) -> &'static str {
        data::TEXTS.get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

impl MetaId {
    /// The entry with this number.
    pub fn meta(self) -> Meta {
        let nothing = Meta { rule: TextId(0), source: TextId(0), hint: TextId(0) };
        data::METAS.get(usize::from(self.0)).copied().unwrap_or(nothing)
    }
}

impl Node {
    /// The constraints on the value alone.
    pub fn constraints(&self) -> &'static [Constraint] {
        part(data::CONSTRAINTS, self.constraints)
    }

    /// The known members, by name.
    pub fn properties(&self) -> &'static [Property] {
        part(data::PROPERTIES, self.properties)
    }

    /// The place of the member of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        let (properties, mark) = (self.properties(), mark(name));
        let first = properties.partition_point(|property| property.mark < mark);
        let mut twins = properties.get(first..)?.iter().take_while(|property| property.mark == mark);
        twins.position(|property| property.name.text() == name).map(|at| first + at)
    }

    /// The known member of this name.
    pub fn property(&self, name: &str) -> Option<&'static Node> {
        self.properties().get(self.position(name)?).map(|property| property.node.node())
    }

    /// The members that must be there.
    pub fn required(&self) -> &'static [Required] {
        part(data::REQUIRED, self.required)
    }

    /// The property that leads to a more exact node.
    pub fn choice(&self) -> Option<Choice> {
        data::CHOICES.get(usize::from(self.choice?)).copied()
    }

    /// Whether the value of this property leads to a more exact node.
    pub fn decides(&self, name: &str) -> bool {
        self.choice().is_some_and(|choice| choice.property.text() == name)
    }

    /// All nodes for values inside this one, and for its branches and warnings.
    pub fn children(&self) -> impl Iterator<Item = NodeId> {
        let branches = self.choice().into_iter().flat_map(Choice::branches);
        let additional = match self.additional {
            Additional::Like(node) => Some(node),
            Additional::Open | Additional::Unknown => None,
        };
        let members = self.properties().iter().map(|property| property.node);
        let others = self.items.into_iter().chain(self.names).chain(additional);
        let below = branches.map(|branch| branch.node);
        members.chain(others).chain(below).chain(self.warnings().iter().map(|warning| warning.node))
    }

    /// The checks over several properties.
    pub fn checks(&self) -> &'static [Check] {
        part(data::CHECKS, self.checks)
    }

    /// What gives warnings.
    pub fn warnings(&self) -> &'static [Warning] {
        part(data::WARNINGS, self.warnings)
    }
}

impl Choice {
    /// The nodes, by the values that lead to them.
    pub fn branches(self) -> &'static [Branch] {
        part(data::BRANCHES, self.branches)
    }

    /// The node for this value.
    pub fn branch(self, value: &str) -> Option<&'static Node> {
        let (branches, mark) = (self.branches(), mark(value));
        let first = branches.partition_point(|branch| branch.mark < mark);
        let mut twins = branches.get(first..)?.iter().take_while(|branch| branch.mark == mark);
        twins.find(|branch| branch.value.text() == value).map(|branch| branch.node.node())
    }
}

/// The texts of a slice, by number.
pub(crate) fn text_ids(slice: Slice) -> &'static [TextId] {
    part(data::TEXT_LISTS, slice)
}

impl Slice {
    /// As texts.
    pub fn texts(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        part(data::TEXT_LISTS, self).iter().map(|id| id.text())
    }

    /// As values.
    pub fn values(self) -> &'static [Value] {
        part(data::VALUES, self)
    }

    /// As steps of a path.
    pub fn steps(self) -> &'static [Step] {
        part(data::STEPS, self)
    }

    /// As tests of a condition.
    pub fn tests(self) -> &'static [Test] {
        part(data::TESTS, self)
    }

    pub(super) fn pieces(self) -> &'static [Piece] {
        part(data::PIECES, self)
    }

    pub(super) fn alternatives(self) -> &'static [Slice] {
        part(data::ALTERNATIVES, self)
    }

    pub(super) fn ranges(self) -> &'static [(char, char)] {
        part(data::RANGES, self)
    }
}

impl Check {
    /// The value of a parameter.
    pub fn argument(&self, name: ParameterName) -> Option<Argument> {
        part(data::PARAMETERS, self.parameters)
            .iter()
            .find(|entry| entry.name == name)
            .map(|entry| entry.value)
    }
}

/// The rule of `contexts` with this number.
pub fn context(number: u16) -> Option<&'static ContextRule> {
    data::CONTEXTS.get(usize::from(number))
}

/// The rule of `lineUrl` with this number.
pub fn url(number: u16) -> Option<&'static UrlRule> {
    data::URLS.get(usize::from(number))
}

/// The rule of `dimension` with this number.
pub fn dimension(number: u16) -> Option<&'static DimensionRule> {
    data::DIMENSIONS.get(usize::from(number))
}

/// The rule of `aspectRatio` with this number.
pub fn ratio(number: u16) -> Option<&'static RatioRule> {
    data::RATIOS.get(usize::from(number))
}

/// The rule of `quantity` with this number.
pub fn quantity(number: u16) -> Option<&'static QuantityRule> {
    data::QUANTITIES.get(usize::from(number))
}

/// The pattern with this number.
pub fn pattern(number: u16) -> Option<&'static Pattern> {
    data::PATTERNS.get(usize::from(number))
}
