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
    /// Columns of the primary key, in its order.
    pub primary_key: Vec<String>,
    /// Indexes other than primary keys, by name. A UNIQUE constraint has the name that PostgreSQL gives it.
    pub indexes: BTreeMap<String, Index>,
    /// Foreign keys, as `column -> table.column`.
    pub foreign_keys: BTreeSet<String>,
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
    /// Its columns, in its order.
    pub columns: Vec<String>,
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
    #[diesel(sql_type = Bool)]
    is_primary: bool,
}

#[derive(QueryableByName)]
struct ForeignKeyRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    foreign_key: String,
}

const POSTGRES_COLUMNS: &str = "
SELECT table_name::text, column_name::text, data_type::text AS kind, (is_nullable = 'YES') AS nullable
FROM information_schema.columns WHERE table_schema = current_schema()";
const POSTGRES_INDEXES: &str = "
SELECT t.relname::text AS table_name, i.relname::text AS index_name, coalesce(a.attname::text, '(expression)') AS column_name,
       x.indisunique AS is_unique, x.indisprimary AS is_primary
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum AND k.attnum > 0
ORDER BY 1, 2, k.place";
const POSTGRES_FOREIGN_KEYS: &str = "
SELECT t.relname::text AS table_name,
       format('%s -> %s.%s', a.attname, r.relname, b.attname) AS foreign_key
FROM pg_constraint c
JOIN pg_class t ON t.oid = c.conrelid
JOIN pg_class r ON r.oid = c.confrelid
JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = current_schema()
CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS k(own, other)
JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.own
JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = k.other
WHERE c.contype = 'f'";
const SQLITE_COLUMNS: &str = "
SELECT t.name AS table_name, c.name AS column_name, c.type AS kind,
       (c.\"notnull\" = 0 AND c.pk = 0) AS nullable
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";
const SQLITE_INDEXES: &str = "
SELECT t.name AS table_name, l.name AS index_name, coalesce(c.name, '(expression)') AS column_name,
       (l.\"unique\" = 1) AS is_unique, 0 AS is_primary, c.seqno AS place
FROM sqlite_master t JOIN pragma_index_list(t.name) l JOIN pragma_index_info(l.name) c
WHERE t.type = 'table' AND l.origin <> 'pk'
UNION ALL
SELECT t.name, 'primary key', c.name, 1, 1, c.pk
FROM sqlite_master t JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.pk > 0
ORDER BY 1, 2, 6";
const SQLITE_FOREIGN_KEYS: &str = "
SELECT t.name AS table_name, f.\"from\" || ' -> ' || f.\"table\" || '.' || f.\"to\" AS foreign_key
FROM sqlite_master t JOIN pragma_foreign_key_list(t.name) f
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";

/// Reads the shape of the database, without the table in which migrations are recorded.
///
/// # Errors
/// A database that does not answer.
pub async fn schema_shape(conn: &mut DbConn) -> Result<SchemaShape, StorageError> {
    let (columns, indexes, foreign_keys): (Vec<ColumnRow>, Vec<IndexRow>, Vec<ForeignKeyRow>) =
        match conn {
            DbConn::Postgres(conn) => (
                sql_query(POSTGRES_COLUMNS).load(conn).await?,
                sql_query(POSTGRES_INDEXES).load(conn).await?,
                sql_query(POSTGRES_FOREIGN_KEYS).load(conn).await?,
            ),
            DbConn::Sqlite(conn) => (
                sql_query(SQLITE_COLUMNS).load(conn).await?,
                sql_query(SQLITE_INDEXES).load(conn).await?,
                sql_query(SQLITE_FOREIGN_KEYS).load(conn).await?,
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
        let table = shape.entry(row.table_name).or_default();
        if row.is_primary {
            table.primary_key.push(row.column_name);
        } else {
            let index = table.indexes.entry(row.index_name).or_default();
            index.columns.push(row.column_name);
            index.unique = row.is_unique;
        }
    }
    for row in foreign_keys {
        let table = shape.entry(row.table_name).or_default();
        table.foreign_keys.insert(row.foreign_key);
    }
    shape.remove("__diesel_schema_migrations");
    for (name, table) in &mut shape {
        name_constraints(name, table);
    }
    Ok(shape)
}

/// SQLite numbers the indexes of its UNIQUE constraints; PostgreSQL names them after their columns.
fn name_constraints(name: &str, table: &mut Table) {
    table.indexes = std::mem::take(&mut table.indexes)
        .into_iter()
        .map(|(index_name, index)| {
            if index_name.starts_with("sqlite_autoindex_") {
                (format!("{name}_{}_key", index.columns.join("_")), index)
            } else {
                (index_name, index)
            }
        })
        .collect();
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
