//! What is known of other services' tasks: dates, people, effort, progress.

use std::collections::{BTreeMap, BTreeSet};

use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_storage::{DbConn, Json, StorageError, insert_all, on_conn};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::upserts;
use crate::schema::{task_people, task_windows};

/// The dates, which a caller may bring along before the first event tells the rest.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_windows)]
struct Row {
    task_id: String,
    plan_id: String,
    code: String,
    planned_start: String,
    planned_end: String,
    version: i64,
}

/// Everything that an event tells.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = task_windows, treat_none_as_null = true)]
pub(super) struct FullRow {
    pub(super) task_id: String,
    pub(super) plan_id: String,
    pub(super) code: String,
    pub(super) planned_start: String,
    pub(super) planned_end: String,
    pub(super) version: i64,
    pub(super) name: String,
    pub(super) department: String,
    pub(super) owner: String,
    pub(super) collaborators: Json<Vec<String>>,
    pub(super) skills: Json<Vec<(String, i32)>>,
    pub(super) effort_hours: Option<f64>,
    pub(super) duration_days: i64,
    pub(super) state: String,
    pub(super) percent: f64,
    pub(super) actual_start: String,
    pub(super) actual_finish: String,
    /// Days that it is held to; empty where it is not, or nothing was heard of it since they are kept.
    pub(super) not_before: String,
    pub(super) deadline: String,
    pub(super) start_on: String,
    /// Version of the task that first had these people.
    pub(super) people_version: i64,
}

#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = task_people)]
struct PersonRow {
    person: String,
    task_id: String,
}

impl From<Row> for pb::TaskRef {
    fn from(row: Row) -> Self {
        Self {
            id: row.task_id,
            plan_id: row.plan_id,
            code: row.code,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
        }
    }
}

impl From<FullRow> for tasks::Task {
    fn from(row: FullRow) -> Self {
        Self {
            id: row.task_id,
            plan_id: row.plan_id,
            code: row.code,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            version: row.version,
            name: row.name,
            department: row.department,
            owner: row.owner,
            collaborators: row.collaborators.0,
            skills: row
                .skills
                .0
                .into_iter()
                .map(|(skill, level)| tasks::SkillNeed { skill, level })
                .collect(),
            effort_hours: row.effort_hours,
            duration_days: row.duration_days.try_into().unwrap_or(0),
            state: tasks::TaskState::from_str_name(&row.state)
                .unwrap_or_default()
                .into(),
            percent: row.percent,
            actual_start: row.actual_start,
            actual_finish: row.actual_finish,
            constraints: Some(tasks::Constraints {
                not_before: row.not_before,
                deadline: row.deadline,
                start_on: row.start_on,
            }),
            ..Self::default()
        }
    }
}

impl FullRow {
    fn of(task: &tasks::Task) -> Self {
        // A caller's word has 0, and any event outdoes it.
        let version = task.version.max(1);
        let held = task.constraints.clone().unwrap_or_default();
        Self {
            task_id: task.id.clone(),
            plan_id: task.plan_id.clone(),
            code: task.code.clone(),
            planned_start: task.planned_start.clone(),
            planned_end: task.planned_end.clone(),
            version,
            name: task.name.clone(),
            department: task.department.clone(),
            owner: task.owner.clone(),
            collaborators: Json(task.collaborators.clone()),
            skills: Json(
                task.skills
                    .iter()
                    .map(|need| (need.skill.clone(), need.level))
                    .collect(),
            ),
            effort_hours: task.effort_hours,
            duration_days: task.duration_days.into(),
            state: task.state().as_str_name().to_owned(),
            percent: task.percent,
            actual_start: task.actual_start.clone(),
            actual_finish: task.actual_finish.clone(),
            not_before: held.not_before,
            deadline: held.deadline,
            start_on: held.start_on,
            people_version: version,
        }
    }
}

