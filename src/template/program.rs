//! The program that a template is lowered to: statements and expressions with their places, every name
//! resolved, and every piece of text with its position in the JSON.

use super::position::State;
use super::words::Words;
use crate::diagnostic::{Diagnostic, Span};
use crate::json::{Node, Step};
use crate::render::text::Origin;
use crate::render::{Account, FilterFunction, Profile, TestFunction};
use std::fmt::Write as _;

/// A name, by its number in [`Program::names`].
pub(crate) type Symbol = u32;

/// A sequence of statements.
pub(crate) type Body = Box<[Stmt]>;

/// A lowered template.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) source: Box<str>,
    pub(crate) body: Body,
    pub(crate) names: Vec<Box<str>>,
    /// The content blocks of the account, by their names.
    pub(crate) blocks: Vec<(Box<str>, Program)>,
    /// Those that are no templates. None of them is asked for by its name.
    pub(crate) broken_blocks: Vec<(Box<str>, Vec<Diagnostic>)>,
    /// The account that it was made for.
    pub(crate) account: Account,
    /// What its text names.
    pub(super) words: Words,
}

impl Program {
    /// The name of the attribute, or of the value of the account, that a run of characters came from.
    pub(crate) fn origin_name(&self, profile: &Profile<'_>, origin: Origin) -> String {
        self.path_name(profile, self.account.node(origin).unwrap_or_else(|| profile.node(origin)))
    }

    /// How the template would write the path to a value. Steps that neither it nor a content block writes out are
    /// not shown.
    pub(crate) fn path_name(&self, profile: &Profile<'_>, node: Node<'_>) -> String {
        let mut name = if profile.is_bare(node) { "UserAttribute".to_owned() } else { String::new() };
        for step in node.pointer().steps() {
            match step {
                // A root can be reached by its name only.
                Step::Key(key) if name.is_empty() => name.push_str(key),
                Step::Key(key) => self.push_key(&mut name, key),
                Step::Index(index) if self.all_words().all(Words::picks_nothing) => {
                    let _ = write!(name, "[{index}]");
                }
                Step::Index(index) => self.push_index(&mut name, *index as i128),
            }
        }
        name
    }

    /// Adds a step into an object to the name of a path.
    pub(crate) fn push_key(&self, name: &mut String, key: &str) {
        if self.all_words().any(|words| words.has_key(key)) {
            let _ = write!(name, "['{key}']");
        } else {
            name.push_str("[…]");
        }
    }

    /// Adds a step into a list to the name of a path.
    pub(crate) fn push_index(&self, name: &mut String, index: i128) {
        if self.all_words().any(|words| words.has_index(index)) {
            let _ = write!(name, "[{index}]");
        } else {
            name.push_str("[…]");
        }
    }

    /// Whether the template, or a content block that it uses, asks for a content block by its name.
    pub(super) fn uses_block(&self, name: &str) -> bool {
        let mut used: Vec<&str> = self.words.blocks().collect();
        let mut at = 0;
        while let Some(&next) = used.get(at) {
            if let Some((_, block)) = self.blocks.iter().find(|(known, _)| **known == *next) {
                let more: Vec<&str> = block.words.blocks().filter(|name| !used.contains(name)).collect();
                used.extend(more);
            }
            at += 1;
        }
        used.contains(&name)
    }

    /// What the template and the content blocks name.
    fn all_words(&self) -> impl Iterator<Item = &Words> {
        std::iter::once(&self.words).chain(self.blocks.iter().map(|(_, block)| &block.words))
    }

    pub(crate) fn name(&self, symbol: Symbol) -> &str {
        self.names.get(symbol as usize).map_or("", |name| name)
    }
}

#[derive(Debug)]
pub(crate) enum Stmt {
    Literal(Literal),
    Emit(Emit),
    If(If),
    For(Box<For>),
    Set {
        target: Target,
        value: Expr,
        span: Span,
    },
    SetBlock {
        target: Target,
        filters: Vec<FilterCall>,
        body: Body,
        span: Span,
    },
    With {
        assignments: Vec<(Target, Expr)>,
        body: Body,
    },
    Macro(Box<Macro>),
    CallBlock {
        call: Expr,
        caller: Box<Macro>,
        output: Emit,
    },
    FilterBlock {
        filters: Vec<FilterCall>,
        body: Body,
        output: Emit,
    },
    /// A named block: a scope of its own, nothing else, since there is no inheritance.
    Block(Body),
    Do(Expr),
    Break,
    Continue,
    /// `{% MOE_NOT_SEND("reason") %}`
    NotSend {
        reason: Expr,
        span: Span,
    },
}

