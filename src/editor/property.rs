//! Outside tags: the properties and values that LINE knows at a place of the JSON.

use super::outline::{Container, Outline, Slot, Typed, Way};
use super::{Completion, CompletionKind, Completions, Hover};
use crate::ordered::{self, Set};
use crate::render::Options;
use crate::schema::node::{Additional, Choice, Constraint, DateForm, Keyword, Node, Types, Value};
use crate::schema::{self, tables};
use std::fmt::Write as _;

pub(super) fn complete(outline: &Outline<'_>, offset: usize, options: &Options) -> Completions {
    let Some(kind) = options.kind else { return Completions::default() };
    let root = schema::root(kind);
    match outline.slot(offset) {
        Slot::Key { object, typed } => {
            let Some(node) = resolve(outline, root, object) else { return Completions::default() };
            keys(outline, node, object, typed)
        }
        Slot::Value { container, key, typed } => {
            let Some((owner, node)) = value_node(outline, root, container, key) else {
                return Completions::default();
            };
            let choices = owner.filter(|owner| key.is_some_and(|key| owner.decides(key)));
            values(outline, choices, node, typed)
        }
    }
}

pub(super) fn hover(outline: &Outline<'_>, offset: usize, options: &Options) -> Option<Hover> {
    let root = schema::root(options.kind?);
    let (object, key, span) = match outline.slot(offset) {
        Slot::Key { object, typed } => (object, outline.text().get(typed.span.range())?, typed.span),
        Slot::Value { container, key, typed } => (container?, key?, typed.span),
    };
    let owner = resolve(outline, root, object)?;
    let node = owner.property(key)?;
    (span.start < span.end).then(|| Hover { span, text: describe(owner, key, node) })
}

/// The node that holds for a container, as far as the text decides it.
fn resolve(outline: &Outline<'_>, root: &'static Node, container: Container) -> Option<&'static Node> {
    let mut node = root;
    for (step, container) in outline.way(container) {
        node = match step {
            None => node,
            Some(Way::Item) => node.items?.node(),
            Some(Way::Member(key)) => member(node, key)?,
        };
        while let Some(choice) = node.choice() {
            let chosen = outline.member_text(container, choice.property.text());
            let Some(branch) = chosen.and_then(|value| choice.branch(value)) else { break };
            node = branch;
        }
    }
    Some(node)
}

fn member(node: &'static Node, key: &str) -> Option<&'static Node> {
    node.property(key).or(match node.additional {
        Additional::Like(node) => Some(node.node()),
        Additional::Open | Additional::Unknown => None,
    })
}

/// The node of a value, and that of the object around it.
fn value_node(
    outline: &Outline<'_>,
    root: &'static Node,
    container: Option<Container>,
    key: Option<&str>,
) -> Option<(Option<&'static Node>, &'static Node)> {
    let Some(container) = container else { return Some((None, root)) };
    let mut owner = resolve(outline, root, container)?;
    match key {
        None => Some((None, owner.items?.node())),
        Some(key) => {
            // The value that is being typed may have decided already; what else could stand here is asked of the choice.
            if let Some(undecided) = undecided(outline, root, container, key) {
                owner = undecided;
            }
            Some((Some(owner), member(owner, key)?))
        }
    }
}

/// The node of a container before the value of `key` decides anything.
fn undecided(
    outline: &Outline<'_>,
    root: &'static Node,
    container: Container,
    key: &str,
) -> Option<&'static Node> {
    let way = outline.way(container);
    let mut node = match way.iter().rev().nth(1) {
        Some((_, parent)) => resolve(outline, root, *parent)?,
        None => root,
    };
    node = match way.last()?.0 {
        None => node,
        Some(Way::Item) => node.items?.node(),
        Some(Way::Member(step)) => member(node, step)?,
    };
    while let Some(choice) = node.choice() {
        if choice.property.text() == key {
            return Some(node);
        }
        node = choice.branch(outline.member_text(container, choice.property.text())?)?;
    }
    None
}

