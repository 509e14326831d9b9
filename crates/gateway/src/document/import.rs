//! Rows of a workbook as messages to the services. What refers to what is said by code; the services know the ids.

use std::collections::HashMap;

use cascade_proto::{goals::v1 as goals, resources::v1 as resources, tasks::v1 as tasks};
use cascade_workbook::{
    self as workbook, GoalSource, LinkKind, PlanDocument, Priority, RequestStatus, ResourceKind,
    TargetKind, TaskType,
};

use super::day;

/// A document as the requests that write it.
#[derive(Debug, Clone)]
pub(crate) struct Contract {
    pub(crate) directory: resources::ApplyDirectoryRequest,
    pub(crate) plan: goals::ImportPlanRequest,
    pub(crate) tasks: tasks::ImportTasksRequest,
    pub(crate) requests: resources::ImportRequestsRequest,
}

impl Contract {
    pub(crate) fn of(document: &PlanDocument) -> Self {
        Self {
            directory: resources::ApplyDirectoryRequest {
                departments: document.departments.iter().map(department).collect(),
                people: document.people.iter().map(person).collect(),
                budgets: document.budgets.iter().map(budget).collect(),
                dry_run: false,
            },
            plan: goals::ImportPlanRequest {
                plan: Some(plan(&document.plan)),
                goals: document.goals.iter().map(goal).collect(),
                key_results: document.key_results.iter().map(key_result).collect(),
                dry_run: false,
            },
            tasks: tasks::ImportTasksRequest {
                plan_id: String::new(),
                tasks: document
                    .tasks
                    .iter()
                    .map(|row| task(row, document))
                    .collect(),
                key_results: Vec::new(),
                dry_run: false,
            },
            requests: resources::ImportRequestsRequest {
                plan_id: String::new(),
                requests: document.requests.iter().map(request).collect(),
                tasks: Vec::new(),
                dry_run: false,
                coming_departments: document
                    .departments
                    .iter()
                    .map(|row| row.code.clone())
                    .collect(),
                coming_budgets: document
                    .budgets
                    .iter()
                    .map(|row| row.code.clone())
                    .collect(),
            },
        }
    }
}

/// What the tasks service must know of the key results that were just written.
pub(crate) fn key_result_refs(
    rows: &[goals::KeyResult],
    of_goals: &[goals::Goal],
    window_start: &str,
) -> Vec<tasks::KeyResultRef> {
    let departments: HashMap<&str, &str> = of_goals
        .iter()
        .map(|goal| (goal.id.as_str(), goal.department.as_str()))
        .collect();
    rows.iter()
        .map(|row| tasks::KeyResultRef {
            id: row.id.clone(),
            plan_id: row.plan_id.clone(),
            code: row.code.clone(),
            owner: row.owner.clone(),
            department: departments
                .get(row.goal_id.as_str())
                .copied()
                .unwrap_or_default()
                .to_owned(),
            window_start: window_start.to_owned(),
            deadline: row.deadline.clone(),
        })
        .collect()
}

/// What the resources service must know of the tasks that were just written.
pub(crate) fn task_refs(rows: &[tasks::Task]) -> Vec<resources::TaskRef> {
    rows.iter()
        .map(|row| resources::TaskRef {
            id: row.id.clone(),
            plan_id: row.plan_id.clone(),
            code: row.code.clone(),
            planned_start: row.planned_start.clone(),
            planned_end: row.planned_end.clone(),
        })
        .collect()
}

fn plan(row: &workbook::Plan) -> goals::Plan {
    goals::Plan {
        code: row.code.clone(),
        title: row.title.clone(),
        period_start: day(row.period_start),
        period_end: day(row.period_end),
        ..goals::Plan::default()
    }
}

fn goal(row: &workbook::Goal) -> goals::Goal {
    let source = match row.source {
        None => goals::GoalSource::Unspecified,
        Some(GoalSource::CompanyStrategy) => goals::GoalSource::CompanyStrategy,
        Some(GoalSource::SuperiorDirective) => goals::GoalSource::SuperiorDirective,
        Some(GoalSource::AnnualOperatingPlan) => goals::GoalSource::AnnualOperatingPlan,
        Some(GoalSource::Other) => goals::GoalSource::Other,
    };
    let priority = match row.priority {
        None => goals::Priority::Unspecified,
        Some(Priority::High) => goals::Priority::High,
        Some(Priority::Medium) => goals::Priority::Medium,
        Some(Priority::Low) => goals::Priority::Low,
    };
    goals::Goal {
        code: row.code.clone(),
        description: row.description.clone(),
        source: source.into(),
        department: row.department.clone(),
        owner: row.owner.clone(),
        deadline: day(row.deadline),
        priority: priority.into(),
        key_result_direction: row.key_result_direction.clone(),
        parent_id: row.parent.clone(),
        baseline: row.baseline,
        target: row.target,
        unit: row.unit.clone(),
        company_goal: row.company_goal,
        ..goals::Goal::default()
    }
}

fn key_result(row: &workbook::KeyResult) -> goals::KeyResult {
    let kind = match row.target_kind {
        None => goals::TargetKind::Unspecified,
        Some(TargetKind::RiseByPercent) => goals::TargetKind::RiseByPercent,
        Some(TargetKind::FallByPercent) => goals::TargetKind::FallByPercent,
        Some(TargetKind::ReachLevel) => goals::TargetKind::ReachLevel,
        Some(TargetKind::Count) => goals::TargetKind::Count,
        Some(TargetKind::RatioAtLeast) => goals::TargetKind::RatioAtLeast,
        Some(TargetKind::Milestone) => goals::TargetKind::Milestone,
    };
    let baseline = row.baseline.unwrap_or(0.0);
    goals::KeyResult {
        goal_id: row.goal.clone(),
        code: row.code.clone(),
        description: row.description.clone(),
        owner: row.owner.clone(),
        collaborators: row.collaborators.clone(),
        target_kind: kind.into(),
        baseline,
        target: row.target_value().unwrap_or(baseline),
        current: row.current.unwrap_or(baseline),
        unit: row.unit.clone(),
        weight: row.weight.unwrap_or(0.0),
        deadline: day(row.deadline),
        ..goals::KeyResult::default()
    }
}

