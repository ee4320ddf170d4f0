//! From the rules at a place of the payload to what they ask of the attributes printed there.

use super::need::{Bound, Characters, Demand, Length, Need, Place, Term, Unit};
use super::run::{Computed, Data, Part, Run, printed};
use super::{Collected, Unknown, overlap};
use crate::analysis::condition::{Conditions, When};
use crate::analysis::facts::{Facts, Hazard};
use crate::analysis::path::Path;
use crate::analysis::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::json::{self, Document, Kind, Node};
use crate::ordered::Set;
use crate::render::writer::Author;
use crate::schema::node::{Check, CheckKind, Constraint, Keyword, MetaId, ParameterName, UrlEncoding};
use crate::schema::{self, tables};
use crate::template::program::Stmt;

/// Units that a number takes when it is printed, at most.
const NUMBER: u64 = 40;

/// Reads the places of one run's payload.
pub(super) struct Reader<'a, 'p> {
    pub(super) facts: &'a Facts<'p>,
    pub(super) conditions: &'a Conditions,
    pub(super) inexact: &'a [Hazard],
    pub(super) run: &'a Run,
    pub(super) document: &'a Document<'static>,
    pub(super) kind: schema::Kind,
    pub(super) out: &'a mut Collected,
    /// Values that are wrong whatever the attributes are.
    pub(super) certain: Set<u32>,
    /// Values that are compared with values of the data: whether they fit, depends.
    pub(super) doubtful: Set<u32>,
}

/// A text of the payload with its parts.
struct Text<'d> {
    value: Node<'d>,
    parts: Vec<Part>,
}

impl Text<'_> {
    fn data(&self) -> impl Iterator<Item = &Data> {
        self.parts.iter().filter_map(|part| match part {
            Part::Data(data) => Some(data),
            _ => None,
        })
    }

    fn computed(&self) -> impl Iterator<Item = &Computed> {
        self.parts.iter().filter_map(|part| match part {
            Part::Computed(computed) => Some(computed),
            _ => None,
        })
    }

    fn is_literal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Literal(_)))
    }

    fn literal(&self) -> String {
        let literals = self.parts.iter().filter_map(|part| match part {
            Part::Literal(text) => Some(text.as_str()),
            _ => None,
        });
        literals.collect()
    }

    /// The text with the same filler for all that comes from data.
    fn filled(&self, filler: &str) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Literal(text) => text,
            _ => filler,
        });
        parts.collect()
    }

    /// What the template writes before the first attribute.
    fn start(&self) -> &str {
        match self.parts.first() {
            Some(Part::Literal(text)) => text,
            _ => "",
        }
    }

    /// Whether the scheme and the host are written by the template.
    fn starts_url(&self) -> bool {
        let start = self.start();
        match start.split_once("://") {
            Some((_, behind)) => behind.contains(['/', '?', '#']),
            None => start.contains(':'),
        }
    }

    /// Whether the template writes a scheme that the rule does not know.
    fn has_other_scheme(&self, rule: u16) -> bool {
        let Some((scheme, _)) = self.start().split_once(':') else { return false };
        let mut known = tables::url(rule).into_iter().flat_map(|rule| rule.schemes.texts()).peekable();
        known.peek().is_some() && !known.any(|known| scheme.eq_ignore_ascii_case(known))
    }

    /// The only attribute, if it is printed as it is, and what stands around it.
    fn only(&self) -> Option<(&Data, &str, &str)> {
        let (before, data, behind) = match self.parts.as_slice() {
            [Part::Data(data)] => ("", data, ""),
            [Part::Literal(before), Part::Data(data)] => (&**before, data, ""),
            [Part::Data(data), Part::Literal(behind)] => ("", data, &**behind),
            [Part::Literal(before), Part::Data(data), Part::Literal(behind)] => (&**before, data, &**behind),
            _ => return None,
        };
        data.change.none.then_some((data, before, behind))
    }
}

