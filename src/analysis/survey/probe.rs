//! What a template does when one attribute is missing, null, of another type, or a list of another length.

use super::need::{Bytes, Demand, Need, Place, Term, Types, Unit};
use super::run::{self, Computed, Part, Run, is_lookup};
use super::worlds::{Choice, World};
use super::{Bound, Surveyor, Unknown, overlap};
use crate::analysis::attribute::{AttributeId, How, Step};
use crate::analysis::condition::{Condition, Test, When};
use crate::analysis::kind::Kind;
use crate::analysis::path::Path;
use crate::analysis::visit;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::json::Node;
use crate::ordered::Set;
use crate::render::{self, recorder::Decision};
use crate::schema::{self, node::Keyword};
use crate::template::program::Expr;
use serde_json::{Value, json};

/// The longest list that is tried.
const MANY: usize = 50;
/// Bytes of JSON that one UTF-16 code unit may take.
const BYTES: u64 = 6;
/// Bytes that a short value takes, at most.
const NUMBER: u64 = 40;
/// Units of a text that has a form of LINE's: an id, a colour, a size.
const FORM: u64 = 100;
/// Worlds in which attributes are changed.
const MAX_WORLDS: usize = 96;

const SCALARS: Types = Types { text: true, number: true, boolean: true, list: false, object: false };

/// A mistake: its code and place.
type Mistakes = Vec<Diagnostic>;

impl Surveyor<'_, '_> {
    /// Changes one attribute after the other, in each branch.
    ///
    /// Returns whether this was done in all branches.
    pub(super) fn probe(&mut self) -> bool {
        let mut worlds = self.branches();
        let is_complete = worlds.len() <= MAX_WORLDS;
        worlds.truncate(MAX_WORLDS);
        for id in self.facts.attributes.ids() {
            if self.facts.attributes.is_root(id) {
                continue;
            }
            for (world, mistakes) in &worlds {
                self.probe_absence(id, world, mistakes);
                self.probe_type(id, world, mistakes);
            }
            self.declare_type(id, &worlds);
        }
        self.probe_lists(&worlds);
        is_complete
    }

    /// One world for each way through the template that ends in a message, with the mistakes that it has anyway.
    pub(super) fn branches(&self) -> Vec<(World, Mistakes)> {
        let mut ways: Set<Vec<Decision>> = Set::new();
        let mut found = Vec::new();
        for world in &self.worlds {
            let Some(run) = self.run(world, Vec::new()) else { continue };
            let is_sent = run.study.not_sent.is_empty() && run.study.fault.is_none();
            if is_sent && ways.insert(run.study.recorder.decisions.clone()) {
                let mistakes = self.mistakes(&run);
                found.push((world.clone(), mistakes));
            }
        }
        found
    }

    /// One world for each way through the template on which it cancels the message.
    pub(super) fn left_out(&self) -> Vec<World> {
        let mut ways: Set<Vec<Decision>> = Set::new();
        let mut leads = |world: &&World| {
            let run = self.run(world, Vec::new()).filter(|run| !run.study.not_sent.is_empty());
            run.is_some_and(|run| ways.insert(run.study.recorder.decisions))
        };
        self.worlds.iter().filter(&mut leads).cloned().collect()
    }

    /// What is wrong with a run.
    pub(super) fn mistakes(&self, run: &Run) -> Mistakes {
        if !run.study.not_sent.is_empty() {
            return Vec::new();
        }
        if let Some(fault) = &run.study.fault {
            return vec![fault.clone()];
        }
        let payload = run.study.payload.clone().unwrap_or_default();
        let marks = run.study.marks.iter().map(|mark| mark.traced(&run.study.recorder)).collect();
        let trace = render::trace::Trace::new(payload.clone(), marks);
        let errors = render::check(&payload, self.options).into_iter().filter(Diagnostic::is_error);
        errors.map(|error| trace.locate(error, self.program(), &run.profile)).collect()
    }

