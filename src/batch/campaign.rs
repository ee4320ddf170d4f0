//! Campaigns: what is sent to whom, in one file.

use super::error::Error;
use crate::diagnostic::{Encoding, LineIndex};
use crate::schema::Kind;
use crate::{Clock, Code, MissingPolicy, Options};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A campaign, as `campaign.toml` describes it. Paths are as seen from where the program runs.
///
/// ```
/// use lineplate::batch::Campaign;
///
/// let text = r#"
/// name = "Spring greetings"
/// id = "spring-2026"
/// body = "body.json"
///
/// [audience]
/// file = "users.csv"
/// segment = "UserAttribute['country'] == 'TH'"
/// "#;
/// let campaign = Campaign::parse(text, "campaigns/spring.toml".as_ref())?;
/// assert_eq!(campaign.body, std::path::Path::new("campaigns/body.json"));
/// # Ok::<(), lineplate::batch::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Campaign {
    /// What people call it.
    pub name: String,
    /// What programs call it.
    pub id: String,
    /// The template.
    pub body: PathBuf,
    /// The audience.
    pub audience: PathBuf,
    /// The types of the attributes.
    pub contract: Option<PathBuf>,
    /// The condition that holds for the users who are to get the message.
    pub segment: Option<String>,
    /// The attribute with which users are told apart; nothing to send a message for each row.
    pub dedupe: Option<String>,
    /// The file of what the account holds for all users: content blocks, tables, answers. The options have it once
    /// someone has read it.
    pub account: Option<PathBuf>,
    /// How the template is compiled, rendered and judged.
    pub options: Options,
}

/// The file as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    id: String,
    endpoint: Option<toml::Spanned<String>>,
    body: PathBuf,
    audience: AudienceTable,
    #[serde(default)]
    render: RenderTable,
    #[serde(default)]
    checks: ChecksTable,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AudienceTable {
    file: PathBuf,
    contract: Option<PathBuf>,
    segment: Option<String>,
    dedupe: Option<Dedupe>,
}

