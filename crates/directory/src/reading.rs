//! What messages of the directory say of days of work.

use cascade_proto::resources::v1 as resources;
use cascade_schedule::{Absence, DayPart, Layer};
use chrono::NaiveDate;

/// What a calendar says, or what is wrong with it.
///
/// # Errors
/// A day that is none.
pub fn layer(row: &resources::WorkCalendar) -> Result<Layer, String> {
    let mut week = [DayPart::Off; 7];
    for weekday in &row.weekdays {
        let at = usize::try_from(*weekday - 1).ok();
        let day = at.and_then(|at| week.get_mut(at));
        *day.ok_or_else(|| format!("calendar.weekdays has no day {weekday}"))? =
            DayPart::of(true, !row.half_weekdays.contains(weekday));
    }
    let exceptions = row.exceptions.iter().map(|one| {
        let worked = if one.working {
            part(one.part())
        } else {
            DayPart::Off
        };
        Ok((day("calendar.exceptions.date", &one.date)?, worked))
    });
    Ok(Layer {
        week: (!row.weekdays.is_empty()).then_some(week),
        exceptions: exceptions.collect::<Result<_, String>>()?,
        confirmed_through: match row.confirmed_through.as_str() {
            "" => None,
            text => Some(day("calendar.confirmed_through", text)?),
        },
        of_organisation: false,
    })
}

/// The days of an absence, or what is wrong with it.
///
/// # Errors
/// A day that is none.
pub fn absence(row: &resources::Absence) -> Result<Absence, String> {
    Ok(Absence {
        from: day("absence.from", &row.from)?,
        to: day("absence.to", &row.to)?,
        missed: part(row.part()),
    })
}

/// A part of a day; all of it where none is named.
#[must_use]
pub fn part(part: resources::DayPart) -> DayPart {
    match part {
        resources::DayPart::Morning => DayPart::Morning,
        resources::DayPart::Afternoon => DayPart::Afternoon,
        resources::DayPart::Unspecified => DayPart::Full,
    }
}

fn day(field: &str, text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| format!("{field} is {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_says_its_week_its_days_and_what_is_settled() {
        let exception = |date: &str, working, part: resources::DayPart| {
            let mut one = resources::CalendarException {
                date: date.into(),
                working,
                ..resources::CalendarException::default()
            };
            one.set_part(part);
            one
        };
        let row = resources::WorkCalendar {
            weekdays: vec![1, 6],
            half_weekdays: vec![6],
            exceptions: vec![
                exception("2026-07-07", true, resources::DayPart::Afternoon),
                exception("2026-07-06", false, resources::DayPart::Unspecified),
            ],
            confirmed_through: "2026-12-31".into(),
            ..resources::WorkCalendar::default()
        };
        let read = layer(&row).unwrap();
        let week = read.week.unwrap();
        assert_eq!((week[0], week[1]), (DayPart::Full, DayPart::Off));
        assert_eq!(week[5], DayPart::Morning);
        let days: Vec<DayPart> = read.exceptions.into_values().collect();
        assert_eq!(days, [DayPart::Off, DayPart::Afternoon]);
        assert_eq!(read.confirmed_through, "2026-12-31".parse().ok());
        assert_eq!(
            layer(&resources::WorkCalendar::default()).unwrap().week,
            None
        );
    }

    #[test]
    fn what_is_no_day_is_named() {
        let row = resources::WorkCalendar {
            weekdays: vec![8],
            ..resources::WorkCalendar::default()
        };
        assert_eq!(layer(&row).unwrap_err(), "calendar.weekdays has no day 8");
        let row = resources::Absence {
            from: "2026-07-06".into(),
            to: "soon".into(),
            ..resources::Absence::default()
        };
        assert_eq!(absence(&row).unwrap_err(), "absence.to is \"soon\"");
    }
}
