//! Writes the nodes as constants of Rust.

use crate::checks::{self, Argument};
use crate::flatten;
use crate::node::{
    Additional, Branch, Check, CheckKind, Choice, Constraint, ContextRule, DateForm, DimensionRule, Keyword,
    Meta, MetaId, Node, NodeId, OriginId, Parameter, ParameterName, Pattern, Piece, Place, Property,
    QuantityRule, RatioRule, Required, Sign, Slice, Step, Test, TextId, Types, UrlEncoding, UrlRule, Value,
    Warning, mark,
};
use crate::pattern;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::fmt::{Debug, Write as _};

/// Entries of one type, equal runs stored once.
struct Pool<T> {
    name: &'static str,
    entries: Vec<T>,
    known: HashMap<String, Slice>,
}

impl<T: Debug> Pool<T> {
    fn new(name: &'static str) -> Self {
        Self { name, entries: Vec::new(), known: HashMap::new() }
    }

    fn slice(&mut self, entries: Vec<T>) -> Slice {
        if entries.is_empty() {
            return Slice::default();
        }
        let key = format!("{entries:?}");
        if let Some(&slice) = self.known.get(&key) {
            return slice;
        }
        let start = u16::try_from(self.entries.len()).expect("more entries than the tables can number");
        let slice = Slice { start, len: u16::try_from(entries.len()).unwrap() };
        self.entries.extend(entries);
        self.known.insert(key, slice);
        slice
    }

    fn one(&mut self, entry: T) -> u16 {
        self.slice(vec![entry]).start
    }

    fn write(&self, out: &mut String) {
        let path = std::any::type_name::<T>();
        let short = path.rsplit("::").next().unwrap();
        let (kind, body) = match path {
            "&str" => ("&str", format!("{:?}", self.entries)),
            _ if path.starts_with('(') => ("(char, char)", format!("{:?}", self.entries)),
            _ => (short, format!("{:?}", self.entries)),
        };
        let _ = writeln!(out, "pub(super) static {}: &[{kind}] = &{body};", self.name);
    }
}

struct Emitter {
    texts: Vec<String>,
    text_ids: HashMap<String, TextId>,
    metas: Pool<Meta>,
    origins: Vec<String>,
    origin_ids: HashMap<String, OriginId>,
    text_lists: Pool<TextId>,
    values: Pool<Value>,
    constraints: Pool<Constraint>,
    properties: Pool<Property>,
    required: Pool<Required>,
    choices: Pool<Choice>,
    branches: Pool<Branch>,
    warnings: Pool<Warning>,
    checks: Pool<Check>,
    parameters: Pool<Parameter>,
    steps: Pool<Step>,
    tests: Pool<Test>,
    contexts: Pool<ContextRule>,
    urls: Pool<UrlRule>,
    dimensions: Pool<DimensionRule>,
    ratios: Pool<RatioRule>,
    quantities: Pool<QuantityRule>,
    patterns: Pool<Pattern>,
    pieces: Pool<Piece>,
    alternatives: Pool<Slice>,
    ranges: Pool<(char, char)>,
}

/// The tables as Rust source.
pub(crate) fn emit(
    nodes: &[flatten::Node],
    roots: &[(&str, usize)],
    places: &[([String; 3], flatten::Meta)],
) -> String {
    let mut emitter = Emitter::new();
    let nodes: Vec<Node> = nodes.iter().map(|node| emitter.node(node)).collect();
    let places: Vec<Place> = places
        .iter()
        .map(|([family, value, place], meta)| Place {
            family: emitter.text(family),
            value: emitter.text(value),
            stands: emitter.text(place),
            meta: emitter.meta(meta),
        })
        .collect();
    let roots: Vec<NodeId> = roots.iter().map(|(_, node)| NodeId(*node as u16)).collect();
    let mut out = String::from("// Written by the build script from the files under schemas/.\n");
    let _ = writeln!(out, "pub(super) static NODES: &[Node] = &{nodes:?};");
    let _ = writeln!(out, "pub(super) static PLACES: &[Place] = &{places:?};");
    let _ = writeln!(out, "pub(super) static ROOTS: &[NodeId] = &{roots:?};");
    emitter.write(&mut out);
    out
}

