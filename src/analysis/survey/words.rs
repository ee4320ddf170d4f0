//! What was found, in words.

use super::collected::Found;
use super::need::{Bound, Characters, Demand, Length, Need, Types, Unit};
use super::worlds::Choice;
use super::{Surveyor, run};
use crate::analysis::kind::Kind;
use crate::analysis::path::Path;
use crate::diagnostic::{Code, Diagnostic, Edit, Span};
use crate::json;
use crate::ordered::Set;
use crate::schema::{self, node::Keyword, tables};
use crate::template::program::Expr;

/// Findings about the template itself, each with the branches that have it.
pub(super) fn found(surveyor: &Surveyor<'_, '_>) -> Vec<Diagnostic> {
    surveyor.out.found.iter().map(|found| with_branch(surveyor, found)).collect()
}

fn with_branch(surveyor: &Surveyor<'_, '_>, found: &Found) -> Diagnostic {
    let mut diagnostic = found.diagnostic.clone();
    diagnostic.attribute = None;
    if found.runs.iter().any(|run| *run >= surveyor.worlds.len()) || found.runs == surveyor.seen.complete {
        return diagnostic;
    }
    let mut parts = Vec::new();
    let attributes = &surveyor.facts.attributes;
    let ids: Set<_> = surveyor.worlds.iter().flat_map(|world| world.keys().copied()).collect();
    for id in ids {
        let choices = |runs: &Set<usize>| {
            let mut choices: Vec<Choice> = Vec::new();
            for choice in runs.iter().filter_map(|run| surveyor.worlds.get(*run)?.get(&id)) {
                if !choices.contains(choice) {
                    choices.push(choice.clone());
                }
            }
            choices
        };
        let (here, all) = (choices(&found.runs), choices(&surveyor.seen.complete));
        if here.len() < all.len() && here.len() <= 2 {
            let name = Path::of(attributes, id).to_string();
            if here.len() > 1 && here.iter().all(|choice| matches!(choice, Choice::Items(1..))) {
                parts.push(format!("{name} has items"));
                continue;
            }
            let each: Vec<String> = here.iter().map(|choice| describe(choice, &all, &name)).collect();
            parts.push(each.join(" or "));
        }
    }
    if !parts.is_empty() && parts.len() <= 4 {
        diagnostic.hints.push(format!("this is so when {}", parts.join(", and ")));
    }
    diagnostic
}

fn describe(choice: &Choice, all: &[Choice], name: &str) -> String {
    match choice {
        Choice::Missing => format!("{name} is missing"),
        Choice::Value(value) => format!("{name} is {}", json::written(value)),
        Choice::Items(0) => format!("{name} has no items"),
        Choice::Items(1) => format!("{name} has 1 item"),
        Choice::Items(count) => format!("{name} has {count} items"),
        Choice::Sample if all.iter().any(|choice| matches!(choice, Choice::Value(_))) => {
            format!("{name} is something else")
        }
        Choice::Sample => format!("{name} is there"),
    }
}

/// Warnings about what some values of attributes would break.
pub(super) fn possible(surveyor: &Surveyor<'_, '_>) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for demand in &surveyor.out.demands {
        if is_recipient(surveyor, &demand.need) || is_told(surveyor, demand) {
            continue;
        }
        let written = surveyor.facts.text(demand.place.span);
        let Some(mut diagnostic) = warning(demand) else { continue };
        diagnostic = advise(surveyor, diagnostic, demand, written);
        if let Need::Only(_, Characters::Url | Characters::AsciiUrl) = demand.need {
            diagnostic.edits.extend(encoding(surveyor, demand.place.span));
        }
        let same = |known: &&Diagnostic| {
            (known.code, known.span, &known.attribute)
                == (diagnostic.code, diagnostic.span, &diagnostic.attribute)
        };
        if !found.iter().any(|known| same(&known)) {
            found.push(diagnostic);
        }
    }
    found
}

/// Encodes the value of a query: elsewhere in a URL, a slash or question mark may be meant.
fn encoding(surveyor: &Surveyor<'_, '_>, span: Span) -> Option<Edit> {
    let source = &surveyor.facts.program.source;
    let tag = source.get(..span.start as usize)?.rfind("{{")?;
    let is_value = source.get(..tag)?.ends_with('=');
    let expr = run::printed(surveyor.facts, span)?.expr;
    let is_plain =
        matches!(expr, Expr::Attribute { .. } | Expr::Item { .. } | Expr::Filter { .. } | Expr::Name(..));
    let end = Span { start: span.end, end: span.end };
    (is_value && is_plain).then(|| Edit { span: end, text: "|urlencode".to_owned() })
}