/// Tasks of a plan, with their dates.
pub async fn of_plan(conn: &mut DbConn, plan: &str) -> Result<Vec<pb::TaskRef>, StorageError> {
    let rows: Vec<Row> = on_conn!(conn, c => {
        task_windows::table.filter(task_windows::plan_id.eq(plan)).select(Row::as_select()).load(c).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Takes in the dates of a task by a caller's word, which any event outdoes.
pub async fn note(conn: &mut DbConn, task: &pb::TaskRef) -> Result<(), StorageError> {
    let row = Row {
        task_id: task.id.clone(),
        plan_id: task.plan_id.clone(),
        code: task.code.clone(),
        planned_start: task.planned_start.clone(),
        planned_end: task.planned_end.clone(),
        version: 0,
    };
    let inserted = on_conn!(conn, c => {
        diesel::insert_into(task_windows::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c)
            .await
    })?;
    if inserted == 0 {
        let unheard = task_windows::table
            .find(&task.id)
            .filter(task_windows::version.lt(1));
        on_conn!(conn, c => diesel::update(unheard).set(&row).execute(c).await)?;
    }
    Ok(())
}

/// Takes in tasks as events tell them, each unless the same or a newer version of it is known.
pub async fn follow(conn: &mut DbConn, told: Vec<tasks::Task>) -> Result<(), StorageError> {
    // In one order, as in every transaction: two replicas cannot wait for each other.
    let mut newest: BTreeMap<String, tasks::Task> = BTreeMap::new();
    for task in told {
        let known = newest.get(&task.id).map(|known| known.version);
        if known.is_none_or(|known| known < task.version) {
            newest.insert(task.id.clone(), task);
        }
    }
    if newest.is_empty() {
        return Ok(());
    }
    let written = upserts::windows(conn, newest.values().map(FullRow::of).collect()).await?;
    let changed = written.iter().filter_map(|(id, people_version)| {
        let task = newest.get(id)?;
        (*people_version == task.version.max(1)).then_some(task)
    });
    write_people(conn, changed.collect()).await
}

/// Writes who works on tasks of which that has changed: a report changes nobody.
async fn write_people(conn: &mut DbConn, tasks: Vec<&tasks::Task>) -> Result<(), StorageError> {
    if tasks.is_empty() {
        return Ok(());
    }
    let mut rows = Vec::new();
    for task in &tasks {
        let people: BTreeSet<&String> = task.collaborators.iter().chain([&task.owner]).collect();
        let named = people.into_iter().filter(|code| !code.is_empty());
        rows.extend(named.map(|person| PersonRow {
            person: person.clone(),
            task_id: task.id.clone(),
        }));
    }
    let ids = tasks.iter().map(|task| &task.id);
    let gone = task_people::table.filter(task_people::task_id.eq_any(ids));
    on_conn!(conn, c => diesel::delete(gone).execute(c).await)?;
    insert_all!(conn, task_people::table, &rows)?;
    Ok(())
}

/// One task, with its dates.
pub async fn get(conn: &mut DbConn, id: &str) -> Result<Option<pb::TaskRef>, StorageError> {
    let row: Option<Row> = on_conn!(conn, c => {
        task_windows::table.find(id).select(Row::as_select()).first(c).await.optional()
    })?;
    Ok(row.map(Into::into))
}

/// Tasks of these identities, with everything that is known of them.
pub async fn by_id(conn: &mut DbConn, ids: &[String]) -> Result<Vec<tasks::Task>, StorageError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        let rows: Vec<FullRow> = on_conn!(conn, c => {
            task_windows::table
                .filter(task_windows::task_id.eq_any(chunk))
                .select(FullRow::as_select())
                .load(c)
                .await
        })?;
        found.extend(rows.into_iter().map(tasks::Task::from));
    }
    found.sort_by(|a, b| a.code.cmp(&b.code).then_with(|| a.id.cmp(&b.id)));
    Ok(found)
}

/// Tasks of a plan, with everything that is known of them.
pub async fn tasks_of_plan(
    conn: &mut DbConn,
    plan: &str,
) -> Result<Vec<tasks::Task>, StorageError> {
    let rows: Vec<FullRow> = on_conn!(conn, c => {
        task_windows::table
            .filter(task_windows::plan_id.eq(plan))
            .order((task_windows::code.asc(), task_windows::task_id.asc()))
            .select(FullRow::as_select())
            .load(c)
            .await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Unfinished tasks that one of these people works on.
pub async fn of_people(
    conn: &mut DbConn,
    people: &[String],
) -> Result<Vec<tasks::Task>, StorageError> {
    let mut ids: Vec<String> = Vec::new();
    for chunk in people.chunks(500) {
        let rows: Vec<String> = on_conn!(conn, c => {
            task_people::table
                .inner_join(task_windows::table.on(task_windows::task_id.eq(task_people::task_id)))
                .filter(task_people::person.eq_any(chunk))
                .filter(task_windows::actual_finish.eq(""))
                .select(task_people::task_id)
                .load(c)
                .await
        })?;
        ids.extend(rows);
    }
    ids.sort_unstable();
    ids.dedup();
    by_id(conn, &ids).await
}
