//! How far a run is, on a terminal.

use crate::report::audience::thousands;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lineplate::batch::{Class, Delivery, Summary};
use std::io::{self, IsTerminal as _};

/// A bar on standard error with the rate, the time that is left, and how many messages failed so far.
pub(crate) struct Progress {
    bar: ProgressBar,
}

const TEMPLATE: &str = "{bar:30} {percent:>3} % · {msg} · {eta} left";

impl Progress {
    /// A bar for an audience of this size; hidden where it would disturb, or nobody would see it.
    pub(crate) fn new(size: u64, is_wanted: bool) -> Self {
        let is_shown = is_wanted && io::stderr().is_terminal();
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(size), target);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("━━╌"));
        }
        Self { bar }
    }

    pub(crate) fn update(&self, delivery: &Delivery, summary: &Summary) {
        if self.bar.is_hidden() {
            return;
        }
        let rows = summary.rows();
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        self.bar.set_message(format!(
            "{} rows · {} rows/s · {} failed · {} not sent",
            thousands(rows),
            thousands((rows as f64 / seconds) as u64),
            thousands(summary.class(Class::Failed)),
            thousands(summary.class(Class::NotSent)),
        ));
        self.bar.set_position(delivery.position());
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
