//! Database errors, each of its kind.

use cascade_storage::{
    DbConn, DbKind, DbPool, StorageError, StorageErrorKind, insert_all, on_conn,
};
use cascade_testkit::{TestDatabase, both_databases};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::schema::{Item, ItemId, MIGRATIONS, ShelfId, item, items, shelf};

async fn insert(conn: &mut DbConn, row: Item) -> Result<usize, StorageError> {
    insert_all!(conn, items::table, std::slice::from_ref(&row))
}

both_databases! {
    migrations = [&MIGRATIONS];

    async fn each_violation_has_its_kind(pool: DbPool) {
        let mut conn = pool.get().await.unwrap();
        let shelf = shelf(&mut conn).await;
        insert(&mut conn, item(shelf, "a")).await.unwrap();

        let twice = insert(&mut conn, item(shelf, "a")).await.unwrap_err();
        let StorageErrorKind::UniqueViolation { constraint } = twice.kind() else { panic!("{twice:?}") };
        let expected = match pool.kind() {
            DbKind::Postgres => "items_code_key",
            DbKind::Sqlite => "items.code",
        };
        assert_eq!(constraint, expected);
        assert_eq!(twice.to_string(), "the value is taken");

        let orphan = insert(&mut conn, item(ShelfId::new(), "b")).await.unwrap_err();
        assert_eq!(orphan.kind(), &StorageErrorKind::ForeignKeyViolation);

        let negative = insert(&mut conn, Item { count: -1, ..item(shelf, "c") }).await.unwrap_err();
        assert_eq!(negative.kind(), &StorageErrorKind::CheckViolation);

        let missing = on_conn!(&mut conn, c => {
            items::table.find(ItemId::new()).select(items::code).first::<String>(c).await
        });
        let missing = StorageError::from(missing.unwrap_err());
        assert_eq!(missing.kind(), &StorageErrorKind::NotFound);
        assert!(!missing.is_transient());
    }

    async fn what_may_be_shown_tells_nothing_of_the_inside(pool: DbPool) {
        let mut conn = pool.get().await.unwrap();
        let error = StorageError::from(on_conn!(&mut conn, c => {
            diesel::sql_query("SELECT secret FROM nowhere").execute(c).await
        }).unwrap_err());
        assert_eq!(error.kind(), &StorageErrorKind::Internal);
        assert_eq!(error.to_string(), "the database refused a statement");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("nowhere"), "{cause}");
    }
}

#[tokio::test]
async fn a_deadlock_is_a_conflict() {
    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let pool = database.pool();
    let mut tx = pool.begin().await.unwrap();
    let shelf = shelf(&mut tx).await;
    let (a, b) = (item(shelf, "a"), item(shelf, "b"));
    insert_all!(&mut tx, items::table, &[a.clone(), b.clone()]).unwrap();
    tx.commit().await.unwrap();

    let touch = |first: ItemId, second: ItemId| {
        let pool = pool.clone();
        async move {
            let mut tx = pool.begin().await?;
            for id in [first, second] {
                on_conn!(&mut tx, c => {
                    diesel::update(items::table.find(id)).set(items::count.eq(items::count + 1)).execute(c).await
                })?;
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            tx.commit().await
        }
    };
    let (one, other) = tokio::join!(touch(a.id, b.id), touch(b.id, a.id));
    let error = one.err().or(other.err()).unwrap();
    assert_eq!(error.kind(), &StorageErrorKind::Conflict);
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_server_that_ends_connections_is_unavailable_and_then_back() {
    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let pool = database.pool();
    let mut open = pool.begin().await.unwrap();
    let mut idle = pool.get().await.unwrap();
    let mut admin = pool.get().await.unwrap();
    let more = [pool.get().await.unwrap(), pool.get().await.unwrap()];
    on_conn!(&mut idle, c => c.batch_execute("SELECT 1").await).unwrap();
    drop((idle, more));
    on_conn!(&mut admin, c => c.batch_execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    ).await)
    .unwrap();

    let error = StorageError::from(
        on_conn!(&mut open, c => c.batch_execute("SELECT 1").await).unwrap_err(),
    );
    assert_eq!(error.kind(), &StorageErrorKind::Unavailable, "{error:?}");
    drop(open);
    // What has done nothing yet does not notice that the kept connections are dead.
    pool.begin().await.unwrap().rollback().await.unwrap();
    pool.ping().await.unwrap();
}
