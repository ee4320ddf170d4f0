//! Rewrites a template so that it is safe at the platform too, which escapes nothing.
//!
//! Every string with a placeholder in it becomes one expression that ends in `|tojson`: a lone placeholder directly,
//! anything longer by way of a `{% set %}` block. The fixed template renders to equal payloads here, in which
//! characters beyond ASCII are written as `\uXXXX`. That is tried with made-up profiles; where it is not so, a finding
//! says it.

use super::lower::{self, Layout};
use super::program::{Binary, Constant, Expr, For, Part, Program, Stmt};
use super::repair::repair;
use super::scan;
use crate::analysis::{rewrite, visit};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::json::{self, Document};
use crate::ordered::{self, Map, Set};
use crate::render::Options;
use std::fmt::Write as _;

/// A template that was made safe for the platform.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fixed {
    /// The new text.
    pub text: String,
    /// The template with its tags mended, such as that of typographic quotes. It is what `left` speaks of.
    pub mended: String,
    /// How many places were changed.
    pub changes: usize,
    /// Places that could not be made safe.
    pub left: Vec<Diagnostic>,
}

/// Makes a template safe for the platform.
///
/// ```
/// use lineplate::{Options, fix};
///
/// let fixed = fix(r#"{"text": "Hi {{ UserAttribute['name'] }}", "n": "{{ UserAttribute['n'] }}"}"#, &Options::default()).unwrap();
/// assert_eq!(
///     fixed.text,
///     concat!(
///         r#"{"text": {% set lineplate_1 %}Hi {{ UserAttribute['name'] }}{% endset %}{{ lineplate_1|tojson }}, "#,
///         r#""n": {{ UserAttribute['n']|string|tojson }}}"#,
///     )
/// );
/// ```
///
/// # Errors
/// What is wrong with the template before anything can be fixed.
pub fn fix(source: &str, options: &Options) -> Result<Fixed, Vec<Diagnostic>> {
    let mended = repair(source, |text| super::parse(text, options).err().unwrap_or_default())?;
    let source = &*mended.text;
    let mut program = super::parse(source, options)?;
    let mut layout = lower::layout(&mut program.body, source.len());
    if !layout.diagnostics.is_empty() {
        return Err(layout.diagnostics);
    }
    let mut unread = Vec::new();
    captured(&mut program.body, source.len(), &mut layout, &mut unread);
    let mut fixer = Fixer { source, edits: Vec::new(), left: Vec::new(), blocks: 0 };
    fixer.assembled(&program, &unread);
    fixer.strings(&layout.quotes);
    fixer.values(&program, &layout.values);
    fixer.commas(&program.body, None);
    fixer.doubled_commas(&program.body);
    let mut fixed = fixer.finish();
    fixed.changes += mended.changes;
    if fixed.left.is_empty() {
        fixed.left = rewrite::differences(source, &fixed.text, options);
    }
    Ok(fixed)
}

/// The bodies whose output is a text that the template uses later: where they are JSON on their own, their strings
/// and values count too.
/// The placeholders in others are noted where their text looks like a part of JSON, or a filter changes it as text.
fn captured(body: &mut [Stmt], end: usize, layout: &mut Layout, unread: &mut Vec<Span>) {
    for statement in body {
        let is_filtered = !visit::block_filters(statement).is_empty();
        let (inner, is_captured): (Vec<&mut [Stmt]>, bool) = match statement {
            Stmt::If(branch) => (vec![&mut branch.then, &mut branch.otherwise], false),
            Stmt::For(repeat) => (vec![&mut repeat.body, &mut repeat.otherwise], false),
            Stmt::With { body, .. } | Stmt::Block(body) => (vec![body], false),
            Stmt::Macro(definition) => (vec![&mut definition.body], true),
            Stmt::CallBlock { caller, .. } => (vec![&mut caller.body], true),
            Stmt::SetBlock { body, .. } | Stmt::FilterBlock { body, .. } => (vec![body], true),
            _ => (Vec::new(), false),
        };
        for body in inner {
            if is_captured {
                let inner = lower::layout(body, end);
                let is_json = inner.diagnostics.is_empty();
                if is_json && !is_filtered {
                    layout.quotes.extend(inner.quotes);
                    layout.values.extend(inner.values);
                } else if is_json || visit::holds_literal(body, is_fragment) {
                    unread.extend(visit::placeholders(body).map(|emit| emit.span));
                }
            }
            captured(body, end, layout, unread);
        }
    }
}

