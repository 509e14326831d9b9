//! A task as somebody wants it, before anything it refers to is known.

use cascade_proto::tasks::v1 as pb;
use chrono::NaiveDate;

use crate::{
    domain::task::{Constraints, Estimate, Milestone, SkillNeed, Task},
    ids::MilestoneId,
};

/// A task as somebody wants it; empty and missing values are the rules' affair.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Draft {
    /// 任务编号
    pub code: String,
    /// Id or code of its key result.
    pub key_result: String,
    /// 任务名称
    pub name: String,
    /// 任务描述
    pub description: String,
    /// 执行/协调/创意
    pub kind: pb::TaskType,
    /// 负责人
    pub owner: String,
    /// Those who help.
    pub collaborators: Vec<String>,
    /// Department; its key result's where empty.
    pub department: String,
    /// 计划开始时间
    pub start: Option<NaiveDate>,
    /// 计划结束时间
    pub end: Option<NaiveDate>,
    /// 交付物
    pub deliverable: String,
    /// 前置任务
    pub predecessors: Vec<DraftLink>,
    /// 所需资源
    pub required_resources: String,
    /// Estimated effort.
    pub effort_hours: Option<f64>,
    /// Priority.
    pub priority: pb::TaskPriority,
    /// 里程碑
    pub milestones: Vec<DraftMilestone>,
    /// Skills it takes.
    pub skills: Vec<SkillNeed>,
    /// What its dates are held to; none where nothing is said of it.
    pub constraints: Option<Constraints>,
    /// How long it may take; the outer none where nothing is said of it, the inner where there is no estimate.
    pub estimate: Option<Option<Estimate>>,
}

/// A predecessor as it was named.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DraftLink {
    /// A code of the same plan, a task's id, or `PLAN/CODE`, where PLAN is another plan's code or id.
    pub reference: String,
    /// FS, SS, FF or SF.
    pub kind: pb::LinkKind,
    /// Working days; negative is a lead.
    pub lag_days: i32,
}

/// A node inside the task, as it was named.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftMilestone {
    /// What is reached; identifies it within the task.
    pub name: String,
    /// When it is due.
    pub due: NaiveDate,
    /// When it was reached.
    pub reached_on: Option<NaiveDate>,
}

impl Draft {
    /// The task as it is planned now, to be changed.
    #[must_use]
    pub fn of(task: &Task) -> Self {
        let plan = task.plan.clone();
        Self {
            code: plan.code,
            key_result: plan.key_result_id.to_string(),
            name: plan.name,
            description: plan.description,
            kind: plan.kind,
            owner: plan.owner,
            collaborators: plan.collaborators,
            department: plan.department,
            start: Some(plan.start),
            end: Some(plan.end),
            deliverable: plan.deliverable,
            predecessors: plan
                .predecessors
                .into_iter()
                .map(|link| DraftLink {
                    reference: link.task_id.to_string(),
                    kind: link.kind,
                    lag_days: link.lag_days,
                })
                .collect(),
            required_resources: plan.required_resources,
            effort_hours: plan.effort_hours,
            priority: plan.priority,
            milestones: plan
                .milestones
                .into_iter()
                .map(|milestone| DraftMilestone {
                    name: milestone.name,
                    due: milestone.due,
                    reached_on: milestone.reached_on,
                })
                .collect(),
            skills: plan.skills,
            constraints: Some(plan.constraints),
            estimate: Some(plan.estimate),
        }
    }

    /// Its milestones, each with the identity that it has had under its name.
    #[must_use]
    pub fn milestones(&self, before: Option<&Task>) -> Vec<Milestone> {
        let known = before.map_or(&[][..], |task| task.plan.milestones.as_slice());
        self.milestones
            .iter()
            .map(|wanted| {
                let same = known.iter().find(|known| known.name == wanted.name);
                Milestone {
                    id: same.map_or_else(MilestoneId::new, |known| known.id),
                    name: wanted.name.clone(),
                    due: wanted.due,
                    reached_on: wanted.reached_on,
                }
            })
            .collect()
    }

    /// Keeps the milestones reached so far: a planning table does not know of them.
    pub fn keep_reached(&mut self, before: &Task) {
        for wanted in &mut self.milestones {
            let known = before
                .plan
                .milestones
                .iter()
                .find(|known| known.name == wanted.name);
            wanted.reached_on = wanted
                .reached_on
                .or(known.and_then(|known| known.reached_on));
        }
    }
}
