//! The whole directory, as it is told to a service that has asked for it, and what is looked at again after a change of it.

use cascade_directory::backfill;
use cascade_events::CloudEvent;
use cascade_proto::resources::v1 as resources;
use cascade_storage::{DbPool, on_conn};
use cascade_testkit::{both_databases, eventually};
use chrono::TimeDelta;
use diesel::{QueryableByName, sql_query, sql_types::Text};
use diesel_async::RunQueryDsl;

use crate::{
    support::{NOW, Plan, World, at, event},
    working_time::{calendar, company, department, found, of_department, saturdays},
};

const ASKED: &str = "outbox WHERE event_type = 'cascade.tasks.directory_asked.v1'";
const FILLED: &str = "directory_backfill WHERE filled_at IS NOT NULL";

fn page(page: i32, told: resources::DirectoryTold) -> CloudEvent {
    let version = page.into();
    let told = resources::DirectoryTold { page, ..told };
    event(backfill::TOLD, "directory", version, told)
}

/// Everything of a company whose sales department works on Saturdays, in two pages and an end.
fn told(request: &str) -> [CloudEvent; 3] {
    let department = |code: &str, parent: &str| resources::Department {
        code: code.into(),
        parent: parent.into(),
        version: 3,
        ..resources::Department::default()
    };
    let person = resources::Person {
        code: "P-CSM".into(),
        department: "SALES".into(),
        version: 2,
        ..resources::Person::default()
    };
    let part = || resources::DirectoryTold {
        request: request.into(),
        ..resources::DirectoryTold::default()
    };
    let broken = resources::WorkCalendar {
        weekdays: vec![8],
        ..of_department("CSM", 1)
    };
    let absence = |code: &str, from: &str| resources::Absence {
        code: code.into(),
        person: "P-CSM".into(),
        from: from.into(),
        to: "2026-07-10".into(),
        version: 1,
        ..resources::Absence::default()
    };
    [
        page(
            1,
            resources::DirectoryTold {
                departments: vec![department("HQ", ""), department("SALES", "HQ")],
                people: vec![person],
                ..part()
            },
        ),
        page(
            2,
            resources::DirectoryTold {
                calendars: vec![saturdays(of_department("SALES", 4)), broken],
                absences: vec![absence("A1", "2026-07-06"), absence("A2", "soon")],
                ..part()
            },
        ),
        page(
            3,
            resources::DirectoryTold {
                last: true,
                ..part()
            },
        ),
    ]
}

/// Asks, if that is due at a moment, and answers for how long there is nothing to do.
async fn ask(pool: &DbPool, moment: &str) -> Option<TimeDelta> {
    let mut tx = pool.begin().await.unwrap();
    let wait = backfill::ask_if_due(&mut tx, "tasks", at(moment)).await;
    tx.commit().await.unwrap();
    wait.unwrap()
}

/// The name of the last question.
async fn request(world: &World) -> String {
    #[derive(QueryableByName)]
    struct Asked {
        #[diesel(sql_type = Text)]
        request: String,
    }
    let mut conn = world.pool.get().await.unwrap();
    let query = sql_query("SELECT request FROM directory_backfill");
    let row: Asked = on_conn!(&mut conn, c => query.get_result(c).await).unwrap();
    row.request
}

