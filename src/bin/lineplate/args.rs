//! What the command line takes: the commands and the options that several of them share.

use crate::commands::{
    Failure, check, contract, eval, explain, fix, render, sample, schema as schema_command, validate,
};
use crate::input::Input;
use clap::builder::{StringValueParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand, ValueEnum};
use lineplate::diagnostic::{Encoding, LineIndex};
use lineplate::schema::{self, Kind};
use lineplate::{Account, Clock, Code, Options};

/// Renders LINE campaign messages from Jinja templates and checks them against LINE's rules.
///
/// A template is the JSON body of a request to LINE with Jinja in it. No attribute value can break the JSON, and
/// every payload is checked before it leaves: what LINE would refuse is reported with its place in the template.
#[derive(Debug, Parser)]
#[command(name = "lineplate", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  lineplate render body.json --profile profile.json
      the payload for one user
  lineplate render body.json --audience users.csv --out payloads.ndjson --rejects rejects.ndjson
      a payload a line for each user of a table
  lineplate check body.json
      what is wrong with a template, whoever it is rendered for
  lineplate contract body.json
      what a template asks of its users, as JSON Schema
  lineplate sample body.json
      profiles for all branches of a template
  lineplate validate payload.json
      what LINE would refuse in a finished body
  lineplate eval \"{{ UserAttribute['name']|default('friend') }}\" --profile profile.json
      what one expression gives
  lineplate fix body.json --write
      makes a template safe at the platform, which escapes nothing
  lineplate explain schema/too-long
      what a finding means and how to avoid it
  lineplate schema message --bundle
      LINE's limits as JSON Schema, for editors

Exit status:
  0  all is well
  1  something was found, or a user gets no message
  2  the command could not run: bad arguments, a file that cannot be read, a template that does not compile";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Render(Box<render::Render>),
    Check(check::Check),
    Contract(contract::Contract),
    Sample(sample::Sample),
    Validate(validate::Validate),
    Eval(eval::Eval),
    Fix(fix::Fix),
    Explain(explain::Explain),
    Schema(schema_command::Schema),
}

/// How findings are written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Findings")]
pub(crate) struct Reporting {
    /// The form of findings: text for people, or JSON with one object a line.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: Format,

    /// Show the values of attributes in findings, which are left out otherwise.
    #[arg(long)]
    pub(crate) show_values: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

/// What is found and how bad it is.
#[derive(Debug, Args)]
#[command(next_help_heading = "Checks")]
pub(crate) struct Judging {
    /// Drop findings of this code; repeatable.
    #[arg(long, value_name = "CODE", value_parser = CodeParser { purpose: Purpose::Allow })]
    pub(crate) allow: Vec<Code>,

    /// Treat warnings of this code as errors; repeatable.
    #[arg(long, value_name = "CODE", value_parser = CodeParser { purpose: Purpose::Deny })]
    pub(crate) deny: Vec<Code>,
}

impl Judging {
    /// Refuses a code that is both allowed and denied.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match self.allow.iter().find(|code| self.deny.contains(code)) {
            Some(code) => Err(Failure::new(format!("`{code}` cannot be both allowed and denied"))
                .hint("leave out `--allow` or `--deny`")),
            None => Ok(()),
        }
    }

    /// The options for judging findings, on top of others.
    pub(crate) fn apply(&self, options: schema::Options, reporting: &Reporting) -> schema::Options {
        let options = options.values(reporting.show_values);
        let options = self.allow.iter().fold(options, |options, &code| options.allow(code));
        self.deny.iter().fold(options, |options, &code| options.deny(code))
    }
}

/// What counts as missing, and what a template may use.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rendering")]
pub(crate) struct Rendering {
    /// Take an empty text in the data for a missing attribute.
    #[arg(long)]
    pub(crate) empty_is_missing: bool,

    /// Take a null in the data for a value: it is printed as `None`.
    #[arg(long)]
    pub(crate) null_is_value: bool,

    /// Let `|default('…')` replace null, too.
    #[arg(long)]
    pub(crate) default_fires_on_null: bool,

    /// The moment that counts as now for `|today`: `2026-08-01T09:30:00+09:00`, or `now` for that of this machine.
    #[arg(long, value_name = "MOMENT", value_parser = clock)]
    pub(crate) clock: Option<Clock>,

    /// The time zone of the account, for `|today` without an argument: `Asia/Tokyo`.
    #[arg(long, value_name = "ZONE")]
    pub(crate) time_zone: Option<String>,

    /// What the account holds for all users: content blocks, auxiliary tables, answers of the content API (JSON).
    #[arg(long, value_name = "FILE", value_parser = account)]
    pub(crate) account: Option<Account>,

    /// Statements, operators and loop passes of one render [default: 2000000].
    #[arg(long, value_name = "N")]
    pub(crate) max_steps: Option<u64>,

    /// Bytes of texts and lists that one render may make [default: 33554432].
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_memory: Option<u64>,

    /// Macros, recursive loops and content blocks inside each other [default: 32].
    #[arg(long, value_name = "N")]
    pub(crate) max_depth: Option<usize>,

    /// Bytes of the template [default: 1048576].
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_template: Option<usize>,
}

impl Rendering {
    /// The options of the engine as far as they are set here.
    pub(crate) fn options(&self) -> Options {
        let mut options = Options::default();
        self.apply(&mut options);
        options
    }

