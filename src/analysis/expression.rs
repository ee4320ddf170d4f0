//! Expressions to [flows](Flow).

use super::attribute::{AttributeId, How, Step};
use super::exact::{is_number, is_text};
use super::facts::{DecisionKind, Walk};
use super::flow::Flow;
use crate::diagnostic::Span;
use crate::render::ROOTS;
use crate::template::names::CALLER;
use crate::template::program::{Argument, Binary, Comparison, Constant, Expr, Symbol};
use serde_json::Value;

impl<'p> Walk<'p> {
    /// What is known of the value of an expression.
    pub(super) fn expr(&mut self, expr: &'p Expr) -> Flow {
        let flow = self.expr_inner(expr);
        self.remember(expr, &flow);
        flow
    }

    fn expr_inner(&mut self, expr: &'p Expr) -> Flow {
        match expr {
            Expr::Constant(..) => Flow::default(),
            Expr::Name(symbol, span) => self.name(*symbol, *span),
            Expr::Attribute { base, name, .. } => {
                let base = self.expr(base);
                match name.parse() {
                    Ok(index) => self.item(&base, index, expr.span()),
                    Err(_) => self.member(&base, name),
                }
            }
            Expr::Item { base, key, span } => {
                let base = self.expr(base);
                match &**key {
                    Expr::Constant(Constant::Text(key), _) => self.member(&base, key),
                    Expr::Constant(Constant::Int(index), _) => {
                        self.item(&base, i64::try_from(*index).unwrap_or_default(), *span)
                    }
                    key => self.computed_item(&base, key, *span),
                }
            }
            Expr::Slice { base, bounds, span } => {
                let base = self.expr(base);
                self.note(&base, &How::Sliced, *span);
                let mut parts = vec![Flow::computed([&base])];
                for bound in bounds.iter().flatten() {
                    let bound = self.expr(bound);
                    self.note(&bound, &How::Counted, *span);
                    parts.push(bound);
                }
                Flow::computed(&parts).part(&base)
            }
            Expr::Not(value, _) => {
                let flow = self.test(value);
                Flow::computed([&flow])
            }
            Expr::Negate(value, span) => {
                let flow = self.expr(value);
                self.note(&flow, &How::Arithmetic, *span);
                Flow::computed([&flow])
            }
            Expr::Binary { op, left, right, span } => self.binary(*op, left, right, *span),
            Expr::And(left, right) => {
                let first = self.test(left);
                self.expr(right).either(&first)
            }
            Expr::Or(left, right) => {
                let first = self.expr(left);
                self.note(&first, &How::Fallback { falsy: true }, left.span());
                self.expr(right).either(&first)
            }
            Expr::Compare { first, rest, span } => self.compare(first, rest, *span),
            Expr::If { test, then, otherwise, span } => {
                let condition = self.test(test);
                self.decide(test, *span, DecisionKind::If, &condition);
                let mut flow = self.expr(then);
                if let Some(otherwise) = otherwise {
                    flow.union(&self.expr(otherwise));
                }
                flow.from.extend(condition.everything());
                flow
            }
            Expr::Filter { base, call } => {
                let base = self.expr(base);
                self.filter(call, &base)
            }
            Expr::Test { base, name, arguments, span, .. } => {
                let base = self.expr(base);
                let mut parts = self.arguments(arguments);
                match (&**name, arguments.first().map(argument_value).and_then(constant)) {
                    ("eq" | "equalto" | "==" | "ne" | "!=", Some(value)) => {
                        self.note(&base, &How::Equal(value), *span);
                    }
                    (
                        "lt" | "lessthan" | "<" | "le" | "<=" | "gt" | "greaterthan" | ">" | "ge" | ">=",
                        value,
                    ) => {
                        self.note(&base, &How::Ordered(value), *span);
                    }
                    ("odd" | "even" | "divisibleby", _) => self.note(&base, &How::Arithmetic, *span),
                    _ => self.note(&base, &How::Tested(name.clone()), *span),
                }
                parts.push(base);
                Flow::computed(&parts)
            }
            Expr::Call { callee, arguments, span } => self.call(callee, arguments, *span),
            Expr::List(items, _) | Expr::Tuple(items, _) => {
                let mut all = Flow::default();
                for item in items {
                    all.union(&self.expr(item));
                }
                Flow::sequence(all)
            }
            Expr::Dict(members, _) => {
                let mut dict = Flow::default();
                for (key, value) in members {
                    let flow = self.expr(value);
                    self.expr(key);
                    match key {
                        Expr::Constant(Constant::Text(key), _) => {
                            dict.members.get_or_default(key.clone()).union(&flow);
                        }
                        _ => dict.from.extend(flow.everything()),
                    }
                }
                dict
            }
        }
    }

    /// An expression whose truth decides something.
    pub(super) fn test(&mut self, expr: &'p Expr) -> Flow {
        let flow = match expr {
            Expr::Not(value, _) => self.test(value),
            Expr::And(left, right) | Expr::Or(left, right) => {
                let left = self.test(left);
                let right = self.test(right);
                Flow::computed([&left, &right])
            }
            _ => {
                let flow = self.expr(expr);
                self.note(&flow, &How::Truth, expr.span());
                return flow;
            }
        };
        self.remember(expr, &flow);
        flow
    }

