//! Many messages of one template.

use super::route::{Followed, Room, Routes};
use super::{Outcome, Profile, Rendered};
use crate::diagnostic::{self, Diagnostic};
use crate::template::Template;

/// Renders the messages of a template one after the other, in memory that it keeps.
///
/// What becomes of each message is the same as with [`Template::render`](crate::Template::render), in whatever order
/// the messages come. One renderer works for one thread; it holds its template, and can be kept wherever that can.
///
/// ```
/// use lineplate::{Options, Profile, Template, Verdict};
///
/// let body = r#"{
///   "to": "{{ UserAttribute['line_id'] }}",
///   "messages": [{ "type": "text", "text": "Hello, {{ UserAttribute['name'] }}!" }]
/// }"#;
/// let template = Template::compile(body, Options::default()).expect("the template compiles");
/// let mut renderer = template.renderer();
/// let mut out = String::new();
/// for row in [
///     r#"{"line_id": "U4af4980629d3b0f1b3d3a3b3e3c3d3f3", "name": "Ana"}"#,
///     r#"{"line_id": "U4af4980629d3b0f1b3d3a3b3e3c3d3f4"}"#,
/// ] {
///     let profile = Profile::parse(row).expect("an object");
///     match renderer.render_into(&profile, &mut out) {
///         Verdict::Sent { .. } => out.push('\n'),
///         Verdict::NotSent { reasons, .. } => println!("{reasons:?}"),
///         Verdict::Failed { errors, .. } => assert_eq!(errors[0].code.as_str(), "render/missing-attribute"),
///     }
/// }
/// assert_eq!(out.lines().count(), 1);
/// ```
#[derive(Debug)]
pub struct Renderer {
    template: Template,
    routes: Routes,
    room: Room,
    /// The reasons or errors of the last message.
    reasons: Vec<String>,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

/// What became of one message. Borrowed from the [`Renderer`], until it renders the next one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict<'r> {
    /// The payload stands at the end of the buffer.
    Sent {
        /// Findings that do not stop it.
        warnings: &'r [Diagnostic],
    },
    /// The template cancelled the message.
    NotSent {
        /// Why.
        reasons: &'r [String],
        /// Findings beside.
        warnings: &'r [Diagnostic],
    },
    /// The message cannot be sent.
    Failed {
        /// Why; at least one.
        errors: &'r [Diagnostic],
        /// Findings beside.
        warnings: &'r [Diagnostic],
    },
}

impl<'r> Verdict<'r> {
    /// Whether there is a payload.
    pub fn is_sent(self) -> bool {
        matches!(self, Self::Sent { .. })
    }

    /// Findings that do not stop a message.
    pub fn warnings(self) -> &'r [Diagnostic] {
        match self {
            Self::Sent { warnings } | Self::NotSent { warnings, .. } | Self::Failed { warnings, .. } => {
                warnings
            }
        }
    }

    /// All findings: errors, if the message failed, then warnings.
    pub fn diagnostics(self) -> impl Iterator<Item = &'r Diagnostic> {
        let errors = match self {
            Self::Failed { errors, .. } => errors,
            _ => &[],
        };
        diagnostic::chain(errors, self.warnings())
    }
}

impl Renderer {
    pub(crate) fn new(template: Template) -> Self {
        Self {
            template,
            routes: Routes::default(),
            room: Room::default(),
            reasons: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What it renders.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Renders the message of one user, checks it against LINE's rules, and puts the payload at the end of `out`.
    /// Where there is no payload, `out` stays as it is.
    pub fn render_into(&mut self, profile: &Profile<'_>, out: &mut String) -> Verdict<'_> {
        let start = out.len();
        let (program, options) = (self.template.program(), self.template.options());
        let followed = self.routes.follow(program, options, profile, out, &mut self.room);
        if let Followed::Sent(end) = followed {
            return Verdict::Sent { warnings: self.routes.warnings(end) };
        }
        out.truncate(start);
        let rendered = super::render(program, profile, options);
        if followed == Followed::Unknown {
            self.routes.learn(program, options, profile, &rendered, &mut self.room);
        }
        self.keep(rendered, out)
    }

    /// The verdict of the evaluator and the validator.
    fn keep(&mut self, rendered: Rendered, out: &mut String) -> Verdict<'_> {
        self.warnings = rendered.warnings;
        let warnings = &self.warnings;
        match rendered.outcome {
            Outcome::Send(payload) => {
                out.push_str(&payload);
                Verdict::Sent { warnings }
            }
            Outcome::NotSent(reasons) => {
                self.reasons = reasons;
                Verdict::NotSent { reasons: &self.reasons, warnings }
            }
            Outcome::Failed(errors) => {
                self.errors = errors;
                Verdict::Failed { errors: &self.errors, warnings }
            }
        }
    }
}