    /// The first mistake of a world that it does not have anyway.
    fn new_mistake(&self, world: &World, known: &Mistakes) -> Option<Diagnostic> {
        let run = self.run(world, Vec::new())?;
        let is_new = |mistake: &Diagnostic| {
            !known.iter().any(|known| known.code == mistake.code && known.span == mistake.span)
        };
        self.mistakes(&run).into_iter().find(is_new)
    }

    fn with(world: &World, id: AttributeId, choice: Choice) -> World {
        let mut world = world.clone();
        world.insert(id, choice);
        world
    }

    fn probe_absence(&mut self, id: AttributeId, world: &World, known: &Mistakes) {
        if let Step::Index(index) = self.facts.attributes.get(id).step {
            self.probe_item(id, index, world, known);
        }
        let is_item = matches!(self.facts.attributes.get(id).step, Step::Index(_) | Step::Each);
        let absent = matches!(world.get(&id), Some(Choice::Missing));
        if absent && known.is_empty() {
            return;
        }
        let path = Path::of(&self.facts.attributes, id);
        let world = Self::with(world, id, Choice::Sample);
        let known = match self.run(&world, Vec::new()) {
            Some(run) => self.mistakes(&run),
            None => return,
        };
        let without = Self::with(&world, id, Choice::Missing);
        // How many items there are, is another question.
        if !is_item && let Some(mistake) = self.new_mistake(&without, &known) {
            self.demand_of_member(id, &world, &known, &mistake, Need::There(path.clone()));
        }
        let null = Self::with(&world, id, Choice::Value(Value::Null));
        if let Some(mistake) = self.new_mistake(&null, &known) {
            self.demand_of_member(id, &world, &known, &mistake, Need::NotNull(path));
        }
    }

    /// A demand on an attribute that may be a member of another; where the template passes over a false one, only the
    /// members of a true one are missed: `(a or b).x`.
    fn demand_of_member(
        &mut self,
        id: AttributeId,
        world: &World,
        known: &Mistakes,
        mistake: &Diagnostic,
        need: Need,
    ) {
        let attributes = &self.facts.attributes;
        let object = attributes.get(id).parent.filter(|object| {
            let worlds = [(world.clone(), known.clone())];
            let empty = Self::with(world, *object, Choice::Value(json!({})));
            !attributes.is_root(*object)
                && self.is_passed_over_if_false(*object, &worlds)
                && self.new_mistake(&empty, known).is_none()
        });
        let guard = object.map(|object| Condition::Is(Path::of(attributes, object), Test::True));
        let when = self.when_missed(id, mistake);
        self.demand_when(mistake, need, when, guard);
    }

    /// What the template does when a list, or a text, is too short for an item.
    fn probe_item(&mut self, id: AttributeId, index: i64, world: &World, known: &Mistakes) {
        let attributes = &self.facts.attributes;
        let Some(parent) = attributes.get(id).parent.filter(|parent| !attributes.is_root(*parent)) else {
            return;
        };
        let path = Path::of(attributes, id);
        let least = if index < 0 { index.unsigned_abs() - 1 } else { index.unsigned_abs() };
        let short = match attributes.kind(parent) {
            Kind::List => Choice::Items(usize::try_from(least).unwrap_or(0)),
            Kind::Text => Choice::Value("".into()),
            Kind::Number | Kind::Boolean | Kind::Object => return,
        };
        let is_there = !matches!(world.get(&parent), Some(Choice::Missing | Choice::Value(_)));
        if let (true, Some(mistake)) = (is_there, self.new_mistake(&Self::with(world, parent, short), known))
        {
            self.demand_at(&mistake, Need::There(path));
        }
    }

