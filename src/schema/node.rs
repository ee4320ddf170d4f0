//! The data model of the compiled schemas.
//!
//! `build/` flattens the files under `schemas/` into these types and writes them as constants: nothing is parsed
//! or allocated at run time. One [`Node`] holds all that is true of a value at one place; where a property of an
//! object decides (`type`, `layout`, `mode`), its [`Choice`] leads to one node for each value. Lists are
//! [`Slice`]s of shared pools, so that equal lists are stored once. This file is also compiled into the build
//! script, which prints these types; it names nothing else of the crate.

/// A part of one of the pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slice {
    /// Place of the first entry.
    pub start: u16,
    /// Number of entries.
    pub len: u16,
}

/// The number of a [`Node`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u16);

/// The number of a text; 0 is the empty one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct TextId(pub u16);

/// The number of a [`Meta`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct MetaId(pub u16);

/// The number of a place in the schema files that states something which a value can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OriginId(pub u16);

/// A set of JSON types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Types(pub u8);

impl Types {
    /// `null`
    pub const NULL: Self = Self(1);
    /// `true` and `false`
    pub const BOOLEAN: Self = Self(2);
    /// Numbers without a fraction.
    pub const INTEGER: Self = Self(4);
    /// All numbers.
    pub const NUMBER: Self = Self(8 | 4);
    /// Strings.
    pub const STRING: Self = Self(16);
    /// Arrays.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);
    /// Every value.
    pub const ALL: Self = Self(127);

    /// Whether all types of `other` are in the set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What is true of a value at one place.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// The JSON types that it may have.
    pub types: Types,
    /// About `types`.
    pub types_meta: MetaId,
    /// Where `types` is stated.
    pub types_origin: OriginId,
    /// [`Constraint`]s on the value alone, in the order in which they are reported.
    pub constraints: Slice,
    /// [`Property`] entries, by the mark of the name. At most 64.
    pub properties: Slice,
    /// [`Required`] entries.
    pub required: Slice,
    /// What is true of each item of an array.
    pub items: Option<NodeId>,
    /// What is true of the members that `properties` does not name.
    pub additional: Additional,
    /// What is true of the names of the members.
    pub names: Option<NodeId>,
    /// The member whose value is sometimes given in place of the object; empty if there is none.
    pub wraps: TextId,
    /// The [`Choice`] that leads to a more exact node.
    pub choice: Option<u16>,
    /// [`Check`]s over several properties.
    pub checks: Slice,
    /// [`Warning`]s.
    pub warnings: Slice,
}

/// Members of an object that its schema does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Additional {
    /// Nothing is said about them.
    Open,
    /// They are reported as unknown.
    Unknown,
    /// They are what this node says.
    Like(NodeId),
}

/// What mostly tells names apart: length, first, middle and last byte. Lists are sorted by it, so that a search
/// compares numbers, and texts only in the end.
pub fn mark(name: &str) -> u32 {
    let bytes = name.as_bytes();
    let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or_default());
    (bytes.len().min(255) as u32) << 24
        | byte(0) << 16
        | byte(bytes.len() / 2) << 8
        | byte(bytes.len().wrapping_sub(1))
}

/// A member of an object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Property {
    /// Its key.
    pub name: TextId,
    /// The [`mark`] of the key.
    pub mark: u32,
    /// What is true of its value.
    pub node: NodeId,
}

/// A member that must be there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Required {
    /// Its key.
    pub name: TextId,
    /// Its place among the properties; 64 if it is none of them.
    pub property: u8,
    /// About the requirement.
    pub meta: MetaId,
    /// Where it is stated.
    pub origin: OriginId,
}

/// A property whose value decides which node holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Its key.
    pub property: TextId,
    /// What the objects have in common (`action`), or empty.
    pub family: TextId,
    /// [`Branch`] entries, by the mark of the value.
    pub branches: Slice,
}

/// One value of the property of a [`Choice`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Branch {
    /// The value.
    pub value: TextId,
    /// The [`mark`] of the value.
    pub mark: u32,
    /// The node that holds for it, in place of the one with the choice.
    pub node: NodeId,
}

