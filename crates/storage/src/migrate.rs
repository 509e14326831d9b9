//! Migrations that are part of the binary.

use std::collections::HashMap;

use diesel::{
    backend::Backend,
    migration::{Migration, MigrationSource},
    pg::Pg,
    sqlite::Sqlite,
};
use diesel_async::{AsyncConnection, AsyncMigrationHarness, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use crate::{DbConn, DbPool, StorageError};

/// One crate's migrations for both databases; a `static` of the crate.
pub struct MigrationSet {
    /// For PostgreSQL.
    pub postgres: EmbeddedMigrations,
    /// For SQLite.
    pub sqlite: EmbeddedMigrations,
}

/// Any number will do; it only has to be the same in every replica.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7215100114)";
const MIGRATION_UNLOCK: &str = "SELECT pg_advisory_unlock(7215100114)";

/// Brings a database up to date and answers the names of the migrations that ran. Replicas may do it at the same time: one
/// does the work, the others wait.
///
/// # Errors
/// A migration that fails; those before it stay. Two migrations of one version; none runs then.
pub async fn migrate(
    pool: &DbPool,
    sets: &[&'static MigrationSet],
) -> Result<Vec<String>, StorageError> {
    let (pool, sets) = (pool.clone(), sets.to_vec());
    // A task of its own: a caller that gives up must not leave the lock behind on a pooled connection.
    crate::mutation(async move {
        match pool.get().await? {
            DbConn::Postgres(mut conn) => {
                conn.batch_execute(MIGRATION_LOCK).await?;
                let work = move || run(conn, sets.iter().map(|set| &set.postgres));
                let (mut conn, result) = blocking(work).await?;
                conn.batch_execute(MIGRATION_UNLOCK).await?;
                result
            }
            DbConn::Sqlite(conn) => {
                blocking(move || run(conn, sets.iter().map(|set| &set.sqlite)).1).await?
            }
        }
    })
    .await?
}

/// Names of the migrations that have not run.
///
/// # Errors
/// A database that does not answer.
pub async fn pending(
    pool: &DbPool,
    sets: &[&'static MigrationSet],
) -> Result<Vec<String>, StorageError> {
    let sets = sets.to_vec();
    match pool.get().await? {
        DbConn::Postgres(conn) => {
            blocking(move || list_pending::<_, Pg>(conn, sets.iter().map(|set| &set.postgres)))
                .await?
        }
        DbConn::Sqlite(conn) => {
            blocking(move || list_pending::<_, Sqlite>(conn, sets.iter().map(|set| &set.sqlite)))
                .await?
        }
    }
}

/// Diesel's migrations block their thread, which only a thread made for that may do.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StorageError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(StorageError::internal)
}

fn run<'a, C>(
    conn: C,
    sets: impl Iterator<Item = &'a EmbeddedMigrations>,
) -> (C, Result<Vec<String>, StorageError>)
where
    C: AsyncConnection,
    AsyncMigrationHarness<C>: MigrationHarness<C::Backend>,
    EmbeddedMigrations: MigrationSource<C::Backend>,
{
    let sets: Vec<_> = sets.collect();
    if let Err(error) = versions_are_distinct(&sets) {
        return (conn, Err(error));
    }
    let mut harness = AsyncMigrationHarness::new(conn);
    let mut ran = Vec::new();
    let mut result = Ok(());
    for set in sets {
        match harness.run_pending_migrations(Borrowed(set)) {
            Ok(versions) => ran.extend(versions.iter().map(ToString::to_string)),
            Err(error) => {
                result = Err(StorageError::internal(error));
                break;
            }
        }
    }
    (harness.into_inner(), result.map(|()| ran))
}

fn list_pending<'a, C, DB>(
    conn: C,
    sets: impl Iterator<Item = &'a EmbeddedMigrations>,
) -> Result<Vec<String>, StorageError>
where
    DB: Backend,
    C: AsyncConnection<Backend = DB>,
    AsyncMigrationHarness<C>: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let sets: Vec<_> = sets.collect();
    versions_are_distinct(&sets)?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let mut names = Vec::new();
    for set in sets {
        let waiting = harness
            .pending_migrations(Borrowed(set))
            .map_err(StorageError::internal)?;
        names.extend(waiting.iter().map(|migration| migration.name().to_string()));
    }
    Ok(names)
}

/// A database remembers which migrations ran by their version alone: of two with the same, the second would be passed over as
/// done, and nothing would say so.
fn versions_are_distinct<DB: Backend>(sets: &[&EmbeddedMigrations]) -> Result<(), StorageError>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    let mut known = HashMap::new();
    for set in sets {
        for migration in set.migrations().map_err(StorageError::internal)? {
            let name = migration.name().to_string();
            let version = migration.name().version().to_string();
            if let Some(other) = known.insert(version, name.clone()) {
                return Err(StorageError::internal(format!(
                    "migrations {other} and {name} of one database have the same version; give one of them another number"
                )));
            }
        }
    }
    Ok(())
}

/// Embedded migrations are neither `Copy` nor a source by reference.
struct Borrowed<'a>(&'a EmbeddedMigrations);

impl<DB: Backend> MigrationSource<DB> for Borrowed<'_>
where
    EmbeddedMigrations: MigrationSource<DB>,
{
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        self.0.migrations()
    }
}