    fn probe_type(&mut self, id: AttributeId, world: &World, known: &Mistakes) {
        let is_absent = matches!(world.get(&id), Some(Choice::Missing));
        let kind = self.facts.attributes.kind(id);
        if is_absent || matches!(kind, Kind::List | Kind::Object) || self.facts.attributes.is_part_of_text(id)
        {
            return;
        }
        let mut types = self.types_of(id);
        let mut mistake = None;
        let mut values: Vec<Value> = vec!["some text".into(), 7.into(), true.into()];
        if types.list {
            values.extend([["some text"].into(), Value::from_iter([("some", "text")])]);
        }
        for value in values {
            let failed = self.new_mistake(&Self::with(world, id, Choice::Value(value.clone())), known);
            // Of the type that works, single values may fail all the same.
            let own = self.samples.get(&id).is_some_and(|sample| Kind::of(sample) == Kind::of(&value));
            if let (Some(failed), false) = (failed, own) {
                match value {
                    Value::String(_) => types.text = false,
                    Value::Number(_) => types.number = false,
                    Value::Array(_) => types.list = false,
                    Value::Object(_) => types.object = false,
                    _ => types.boolean = false,
                }
                mistake = Some(failed);
            }
        }
        // What may be added to a value depends on the other one.
        let is_added = self.facts.attributes.get(id).uses.iter().any(|used| used.how == How::Added);
        if let (Some(mistake), false) = (mistake, is_added) {
            self.demand_at(&mistake, Need::Types(Path::of(&self.facts.attributes, id), types));
        }
    }

    /// The types that an attribute may have, by what is done with it: all, where it only decides something.
    fn types_of(&self, id: AttributeId) -> Types {
        let attribute = self.facts.attributes.get(id);
        let only_decides = attribute.children.is_empty()
            && attribute.uses.iter().all(|used| match &used.how {
                How::Truth | How::Tested(_) | How::Equal(_) | How::Among(_) => true,
                // A part of a text, an item of a list, a key of an object.
                How::Contains(_) | How::Fallback { .. } => true,
                How::Filtered(name) => matches!(&**name, "length" | "count"),
                _ => false,
            });
        Types { list: only_decides, object: only_decides, ..SCALARS }
    }

    /// Whether a text does as well where a list is expected: only single items, or its length, are asked for.
    fn takes_text(&self, id: AttributeId, worlds: &[(World, Mistakes)]) -> bool {
        let attributes = &self.facts.attributes;
        let attribute = attributes.get(id);
        let is_character = |child: &AttributeId| {
            matches!(attributes.get(*child).step, Step::Index(_))
                && attributes.get(*child).children.is_empty()
        };
        let is_strict = |demand: &Demand| {
            let is_child = |path: &&Path| path.is_item_of(&Path::of(attributes, id));
            matches!(demand.need, Need::Form { .. } | Need::Only(..) | Need::Number { .. })
                && demand.need.paths().iter().any(is_child)
        };
        let is_whole = |used: &How| matches!(used, How::Printed(_) | How::Joined | How::Iterated);
        if !attribute.children.iter().all(is_character)
            || attribute.uses.iter().any(|used| is_whole(&used.how))
            || self.out.demands.iter().any(is_strict)
        {
            return false;
        }
        let text = Choice::Value("a text with as many characters as anybody asks for, one by one".into());
        worlds
            .iter()
            .all(|(world, known)| self.new_mistake(&Self::with(world, id, text.clone()), known).is_none())
    }

    /// What an attribute is at all.
    fn declare_type(&mut self, id: AttributeId, worlds: &[(World, Mistakes)]) {
        if self.facts.attributes.is_part_of_text(id) {
            return;
        }
        let mut when = When::default();
        let path = Path::of(&self.facts.attributes, id);
        let types = match self.facts.attributes.kind(id) {
            Kind::Text | Kind::Number => self.types_of(id),
            Kind::List | Kind::Object if self.is_asked_for_type(id) => self.tried_types(id, worlds),
            Kind::List => Types { list: true, text: self.takes_text(id, worlds), ..Types::default() },
            Kind::Object => {
                if self.is_passed_over_if_false(id, worlds) {
                    when.all.push(Condition::Is(path.clone(), Test::True));
                }
                Types { object: true, ..Types::default() }
            }
            Kind::Boolean => return,
        };
        let span = self.facts.attributes.get(id).uses.first().map(|used| used.span).unwrap_or_default();
        self.out.demand(Demand { need: Need::Types(path, types), when, place: nowhere(span) });
    }

