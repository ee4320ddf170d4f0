//! The platform's filters on dates. They look at no clock of the machine: now is what the options say.

use super::strftime::{self, LONGEST_DIRECTIVE, Moment};
use crate::Code;
use crate::render::arguments::{Arguments, integer, text as text_argument};
use crate::render::context::Context;
use crate::render::fault::{Fault, Result};
use crate::render::methods::text::read;
use crate::render::text::Text;
use crate::render::time::{self, Zone};
use crate::render::value::Value;
use jiff_core::Timestamp;
use jiff_core::civil::{Date, DateTime, Time};
use jiff_core::tz::Offset;

/// How a text writes a date that filters take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateText {
    /// `31/12/2026`
    Day,
    /// `2026-12-31 23:59:00`
    Moment,
}

impl DateText {
    /// What a filter takes, if it takes dates.
    pub(crate) fn taken_by(filter: &str) -> Option<Self> {
        match filter {
            "dateFormatter" | "days" => Some(Self::Day),
            "dateTimeFormatter" => Some(Self::Moment),
            _ => None,
        }
    }

    pub(crate) fn accepts(self, text: &str) -> bool {
        match self {
            Self::Day => day_of(text).is_some(),
            Self::Moment => date_time(text).is_some_and(|at| in_greenwich(at).is_ok()),
        }
    }

    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Day => "a date of the form `31/12/2026`",
            Self::Moment => "a date and time of the form `2026-12-31 23:59:00`",
        }
    }

    /// Such a text.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Day => "15/01/2026",
            Self::Moment => "2026-01-15 10:00:00",
        }
    }

    /// A pattern for all such texts; it does not know how many days a month has.
    pub(crate) fn pattern(self) -> &'static str {
        match self {
            Self::Day => "^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$",
            Self::Moment => r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{1,2}",
        }
    }
}

/// What `dateTimeFormatter` writes without a format.
const DEFAULT_FORMAT: &str = "%Y-%m-%d %H:%M:%S %p";

/// `'14/10/2020'|dateFormatter('%m/%d/%Y')`
pub(super) fn date_formatter<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [format] = arguments.bind_required("dateFormatter", ["format"], 1)?;
    let format = format.unwrap_or(Value::None);
    let format = text_argument("dateFormatter", "format", &format)?;
    let date = day(ctx, "dateFormatter", &value)?;
    write(ctx, &Moment { at: DateTime::from_parts(date, Time::MIN), offset: None }, format)
}

/// `'12/10/2020'|days('14/10/2020')`: the days from the first to the second.
pub(super) fn days<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [other] = arguments.bind_required("days", ["date"], 1)?;
    let from = day(ctx, "days", &value)?;
    let to = day(ctx, "days", &other.unwrap_or(Value::None))?;
    Ok(Value::Int(from.until(to).into()))
}

/// `'%m/%d/%Y'|today('Asia/Tokyo')`
pub(super) fn today<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let [zone_name] = arguments.bind("today", ["timeZone"])?;
    let format = subject(ctx, "today", &value)?;
    let zone = match zone_name {
        Some(name) if !name.is_none() => {
            Zone::find(text_argument("today", "timeZone", &name)?.as_str(), &ctx.options.zones)?
        }
        _ => match &ctx.options.time_zone {
            Some(name) => Zone::find(name, &ctx.options.zones)?,
            None => {
                return Err(option_missing("today", "time_zone", "or name the zone: `|today('Asia/Tokyo')`"));
            }
        },
    };
    let Some(clock) = ctx.options.clock else {
        return Err(option_missing("today", "clock", "the engine looks at no clock of the machine"));
    };
    write(ctx, &looked_at(clock.moment(), &zone), &format)
}

fn option_missing(filter: &str, option: &str, advice: &str) -> Fault {
    Fault::new(Code::RenderOption, format!("`{filter}` needs the render option `{option}`"))
        .hint(format!("set `{option}` (`--{}`); {advice}", option.replace('_', "-")))
}

