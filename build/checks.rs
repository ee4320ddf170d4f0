//! The parameters of each check, and their reading.

use serde_json::{Map, Value};

/// A parameter as it stands in the schema.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Argument {
    Text(String),
    Texts(Vec<String>),
    Values(Vec<Value>),
    Number(i32),
    Flag(bool),
    Path(String),
    Condition(Vec<(String, Vec<Value>)>),
    Form(String),
}

/// The form of a parameter.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Texts,
    Values,
    Number,
    Flag,
    Path,
    Condition,
    Pattern,
}

use Form::{Condition, Flag, Number, Path, Pattern, Text, Texts, Values};

/// Name, form, and whether it must be there.
type Parameter = (&'static str, Form, bool);

fn parameters(check: &str) -> Option<&'static [Parameter]> {
    Some(match check {
        "atLeastOneOf" => {
            &[("properties", Texts, true), ("when", Condition, false), ("whenAny", Condition, false)]
        }
        "exactlyOneOf" | "notBoth" => &[("properties", Texts, true)],
        "ascending" => &[
            ("lower", Text, true),
            ("upper", Text, true),
            ("order", Texts, false),
            ("orEqual", Flag, false),
            ("at", Text, false),
        ],
        "requiresTrue" => &[("property", Text, true), ("needs", Text, true)],
        "allowedValues" => &[
            ("property", Text, true),
            ("values", Values, true),
            ("default", Values, false),
            ("when", Condition, false),
        ],
        "textLimit" => &[
            ("property", Text, true),
            ("limit", Number, true),
            ("when", Texts, false),
            ("shortened", Number, false),
            ("unit", Text, true),
        ],
        "sameCount" | "allOrNone" => &[("property", Text, true), ("of", Text, true)],
        "sameValue" => &[("property", Text, true), ("of", Text, true), ("default", Values, false)],
        "distinct" => &[("property", Path, true)],
        "onlyLast" | "freeSpace" => &[("property", Text, true)],
        "maxNested" => &[("having", Condition, true), ("limit", Number, true)],
        "maxLeaves" => &[("property", Path, true), ("limit", Number, true)],
        "forbidden" => &[("property", Path, true), ("values", Values, false), ("having", Condition, false)],
        "noEffect" => &[
            ("property", Path, true),
            ("values", Values, false),
            ("containing", Text, false),
            ("when", Condition, false),
            ("unless", Condition, false),
        ],
        "overruled" => &[("property", Text, true), ("by", Text, true)],
        "notEmpty" => &[("property", Text, true), ("when", Condition, false), ("unless", Condition, false)],
        "textOrContents" => &[("text", Text, true), ("contents", Text, true)],
        "insideArea" => &[("areas", Path, true), ("width", Number, true), ("height", Path, true)],
        "notEndingIn" => &[("property", Text, true), ("endings", Texts, true)],
        "word" => &[("property", Text, true), ("words", Texts, true)],
        "emojiIndexes" => &[("text", Text, true), ("emojis", Text, true)],
        "emojiLength" => &[
            ("text", Text, true),
            ("emojis", Text, true),
            ("limit", Number, true),
            ("perEmoji", Number, true),
        ],
        "textV2Braces" | "textV2Unused" => &[],
        "textV2Keys" | "textV2Missing" => &[("pattern", Pattern, true)],
        "textV2Occurrences" => &[("type", Text, true), ("limit", Number, true)],
        _ => return None,
    })
}

/// What all checks may say.
const COMMON: &[&str] = &["check", "rule", "source", "hint", "severity", "code", "reason"];

