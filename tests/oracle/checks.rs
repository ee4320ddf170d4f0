//! The checks that give errors. Those that only warn pass everything.

use super::Test;
use super::keywords::texts;
use regex::Regex;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

pub fn test(checks: &Value) -> Test {
    let checks: Vec<Test> =
        checks.as_array().unwrap().iter().filter(|check| is_error(check)).map(one).collect();
    Box::new(move |value| checks.iter().all(|check| check(value)))
}

fn is_error(check: &Value) -> bool {
    match check["severity"].as_str() {
        Some(severity) => severity == "error",
        None => !["noEffect", "textV2Unused"].contains(&check["check"].as_str().unwrap()),
    }
}

fn one(check: &Value) -> Test {
    let check = check.clone();
    let form = check["pattern"].as_str().map(|pattern| Regex::new(pattern).unwrap());
    Box::new(move |value| {
        let conditional = check["check"] != "textLimit";
        let applies = !conditional
            || (check["when"].as_object().is_none_or(|tests| tests.iter().all(|test| meets(value, test)))
                && check["unless"]
                    .as_object()
                    .is_none_or(|tests| !tests.iter().any(|test| meets(value, test))));
        !applies || passes(&check, form.as_ref(), value)
    })
}

fn passes(check: &Value, form: Option<&Regex>, value: &Value) -> bool {
    let name = |parameter: &str| check[parameter].as_str().unwrap_or_default();
    let own = |parameter: &str| value.get(name(parameter));
    let limit = check["limit"].as_u64().unwrap_or_default() as usize;
    let objects = || -> Vec<&Map<String, Value>> {
        own("property").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
    };
    let count = || {
        texts(&check["properties"]).iter().filter(|property| value.get(property.as_str()).is_some()).count()
    };
    match name("check") {
        "atLeastOneOf" => !value.is_object() || count() > 0,
        "exactlyOneOf" => !value.is_object() || count() == 1,
        "notBoth" => count() < 2,
        "ascending" => ascending(check, own("lower"), own("upper")),
        "requiresTrue" => {
            own("property") != Some(&Value::Bool(true))
                || own("needs").is_some_and(|needs| needs != &Value::Bool(false))
        }
        "allowedValues" => own("property")
            .or_else(|| check.get("default"))
            .is_none_or(|found| check["values"].as_array().unwrap().contains(found)),
        "textLimit" => own("property").and_then(Value::as_str).is_none_or(|text| {
            let shortened = texts(&check["when"]).iter().any(|other| value.get(other.as_str()).is_some());
            let limit = match check["shortened"].as_u64() {
                Some(shorter) if shortened => shorter as usize,
                _ => limit,
            };
            let length =
                if name("unit") == "graphemes" { text.graphemes(true).count() } else { text.chars().count() };
            length <= limit
        }),
        "sameCount" => {
            let lists = objects().into_iter().filter_map(|object| object.get(name("of")));
            let lengths: Option<BTreeSet<_>> = lists.map(|list| list.as_array().map(Vec::len)).collect();
            lengths.is_none_or(|lengths| lengths.len() <= 1)
        }
        "allOrNone" => {
            let having: BTreeSet<_> =
                objects().into_iter().map(|object| object.contains_key(name("of"))).collect();
            having.len() <= 1
        }
        "sameValue" => {
            let values: Option<BTreeSet<_>> = objects()
                .into_iter()
                .map(|object| object.get(name("of")).or_else(|| check.get("default")).unwrap().as_str())
                .collect();
            values.is_none_or(|values| values.len() <= 1)
        }
        "distinct" => {
            let found = follow(value, name("property"));
            found.iter().map(ToString::to_string).collect::<BTreeSet<_>>().len() == found.len()
        }
        "maxNested" => nested(value, check["having"].as_object().unwrap()) <= limit,
        "maxLeaves" => follow(value, name("property")).into_iter().map(leaves).sum::<usize>() <= limit,
        "forbidden" => follow(value, name("property")).into_iter().all(|found| {
            let named = check["values"].as_array().is_none_or(|values| values.contains(found));
            let like =
                check["having"].as_object().is_none_or(|tests| tests.iter().all(|test| meets(found, test)));
            !(named && like)
        }),
        "textOrContents" => {
            !value.is_object()
                || own("text").is_some()
                || own("contents").is_some_and(|contents| contents != &Value::Array(Vec::new()))
        }
        "notEmpty" => own("property").and_then(Value::as_str) != Some(""),
        "emojiIndexes" => own("text").and_then(Value::as_str).is_none_or(|text| {
            let units: Vec<u16> = text.encode_utf16().collect();
            let indexes = own("emojis").into_iter().flat_map(|emojis| follow(emojis, "*/index"));
            indexes.filter_map(Value::as_u64).all(|index| units.get(index as usize) == Some(&u16::from(b'$')))
        }),
        name if name.starts_with("textV2") => text_v2(check, form, value),
        name => panic!("unknown check {name}"),
    }
}

