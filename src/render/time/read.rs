//! Days and times as they stand in data.

use jiff_core::civil::{Date, Time};
use std::ops::RangeInclusive;

/// A number of so many digits.
fn number(digits: &str, width: RangeInclusive<usize>) -> Option<i16> {
    let is_number = width.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

/// A day of its three numbers.
pub(in crate::render) fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let small = |digits| i8::try_from(number(digits, 1..=2)?).ok();
    Date::new(number(year, 4..=4)?, small(month)?, small(day)?).ok()
}

/// `17:21`, `17:21:00`, `17:21:00.25`
pub(in crate::render) fn time(text: &str) -> Option<Time> {
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let mut parts = text.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    if parts.next().is_some() || fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let part = |digits| i8::try_from(number(digits, 1..=2)?).ok();
    let nanoseconds: i32 = format!("{fraction:0<9}").parse().ok()?;
    Time::new(part(hour)?, part(minute)?, part(second)?, nanoseconds).ok()
}
