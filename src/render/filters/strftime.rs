//! `strftime` as Python has it on the platform's servers: English names, and GNU's flags.

use crate::render::text::{Text, TextBuilder};
use crate::render::time::Offset;
use jiff_core::civil::{Date, DateTime, Weekday};
use jiff_core::tz;

/// A date and time, and where they were looked at.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) at: DateTime,
    /// `None` for a date that belongs to no zone.
    pub(super) offset: Option<Offset>,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Writes the moment in the format. What is not a directive stays as it is, with its origin; what stands for a
/// directive is trusted as the directive is.
pub(super) fn format(moment: &Moment, format: &Text<'_>) -> TextBuilder {
    let mut builder = TextBuilder::default();
    let mut chars = format.chars();
    while let Some((char, mut origin)) = chars.next() {
        if char != '%' {
            builder.push_char(char, origin);
            continue;
        }
        let mut read = String::from('%');
        let mut flag = None;
        let mut directive = None;
        for (char, of_char) in chars.by_ref() {
            read.push(char);
            origin = origin.or(of_char);
            if !"-_0^#".contains(char) {
                directive = Some(char);
                break;
            }
            flag = Some(char);
        }
        let text = directive.and_then(|directive| moment.directive(directive, flag));
        builder.push(&text.unwrap_or(read), origin);
    }
    builder.note_hole(format.missing());
    builder
}

/// The characters that a format may grow by, for counting: no directive writes more.
pub(super) const LONGEST_DIRECTIVE: usize = 32;

impl Moment {
    fn directive(&self, directive: char, flag: Option<char>) -> Option<String> {
        let (date, time) = (self.at.date(), self.at.time());
        let number = |value: i64, width: usize, fill: char| match (flag, fill) {
            (Some('-'), _) => value.to_string(),
            (Some('_'), _) | (None, ' ') => format!("{value:width$}"),
            (..) => format!("{value:0width$}"),
        };
        let hour12 = i64::from(if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 });
        let several = |format: &str| self::format(self, &Text::made(format)).finish().as_str().to_owned();
        let text = match directive {
            'Y' => number(date.year().into(), 1, '0'),
            'C' => number(i64::from(date.year()) / 100, 2, '0'),
            'y' => number(i64::from(date.year()).rem_euclid(100), 2, '0'),
            'm' => number(date.month().into(), 2, '0'),
            'd' => number(date.day().into(), 2, '0'),
            'e' => number(date.day().into(), 2, ' '),
            'j' => number(date.day_of_year().into(), 3, '0'),
            'H' => number(time.hour().into(), 2, '0'),
            'k' => number(time.hour().into(), 2, ' '),
            'I' => number(hour12, 2, '0'),
            'l' => number(hour12, 2, ' '),
            'M' => number(time.minute().into(), 2, '0'),
            'S' => number(time.second().into(), 2, '0'),
            'f' => format!("{:06}", time.subsec_nanosecond() / 1000),
            'p' => if time.hour() < 12 { "AM" } else { "PM" }.to_owned(),
            'P' => if time.hour() < 12 { "am" } else { "pm" }.to_owned(),
            'A' => weekday(date).to_owned(),
            'a' => weekday(date).chars().take(3).collect(),
            'B' => month(date).to_owned(),
            'b' | 'h' => month(date).chars().take(3).collect(),
            'w' => date.weekday().to_sunday_zero_offset().to_string(),
            'u' => date.weekday().to_monday_one_offset().to_string(),
            'U' => number(week(date, date.weekday().to_sunday_zero_offset()), 2, '0'),
            'W' => number(week(date, date.weekday().to_monday_zero_offset()), 2, '0'),
            'V' => number(date.to_iso_week_date().week().into(), 2, '0'),
            'G' => date.to_iso_week_date().year().to_string(),
            'g' => number(i64::from(date.to_iso_week_date().year()).rem_euclid(100), 2, '0'),
            's' => self.unix_seconds()?.to_string(),
            'z' => self.offset(),
            'Z' => self.zone_name(),
            'D' | 'x' => several("%m/%d/%y"),
            'F' => several("%Y-%m-%d"),
            'T' | 'X' => several("%H:%M:%S"),
            'R' => several("%H:%M"),
            'r' => several("%I:%M:%S %p"),
            'c' => several("%a %b %e %H:%M:%S %Y"),
            'n' => "\n".to_owned(),
            't' => "\t".to_owned(),
            '%' => "%".to_owned(),
            _ => return None,
        };
        Some(if flag == Some('^') { text.to_uppercase() } else { text })
    }

    /// Seconds since 1970 began in Greenwich; a date that belongs to no zone is taken as one there.
    fn unix_seconds(&self) -> Option<i64> {
        let of_date = || self.at.to_timestamp(tz::Offset::UTC).ok();
        let moment = self.offset.as_ref().map(|offset| offset.moment).or_else(of_date)?;
        Some(moment.as_second())
    }

    /// `+0900`; nothing for a date that belongs to no zone.
    fn offset(&self) -> String {
        let Some(offset) = &self.offset else { return String::new() };
        let minutes = offset.seconds.unsigned_abs() / 60;
        let sign = if offset.seconds < 0 { '-' } else { '+' };
        format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
    }

    /// `JST`; the offset for a zone without a name.
    fn zone_name(&self) -> String {
        self.offset.as_ref().map(|offset| offset.name.clone()).unwrap_or_default()
    }
}

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
}

fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// The number of the week, where the week's first day begins it; days before the first one are in week 0.
fn week(date: Date, day_of_week: i8) -> i64 {
    (i64::from(date.day_of_year()) + 6 - i64::from(day_of_week)) / 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::time::{Zone, date, time};

    fn at(text: &str) -> DateTime {
        let (day, clock) = text.split_once('T').unwrap();
        let [year, month, day] = day.split('-').collect::<Vec<_>>()[..] else { panic!("{text}") };
        DateTime::from_parts(date(year, month, day).unwrap(), time(clock).unwrap())
    }

    fn write(text: &str, format: &str) -> String {
        let (at, offset) = Zone::UTC.at(at(text).to_timestamp(tz::Offset::UTC).unwrap());
        let moment = Moment { at, offset: Some(offset) };
        self::format(&moment, &Text::template(format)).finish().as_str().to_owned()
    }

    #[test]
    fn writes_all_directives() {
        let at = "2024-02-09T13:05:09.012345";
        assert_eq!(write(at, "%Y-%m-%d %H:%M:%S %p"), "2024-02-09 13:05:09 PM");
        assert_eq!(
            write(at, "%a %A %b %B %w %u %j %U %W %V %G %g"),
            "Fri Friday Feb February 5 5 040 05 06 06 2024 24"
        );
        assert_eq!(write(at, "%-d/%-m/%y %I %-I %l|%e|%k %f %C"), "9/2/24 01 1  1| 9|13 012345 20");
        assert_eq!(
            write(at, "%c|%x|%X|%D|%F|%T|%R|%r"),
            "Fri Feb  9 13:05:09 2024|02/09/24|13:05:09|02/09/24|2024-02-09|13:05:09|13:05|01:05:09 PM"
        );
        assert_eq!(write(at, "100%% %Q % %^a %z %s 年%m月"), "100% %Q % FRI +0000 1707483909 年02月");
        assert_eq!(write("2023-01-01T00:00:00", "%U %W %V %G %I %p"), "01 00 52 2022 12 AM");
        assert_eq!(write("2024-12-30T12:00:00", "%U %W %V %G %I %p"), "52 53 01 2025 12 PM");
    }

    #[test]
    fn directives_in_data_are_data() {
        let moment = Moment { at: at("2024-02-09T00:00:00"), offset: None };
        let text = format(&moment, &Text::data("%Y", 3)).finish();
        assert_eq!(text.parts().collect::<Vec<_>>(), [("2024", Some(3).into())]);
    }
}