impl Emitter {
    fn new() -> Self {
        let mut emitter = Self {
            texts: Vec::new(),
            text_ids: HashMap::new(),
            metas: Pool::new("METAS"),
            origins: Vec::new(),
            origin_ids: HashMap::new(),
            text_lists: Pool::new("TEXT_LISTS"),
            values: Pool::new("VALUES"),
            constraints: Pool::new("CONSTRAINTS"),
            properties: Pool::new("PROPERTIES"),
            required: Pool::new("REQUIRED"),
            choices: Pool::new("CHOICES"),
            branches: Pool::new("BRANCHES"),
            warnings: Pool::new("WARNINGS"),
            checks: Pool::new("CHECKS"),
            parameters: Pool::new("PARAMETERS"),
            steps: Pool::new("STEPS"),
            tests: Pool::new("TESTS"),
            contexts: Pool::new("CONTEXTS"),
            urls: Pool::new("URLS"),
            dimensions: Pool::new("DIMENSIONS"),
            ratios: Pool::new("RATIOS"),
            quantities: Pool::new("QUANTITIES"),
            patterns: Pool::new("PATTERNS"),
            pieces: Pool::new("PIECES"),
            alternatives: Pool::new("ALTERNATIVES"),
            ranges: Pool::new("RANGES"),
        };
        emitter.text("");
        emitter.origin("");
        emitter.meta(&flatten::Meta::default());
        emitter
    }

    fn write(&self, out: &mut String) {
        let _ = writeln!(out, "pub(super) static TEXTS: &[&str] = &{:?};", self.texts);
        let _ = writeln!(
            out,
            "/// The places in the schema files that state something, by number.\n\
             #[cfg(feature = \"schemas\")]\n\
             pub(super) static ORIGINS: &[&str] = &{:?};",
            self.origins
        );
        self.metas.write(out);
        self.text_lists.write(out);
        self.values.write(out);
        self.constraints.write(out);
        self.properties.write(out);
        self.required.write(out);
        self.choices.write(out);
        self.branches.write(out);
        self.warnings.write(out);
        self.checks.write(out);
        self.parameters.write(out);
        self.steps.write(out);
        self.tests.write(out);
        self.contexts.write(out);
        self.urls.write(out);
        self.dimensions.write(out);
        self.ratios.write(out);
        self.quantities.write(out);
        self.patterns.write(out);
        self.pieces.write(out);
        self.alternatives.write(out);
        self.ranges.write(out);
    }

    fn text(&mut self, text: &str) -> TextId {
        if let Some(&id) = self.text_ids.get(text) {
            return id;
        }
        let id = TextId(u16::try_from(self.texts.len()).unwrap());
        self.texts.push(text.to_owned());
        self.text_ids.insert(text.to_owned(), id);
        id
    }

    fn texts(&mut self, texts: &[String]) -> Slice {
        let ids = texts.iter().map(|text| self.text(text)).collect();
        self.text_lists.slice(ids)
    }

    fn origin(&mut self, origin: &str) -> OriginId {
        if let Some(&id) = self.origin_ids.get(origin) {
            return id;
        }
        let id = OriginId(u16::try_from(self.origins.len()).unwrap());
        self.origins.push(origin.to_owned());
        self.origin_ids.insert(origin.to_owned(), id);
        id
    }

    fn meta(&mut self, meta: &flatten::Meta) -> MetaId {
        let meta = Meta {
            rule: self.text(&meta.rule),
            source: self.text(&meta.source),
            hint: self.text(&meta.hint),
        };
        MetaId(self.metas.one(meta))
    }

    fn values(&mut self, values: &[Json]) -> Slice {
        let values = values
            .iter()
            .map(|value| match value {
                Json::String(text) => Value::String(self.text(text)),
                Json::Bool(flag) => Value::Boolean(*flag),
                Json::Number(number) => Value::Integer(
                    number.as_i64().and_then(|n| i32::try_from(n).ok()).expect("a small integer"),
                ),
                other => panic!("{other} as a value is not supported"),
            })
            .collect();
        self.values.slice(values)
    }

