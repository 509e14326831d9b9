//! Calendars of departments and people, and absences, in forecasts.

use cascade_events::CloudEvent;
use cascade_proto::{monitoring::v1 as pb, resources::v1 as resources};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    story::{Story, changed, department, event},
    support::World,
};

fn person(code: &str, department: &str) -> CloudEvent {
    let person = resources::Person {
        code: code.into(),
        department: department.into(),
        version: 1,
        ..resources::Person::default()
    };
    let data = resources::PersonChanged {
        person: Some(person),
    };
    event("cascade.resources.person_changed.v1", "directory", 1, &data)
}

pub fn calendar(
    scope: resources::CalendarScope,
    code: &str,
    weekdays: &[i32],
    off: &[&str],
    version: i64,
) -> CloudEvent {
    let exception = |date: &&str| resources::CalendarException {
        date: (*date).to_owned(),
        ..resources::CalendarException::default()
    };
    let calendar = resources::WorkCalendar {
        scope: scope.into(),
        code: code.into(),
        weekdays: weekdays.to_vec(),
        exceptions: off.iter().map(exception).collect(),
        version,
        ..resources::WorkCalendar::default()
    };
    let data = resources::CalendarChanged {
        calendar: Some(calendar),
    };
    let kind = "cascade.resources.calendar_changed.v1";
    event(kind, "directory", version, &data)
}

pub fn absence(person: &str, from: &str, to: &str, retired: bool, version: i64) -> CloudEvent {
    let absence = resources::Absence {
        code: format!("A-{person}"),
        person: person.into(),
        from: from.into(),
        to: to.into(),
        retired,
        version,
        ..resources::Absence::default()
    };
    let data = resources::AbsenceChanged {
        absence: Some(absence),
    };
    let kind = "cascade.resources.absence_changed.v1";
    event(kind, "directory", version, &data)
}

/// Somebody whose Fridays end at noon, on a calendar that is settled up to the end of July.
fn short_fridays(person: &str) -> CloudEvent {
    let calendar = resources::WorkCalendar {
        scope: resources::CalendarScope::Person.into(),
        code: person.into(),
        weekdays: (1..=5).collect(),
        half_weekdays: vec![5],
        confirmed_through: "2026-07-31".into(),
        version: 1,
        ..resources::WorkCalendar::default()
    };
    let data = resources::CalendarChanged {
        calendar: Some(calendar),
    };
    event(
        "cascade.resources.calendar_changed.v1",
        "directory",
        1,
        &data,
    )
}

/// A department's calendar, settled up to a day.
fn settled(department: &str, day: &str, version: i64) -> CloudEvent {
    let calendar = resources::WorkCalendar {
        scope: resources::CalendarScope::Department.into(),
        code: department.into(),
        confirmed_through: day.into(),
        version,
        ..resources::WorkCalendar::default()
    };
    let data = resources::CalendarChanged {
        calendar: Some(calendar),
    };
    let kind = "cascade.resources.calendar_changed.v1";
    event(kind, "directory", version, &data)
}

