//! What several commands do with a template.

use super::Failure;
use crate::args::Reporting;
use crate::input::Input;
use crate::report::{self, Findings};
use lineplate::batch::Contract;
use lineplate::{Options, Template};
use std::path::PathBuf;

/// Reads and compiles a template; what is wrong with it goes to standard error.
pub(crate) fn compile(input: &Input, options: Options, reporting: &Reporting) -> Result<Template, Failure> {
    let source = input.text()?;
    Template::compile(&source, options).map_err(|diagnostics| {
        let name = input.to_string();
        let diagnostics: Vec<_> = diagnostics.iter().collect();
        report::stderr(reporting.format, &Findings::new(&name, &source), &diagnostics);
        Failure::Reported
    })
}

/// Reads the contract that gives the cells of tables their types.
pub(crate) fn read_contract(path: PathBuf) -> Result<Contract, Failure> {
    let input = Input::File(path);
    let text = input.text()?;
    Contract::parse(&text).map_err(|error| Failure::from(error).within(&input))
}
