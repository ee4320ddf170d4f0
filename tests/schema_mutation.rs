//! Is every broken rule found, alone and where it is broken?
//!
//! Each document of the tables that has no error is walked together with the compiled schema. At every value
//! each rule is broken by the smallest change, one at a time; the validator must report exactly one error, at the
//! place of the change.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

mod cases;
mod mutate;

use cases::Case;
use lineplate::json::Document;
use lineplate::schema::node::{
    Argument, Check, CheckKind, Keyword, Node, NodeId, OriginId, ParameterName, Step, Types,
};
use lineplate::schema::{Kind, Method, Options, Recipient, root, tables, validate};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A document with one rule broken.
struct Mutant {
    /// The name of the rule in the table that is printed.
    rule: String,
    origin: OriginId,
    data: Value,
    /// Where the error must be.
    pointer: String,
    options: Options,
}

/// Mutants of one document.
struct Breaker<'c> {
    case: &'c Case,
    mutants: Vec<Mutant>,
    /// How many mutants each rule has.
    made: &'c mut BTreeMap<OriginId, usize>,
}

/// How many documents each rule is broken in.
const EACH: usize = 8;

#[test]
fn every_mutant_is_caught_once_at_its_place() {
    let mut made: BTreeMap<OriginId, usize> = BTreeMap::new();
    let mut table: BTreeMap<String, (BTreeSet<OriginId>, usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    for case in cases::read().iter().filter(|case| case.valid && !case.also) {
        // Bulky documents at a limit take long and show nothing that small ones do not.
        if case.data.to_string().len() > 20_000 {
            continue;
        }
        let mut breaker = Breaker { case, mutants: Vec::new(), made: &mut made };
        breaker.value(root(case.kind), &case.data, String::new());
        for mutant in breaker.mutants {
            let row = table.entry(mutant.rule.clone()).or_default();
            row.0.insert(mutant.origin);
            row.1 += 1;
            match judge(case.kind, &mutant) {
                Ok(()) => row.2 += 1,
                Err(said) => missed.push(format!("{}: {} {said}", case.name, mutant.rule)),
            }
        }
    }
    println!("{:24} {:>6} {:>8} {:>7}", "rule", "rules", "mutants", "caught");
    for (rule, (origins, mutants, caught)) in &table {
        println!("{rule:24} {:>6} {mutants:>8} {caught:>7}", origins.len());
    }
    let total =
        table.values().fold((0, 0, 0), |sum, row| (sum.0 + row.0.len(), sum.1 + row.1, sum.2 + row.2));
    println!("{:24} {:>6} {:>8} {:>7}", "all", total.0, total.1, total.2);
    let rules = rules();
    let unbroken = rules.iter().filter(|origin| !made.contains_key(origin));
    let unbroken: Vec<_> = unbroken.map(|origin| tables::origins()[usize::from(origin.0)]).collect();
    assert!(
        unbroken.is_empty(),
        "of {} rules that give errors these are not broken: {unbroken:#?}",
        rules.len()
    );
    assert!(missed.is_empty(), "{} mutants:\n{}", missed.len(), missed.join("\n"));
    assert!(total.1 > 2000, "only {} mutants", total.1);
}

fn judge(kind: Kind, mutant: &Mutant) -> Result<(), String> {
    let document = Document::from_value(&mutant.data).unwrap();
    let found = validate(kind, &document, &mutant.options);
    let errors: Vec<_> = found.iter().filter(|finding| finding.is_error()).collect();
    let place = tables::origins()[usize::from(mutant.origin.0)];
    match errors.as_slice() {
        [one] if one.pointer.as_deref() == Some(&mutant.pointer) => Ok(()),
        _ => {
            let said: Vec<_> = errors
                .iter()
                .map(|e| format!("{} {:?}", e.message, e.pointer.as_deref().unwrap_or("-")))
                .collect();
            Err(format!("({place}) at {:?}: {said:?}", mutant.pointer))
        }
    }
}

impl Breaker<'_> {
    fn value(&mut self, node: &'static Node, value: &Value, at: String) {
        let mut node = node;
        self.wrong_type(node, value, &at);
        while let Some(choice) = node.choice() {
            let name = choice.property.text();
            self.wrong_choice(node, name, &at);
            self.required(node, &at, Some(name));
            let Some(branch) = value[name].as_str().and_then(|given| choice.branch(given)) else { break };
            node = branch;
        }
        for constraint in node.constraints() {
            let rule = format!("{:?}", constraint.keyword);
            let rule = rule.split('(').next().unwrap().to_owned();
            self.constraint(rule, constraint.origin, constraint.keyword, value, &at);
        }
        self.required(node, &at, None);
        for check in node.checks().iter().filter(|check| check.error) {
            self.check(check, value, &at);
        }
        if let Some(names) = node.names {
            self.name(names.node(), value, &at);
        }
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    let below = node.property(key).or(match node.additional {
                        lineplate::schema::node::Additional::Like(id) => Some(id.node()),
                        _ => None,
                    });
                    // What is null counts as absent.
                    if let Some(below) = below.filter(|_| !value.is_null()) {
                        self.value(below, value, format!("{at}/{key}"));
                    }
                }
            }
            Value::Array(items) => {
                if let Some(below) = node.items.map(NodeId::node) {
                    for (i, item) in items.iter().enumerate() {
                        self.value(below, item, format!("{at}/{i}"));
                    }
                }
            }
            _ => {}
        }
    }

    fn push(
        &mut self,
        rule: &str,
        origin: OriginId,
        at: &str,
        pointer: &str,
        change: impl FnOnce(&mut Value),
    ) {
        let made = self.made.entry(origin).or_default();
        if *made == EACH {
            return;
        }
        let mut data = self.case.data.clone();
        change(data.pointer_mut(at).unwrap());
        if data != self.case.data {
            *made += 1;
            let options = Options::default();
            let (rule, pointer) = (rule.to_owned(), pointer.to_owned());
            self.mutants.push(Mutant { rule, origin, data, pointer, options });
        }
    }

    fn wrong_type(&mut self, node: &'static Node, value: &Value, at: &str) {
        if node.types_origin == OriginId(0) {
            return;
        }
        let others = [json!(5), json!("5"), json!([]), json!({}), json!(true), json!(1.5)];
        let wrong = others.into_iter().find(|other| {
            let types = match other {
                Value::String(_) => Types::STRING,
                Value::Array(_) => Types::ARRAY,
                Value::Object(_) => Types::OBJECT,
                Value::Bool(_) => Types::BOOLEAN,
                _ => Types::NUMBER,
            };
            node.types.0 & types.0 == 0
        });
        // A number of another kind, where a number is wanted.
        let wrong = if node.types == Types::INTEGER && value.is_number() { Some(json!(1.5)) } else { wrong };
        if let Some(wrong) = wrong {
            self.push("type", node.types_origin, at, at, |value| *value = wrong);
        }
    }

    fn wrong_choice(&mut self, node: &'static Node, name: &str, at: &str) {
        let Some(property) = node.property(name) else { return };
        for constraint in property.constraints() {
            let pointer = format!("{at}/{name}");
            if matches!(constraint.keyword, Keyword::Enum(_)) && self.case.data.pointer(&pointer).is_some() {
                self.push("Enum of a choice", constraint.origin, &pointer, &pointer, |value| {
                    *value = json!("no such");
                });
            }
        }
    }

    /// Members left out; of a node with a choice only the one that decides.
    fn required(&mut self, node: &'static Node, at: &str, only: Option<&str>) {
        for required in node.required() {
            let name = required.name.text();
            if only.is_none_or(|only| only == name) {
                self.push("required", required.origin, at, &format!("{at}/{name}"), |value| {
                    value.as_object_mut().unwrap().remove(name);
                });
            }
        }
    }

    fn constraint(&mut self, rule: String, origin: OriginId, keyword: Keyword, value: &Value, at: &str) {
        if self.made.get(&origin) == Some(&EACH) {
            return;
        }
        let text = value.as_str();
        let limit = |limit: u32| limit as usize;
        let changed: Option<Value> = match keyword {
            Keyword::Contexts(number) => return self.context(&rule, origin, number, at),
            Keyword::Enum(_) => text.map(|text| json!(format!("{text}x"))),
            Keyword::NotEmpty => text.map(|_| json!("")),
            // Units and code points differ in these: one character has two units.
            Keyword::MaxUtf16Length(most) => text.map(|text| {
                let filler = if text.contains("://") { "a" } else { "🍎" };
                let missing = (limit(most) + 1).saturating_sub(text.encode_utf16().count());
                let text =
                    format!("{text}{}", filler.repeat(missing.div_ceil(filler.encode_utf16().count())));
                json!(text)
            }),
            Keyword::MaxGraphemes(most) => text.map(|_| json!("e\u{301}".repeat(limit(most) + 1))),
            Keyword::LineUrl(_) => text.map(|_| json!("ftp://example.com/x")),
            Keyword::Dimension(_) => Some(json!("10em")),
            Keyword::AspectRatio(_) => Some(json!("1:4")),
            Keyword::Quantity(_) => Some(json!("999")),
            Keyword::DateTime(_) => Some(json!("2026-02-30T24:00")),
            Keyword::Pattern(_) => {
                text.map(|text| json!(format!("{}~", text.get(..text.len() / 2).unwrap_or(""))))
            }
            Keyword::Minimum(least) => Some(json!(i64::from(least) - 1)),
            Keyword::Maximum(most) => Some(json!(i64::from(most) + 1)),
            Keyword::ExclusiveMinimum(bound) | Keyword::ExclusiveMaximum(bound) => Some(json!(bound)),
            Keyword::IntegerBits(bits) => Some(json!(1_u64 << (bits - 1))),
            Keyword::MinItems(least) => {
                value.as_array().map(|items| items.iter().take(limit(least) - 1).cloned().collect())
            }
            Keyword::MaxItems(most) => {
                value.as_array().filter(|items| !items.is_empty() && !moves(items)).map(|items| {
                    items
                        .iter()
                        .chain(std::iter::repeat(items.last().unwrap()))
                        .take(limit(most) + 1)
                        .cloned()
                        .collect()
                })
            }
            Keyword::MaxProperties(most) => value.as_object().and_then(|object| {
                let one = object.values().next()?;
                let more = (object.len()..=limit(most)).map(|i| (format!("more_{i}"), one.clone()));
                Some(Value::Object(object.clone().into_iter().chain(more).collect()))
            }),
            Keyword::MaxJsonBytes(most) | Keyword::MaxBodyBytes(most) => value.as_object().map(|object| {
                let mut object = object.clone();
                object.insert("padding".to_owned(), json!("x".repeat(limit(most))));
                Value::Object(object)
            }),
            Keyword::UniqueItems
            | Keyword::MinProperties(_)
            | Keyword::MaxCodePoints(_)
            | Keyword::Deprecated => None,
        };
        if let Some(changed) = changed {
            self.push(&rule, origin, at, at, |value| *value = changed);
        }
    }

    /// A member more, whose name has the wrong form.
    fn name(&mut self, names: &'static Node, value: &Value, at: &str) {
        let Some(one) = value.as_object().and_then(|object| object.values().next()).cloned() else { return };
        for constraint in names.constraints() {
            self.push("propertyNames", constraint.origin, at, at, |value| value["no name"] = one.clone());
        }
    }

    /// The same document in a request that does not take the value.
    fn context(&mut self, rule: &str, origin: OriginId, number: u16, at: &str) {
        let context = tables::context(number).unwrap();
        let options = if context.methods.len > 0 {
            Options::default().method(Method::Broadcast)
        } else {
            Options::default().recipient(Recipient::Group)
        };
        // What else may not stand there is a fault of its own.
        let text = self.case.data.to_string();
        let count = |part: &&str| -> usize { text.matches(*part).count() };
        let alone =
            [r#""type":"mention""#, r#""quoteToken""#, r#""trackingId""#].iter().map(count).sum::<usize>()
                == 1;
        if alone && matches!(self.case.kind, Kind::Message | Kind::Messages) {
            *self.made.entry(origin).or_default() += 1;
            self.mutants.push(Mutant {
                rule: rule.to_owned(),
                origin,
                data: self.case.data.clone(),
                pointer: at.to_owned(),
                options,
            });
        }
    }

    fn check(&mut self, check: &Check, value: &Value, at: &str) {
        let text = |name: ParameterName| match check.argument(name) {
            Some(Argument::Text(text)) => text.text(),
            _ => "",
        };
        let number = |name: ParameterName| match check.argument(name) {
            Some(Argument::Number(number)) => usize::try_from(number).unwrap(),
            _ => 0,
        };
        let texts: Vec<&str> = match check.argument(ParameterName::Properties) {
            Some(Argument::Texts(texts)) => texts.texts().collect(),
            _ => Vec::new(),
        };
        let (property, of) = (text(ParameterName::Property), text(ParameterName::Of));
        let below = |name: &str| format!("{at}/{name}");
        let rule = check.kind.name();
        let list = value.get(property).and_then(Value::as_array);
        let many = list.is_some_and(|list| list.len() > 1);
        let conditional = check.argument(ParameterName::When).is_some();
        match check.kind {
            CheckKind::AtLeastOneOf | CheckKind::ExactlyOneOf if !conditional => {
                self.push(rule, check.origin, at, at, |value| {
                    value.as_object_mut().unwrap().retain(|name, _| !texts.contains(&name.as_str()));
                });
            }
            CheckKind::NotBoth => {
                let Some(one) = texts.iter().find_map(|name| value.get(*name)).cloned() else { return };
                self.push(rule, check.origin, at, at, |value| {
                    for name in &texts {
                        value[*name] = one.clone();
                    }
                });
            }
            CheckKind::RequiresTrue => {
                let needs = text(ParameterName::Needs);
                self.push(rule, check.origin, at, &below(property), |value| {
                    value[property] = json!(true);
                    value[needs] = json!(false);
                });
            }
            CheckKind::Ascending => {
                let (lower, upper) = (text(ParameterName::Lower), text(ParameterName::Upper));
                let (Some(low), Some(high)) = (value.get(lower).cloned(), value.get(upper).cloned()) else {
                    return;
                };
                self.push(rule, check.origin, at, &below(upper), |value| {
                    value[lower] = high;
                    value[upper] = low;
                });
            }
            CheckKind::TextLimit if value.get(property).is_some() => {
                let limit = number(ParameterName::Limit);
                self.push(rule, check.origin, at, &below(property), |value| {
                    value[property] = json!("e\u{301}".repeat(limit + 1));
                });
            }
            CheckKind::SameCount if many => {
                self.push(rule, check.origin, at, &below(property), |value| {
                    let last = value[property].as_array_mut().unwrap().last_mut().unwrap()[of]
                        .as_array_mut()
                        .unwrap();
                    if last.len() > 1 {
                        last.pop();
                    }
                });
            }
            CheckKind::AllOrNone if many && list.into_iter().flatten().all(|entry| !entry[of].is_null()) => {
                self.push(rule, check.origin, at, &below(property), |value| {
                    let last = value[property].as_array_mut().unwrap().last_mut().unwrap();
                    last.as_object_mut().unwrap().remove(of);
                });
            }
            CheckKind::SameValue if many => {
                self.push(rule, check.origin, at, &below(property), |value| {
                    let last = value[property].as_array_mut().unwrap().last_mut().unwrap();
                    last[of] = if last[of] == "nano" { json!("micro") } else { json!("nano") };
                });
            }
            CheckKind::NotEmpty if value.get(property).is_some() => {
                self.push(rule, check.origin, at, &below(property), |value| value[property] = json!(""));
            }
            CheckKind::TextOrContents => {
                self.push(rule, check.origin, at, at, |value| {
                    value.as_object_mut().unwrap().retain(|name, _| name != "text" && name != "contents");
                });
            }
            CheckKind::EmojiIndexes if value["emojis"][0].is_object() => {
                self.push(rule, check.origin, at, &below("emojis/0/index"), |value| {
                    value["emojis"][0]["index"] = json!(4999);
                });
            }
            CheckKind::TextV2Braces | CheckKind::TextV2Keys | CheckKind::TextV2Missing
                if value["text"].is_string() =>
            {
                let more = match check.kind {
                    CheckKind::TextV2Braces => "{",
                    CheckKind::TextV2Keys => "{no key}",
                    _ => "{no_such_key}",
                };
                let longer = format!("{}{more}", value["text"].as_str().unwrap());
                if longer.len() < 4000 {
                    self.push(rule, check.origin, at, &below("text"), |value| value["text"] = json!(longer));
                }
            }
            CheckKind::TextV2Occurrences => {
                let wanted = text(ParameterName::Type);
                let entries = value["substitution"].as_object().into_iter().flatten();
                let mut keys = entries.filter(|(_, entry)| entry["type"] == wanted).map(|(key, _)| key);
                let Some(key) = keys.next() else { return };
                let again = format!("{{{key}}}").repeat(number(ParameterName::Limit) + 1);
                self.push(rule, check.origin, at, &below("substitution"), |value| {
                    value["text"] = json!(format!("{}{again}", value["text"].as_str().unwrap()));
                });
            }
            CheckKind::AllowedValues if value["hero"]["type"] == "video" => {
                self.push(rule, check.origin, at, &below(property), |value| value[property] = json!("nano"));
            }
            CheckKind::Forbidden => {
                let video = json!({
                    "type": "video",
                    "url": "https://example.com/a.mp4",
                    "previewUrl": "https://example.com/a.png",
                    "altContent": { "type": "image", "url": "https://example.com/a.png" },
                });
                if value["contents"][0]["size"].is_null() {
                    self.push(rule, check.origin, at, &below("contents/0/hero"), |value| {
                        value["contents"][0]["hero"] = video;
                    });
                }
            }
            CheckKind::MaxLeaves => {
                let Some(Argument::Path(path)) = check.argument(ParameterName::Property) else { return };
                let steps = path.steps().iter().map(|step| match step {
                    Step::Member(name) => name.text(),
                    _ => panic!("a path of members"),
                });
                let pointer = steps.fold(String::new(), |pointer, step| format!("{pointer}/{step}"));
                let Some(leaf) = value.pointer(&pointer).filter(|leaf| leaf["type"] != "operator") else {
                    return;
                };
                let tree = json!({ "type": "operator", "or": vec![leaf; number(ParameterName::Limit) + 1] });
                self.push(rule, check.origin, at, &format!("{at}{pointer}"), |value| {
                    *value.pointer_mut(&pointer).unwrap() = tree;
                });
            }
            CheckKind::MaxNested => {
                // Images that move, many times over.
                let pointer = "/body/contents";
                let image = json!({ "type": "image", "url": "https://example.com/a.png", "animated": true });
                if value.pointer(pointer).is_some_and(Value::is_array)
                    && value["body"]["layout"] != "baseline"
                {
                    self.push(rule, check.origin, at, at, |value| {
                        let list = value.pointer_mut(pointer).unwrap().as_array_mut().unwrap();
                        list.extend(std::iter::repeat_n(image, number(ParameterName::Limit) + 1));
                    });
                }
            }
            _ => {}
        }
    }
}