    /// Whether the template itself asks what it has before it.
    fn is_asked_for_type(&self, id: AttributeId) -> bool {
        let is_type_test = |how: &How| {
            matches!(how, How::Tested(name)
                if matches!(&**name, "mapping" | "sequence" | "iterable" | "string" | "number"))
        };
        self.facts.attributes.get(id).uses.iter().any(|used| is_type_test(&used.how))
    }

    /// The types for which no branch fails.
    fn tried_types(&self, id: AttributeId, worlds: &[(World, Mistakes)]) -> Types {
        let works = |value: Value| {
            let choice = Choice::Value(value);
            worlds.iter().all(|(world, known)| {
                self.new_mistake(&Self::with(world, id, choice.clone()), known).is_none()
            })
        };
        let kind = self.facts.attributes.kind(id);
        Types {
            text: works("some text".into()),
            number: works(7.into()),
            boolean: works(true.into()) && works(false.into()),
            list: kind == Kind::List || works(json!([])) && works(["some text"].into()),
            object: kind == Kind::Object || works(json!({})) && works(Value::from_iter([("some", "text")])),
        }
    }

    /// Whether the template looks no further where there is a false value, of whatever type.
    fn is_passed_over_if_false(&self, id: AttributeId, worlds: &[(World, Mistakes)]) -> bool {
        let uses = &self.facts.attributes.get(id).uses;
        let is_truth = |how: &How| matches!(how, How::Truth | How::Fallback { falsy: true });
        let falsy: [Value; 4] = ["".into(), 0.into(), false.into(), json!([])];
        // Of the items of a list nothing can be asked one by one.
        !Path::of(&self.facts.attributes, id).goes_through_list()
            && uses.iter().any(|used| is_truth(&used.how))
            && worlds.iter().all(|(world, known)| {
                let works = |value: &Value| {
                    let world = Self::with(world, id, Choice::Value(value.clone()));
                    self.new_mistake(&world, known).is_none()
                };
                falsy.iter().all(works)
            })
    }

    /// When an attribute that is missing makes a mistake: where it is read, if that is one place.
    fn when_missed(&self, id: AttributeId, mistake: &Diagnostic) -> When {
        let span = mistake.span.unwrap_or_default();
        let attributes = &self.facts.attributes;
        let printed = run::printed(self.facts, span).filter(|_| {
            mistake.code == Code::RenderMissing && mistake.attribute == Some(attributes.name(id))
        });
        let Some(printed) = printed else { return self.conditions.at(span) };
        let mut whens: Vec<When> = Vec::new();
        visit::below(printed.expr, &mut |part| {
            let flow = self.facts.flow(part);
            if is_lookup(part) && flow.is.contains(&id) {
                whens.push(self.conditions.at(part.span()));
            } else if matches!(part, Expr::Name(..) | Expr::Call { .. }) && flow.everything().contains(&id) {
                // A variable or macro reads it somewhere else.
                whens.push(self.conditions.at(span));
            }
        });
        let first = whens.first().filter(|first| whens.iter().all(|when| when == *first));
        first.cloned().unwrap_or_else(|| self.conditions.at(span))
    }

    /// What a world that has no message for want of an attribute shows: it is asked for wherever it is read so.
    pub(super) fn missed(&mut self, fault: &Diagnostic) {
        let attributes = &self.facts.attributes;
        let missing = attributes.ids().find(|id| fault.attribute == Some(attributes.name(*id)));
        let Some(id) = missing.filter(|_| fault.code == Code::RenderMissing) else { return };
        let path = Path::of(attributes, id);
        let when = self.when_missed(id, fault);
        if !when.partial && !path.goes_through_list() {
            self.demand_when(fault, Need::There(path), when, None);
        }
    }

    fn demand_at(&mut self, mistake: &Diagnostic, need: Need) {
        let when = self.conditions.at(mistake.span.unwrap_or_default());
        self.demand_when(mistake, need, when, None);
    }

