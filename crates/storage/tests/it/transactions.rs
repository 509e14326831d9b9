//! Nothing leaves a transaction open: no drop, no caller that hangs up, no panic.

use std::{future::Future, task::Poll, time::Duration};

use cascade_storage::{DbKind, DbPool, StorageErrorKind, insert_all, mutation, on_conn};
use cascade_testkit::{both_databases, eventually};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::schema::{MIGRATIONS, shelf, shelves};

async fn shelves_in(pool: &DbPool) -> i64 {
    let mut conn = pool.get().await.unwrap();
    on_conn!(&mut conn, c => shelves::table.count().get_result(c).await).unwrap()
}

/// Polls the work so often, and drops it.
async fn hang_up_after(polls: usize, work: impl Future<Output = ()>) {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    let polling = std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        work.as_mut().poll(context)
    });
    // The last await of the work never ends.
    let _ = tokio::time::timeout(Duration::from_millis(20), polling).await;
}

both_databases! {
    migrations = [&MIGRATIONS];

    async fn a_transaction_that_nobody_goes_on_with_is_ended_by_the_server(pool: DbPool) {
        if pool.kind() == DbKind::Sqlite {
            // A file's lock goes with its process, and no other machine has the file.
            return;
        }
        let mut frozen = pool.begin().await.unwrap();
        shelf(&mut frozen).await;
        let gone = eventually("the server lets go of it", || async {
            let mut conn = pool.get().await.unwrap();
            let left: i64 = on_conn!(&mut conn, c => {
                diesel::dsl::sql::<diesel::sql_types::BigInt>(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
                )
                .get_result(c)
                .await
            })
            .unwrap();
            (left == 0).then_some(())
        });
        gone.await;
        assert!(frozen.commit().await.is_err(), "what it wrote is undone");
        assert_eq!(shelves_in(&pool).await, 0);
    }

    async fn a_commit_stays_and_a_rollback_does_not(pool: DbPool) {
        let mut tx = pool.begin().await.unwrap();
        shelf(&mut tx).await;
        tx.commit().await.unwrap();
        let mut tx = pool.begin().await.unwrap();
        shelf(&mut tx).await;
        tx.rollback().await.unwrap();
        assert_eq!(shelves_in(&pool).await, 1);
    }

    async fn a_dropped_transaction_is_undone_and_nobody_finds_himself_in_it(pool: DbPool) {
        // More often than there are connections.
        for _ in 0..20 {
            let mut tx = pool.begin().await.unwrap();
            shelf(&mut tx).await;
            drop(tx);
            let mut conn = pool.get().await.unwrap();
            shelf(&mut conn).await;
        }
        assert_eq!(shelves_in(&pool).await, 20);
    }

    async fn a_caller_that_hangs_up_leaves_nothing_open(pool: DbPool) {
        // Cut off at each point at which it waits, BEGIN among them.
        for polls in 0..40 {
            let work = async {
                let mut tx = pool.begin().await.unwrap();
                shelf(&mut tx).await;
                std::future::pending::<()>().await;
            };
            hang_up_after(polls, work).await;
        }
        // Would find itself inside an open transaction, or wait for one, if any of the above were still there.
        let mut tx = pool.begin().await.unwrap();
        shelf(&mut tx).await;
        tx.commit().await.unwrap();
        assert_eq!(shelves_in(&pool).await, 1);
        if pool.kind() == DbKind::Postgres {
            eventually("no session is idle in a transaction", || async {
                let mut conn = pool.get().await.unwrap();
                let open: i64 = on_conn!(&mut conn, c => diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(
                    "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%')",
                )).get_result(c).await).unwrap();
                (open == 0).then_some(())
            }).await;
        }
    }

    async fn a_mutation_outlives_its_caller(pool: DbPool) {
        let inner = pool.clone();
        let change = mutation(async move {
            let mut tx = inner.begin().await.unwrap();
            shelf(&mut tx).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            tx.commit().await.unwrap();
        });
        assert!(tokio::time::timeout(Duration::from_millis(20), change).await.is_err());
        eventually("the change is committed", || async { (shelves_in(&pool).await == 1).then_some(()) }).await;
    }

    async fn a_mutation_that_panics_is_undone_and_an_internal_error(pool: DbPool) {
        let inner = pool.clone();
        let error = mutation(async move {
            let mut tx = inner.begin().await.unwrap();
            shelf(&mut tx).await;
            panic!("a bug");
        }).await.map(|(): ()| ()).unwrap_err();
        assert_eq!(error.kind(), &StorageErrorKind::Internal);
        assert_eq!(shelves_in(&pool).await, 0);
    }

    async fn a_commit_wakes_who_waits_for_it(pool: DbPool) {
        let mut tx = pool.begin().await.unwrap();
        shelf(&mut tx).await;
        tx.rollback().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_millis(50), pool.committed()).await.is_err());
        let mut tx = pool.begin().await.unwrap();
        insert_all!(&mut tx, shelves::table, &[shelves::id.eq("one")]).unwrap();
        tx.commit().await.unwrap();
        tokio::time::timeout(Duration::from_secs(1), pool.committed()).await.unwrap();
    }
}
