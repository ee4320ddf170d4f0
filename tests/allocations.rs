//! A renderer that knows the way of a user asks for no memory: the payload goes into the caller's buffer, all else is
//! there already.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test that cannot go on fails"
)]

#[path = "../benches/workloads/profiles.rs"]
mod profiles;

use lineplate::{Options, Profile, Template};
use peak_alloc::PeakAlloc;
use std::path::Path;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const USERS: usize = 1000;

#[test]
fn known_ways_take_no_memory() {
    let lines: Vec<String> =
        profiles::profiles(USERS).map(|profile| serde_json::to_string(&profile).unwrap()).collect();
    let profiles: Vec<_> = lines.iter().map(|line| Profile::parse(line).unwrap()).collect();
    for workload in ["w1_text", "w2_receipt", "w3_carousel", "w4_logic"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/inputs/workloads");
        let body = std::fs::read_to_string(folder.join(format!("{workload}.json"))).unwrap();
        let template = Template::compile(&body, Options::default()).unwrap();
        let mut renderer = template.renderer();
        let mut out = String::with_capacity(1 << 16);
        for profile in &profiles {
            out.clear();
            assert!(renderer.render_into(profile, &mut out).is_sent());
        }
        let mut with_memory = Vec::with_capacity(USERS);
        for (user, profile) in profiles.iter().enumerate() {
            out.clear();
            MEMORY.reset_peak_usage();
            let before = MEMORY.current_usage();
            renderer.render_into(profile, &mut out);
            if MEMORY.peak_usage() > before {
                with_memory.push(user);
            }
        }
        assert!(with_memory.is_empty(), "{workload}: {} users, {with_memory:?}", with_memory.len());
    }
}
