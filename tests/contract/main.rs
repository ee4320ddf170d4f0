//! Contracts of templates: what they say, and that profiles which keep them get their message.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails"
)]

mod guards;
mod templates;

use lineplate::{Contract, Options, Outcome, Profile, Template};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;

fn template(path: &Path) -> Template {
    let source = std::fs::read_to_string(path).unwrap();
    Template::compile(&source, Options::default()).unwrap()
}

#[test]
fn says_what_a_template_asks() {
    insta::glob!("..", "fixtures/contract/*.json", |path| {
        let template = template(path);
        let schema = template.contract().to_json_schema();
        insta::assert_snapshot!(format!("{}\n{schema:#}", template.source()));
    });
}

/// What authors of campaigns read of theirs: nothing false, and nothing certain is missed. The samples are sent, or left
/// out, unless the template itself is wrong.
#[test]
fn campaigns_are_told_what_matters() {
    insta::glob!("..", "fixtures/campaigns/*.json", |path| {
        let source = std::fs::read_to_string(path).unwrap();
        let mut options = Options::default();
        if path.ends_with("narrowcast.json") {
            options.kind = Some(lineplate::schema::Kind::Narrowcast);
        }
        let template = Template::compile(&source, options).unwrap();
        let mut told = String::new();
        let findings = template.check();
        for finding in &findings {
            let _ = writeln!(told, "{} {}: {}", finding.severity.as_str(), finding.code, finding.message);
            for hint in &finding.hints {
                let _ = writeln!(told, "    {hint}");
            }
        }
        let contract = template.contract();
        for unknown in contract.unknown() {
            let _ = writeln!(told, "unknown {unknown}");
        }
        for sample in contract.samples() {
            let profile = Profile::from_value(&sample.profile).unwrap();
            assert_eq!(contract.check(&profile), [], "{}: {}", path.display(), sample.label);
            let outcome = template.render(&profile).outcome;
            let is_wrong = findings.iter().any(lineplate::Diagnostic::is_error);
            assert!(is_wrong || !matches!(outcome, Outcome::Failed(_)), "{}: {outcome:?}", path.display());
        }
        insta::assert_snapshot!(format!("{source}\n{told}"));
    });
}

/// Two ways that are right each, and wrong together: columns with a title beside columns without one.
#[test]
fn each_item_may_go_a_way_of_its_own() {
    let columns = r#"{% for item in UserAttribute['cart'] %}{ {% if item.vip %}"title": "VIP",{% endif %} "text": "y",
        "actions": [{"type": "message", "label": "x", "text": "x"}]}{% if not loop.last %},{% endif %}{% endfor %}"#;
    let source = format!(
        r#"{{"to": "{{{{ UserAttribute['line_id'] }}}}", "messages": [{{"type": "template", "altText": "x",
        "template": {{"type": "carousel", "columns": [{columns}]}}}}]}}"#
    );
    let contract = Template::compile(&source, Options::default()).unwrap().contract();
    let unknown: Vec<String> = contract.unknown().collect();
    assert!(unknown.iter().any(|unknown| unknown.contains("must all have `title`")), "{unknown:?}");
}

/// How long an attribute is decides how much of the words behind it is left; a filter hides what is missing, and how
/// an object is printed.
#[test]
fn what_was_changed_before_is_unknown() {
    let part = |part: &str| {
        let source = format!(
            r#"{{% set both = UserAttribute['b'] ~ ' x' %}}{{"to": "{{{{ UserAttribute['line_id'] }}}}", "messages": [
            {{"type": "text", "text": "a{{{{ {part} }}}}"}}]}}"#
        );
        Template::compile(&source, Options::default()).unwrap().contract().is_complete()
    };
    assert!(part("UserAttribute['b'][2:4]") && part("both") && part("UserAttribute['b']|truncate(8)"));
    assert!(!part("UserAttribute['b'] }}{% for item in UserAttribute['l'] %}-{% endfor %}{{ ''"));
    assert!(!part(
        "UserAttribute['b'] }}{% for item in UserAttribute['l'][:3] %}{{ UserAttribute['b'] }}-{% endfor %}{{ ''"
    ));
    assert!(!part("both|base64encode"));
    assert!(!part("UserAttribute['b']|truncate(8)|default(UserAttribute['c'])"));
    assert!(!part("UserAttribute['o'].x ~ UserAttribute['o']|replace('a', 'b')"));
    assert!(!part("(UserAttribute['b'] + ' x')[2:4]"));
    assert!(!part("both[2:4]"));
    assert!(!part("both|upper|truncate(8)"));
    assert!(!part("both.replace('a', 'bb')"));
}

