use std::{sync::Arc, time::Duration};

use cascade_proto::tasks::v1 as pb;
use cascade_storage::{DbConn, DbPool, mutation};
use cascade_testkit::{TestDatabase, both_databases, eventually};
use diesel::{QueryableByName, sql_query, sql_types::BigInt};
use diesel_async::RunQueryDsl;
use futures::future::join_all;

use crate::support::{Plan, World, reason, report, waiting};

async fn postgres() -> TestDatabase {
    TestDatabase::postgres(&cascade_tasks::MIGRATIONS).await
}

async fn versions(world: &World, task: &pb::Task) -> Vec<i64> {
    let ask = pb::ListProgressRequest {
        task_id: task.id.clone(),
        page_size: 500,
        ..pb::ListProgressRequest::default()
    };
    let history = world.list_progress(world.admin(), ask).await.unwrap();
    history
        .reports
        .iter()
        .map(|report| report.task_version)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_reports_at_once_make_twenty_versions() {
    let database = postgres().await;
    let (world, _, tasks) = World::with_plan(database.pool()).await;
    let all = (0..20).map(|i| {
        let request = pb::ReportProgressRequest {
            percent: f64::from(i),
            note: "at once".into(),
            ..report(&tasks["T1"])
        };
        world.report_progress(world.keyed(&format!("k{i}")), request)
    });
    for answer in join_all(all).await {
        answer.unwrap();
    }
    assert_eq!(
        versions(&world, &tasks["T1"]).await,
        (2..=21).collect::<Vec<i64>>()
    );
    let told = format!("outbox WHERE subject = '{}'", tasks["T1"].id);
    assert_eq!(world.count(&told).await, 21);
    // The order in which events leave is the order of versions.
    let swapped = format!(
        "outbox a JOIN outbox b ON a.subject = b.subject AND a.id < b.id AND a.aggregate_version > b.aggregate_version WHERE a.subject = '{}'",
        tasks["T1"].id
    );
    assert_eq!(world.count(&swapped).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_report_sent_ten_times_at_once_is_one() {
    let database = postgres().await;
    let (world, _, tasks) = World::with_plan(database.pool()).await;
    let request = pb::ReportProgressRequest {
        expected_version: 1,
        ..report(&tasks["T1"])
    };
    let answers =
        join_all((0..10).map(|_| world.report_progress(world.keyed("k"), request.clone()))).await;
    let first = answers[0].as_ref().unwrap();
    for answer in &answers {
        assert_eq!(answer.as_ref().unwrap(), first);
    }
    assert_eq!(versions(&world, &tasks["T1"]).await, [2]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_halves_of_a_cycle_at_once_are_not_both_taken() {
    let database = postgres().await;
    let world = World::over(database.pool());
    for round in 0..5 {
        let (a, b) = (Plan::new(), Plan::new());
        let first = world.import(a.import(vec![a.task("A")])).await["A"].clone();
        let second = world.import(b.import(vec![b.task("B")])).await["B"].clone();
        let (one, two) = tokio::join!(
            world.import_tasks(
                world.admin(),
                a.import(vec![waiting(a.task("A"), &second.id)])
            ),
            world.import_tasks(
                world.admin(),
                b.import(vec![waiting(b.task("B"), &first.id)])
            ),
        );
        let refused = match (one, two) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            other => panic!("round {round}: {other:?}"),
        };
        assert_eq!(reason(&refused), "TASK_CYCLE");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn imports_edits_reports_and_batches_do_not_wait_in_a_circle() {
    let database = postgres().await;
    let (world, plan, tasks) = World::with_plan(database.pool()).await;
    let world = Arc::new(world);
    let rounds = (0..8).map(|i| {
        let (world, tasks) = (Arc::clone(&world), tasks.clone());
        let mut renamed = plan.task("T2");
        renamed.name = format!("name {i}");
        let import = plan.import(vec![renamed, plan.task("T1")]);
        async move {
            let item = |code: &str| pb::report_progress_batch_request::Item {
                idempotency_key: String::new(),
                report: Some(report(&tasks[code])),
            };
            let mut state = tasks["T1"].clone();
            state.description = format!("description {i}");
            let update = pb::UpdateTaskRequest {
                task: Some(state),
                update: vec!["description".into()],
                expected_version: 0,
            };
            let batch = pb::ReportProgressBatchRequest {
                items: vec![item("T2"), item("T1")],
            };
            let (a, b, c, d) = tokio::join!(
                world.import_tasks(world.admin(), import),
                world.update_task(world.admin(), update),
                world.report_progress(world.admin(), report(&tasks["T1"])),
                world.report_progress_batch(world.admin(), batch),
            );
            (a.unwrap(), b.unwrap(), c.unwrap(), d.unwrap())
        }
    });
    join_all(rounds).await;
    assert_eq!(world.count("progress_reports").await, 24);
    assert_eq!(
        world.count("outbox").await,
        world
            .count("(SELECT DISTINCT subject, aggregate_version FROM outbox) AS told")
            .await,
        "each version is told once"
    );
}

/// Transactions of this database that are open and wait for their client.
async fn idle_in_transaction(pool: &DbPool) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let DbConn::Postgres(mut conn) = pool.get().await.unwrap() else {
        panic!("PostgreSQL only")
    };
    let row: Count = sql_query(
        "SELECT COUNT(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
    )
    .get_result(&mut conn)
    .await
    .unwrap();
    row.n
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_that_hangs_up_leaves_no_transaction_open() {
    let database = postgres().await;
    let (world, _, tasks) = World::with_plan(database.pool()).await;
    // Another transaction holds the row, so that the report is certainly in the middle when its caller goes.
    let mut holder = world.pool.begin().await.unwrap();
    let DbConn::Postgres(c) = &mut *holder else {
        panic!("PostgreSQL only")
    };
    sql_query("SELECT id FROM tasks FOR UPDATE")
        .execute(c)
        .await
        .unwrap();
    let call = world.report_progress(world.keyed("gone"), report(&tasks["T1"]));
    assert!(
        tokio::time::timeout(Duration::from_millis(300), call)
            .await
            .is_err()
    );
    holder.commit().await.unwrap();
    eventually("the report is finished without its caller", || async {
        (world.count("progress_reports").await == 1).then_some(())
    })
    .await;
    eventually("no transaction is left open", || async {
        (idle_in_transaction(&world.pool).await == 0).then_some(())
    })
    .await;
    let again = world
        .report_progress(world.keyed("gone"), report(&tasks["T1"]))
        .await
        .unwrap();
    assert_eq!(
        again.report.unwrap().task_version,
        2,
        "asked again, the caller learns what became of it"
    );
    assert_eq!(world.count("progress_reports").await, 1);
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn a_mutation_that_panics_gives_its_connection_back(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let broken = world.pool.clone();
        let panicked = mutation(async move {
            let _tx = broken.begin().await.unwrap();
            panic!("a bug");
        });
        let panicked: Result<(), _> = panicked.await;
        assert!(panicked.is_err());
        world.report_progress(world.admin(), report(&tasks["T1"])).await.unwrap();
        assert_eq!(world.count("progress_reports").await, 1);
    }
}
