use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::clock::Clock;
use cascade_testkit::TestDatabase;

use crate::{
    story::{Story, reported},
    support::{NOW, World, at},
};

/// Two replicas over one PostgreSQL database, as while a partition is taken over.
async fn two() -> (TestDatabase, World, World) {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let clock = Clock::simulated(at(NOW));
    let one = World::replica(database.pool(), clock.clone());
    let other = World::replica(database.pool(), clock);
    (database, one, other)
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
