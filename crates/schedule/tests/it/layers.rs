//! Calendars in layers, by hand and against the rule read day by day.

use std::collections::BTreeMap;

use cascade_schedule::{Absence, Calendar, DayPart, Layer, Organisation};
use chrono::{Datelike, NaiveDate, TimeDelta};
use proptest::prelude::*;

use crate::sketch::date_after;

fn day(month: u32, of_month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, of_month).unwrap()
}

fn layer(
    week: Option<[DayPart; 7]>,
    exceptions: impl IntoIterator<Item = (NaiveDate, DayPart)>,
) -> Layer {
    Layer {
        week,
        exceptions: exceptions.into_iter().collect(),
        confirmed_through: None,
        of_organisation: false,
    }
}

#[test]
fn the_nearest_layer_decides_and_absences_take_the_rest() {
    let [full, off, morning] = [DayPart::Full, DayPart::Off, DayPart::Morning];
    let mut organisation = Organisation::new(Calendar::china());
    let six_days = [full, full, full, full, full, morning, off];
    let department = layer(Some(six_days), [(day(10, 8), off), (day(10, 9), off)]);
    let person = layer(None, [(day(10, 9), full)]);
    let trip = Absence {
        from: day(10, 12),
        to: day(10, 13),
        missed: DayPart::Full,
    };
    let dentist = Absence {
        from: day(10, 14),
        to: day(10, 14),
        missed: DayPart::Morning,
    };
    let calendar = organisation.layered([&person, &department], &[trip, dentist]);
    let parts: Vec<DayPart> = (5..=17).map(|of| calendar.part(day(10, of))).collect();
    assert_eq!(
        parts,
        [
            off, // 5–7 October are off by announcement, whatever the week
            off,
            off,
            off,                // the department's
            full,               // the person's own word over the department's
            full,               // a Saturday that is made up, by announcement
            off,                // Sunday
            off,                // away
            off,                // away
            DayPart::Afternoon, // after the dentist
            full,
            full,
            morning, // Saturdays as the department has them
        ]
    );
    assert!(calendar.has_half_days());
    assert_eq!(calendar.working_half_days(day(10, 12), day(10, 17)), 6);
    assert_eq!(
        calendar.working_days(day(10, 14), day(10, 15)),
        1,
        "one and a half"
    );
    assert_eq!(
        calendar.day_name(day(10, 10)),
        Calendar::china().day_name(day(10, 10))
    );
}

#[test]
fn confirmed_through_the_earliest_of_its_layers_below_the_organisation() {
    let mut organisation = Organisation::new(Calendar::china());
    let open = layer(None, []);
    let settled = Layer {
        confirmed_through: Some(day(9, 30)),
        ..open.clone()
    };
    assert_eq!(
        organisation.layered([&open], &[]).confirmed_through(),
        Some(day(12, 31))
    );
    assert_eq!(
        organisation
            .layered([&open, &settled], &[])
            .confirmed_through(),
        Some(day(9, 30))
    );
    let mut weekdays = Organisation::new(Calendar::weekdays());
    assert_eq!(weekdays.layered([&open], &[]).confirmed_through(), None);
    assert_eq!(
        weekdays.layered([&settled], &[]).confirmed_through(),
        Some(day(9, 30))
    );
    let until = Calendar::weekdays().with_confirmed_through(Some(day(6, 30)));
    assert_eq!(until.confirmed_through(), Some(day(6, 30)));
}

#[test]
fn what_the_organisation_has_confirmed_replaces_what_is_built_in() {
    let mut organisation = Organisation::new(Calendar::china());
    let holiday = NaiveDate::from_ymd_opt(2027, 2, 8).unwrap();
    let until = |text: &str| text.parse::<NaiveDate>().ok();
    let headquarters = |confirmed: &str| Layer {
        confirmed_through: until(confirmed),
        of_organisation: true,
        ..layer(None, [(holiday, DayPart::Off)])
    };
    let mut confirmed = |layers: &[Layer]| {
        let calendar = organisation.layered(layers, &[]);
        assert!(!calendar.is_working(holiday));
        calendar.confirmed_through()
    };
    let next_year = headquarters("2027-12-31");
    assert_eq!(
        confirmed(std::slice::from_ref(&next_year)),
        until("2027-12-31")
    );
    assert_eq!(
        confirmed(&[headquarters("2026-06-30")]),
        until("2026-06-30")
    );
    assert_eq!(confirmed(&[headquarters("")]), until("2026-12-31"));
    let below = |text: &str| Layer {
        confirmed_through: until(text),
        ..Layer::default()
    };
    let spring = below("2027-03-31");
    assert_eq!(
        confirmed(&[below(""), spring.clone(), next_year.clone()]),
        until("2027-03-31"),
        "who has settled less is past it sooner"
    );
    assert_eq!(
        confirmed(&[below("2028-12-31"), next_year]),
        until("2027-12-31"),
        "nobody below settles the organisation's days"
    );
    assert_eq!(
        confirmed(&[spring, headquarters("")]),
        until("2026-12-31"),
        "as long as the organisation says nothing, what is built in counts"
    );
}

