//! The moment that counts as now.

use super::zone::numeric;
use super::{date, time};
use jiff_core::Timestamp;
use jiff_core::civil::DateTime;
use jiff_core::tz::Offset;

/// A moment: what `|today` takes for now.
///
/// ```
/// use lineplate::Clock;
///
/// let clock = Clock::parse("2026-08-01T09:30:00Z").expect("a moment");
/// assert_eq!(Clock::from_unix_seconds(1_785_576_600), Some(clock));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(Timestamp);

impl Clock {
    /// Reads a moment with its offset: `2026-08-01T18:30:00+09:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, rest) = text.split_once(['T', 't', ' '])?;
        let (year, month_day) = day.split_once('-')?;
        let (month, day) = month_day.split_once('-')?;
        let (clock, offset) = match rest.strip_suffix(['Z', 'z']) {
            Some(clock) => (clock, Offset::UTC),
            None => {
                let (clock, offset) = rest.split_at_checked(rest.rfind(['+', '-'])?)?;
                (clock, numeric(offset)?)
            }
        };
        let at = DateTime::from_parts(date(year, month, day)?, time(clock)?);
        at.to_timestamp(offset).ok().map(Self)
    }

    /// The moment so many seconds after 1970 began in Greenwich.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(Self)
    }

    pub(in crate::render) fn moment(self) -> Timestamp {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_moments() {
        let clock = Clock::from_unix_seconds(1_785_576_600);
        for text in [
            "2026-08-01T09:30:00Z",
            "2026-08-01T09:30:00.000z",
            "2026-08-01 18:30:00+09:00",
            "2026-08-01t18:30+0900",
            "2026-07-31T22:30:00-11:00",
        ] {
            assert_eq!(Clock::parse(text), clock, "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2026-08-01",
            "2026-08-01T09:30:00",
            "2026-08-32T09:30:00Z",
            "2026-08-01T25:00:00Z",
        ] {
            assert_eq!(Clock::parse(text), None, "{text}");
        }
    }
}
