//! Payloads made from those in the tables by a few random changes, the same on every run.

#![allow(dead_code, unreachable_pub, reason = "shared by several test files")]

use crate::cases::Case;
use lineplate::schema::Kind;
use serde_json::{Map, Value, json};

/// SplitMix64.
pub struct Random(pub u64);

impl Random {
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.number() % bound as u64) as usize
    }

    pub fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[self.below(list.len())]
    }
}

pub struct Mutator {
    random: Random,
    /// Keys, texts and whole values that occur in the tables.
    keys: Vec<String>,
    texts: Vec<String>,
    values: Vec<Value>,
    /// Cases whose documents are small enough to be many.
    small: Vec<usize>,
}

impl Mutator {
    pub fn new(seed: u64, cases: &[Case]) -> Self {
        let mut mutator = Self {
            random: Random(seed),
            keys: Vec::new(),
            texts: Vec::new(),
            values: Vec::new(),
            small: Vec::new(),
        };
        for (i, case) in cases.iter().enumerate() {
            if case.data.to_string().len() < 6000 {
                mutator.small.push(i);
                mutator.learn(&case.data);
            }
        }
        mutator.keys.sort();
        mutator.keys.dedup();
        mutator.texts.sort();
        mutator.texts.dedup();
        mutator
    }

    fn learn(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.texts.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| self.learn(item)),
            Value::Object(object) => {
                self.values.push(value.clone());
                for (key, value) in object {
                    self.keys.push(key.clone());
                    self.learn(value);
                }
            }
            _ => {}
        }
    }

    /// A document of the tables with one to three changes.
    pub fn payload(&mut self, cases: &[Case]) -> (Kind, Value) {
        loop {
            let case = &cases[*self.random.pick(&self.small)];
            // Mostly from valid ones, of which the changes break one rule or none.
            if !case.valid && self.random.below(4) > 0 {
                continue;
            }
            let mut data = case.data.clone();
            for _ in 0..=self.random.below(3) {
                self.change(&mut data);
            }
            return (case.kind, data);
        }
    }

    fn change(&mut self, data: &mut Value) {
        let count = count(data);
        let at = self.random.below(count);
        let target = nth(data, &mut (at + 1)).unwrap();
        match target {
            Value::Object(object) if self.random.below(5) > 0 => self.change_object(object),
            Value::Array(items) if self.random.below(5) > 0 => self.change_array(items),
            Value::String(text) if self.random.below(6) > 0 => self.change_text(text),
            Value::Number(number) if self.random.below(4) > 0 => {
                let old = number.as_f64().unwrap();
                let new = [old + 1.0, old - 1.0, -old, old + 0.5, old * 1000.0, 0.0];
                let new = *self.random.pick(&new);
                *target = if new.fract() == 0.0 { json!(new as i64) } else { json!(new) };
            }
            target => *target = self.any(),
        }
    }

    fn change_object(&mut self, object: &mut Map<String, Value>) {
        let keys: Vec<String> = object.keys().cloned().collect();
        match self.random.below(5) {
            0 | 1 if !keys.is_empty() => {
                object.remove(self.random.pick(&keys));
            }
            2 if !keys.is_empty() => {
                let value = object.remove(self.random.pick(&keys)).unwrap();
                let key = self.random.pick(&self.keys).clone();
                object.insert(key, value);
            }
            3 if !keys.is_empty() => {
                object.insert(self.random.pick(&keys).clone(), Value::Null);
            }
            _ => {
                let key = self.random.pick(&self.keys).clone();
                let value = self.any();
                object.insert(key, value);
            }
        }
    }

    fn change_array(&mut self, items: &mut Vec<Value>) {
        match self.random.below(4) {
            0 => {
                items.pop();
            }
            1 if !items.is_empty() => {
                let item = self.random.pick(items).clone();
                let times = *self.random.pick(&[1, 2, 3, 10, 13, 20]);
                items.extend(std::iter::repeat_n(item, times));
            }
            2 if items.len() > 1 => {
                let at = self.random.below(items.len());
                items.rotate_left(at);
            }
            _ => items.push(self.any()),
        }
    }

    fn change_text(&mut self, text: &mut String) {
        match self.random.below(8) {
            0 => text.clear(),
            1 => *text = text.to_uppercase(),
            2 => text.push_str(
                self.random.pick::<&str>(&["x", " ", "{", "}", "$", "🍎", "%", "\n", "px", "|", "日"]),
            ),
            3 => {
                let unit = *self.random.pick(&["a", "🍎", "👨‍👩‍👧‍👦", "é"]);
                let times = *self.random.pick(&[12, 20, 21, 40, 60, 100, 300, 301, 1001, 1501, 2001]);
                *text = unit.repeat(times);
            }
            4 => *text = text.replacen("https", "http", 1),
            5 => {
                let mut chars: Vec<char> = text.chars().collect();
                if !chars.is_empty() {
                    let at = self.random.below(chars.len());
                    chars.remove(at);
                }
                *text = chars.into_iter().collect();
            }
            _ => text.clone_from(self.random.pick(&self.texts)),
        }
    }

    /// A value from nowhere.
    fn any(&mut self) -> Value {
        match self.random.below(10) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(false),
            3 => json!(self.random.below(2000) as i64 - 1000),
            4 => json!(1.5),
            5 => json!([]),
            6 => json!({}),
            7 => self.random.pick(&self.values).clone(),
            _ => Value::String(self.random.pick(&self.texts).clone()),
        }
    }
}

/// The number of values in a value.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(object) => object.values().map(count).sum(),
        _ => 0,
    }
}

fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    *left -= 1;
    if *left == 0 {
        return Some(value);
    }
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, left)),
        Value::Object(object) => object.values_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}