/// Whether an attribute that must be there is the recipient: nothing could take its place.
fn is_recipient(surveyor: &Surveyor<'_, '_>, need: &Need) -> bool {
    let Need::There(path) = need else { return false };
    let at_recipient =
        |demand: &&Demand| demand.place.pointer == "/to" && demand.need.paths().contains(&path);
    surveyor.out.demands.iter().any(|demand| at_recipient(&demand))
}

/// Whether a missing attribute leaves something empty, which is told as such.
fn is_told(surveyor: &Surveyor<'_, '_>, demand: &Demand) -> bool {
    let is_same = |found: &Found| {
        found.diagnostic.code == Code::SchemaEmpty && found.diagnostic.span == Some(demand.place.span)
    };
    matches!(demand.need, Need::There(_)) && surveyor.out.found.iter().any(is_same)
}

fn warning(demand: &Demand) -> Option<Diagnostic> {
    let name = &demand.place.name;
    let paths: Vec<String> = demand.need.paths().iter().map(ToString::to_string).collect();
    let path = paths.first().cloned().unwrap_or_default();
    let message = match &demand.need {
        Need::There(_) => format!("users without {path} get no message: it has no fallback"),
        Need::Types(_, types) if *types == Types::BOOLEAN && !name.is_empty() => {
            format!("`{name}` is refused when {path} is not true or false")
        }
        // A lint tells of dates, wherever they come from.
        Need::NotNull(_) | Need::Types(..) | Need::Date(..) | Need::FewDigits(_) => return None,
        Need::Bytes(bytes) => {
            let room = grouped(bytes.limit.saturating_sub(bytes.fixed));
            format!("`{name}` is too large when {} take more than {room} bytes of JSON", paths.join(" and "))
        }
        Need::Form { before, behind, keyword, .. } => {
            let around =
                if before.is_empty() && behind.is_empty() { "" } else { ", with the text around it," };
            format!("`{name}` is refused when {path}{around} {}", form(*keyword))
        }
        Need::Only(_, Characters::NoBraces) => {
            format!("braces in {path} are read as keys of `{name}`")
        }
        Need::Only(..) => {
            format!("`{name}` breaks when {path} has a blank or another character that a URL may not have")
        }
        Need::Number { least: None, most: None, .. } => {
            format!("`{name}` is refused when {path} is not a whole number")
        }
        Need::Number { least, most, .. } => {
            format!("`{name}` is refused when {path} is {}", range(*least, *most))
        }
        Need::Length(length) => self::length(name, length),
        Need::Items { least, most, .. } => match (least, most) {
            (0, Some(most)) => format!("too many items when {path} has more than {most}"),
            (least, _) => format!("too few items when {path} has fewer than {least}"),
        },
    };
    let code = demand.need.schema_code();
    let mut diagnostic = Diagnostic::warning(code, message).at(demand.place.span).attribute(path.clone());
    diagnostic.pointer = Some(demand.place.pointer.clone()).filter(|pointer| !pointer.is_empty());
    diagnostic.property.clone_from(&demand.place.property);
    diagnostic.rule.clone_from(&demand.place.rule);
    diagnostic.source.clone_from(&demand.place.source);
    if let Need::Length(length) = &demand.need {
        diagnostic.limit = i64::try_from(length.limit).ok();
    }
    Some(diagnostic)
}

fn advise(surveyor: &Surveyor<'_, '_>, diagnostic: Diagnostic, demand: &Demand, written: &str) -> Diagnostic {
    let diagnostic = match (&demand.need, demand.when.all.as_slice()) {
        (Need::There(_), [_, ..]) => {
            let when: Vec<String> = demand.when.all.iter().map(ToString::to_string).collect();
            diagnostic.hint(format!("this is so when {}", when.join(", and ")))
        }
        _ => diagnostic,
    };
    match &demand.need {
        Need::There(path) if kind_of(surveyor, path) == Some(Kind::List) => {
            diagnostic.hint(format!("give it an empty list for a fallback: `{path}|default([])`"))
        }
        Need::There(path) => diagnostic.hint(fallback(&path.to_string(), written)),
        Need::Length(length @ Length { bound: Bound::Most, .. }) => match length.terms.as_slice() {
            [term] if term.factor == 1 && (2..1000).contains(&length.room()) && !is_url(surveyor, demand) => {
                let room = length.share(term).unwrap_or_default();
                let room = if length.unit == Unit::Utf16 { room / 2 } else { room };
                diagnostic.hint(format!("cut it: `|truncate({room}, true, '…', 0)`"))
            }
            _ => diagnostic,
        },
        Need::Only(_, Characters::NoBraces) => {
            diagnostic.hint("write braces twice: `|replace('{', '{{')|replace('}', '}}')`")
        }
        Need::Only(..) => diagnostic.hint("encode it: `|urlencode`"),
        _ => diagnostic,
    }
}

