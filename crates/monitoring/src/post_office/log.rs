//! What people ask of the post office: how channels stand, what became of messages, a test, another attempt.

use std::sync::Arc;

use cascade_events::idempotency::{self, Key, Seen};
use cascade_method::Text;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, reasons},
    grpc::RequestContext,
    lang::Localized,
};
use chrono::{DateTime, Utc};
use prost::Message;

use super::PostOffice;
use crate::{
    ids::{DeliveryId, NotificationId},
    messages,
    store::{
        self,
        channels::{self, ChannelRow},
        deliveries::{self, DeliveryFilter, DeliveryRow, NoticeRow},
    },
};

impl PostOffice {
    /// Every configured channel with how it stands.
    ///
    /// # Errors
    /// Database errors.
    pub async fn channels(&self) -> Result<Vec<pb::Channel>, ServiceError> {
        let mut conn = self.engine.pool.get().await?;
        let states = channels::all(&mut conn).await?;
        let counts = deliveries::counts(&mut conn).await?;
        let count = |name: &str, words: &[&str]| {
            let of = counts
                .iter()
                .filter(|(channel, state, _)| channel == name && words.contains(&state.as_str()));
            of.map(|(_, _, count)| *count).sum::<i64>()
        };
        let at = |at: Option<cascade_storage::UtcTime>| at.map(|at| messages::moment(at.into()));
        Ok(self
            .notices
            .channels
            .iter()
            .map(|(name, channel)| {
                let state = states
                    .iter()
                    .find(|state| state.channel == *name)
                    .cloned()
                    .unwrap_or_else(|| ChannelRow::new(name));
                pb::Channel {
                    name: name.clone(),
                    kind: channel.kind.word().to_owned(),
                    departments: channel.departments.clone(),
                    waiting: count(name, &[deliveries::WAITING, deliveries::SENDING]),
                    failed: count(name, &[deliveries::FAILED]),
                    paused_until: at(state.paused_until),
                    delivered_at: at(state.delivered_at),
                    failed_at: at(state.failed_at),
                    said: state.said,
                }
            })
            .collect())
    }

    /// What a person was told, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn notices(
        &self,
        person: &str,
        plan: Option<&str>,
        before: Option<NotificationId>,
        most: i64,
    ) -> Result<Vec<pb::Notice>, ServiceError> {
        let mut conn = self.engine.pool.get().await?;
        let rows = deliveries::list_notices(&mut conn, person, plan, before, most).await?;
        Ok(rows.into_iter().map(notice).collect())
    }

    /// The delivery log, newest first.
    ///
    /// # Errors
    /// Database errors.
    pub async fn deliveries(
        &self,
        filter: DeliveryFilter,
    ) -> Result<Vec<pb::Delivery>, ServiceError> {
        let mut conn = self.engine.pool.get().await?;
        let rows = deliveries::list_deliveries(&mut conn, &filter).await?;
        Ok(rows.into_iter().map(message).collect())
    }

    /// Sends a test message through a channel, on the way that all messages go.
    ///
    /// # Errors
    /// A channel that is not configured.
    pub async fn test(
        self: &Arc<Self>,
        context: RequestContext,
        channel: String,
    ) -> Result<pb::Delivery, ServiceError> {
        if !self.notices.channels.contains_key(&channel) {
            return Err(ServiceError::not_found("通知渠道", "channel", &channel));
        }
        let office = Arc::clone(self);
        let answer =
            cascade_storage::mutation(async move { office.write_test(&context, &channel).await })
                .await??;
        self.news.notify_waiters();
        Ok(answer)
    }

    async fn write_test(
        &self,
        context: &RequestContext,
        channel: &str,
    ) -> Result<pb::Delivery, ServiceError> {
        let key = key(context, "TestChannel", channel);
        let mut tx = self.engine.pool.begin().await?;
        if let Some(answer) = seen(&mut tx, key.as_ref()).await? {
            return Ok(answer);
        }
        let who = context.actor.subject.as_str();
        let notice = NoticeRow {
            id: NotificationId::new(),
            plan_id: String::new(),
            kind: "test".to_owned(),
            alert_id: String::new(),
            level: 0,
            person: context.actor.person.clone().unwrap_or_default(),
            department: String::new(),
            title_zh: "Cascade 测试消息".to_owned(),
            title_en: "A test message of Cascade".to_owned(),
            body_zh: format!("由 {who} 发送：该渠道可以收到进度提醒"),
            body_en: format!("Sent by {who}: this channel gets progress notices"),
            light: "green".to_owned(),
            page: String::new(),
            due_at: context.now.into(),
            created_at: context.now.into(),
            routed_at: Some(context.now.into()),
        };
        deliveries::insert_notice(&mut tx, &notice).await?;
        let row = DeliveryRow::new(notice.id, channel, self.wall.now());
        deliveries::route(&mut tx, &[], std::slice::from_ref(&row), context.now).await?;
        let answer = message((row, notice));
        record(&mut tx, key.as_ref(), &answer, context.now).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// Tries again what was given up.
    ///
    /// # Errors
    /// An unknown delivery; one that was not given up.
    pub async fn retry(
        self: &Arc<Self>,
        context: RequestContext,
        id: DeliveryId,
    ) -> Result<pb::Delivery, ServiceError> {
        let office = Arc::clone(self);
        let answer =
            cascade_storage::mutation(async move { office.write_retry(&context, id).await })
                .await??;
        self.news.notify_waiters();
        Ok(answer)
    }

    async fn write_retry(
        &self,
        context: &RequestContext,
        id: DeliveryId,
    ) -> Result<pb::Delivery, ServiceError> {
        let key = key(context, "RetryDelivery", &id.to_string());
        let mut tx = self.engine.pool.begin().await?;
        if let Some(answer) = seen(&mut tx, key.as_ref()).await? {
            return Ok(answer);
        }
        let unknown = || ServiceError::not_found("通知投递", "delivery", id);
        let before = deliveries::delivery(&mut tx, id).await?;
        let (_, notice) = before.ok_or_else(unknown)?;
        let rules = store::rulebook(&mut tx, &self.engine.policy).await?;
        let from = self.audible(
            &rules,
            std::iter::once(notice.department.as_str()),
            self.wall.now(),
        );
        let changed = deliveries::wait_again(&mut tx, id, from).await?;
        let found = deliveries::delivery(&mut tx, id).await?;
        let found = found.ok_or_else(unknown)?;
        if changed == 0 {
            let state = found.0.state;
            return Err(ServiceError::new(
                ErrorKind::FailedPrecondition,
                reasons::FAILED_PRECONDITION,
                Localized::new(
                    format!("该投递状态为 {state}，只有 failed 可以重试"),
                    format!("This delivery is {state}; only one that failed can be tried again"),
                ),
            ));
        }
        let answer = message(found);
        record(&mut tx, key.as_ref(), &answer, context.now).await?;
        tx.commit().await?;
        Ok(answer)
    }
}

