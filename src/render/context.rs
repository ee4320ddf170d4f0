//! The state of one evaluation: names, budget, holes.

use super::fault::{Fault, Result};
use super::limits::Budget;
use super::recorder::{self, Operation, Recorder, Taken};
use super::text::HoleId;
use super::value::{Object, Part, Value};
use super::{Options, Profile};
use crate::diagnostic::Diagnostic;
use crate::json::{Kind, Node};
use crate::template::program::{Program, Symbol};
use std::rc::Rc;

/// Something that was looked up and not found, or found to be null.
#[derive(Debug, Clone)]
pub(crate) struct Hole<'p> {
    /// The value that it was looked up in, if that is part of the data.
    pub(crate) parent: Option<Node<'p>>,
    /// The name or index that was looked up; empty for a null, which `parent` is itself.
    pub(crate) key: HoleKey<'p>,
}

#[derive(Debug, Clone)]
pub(crate) enum HoleKey<'p> {
    /// A null in the data.
    Null,
    /// A name without a value.
    Name(&'p str),
    /// A key of a root that the profile does not have.
    InRoot(&'p str, Box<str>),
    Key(Box<str>),
    Index(i128),
    /// The first or last item of a list, asked for by a filter.
    End(i128),
    /// A lookup in a value that is not part of the data, named as the template writes it.
    Source(crate::Span),
}

/// The state of one evaluation.
pub(crate) struct Context<'p> {
    pub(crate) program: &'p Program,
    /// The content blocks that the template may print.
    pub(super) blocks: &'p [(Box<str>, Program)],
    /// Those that are no templates, and why.
    pub(super) broken_blocks: &'p [(Box<str>, Vec<Diagnostic>)],
    /// Whether a content block is being printed, so that places are none of the template's.
    pub(super) in_block: bool,
    pub(crate) profile: &'p Profile<'p>,
    pub(crate) options: &'p Options,
    pub(crate) budget: Budget,
    pub(crate) holes: Vec<Hole<'p>>,
    pub(crate) names: Scopes<'p>,
    pub(crate) depth: usize,
    /// How many expressions and bodies are being worked on inside each other.
    nesting: usize,
    /// Reasons not to send, in the order in which they came up.
    pub(crate) not_sent: Vec<String>,
    /// Placeholders whose data hold the word that cancels a message.
    pub(crate) not_send_in_data: Vec<(crate::Span, Option<String>)>,
    /// Who is told what happens, in runs that are studied.
    pub(crate) recorder: Option<Box<Recorder>>,
    /// Lists of the data that a method changed, by their number on the tape.
    pub(crate) thawed: Vec<(Node<'p>, super::value::List<'p>)>,
}

impl<'p> Context<'p> {
    pub(crate) fn new(program: &'p Program, profile: &'p Profile<'p>, options: &'p Options) -> Self {
        Self {
            program,
            blocks: &program.blocks,
            broken_blocks: &program.broken_blocks,
            in_block: false,
            profile,
            options,
            budget: Budget::new(options.limits),
            holes: Vec::new(),
            names: Scopes::default(),
            depth: 0,
            nesting: 0,
            not_sent: Vec::new(),
            not_send_in_data: Vec::new(),
            recorder: None,
            thawed: Vec::new(),
        }
    }

