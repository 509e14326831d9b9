//! One connection of either database, and the macro that writes a query body once for both.

use diesel::SqliteConnection;
use diesel_async::{
    AsyncPgConnection, pooled_connection::deadpool::Object,
    sync_connection_wrapper::SyncConnectionWrapper,
};

/// A pooled PostgreSQL connection.
pub type PgConn = Object<AsyncPgConnection>;
/// A pooled SQLite connection.
pub type SqliteConn = Object<SyncConnectionWrapper<SqliteConnection>>;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DbKind {
    /// PostgreSQL 15 or newer.
    Postgres,
    /// The SQLite that is built in.
    Sqlite,
}

/// One connection of either database.
#[allow(
    clippy::large_enum_variant,
    reason = "lives in a pool's slot or on the stack of one call; never in a collection"
)]
pub enum DbConn {
    /// PostgreSQL.
    Postgres(PgConn),
    /// SQLite.
    Sqlite(SqliteConn),
}

impl DbConn {
    /// Which database it is.
    #[must_use]
    pub fn kind(&self) -> DbKind {
        match self {
            Self::Postgres(_) => DbKind::Postgres,
            Self::Sqlite(_) => DbKind::Sqlite,
        }
    }
}

/// Writes a query body once for both databases: `on_conn!(conn, c => users.load::<User>(c).await)`.
///
/// The body is expanded for each variant of [`DbConn`], so it is checked against both backends at compile time. Where the
/// databases truly differ, write a `match` on the connection instead.
#[macro_export]
macro_rules! on_conn {
    ($conn:expr, $c:ident => $body:expr) => {{
        let conn: &mut $crate::DbConn = &mut *$conn;
        match conn {
            $crate::DbConn::Postgres($c) => $body,
            $crate::DbConn::Sqlite($c) => $body,
        }
    }};
}

/// Inserts rows: `insert_all!(conn, plans::table, &rows)?` gives the number inserted.
///
/// One statement for up to 1,000 rows on PostgreSQL. SQLite has no DEFAULT keyword, without which diesel builds no statement
/// for several rows with optional columns; inside one transaction a statement a row costs little there.
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr) => {{
        let conn: &mut $crate::DbConn = &mut *$conn;
        let mut inserted = 0_usize;
        let result: Result<(), $crate::StorageError> = async {
            match conn {
                $crate::DbConn::Postgres(c) => {
                    for chunk in $rows.chunks(1_000) {
                        // The statement for one row is always the same, so its plan is kept; others are planned each time.
                        if let [row] = chunk {
                            inserted += $crate::reexport::diesel_async::RunQueryDsl::execute(
                                $crate::reexport::diesel::insert_into($table).values(row),
                                c,
                            )
                            .await?;
                            continue;
                        }
                        inserted += $crate::reexport::diesel_async::RunQueryDsl::execute(
                            $crate::reexport::diesel::insert_into($table).values(chunk),
                            c,
                        )
                        .await?;
                    }
                }
                $crate::DbConn::Sqlite(c) => {
                    for row in $rows.iter() {
                        inserted += $crate::reexport::diesel_async::RunQueryDsl::execute(
                            $crate::reexport::diesel::insert_into($table).values(row),
                            c,
                        )
                        .await?;
                    }
                }
            }
            Ok(())
        }
        .await;
        result.map(|()| inserted)
    }};
}