/// A task of somebody of another department than its own, that begins on a Saturday on the day after another's end.
async fn over_a_saturday(world: &World) -> Plan {
    let plan = Plan::new();
    let mut first = plan.task("T1");
    let mut second = crate::support::after(plan.task("T2"), "T1");
    for task in [&mut first, &mut second] {
        (task.owner, task.department) = ("P-CSM".into(), "CSM".into());
    }
    second.planned_start = "2026-07-11".into();
    second.planned_end = "2026-07-16".into();
    world.import(plan.import(vec![first, second])).await;
    plan
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn what_was_there_before_is_asked_for_and_taken_in(pool: DbPool) {
        let world = World::over(pool.clone());
        let plan = over_a_saturday(&world).await;
        let early = async || {
            let found = found(&world, &plan).await;
            found.iter().any(|(rule, _)| rule == "T2 TASK-011")
        };
        assert!(early().await, "it begins on a Saturday");
        // What changed in the meantime is known in a newer version.
        world.deliver(&[department("SALES", "", 9)]).await.unwrap();
        assert_eq!(ask(&pool, NOW).await, Some(TimeDelta::seconds(10)));
        let [first, second, end] = told(&request(&world).await);
        world.deliver(&[first.clone(), second]).await.unwrap();
        assert!(!early().await, "they work on Saturdays");
        assert_eq!(world.count("departments WHERE code = 'SALES' AND parent = '' AND version = 9").await, 1);
        assert_eq!(world.count("work_calendars").await, 1, "one cannot be read");
        assert_eq!(world.count("absences").await, 1, "nor can another");
        assert_eq!(world.count(FILLED).await, 0);
        world.deliver(&[first, end]).await.unwrap();
        assert_eq!(world.count(FILLED).await, 1);
        assert_eq!(ask(&pool, "2026-07-07T02:00:00Z").await, None);
        assert_eq!(world.count(ASKED).await, 1);
        // An answer to somebody else's question says nothing new.
        let rows = world.count("people").await;
        world.deliver(&told("another")).await.unwrap();
        assert_eq!(world.count("people").await, rows);
    }

    async fn it_is_asked_again_until_every_page_has_come(pool: DbPool) {
        let world = World::over(pool.clone());
        ask(&pool, NOW).await;
        let [_, second, end] = told(&request(&world).await);
        world.deliver(&[second, end]).await.unwrap();
        assert_eq!(world.count(FILLED).await, 0, "the first was missed");
        assert_eq!(ask(&pool, "2026-07-06T02:00:09Z").await, Some(TimeDelta::seconds(1)));
        assert_eq!(world.count(ASKED).await, 1);
        assert_eq!(ask(&pool, "2026-07-06T02:00:10Z").await, Some(TimeDelta::seconds(20)));
        assert_eq!(world.count(ASKED).await, 2);
        for minute in 1..40 {
            ask(&pool, &format!("2026-07-06T04:{minute:02}:00Z")).await;
        }
        let waits = ask(&pool, "2026-07-08T02:00:00Z").await;
        assert_eq!(waits, Some(TimeDelta::minutes(10)), "at least so often");
        world.deliver(&told("a former one")).await.unwrap();
        assert_eq!(world.count(FILLED).await, 0);
        world.deliver(&told(&request(&world).await)).await.unwrap();
        assert_eq!(world.count(FILLED).await, 1);
    }

    async fn a_service_that_starts_asks(pool: DbPool) {
        let (world, shutdown, work) = World::running(pool);
        eventually("the question", async || {
            let mut said = world.bus.confirmed().into_iter();
            said.find(|event| event.event_type == "cascade.tasks.directory_asked.v1")
        })
        .await;
        shutdown.cancel();
        work.await.unwrap();
    }

    async fn a_change_for_all_is_worked_off_in_parts_and_goes_on_after_a_restart(pool: DbPool) {
        const PAST: &str = "findings WHERE rule = 'TASK-019'";
        let (world, plan) = (World::over(pool.clone()), Plan::new());
        world.deliver(&company()).await.unwrap();
        let tasks = (0..1_100).map(|n| plan.task(&format!("T{n}")));
        world.import(plan.import(tasks.collect())).await;
        let settled = |day: &str, version| resources::WorkCalendar {
            confirmed_through: day.into(),
            ..of_department("HQ", version)
        };
        world.deliver(&[calendar(settled("2026-06-30", 1))]).await.unwrap();
        assert_eq!((world.count(PAST).await, world.count("directory_reviews").await), (500, 1));
        // Said again before all have been looked at.
        world.deliver(&[calendar(settled("2026-07-01", 2))]).await.unwrap();
        assert_eq!((world.count(PAST).await, world.count("directory_reviews").await), (500, 2));
        let (again, shutdown, work) = World::running(pool);
        eventually("the end of both", async || {
            (again.count("directory_reviews").await == 0).then_some(())
        })
        .await;
        assert_eq!(again.count(PAST).await, 1_100);
        shutdown.cancel();
        work.await.unwrap();
    }
}
