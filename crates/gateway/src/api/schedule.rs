//! What is late and why, what the work takes, and how sure its days are.

use std::collections::BTreeMap;

use cascade_proto::monitoring::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Hop, Light, some};

/// What is late of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Delays {
    /// The day the figures are for.
    #[schema(format = Date)]
    pub as_of: String,
    /// Goals, key results, milestones, each by code.
    pub delays: Vec<LateSubject>,
    /// Working days that each department adds in the plan, each task counted once.
    pub days_by_department: BTreeMap<String, i32>,
}

impl From<pb::ListDelaysResponse> for Delays {
    fn from(row: pb::ListDelaysResponse) -> Self {
        Self {
            as_of: row.as_of,
            delays: row.delays.into_iter().map(LateSubject::from).collect(),
            days_by_department: row.days_by_department.into_iter().collect(),
        }
    }
}

/// A goal, key result or milestone that is late, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LateSubject {
    /// goal, `key_result` or milestone.
    pub kind: String,
    /// Of a milestone that of its task, and so are code and light.
    pub id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    pub department: String,
    #[schema(format = Date)]
    pub due: String,
    /// As forecast, or as it was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub forecast: Option<String>,
    /// Working days that the path explains: of a goal or key result those of the task that makes it late.
    pub delay_days: i32,
    pub light: Light,
    /// From the cause to it.
    pub path: Vec<Hop>,
    pub days_by_department: BTreeMap<String, i32>,
}

impl From<pb::Delay> for LateSubject {
    fn from(row: pb::Delay) -> Self {
        Self {
            light: row.light().into(),
            kind: row.kind,
            id: row.id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            department: row.department,
            due: row.due,
            forecast: some(row.forecast),
            delay_days: row.delay_days,
            path: row.path.into_iter().map(Hop::from).collect(),
            days_by_department: row.days_by_department.into_iter().collect(),
        }
    }
}

/// Earned value of a plan and its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct EarnedValueReport {
    /// The day the figures are for.
    #[schema(format = Date)]
    pub as_of: String,
    /// The plan, its goals, its key results, and its tasks with known hours or money, each by code.
    pub rows: Vec<EarnedValueRow>,
}

impl From<pb::EarnedValueReport> for EarnedValueReport {
    fn from(row: pb::EarnedValueReport) -> Self {
        Self {
            as_of: row.as_of,
            rows: row.rows.into_iter().map(EarnedValueRow::from).collect(),
        }
    }
}

/// Earned value of one of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct EarnedValueRow {
    /// plan, goal, `key_result` or task.
    pub kind: String,
    pub id: String,
    pub code: String,
    pub name: String,
    /// Tasks that are not cancelled.
    pub tasks: u32,
    /// In hours of work; absent where no task has estimated hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<EarnedValue>,
    /// In the smallest unit of the currency; absent where no task was granted money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<EarnedValue>,
}

impl From<pb::EarnedValueRow> for EarnedValueRow {
    fn from(row: pb::EarnedValueRow) -> Self {
        Self {
            kind: row.kind,
            id: row.id,
            code: row.code,
            name: row.name,
            tasks: row.tasks,
            effort: row.effort.map(EarnedValue::from),
            cost: row.cost.map(EarnedValue::from),
        }
    }
}

/// Figures of earned value management, by the names of PMI's standard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EarnedValue {
    /// BAC: what the whole is planned to take.
    pub budget_at_completion: f64,
    /// PV: the budget of what was planned to be done by now.
    pub planned_value: f64,
    /// EV: the budget of what is done.
    pub earned_value: f64,
    /// AC: what the work so far took.
    pub actual_cost: f64,
    /// SV = EV − PV.
    pub schedule_variance: f64,
    /// CV = EV − AC.
    pub cost_variance: f64,
    /// SPI = EV / PV; absent while nothing is planned to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule_performance_index: Option<f64>,
    /// CPI = EV / AC; absent while nothing has been spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_performance_index: Option<f64>,
    /// EAC = BAC / CPI; BAC while nothing is spent, AC + BAC while nothing is earned.
    pub estimate_at_completion: f64,
    /// ETC = EAC − AC.
    pub estimate_to_complete: f64,
    /// VAC = BAC − EAC.
    pub variance_at_completion: f64,
    /// TCPI = (BAC − EV) / (BAC − AC); absent where nothing is left of the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_complete_performance_index: Option<f64>,
    /// Tasks that it tells of.
    pub tasks: u32,
}

