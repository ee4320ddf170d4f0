//! The profile of one user, as several commands take it.

use super::Failure;
use crate::args::Reporting;
use crate::report::{self, Findings};
use lineplate::Profile;

/// The profile in the text of a file. If it is none, that is told, and the command cannot run.
pub(crate) fn parse<'t>(text: &'t str, file: &str, reporting: &Reporting) -> Result<Profile<'t>, Failure> {
    Profile::parse(text).map_err(|diagnostic| {
        let findings = Findings::new(file, text).excerpts(reporting.show_values);
        report::stderr(reporting.format, &findings, &[&diagnostic]);
        Failure::Reported
    })
}
