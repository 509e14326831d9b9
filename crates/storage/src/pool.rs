//! Connections, kept ready.

use std::{path::Path, sync::Arc, time::Duration};

use diesel::{ConnectionError, ConnectionResult, SqliteConnection};
use diesel_async::{
    AsyncConnection, AsyncPgConnection, SimpleAsyncConnection,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
        deadpool::{Pool, PoolError},
    },
    sync_connection_wrapper::SyncConnectionWrapper,
};
use futures::FutureExt;
use tokio::sync::Notify;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{DbConn, DbKind, StorageConfig, StorageError, StorageErrorKind, Tx};

/// WAL lets readers of other processes work beside the writer. `synchronous = FULL` makes a commit survive a power cut, as
/// a PostgreSQL commit does: an accepted report is never taken back.
const SQLITE_SETUP: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";

/// Connections of one database; cheap to clone.
#[derive(Clone)]
pub struct DbPool {
    inner: Arc<Inner>,
    committed: Arc<Notify>,
}

enum Inner {
    Postgres {
        pool: Pool<AsyncPgConnection>,
        url: String,
    },
    Sqlite(Pool<SyncConnectionWrapper<SqliteConnection>>),
}

impl DbPool {
    /// Connects, and makes sure that the database answers. A SQLite file and its folder are made where missing.
    ///
    /// # Errors
    /// A wrong URL, or a database that does not answer.
    pub async fn connect(config: &StorageConfig) -> Result<Self, StorageError> {
        let pool = Self::lazy(config)?;
        pool.ping().await?;
        Ok(pool)
    }

    /// A pool that connects when first used; for a process that must start while its database is away.
    ///
    /// # Errors
    /// A wrong URL.
    pub fn lazy(config: &StorageConfig) -> Result<Self, StorageError> {
        let wait = Duration::from_secs(config.acquire_timeout_seconds);
        match config.kind()? {
            DbKind::Postgres => {
                let mut manager = ManagerConfig::default();
                manager.recycling_method = RecyclingMethod::Fast;
                manager.custom_setup = Box::new(|url| connect_postgres(url.to_owned()).boxed());
                let manager =
                    AsyncDieselConnectionManager::new_with_config(config.url.clone(), manager);
                let pool = Pool::builder(manager)
                    .max_size(config.max_connections.max(1))
                    .wait_timeout(Some(wait))
                    .create_timeout(Some(wait))
                    .runtime(deadpool::Runtime::Tokio1)
                    .build()
                    .map_err(StorageError::internal)?;
                Ok(Self::over(Inner::Postgres {
                    pool,
                    url: config.url.clone(),
                }))
            }
            DbKind::Sqlite => {
                let path = config.sqlite_path();
                if let Some(folder) = Path::new(path).parent() {
                    std::fs::create_dir_all(folder).map_err(|error| {
                        StorageError::configuration(format!(
                            "cannot make the folder of {path}: {error}"
                        ))
                    })?;
                }
                let mut manager = ManagerConfig::default();
                manager.recycling_method = RecyclingMethod::Fast;
                manager.custom_setup = Box::new(|url| connect_sqlite(url.to_owned()).boxed());
                let manager = AsyncDieselConnectionManager::new_with_config(path, manager);
                let pool = Pool::builder(manager)
                    .max_size(1)
                    .wait_timeout(Some(wait))
                    .runtime(deadpool::Runtime::Tokio1)
                    .build()
                    .map_err(StorageError::internal)?;
                Ok(Self::over(Inner::Sqlite(pool)))
            }
        }
    }

