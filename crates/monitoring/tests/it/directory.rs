//! The whole directory, as it is told to a service that has asked for it, and plans that are settled after a change for all.

use cascade_directory::backfill;
use cascade_events::CloudEvent;
use cascade_proto::resources::v1 as resources;
use cascade_storage::{DbPool, on_conn};
use cascade_testkit::both_databases;
use diesel::{QueryableByName, sql_query, sql_types::BigInt, sql_types::Text};
use diesel_async::RunQueryDsl;

use crate::{
    story::{Story, event},
    support::{NOW, World, at},
    working_time::{absence, calendar},
};

async fn count(pool: &DbPool, from: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut conn = pool.get().await.unwrap();
    let query = sql_query(format!("SELECT COUNT(*) AS n FROM {from}"));
    let row: Count = on_conn!(&mut conn, c => query.get_result(c).await).unwrap();
    row.n
}

/// Asks, and answers the name of the question.
async fn ask(pool: &DbPool) -> String {
    #[derive(QueryableByName)]
    struct Asked {
        #[diesel(sql_type = Text)]
        request: String,
    }
    let mut tx = pool.begin().await.unwrap();
    backfill::ask_if_due(&mut tx, "monitoring", at(NOW))
        .await
        .unwrap();
    let query = sql_query("SELECT request FROM directory_backfill");
    let row: Asked = on_conn!(&mut *tx, c => query.get_result(c).await).unwrap();
    tx.commit().await.unwrap();
    row.request
}

/// All in one page: T1's owner is away for three days, and another department has another head.
fn told(request: &str) -> CloudEvent {
    let department = resources::Department {
        code: "DATA".into(),
        name: "DATA".into(),
        parent: "HQ".into(),
        head: "P-NEW".into(),
        version: 7,
    };
    let person = resources::Person {
        code: "P-T1".into(),
        department: "SALES".into(),
        email: "t1@example.com".into(),
        version: 1,
        ..resources::Person::default()
    };
    let broken = resources::WorkCalendar {
        scope: resources::CalendarScope::Person.into(),
        code: "P-T2".into(),
        weekdays: vec![8],
        version: 1,
        ..resources::WorkCalendar::default()
    };
    let away = resources::Absence {
        code: "A1".into(),
        person: "P-T1".into(),
        from: "2026-07-08".into(),
        to: "2026-07-10".into(),
        version: 1,
        ..resources::Absence::default()
    };
    let page = resources::DirectoryTold {
        request: request.into(),
        page: 1,
        last: true,
        departments: vec![department],
        people: vec![person],
        calendars: vec![broken],
        absences: vec![away],
    };
    event(backfill::TOLD, "directory", 1, &page)
}

async fn first_finish(world: &World, story: &Story) -> String {
    let status = world.status(&story.plan).await;
    status.tasks[0].forecast_finish.clone()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn what_was_there_before_is_asked_for_and_taken_in(pool: DbPool) {
        let (world, story) = (World::over(pool.clone()), Story::new());
        world.deliver(&story.told()).await;
        let request = ask(&pool).await;
        world.deliver(&[told("another")]).await;
        assert_eq!(first_finish(&world, &story).await, "2026-07-15", "whoever has asked");
        assert_eq!(count(&pool, "directory_backfill WHERE filled_at IS NOT NULL").await, 0);
        assert_eq!(count(&pool, "departments WHERE code = 'DATA' AND head = 'P-NEW'").await, 1);
        assert_eq!(count(&pool, "people WHERE email = 't1@example.com'").await, 1);
        assert_eq!(count(&pool, "work_calendars").await, 0, "one that cannot be read is left out");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        // What is known settles nothing anew.
        let said = world.said().await.len();
        world.deliver(&[told(&request)]).await;
        assert_eq!(world.said().await.len(), said);
        assert_eq!(count(&pool, "directory_backfill WHERE filled_at IS NOT NULL").await, 1);
    }

    async fn what_is_known_concerns_nobody(pool: DbPool) {
        let (world, story) = (World::over(pool.clone()), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[absence("P-T1", "2026-07-08", "2026-07-10", false, 1)]).await;
        let revisions = format!("plans WHERE id = '{}' AND revision = 2", story.plan);
        let before = count(&pool, &revisions).await;
        world.deliver(&[absence("P-T1", "2026-07-08", "2026-07-10", false, 1)]).await;
        assert_eq!(count(&pool, &revisions).await, before);
        assert_eq!(before, 1, "one for what was told first, one for the absence");
    }

    async fn a_change_for_all_settles_some_plans_at_once_and_the_others_one_by_one(pool: DbPool) {
        let world = World::over(pool.clone());
        let stories: Vec<Story> = (0..25).map(|_| Story::new()).collect();
        for story in &stories {
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, "2026-07-06", 10.0, 5)]).await;
        }
        let moved = async |world: &World| {
            let mut moved = 0;
            for story in &stories {
                moved += usize::from(first_finish(world, story).await == "2026-07-14");
            }
            moved
        };
        assert_eq!(first_finish(&world, &stories[0]).await, "2026-07-13");
        // The company rests on Wednesday.
        let rests = calendar(resources::CalendarScope::Department, "HQ", &[], &["2026-07-08"], 1);
        world.deliver(&[rests]).await;
        assert_eq!((moved(&world).await, count(&pool, "directory_reviews").await), (20, 5));
        // Another replica goes on, when this one is gone.
        let other = World::replica(pool.clone(), world.clock.clone());
        other.run_due().await;
        assert_eq!((moved(&other).await, count(&pool, "directory_reviews").await), (25, 0));
        assert_eq!(moved(&world).await, 25, "what this one has in memory is stale");
        for story in &stories {
            assert_eq!(other.differences(&story.plan).await, [] as [String; 0]);
        }
    }
}