fn key(context: &RequestContext, method: &str, request: &str) -> Option<Key> {
    context.idempotency_key.as_ref().map(|key| Key {
        key: key.clone(),
        actor: context.actor.subject.clone(),
        method: method.to_owned(),
        request_hash: request.to_owned(),
    })
}

async fn seen(
    tx: &mut cascade_storage::DbConn,
    key: Option<&Key>,
) -> Result<Option<pb::Delivery>, ServiceError> {
    let Some(key) = key else { return Ok(None) };
    match idempotency::lookup(tx, key).await? {
        Seen::New => Ok(None),
        Seen::Answered(answer) => pb::Delivery::decode(&answer[..])
            .map(Some)
            .map_err(ServiceError::internal),
        Seen::Reused => Err(ServiceError::idempotency_key_reused(&key.key)),
    }
}

async fn record(
    tx: &mut cascade_storage::DbConn,
    key: Option<&Key>,
    answer: &pb::Delivery,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    if let Some(key) = key {
        idempotency::record(tx, key, &answer.encode_to_vec(), now).await?;
    }
    Ok(())
}

fn notice(row: NoticeRow) -> pb::Notice {
    pb::Notice {
        id: row.id.to_string(),
        kind: row.kind,
        plan_id: row.plan_id,
        alert_id: row.alert_id,
        level: i32::try_from(row.level).unwrap_or_default(),
        person: row.person,
        department: row.department,
        title: Some(messages::text(&Text::new(row.title_zh, row.title_en))),
        body: Some(messages::text(&Text::new(row.body_zh, row.body_en))),
        light: match row.light.as_str() {
            "red" => pb::Light::Red,
            "yellow" => pb::Light::Yellow,
            _ => pb::Light::Green,
        }
        .into(),
        page: row.page,
        due_at: Some(messages::moment(row.due_at.into())),
        created_at: Some(messages::moment(row.created_at.into())),
    }
}

fn message((row, notice): (DeliveryRow, NoticeRow)) -> pb::Delivery {
    pb::Delivery {
        id: row.id.to_string(),
        channel: row.channel,
        state: row.state,
        attempts: row.attempts,
        next_at: row.next_at.map(|at| messages::moment(at.into())),
        parcel: row.parcel,
        said: row.said,
        created_at: Some(messages::moment(row.created_at.into())),
        finished_at: row.finished_at.map(|at| messages::moment(at.into())),
        kind: notice.kind,
        plan_id: notice.plan_id,
        alert_id: notice.alert_id,
        level: i32::try_from(notice.level).unwrap_or_default(),
        person: notice.person,
        department: notice.department,
        title: Some(messages::text(&Text::new(notice.title_zh, notice.title_en))),
    }
}
