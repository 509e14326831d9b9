//! What one person must do now.

use cascade_proto::monitoring::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Light, Text, Todo, moment, text};

/// Something that a person must do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct MyDayEntry {
    pub todo: Todo,
    /// What it is about.
    pub title: Text,
    /// What is to be done.
    pub what: Text,
    pub due_at: Option<DateTime<Utc>>,
    pub overdue: bool,
    pub light: Light,
    pub plan_id: String,
    pub plan_code: String,
    /// Empty where it is about an adjustment.
    pub task_id: String,
    /// Empty where it is about no alert.
    pub alert_id: String,
    /// Of the alert, 1–4; 0 for none.
    pub level: i32,
    /// Page that shows it, below the address of the UI.
    pub page: String,
    /// Empty where it is about no resource request.
    pub request_id: String,
    /// Empty where it is about no adjustment.
    pub adjustment_id: String,
}

impl From<pb::MyDayEntry> for MyDayEntry {
    fn from(row: pb::MyDayEntry) -> Self {
        Self {
            todo: row.todo().into(),
            light: row.light().into(),
            title: text(row.title),
            what: text(row.what),
            due_at: moment(row.due_at),
            overdue: row.overdue,
            plan_id: row.plan_id,
            plan_code: row.plan_code,
            task_id: row.task_id,
            alert_id: row.alert_id,
            level: row.level,
            page: row.page,
            request_id: row.request_id,
            adjustment_id: row.adjustment_id,
        }
    }
}

/// Whose day.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MyDayQuery {
    /// Whose, by person code; the caller's own when absent. Others' are for those who lead.
    #[serde(default)]
    pub person: String,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}
