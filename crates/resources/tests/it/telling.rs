//! The whole directory, told to a service that asks for it.

use cascade_events::CloudEvent;
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use uuid::Uuid;

use crate::{
    catalog::{absence, calendar},
    support::{World, directory, planned, told},
};

/// A question of the tasks service.
fn asked(request: &str) -> CloudEvent {
    let data = tasks::DirectoryAsked {
        request: request.into(),
    };
    let mut event = told(&planned("p", "T1", 6, 10, 40.0));
    event.id = Uuid::now_v7();
    event.event_type = "cascade.tasks.directory_asked.v1".into();
    event.data = cascade_events::EventData::of(&data).unwrap();
    event
}

/// Pages that were told, in order.
async fn pages(world: &World) -> Vec<pb::DirectoryTold> {
    let told = world.outbox().await.into_iter();
    told.filter(|(kind, ..)| kind == "directory_told")
        .map(|(_, _, data)| serde_json::from_str(&data).unwrap())
        .collect()
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn who_asks_is_told_everything_in_pages(pool: DbPool) {
        let world = World::over(pool);
        world.apply_directory(world.admin(), directory()).await.unwrap();
        let person = |n: usize| pb::Person {
            code: format!("P-{n:04}"),
            name: format!("person {n}"),
            department: "SALES".into(),
            hours_per_day: 8.0,
            ..pb::Person::default()
        };
        let many = pb::ApplyDirectoryRequest {
            people: (0..400).map(person).collect(),
            ..pb::ApplyDirectoryRequest::default()
        };
        world.apply_directory(world.admin(), many).await.unwrap();
        let why = pb::Absence { note: "ill".into(), ..absence("A-1", "P-1", "2026-07-06", "2026-07-07") };
        let catalog = pb::ApplyCatalogRequest {
            calendars: vec![
                pb::WorkCalendar { weekdays: vec![1, 2], ..calendar(pb::CalendarScope::Person, "P-1") },
                calendar(pb::CalendarScope::Department, "SALES"),
            ],
            absences: vec![why],
            ..pb::ApplyCatalogRequest::default()
        };
        world.apply_catalog(world.admin(), catalog).await.unwrap();
        let retired = pb::RetireAbsenceRequest { code: "A-1".into() };
        world.retire_absence(world.admin(), retired).await.unwrap();
        assert_eq!(pages(&world).await, []);

        let question = asked("q");
        for _ in 0..2 {
            world.bus.deliver("resources", std::slice::from_ref(&question)).await.unwrap();
        }
        let told = pages(&world).await;
        // Departments; 403 people; absences; calendars; the end: once, however often the question comes.
        let sizes: Vec<[usize; 4]> = told
            .iter()
            .map(|page| [page.departments.len(), page.people.len(), page.absences.len(), page.calendars.len()])
            .collect();
        assert_eq!(sizes, [[3, 0, 0, 0], [0, 200, 0, 0], [0, 200, 0, 0], [0, 3, 0, 0], [0, 0, 1, 0], [0, 0, 0, 2], [0; 4]]);
        for (at, page) in (1..).zip(&told) {
            assert_eq!((page.request.as_str(), page.page, page.last), ("q", at, at == 7));
        }
        let absence = &told[4].absences[0];
        assert!(absence.retired && absence.version == 2, "{absence:?}");
        assert_eq!((absence.kind(), absence.note.as_str()), (pb::AbsenceKind::Unspecified, ""), "why is nobody's business");
        let calendars = &told[5].calendars;
        assert!(calendars.iter().any(|one| one.code == "P-1" && one.weekdays == [1, 2] && one.version == 1), "{calendars:?}");
    }

    async fn an_empty_directory_is_told_too(pool: DbPool) {
        let world = World::over(pool);
        world.bus.deliver("resources", &[asked("q")]).await.unwrap();
        let told = pages(&world).await;
        let end = pb::DirectoryTold { request: "q".into(), page: 1, last: true, ..Default::default() };
        assert_eq!(told, [end]);
    }
}