fn keys(outline: &Outline<'_>, node: &'static Node, object: Container, typed: Typed) -> Completions {
    let prefix = outline.text().get(typed.span.range()).unwrap_or_default();
    let present: Set<&str> = outline.keys(object).filter(|key| *key != prefix).collect();
    let properties = node.properties().iter().map(|property| (property.name.text(), property.node.node()));
    let missing = properties.filter(|(name, _)| !present.contains(name));
    let mut items: Vec<_> =
        missing.map(|(name, node_of)| property_item(node, name, node_of, typed)).collect();
    // What must be there first, then by name.
    ordered::sort_by(&mut items, |a, b| {
        (!is_required(node, &a.label), &a.label).cmp(&(!is_required(node, &b.label), &b.label))
    });
    begin_with(prefix, &mut items);
    Completions { span: typed.span, items }
}

fn property_item(owner: &Node, name: &str, node: &'static Node, typed: Typed) -> Completion {
    let required = if is_required(owner, name) { ", required" } else { "" };
    Completion {
        label: name.to_owned(),
        kind: CompletionKind::Property,
        detail: format!("{}{required}", types(node.types)),
        documentation: limits(node).join("; "),
        insert: if typed.quoted { name.to_owned() } else { format!("\"{name}\": ") },
    }
}

fn values(
    outline: &Outline<'_>,
    choices: Option<&'static Node>,
    node: &'static Node,
    typed: Typed,
) -> Completions {
    let quote = |text: &str| if typed.quoted { text.to_owned() } else { format!("\"{text}\"") };
    let value = |label: &str, insert: String| Completion {
        label: label.to_owned(),
        kind: CompletionKind::Value,
        detail: String::new(),
        documentation: String::new(),
        insert,
    };
    let mut items: Vec<Completion> = Vec::new();
    let branches = choices.and_then(Node::choice).into_iter().flat_map(Choice::branches);
    items.extend(branches.map(|branch| value(branch.value.text(), quote(branch.value.text()))));
    if items.is_empty() {
        for allowed in allowed(node) {
            match allowed {
                Value::String(text) => items.push(value(text.text(), quote(text.text()))),
                Value::Integer(number) if !typed.quoted => {
                    items.push(value(&number.to_string(), number.to_string()));
                }
                Value::Boolean(flag) if !typed.quoted => {
                    items.push(value(&flag.to_string(), flag.to_string()));
                }
                Value::Integer(_) | Value::Boolean(_) => {}
            }
        }
        if node.types == Types::BOOLEAN && !typed.quoted {
            items.extend(["true", "false"].map(|word| value(word, word.to_owned())));
        }
    }
    ordered::sort_by(&mut items, |a, b| a.label.cmp(&b.label));
    items.dedup();
    begin_with(outline.text().get(typed.span.range()).unwrap_or_default(), &mut items);
    Completions { span: typed.span, items }
}

/// Values that the node names: those of `enum`, and words that stand for sizes.
fn allowed(node: &'static Node) -> Vec<Value> {
    let mut values = Vec::new();
    for constraint in node.constraints() {
        match constraint.keyword {
            Keyword::Enum(list) => values.extend_from_slice(list.values()),
            Keyword::Dimension(number) => {
                let rule = tables::dimension(number);
                values.extend(
                    rule.into_iter()
                        .flat_map(|rule| tables::text_ids(rule.keywords))
                        .map(|id| Value::String(*id)),
                );
            }
            _ => {}
        }
    }
    values
}

/// Keeps what goes on as it was typed; all of it, where a whole value stands already.
fn begin_with(prefix: &str, items: &mut Vec<Completion>) {
    if items.iter().any(|item| item.label == prefix) {
        return;
    }
    let prefix = prefix.to_lowercase();
    items.retain(|item| item.label.to_lowercase().starts_with(&prefix));
}

fn is_required(node: &Node, name: &str) -> bool {
    node.required().iter().any(|required| required.name.text() == name)
}

