//! The shape of a body that may be broken: objects, arrays, keys and values as far as they can be made out, and the
//! tags between them.

use crate::diagnostic::Span;

/// What can be made out of a text.
pub(super) struct Outline<'t> {
    text: &'t str,
    tags: Vec<Tag>,
    items: Vec<Item>,
}

/// A `{{ … }}`, `{% … %}` or `{# … #}`, which may lack its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    pub(super) span: Span,
    closed: bool,
}

/// A value, or a key that has none yet.
#[derive(Debug, Clone, Copy)]
struct Item {
    parent: Option<usize>,
    /// With its quotes.
    key: Option<Span>,
    shape: Shape,
    span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Object,
    Array,
    Text,
    Other,
    /// Only the key is there.
    Absent,
}

/// A container and the way to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Container(usize);

/// What stands, or could stand, at an offset.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slot<'t> {
    /// A key of an object.
    Key { object: Container, typed: Typed },
    /// A value: of a key, of an array, or of the whole text.
    Value { container: Option<Container>, key: Option<&'t str>, typed: Typed },
}

/// What is there already.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) struct Typed {
    /// Without quotes.
    pub(super) span: Span,
    /// Whether it stands in quotes.
    pub(super) quoted: bool,
}

/// A step from a container to one inside it.
pub(super) enum Way<'t> {
    Member(&'t str),
    Item,
}

impl<'t> Outline<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let mut reader = Reader {
            text,
            at: 0,
            tags: Vec::new(),
            items: Vec::new(),
            open: Vec::new(),
            key: None,
            colon: false,
        };
        reader.run();
        Self { text, tags: reader.tags, items: reader.items }
    }

    /// The tag around an offset; comments count, too.
    pub(super) fn tag_at(&self, offset: usize) -> Option<Tag> {
        self.tags.iter().copied().find(|tag| {
            let Span { start, end } = tag.span;
            let last = if tag.closed { end as usize - 2 } else { end as usize };
            (start as usize + 2..=last).contains(&offset)
        })
    }

    /// Whether a tag is a comment.
    pub(super) fn is_comment(&self, tag: Tag) -> bool {
        self.slice(tag.span).starts_with("{#")
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// A text without its quotes.
    fn unquoted(&self, span: Span) -> &'t str {
        let inner = self.slice(span).strip_prefix('"').unwrap_or_default();
        inner.strip_suffix('"').unwrap_or(inner)
    }

    /// What stands, or could stand, at an offset outside all tags.
    pub(super) fn slot(&self, offset: usize) -> Slot<'t> {
        for item in &self.items {
            let key = item.key.map(|key| self.unquoted(key));
            let container = item.parent.map(Container);
            if let Some((typed, object)) = item.key.and_then(|key| self.typed(key, offset)).zip(container)
                && self.is_object(object)
            {
                return Slot::Key { object, typed };
            }
            if matches!(item.shape, Shape::Text | Shape::Other)
                && let Some(typed) = self.typed(item.span, offset)
            {
                return Slot::Value { container, key, typed };
            }
        }
        self.gap(offset)
    }

    /// What could stand between values.
    fn gap(&self, offset: usize) -> Slot<'t> {
        let typed = Typed { span: Span::new(offset, offset), quoted: false };
        let around = |item: &Item| (item.span.start as usize) < offset && offset < item.span.end as usize;
        let containers = self.items.iter().enumerate().rev();
        let inner = containers
            .filter(|(_, item)| matches!(item.shape, Shape::Object | Shape::Array))
            .find(|(_, item)| around(item));
        let Some((index, container)) = inner else {
            return Slot::Value { container: None, key: None, typed };
        };
        let container_of = Container(index);
        if container.shape == Shape::Array {
            return Slot::Value { container: Some(container_of), key: None, typed };
        }
        // Behind a key and its colon, and before anything else, a value is wanted.
        let waiting = self.items.iter().find(|item| {
            let behind = item.key.is_some_and(|key| {
                let between = self.text.get(key.end as usize..offset).unwrap_or_default();
                between.trim_start().strip_prefix(':').is_some_and(|rest| rest.trim().is_empty())
            });
            item.parent == Some(index) && behind
        });
        match waiting.and_then(|item| item.key) {
            Some(key) => Slot::Value { container: Some(container_of), key: Some(self.unquoted(key)), typed },
            None => Slot::Key { object: container_of, typed },
        }
    }

    fn typed(&self, span: Span, offset: usize) -> Option<Typed> {
        let quoted = self.slice(span).starts_with('"');
        let closed = quoted && span.end - span.start >= 2 && self.slice(span).ends_with('"');
        let start = span.start as usize + usize::from(quoted);
        let mut end = span.end as usize - usize::from(closed);
        if !(start..=end).contains(&offset) {
            return None;
        }
        if quoted && !closed {
            // What follows on the line is not part of it.
            let rest = self.text.get(offset..end).unwrap_or_default();
            end = offset + rest.find(|char: char| !char.is_alphanumeric()).unwrap_or(rest.len());
        }
        Some(Typed { span: Span::new(start, end), quoted })
    }

    fn is_object(&self, container: Container) -> bool {
        self.items.get(container.0).is_some_and(|item| item.shape == Shape::Object)
    }

    /// The keys of an object.
    pub(super) fn keys(&self, object: Container) -> impl Iterator<Item = &'t str> {
        self.members(object).filter_map(|item| Some(self.unquoted(item.key?)))
    }

    /// The text of a member, if it is a text without tags in it.
    pub(super) fn member_text(&self, object: Container, key: &str) -> Option<&'t str> {
        let is_it = |item: &&Item| item.key.is_some_and(|span| self.unquoted(span) == key);
        let found = self.members(object).find(is_it)?;
        (found.shape == Shape::Text).then(|| self.unquoted(found.span))
    }

    fn members(&self, object: Container) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.parent == Some(object.0))
    }

    /// The containers around and with this one, from the outermost, each with the step that leads into it.
    pub(super) fn way(&self, container: Container) -> Vec<(Option<Way<'t>>, Container)> {
        let mut way = Vec::new();
        let mut at = Some(container.0);
        while let Some((index, item)) = at.and_then(|index| Some((index, self.items.get(index)?))) {
            let step = match (item.parent, item.key) {
                (None, _) => None,
                (Some(_), Some(key)) => Some(Way::Member(self.unquoted(key))),
                (Some(_), None) => Some(Way::Item),
            };
            way.push((step, Container(index)));
            at = item.parent;
        }
        way.reverse();
        way
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    tags: Vec<Tag>,
    items: Vec<Item>,
    /// Indexes of the containers that are open.
    open: Vec<usize>,
    /// The last key, while it has no value.
    key: Option<usize>,
    /// Whether its colon is there.
    colon: bool,
}

