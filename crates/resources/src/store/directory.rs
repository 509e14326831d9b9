//! Departments, people, budgets.

use cascade_proto::resources::v1 as pb;
use cascade_storage::{
    DbConn, Json, StorageError, on_conn,
    search::{containing, lower},
};
use diesel::prelude::*;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::schema::{budgets, departments, people};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = departments)]
struct DepartmentRow {
    code: String,
    name: String,
    parent: String,
    head: String,
    version: i64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = people)]
struct PersonRow {
    code: String,
    name: String,
    department: String,
    skills: Json<Vec<(String, i32)>>,
    hours_per_day: f64,
    email: String,
    version: i64,
    part_time_percent: f64,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = budgets)]
struct BudgetRow {
    code: String,
    name: String,
    department: String,
    amount_minor: i64,
    currency: String,
    reserved_minor: i64,
    spent_minor: i64,
    version: i64,
}

impl From<DepartmentRow> for pb::Department {
    fn from(row: DepartmentRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            parent: row.parent,
            head: row.head,
            version: row.version,
        }
    }
}

impl From<PersonRow> for pb::Person {
    fn from(row: PersonRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            skills: row
                .skills
                .0
                .into_iter()
                .map(|(name, level)| pb::Skill { name, level })
                .collect(),
            hours_per_day: row.hours_per_day,
            email: row.email,
            version: row.version,
            part_time_percent: Some(row.part_time_percent),
        }
    }
}

impl From<BudgetRow> for pb::Budget {
    fn from(row: BudgetRow) -> Self {
        Self {
            code: row.code,
            name: row.name,
            department: row.department,
            amount_minor: row.amount_minor,
            currency: row.currency,
            reserved_minor: row.reserved_minor,
            spent_minor: row.spent_minor,
            version: row.version,
        }
    }
}

/// Percent of a full position.
const FULL_TIME: f64 = 100.0;

/// Any number will do; it only has to be the same in every replica.
const TURN: &str = "SELECT pg_advisory_xact_lock(7215100217)";

/// Lets one transaction at a time write the directory: two that each add half of a ring would both see none.
pub async fn lock(conn: &mut DbConn) -> Result<(), StorageError> {
    match conn {
        DbConn::Postgres(c) => c.batch_execute(TURN).await?,
        // One writer anyway.
        DbConn::Sqlite(_) => {}
    }
    Ok(())
}

/// Codes of these that are budgets'.
pub async fn known_budgets(
    conn: &mut DbConn,
    codes: &[String],
) -> Result<Vec<String>, StorageError> {
    let mut found = Vec::new();
    for chunk in codes.chunks(500) {
        let rows: Vec<String> = on_conn!(conn, c => {
            budgets::table.filter(budgets::code.eq_any(chunk)).select(budgets::code).load(c).await
        })?;
        found.extend(rows);
    }
    Ok(found)
}

