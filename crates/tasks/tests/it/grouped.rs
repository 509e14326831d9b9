//! Reports of many callers that share a transaction, each with an answer of its own.

use std::{sync::Arc, time::Duration};

use cascade_proto::tasks::v1 as pb;
use cascade_storage::DbConn;
use cascade_testkit::{TestDatabase, eventually};
use diesel::{QueryableByName, sql_query, sql_types::BigInt};
use diesel_async::RunQueryDsl;
use futures::future::join_all;

use crate::support::{World, fields, reason, report};

/// A world whose first report is held up in the database, so that those that come meanwhile wait for the next transaction together.
struct HeldUp {
    _database: TestDatabase,
    world: Arc<World>,
    tasks: std::collections::BTreeMap<String, pb::Task>,
}

impl HeldUp {
    async fn new() -> Self {
        let database = TestDatabase::postgres(&cascade_tasks::MIGRATIONS).await;
        let (world, _, tasks) = World::with_plan(database.pool()).await;
        Self {
            _database: database,
            world: Arc::new(world),
            tasks: tasks.into_iter().collect(),
        }
    }

    /// Sends these while a report on T1 is held up, and answers what came of each.
    async fn send(
        &self,
        reports: Vec<(&str, pb::ReportProgressRequest)>,
    ) -> Vec<Result<pb::ReportProgressResponse, tonic::Status>> {
        let mut tx = self.world.pool.begin().await.unwrap();
        let hold = format!(
            "SELECT 1 FROM tasks WHERE id = '{}' FOR UPDATE",
            self.tasks["T1"].id
        );
        execute(&mut tx, &hold).await;
        let first = self
            .world
            .report_progress(self.world.keyed("first"), report(&self.tasks["T1"]));
        let others = async {
            eventually("the first report is held up", || async {
                (self.world.count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").await > 0)
                    .then_some(())
            })
            .await;
            let sent = reports
                .into_iter()
                .map(|(key, request)| self.world.report_progress(self.world.keyed(key), request));
            let release = async {
                // Time for all of them to arrive.
                tokio::time::sleep(Duration::from_millis(500)).await;
                tx.rollback().await.unwrap();
            };
            tokio::join!(join_all(sent), release).0
        };
        let (first, others) = tokio::join!(first, others);
        first.unwrap();
        others
    }

    /// Transactions that wrote reports.
    async fn transactions(&self) -> i64 {
        self.world
            .count("(SELECT DISTINCT xmin::text FROM progress_reports) AS transactions")
            .await
    }
}

async fn execute(conn: &mut DbConn, statement: &str) {
    #[derive(QueryableByName)]
    struct One {
        #[diesel(sql_type = BigInt)]
        #[allow(dead_code, reason = "only the lock is wanted")]
        one: i64,
    }
    let DbConn::Postgres(conn) = conn else {
        panic!("locks are PostgreSQL's")
    };
    let statement = statement.replace("SELECT 1", "SELECT 1::bigint AS one");
    let _: Vec<One> = sql_query(statement).load(conn).await.unwrap();
}

fn at(task: &pb::Task, percent: f64) -> pb::ReportProgressRequest {
    pb::ReportProgressRequest {
        percent,
        ..report(task)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn those_that_come_together_are_written_together() {
    let held = HeldUp::new().await;
    let (first, second) = (&held.tasks["T1"], &held.tasks["T2"]);
    let unknown = pb::ReportProgressRequest {
        task_id: uuid::Uuid::now_v7().to_string(),
        ..report(first)
    };
    let mut reports = vec![
        ("bad", at(second, 120.0)),
        ("unknown", unknown),
        ("twin", at(second, 10.0)),
        ("twin", at(second, 10.0)),
        ("twin", at(second, 11.0)),
    ];
    let keys: Vec<String> = (0..20).map(|at| format!("k{at}")).collect();
    for (number, key) in (20..).zip(&keys) {
        let task = if number % 2 == 0 { first } else { second };
        reports.push((key, at(task, f64::from(number))));
    }
    let mut answers = held.send(reports).await;
    let others = answers.split_off(5);
    let broken = fields(answers[0].as_ref().unwrap_err());
    assert_eq!(broken[0], ("percent".to_owned(), "TRACK-005".to_owned()));
    assert_eq!(reason(answers[1].as_ref().unwrap_err()), "NOT_FOUND");
    // Which of the three came first is left to chance: the two that say the same are answered alike.
    assert_eq!(answers[2].is_ok(), answers[3].is_ok());
    assert_eq!(answers[2].is_ok(), answers[4].is_err());
    if let (Ok(one), Ok(other)) = (&answers[2], &answers[3]) {
        assert_eq!(one, other);
    }
    let mut versions: Vec<i64> = others
        .into_iter()
        .map(|answer| answer.unwrap().task.unwrap())
        .filter(|task| task.id == first.id)
        .map(|task| task.version)
        .collect();
    versions.sort_unstable();
    assert_eq!(versions, (3..13).collect::<Vec<i64>>());
    assert_eq!(held.world.count("progress_reports").await, 22);
    let told = "outbox WHERE event_type = 'cascade.tasks.progress_reported.v1'";
    assert_eq!(held.world.count(told).await, 22);
    assert_eq!(
        held.world
            .count("idempotency_keys WHERE method = 'ReportProgress'")
            .await,
        22
    );
    assert_eq!(held.transactions().await, 2, "the first, then all others");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_database_refuses_of_one_is_not_refused_of_the_others() {
    let held = HeldUp::new().await;
    // A key that somebody else's transaction, not yet committed, has used: the group is refused as a whole.
    let mut other = held.world.pool.begin().await.unwrap();
    let taken = "INSERT INTO idempotency_keys (key, actor, method, request_hash, response, created_at) \
                 VALUES ('taken', 'P-ADMIN', 'ReportProgress', 'another', '', now()) RETURNING 1::bigint AS one";
    execute(&mut other, taken).await;
    let commit = async {
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        other.commit().await.unwrap();
    };
    let second = &held.tasks["T2"];
    let reports = vec![
        ("a", at(second, 10.0)),
        ("taken", at(second, 11.0)),
        ("b", at(second, 12.0)),
    ];
    let (answers, ()) = tokio::join!(held.send(reports), commit);
    assert!(answers[0].is_ok() && answers[2].is_ok(), "{answers:?}");
    assert!(answers[1].is_err());
    assert_eq!(held.world.count("progress_reports").await, 3);
}
