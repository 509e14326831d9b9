//! Forecasts, lights, root causes, alerts and corrections.

use std::collections::BTreeMap;

use cascade_proto::monitoring::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{AlertState, Light, Measure, TaskForecast, Text, moment, some, text};

/// A plan as monitoring sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct PlanState {
    pub plan_id: String,
    pub code: String,
    pub title: String,
    pub active: bool,
    /// The day the figures are for.
    #[schema(format = Date)]
    pub as_of: String,
    /// Rises with every change.
    pub revision: i64,
    pub light: Light,
    pub goals: Vec<GoalState>,
    pub key_results: Vec<KeyResultState>,
    pub tasks: Vec<TaskForecast>,
    pub open_alerts: Vec<Alert>,
    pub reports_applied: i64,
}

impl From<pb::PlanStatus> for PlanState {
    fn from(row: pb::PlanStatus) -> Self {
        Self {
            light: row.light().into(),
            plan_id: row.plan_id,
            code: row.code,
            title: row.title,
            active: row.active,
            as_of: row.as_of,
            revision: row.revision,
            goals: row.goals.into_iter().map(GoalState::from).collect(),
            key_results: row
                .key_results
                .into_iter()
                .map(KeyResultState::from)
                .collect(),
            tasks: row.tasks.into_iter().map(TaskForecast::from).collect(),
            open_alerts: row.open_alerts.into_iter().map(Alert::from).collect(),
            reports_applied: row.reports_applied,
        }
    }
}

/// A goal's light.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct GoalState {
    pub goal_id: String,
    pub code: String,
    pub description: String,
    pub owner: String,
    pub department: String,
    #[schema(format = Date)]
    pub deadline: String,
    pub progress: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub forecast_finish: Option<String>,
    pub light: Light,
    pub light_reason: Text,
    pub score: f64,
    pub root_cause: Vec<Hop>,
}

impl From<pb::GoalStatus> for GoalState {
    fn from(row: pb::GoalStatus) -> Self {
        Self {
            light: row.light().into(),
            goal_id: row.goal_id,
            code: row.code,
            description: row.description,
            owner: row.owner,
            department: row.department,
            deadline: row.deadline,
            progress: row.progress,
            forecast_finish: some(row.forecast_finish),
            light_reason: text(row.light_reason),
            score: row.score,
            root_cause: row.root_cause.into_iter().map(Hop::from).collect(),
        }
    }
}

/// A key result's light.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct KeyResultState {
    pub key_result_id: String,
    pub goal_id: String,
    pub code: String,
    pub description: String,
    pub owner: String,
    #[schema(format = Date)]
    pub deadline: String,
    pub attainment: f64,
    pub completion: f64,
    pub weight: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub forecast_finish: Option<String>,
    pub light: Light,
    pub light_reason: Text,
    pub score: f64,
    pub root_cause: Vec<Hop>,
}

impl From<pb::KeyResultStatus> for KeyResultState {
    fn from(row: pb::KeyResultStatus) -> Self {
        Self {
            light: row.light().into(),
            key_result_id: row.key_result_id,
            goal_id: row.goal_id,
            code: row.code,
            description: row.description,
            owner: row.owner,
            deadline: row.deadline,
            attainment: row.attainment,
            completion: row.completion,
            weight: row.weight,
            forecast_finish: some(row.forecast_finish),
            light_reason: text(row.light_reason),
            score: row.score,
            root_cause: row.root_cause.into_iter().map(Hop::from).collect(),
        }
    }
}

/// One step of a root-cause path, from the cause to what it makes late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Hop {
    pub task_id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    pub department: String,
    pub own_delay_days: i32,
    pub inherited_days: i32,
    #[schema(format = Date)]
    pub planned_end: String,
    #[schema(format = Date)]
    pub forecast_finish: String,
    /// What its owner said of the cause, if anything.
    pub reported_cause: String,
    /// The cause that its owner reported: its kind, and what was said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Text>,
    /// Of the days that it adds, those by which its planned end already is past the deadline that is explained.
    #[serde(default)]
    pub planned_past_days: i32,
    /// What its days are other than a delay against its plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl From<pb::Hop> for Hop {
    fn from(row: pb::Hop) -> Self {
        Self {
            task_id: row.task_id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            department: row.department,
            own_delay_days: row.own_delay_days,
            inherited_days: row.inherited_days,
            planned_end: row.planned_end,
            forecast_finish: row.forecast_finish,
            reported_cause: row.reported_cause,
            cause: row.cause.map(|cause| text(Some(cause))),
            planned_past_days: row.planned_past_days,
            note: row.note.map(|note| text(Some(note))),
        }
    }
}

/// What to explain.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DelayQuery {
    /// Task, key result or goal, by id or code; a milestone as TASK/NAME.
    pub target: String,
}

/// Why something is late.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Delay {
    pub light: Light,
    #[schema(format = Date)]
    pub planned_end: String,
    #[schema(format = Date)]
    pub forecast_finish: String,
    pub delay_days: i32,
    pub path: Vec<Hop>,
    pub days_by_department: BTreeMap<String, i32>,
}

