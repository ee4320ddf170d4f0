//! A contract as JSON Schema 2020-12.
//!
//! What holds for every user stands at the attribute; what holds under a condition stands in `allOf`, as `if` and
//! `then`. Where several attributes share a limit, each gets a part of it.

use super::Contract;
use super::facets::Facets;
use crate::analysis::condition::{Condition, Test};
use crate::analysis::path::{Path, PathStep};
use crate::analysis::survey::Need;
use crate::ordered;
use serde_json::{Map, Value};

/// What is said of each attribute.
type Attributes = ordered::Map<Path, Facets>;

impl Contract {
    /// The contract as JSON Schema 2020-12, for a profile with its roots; where the template reads attributes of the
    /// user only, for a profile of bare attributes.
    pub fn to_json_schema(&self) -> Value {
        let is_bare = self.paths().iter().all(|path| path.0.first() == Some(&user()));
        let writer = Writer { is_bare, order: self.paths(), maps: self.maps() };
        let mut always = Attributes::new();
        for path in self.paths() {
            always.get_or_default(path);
        }
        let mut cases: Vec<(Vec<Condition>, Attributes)> = Vec::new();
        let single = self.demands.iter().filter(|demand| !matches!(demand.need, Need::Bytes(_)));
        for demand in single {
            let attributes = if demand.when.all.is_empty() {
                &mut always
            } else {
                match cases.iter().position(|(when, _)| *when == demand.when.all) {
                    Some(at) => cases.get_mut(at).map_or(&mut always, |(_, attributes)| attributes),
                    None => {
                        cases.push((demand.when.all.clone(), Attributes::new()));
                        cases.last_mut().map_or(&mut always, |(_, attributes)| attributes)
                    }
                }
            };
            for path in demand.need.paths() {
                attributes.get_or_default(path.clone()).add(&demand.need, path);
            }
        }
        let mut schema = Map::new();
        schema.insert("$schema".to_owned(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".to_owned(), "What the template asks of its users".into());
        schema.extend(writer.attributes(&always));
        let conditional: Vec<Value> = cases
            .iter()
            .map(|(when, attributes)| {
                let test = writer.condition(&Condition::All(when.clone()));
                object([("if", test), ("then", writer.attributes(attributes).into())])
            })
            .collect();
        if !conditional.is_empty() {
            schema.insert("allOf".to_owned(), conditional.into());
        }
        if !self.cancels.is_empty() {
            let cancelled = writer.condition(&Condition::Any(self.cancels.clone()));
            schema.insert("not".to_owned(), cancelled);
        }
        let sizes = self.sizes();
        if !sizes.is_empty() {
            schema.insert("x-maxJsonBytes".to_owned(), sizes.into());
        }
        if !self.unknowns.is_empty() {
            schema.insert("x-unknown".to_owned(), self.unknown_values());
        }
        schema.into()
    }

    /// What attributes may take together, in bytes of JSON.
    fn sizes(&self) -> Vec<Value> {
        let mut sizes: Vec<(Vec<String>, u64, Map<String, Value>)> = Vec::new();
        for demand in &self.demands {
            let Need::Bytes(bytes) = &demand.need else { continue };
            let mut names: Vec<String> = bytes.terms.iter().map(|term| term.path.to_string()).collect();
            ordered::sort(&mut names);
            names.dedup();
            let room = bytes.limit.saturating_sub(bytes.fixed);
            match sizes.iter_mut().find(|(known, ..)| *known == names) {
                Some((_, known, _)) => *known = room.min(*known),
                None => {
                    let items = bytes.lists.iter().map(|(path, item)| (path.to_string(), Value::from(*item)));
                    sizes.push((names, room, items.collect()));
                }
            }
        }
        let value = |(names, room, items): (Vec<String>, u64, Map<String, Value>)| {
            object([("attributes", names.into()), ("limit", room.into()), ("items", items.into())])
        };
        sizes.into_iter().map(value).collect()
    }

    fn unknown_values(&self) -> Value {
        let value = |unknown: &crate::analysis::survey::Unknown| {
            let names: Vec<String> = unknown.paths.iter().map(ToString::to_string).collect();
            object([("attributes", names.into()), ("why", unknown.why.as_str().into())])
        };
        let mut values: Vec<Value> = self.unknowns.iter().map(value).collect();
        values.dedup();
        values.into()
    }

    /// The objects whose members the template goes through.
    fn maps(&self) -> Vec<Path> {
        let maps = self.attributes.ids().filter(|id| self.attributes.is_map(*id));
        maps.map(|id| Path::of(&self.attributes, id)).collect()
    }

    /// All attributes, in the order in which the template first reads them.
    fn paths(&self) -> Vec<Path> {
        let mut paths = Vec::new();
        for id in self.attributes.ids().filter(|id| !self.attributes.is_part_of_text(*id)) {
            let path = Path::of(&self.attributes, id);
            if !paths.contains(&path) {
                paths.push(path);
            }
        }
        paths
    }
}

fn user() -> PathStep {
    PathStep::Key("UserAttribute".into())
}

struct Writer {
    is_bare: bool,
    order: Vec<Path>,
    maps: Vec<Path>,
}

impl Writer {
    /// The steps from the root of the profile.
    fn steps<'p>(&self, path: &'p Path) -> &'p [PathStep] {
        path.0.get(usize::from(self.is_bare)..).unwrap_or_default()
    }

