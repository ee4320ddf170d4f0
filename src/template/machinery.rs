//! minijinja's parser and syntax tree, and nothing of it beyond this module.
//!
//! The types behind `unstable_machinery` carry no promise, so the version is pinned and only this module names
//! them: it turns the tree into the statements and expressions of [`program`](super::program).

use super::known_slips;
use super::literal;
use super::names::Names;
use super::position::States;
use super::program::{
    Argument, Binary, Body, Comparison, Constant, Emit, Expr, FilterCall, For, If, Literal, Macro, Stmt,
    Target,
};
use super::scan;
use super::spelling;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::render::{filters, predicates};
use crate::suggest;
use minijinja::machinery::{Span as MachinerySpan, ast, parse};
use minijinja::value::{Value, ValueKind};

/// How something is written that other languages have under a name with a dot.
fn dotted(what: &str, last: &str, known: &[&str]) -> String {
    if what == "filter" && matches!(last, "format" | "date" | "strftime") {
        return "numbers are formatted by `'{:,}'.format(n)`, dates by `dateFormatter` and `dateTimeFormatter`"
            .to_owned();
    }
    match suggest::nearest(last, known.iter().copied()) {
        Some(near) => format!("names of {what}s have no dot: did you mean `{near}`?"),
        None => format!("names of {what}s have no dot"),
    }
}

/// What the parser made of a template.
pub(super) struct Parsed {
    pub(super) body: Vec<Stmt>,
    pub(super) names: Vec<Box<str>>,
}

/// Parses a template.
pub(super) fn read(source: &str) -> Result<Parsed, Vec<Diagnostic>> {
    let (text, tags) = scan::rewrite_not_send(source);
    let (text, silent) = spelling::rewrite(text);
    let tree = parse(&text, "template", minijinja::syntax::SyntaxConfig::default())
        .map_err(|error| vec![syntax_error(source, &error)])?;
    let ast::Stmt::Template(template) = tree else {
        return Ok(Parsed { body: Vec::new(), names: Vec::new() });
    };
    let mut reader = Reader { source: &text, tags, silent, names: Names::default(), diagnostics: Vec::new() };
    let body = reader.statements(&template.children);
    if reader.diagnostics.is_empty() {
        Ok(Parsed { body, names: reader.names.into_list() })
    } else {
        Err(reader.diagnostics)
    }
}

/// What the parser says where it goes no deeper.
const TOO_DEEP: &str = "template exceeds maximum recursion limits";

fn syntax_error(source: &str, error: &minijinja::Error) -> Diagnostic {
    let message = error.detail().unwrap_or("the template is not well-formed").to_owned();
    let range = error.range().unwrap_or(source.len()..source.len());
    let span = Span::new(range.start.min(source.len()), range.end.min(source.len()));
    if message == TOO_DEEP {
        return Diagnostic::error(Code::LimitDepth, "tags and brackets are nested too deeply")
            .at(span)
            .hint("split an expression with {% set %}, and nested branches with {% elif %} or a macro");
    }
    known_slips::recognise(source, span)
        .unwrap_or_else(|| Diagnostic::error(Code::SyntaxTemplate, message).at(span))
}

struct Reader<'s> {
    source: &'s str,
    tags: Vec<Span>,
    /// Placeholders that stand for a `do`.
    silent: Vec<Span>,
    names: Names,
    diagnostics: Vec<Diagnostic>,
}

fn span_of(span: MachinerySpan) -> Span {
    Span { start: span.start_offset, end: span.end_offset }
}

