//! A database for one test.

use cascade_storage::{DbPool, MigrationSet, StorageConfig, migrate};
use tempfile::TempDir;

use crate::template;

/// A fresh, migrated database of one test; dropped with this value.
pub struct TestDatabase {
    pool: DbPool,
    config: StorageConfig,
    place: Place,
}

/// What has to go with the database.
enum Place {
    Postgres { name: String },
    Sqlite { _folder: TempDir },
}

impl TestDatabase {
    /// A PostgreSQL database, copied from a template that has run these migrations.
    pub async fn postgres(sets: &[&'static MigrationSet]) -> Self {
        let (name, url) = template::copy(sets).await;
        let config = StorageConfig {
            max_connections: 8,
            ..StorageConfig::at(url)
        };
        let pool = DbPool::connect(&config)
            .await
            .expect("the test's PostgreSQL database answers");
        Self {
            pool,
            config,
            place: Place::Postgres { name },
        }
    }

    /// A SQLite file.
    pub async fn sqlite(sets: &[&'static MigrationSet]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let config = StorageConfig::at(format!(
            "sqlite:{}",
            folder.path().join("test.db").display()
        ));
        let pool = DbPool::connect(&config)
            .await
            .expect("the test's SQLite file opens");
        migrate(&pool, sets)
            .await
            .expect("the SQLite migrations run");
        Self {
            pool,
            config,
            place: Place::Sqlite { _folder: folder },
        }
    }

    /// Its connections.
    #[must_use]
    pub fn pool(&self) -> DbPool {
        self.pool.clone()
    }

    /// How to connect to it once more, as a second replica or a process that starts again does.
    #[must_use]
    pub fn config(&self) -> StorageConfig {
        self.config.clone()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Place::Postgres { name } = &self.place {
            template::drop_database(name);
        }
    }
}
