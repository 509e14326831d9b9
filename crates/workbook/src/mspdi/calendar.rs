//! The working calendar as the file has it: a week, and the days that are not as the week has them.

use cascade_schedule::{Calendar, DayPart};
use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::xml::Xml;
use crate::error::WorkbookError;

/// The only calendar of the file.
pub(super) const UID: i64 = 1;

const MORNING: (&str, &str) = ("08:00:00", "12:00:00");
const AFTERNOON: (&str, &str) = ("13:00:00", "17:00:00");

/// Writes the calendar with its exceptions from one day to another.
pub(super) fn write(
    xml: &mut Xml,
    calendar: &Calendar,
    name: &str,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<(), WorkbookError> {
    xml.group("Calendar", |xml| {
        xml.leaf("UID", UID)?;
        xml.leaf("Name", name)?;
        xml.leaf("IsBaseCalendar", 1)?;
        xml.leaf("BaseCalendarUID", -1)?;
        xml.group("WeekDays", |xml| {
            // 1 is Sunday.
            for day_type in 1..=7_u32 {
                xml.group("WeekDay", |xml| {
                    let part = if (2..=6).contains(&day_type) {
                        DayPart::Full
                    } else {
                        DayPart::Off
                    };
                    xml.leaf("DayType", day_type)?;
                    working(xml, part)
                })?;
            }
            Ok(())
        })?;
        let exceptions = exceptions(calendar, first, last);
        if exceptions.is_empty() {
            return Ok(());
        }
        xml.group("Exceptions", |xml| {
            for exception in &exceptions {
                write_exception(xml, exception)?;
            }
            Ok(())
        })
    })
}

/// Days in a row that share a name and are worked alike.
struct Exception {
    from: NaiveDate,
    days: u64,
    name: String,
    part: DayPart,
}

impl Exception {
    fn next_day(&self) -> Option<NaiveDate> {
        self.from.checked_add_days(Days::new(self.days))
    }
}

fn exceptions(calendar: &Calendar, first: NaiveDate, last: NaiveDate) -> Vec<Exception> {
    let mut found: Vec<Exception> = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        let part = calendar.part(day);
        let usual = match day.weekday() {
            Weekday::Sat | Weekday::Sun => DayPart::Off,
            _ => DayPart::Full,
        };
        if part == usual {
            continue;
        }
        let name = calendar.day_name(day).unwrap_or_default().to_owned();
        match found.last_mut() {
            Some(open)
                if open.next_day() == Some(day) && open.part == part && open.name == name =>
            {
                open.days += 1;
            }
            _ => found.push(Exception {
                from: day,
                days: 1,
                name,
                part,
            }),
        }
    }
    found
}

fn write_exception(xml: &mut Xml, exception: &Exception) -> Result<(), WorkbookError> {
    let last = exception.next_day().and_then(|day| day.pred_opt());
    xml.group("Exception", |xml| {
        xml.leaf("EnteredByOccurrences", 0)?;
        xml.group("TimePeriod", |xml| {
            xml.leaf("FromDate", format!("{}T00:00:00", exception.from))?;
            let last = last.unwrap_or(exception.from);
            xml.leaf("ToDate", format!("{last}T23:59:00"))
        })?;
        xml.leaf("Occurrences", exception.days)?;
        xml.text("Name", &exception.name)?;
        xml.leaf("Type", 1)?;
        working(xml, exception.part)
    })
}

fn working(xml: &mut Xml, part: DayPart) -> Result<(), WorkbookError> {
    xml.leaf("DayWorking", u8::from(part != DayPart::Off))?;
    if part == DayPart::Off {
        return Ok(());
    }
    xml.group("WorkingTimes", |xml| {
        let times = [(part.morning(), MORNING), (part.afternoon(), AFTERNOON)];
        for (_, (from, to)) in times.into_iter().filter(|(worked, _)| *worked) {
            xml.group("WorkingTime", |xml| {
                xml.leaf("FromTime", from)?;
                xml.leaf("ToTime", to)
            })?;
        }
        Ok(())
    })
}
