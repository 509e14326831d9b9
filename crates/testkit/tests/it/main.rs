//! The testkit itself: what it makes is apart, goes away, and tells differences.

#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use cascade_events::{Bus, NewEvent, outbox};
use cascade_storage::{DbPool, MigrationSet, StorageConfig, on_conn};
use cascade_testkit::{TestBroker, TestDatabase, assert_same_shape, both_databases};
use diesel_async::SimpleAsyncConnection;
use diesel_migrations::embed_migrations;

static UNLIKE: MigrationSet = MigrationSet {
    postgres: embed_migrations!("tests/migrations/postgres"),
    sqlite: embed_migrations!("tests/migrations/sqlite"),
};

async fn backlog(pool: &DbPool) -> i64 {
    outbox::backlog(&mut pool.get().await.unwrap())
        .await
        .unwrap()
        .0
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, &UNLIKE];

    async fn a_database_is_migrated_by_every_set(pool: DbPool) {
        assert_eq!(backlog(&pool).await, 0);
        let mut conn = pool.get().await.unwrap();
        on_conn!(&mut conn, c => c.batch_execute("INSERT INTO plans VALUES ('a', 'b', 2026)").await).unwrap();
    }
}

#[tokio::test]
async fn each_test_has_a_database_of_its_own_and_it_goes_with_the_test() {
    let one = TestDatabase::postgres(&[&cascade_events::MIGRATIONS]).await;
    let two = TestDatabase::postgres(&[&cascade_events::MIGRATIONS]).await;
    let mut tx = one.pool().begin().await.unwrap();
    let event = NewEvent {
        event_type: "cascade.tasks.task_changed.v1".to_owned(),
        source: "/cascade/tasks".to_owned(),
        subject: "task-1".to_owned(),
        partition_key: "plan-1".to_owned(),
        time: "2026-07-01T12:00:00Z".parse().unwrap(),
        aggregate_version: 1,
        data: cascade_events::EventData::default(),
    };
    outbox::append(&mut tx, &[event]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(backlog(&one.pool()).await, 1);
    assert_eq!(backlog(&two.pool()).await, 0);

    let config: StorageConfig = one.config();
    drop(one);
    assert!(DbPool::connect(&config).await.is_err(), "still there");
    assert_eq!(backlog(&two.pool()).await, 0);
}

#[tokio::test]
#[should_panic(expected = "plans.name")]
async fn a_column_that_may_be_empty_on_one_side_is_seen() {
    assert_same_shape(&[&UNLIKE]).await;
}

#[tokio::test]
#[should_panic(expected = "plans_name_year")]
async fn an_index_in_another_order_is_seen() {
    assert_same_shape(&[&UNLIKE]).await;
}

#[tokio::test]
async fn each_test_has_a_virtual_host_of_its_own_and_it_goes_with_the_test() {
    let connect = |url: String| {
        let config = cascade_events::RabbitMqConfig {
            url,
            ..cascade_events::RabbitMqConfig::default()
        };
        cascade_events::RabbitMq::new(config, Vec::new())
    };
    let broker = TestBroker::start();
    let url = broker.url();
    connect(url.clone()).ready().await.unwrap();
    drop(broker);
    assert!(connect(url).ready().await.is_err(), "still there");
}