/// An object that stands at certain places only.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// What it is (`action`).
    pub family: TextId,
    /// Its `type`.
    pub value: TextId,
    /// Where it may stand (`in a quick reply`).
    pub stands: TextId,
    /// About the rule that keeps it there; without a rule, that of the place which does not take it counts.
    pub meta: MetaId,
}

/// Something that gives a warning where it is not true.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Warning {
    /// What should be true.
    pub node: NodeId,
    /// Why it is only a warning.
    pub reason: TextId,
    /// The code in place of the usual one, or empty.
    pub code: TextId,
}

/// Where a rule comes from and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Meta {
    /// Its number in the table of rules (`R27`), or empty.
    pub rule: TextId,
    /// The page that states it.
    pub source: TextId,
    /// Advice, or empty.
    pub hint: TextId,
}

/// One keyword of a schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constraint {
    /// The keyword and its value.
    pub keyword: Keyword,
    /// About it.
    pub meta: MetaId,
    /// Where it is stated.
    pub origin: OriginId,
}

/// A keyword on a value alone, with its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Keyword {
    /// May stand only in certain requests: an entry of the contexts.
    Contexts(u16),
    /// `enum` and `const`: [`Value`]s.
    Enum(Slice),
    /// `minUtf16Length` of 1: LINE has no other minimum.
    NotEmpty,
    /// The most UTF-16 code units.
    MaxUtf16Length(u32),
    /// The most grapheme clusters.
    MaxGraphemes(u32),
    /// The most code points.
    MaxCodePoints(u32),
    /// An absolute URL: an entry of the URL rules.
    LineUrl(u16),
    /// A length with a unit: an entry of the dimensions.
    Dimension(u16),
    /// Width and height: an entry of the ratios.
    AspectRatio(u16),
    /// A number with a unit: an entry of the quantities.
    Quantity(u16),
    /// A date or time.
    DateTime(DateForm),
    /// A form: an entry of the patterns.
    Pattern(u16),
    /// The smallest number.
    Minimum(i32),
    /// The largest number.
    Maximum(i32),
    /// A bound below all numbers.
    ExclusiveMinimum(i32),
    /// A bound above all numbers.
    ExclusiveMaximum(i32),
    /// The bits of an integer with a sign.
    IntegerBits(u8),
    /// The fewest items.
    MinItems(u32),
    /// The most items.
    MaxItems(u32),
    /// No item stands twice.
    UniqueItems,
    /// The fewest members.
    MinProperties(u32),
    /// The most members.
    MaxProperties(u32),
    /// The most bytes of compact JSON.
    MaxJsonBytes(u32),
    /// The most bytes of the document, as it stands.
    MaxBodyBytes(u32),
    /// Discouraged: always a warning.
    Deprecated,
}

/// A value that schemas name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A string.
    String(TextId),
    /// An integer.
    Integer(i32),
    /// `true` or `false`.
    Boolean(bool),
}

/// A form of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateForm {
    /// `2026-12-31`
    Date,
    /// `23:59`
    Time,
    /// `2026-12-31T23:59`
    DateAndTime,
}

/// Requests in which a value may stand. Empty lists allow all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ContextRule {
    /// Texts: names of send methods.
    pub methods: Slice,
    /// Texts: kinds of recipients.
    pub recipients: Slice,
}

/// What `lineUrl` wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UrlRule {
    /// Texts: the only schemes, if there are any.
    pub schemes: Slice,
    /// About `schemes`.
    pub schemes_meta: MetaId,
    /// Texts: schemes that are refused.
    pub refused: Slice,
    /// About `refused`.
    pub refused_meta: MetaId,
    /// The characters.
    pub encoding: UrlEncoding,
    /// About `encoding`.
    pub encoding_meta: MetaId,
}

/// Which characters a URL may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlEncoding {
    /// All.
    Unchecked,
    /// No ASCII characters that RFC 3986 forbids.
    Rfc3986,
    /// Only those of RFC 3986, and `%` with two hexadecimal digits.
    Ascii,
    /// No `@` in the path of a link into LINE.
    LineIds,
}