/// A value that is made up for a short place must not be one that the template compares with.
#[test]
fn no_branch_hides_behind_a_compared_value() {
    let source = r#"{"to": "{{ UserAttribute['line_id'] }}", "messages": [{"type": "text", "text": "x",
        "quickReply": {"items": [{% for item in UserAttribute['l'] %}{"type": "action", "action": {"type": "message",
        "label": "123456789012345{% if UserAttribute['kind'] == 'a' %}{{ UserAttribute['kind'] }}{% else
        %}{{ UserAttribute['kind'] }}{{ UserAttribute['c'] or item }}{% endif %}",
        "text": "x"}}{% if not loop.last %},{% endif %}{% endfor %}]}}]}"#;
    let contract = Template::compile(source, Options::default()).unwrap().contract();
    let profile = json!({
        "line_id": "U0123456789abcdef0123456789abcdef", "kind": "b", "l": ["far too long"], "c": ""
    });
    let found = contract.check(&Profile::from_value(&profile).unwrap());
    assert!(found.iter().any(|found| found.code.as_str() == "contract/too-long"), "{found:?}");
}

/// All templates that are there: examples, those of this test, and those of the benches.
fn all() -> Vec<(String, Template)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let examples = std::fs::read_dir(root.join("examples")).unwrap();
    let mut paths: Vec<_> = examples.map(|entry| entry.unwrap().path().join("body.json")).collect();
    let fixtures = std::fs::read_dir(root.join("tests/fixtures/contract")).unwrap();
    paths.extend(fixtures.map(|entry| entry.unwrap().path()));
    paths.sort();
    for path in paths.into_iter().filter(|path| path.exists()) {
        found.push((path.display().to_string(), template(&path)));
    }
    found
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.roll(of.len())]
    }
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "a",
    "Hana",
    "花子",
    "ja",
    "th",
    "yes",
    "say \"hi\" \\",
    "one\ntwo",
    "👨‍👩‍👧‍👦",
    "שלום",
    "{name}",
    "{{ 7 * 7 }}",
    "100",
    "50% off",
    "a b&c=d",
    "https://example.com/a",
    "http://example.com/a",
    "U0123456789abcdef0123456789abcdef",
    "MOE",
    "ßß",
    "ŉŉŉŉŉŉŉŉŉŉŉŉ",
    "ff0000",
    "mega",
];

/// Changes values of a profile at random.
fn mutate(value: &mut Value, limits: &[u64], dice: &mut Dice) {
    match value {
        Value::Object(members) => {
            let keys: Vec<String> = members.keys().cloned().collect();
            for key in keys {
                if dice.roll(12) == 0 {
                    members.remove(&key);
                } else if let Some(member) = members.get_mut(&key) {
                    mutate(member, limits, dice);
                }
            }
        }
        Value::Array(items) => {
            let count = *dice.one(&[0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 13, 14]);
            let item = items.first().cloned().unwrap_or_else(|| "item".into());
            *items = std::iter::repeat_n(item, count).collect();
            for item in items {
                mutate(item, limits, dice);
            }
        }
        value => {
            if dice.roll(3) == 0 {
                *value = scalar(limits, dice);
            }
        }
    }
}

fn scalar(limits: &[u64], dice: &mut Dice) -> Value {
    match dice.roll(12) {
        0 => Value::Null,
        1 => (*dice.one(&[0, 1, 7, 99, 100, 101, -3, 5000, i64::MAX])).into(),
        2 => json!(*dice.one(&[2.5, 1e300, -1e-7, 1e22])),
        3 => dice.roll(2).eq(&0).into(),
        4..=6 if !limits.is_empty() => {
            let length = *dice.one(limits) as usize + dice.roll(3);
            let unit = *dice.one(&["a", "あ", "🍎", "ß", "👨‍👩‍👧‍👦", "\u{1}", "\""]);
            unit.repeat((length.saturating_sub(1) / dice.one(&[1, 2, unit.len()])).min(6000)).into()
        }
        _ => (*dice.one(TEXTS)).into(),
    }
}

