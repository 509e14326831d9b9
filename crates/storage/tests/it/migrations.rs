//! Migrations, and the shape that they give.

use std::error::Error;

use cascade_storage::{Column, DbPool, Index, MigrationSet, migrate, pending, schema_shape};
use cascade_testkit::{TestDatabase, assert_same_shape, both_databases};
use diesel_migrations::embed_migrations;

use crate::schema::MIGRATIONS;

/// Of another crate, and by mischance of the same version.
static CLASHING: MigrationSet = MigrationSet {
    postgres: embed_migrations!("tests/clashing"),
    sqlite: embed_migrations!("tests/clashing"),
};

both_databases! {
    migrations = [];

    async fn migrations_run_once(pool: DbPool) {
        assert_eq!(pending(&pool, &[&MIGRATIONS]).await.unwrap(), ["2026-01-01-000000_items"]);
        assert_eq!(migrate(&pool, &[&MIGRATIONS]).await.unwrap(), ["20260101000000"]);
        assert!(migrate(&pool, &[&MIGRATIONS]).await.unwrap().is_empty());
        assert!(pending(&pool, &[&MIGRATIONS]).await.unwrap().is_empty());
    }

    async fn two_migrations_of_one_version_are_refused(pool: DbPool) {
        for sets in [[&MIGRATIONS, &CLASHING], [&CLASHING, &MIGRATIONS]] {
            let refused = migrate(&pool, &sets).await.unwrap_err();
            let refused = refused.source().unwrap().to_string();
            assert!(refused.contains("2026-01-01-000000_items"), "{refused}");
            assert!(refused.contains("2026-01-01-000000_other"), "{refused}");
            assert!(pending(&pool, &sets).await.is_err());
        }
        assert_eq!(pending(&pool, &[&MIGRATIONS]).await.unwrap().len(), 1, "none has run");
    }

    async fn the_shape_is_in_shared_words(pool: DbPool) {
        migrate(&pool, &[&MIGRATIONS]).await.unwrap();
        let shape = schema_shape(&mut pool.get().await.unwrap()).await.unwrap();
        assert_eq!(shape.keys().collect::<Vec<_>>(), ["items", "shelves"]);
        let items = &shape["items"];
        let column = |kind: &str, nullable| Column { kind: kind.to_owned(), nullable };
        assert_eq!(items.columns["ready"], column("bool", false));
        assert_eq!(items.columns["count"], column("bigint", false));
        assert_eq!(items.columns["weight"], column("double", false));
        assert_eq!(items.columns["picture"], column("binary", true));
        assert_eq!(items.columns["day"], column("date", false));
        assert_eq!(items.columns["at"], column("timestamp", false));
        assert_eq!(items.primary_key, ["id"]);
        let index = |columns: &[&str], unique| Index {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            unique,
        };
        assert_eq!(items.indexes["items_day_at"], index(&["day", "at"], false));
        assert_eq!(items.indexes["items_code_key"], index(&["code"], true));
        assert_eq!(items.indexes.len(), 2);
        assert_eq!(items.foreign_keys.iter().collect::<Vec<_>>(), ["shelf_id -> shelves.id"]);
    }
}

#[tokio::test]
async fn both_databases_come_to_the_same_shape() {
    assert_same_shape(&[&MIGRATIONS]).await;
}

#[tokio::test]
async fn replicas_may_migrate_at_the_same_time() {
    let database = TestDatabase::postgres(&[]).await;
    let config = database.config();
    let replicas = (0..4).map(|_| {
        let config = config.clone();
        tokio::spawn(async move {
            let pool = DbPool::connect(&config).await.unwrap();
            migrate(&pool, &[&MIGRATIONS]).await.unwrap().len()
        })
    });
    let mut ran = 0;
    for replica in replicas.collect::<Vec<_>>() {
        ran += replica.await.unwrap();
    }
    assert_eq!(ran, 1);
}