impl Reader<'_, '_> {
    /// Reads the place of one value.
    pub(super) fn read(&mut self, place: schema::Place) {
        let value = Node::at(self.document, place.index);
        match value.kind() {
            Kind::String => {
                let text = Text { value, parts: self.run.parts(self.facts, value) };
                for constraint in place.node.constraints() {
                    self.link(&text, constraint.keyword);
                }
                for data in text.data().filter(|data| data.is_repeated) {
                    self.unknown(&data.path, data.span, "it is printed more than once by one placeholder");
                }
                if !text.is_literal() {
                    for constraint in place.node.constraints() {
                        self.constraint(&text, constraint);
                    }
                }
            }
            Kind::Integer | Kind::Float | Kind::Bool => self.scalar(value, place.node),
            Kind::Array | Kind::Object => self.container(value, place.node.checks()),
            Kind::Null => {}
        }
    }

    fn constraint(&mut self, text: &Text<'_>, constraint: &Constraint) {
        let meta = constraint.meta;
        match constraint.keyword {
            Keyword::MaxUtf16Length(most) => self.at_most(text, (Unit::Utf16, u64::from(most)), meta),
            Keyword::MaxGraphemes(most) => self.at_most(text, (Unit::Graphemes, u64::from(most)), meta),
            Keyword::MaxCodePoints(most) => self.at_most(text, (Unit::CodePoints, u64::from(most)), meta),
            Keyword::NotEmpty => self.at_least(text, 1, meta),
            Keyword::LineUrl(rule) if text.has_other_scheme(rule) => {
                self.certain.insert(text.value.index());
            }
            Keyword::LineUrl(rule) if text.starts_url() => {
                self.url(text, constraint.keyword, rule, meta);
            }
            Keyword::LineUrl(_)
            | Keyword::Enum(_)
            | Keyword::Pattern(_)
            | Keyword::Dimension(_)
            | Keyword::AspectRatio(_)
            | Keyword::Quantity(_)
            | Keyword::DateTime(_) => self.form(text, constraint.keyword, meta),
            _ => {}
        }
    }

    /// A link that LINE takes but that is not encrypted.
    fn link(&mut self, text: &Text<'_>, keyword: Keyword) {
        let is_http = text.start().get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"));
        if !matches!(keyword, Keyword::LineUrl(_)) || !is_http || !schema::accepts(keyword, &text.filled("1"))
        {
            return;
        }
        let start = Span { start: text.value.span().start + 1, end: text.value.span().start + 8 };
        let Some((Author::Literal(offset), range)) = self.run.authors(start).next() else { return };
        let span = Span { start: offset, end: offset + (range.end - range.start) };
        let (name, place) = self.place(text, MetaId(0));
        let finding =
            Diagnostic::warning(Code::LintHttpLink, format!("the link of `{name}` is not encrypted"));
        let finding = finding.hint("use `https:` if the server has it");
        self.out.error(&Place { span, ..place }, finding);
    }

    fn at_most(&mut self, text: &Text<'_>, (unit, limit): (Unit, u64), meta: MetaId) {
        let own = unit.count(&text.literal());
        if own > limit {
            self.certain.insert(text.value.index());
            let (name, place) = self.place(text, meta);
            let message = format!(
                "`{name}` has {own} {} even without its attributes, at most {limit} are allowed",
                unit.name(own)
            );
            self.out.error(&place, Diagnostic::error(Code::SchemaTooLong, message).limit(limit, own));
            return;
        }
        let least = own + text.data().map(|data| data.change.least).sum::<u64>();
        if least > limit {
            self.certain.insert(text.value.index());
            let (name, place) = self.place(text, meta);
            let message = format!(
                "`{name}` has {least} {} or more, whatever its attributes are, at most {limit} are allowed",
                unit.name(least)
            );
            self.out.error(&place, Diagnostic::error(Code::SchemaTooLong, message).limit(limit, least));
            return;
        }
        if let Some(long) = text.computed().find(|computed| computed.short.is_none()) {
            let span = long.span;
            self.unknown_of(span, "how long a computed text is, is not known");
            return;
        }
        if text.data().any(|data| data.is_repeated) {
            return;
        }
        let literal = own + text.computed().map(|computed| most(computed, unit)).sum::<u64>();
        if literal > limit {
            self.unknown_computed(text, "a computed value may be too long for its place");
            return;
        }
        if let Some(data) = text.data().find(|data| data.change.unknown && data.change.most.is_none()) {
            self.unknown(&data.path, data.span, "how long a filter makes the text is not known");
            return;
        }
        if self.repeats(text) || self.loops(text) {
            return;
        }
        let terms: Vec<Term> = text.data().map(|data| term(data, unit)).collect();
        let most: Option<u64> = terms.iter().map(|term| term.most).sum();
        if terms.is_empty() || most.is_some_and(|most| literal + most <= limit) {
            return;
        }
        self.demand(text, Need::Length(Length { unit, bound: Bound::Most, limit, literal, terms }), meta);
    }

