//! What the text of a program says about its attributes, gathered in one pass.
//!
//! Nothing is evaluated here: names are followed through assignments, loops and macros, so that it is known which
//! attribute an expression is about and what is done with it. What comes out of a template is left to the
//! evaluator.

use super::attribute::{AttributeId, Attributes, How, Place};
use super::flow::Flow;
use crate::diagnostic::Span;
use crate::ordered::{Map, Set};
use crate::template::names::{CALLER, LOOP};
use crate::template::position::{State, States};
use crate::template::program::{Body, Emit, Expr, For, If, Macro, Program, Stmt, Symbol, Target};
use std::collections::HashMap;

/// What is known of a program.
pub(super) struct Facts<'p> {
    pub(super) program: &'p Program,
    pub(super) attributes: Attributes,
    pub(super) emits: Vec<Printed<'p>>,
    pub(super) tests: Vec<Decision<'p>>,
    pub(super) hazards: Vec<Hazard>,
    flows: HashMap<*const Expr, Flow>,
    macros: Set<Symbol>,
    /// Names that stand for nothing.
    pub(super) strangers: Vec<(Symbol, Span)>,
}

/// A placeholder.
#[derive(Debug, Clone)]
pub(super) struct Printed<'p> {
    pub(super) expr: &'p Expr,
    pub(super) span: Span,
    pub(super) place: Place,
    pub(super) flow: Flow,
}

/// A place where the template goes one way or another.
#[derive(Debug, Clone)]
pub(super) struct Decision<'p> {
    pub(super) expr: &'p Expr,
    pub(super) span: Span,
    pub(super) kind: DecisionKind,
    /// The attributes that decide.
    pub(super) from: Set<AttributeId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DecisionKind {
    If,
    Loop,
}

/// Something that goes well for some values of an attribute and not for others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hazard {
    pub(super) attributes: Set<AttributeId>,
    pub(super) span: Span,
    pub(super) why: String,
}

impl<'p> Facts<'p> {
    /// Reads a program.
    pub(super) fn gather(program: &'p Program) -> Self {
        let facts = Self {
            program,
            attributes: Attributes::default(),
            emits: Vec::new(),
            tests: Vec::new(),
            hazards: Vec::new(),
            flows: HashMap::new(),
            macros: Set::new(),
            strangers: Vec::new(),
        };
        let mut walk = Walk {
            facts,
            scopes: vec![Map::new()],
            macros: Map::new(),
            called: Set::new(),
            callers: Vec::new(),
            output: vec![Flow::default()],
            depth: 0,
        };
        walk.body(&program.body);
        walk.uncalled();
        walk.facts
    }

    /// What is known of the value of an expression of the program.
    pub(super) fn flow(&self, expr: &Expr) -> Flow {
        self.flows.get(&std::ptr::from_ref(expr)).cloned().unwrap_or_default()
    }

    /// Whether a name is that of a macro.
    pub(super) fn is_macro(&self, symbol: Symbol) -> bool {
        self.macros.contains(&symbol)
    }

    /// The text of the template at a place.
    pub(super) fn text(&self, span: Span) -> &'p str {
        self.program.source.get(span.range()).unwrap_or_default()
    }
}

pub(super) struct Walk<'p> {
    pub(super) facts: Facts<'p>,
    scopes: Vec<Map<Symbol, Flow>>,
    pub(super) macros: Map<Symbol, &'p Macro>,
    called: Set<Symbol>,
    /// The bodies that `caller()` stands for, innermost last.
    pub(super) callers: Vec<Option<&'p Macro>>,
    /// What the bodies that are being read have printed so far, innermost last.
    output: Vec<Flow>,
    depth: usize,
}

/// How deep macros are followed.
const MAX_CALLS: usize = 6;

impl<'p> Walk<'p> {
    pub(super) fn remember(&mut self, expr: &Expr, flow: &Flow) {
        self.facts.flows.entry(std::ptr::from_ref(expr)).or_default().union(flow);
    }

    /// Notes a use of all attributes that a value may be.
    pub(super) fn note(&mut self, flow: &Flow, how: &How, span: Span) {
        for id in &flow.is {
            self.facts.attributes.note(*id, how.clone(), span);
        }
    }

