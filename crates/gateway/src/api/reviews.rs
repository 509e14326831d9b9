//! The review of a plan at its end.

use cascade_proto::goals::v1 as pb;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Disposition, Finding, NewPlan, Plan, findings, moment, some};

/// A row of table 8.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ReviewRow {
    pub subject_id: String,
    /// `goal` or `key_result`.
    pub subject_kind: String,
    pub code: String,
    pub description: String,
    pub owner: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Of a key result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub final_value: Option<f64>,
    pub unit: String,
    /// Raw attainment of a key result, weighted progress of a goal; 1 is reached.
    pub completion: f64,
    pub highlights: String,
    pub gaps: String,
    pub root_cause: String,
    pub improvement: String,
    pub improvement_owner: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub improvement_due: Option<String>,
    pub carried_over: bool,
    /// 0 while nothing is written; also the ETag.
    pub version: i64,
}

impl From<pb::ReviewRow> for ReviewRow {
    fn from(row: pb::ReviewRow) -> Self {
        Self {
            subject_id: row.subject_id,
            subject_kind: row.subject_kind,
            code: row.code,
            description: row.description,
            owner: row.owner,
            target: row.target,
            final_value: row.final_value,
            unit: row.unit,
            completion: row.completion,
            highlights: row.highlights,
            gaps: row.gaps,
            root_cause: row.root_cause,
            improvement: row.improvement,
            improvement_owner: row.improvement_owner,
            improvement_due: some(row.improvement_due),
            carried_over: row.carried_over,
            version: row.version,
        }
    }
}

/// A row of table 8 to be written, whole.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewReviewRow {
    /// 最终值 of a key result; a check-in too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub final_value: Option<f64>,
    /// 亮点
    pub highlights: String,
    /// 差距
    pub gaps: String,
    /// 根因
    pub root_cause: String,
    /// 改进措施
    pub improvement: String,
    /// Code of the person.
    pub improvement_owner: String,
    /// Until when; ISO 8601.
    #[schema(format = Date)]
    pub improvement_due: String,
    /// 结转下期
    pub carried_over: bool,
}

impl NewReviewRow {
    pub(crate) fn into_contract(self, subject_id: String) -> pb::ReviewRow {
        pb::ReviewRow {
            subject_id,
            final_value: self.final_value,
            highlights: self.highlights,
            gaps: self.gaps,
            root_cause: self.root_cause,
            improvement: self.improvement,
            improvement_owner: self.improvement_owner,
            improvement_due: self.improvement_due,
            carried_over: self.carried_over,
            ..pb::ReviewRow::default()
        }
    }
}

/// An unfinished task, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct TaskDisposition {
    pub task_id: String,
    pub code: String,
    pub key_result_id: String,
    pub owner: String,
    /// 0–100, as last reported.
    pub percent: f64,
    /// Absent while nobody has decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
    pub note: String,
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}

impl From<pb::TaskDisposition> for TaskDisposition {
    fn from(row: pb::TaskDisposition) -> Self {
        Self {
            disposition: Disposition::from_contract(row.disposition()),
            at: moment(row.at),
            task_id: row.task_id,
            code: row.code,
            key_result_id: row.key_result_id,
            owner: row.owner,
            percent: row.percent,
            note: row.note,
            by: row.by,
        }
    }
}

/// What becomes of unfinished tasks.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDispositions {
    /// 1 to 1,000.
    pub items: Vec<NewDisposition>,
}

/// What becomes of an unfinished task.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewDisposition {
    pub task_id: String,
    pub disposition: Disposition,
    #[serde(default)]
    pub note: String,
}

impl From<NewDisposition> for pb::dispose_tasks_request::Item {
    fn from(new: NewDisposition) -> Self {
        Self {
            task_id: new.task_id,
            disposition: pb::Disposition::from(new.disposition).into(),
            note: new.note,
        }
    }
}

/// How far estimates were off, for a kind of work or a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EstimateError {
    /// Kind of work, or code of the person.
    pub name: String,
    /// Finished tasks it comes from.
    pub tasks: u32,
    /// Actual over planned working days.
    pub factor: f64,
    /// Mean of |actual − planned| / planned.
    pub mean_absolute: f64,
}