/// The limits on lengths that a contract names.
fn limits(schema: &Value, found: &mut Vec<u64>) {
    match schema {
        Value::Object(members) => {
            for (key, member) in members {
                if let (true, Some(limit)) = (key.starts_with("max"), member.as_u64()) {
                    found.push(limit);
                }
                limits(member, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| limits(item, found)),
        _ => {}
    }
}

fn keeps(contract: &Contract, profile: &Profile<'_>) -> bool {
    !contract.cancels(profile) && contract.check(profile).is_empty()
}

#[test]
fn whoever_keeps_a_contract_gets_the_message() {
    let mut kept = 0;
    let mut complete = 0;
    for (name, template) in all() {
        let contract = template.contract();
        if !contract.is_complete() {
            continue;
        }
        complete += 1;
        let mut lengths = Vec::new();
        limits(&contract.to_json_schema(), &mut lengths);
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        let samples = contract.samples();
        let mut kept_here = 0;
        for round in 0..600 {
            let mut value = samples[round % samples.len()].profile.clone();
            if round >= samples.len() {
                mutate(&mut value, &lengths, &mut dice);
            }
            let profile = Profile::from_value(&value).unwrap();
            if !keeps(&contract, &profile) {
                continue;
            }
            kept_here += 1;
            let outcome = template.render(&profile).outcome;
            let shown: String = value.to_string().chars().take(600).collect();
            assert!(matches!(outcome, Outcome::Send(_)), "{name}\n{shown}\n{outcome:?}");
        }
        assert!(kept_here > 0, "{name}: no profile keeps the contract");
        kept += kept_here;
    }
    assert!(complete >= 8, "only {complete} templates have a complete contract");
    assert!(kept > 500, "only {kept} profiles keep their contract");
}

#[test]
fn samples_of_a_complete_contract_are_sent() {
    for (name, template) in all() {
        let contract = template.contract();
        for sample in contract.samples().iter().filter(|_| contract.is_complete()) {
            let profile = Profile::from_value(&sample.profile).unwrap();
            let outcome = template.render(&profile).outcome;
            let is_right = match outcome {
                Outcome::Send(_) => !sample.label.starts_with("left out"),
                Outcome::NotSent(_) => sample.label.starts_with("left out") && contract.cancels(&profile),
                Outcome::Failed(_) => false,
            };
            assert!(is_right, "{name}, {}: {outcome:?}", sample.label);
        }
    }
}

/// How many templates are made up in [`made_up_templates_keep_their_promise`], and how many profiles for each, unless
/// variables of the environment say other numbers.
const TEMPLATES: u64 = 600;
const PROFILES: u64 = 80;

/// A number from the environment.
#[expect(clippy::disallowed_methods, reason = "more than usual is tried by hand")]
fn number(variable: &str, otherwise: u64) -> u64 {
    std::env::var(variable).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

/// Templates made up of all that can be done with attributes: where a contract is complete, whoever keeps it gets the
/// message.
#[test]
fn made_up_templates_keep_their_promise() {
    let (count, profiles) = (number("MADE_UP_TEMPLATES", TEMPLATES), number("MADE_UP_PROFILES", PROFILES));
    let seed = number("MADE_UP_SEED", 1);
    let mut dice = Dice(0x1234_5678_9abc_def1 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let (mut complete, mut kept, mut broken) = (0, 0, Vec::new());
    for _ in 0..count {
        let source = templates::Author::new(&mut dice).body();
        let Ok(template) = Template::compile(&source, Options::default()) else { continue };
        let contract = template.contract();
        if !contract.is_complete() {
            continue;
        }
        complete += 1;
        let (kept_here, first) = promise(&template, &contract, profiles as usize, &mut dice);
        kept += kept_here;
        broken.extend(first.map(|profile| format!("{source}\n{profile}\n{:#}", contract.to_json_schema())));
    }
    eprintln!("{complete} complete contracts, {kept} profiles keep theirs");
    assert!(
        broken.is_empty(),
        "{} promises broken\n{}",
        broken.len(),
        broken[..broken.len().min(6)].join("\n\n")
    );
    assert!(complete > 30, "only {complete} templates have a complete contract");
    assert!(kept > 1000, "only {kept} profiles keep their contract");
}

/// How many profiles keep a contract, and the first that gets no message nevertheless.
fn promise(
    template: &Template,
    contract: &Contract,
    profiles: usize,
    dice: &mut Dice,
) -> (usize, Option<String>) {
    let mut lengths = Vec::new();
    limits(&contract.to_json_schema(), &mut lengths);
    let samples = contract.samples();
    let mut kept = 0;
    for round in 0..profiles {
        let Some(mut value) = samples.get(round % samples.len().max(1)).map(|sample| sample.profile.clone())
        else {
            return (kept, None);
        };
        if round >= samples.len() {
            mutate(&mut value, &lengths, dice);
        }
        let profile = Profile::from_value(&value).unwrap();
        if !keeps(contract, &profile) {
            continue;
        }
        kept += 1;
        let outcome = template.render(&profile).outcome;
        if !matches!(outcome, Outcome::Send(_)) {
            let shown: String = value.to_string().chars().take(600).collect();
            return (kept, Some(format!("{shown}\n{outcome:?}")));
        }
    }
    (kept, None)
}

/// JSON Schema validators that do not know the keywords of this project may be laxer than the contract, never stricter
/// on what the contract says of single attributes.
#[test]
fn json_schema_and_contract_agree() {
    for (name, template) in all() {
        let contract = template.contract();
        let schema = contract.to_json_schema();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut dice = Dice(0x2545_f491_4f6c_dd1d);
        for sample in contract.samples() {
            for _ in 0..40 {
                let mut value = sample.profile.clone();
                mutate(&mut value, &[], &mut dice);
                let profile = Profile::from_value(&value).unwrap();
                if validator.is_valid(&value) {
                    let found = contract.check(&profile);
                    let known = |code: &str| {
                        ["contract/missing-attribute", "contract/null", "contract/type"].contains(&code)
                    };
                    let disagreed: Vec<_> = found.iter().filter(|found| known(found.code.as_str())).collect();
                    assert!(disagreed.is_empty(), "{name}\n{value:#}\n{disagreed:#?}\n{schema:#}");
                }
            }
        }
    }
}

#[test]
fn an_empty_profile_lacks_what_is_required() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hello/body.json");
    let contract = template(&path).contract();
    let profile = Profile::from_value(&Value::Object(Map::new())).unwrap();
    let found: Vec<String> = contract.check(&profile).iter().map(|found| found.message.clone()).collect();
    assert_eq!(
        found,
        [
            "UserAttribute['line_id'] is missing and has no fallback",
            "UserAttribute['name'] is missing and has no fallback",
        ]
    );
}

/// What `+` joins may be texts: a chain of it has a text if one of its parts is one.
#[test]
fn texts_are_joined_by_plus() {
    let contract = |text: &str| {
        let source = format!(
            r#"{{"to": "{{{{ UserAttribute['line_id'] }}}}", "messages": [{{"type": "text", "text": "{text}"}}]}}"#
        );
        Template::compile(&source, Options::default()).unwrap().contract()
    };
    let keeps_with = |contract: &Contract, first: Value, last: Value| {
        let profile = json!({"line_id": "U0123456789abcdef0123456789abcdef", "first": first, "last": last, "tags": ["tea"]});
        contract.check(&Profile::from_value(&profile).unwrap()).is_empty()
    };
    let names = contract("{{ UserAttribute['last'] + ' ' + UserAttribute['first'] + 'さん' }}");
    assert!(names.is_complete());
    assert!(keeps_with(&names, "花".into(), "山田".into()));
    assert!(!keeps_with(&names, "花".into(), 5.into()));

    // Names or numbers: that cannot be said, and neither is refused.
    let either = contract("{{ UserAttribute['last'] + UserAttribute['first'] }}");
    assert!(!either.is_complete());
    assert!(keeps_with(&either, "花".into(), "山田".into()) && keeps_with(&either, 1.into(), 2.into()));

    let sum = contract("{{ UserAttribute['last'] + UserAttribute['first'] + 1 }}");
    assert!(sum.is_complete());
    assert!(keeps_with(&sum, 1.into(), 2.into()) && !keeps_with(&sum, "花".into(), "山田".into()));

    let tags = contract("{% if 'tea' in UserAttribute['tags'] %}A{% else %}B{% endif %}");
    assert!(keeps_with(&tags, 1.into(), 2.into()));
}

/// What a calculation takes is what does not make it fail.
#[test]
fn calculations_take_numbers_with_few_digits() {
    let source = r#"{"to": "{{ UserAttribute['line_id'] }}", "messages": [{"type": "text",
        "text": "{{ '{:,}'.format(UserAttribute['n']|default('0')|int + 1) }}"}]}"#;
    let template = Template::compile(source, Options::default()).unwrap();
    let contract = template.contract();
    assert!(contract.is_complete());
    for (value, is_kept) in [
        (json!(999_999_999_999_999_i64), true),
        (json!(-1.5), true),
        (json!("1280"), true),
        (json!("none of these is a number"), true),
        (json!(null), true),
        (json!(1e40), false),
        (json!("9e99"), false),
        (json!("1".repeat(60)), false),
    ] {
        let profile = json!({"line_id": "U0123456789abcdef0123456789abcdef", "n": value});
        let profile = Profile::from_value(&profile).unwrap();
        assert_eq!(contract.check(&profile).is_empty(), is_kept, "{value}");
        assert_eq!(matches!(template.render(&profile).outcome, Outcome::Send(_)), is_kept, "{value}");
    }
    let label = source.replace(
        r#""text": ""#,
        r#""text": "x", "quickReply": {"items": [{"type": "action", "action":
        {"type": "message", "text": "x", "label": ""#,
    );
    let label = label.replace(r#"}}"}]}"#, r#"}}"}}]}}]}"#);
    let contract = Template::compile(&label, Options::default()).unwrap().contract();
    assert!(!contract.is_complete(), "a number of 40 characters is too long for a label");
}