    /// A schema of the profile that says all this of its attributes.
    fn attributes(&self, attributes: &Attributes) -> Map<String, Value> {
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        let known = self.order.iter().filter_map(|path| Some((path, attributes.get(path)?)));
        for (path, facets) in known {
            let steps = self.steps(path);
            if let Some(place) = self.descend(&mut schema, steps, 0) {
                facets.write(place);
            }
            if let (true, Some((PathStep::Index(index), parent))) = (facets.required, steps.split_last())
                && let Some(parent) = self.descend(&mut schema, parent, 0)
            {
                require_item(parent, *index);
            }
            if let (true, Some((PathStep::Key(key), parent))) = (facets.required, steps.split_last())
                && let Some(parent) = self.descend(&mut schema, parent, 0)
                && let Some(required) =
                    parent.entry("required").or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
            {
                required.push((&**key).into());
            }
        }
        if !self.is_bare {
            // A root is an object; what must be there in it, must be there.
            require_roots(&mut schema);
        }
        schema
    }

    /// The schema for the value at the end of a way, made if need be; `schema` is that of its first `depth` steps.
    fn descend<'s>(
        &self,
        schema: &'s mut Map<String, Value>,
        steps: &[PathStep],
        depth: usize,
    ) -> Option<&'s mut Map<String, Value>> {
        let Some(step) = steps.get(depth) else { return Some(schema) };
        let object = || Value::Object(Map::new());
        let next = match step {
            PathStep::Key(key) => {
                let members = schema.entry("properties").or_insert_with(object).as_object_mut()?;
                members.entry(&**key).or_insert_with(object)
            }
            PathStep::Index(index @ 0..) => {
                let at = usize::try_from(*index).ok()?;
                let items = schema.entry("prefixItems").or_insert_with(|| Value::Array(Vec::new()));
                let items = items.as_array_mut()?;
                while items.len() <= at {
                    items.push(object());
                }
                items.get_mut(at)?
            }
            PathStep::Each if self.maps.iter().any(|map| Some(self.steps(map)) == steps.get(..depth)) => {
                schema.entry("additionalProperties").or_insert_with(object)
            }
            // JSON Schema does not count from the end.
            PathStep::Each | PathStep::Index(_) => schema.entry("items").or_insert_with(object),
        };
        self.descend(next.as_object_mut()?, steps, depth + 1)
    }

    /// A schema that the profiles pass for which a condition holds.
    fn condition(&self, condition: &Condition) -> Value {
        match condition {
            Condition::Not(inner) => object([("not", self.condition(inner))]),
            Condition::All(parts) => self.conditions("allOf", parts),
            Condition::Any(parts) => self.conditions("anyOf", parts),
            Condition::Is(path, test) => at(self.steps(path), test_value(test)),
        }
    }

    fn conditions(&self, keyword: &str, parts: &[Condition]) -> Value {
        match parts {
            [one] => self.condition(one),
            parts => object([(keyword, parts.iter().map(|part| self.condition(part)).collect())]),
        }
    }
}

