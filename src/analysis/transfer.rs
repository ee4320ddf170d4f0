//! What filters and methods make of [flows](Flow).

use super::attribute::How;
use super::expression::{argument_value, constant, split};
use super::facts::Walk;
use super::flow::Flow;
use crate::diagnostic::Span;
use crate::template::program::{Argument, Expr, FilterCall};

/// Filters that work for every text, number or list that they take at all.
const TOTAL: &[&str] = &[
    "abs",
    "attr",
    "base64encode",
    "batch",
    "capitalize",
    "center",
    "convertToSHA256",
    "convertToSHA256NoSalt",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "filesizeformat",
    "first",
    "float",
    "forceescape",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "string",
    "striptags",
    "sum",
    "title",
    "tojson",
    "trim",
    "truncate",
    "unique",
    "upper",
    "urlencode",
    "wordcount",
    "wordwrap",
];

/// Methods that work for every value that has them.
const TOTAL_METHODS: &[&str] = &[
    "append",
    "bit_length",
    "capitalize",
    "casefold",
    "conjugate",
    "copy",
    "count",
    "endswith",
    "extend",
    "find",
    "get",
    "insert",
    "is_integer",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "islower",
    "isnumeric",
    "isspace",
    "istitle",
    "isupper",
    "items",
    "join",
    "keys",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "reverse",
    "rfind",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
    "values",
];

impl<'p> Walk<'p> {
    /// The value behind a filter.
    pub(super) fn filter(&mut self, call: &'p FilterCall, base: &Flow) -> Flow {
        let flows = self.arguments(&call.arguments);
        let (positional, named) = split(&call.arguments, &flows);
        let name = &*call.name;
        let falsy = |flow: Option<&Argument>| flow.map(argument_value).and_then(constant).is_some_and(truth);
        let how = match name {
            "default" | "d" => {
                let boolean =
                    call.arguments.iter().find(|a| matches!(a, Argument::Named(n, _) if &**n == "boolean"));
                How::Fallback { falsy: falsy(boolean.or(call.arguments.get(1))) }
            }
            name => How::Filtered(name.into()),
        };
        self.note(base, &how, call.span);
        let all = Flow::computed(flows.iter().chain([base]));
        if !TOTAL.contains(&name) {
            self.hazard(&all, call.span, format!("`{name}` does not take every value"));
        } else if !matches!(name, "default" | "d" | "replace" | "join" | "format") {
            let arguments = Flow::computed(&flows);
            self.hazard(&arguments, call.span, format!("an argument of `{name}` depends on data"));
        }
        let attribute = |position: usize| argument_text(&call.arguments, "attribute", position);
        match name {
            "default" | "d" => {
                positional.first().map_or_else(|| base.clone(), |other| base.clone().either(other))
            }
            "safe" | "string" => base.clone(),
            "first" | "random" => self.item(base, 0, call.span),
            "last" => self.item(base, -1, call.span),
            "min" | "max" => {
                let items = self.items_by(base, attribute(1), call.span, &How::Ordered(None));
                self.item(base, 0, call.span).either(&items)
            }
            "sum" => {
                self.items_by(base, attribute(0), call.span, &How::Arithmetic);
                all
            }
            "join" => {
                self.items_by(base, attribute(1), call.span, &How::Joined);
                all
            }
            "sort" => {
                self.items_by(base, attribute(2), call.span, &How::Ordered(None));
                Self::rearranged(base, all)
            }
            "unique" => {
                self.items_by(base, attribute(1), call.span, &How::Joined);
                Self::rearranged(base, all)
            }
            "reverse" | "list" | "select" | "reject" => Self::rearranged(base, all),
            "selectattr" | "rejectattr" => {
                self.selected(base, &call.arguments, call.span);
                Self::rearranged(base, all)
            }
            "map" if named.iter().any(|(name, _)| *name == "attribute") => {
                let items = self.items_by(base, attribute(usize::MAX), call.span, &How::Sliced);
                Flow::sequence(items)
            }
            "map" => Flow::sequence(all),
            "batch" | "slice" => {
                let rows = Self::rearranged(base, all);
                Flow::sequence(rows)
            }
            "groupby" => {
                let grouper = self.items_by(base, attribute(0), call.span, &How::Ordered(None));
                let list = Self::rearranged(base, all);
                let members =
                    [("grouper", grouper.clone()), ("list", list.clone()), ("0", grouper), ("1", list)];
                let members = members.into_iter().map(|(name, flow)| (name.into(), flow)).collect();
                Flow::sequence(Flow { members, ..Flow::default() })
            }
            "items" | "dictsort" => self.pairs(base),
            "attr" => match argument_text(&call.arguments, "name", 0) {
                Some(key) => self.member(base, key),
                None => all,
            },
            _ => all,
        }
    }