fn describe(owner: &Node, key: &str, node: &'static Node) -> String {
    let required = if is_required(owner, key) { ", required" } else { "" };
    let mut text = format!("`{key}`: {}{required}", types(node.types));
    for limit in limits(node) {
        let _ = write!(text, "\n- {limit}");
    }
    let hints: Set<&str> = node.constraints().iter().map(|c| c.meta.meta().hint.text()).collect();
    for hint in hints.into_iter().filter(|hint| !hint.is_empty()) {
        let _ = write!(text, "\n- {hint}");
    }
    let source = node.types_meta.meta().source.text();
    if !source.is_empty() {
        let _ = write!(text, "\n\n[LINE's documentation]({source})");
    }
    text
}

/// What the constraints say, in words.
fn limits(node: &'static Node) -> Vec<String> {
    node.constraints().iter().filter_map(limit).collect()
}

fn limit(constraint: &Constraint) -> Option<String> {
    let listed = |values: Vec<String>| format!("one of {}", values.join(", "));
    Some(match constraint.keyword {
        Keyword::Enum(values) => listed(values.values().iter().map(show).collect()),
        Keyword::MaxUtf16Length(limit) => format!("at most {limit} characters (UTF-16)"),
        Keyword::MaxGraphemes(limit) => format!("at most {limit} characters (grapheme clusters)"),
        Keyword::MaxCodePoints(limit) => format!("at most {limit} characters (code points)"),
        Keyword::NotEmpty => "not empty".to_owned(),
        Keyword::Minimum(limit) => format!("at least {limit}"),
        Keyword::Maximum(limit) => format!("at most {limit}"),
        Keyword::ExclusiveMinimum(limit) => format!("above {limit}"),
        Keyword::ExclusiveMaximum(limit) => format!("below {limit}"),
        Keyword::IntegerBits(bits) => format!("an integer of {bits} bits"),
        Keyword::MinItems(limit) => format!("at least {limit} items"),
        Keyword::MaxItems(limit) => format!("at most {limit} items"),
        Keyword::MinProperties(limit) => format!("at least {limit} members"),
        Keyword::MaxProperties(limit) => format!("at most {limit} members"),
        Keyword::MaxJsonBytes(limit) => format!("at most {limit} bytes of JSON"),
        Keyword::MaxBodyBytes(limit) => format!("at most {limit} bytes"),
        Keyword::UniqueItems => "no item twice".to_owned(),
        Keyword::Deprecated => "deprecated".to_owned(),
        Keyword::Pattern(number) => format!("matches `{}`", tables::pattern(number)?.text.text()),
        Keyword::LineUrl(number) => {
            let schemes: Vec<_> = tables::url(number)?.schemes.texts().collect();
            if schemes.is_empty() { "a URL".to_owned() } else { format!("a URL: {}", schemes.join(", ")) }
        }
        Keyword::Dimension(number) => {
            let rule = tables::dimension(number)?;
            let words = rule.keywords.texts().chain(rule.units.texts());
            listed(words.map(|word| format!("`{word}`")).collect()) + " or a number with its unit"
        }
        Keyword::AspectRatio(_) => "width and height: `1:1`".to_owned(),
        Keyword::Quantity(number) => format!("a number with `{}`", tables::quantity(number)?.unit.text()),
        Keyword::DateTime(DateForm::Date) => "a date: `2026-12-31`".to_owned(),
        Keyword::DateTime(DateForm::Time) => "a time: `23:59`".to_owned(),
        Keyword::DateTime(DateForm::DateAndTime) => "date and time: `2026-12-31T23:59`".to_owned(),
        Keyword::Contexts(_) => return None,
    })
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{}`", text.text()),
        Value::Integer(number) => format!("`{number}`"),
        Value::Boolean(flag) => format!("`{flag}`"),
    }
}

fn types(types: Types) -> String {
    if types == Types::ALL {
        return "any value".to_owned();
    }
    let names = [
        (Types::STRING, "string"),
        (Types::NUMBER, "number"),
        (Types::INTEGER, "integer"),
        (Types::BOOLEAN, "boolean"),
        (Types::ARRAY, "array"),
        (Types::OBJECT, "object"),
        (Types::NULL, "null"),
    ];
    let known = names.into_iter().filter(|(kind, _)| types.contains(*kind));
    let known: Vec<_> =
        known.filter(|(kind, _)| *kind != Types::INTEGER || !types.contains(Types::NUMBER)).collect();
    known.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(" or ")
}
