use std::collections::BTreeSet;

use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::clock::Clock;
use cascade_storage::{DbConn, DbPool};
use cascade_testkit::{TestDatabase, eventually};
use diesel::{dsl::sql, sql_types::Nullable};
use diesel_async::RunQueryDsl;

use crate::{
    story::{Story, department, reported},
    support::{NOW, World, at, reason},
};

/// Two replicas over one PostgreSQL database, as while a partition is taken over.
async fn two() -> (TestDatabase, World, World) {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let clock = Clock::simulated(at(NOW));
    let one = World::replica(database.pool(), clock.clone());
    let other = World::replica(database.pool(), clock);
    (database, one, other)
}

async fn execute(conn: &mut DbConn, statement: &str) {
    let DbConn::Postgres(conn) = conn else {
        panic!("replicas share PostgreSQL")
    };
    diesel::sql_query(statement).execute(conn).await.unwrap();
}

/// Waits until a connection to the test's database is held up by another, and answers its process.
async fn held_up(pool: &DbPool) -> i32 {
    eventually("a replica that is held up", || async {
        let mut conn = pool.get().await.unwrap();
        let DbConn::Postgres(conn) = &mut conn else {
            panic!("replicas share PostgreSQL")
        };
        let waiting = "(SELECT min(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
        diesel::select(sql::<Nullable<diesel::sql_types::Integer>>(waiting))
            .get_result::<Option<i32>>(conn)
            .await
            .unwrap()
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_that_apply_the_same_events_apply_each_once() {
    let (_database, one, other) = two().await;
    let story = Story::new();
    one.deliver(&story.told()).await;
    let events: Vec<_> = (2..42)
        .map(|version| story.report(version, "2026-07-06", version as f64, 9))
        .collect();
    let all = async |world: &World, size| {
        for batch in events.chunks(size) {
            world.deliver(batch).await;
        }
    };
    tokio::join!(all(&one, 3), all(&other, 5));
    for world in [&one, &other] {
        let status = world.status(&story.plan).await;
        assert_eq!(status.reports_applied, 40);
        assert_eq!(
            (status.tasks[0].task_version, status.tasks[0].percent),
            (41, 41.0)
        );
        assert_eq!(status.open_alerts.len(), 1);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }
    assert_eq!(one.said_of("alert_raised").await, 1);
    assert_eq!(one.said_of("light_changed").await, 5);
    assert_eq!(one.said_of("forecast_changed").await, 6);
    let said = one.said().await;
    let distinct: BTreeSet<_> = said
        .iter()
        .map(|event| (&event.event_type, &event.subject, event.aggregateversion))
        .collect();
    assert_eq!(distinct.len(), said.len(), "nothing is said twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_explain_at_once_one_does() {
    let (_database, one, other) = two().await;
    let story = Story::new();
    one.deliver(&story.told()).await;
    one.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
    let alert = one.alert(&story.plan).await;
    let explain = |who: &str| pb::ExplainAlertRequest {
        alert_id: alert.id.clone(),
        explanation: format!("{who} says why"),
        expected_version: alert.version,
    };
    let answers = tokio::join!(
        one.explain_alert(one.person("P-T1"), explain("one")),
        other.explain_alert(other.person("P-T1"), explain("other")),
    );
    let (explained, refused) = match answers {
        (Ok(explained), Err(refused)) | (Err(refused), Ok(explained)) => (explained, refused),
        both => panic!("{both:?}"),
    };
    assert_eq!(reason(&refused), "VERSION_MISMATCH");
    for world in [&one, &other] {
        assert_eq!(world.alert(&story.plan).await, explained);
    }
    assert_eq!(one.said_of("alert_changed").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_department_does_not_overtake_a_newer_one() {
    let (database, one, _) = two().await;
    let story = Story::new();
    one.deliver(&story.told()).await;
    // Another replica is about to commit version 3 while this one applies version 2.
    let mut tx = database.pool().begin().await.unwrap();
    execute(
        &mut tx,
        "UPDATE departments SET head = 'P-NEW', version = 3 WHERE code = 'SALES'",
    )
    .await;
    let older = [department("SALES", "HQ", "P-OLD", 2)];
    let held = async {
        held_up(&database.pool()).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(one.deliver(&older), held);
    one.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
    one.until("2026-07-07T16:00:00Z").await;
    one.until("2026-07-09T16:00:00Z").await;
    assert_eq!(one.alert(&story.plan).await.assignee, "P-NEW");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timer_that_was_claimed_by_a_replica_that_died_is_done_by_another() {
    let (database, one, other) = two().await;
    let story = Story::new();
    one.deliver(&story.told()).await;
    one.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
    one.clock.set(at("2026-07-07T16:00:00Z")).unwrap();
    // The first replica has claimed the timer and cannot write the alert yet: there its connection is cut.
    let mut tx = database.pool().begin().await.unwrap();
    execute(&mut tx, "SELECT 1 FROM alerts FOR UPDATE").await;
    let cut = async {
        let pid = held_up(&database.pool()).await;
        execute(&mut tx, &format!("SELECT pg_terminate_backend({pid})")).await;
        tx.rollback().await.unwrap();
    };
    let (done, ()) = tokio::join!(one.try_run_due(), cut);
    assert!(done.is_err(), "what was claimed was not committed");
    assert_eq!(
        one.alert(&story.plan).await.level,
        1,
        "nothing of it is left"
    );
    drop(one);
    other.run_due().await;
    let alert = other.alert(&story.plan).await;
    assert_eq!((alert.level, alert.assignee.as_str()), (2, "P-KR"));
    assert_eq!(other.said_of("alert_escalated").await, 1);
    other.run_due().await;
    assert_eq!(other.alert(&story.plan).await, alert);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_sees_at_once_what_the_other_has_committed() {
    let (_database, one, other) = two().await;
    let story = Story::new();
    one.deliver(&story.told()).await;
    let mut task = story.tasks[0].clone();
    task.actual_start = "2026-07-06".into();
    task.last_reported_on = "2026-07-06".into();
    for version in 2..12 {
        (task.version, task.percent) = (version, version as f64);
        let (writer, reader) = if version % 2 == 0 {
            (&one, &other)
        } else {
            (&other, &one)
        };
        writer.deliver(&[reported(&task, "2026-07-06")]).await;
        let status = reader.status(&story.plan).await;
        assert_eq!(
            (status.tasks[0].task_version, status.reports_applied),
            (version, version - 1)
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_level_lapses_once_whoever_looks() {
    let (_database, one, other) = two().await;
    let stories: Vec<Story> = (0..6).map(|_| Story::new()).collect();
    for story in &stories {
        one.deliver(&story.told()).await;
        one.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
    }
    one.clock.set(at("2026-07-07T16:00:00Z")).unwrap();
    tokio::join!(one.run_due(), other.run_due(), one.run_due());
    for story in &stories {
        for world in [&one, &other] {
            let alert = world.alert(&story.plan).await;
            assert_eq!((alert.level, alert.assignee.as_str()), (2, "P-KR"));
            let lapses = |entry: &&pb::AlertEntry| entry.what == "lapsed";
            assert_eq!(alert.history.iter().filter(lapses).count(), 1);
        }
    }
    assert_eq!(one.said_of("alert_escalated").await, stories.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_timer_outlives_the_replica_that_set_it() {
    let (database, one, other) = two().await;
    drop(other);
    let story = Story::new();
    one.deliver(&story.told()).await;
    one.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
    drop(one);
    let late = World::replica(
        database.pool(),
        Clock::simulated(at("2026-07-15T02:00:00Z")),
    );
    late.run_due().await;
    assert_eq!(
        late.alert(&story.plan).await.level,
        2,
        "late, and still one level after the other"
    );
    assert_eq!(late.differences(&story.plan).await, [] as [String; 0]);
}
