//! The command line of lineplate.

mod args;
mod audience;
mod commands;
mod files;
mod input;
mod report;
mod summary;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run(args::Cli::parse())
}
