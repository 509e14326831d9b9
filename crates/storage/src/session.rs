//! A PostgreSQL connection outside the pool, for what belongs to a session: LISTEN and advisory locks.

use std::future::poll_fn;

use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

use crate::{
    DbPool, StorageError,
    pool::{needs_tls, settings, tls},
};

/// An own connection that listens and holds locks; when it ends, its locks are free.
pub struct Session {
    client: Client,
    notifications: mpsc::UnboundedReceiver<()>,
}

impl Session {
    /// Opens a session of the pool's database; none where that is SQLite, which has no sessions to speak of.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn open(pool: &DbPool) -> Result<Option<Self>, StorageError> {
        let Some(url) = pool.postgres_url() else {
            return Ok(None);
        };
        let config = settings(url).map_err(StorageError::unavailable)?;
        let (sender, notifications) = mpsc::unbounded_channel();
        let client = if needs_tls(&config) {
            let tls = tls().map_err(StorageError::unavailable)?;
            let (client, connection) = config
                .connect(tls)
                .await
                .map_err(StorageError::unavailable)?;
            tokio::spawn(drive(connection, sender));
            client
        } else {
            let (client, connection) = config
                .connect(NoTls)
                .await
                .map_err(StorageError::unavailable)?;
            tokio::spawn(drive(connection, sender));
            client
        };
        Ok(Some(Self {
            client,
            notifications,
        }))
    }

    /// Begins to listen on a channel. Its name is ours, never a user's.
    ///
    /// # Errors
    /// A session that has ended.
    pub async fn listen(&self, channel: &str) -> Result<(), StorageError> {
        self.client
            .batch_execute(&format!("LISTEN {channel}"))
            .await
            .map_err(StorageError::unavailable)
    }

    /// Wakes every session that listens on a channel. Its name is ours, never a user's.
    ///
    /// # Errors
    /// A session that has ended.
    pub async fn notify(&self, channel: &str) -> Result<(), StorageError> {
        self.client
            .batch_execute(&format!("NOTIFY {channel}"))
            .await
            .map_err(StorageError::unavailable)
    }

    /// Waits for a notification on any channel listened to.
    ///
    /// # Errors
    /// A session that has ended.
    pub async fn notified(&mut self) -> Result<(), StorageError> {
        self.notifications
            .recv()
            .await
            .ok_or_else(|| StorageError::unavailable("the session has ended"))?;
        while self.notifications.try_recv().is_ok() {}
        Ok(())
    }

    /// Takes a lock for as long as the session lives; false where another session holds it.
    ///
    /// # Errors
    /// A session that has ended.
    pub async fn try_lock(&self, class: i32, key: i32) -> Result<bool, StorageError> {
        let row = self
            .client
            .query_one("SELECT pg_try_advisory_lock($1, $2)", &[&class, &key])
            .await
            .map_err(StorageError::unavailable)?;
        Ok(row.get(0))
    }
}

async fn drive<S, T>(mut connection: Connection<S, T>, sender: mpsc::UnboundedSender<()>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(_) = message
            && sender.send(()).is_err()
        {
            return;
        }
    }
}
