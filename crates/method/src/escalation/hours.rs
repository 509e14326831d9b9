//! Working hours, in which the time of a level runs (§6): it stands still over nights, weekends, holidays and quiet hours.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::terms::Span;

/// Days after which no more time is looked for: a calendar without work has none.
const MOST_DAYS: usize = 4_000;

/// Which halves of a day are worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// The first.
    pub morning: bool,
    /// The second.
    pub afternoon: bool,
}

/// The hours of a whole working day, its halves apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    morning: Vec<Span>,
    afternoon: Vec<Span>,
}

impl Hours {
    /// Working hours less the quiet ones; none where no time is left. The spans are in order and do not meet. The first of several is the
    /// morning; a single one is halved.
    #[must_use]
    pub fn new(spans: &[Span], quiet: Option<Span>) -> Option<Self> {
        let (morning, afternoon) = match spans {
            [] => return None,
            [(from, until)] => {
                let middle = *from + (*until - *from) / 2;
                (vec![(*from, middle)], vec![(middle, *until)])
            }
            [first, rest @ ..] => (vec![*first], rest.to_vec()),
        };
        let hours = Self {
            morning: without(&morning, quiet),
            afternoon: without(&afternoon, quiet),
        };
        (hours.of_a_day() > TimeDelta::zero()).then_some(hours)
    }

    /// Working time of a whole day.
    #[must_use]
    pub fn of_a_day(&self) -> TimeDelta {
        let spans = self.morning.iter().chain(&self.afternoon);
        spans.map(|(from, until)| *until - *from).sum()
    }

    fn on(&self, worked: Worked) -> impl Iterator<Item = Span> {
        let morning = self.morning.iter().filter(move |_| worked.morning);
        let afternoon = self.afternoon.iter().filter(move |_| worked.afternoon);
        morning.chain(afternoon).copied()
    }

    /// The first moment at which `days` whole days of working time have passed since `from`, by the clock of the organisation. `worked`
    /// says what is worked of a day.
    #[must_use]
    pub fn after(
        &self,
        from: NaiveDateTime,
        days: u32,
        worked: impl Fn(NaiveDate) -> Worked,
    ) -> NaiveDateTime {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        let mut left = self.of_a_day() * days;
        if left.is_zero() {
            return from;
        }
        let mut last = from;
        for day in from.date().iter_days().take(MOST_DAYS) {
            for (begin, end) in self.on(worked(day)) {
                let begin = day.and_time(begin).max(from);
                let end = day.and_time(end);
                let time = (end - begin).max(TimeDelta::zero());
                if left <= time {
                    return begin + left;
                }
                left -= time;
            }
            last = day.and_time(NaiveTime::MIN);
        }
        last
    }

    /// Working time between two moments, by the clock of the organisation.
    #[must_use]
    pub fn between(
        &self,
        from: NaiveDateTime,
        to: NaiveDateTime,
        worked: impl Fn(NaiveDate) -> Worked,
    ) -> TimeDelta {
        let days = from.date().iter_days().take_while(|day| *day <= to.date());
        let of_day = |day: NaiveDate| -> TimeDelta {
            let spans = self.on(worked(day));
            spans
                .map(|(begin, end)| {
                    (day.and_time(end).min(to) - day.and_time(begin).max(from))
                        .max(TimeDelta::zero())
                })
                .sum()
        };
        days.map(of_day).sum()
    }
}

/// What is left of spans without the quiet hours, which may go across midnight.
fn without(spans: &[Span], quiet: Option<Span>) -> Vec<Span> {
    let quiet = match quiet {
        None => return spans.to_vec(),
        Some((from, until)) if from <= until => vec![(from, until)],
        // What is left of a day's last second is no working time either way.
        Some((from, until)) => vec![(NaiveTime::MIN, until), (from, END)],
    };
    let mut left = spans.to_vec();
    for (from, until) in quiet {
        left = left
            .into_iter()
            .flat_map(|(begin, end)| [(begin, end.min(from)), (begin.max(until), end)])
            .filter(|(begin, end)| begin < end)
            .collect();
    }
    left
}