/// The rules whose breach is an error.
fn rules() -> BTreeSet<OriginId> {
    let mut rules = BTreeSet::new();
    let mut seen = Vec::new();
    let mut queue: Vec<&'static Node> = Kind::ALL.iter().map(|kind| root(*kind)).collect();
    while let Some(node) = queue.pop() {
        if seen.iter().any(|other| std::ptr::eq(*other, node)) {
            continue;
        }
        seen.push(node);
        rules.insert(node.types_origin);
        let constraints = node.constraints().iter().filter(|rule| rule.keyword != Keyword::Deprecated);
        rules.extend(constraints.map(|rule| rule.origin));
        rules.extend(node.required().iter().map(|rule| rule.origin));
        rules.extend(node.checks().iter().filter(|check| check.error).map(|check| check.origin));
        let warnings: Vec<_> = node.warnings().iter().map(|warning| warning.node).collect();
        queue.extend(node.children().filter(|below| !warnings.contains(below)).map(NodeId::node));
    }
    rules.remove(&OriginId(0));
    rules
}

/// Whether there are animated images, of which more would be a fault of its own.
fn moves(items: &[Value]) -> bool {
    items.iter().any(|item| item.to_string().contains("\"animated\":true"))
}

#[test]
fn no_document_makes_the_validator_panic() {
    let mut random = mutate::Random(7);
    let count = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
    let cases = cases::read();
    let names: Vec<&str> =
        ["type", "text", "contents", "layout", "to", "messages", "items", "action", "substitution"].to_vec();
    let words = [
        "text", "flex", "bubble", "box", "template", "carousel", "image", "vertical", "postback", "textV2",
        "{", "}}",
    ];
    for _ in 0..count {
        let kind = *random.pick(Kind::ALL);
        let data = anything(&mut random, &names, &words, 5);
        let document = Document::from_value(&data).unwrap();
        validate(kind, &document, &Options::default());
    }
    // Each document as every kind, too.
    for case in cases.iter().filter(|case| case.data.to_string().len() < 2000) {
        let document = Document::from_value(&case.data).unwrap();
        for kind in Kind::ALL {
            validate(*kind, &document, &Options::default().values(true));
        }
    }
}

fn anything(random: &mut mutate::Random, names: &[&str], words: &[&str], depth: usize) -> Value {
    match random.below(if depth == 0 { 6 } else { 12 }) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => json!(random.number() as i64),
        3 => json!(1e300),
        4 | 5 => json!(random.pick::<&str>(words)),
        6 | 7 => (0..random.below(4)).map(|_| anything(random, names, words, depth - 1)).collect(),
        _ => (0..random.below(5))
            .map(|_| (random.pick::<&str>(names).to_string(), anything(random, names, words, depth - 1)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
    }
}
