//! Flattens schemas to one node for each place at which a value can stand.
//!
//! A node is made from a set of schemas that all hold there (`$ref`, `allOf`). Conditions on one property become
//! a choice: for each value there is a node of its own, made from the same set and what the condition adds.
//! Equal sets give the same node, so recursive objects end; nodes that came out equal are joined afterwards.

use crate::checks::{self, Argument};
use crate::source::{Files, Place};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};

/// A schema that holds at a place, with the page that it takes from there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Part {
    place: Place,
    source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    parts: Vec<Part>,
    /// Properties whose value is known.
    chosen: Vec<(String, String)>,
    /// Whether this is the value of such a property, so that its `enum` has been seen to.
    decided: bool,
    /// Whether this is below `x-warn`, which repeats only parts of an object.
    partial: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Meta {
    pub(crate) rule: String,
    pub(crate) source: String,
    pub(crate) hint: String,
}

#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there are few, at build time")]
pub(crate) enum Keyword {
    Number(&'static str, i64),
    Flag(&'static str),
    Enum(Vec<Value>),
    Pattern(String),
    Contexts { methods: Vec<String>, recipients: Vec<String> },
    LineUrl { schemes: (Vec<String>, Meta), refused: (Vec<String>, Meta), encoding: (String, Meta) },
    Dimension { keywords: Vec<String>, units: Vec<String>, sign: String },
    AspectRatio { min_side: i64, max_side: i64, max_height_per_width: i64 },
    Quantity { unit: String, minimum: Option<i64>, maximum: Option<i64>, exclusive_maximum: Option<i64> },
    DateTime(String),
}

impl Keyword {
    /// The place among the keywords of one value: the first that is broken is reported.
    fn rank(&self) -> usize {
        const ORDER: &[&str] = &[
            "minUtf16Length",
            "maxUtf16Length",
            "maxGraphemes",
            "maxCodePoints",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "integerBits",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties",
            "maxJsonBytes",
            "maxBodyBytes",
            "deprecated",
        ];
        match self {
            Self::Contexts { .. } => 0,
            Self::Enum(_) => 1,
            Self::Number(name, _) | Self::Flag(name) => {
                let at = ORDER.iter().position(|other| other == name).unwrap();
                if at < 4 { 10 + at } else { 30 + at }
            }
            Self::LineUrl { .. } => 20,
            Self::Dimension { .. } => 21,
            Self::AspectRatio { .. } => 22,
            Self::Quantity { .. } => 23,
            Self::DateTime(_) => 24,
            Self::Pattern(_) => 25,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Constraint {
    pub(crate) keyword: Keyword,
    pub(crate) meta: Meta,
    pub(crate) origin: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Check {
    pub(crate) kind: String,
    pub(crate) arguments: Vec<(&'static str, Argument)>,
    pub(crate) error: bool,
    pub(crate) code: String,
    pub(crate) reason: String,
    pub(crate) meta: Meta,
    pub(crate) origin: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Additional {
    Open,
    Unknown,
    Like(usize),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub(crate) property: String,
    pub(crate) family: String,
    pub(crate) branches: Vec<(String, usize)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Warning {
    pub(crate) node: usize,
    pub(crate) reason: String,
    pub(crate) code: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) types: u8,
    pub(crate) types_meta: Meta,
    pub(crate) types_origin: String,
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) properties: BTreeMap<String, usize>,
    pub(crate) required: BTreeMap<String, (Meta, String)>,
    pub(crate) items: Option<usize>,
    pub(crate) additional: Additional,
    pub(crate) names: Option<usize>,
    pub(crate) wraps: String,
    pub(crate) choice: Option<Choice>,
    pub(crate) checks: Vec<Check>,
    pub(crate) warnings: Vec<Warning>,
    family: String,
}

impl Node {
    fn children(&mut self) -> impl Iterator<Item = &mut usize> {
        let additional = match &mut self.additional {
            Additional::Like(node) => Some(node),
            _ => None,
        };
        self.properties
            .values_mut()
            .chain(&mut self.items)
            .chain(additional)
            .chain(&mut self.names)
            .chain(self.choice.iter_mut().flat_map(|choice| &mut choice.branches).map(|(_, node)| node))
            .chain(self.warnings.iter_mut().map(|warning| &mut warning.node))
    }
}

/// A schema of the set, with what it adds to the set already taken out.
struct Member<'f> {
    part: Part,
    schema: &'f Map<String, Value>,
}

/// What holds if a property has a value.
struct Condition {
    property: String,
    value: String,
    then: Part,
}

pub(crate) struct Flattener<'f> {
    files: &'f Files,
    known: HashMap<Key, usize>,
    nodes: Vec<Option<Node>>,
}

impl<'f> Flattener<'f> {
    pub(crate) fn new(files: &'f Files) -> Self {
        Self { files, known: HashMap::new(), nodes: Vec::new() }
    }

    /// The node for a whole file.
    pub(crate) fn root(&mut self, file: &str) -> usize {
        let place = Place { file: file.to_owned(), pointer: String::new() };
        let source = self.files.source(&place, "");
        self.node(vec![Part { place, source }], false, false)
    }

    /// All nodes, equal ones joined, and the new numbers of `roots`.
    pub(crate) fn finish(self, roots: &mut [usize]) -> Vec<Node> {
        let mut nodes: Vec<Node> = self.nodes.into_iter().map(Option::unwrap).collect();
        // Partition refinement: start from the contents without children, split by the classes of children.
        let mut classes = vec![0; nodes.len()];
        let mut count = 1;
        loop {
            let mut seen = HashMap::new();
            let next: Vec<usize> = nodes
                .iter()
                .map(|node| {
                    let mut node = node.clone();
                    node.children().for_each(|child| *child = classes[*child]);
                    let fresh = seen.len();
                    *seen.entry(format!("{node:?}")).or_insert(fresh)
                })
                .collect();
            let now = seen.len();
            classes = next;
            if now == count {
                break;
            }
            count = now;
        }
        let mut kept: Vec<Option<Node>> = vec![None; count];
        for (i, node) in nodes.iter_mut().enumerate() {
            node.children().for_each(|child| *child = classes[*child]);
            kept[classes[i]].get_or_insert_with(|| node.clone());
        }
        for root in roots {
            *root = classes[*root];
        }
        kept.into_iter().map(Option::unwrap).collect()
    }

    fn node(&mut self, mut parts: Vec<Part>, decided: bool, partial: bool) -> usize {
        parts.sort();
        parts.dedup();
        self.keyed(Key { parts, chosen: Vec::new(), decided, partial })
    }

    fn keyed(&mut self, key: Key) -> usize {
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let id = self.nodes.len();
        self.nodes.push(None);
        self.known.insert(key.clone(), id);
        let node = self.build(&key);
        self.nodes[id] = Some(node);
        id
    }

    fn part(&self, place: Place, referrer: &str) -> Part {
        let source = self.files.source(&place, referrer);
        Part { place, source }
    }

    /// All schemas that hold, and the conditions that are not decided yet.
    fn expand(&self, key: &Key) -> (Vec<Member<'f>>, Vec<Condition>) {
        let mut members: Vec<Member<'f>> = Vec::new();
        let mut conditions = Vec::new();
        let mut queue: Vec<Part> = key.parts.clone();
        while let Some(part) = queue.pop() {
            if members.iter().any(|member| member.part.place == part.place) {
                continue;
            }
            let schema = self.files.get(&part.place);
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
                let place = self.files.follow(&part.place, reference).unwrap();
                queue.push(self.part(place, &part.source));
            }
            let mut entries = vec![part.place.clone()];
            for i in 0..schema.get("allOf").and_then(Value::as_array).map_or(0, Vec::len) {
                entries.push(part.place.join("allOf").join(&i.to_string()));
            }
            for (i, entry) in entries.into_iter().enumerate() {
                let entry = self.part(entry, &part.source);
                if let Some(condition) = self.files.get(&entry.place).get("if") {
                    let then = self.part(entry.place.join("then"), &part.source);
                    let (property, value) = read_condition(condition)
                        .unwrap_or_else(|| panic!("{}: `if` is no test of one property", entry.place.show()));
                    match key.chosen.iter().find(|(chosen, _)| *chosen == property) {
                        Some((_, chosen)) if *chosen == value => queue.push(then),
                        Some(_) => {}
                        None => conditions.push(Condition { property, value, then }),
                    }
                } else if i > 0 {
                    queue.push(entry);
                }
            }
            members.push(Member { part, schema });
        }
        members.sort_by(|a, b| a.part.cmp(&b.part));
        // The condition written first decides first: `type` in the container before `layout` in the object.
        conditions.reverse();
        conditions.sort_by_key(|condition| condition.property != "type");
        (members, conditions)
    }

    fn build(&mut self, key: &Key) -> Node {
        let (members, conditions) = self.expand(key);
        let mut node = Node {
            types: 127,
            types_meta: Meta::default(),
            types_origin: String::new(),
            constraints: Vec::new(),
            properties: BTreeMap::new(),
            required: BTreeMap::new(),
            items: None,
            additional: Additional::Open,
            names: None,
            wraps: String::new(),
            choice: None,
            checks: Vec::new(),
            warnings: Vec::new(),
            family: String::new(),
        };
        for member in &members {
            self.take(&mut node, member, key);
        }
        infer_types(&mut node);
        if key.decided {
            node.constraints.retain(|constraint| !matches!(constraint.keyword, Keyword::Enum(_)));
        }
        if !key.chosen.is_empty() && !key.partial {
            // The node with the choice has seen to these.
            node.types_origin.clear();
            node.required.retain(|name, _| !key.chosen.iter().any(|(chosen, _)| chosen == name));
        }
        self.take_children(&mut node, &members, key);
        node.choice = self.choose(key, &conditions);
        merge(&mut node.constraints);
        node
    }

    fn choose(&mut self, key: &Key, conditions: &[Condition]) -> Option<Choice> {
        let property = conditions.first()?.property.clone();
        let mut branches: Vec<(String, usize)> = Vec::new();
        for condition in conditions.iter().filter(|condition| condition.property == property) {
            debug_assert!(!condition.then.source.is_empty());
            if branches.iter().any(|(value, _)| *value == condition.value) {
                continue;
            }
            let mut chosen = key.chosen.clone();
            chosen.push((property.clone(), condition.value.clone()));
            let node = self.keyed(Key { chosen, ..key.clone() });
            branches.push((condition.value.clone(), node));
        }
        let family = branches
            .iter()
            .find_map(|(_, node)| self.nodes[*node].as_ref().map(|node| node.family.clone()))
            .unwrap_or_default();
        branches.sort();
        Some(Choice { property, family, branches })
    }

    /// Takes the keywords of one schema that say something about the value itself.
    fn take(&mut self, node: &mut Node, member: &Member<'_>, key: &Key) {
        let Member { part, schema } = member;
        if let Some(family) = schema.get("x-family").and_then(Value::as_str) {
            family.clone_into(&mut node.family);
        }
        if let Some(member) = schema.get("x-wraps").and_then(Value::as_str) {
            member.clone_into(&mut node.wraps);
        }
        if let Some(value) = schema.get("type") {
            node.types &= read_types(value);
            if node.types_origin.is_empty() || node.types_meta.rule.is_empty() {
                node.types_meta = meta(part, schema, "type", None);
                node.types_origin = part.place.join("type").show();
            }
        }
        for (name, value) in *schema {
            if let Some(keyword) = read_keyword(part, schema, name, value) {
                let origin = part.place.join(name).show();
                node.constraints.push(Constraint { keyword, meta: meta(part, schema, name, None), origin });
            }
        }
        for name in texts(schema.get("required")) {
            let found = meta(part, schema, "required", Some(&name));
            let origin = part.place.join("required").join(&name).show();
            let entry = node.required.entry(name).or_insert_with(|| (found.clone(), origin.clone()));
            if entry.0.rule.is_empty() {
                *entry = (found, origin);
            }
        }
        for (i, check) in schema.get("checks").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let place = part.place.join("checks").join(&i.to_string());
            let check = read_check(part, &place, check.as_object().unwrap());
            if !node.checks.contains(&check) {
                node.checks.push(check);
            }
        }
        for (i, entry) in schema.get("x-warn").and_then(Value::as_array).into_iter().flatten().enumerate() {
            let place = part.place.join("x-warn").join(&i.to_string());
            let below = self.part(place, &part.source);
            let warning = Warning {
                node: self.keyed(Key {
                    parts: vec![below],
                    chosen: key.chosen.clone(),
                    decided: false,
                    partial: true,
                }),
                reason: text(entry.get("x-reason")),
                code: text(entry.get("x-code")),
            };
            if !node.warnings.contains(&warning) {
                node.warnings.push(warning);
            }
        }
    }

    /// Makes the nodes of members and items, each from all schemas that speak of it.
    fn take_children(&mut self, node: &mut Node, members: &[Member<'_>], key: &Key) {
        let mut properties: BTreeMap<String, Vec<Part>> = BTreeMap::new();
        let (mut items, mut names, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let mut open = true;
        for Member { part, schema } in members {
            for name in schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                open = false;
                let below = self.part(part.place.join("properties").join(name), &part.source);
                properties.entry(name.clone()).or_default().push(below);
            }
            for (keyword, list) in [("items", &mut items), ("propertyNames", &mut names)] {
                if schema.contains_key(keyword) {
                    list.push(self.part(part.place.join(keyword), &part.source));
                }
            }
            match schema.get("additionalProperties") {
                Some(Value::Bool(true)) => others.push(None),
                Some(Value::Bool(false)) => {
                    panic!("{}: `additionalProperties: false` is not supported", part.place.show())
                }
                Some(_) => {
                    others.push(Some(self.part(part.place.join("additionalProperties"), &part.source)));
                }
                None => {}
            }
        }
        for (name, parts) in properties {
            let decided = key.chosen.iter().any(|(chosen, _)| *chosen == name);
            let child = self.node(parts, decided, key.partial);
            node.properties.insert(name, child);
        }
        node.items = (!items.is_empty()).then(|| self.node(items, false, key.partial));
        node.names = (!names.is_empty()).then(|| self.node(names, false, key.partial));
        node.additional = match others.len() {
            0 if open || key.partial => Additional::Open,
            0 => Additional::Unknown,
            1 => match others.remove(0) {
                Some(part) => Additional::Like(self.node(vec![part], false, key.partial)),
                None => Additional::Open,
            },
            _ => panic!("{}: two `additionalProperties` meet", members[0].part.place.show()),
        };
    }
}

/// Several keywords of the same kind: the tightest counts, and is reported once.
fn merge(constraints: &mut Vec<Constraint>) {
    constraints.sort_by_key(|constraint| constraint.keyword.rank());
    let mut merged: Vec<Constraint> = Vec::new();
    for constraint in constraints.drain(..) {
        let twin = merged.iter_mut().find(|other| match (&other.keyword, &constraint.keyword) {
            (Keyword::Number(a, _), Keyword::Number(b, _)) => a == b,
            (a, b) => a == b,
        });
        let Some(twin) = twin else {
            merged.push(constraint);
            continue;
        };
        let tighter = match (&twin.keyword, &constraint.keyword) {
            (Keyword::Number(name, a), Keyword::Number(_, b)) if a != b => (a > b) == is_upper(name),
            _ => twin.meta.rule.is_empty() && !constraint.meta.rule.is_empty(),
        };
        if tighter {
            *twin = constraint;
        }
    }
    *constraints = merged;
}

fn is_upper(name: &str) -> bool {
    name.starts_with("max") || name == "exclusiveMaximum"
}

/// Values that must be one of a list have the types of the list.
fn infer_types(node: &mut Node) {
    if !node.types_origin.is_empty() {
        return;
    }
    if let Some(Constraint { keyword: Keyword::Enum(values), meta, .. }) =
        node.constraints.iter().find(|constraint| matches!(constraint.keyword, Keyword::Enum(_)))
    {
        node.types_meta = meta.clone();
        node.types = values.iter().fold(0, |types, value| {
            types
                | match value {
                    Value::String(_) => 16,
                    Value::Bool(_) => 2,
                    Value::Number(_) => 12,
                    other => panic!("{other} in an `enum` is not supported"),
                }
        });
    }
}

fn read_condition(condition: &Value) -> Option<(String, String)> {
    let condition = condition.as_object()?;
    let properties = condition.get("properties")?.as_object()?;
    let (property, schema) = properties.iter().next()?;
    let required = texts(condition.get("required"));
    let value = schema.as_object()?.get("const")?.as_str()?;
    let plain = condition.len() == 2
        && properties.len() == 1
        && schema.as_object()?.len() == 1
        && required == [property.clone()];
    plain.then(|| (property.clone(), value.to_owned()))
}

fn read_types(value: &Value) -> u8 {
    let one = |name: &Value| match name.as_str() {
        Some("null") => 1,
        Some("boolean") => 2,
        Some("integer") => 4,
        Some("number") => 12,
        Some("string") => 16,
        Some("array") => 32,
        Some("object") => 64,
        _ => panic!("unknown type {name}"),
    };
    match value {
        Value::Array(names) => names.iter().fold(0, |types, name| types | one(name)),
        name => one(name),
    }
}

fn read_keyword(part: &Part, schema: &Map<String, Value>, name: &str, value: &Value) -> Option<Keyword> {
    const NUMBERS: &[&str] = &[
        "minUtf16Length",
        "maxUtf16Length",
        "maxGraphemes",
        "maxCodePoints",
        "maxJsonBytes",
        "maxBodyBytes",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "integerBits",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
    ];
    let place = || part.place.join(name).show();
    if let Some(number) = NUMBERS.iter().find(|number| **number == name) {
        let limit = value.as_i64().filter(|limit| i32::try_from(*limit).is_ok());
        return Some(Keyword::Number(number, limit.unwrap_or_else(|| panic!("{}: {value}", place()))));
    }
    let known = |keys: &[&str]| {
        let unknown = value.as_object().into_iter().flatten().find(|(key, _)| !keys.contains(&key.as_str()));
        if let Some((key, _)) = unknown {
            panic!("{}: unknown `{key}`", place());
        }
    };
    let of = |key: &str| texts(value.get(key));
    Some(match name {
        "enum" => Keyword::Enum(value.as_array()?.clone()),
        "const" => Keyword::Enum(vec![value.clone()]),
        "uniqueItems" if value == &Value::Bool(true) => Keyword::Flag("uniqueItems"),
        "deprecated" if value == &Value::Bool(true) => Keyword::Flag("deprecated"),
        "pattern" => Keyword::Pattern(text(Some(value))),
        "dateTime" => match value.as_str() {
            Some(form @ ("date" | "time" | "datetime")) => Keyword::DateTime(form.to_owned()),
            _ => panic!("{}: unknown form", place()),
        },
        "contexts" => {
            known(&["methods", "recipients"]);
            Keyword::Contexts { methods: of("methods"), recipients: of("recipients") }
        }
        "lineUrl" => {
            known(&["schemes", "refusedSchemes", "encoding"]);
            let meta = |key: &str| meta(part, schema, "lineUrl", Some(key));
            Keyword::LineUrl {
                schemes: (of("schemes"), meta("schemes")),
                refused: (of("refusedSchemes"), meta("refusedSchemes")),
                encoding: (text(value.get("encoding")), meta("encoding")),
            }
        }
        "dimension" => {
            known(&["keywords", "units", "sign"]);
            Keyword::Dimension { keywords: of("keywords"), units: of("units"), sign: text(value.get("sign")) }
        }
        "aspectRatio" => {
            known(&["minSide", "maxSide", "maxHeightPerWidth"]);
            let number = |key: &str| value.get(key).and_then(Value::as_i64);
            Keyword::AspectRatio {
                min_side: number("minSide").unwrap_or(0),
                max_side: number("maxSide").unwrap_or(i64::from(u32::MAX)),
                max_height_per_width: number("maxHeightPerWidth").unwrap_or(0),
            }
        }
        "quantity" => {
            known(&["unit", "minimum", "maximum", "exclusiveMaximum"]);
            let number = |key: &str| value.get(key).and_then(Value::as_i64);
            Keyword::Quantity {
                unit: text(value.get("unit")),
                minimum: number("minimum"),
                maximum: number("maximum"),
                exclusive_maximum: number("exclusiveMaximum"),
            }
        }
        _ => return None,
    })
}

fn read_check(part: &Part, place: &Place, entry: &Map<String, Value>) -> Check {
    let arguments = checks::arguments(entry).unwrap_or_else(|fault| panic!("{}: {fault}", place.show()));
    let kind = text(entry.get("check"));
    let error = match entry.get("severity").and_then(Value::as_str) {
        Some("error") => true,
        Some("warning") => false,
        None => checks::is_error_by_default(&kind),
        Some(other) => panic!("{}: unknown severity `{other}`", place.show()),
    };
    let source = text(entry.get("source"));
    Check {
        arguments,
        error,
        code: text(entry.get("code")),
        reason: text(entry.get("reason")),
        meta: Meta {
            rule: text(entry.get("rule")),
            source: if source.is_empty() { part.source.clone() } else { source },
            hint: text(entry.get("hint")),
        },
        origin: place.join(&kind).show(),
        kind,
    }
}

/// The rule that keeps an object at its places.
pub(crate) fn place_meta(files: &Files, file: &str) -> Meta {
    let place = Place { file: file.to_owned(), pointer: String::new() };
    let source = files.source(&place, "");
    let schema = files.get(&place);
    meta(&Part { place, source }, schema, "x-place", None)
}

/// What `x-rules` says of a keyword, or of a part of it.
fn meta(part: &Part, schema: &Map<String, Value>, keyword: &str, detail: Option<&str>) -> Meta {
    let rules = schema.get("x-rules").and_then(Value::as_object);
    let whole = rules.and_then(|rules| rules.get(keyword));
    let detailed = detail.and_then(|detail| rules?.get(&format!("{keyword}.{detail}")));
    let of = |key: &str| text(detailed.and_then(|rule| rule.get(key)).or_else(|| whole?.get(key)));
    let source = of("source");
    Meta {
        rule: of("rule"),
        source: if source.is_empty() { part.source.clone() } else { source },
        hint: of("hint"),
    }
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn texts(value: Option<&Value>) -> Vec<String> {
    value.and_then(Value::as_array).into_iter().flatten().map(|entry| text(Some(entry))).collect()
}
