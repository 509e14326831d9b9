//! The shape of a migrated database, in terms that both databases share.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{
    QueryableByName, sql_query,
    sql_types::{Bool, Text},
};
use diesel_async::RunQueryDsl;

use crate::{DbConn, StorageError};

/// Tables by name.
pub type SchemaShape = BTreeMap<String, Table>;

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Columns by name.
    pub columns: BTreeMap<String, Column>,
    /// Indexes other than primary keys, by name.
    pub indexes: BTreeMap<String, Index>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// One of text, bool, bigint, double, binary, date, timestamp; or the database's own word for anything else.
    pub kind: String,
    /// Whether it may be empty.
    pub nullable: bool,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// Its columns.
    pub columns: BTreeSet<String>,
    /// Whether it forbids duplicates.
    pub unique: bool,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    index_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
}

const POSTGRES_COLUMNS: &str = "
SELECT table_name::text, column_name::text, data_type::text AS kind, (is_nullable = 'YES') AS nullable
FROM information_schema.columns WHERE table_schema = current_schema()";
const POSTGRES_INDEXES: &str = "
SELECT t.relname::text AS table_name, i.relname::text AS index_name, a.attname::text AS column_name,
       x.indisunique AS is_unique
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (x.indkey)
WHERE NOT x.indisprimary";
const SQLITE_COLUMNS: &str = "
SELECT t.name AS table_name, c.name AS column_name, c.type AS kind,
       (c.\"notnull\" = 0 AND c.pk = 0) AS nullable
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const SQLITE_INDEXES: &str = "
SELECT t.name AS table_name, l.name AS index_name, c.name AS column_name, (l.\"unique\" = 1) AS is_unique
FROM sqlite_master t JOIN pragma_index_list(t.name) l JOIN pragma_index_info(l.name) c
WHERE t.type = 'table' AND l.origin <> 'pk'";

/// Reads the shape of the database, without the table in which migrations are recorded.
///
/// # Errors
/// A database that does not answer.
pub async fn schema_shape(conn: &mut DbConn) -> Result<SchemaShape, StorageError> {
    let (columns, indexes): (Vec<ColumnRow>, Vec<IndexRow>) = match conn {
        DbConn::Postgres(conn) => (
            sql_query(POSTGRES_COLUMNS).load(conn).await?,
            sql_query(POSTGRES_INDEXES).load(conn).await?,
        ),
        DbConn::Sqlite(conn) => (
            sql_query(SQLITE_COLUMNS).load(conn).await?,
            sql_query(SQLITE_INDEXES).load(conn).await?,
        ),
    };
    let mut shape = SchemaShape::new();
    for row in columns {
        let column = Column {
            kind: shared_word(&row.kind),
            nullable: row.nullable,
        };
        shape
            .entry(row.table_name)
            .or_default()
            .columns
            .insert(row.column_name, column);
    }
    for row in indexes {
        let index = shape
            .entry(row.table_name)
            .or_default()
            .indexes
            .entry(row.index_name)
            .or_default();
        index.columns.insert(row.column_name);
        index.unique = row.is_unique;
    }
    shape.remove("__diesel_schema_migrations");
    Ok(shape)
}

/// The word that both databases' names for a type come to.
fn shared_word(kind: &str) -> String {
    let lower = kind.to_lowercase();
    match lower.as_str() {
        "text" | "character varying" => "text",
        "boolean" | "bool" => "bool",
        // SQLite's rowid columns must be called INTEGER; they hold 64 bits.
        "bigint" | "integer" => "bigint",
        "double precision" | "double" | "real" => "double",
        "bytea" | "blob" | "binary" => "binary",
        "date" => "date",
        "timestamp" | "timestamp without time zone" => "timestamp",
        other => other,
    }
    .to_owned()
}
