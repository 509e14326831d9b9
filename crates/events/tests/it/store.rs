//! Outbox, inbox, idempotency keys and retention on both databases.

use std::sync::Arc;

use cascade_events::{
    CloudEvent, MIGRATIONS, Relay, RelayConfig, Retention, RetentionConfig,
    idempotency::{self, Key, Seen},
    inbox, outbox,
};
use cascade_storage::{DbConn, DbPool, StorageErrorKind};
use cascade_testkit::{RecordingBus, TestDatabase, assert_same_shape, both_databases, eventually};
use chrono::TimeDelta;
use diesel::QueryableByName;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::support::{append_each, clock, new_event, noon, waiting};

fn key(request: &str) -> Key {
    Key {
        key: "k-1".to_owned(),
        actor: "zhang.wei".to_owned(),
        method: "tasks.ReportProgress".to_owned(),
        request_hash: request.to_owned(),
    }
}

async fn publish_all(pool: &DbPool) -> Vec<CloudEvent> {
    let (bus, stop) = (RecordingBus::new(), CancellationToken::new());
    let relay = Relay::new(
        "tasks",
        pool.clone(),
        Arc::<RecordingBus>::clone(&bus),
        RelayConfig::default(),
        clock(),
    );
    let work = tokio::spawn(relay.run(stop.clone()));
    eventually("nothing waits", || async {
        (waiting(pool).await == 0).then_some(())
    })
    .await;
    stop.cancel();
    work.await.unwrap();
    bus.confirmed()
}

both_databases! {
    migrations = [&MIGRATIONS];

    async fn what_is_appended_in_one_go_leaves_in_that_order(pool: DbPool) {
        let events: Vec<_> = (1..=700).map(|number| new_event("plan-1", number)).collect();
        let mut tx = pool.begin().await.unwrap();
        outbox::append(&mut tx, &[]).await.unwrap();
        outbox::append(&mut tx, &events).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(waiting(&pool).await, 700);

        let left = publish_all(&pool).await;
        let versions: Vec<i64> = left.iter().map(|event| event.aggregateversion).collect();
        assert_eq!(versions, (1..=700).collect::<Vec<_>>());
        let first = &left[0];
        assert_eq!(first.data, events[0].data);
        assert_eq!((first.subject.as_str(), first.time), ("task-1", noon()));
        assert_eq!(outbox::published(&pool).await.unwrap(), left);
    }

    async fn an_event_that_is_rolled_back_was_never_said(pool: DbPool) {
        let mut tx = pool.begin().await.unwrap();
        outbox::append(&mut tx, &[new_event("plan-1", 1)]).await.unwrap();
        tx.rollback().await.unwrap();
        append_each(&pool, &[new_event("plan-1", 2)]).await;
        let left = publish_all(&pool).await;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].aggregateversion, 2);
        assert_eq!(left[0].sequence.as_deref(), Some("00000000000000000001"));
    }

    async fn an_event_is_new_to_each_consumer_once(pool: DbPool) {
        let ids: Vec<Uuid> = (0..1_500).map(|_| Uuid::now_v7()).collect();
        let claim = async |consumer: &str, ids: &[Uuid]| {
            let mut tx = pool.begin().await.unwrap();
            let deliveries = ids.iter().map(|id| (*id, *id)).collect();
            let new = inbox::claim(&mut tx, consumer, deliveries, noon()).await.unwrap();
            tx.commit().await.unwrap();
            new
        };
        let twice = [ids[1], ids[2], ids[0], ids[2], ids[1]];
        assert_eq!(claim("monitoring", &twice).await, [ids[1], ids[2], ids[0]], "each once, in the order of the batch");
        assert_eq!(claim("monitoring", &ids).await, ids[3..]);
        assert!(claim("monitoring", &ids).await.is_empty());
        assert_eq!(claim("resources", &ids).await.len(), 1_500);
        assert!(claim("resources", &[]).await.is_empty());

        let mut tx = pool.begin().await.unwrap();
        let late = Uuid::now_v7();
        assert_eq!(inbox::claim(&mut tx, "goals", vec![(late, ())], noon()).await.unwrap().len(), 1);
        tx.rollback().await.unwrap();
        assert_eq!(claim("goals", &[late]).await.len(), 1, "what was undone is new again");
    }

    async fn an_answer_is_given_again_and_a_key_is_not_used_twice(pool: DbPool) {
        let mut tx = pool.begin().await.unwrap();
        assert_eq!(idempotency::lookup(&mut tx, &key("a")).await.unwrap(), Seen::New);
        idempotency::record(&mut tx, &key("a"), b"answer", noon()).await.unwrap();
        tx.commit().await.unwrap();

        let mut conn = pool.get().await.unwrap();
        assert_eq!(idempotency::lookup(&mut conn, &key("a")).await.unwrap(), Seen::Answered(b"answer".to_vec()));
        assert_eq!(idempotency::lookup(&mut conn, &key("b")).await.unwrap(), Seen::Reused);
        let other = Key { actor: "li.na".to_owned(), ..key("b") };
        assert_eq!(idempotency::lookup(&mut conn, &other).await.unwrap(), Seen::New);
        let twice = idempotency::record(&mut conn, &key("a"), b"other", noon()).await.unwrap_err();
        assert!(matches!(twice.kind(), StorageErrorKind::UniqueViolation { .. }));
    }

    async fn what_is_past_its_time_is_forgotten_and_what_waits_is_not(pool: DbPool) {
        append_each(&pool, &[new_event("plan-1", 1)]).await;
        publish_all(&pool).await;
        append_each(&pool, &[new_event("plan-1", 2)]).await;
        {
            let mut conn = pool.get().await.unwrap();
            inbox::claim(&mut conn, "monitoring", vec![(Uuid::now_v7(), ())], noon()).await.unwrap();
            idempotency::record(&mut conn, &key("a"), b"answer", noon()).await.unwrap();
        }
        let after = |days| {
            let retention = Retention::new(
                pool.clone(),
                RetentionConfig { outbox_days: 90, inbox_days: 120, idempotency_days: 7 },
                Arc::new(move || noon() + TimeDelta::days(days)),
            );
            async move { retention.forget().await.unwrap() }
        };
        assert_eq!(after(6).await, 0);
        assert_eq!(after(8).await, 1);
        assert_eq!(after(91).await, 1);
        assert_eq!(after(121).await, 1);
        assert_eq!(waiting(&pool).await, 1);
        let left = publish_all(&pool).await;
        assert_eq!(left[0].sequence.as_deref(), Some("00000000000000000002"), "numbers go on");
    }
}