struct Fixer<'s> {
    source: &'s str,
    edits: Vec<(Span, String)>,
    left: Vec<Diagnostic>,
    blocks: usize,
}

impl<'s> Fixer<'s> {
    fn strings(&mut self, quotes: &Map<u32, bool>) {
        let mut open = None;
        for (&at, &opens) in quotes {
            match (opens, open) {
                (true, None) => open = Some(at),
                (false, Some(start)) => {
                    self.string(Span { start, end: at + 1 });
                    open = None;
                }
                _ => {
                    let message =
                        "this string begins or ends in a branch, so it cannot be rewritten as a whole";
                    let span = Span { start: at, end: at + 1 };
                    self.left.push(Diagnostic::warning(Code::FaithfulBreak, message).at(span));
                    open = opens.then_some(at);
                }
            }
        }
    }

    fn tags(&self, range: Span) -> Vec<Span> {
        let mut tags = Vec::new();
        let mut at = range.start as usize;
        while let Some(tag) = scan::next_tag(self.source, at).filter(|tag| tag.start < range.end) {
            tags.push(tag);
            at = tag.end as usize;
        }
        tags
    }

    fn text(&self, span: Span) -> &'s str {
        self.source.get(span.range()).unwrap_or_default()
    }

    fn string(&mut self, quoted: Span) {
        let inner = Span { start: quoted.start + 1, end: quoted.end - 1 };
        let tags = self.tags(inner);
        let writes = |tag: &Span| self.text(*tag).starts_with("{{");
        if !tags.iter().any(writes) {
            return;
        }
        let behind = self.source.get(quoted.end as usize..).unwrap_or_default();
        if behind.trim_start().starts_with(':') {
            let message = "a key with a placeholder in it cannot be rewritten";
            self.left.push(Diagnostic::warning(Code::FaithfulBreak, message).at(quoted));
            return;
        }
        if let [tag] = tags.as_slice()
            && *tag == inner
        {
            let expression = expression(self.text(*tag));
            if expression.ends_with("|tojson") {
                let message = "`|tojson` inside quotes writes quotes into the text";
                self.left.push(Diagnostic::warning(Code::FaithfulBreak, message).at(*tag));
            }
            self.edits.push((quoted, format!("{{{{ {}|string|tojson }}}}", operand(expression))));
            return;
        }
        let trims = tags.iter().any(|tag| {
            let text = self.text(*tag);
            text.get(2..3) == Some("-") || text.as_bytes().iter().rev().nth(2) == Some(&b'-')
        });
        self.blocks += 1;
        let name = format!("lineplate_{}", self.blocks);
        let mut block = format!("{{% set {name} %}}");
        let mut at = inner.start;
        for tag in tags.iter().chain([&Span { start: inner.end, end: inner.end }]) {
            let literal = self.text(Span { start: at, end: tag.start });
            plain_text(literal, trims, &mut block);
            block.push_str(self.text(*tag));
            at = tag.end;
        }
        let _ = write!(block, "{{% endset %}}{{{{ {name}|tojson }}}}");
        self.edits.push((quoted, block));
    }

    /// JSON that is put together from texts: what goes into it is not escaped at the platform, and where its strings
    /// begin and end is known only when it is done.
    fn assembled(&mut self, program: &Program, unread: &[Span]) {
        let mut found: Vec<Span> = unread.to_vec();
        visit::expressions(&program.body, &mut |expr| {
            let span = expr.span();
            let is_known = found.iter().any(|known| known.start <= span.start && span.end <= known.end);
            if !is_known && joins(expr) && has_fragment(expr) && reads(expr) {
                found.push(span);
            }
        });
        self.left.extend(found.into_iter().map(|span| {
            let message =
                "JSON is put together from texts here, and what goes into it is not escaped at the platform";
            Diagnostic::warning(Code::FaithfulBreak, message).at(span).hint(
                "write the JSON as the body of a `{% set %}` block or macro, or end each value in `|tojson`",
            )
        }));
    }

    /// Bare placeholders of attributes: `|tojson` writes True, None and lists as JSON.
    fn values(&mut self, program: &Program, values: &Set<Span>) {
        let mut emits = Vec::new();
        collect_emits(&program.body, &mut emits);
        for (expr, span) in emits {
            let prints_python = is_lookup(expr) && !is_variable(expr, program)
                || matches!(
                    expr,
                    Expr::List(..) | Expr::Dict(..) | Expr::Constant(Constant::Bool(_) | Constant::None, _)
                );
            if !values.contains(&span) || !prints_python {
                continue;
            }
            let before = self.source.get(..span.start as usize).unwrap_or_default().rfind("{{");
            let Some(tag) = before.and_then(|start| scan::next_tag(self.source, start)) else { continue };
            let text = expression(self.text(tag)).to_owned();
            self.edits.push((tag, format!("{{{{ {text}|tojson }}}}")));
        }
    }

    /// The comma at the end of a loop's body, before the bracket that closes the array.
    fn commas(&mut self, body: &[Stmt], next: Option<&Stmt>) {
        for (i, statement) in body.iter().enumerate() {
            let next = body.get(i + 1).or(next);
            match statement {
                Stmt::For(repeat) => {
                    self.comma(repeat, next);
                    self.commas(&repeat.body, None);
                }
                Stmt::If(branch) => {
                    self.commas(&branch.then, next);
                    self.commas(&branch.otherwise, next);
                }
                Stmt::With { body, .. } | Stmt::Block(body) | Stmt::SetBlock { body, .. } => {
                    self.commas(body, next);
                }
                Stmt::Macro(definition) => self.commas(&definition.body, None),
                _ => {}
            }
        }
    }

    /// Commas that are one too many whoever the template is rendered for.
    fn doubled_commas(&mut self, body: &[Stmt]) {
        visit::statements(body, &mut |statement| {
            let Stmt::Literal(literal) = statement else { return };
            for part in &literal.parts {
                let Part::Ready(ready) = part else { continue };
                self.edits.extend(ready.dropped.iter().map(|offset| {
                    let at = literal.span.start + offset;
                    (Span { start: at, end: at + 1 }, String::new())
                }));
            }
        });
    }

    fn comma(&mut self, repeat: &For, next: Option<&Stmt>) {
        let (Some(Stmt::Literal(last)), Some(Stmt::Literal(next))) = (repeat.body.last(), next) else {
            return;
        };
        let closes = next.text.trim_start().starts_with([']', '}']);
        let Some(before) = last.text.trim_end().strip_suffix(',').filter(|_| closes) else { return };
        let at = last.span.start + before.len() as u32;
        self.edits.push((Span { start: at, end: at + 1 }, "{% if not loop.last %},{% endif %}".to_owned()));
    }

    fn finish(mut self) -> Fixed {
        ordered::sort_by(&mut self.edits, |(a, _), (b, _)| a.start.cmp(&b.start));
        self.edits.dedup_by_key(|(span, _)| *span);
        let mut text = String::with_capacity(self.source.len() + 64 * self.edits.len());
        let mut at = 0;
        for (span, replacement) in &self.edits {
            let range = span.range();
            if range.start < at {
                continue;
            }
            text.push_str(self.source.get(at..range.start).unwrap_or_default());
            // `{` and a tag behind it would be read as another tag.
            if text.ends_with('{') && replacement.starts_with('{') {
                text.push(' ');
            }
            text.push_str(replacement);
            at = range.end;
        }
        text.push_str(self.source.get(at..).unwrap_or_default());
        Fixed { text, mended: self.source.to_owned(), changes: self.edits.len(), left: self.left }
    }
}