impl From<pb::ExplainDelayResponse> for Delay {
    fn from(row: pb::ExplainDelayResponse) -> Self {
        Self {
            light: row.light().into(),
            planned_end: row.planned_end,
            forecast_finish: row.forecast_finish,
            delay_days: row.delay_days,
            path: row.path.into_iter().map(Hop::from).collect(),
            days_by_department: row.days_by_department.into_iter().collect(),
        }
    }
}

/// Kept state against a recomputation from scratch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Audit {
    pub tasks_checked: i64,
    pub reports_applied: i64,
    /// Empty when both are equal.
    pub differences: Vec<String>,
}

impl From<pb::AuditPlanResponse> for Audit {
    fn from(row: pb::AuditPlanResponse) -> Self {
        Self {
            tasks_checked: row.tasks_checked,
            reports_applied: row.reports_applied,
            differences: row.differences,
        }
    }
}

/// An alert; one per cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Alert {
    pub id: String,
    pub plan_id: String,
    pub cause_task_id: String,
    pub cause_code: String,
    pub cause_name: String,
    /// 1 task owner, 2 key result owner, 3 department head, 4 executive.
    pub level: i32,
    pub assignee: String,
    pub state: AlertState,
    /// How far it has come, whether or not somebody has asked for time meanwhile: never acknowledged or snoozed.
    pub stage: AlertState,
    pub light: Light,
    pub summary: Text,
    pub raised_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    pub explanation: String,
    pub corrections: Vec<Correction>,
    pub affects: Vec<String>,
    pub history: Vec<AlertEntry>,
    pub version: i64,
    /// Policy by which its level has its time; empty where none is written.
    #[serde(default)]
    pub policy: String,
}

/// One entry of an alert's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct AlertEntry {
    pub at: Option<DateTime<Utc>>,
    pub level: i32,
    pub what: String,
    pub who: String,
    pub note: String,
}

/// A correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Correction {
    pub id: String,
    pub measure: Measure,
    pub description: String,
    pub owner: String,
    #[schema(format = Date)]
    pub due: String,
    pub verification: String,
    pub filed_by: String,
    pub filed_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime<Utc>>,
}

impl From<pb::Alert> for Alert {
    fn from(row: pb::Alert) -> Self {
        Self {
            state: row.state().into(),
            stage: row.stage().into(),
            light: row.light().into(),
            summary: text(row.summary),
            raised_at: moment(row.raised_at),
            due_at: moment(row.due_at),
            closed_at: moment(row.closed_at),
            id: row.id,
            plan_id: row.plan_id,
            cause_task_id: row.cause_task_id,
            cause_code: row.cause_code,
            cause_name: row.cause_name,
            level: row.level,
            assignee: row.assignee,
            explanation: row.explanation,
            corrections: row.corrections.into_iter().map(Correction::from).collect(),
            affects: row.affects,
            policy: row.policy,
            history: row
                .history
                .into_iter()
                .map(|entry| AlertEntry {
                    at: moment(entry.at),
                    level: entry.level,
                    what: entry.what,
                    who: entry.who,
                    note: entry.note,
                })
                .collect(),
            version: row.version,
        }
    }
}

impl From<pb::Correction> for Correction {
    fn from(row: pb::Correction) -> Self {
        Self {
            measure: row.measure().into(),
            filed_at: moment(row.filed_at),
            verified_at: moment(row.verified_at),
            id: row.id,
            description: row.description,
            owner: row.owner,
            due: row.due,
            verification: row.verification,
            filed_by: row.filed_by,
            verified_by: some(row.verified_by),
        }
    }
}

/// Which alerts.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AlertQuery {
    /// Only of this plan, by id or code.
    #[serde(default)]
    pub plan: String,
    /// Only waiting for this person.
    #[serde(default)]
    pub assignee: String,
    /// Closed ones too.
    #[serde(default)]
    pub include_closed: bool,
    /// Rows of a page, 1–500; 50 when absent.
    #[serde(default)]
    pub page_size: u32,
    /// `next_page_token` of the page before.
    #[serde(default)]
    pub page_token: String,
}

/// Level 1: why it is late.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Explanation {
    pub explanation: String,
}

/// Put an alert off.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Snooze {
    /// The level's deadline moves to the end of this working day, which is after it.
    #[schema(format = Date)]
    pub until: String,
    #[serde(default)]
    pub reason: String,
}

/// Level 2: what will be done.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewCorrection {
    pub measure: Measure,
    pub description: String,
    pub owner: String,
    #[schema(format = Date)]
    pub due: String,
    /// How one will see that it worked.
    pub verification: String,
}

/// Level 3 and 4: accept the correction or ask for another.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Decision {
    pub accept: bool,
    #[serde(default)]
    pub note: String,
}

/// Whether the correction worked.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Verification {
    pub worked: bool,
    #[serde(default)]
    pub note: String,
}

/// The clock of the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClockReading {
    /// Its moment.
    pub now: DateTime<Utc>,
    /// The organisation's day.
    #[serde(default)]
    #[schema(format = Date)]
    pub today: String,
    /// Whether it can be set.
    #[serde(default)]
    pub simulated: bool,
}
