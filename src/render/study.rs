//! One run with all that there is to know of it.

use super::recorder::Recorder;
use super::writer::{Mark, Writer};
use super::{Options, Profile, run, warnings};
use crate::diagnostic::{Diagnostic, Span};
use crate::template::program::Program;

/// What a run did.
#[derive(Debug)]
pub(crate) struct Study {
    /// What was written, if the run came to its end.
    pub(crate) payload: Option<String>,
    /// Why it did not.
    pub(crate) fault: Option<Diagnostic>,
    /// Why the template cancelled the message.
    pub(crate) not_sent: Vec<String>,
    pub(crate) warnings: Vec<Diagnostic>,
    /// Who wrote which byte of the payload.
    pub(crate) marks: Vec<Mark>,
    pub(crate) recorder: Recorder,
    /// What the run took: [`Budget::spent`](super::limits::Budget::spent).
    pub(crate) spent: u64,
}

/// Renders a program and records the run. The conditions at the places in `forced` hold or not, as it says.
pub(crate) fn study(
    program: &Program,
    profile: &Profile<'_>,
    options: &Options,
    forced: Vec<(Span, bool)>,
) -> Study {
    let mut writer = Writer::new(options.limits.output_bytes, true);
    let recorder = Recorder::forcing(forced);
    let (result, mut context) = run(program, profile, options, &mut writer, Some(Box::new(recorder)));
    let warnings = warnings(&context, &writer);
    let recorder = context.recorder.take().map(|recorder| *recorder).unwrap_or_default();
    let not_sent = std::mem::take(&mut context.not_sent);
    let fault = result.err();
    let (payload, marks) = writer.into_parts();
    let complete = fault.is_none() && not_sent.is_empty();
    Study {
        payload: complete.then_some(payload),
        fault,
        not_sent,
        warnings,
        marks,
        recorder,
        spent: context.budget.spent(),
    }
}