/// A piece of the template's own text.
#[derive(Debug)]
pub(crate) struct Literal {
    pub(crate) span: Span,
    /// The text; equal to the template's at `span`.
    pub(crate) text: Box<str>,
    /// How it goes into the JSON; empty where the text is captured, not written.
    pub(crate) parts: Box<[Part]>,
}

/// A part of a literal, prepared for the writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text that is read by the writer as it goes, since what stands before it depends on the data. The range is
    /// within the literal.
    Read { start: u32, end: u32 },
    /// Finished JSON bytes.
    Ready(Ready),
    /// The bare word that cancels the message.
    NotSend { start: u32, end: u32 },
}

/// Finished JSON bytes and what they do to the state of the writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ready {
    pub(crate) json: Box<str>,
    /// Containers that were open before and are closed by these bytes.
    pub(crate) pops: u32,
    /// Containers that these bytes leave open.
    pub(crate) pushes: Box<[Container]>,
    /// The state after them.
    pub(crate) state: State,
    /// Bytes at the end that begin a number or word which may go on.
    pub(crate) open_scalar: u32,
    /// Where in the literal it begins.
    pub(crate) scalar_place: u32,
    /// Where in the literal stretches of these bytes come from: (offset in `json`, offset in the literal).
    pub(crate) map: Box<[(u32, u32)]>,
    /// The offset in the literal of a comma that is still to be written.
    pub(crate) pending_comma: Option<u32>,
    /// Offsets in the literal of commas that were dropped.
    pub(crate) dropped: Box<[u32]>,
    /// Whether an escape among them spells a letter of the word that cancels a message.
    pub(crate) spells_letters: bool,
}

/// An array or an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Container {
    Array,
    Object,
}

/// A place where a value is written.
#[derive(Debug)]
pub(crate) struct Emit {
    pub(crate) value: Expr,
    pub(crate) span: Span,
    /// The states in which the writer may be afterwards; see [`super::position`].
    pub(crate) after: super::position::States,
}

#[derive(Debug)]
pub(crate) struct If {
    pub(crate) test: Expr,
    pub(crate) then: Body,
    pub(crate) otherwise: Body,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct For {
    pub(crate) target: Target,
    pub(crate) iterable: Expr,
    pub(crate) filter: Option<Expr>,
    pub(crate) recursive: bool,
    pub(crate) body: Body,
    pub(crate) otherwise: Body,
    pub(crate) span: Span,
}

/// What an assignment assigns to.
#[derive(Debug)]
pub(crate) enum Target {
    Name(Symbol),
    /// An attribute of a namespace.
    Attribute {
        base: Expr,
        name: Box<str>,
        span: Span,
    },
    /// Several names that one value is unpacked into.
    Unpack(Vec<Target>, Span),
}

#[derive(Debug)]
pub(crate) struct Macro {
    pub(crate) name: Box<str>,
    pub(crate) symbol: Symbol,
    pub(crate) parameters: Vec<(Symbol, Option<Expr>)>,
    pub(crate) body: Body,
    /// Whether the body mentions `varargs`, `kwargs`, `caller`.
    pub(crate) takes_varargs: bool,
    pub(crate) takes_kwargs: bool,
    pub(crate) takes_caller: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct FilterCall {
    pub(crate) function: FilterFunction,
    pub(crate) name: Box<str>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone)]
pub(crate) enum Constant {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Box<str>),
}

#[derive(Debug, Clone)]
pub(crate) enum Expr {
    Constant(Constant, Span),
    Name(Symbol, Span),
    Attribute { base: Box<Expr>, name: Box<str>, span: Span },
    Item { base: Box<Expr>, key: Box<Expr>, span: Span },
    Slice { base: Box<Expr>, bounds: Box<[Option<Expr>; 3]>, span: Span },
    Not(Box<Expr>, Span),
    Negate(Box<Expr>, Span),
    Binary { op: Binary, left: Box<Expr>, right: Box<Expr>, span: Span },
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Compare { first: Box<Expr>, rest: Vec<(Comparison, Expr)>, span: Span },
    If { test: Box<Expr>, then: Box<Expr>, otherwise: Option<Box<Expr>>, span: Span },
    Filter { base: Box<Expr>, call: FilterCall },
    Test { base: Box<Expr>, function: TestFunction, name: Box<str>, arguments: Vec<Argument>, span: Span },
    Call { callee: Box<Expr>, arguments: Vec<Argument>, span: Span },
    List(Vec<Expr>, Span),
    Tuple(Vec<Expr>, Span),
    Dict(Vec<(Expr, Expr)>, Span),
}