/// Roots with required members are required themselves.
fn require_roots(schema: &mut Map<String, Value>) {
    let roots = schema.get("properties").and_then(Value::as_object);
    let needed: Vec<Value> = roots
        .into_iter()
        .flatten()
        .filter(|(_, root)| root.get("required").is_some())
        .map(|(name, _)| name.as_str().into())
        .collect();
    if !needed.is_empty() {
        schema.insert("required".to_owned(), needed.into());
    }
}

/// Wants a list, or a text, to have an item of this number.
fn require_item(schema: &mut Map<String, Value>, index: i64) {
    let least = if index < 0 { index.unsigned_abs() } else { index.unsigned_abs() + 1 };
    for keyword in ["minItems", "minLength"] {
        let known = schema.get(keyword).and_then(Value::as_u64).unwrap_or(0);
        schema.insert(keyword.to_owned(), known.max(least).into());
    }
}

/// A schema that wants a value at the end of a way.
fn at(steps: &[PathStep], value: Value) -> Value {
    match steps.split_first() {
        None => value,
        Some((PathStep::Key(key), rest)) => {
            let members = object([(key, at(rest, value))]);
            object([("required", [&**key].into()), ("properties", members)])
        }
        Some((PathStep::Each | PathStep::Index(_), rest)) => object([("items", at(rest, value))]),
    }
}

fn test_value(test: &Test) -> Value {
    match test {
        Test::Defined => object([]),
        Test::True => object([("not", one_of(falsy()))]),
        // As in Python, true is 1.
        Test::Equal(Value::Bool(true)) => one_of([true.into(), 1.into()]),
        Test::Equal(Value::Bool(false)) => one_of([false.into(), 0.into()]),
        Test::Equal(Value::Number(number)) if number.as_f64() == Some(1.0) => one_of([1.into(), true.into()]),
        Test::Equal(Value::Number(number)) if number.as_f64() == Some(0.0) => {
            one_of([0.into(), false.into()])
        }
        Test::Equal(value) => object([("const", value.clone())]),
        Test::Below(bound) => ordered("exclusiveMaximum", *bound, |number| number < *bound),
        Test::Text => of_type("string"),
        Test::Number => of_type(["number", "boolean"]),
        Test::Boolean => of_type("boolean"),
        Test::Object => of_type("object"),
        Test::Above(bound) => ordered("exclusiveMinimum", *bound, |number| number > *bound),
    }
}

/// A schema for numbers, with the booleans for which a comparison holds: in Python, true is 1.
fn ordered(keyword: &str, bound: f64, holds: impl Fn(f64) -> bool) -> Value {
    let numbers = object([("type", "number".into()), (keyword, bound.into())]);
    let booleans: Vec<Value> = [false, true]
        .into_iter()
        .filter(|truth| holds(f64::from(u8::from(*truth))))
        .map(Value::from)
        .collect();
    if booleans.is_empty() { numbers } else { object([("anyOf", [numbers, one_of(booleans)].into())]) }
}

fn falsy() -> [Value; 6] {
    [Value::Null, false.into(), 0.into(), "".into(), Value::Array(Vec::new()), object([])]
}

fn one_of(values: impl IntoIterator<Item = Value>) -> Value {
    object([("enum", values.into_iter().collect())])
}

fn of_type(types: impl Into<Value>) -> Value {
    object([("type", types.into())])
}

/// An object of these members. The macro of serde_json serialises each of them, which weighs more in a browser.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
