//! Users: mostly ordinary, some with what breaks messages.

use crate::random::Random;
use serde_json::{Map, Value, json};

/// The attributes that a template mentions.
pub struct Attributes(Vec<String>);

const ORDINARY: &[&str] =
    &["Ana", "花子", "สมชาย", "Łukasz", "gold", "silver", "Osaka", "item-42", "2026-08-01", "12"];

const STRANGE: &[&str] = &[
    "",
    " ",
    "say \"hi\"",
    "back\\slash",
    "two\nlines",
    "\u{0}\u{1f}",
    "tab\there",
    "👨‍👩‍👧‍👦 family",
    "🇯🇵",
    "e\u{301}",
    "\u{e000}",
    "\u{f0001}x",
    "！ＦＦ",
    "a b",
    "a%20b",
    "100%",
    "%",
    "a|b<c>",
    "日本/語?x=1#y",
    "../x",
    "//evil.example.com",
    "@x",
    "MOE_NOT_SEND",
    "xMOE_NOT_SENDx",
    "MOE_",
    "MOE",
    "M",
    "_NOT_",
    "E_NOT_SEN",
    "_NOT_SEND",
    "SEND",
    "D",
    "{{7*7}}",
    "{a}",
    "{",
    "$",
    "LINE official",
    "true",
    "None",
    "ΑΣ",
    "straße ǆ ﬁ",
    "a-b (c) [d] {e}",
    "#12ab9F",
    "10px",
    "bold",
    "text",
    "C4af4980629d3b0f1b3d3a3b3e3c3d3f3",
    "U4af4980629d3b0f1b3d3a3b3e3c3d3f3\n",
];

const NUMBERS: &[&str] = &["1.5", "1.0", "-0", "1e3", "12345678901234567890123", "1e400"];

/// Lengths at which limits lie.
const LENGTHS: &[usize] =
    &[12, 20, 21, 40, 41, 60, 61, 160, 161, 300, 301, 400, 1000, 1001, 1500, 1501, 2000, 5000, 5001];

impl Attributes {
    /// The words in quotes and behind dots.
    pub fn of(body: &str) -> Self {
        let word = |char: char| char.is_alphanumeric() || char == '_';
        let mut names: Vec<String> = Vec::new();
        for part in body.split("['").skip(1).map(|part| part.split('\'').next().unwrap_or_default()) {
            names.push(part.to_owned());
        }
        for part in body.split('.').skip(1) {
            names.push(part.chars().take_while(|char| word(*char)).collect());
        }
        names.retain(|name| !name.is_empty() && name.len() < 30);
        names.push("line_id".to_owned());
        names.sort();
        names.dedup();
        Self(names)
    }

    /// A profile as JSON text.
    pub fn profile(&self, random: &mut Random) -> String {
        // Most users are ordinary in everything.
        let strange = random.one_in(4);
        let user = self.object(random, strange, 0);
        let profile = match random.below(6) {
            0 => user,
            1 => json!({ "UserAttribute": user }),
            2 => json!({ "EventAttribute": self.object(random, strange, 1), "UserAttribute": user }),
            _ => {
                let count = random.below(5);
                let items: Vec<_> = (0..count).map(|_| self.object(random, strange, 2)).collect();
                json!({ "UserAttribute": user, "ProductSet": items, "EventAttribute": {} })
            }
        };
        let text = profile.to_string();
        if strange && random.one_in(20) {
            // A key that stands twice.
            return text.replacen('{', "{\"UserAttribute\":{\"name\":\"first\"},", 1);
        }
        text
    }

    fn object(&self, random: &mut Random, strange: bool, depth: usize) -> Value {
        let mut object = Map::new();
        for name in &self.0 {
            if strange && random.one_in(8) {
                continue;
            }
            let value = if name == "line_id" && !(strange && random.one_in(4)) {
                json!(format!("U{:016x}{:016x}", random.number(), random.number()))
            } else {
                self.value(name, random, strange, depth)
            };
            object.insert(name.clone(), value);
        }
        if strange && random.one_in(3) {
            object.insert("extra".to_owned(), json!({ "name": "inner", "line_id": "inner" }));
            let mut shuffled: Vec<_> = object.into_iter().collect();
            let by = random.below(shuffled.len());
            shuffled.rotate_left(by);
            return Value::Object(shuffled.into_iter().collect());
        }
        Value::Object(object)
    }

    fn value(&self, name: &str, random: &mut Random, strange: bool, depth: usize) -> Value {
        let is_number = matches!(name, "points" | "flex" | "age" | "price" | "amount");
        if !strange {
            return match name {
                _ if is_number => json!(random.below(1200)),
                "vip" => json!(random.one_in(2)),
                "tags" => json!(ORDINARY[..random.below(4)].to_vec()),
                "address" if depth < 2 => self.object(random, strange, depth + 1),
                _ => json!(random.pick(ORDINARY)),
            };
        }
        match random.below(14) {
            0 => Value::Null,
            1 => json!(random.below(2000)),
            2 => json!(-(random.below(20) as i64)),
            3 => serde_json::from_str(random.pick::<&str>(NUMBERS)).unwrap_or(Value::Null),
            4 => json!(random.one_in(2)),
            5 => json!(["a", 1, null, { "name": "x" }]),
            6 => json!([]),
            7 if depth < 2 => self.object(random, strange, depth + 1),
            8 => {
                let unit = random.pick(&["a", "é", "日", "🍎", "👨‍👩‍👧‍👦", "e\u{301}", "\"", "x "]);
                json!(unit.repeat(random.pick(LENGTHS) / unit.chars().count().max(1)))
            }
            9 if is_number => json!(random.below(1200)),
            9..=10 => json!(random.pick(ORDINARY)),
            _ => json!(random.pick(STRANGE)),
        }
    }
}
