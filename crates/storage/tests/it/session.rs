//! A session lives as long as its process is heard of.

use std::time::{Duration, Instant};

use cascade_storage::{DbKind, DbPool, Session};
use cascade_testkit::{both_databases, eventually};

use crate::schema::MIGRATIONS;

const LOCK: (i32, i32) = (7_215, 1);

async fn takes(session: &Session) -> bool {
    session.try_lock(LOCK.0, LOCK.1).await.unwrap()
}

both_databases! {
    migrations = [&MIGRATIONS];

    async fn what_has_frozen_keeps_no_lock(pool: DbPool) {
        if pool.kind() == DbKind::Sqlite {
            assert!(Session::open(&pool).await.unwrap().is_none());
            return;
        }
        let (held, is_held) = tokio::sync::oneshot::channel();
        let of = pool.clone();
        // A process of its own as far as a session goes: nothing in it moves while its only thread sleeps.
        let frozen = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let session = Session::open(&of).await.unwrap().unwrap();
                assert!(takes(&session).await);
                held.send(()).unwrap();
                std::thread::sleep(Duration::from_secs(10));
                eventually("it finds out", || async { session.is_over().then_some(()) }).await;
            });
        });
        is_held.await.unwrap();
        let began = Instant::now();
        let other = Session::open(&pool).await.unwrap().unwrap();
        assert!(!takes(&other).await);
        eventually("the lock is free", || async { takes(&other).await.then_some(()) }).await;
        assert!(began.elapsed() > Duration::from_secs(3), "it had time to be late");
        tokio::task::spawn_blocking(|| frozen.join().unwrap()).await.unwrap();
        assert!(!other.is_over(), "one that is heard of stays");
    }
}
