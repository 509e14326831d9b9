//! Match and assignment; how a budget stands.

use cascade_proto::resources::v1 as pb;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Budget, Skill};
use crate::api::{Finding, FitFactor, Text, findings, text};

/// How a budget stands. Amounts are in minor units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BudgetReport {
    /// The budget.
    pub budget: Budget,
    /// What can still be reserved.
    pub available_minor: i64,
    /// What was spent, of what was granted.
    pub utilisation_percent: f64,
    /// What was spent or is reserved, of what was granted.
    pub committed_percent: f64,
    /// Progress of the tasks that it pays for, weighted by amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress_percent: Option<f64>,
    /// What will have been spent when they are done, at the pace so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast_minor: Option<i64>,
    /// Number of these tasks.
    pub tasks: i32,
    /// What the rules say.
    pub findings: Vec<Finding>,
}

impl From<pb::BudgetReport> for BudgetReport {
    fn from(row: pb::BudgetReport) -> Self {
        Self {
            budget: row.budget.unwrap_or_default().into(),
            available_minor: row.available_minor,
            utilisation_percent: row.utilisation_percent,
            committed_percent: row.committed_percent,
            progress_percent: row.progress_percent,
            forecast_minor: row.forecast_minor,
            tasks: row.tasks,
            findings: findings(row.findings),
        }
    }
}

/// What a task needs of a person.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TaskNeed {
    /// Skills and levels.
    pub skills: Vec<Skill>,
    /// Department it belongs to; empty: any is as near.
    pub department: String,
    /// First day; today when empty.
    #[schema(format = Date)]
    pub from: String,
    /// Last day; the first when empty.
    #[schema(format = Date)]
    pub to: String,
    /// Hours of the person in that window.
    pub hours: f64,
}

impl From<pb::TaskNeed> for TaskNeed {
    fn from(row: pb::TaskNeed) -> Self {
        let skill = |skill: pb::Skill| Skill {
            name: skill.name,
            level: skill.level,
        };
        Self {
            skills: row.skills.into_iter().map(skill).collect(),
            department: row.department,
            from: row.from,
            to: row.to,
            hours: row.hours,
        }
    }
}

impl From<TaskNeed> for pb::TaskNeed {
    fn from(row: TaskNeed) -> Self {
        let skill = |skill: Skill| pb::Skill {
            name: skill.name,
            level: skill.level,
        };
        Self {
            skills: row.skills.into_iter().map(skill).collect(),
            department: row.department,
            from: row.from,
            to: row.to,
            hours: row.hours,
        }
    }
}

/// Which candidates.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CandidateQuery {
    /// Only people of this department and those below it. 404 where there is none of this code.
    #[serde(default)]
    pub department: String,
    /// Most candidates, 1–500; 20 when absent.
    #[serde(default)]
    pub most: u32,
}

/// A need by itself, to be matched with people.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MatchWish {
    /// What is needed.
    pub need: TaskNeed,
    /// Only these people.
    pub people: Vec<String>,
    /// Only people of this department and those below it.
    pub department: String,
    /// Most candidates, 1–500; 20 when absent.
    pub most: u32,
}

/// Candidates, the best first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Candidates {
    /// What was matched.
    pub need: TaskNeed,
    /// Those who have the skills and the time first, then by score.
    pub candidates: Vec<Candidate>,
}

impl From<pb::MatchCandidatesResponse> for Candidates {
    fn from(answer: pb::MatchCandidatesResponse) -> Self {
        Self {
            need: answer.need.unwrap_or_default().into(),
            candidates: answer.candidates.into_iter().map(Into::into).collect(),
        }
    }
}

/// Somebody who could take a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct Candidate {
    pub person: String,
    pub name: String,
    pub department: String,
    /// 0–1: the sum of the reasons' shares
    pub score: f64,
    pub reasons: Vec<FitReason>,
    /// Skills below what is needed
    pub missing: Vec<MissingSkill>,
    /// In the task's window
    pub free_hours: f64,
    /// No skill is further below what is needed than the policy allows
    pub skilled: bool,
    /// The hours fit on every day
    pub has_time: bool,
    /// Steps between the departments in the tree; absent where nothing connects them
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<i32>,
}