/// What `dimension` wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DimensionRule {
    /// Texts: words that stand for a size.
    pub keywords: Slice,
    /// Texts: units of numbers.
    pub units: Slice,
    /// The sign of numbers.
    pub sign: Sign,
}

/// Which numbers are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// All.
    Any,
    /// From 0.
    NonNegative,
    /// Above 0.
    Positive,
}

/// What `aspectRatio` wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatioRule {
    /// The smallest side.
    pub min_side: u32,
    /// The largest side.
    pub max_side: u32,
    /// The most times that the height may be the width; 0 for no limit.
    pub max_height_per_width: u32,
}

/// What `quantity` wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantityRule {
    /// The unit behind the number.
    pub unit: TextId,
    /// The smallest number.
    pub minimum: Option<i32>,
    /// The largest number.
    pub maximum: Option<i32>,
    /// A bound above all numbers.
    pub exclusive_maximum: Option<i32>,
}

/// A pattern: what the pieces match one after the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pattern {
    /// As it stands in the schema.
    pub text: TextId,
    /// [`Piece`]s.
    pub pieces: Slice,
    /// Whether it starts with the text (`^`).
    pub from_start: bool,
    /// Whether it ends with the text (`$`).
    pub to_end: bool,
}

/// A part of a pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Piece {
    /// `min` to `max` characters in (or not in) the ranges.
    Class {
        /// Pairs of first and last character.
        ranges: Slice,
        /// Whether the characters are those outside the ranges.
        negated: bool,
        /// The fewest.
        min: u16,
        /// The most; `u16::MAX` for no limit.
        max: u16,
    },
    /// One of several sequences: [`Slice`]s of pieces.
    Group {
        /// The sequences.
        alternatives: Slice,
        /// Whether it may be absent.
        optional: bool,
    },
}

/// A condition over several properties.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// Which condition.
    pub kind: CheckKind,
    /// Its [`Parameter`]s.
    pub parameters: Slice,
    /// The properties without which it finds nothing, a bit for each.
    pub needs: u64,
    /// The properties of which one is enough for it to find nothing, a bit for each.
    pub enough: u64,
    /// Whether it gives an error.
    pub error: bool,
    /// The code in place of the usual one, or empty.
    pub code: TextId,
    /// Why, for the message, or empty.
    pub reason: TextId,
    /// About it.
    pub meta: MetaId,
    /// Where it is stated.
    pub origin: OriginId,
}

/// A named parameter of a check.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: ParameterName,
    /// Its value.
    pub value: Argument,
}

/// The value of a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Argument {
    /// A name, a word.
    Text(TextId),
    /// Texts.
    Texts(Slice),
    /// [`Value`]s.
    Values(Slice),
    /// An integer.
    Number(i32),
    /// `true` or `false`.
    Flag(bool),
    /// [`Step`]s from the object that has the check.
    Path(Slice),
    /// [`Test`]s.
    Condition(Slice),
    /// An entry of the patterns.
    Form(u16),
}

/// One entry of a condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// [`Step`]s to the values.
    pub path: Slice,
    /// [`Value`]s of which there must be one; empty if any value will do.
    pub values: Slice,
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// To a member.
    Member(TextId),
    /// To an item.
    Item(u16),
    /// To each item or member.
    Each,
}

