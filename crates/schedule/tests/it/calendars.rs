//! Calendars by hand, against the list of exceptions, and against walking day by day.

use std::{collections::HashMap, sync::LazyLock};

use cascade_schedule::Calendar;
use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn national_day_and_its_make_up_days() {
    let china = Calendar::china();
    // 2025-10-01..08 off; 2025-09-28 (Sunday) and 2025-10-11 (Saturday) worked.
    assert!(!china.is_working(date("2025-10-08")));
    assert!(china.is_working(date("2025-09-28")));
    assert!(china.is_working(date("2025-10-11")));
    let [eve, after] = ["2025-09-30", "2025-10-09"].map(date);
    assert_eq!(china.add_working_days(eve, 1), after);
    assert_eq!(china.add_working_days(after, -1), eve);
    assert_eq!(china.next_working(date("2025-10-01")), after);
    assert_eq!(china.previous_working(date("2025-10-08")), eve);
    assert_eq!(
        china.working_days(date("2025-09-26"), date("2025-10-11")),
        7
    );
    assert_eq!(china.day_name(date("2025-10-11")), Some("国庆节、中秋节"));
    assert_eq!(china.day_name(eve), None);
    // 2026: 25–27 September (Mid-Autumn) and 1–7 October off; 20 September (Sunday) and 10 October (Saturday) worked.
    assert!(china.is_working(date("2026-09-20")));
    assert!(china.is_working(date("2026-10-10")));
    assert_eq!(
        china.add_working_days(date("2026-09-30"), 1),
        date("2026-10-08")
    );
    assert_eq!(
        china.working_days(date("2026-09-21"), date("2026-10-10")),
        10
    );
}

#[test]
fn confirmed_only_where_holidays_have_been_announced() {
    let china = Calendar::china();
    assert_eq!(china.confirmed_through(), Some(date("2026-12-31")));
    assert_eq!(
        china
            .with_holidays([date("2030-03-04")])
            .confirmed_through(),
        Some(date("2026-12-31"))
    );
    assert_eq!(Calendar::weekdays().confirmed_through(), None);
}

#[test]
fn steps_and_distances() {
    let weekdays = Calendar::weekdays();
    let [friday, saturday, tuesday] = ["2026-07-03", "2026-07-04", "2026-07-07"].map(date);
    let monday = date("2026-07-06");
    assert_eq!(weekdays.add_working_days(friday, 1), monday);
    assert_eq!(weekdays.add_working_days(saturday, 0), monday);
    assert_eq!(weekdays.add_working_days(saturday, 1), tuesday);
    assert_eq!(weekdays.add_working_days(saturday, -1), date("2026-07-02"));
    assert_eq!(weekdays.working_days_between(friday, tuesday), 2);
    assert_eq!(weekdays.working_days_between(tuesday, friday), -2);
    assert_eq!(weekdays.working_days_between(friday, friday), 0);
    assert_eq!(weekdays.working_days(tuesday, friday), 0);
    assert_eq!(weekdays.working_days(friday, friday), 1);
}

#[test]
fn the_last_word_on_a_day_counts() {
    let day = date("2026-07-08");
    let away = Calendar::china().with_holidays([day]);
    assert!(!away.is_working(day));
    assert!(away.with_workdays([day]).is_working(day));
    assert!(
        Calendar::china().is_working(day),
        "the one it came from stays"
    );
    // Exceptions are honoured outside of the tables' years too.
    let far = date("2050-07-06");
    assert!(Calendar::weekdays().is_working(far));
    let away = Calendar::weekdays().with_holidays([far]);
    assert!(!away.is_working(far));
    assert_eq!(away.next_working(far), date("2050-07-07"));
}

#[test]
fn a_week_without_work_is_monday_to_friday() {
    let none = Calendar::weekly([]);
    assert!(none.is_working(date("2026-07-03")));
    assert!(!none.is_working(date("2026-07-04")));
}

#[test]
fn china_is_the_weekly_pattern_with_the_listed_exceptions() {
    let listed: HashMap<NaiveDate, bool> = include_str!("../../data/china.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let fields: Vec<&str> = line.split(',').collect();
            assert!(["off", "work"].contains(&fields[1]), "{line}");
            (date(fields[0]), fields[1] == "work")
        })
        .collect();
    assert_eq!(listed.values().filter(|worked| !**worked).count(), 116);
    assert_eq!(listed.values().filter(|worked| **worked).count(), 26);
    let china = Calendar::china();
    let mut day = date("2010-01-01");
    while day < date("2050-01-01") {
        let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let expected = listed.get(&day).copied().unwrap_or(!weekend);
        assert_eq!(china.is_working(day), expected, "{day}");
        day += TimeDelta::days(1);
    }
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    static CALENDARS: LazyLock<Vec<Calendar>> = LazyLock::new(|| {
        let holidays = (0..400).map(|week| date("2012-03-01") + TimeDelta::days(33 * week));
        vec![
            Calendar::china(),
            Calendar::weekdays(),
            Calendar::weekly([Weekday::Tue, Weekday::Sat, Weekday::Sun]),
            Calendar::weekdays().with_holidays(holidays),
        ]
    });
    prop::sample::select(CALENDARS.clone())
}

/// Around the edges of the tables, and where the holidays are.
fn any_day() -> impl Strategy<Value = NaiveDate> {
    let from = prop::sample::select(vec!["1999-06-01", "2014-06-01", "2023-01-01", "2045-06-01"]);
    (from, 0..1_400_i64).prop_map(|(from, days)| date(from) + TimeDelta::days(days))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn answers_are_those_of_walking_day_by_day(calendar in any_calendar(), from in any_day(), days in 0..300_i32) {
        let day = TimeDelta::days(1);
        let to = from + TimeDelta::days(i64::from(days));
        let walked = |from: NaiveDate, to: NaiveDate| {
            i32::try_from(from.iter_days().take_while(|at| *at <= to).filter(|at| calendar.is_working(*at)).count()).unwrap()
        };
        prop_assert_eq!(calendar.working_days(from, to), walked(from, to));
        prop_assert_eq!(calendar.working_days_between(from, to), walked(from + day, to));
        prop_assert_eq!(calendar.working_days_between(to, from), -walked(from + day, to));
        let next = |mut at: NaiveDate| {
            while !calendar.is_working(at) {
                at += day;
            }
            at
        };
        let previous = |mut at: NaiveDate| {
            while !calendar.is_working(at) {
                at -= day;
            }
            at
        };
        prop_assert_eq!(calendar.next_working(from), next(from));
        prop_assert_eq!(calendar.previous_working(from), previous(from));
        let on = (0..days).fold(next(from), |at, _| next(at + day));
        prop_assert_eq!(calendar.add_working_days(from, days), on);
        let back = (0..days + 1).fold(previous(from), |at, _| previous(at - day));
        prop_assert_eq!(calendar.add_working_days(from, -days - 1), back);
    }
}
