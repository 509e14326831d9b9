//! A transaction as a value.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

use diesel_async::{SimpleAsyncConnection, pooled_connection::deadpool::Object};

use tokio::sync::Notify;

use crate::{DbConn, StorageError};

/// An open transaction. Commit it; dropped without that, its connection is closed rather than returned to the pool, so
/// that no later caller can find itself inside it.
pub struct Tx {
    conn: Option<DbConn>,
    committed: Arc<Notify>,
}

impl Tx {
    pub(crate) async fn begin(conn: DbConn, committed: Arc<Notify>) -> Result<Self, StorageError> {
        // Made before BEGIN is sent: a caller that hangs up while it is on its way must not give the connection back either.
        let mut tx = Self {
            conn: Some(conn),
            committed,
        };
        match &mut *tx {
            DbConn::Postgres(conn) => conn.batch_execute("BEGIN").await?,
            // A transaction that begins by reading and then writes could otherwise find another writer in its way.
            DbConn::Sqlite(conn) => conn.batch_execute("BEGIN IMMEDIATE").await?,
        }
        Ok(tx)
    }

    /// Makes everything durable and gives the connection back.
    ///
    /// # Errors
    /// What the database says. Nothing has been kept then, unless the connection broke while the answer was on its way:
    /// whoever repeats a change does so under its idempotency key.
    pub async fn commit(self) -> Result<(), StorageError> {
        let committed = Arc::clone(&self.committed);
        self.end("COMMIT").await?;
        committed.notify_one();
        Ok(())
    }

    /// As [`commit`](Self::commit), without waking who waits for [`DbPool::committed`](crate::DbPool::committed): it is he
    /// who commits.
    ///
    /// # Errors
    /// As [`commit`](Self::commit).
    pub async fn commit_quietly(self) -> Result<(), StorageError> {
        self.end("COMMIT").await
    }

    /// Undoes everything and gives the connection back.
    ///
    /// # Errors
    /// What the database says; the connection is closed then, which undoes everything too.
    pub async fn rollback(self) -> Result<(), StorageError> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, statement: &str) -> Result<(), StorageError> {
        match self.conn.as_mut() {
            Some(DbConn::Postgres(conn)) => conn.batch_execute(statement).await?,
            Some(DbConn::Sqlite(conn)) => conn.batch_execute(statement).await?,
            None => {}
        }
        // Only now may the pool have it back; on an error above it is closed.
        self.conn = None;
        Ok(())
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        match self.conn.take() {
            Some(DbConn::Postgres(conn)) => drop(Object::take(conn)),
            Some(DbConn::Sqlite(conn)) => drop(Object::take(conn)),
            None => {}
        }
    }
}

impl Deref for Tx {
    type Target = DbConn;

    #[allow(
        clippy::expect_used,
        reason = "the connection is only taken by commit, rollback and drop, which consume self"
    )]
    fn deref(&self) -> &DbConn {
        self.conn
            .as_ref()
            .expect("an open transaction has its connection")
    }
}

impl DerefMut for Tx {
    #[allow(
        clippy::expect_used,
        reason = "the connection is only taken by commit, rollback and drop, which consume self"
    )]
    fn deref_mut(&mut self) -> &mut DbConn {
        self.conn
            .as_mut()
            .expect("an open transaction has its connection")
    }
}