    fn rearranged(base: &Flow, all: Flow) -> Flow {
        all.part(base)
    }

    /// Name and value of each member.
    fn pairs(&mut self, base: &Flow) -> Flow {
        let value = self.items(base);
        let key = Flow::computed([base]);
        let members = [("0".into(), key), ("1".into(), value)].into();
        Flow::sequence(Flow { members, ..Flow::default() })
    }

    /// The items of a list, or what they have at a path (`address.city`).
    fn items_by(&mut self, base: &Flow, path: Option<&str>, span: Span, how: &How) -> Flow {
        let mut flow = self.items(base);
        for key in path.into_iter().flat_map(|path| path.split('.')) {
            flow = self.member(&flow, key);
        }
        self.note(&flow, how, span);
        flow
    }

    /// The attribute that `selectattr` looks at.
    fn selected(&mut self, base: &Flow, arguments: &'p [Argument], span: Span) {
        let Some(path) = argument_text(arguments, "attribute", 0) else { return };
        let test = argument_text(arguments, "test", 1);
        let value = arguments.get(2).map(argument_value).and_then(constant);
        let how = match (test, value) {
            (None, _) => How::Truth,
            (Some("eq" | "equalto" | "==" | "ne" | "!="), Some(value)) => How::Equal(value),
            (
                Some("lt" | "lessthan" | "<" | "le" | "<=" | "gt" | "greaterthan" | ">" | "ge" | ">="),
                value,
            ) => How::Ordered(value),
            (Some(test), _) => How::Tested(test.into()),
        };
        self.items_by(base, Some(path), span, &how);
    }

    /// `base.name(arguments)`
    pub(super) fn method(
        &mut self,
        base: &'p Expr,
        name: &str,
        arguments: &'p [Argument],
        flows: &[Flow],
        span: Span,
    ) -> Flow {
        let receiver = self.expr(base);
        let all = Flow::computed(flows.iter().chain([&receiver]));
        let of_api = receiver.is.iter().any(|id| self.facts.attributes.is_root(*id));
        if of_api {
            self.hazard(&all, span, "what an API answers is not known");
            return all;
        }
        self.note(&receiver, &How::Method(name.into()), span);
        let of_constant = matches!(base, Expr::Constant(..));
        if !(TOTAL_METHODS.contains(&name) || of_constant && name == "format") {
            self.hazard(&all, span, format!("`.{name}()` does not take every value"));
        }
        if let (Expr::Name(symbol, _), "append" | "extend" | "insert") = (base, name)
            && let Some(added) = flows.last()
        {
            let item = if name == "extend" { self.items(added) } else { added.clone() };
            if let Some(list) = self.binding(*symbol) {
                list.items.get_or_insert_default().union(&item);
                list.from.extend(item.everything());
            }
            return Flow::default();
        }
        match name {
            "items" => self.pairs(&receiver),
            "values" => {
                let items = self.items(&receiver);
                Flow::sequence(items)
            }
            "keys" => Flow::sequence(all),
            "get" => match argument_text(arguments, "key", 0) {
                Some(key) => {
                    let mut found = self.member(&receiver, key);
                    self.note(&found, &How::Fallback { falsy: false }, span);
                    if let Some(other) = flows.get(1) {
                        found.union(other);
                    }
                    found
                }
                None => all,
            },
            "pop" => self.item(&receiver, -1, span),
            "format" => {
                for flow in flows {
                    self.note(flow, &How::Joined, span);
                }
                all
            }
            "split" | "rsplit" | "splitlines" | "partition" | "rpartition" => Flow::sequence(all),
            _ => all,
        }
    }
}

/// The text of an argument that is written out.
fn argument_text<'a>(arguments: &'a [Argument], name: &str, position: usize) -> Option<&'a str> {
    let by_name = arguments.iter().find_map(|argument| match argument {
        Argument::Named(given, expr) if **given == *name => Some(expr),
        _ => None,
    });
    let by_position = || match arguments.get(position) {
        Some(Argument::Positional(expr)) => Some(expr),
        _ => None,
    };
    match by_name.or_else(by_position)? {
        Expr::Constant(crate::template::program::Constant::Text(text), _) => Some(text),
        _ => None,
    }
}

fn truth(value: serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Null => false,
        Value::Bool(value) => value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