/// The parameters of an entry of `checks`, in the order of the list above.
pub(crate) fn arguments(entry: &Map<String, Value>) -> Result<Vec<(&'static str, Argument)>, String> {
    let name = entry.get("check").and_then(Value::as_str).ok_or("an entry of `checks` has no `check`")?;
    let known = parameters(name).ok_or_else(|| format!("unknown check `{name}`"))?;
    for key in entry.keys() {
        if !COMMON.contains(&key.as_str()) && !known.iter().any(|(parameter, ..)| parameter == key) {
            return Err(format!("the check `{name}` has no parameter `{key}`"));
        }
    }
    let mut arguments = Vec::new();
    for &(parameter, form, needed) in known {
        match entry.get(parameter) {
            Some(value) => {
                let argument = read(form, value)
                    .ok_or_else(|| format!("`{parameter}` of the check `{name}` has the wrong form"))?;
                arguments.push((parameter, argument));
            }
            None if needed => return Err(format!("the check `{name}` needs `{parameter}`")),
            None => {}
        }
    }
    Ok(arguments)
}

/// The properties of the object without any of which the check finds nothing.
pub(crate) fn needs<'a>(check: &str, arguments: &'a [(&'static str, Argument)]) -> Vec<&'a str> {
    let mut needs = Vec::new();
    for (name, argument) in arguments {
        match (*name, argument) {
            // An absent property may be the fault, or have a default.
            _ if matches!((check, *name), ("allowedValues", "property") | ("requiresTrue", "needs")) => {}
            _ if check == "textOrContents" || check == "onlyLast" || check == "maxNested" => {}
            ("property" | "by" | "lower" | "upper" | "text" | "emojis", Argument::Text(text)) => {
                needs.push(text.as_str());
            }
            ("property" | "areas", Argument::Path(path)) => needs.extend(path.split('/').next()),
            ("properties", Argument::Texts(texts)) if check == "notBoth" => {
                needs.extend(texts.iter().map(String::as_str));
            }
            ("when", Argument::Condition(tests)) => {
                needs.extend(tests.iter().filter_map(|(path, _)| path.split('/').next()));
            }
            _ => {}
        }
    }
    match check {
        "textV2Braces" | "textV2Keys" | "textV2Missing" => needs.push("text"),
        "textV2Unused" | "textV2Occurrences" => needs.extend(["text", "substitution"]),
        _ => {}
    }
    needs
}

/// The properties of the object of which one is enough for the check to find nothing.
pub(crate) fn enough<'a>(check: &str, arguments: &'a [(&'static str, Argument)]) -> Vec<&'a str> {
    let mut enough = Vec::new();
    for (name, argument) in arguments {
        match (check, *name, argument) {
            ("atLeastOneOf", "properties", Argument::Texts(texts)) => {
                enough.extend(texts.iter().map(String::as_str));
            }
            ("textOrContents", "text", Argument::Text(text)) => enough.push(text.as_str()),
            (_, "unless", Argument::Condition(tests)) => {
                let plain = tests.iter().filter(|(path, values)| !path.contains('/') && values.is_empty());
                enough.extend(plain.map(|(path, _)| path.as_str()));
            }
            _ => {}
        }
    }
    enough
}

/// Whether a check gives an error if it does not say so itself.
pub(crate) fn is_error_by_default(check: &str) -> bool {
    !matches!(check, "noEffect" | "textV2Unused")
}

fn read(form: Form, value: &Value) -> Option<Argument> {
    Some(match form {
        Text => Argument::Text(value.as_str()?.to_owned()),
        Texts => Argument::Texts(
            value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect::<Option<_>>()?,
        ),
        Values => match value {
            Value::Array(values) => Argument::Values(values.clone()),
            single => Argument::Values(vec![single.clone()]),
        },
        Number => Argument::Number(i32::try_from(value.as_i64()?).ok()?),
        Flag => Argument::Flag(value.as_bool()?),
        Path => Argument::Path(value.as_str()?.to_owned()),
        Condition => Argument::Condition(
            value
                .as_object()?
                .iter()
                .map(|(path, values)| match values {
                    Value::Bool(true) => Some((path.clone(), Vec::new())),
                    Value::Array(values) => Some((path.clone(), values.clone())),
                    _ => None,
                })
                .collect::<Option<_>>()?,
        ),
        Pattern => Argument::Form(value.as_str()?.to_owned()),
    })
}
