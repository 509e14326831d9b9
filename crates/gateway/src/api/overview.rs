//! How all active plans stand, in figures, and how a plan stood day by day.

use cascade_proto::monitoring::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Light, some};

/// Of which part of the company.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OverviewQuery {
    /// Code: only goals, tasks and people of it and of the departments below it; the whole company when absent. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
}

/// How all active plans stand, in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Overview {
    /// The day the figures are for.
    #[schema(format = Date)]
    pub as_of: String,
    /// Active plans; of a department, those in which it has a goal or a task.
    pub plans: Vec<PlanFigures>,
    /// Their goals.
    pub goals: Vec<GoalFigures>,
    /// Departments with goals, tasks or alerts.
    pub departments: Vec<DepartmentFigures>,
    /// Who has open alerts or tasks that are behind, those with most alerts first.
    pub people: Vec<PersonFigures>,
    /// Unfinished tasks that are not green, those due first; only of a department, and at most 500.
    pub late_tasks: Vec<LateTask>,
}

/// How many are of each light.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LightCounts {
    pub green: i64,
    pub yellow: i64,
    pub red: i64,
}

/// A plan in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct PlanFigures {
    pub plan_id: String,
    pub code: String,
    pub title: String,
    /// Worst of all its goals.
    pub light: Light,
    /// Mean progress of the goals told of, 0–1.
    pub progress: f64,
    pub goals: LightCounts,
    pub key_results: LightCounts,
    pub tasks: LightCounts,
    pub tasks_done: i64,
    pub open_alerts: i64,
    /// Highest level of its open alerts; 0 without one.
    pub highest_level: i32,
}

/// A goal in figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct GoalFigures {
    pub goal_id: String,
    pub plan_id: String,
    pub code: String,
    pub description: String,
    pub department: String,
    pub owner: String,
    #[schema(format = Date)]
    pub deadline: String,
    /// 0–1.
    pub progress: f64,
    pub light: Light,
    pub key_results: LightCounts,
    pub company_goal: bool,
}

/// A department in figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct DepartmentFigures {
    pub department: String,
    pub goals: LightCounts,
    pub tasks: LightCounts,
    pub tasks_done: i64,
    /// Open alerts that wait for its people.
    pub open_alerts: i64,
}

/// What waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct PersonFigures {
    pub person: String,
    /// Empty where the directory does not know the person.
    pub department: String,
    pub alerts: Vec<AlertFigures>,
    /// Begun or overdue, unfinished and not green.
    pub tasks_behind: i64,
}

/// An open alert in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct AlertFigures {
    pub alert_id: String,
    pub plan_id: String,
    pub level: i32,
    pub cause_code: String,
}

/// A task that is behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct LateTask {
    pub task_id: String,
    pub plan_id: String,
    pub code: String,
    pub name: String,
    pub owner: String,
    pub department: String,
    #[schema(format = Date)]
    pub planned_end: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = Date)]
    pub forecast_finish: Option<String>,
    /// 0–100.
    pub percent: f64,
    pub light: Light,
}

impl From<Option<pb::LightCounts>> for LightCounts {
    fn from(counts: Option<pb::LightCounts>) -> Self {
        let counts = counts.unwrap_or_default();
        Self {
            green: counts.green,
            yellow: counts.yellow,
            red: counts.red,
        }
    }
}

impl From<pb::Overview> for Overview {
    fn from(row: pb::Overview) -> Self {
        Self {
            as_of: row.as_of,
            plans: row.plans.into_iter().map(PlanFigures::from).collect(),
            goals: row.goals.into_iter().map(GoalFigures::from).collect(),
            departments: row
                .departments
                .into_iter()
                .map(DepartmentFigures::from)
                .collect(),
            people: row.people.into_iter().map(PersonFigures::from).collect(),
            late_tasks: row.late_tasks.into_iter().map(LateTask::from).collect(),
        }
    }
}

impl From<pb::PlanFigures> for PlanFigures {
    fn from(row: pb::PlanFigures) -> Self {
        Self {
            light: row.light().into(),
            plan_id: row.plan_id,
            code: row.code,
            title: row.title,
            progress: row.progress,
            goals: row.goals.into(),
            key_results: row.key_results.into(),
            tasks: row.tasks.into(),
            tasks_done: row.tasks_done,
            open_alerts: row.open_alerts,
            highest_level: row.highest_level,
        }
    }
}

impl From<pb::GoalFigures> for GoalFigures {
    fn from(row: pb::GoalFigures) -> Self {
        Self {
            light: row.light().into(),
            goal_id: row.goal_id,
            plan_id: row.plan_id,
            code: row.code,
            description: row.description,
            department: row.department,
            owner: row.owner,
            deadline: row.deadline,
            progress: row.progress,
            key_results: row.key_results.into(),
            company_goal: row.company_goal,
        }
    }
}

impl From<pb::DepartmentFigures> for DepartmentFigures {
    fn from(row: pb::DepartmentFigures) -> Self {
        Self {
            department: row.department,
            goals: row.goals.into(),
            tasks: row.tasks.into(),
            tasks_done: row.tasks_done,
            open_alerts: row.open_alerts,
        }
    }
}

impl From<pb::PersonFigures> for PersonFigures {
    fn from(row: pb::PersonFigures) -> Self {
        Self {
            person: row.person,
            department: row.department,
            alerts: row
                .alerts
                .into_iter()
                .map(|alert| AlertFigures {
                    alert_id: alert.alert_id,
                    plan_id: alert.plan_id,
                    level: alert.level,
                    cause_code: alert.cause_code,
                })
                .collect(),
            tasks_behind: row.tasks_behind,
        }
    }
}

impl From<pb::LateTask> for LateTask {
    fn from(row: pb::LateTask) -> Self {
        Self {
            light: row.light().into(),
            task_id: row.task_id,
            plan_id: row.plan_id,
            code: row.code,
            name: row.name,
            owner: row.owner,
            department: row.department,
            planned_end: row.planned_end,
            forecast_finish: some(row.forecast_finish),
            percent: row.percent,
        }
    }
}

/// Which days, and of what.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// The plan, a goal or a key result, by id or code; all of them when absent.
    #[serde(default)]
    pub subject: String,
    /// First day; from the beginning when absent.
    #[serde(default)]
    #[param(format = Date)]
    pub from: String,
    /// Last day; today when absent.
    #[serde(default)]
    #[param(format = Date)]
    pub to: String,
}

/// How a plan, its goals and key results stood day by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct History {
    /// By day, then code. A day without a row of a subject was as the one before; the first rows tell how things stood on `from`.
    pub days: Vec<DailyStatus>,
}

/// How something stood on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct DailyStatus {
    #[schema(format = Date)]
    pub day: String,
    /// `plan`, `goal` or `key_result`
    pub kind: String,
    pub subject_id: String,
    pub code: String,
    pub light: Light,
    /// Progress of a goal, raw attainment of a key result, mean progress of a plan's goals; 1 = reached.
    pub progress: f64,
    /// Share of task work done, 0–1.
    pub completion: f64,
}

impl From<pb::History> for History {
    fn from(row: pb::History) -> Self {
        let day = |row: pb::DailyStatus| DailyStatus {
            light: row.light().into(),
            day: row.day,
            kind: row.kind,
            subject_id: row.subject_id,
            code: row.code,
            progress: row.progress,
            completion: row.completion,
        };
        Self {
            days: row.days.into_iter().map(day).collect(),
        }
    }
}