impl Reader<'_> {
    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn statements(&mut self, statements: &[ast::Stmt<'_>]) -> Vec<Stmt> {
        statements.iter().filter_map(|statement| self.statement(statement)).collect()
    }

    fn body(&mut self, statements: &[ast::Stmt<'_>]) -> Body {
        self.statements(statements).into()
    }

    fn statement(&mut self, statement: &ast::Stmt<'_>) -> Option<Stmt> {
        Some(match statement {
            ast::Stmt::Template(template) => Stmt::Block(self.body(&template.children)),
            ast::Stmt::EmitRaw(raw) => {
                // The raw text is a part of the source, so its place is where its bytes lie.
                let start = (raw.raw.as_ptr() as usize).saturating_sub(self.source.as_ptr() as usize);
                let span = Span::new(start, start + raw.raw.len());
                Stmt::Literal(Literal { span, text: raw.raw.into(), parts: Box::default() })
            }
            ast::Stmt::EmitExpr(emit) => {
                let span = span_of(emit.expr.span());
                let is_in =
                    |tags: &[Span]| tags.iter().any(|tag| tag.start <= span.start && span.end <= tag.end);
                if is_in(&self.tags) {
                    return self.not_send(&emit.expr, span);
                }
                if is_in(&self.silent) {
                    return Some(Stmt::Do(self.expr(&emit.expr)));
                }
                Stmt::Emit(self.emit(&emit.expr))
            }
            ast::Stmt::ForLoop(node) => Stmt::For(Box::new(For {
                target: self.target(&node.target)?,
                iterable: self.expr(&node.iter),
                filter: node.filter_expr.as_ref().map(|filter| self.expr(filter)),
                recursive: node.recursive,
                body: self.body(&node.body),
                otherwise: self.body(&node.else_body),
                span: span_of(node.iter.span()),
            })),
            ast::Stmt::IfCond(node) => Stmt::If(If {
                test: self.expr(&node.expr),
                then: self.body(&node.true_body),
                otherwise: self.body(&node.false_body),
                span: span_of(node.expr.span()),
            }),
            ast::Stmt::WithBlock(node) => {
                let mut assignments = Vec::new();
                for (target, value) in &node.assignments {
                    assignments.push((self.target(target)?, self.expr(value)));
                }
                Stmt::With { assignments, body: self.body(&node.body) }
            }
            ast::Stmt::Set(node) => Stmt::Set {
                target: self.target(&node.target)?,
                value: self.expr(&node.expr),
                span: span_of(node.span()),
            },
            ast::Stmt::SetBlock(node) => Stmt::SetBlock {
                target: self.target(&node.target)?,
                filters: node.filter.as_ref().map(|filter| self.filter_chain(filter)).unwrap_or_default(),
                body: self.body(&node.body),
                span: span_of(node.span()),
            },
            ast::Stmt::AutoEscape(node) => {
                let is_off = matches!(&node.enabled, ast::Expr::Const(constant) if !constant.value.is_true());
                if !is_off {
                    let message =
                        "HTML escaping cannot be switched on: LINE shows its entities to the reader";
                    self.report(
                        Diagnostic::error(Code::SyntaxUnsupported, message)
                            .at(span_of(node.span()))
                            .hint("remove the tag"),
                    );
                }
                Stmt::Block(self.body(&node.body))
            }
            ast::Stmt::FilterBlock(node) => {
                let span = span_of(node.filter_span);
                let output =
                    Emit { value: Expr::Constant(Constant::None, span), span, after: States::default() };
                Stmt::FilterBlock {
                    filters: self.filter_chain(&node.filter),
                    body: self.body(&node.body),
                    output,
                }
            }
            ast::Stmt::Block(node) => Stmt::Block(self.body(&node.body)),
            ast::Stmt::Import(node) => return self.unsupported("import", span_of(node.span())),
            ast::Stmt::FromImport(node) => return self.unsupported("from … import", span_of(node.span())),
            ast::Stmt::Extends(node) => return self.unsupported("extends", span_of(node.span())),
            ast::Stmt::Include(node) => return self.unsupported("include", span_of(node.span())),
            ast::Stmt::Macro(node) => Stmt::Macro(Box::new(self.read_macro(node))),
            ast::Stmt::CallBlock(node) => {
                let span = span_of(node.call_expr_span);
                let call = self.call(&node.call, span);
                let caller = Box::new(self.read_macro(&node.macro_decl));
                let output =
                    Emit { value: Expr::Constant(Constant::None, span), span, after: States::default() };
                Stmt::CallBlock { call, caller, output }
            }
            ast::Stmt::Continue(_) => Stmt::Continue,
            ast::Stmt::Break(_) => Stmt::Break,
            ast::Stmt::Do(node) => Stmt::Do(self.call(&node.call, span_of(node.call.span()))),
        })
    }

    fn unsupported(&mut self, tag: &str, span: Span) -> Option<Stmt> {
        self.report(
            Diagnostic::error(
                Code::SyntaxUnsupported,
                format!("the platform has no `{tag}`: a template has no other files"),
            )
            .at(span)
            .hint("put the shared part into a content block: `{{ ContentBlock['name'] }}`"),
        );
        None
    }

    fn not_send(&mut self, expr: &ast::Expr<'_>, span: Span) -> Option<Stmt> {
        if let ast::Expr::Call(call) = expr
            && let [ast::CallArg::Pos(reason @ ast::Expr::Const(constant))] = call.args.as_slice()
            && constant.value.as_str().is_some()
        {
            return Some(Stmt::NotSend { reason: self.expr(reason), span });
        }
        self.report(
            Diagnostic::error(Code::SyntaxTemplate, "the tag `MOE_NOT_SEND` takes one text in quotes")
                .at(span)
                .hint("write {% MOE_NOT_SEND(\"why\") %}"),
        );
        None
    }

    fn emit(&mut self, expr: &ast::Expr<'_>) -> Emit {
        let value = self.expr(expr);
        Emit { span: value.span(), value, after: States::default() }
    }

    fn read_macro(&mut self, node: &ast::Macro<'_>) -> Macro {
        let outer = self.names.start_mentions();
        let without_default = node.args.len().saturating_sub(node.defaults.len());
        let mut parameters = Vec::new();
        for (i, argument) in node.args.iter().enumerate() {
            if let ast::Expr::Var(var) = argument {
                let default = i.checked_sub(without_default).and_then(|i| node.defaults.get(i));
                let default = default.map(|default| self.expr(default));
                let symbol = self.names.symbol(var.id);
                if parameters.iter().any(|(known, _)| *known == symbol) {
                    let message = format!("the macro has the parameter `{}` twice", var.id);
                    let span = span_of(argument.span());
                    self.report(Diagnostic::error(Code::SyntaxTemplate, message).at(span));
                }
                parameters.push((symbol, default));
            }
        }
        let body = self.body(&node.body);
        let mentioned = self.names.end_mentions(outer);
        Macro {
            name: node.name.into(),
            symbol: self.names.symbol(node.name),
            parameters,
            body,
            takes_varargs: mentioned.varargs,
            takes_kwargs: mentioned.kwargs,
            takes_caller: mentioned.caller,
        }
    }

    fn target(&mut self, expr: &ast::Expr<'_>) -> Option<Target> {
        match expr {
            ast::Expr::Var(var) => Some(Target::Name(self.names.symbol(var.id))),
            ast::Expr::GetAttr(node) => Some(Target::Attribute {
                base: self.expr(&node.expr),
                name: node.name.into(),
                span: span_of(node.span()),
            }),
            ast::Expr::Tuple(node) => self.targets(&node.items, span_of(node.span())),
            ast::Expr::List(node) => self.targets(&node.items, span_of(node.span())),
            _ => {
                let span = span_of(expr.span());
                self.report(Diagnostic::error(Code::SyntaxTemplate, "this cannot be assigned to").at(span));
                None
            }
        }
    }

    fn targets(&mut self, items: &[ast::Expr<'_>], span: Span) -> Option<Target> {
        if items.is_empty() {
            let message = "there is no name to assign to: `in` is a word of the language";
            self.report(Diagnostic::error(Code::SyntaxTemplate, message).at(span));
        }
        let targets = items.iter().map(|item| self.target(item)).collect::<Option<Vec<_>>>()?;
        Some(Target::Unpack(targets, span))
    }

    fn boxed(&mut self, expr: &ast::Expr<'_>) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    fn expr(&mut self, expr: &ast::Expr<'_>) -> Expr {
        let span = span_of(expr.span());
        match expr {
            ast::Expr::Var(var) => Expr::Name(self.names.symbol(var.id), span),
            ast::Expr::Const(constant) => Expr::Constant(self.constant(&constant.value, span), span),
            ast::Expr::Slice(node) => {
                let bounds = [&node.start, &node.stop, &node.step]
                    .map(|bound| bound.as_ref().map(|bound| self.expr(bound)));
                let base = self.boxed(&node.expr);
                Expr::Slice { span: base.span().to(span), base, bounds: Box::new(bounds) }
            }
            ast::Expr::UnaryOp(node) => match node.op {
                ast::UnaryOpKind::Not => Expr::Not(self.boxed(&node.expr), span),
                ast::UnaryOpKind::Neg => Expr::Negate(self.boxed(&node.expr), span),
            },
            ast::Expr::BinOp(node) => self.binary(node),
            ast::Expr::Compare(node) => {
                let rest = node.ops.iter().map(|op| (comparison(op.op), self.expr(&op.expr))).collect();
                let rest: Vec<(Comparison, Expr)> = rest;
                let first = self.boxed(&node.expr);
                let end = rest.last().map_or(span, |(_, expr)| expr.span());
                Expr::Compare { span: first.span().to(end), first, rest }
            }
            ast::Expr::IfExpr(node) => {
                let test = self.boxed(&node.test_expr);
                let then = self.boxed(&node.true_expr);
                let otherwise = node.false_expr.as_ref().map(|expr| self.boxed(expr));
                let end = otherwise.as_ref().map_or(test.span(), |expr| expr.span());
                Expr::If { span: then.span().to(end), test, then, otherwise }
            }
            ast::Expr::Filter(node) => {
                let base = match &node.expr {
                    Some(expr) => self.boxed(expr),
                    None => Box::new(Expr::Constant(Constant::None, span)),
                };
                match self.filter_call(node, span) {
                    Some(call) => Expr::Filter { base, call },
                    None => *base,
                }
            }
            ast::Expr::Test(node) => {
                let base = self.boxed(&node.expr);
                let arguments = self.arguments(&node.args);
                match predicates::find(node.name) {
                    Some(function) => {
                        let span = base.span().to(span);
                        Expr::Test { base, function, name: node.name.into(), arguments, span }
                    }
                    None => {
                        self.unknown("test", node.name, predicates::NAMES, span);
                        *base
                    }
                }
            }
            ast::Expr::GetAttr(node) => {
                let base = self.boxed(&node.expr);
                Expr::Attribute { span: base.span().to(span), base, name: node.name.into() }
            }
            ast::Expr::GetItem(node) => {
                let base = self.boxed(&node.expr);
                Expr::Item { span: base.span().to(span), base, key: self.boxed(&node.subscript_expr) }
            }
            ast::Expr::Call(node) => self.call(node, span),
            ast::Expr::List(node) => {
                Expr::List(node.items.iter().map(|item| self.expr(item)).collect(), span)
            }
            ast::Expr::Tuple(node) => {
                Expr::Tuple(node.items.iter().map(|item| self.expr(item)).collect(), span)
            }
            ast::Expr::Map(node) => {
                let members = node.keys.iter().zip(&node.values);
                Expr::Dict(members.map(|(key, value)| (self.expr(key), self.expr(value))).collect(), span)
            }
        }
    }

    fn binary(&mut self, node: &ast::BinOp<'_>) -> Expr {
        use ast::BinOpKind as Kind;
        let left = self.boxed(&node.left);
        let right = self.boxed(&node.right);
        let span = left.span().to(right.span());
        let op = match node.op {
            Kind::ScAnd => return Expr::And(left, right),
            Kind::ScOr => return Expr::Or(left, right),
            Kind::Add => Binary::Add,
            Kind::Sub => Binary::Subtract,
            Kind::Mul => Binary::Multiply,
            Kind::Div => Binary::Divide,
            Kind::FloorDiv => Binary::FloorDivide,
            Kind::Rem => Binary::Remainder,
            Kind::Pow => Binary::Power,
            Kind::Concat => Binary::Concatenate,
            Kind::Eq | Kind::Ne | Kind::Lt | Kind::Lte | Kind::Gt | Kind::Gte | Kind::In => {
                let op = match node.op {
                    Kind::Ne => Comparison::NotEqual,
                    Kind::Lt => Comparison::Less,
                    Kind::Lte => Comparison::LessOrEqual,
                    Kind::Gt => Comparison::Greater,
                    Kind::Gte => Comparison::GreaterOrEqual,
                    Kind::In => Comparison::In,
                    _ => Comparison::Equal,
                };
                return Expr::Compare { first: left, rest: vec![(op, *right)], span };
            }
        };
        if op == Binary::Power && !is_folded(&right) {
            return power(*left, right, span);
        }
        Expr::Binary { op, left, right, span }
    }

    fn call(&mut self, node: &ast::Call<'_>, span: Span) -> Expr {
        let callee = self.boxed(&node.expr);
        Expr::Call { span: callee.span().to(span), callee, arguments: self.arguments(&node.args) }
    }

    fn arguments(&mut self, arguments: &[ast::CallArg<'_>]) -> Vec<Argument> {
        arguments
            .iter()
            .map(|argument| match argument {
                ast::CallArg::Pos(expr) => Argument::Positional(self.expr(expr)),
                ast::CallArg::Kwarg(name, expr) => Argument::Named((*name).into(), self.expr(expr)),
                ast::CallArg::PosSplat(expr) => Argument::Spread(self.expr(expr)),
                ast::CallArg::KwargSplat(expr) => Argument::SpreadNamed(self.expr(expr)),
            })
            .collect()
    }

    fn filter_call(&mut self, node: &ast::Filter<'_>, span: Span) -> Option<FilterCall> {
        let arguments = self.arguments(&node.args);
        match filters::find(node.name) {
            Some(function) => Some(FilterCall { function, name: node.name.into(), arguments, span }),
            None => {
                self.unknown("filter", node.name, filters::NAMES, span);
                None
            }
        }
    }

    fn filter_chain(&mut self, expr: &ast::Expr<'_>) -> Vec<FilterCall> {
        let ast::Expr::Filter(node) = expr else { return Vec::new() };
        let mut chain = node.expr.as_ref().map(|inner| self.filter_chain(inner)).unwrap_or_default();
        chain.extend(self.filter_call(node, span_of(expr.span())));
        chain
    }

    fn unknown(&mut self, what: &str, name: &str, known: &[&str], span: Span) {
        let mut diagnostic =
            Diagnostic::error(Code::SyntaxUnknownName, format!("the platform has no {what} `{name}`"))
                .at(span);
        if let Some(hint) = filters::absent(name).filter(|_| what == "filter") {
            diagnostic = diagnostic.hint(hint);
        } else if let Some((_, last)) = name.rsplit_once('.') {
            diagnostic = diagnostic.hint(dotted(what, last, known));
        } else if let Some(near) = suggest::nearest(name, known.iter().copied()) {
            diagnostic = diagnostic.hint(format!("did you mean `{near}`?"));
        }
        self.report(diagnostic);
    }

    /// The text of a constant. The parser reads escapes as Rust and JavaScript have them, not as Python has.
    fn text(&mut self, parsed: &str, span: Span) -> Box<str> {
        let source = self.source.get(span.range()).unwrap_or_default();
        if !source.contains('\\') {
            return parsed.into();
        }
        match literal::decode(source) {
            Ok(text) => text.into(),
            Err(message) => {
                self.report(Diagnostic::error(Code::SyntaxTemplate, message).at(span));
                parsed.into()
            }
        }
    }

    fn constant(&mut self, value: &Value, span: Span) -> Constant {
        match value.kind() {
            ValueKind::Bool => Constant::Bool(value.is_true()),
            ValueKind::Number if value.is_integer() => match i128::try_from(value.clone()) {
                Ok(number) => Constant::Int(number),
                Err(_) => {
                    let message = "this integer is larger than 127 bits";
                    self.report(Diagnostic::error(Code::RenderRange, message).at(span));
                    Constant::None
                }
            },
            ValueKind::Number => Constant::Float(f64::try_from(value.clone()).unwrap_or_default()),
            ValueKind::String => Constant::Text(self.text(value.as_str().unwrap_or_default(), span)),
            _ => Constant::None,
        }
    }
}

/// A power that is calculated when a message is rendered.
///
/// A sign before the base belongs to it, but not to a number: Jinja hands that on to Python with its sign, and there
/// `-2 ** n` is `-(2 ** n)`.
fn power(left: Expr, right: Box<Expr>, span: Span) -> Expr {
    let (base, sign) = match left {
        Expr::Negate(base, sign)
            if matches!(&*base, Expr::Constant(Constant::Int(_) | Constant::Float(_), _)) =>
        {
            (base, Some(sign))
        }
        Expr::Constant(Constant::Int(number), sign) if number < 0 => {
            (Box::new(Expr::Constant(Constant::Int(number.saturating_neg()), sign)), Some(sign))
        }
        Expr::Constant(Constant::Float(number), sign) if number < 0.0 => {
            (Box::new(Expr::Constant(Constant::Float(-number), sign)), Some(sign))
        }
        other => (Box::new(other), None),
    };
    let power = Expr::Binary { op: Binary::Power, left: base, right, span };
    match sign {
        Some(sign) => Expr::Negate(Box::new(power), sign.to(span)),
        None => power,
    }
}

/// Whether Jinja calculates an expression when it reads the template.
fn is_folded(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(..) => true,
        Expr::Negate(inner, _) => is_folded(inner),
        Expr::Binary { left, right, .. } => is_folded(left) && is_folded(right),
        _ => false,
    }
}

fn comparison(op: ast::CompareOpKind) -> Comparison {
    use ast::CompareOpKind as Kind;
    match op {
        Kind::Eq => Comparison::Equal,
        Kind::Ne => Comparison::NotEqual,
        Kind::Lt => Comparison::Less,
        Kind::Lte => Comparison::LessOrEqual,
        Kind::Gt => Comparison::Greater,
        Kind::Gte => Comparison::GreaterOrEqual,
        Kind::In => Comparison::In,
        Kind::NotIn => Comparison::NotIn,
    }
}