/// What stands between the braces of a `{{ }}`.
fn expression(tag: &str) -> &str {
    tag.strip_prefix("{{").and_then(|tag| tag.strip_suffix("}}")).unwrap_or(tag).trim_matches('-').trim()
}

/// An expression that a filter can be put behind.
fn operand(expression: &str) -> String {
    let mut quote = None;
    let mut depth = 0_i32;
    let mut simple = true;
    for char in expression.chars() {
        match (quote, char) {
            (Some(open), char) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, char) if depth == 0 => simple &= char.is_alphanumeric() || matches!(char, '_' | '.' | '|'),
            _ => {}
        }
    }
    if simple { expression.to_owned() } else { format!("({expression})") }
}

/// JSON string content as the template text that prints the same characters.
fn plain_text(literal: &str, trims: bool, out: &mut String) {
    let quoted = format!("\"{literal}\"");
    let Ok(document) = Document::parse(quoted.as_str()) else {
        out.push_str(literal);
        return;
    };
    let text = document.root().as_str().unwrap_or_default();
    let mut previous = ' ';
    for char in text.chars() {
        let opens = previous == '{' && matches!(char, '{' | '%' | '#');
        if opens || char < ' ' && (trims || char != '\n') || char == '\n' && literal.contains('\\') && trims {
            let mut escaped = String::new();
            json::text::escape_into(char.encode_utf8(&mut [0; 4]), &mut escaped);
            if opens {
                let _ = write!(out, "{{{{ '{char}' }}}}");
            } else if let Some(code) = escaped.strip_prefix("\\u00") {
                let _ = write!(out, "{{{{ '\\x{code}' }}}}");
            } else {
                let _ = write!(out, "{{{{ '{escaped}' }}}}");
            }
        } else {
            out.push(char);
        }
        previous = char;
    }
}