    /// Sets what is set here, on top of other options.
    pub(crate) fn apply(&self, options: &mut Options) {
        options.empty_is_missing |= self.empty_is_missing;
        options.null_is_missing &= !self.null_is_value;
        options.default_fires_on_null |= self.default_fires_on_null;
        options.clock = self.clock.or(options.clock);
        options.time_zone = self.time_zone.clone().or(options.time_zone.take());
        if let Some(account) = &self.account {
            options.account = account.clone();
        }
        let limits = &mut options.limits;
        limits.steps = self.max_steps.unwrap_or(limits.steps);
        limits.depth = self.max_depth.unwrap_or(limits.depth);
        limits.memory = self.max_memory.unwrap_or(limits.memory);
        limits.template_bytes = self.max_template.unwrap_or(limits.template_bytes);
    }
}

/// Reads a moment; only here, not in the engine, may that be the machine's.
fn clock(text: &str) -> Result<Clock, String> {
    let moment = if text == "now" { this_moment() } else { Clock::parse(text) };
    moment.ok_or_else(|| "a moment has a date, a time and an offset: 2026-08-01T09:30:00+09:00".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "whoever runs the program asks for the machine's clock here")]
fn this_moment() -> Option<Clock> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Clock::from_unix_seconds(i64::try_from(since.as_secs()).ok()?)
}

/// Reads the file of an account.
pub(crate) fn account(path: &str) -> Result<Account, String> {
    let Ok(input) = path.parse::<Input>();
    let text = input.text().map_err(Failure::message)?;
    Account::parse(&text).map_err(|finding| {
        let at = finding.span.map_or(0, |span| span.start);
        let place = LineIndex::new(&text).line_column(&text, at, Encoding::CodePoints);
        let told = format!("{}:{}: {}", place.line, place.column, finding.message);
        [told].into_iter().chain(finding.hints).collect::<Vec<_>>().join("; ")
    })
}

/// Reads the name of a [`Kind`].
pub(crate) fn kind_parser() -> impl TypedValueParser<Value = Kind> {
    let names = Kind::ALL.iter().map(|kind| kind.as_str());
    clap::builder::PossibleValuesParser::new(names).try_map(|name| name.parse::<Kind>())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Allow,
    Deny,
    Explain,
}

/// Reads the name of a [`Code`] that is to be explained.
pub(crate) fn code_parser() -> impl TypedValueParser<Value = Code> {
    CodeParser { purpose: Purpose::Explain }
}

/// Reads the name of a [`Code`]. There are too many to list them all when one is misspelt.
#[derive(Debug, Clone)]
struct CodeParser {
    purpose: Purpose,
}

impl TypedValueParser for CodeParser {
    type Value = Code;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<Code, clap::Error> {
        let name = StringValueParser::new().parse_ref(command, argument, value)?;
        let refuse = |suggestion: &str| {
            let mut error = clap::Error::new(ErrorKind::InvalidValue).with_cmd(command);
            if let Some(argument) = argument {
                error.insert(ContextKind::InvalidArg, ContextValue::String(argument.to_string()));
            }
            error.insert(ContextKind::InvalidValue, ContextValue::String(name.clone()));
            error
                .insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![suggestion.to_owned().into()]));
            error
        };
        match Code::from_name(&name) {
            Some(code) if self.purpose == Purpose::Allow && !code.can_be_allowed() => {
                Err(refuse("there is no payload without it, so it cannot be allowed"))
            }
            Some(code) => Ok(code),
            None => match self.nearest(&name) {
                Some(code) => Err(refuse(&format!("did you mean '{code}'?"))),
                None => Err(refuse("`lineplate explain` lists all codes")),
            },
        }
    }
}

impl CodeParser {
    /// The code that may be meant, among those that may stand here.
    fn nearest(&self, name: &str) -> Option<Code> {
        let (family, bare) = name.split_once('/').unwrap_or(("", name));
        let similarity = |code: &Code| {
            let (other, word) = code.as_str().split_once('/').unwrap_or_default();
            let alike = strsim::normalized_damerau_levenshtein(bare, word);
            // Of two names that are as near, the one of the same family is meant.
            alike + if family == other { 0.05 } else { 0.0 }
        };
        let fits = |code: &Code| self.purpose == Purpose::Explain || code.can_be_allowed();
        let nearest =
            Code::ALL.iter().copied().filter(fits).max_by(|a, b| similarity(a).total_cmp(&similarity(b)))?;
        (similarity(&nearest) > 0.6).then_some(nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_states_the_defaults_of_the_limits() {
        let limits = Options::default().limits;
        let help = Cli::command().find_subcommand_mut("render").unwrap().render_long_help().to_string();
        let defaults =
            [limits.steps, limits.memory, limits.output_bytes as u64, limits.template_bytes as u64];
        for default in defaults {
            assert!(help.contains(&format!("[default: {default}]")), "{default} is not in\n{help}");
        }
    }

    #[test]
    fn misspelt_codes_lead_to_the_right_one() {
        let nearest = |purpose, name| CodeParser { purpose }.nearest(name);
        assert_eq!(nearest(Purpose::Explain, "schema/to-long"), Some(Code::SchemaTooLong));
        assert_eq!(nearest(Purpose::Deny, "too-long"), Some(Code::SchemaTooLong));
        assert_eq!(nearest(Purpose::Deny, "schema/xyz"), None);
        // What cannot be allowed is not suggested.
        assert_eq!(nearest(Purpose::Explain, "json/sintax"), Some(Code::JsonSyntax));
        assert_eq!(nearest(Purpose::Allow, "json/sintax"), None);
    }
}
