//! How people are told: channels and the delivery log.

use cascade_proto::monitoring::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Light, Text, moment, text};

/// Something that a person was told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Notice {
    pub id: String,
    /// level, missed or test.
    pub kind: String,
    pub plan_id: String,
    pub alert_id: String,
    /// Level of the alert, 1–4; 0 for none.
    pub level: i32,
    pub person: String,
    pub department: String,
    pub title: Text,
    pub body: Text,
    pub light: Light,
    /// Page that shows it, below the address of the UI.
    pub page: String,
    pub due_at: Option<DateTime<Utc>>,
    pub created_at: Option<DateTime<Utc>>,
}

impl From<pb::Notice> for Notice {
    fn from(row: pb::Notice) -> Self {
        Self {
            light: row.light().into(),
            id: row.id,
            kind: row.kind,
            plan_id: row.plan_id,
            alert_id: row.alert_id,
            level: row.level,
            person: row.person,
            department: row.department,
            title: text(row.title),
            body: text(row.body),
            page: row.page,
            due_at: moment(row.due_at),
            created_at: moment(row.created_at),
        }
    }
}

/// Whose notices.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NoticeQuery {
    /// Whose, by person code; the caller's own when absent. Others' are for those who lead.
    #[serde(default)]
    pub person: String,
    /// Only of this plan, by id or code.
    #[serde(default)]
    pub plan: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// A group robot, a mailbox or another system, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Channel {
    pub name: String,
    /// dingtalk, wecom, feishu, webhook or mail.
    pub kind: String,
    /// Departments whose notices it gets, with all below them; none: everybody's.
    pub departments: Vec<String>,
    /// Messages that wait or are being sent.
    pub waiting: i64,
    /// Messages that were given up.
    pub failed: i64,
    /// Left alone until then, because the service asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<DateTime<Utc>>,
    /// What the service said last.
    pub said: String,
}

/// All configured channels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChannelList {
    /// By name.
    pub channels: Vec<Channel>,
}

/// A notification on its way through one channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Delivery {
    pub id: String,
    pub channel: String,
    /// waiting, sending, delivered, failed, or overtaken: never sent, for its alert was closed or waits for somebody else.
    pub state: String,
    /// Attempts that failed; a service that was too busy is none.
    pub attempts: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<DateTime<Utc>>,
    /// Name under which it was sent, alone or with others; the same for every attempt.
    pub parcel: String,
    /// What the service said last.
    pub said: String,
    pub created_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    /// What it is about, in a word.
    pub kind: String,
    pub plan_id: String,
    pub alert_id: String,
    /// Level of the alert, 1–4; 0 for none.
    pub level: i32,
    pub person: String,
    pub department: String,
    pub title: Text,
}

/// Which deliveries.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Only through this channel.
    #[serde(default)]
    pub channel: String,
    /// Only in this state: waiting, sending, delivered, failed or overtaken.
    #[serde(default)]
    pub state: String,
    /// Only about this alert.
    #[serde(default)]
    pub alert: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

impl From<pb::Channel> for Channel {
    fn from(row: pb::Channel) -> Self {
        Self {
            name: row.name,
            kind: row.kind,
            departments: row.departments,
            waiting: row.waiting,
            failed: row.failed,
            paused_until: moment(row.paused_until),
            delivered_at: moment(row.delivered_at),
            failed_at: moment(row.failed_at),
            said: row.said,
        }
    }
}

impl From<pb::Delivery> for Delivery {
    fn from(row: pb::Delivery) -> Self {
        Self {
            id: row.id,
            channel: row.channel,
            state: row.state,
            attempts: row.attempts,
            next_at: moment(row.next_at),
            parcel: row.parcel,
            said: row.said,
            created_at: moment(row.created_at),
            finished_at: moment(row.finished_at),
            kind: row.kind,
            plan_id: row.plan_id,
            alert_id: row.alert_id,
            level: row.level,
            person: row.person,
            department: row.department,
            title: text(row.title),
        }
    }
}