    fn at_least(&mut self, text: &Text<'_>, limit: u64, meta: MetaId) {
        let least = text.data().map(|data| data.change.least).sum::<u64>();
        let literal = Unit::Utf16.count(&text.literal()) + least;
        let is_never_empty = |computed: &Computed| {
            computed.short.is_some_and(|short| short > 0 || computed.text.parse::<f64>().is_err())
        };
        if literal >= limit || limit == 1 && text.computed().any(is_never_empty) {
            return;
        }
        if text.computed().next().is_some() {
            self.unknown_computed(text, "a computed value may be empty");
        }
        if let Some(data) = text.data().find(|data| data.change.may_empty || data.change.unknown) {
            self.unknown(&data.path, data.span, "a filter may leave nothing of the text");
            return;
        }
        if self.repeats(text) {
            return;
        }
        let terms = text.data().map(|data| Term {
            factor: 1,
            added: 0,
            padded: 0,
            cased: false,
            most: None,
            path: data.path.clone(),
        });
        let terms: Vec<Term> = terms.collect();
        if terms.is_empty() {
            return;
        }
        let length = Length { unit: Unit::Utf16, bound: Bound::Least, limit, literal, terms };
        self.demand(text, Need::Length(length), meta);
    }

    /// Whether items of one list are printed into one text.
    fn repeats(&mut self, text: &Text<'_>) -> bool {
        let mut seen: Vec<&Data> = Vec::new();
        for data in text.data() {
            let is_other = |other: &&Data| other.path == data.path && other.items != data.items;
            let is_number_of_item =
                |other: &&Data| other.path == data.path && data.path.goes_through_list() && data.is_number();
            if seen.iter().any(|other| is_other(other) || is_number_of_item(other)) {
                self.unknown(&data.path, data.span, "all items of a list are printed into one text");
                return true;
            }
            seen.push(data);
        }
        false
    }

    /// Whether a loop writes into one text: how often it does was not seen for all lists.
    fn loops(&mut self, text: &Text<'_>) -> bool {
        let span = text.value.span();
        let quote = Span { start: span.start, end: span.start + 1 };
        let from = |range: Span| {
            self.run.authors(range).map(|(author, _)| match author {
                Author::Literal(offset) => offset,
                Author::Placeholder { span, .. } => span.start,
            })
        };
        let starts: Vec<u32> = from(quote).collect();
        let is_within =
            |body: &Vec<Span>, at: &u32| body.iter().any(|span| span.range().contains(&(*at as usize)));
        let is_inside = |body: &Vec<Span>| {
            from(span).any(|at| is_within(body, &at)) && !starts.iter().any(|at| is_within(body, at))
        };
        let found = loops(&self.facts.program.body).iter().any(is_inside);
        if found {
            let why = "a loop writes into the text";
            match text.data().next() {
                Some(data) => self.unknown(&data.path, data.span, why),
                None => self.unknown_computed(text, why),
            }
        }
        found
    }

