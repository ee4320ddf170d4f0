//! A second reading of the schema files: the `jsonschema` crate with the keywords of schemas/README.md, written
//! without the validator's code. It knows errors only, neither warnings nor places.

#![allow(dead_code, unreachable_pub, reason = "shared by several test files")]

mod checks;
mod keywords;

use jsonschema::{Keyword, Registry, ValidationError, Validator};
use lineplate::schema::Kind;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What the keyword `contexts` is told of the request.
#[derive(Clone, Default)]
pub struct Request {
    method: Option<&'static str>,
    recipient: Option<&'static str>,
}

pub type Test = Box<dyn Fn(&Value) -> bool + Send + Sync>;

struct Custom(Test);

impl<'i> Keyword<'i> for Custom {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if (self.0)(instance) { Ok(()) } else { Err(ValidationError::custom("broken")) }
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        (self.0)(instance)
    }
}

/// One validator for each kind of document, and for each kind of recipient of a push.
pub struct Oracle {
    validators: BTreeMap<(&'static str, &'static str), Validator>,
}

impl Oracle {
    pub fn new() -> Self {
        let files = read(&crate::cases::root().join("schemas"));
        let registry = registry(&files);
        let mut validators = BTreeMap::new();
        for kind in Kind::ALL {
            let (method, recipients): (_, &[_]) = match kind {
                Kind::Push => (Some("push"), &["user", "group", "room", ""]),
                Kind::Multicast => (Some("multicast"), &["user"]),
                Kind::Broadcast => (Some("broadcast"), &["user"]),
                Kind::Narrowcast => (Some("narrowcast"), &["user"]),
                Kind::Reply => (Some("reply"), &[""]),
                _ => (None, &[""]),
            };
            for recipient in recipients {
                let known = Some(*recipient).filter(|name| !name.is_empty());
                let request = Request { method, recipient: known };
                let schema = json!({ "$ref": files[file(*kind)]["$id"] });
                validators.insert((kind.as_str(), *recipient), build(&schema, &registry, &request));
            }
        }
        Self { validators }
    }

    /// Whether a document of so many bytes breaks no rule that gives an error.
    pub fn is_valid(&self, kind: Kind, data: &Value, bytes: usize) -> bool {
        keywords::BODY_BYTES.set(Some(bytes));
        let is_valid = self.validator(kind, data).is_valid(&without_nulls(data));
        keywords::BODY_BYTES.set(None);
        is_valid
    }

    /// Where and how it breaks them, as the `jsonschema` crate tells it.
    pub fn errors(&self, kind: Kind, data: &Value) -> Vec<String> {
        let data = without_nulls(data);
        self.validator(kind, &data)
            .iter_errors(&data)
            .map(|error| format!("{}: {} ({})", error.instance_path(), error, error.schema_path()))
            .collect()
    }

    pub fn validator(&self, kind: Kind, data: &Value) -> &Validator {
        let recipient = match kind {
            Kind::Push => match data["to"].as_str().and_then(|to| to.chars().next()) {
                Some('U') => "user",
                Some('C') => "group",
                Some('R') => "room",
                _ => "",
            },
            Kind::Multicast | Kind::Broadcast | Kind::Narrowcast => "user",
            _ => "",
        };
        &self.validators[&(kind.as_str(), recipient)]
    }
}

/// What is wrong with the examples in the files.
pub fn errors_in_examples() -> Vec<String> {
    let files = read(&crate::cases::root().join("schemas"));
    let mut schemas = serde_json::Map::new();
    let mut examples = serde_json::Map::new();
    for (name, file) in &files {
        let id = file["$id"].as_str().unwrap();
        let shared = file["$defs"].as_object().into_iter().flatten();
        let shared =
            shared.map(|(value, schema)| (format!("{name} {value}"), format!("{id}#/$defs/{value}"), schema));
        let own = (!file["examples"].is_null()).then(|| (name.clone(), id.to_owned(), file));
        for (name, reference, schema) in shared.chain(own) {
            schemas.insert(name.clone(), json!({ "items": { "$ref": reference } }));
            examples.insert(name, schema["examples"].clone());
        }
    }
    let schema = json!({ "properties": schemas, "additionalProperties": false });
    let validator = build(&schema, &registry(&files), &Request::default());
    let examples = Value::Object(examples);
    validator.iter_errors(&examples).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn registry(files: &BTreeMap<String, Value>) -> Registry<'static> {
    let mut registry = Registry::new();
    for schema in files.values() {
        registry = registry.add(schema["$id"].as_str().unwrap(), schema.clone()).unwrap();
    }
    registry.prepare().unwrap()
}

fn build(schema: &Value, registry: &Registry<'_>, request: &Request) -> Validator {
    let mut options = jsonschema::options().with_registry(registry).offline();
    for name in keywords::NAMES {
        let request = Arc::new(request.clone());
        options = options.with_keyword(*name, move |_, value, _| {
            let test = keywords::test(name, value, &request);
            Ok(Box::new(Custom(test)) as Box<dyn for<'i> Keyword<'i>>)
        });
    }
    options.build(schema).unwrap()
}

/// The files of the schemas, by path.
pub fn read(root: &Path) -> BTreeMap<String, Value> {
    let mut files = BTreeMap::new();
    for folder in
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(name, serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap());
        }
    }
    files
}

fn file(kind: Kind) -> &'static str {
    match kind {
        Kind::Push => "request/push.json",
        Kind::Multicast => "request/multicast.json",
        Kind::Broadcast => "request/broadcast.json",
        Kind::Narrowcast => "request/narrowcast.json",
        Kind::Reply => "request/reply.json",
        Kind::Validate => "request/validate.json",
        Kind::Messages => "message/list.json",
        Kind::Message => "message/any.json",
        Kind::FlexContainer => "flex/container.json",
        Kind::Template => "template/any.json",
        Kind::QuickReply => "common/quick-reply.json",
        Kind::Action => "action/any.json",
    }
}

/// `null` counts as absent.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(object) => Value::Object(
            object
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (key.clone(), without_nulls(value)))
                .collect(),
        ),
        other => other.clone(),
    }
}