    /// One of the roots that the data have, those of the account last.
    pub(crate) fn root(&self, name: &str) -> Option<Node<'p>> {
        self.profile.root(name).or_else(|| self.options.account.root(name))
    }

    /// Tells the recorder of a condition, which may overrule it.
    pub(crate) fn decide(&mut self, span: crate::Span, holds: bool) -> bool {
        self.recorder.as_mut().map_or(holds, |recorder| recorder.decide(span, holds))
    }

    /// Tells the recorder which way the run goes.
    pub(crate) fn note(&mut self, span: crate::Span, taken: Taken) {
        if let Some(recorder) = &mut self.recorder {
            recorder.note(span, taken);
        }
    }

    /// Tells the recorder of an operation on `base`; without one, the result is as it was.
    pub(crate) fn changed(
        &mut self,
        base: &Value<'p>,
        result: Value<'p>,
        operation: impl FnOnce() -> Operation,
    ) -> Value<'p> {
        let Some(recorder) = &mut self.recorder else { return result };
        let operation = operation();
        if recorder::changes(&operation, base) { recorder.change(operation, base, result) } else { result }
    }

    /// The attribute that characters came from.
    pub(crate) fn origin_name(&self, origin: super::text::Origin) -> String {
        let origin = self.recorder.as_ref().map_or(origin, |recorder| recorder.source(origin).0);
        self.program.origin_name(self.profile, origin)
    }

    /// Remembers a lookup that found nothing.
    pub(crate) fn missing(&mut self, parent: Option<Node<'p>>, key: HoleKey<'p>) -> Value<'p> {
        Value::Missing(self.hole(parent, key))
    }

    /// Names a hole in a value of the template by the expression that looked it up.
    pub(crate) fn name_hole(&mut self, value: &Value<'p>, span: crate::Span) {
        if let Value::Missing(hole) = value
            && let Some(hole) = self.holes.get_mut(*hole as usize)
            && hole.parent.is_none()
            && !self.in_block
            && matches!(hole.key, HoleKey::Key(_) | HoleKey::Index(_))
        {
            hole.key = HoleKey::Source(span);
        }
    }

    fn hole(&mut self, parent: Option<Node<'p>>, key: HoleKey<'p>) -> HoleId {
        self.holes.push(Hole { parent, key });
        self.holes.len() as HoleId - 1
    }

    /// The hole that a null of the data counts as, if it does.
    pub(crate) fn null_hole(&mut self, node: Node<'p>) -> Option<HoleId> {
        self.options.null_is_missing.then(|| self.hole(Some(node), HoleKey::Null))
    }

    /// The fault of using a missing value for more than printing and testing it.
    pub(crate) fn undefined(&self, hole: HoleId) -> Fault {
        let name = self.hole_name(hole);
        Fault::undefined(format!("`{name}` is missing"))
            .hint("give a fallback with `|default(…)`, or test it with `is defined` first")
            .hole(hole)
    }

    /// Whether a hole is a null of the data rather than nothing at all.
    pub(crate) fn is_null_hole(&self, hole: HoleId) -> bool {
        self.holes.get(hole as usize).is_some_and(|hole| matches!(hole.key, HoleKey::Null))
    }

    /// How the template would write the attribute that a hole stands for.
    pub(crate) fn hole_name(&self, hole: HoleId) -> String {
        let Some(hole) = self.holes.get(hole as usize) else { return String::new() };
        let parent = hole.parent.map(|node| self.program.path_name(self.profile, node));
        let parent_name = parent.unwrap_or_default();
        match &hole.key {
            HoleKey::Null => parent_name,
            HoleKey::Name(name) => (*name).to_owned(),
            HoleKey::Source(span) => self.program.source.get(span.range()).unwrap_or_default().to_owned(),
            HoleKey::InRoot(root, key) => self.step_name((*root).to_owned(), key),
            HoleKey::Key(key) => self.step_name(parent_name, key),
            HoleKey::Index(index) => {
                let mut name = parent_name;
                self.program.push_index(&mut name, *index);
                name
            }
            HoleKey::End(index) => format!("{parent_name}[{index}]"),
        }
    }

    fn step_name(&self, mut name: String, key: &str) -> String {
        self.program.push_key(&mut name, key);
        name
    }

    /// Runs `work` one level deeper; a fault if that is too deep.
    pub(crate) fn deeper<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let limit = self.budget.limits().depth;
        if self.depth >= limit {
            return Err(Fault::limit(
                crate::Code::LimitDepth,
                limit as u64,
                format!("macros, recursive loops or content blocks are nested deeper than {limit}"),
            )
            .hint("a macro that calls itself needs a condition that ends it"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    /// Goes one expression or body further in; the stack bounds how far that goes.
    pub(crate) fn nest(&mut self) -> Result<()> {
        const MAX_NESTING: usize = 400;
        if self.nesting >= MAX_NESTING {
            let message = "expressions, bodies and macros are nested too deeply";
            return Err(Fault::limit(crate::Code::LimitDepth, MAX_NESTING as u64, message)
                .hint("split them with {% set %}"));
        }
        self.nesting += 1;
        Ok(())
    }

    /// Comes back from [`Self::nest`].
    pub(crate) fn unnest(&mut self) {
        self.nesting -= 1;
    }

    /// The items of a sequence, the keys of a dict, the characters of a text.
    pub(crate) fn iterate(&mut self, value: &Value<'p>) -> Result<Vec<Value<'p>>> {
        let items: Vec<Value<'p>> = match value {
            Value::Missing(_) | Value::Undefined => Vec::new(),
            Value::List(items) => {
                self.budget.items(items.borrow().len())?;
                items.borrow().clone()
            }
            Value::Tuple(items) => {
                self.budget.items(items.len())?;
                items.to_vec()
            }
            Value::Dict(members) => {
                self.budget.items(members.borrow().len())?;
                members.borrow().iter().map(|(key, _)| key.clone()).collect()
            }
            Value::Data(node) => {
                if let Some(list) = self.thawed_list(*node) {
                    self.budget.items(list.borrow().len())?;
                    return Ok(list.borrow().clone());
                }
                self.budget.items(node.len())?;
                match node.kind() {
                    Kind::Object => node.members().map(|(key, _)| Value::of(key)).collect(),
                    _ => node.items().map(Value::of).collect(),
                }
            }
            Value::Text(text) => {
                self.budget.items(text.as_str().len())?;
                text.as_str()
                    .char_indices()
                    .map(|(at, char)| Value::Text(text.slice(at..at + char.len_utf8())))
                    .collect()
            }
            Value::Range(range) => {
                let len = usize::try_from(range.len()).unwrap_or(usize::MAX);
                self.budget.items(len)?;
                (0..len as u128).filter_map(|i| range.get(i)).map(Value::Int).collect()
            }
            Value::Object(object) => match &**object {
                Object::Group { grouper, list } => vec![grouper.clone(), list.clone()],
                Object::Iterator(items) => items.borrow_mut().drain(..).collect(),
                Object::View { dict, part } => self.view(dict, *part)?,
                _ => return Err(not_iterable(value)),
            },
            Value::None | Value::Null(_) | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                return Err(not_iterable(value));
            }
        };
        Ok(items)
    }

    /// The keys, values or pairs of a dict.
    fn view(&mut self, dict: &Value<'p>, part: Part) -> Result<Vec<Value<'p>>> {
        let members = Context::members(dict).unwrap_or_default();
        self.budget.items(members.len())?;
        Ok(members
            .into_iter()
            .map(|(key, value)| match part {
                Part::Keys => key,
                Part::Values => value,
                Part::Items => Value::tuple([key, value]),
            })
            .collect())
    }

    /// The members of a dict; `None` for other values.
    pub(crate) fn members(value: &Value<'p>) -> Option<Vec<(Value<'p>, Value<'p>)>> {
        match value {
            Value::Dict(members) => Some(members.borrow().clone()),
            Value::Data(node) if node.kind() == Kind::Object => {
                Some(node.members().map(|(key, value)| (Value::of(key), Value::of(value))).collect())
            }
            _ => None,
        }
    }

    /// The changed copy of a list of the data, if a method has changed it.
    pub(crate) fn thawed_list(&self, node: Node<'p>) -> Option<super::value::List<'p>> {
        self.thawed.iter().find(|(frozen, _)| *frozen == node).map(|(_, list)| Rc::clone(list))
    }
}

fn not_iterable(value: &Value<'_>) -> Fault {
    let fault = Fault::type_error(format!("a value of type {} cannot be iterated over", value.type_name()));
    if value.is_none() { fault.hint("a null list needs a fallback: `|default([], true)`") } else { fault }
}

/// The variables that are visible, scope by scope.
#[derive(Default)]
pub(crate) struct Scopes<'p> {
    variables: Vec<(Symbol, Value<'p>)>,
    /// Where the scopes start; the outermost one is not listed.
    starts: Vec<usize>,
    /// The first variable that is visible beside those of the outermost scope.
    floor: usize,
}

impl<'p> Scopes<'p> {
    pub(crate) fn get(&self, symbol: Symbol) -> Option<&Value<'p>> {
        let outermost = self.starts.first().copied().unwrap_or(self.variables.len());
        let find = |part: Option<&[(Symbol, Value<'p>)]>| -> Option<usize> {
            part?.iter().rposition(|(name, _)| *name == symbol)
        };
        let floor = self.floor.max(outermost);
        let at = find(self.variables.get(floor..))
            .map(|at| at + floor)
            .or_else(|| find(self.variables.get(..outermost)));
        self.variables.get(at?).map(|(_, value)| value)
    }

    /// How many there are in all scopes.
    pub(crate) fn len(&self) -> usize {
        self.variables.len()
    }

    /// Assigns in the innermost scope.
    pub(crate) fn set(&mut self, symbol: Symbol, value: Value<'p>) {
        let start = self.starts.last().copied().unwrap_or(0);
        match self.variables.iter_mut().skip(start).find(|(name, _)| *name == symbol) {
            Some((_, slot)) => *slot = value,
            None => self.variables.push((symbol, value)),
        }
    }

    /// Opens a scope.
    pub(crate) fn open(&mut self) {
        self.starts.push(self.variables.len());
    }

    /// Closes the innermost scope.
    pub(crate) fn close(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.variables.truncate(start);
        }
    }

    /// Opens a scope from which only the outermost one is visible; returns what [`Self::leave`] needs.
    pub(crate) fn enter(&mut self) -> usize {
        self.open();
        std::mem::replace(&mut self.floor, self.variables.len())
    }

    /// Closes a scope opened by [`Self::enter`].
    pub(crate) fn leave(&mut self, floor: usize) {
        self.close();
        self.floor = floor;
    }

    /// The variables of all scopes but the outermost one, for a macro that is defined here.
    pub(crate) fn captured(&self) -> Vec<(Symbol, Value<'p>)> {
        let outermost = self.starts.first().copied().unwrap_or(self.variables.len());
        self.variables.get(self.floor.max(outermost)..).unwrap_or_default().to_vec()
    }
}