impl Reader<'_> {
    fn run(&mut self) {
        while let Some(char) = self.rest().chars().next() {
            let start = self.at;
            match char {
                '{' if self.skip_tag() => self.loose(start),
                '{' => self.container(Shape::Object),
                '[' => self.container(Shape::Array),
                '}' | ']' => self.close(),
                ':' => {
                    self.colon = self.key.is_some();
                    self.at += 1;
                }
                ',' => {
                    self.key = None;
                    self.at += 1;
                }
                '"' => {
                    self.skip_text();
                    self.token(Shape::Text, start);
                }
                _ if char.is_alphanumeric() || matches!(char, '-' | '_') => {
                    self.at += self
                        .rest()
                        .find(|char: char| !(char.is_alphanumeric() || "-_.+".contains(char)))
                        .unwrap_or(self.rest().len());
                    self.token(Shape::Other, start);
                }
                _ => self.at += char.len_utf8(),
            }
        }
        let end = self.text.len();
        for index in std::mem::take(&mut self.open) {
            self.end(index, end + 1);
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn end(&mut self, index: usize, end: usize) {
        if let Some(item) = self.items.get_mut(index) {
            item.span.end = end as u32;
        }
    }

    fn in_object(&self) -> bool {
        let shape = self.open.last().and_then(|index| self.items.get(*index)).map(|item| item.shape);
        shape == Some(Shape::Object)
    }

    fn container(&mut self, shape: Shape) {
        let start = self.at;
        self.at += 1;
        self.value(shape, Span::new(start, self.at));
        // The value has taken the place of its key.
        self.open.push(self.items.len() - 1);
        self.key = None;
    }

    fn close(&mut self) {
        self.at += 1;
        if let Some(index) = self.open.pop() {
            self.end(index, self.at);
        }
        self.key = None;
    }

    /// A text or word: a key, where an object wants one, else a value.
    fn token(&mut self, shape: Shape, start: usize) {
        let span = Span::new(start, self.at);
        if self.in_object() && !(self.key.is_some() && self.colon) {
            self.key = Some(self.items.len());
            self.colon = false;
            let parent = self.open.last().copied();
            self.items.push(Item { parent, key: Some(span), shape: Shape::Absent, span });
        } else {
            self.value(shape, span);
        }
    }

    /// A tag that stands between values may write one.
    fn loose(&mut self, start: usize) {
        if self.key.is_some() && self.colon && self.text.get(start..start + 2) == Some("{{") {
            self.value(Shape::Absent, Span::new(start, self.at));
        }
    }

    /// Completes the last key, or adds an item to an array.
    fn value(&mut self, shape: Shape, span: Span) {
        let parent = self.open.last().copied();
        let key = match self.key.take() {
            // It moves to the end, so that containers always stand before what is in them.
            Some(index) if index + 1 == self.items.len() => self.items.pop().and_then(|item| item.key),
            _ => None,
        };
        self.items.push(Item { parent, key, shape, span });
    }

    /// Skips a text in quotes, which ends with its line at the latest.
    fn skip_text(&mut self) {
        self.at += 1;
        while let Some(char) = self.rest().chars().next() {
            match char {
                '{' if self.skip_tag() => {}
                '"' => {
                    self.at += 1;
                    return;
                }
                '\n' => return,
                '\\' => self.at += 1 + self.rest().chars().nth(1).map_or(0, char::len_utf8),
                _ => self.at += char.len_utf8(),
            }
        }
    }

    /// Skips a tag, if one starts here.
    fn skip_tag(&mut self) -> bool {
        let Some(close) = closing(self.rest()) else { return false };
        let start = self.at;
        let inner = self.text.get(start + 2..).unwrap_or_default();
        let end = end_of_tag(inner, close);
        // What is not closed ends with its line.
        let length = end.map_or_else(|| inner.find('\n').unwrap_or(inner.len()), |end| end + 2);
        self.at = start + 2 + length;
        self.tags.push(Tag { span: Span::new(start, self.at), closed: end.is_some() });
        true
    }
}

fn closing(rest: &str) -> Option<&'static str> {
    match rest.as_bytes() {
        [b'{', b'{', ..] => Some("}}"),
        [b'{', b'%', ..] => Some("%}"),
        [b'{', b'#', ..] => Some("#}"),
        _ => None,
    }
}