macro_rules! names {
    ($(#[doc = $type_doc:literal])+ $type:ident { $($(#[doc = $doc:literal])+ $variant:ident = $name:literal,)+ }) => {
        $(#[doc = $type_doc])+
        #[derive(Clone, Copy, PartialEq, Eq)]
        pub enum $type {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $type {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name in the schema files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // With the type's name, as the build script needs it.
                f.write_str(match self { $(Self::$variant => concat!(stringify!($type), "::", stringify!($variant)),)+ })
            }
        }
    };
}

names! {
    /// The checks.
    CheckKind {
        /// One of several properties is there.
        AtLeastOneOf = "atLeastOneOf",
        /// One of several properties is there, and no second one.
        ExactlyOneOf = "exactlyOneOf",
        /// Two properties are not there together.
        NotBoth = "notBoth",
        /// One value is below another.
        Ascending = "ascending",
        /// A property is `true` only with another one.
        RequiresTrue = "requiresTrue",
        /// A property has one of some values, under a condition.
        AllowedValues = "allowedValues",
        /// A text is short, and shorter beside other properties.
        TextLimit = "textLimit",
        /// Arrays in the objects of an array are equally long.
        SameCount = "sameCount",
        /// A property is in all objects of an array or in none.
        AllOrNone = "allOrNone",
        /// A property has the same value in all objects of an array.
        SameValue = "sameValue",
        /// Values differ from each other.
        Distinct = "distinct",
        /// Only the last object of an array has a property.
        OnlyLast = "onlyLast",
        /// Only so many objects at any depth meet a condition.
        MaxNested = "maxNested",
        /// A tree of operators has only so many leaves.
        MaxLeaves = "maxLeaves",
        /// A value may not stand somewhere.
        Forbidden = "forbidden",
        /// A value has no effect.
        NoEffect = "noEffect",
        /// A length is not above the one that bounds it.
        Overruled = "overruled",
        /// A text is not empty, under a condition.
        NotEmpty = "notEmpty",
        /// A text or its parts are there.
        TextOrContents = "textOrContents",
        /// Free room is left to spread.
        FreeSpace = "freeSpace",
        /// Rectangles lie in another one.
        InsideArea = "insideArea",
        /// A text does not end in something.
        NotEndingIn = "notEndingIn",
        /// A text has none of some words.
        Word = "word",
        /// Indexes point at placeholders of a text.
        EmojiIndexes = "emojiIndexes",
        /// A text leaves room for emoji.
        EmojiLength = "emojiLength",
        /// Braces in a text pair.
        TextV2Braces = "textV2Braces",
        /// Keys in a text have the right form.
        TextV2Keys = "textV2Keys",
        /// Keys in a text have a substitution.
        TextV2Missing = "textV2Missing",
        /// Substitutions are used in the text.
        TextV2Unused = "textV2Unused",
        /// Substitutions of a type are used only so often.
        TextV2Occurrences = "textV2Occurrences",
    }
}

names! {
    /// The parameters of checks.
    ParameterName {
        /// A property, or a path to it.
        Property = "property",
        /// Several properties.
        Properties = "properties",
        /// When the check applies.
        When = "when",
        /// When the check applies: where one of these is met.
        WhenAny = "whenAny",
        /// When the check does not apply.
        Unless = "unless",
        /// The lower of two values.
        Lower = "lower",
        /// The upper of two values.
        Upper = "upper",
        /// Values from low to high.
        Order = "order",
        /// Whether equal values pass.
        OrEqual = "orEqual",
        /// Which value the finding points at.
        At = "at",
        /// A property that bounds another one.
        By = "by",
        /// A second property.
        Needs = "needs",
        /// Values.
        Values = "values",
        /// The value of an absent property.
        Default = "default",
        /// A limit.
        Limit = "limit",
        /// The limit beside other properties.
        Shortened = "shortened",
        /// The unit of a limit.
        Unit = "unit",
        /// A property of the objects in an array.
        Of = "of",
        /// A condition on objects.
        Having = "having",
        /// A part of a text.
        Containing = "containing",
        /// Paths to areas.
        Areas = "areas",
        /// A width.
        Width = "width",
        /// A path to a height.
        Height = "height",
        /// Ends of texts.
        Endings = "endings",
        /// Words.
        Words = "words",
        /// The property with the text.
        Text = "text",
        /// The property with the parts of the text.
        Contents = "contents",
        /// The property with the emoji.
        Emojis = "emojis",
        /// Room for each emoji.
        PerEmoji = "perEmoji",
        /// A form.
        Pattern = "pattern",
        /// A `type`.
        Type = "type",
    }
}
