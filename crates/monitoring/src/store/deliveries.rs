//! Notifications handed to channels, and what became of them.

use cascade_storage::{DbConn, StorageError, UtcTime, on_conn};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::{
    ids::{DeliveryId, NotificationId},
    schema::{deliveries, notifications},
};

/// Waits for its time.
pub const WAITING: &str = "waiting";
/// Somebody is sending it; another may after its lease.
pub const SENDING: &str = "sending";
/// The service has it.
pub const DELIVERED: &str = "delivered";
/// Given up.
pub const FAILED: &str = "failed";
/// Never sent: when its time came, nobody needed it any more.
pub const OVERTAKEN: &str = "overtaken";
/// Every state, for those who filter by it.
pub const STATES: [&str; 5] = [WAITING, SENDING, DELIVERED, FAILED, OVERTAKEN];

/// What is told.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications)]
pub struct NoticeRow {
    /// Identity.
    pub id: NotificationId,
    /// Its plan; empty for a test.
    pub plan_id: String,
    /// What it is about, in a word.
    pub kind: String,
    /// Its alert; empty where it is about none.
    pub alert_id: String,
    /// Level of the alert, 1–4; 0 for none.
    pub level: i64,
    /// Person code.
    pub person: String,
    /// Department code.
    pub department: String,
    /// In a line.
    pub title_zh: String,
    /// In a line.
    pub title_en: String,
    /// In a sentence.
    pub body_zh: String,
    /// In a sentence.
    pub body_en: String,
    /// green, yellow or red.
    pub light: String,
    /// Page below the address of the UI.
    pub page: String,
    /// Not before.
    pub due_at: UtcTime,
    /// When it happened.
    pub created_at: UtcTime,
    /// When it was handed to channels.
    pub routed_at: Option<UtcTime>,
}

/// A notification on its way through one channel.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries)]
pub struct DeliveryRow {
    /// Identity.
    pub id: DeliveryId,
    /// What is told.
    pub notification_id: NotificationId,
    /// Name of the channel.
    pub channel: String,
    /// One of [`STATES`].
    pub state: String,
    /// Attempts that failed.
    pub attempts: i64,
    /// When it may go, or be taken over.
    pub next_at: Option<UtcTime>,
    /// Name of the parcel that it goes in.
    pub parcel: String,
    /// What came of the last attempt.
    pub said: String,
    /// When it was handed to the channel.
    pub created_at: UtcTime,
    /// When it was delivered, given up or overtaken.
    pub finished_at: Option<UtcTime>,
}

impl DeliveryRow {
    /// A delivery that waits from now on.
    #[must_use]
    pub fn new(notification: NotificationId, channel: &str, now: DateTime<Utc>) -> Self {
        Self {
            id: DeliveryId::new(),
            notification_id: notification,
            channel: channel.to_owned(),
            state: WAITING.to_owned(),
            attempts: 0,
            next_at: Some(now.into()),
            parcel: String::new(),
            said: String::new(),
            created_at: now.into(),
            finished_at: None,
        }
    }

    /// The same, left behind before it was handed over.
    #[must_use]
    pub fn overtaken(self, why: String) -> Self {
        Self {
            state: OVERTAKEN.to_owned(),
            next_at: None,
            said: why,
            finished_at: Some(self.created_at),
            ..self
        }
    }
}

