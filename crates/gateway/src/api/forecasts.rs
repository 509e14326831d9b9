//! Forecasts of tasks and their milestones.

use cascade_proto::monitoring::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DerivedStatus, Finding, ForecastRule, Light, Text, findings, some, text};

/// A task's forecast and light.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct TaskForecast {
    pub task_id: String,
    pub key_result_id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    pub department: String,
    #[schema(format = Date)]
    pub planned_start: String,
    #[schema(format = Date)]
    pub planned_end: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub baseline_end: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub actual_start: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub actual_finish: Option<String>,
    #[schema(format = Date)]
    pub forecast_start: String,
    #[schema(format = Date)]
    pub forecast_finish: String,
    pub percent: f64,
    pub planned_percent: f64,
    pub delay_days: i32,
    pub forecast_delay_days: i32,
    pub status: DerivedStatus,
    pub light: Light,
    pub light_reason: Text,
    pub critical: bool,
    /// Critical, or with little float left.
    pub near_critical: bool,
    /// Working days it may slip before the plan's last day moves or a constraint is broken.
    pub total_float_days: i32,
    /// Working days it may slip before a task that waits for it moves.
    pub free_float_days: i32,
    /// What the forecast breaks: constraints, and the day up to which calendars are confirmed.
    pub findings: Vec<Finding>,
    /// Why the forecast says what it says; absent from servers that do not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<ForecastBasis>,
    pub task_version: i64,
    pub milestones: Vec<MilestoneForecast>,
}

/// The rule of a task's forecast with its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ForecastBasis {
    pub rule: ForecastRule,
    /// The rule in a sentence, with its numbers.
    pub text: Text,
    /// Working days of work left; 0 where it is finished or cancelled.
    pub remaining_days: i32,
    /// Working days worked so far.
    pub elapsed_days: i32,
    /// Code of the predecessor or of the resource request that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<String>,
    /// The day on which the remaining work begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub from: Option<String>,
}

impl From<pb::ForecastBasis> for ForecastBasis {
    fn from(row: pb::ForecastBasis) -> Self {
        Self {
            rule: row.rule().into(),
            text: text(row.text),
            remaining_days: row.remaining_days,
            elapsed_days: row.elapsed_days,
            held_by: some(row.held_by),
            from: some(row.from),
        }
    }
}

/// A milestone's forecast.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct MilestoneForecast {
    pub name: String,
    #[schema(format = Date)]
    pub due: String,
    #[schema(format = Date)]
    pub forecast: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub reached_on: Option<String>,
}

impl From<pb::TaskForecast> for TaskForecast {
    fn from(row: pb::TaskForecast) -> Self {
        Self {
            status: row.status().into(),
            light: row.light().into(),
            task_id: row.task_id,
            key_result_id: row.key_result_id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            department: row.department,
            planned_start: row.planned_start,
            planned_end: row.planned_end,
            baseline_end: some(row.baseline_end),
            actual_start: some(row.actual_start),
            actual_finish: some(row.actual_finish),
            forecast_start: row.forecast_start,
            forecast_finish: row.forecast_finish,
            percent: row.percent,
            planned_percent: row.planned_percent,
            delay_days: row.delay_days,
            forecast_delay_days: row.forecast_delay_days,
            light_reason: text(row.light_reason),
            critical: row.critical,
            near_critical: row.near_critical,
            total_float_days: row.total_float_days,
            free_float_days: row.free_float_days,
            findings: findings(row.findings),
            basis: row.basis.map(ForecastBasis::from),
            task_version: row.task_version,
            milestones: row
                .milestones
                .into_iter()
                .map(|milestone| MilestoneForecast {
                    name: milestone.name,
                    due: milestone.due,
                    forecast: milestone.forecast,
                    reached_on: some(milestone.reached_on),
                })
                .collect(),
        }
    }
}
