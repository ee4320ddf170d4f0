//! The command line of lineplate.

mod args;
mod commands;
mod input;
mod interrupt;
mod progress;
mod report;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run(args::Cli::parse())
}
