//! What people are to be told: written with the change that it tells of, taken up by the routing to channels.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::words::light_word;
use crate::{
    domain::notification::{Kind, Notification},
    ids::{NotificationId, PlanId},
    schema::notifications,
};

#[derive(Insertable)]
#[diesel(table_name = notifications)]
struct NewRow<'a> {
    id: NotificationId,
    plan_id: &'a str,
    kind: &'static str,
    alert_id: String,
    level: i64,
    person: &'a str,
    department: &'a str,
    title_zh: &'a str,
    title_en: &'a str,
    body_zh: &'a str,
    body_en: &'a str,
    light: &'static str,
    page: &'a str,
    due_at: UtcTime,
    created_at: UtcTime,
}

pub(super) async fn write(
    conn: &mut DbConn,
    plan: PlanId,
    new: &[Notification],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    insert(conn, &plan.to_string(), new, now).await
}

/// Writes notifications that belong to no plan.
pub async fn announce(
    conn: &mut DbConn,
    new: &[Notification],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    insert(conn, "", new, now).await
}

async fn insert(
    conn: &mut DbConn,
    plan: &str,
    new: &[Notification],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let rows: Vec<NewRow> = new.iter().map(|one| row(plan, one, now)).collect();
    for row in rows {
        on_conn!(conn, c => {
            diesel::insert_into(notifications::table).values(&row).execute(c).await
        })?;
    }
    Ok(())
}

fn row<'a>(plan: &'a str, new: &'a Notification, now: DateTime<Utc>) -> NewRow<'a> {
    let (alert_id, level) = match new.kind {
        Kind::Level(alert, level) => (alert.to_string(), i64::from(level.number())),
        Kind::Missed | Kind::Report => (String::new(), 0),
    };
    NewRow {
        id: new.id,
        plan_id: plan,
        kind: new.kind.word(),
        alert_id,
        level,
        person: &new.person,
        department: &new.department,
        title_zh: &new.title.zh,
        title_en: &new.title.en,
        body_zh: &new.body.zh,
        body_en: &new.body.en,
        light: light_word(new.light),
        page: &new.page,
        due_at: new.due.into(),
        created_at: now.into(),
    }
}