/// The values at the end of a path.
fn follow<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    path.split('/').fold(vec![value], |found, step| {
        found
            .into_iter()
            .flat_map(|value| -> Vec<&Value> {
                match (value, step) {
                    (Value::Array(items), "*") => items.iter().collect(),
                    (Value::Object(members), "*") => members.values().collect(),
                    (Value::Array(items), step) => {
                        step.parse().ok().and_then(|i: usize| items.get(i)).into_iter().collect()
                    }
                    (value, step) => value.get(step).into_iter().collect(),
                }
            })
            .filter(|value| !value.is_null())
            .collect()
    })
}

fn meets(value: &Value, (path, values): (&String, &Value)) -> bool {
    follow(value, path).into_iter().any(|found| values == true || values.as_array().unwrap().contains(found))
}

fn ascending(check: &Value, lower: Option<&Value>, upper: Option<&Value>) -> bool {
    let (Some(Value::String(lower)), Some(Value::String(upper))) = (lower, upper) else { return true };
    let (low, high) = if check["order"].is_array() {
        let order = texts(&check["order"]);
        let place = |text: &String| order.iter().position(|value| value == text).map(|i| format!("{i:09}"));
        let (Some(low), Some(high)) = (place(lower), place(upper)) else { return true };
        (low, high)
    } else if lower.len() == upper.len() {
        (lower.to_lowercase(), upper.to_lowercase())
    } else {
        return true;
    };
    low < high || (check["orEqual"] == true && low == high)
}

fn nested(value: &Value, having: &Map<String, Value>) -> usize {
    let below: usize = match value {
        Value::Array(items) => items.iter().map(|item| nested(item, having)).sum(),
        Value::Object(object) => object.values().map(|value| nested(value, having)).sum(),
        _ => 0,
    };
    below + usize::from(value.is_object() && having.iter().all(|test| meets(value, test)))
}

fn leaves(tree: &Value) -> usize {
    if !tree.is_object() {
        return 0;
    }
    if tree["type"] != "operator" {
        return 1;
    }
    let list = |name: &str| tree[name].as_array().into_iter().flatten().map(leaves).sum::<usize>();
    list("and") + list("or") + tree.get("not").map_or(0, leaves)
}

static TOKEN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:\{\{|\}\}|\{([^{}]*)\}|[^{}]+)").unwrap());

/// The keys in the text, or nothing where the braces do not pair.
fn keys(text: &str) -> Option<Vec<String>> {
    let mut rest = text;
    let mut keys = Vec::new();
    while !rest.is_empty() {
        let found = TOKEN.captures(rest)?;
        keys.extend(found.get(1).map(|key| key.as_str().to_owned()));
        rest = &rest[found[0].len()..];
    }
    Some(keys)
}

fn text_v2(check: &Value, form: Option<&Regex>, value: &Value) -> bool {
    let Some(text) = value["text"].as_str() else { return true };
    let keys = keys(text);
    if check["check"] == "textV2Braces" {
        return keys.is_some();
    }
    let substitution = match &value["substitution"] {
        Value::Object(object) => object.clone(),
        Value::Null => Map::new(),
        _ => return true,
    };
    let keys = keys.unwrap_or_default();
    let lacking = |key: &&String| !substitution.contains_key(key.as_str());
    match check["check"].as_str().unwrap() {
        "textV2Keys" => keys.iter().filter(lacking).all(|key| form.unwrap().is_match(key)),
        "textV2Missing" => !keys.iter().filter(lacking).any(|key| form.unwrap().is_match(key)),
        "textV2Occurrences" => {
            let of_type =
                |key: &&String| substitution.get(*key).is_some_and(|entry| entry["type"] == check["type"]);
            keys.iter().filter(of_type).count() <= check["limit"].as_u64().unwrap() as usize
        }
        name => panic!("unknown check {name}"),
    }
}
