//! The moment that counts as now.

use jiff::Timestamp;

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
        text.parse().ok().map(Self)
    }

    /// The moment so many seconds after 1970 began in Greenwich.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Timestamp::from_second(seconds).ok().map(Self)
    }

    pub(super) fn moment(self) -> Timestamp {
        self.0
    }
}