fn task(row: &workbook::Task, document: &PlanDocument) -> tasks::Task {
    let kind = match row.task_type {
        None => tasks::TaskType::Unspecified,
        Some(TaskType::Execution) => tasks::TaskType::Execution,
        Some(TaskType::Coordination) => tasks::TaskType::Coordination,
        Some(TaskType::Creative) => tasks::TaskType::Creative,
    };
    let priority = match row.priority {
        None => tasks::TaskPriority::Unspecified,
        Some(Priority::High) => tasks::TaskPriority::High,
        Some(Priority::Medium) => tasks::TaskPriority::Medium,
        Some(Priority::Low) => tasks::TaskPriority::Low,
    };
    tasks::Task {
        key_result_id: row.key_result.clone(),
        code: row.code.clone(),
        name: row.name.clone(),
        description: row.description.clone(),
        r#type: kind.into(),
        owner: row.owner.clone(),
        collaborators: row.collaborators.clone(),
        department: row.department.clone(),
        planned_start: day(row.planned_start),
        planned_end: day(row.planned_end),
        deliverable: row.deliverable.clone(),
        predecessors: row.predecessors.iter().map(predecessor).collect(),
        required_resources: row.required_resources.clone(),
        effort_hours: row.effort_hours,
        priority: priority.into(),
        milestones: document
            .milestones
            .iter()
            .filter(|milestone| milestone.task == row.code)
            .map(|milestone| tasks::Milestone {
                name: milestone.name.clone(),
                due: day(milestone.due),
                ..tasks::Milestone::default()
            })
            .collect(),
        skills: row
            .skills
            .iter()
            .map(|skill| tasks::SkillNeed {
                skill: skill.name.clone(),
                level: i32::from(skill.level),
            })
            .collect(),
        ..tasks::Task::default()
    }
}

fn predecessor(row: &workbook::Predecessor) -> tasks::Predecessor {
    let kind = match row.kind {
        LinkKind::FinishToStart => tasks::LinkKind::FinishToStart,
        LinkKind::StartToStart => tasks::LinkKind::StartToStart,
        LinkKind::FinishToFinish => tasks::LinkKind::FinishToFinish,
        LinkKind::StartToFinish => tasks::LinkKind::StartToFinish,
    };
    tasks::Predecessor {
        task_id: row.task.clone(),
        kind: kind.into(),
        lag_days: row.lag_days,
        ..tasks::Predecessor::default()
    }
}

fn department(row: &workbook::Department) -> resources::Department {
    resources::Department {
        code: row.code.clone(),
        name: row.name.clone(),
        parent: row.parent.clone(),
        head: row.head.clone(),
        version: 0,
    }
}

fn person(row: &workbook::Person) -> resources::Person {
    resources::Person {
        code: row.code.clone(),
        name: row.name.clone(),
        department: row.department.clone(),
        skills: row
            .skills
            .iter()
            .map(|skill| resources::Skill {
                name: skill.name.clone(),
                level: i32::from(skill.level),
            })
            .collect(),
        hours_per_day: row.hours_per_day,
        part_time_percent: row.part_time_percent,
        email: row.email.clone(),
        ..resources::Person::default()
    }
}

fn budget(row: &workbook::Budget) -> resources::Budget {
    resources::Budget {
        code: row.code.clone(),
        name: row.name.clone(),
        department: row.department.clone(),
        amount_minor: row.amount_minor.unwrap_or(0),
        currency: row.currency.clone(),
        ..resources::Budget::default()
    }
}

fn request(row: &workbook::ResourceRequest) -> resources::ResourceRequest {
    let kind = match row.kind {
        None => resources::ResourceKind::Unspecified,
        Some(ResourceKind::People) => resources::ResourceKind::People,
        Some(ResourceKind::Budget) => resources::ResourceKind::Budget,
        Some(ResourceKind::Tool) => resources::ResourceKind::Tool,
        Some(ResourceKind::Data) => resources::ResourceKind::Data,
    };
    let status = match row.status {
        None => resources::RequestStatus::Unspecified,
        Some(RequestStatus::Draft) => resources::RequestStatus::Draft,
        Some(RequestStatus::Submitted) => resources::RequestStatus::Submitted,
        Some(RequestStatus::Approved) => resources::RequestStatus::Approved,
        Some(RequestStatus::Rejected) => resources::RequestStatus::Rejected,
        Some(RequestStatus::Withdrawn) => resources::RequestStatus::Withdrawn,
        Some(RequestStatus::Fulfilled) => resources::RequestStatus::Fulfilled,
    };
    resources::ResourceRequest {
        code: row.code.clone(),
        task_id: row.task.clone(),
        kind: kind.into(),
        description: row.description.clone(),
        requested_from: row.requested_from.clone(),
        requested_by: row.requested_by.clone(),
        requested_at: day(row.requested_at),
        expected_arrival: day(row.expected_arrival),
        actual_arrival: day(row.actual_arrival),
        quantity: row.quantity,
        unit: row.unit.clone(),
        amount_minor: row.amount_minor,
        budget: row.budget.clone(),
        asset: row.asset.clone(),
        note: row.note.clone(),
        status: status.into(),
        ..resources::ResourceRequest::default()
    }
}
