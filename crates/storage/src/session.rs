//! A PostgreSQL connection outside the pool, for what belongs to a session: LISTEN and advisory locks.

use std::{
    future::poll_fn,
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Connection, NoTls};

use crate::{
    DbPool, StorageError,
    pool::{needs_tls, settings, tls},
};

/// How often a session says that it is there, and after which silence the server ends it: what has frozen keeps no lock.
const BEAT: Duration = Duration::from_secs(2);
const PATIENCE: &str = "SET idle_session_timeout = '6s'";

/// An own connection that listens and holds locks; when it ends, its locks are free. It ends with its process, and six seconds after
/// its process was last heard of.
pub struct Session {
    client: Arc<Client>,
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
        client
            .batch_execute(PATIENCE)
            .await
            .map_err(StorageError::unavailable)?;
        let client = Arc::new(client);
        tokio::spawn(beat(Arc::downgrade(&client)));
        Ok(Some(Self {
            client,
            notifications,
        }))
    }

    /// Whether it has ended, and others may hold what it held.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.client.is_closed()
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

/// Says that the session is there until it is not.
async fn beat(client: Weak<Client>) {
    loop {
        tokio::time::sleep(BEAT).await;
        let Some(client) = client.upgrade() else {
            return;
        };
        if client.batch_execute("").await.is_err() {
            return;
        }
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