impl Expr {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Constant(_, span)
            | Self::Name(_, span)
            | Self::Attribute { span, .. }
            | Self::Item { span, .. }
            | Self::Slice { span, .. }
            | Self::Not(_, span)
            | Self::Negate(_, span)
            | Self::Binary { span, .. }
            | Self::Compare { span, .. }
            | Self::If { span, .. }
            | Self::Test { span, .. }
            | Self::Call { span, .. }
            | Self::List(_, span)
            | Self::Tuple(_, span)
            | Self::Dict(_, span) => *span,
            Self::And(left, right) | Self::Or(left, right) => left.span().to(right.span()),
            Self::Filter { base, call } => base.span().to(call.span),
        }
    }
}

/// An argument of a call.
#[derive(Debug, Clone)]
pub(crate) enum Argument {
    Positional(Expr),
    Named(Box<str>, Expr),
    /// `*args`
    Spread(Expr),
    /// `**kwargs`
    SpreadNamed(Expr),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Remainder,
    Power,
    Concatenate,
}

impl Binary {
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Remainder => "%",
            Self::Power => "**",
            Self::Concatenate => "~",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

/// The attribute that an expression reads first, written as in a template: `UserAttribute['first_name']`.
pub(crate) fn attribute_of(expr: &Expr, names: &[Box<str>]) -> Option<String> {
    match expr {
        Expr::Attribute { base, name, .. } => {
            path(base, names).map(|base| format!("{base}['{name}']")).or_else(|| attribute_of(base, names))
        }
        Expr::Item { base, key, .. } => match (path(base, names), &**key) {
            (Some(base), Expr::Constant(Constant::Text(key), _)) => Some(format!("{base}['{key}']")),
            (Some(base), Expr::Constant(Constant::Int(key), _)) => Some(format!("{base}[{key}]")),
            (found, _) => found.or_else(|| attribute_of(base, names)),
        },
        Expr::Name(..) => path(expr, names),
        Expr::Slice { base, .. } | Expr::Test { base, .. } => attribute_of(base, names),
        Expr::Filter { base, call } => attribute_of(base, names).or_else(|| {
            call.arguments.iter().find_map(|argument| match argument {
                Argument::Positional(expr) | Argument::Named(_, expr) => attribute_of(expr, names),
                Argument::Spread(_) | Argument::SpreadNamed(_) => None,
            })
        }),
        Expr::Not(value, _) | Expr::Negate(value, _) => attribute_of(value, names),
        Expr::Binary { left, right, .. } | Expr::And(left, right) | Expr::Or(left, right) => {
            attribute_of(left, names).or_else(|| attribute_of(right, names))
        }
        Expr::If { then, otherwise, .. } => attribute_of(then, names)
            .or_else(|| otherwise.as_ref().and_then(|expr| attribute_of(expr, names))),
        Expr::Call { callee, arguments, .. } => attribute_of(callee, names).or_else(|| {
            arguments.iter().find_map(|argument| match argument {
                Argument::Positional(expr) | Argument::Named(_, expr) => attribute_of(expr, names),
                Argument::Spread(_) | Argument::SpreadNamed(_) => None,
            })
        }),
        Expr::Constant(..) | Expr::Compare { .. } | Expr::List(..) | Expr::Tuple(..) | Expr::Dict(..) => None,
    }
}

/// A chain of constant lookups from a data root.
fn path(expr: &Expr, names: &[Box<str>]) -> Option<String> {
    match expr {
        Expr::Name(symbol, _) => {
            let name = names.get(*symbol as usize)?;
            crate::render::ROOTS.contains(&&**name).then(|| name.to_string())
        }
        Expr::Attribute { .. } | Expr::Item { .. } => attribute_of(expr, names),
        _ => None,
    }
}

impl Program {
    /// The first placeholder that reads this attribute.
    pub(crate) fn placeholder_of(&self, attribute: &str) -> Option<Span> {
        let reads = |emit: &&Emit| attribute_of(&emit.value, &self.names).as_deref() == Some(attribute);
        crate::analysis::visit::placeholders(&self.body).find(reads).map(|emit| emit.span)
    }

    /// The attribute that the placeholder at this place reads.
    pub(crate) fn attribute_at(&self, span: Span) -> Option<String> {
        find_emit(&self.body, span).and_then(|emit| attribute_of(&emit.value, &self.names))
    }
}

fn find_emit(body: &[Stmt], span: Span) -> Option<&Emit> {
    body.iter().find_map(|statement| match statement {
        Stmt::Emit(emit) => (emit.span == span).then_some(emit),
        Stmt::If(branch) => find_emit(&branch.then, span).or_else(|| find_emit(&branch.otherwise, span)),
        Stmt::For(repeat) => find_emit(&repeat.body, span).or_else(|| find_emit(&repeat.otherwise, span)),
        Stmt::With { body, .. } | Stmt::Block(body) => find_emit(body, span),
        _ => None,
    })
}
