//! What to do about a change.

use cascade_proto::monitoring::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Impact, Text, text};

/// What a repair is to reach.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepairAim {
    /// No key result or goal passes its deadline that would not have passed it anyway.
    #[default]
    Deadlines,
    /// No key result is forecast to finish later than before the change.
    Forecasts,
}

impl From<RepairAim> for pb::RepairAim {
    fn from(aim: RepairAim) -> Self {
        match aim {
            RepairAim::Deadlines => Self::Deadlines,
            RepairAim::Forecasts => Self::Forecasts,
        }
    }
}

/// What a repair may do and what it costs, in person-days; what is absent is as said here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RepairTerms {
    /// For each day saved by crashing; 0.5.
    pub crash_cost: Option<f64>,
    /// Most that crashing saves, as a share of the days left; 1/3.
    pub crash_share: Option<f64>,
    /// For each day of overlap; 0.3.
    pub overlap_cost: Option<f64>,
    /// Most overlap, as a share of the shorter task; 0.5.
    pub overlap_share: Option<f64>,
    /// Days that both need to put halves together; 1.
    pub integration_days: Option<u32>,
    /// Fewest days left of a task that is worth splitting; 4.
    pub split_least_days: Option<u32>,
    /// Days to brief whoever takes over or helps; 1.
    pub hand_over_days: Option<u32>,
    /// Levels that whoever takes over may be below a skill that the task needs, 0–4; 1.
    pub level_gap: Option<u32>,
}

impl From<RepairTerms> for pb::RepairTerms {
    fn from(terms: RepairTerms) -> Self {
        Self {
            crash_cost: terms.crash_cost,
            crash_share: terms.crash_share,
            overlap_cost: terms.overlap_cost,
            overlap_share: terms.overlap_share,
            integration_days: terms.integration_days,
            split_least_days: terms.split_least_days,
            hand_over_days: terms.hand_over_days,
            level_gap: terms.level_gap,
        }
    }
}

/// The cheapest measures by which what a change makes late is in time again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Repair {
    /// What it was to reach.
    pub aim: RepairAim,
    /// Codes of the tasks that would be too late for it.
    pub late_tasks: Vec<String>,
    /// What to do; empty where nothing is late or nothing helps.
    pub measures: Vec<RepairMeasure>,
    /// Sum of the measures.
    pub cost_person_days: f64,
    /// Working days by which the aim that is missed most is missed without the measures.
    pub late_days_before: i32,
    /// The same with them; 0 is in time.
    pub late_days_after: i32,
    /// Nothing cheaper reaches the aim.
    pub cheapest: bool,
    /// How the plan would stand with the change and the measures, beside how it stands now.
    #[schema(no_recursion)]
    pub impact: Impact,
}

/// What is done about a task.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RepairMeasureKind {
    /// Fewer days by more people or longer hours.
    #[default]
    Crash,
    /// It begins before the task that it waits for is done.
    FastTrack,
    /// Somebody else does it.
    Reassign,
    /// Two people do half each.
    Split,
}

/// One measure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct RepairMeasure {
    pub kind: RepairMeasureKind,
    pub task_id: String,
    pub task_code: String,
    pub task_name: String,
    pub owner: String,
    pub department: String,
    /// Working days saved or overlapped.
    pub days: i32,
    /// Fast-track: the task that it no longer waits for to the end.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub predecessor_code: String,
    /// Re-assign: who would do it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to_person: String,
    pub cost_person_days: f64,
    /// The measure in words.
    pub text: Text,
}

impl From<pb::Repair> for Repair {
    fn from(row: pb::Repair) -> Self {
        Self {
            aim: match row.aim() {
                pb::RepairAim::Forecasts => RepairAim::Forecasts,
                pb::RepairAim::Deadlines | pb::RepairAim::Unspecified => RepairAim::Deadlines,
            },
            late_tasks: row.late_tasks,
            measures: row.measures.into_iter().map(Into::into).collect(),
            cost_person_days: row.cost_person_days,
            late_days_before: row.late_days_before,
            late_days_after: row.late_days_after,
            cheapest: row.cheapest,
            impact: row
                .impact
                .map(|impact| (*impact).into())
                .unwrap_or_default(),
        }
    }
}

impl From<pb::RepairMeasure> for RepairMeasure {
    fn from(row: pb::RepairMeasure) -> Self {
        Self {
            kind: match row.kind() {
                pb::RepairMeasureKind::FastTrack => RepairMeasureKind::FastTrack,
                pb::RepairMeasureKind::Reassign => RepairMeasureKind::Reassign,
                pb::RepairMeasureKind::Split => RepairMeasureKind::Split,
                pb::RepairMeasureKind::Crash | pb::RepairMeasureKind::Unspecified => {
                    RepairMeasureKind::Crash
                }
            },
            task_id: row.task_id,
            task_code: row.task_code,
            task_name: row.task_name,
            owner: row.owner,
            department: row.department,
            days: row.days,
            predecessor_code: row.predecessor_code,
            to_person: row.to_person,
            cost_person_days: row.cost_person_days,
            text: text(row.text),
        }
    }
}
