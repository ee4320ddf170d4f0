//! Time zones by name.

use crate::Code;
use crate::render::fault::{Fault, Result};
use jiff::tz::{Offset, TimeZone};

/// The zone of a name; case does not matter.
pub(super) fn zone(name: &str) -> Result<TimeZone> {
    if let Some(offset) = fixed(name) {
        return Ok(TimeZone::fixed(offset));
    }
    named(name)
}

/// Zones that keep one offset all year, and offsets such as `+09:00`.
fn fixed(name: &str) -> Option<Offset> {
    let hours = match name.to_ascii_uppercase().as_str() {
        "UTC" | "GMT" | "Z" | "ETC/UTC" | "ETC/GMT" => 0,
        "ASIA/TOKYO" | "JAPAN" | "JST" | "ASIA/SEOUL" => 9,
        "ASIA/SINGAPORE" | "ASIA/TAIPEI" | "ASIA/SHANGHAI" | "ASIA/HONG_KONG" | "ASIA/MANILA" => 8,
        "ASIA/BANGKOK" | "ASIA/JAKARTA" | "ASIA/HO_CHI_MINH" => 7,
        "EST" => -5,
        "MST" => -7,
        "HST" => -10,
        "ASIA/KOLKATA" | "ASIA/CALCUTTA" => return Offset::from_seconds(19_800).ok(),
        _ => return numeric(name),
    };
    Offset::from_hours(hours).ok()
}

/// `+09:00`, `-0530`
fn numeric(name: &str) -> Option<Offset> {
    let (sign, digits) = match name.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replacen(':', "", 1);
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = digits.split_at_checked(2)?;
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok().filter(|_| minutes < 60 && hours < 24)
}

#[cfg(feature = "timezones")]
fn named(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| {
        Fault::range("there is no time zone of this name").hint("names are those of the IANA: 'Asia/Tokyo'")
    })
}

#[cfg(not(feature = "timezones"))]
fn named(_: &str) -> Result<TimeZone> {
    Err(unknown_here())
}

#[cfg_attr(feature = "timezones", allow(dead_code, reason = "for builds without the database"))]
fn unknown_here() -> Fault {
    Fault::new(Code::RenderOption, "this build of the engine knows only few time zones, and not this one")
        .hint("build it with the feature `timezones`, or give an offset: '+09:00'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets() {
        let seconds = |name| fixed(name).map(Offset::seconds);
        assert_eq!(seconds("+09:00"), Some(32_400));
        assert_eq!(seconds("-0530"), Some(-19_800));
        assert_eq!(seconds("asia/kolkata"), Some(19_800));
        assert_eq!(seconds("+9"), None);
        assert_eq!(seconds("+09:75"), None);
    }
}