impl From<pb::Candidate> for Candidate {
    fn from(row: pb::Candidate) -> Self {
        Self {
            person: row.person,
            name: row.name,
            department: row.department,
            score: row.score,
            reasons: row.reasons.into_iter().map(Into::into).collect(),
            missing: row.missing.into_iter().map(Into::into).collect(),
            free_hours: row.free_hours,
            skilled: row.skilled,
            has_time: row.has_time,
            distance: row.distance,
        }
    }
}

/// A reason for a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FitReason {
    /// What it speaks of.
    pub factor: FitFactor,
    /// How good it is, 0–1.
    pub value: f64,
    /// What it adds to the score.
    pub share: f64,
    /// In words.
    pub text: Text,
}

impl From<pb::FitReason> for FitReason {
    fn from(row: pb::FitReason) -> Self {
        Self {
            factor: row.factor().into(),
            value: row.value,
            share: row.share,
            text: text(row.text),
        }
    }
}

/// A skill below what is needed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MissingSkill {
    /// The skill.
    pub skill: String,
    /// Level needed.
    pub needed: i32,
    /// Level there is; 0 where it is lacking altogether.
    pub has: i32,
}

impl From<pb::MissingSkill> for MissingSkill {
    fn from(row: pb::MissingSkill) -> Self {
        Self {
            skill: row.skill,
            needed: row.needed,
            has: row.has,
        }
    }
}

/// What is to be assigned, and to whom.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AssignmentWish {
    /// These tasks; every task of the plan that is open and not begun when empty.
    pub task_ids: Vec<String>,
    /// Only to these people; to people of the tasks' departments and those below them, and to the owners, when empty.
    pub people: Vec<String>,
}

/// Who should take which task. Nothing was written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AssignmentProposal {
    /// Tasks with whom they are proposed to.
    pub assignments: Vec<ProposedAssignment>,
    /// Tasks that nobody can take.
    pub unassigned: Vec<UnassignedTask>,
    /// Sum of the scores.
    pub total: f64,
    /// It is known that no other assignment has a greater sum.
    pub proven_best: bool,
    /// People it was chosen among.
    pub people: i32,
}

impl From<pb::ProposeAssignmentResponse> for AssignmentProposal {
    fn from(answer: pb::ProposeAssignmentResponse) -> Self {
        Self {
            assignments: answer.assignments.into_iter().map(Into::into).collect(),
            unassigned: answer.unassigned.into_iter().map(Into::into).collect(),
            total: answer.total,
            proven_best: answer.proven_best,
            people: answer.people,
        }
    }
}

/// A task and whom it is proposed to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct ProposedAssignment {
    pub task_id: String,
    pub task_code: String,
    pub task_name: String,
    pub current_owner: String,
    /// How well the present owner fits; absent where they were not among the people
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_score: Option<f64>,
    pub proposed: Candidate,
}

impl From<pb::ProposedAssignment> for ProposedAssignment {
    fn from(row: pb::ProposedAssignment) -> Self {
        Self {
            task_id: row.task_id,
            task_code: row.task_code,
            task_name: row.task_name,
            current_owner: row.current_owner,
            current_score: row.current_score,
            proposed: row.proposed.unwrap_or_default().into(),
        }
    }
}

/// A task that nobody can take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[allow(missing_docs)]
pub struct UnassignedTask {
    pub task_id: String,
    pub task_code: String,
    pub task_name: String,
    pub current_owner: String,
    /// What stands in its way
    pub why: Text,
    /// Who would come nearest, whatever their time
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Candidate>,
}

impl From<pb::UnassignedTask> for UnassignedTask {
    fn from(row: pb::UnassignedTask) -> Self {
        Self {
            task_id: row.task_id,
            task_code: row.task_code,
            task_name: row.task_name,
            current_owner: row.current_owner,
            why: text(row.why),
            nearest: row.nearest.map(Into::into),
        }
    }
}
