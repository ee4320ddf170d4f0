//! What several commands do with a template.

use super::Failure;
use crate::args::Reporting;
use crate::input::Input;
use crate::report::{self, Findings};
use lineplate::{Options, Template};

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