/// The last second of a day.
const END: NaiveTime = match NaiveTime::from_hms_opt(23, 59, 59) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{Datelike, Days, Weekday};
    use proptest::prelude::*;

    use super::*;

    fn time(text: &str) -> NaiveTime {
        NaiveTime::parse_from_str(text, "%H:%M").unwrap()
    }

    fn span(text: &str) -> Span {
        let (from, until) = text.split_once('-').unwrap();
        (time(from), time(until))
    }

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Nine to six with a break at noon.
    fn office() -> Hours {
        Hours::new(&[span("09:00-12:00"), span("13:00-18:00")], None).unwrap()
    }

    const FULL: Worked = Worked {
        morning: true,
        afternoon: true,
    };
    const OFF: Worked = Worked {
        morning: false,
        afternoon: false,
    };
    const MORNING: Worked = Worked {
        morning: true,
        afternoon: false,
    };

    fn week(day: NaiveDate) -> Worked {
        match day.weekday() {
            Weekday::Sat | Weekday::Sun => OFF,
            _ => FULL,
        }
    }

    /// China's National Day of 2026: off from 1 to 7 October, made up for on Saturday 10.
    fn national_day(day: NaiveDate) -> Worked {
        match (day.month(), day.day()) {
            (10, 1..=7) => OFF,
            (10, 10) => FULL,
            _ => week(day),
        }
    }

    #[test]
    fn a_deadline_stands_still_over_nights_weekends_and_holidays() {
        // ESC-008
        let due = |from: &str, days| office().after(at(from), days, national_day);
        // A Friday's afternoon, continued on Monday.
        assert_eq!(due("2026-07-03 16:00", 1), at("2026-07-06 16:00"));
        assert_eq!(
            due("2026-07-03 09:00", 1),
            at("2026-07-03 18:00"),
            "to its end"
        );
        assert_eq!(
            due("2026-07-03 12:30", 1),
            at("2026-07-06 12:00"),
            "raised in the break"
        );
        assert_eq!(
            due("2026-07-04 10:00", 2),
            at("2026-07-07 18:00"),
            "raised on a Saturday"
        );
        assert_eq!(
            due("2026-07-03 22:00", 1),
            at("2026-07-06 18:00"),
            "raised at night"
        );
        // Wednesday before the holidays; the Saturday of 10 October is worked.
        assert_eq!(due("2026-09-30 17:00", 1), at("2026-10-08 17:00"));
        assert_eq!(
            due("2026-10-09 11:00", 1),
            at("2026-10-10 11:00"),
            "a make-up workday"
        );
        assert_eq!(due("2026-07-03 16:00", 0), at("2026-07-03 16:00"));
    }

    #[test]
    fn half_days_and_quiet_hours_have_less_of_it() {
        let halves = |day: NaiveDate| if day.day() == 6 { MORNING } else { FULL };
        let due = office().after(at("2026-07-06 11:00"), 1, halves);
        assert_eq!(
            due,
            at("2026-07-07 17:00"),
            "one hour on the half day, seven after it"
        );
        let one = Hours::new(&[span("09:00-17:00")], None).unwrap();
        let due = one.after(at("2026-07-06 09:00"), 1, halves);
        assert_eq!(due, at("2026-07-07 13:00"), "a single span is halved");

        let siesta = Hours::new(&[span("09:00-18:00")], Some(span("12:00-14:00"))).unwrap();
        assert_eq!(siesta.of_a_day(), TimeDelta::hours(7));
        let due = siesta.after(at("2026-07-06 11:00"), 1, |_| FULL);
        assert_eq!(due, at("2026-07-07 11:00"));
        let early = Hours::new(&[span("07:00-19:00")], Some(span("18:00-08:00"))).unwrap();
        assert_eq!(early.of_a_day(), TimeDelta::hours(10));
        assert_eq!(
            Hours::new(&[span("09:00-18:00")], Some(span("08:00-19:00"))),
            None
        );
        assert_eq!(Hours::new(&[], None), None);
    }

    #[test]
    fn a_calendar_without_work_ends_the_search() {
        let from = at("2026-07-06 11:00");
        assert!(office().after(from, 1, |_| OFF) > from);
    }

    proptest! {
        #[test]
        fn exactly_so_much_working_time_passes(
            minutes in 0_i64..60 * 24 * 20,
            days in 1_u32..8,
            parts in prop::collection::vec(0_u8..4, 30),
            quiet in prop::option::of((0_u32..24, 0_u32..24)),
            lone in any::<bool>(),
        ) {
            let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
            let quiet = quiet.map(|(from, until)| (hour(from), hour(until))).filter(|(from, until)| from != until);
            let spans = if lone { vec![span("08:30-17:15")] } else { vec![span("09:00-12:00"), span("13:30-18:00"), span("19:00-20:00")] };
            let Some(hours) = Hours::new(&spans, quiet) else { return Ok(()) };
            let first = NaiveDate::from_ymd_opt(2026, 9, 21).unwrap();
            let by_day: BTreeMap<NaiveDate, Worked> = parts
                .iter()
                .enumerate()
                .map(|(at, part)| {
                    let worked = Worked { morning: part & 1 == 1, afternoon: part & 2 == 2 };
                    (first.checked_add_days(Days::new(at as u64)).unwrap(), worked)
                })
                .collect();
            let worked = |day: NaiveDate| by_day.get(&day).copied().unwrap_or_else(|| national_day(day));
            let from = first.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
            let due = hours.after(from, days, worked);
            let wanted = hours.of_a_day() * i32::try_from(days).unwrap();
            prop_assert_eq!(hours.between(from, due, worked), wanted);
            // It is the first such moment, in working time, and audible.
            prop_assert_eq!(hours.between(from, due - TimeDelta::seconds(1), worked), wanted - TimeDelta::seconds(1));
            // Nothing runs where nothing is worked: a deadline counted from the next day's beginning is the same for whoever asks at night.
            let later = hours.after(from + TimeDelta::minutes(1), days, worked);
            prop_assert!(later >= due);
            // Asking for more time afterwards is as good as having had it at once.
            prop_assert_eq!(hours.after(due, 2, worked), hours.after(from, days + 2, worked));
        }
    }
}