    pub(super) fn hazard(&mut self, flow: &Flow, span: Span, why: impl Into<String>) {
        let attributes = flow.everything();
        if attributes.is_empty() {
            return;
        }
        let hazard = Hazard { attributes, span, why: why.into() };
        if !self.facts.hazards.contains(&hazard) {
            self.facts.hazards.push(hazard);
        }
    }

    pub(super) fn lookup(&self, symbol: Symbol) -> Option<&Flow> {
        self.scopes.iter().rev().find_map(|scope| scope.get(&symbol))
    }

    /// What is known of a name, to be added to.
    pub(super) fn binding(&mut self, symbol: Symbol) -> Option<&mut Flow> {
        self.scopes.iter_mut().rev().find_map(|scope| scope.get_mut(&symbol))
    }

    fn bind(&mut self, symbol: Symbol, flow: Flow) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(symbol, flow);
        }
    }

    fn scoped(&mut self, work: impl FnOnce(&mut Self)) {
        self.scopes.push(Map::new());
        work(self);
        self.scopes.pop();
    }

    fn body(&mut self, body: &'p [Stmt]) {
        for statement in body {
            self.statement(statement);
        }
    }

    /// What a body prints, as one text.
    fn captured(&mut self, body: &'p [Stmt]) -> Flow {
        self.output.push(Flow::default());
        self.body(body);
        let printed = self.output.pop().unwrap_or_default();
        Flow::computed([&printed])
    }

    fn statement(&mut self, statement: &'p Stmt) {
        match statement {
            Stmt::Literal(_) | Stmt::Break | Stmt::Continue => {}
            Stmt::Emit(emit) => self.emit(&emit.value, emit),
            Stmt::If(branch) => self.branch(branch),
            Stmt::For(repeat) => self.repeat(repeat),
            Stmt::Set { target, value, .. } => {
                let flow = self.expr(value);
                self.assign(target, flow);
            }
            Stmt::SetBlock { target, filters, body, .. } => {
                let mut flow = Flow::default();
                self.scoped(|walk| flow = walk.captured(body));
                for call in filters {
                    flow = self.filter(call, &flow);
                }
                self.assign(target, flow);
            }
            Stmt::With { assignments, body } => {
                let flows: Vec<Flow> = assignments.iter().map(|(_, value)| self.expr(value)).collect();
                self.scoped(|walk| {
                    for ((target, _), flow) in assignments.iter().zip(flows) {
                        walk.assign(target, flow);
                    }
                    walk.body(body);
                });
            }
            Stmt::Macro(definition) => {
                self.macros.insert(definition.symbol, definition);
                self.facts.macros.insert(definition.symbol);
                for (_, default) in &definition.parameters {
                    if let Some(default) = default {
                        self.expr(default);
                    }
                }
            }
            Stmt::CallBlock { call, caller, output } => {
                self.callers.push(Some(caller));
                let flow = self.expr(call);
                self.callers.pop();
                self.print(call, output, flow);
            }
            Stmt::FilterBlock { filters, body, output } => {
                let mut flow = Flow::default();
                self.scoped(|walk| flow = walk.captured(body));
                for call in filters {
                    flow = self.filter(call, &flow);
                }
                self.print(&output.value, output, flow);
            }
            Stmt::Block(body) => self.scoped(|walk| walk.body(body)),
            Stmt::Do(call) => {
                self.expr(call);
            }
            Stmt::NotSend { reason, .. } => {
                self.expr(reason);
            }
        }
    }

    fn emit(&mut self, value: &'p Expr, emit: &'p Emit) {
        let flow = self.expr(value);
        self.print(value, emit, flow);
    }

    fn print(&mut self, expr: &'p Expr, emit: &'p Emit, flow: Flow) {
        let place = place(emit.after);
        self.note(&flow, &How::Printed(place), emit.span);
        if let Some(output) = self.output.last_mut() {
            output.from.extend(flow.everything());
        }
        match self.facts.emits.iter_mut().find(|printed| printed.span == emit.span) {
            Some(printed) => printed.flow.union(&flow),
            None => self.facts.emits.push(Printed { expr, span: emit.span, place, flow }),
        }
    }

    fn branch(&mut self, branch: &'p If) {
        let flow = self.test(&branch.test);
        self.decide(&branch.test, branch.span, DecisionKind::If, &flow);
        let before = self.scopes.clone();
        self.body(&branch.then);
        let after_then = std::mem::replace(&mut self.scopes, before);
        self.body(&branch.otherwise);
        for (scope, other) in self.scopes.iter_mut().zip(after_then) {
            for (symbol, flow) in other {
                scope.get_or_default(symbol).union(&flow);
            }
        }
    }

    pub(super) fn decide(&mut self, expr: &'p Expr, span: Span, kind: DecisionKind, flow: &Flow) {
        let from = flow.everything();
        match self.facts.tests.iter_mut().find(|decision| decision.span == span) {
            Some(decision) => decision.from.extend(from),
            None => self.facts.tests.push(Decision { expr, span, kind, from }),
        }
    }

    fn repeat(&mut self, repeat: &'p For) {
        let iterable = self.expr(&repeat.iterable);
        self.note(&iterable, &How::Iterated, repeat.span);
        self.decide(&repeat.iterable, repeat.span, DecisionKind::Loop, &iterable);
        let item = self.items(&iterable);
        self.scoped(|walk| {
            walk.bind(LOOP, Flow::computed([&iterable]));
            walk.assign(&repeat.target, item);
            if let Some(filter) = &repeat.filter {
                let flow = walk.test(filter);
                let span = filter.span();
                walk.decide(filter, span, DecisionKind::If, &flow);
            }
            // What a later pass sees may have been set by an earlier one.
            walk.body(&repeat.body);
            walk.body(&repeat.body);
        });
        self.body(&repeat.otherwise);
    }

    pub(super) fn assign(&mut self, target: &'p Target, flow: Flow) {
        match target {
            Target::Name(symbol) => self.bind(*symbol, flow),
            Target::Attribute { base, name, .. } => {
                self.expr(base);
                if let Expr::Name(symbol, _) = base
                    && let Some(namespace) = self.binding(*symbol)
                {
                    namespace.members.get_or_default(name.clone()).union(&flow);
                }
            }
            Target::Unpack(targets, span) => {
                for (i, target) in targets.iter().enumerate() {
                    let part = self.unpacked(&flow, i, *span);
                    self.assign(target, part);
                }
            }
        }
    }

    /// What a macro prints when it is called with these arguments.
    pub(super) fn call_macro(
        &mut self,
        definition: &'p Macro,
        positional: &[Flow],
        named: &[(&str, Flow)],
    ) -> Flow {
        self.called.insert(definition.symbol);
        let mut result = Flow::computed(positional.iter().chain(named.iter().map(|(_, flow)| flow)));
        if self.depth >= MAX_CALLS {
            return result;
        }
        self.depth += 1;
        self.scoped(|walk| {
            for (i, (symbol, default)) in definition.parameters.iter().enumerate() {
                let name = walk.facts.program.name(*symbol);
                let by_name = || named.iter().find(|(given, _)| *given == name).map(|(_, flow)| flow);
                let flow = match (positional.get(i).or_else(by_name), default) {
                    (Some(flow), _) => flow.clone(),
                    (None, Some(default)) => walk.expr(default),
                    (None, None) => Flow::default(),
                };
                walk.bind(*symbol, flow);
            }
            if definition.takes_caller {
                walk.bind(CALLER, Flow::default());
            }
            let printed = walk.captured(&definition.body);
            result.union(&printed);
        });
        self.depth -= 1;
        result
    }

    /// Reads the macros that nothing calls.
    fn uncalled(&mut self) {
        let macros: Vec<&'p Macro> =
            self.macros.values().copied().filter(|found| !self.called.contains(&found.symbol)).collect();
        for definition in macros {
            self.call_macro(definition, &[], &[]);
        }
    }
}

/// Where a placeholder stands, by the states that may follow it.
fn place(after: States) -> Place {
    if after == States::default() {
        Place::Captured
    } else if after.contains(State::Text) || after.contains(State::Key) {
        Place::Text
    } else {
        Place::Value
    }
}

/// The macro bodies and branches of a program, for those who look at statements.
pub(super) fn bodies(statement: &Stmt) -> Vec<&Body> {
    match statement {
        Stmt::If(branch) => vec![&branch.then, &branch.otherwise],
        Stmt::For(repeat) => vec![&repeat.body, &repeat.otherwise],
        Stmt::With { body, .. }
        | Stmt::Block(body)
        | Stmt::SetBlock { body, .. }
        | Stmt::FilterBlock { body, .. } => vec![body],
        Stmt::Macro(definition) => vec![&definition.body],
        Stmt::CallBlock { caller, .. } => vec![&caller.body],
        _ => Vec::new(),
    }
}
