//! `lineplate schema`

use super::{Failure, Verdict};
use crate::args;
use clap::Args;
use lineplate::schema::{self, Kind};
use std::io::Write as _;

/// Print the JSON Schema of a kind of document.
///
/// The schemas hold LINE's limits with their sources. Each is printed as its file is, which refers to other files; with
/// --bundle it is one document without references to anything else, for editors and validators. Validators that do not
/// know the keywords for what plain JSON Schema cannot say, such as lengths in UTF-16, ignore them and find less.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lineplate schema --list
  lineplate schema push
  lineplate schema flex-container --bundle > flex-container.schema.json
      then put {\"$schema\": \"./flex-container.schema.json\", …} into a file that an editor is to check")]
pub(crate) struct Schema {
    /// The kind of document.
    #[arg(value_parser = args::kind_parser(), required_unless_present = "list", conflicts_with = "list")]
    kind: Option<Kind>,

    /// Print one document that refers to nothing outside it.
    #[arg(long, conflicts_with = "list")]
    bundle: bool,

    /// List all kinds with what they are.
    #[arg(long)]
    list: bool,
}

impl Schema {
    pub(crate) fn run(self) -> Result<Verdict, Failure> {
        let text = match self.kind {
            Some(kind) if self.bundle => format!("{:#}\n", schema::bundle(kind)),
            Some(kind) => schema::source(kind).to_owned(),
            None => list(),
        };
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::stdout)?;
        Ok(Verdict::Fine)
    }
}

fn list() -> String {
    let width = Kind::ALL.iter().map(|kind| kind.as_str().len()).max().unwrap_or(0);
    let lines = Kind::ALL.iter().map(|kind| format!("{:width$}  {}\n", kind.as_str(), kind.summary()));
    lines.collect()
}
