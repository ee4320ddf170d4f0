//! Reads the schema files and refuses what the compiler does not know.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Keywords that hold one schema.
const ONE: &[&str] = &["items", "additionalProperties", "propertyNames", "if", "then"];
/// Keywords that hold an array of schemas.
const MANY: &[&str] = &["allOf", "x-warn"];
/// Keywords that hold schemas by name.
const NAMED: &[&str] = &["properties", "$defs"];
/// Keywords that a value can break.
const ASSERTIONS: &[&str] = &[
    "type",
    "enum",
    "const",
    "required",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "integerBits",
    "pattern",
    "minUtf16Length",
    "maxUtf16Length",
    "maxGraphemes",
    "maxCodePoints",
    "maxJsonBytes",
    "maxBodyBytes",
    "lineUrl",
    "dimension",
    "aspectRatio",
    "quantity",
    "dateTime",
    "contexts",
    "checks",
    "deprecated",
];
/// Keywords that say something about a schema.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$id",
    "$ref",
    "$comment",
    "title",
    "description",
    "examples",
    "default",
    "x-source",
    "x-rules",
    "x-family",
    "x-place",
    "x-wraps",
    "x-unit",
    "x-reason",
    "x-code",
];

/// The file of the values that several objects share.
const SHARED: &str = "common/values.json";

/// The schema files by their path below `schemas/`.
pub(crate) struct Files {
    files: BTreeMap<String, Value>,
}

/// A schema inside a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) pointer: String,
}

impl Place {
    pub(crate) fn join(&self, step: &str) -> Self {
        let step = step.replace('~', "~0").replace('/', "~1");
        Self { file: self.file.clone(), pointer: format!("{}/{step}", self.pointer) }
    }

    pub(crate) fn show(&self) -> String {
        format!("{}#{}", self.file, self.pointer)
    }
}

impl Files {
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(root, root, &mut files);
        let files = Self { files };
        let mut faults = String::new();
        for (name, schema) in &files.files {
            files.lint_file(name, schema, &mut faults);
        }
        assert!(faults.is_empty(), "the schema files have faults:\n{faults}");
        files
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.files.keys()
    }

    pub(crate) fn get(&self, place: &Place) -> &Map<String, Value> {
        self.files
            .get(&place.file)
            .and_then(|file| file.pointer(&place.pointer))
            .and_then(Value::as_object)
            .unwrap_or_else(|| panic!("{} is not a schema", place.show()))
    }

    /// The place that a `$ref` at `from` leads to.
    pub(crate) fn follow(&self, from: &Place, reference: &str) -> Option<Place> {
        let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if path.is_empty() { from.file.clone() } else { relative(&from.file, path) };
        let place = Place { file, pointer: pointer.to_owned() };
        self.files.get(&place.file)?.pointer(&place.pointer)?;
        Some(place)
    }

    /// The page that states what the schema at a place says: the nearest `x-source` above it. Shared values take
    /// that of the place which refers to them.
    pub(crate) fn source(&self, place: &Place, referrer: &str) -> String {
        let shared = place.file == SHARED;
        let mut source = referrer.to_owned();
        let Some(mut at) = self.files.get(&place.file) else { return source };
        let steps: Vec<_> = place.pointer.split('/').skip(1).collect();
        for (depth, step) in std::iter::once(None).chain(steps.into_iter().map(Some)).enumerate() {
            if let Some(step) = step {
                let step = step.replace("~1", "/").replace("~0", "~");
                at = match at {
                    Value::Array(items) => &items[step.parse::<usize>().unwrap()],
                    other => &other[step],
                };
            }
            if let Some(own) = at.get("x-source").and_then(Value::as_str).filter(|_| !shared || depth > 0) {
                own.clone_into(&mut source);
            }
        }
        source
    }

    fn lint_file(&self, name: &str, schema: &Value, faults: &mut String) {
        let place = Place { file: name.to_owned(), pointer: String::new() };
        for keyword in ["$schema", "$id", "title", "description", "x-source"] {
            if schema.get(keyword).and_then(Value::as_str).is_none() {
                let _ = writeln!(faults, "  {name}: `{keyword}` is missing");
            }
        }
        // The file of shared values is no schema of its own, but many.
        let shared = schema.get("$defs").and_then(Value::as_object).filter(|_| name == SHARED);
        let schemas: Vec<(String, &Value)> = match shared {
            Some(values) => {
                values.iter().map(|(value, schema)| (format!("{name}#{value}"), schema)).collect()
            }
            None => vec![(name.to_owned(), schema)],
        };
        for (name, schema) in schemas {
            if schema.get("examples").and_then(Value::as_array).is_none_or(Vec::is_empty) {
                let _ = writeln!(faults, "  {name}: `examples` are missing");
            }
        }
        if schema
            .get("$id")
            .and_then(Value::as_str)
            .is_some_and(|id| !id.ends_with(&format!("/schemas/{name}")))
        {
            let _ = writeln!(faults, "  {name}: `$id` does not end in the path of the file");
        }
        self.lint(&place, schema, faults);
    }

    fn lint(&self, place: &Place, schema: &Value, faults: &mut String) {
        let Some(schema) = schema.as_object() else {
            let _ = writeln!(faults, "  {}: a schema is an object", place.show());
            return;
        };
        for (keyword, value) in schema {
            let inner = place.join(keyword);
            match keyword.as_str() {
                "additionalProperties" if value.is_boolean() => {}
                _ if ONE.contains(&keyword.as_str()) => self.lint(&inner, value, faults),
                _ if MANY.contains(&keyword.as_str()) => {
                    for (i, entry) in value.as_array().into_iter().flatten().enumerate() {
                        self.lint(&inner.join(&i.to_string()), entry, faults);
                    }
                }
                _ if NAMED.contains(&keyword.as_str()) => {
                    for (name, entry) in value.as_object().into_iter().flatten() {
                        self.lint(&inner.join(name), entry, faults);
                    }
                }
                "$ref" => {
                    let reference = value.as_str().unwrap_or_default();
                    if self.follow(place, reference).is_none() {
                        let _ = writeln!(faults, "  {}: `$ref` {reference:?} leads nowhere", place.show());
                    }
                }
                "x-rules" => lint_rules(place, schema, value, faults),
                _ if ASSERTIONS.contains(&keyword.as_str()) => {}
                _ if ANNOTATIONS.contains(&keyword.as_str()) => {}
                _ => {
                    let _ = writeln!(faults, "  {}: unknown keyword `{keyword}`", place.show());
                }
            }
        }
    }
}

fn lint_rules(place: &Place, schema: &Map<String, Value>, rules: &Value, faults: &mut String) {
    for (key, rule) in rules.as_object().into_iter().flatten() {
        let keyword = key.split('.').next().unwrap_or_default();
        if !schema.contains_key(keyword) {
            let _ = writeln!(faults, "  {}: `x-rules` names `{key}`, which is not there", place.show());
        }
        for (name, _) in rule.as_object().into_iter().flatten() {
            if !["rule", "source", "hint"].contains(&name.as_str()) {
                let _ = writeln!(faults, "  {}: unknown `{name}` in `x-rules`", place.show());
            }
        }
    }
}

fn relative(from: &str, path: &str) -> String {
    let mut steps: Vec<_> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Value>) {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") && path.parent() != Some(root)
        {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&path).unwrap();
            let schema =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("schemas/{name}: {error}"));
            files.insert(name, schema);
        }
    }
}