    fn demand_when(&mut self, mistake: &Diagnostic, need: Need, mut when: When, guard: Option<Condition>) {
        let span = mistake.span.unwrap_or_default();
        when.join(When { all: guard.into_iter().filter(|_| when.all.is_empty()).collect(), partial: false });
        let pointer = mistake.pointer.clone().unwrap_or_default();
        let place = Place {
            name: pointer.rsplit('/').next().unwrap_or_default().to_owned(),
            pointer,
            property: mistake.property.clone(),
            ..nowhere(span)
        };
        let known = |demand: &Demand| demand.need == need && demand.when == when;
        if !self.out.demands.iter().any(known) {
            self.out.demand(Demand { need, when, place });
        }
    }

    /// How many items each list may have.
    fn probe_lists(&mut self, worlds: &[(World, Mistakes)]) {
        let attributes = &self.facts.attributes;
        let lists: Vec<AttributeId> = attributes
            .ids()
            .filter(|id| attributes.kind(*id) == Kind::List || attributes.is_map(*id))
            .collect();
        for id in &lists {
            for (world, known) in worlds {
                if matches!(world.get(id), None | Some(Choice::Items(2..))) {
                    self.probe_list(*id, world, known);
                }
            }
        }
        self.probe_sizes(worlds, &lists);
    }

    /// What the texts of objects may take whose size in bytes is limited. Each item of a list may go a way of its own, so
    /// that all ways count that differ in nothing else.
    fn probe_sizes(&mut self, worlds: &[(World, Mistakes)], lists: &[AttributeId]) {
        let mut groups: Vec<(World, Vec<Share>)> = Vec::new();
        for (world, _) in worlds {
            let without_items = self.without_items(world);
            let new = self.shares(world, lists);
            match groups.iter_mut().find(|(known, _)| *known == without_items) {
                Some((_, known)) => new.into_iter().for_each(|share| share.add_to(known)),
                None => groups.push((without_items, new)),
            }
        }
        for share in groups.into_iter().flat_map(|(_, shares)| shares) {
            self.demand_share(share);
        }
    }

    /// What is chosen in a world but for the items of lists.
    fn without_items(&self, world: &World) -> World {
        let is_in_list = |id: AttributeId| Path::of(&self.facts.attributes, id).goes_through_list();
        world.iter().filter(|(id, _)| !is_in_list(**id)).map(|(id, choice)| (*id, choice.clone())).collect()
    }

    fn demand_share(&mut self, share: Share) {
        let Share { pointer, bytes, when } = share;
        let room = bytes.limit.saturating_sub(bytes.literal());
        if self.always_fits(&bytes.terms, &bytes.lists, room) {
            return;
        }
        let need = Need::Bytes(bytes);
        let place = Place { pointer, ..nowhere(Span::default()) };
        if !self.out.shares.iter().any(|known| known.need == need && known.when == when) {
            self.out.shares.push(Demand { need, when, place });
        }
    }

    fn probe_list(&mut self, id: AttributeId, world: &World, known: &Mistakes) {
        let try_with = |count: usize| self.new_mistake(&Self::with(world, id, Choice::Items(count)), known);
        let path = Path::of(&self.facts.attributes, id);
        let enough = self.facts.attributes.enough(id);
        let fewest = (0..=enough).find(|count| try_with(*count).is_none()).unwrap_or(enough);
        // Where a single item is missed, that is told of the item.
        let too_few = fewest.checked_sub(1).and_then(try_with).filter(|_| {
            let is_item =
                |demand: &Demand| matches!(&demand.need, Need::There(item) if item.is_item_of(&path));
            !self.out.demands.iter().any(is_item)
        });
        let mut low = fewest.max(1);
        let mut high = MANY;
        let mut too_many = try_with(high);
        if too_many.is_some() {
            while high - low > 1 {
                let middle = usize::midpoint(low, high);
                match try_with(middle) {
                    Some(mistake) => (high, too_many) = (middle, Some(mistake)),
                    None => low = middle,
                }
            }
        }
        if let Some(mistake) = too_few {
            self.demand_at(&mistake, Need::Items { path: path.clone(), least: fewest, most: None });
        }
        if let Some(mistake) = too_many {
            self.demand_at(&mistake, Need::Items { path, least: 0, most: Some(low) });
        }
    }