    /// Attributes behind the host of a URL.
    fn url(&mut self, text: &Text<'_>, keyword: Keyword, rule: u16, meta: MetaId) {
        if !schema::accepts(keyword, &text.filled("1")) {
            self.certain.insert(text.value.index());
            return;
        }
        let characters = match tables::url(rule).map(|rule| rule.encoding) {
            Some(UrlEncoding::Ascii) => Characters::AsciiUrl,
            Some(UrlEncoding::Rfc3986) => Characters::Url,
            _ => return,
        };
        for computed in text.computed() {
            if computed.short.is_none() || !Characters::AsciiUrl.accepts(&computed.text) {
                self.unknown_at(computed.span, "a computed value may not be fit for a URL");
            }
        }
        for data in text.data() {
            if data.change.url_safe {
                continue;
            }
            if data.change.none || data.change.factor == 1 && !data.change.unknown {
                self.demand_of(text, data.span, Need::Only(data.path.clone(), characters), meta);
            } else {
                self.unknown(&data.path, data.span, "whether a filter makes it fit for a URL is not known");
            }
        }
    }

    fn form(&mut self, text: &Text<'_>, keyword: Keyword, meta: MetaId) {
        let Some((data, before, behind)) = text.only().filter(|(data, ..)| !data.is_repeated) else {
            for data in text.data() {
                self.unknown(&data.path, data.span, "the form of a text with several parts is not known");
            }
            self.unknown_computed(text, "the form of a computed text is not known");
            return;
        };
        if let Keyword::Enum(values) = keyword {
            let fits = |value: &str| {
                value.len() >= before.len() + behind.len()
                    && value.starts_with(before)
                    && value.ends_with(behind)
            };
            if !schema::texts_of(values.values()).any(|value| fits(&value)) {
                self.certain.insert(text.value.index());
                return;
            }
        }
        let need = Need::Form {
            path: data.path.clone(),
            before: before.to_owned(),
            behind: behind.to_owned(),
            keyword,
        };
        self.demand_of(text, data.span, need, meta);
    }

    /// A number or boolean that a placeholder wrote.
    fn scalar(&mut self, value: Node<'_>, node: &schema::node::Node) {
        let constraints = node.constraints();
        let is_number = value.kind() != Kind::Bool;
        let integer = is_number && !node.types.contains(schema::node::Types::NUMBER);
        let Some(span) = self.run.writer_of(value) else { return };
        let Some(printed) = printed(self.facts, span) else { return };
        let sources = printed.flow.everything();
        if sources.is_empty() || constraints.is_empty() && !integer {
            return;
        }
        let is_plain = printed.flow.is.len() == 1 && sources.len() == 1;
        let (Some(id), true) = (printed.flow.is.first(), is_plain) else {
            self.unknown_at(span, "the bounds of a computed number are not known");
            return;
        };
        let path = Path::of(&self.facts.attributes, *id);
        let (mut least, mut most, mut meta) = (None, None, MetaId(0));
        for constraint in constraints {
            match constraint.keyword {
                Keyword::Minimum(bound) => least = Some(f64::from(bound)),
                Keyword::Maximum(bound) => most = Some(f64::from(bound)),
                Keyword::Contexts(_) | Keyword::Deprecated => continue,
                _ => {
                    self.unknown(&path, span, "the form of a number is not known");
                    continue;
                }
            }
            meta = constraint.meta;
        }
        if least.is_some() || most.is_some() || integer {
            let text = Text { value, parts: Vec::new() };
            self.demand_of(&text, span, Need::Number { path, least, most, integer }, meta);
        }
    }

    /// What an object is must not depend on data: only the kinds that were tried are known.
    pub(super) fn decider(&mut self, value: Node<'_>) {
        if value.kind() != Kind::String {
            return;
        }
        let text = Text { value, parts: self.run.parts(self.facts, value) };
        for data in text.data() {
            self.unknown(&data.path, data.span, "the type of an object comes from data");
        }
        self.unknown_computed(&text, "the type of an object comes from data");
    }

