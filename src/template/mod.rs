//! Template text to a program.
//!
//! `machinery` parses (with minijinja's parser) and resolves names, `lower` gives every piece its position in the
//! JSON, [`program`] is the result.

mod condition;
mod fix;
pub(crate) mod known_slips;
mod literal;
pub(crate) mod lower;
mod machinery;
pub(crate) mod names;
pub(crate) mod position;
pub(crate) mod program;
mod repair;
mod scan;
mod spelling;
mod words;

use crate::analysis::Reads;
use crate::diagnostic::{self, Code, Diagnostic, Encoding, LineIndex, Span};
use crate::json::Pointer;
use crate::render::{self, Emitted, Options, Profile, Rendered, Renderer, Written};
pub use condition::Condition;
pub use fix::{Fixed, fix};
use program::Program;
use std::sync::Arc;

/// A compiled campaign body.
///
/// Compiling is done once; [`render`](Template::render) is then called for every user. A clone is the same template: it
/// costs nothing.
#[derive(Debug, Clone)]
pub struct Template {
    compiled: Arc<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    program: Program,
    options: Options,
}

impl Template {
    /// Compiles the JSON body of a request with Jinja in it.
    ///
    /// # Errors
    /// All that is certainly wrong with the template, whoever it is rendered for.
    pub fn compile(source: &str, mut options: Options) -> Result<Self, Vec<Diagnostic>> {
        // A template that writes a key twice does not say which value it means, whatever LINE makes of it.
        options.schema = options.schema.deny(Code::JsonDuplicateKey);
        let mut program = parse(source, &options)?;
        let mut diagnostics = lower::lower(&mut program.body, source.len());
        if diagnostics.is_empty() {
            return Ok(Self { compiled: Arc::new(Compiled { program, options }) });
        }
        diagnostic::arrange(&mut diagnostics);
        Err(diagnostics)
    }

    /// Renders the message of one user and checks it against LINE's rules.
    pub fn render(&self, profile: &Profile<'_>) -> Rendered {
        render::render(self.program(), profile, self.options())
    }

    /// What renders many messages one after the other.
    pub fn renderer(&self) -> Renderer {
        Renderer::new(self.clone())
    }

    /// The part of the template, and the attribute, that write the value at a place of this user's payload.
    ///
    /// With it an answer of LINE's, which names a property of the payload, leads back to the template. Where there is
    /// no such value, the nearest one around it is found.
    ///
    /// ```
    /// use lineplate::{Options, Profile, Template, json::{Pointer, Step}};
    ///
    /// let body = r#"{"messages": [{"type": "text", "text": "{{ UserAttribute['name'] }}"}]}"#;
    /// let template = Template::compile(body, Options::default()).expect("the template compiles");
    /// let profile = Profile::parse(r#"{"name": "Ana"}"#).expect("an object");
    /// let pointer: Pointer = [Step::Key("messages".into()), Step::Index(0), Step::Key("text".into())].into_iter().collect();
    /// let written = template.locate(&profile, &pointer).expect("it is there");
    /// assert_eq!(written.attribute.as_deref(), Some("UserAttribute['name']"));
    /// assert_eq!(&body[written.span.range()], "UserAttribute['name']");
    /// ```
    pub fn locate(&self, profile: &Profile<'_>, pointer: &Pointer) -> Option<Written> {
        render::locate(self.program(), profile, self.options(), pointer)
    }

    /// Whether a zone is or may be asked for that only a database of time zones knows: [`Options::zones`].
    pub fn asks_for_zones(&self) -> bool {
        crate::analysis::zones::are_asked_for(&self.program().body, self.options())
    }

    /// The text that was compiled.
    pub fn source(&self) -> &str {
        &self.program().source
    }

    pub(crate) fn program(&self) -> &Program {
        &self.compiled.program
    }

    /// The options that it was compiled with.
    pub fn options(&self) -> &Options {
        &self.compiled.options
    }
}

/// Renders a bare piece of template text, with no JSON around it, as Jinja would: what is missing prints nothing.
///
/// ```
/// use lineplate::{Options, Profile, eval};
///
/// let profile = Profile::parse(r#"{"first_name": "hana"}"#).map_err(|d| d.message)?;
/// let text = eval("{{ UserAttribute['first_name']|title }}!", &profile, &Options::default()).map_err(|d| d[0].message.clone())?;
/// assert_eq!(text, "Hana!");
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// What is wrong with the text, or why it cannot be evaluated for this user.
pub fn eval(text: &str, profile: &Profile<'_>, options: &Options) -> Result<String, Vec<Diagnostic>> {
    let program = parse(text, options)?;
    render::eval(&program, profile, options).map_err(|diagnostic| vec![diagnostic])
}

