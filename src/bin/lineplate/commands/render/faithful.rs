//! What the platform would send for one user.

use super::{Failure, Render, Verdict};
use crate::commands::profile;
use crate::report::{self, Findings};
use lineplate::Emitted;
use lineplate::batch::Campaign;

impl Render {
    /// Writes the text that the platform would send as it is, and tells what is wrong with it.
    pub(super) fn faithful(
        &self,
        source: &str,
        campaign: Option<&Campaign>,
        findings: &Findings<'_>,
    ) -> Result<Verdict, Failure> {
        let Some(input) = &self.profile else {
            return Err(Failure::new("`--mode faithful` shows the text for one user")
                .hint("name the user with --profile FILE"));
        };
        let text = input.text()?;
        let profile = profile::parse(&text, &input.to_string(), &self.reporting)?;
        let emitted = match lineplate::emit(source, &profile, &self.options(campaign)) {
            Ok(emitted) => emitted,
            Err(diagnostics) => {
                self.report(findings, diagnostics.iter());
                let is_user =
                    diagnostics.iter().all(|diagnostic| diagnostic.code.as_str().starts_with("render/"));
                return if is_user { Ok(Verdict::Findings) } else { Err(Failure::Reported) };
            }
        };
        let Emitted { text, is_json, not_sent, diagnostics, .. } = emitted;
        let mut out = self.out()?;
        out.line(&text)?;
        out.finish()?;
        self.report(findings, diagnostics.iter());
        if not_sent.is_empty() {
            report::note(
                self.reporting.format,
                if is_json { "the text is JSON" } else { "the text is not JSON" },
            );
        } else {
            report::not_sent(self.reporting.format, findings, &not_sent);
        }
        Ok(Verdict::findings_if(!is_json || !not_sent.is_empty() || !diagnostics.is_empty()))
    }
}