    fn node(&mut self, node: &flatten::Node) -> Node {
        let id = |node: usize| NodeId(u16::try_from(node).unwrap());
        let constraints = node.constraints.iter().map(|constraint| self.constraint(constraint)).collect();
        let mut names: Vec<&String> = node.properties.keys().collect();
        names.sort_by_key(|name| mark(name));
        assert!(names.len() <= 64, "more properties than there are bits");
        let place = |name: &str| names.iter().position(|other| *other == name);
        let properties = names
            .iter()
            .map(|name| Property {
                name: self.text(name),
                mark: mark(name),
                node: id(node.properties[*name]),
            })
            .collect();
        let required = node
            .required
            .iter()
            .map(|(name, (meta, origin))| Required {
                name: self.text(name),
                property: place(name).unwrap_or(64) as u8,
                meta: self.meta(meta),
                origin: self.origin(origin),
            })
            .collect();
        let choice = node.choice.as_ref().map(|choice| {
            let mut branches: Vec<_> = choice.branches.iter().collect();
            branches.sort_by_key(|(value, _)| mark(value));
            let branches = branches
                .into_iter()
                .map(|(value, node)| Branch { value: self.text(value), mark: mark(value), node: id(*node) })
                .collect();
            let choice = Choice {
                property: self.text(&choice.property),
                family: self.text(&choice.family),
                branches: self.branches.slice(branches),
            };
            self.choices.one(choice)
        });
        let checks = node.checks.iter().map(|check| self.check(check, &place)).collect();
        let warnings = node
            .warnings
            .iter()
            .map(|warning| Warning {
                node: id(warning.node),
                reason: self.text(&warning.reason),
                code: self.text(&warning.code),
            })
            .collect();
        Node {
            types: Types(node.types),
            types_meta: self.meta(&node.types_meta),
            types_origin: self.origin(&node.types_origin),
            constraints: self.constraints.slice(constraints),
            properties: self.properties.slice(properties),
            required: self.required.slice(required),
            items: node.items.map(id),
            additional: match node.additional {
                flatten::Additional::Open => Additional::Open,
                flatten::Additional::Unknown => Additional::Unknown,
                flatten::Additional::Like(node) => Additional::Like(id(node)),
            },
            names: node.names.map(id),
            wraps: self.text(&node.wraps),
            choice,
            checks: self.checks.slice(checks),
            warnings: self.warnings.slice(warnings),
        }
    }

    fn constraint(&mut self, constraint: &flatten::Constraint) -> Constraint {
        Constraint {
            keyword: self.keyword(&constraint.keyword),
            meta: self.meta(&constraint.meta),
            origin: self.origin(&constraint.origin),
        }
    }

    fn keyword(&mut self, keyword: &flatten::Keyword) -> Keyword {
        use flatten::Keyword as From;
        match keyword {
            From::Number(name, number) => number_keyword(name, *number),
            From::Flag("uniqueItems") => Keyword::UniqueItems,
            From::Flag("deprecated") => Keyword::Deprecated,
            From::Flag(other) => panic!("`{other}` is not supported"),
            From::Enum(values) => Keyword::Enum(self.values(values)),
            From::Pattern(text) => Keyword::Pattern(self.pattern(text)),
            From::Contexts { methods, recipients } => {
                let rule = ContextRule { methods: self.texts(methods), recipients: self.texts(recipients) };
                Keyword::Contexts(self.contexts.one(rule))
            }
            From::LineUrl { schemes, refused, encoding } => {
                let rule = UrlRule {
                    schemes: self.texts(&schemes.0),
                    schemes_meta: self.meta(&schemes.1),
                    refused: self.texts(&refused.0),
                    refused_meta: self.meta(&refused.1),
                    encoding: match encoding.0.as_str() {
                        "" => UrlEncoding::Unchecked,
                        "rfc3986" => UrlEncoding::Rfc3986,
                        "ascii" => UrlEncoding::Ascii,
                        "lineIds" => UrlEncoding::LineIds,
                        other => panic!("unknown URL encoding `{other}`"),
                    },
                    encoding_meta: self.meta(&encoding.1),
                };
                Keyword::LineUrl(self.urls.one(rule))
            }
            From::Dimension { keywords, units, sign } => {
                let rule = DimensionRule {
                    keywords: self.texts(keywords),
                    units: self.texts(units),
                    sign: match sign.as_str() {
                        "any" => Sign::Any,
                        "nonNegative" => Sign::NonNegative,
                        "positive" => Sign::Positive,
                        other => panic!("unknown sign `{other}`"),
                    },
                };
                Keyword::Dimension(self.dimensions.one(rule))
            }
            From::AspectRatio { min_side, max_side, max_height_per_width } => {
                let rule = RatioRule {
                    min_side: *min_side as u32,
                    max_side: *max_side as u32,
                    max_height_per_width: *max_height_per_width as u32,
                };
                Keyword::AspectRatio(self.ratios.one(rule))
            }
            From::Quantity { unit, minimum, maximum, exclusive_maximum } => {
                let rule = QuantityRule {
                    unit: self.text(unit),
                    minimum: minimum.map(|n| n as i32),
                    maximum: maximum.map(|n| n as i32),
                    exclusive_maximum: exclusive_maximum.map(|n| n as i32),
                };
                Keyword::Quantity(self.quantities.one(rule))
            }
            From::DateTime(form) => Keyword::DateTime(match form.as_str() {
                "date" => DateForm::Date,
                "time" => DateForm::Time,
                _ => DateForm::DateAndTime,
            }),
        }
    }