/// A name that the template has set, which may be a text that holds JSON.
fn is_variable(expr: &Expr, program: &Program) -> bool {
    matches!(expr, Expr::Name(symbol, _) if !crate::render::ROOTS.contains(&program.name(*symbol)))
}

/// Whether a text looks like a part of JSON rather than of a sentence.
fn is_fragment(text: &str) -> bool {
    let structure = |char: Option<char>| char.is_some_and(|char| "{}[]:,".contains(char));
    text.match_indices('"').any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end().chars().next_back();
        let behind = text.get(at + 1..).unwrap_or_default().trim_start().chars().next();
        structure(before) || structure(behind)
    })
}

/// Whether an expression makes one text of several.
fn joins(expr: &Expr) -> bool {
    let joining = |name: &str| matches!(name, "format" | "join" | "replace");
    match expr {
        Expr::Binary { op, .. } => matches!(op, Binary::Add | Binary::Concatenate | Binary::Remainder),
        Expr::Filter { call, .. } => joining(&call.name),
        Expr::Call { callee, .. } => matches!(&**callee, Expr::Attribute { name, .. } if joining(name)),
        _ => false,
    }
}

fn has_fragment(expr: &Expr) -> bool {
    match expr {
        Expr::Constant(Constant::Text(text), _) => is_fragment(text),
        _ => visit::parts(expr).into_iter().any(has_fragment),
    }
}

/// Whether an expression takes in something that does not end in `|tojson`.
fn reads(expr: &Expr) -> bool {
    match expr {
        Expr::Name(..) => true,
        Expr::Filter { call, .. } if &*call.name == "tojson" => false,
        _ => visit::parts(expr).into_iter().any(reads),
    }
}

fn is_lookup(expr: &Expr) -> bool {
    match expr {
        Expr::Attribute { base, .. } => is_lookup(base),
        Expr::Item { base, key, .. } => {
            is_lookup(base) && matches!(&**key, Expr::Constant(Constant::Text(_) | Constant::Int(_), _))
        }
        Expr::Name(..) => true,
        _ => false,
    }
}

fn collect_emits<'p>(body: &'p [Stmt], found: &mut Vec<(&'p Expr, Span)>) {
    for statement in body {
        match statement {
            Stmt::Emit(emit) => found.push((&emit.value, emit.span)),
            Stmt::If(branch) => {
                collect_emits(&branch.then, found);
                collect_emits(&branch.otherwise, found);
            }
            Stmt::For(repeat) => {
                collect_emits(&repeat.body, found);
                collect_emits(&repeat.otherwise, found);
            }
            Stmt::With { body, .. } | Stmt::Block(body) | Stmt::SetBlock { body, .. } => {
                collect_emits(body, found);
            }
            Stmt::Macro(definition) => collect_emits(&definition.body, found),
            _ => {}
        }
    }
}