    /// The objects of a world whose size in bytes is limited.
    fn shares(&mut self, world: &World, lists: &[AttributeId]) -> Vec<Share> {
        let counted = |world: &World, id: &AttributeId| {
            !matches!(world.get(id), Some(Choice::Missing | Choice::Items(0)))
        };
        let present: Vec<AttributeId> = lists.iter().copied().filter(|id| counted(world, id)).collect();
        let mut one = world.clone();
        for id in &present {
            one.insert(*id, Choice::Items(1));
        }
        let plain = self.sizes(&one);
        let longer: Vec<(Path, Vec<Size>)> = present
            .iter()
            .map(|id| {
                let sizes = self.sizes(&Self::with(&one, *id, Choice::Items(2)));
                (Path::of(&self.facts.attributes, *id), sizes)
            })
            .collect();
        let mut shares = Vec::new();
        for size in plain {
            if let Some(span) = size.unclear {
                self.unclear(span);
            }
            let grown = longer.iter().filter_map(|(path, sizes)| {
                let with_more = sizes.iter().find(|other| other.pointer == size.pointer)?;
                let item = with_more.literal.saturating_sub(size.literal);
                // The number of an item may have more digits.
                (item > 0).then(|| (path.clone(), item + 8))
            });
            let lists: Vec<(Path, u64)> = grown.collect();
            let repeated: Vec<(Path, Term)> = longer
                .iter()
                .filter_map(|(path, sizes)| {
                    Some((path, sizes.iter().find(|other| other.pointer == size.pointer)?))
                })
                .flat_map(|(path, with_more)| size.printed_more_often(with_more, path))
                .collect();
            let items: u64 = lists.iter().map(|(_, item)| item).sum();
            let each = lists.is_empty() && size.terms.iter().any(|(term, _)| term.path.goes_through_list());
            let when = self.when(size.terms.iter().map(|(_, span)| *span));
            let terms: Vec<Term> = size.terms.into_iter().map(|(term, _)| term).collect();
            if terms.is_empty() && lists.is_empty() {
                continue;
            }
            let fixed = size.literal.saturating_sub(items);
            let bytes = Bytes { limit: size.limit, fixed, lists, terms, repeated, each };
            shares.push(Share { pointer: size.pointer, bytes, when });
        }
        shares
    }

    /// A computed text of any length.
    fn unclear(&mut self, span: Span) {
        if self.inexact.iter().any(|hazard| overlap(hazard.span, span)) {
            return;
        }
        let sources =
            run::printed(self.facts, span).map(|printed| printed.flow.everything()).unwrap_or_default();
        let paths = sources.into_iter().map(|id| Path::of(&self.facts.attributes, id)).collect();
        let why = "how long a computed text is, is not known".to_owned();
        self.out.unknown(Unknown { paths, span, why });
    }

    /// Whether other limits keep texts within this many bytes.
    fn always_fits(&self, terms: &[Term], lists: &[(Path, u64)], room: u64) -> bool {
        let longest = |term: &Term| {
            let bounds = self.out.demands.iter().filter(|demand| demand.when.all.is_empty());
            let bounds = bounds.filter_map(|demand| match &demand.need {
                Need::Form { path, .. } if *path == term.path => Some(FORM),
                Need::Length(length) if length.bound == Bound::Most && length.unit != Unit::Graphemes => {
                    let own = length.terms.iter().find(|own| own.path == term.path)?;
                    let points = if length.unit == Unit::CodePoints { 2 } else { 1 };
                    Some(length.share(own)?.saturating_mul(points))
                }
                _ => None,
            });
            Some(bounds.min()?.saturating_mul(term.factor).saturating_add(term.added))
        };
        let total: Option<u64> = terms.iter().map(longest).sum();
        let is_alone = lists.is_empty() && !terms.iter().any(|term| term.path.goes_through_list());
        is_alone && total.is_some_and(|total| total.saturating_mul(BYTES) <= room)
    }