    fn container(&mut self, value: Node<'_>, checks: &'static [Check]) {
        if let Some(span) = self.run.writer_of(value)
            && printed(self.facts, span).is_some_and(|printed| !printed.flow.is.is_empty())
        {
            self.unknown_at(span, "a list or object of the data is written as it is");
        }
        for (key, member) in value.members() {
            let text = Text { value: key, parts: self.run.parts(self.facts, key) };
            if !text.is_literal() {
                // What stands under a made-up name tells nothing.
                self.doubtful.insert(key.index());
                self.doubtful.extend(member.index()..member.end_index());
            }
            for data in text.data() {
                self.unknown(&data.path, data.span, "the name of a property comes from data");
            }
        }
        for check in checks {
            self.check(value, check);
        }
    }

    /// A condition over several properties, some of which may be data.
    fn check(&mut self, object: Node<'_>, check: &Check) {
        let compared = schema::compared(check, object);
        if compared.iter().any(|value| self.is_number_of_data(*value)) {
            self.doubtful.extend(compared.iter().map(|value| value.index()));
        }
        if !check.error {
            return;
        }
        for value in compared {
            if value.kind() != Kind::String {
                self.compared_number(value);
                continue;
            }
            let text = Text { value, parts: self.run.parts(self.facts, value) };
            if text.is_literal() {
                continue;
            }
            match check.kind {
                CheckKind::TextLimit => {
                    let limit = schema::text_limit(check, object);
                    let unit = if limit.code_points { Unit::CodePoints } else { Unit::Graphemes };
                    self.at_most(&text, (unit, limit.most), check.meta);
                }
                CheckKind::TextV2Braces | CheckKind::TextV2Keys | CheckKind::TextV2Missing => {
                    self.braces(&text, check.meta);
                }
                // Without emoji there are no indexes into the text.
                CheckKind::EmojiIndexes if object.get("emojis").is_none() => {}
                CheckKind::TextV2Unused | CheckKind::TextV2Occurrences => {}
                CheckKind::EmojiLength => {
                    let most = check.argument(ParameterName::Limit);
                    if let Some(schema::node::Argument::Number(limit)) = most {
                        let room = schema::emoji_room(check, object);
                        let limit = u64::try_from(limit).unwrap_or(0).saturating_sub(room);
                        self.at_most(&text, (Unit::Utf16, limit), check.meta);
                    }
                }
                CheckKind::NotEmpty | CheckKind::TextOrContents => self.at_least(&text, 1, check.meta),
                _ => {
                    for data in text.data() {
                        self.unknown(
                            &data.path,
                            data.span,
                            "it is compared with other values of the message",
                        );
                    }
                    self.unknown_computed(&text, "a computed value is compared with others of the message");
                }
            }
        }
    }

    /// A number or boolean of the data in a condition over several properties.
    fn compared_number(&mut self, value: Node<'_>) {
        if let Some(span) = self.run.writer_of(value).filter(|_| self.is_number_of_data(value)) {
            self.unknown_at(span, "it is compared with other values of the message");
        }
    }

    fn is_number_of_data(&self, value: Node<'_>) -> bool {
        !matches!(value.kind(), Kind::Array | Kind::Object | Kind::String)
            && self
                .run
                .writer_of(value)
                .and_then(|span| printed(self.facts, span))
                .is_some_and(|printed| !printed.flow.everything().is_empty())
    }

    fn braces(&mut self, text: &Text<'_>, meta: MetaId) {
        // Where the data brings no brace, what is wrong with braces is the template's own.
        let of_template = |part: &Part| match part {
            Part::Literal(_) => true,
            Part::Data(data) => !data.has_brace,
            Part::Computed(computed) => !computed.text.contains(['{', '}']),
        };
        if text.parts.iter().all(of_template) {
            self.certain.insert(text.value.index());
        }
        for data in text.data() {
            let escaped =
                self.facts.text(data.span).contains("'{{'") || self.facts.text(data.span).contains("\"{{\"");
            if data.change.unknown || escaped {
                self.unknown(&data.path, data.span, "whether braces are left in the text is not known");
            } else {
                self.demand_of(text, data.span, Need::Only(data.path.clone(), Characters::NoBraces), meta);
            }
        }
    }