#[test]
fn an_absence_without_an_end_ends_with_the_tables() {
    let mut organisation = Organisation::new(Calendar::weekdays());
    let gone = Absence {
        from: day(7, 1),
        to: NaiveDate::MAX,
        missed: DayPart::Full,
    };
    let calendar = organisation.layered([], &[gone]);
    assert_eq!(calendar.next_working(day(7, 1)).year(), 2046);
    assert!(calendar.is_working(day(6, 30)));
}

fn any_part() -> impl Strategy<Value = DayPart> {
    prop::sample::select(vec![
        DayPart::Off,
        DayPart::Morning,
        DayPart::Afternoon,
        DayPart::Full,
    ])
}

fn any_layer() -> impl Strategy<Value = Layer> {
    let week = prop::option::weighted(0.4, prop::array::uniform7(any_part()));
    let exceptions =
        prop::collection::btree_map((0..60_i64).prop_map(date_after), any_part(), 0..25);
    (week, exceptions).prop_map(|(week, exceptions)| Layer {
        // A week without work is another matter.
        week: week.filter(|week| week.iter().any(|part| *part != DayPart::Off)),
        exceptions,
        confirmed_through: None,
        of_organisation: false,
    })
}

fn any_absence() -> impl Strategy<Value = Absence> {
    (0..60_i64, 0..20_i64, any_part()).prop_map(|(from, length, missed)| Absence {
        from: date_after(from),
        to: date_after(from + length),
        missed,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_layered_calendar_is_the_rule_read_day_by_day(
        own in prop::collection::vec(((0..60_i64).prop_map(date_after), any_part()), 0..5),
        layers in prop::collection::vec(any_layer(), 0..4),
        absences in prop::collection::vec(any_absence(), 0..4),
        from in -20..80_i64,
        length in 0..90_i32,
    ) {
        let china = Calendar::china();
        let own: BTreeMap<NaiveDate, DayPart> = own.into_iter().collect();
        let mut organisation = Organisation::new(china.with_days(own.clone()));
        let calendar = organisation.layered(&layers, &absences);
        let rule = |date: NaiveDate| {
            let week = layers.iter().find_map(|layer| layer.week).unwrap_or(DayPart::MONDAY_TO_FRIDAY);
            let said = layers.iter().find_map(|layer| layer.exceptions.get(&date)).or(own.get(&date)).copied();
            let announced = china.day_name(date).is_some().then(|| china.part(date));
            let part = said.or(announced).unwrap_or(week[date.weekday().num_days_from_monday() as usize]);
            let away = absences.iter().filter(|absence| (absence.from..=absence.to).contains(&date));
            away.fold(part, |part, absence| part.without(absence.missed))
        };
        for offset in -40..120 {
            let date = date_after(offset);
            prop_assert_eq!(calendar.part(date), rule(date), "{}", date);
        }
        let halves = |date: NaiveDate| i32::from(rule(date).morning()) + i32::from(rule(date).afternoon());
        let (from, to) = (date_after(from), date_after(from + i64::from(length)));
        let walked: i32 = from.iter_days().take_while(|date| *date <= to).map(halves).sum();
        prop_assert_eq!(calendar.working_half_days(from, to), walked);
        // As many working days on as lie before the day that is come to, whatever half is left of the first.
        let mut on = calendar.next_working(from);
        prop_assert!(halves(on) > 0 && from.iter_days().take_while(|date| *date < on).all(|date| halves(date) == 0));
        let mut left = 2 * length;
        while left >= halves(on) {
            left -= halves(on);
            on += TimeDelta::days(1);
        }
        prop_assert_eq!(calendar.add_working_days(from, length), on);
    }
}
