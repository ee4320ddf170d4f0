//! All that demands say of one attribute, under one condition.

use super::json_schema::object;
use crate::analysis::calculation::LARGEST;
use crate::analysis::path::Path;
use crate::analysis::survey::{Bound, FEW_DIGITS, Length, Need, Types, Unit, form};
use crate::schema::node::Keyword;
use crate::schema::{self, tables};
use serde_json::{Map, Value};

/// Units that a number or boolean takes when it is printed, at most.
const NUMBER: u64 = 25;

/// What a JSON Schema says of one value.
#[derive(Debug, Clone, Default)]
pub(super) struct Facets {
    pub(super) required: bool,
    not_null: bool,
    types: Option<Types>,
    patterns: Vec<String>,
    choices: Option<Vec<String>>,
    /// Forms that no pattern states, by the keyword of the schema files.
    forms: Vec<(&'static str, Value)>,
    most_utf16: Option<u64>,
    most_graphemes: Option<u64>,
    most_code_points: Option<u64>,
    least: Option<u64>,
    integer: bool,
    minimum: Option<f64>,
    maximum: Option<f64>,
    fewest: Option<usize>,
    most_items: Option<usize>,
}

impl Facets {
    /// Adds what a demand says of the attribute at `path`.
    pub(super) fn add(&mut self, need: &Need, path: &Path) {
        match need {
            Need::There(_) => self.required = true,
            Need::NotNull(_) => self.not_null = true,
            Need::Types(_, types) => self.restrict(*types),
            Need::Form { before, behind, keyword, .. } => self.form(*keyword, before, behind),
            Need::Date(_, form) => {
                self.only_text();
                self.pattern(form.pattern());
                self.forms.push(("x-form", object([("rule", form.describe().into())])));
            }
            Need::Only(_, characters) => self.pattern(characters.pattern()),
            Need::FewDigits(_) => {
                self.pattern(FEW_DIGITS);
                self.minimum = within(f64::max, self.minimum, Some(-LARGEST));
                self.maximum = within(f64::min, self.maximum, Some(LARGEST));
            }
            Need::Number { least, most, integer, .. } => {
                self.integer |= integer;
                self.minimum = within(f64::max, self.minimum, *least);
                self.maximum = within(f64::min, self.maximum, *most);
            }
            Need::Items { least, most, .. } => {
                self.fewest = self.fewest.max(Some(*least).filter(|least| *least > 0));
                self.most_items = match (self.most_items, most) {
                    (Some(known), Some(most)) => Some(known.min(*most)),
                    (known, most) => known.or(*most),
                };
            }
            Need::Length(length) => self.length(length, path),
            // Said of all its attributes together.
            Need::Bytes(_) => {}
        }
    }

    fn restrict(&mut self, types: Types) {
        let known = self.types.unwrap_or(types);
        self.types = Some(Types {
            text: known.text && types.text,
            number: known.number && types.number,
            boolean: known.boolean && types.boolean,
            list: known.list && types.list,
            object: known.object && types.object,
        });
    }

    fn only_text(&mut self) {
        self.restrict(Types { text: true, ..Types::default() });
    }

    fn pattern(&mut self, pattern: &str) {
        if !self.patterns.iter().any(|known| known == pattern) {
            self.patterns.push(pattern.to_owned());
        }
    }

    fn form(&mut self, keyword: Keyword, before: &str, behind: &str) {
        let is_whole = before.is_empty() && behind.is_empty();
        match keyword {
            Keyword::Enum(values) => {
                let inner =
                    |value: String| value.strip_prefix(before)?.strip_suffix(behind).map(str::to_owned);
                let mut choices: Vec<String> = schema::texts_of(values.values()).filter_map(inner).collect();
                if let Some(known) = &self.choices {
                    choices.retain(|choice| known.contains(choice));
                }
                self.choices = Some(choices);
                return;
            }
            Keyword::Pattern(pattern) if is_whole => {
                if let Some(pattern) = tables::pattern(pattern) {
                    self.pattern(pattern.text.text());
                }
                return;
            }
            Keyword::LineUrl(rule) if is_whole => {
                let schemes: Vec<&str> =
                    tables::url(rule).map(|rule| rule.schemes.texts().collect()).unwrap_or_default();
                if !schemes.is_empty() {
                    self.pattern(&format!("^({}):", schemes.join("|")));
                }
                self.forms.push(("format", "uri".into()));
                return;
            }
            _ => {}
        }
        let mut within = Map::new();
        within.insert("rule".to_owned(), form(keyword).into());
        if !is_whole {
            within.insert("before".to_owned(), before.into());
            within.insert("behind".to_owned(), behind.into());
        }
        self.forms.push(("x-form", within.into()));
    }

