//! `lineplate explain`

mod answer;
mod page;
mod response;

use super::{Failure, Verdict};
use crate::args::{self, Format, Reporting};
use crate::input::Input;
use clap::Args;
use lineplate::Code;
use lineplate::schema::Kind;
use serde_json::{Value, json};
use std::io::Write as _;

/// Explain a code of a finding, or an answer of LINE's.
///
/// With a code, its cause, its limit and examples are printed; without one, all codes are listed.
///
/// With --response, the answer with which LINE refused a request is led back to the template: each property that it
/// names is shown with the place that wrote it, and with what lineplate finds wrong there itself. Findings go to
/// standard output. Without --profile attributes are empty, so loops over them write nothing; give the profile of the
/// user whose message was refused for exact places.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate explain
  lineplate explain schema/too-long
  lineplate explain --response answer.json --template body.json
  lineplate explain --response answer.json --template body.json --profile profile.json")]
pub(crate) struct Explain {
    /// The code to explain.
    #[arg(value_parser = args::code_parser())]
    code: Option<Code>,

    /// The JSON of LINE's answer, `{"message": …, "details": […]}`; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "code", requires = "template")]
    response: Option<Input>,

    /// The template of the request that was refused; `-` is standard input.
    #[arg(long, value_name = "FILE", requires = "response")]
    template: Option<Input>,

    /// Attributes of the user whose message was refused: a JSON object; `-` is standard input.
    #[arg(long, value_name = "FILE", requires = "response")]
    profile: Option<Input>,

    /// What the template makes.
    #[arg(long, value_parser = args::kind_parser(), default_value = "push", requires = "response")]
    kind: Kind,

    #[command(flatten)]
    reporting: Reporting,
}

impl Explain {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        if let (Some(response), Some(template)) = (&self.response, &self.template) {
            return self.response(response, template);
        }
        let text = match (self.code, self.reporting.format) {
            (Some(code), Format::Text) => page::plain(code),
            (Some(code), Format::Json) => {
                line(&json!({"code": code, "summary": code.summary(), "explanation": code.explanation()}))
            }
            (None, Format::Text) => list(),
            (None, Format::Json) => {
                let objects = Code::ALL.iter().map(|code| json!({"code": code, "summary": code.summary()}));
                objects.map(|object| line(&object)).collect()
            }
        };
        let mut out = anstream::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)?;
        Ok(Verdict::Fine)
    }
}

fn line(object: &Value) -> String {
    format!("{object}\n")
}

fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
    let lines = Code::ALL.iter().map(|code| format!("{:width$}  {}\n", code.as_str(), code.summary()));
    lines.collect()
}
