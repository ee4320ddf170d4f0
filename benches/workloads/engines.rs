//! The engines of this file's process, each behind one closure.

use crate::by_hand;
use lineplate::json::Buffers;
use lineplate::{Options, Profile, Template};

/// Writes the checked payload of the user with this number; whether it can be sent.
pub type Emit<'p> = Box<dyn FnMut(usize, &mut String) -> bool + 'p>;

/// Names of engines, the first one being what the others are compared with.
pub const ENGINES: &[&str] = &["lineplate", "lineplate from text", "by hand"];

/// The users as each engine likes them, read before anything is timed.
pub struct Users<'t> {
    lines: Vec<&'t str>,
    structs: Vec<by_hand::User>,
}

impl<'t> Users<'t> {
    /// Reads one profile a line.
    pub fn read(lines: &'t str) -> Self {
        let structs = lines.lines().map(|line| serde_json::from_str(line).expect("a profile")).collect();
        Self { lines: lines.lines().collect(), structs }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }
}

/// An engine that is ready to render a workload, unless it cannot.
pub fn prepare<'u>(engine: &str, workload: &str, users: &'u Users<'_>) -> Option<Emit<'u>> {
    match engine {
        "lineplate" => Some(lineplate(workload, users)),
        "lineplate from text" => Some(from_text(workload, users)),
        "by hand" => by_hand::emitter(workload)
            .map(|emitter| -> Emit<'u> { Box::new(move |user, out| emitter(&users.structs[user], out)) }),
        _ => None,
    }
}

/// From profiles that were read before.
fn lineplate<'u>(workload: &str, users: &'u Users<'_>) -> Emit<'u> {
    let template = template(workload);
    let reader = template.profile_reader();
    let read = |line: &&'u str| reader.read(line).expect("a profile");
    let profiles: Vec<Profile<'u>> = users.lines.iter().map(read).collect();
    let mut renderer = template.renderer();
    Box::new(move |user, out| renderer.render_into(&profiles[user], out).is_sent())
}

/// From the JSON texts of profiles.
fn from_text<'u>(workload: &str, users: &'u Users<'_>) -> Emit<'u> {
    let template = template(workload);
    let reader = template.profile_reader();
    let mut renderer = template.renderer();
    let mut buffers = Buffers::default();
    Box::new(move |user, out| {
        let profile = reader.read_in(users.lines[user], std::mem::take(&mut buffers)).expect("a profile");
        let is_sent = renderer.render_into(&profile, out).is_sent();
        buffers = profile.into_buffers();
        is_sent
    })
}

fn template(workload: &str) -> Template {
    let path = format!("{}/benches/inputs/workloads/{workload}.json", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read_to_string(path).expect("the template of the workload");
    Template::compile(&body, Options::default()).expect("the template compiles")
}
