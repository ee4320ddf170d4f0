//! `dateTime`

use crate::diagnostic::Code;
use crate::schema::fault::Fault;
use crate::schema::node::DateForm;

pub(super) fn test(form: DateForm, text: &str) -> Result<(), Fault> {
    if is_date_time(form, text) {
        return Ok(());
    }
    let wanted = match form {
        DateForm::Date => "a date from `1900-01-01` to `2100-12-31`",
        DateForm::Time => "a time from `00:00` to `23:59`",
        DateForm::DateAndTime => "a date and time from `1900-01-01T00:00` to `2100-12-31T23:59`",
    };
    Err(Fault::new(Code::SchemaDateTime, format!("must be {wanted}")))
}

/// Whether a text is a real date or time of this form.
fn is_date_time(form: DateForm, text: &str) -> bool {
    match form {
        DateForm::Date => is_date(text),
        DateForm::Time => is_time(text),
        DateForm::DateAndTime => {
            text.split_once(['T', 't']).is_some_and(|(date, time)| is_date(date) && is_time(time))
        }
    }
}

fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    };
    (1900..=2100).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    text.split_once(':').is_some_and(|(hour, minute)| {
        number(hour, 2).is_some_and(|hour| hour < 24) && number(minute, 2).is_some_and(|minute| minute < 60)
    })
}

fn number(digits: &str, length: usize) -> Option<u32> {
    (digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| digits.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_real_dates() {
        for good in ["1900-01-01", "2100-12-31", "2024-02-29", "2000-02-29", "2026-04-30"] {
            assert!(is_date_time(DateForm::Date, good), "{good}");
        }
        for bad in [
            "1899-12-31",
            "2101-01-01",
            "2023-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-00-10",
            "2026-13-01",
            "2026-1-1",
            "2026/01/01",
            "2026-01-01T00:00",
            "２０２６-01-01",
            "",
            "2026-01-01-",
        ] {
            assert!(!is_date_time(DateForm::Date, bad), "{bad}");
        }
    }

    #[test]
    fn knows_times_without_seconds_and_zones() {
        for good in ["00:00", "23:59"] {
            assert!(is_date_time(DateForm::Time, good), "{good}");
        }
        for bad in ["24:00", "12:60", "1:00", "12:00:00", "12:00Z", "-1:00", ""] {
            assert!(!is_date_time(DateForm::Time, bad), "{bad}");
        }
        for good in ["2026-01-01T00:00", "2026-01-01t23:59"] {
            assert!(is_date_time(DateForm::DateAndTime, good), "{good}");
        }
        for bad in ["2026-01-01 00:00", "2026-01-01T00:00Z", "2026-01-01T24:00", "2026-01-01", "12:00"] {
            assert!(!is_date_time(DateForm::DateAndTime, bad), "{bad}");
        }
    }
}