/// The end of a tag: the first closing mark outside quotes, on a line where no other tag starts before it; else the first
/// one on the line.
fn end_of_tag(inner: &str, close: &str) -> Option<usize> {
    let mut quote = None;
    for (at, char) in inner.char_indices() {
        let rest = inner.get(at..).unwrap_or_default();
        match quote {
            None if rest.starts_with(close) => return Some(at),
            None if close != "#}" && closing(rest).is_some() => break,
            None if char == '"' || char == '\'' => quote = Some(char),
            Some(open) if open == char => quote = None,
            _ => {}
        }
    }
    let line = inner.get(..inner.find('\n').unwrap_or(inner.len())).unwrap_or_default();
    line.find(close)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The slot at the mark.
    fn slot(marked: &str) -> String {
        let offset = marked.find('¦').unwrap();
        let text = marked.replacen('¦', "", 1);
        let outline = Outline::read(&text);
        let path = |container: Option<Container>| {
            let way = container.map(|container| outline.way(container)).unwrap_or_default();
            way.iter().fold(String::new(), |path, (step, _)| match step {
                Some(Way::Member(key)) => format!("{path}/{key}"),
                Some(Way::Item) => format!("{path}/*"),
                None => path,
            })
        };
        match outline.slot(offset) {
            Slot::Key { object, typed } => {
                format!("key in {:?}, `{}`", path(Some(object)), text.get(typed.span.range()).unwrap())
            }
            Slot::Value { container, key, typed } => {
                format!(
                    "value of {key:?} in {:?}, `{}`",
                    path(container),
                    text.get(typed.span.range()).unwrap()
                )
            }
        }
    }

    #[test]
    fn finds_keys_and_values() {
        let cases = [
            (r#"{"messages": [{"type": "te¦xt"}]}"#, r#"value of Some("type") in "/messages/*", `text`"#),
            (r#"{"messages": [{"ty¦"#, r#"key in "/messages/*", `ty`"#),
            (r#"{"messages": [{¦"#, r#"key in "/messages/*", ``"#),
            (r#"{"messages": [¦"#, r#"value of None in "/messages", ``"#),
            (r#"{"messages": [{"type": ¦"#, r#"value of Some("type") in "/messages/*", ``"#),
            (r#"{"a": {"type": "x", ¦, "b": 1}}"#, r#"key in "/a", ``"#),
            (r#"{"a": {{ x }}, "b": {"c": ¦}}"#, r#"value of Some("c") in "/b", ``"#),
            (r#"{"a": "{{ x['"'] }}", "b": {¦}}"#, r#"key in "/b", ``"#),
            ("{\"a\": \"{{ x['\n, \"b\": {\"c\": \"d¦", r#"value of Some("c") in "/b", `d`"#),
            ("[{% for i in x %}{\"a\": tr¦}{% endfor %}]", r#"value of Some("a") in "/*", `tr`"#),
            ("¦", "value of None in \"\", ``"),
        ];
        for (text, expected) in cases {
            assert_eq!(slot(text), expected, "{text}");
        }
    }

    #[test]
    fn nothing_breaks_it() {
        let text = "{\"日\": [\"{{ x|\", {%, {{, {# \\\"\u{e9} }}] } } ] \"\\";
        for (before, behind) in (0..=text.len()).filter_map(|offset| text.split_at_checked(offset)) {
            let outline = Outline::read(before);
            outline.slot(before.len());
            outline.tag_at(before.len());
            Outline::read(behind).slot(0);
        }
    }
}