/// Whether a demand is about a part of a URL, which nobody wants to be cut.
fn is_url(surveyor: &Surveyor<'_, '_>, demand: &Demand) -> bool {
    let is_of_url = |need: &Need| {
        matches!(need, Need::Only(_, Characters::Url | Characters::AsciiUrl))
            || matches!(need, Need::Form { keyword: Keyword::LineUrl(_), .. })
    };
    let mut others = surveyor.out.demands.iter().filter(|other| other.place.pointer == demand.place.pointer);
    others.any(|other| is_of_url(&other.need))
}

fn kind_of(surveyor: &Surveyor<'_, '_>, path: &Path) -> Option<Kind> {
    let attributes = &surveyor.facts.attributes;
    attributes.ids().find(|id| Path::of(attributes, *id) == *path).map(|id| attributes.kind(id))
}

/// How to give an attribute a fallback, by what is written where it is missed.
fn fallback(path: &str, written: &str) -> String {
    if let Some(rest) = written.strip_prefix(path).filter(|rest| rest.starts_with('[') && is_lookup(written))
    {
        return format!("give it one: `({path}|default({{}}, true)){rest}`");
    }
    if is_lookup(written) && written.contains(['[', '.']) {
        return format!("give it one: `{{{{ {written}|default('…') }}}}`");
    }
    "give it one, directly behind the attribute: `|default('…')`".to_owned()
}

/// Whether a piece of a template is one lookup, so that a filter behind it is about the whole.
fn is_lookup(written: &str) -> bool {
    !written.is_empty() && written.chars().all(|char| char.is_alphanumeric() || "_.[]'\"".contains(char))
        || written.ends_with("']") && !written.contains([' ', '|', '~', '+', '('])
}

/// "`label` is too long when an attribute exceeds 14 grapheme clusters"
fn length(name: &str, length: &Length) -> String {
    let mut paths: Vec<String> = Vec::new();
    for term in &length.terms {
        let path = term.path.to_string();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let is_one = paths.len() == 1;
    let names = paths.join(" and ");
    let room = length.room();
    let count = |count: u64, unit: Unit| format!("{} {}", grouped(count), unit.name(count));
    match (length.bound, length.terms.first()) {
        (Bound::Most, Some(term)) if is_one => {
            let unit = if term.factor == 1 { length.unit } else { Unit::Utf16 };
            let share = length.share(term).unwrap_or_default();
            let may_be = if term.factor == 1 && !term.cased { "is" } else { "may be" };
            format!("`{name}` {may_be} too long when {names} exceeds {}", count(share, unit))
        }
        (Bound::Most, _) => {
            format!("`{name}` is too long when {names} together exceed {}", count(room, length.unit))
        }
        (Bound::Least, _) if length.limit == 1 && is_one => {
            format!("`{name}` is empty when {names} is empty")
        }
        (Bound::Least, _) if length.limit == 1 => format!("`{name}` is empty when {names} are all empty"),
        (Bound::Least, _) => {
            let have = if is_one { "has" } else { "together have" };
            format!("`{name}` is too short when {names} {have} fewer than {}", count(room, length.unit))
        }
    }
}

fn grouped(number: u64) -> String {
    schema::grouped(usize::try_from(number).unwrap_or(usize::MAX))
}

fn range(least: Option<f64>, most: Option<f64>) -> String {
    match (least, most) {
        (Some(least), Some(most)) => format!("below {least} or above {most}"),
        (Some(least), None) => format!("below {least}"),
        (None, Some(most)) => format!("above {most}"),
        (None, None) => "no number".to_owned(),
    }
}

/// What a text is that does not pass a keyword.
pub(in crate::analysis) fn form(keyword: Keyword) -> String {
    match keyword {
        Keyword::Pattern(pattern) => match tables::pattern(pattern) {
            Some(pattern) => format!("does not match `{}`", pattern.text.text()),
            None => "does not have its form".to_owned(),
        },
        Keyword::Enum(values) => {
            let names: Vec<String> =
                schema::texts_of(values.values()).take(8).map(|name| format!("`{name}`")).collect();
            format!("is none of {}", names.join(", "))
        }
        Keyword::LineUrl(rule) => {
            let schemes: Vec<&str> =
                tables::url(rule).map(|rule| rule.schemes.texts().collect()).unwrap_or_default();
            match schemes.as_slice() {
                [] => "is no absolute URL".to_owned(),
                schemes => format!("is no URL with the scheme {}", schemes.join(" or ")),
            }
        }
        Keyword::Dimension(_) => "is no size with a unit".to_owned(),
        Keyword::AspectRatio(_) => "is no ratio like `16:9`".to_owned(),
        Keyword::Quantity(_) => "is no number with its unit".to_owned(),
        Keyword::DateTime(_) => "is no date or time of the right form".to_owned(),
        _ => "does not have its form".to_owned(),
    }
}
