//! `lineplate contract`

use super::{Failure, Verdict, template};
use crate::args::{self, Format, Rendering, Reporting};
use crate::input::Input;
use clap::Args;
use lineplate::schema::Kind;
use std::io::Write as _;

/// Print what a template asks of its users, as JSON Schema.
///
/// Every attribute that the template reads is there: its type, whether it may be missing, and what LINE's limits leave
/// for it at its places. What holds for some users only stands under `if` and `then`. Where the template asks for more
/// than can be found out, `x-unknown` says what.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate contract body.json
  lineplate contract bubble.json --kind flex-container > contract.json")]
pub(crate) struct Contract {
    /// The template: JSON with Jinja in it; `-` is standard input.
    template: Input,

    /// What the template makes.
    #[arg(long, value_parser = args::kind_parser(), default_value = "push")]
    kind: Kind,

    #[command(flatten)]
    rendering: Rendering,
}

impl Contract {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        let mut options = self.rendering.options();
        options.kind = Some(self.kind);
        let reporting = Reporting { format: Format::Text, show_values: false };
        let template = template::compile(&self.template, options, &reporting)?;
        let schema = template.contract().to_json_schema();
        let mut out = std::io::stdout().lock();
        writeln!(out, "{schema:#}").and_then(|()| out.flush()).map_err(Failure::stdout)?;
        Ok(Verdict::Fine)
    }
}
