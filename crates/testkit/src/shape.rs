//! Both kinds of migrations make the same tables.

use std::collections::BTreeSet;

use cascade_storage::{MigrationSet, SchemaShape, schema_shape};

use crate::TestDatabase;

/// Migrates a database of each kind and fails where they differ in tables, columns, nullability, keys or indexes.
pub async fn assert_same_shape(sets: &[&'static MigrationSet]) {
    let postgres = shape(&TestDatabase::postgres(sets).await).await;
    let sqlite = shape(&TestDatabase::sqlite(sets).await).await;
    assert!(!postgres.is_empty(), "the migrations make no tables");
    let (postgres, sqlite) = (lines(&postgres), lines(&sqlite));
    let only_postgres: Vec<_> = postgres.difference(&sqlite).collect();
    let only_sqlite: Vec<_> = sqlite.difference(&postgres).collect();
    assert!(
        only_postgres.is_empty() && only_sqlite.is_empty(),
        "the databases differ\nonly in PostgreSQL: {only_postgres:#?}\nonly in SQLite: {only_sqlite:#?}"
    );
}

async fn shape(database: &TestDatabase) -> SchemaShape {
    let mut conn = database
        .pool()
        .get()
        .await
        .expect("a connection of the test's database");
    schema_shape(&mut conn)
        .await
        .expect("the shape can be read")
}

/// One line for each thing, so that a difference reads well.
fn lines(shape: &SchemaShape) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (table, what) in shape {
        for (name, column) in &what.columns {
            lines.insert(format!("{table}.{name}: {column:?}"));
        }
        for (name, index) in &what.indexes {
            lines.insert(format!("{table} index {name}: {index:?}"));
        }
        lines.insert(format!("{table} primary key: {:?}", what.primary_key));
        for key in &what.foreign_keys {
            lines.insert(format!("{table} {key}"));
        }
    }
    lines
}