    fn length(&mut self, length: &Length, path: &Path) {
        if length.bound == Bound::Least {
            self.least = self.least.max(Some(length.room()));
            return;
        }
        for term in length.terms.iter().filter(|term| term.path == *path) {
            let Some(share) = length.share(term) else { continue };
            if share < NUMBER {
                self.only_text();
            }
            let unit = if term.factor == 1 { length.unit } else { Unit::Utf16 };
            let slot = match unit {
                Unit::Utf16 => &mut self.most_utf16,
                Unit::Graphemes => &mut self.most_graphemes,
                Unit::CodePoints => &mut self.most_code_points,
            };
            *slot = Some(slot.map_or(share, |known| known.min(share)));
        }
    }

    /// The keywords of JSON Schema, into a schema for the value.
    pub(super) fn write(&self, schema: &mut Map<String, Value>) {
        let mut set = |name: &str, value: Value| {
            schema.insert(name.to_owned(), value);
        };
        match self.types {
            Some(types) => set("type", self.types_value(types)),
            None if self.integer => set("type", self.types_value(Types { number: true, ..Types::default() })),
            None if self.not_null => set("not", object([("type", "null".into())])),
            None => {}
        }
        // What is said of texts alone, says nothing where none may stand.
        let takes_text = self.types.is_none_or(|types| types.text);
        match self.patterns.as_slice() {
            _ if !takes_text => {}
            [] => {}
            [one] => set("pattern", one.clone().into()),
            all => set(
                "allOf",
                all.iter().map(|pattern| object([("pattern", pattern.as_str().into())])).collect(),
            ),
        }
        if let Some(choices) = &self.choices {
            let null = (!self.not_null).then_some(Value::Null);
            set("enum", choices.iter().map(|choice| Value::from(choice.as_str())).chain(null).collect());
        }
        for (name, value) in &self.forms {
            set(name, value.clone());
        }
        if let Some(most) = self.most_utf16 {
            set("maxUtf16Length", most.into());
        }
        if let Some(most) = self.most_graphemes {
            set("maxGraphemes", most.into());
        }
        // A text has no more code points than UTF-16 code units: the bound that all validators know.
        if let Some(most) = [self.most_utf16, self.most_code_points].into_iter().flatten().min() {
            set("maxLength", most.into());
        }
        if let Some(least) = self.least {
            set("minLength", least.into());
        }
        if let Some(minimum) = self.minimum {
            set("minimum", number(minimum));
        }
        if let Some(maximum) = self.maximum {
            set("maximum", number(maximum));
        }
        let is_map = self.types.is_some_and(|types| types.object && !types.list);
        if let Some(fewest) = self.fewest {
            set(if is_map { "minProperties" } else { "minItems" }, fewest.into());
        }
        if let Some(most) = self.most_items {
            set(if is_map { "maxProperties" } else { "maxItems" }, most.into());
        }
    }

    fn types_value(&self, types: Types) -> Value {
        let names = [
            (types.text, "string"),
            (types.number, if self.integer { "integer" } else { "number" }),
            (types.boolean, "boolean"),
            (types.list, "array"),
            (types.object, "object"),
            (!self.not_null, "null"),
        ];
        let names: Vec<Value> =
            names.into_iter().filter(|(has, _)| *has).map(|(_, name)| name.into()).collect();
        match names.as_slice() {
            [one] => one.clone(),
            _ => names.into(),
        }
    }
}

/// The stricter of two bounds.
fn within(stricter: fn(f64, f64) -> f64, known: Option<f64>, new: Option<f64>) -> Option<f64> {
    match (known, new) {
        (Some(known), Some(new)) => Some(stricter(known, new)),
        (known, new) => known.or(new),
    }
}

fn number(number: f64) -> Value {
    if number.fract() == 0.0 { Value::from(number as i64) } else { Value::from(number) }
}
