//! The engines of this file's process, each behind one closure.

use crate::by_hand;
use lineplate::{Options, Profile, Template};

/// Writes the checked payload of the user with this number; whether it can be sent.
pub type Emit<'p> = Box<dyn FnMut(usize, &mut String) -> bool + 'p>;

/// Names of engines, the first one being what the others are compared with.
pub const ENGINES: &[&str] = &["lineplate", "by hand"];

/// The users as each engine likes them, read before anything is timed.
pub struct Users<'t> {
    profiles: Vec<Profile<'t>>,
    structs: Vec<by_hand::User>,
}

impl<'t> Users<'t> {
    /// Reads one profile a line.
    pub fn read(lines: &'t str) -> Self {
        let profiles = lines.lines().map(|line| Profile::parse(line).expect("a profile")).collect();
        let structs = lines.lines().map(|line| serde_json::from_str(line).expect("a profile")).collect();
        Self { profiles, structs }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.profiles.len()
    }
}

/// An engine that is ready to render a workload, unless it cannot.
pub fn prepare<'u>(engine: &str, workload: &str, users: &'u Users<'_>) -> Option<Emit<'u>> {
    match engine {
        "lineplate" => Some(lineplate(workload, users)),
        "by hand" => by_hand::emitter(workload)
            .map(|emitter| -> Emit<'u> { Box::new(move |user, out| emitter(&users.structs[user], out)) }),
        _ => None,
    }
}

fn lineplate<'u>(workload: &str, users: &'u Users<'_>) -> Emit<'u> {
    let path = format!("{}/benches/inputs/workloads/{workload}.json", env!("CARGO_MANIFEST_DIR"));
    let body = std::fs::read_to_string(path).expect("the template of the workload");
    let template = Template::compile(&body, Options::default()).expect("the template compiles");
    let mut renderer = template.renderer();
    Box::new(move |user, out| renderer.render_into(&users.profiles[user], out).is_sent())
}