    /// The objects of a run whose size is limited.
    fn sizes(&self, world: &World) -> Vec<Size> {
        let (Some(kind), Some(run)) = (self.options.kind, self.run(world, Vec::new())) else {
            return Vec::new();
        };
        let Some(document) = &run.document else { return Vec::new() };
        let mut sizes = Vec::new();
        for place in schema::places(kind, document, &self.options.schema) {
            for constraint in place.node.constraints() {
                let object = Node::at(document, place.index);
                let (limit, written) = match constraint.keyword {
                    Keyword::MaxJsonBytes(limit) => (limit, object.source()),
                    Keyword::MaxBodyBytes(limit) => (limit, document.source()),
                    _ => continue,
                };
                sizes.push(self.size(&run, object, u64::from(limit), written.len() as u64));
            }
        }
        sizes
    }

    fn size(&self, run: &Run, object: Node<'_>, limit: u64, mut literal: u64) -> Size {
        let (mut terms, mut unclear) = (Vec::new(), None);
        for index in object.index()..object.end_index() {
            let node = Node::at(object.document(), index);
            if node.as_str().is_none() {
                continue;
            }
            for part in run.parts(self.facts, node) {
                match part {
                    Part::Data(data) => terms.push((
                        Term {
                            path: data.path,
                            factor: data.change.factor.max(1),
                            added: data.change.added,
                            padded: data.change.padded,
                            cased: data.change.cased,
                            most: data.change.most,
                        },
                        data.span,
                    )),
                    Part::Computed(Computed { short: Some(short), .. }) => literal += NUMBER * short as u64,
                    Part::Computed(Computed { span, .. }) => unclear = Some(span),
                    Part::Literal(_) => {}
                }
            }
        }
        Size { pointer: object.pointer().to_string(), limit, literal, terms, unclear }
    }

    /// When all of these placeholders are reached.
    fn when(&self, spans: impl Iterator<Item = Span>) -> When {
        let mut when = When::default();
        for span in spans {
            when.join(self.conditions.at(span));
        }
        when
    }
}

/// What attributes may take of an object whose size is limited.
#[derive(Debug)]
struct Share {
    pointer: String,
    bytes: Bytes,
    when: When,
}

impl Share {
    /// Adds this to what is known of the same object.
    fn add_to(self, known: &mut Vec<Self>) {
        match known.iter_mut().find(|known| known.pointer == self.pointer) {
            Some(known) => {
                known.bytes.add(self.bytes);
                known.when.partial |= self.when.partial;
                known.when.all.retain(|condition| self.when.all.contains(condition));
            }
            None => known.push(self),
        }
    }
}

/// An object whose size is limited, in one run.
#[derive(Debug)]
struct Size {
    pointer: String,
    limit: u64,
    /// Its bytes, the made-up texts included.
    literal: u64,
    terms: Vec<(Term, Span)>,
    /// A placeholder of which it is not known how much it prints.
    unclear: Option<Span>,
}

impl Size {
    /// What is printed for the first time for an item of a list that is one longer, and for each further item again,
    /// although it is not of the list.
    fn printed_more_often(&self, longer: &Self, list: &Path) -> Vec<(Path, Term)> {
        let mut known: Vec<&Term> = self.terms.iter().map(|(term, _)| term).collect();
        let mut more = Vec::new();
        for (term, _) in &longer.terms {
            match known.iter().position(|other| *other == term) {
                Some(at) => {
                    known.swap_remove(at);
                }
                None if term.path.0.starts_with(&list.0) => {}
                None => more.push((list.clone(), term.clone())),
            }
        }
        more
    }
}

fn nowhere(span: Span) -> Place {
    Place { span, pointer: String::new(), property: None, name: String::new(), rule: None, source: None }
}