impl From<pb::EstimateError> for EstimateError {
    fn from(row: pb::EstimateError) -> Self {
        Self {
            name: row.name,
            tasks: row.tasks,
            factor: row.factor,
            mean_absolute: row.mean_absolute,
        }
    }
}

/// A cause of delay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DelayCause {
    /// `people`, `resources`, `dependency`, `requirement_change`, `environment` or `unstated`.
    pub name: String,
    /// Late tasks with it.
    pub tasks: u32,
    /// Their working days of delay.
    pub days: u32,
    /// Share of all delay up to and including it, 0–1.
    pub cumulative: f64,
}

/// What a plan teaches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Statistics {
    /// Tasks that were to be done.
    pub tasks: u32,
    /// Of those, finished.
    pub finished: u32,
    /// Of those, finished no later than planned: 0–1.
    pub on_time_rate: f64,
    /// Working days.
    pub mean_delay_days: f64,
    /// Estimate errors by kind of work.
    pub by_kind: Vec<EstimateError>,
    /// Estimate errors by person.
    pub by_person: Vec<EstimateError>,
    /// Pareto of causes, gravest first.
    pub causes: Vec<DelayCause>,
}

impl From<pb::Statistics> for Statistics {
    fn from(row: pb::Statistics) -> Self {
        Self {
            tasks: row.tasks,
            finished: row.finished,
            on_time_rate: row.on_time_rate,
            mean_delay_days: row.mean_delay_days,
            by_kind: row.by_kind.into_iter().map(Into::into).collect(),
            by_person: row.by_person.into_iter().map(Into::into).collect(),
            causes: row
                .causes
                .into_iter()
                .map(|cause| DelayCause {
                    name: cause.name,
                    tasks: cause.tasks,
                    days: cause.days,
                    cumulative: cause.cumulative,
                })
                .collect(),
        }
    }
}

/// The review of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Review {
    /// The plan.
    pub plan: Plan,
    /// Goals, each followed by its key results.
    pub rows: Vec<ReviewRow>,
    /// Unfinished tasks.
    pub unfinished: Vec<TaskDisposition>,
    /// What keeps the plan from closing.
    pub gates: Vec<Finding>,
    /// What should be written but keeps nothing open.
    pub warnings: Vec<Finding>,
    /// What it teaches so far.
    pub statistics: Statistics,
}

impl From<pb::Review> for Review {
    fn from(row: pb::Review) -> Self {
        Self {
            plan: row.plan.unwrap_or_default().into(),
            rows: row.rows.into_iter().map(Into::into).collect(),
            unfinished: row.unfinished.into_iter().map(Into::into).collect(),
            gates: findings(row.gates),
            warnings: findings(row.warnings),
            statistics: row.statistics.unwrap_or_default().into(),
        }
    }
}

/// How to close a plan.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// The plan that takes over what is carried over: an existing draft by its code, or a new one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<NewPlan>,
}

/// A plan after its closing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClosingAnswer {
    /// The plan.
    pub plan: Plan,
    /// What it teaches.
    pub statistics: Statistics,
    /// The plan that took over what was carried over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_plan: Option<Plan>,
    /// Goals in it now.
    pub goals_carried: u32,
    /// Key results in it now.
    pub key_results_carried: u32,
    /// Tasks that will be in it.
    pub tasks_carried: u32,
}

impl From<pb::ClosePlanResponse> for ClosingAnswer {
    fn from(row: pb::ClosePlanResponse) -> Self {
        Self {
            plan: row.plan.unwrap_or_default().into(),
            statistics: row.statistics.unwrap_or_default().into(),
            next_plan: row.next_plan.map(Into::into),
            goals_carried: row.goals_carried,
            key_results_carried: row.key_results_carried,
            tasks_carried: row.tasks_carried,
        }
    }
}

/// Estimate errors over all closed plans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EstimateErrors {
    /// By kind of work.
    pub by_kind: Vec<EstimateError>,
    /// By person.
    pub by_person: Vec<EstimateError>,
    /// Closed plans they come from.
    pub plans: u32,
}

impl From<pb::GetEstimateErrorsResponse> for EstimateErrors {
    fn from(row: pb::GetEstimateErrorsResponse) -> Self {
        Self {
            by_kind: row.by_kind.into_iter().map(Into::into).collect(),
            by_person: row.by_person.into_iter().map(Into::into).collect(),
            plans: row.plans,
        }
    }
}