    fn place(&self, text: &Text<'_>, meta: MetaId) -> (String, Place) {
        let pointer = text.value.pointer();
        let name = match pointer.steps() {
            [.., json::Step::Key(key)] => key.clone(),
            [.., json::Step::Key(key), json::Step::Index(i)] => format!("{key}[{i}]"),
            _ => self.kind.as_str().to_owned(),
        };
        let meta = meta.meta();
        let filled = |text: &'static str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let span = text.parts.iter().find_map(|part| match part {
            Part::Data(Data { span, .. }) | Part::Computed(Computed { span, .. }) => Some(*span),
            Part::Literal(_) => None,
        });
        let place = Place {
            span: span.unwrap_or_default(),
            property: schema::property_name(self.kind, self.document, &pointer),
            pointer: pointer.to_string(),
            name: name.clone(),
            rule: filled(meta.rule.text()),
            source: filled(meta.source.text()),
        };
        (name, place)
    }

    /// A demand on all attributes of a text.
    fn demand(&mut self, text: &Text<'_>, need: Need, meta: MetaId) {
        let mut when = When::default();
        for data in text.data() {
            when.join(self.conditions.at(data.span));
        }
        let place = self.place(text, meta).1;
        self.out.demand(Demand { need, when, place });
    }

    /// A demand on one attribute of a text.
    fn demand_of(&mut self, text: &Text<'_>, span: Span, need: Need, meta: MetaId) {
        let place = Place { span, ..self.place(text, meta).1 };
        self.out.demand(Demand { need, when: self.conditions.at(span), place });
    }

    fn unknown(&mut self, path: &Path, span: Span, why: &str) {
        self.out.unknown(Unknown { paths: vec![path.clone()], span, why: why.to_owned() });
    }

    fn unknown_at(&mut self, span: Span, why: &str) {
        let sources = printed(self.facts, span).map(|printed| printed.flow.everything()).unwrap_or_default();
        let paths = sources.into_iter().map(|id| Path::of(&self.facts.attributes, id)).collect();
        self.out.unknown(Unknown { paths, span, why: why.to_owned() });
    }

    /// Something about a computed text; nothing where its expression tells as much.
    fn unknown_of(&mut self, span: Span, why: &str) {
        if !self.inexact.iter().any(|hazard| overlap(hazard.span, span)) {
            self.unknown_at(span, why);
        }
    }

    fn unknown_computed(&mut self, text: &Text<'_>, why: &str) {
        for computed in text.computed() {
            self.unknown_of(computed.span, why);
        }
    }
}

/// For each loop, the places of what it writes.
fn loops(body: &[Stmt]) -> Vec<Vec<Span>> {
    let mut found = Vec::new();
    visit::statements(body, &mut |statement| {
        let Stmt::For(repeat) = statement else { return };
        let mut written = Vec::new();
        visit::statements(&repeat.body, &mut |statement| match statement {
            Stmt::Literal(literal) => written.push(literal.span),
            Stmt::Emit(emit) => written.push(emit.span),
            _ => {}
        });
        found.push(written);
    });
    found
}

/// How long a computed part may be, at most.
fn most(computed: &Computed, unit: Unit) -> u64 {
    unit.count(&computed.text) + NUMBER * computed.short.unwrap_or_default() as u64
}

fn term(data: &Data, unit: Unit) -> Term {
    let most = data.change.most.map(|most| if unit == Unit::Utf16 { most.saturating_mul(2) } else { most });
    let (factor, added, cased) = (data.change.factor.max(1), data.change.added, data.change.cased);
    Term { path: data.path.clone(), factor, added, padded: data.change.padded, cased, most }
}