fn finishes(status: &pb::PlanStatus) -> Vec<&str> {
    let tasks = status.tasks.iter();
    tasks.map(|task| task.forecast_finish.as_str()).collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn who_is_away_finishes_later_and_is_why_until_the_absence_is_retired(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        // Wednesday to Friday of the first week, from the day it is told.
        world.deliver(&[absence("P-T1", "2026-07-08", "2026-07-10", false, 1)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(finishes(&status), ["2026-07-15", "2026-07-22", "2026-07-29"]);
        let first = &status.tasks[0];
        assert_eq!((first.forecast_delay_days, first.delay_days), (3, 0));
        let path = status.key_results[0].root_cause.iter().map(|hop| (hop.code.as_str(), hop.own_delay_days));
        assert_eq!(path.collect::<Vec<_>>(), [("T1", 3), ("T2", 0), ("T3", 0)]);
        assert_eq!(world.said_of("forecast_changed").await, 6, "three first forecasts, three moved ones");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);

        // Another replica, and a what-if, know of it too.
        let other = World::replica(world.pool.clone(), world.clock.clone());
        assert_eq!(other.status(&story.plan).await.tasks, status.tasks);
        let asked = pb::PreviewChangeRequest { plan_id: story.plan.clone(), ..pb::PreviewChangeRequest::default() };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert_eq!(impact.finish_moves_days, 0, "{impact:?}");

        world.deliver(&[absence("P-T1", "2026-07-08", "2026-07-10", true, 3)]).await;
        world.deliver(&[absence("P-T1", "2026-07-01", "2026-07-31", false, 2)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(finishes(&status), ["2026-07-10", "2026-07-17", "2026-07-24"], "the newest word counts");
    }

    async fn what_follows_for_a_plan_that_has_to_be_read_first_is_told_too(pool: DbPool) {
        let one = World::over(pool.clone());
        let other = World::replica(pool, one.clock.clone());
        // Both plans are in the memory of the first replica; what it knows of one of them is old by a report that the other has taken in.
        let [known, old] = [Story::new(), Story::new()];
        for story in [&known, &old] {
            one.deliver(&story.told()).await;
        }
        one.deliver(&[known.report(2, "2026-07-06", 20.0, 4)]).await;
        other.deliver(&[old.report(2, "2026-07-06", 20.0, 4)]).await;
        let before = one.said().await.len();
        one.deliver(&[absence("P-T1", "2026-07-08", "2026-07-10", false, 1)]).await;
        let said = one.said().await;
        let of = |story: &Story| {
            let theirs = said[before..].iter().filter(|event| event.partitionkey == story.plan);
            let mut kinds: Vec<_> = theirs.map(|event| event.event_type.clone()).collect();
            kinds.sort();
            kinds
        };
        assert_eq!(of(&old), of(&known));
        let moved = of(&old).iter().filter(|kind| kind.contains("forecast_changed")).count();
        assert_eq!(moved, 3);
        let statuses = [one.status(&known.plan).await, one.status(&old.plan).await];
        assert_eq!(finishes(&statuses[0]), finishes(&statuses[1]));
        // What was told once is not told by whoever reads the plan next.
        let third = World::replica(one.pool.clone(), one.clock.clone());
        third.deliver(&[old.report(3, "2026-07-06", 20.0, 4)]).await;
        let since: Vec<_> = third.said().await.drain(said.len()..).map(|event| event.event_type).collect();
        assert_eq!(since, [] as [String; 0]);
    }

    async fn a_department_s_calendar_is_part_of_the_plan_and_a_person_s_stands_over_it(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let (department, person_scope) = (resources::CalendarScope::Department, resources::CalendarScope::Person);
        // The company rests on Wednesday the 8th: T1 was planned around it, so it is no delay.
        world.deliver(&[calendar(department, "HQ", &[], &["2026-07-08"], 1)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(finishes(&status), ["2026-07-10", "2026-07-17", "2026-07-24"]);
        // Four days of work are left where five are needed: the day off is in nobody's way but of what is reported.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 4)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(status.tasks[0].forecast_finish, "2026-07-13");
        assert_eq!(status.tasks[0].forecast_delay_days, 1);

        // Who works on Saturdays and on the 8th is done in time.
        world.deliver(&[calendar(person_scope, "P-T1", &[1, 2, 3, 4, 5, 6], &[], 1)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-11");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn a_department_that_moves_takes_on_the_calendars_above_it(pool: DbPool) {
        let (world, mut story) = (World::over(pool), Story::new());
        for task in &mut story.tasks {
            task.department = "SALES-EAST".into();
        }
        world.deliver(&[department("SALES-EAST", "SALES", "P-EAST", 1)]).await;
        world.deliver(&story.told()).await;
        world.deliver(&[calendar(resources::CalendarScope::Department, "DATA", &[], &["2026-07-08"], 1)]).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 4)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-10");
        world.deliver(&[department("SALES-EAST", "DATA", "P-EAST", 2)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-13", "DATA rests on the 8th");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        world.deliver(&[department("SALES-EAST", "SALES", "P-EAST", 3)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-10");
    }

    async fn half_days_count_as_half_and_a_confirmed_day_is_a_finding_past_it(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[short_fridays("P-T1")]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(finishes(&status), ["2026-07-10", "2026-07-17", "2026-07-24"], "planned on such a week");
        // Five and a half days are there up to Monday the 13th at evening: five are left from Tuesday on, as today is used up.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 5)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-14");
        world.deliver(&[story.report(3, "2026-07-06", 10.0, 30)]).await;
        let first = world.status(&story.plan).await.tasks.remove(0);
        let found = first.findings.iter().find(|one| one.rule == "TASK-019").unwrap();
        assert!(found.message.as_ref().unwrap().zh.contains("2026-07-31"), "{found:?}");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn the_organisation_settles_the_days_of_the_next_year(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        // 150 working days from July are past the year that is built in.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 150)]).await;
        let past = |status: &pb::PlanStatus| {
            let found = status.tasks[0].findings.iter().find(|one| one.rule == "TASK-019");
            found.map(|one| one.message.as_ref().unwrap().en.clone())
        };
        let before = past(&world.status(&story.plan).await).unwrap();
        assert!(before.contains("2026-12-31"), "{before}");
        world.deliver(&[settled("SALES", "2027-12-31", 1)]).await;
        assert_eq!(past(&world.status(&story.plan).await), Some(before), "not for a department below to say");
        world.deliver(&[settled("HQ", "2027-12-31", 2)]).await;
        assert_eq!(past(&world.status(&story.plan).await), None);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn where_a_person_belongs_decides_and_a_new_owner_is_asked_for(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let department = resources::CalendarScope::Department;
        // Nobody of DATA works on Mondays and Tuesdays.
        world.deliver(&[person("P-NEW", "DATA"), calendar(department, "DATA", &[3, 4, 5], &[], 1)]).await;
        let mut first = story.tasks[0].clone();
        (first.version, first.owner, first.remaining_days) = (2, "P-NEW".into(), Some(3));
        (first.actual_start, first.last_reported_on) = ("2026-07-06".into(), "2026-07-06".into());
        world.deliver(&[changed(&first)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-10", "Wednesday to Friday");
        world.deliver(&[absence("P-NEW", "2026-07-10", "2026-07-10", false, 1)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-15");
    }
}
