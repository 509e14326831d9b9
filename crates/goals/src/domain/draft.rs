//! Plans, goals and key results as somebody wants them: names instead of identities, and gaps that the rules will name.

use cascade_proto::goals::v1 as pb;
use chrono::NaiveDate;

/// A plan as wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanDraft {
    /// Unique in the organisation.
    pub code: String,
    /// Its name.
    pub title: String,
    /// First day.
    pub start: Option<NaiveDate>,
    /// Last day.
    pub end: Option<NaiveDate>,
}

/// A goal as wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalDraft {
    /// Path of the row in the request, with its dot.
    pub at: String,
    /// Unique in the plan.
    pub code: String,
    /// 目标描述
    pub description: String,
    /// 目标来源
    pub source: pb::GoalSource,
    /// Code of the department.
    pub department: String,
    /// Code of the accountable person.
    pub owner: String,
    /// 期限
    pub deadline: Option<NaiveDate>,
    /// 优先级
    pub priority: pb::Priority,
    /// 关键结果方向
    pub key_result_direction: String,
    /// Code in this plan, or identity, of what it hangs under.
    pub parent: String,
    /// Value at the start.
    pub baseline: Option<f64>,
    /// Value to reach.
    pub target: Option<f64>,
    /// Unit of both.
    pub unit: String,
    /// At the top of the organisation.
    pub company_goal: bool,
}

/// A key result as wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResultDraft {
    /// Path of the row in the request, with its dot.
    pub at: String,
    /// Unique in the plan.
    pub code: String,
    /// Code or identity of its goal.
    pub goal: String,
    /// KR描述
    pub description: String,
    /// Code of the one accountable person.
    pub owner: String,
    /// Codes of those who help.
    pub collaborators: Vec<String>,
    /// How the target is meant.
    pub kind: pb::TargetKind,
    /// Value at the start.
    pub baseline: f64,
    /// Value to reach; none where none is given.
    pub target: Option<f64>,
    /// Value today; none is the baseline's. Counts until the first check-in.
    pub current: Option<f64>,
    /// Unit of all three.
    pub unit: String,
    /// Percent of the goal.
    pub weight: f64,
    /// 完成时限
    pub deadline: Option<NaiveDate>,
}

/// What is wanted of one plan, in one request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// Goals to write.
    pub goals: Vec<GoalDraft>,
    /// Key results to write.
    pub key_results: Vec<KeyResultDraft>,
}