    fn over(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
            committed: Arc::new(Notify::new()),
        }
    }

    /// Returns after a transaction of this pool has been committed since the last call; for one waiter, the relay.
    pub async fn committed(&self) {
        self.committed.notified().await;
    }

    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> DbKind {
        match &*self.inner {
            Inner::Postgres { .. } => DbKind::Postgres,
            Inner::Sqlite(_) => DbKind::Sqlite,
        }
    }

    /// URL for a connection outside the pool, as LISTEN needs; none for SQLite.
    #[must_use]
    pub fn postgres_url(&self) -> Option<&str> {
        match &*self.inner {
            Inner::Postgres { url, .. } => Some(url),
            Inner::Sqlite(_) => None,
        }
    }

    /// A connection; back to the pool when dropped.
    ///
    /// # Errors
    /// Unavailable, when none becomes free in time or the database does not answer.
    pub async fn get(&self) -> Result<DbConn, StorageError> {
        match &*self.inner {
            Inner::Postgres { pool, .. } => pool
                .get()
                .await
                .map(DbConn::Postgres)
                .map_err(no_connection),
            Inner::Sqlite(pool) => pool.get().await.map(DbConn::Sqlite).map_err(no_connection),
        }
    }

    /// Begins a transaction: see [`Tx`].
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn begin(&self) -> Result<Tx, StorageError> {
        let mut refused = None;
        for _ in 0..self.most_dead() {
            match Tx::begin(self.get().await?, Arc::clone(&self.committed)).await {
                Err(error) if *error.kind() == StorageErrorKind::Unavailable => {
                    refused = Some(error);
                }
                begun => return begun,
            }
        }
        Err(refused.unwrap_or_else(|| StorageError::unavailable("no connection")))
    }

    /// After a restart of the server every connection kept may be dead, which shows only when it is used. Where nothing has
    /// been done yet, that is no reason to refuse a caller: at most so many have to be gone through before a new one is made.
    fn most_dead(&self) -> usize {
        let kept = match &*self.inner {
            Inner::Postgres { pool, .. } => pool.status().size,
            Inner::Sqlite(_) => 0,
        };
        kept + 1
    }

    /// Whether the database answers; for readiness.
    ///
    /// # Errors
    /// Unavailable.
    pub async fn ping(&self) -> Result<(), StorageError> {
        self.begin().await?.rollback().await
    }
}

fn no_connection(error: PoolError) -> StorageError {
    StorageError::unavailable(error)
}

async fn connect_sqlite(path: String) -> ConnectionResult<SyncConnectionWrapper<SqliteConnection>> {
    let mut conn = SyncConnectionWrapper::<SqliteConnection>::establish(&path).await?;
    conn.batch_execute(SQLITE_SETUP)
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

async fn connect_postgres(url: String) -> ConnectionResult<AsyncPgConnection> {
    let refused = |error: tokio_postgres::Error| ConnectionError::BadConnection(error.to_string());
    let config = settings(&url).map_err(refused)?;
    if needs_tls(&config) {
        let (client, connection) = config
            .connect(tls().map_err(ConnectionError::BadConnection)?)
            .await
            .map_err(refused)?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    } else {
        let (client, connection) = config
            .connect(tokio_postgres::NoTls)
            .await
            .map_err(refused)?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    }
}

/// How the server lets go of a client that is gone without a word, its machine lost or the process frozen: within ten seconds, so that
/// another replica does not wait for the locks of a transaction that nobody will end. No transaction of ours rests that long.
const LET_GO: &str = "-c idle_in_transaction_session_timeout=6s -c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=2";

/// The URL's settings and what holds for every connection of ours; the URL's own options come last and win.
pub(crate) fn settings(url: &str) -> Result<tokio_postgres::Config, tokio_postgres::Error> {
    let mut config: tokio_postgres::Config = url.parse()?;
    let options = match config.get_options() {
        Some(own) => format!("{LET_GO} {own}"),
        None => LET_GO.to_owned(),
    };
    config.options(options);
    Ok(config)
}

pub(crate) fn needs_tls(config: &tokio_postgres::Config) -> bool {
    config.get_ssl_mode() == tokio_postgres::config::SslMode::Require
}

/// TLS with the machine's trust anchors.
pub(crate) fn tls() -> Result<MakeRustlsConnect, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = rustls::ClientConfig::builder_with_provider(Arc::new(
        rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .map_err(|error| error.to_string())?
    .with_root_certificates(roots)
    .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}
