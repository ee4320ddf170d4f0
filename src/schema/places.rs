//! Which rules hold at which place of a document, for those who ask what else could stand there.

use super::node::{Argument, Check, CheckKind, Keyword, Node, OriginId, ParameterName, Value};
use super::options::Options;
use super::walk::{Observer, Request};
use super::{Kind, checks, keywords, pattern, tables, walk};
use crate::json::{self, Document};

/// A value of a document and the node that holds for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The number of the value on the tape.
    pub(crate) index: u32,
    pub(crate) node: &'static Node,
}

/// The places of a document that a rule of LINE's is about. What only gives a warning is left out.
pub(crate) fn places(kind: Kind, document: &Document<'_>, options: &Options) -> Vec<Place> {
    struct Places(Vec<Place>);
    impl Observer for Places {
        fn tested(&mut self, _: OriginId, _: bool) {}

        fn entered(&mut self, value: json::Node<'_>, node: &'static Node) {
            self.0.push(Place { index: value.index(), node });
        }
    }
    let mut places = Places(Vec::new());
    walk::walk(kind, document, options, &mut places);
    places.0
}

/// The values of a document that decide which node holds for the object that they are in, by their numbers on the tape.
pub(crate) fn deciders(kind: Kind, document: &Document<'_>, options: &Options) -> Vec<u32> {
    struct Deciders(Vec<u32>);
    impl Observer for Deciders {
        fn tested(&mut self, _: OriginId, _: bool) {}

        fn decided(&mut self, by: json::Node<'_>) {
            self.0.push(by.index());
        }
    }
    let mut deciders = Deciders(Vec::new());
    walk::walk(kind, document, options, &mut deciders);
    deciders.0
}

/// Whether a text passes a keyword.
pub(crate) fn accepts(keyword: Keyword, text: &str) -> bool {
    let mut json = String::new();
    json::text::quote_into(text, &mut json);
    let Ok(document) = Document::parse(json) else { return false };
    let request = Request { method: None, recipient: None };
    !matches!(keywords::test(keyword, document.root(), request), Some(Err(_)))
}

/// The limit that a `textLimit` check sets in an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextLimit {
    pub(crate) most: u64,
    /// Whether it counts code points, not grapheme clusters.
    pub(crate) code_points: bool,
}

/// What a `textLimit` check allows in this object.
pub(crate) fn text_limit(check: &Check, object: json::Node<'_>) -> TextLimit {
    let input = checks::Input::new(check, object);
    let (most, _) = checks::text_limit::limit(&input);
    TextLimit { most: most as u64, code_points: input.text(ParameterName::Unit) == "codePoints" }
}

/// The UTF-16 code units that a check keeps free for the emoji of an object.
pub(crate) fn emoji_room(check: &Check, object: json::Node<'_>) -> u64 {
    checks::emoji::room(&checks::Input::new(check, object)) as u64
}

/// The values that a check compares with others: those of the properties that it names, here and in the items of
/// lists.
pub(crate) fn compared<'d>(check: &Check, object: json::Node<'d>) -> Vec<json::Node<'d>> {
    let mut found = Vec::new();
    if !checks::Input::new(check, object).applies() {
        return found;
    }
    if let CheckKind::TextV2Braces | CheckKind::TextV2Keys | CheckKind::TextV2Missing = check.kind {
        found.extend(object.get("text"));
    }
    for name in ParameterName::ALL
        .iter()
        .filter(|name| !matches!(name, ParameterName::When | ParameterName::WhenAny | ParameterName::Unless))
    {
        match check.argument(*name) {
            Some(Argument::Text(text)) => named(object, text.text(), &mut found),
            Some(Argument::Texts(texts)) => texts.texts().for_each(|text| named(object, text, &mut found)),
            Some(Argument::Path(steps)) => {
                checks::follow(object, steps.steps(), &mut |node| {
                    found.push(node);
                    false
                });
            }
            _ => {}
        }
    }
    found
}

/// The members of this name, in an object or the objects of an array.
fn named<'d>(value: json::Node<'d>, name: &str, found: &mut Vec<json::Node<'d>>) {
    found.extend(value.get(name));
    for item in value.items() {
        found.extend(item.get(name));
    }
    for (_, member) in value.members() {
        for item in member.items() {
            found.extend(item.get(name));
        }
    }
}

/// Some texts that pass a keyword.
pub(crate) fn examples(keyword: Keyword) -> Vec<String> {
    let candidates: Vec<String> = match keyword {
        Keyword::Enum(values) => texts_of(values.values()).collect(),
        Keyword::Pattern(pattern) => tables::pattern(pattern).map(pattern::example).into_iter().collect(),
        Keyword::LineUrl(rule) => {
            let schemes = tables::url(rule).map(|rule| rule.schemes.texts()).into_iter().flatten();
            let urls = schemes.map(|scheme| format!("{scheme}://example.com/a"));
            std::iter::once("https://example.com/a".to_owned()).chain(urls).collect()
        }
        Keyword::Dimension(rule) => {
            let Some(rule) = tables::dimension(rule) else { return Vec::new() };
            let sizes = rule.units.texts().map(|unit| format!("10{unit}"));
            rule.keywords.texts().map(str::to_owned).chain(sizes).collect()
        }
        Keyword::AspectRatio(_) => vec!["1:1".to_owned()],
        Keyword::Quantity(rule) => {
            let Some(rule) = tables::quantity(rule) else { return Vec::new() };
            ["0", "1", "10", "50"].into_iter().map(|number| format!("{number}{}", rule.unit.text())).collect()
        }
        Keyword::DateTime(_) => {
            ["2026-12-31", "12:00", "2026-12-31T12:00"].into_iter().map(str::to_owned).collect()
        }
        _ => vec!["a".to_owned()],
    };
    candidates.into_iter().filter(|text| accepts(keyword, text)).collect()
}

/// The texts among the values of an `enum`.
pub(crate) fn texts_of(values: &[Value]) -> impl Iterator<Item = String> {
    values.iter().filter_map(|value| match value {
        Value::String(text) => Some(text.text().to_owned()),
        _ => None,
    })
}