/// `'2012-01-19 17:21:00 CST'|dateTimeFormatter(timeZone='Asia/Kolkata')`
pub(super) fn date_time_formatter<'p>(
    ctx: &mut Context<'p>,
    value: Value<'p>,
    arguments: &Arguments<'p>,
) -> Result<Value<'p>> {
    let names = ["toFormat", "timeZone", "tzOffset"];
    let [format, zone_name, offset] = arguments.bind("dateTimeFormatter", names)?;
    let given = |value: Option<Value<'p>>| value.filter(|value| !value.is_none());
    let format = given(format).unwrap_or(Value::template(DEFAULT_FORMAT));
    let format = text_argument("dateTimeFormatter", "toFormat", &format)?;
    let text = subject(ctx, "dateTimeFormatter", &value)?;
    let at = date_time(text.as_str()).ok_or_else(|| {
        Fault::range("the text for `dateTimeFormatter` is not a date and time")
            .hint("it takes texts like '2012-01-19 17:21:00 UTC'")
    })?;
    let offset = match given(offset) {
        Some(offset) => {
            Some(integer("dateTimeFormatter", "tzOffset", &offset)?).filter(|&offset| offset != -1000)
        }
        None => None,
    };
    let moment = if let Some(minutes) = offset {
        let minutes = i32::try_from(minutes).ok().filter(|minutes| minutes.abs() <= 60 * 24 * 366);
        let shifted = minutes.and_then(|minutes| at.checked_add_seconds(minutes * 60).ok());
        let at =
            shifted.ok_or_else(|| Fault::range("the `tzOffset` for `dateTimeFormatter` is too large"))?;
        Moment { at, offset: None }
    } else if let Some(name) = given(zone_name) {
        let name = text_argument("dateTimeFormatter", "timeZone", &name)?;
        let zone = Zone::find(name.as_str(), &ctx.options.zones)?;
        looked_at(in_greenwich(at)?, &zone)
    } else {
        looked_at(in_greenwich(at)?, &Zone::UTC)
    };
    write(ctx, &moment, format)
}

fn in_greenwich(at: DateTime) -> Result<Timestamp> {
    at.to_timestamp(Offset::UTC).map_err(|_| Fault::range("the date is out of range"))
}

fn looked_at(moment: Timestamp, zone: &Zone) -> Moment {
    let (at, offset) = zone.at(moment);
    Moment { at, offset: Some(offset) }
}

fn write<'p>(ctx: &mut Context<'p>, moment: &Moment, format: &Text<'p>) -> Result<Value<'p>> {
    read(ctx, format)?;
    let directives = format.as_str().matches('%').count();
    ctx.budget.text(format.weight().saturating_add(directives.saturating_mul(LONGEST_DIRECTIVE)))?;
    Ok(Value::Text(strftime::format(moment, format).finish()))
}

/// The text that a filter is applied to.
fn subject<'p>(ctx: &Context<'p>, filter: &str, value: &Value<'p>) -> Result<Text<'p>> {
    match value {
        Value::Text(text) => Ok(text.clone()),
        Value::Missing(hole) => Err(ctx.undefined(*hole)),
        _ => Err(Fault::type_error(format!(
            "`{filter}` takes a text, not a value of type {}",
            value.type_name()
        ))),
    }
}

/// A day as the platform writes it: `31/12/2026`.
fn day<'p>(ctx: &Context<'p>, filter: &str, value: &Value<'p>) -> Result<Date> {
    let text = subject(ctx, filter, value)?;
    day_of(text.as_str()).ok_or_else(|| {
        Fault::range(format!("the text for `{filter}` is not a date of the form dd/mm/yyyy"))
            .hint("a date and time is for `dateTimeFormatter`")
    })
}

fn day_of(text: &str) -> Option<Date> {
    let mut parts = text.split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(day), Some(month), Some(year), None) => time::date(year, month, day),
        _ => None,
    }
}

/// `2012-01-19 17:21:00 CST`: the name of a zone behind it is ignored, as on the platform; the time is read as
/// UTC. An offset other than zero would contradict that, so it is refused.
fn date_time(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let (date, rest) = text.split_once([' ', 'T'])?;
    let mut parts = date.split('-');
    let date = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(year), Some(month), Some(day), None) => time::date(year, month, day)?,
        _ => return None,
    };
    let end =
        rest.find(|char: char| !char.is_ascii_digit() && char != ':' && char != '.').unwrap_or(rest.len());
    let (clock, behind) = rest.split_at_checked(end)?;
    let behind = behind.trim();
    let is_name = behind.chars().all(|char| char.is_ascii_alphabetic() || matches!(char, '/' | '_'));
    if !is_name && !matches!(behind, "+00:00" | "+0000" | "+00" | "-00:00") {
        return None;
    }
    Some(DateTime::from_parts(date, time::time(clock)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_and_times() {
        for (text, expected) in [
            ("2012-01-19 17:21:00 CST", Some("2012-01-19T17:21:00")),
            ("2012-01-19T17:21:00Z", Some("2012-01-19T17:21:00")),
            ("2012-01-19T17:21:00.25+00:00", Some("2012-01-19T17:21:00.25")),
            ("2012-1-9 7:21", Some("2012-01-09T07:21:00")),
            ("2012-01-19 17:21:00 +09:00", None),
            ("2012-01-19", None),
            ("2012-02-30 00:00:00", None),
            ("2012-01-19 25:00:00", None),
            ("2012-01-19 1:2:3:4", None),
            ("", None),
        ] {
            let found = date_time(text).map(|at| format!("{at:?}"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
