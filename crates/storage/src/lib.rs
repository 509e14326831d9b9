#![doc = include_str!("../README.md")]

mod config;
mod conn;
mod error;
mod id;
mod json;
mod migrate;
mod mutation;
mod pool;
pub mod search;
mod session;
mod shape;
mod time;
mod tx;
mod unnest;

pub use config::StorageConfig;
pub use conn::{DbConn, DbKind, PgConn, SqliteConn};
pub use error::{StorageError, StorageErrorKind};
pub use json::Json;
pub use migrate::{MigrationSet, migrate, pending};
pub use mutation::mutation;
pub use pool::DbPool;
pub use session::Session;
pub use shape::{Column, Index, SchemaShape, Table, schema_shape};
pub use time::UtcTime;
pub use tx::Tx;

/// Crates that the macros of this one name.
#[doc(hidden)]
pub mod reexport {
    pub use diesel;
    pub use diesel_async;
    pub use serde;
    pub use uuid;
}