/// Every department, in the order of their codes.
pub async fn departments(conn: &mut DbConn) -> Result<Vec<pb::Department>, StorageError> {
    let rows: Vec<DepartmentRow> = on_conn!(conn, c => {
        departments::table.order(departments::code.asc()).select(DepartmentRow::as_select()).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// A department.
pub async fn department(
    conn: &mut DbConn,
    code: &str,
) -> Result<Option<pb::Department>, StorageError> {
    let row: Option<DepartmentRow> = on_conn!(conn, c => {
        departments::table.find(code).select(DepartmentRow::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// Which rows that have a code, a name and a department; what is empty does not filter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this department.
    pub department: String,
    /// Part of the code or name.
    pub search: String,
    /// Of these codes.
    pub codes: Vec<String>,
}

/// A query with what is wanted of its table.
macro_rules! narrowed {
    ($query:expr, $table:ident, $wanted:expr) => {{
        let mut query = $query;
        if !$wanted.department.is_empty() {
            query = query.filter($table::department.eq(&$wanted.department));
        }
        if !$wanted.codes.is_empty() {
            query = query.filter($table::code.eq_any(&$wanted.codes));
        }
        if !$wanted.search.is_empty() {
            let pattern = containing(&$wanted.search);
            let in_code = lower($table::code).like(pattern.clone()).escape('\\');
            let in_name = lower($table::name).like(pattern).escape('\\');
            query = query.filter(in_code.or(in_name));
        }
        query
    }};
}
pub(super) use narrowed;

/// A page of people.
pub async fn people(
    conn: &mut DbConn,
    wanted: &Wanted,
    after: &str,
    most: i64,
) -> Result<Vec<pb::Person>, StorageError> {
    let rows: Vec<PersonRow> = on_conn!(conn, c => {
        let page = people::table
            .filter(people::code.gt(after))
            .order(people::code.asc())
            .limit(most)
            .select(PersonRow::as_select())
            .into_boxed();
        narrowed!(page, people, wanted).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// How many people there are on all pages.
pub async fn count_people(conn: &mut DbConn, wanted: &Wanted) -> Result<i64, StorageError> {
    let count: i64 = on_conn!(conn, c => {
        let all = people::table.count().into_boxed();
        narrowed!(all, people, wanted).get_result(c).await
    })?;
    Ok(count)
}

/// People of these codes.
pub async fn people_by_code(
    conn: &mut DbConn,
    codes: &[String],
) -> Result<Vec<pb::Person>, StorageError> {
    let mut found = Vec::new();
    for chunk in codes.chunks(500) {
        let rows: Vec<PersonRow> = on_conn!(conn, c => {
            people::table.filter(people::code.eq_any(chunk)).select(PersonRow::as_select()).load(c).await
        })?;
        found.extend(rows.into_iter().map(pb::Person::from));
    }
    Ok(found)
}

/// A page of budgets.
pub async fn budgets(
    conn: &mut DbConn,
    wanted: &Wanted,
    after: &str,
    most: i64,
) -> Result<Vec<pb::Budget>, StorageError> {
    let rows: Vec<BudgetRow> = on_conn!(conn, c => {
        let page = budgets::table
            .filter(budgets::code.gt(after))
            .order(budgets::code.asc())
            .limit(most)
            .select(BudgetRow::as_select())
            .into_boxed();
        narrowed!(page, budgets, wanted).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// One budget.
pub async fn budget(conn: &mut DbConn, code: &str) -> Result<Option<pb::Budget>, StorageError> {
    let row: Option<BudgetRow> = on_conn!(conn, c => {
        budgets::table.find(code).select(BudgetRow::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// People of these departments, at most so many.
pub async fn people_of(
    conn: &mut DbConn,
    departments: &[String],
    most: i64,
) -> Result<Vec<pb::Person>, StorageError> {
    let mut found = Vec::new();
    for chunk in departments.chunks(500) {
        let rows: Vec<PersonRow> = on_conn!(conn, c => {
            people::table
                .filter(people::department.eq_any(chunk))
                .order(people::code.asc())
                .limit(most)
                .select(PersonRow::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(pb::Person::from));
    }
    Ok(found)
}

/// A budget, locked until the end of the transaction: what is decided about it holds when it is written.
pub async fn lock_budget(
    conn: &mut DbConn,
    code: &str,
) -> Result<Option<pb::Budget>, StorageError> {
    let row: Option<BudgetRow> = match conn {
        DbConn::Postgres(c) => budgets::table
            .find(code)
            .select(BudgetRow::as_select())
            .for_update()
            .first(c)
            .await
            .optional()?,
        DbConn::Sqlite(c) => budgets::table
            .find(code)
            .select(BudgetRow::as_select())
            .first(c)
            .await
            .optional()?,
    };
    Ok(row.map(Into::into))
}

/// Writes a department.
pub async fn put_department(
    conn: &mut DbConn,
    department: &pb::Department,
) -> Result<(), StorageError> {
    let row = DepartmentRow {
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
            .execute(c)
            .await
    })?;
    Ok(())
}

/// Writes a person.
pub async fn put_person(conn: &mut DbConn, person: &pb::Person) -> Result<(), StorageError> {
    let row = PersonRow {
        code: person.code.clone(),
        name: person.name.clone(),
        department: person.department.clone(),
        skills: Json(
            person
                .skills
                .iter()
                .map(|skill| (skill.name.clone(), skill.level))
                .collect(),
        ),
        hours_per_day: person.hours_per_day,
        email: person.email.clone(),
        version: person.version,
        part_time_percent: person.part_time_percent.unwrap_or(FULL_TIME),
    };
    on_conn!(conn, c => {
        diesel::insert_into(people::table).values(&row).on_conflict(people::code).do_update().set(&row).execute(c).await
    })?;
    Ok(())
}

/// Writes a budget.
pub async fn put_budget(conn: &mut DbConn, budget: &pb::Budget) -> Result<(), StorageError> {
    let row = BudgetRow {
        code: budget.code.clone(),
        name: budget.name.clone(),
        department: budget.department.clone(),
        amount_minor: budget.amount_minor,
        currency: budget.currency.clone(),
        reserved_minor: budget.reserved_minor,
        spent_minor: budget.spent_minor,
        version: budget.version,
    };
    on_conn!(conn, c => {
        diesel::insert_into(budgets::table)
            .values(&row)
            .on_conflict(budgets::code)
            .do_update()
            .set(&row)
            .execute(c)
            .await
    })?;
    Ok(())
}