#[tokio::test]
async fn both_databases_come_to_the_same_shape() {
    assert_same_shape(&[&MIGRATIONS]).await;
}

#[tokio::test]
async fn of_two_that_claim_at_once_one_waits_and_finds_it_known() {
    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let pool = database.pool();
    let ids: Vec<Uuid> = (0..50).map(|_| Uuid::now_v7()).collect();
    let claims = (0..4).map(|turn| {
        let pool = pool.clone();
        let mut ids: Vec<(Uuid, ())> = ids.iter().map(|id| (*id, ())).collect();
        ids.rotate_left(turn * 7);
        tokio::spawn(async move {
            let mut tx = pool.begin().await.unwrap();
            let new = inbox::claim(&mut tx, "monitoring", ids, noon())
                .await
                .unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            tx.commit().await.unwrap();
            new.len()
        })
    });
    let mut claimed = Vec::new();
    for claim in claims.collect::<Vec<_>>() {
        claimed.push(claim.await.unwrap());
    }
    claimed.sort_unstable();
    assert_eq!(claimed, [0, 0, 0, 50]);
}

#[derive(QueryableByName)]
struct PlanLine {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
    text: String,
}

#[tokio::test]
async fn an_outbox_is_looked_at_by_its_index_whatever_it_held_before() {
    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let pool = database.pool();
    let mut conn = pool.get().await.unwrap();
    let DbConn::Postgres(c) = &mut conn else {
        panic!("not PostgreSQL")
    };
    let append = |events: u32| {
        format!(
            "INSERT INTO outbox (event_id, event_type, source, subject, partition_key, slot, time, aggregate_version, data)
            SELECT gen_random_uuid()::text, 't', 's', 's', 'p', 0, now(), n, repeat('x', 900) FROM generate_series(1, {events}) AS n"
        )
    };
    // A backlog, and what usually waits when it is counted afterwards.
    for statement in [
        append(20_000).as_str(),
        "DELETE FROM outbox",
        "VACUUM outbox",
        append(300).as_str(),
        "ANALYZE outbox",
        "DELETE FROM outbox",
    ] {
        c.batch_execute(statement).await.unwrap();
    }
    let look = "EXPLAIN SELECT id FROM outbox WHERE published_at IS NULL AND slot = ANY('{0,1,2,3}'::bigint[]) ORDER BY id LIMIT 500";
    let plan: Vec<PlanLine> = diesel::sql_query(look).load(c).await.unwrap();
    let plan: Vec<String> = plan.into_iter().map(|line| line.text).collect();
    assert!(
        plan.iter().any(|line| line.contains("outbox_unpublished")),
        "{plan:#?}"
    );
}