impl From<pb::EarnedValue> for EarnedValue {
    fn from(row: pb::EarnedValue) -> Self {
        Self {
            budget_at_completion: row.budget_at_completion,
            planned_value: row.planned_value,
            earned_value: row.earned_value,
            actual_cost: row.actual_cost,
            schedule_variance: row.schedule_variance,
            cost_variance: row.cost_variance,
            schedule_performance_index: row.schedule_performance_index,
            cost_performance_index: row.cost_performance_index,
            estimate_at_completion: row.estimate_at_completion,
            estimate_to_complete: row.estimate_to_complete,
            variance_at_completion: row.variance_at_completion,
            to_complete_performance_index: row.to_complete_performance_index,
            tasks: row.tasks,
        }
    }
}

/// How a plan is simulated.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RiskQuery {
    /// How often, 100–10,000; when absent 1,000, or as often as the size of the plan allows.
    #[serde(default)]
    pub runs: u32,
    /// The same seed gives the same answer; 1 when absent.
    #[serde(default)]
    pub seed: Option<u32>,
    /// 0–1: how much tasks of one department tend to take long together.
    #[serde(default)]
    pub correlation: f64,
}

/// How probable it is that what a plan promises is there by its day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ScheduleRisk {
    /// The day the figures are for.
    #[schema(format = Date)]
    pub as_of: String,
    pub runs: u32,
    pub seed: u32,
    pub correlation: f64,
    pub estimates: RiskEstimates,
    /// Goals, key results, milestones that are not reached, each by code.
    pub subjects: Vec<SubjectRisk>,
    /// Plans whose goals hang under those of this one, simulated with it …
    #[serde(default)]
    pub other_plans: u32,
    /// … and those of them that are too many: their goals count as they are forecast.
    #[serde(default)]
    pub other_plans_as_forecast: u32,
}

impl From<pb::ScheduleRisk> for ScheduleRisk {
    fn from(row: pb::ScheduleRisk) -> Self {
        let estimates = row.estimates.unwrap_or_default();
        Self {
            as_of: row.as_of,
            runs: row.runs,
            seed: row.seed,
            correlation: row.correlation,
            estimates: RiskEstimates {
                owner_history: estimates.owner_history,
                department_history: estimates.department_history,
                organisation_history: estimates.organisation_history,
                default_spread: estimates.default_spread,
                three_point: estimates.three_point,
            },
            subjects: row.subjects.into_iter().map(SubjectRisk::from).collect(),
            other_plans: row.other_plans,
            other_plans_as_forecast: row.other_plans_as_forecast,
        }
    }
}

/// Unfinished tasks by where their estimates come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RiskEstimates {
    /// Tasks that their owner finished before.
    pub owner_history: u32,
    /// Tasks that their department finished before.
    pub department_history: u32,
    /// Tasks that anybody finished before.
    pub organisation_history: u32,
    /// Three points around the plan.
    pub default_spread: u32,
    /// The task's own three points.
    #[serde(default)]
    pub three_point: u32,
}

/// What a simulation says of a goal, key result or milestone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct SubjectRisk {
    /// goal, `key_result` or milestone.
    pub kind: String,
    /// Of a milestone that of its task, and so is the code.
    pub id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    #[schema(format = Date)]
    pub due: String,
    /// As the schedule has it, nothing being uncertain.
    #[schema(format = Date)]
    pub forecast: String,
    /// Day by which it is there with a probability of 50 %.
    #[schema(format = Date)]
    pub p50: String,
    /// Likewise 80 %.
    #[schema(format = Date)]
    pub p80: String,
    /// Likewise 95 %.
    #[schema(format = Date)]
    pub p95: String,
    /// That it is there by its day, 0–1.
    pub probability_on_time: f64,
}

impl From<pb::SubjectRisk> for SubjectRisk {
    fn from(row: pb::SubjectRisk) -> Self {
        Self {
            kind: row.kind,
            id: row.id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            due: row.due,
            forecast: row.forecast,
            p50: row.p50,
            p80: row.p80,
            p95: row.p95,
            probability_on_time: row.probability_on_time,
        }
    }
}
