//! A template and all users of an audience.

use super::Render;
use super::rejects::Rejects;
use crate::args::Format;
use crate::commands::{Failure, Verdict, template};
use crate::interrupt;
use crate::progress::Progress;
use crate::report::Findings;
use crate::report::audience::{Form, Report};
use lineplate::batch::{Audience, Campaign, Destination, Job, Output, Selection, Summary, Wanted};
use lineplate::{Condition, Template};
use std::io::{self, IsTerminal as _, Write as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::thread;

/// The segment has the name of its option in findings.
const SEGMENT: &str = "segment";

/// Where what comes of a run goes.
struct Outputs<'a> {
    /// Nothing in a dry run.
    payloads: Option<Output>,
    rejects: Option<Rejects<'a>>,
    report: Option<(Form, Destination)>,
}

impl Render {
    pub(super) fn audience(
        &self,
        template: &Template,
        path: &Path,
        campaign: Option<&Campaign>,
        findings: &Findings<'_>,
    ) -> Result<Verdict, Failure> {
        let segment =
            self.batch.segment.as_deref().or(campaign.and_then(|campaign| campaign.segment.as_deref()));
        let segment_findings = segment.map(|text| Findings::new(SEGMENT, text));
        let selection = self.selection(template, segment_findings.as_ref(), segment, campaign.is_some())?;
        let dedupe =
            self.batch.once_per.as_deref().or(campaign.and_then(|campaign| campaign.dedupe.as_deref()));
        let audience = self.open(template, path, campaign, selection.as_ref(), dedupe)?;
        let mut job = Job::new(template).threads(self.threads());
        if let Some(selection) = &selection {
            job = job.selection(selection);
        }
        if let Some(attribute) = dedupe {
            job = job.once_per(attribute);
        }
        let outputs = self.outputs(path, findings, segment_findings.as_ref())?;
        let (summary, report_file) = self.run_job(&job, audience, outputs)?;
        let report = Report {
            campaign: campaign.map(|campaign| (campaign.name.as_str(), campaign.id.as_str())),
            audience: path,
            template: findings,
            segment: segment_findings.as_ref(),
            summary: &summary,
            dry_run: self.batch.dry_run,
        };
        self.conclude(&report, report_file)?;
        Ok(Verdict::findings_if(summary.rejected() > 0))
    }

    /// Who is to get a message: with a campaign or a segment those that LINE can reach, otherwise all.
    fn selection(
        &self,
        template: &Template,
        findings: Option<&Findings<'_>>,
        segment: Option<&str>,
        is_campaign: bool,
    ) -> Result<Option<Selection>, Failure> {
        let (Some(text), Some(findings)) = (segment, findings) else {
            return Ok(is_campaign.then(|| Selection::new(None)));
        };
        let condition = Condition::compile(text, template.options().clone()).map_err(|diagnostics| {
            self.report(findings, diagnostics.iter());
            Failure::Reported
        })?;
        Ok(Some(Selection::new(Some(condition))))
    }

    /// Opens the audience for the attributes that are needed.
    fn open(
        &self,
        template: &Template,
        path: &Path,
        campaign: Option<&Campaign>,
        selection: Option<&Selection>,
        dedupe: Option<&str>,
    ) -> Result<Audience, Failure> {
        let mut wanted = Wanted::of(&template.attributes());
        // Rejects and segments need it.
        wanted.add("UserAttribute", Some("line_id"));
        if let Some(segment) = selection.and_then(Selection::segment) {
            wanted.add_all(&segment.attributes());
        }
        if let Some(attribute) = dedupe {
            wanted.add("UserAttribute", Some(attribute));
        }
        let contract =
            self.batch.contract.clone().or(campaign.and_then(|campaign| campaign.contract.clone()));
        let contract = contract.map(template::read_contract).transpose()?;
        Ok(Audience::open(path, &wanted, contract.as_ref())?)
    }

    fn threads(&self) -> NonZeroUsize {
        self.batch.threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
    }

    fn outputs<'a>(
        &self,
        audience: &Path,
        template: &'a Findings<'a>,
        segment: Option<&'a Findings<'a>>,
    ) -> Result<Outputs<'a>, Failure> {
        let report = self.batch.report.as_deref().map(|path| {
            let form = Form::of(path).ok_or_else(|| {
                Failure::new(format!("cannot tell the form of {} by its name", path.display()))
                    .hint("a report is .html, .json or .txt")
            })?;
            Ok::<_, Failure>((form, Destination::file(path)?))
        });
        let payloads = match (self.batch.dry_run, self.out.as_deref()) {
            (true, _) => None,
            (false, Some(path)) => Some(Output::file(path)?),
            (false, None) => Some(Output::stdout()),
        };
        let rejects = self.batch.rejects.as_deref().map(|path| {
            let destination = Destination::file(path)?;
            Ok::<_, Failure>(Rejects::new(destination, template, segment, audience.to_owned()))
        });
        Ok(Outputs { payloads, rejects: rejects.transpose()?, report: report.transpose()? })
    }

    /// Renders all users. What is written takes its place when all is done.
    fn run_job(
        &self,
        job: &Job<'_>,
        audience: Audience,
        outputs: Outputs<'_>,
    ) -> Result<(Summary, Option<(Form, Destination)>), Failure> {
        let Outputs { mut payloads, mut rejects, report } = outputs;
        let is_free = self.batch.dry_run || self.out.is_some() || !io::stdout().is_terminal();
        let progress = Progress::new(audience.size(), is_free && self.reporting.format == Format::Text);
        let mut summary = Summary::default();
        let stop = interrupt::flag();
        let result = job.run(audience, &stop, |delivery| {
            if let Some(payloads) = &mut payloads {
                payloads.write(delivery)?;
            }
            if let Some(rejects) = &mut rejects {
                rejects.write(delivery)?;
            }
            summary.add(delivery);
            progress.update(delivery, &summary);
            Ok::<_, Failure>(())
        });
        progress.clear();
        result?;
        payloads.map_or(Ok(()), Output::finish)?;
        rejects.map_or(Ok(()), Rejects::finish)?;
        Ok((summary, report))
    }

    fn conclude(&self, report: &Report<'_>, file: Option<(Form, Destination)>) -> Result<(), Failure> {
        if let Some((form, mut destination)) = file {
            report.save(form, &mut destination)?;
            destination.finish()?;
        }
        if self.batch.dry_run {
            let mut out = io::stdout().lock();
            let written = report.write(self.reporting.format, &mut out).and_then(|()| out.flush());
            return written.map_err(Failure::stdout);
        }
        let mut err = anstream::stderr().lock();
        // Nobody is left to tell when standard error is gone.
        let _ = report.write(self.reporting.format, &mut err);
        if self.reporting.format == Format::Text && report.summary.rejected() > 0 {
            let _ = match &self.batch.rejects {
                Some(path) => writeln!(err, "rejects with their findings: {}", path.display()),
                None => {
                    writeln!(
                        err,
                        "rejects are only counted here; --rejects FILE writes each with its findings"
                    )
                }
            };
        }
        Ok(())
    }
}