    fn pattern(&mut self, text: &str) -> u16 {
        let compiled = pattern::compile(text).unwrap_or_else(|fault| panic!("pattern `{text}`: {fault}"));
        let pattern = Pattern {
            text: self.text(text),
            pieces: self.sequence(&compiled.pieces),
            from_start: compiled.from_start,
            to_end: compiled.to_end,
        };
        self.patterns.one(pattern)
    }

    fn sequence(&mut self, pieces: &[pattern::Piece]) -> Slice {
        let pieces = pieces
            .iter()
            .map(|piece| match piece {
                pattern::Piece::Class { ranges, negated, min, max } => Piece::Class {
                    ranges: self.ranges.slice(ranges.clone()),
                    negated: *negated,
                    min: *min,
                    max: *max,
                },
                pattern::Piece::Group { alternatives, optional } => {
                    let sequences = alternatives.iter().map(|pieces| self.sequence(pieces)).collect();
                    Piece::Group { alternatives: self.alternatives.slice(sequences), optional: *optional }
                }
            })
            .collect();
        self.pieces.slice(pieces)
    }

    fn check(&mut self, check: &flatten::Check, place: &dyn Fn(&str) -> Option<usize>) -> Check {
        let kind = CheckKind::ALL.iter().find(|kind| kind.name() == check.kind);
        let parameters = check
            .arguments
            .iter()
            .map(|(name, argument)| Parameter {
                name: *ParameterName::ALL
                    .iter()
                    .find(|known| known.name() == *name)
                    .expect("a known parameter"),
                value: self.argument(argument),
            })
            .collect();
        let bits = |names: &[&str]| {
            names.iter().filter_map(|name| place(name)).fold(0, |bits, place| bits | 1 << place)
        };
        Check {
            kind: *kind.unwrap_or_else(|| panic!("unknown check `{}`", check.kind)),
            parameters: self.parameters.slice(parameters),
            needs: bits(&checks::needs(&check.kind, &check.arguments)),
            enough: bits(&checks::enough(&check.kind, &check.arguments)),
            error: check.error,
            code: self.text(&check.code),
            reason: self.text(&check.reason),
            meta: self.meta(&check.meta),
            origin: self.origin(&check.origin),
        }
    }

    fn argument(&mut self, argument: &Argument) -> NodeArgument {
        use crate::node::Argument as To;
        match argument {
            Argument::Text(text) => To::Text(self.text(text)),
            Argument::Texts(texts) => To::Texts(self.texts(texts)),
            Argument::Values(values) => To::Values(self.values(values)),
            Argument::Number(number) => To::Number(*number),
            Argument::Flag(flag) => To::Flag(*flag),
            Argument::Path(path) => To::Path(self.path(path)),
            Argument::Form(pattern) => To::Form(self.pattern(pattern)),
            Argument::Condition(tests) => {
                let tests = tests
                    .iter()
                    .map(|(path, values)| Test { path: self.path(path), values: self.values(values) })
                    .collect();
                To::Condition(self.tests.slice(tests))
            }
        }
    }

    fn path(&mut self, path: &str) -> Slice {
        let steps = path
            .split('/')
            .map(|step| match step {
                "*" => Step::Each,
                _ => match step.parse() {
                    Ok(index) => Step::Item(index),
                    Err(_) => Step::Member(self.text(step)),
                },
            })
            .collect();
        self.steps.slice(steps)
    }
}

type NodeArgument = crate::node::Argument;

fn number_keyword(name: &str, number: i64) -> Keyword {
    let size = || u32::try_from(number).expect("a size is not negative");
    match name {
        "minUtf16Length" if number == 1 => Keyword::NotEmpty,
        "maxUtf16Length" => Keyword::MaxUtf16Length(size()),
        "maxGraphemes" => Keyword::MaxGraphemes(size()),
        "maxCodePoints" => Keyword::MaxCodePoints(size()),
        "maxJsonBytes" => Keyword::MaxJsonBytes(size()),
        "maxBodyBytes" => Keyword::MaxBodyBytes(size()),
        "integerBits" => Keyword::IntegerBits(number as u8),
        "minItems" => Keyword::MinItems(size()),
        "maxItems" => Keyword::MaxItems(size()),
        "minProperties" => Keyword::MinProperties(size()),
        "maxProperties" => Keyword::MaxProperties(size()),
        "minimum" => Keyword::Minimum(number as i32),
        "maximum" => Keyword::Maximum(number as i32),
        "exclusiveMinimum" => Keyword::ExclusiveMinimum(number as i32),
        "exclusiveMaximum" => Keyword::ExclusiveMaximum(number as i32),
        other => panic!("`{other}` of {number} is not supported"),
    }
}
