//! Whether a rewritten template says at the platform what the original says here.
//!
//! Rewriting works on the text of a template, and what a text becomes can be far from where it stands: in a variable
//! that is used again, behind a filter, in a macro. So the result is tried on made-up profiles, hostile ones among
//! them.

use super::Sample;
use crate::diagnostic::{Code, Diagnostic};
use crate::json::Document;
use crate::json::{Pointer, Step};
use crate::render::{Options, Profile};
use crate::template::{self, Template};
use serde_json::Value;

/// The places where the rewritten template writes another text at the platform than the original does here, each with
/// the made-up profile that shows it.
pub(crate) fn differences(source: &str, rewritten: &str, options: &Options) -> Vec<Diagnostic> {
    let Ok(original) = Template::compile(source, options.clone()) else { return Vec::new() };
    let contract = original.contract();
    // What counts is the JSON: what LINE would say of it is the same before and behind.
    let unchecked = Options { kind: None, ..options.clone() };
    let Ok(original) = Template::compile(source, unchecked) else { return Vec::new() };
    let mut found: Vec<Diagnostic> = Vec::new();
    for sample in contract.samples().iter().chain(&contract.hostile_samples()) {
        let Some(difference) = difference(&original, rewritten, sample) else { continue };
        if !found.iter().any(|known| known.span == difference.span) {
            found.push(difference);
        }
    }
    found
}

fn difference(original: &Template, rewritten: &str, sample: &Sample) -> Option<Diagnostic> {
    let profile = Profile::from_value(&sample.profile).ok()?;
    let rendered = original.render(&profile);
    let value = |text: &str| Some(Document::parse(text).ok()?.root().to_value());
    let here = value(rendered.payload()?)?;
    let emitted = template::emit(rewritten, &profile, original.options());
    let there = emitted.ok().and_then(|emitted| value(&emitted.text));
    let mut pointer = Pointer::default();
    let what = match &there {
        None => "the rewritten template does not write JSON at the platform",
        Some(there) if diverge(&here, there, &mut pointer) => {
            "the rewritten template writes something else at the platform"
        }
        Some(_) => return None,
    };
    let message = format!("{what} for a made-up user ({})", sample.label);
    let finding = Diagnostic::warning(Code::FaithfulBreak, message)
        .hint("write the value at its place as `{{ …|tojson }}`, without quotes around it");
    Some(match there.and_then(|_| original.locate(&profile, &pointer)) {
        Some(written) => Diagnostic { attribute: written.attribute, ..finding.at(written.span) },
        None => finding,
    })
}

/// Whether two values differ; `pointer` leads to the first place where they do.
fn diverge(here: &Value, there: &Value, pointer: &mut Pointer) -> bool {
    let differing = match (here, there) {
        (Value::Object(here), Value::Object(there)) if here.keys().eq(there.keys()) => here
            .iter()
            .zip(there.values())
            .find(|((_, here), there)| here != there)
            .map(|((key, here), there)| (Step::Key(key.clone()), here, there)),
        (Value::Array(here), Value::Array(there)) if here.len() == there.len() => here
            .iter()
            .zip(there)
            .enumerate()
            .find(|(_, (here, there))| here != there)
            .map(|(i, (here, there))| (Step::Index(i), here, there)),
        _ => return here != there,
    };
    let Some((step, here, there)) = differing else { return false };
    pointer.push(step);
    diverge(here, there, pointer)
}
