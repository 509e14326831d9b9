//! Departments.

use cascade_storage::{DbConn, StorageError, on_conn};
use diesel::{prelude::*, query_dsl::methods::FilterDsl, upsert::excluded};
use diesel_async::RunQueryDsl;

use crate::{
    directory::{Department, Directory},
    schema::departments,
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = departments)]
struct Row {
    code: String,
    name: String,
    parent: String,
    head: String,
    version: i64,
}

/// The departments as they are known.
pub async fn directory(conn: &mut DbConn) -> Result<Directory, StorageError> {
    let rows: Vec<Row> =
        on_conn!(conn, c => departments::table.select(Row::as_select()).load(c).await)?;
    Ok(Directory::new(rows.into_iter().map(|row| Department {
        code: row.code,
        name: row.name,
        parent: row.parent,
        head: row.head,
        version: row.version,
    })))
}

/// Takes in a department, unless a newer version is known.
pub async fn upsert_department(
    conn: &mut DbConn,
    department: &Department,
) -> Result<(), StorageError> {
    let row = Row {
        code: department.code.clone(),
        name: department.name.clone(),
        parent: department.parent.clone(),
        head: department.head.clone(),
        version: department.version,
    };
    on_conn!(conn, c => {
        diesel::insert_into(departments::table)
            .values(&row)
            .on_conflict(departments::code)
            .do_update()
            .set(&row)
            // Looked at under the row's lock: another replica may be writing a newer version.
            .filter(departments::version.lt(excluded(departments::version)))
            .execute(c)
            .await
    })?;
    Ok(())
}