/// What the platform itself would send for this user: nothing escaped, nothing checked, missing attributes empty.
///
/// ```
/// use lineplate::{Options, Profile, emit};
///
/// let profile = Profile::parse(r#"{"name": "say \"hi\""}"#).map_err(|d| d.message)?;
/// let emitted = emit(r#"{"text": "{{ UserAttribute['name'] }}"}"#, &profile, &Options::default()).map_err(|d| d[0].message.clone())?;
/// assert!(!emitted.is_json);
/// assert_eq!(emitted.diagnostics[0].attribute.as_deref(), Some("UserAttribute['name']"));
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// What is wrong with the text, or why it cannot be evaluated for this user.
pub fn emit(text: &str, profile: &Profile<'_>, options: &Options) -> Result<Emitted, Vec<Diagnostic>> {
    let program = parse(text, options)?;
    render::faithful::emit(&program, profile, options).map_err(|diagnostic| vec![diagnostic])
}

pub(crate) fn parse(source: &str, options: &Options) -> Result<Program, Vec<Diagnostic>> {
    let mut program = parse_alone(source, options)?;
    let mut size = source.len();
    for (name, text) in options.account.content_blocks() {
        size += text.len();
        match parse_alone(text, options) {
            Ok(block) => program.blocks.push((name.into(), block)),
            Err(diagnostics) => {
                let diagnostics =
                    diagnostics.into_iter().map(|diagnostic| in_block(diagnostic, name, text)).collect();
                program.broken_blocks.push((name.into(), diagnostics));
            }
        }
    }
    let broken = std::mem::take(&mut program.broken_blocks);
    let (used, unused): (Vec<_>, Vec<_>) = broken.into_iter().partition(|(name, _)| program.uses_block(name));
    if let Some((_, diagnostics)) = used.into_iter().next() {
        return Err(diagnostics);
    }
    program.broken_blocks = unused;
    let limit = options.limits.template_bytes;
    if size > limit {
        let message =
            format!("the template and the content blocks have {size} bytes, at most {limit} are allowed");
        return Err(vec![
            Diagnostic::error(Code::LimitTemplate, message)
                .limit(limit as u64, size as u64)
                .at(Span::new(0, 0)),
        ]);
    }
    Ok(program)
}

/// A finding about a content block, told without its place: that is in another text.
fn in_block(mut diagnostic: Diagnostic, name: &str, text: &str) -> Diagnostic {
    let start = diagnostic.span.take().map_or(0, |span| span.start);
    let place = LineIndex::new(text).line_column(text, start, Encoding::CodePoints);
    diagnostic.message =
        format!("in content block `{name}` at {}:{}: {}", place.line, place.column, diagnostic.message);
    diagnostic.related.clear();
    diagnostic
}

fn parse_alone(source: &str, options: &Options) -> Result<Program, Vec<Diagnostic>> {
    let limit = options.limits.template_bytes;
    if source.len() > limit {
        let message = format!("the template has {} bytes, at most {limit} are allowed", source.len());
        let diagnostic =
            Diagnostic::error(Code::LimitTemplate, message).limit(limit as u64, source.len() as u64);
        return Err(vec![diagnostic.at(Span::new(0, 0))]);
    }
    if let Some(tag) = scan::too_deep(source) {
        let limit = scan::MAX_NESTING;
        let message = format!("the expressions or branches of this tag nest deeper than {limit}");
        return Err(vec![
            Diagnostic::error(Code::LimitDepth, message).at(tag).hint("split it with {% set %}"),
        ]);
    }
    let parsed = machinery::read(source).map_err(|mut diagnostics| {
        diagnostic::arrange(&mut diagnostics);
        diagnostics
    })?;
    Ok(Program {
        source: source.into(),
        words: words::Words::of(&parsed.body),
        body: parsed.body.into(),
        names: parsed.names,
        blocks: Vec::new(),
        broken_blocks: Vec::new(),
        account: options.account.clone(),
    })
}
