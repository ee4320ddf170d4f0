//! The command line of lineplate.

mod args;
mod commands;
mod input;
mod interrupt;
mod progress;
mod report;

use clap::Parser as _;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    hush_decoders();
    commands::run(args::Cli::parse())
}

/// A damaged Parquet file can make its decoder panic. The library turns that into an error, which is told; the panic itself
/// is nobody's business.
fn hush_decoders() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let is_decoder = |file: &str| file.contains("/parquet-") || file.contains("/arrow-");
        if !info.location().is_some_and(|location| is_decoder(location.file())) {
            tell(info);
        }
    }));
}