/// Notifications that are due and not handed to channels yet, locked until the end of the transaction, at most `most`.
pub async fn claim_unrouted(
    conn: &mut DbConn,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<NoticeRow>, StorageError> {
    let now = UtcTime::from(now);
    let query = || {
        notifications::table
            .filter(notifications::routed_at.is_null())
            .filter(notifications::due_at.le(now))
            .order(notifications::id.asc())
            .limit(most)
    };
    let rows: Vec<NoticeRow> = match conn {
        DbConn::Postgres(c) => {
            query()
                .for_update()
                .skip_locked()
                .select(NoticeRow::as_select())
                .load(c)
                .await?
        }
        DbConn::Sqlite(c) => query().select(NoticeRow::as_select()).load(c).await?,
    };
    Ok(rows)
}

/// A delivery, as far as it tells when its reader was or will be told something.
#[derive(Debug, Clone, Queryable)]
pub struct Spoken {
    /// Name of the channel.
    pub channel: String,
    /// Person code.
    pub person: String,
    /// One of [`STATES`].
    pub state: String,
    /// When it may go.
    pub next_at: Option<UtcTime>,
    /// Name of the parcel that it went in.
    pub parcel: String,
    /// When it was handed to the channel.
    pub created_at: UtcTime,
    /// When it was delivered or given up.
    pub finished_at: Option<UtcTime>,
}

/// Most deliveries of late that are looked at: whoever has had many has had them among these.
const LATEST: i64 = 10_000;

/// Deliveries handed to their channels since a moment, oldest first; of many the latest.
pub async fn spoken(conn: &mut DbConn, since: DateTime<Utc>) -> Result<Vec<Spoken>, StorageError> {
    let since = UtcTime::from(since);
    let mut rows: Vec<Spoken> = on_conn!(conn, c => {
        deliveries::table
            .inner_join(notifications::table)
            .filter(deliveries::created_at.ge(since))
            .filter(deliveries::state.ne(OVERTAKEN))
            .order(deliveries::id.desc())
            .limit(LATEST)
            .select((
                deliveries::channel,
                notifications::person,
                deliveries::state,
                deliveries::next_at,
                deliveries::parcel,
                deliveries::created_at,
                deliveries::finished_at,
            ))
            .load(c)
            .await
    })?;
    rows.reverse();
    Ok(rows)
}

/// Hands notifications to channels.
pub async fn route(
    conn: &mut DbConn,
    routed: &[NotificationId],
    rows: &[DeliveryRow],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    for row in rows {
        on_conn!(conn, c => diesel::insert_into(deliveries::table).values(row).execute(c).await)?;
    }
    let now = UtcTime::from(now);
    on_conn!(conn, c => {
        diesel::update(notifications::table.filter(notifications::id.eq_any(routed)))
            .set(notifications::routed_at.eq(Some(now)))
            .execute(c)
            .await
    })?;
    Ok(())
}

/// Writes a notification that belongs to no change of a plan, handed to its channels already.
pub async fn insert_notice(conn: &mut DbConn, row: &NoticeRow) -> Result<(), StorageError> {
    on_conn!(conn, c => diesel::insert_into(notifications::table).values(row).execute(c).await)?;
    Ok(())
}

/// How many deliveries of each channel wait, are being sent, or were given up.
pub async fn counts(conn: &mut DbConn) -> Result<Vec<(String, String, i64)>, StorageError> {
    Ok(on_conn!(conn, c => {
        deliveries::table
            .filter(deliveries::state.ne(DELIVERED))
            .group_by((deliveries::channel, deliveries::state))
            .select((deliveries::channel, deliveries::state, diesel::dsl::count_star()))
            .load(c)
            .await
    })?)
}

/// Deliveries of a channel that may go, or whose sender did not come back, with what they tell: those that were sent before, parcel by
/// parcel, then new ones, those of the highest level first, then the oldest. A parcel that is cut off by `most` is left for the next time: a receiver knows parcels by name,
/// and would take the rest of one for a repetition.
pub async fn due(
    conn: &mut DbConn,
    channel: &str,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(DeliveryRow, NoticeRow)>, StorageError> {
    let now = UtcTime::from(now);
    let mut rows: Vec<(DeliveryRow, NoticeRow)> = on_conn!(conn, c => {
        deliveries::table
            .inner_join(notifications::table)
            .filter(deliveries::channel.eq(channel))
            .filter(deliveries::next_at.le(now))
            .order((
                deliveries::parcel.desc(),
                notifications::level.desc(),
                deliveries::id.asc(),
            ))
            .limit(most)
            .select((DeliveryRow::as_select(), NoticeRow::as_select()))
            .load(c)
            .await
    })?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == most);
    let last = rows.last().map(|(row, _)| row.parcel.clone());
    if let Some(last) = last.filter(|parcel| full && !parcel.is_empty())
        && rows[0].0.parcel != last
    {
        rows.retain(|(row, _)| row.parcel != last);
    }
    Ok(rows)
}

/// When the next delivery of a channel may go.
pub async fn next_due(
    conn: &mut DbConn,
    channel: &str,
) -> Result<Option<DateTime<Utc>>, StorageError> {
    let next: Option<UtcTime> = on_conn!(conn, c => {
        deliveries::table
            .filter(deliveries::channel.eq(channel))
            .select(diesel::dsl::min(deliveries::next_at))
            .first(c)
            .await
    })?;
    Ok(next.map(Into::into))
}

/// Which deliveries to list.
#[derive(Debug, Clone, Default)]
pub struct DeliveryFilter {
    /// Only of this channel.
    pub channel: Option<String>,
    /// Only in this state.
    pub state: Option<String>,
    /// Only about this alert.
    pub alert: Option<String>,
    /// Only before this one: the newest come first.
    pub before: Option<DeliveryId>,
    /// At most so many.
    pub most: i64,
}

/// The delivery log, newest first.
pub async fn list_deliveries(
    conn: &mut DbConn,
    filter: &DeliveryFilter,
) -> Result<Vec<(DeliveryRow, NoticeRow)>, StorageError> {
    Ok(on_conn!(conn, c => {
        let mut query = deliveries::table
            .inner_join(notifications::table)
            .order(deliveries::id.desc())
            .limit(filter.most)
            .select((DeliveryRow::as_select(), NoticeRow::as_select()))
            .into_boxed();
        if let Some(channel) = &filter.channel {
            query = query.filter(deliveries::channel.eq(channel));
        }
        if let Some(state) = &filter.state {
            query = query.filter(deliveries::state.eq(state));
        }
        if let Some(alert) = &filter.alert {
            query = query.filter(notifications::alert_id.eq(alert));
        }
        if let Some(before) = filter.before {
            query = query.filter(deliveries::id.lt(before));
        }
        query.load(c).await
    })?)
}

/// What a person was told, newest first: of one plan or of all, before a notification or from the newest on.
pub async fn list_notices(
    conn: &mut DbConn,
    person: &str,
    plan: Option<&str>,
    before: Option<NotificationId>,
    most: i64,
) -> Result<Vec<NoticeRow>, StorageError> {
    Ok(on_conn!(conn, c => {
        let mut query = notifications::table
            .filter(notifications::person.eq(person))
            .order(notifications::id.desc())
            .limit(most)
            .select(NoticeRow::as_select())
            .into_boxed();
        if let Some(plan) = plan {
            query = query.filter(notifications::plan_id.eq(plan));
        }
        if let Some(before) = before {
            query = query.filter(notifications::id.lt(before));
        }
        query.load(c).await
    })?)
}

/// One delivery.
pub async fn delivery(
    conn: &mut DbConn,
    id: DeliveryId,
) -> Result<Option<(DeliveryRow, NoticeRow)>, StorageError> {
    Ok(on_conn!(conn, c => {
        deliveries::table
            .inner_join(notifications::table)
            .filter(deliveries::id.eq(id))
            .select((DeliveryRow::as_select(), NoticeRow::as_select()))
            .first(c)
            .await
            .optional()
    })?)
}

/// Lets a delivery that was given up wait again, from its first attempt on.
pub async fn wait_again(
    conn: &mut DbConn,
    id: DeliveryId,
    now: DateTime<Utc>,
) -> Result<usize, StorageError> {
    let now = UtcTime::from(now);
    Ok(on_conn!(conn, c => {
        diesel::update(
            deliveries::table
                .filter(deliveries::id.eq(id))
                .filter(deliveries::state.eq(FAILED)),
        )
        .set((
            deliveries::state.eq(WAITING),
            deliveries::attempts.eq(0_i64),
            deliveries::next_at.eq(Some(now)),
            // Others of its old parcel stay given up: what goes now is another message.
            deliveries::parcel.eq(""),
            deliveries::finished_at.eq(None::<UtcTime>),
        ))
        .execute(c)
        .await
    })?)
}

/// Forgets what was settled before `before`.
pub async fn forget(conn: &mut DbConn, before: DateTime<Utc>) -> Result<(), StorageError> {
    let before = UtcTime::from(before);
    on_conn!(conn, c => {
        diesel::delete(deliveries::table.filter(deliveries::finished_at.lt(before)))
            .execute(c)
            .await
    })?;
    let kept = deliveries::table.filter(deliveries::notification_id.eq(notifications::id));
    on_conn!(conn, c => {
        diesel::delete(
            notifications::table
                // Whether a channel took it or there was none.
                .filter(notifications::due_at.lt(before))
                .filter(diesel::dsl::not(diesel::dsl::exists(kept))),
        )
        .execute(c)
        .await
    })?;
    Ok(())
}