/// `dedupe = "line_id"` or `dedupe = false`
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "`dedupe` is the name of an attribute, or false")]
enum Dedupe {
    Attribute(String),
    Switch(bool),
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RenderTable {
    clock: Option<toml::Spanned<String>>,
    time_zone: Option<String>,
    account: Option<PathBuf>,
    missing: Option<Missing>,
    empty_is_missing: Option<bool>,
    null_is_value: Option<bool>,
    default_fires_on_null: Option<bool>,
    max_steps: Option<u64>,
    max_memory: Option<u64>,
    max_output: Option<usize>,
    max_depth: Option<usize>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Missing {
    Fail,
    Empty,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChecksTable {
    #[serde(default)]
    allow: Vec<toml::Spanned<String>>,
    #[serde(default)]
    deny: Vec<toml::Spanned<String>>,
}

/// The attribute that tells users apart unless a campaign names another one.
const IDENTITY: &str = "line_id";

impl Campaign {
    /// Reads the text of a campaign file. Files that it names are sought beside it.
    ///
    /// # Errors
    /// What is wrong with the file, with its place.
    pub fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let place = Places { text, path };
        let file: File = toml::from_str(text).map_err(|error| place.of_toml(&error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let options = options(&file, &place)?;
        let account = file.render.account.map(|account| folder.join(account));
        let audience = file.audience;
        Ok(Self {
            name: file.name,
            id: file.id,
            body: folder.join(file.body),
            audience: folder.join(audience.file),
            contract: audience.contract.map(|contract| folder.join(contract)),
            segment: audience.segment,
            dedupe: match audience.dedupe {
                None | Some(Dedupe::Switch(true)) => Some(IDENTITY.to_owned()),
                Some(Dedupe::Attribute(attribute)) => Some(attribute),
                Some(Dedupe::Switch(false)) => None,
            },
            account,
            options,
        })
    }
}

fn options(file: &File, place: &Places<'_>) -> Result<Options, Error> {
    let mut options = Options::default();
    if let Some(endpoint) = &file.endpoint {
        options.kind = Some(kind(endpoint, place)?);
    }
    let render = &file.render;
    if let Some(clock) = &render.clock {
        let moment = Clock::parse(clock.get_ref()).ok_or_else(|| {
            place
                .error(clock.span(), "the clock is no moment with its offset")
                .hint("write clock = \"2026-08-01T09:30:00+09:00\"")
        })?;
        options.clock = Some(moment);
    }
    options.time_zone.clone_from(&render.time_zone);
    options.missing = match render.missing {
        Some(Missing::Empty) => MissingPolicy::Empty,
        Some(Missing::Fail) | None => MissingPolicy::Fail,
    };
    options.empty_is_missing = render.empty_is_missing.unwrap_or(options.empty_is_missing);
    options.null_is_missing = render.null_is_value.map_or(options.null_is_missing, |is_value| !is_value);
    options.default_fires_on_null = render.default_fires_on_null.unwrap_or(options.default_fires_on_null);
    let limits = &mut options.limits;
    limits.steps = render.max_steps.unwrap_or(limits.steps);
    limits.memory = render.max_memory.unwrap_or(limits.memory);
    limits.depth = render.max_depth.unwrap_or(limits.depth);
    limits.output_bytes = render.max_output.unwrap_or(limits.output_bytes);
    for name in &file.checks.allow {
        let code = code(name, place)?;
        if !code.can_be_allowed() {
            let message = format!("`{code}` cannot be allowed: there is no payload without it");
            return Err(place.error(name.span(), &message));
        }
        options.schema = options.schema.allow(code);
    }
    for name in &file.checks.deny {
        options.schema = options.schema.deny(code(name, place)?);
    }
    Ok(options)
}

fn kind(endpoint: &toml::Spanned<String>, place: &Places<'_>) -> Result<Kind, Error> {
    endpoint.get_ref().parse().map_err(|_| {
        let names: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        place
            .error(endpoint.span(), &format!("there is no endpoint `{}`", endpoint.get_ref()))
            .hint(format!("it is one of {}", names.join(", ")))
    })
}

fn code(name: &toml::Spanned<String>, place: &Places<'_>) -> Result<Code, Error> {
    Code::from_name(name.get_ref()).ok_or_else(|| {
        place
            .error(name.span(), &format!("there is no code `{}`", name.get_ref()))
            .hint("`lineplate explain` lists all codes")
    })
}

/// Places in the file.
struct Places<'t> {
    text: &'t str,
    path: &'t Path,
}

impl Places<'_> {
    fn error(&self, span: std::ops::Range<usize>, message: &str) -> Error {
        let index = LineIndex::new(self.text);
        let place = index.line_column(self.text, span.start as u32, Encoding::CodePoints);
        Error::content(format!("{}:{}:{}: {message}", self.path.display(), place.line, place.column))
    }

    fn of_toml(&self, error: &toml::de::Error) -> Error {
        let message = error.message().replace('\n', " ");
        self.error(error.span().unwrap_or(0..0), message.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "name = \"a\"\nid = \"a\"\nbody = \"body.json\"\n";

    fn parse(rest: &str) -> Result<Campaign, String> {
        let text = format!("{LEAST}{rest}");
        Campaign::parse(&text, Path::new("c/campaign.toml")).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_said_has_a_default() {
        let campaign = parse("[audience]\nfile = \"users.csv\"\n").unwrap();
        assert_eq!(campaign.audience, Path::new("c/users.csv"));
        assert_eq!(campaign.dedupe.as_deref(), Some("line_id"));
        assert_eq!(campaign.options.kind, Some(Kind::Push));
        assert_eq!(campaign.segment, None);
    }

    #[test]
    fn all_can_be_said() {
        let campaign = parse(
            r#"
endpoint = "flex-container"
[audience]
file = "/data/users.parquet"
contract = "contract.json"
segment = "UserAttribute.country == 'TH'"
dedupe = false
[render]
clock = "2026-08-01T09:30:00+09:00"
time_zone = "Asia/Tokyo"
missing = "empty"
empty_is_missing = true
null_is_value = true
default_fires_on_null = true
max_steps = 1
max_memory = 2
max_output = 3
[checks]
allow = ["schema/no-effect"]
deny = ["schema/deprecated"]
"#,
        )
        .unwrap();
        let options = &campaign.options;
        assert_eq!(campaign.audience, Path::new("/data/users.parquet"));
        assert_eq!(campaign.contract.as_deref(), Some(Path::new("c/contract.json")));
        assert_eq!(campaign.dedupe, None);
        assert_eq!(options.kind, Some(Kind::FlexContainer));
        assert_eq!(options.clock, Clock::parse("2026-08-01T00:30:00Z"));
        assert!(options.empty_is_missing && !options.null_is_missing && options.default_fires_on_null);
        assert_eq!((options.limits.steps, options.limits.memory, options.limits.output_bytes), (1, 2, 3));
        assert_eq!(options.missing, MissingPolicy::Empty);
    }

    #[test]
    fn errors_have_a_place() {
        for (rest, message) in [
            ("", "c/campaign.toml:1:1: missing field `audience`"),
            (
                "[audience]\nfile = 1\n",
                "c/campaign.toml:5:8: invalid type: integer `1`, expected path string",
            ),
            (
                "endpoint = \"pusch\"\n[audience]\nfile = \"a.csv\"\n",
                "c/campaign.toml:4:12: there is no endpoint `pusch`",
            ),
            (
                "[audience]\nfile = \"a.csv\"\n[checks]\nallow = [\"json/syntax\"]\n",
                "c/campaign.toml:7:10: `json/syntax` cannot be allowed: there is no payload without it",
            ),
            (
                "[audience]\nfile = \"a.csv\"\n[render]\nclock = \"today\"\n",
                "c/campaign.toml:7:9: the clock is no moment with its offset",
            ),
            (
                "[audience]\nfile = \"a.csv\"\ndedupe = 1\n",
                "c/campaign.toml:6:10: `dedupe` is the name of an attribute, or false",
            ),
            (
                "[audience]\nfile = \"a.csv\"\nsegments = \"\"\n",
                "c/campaign.toml:6:1: unknown field `segments`, expected one of `file`, `contract`, `segment`, `dedupe`",
            ),
        ] {
            assert_eq!(parse(rest).unwrap_err(), message);
        }
    }
}
