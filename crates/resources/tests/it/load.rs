use cascade_proto::{
    resources::v1::{self as pb, preview_relief_request::Change},
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::{
    catalog::{absence, calendar},
    support::{World, fields, pairs, planned},
};

fn ask(person: &str) -> pb::GetLoadRequest {
    pb::GetLoadRequest {
        person: person.into(),
        from: "2026-07-06".into(),
        to: "2026-07-12".into(),
        ..pb::GetLoadRequest::default()
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-6
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn an_overload_names_its_tasks(pool: DbPool) {
        // RES-011
        let helped = tasks::Task { owner: "P-MKT".into(), collaborators: vec!["P-1".into()], ..planned("p", "T3", 6, 10, 50.0) };
        let done = tasks::Task { percent: 100.0, actual_finish: "2026-07-06".into(), ..planned("p", "T4", 6, 10, 50.0) };
        let paused = tasks::Task { state: tasks::TaskState::Paused.into(), ..planned("p", "T5", 6, 10, 50.0) };
        let plan = [planned("p", "T1", 6, 10, 20.0), planned("q", "T2", 9, 10, 12.0), helped, done, paused];
        let world = World::with_tasks(pool, &plan).await;
        let answer = world.get_load(world.asking(), ask("P-1")).await.unwrap();
        let load = &answer.people[0];
        assert_eq!((load.name.as_str(), load.department.as_str(), load.buckets.len()), ("person P-1", "SALES", 7));
        // Four hours, then six more on Thursday and Friday, and two of somebody else's task on every day.
        let thursday = &load.buckets[3];
        assert!(near(thursday.load_hours, 12.0) && near(thursday.overload_hours, 4.0) && near(thursday.free_hours, 0.0));
        let causes: Vec<(&str, &str)> = thursday.tasks.iter().map(|one| (one.code.as_str(), one.plan_id.as_str())).collect();
        assert_eq!(causes, [("T2", "q"), ("T1", "p"), ("T3", "p")]);
        assert!(near(load.load_hours, 42.0) && near(load.overload_hours, 8.0) && near(load.capacity_hours, 40.0));
        assert!(near(load.buckets[5].capacity_hours, 0.0), "Saturday");
        let weekly = pb::GetLoadRequest { by: pb::LoadBy::Week.into(), ..ask("P-1") };
        let weekly = world.get_load(world.asking(), weekly).await.unwrap().people.remove(0);
        assert_eq!(weekly.buckets.len(), 1);
        assert!(near(weekly.overload_hours, 2.0), "a week evens its days out");
    }

    async fn calendars_absences_and_part_time_take_hours(pool: DbPool) {
        let world = World::with_tasks(pool, &[planned("p", "T1", 6, 11, 20.0)]).await;
        let six_days = pb::WorkCalendar { weekdays: (1..=6).collect(), ..calendar(pb::CalendarScope::Department, "HQ") };
        let day_off = pb::CalendarException { date: "2026-07-10".into(), working: false, note: "outing".into(), ..Default::default() };
        let own = pb::WorkCalendar { exceptions: vec![day_off], ..calendar(pb::CalendarScope::Person, "P-1") };
        let catalog = pb::ApplyCatalogRequest {
            calendars: vec![six_days, own],
            absences: vec![absence("A-1", "P-1", "2026-07-06", "2026-07-07")],
            ..pb::ApplyCatalogRequest::default()
        };
        world.apply_catalog(world.admin(), catalog).await.unwrap();
        let mut half = crate::support::directory();
        half.people[1].part_time_percent = Some(50.0);
        world.apply_directory(world.admin(), half).await.unwrap();
        let load = world.get_load(world.asking(), ask("P-1")).await.unwrap().people.remove(0);
        let capacity: Vec<f64> = load.buckets.iter().map(|one| one.capacity_hours).collect();
        assert_eq!(capacity, [0.0, 0.0, 4.0, 4.0, 0.0, 4.0, 0.0]);
        assert!(load.buckets.iter().all(|one| one.capacity_hours < 1.0 || near(one.load_hours, 20.0 / 3.0)));
        world.retire_absence(world.admin(), pb::RetireAbsenceRequest { code: "A-1".into() }).await.unwrap();
        let load = world.get_load(world.asking(), ask("P-1")).await.unwrap().people.remove(0);
        assert!(near(load.buckets[0].load_hours, 4.0) && near(load.overload_hours, 0.0));
    }

    async fn a_department_has_everybody_below_it(pool: DbPool) {
        let world = World::with_tasks(pool, &[planned("p", "T1", 6, 10, 20.0)]).await;
        let of = |department: &str| pb::GetLoadRequest { department: department.into(), ..ask("") };
        let answer = world.get_load(world.asking(), of("HQ")).await.unwrap();
        let people: Vec<&str> = answer.people.iter().map(|one| one.person.as_str()).collect();
        assert_eq!(people, ["P-1", "P-MKT", "P-SALES"]);
        assert_eq!(world.get_load(world.asking(), of("MKT")).await.unwrap().people.len(), 1);
        assert_eq!(world.get_load(world.asking(), of("NONE")).await.unwrap_err().code(), Code::NotFound);
        let refused = async |asked| fields(&world.get_load(world.asking(), asked).await.unwrap_err());
        assert_eq!(refused(ask("")).await, pairs(&[("person", "request.who")]));
        assert_eq!(refused(ask("P-9")).await, pairs(&[("person", "DIR-001")]));
        assert_eq!(refused(pb::GetLoadRequest { to: "2026-07-05".into(), ..ask("P-1") }).await, pairs(&[("to", "request.window")]));
        assert_eq!(refused(pb::GetLoadRequest { from: "Monday".into(), ..ask("P-1") }).await, pairs(&[("from", "request.date")]));
        let stranger = world.caller("P-0", &[]);
        assert_eq!(world.get_load(stranger, ask("P-1")).await.unwrap_err().code(), Code::PermissionDenied);
    }

    async fn relief_is_shown_before_and_after_and_nothing_is_written(pool: DbPool) {
        let plan = [planned("p", "T1", 6, 10, 40.0), planned("p", "T2", 6, 10, 30.0)];
        let world = World::with_tasks(pool, &plan).await;
        let before = (world.events().await, world.count("task_people").await);
        let change = |change| pb::PreviewReliefRequest {
            person: "P-1".into(),
            task_id: plan[1].id.clone(),
            change: Some(change),
            from: "2026-07-06".into(),
            to: "2026-07-19".into(),
            by: pb::LoadBy::Day.into(),
        };
        let seen = async |wanted| {
            let answer = world.preview_relief(world.asking(), change(wanted)).await.unwrap();
            (answer.overload_before.round(), answer.overload_after.round(), answer.people)
        };
        let (was, is, people) = seen(Change::Free(true)).await;
        assert!(near(was, 30.0) && near(is, 0.0));
        let one = &people[0];
        assert_eq!((one.before.as_ref().unwrap().buckets[0].tasks.len(), one.after.as_ref().unwrap().buckets[0].tasks.len()), (2, 1));
        let (_, is, _) = seen(Change::MoveDays(2)).await;
        assert!(near(is, 18.0));
        let (_, is, people) = seen(Change::ToPerson("P-SALES".into())).await;
        assert!(near(is, 0.0));
        assert_eq!(people.iter().map(|one| one.after.as_ref().unwrap().person.as_str()).collect::<Vec<_>>(), ["P-1", "P-SALES"]);
        assert!(near(people[1].after.as_ref().unwrap().load_hours, 30.0));
        assert_eq!((world.events().await, world.count("task_people").await), before);

        let refused = async |asked| fields(&world.preview_relief(world.asking(), asked).await.unwrap_err());
        assert_eq!(refused(change(Change::ToPerson("P-9".into()))).await, pairs(&[("to_person", "DIR-001")]));
        assert_eq!(refused(change(Change::ToPerson("P-1".into()))).await, pairs(&[("to_person", "request.change")]));
        assert_eq!(refused(change(Change::MoveDays(0))).await, pairs(&[("move_days", "request.change")]));
        assert_eq!(refused(pb::PreviewReliefRequest { change: None, ..change(Change::Free(true)) }).await, pairs(&[("change", "request.change")]));
        assert_eq!(refused(pb::PreviewReliefRequest { person: "P-MKT".into(), ..change(Change::Free(true)) }).await, pairs(&[("person", "request.who")]));
        let nowhere = pb::PreviewReliefRequest { task_id: "none".into(), ..change(Change::Free(true)) };
        assert_eq!(world.preview_relief(world.asking(), nowhere).await.unwrap_err().code(), Code::NotFound);
    }
}
