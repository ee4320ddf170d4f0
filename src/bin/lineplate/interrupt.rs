//! Ctrl-C and other requests to end.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit status of a run that was stopped, as shells have it.
pub(crate) const STATUS: u8 = 130;

/// A flag that is set when the user wants the run to stop. Whoever asks twice does not want to wait.
pub(crate) fn flag() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    // Without a handler a signal ends the program at once, which is second best.
    let _ = ctrlc::set_handler(move || {
        if asked.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, reason = "the thread that writes may be waiting for a reader for ever")]
            process::exit(i32::from(STATUS));
        }
    });
    stop
}