    fn name(&mut self, symbol: Symbol, span: Span) -> Flow {
        if let Some(flow) = self.lookup(symbol) {
            return flow.clone();
        }
        let name = self.facts.program.name(symbol);
        if ROOTS.contains(&name) {
            return Flow::attribute(self.facts.attributes.root(name));
        }
        if !self.facts.strangers.contains(&(symbol, span)) {
            self.facts.strangers.push((symbol, span));
        }
        Flow::default()
    }

    fn children(&mut self, base: &Flow, step: &Step) -> Flow {
        let mut found = Flow::default();
        for id in &base.is {
            let child: AttributeId = self.facts.attributes.child(*id, step.clone());
            found.union(&Flow::attribute(child));
        }
        found
    }

    /// `base['key']`
    pub(super) fn member(&mut self, base: &Flow, key: &str) -> Flow {
        let mut found = self.children(base, &Step::Key(key.into()));
        match base.members.get(key) {
            Some(member) => found.union(member),
            None if base.is.is_empty() => found.from.extend(&base.from),
            None => {}
        }
        found
    }

    /// `base[0]`
    pub(super) fn item(&mut self, base: &Flow, index: i64, span: Span) -> Flow {
        let mut found = self.children(base, &Step::Index(index));
        match &base.items {
            Some(items) => {
                found.union(items);
                self.hazard(base, span, "the list may have fewer items");
            }
            None if base.is.is_empty() && base.parts_of.is_empty() => found.from.extend(&base.from),
            None => {}
        }
        found.union(&self.items_of_parts(base));
        found
    }

    fn items_of_parts(&mut self, base: &Flow) -> Flow {
        let mut found = Flow::default();
        for id in &base.parts_of {
            found.union(&Flow::attribute(self.facts.attributes.child(*id, Step::Each)));
        }
        found
    }

    /// `base[key]` with a key that is not written out.
    fn computed_item(&mut self, base: &Flow, key: &'p Expr, span: Span) -> Flow {
        let key = self.expr(key);
        let mut found = match &base.items {
            Some(items) => (**items).clone(),
            None => self.children(base, &Step::Each),
        };
        found.from.extend(key.everything());
        let both = Flow::computed([base, &key]);
        self.hazard(&both, span, "the key of a lookup is computed");
        found
    }

    /// The items that a loop goes through.
    pub(super) fn items(&mut self, base: &Flow) -> Flow {
        let mut found = self.children(base, &Step::Each);
        match &base.items {
            Some(items) => found.union(items),
            None if base.is.is_empty() && base.parts_of.is_empty() => found.from.extend(base.everything()),
            None => {}
        }
        found.union(&self.items_of_parts(base));
        found
    }

    /// One of several names that a value is unpacked into.
    pub(super) fn unpacked(&mut self, base: &Flow, index: usize, span: Span) -> Flow {
        if let Some(member) = base.members.get(&*index.to_string()) {
            return member.clone();
        }
        self.item(base, index as i64, span)
    }

    fn binary(&mut self, op: Binary, left: &'p Expr, right: &'p Expr, span: Span) -> Flow {
        let first = self.expr(left);
        let second = self.expr(right);
        let text = |expr: &Expr| matches!(expr, Expr::Constant(Constant::Text(_), _));
        let joins = op == Binary::Concatenate
            || op == Binary::Add && (is_text(left) || is_text(right))
            || op == Binary::Remainder && text(left);
        let how = match op {
            _ if joins => How::Joined,
            Binary::Add if !is_number(left) && !is_number(right) => How::Added,
            _ => How::Arithmetic,
        };
        self.note(&first, &how, span);
        self.note(&second, &how, span);
        if how == How::Arithmetic {
            self.summands(left);
            self.summands(right);
        }
        match op {
            Binary::Divide | Binary::FloorDivide => self.hazard(&second, span, "a division by zero fails"),
            Binary::Remainder if !text(left) => self.hazard(&second, span, "a division by zero fails"),
            Binary::Power => {
                let both = Flow::computed([&first, &second]);
                self.hazard(&both, span, "a power may grow too large");
            }
            Binary::Multiply if text(left) || text(right) => {
                let both = Flow::computed([&first, &second]);
                self.hazard(&both, span, "a repeated text may grow too large");
            }
            _ => {}
        }
        let mut flow = Flow::computed([&first, &second]);
        if op == Binary::Add && (first.items.is_some() || second.items.is_some()) {
            flow.items = first.either(&second).items;
        }
        flow
    }

    /// What is added up to a number is numbers.
    fn summands(&mut self, expr: &'p Expr) {
        let Expr::Binary { op: Binary::Add, left, right, span } = expr else { return };
        for part in [&**left, &**right] {
            let flow = self.facts.flow(part).clone();
            self.note(&flow, &How::Arithmetic, *span);
            self.summands(part);
        }
    }

    fn compare(&mut self, first: &'p Expr, rest: &'p [(Comparison, Expr)], span: Span) -> Flow {
        let mut left = first;
        let mut left_flow = self.expr(first);
        let mut all = left_flow.clone();
        for (op, right) in rest {
            let right_flow = self.expr(right);
            self.compared(*op, (left, &left_flow), (right, &right_flow), span);
            all.union(&right_flow);
            left = right;
            left_flow = right_flow;
        }
        Flow::computed([&all])
    }

    fn compared(
        &mut self,
        op: Comparison,
        (left, left_flow): (&Expr, &Flow),
        (right, right_flow): (&Expr, &Flow),
        span: Span,
    ) {
        match op {
            Comparison::Equal | Comparison::NotEqual => {
                if let Some(value) = constant(right) {
                    self.note(left_flow, &How::Equal(value), span);
                }
                if let Some(value) = constant(left) {
                    self.note(right_flow, &How::Equal(value), span);
                }
            }
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
                self.note(left_flow, &How::Ordered(constant(right)), span);
                self.note(right_flow, &How::Ordered(constant(left)), span);
            }
            Comparison::In | Comparison::NotIn => {
                if let Some(values) = constants(right) {
                    self.note(left_flow, &How::Among(values), span);
                }
                if let Some(value) = constant(left) {
                    self.note(right_flow, &How::Contains(value), span);
                }
            }
        }
    }

    /// The arguments of a call, each read once.
    pub(super) fn arguments(&mut self, arguments: &'p [Argument]) -> Vec<Flow> {
        arguments.iter().map(|argument| self.expr(argument_value(argument))).collect()
    }

    fn call(&mut self, callee: &'p Expr, arguments: &'p [Argument], span: Span) -> Flow {
        let flows = self.arguments(arguments);
        match callee {
            Expr::Name(symbol, _) if *symbol == CALLER => match self.callers.last().copied().flatten() {
                Some(body) => {
                    self.callers.push(None);
                    let printed = self.call_macro(body, &flows, &[]);
                    self.callers.pop();
                    printed
                }
                None => Flow::computed(&flows),
            },
            Expr::Name(symbol, _) => match self.macros.get(symbol).copied() {
                Some(definition) => {
                    let (positional, named) = split(arguments, &flows);
                    self.call_macro(definition, &positional, &named)
                }
                None => self.function(*symbol, arguments, &flows, span),
            },
            Expr::Attribute { base, name, .. } => self.method(base, name, arguments, &flows, span),
            _ => {
                let callee = self.expr(callee);
                let mut all = Flow::computed(&flows);
                all.union(&Flow::computed([&callee]));
                all
            }
        }
    }

    fn function(&mut self, symbol: Symbol, arguments: &[Argument], flows: &[Flow], span: Span) -> Flow {
        let all = Flow::computed(flows);
        match self.facts.program.name(symbol) {
            "namespace" | "dict" => {
                let named = split(arguments, flows).1;
                let members = named.into_iter().map(|(name, flow)| (name.into(), flow)).collect();
                Flow { members, ..Flow::default() }
            }
            "range" => {
                for flow in flows {
                    self.note(flow, &How::Counted, span);
                }
                self.hazard(&all, span, "the range may grow too large");
                Flow::sequence(all)
            }
            _ => all,
        }
    }
}

/// Positional and named arguments, with their flows.
pub(super) fn split<'a>(arguments: &'a [Argument], flows: &[Flow]) -> (Vec<Flow>, Vec<(&'a str, Flow)>) {
    let mut positional = Vec::new();
    let mut named = Vec::new();
    for (argument, flow) in arguments.iter().zip(flows) {
        match argument {
            Argument::Named(name, _) => named.push((&**name, flow.clone())),
            _ => positional.push(flow.clone()),
        }
    }
    (positional, named)
}

pub(super) fn argument_value(argument: &Argument) -> &Expr {
    match argument {
        Argument::Positional(expr)
        | Argument::Named(_, expr)
        | Argument::Spread(expr)
        | Argument::SpreadNamed(expr) => expr,
    }
}

/// A constant as a value of the data.
pub(super) fn constant(expr: &Expr) -> Option<Value> {
    match expr {
        Expr::Constant(constant, _) => Some(match constant {
            Constant::None => Value::Null,
            Constant::Bool(value) => Value::Bool(*value),
            Constant::Int(value) => i64::try_from(*value).ok()?.into(),
            Constant::Float(value) => Value::from(*value),
            Constant::Text(text) => Value::from(&**text),
        }),
        Expr::Negate(value, _) => match constant(value)? {
            Value::Number(number) => match number.as_i64() {
                Some(integer) => Some(integer.checked_neg()?.into()),
                None => Some(Value::from(-number.as_f64()?)),
            },
            _ => None,
        },
        _ => None,
    }
}

/// A list or tuple of constants.
fn constants(expr: &Expr) -> Option<Vec<Value>> {
    match expr {
        Expr::List(items, _) | Expr::Tuple(items, _) => items.iter().map(constant).collect(),
        _ => None,
    }
}
