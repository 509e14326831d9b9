//! A plan of the services as a workbook's document: all four are asked at once, every page of each.

use std::collections::HashMap;

use cascade_method::Lang;
use cascade_proto::{goals::v1 as goals, resources::v1 as resources, tasks::v1 as tasks};
use cascade_workbook::{
    self as workbook, GoalSource, LinkKind, PlanDocument, Priority, Progress, RequestStatus,
    ResourceKind, TargetKind, TaskProgress, TaskType,
};

use super::date;
use crate::{
    api,
    call::Call,
    problem::{ApiError, OrProblem},
    state::Gateway,
};

/// Rows of a page.
const PAGE: u32 = 500;

/// Reads every page of a list.
macro_rules! all {
    ($call:expr, $client:expr, $method:ident, $rows:ident, $request:expr) => {{
        let mut rows = Vec::new();
        let mut page_token = String::new();
        loop {
            let message = $request(PAGE, page_token);
            let answer = $client
                .$method($call.request(message))
                .await
                .or_problem($call.lang)?;
            rows.extend(answer.$rows);
            page_token = answer.next_page_token;
            if page_token.is_empty() {
                break Ok::<_, ApiError>(rows);
            }
        }
    }};
}

/// Everything of a plan, and how far its tasks have come.
pub(crate) async fn collect(
    gateway: &Gateway,
    call: &Call,
    plan: &api::Plan,
    lang: Lang,
) -> Result<(PlanDocument, Progress), ApiError> {
    let plan_id = || plan.id.clone();
    let (goals, key_results, tasks, requests, departments, people, budgets) = tokio::try_join!(
        async {
            all!(
                call,
                gateway.goals(),
                list_goals,
                goals,
                |page_size, page_token| goals::ListGoalsRequest {
                    plan_id: plan_id(),
                    page_size,
                    page_token,
                }
            )
        },
        async {
            all!(
                call,
                gateway.goals(),
                list_key_results,
                key_results,
                |page_size, page_token| goals::ListKeyResultsRequest {
                    plan_id: plan_id(),
                    page_size,
                    page_token,
                }
            )
        },
        async {
            all!(
                call,
                gateway.tasks(),
                list_tasks,
                tasks,
                |page_size, page_token| tasks::ListTasksRequest {
                    plan_id: plan_id(),
                    page_size,
                    page_token,
                    ..Default::default()
                }
            )
        },
        async {
            all!(
                call,
                gateway.resources(),
                list_requests,
                requests,
                |page_size, page_token| resources::ListRequestsRequest {
                    plan_id: plan_id(),
                    page_size,
                    page_token,
                    ..Default::default()
                }
            )
        },
        async {
            all!(
                call,
                gateway.resources(),
                list_departments,
                departments,
                |page_size, page_token| resources::ListDepartmentsRequest {
                    page_size,
                    page_token
                }
            )
        },
        async {
            all!(
                call,
                gateway.resources(),
                list_people,
                people,
                |page_size, page_token| resources::ListPeopleRequest {
                    page_size,
                    page_token,
                    ..Default::default()
                }
            )
        },
        async {
            all!(
                call,
                gateway.resources(),
                list_budgets,
                budgets,
                |page_size, page_token| resources::ListBudgetsRequest {
                    page_size,
                    page_token,
                    ..Default::default()
                }
            )
        },
    )?;
    let progress = tasks.iter().map(progress).collect();
    let document = assemble(
        plan,
        lang,
        goals,
        key_results,
        tasks,
        requests,
        departments,
        people,
        budgets,
    );
    Ok((document, progress))
}

fn progress(task: &tasks::Task) -> (String, TaskProgress) {
    let come = TaskProgress {
        percent: Some(task.percent),
        actual_start: date(&task.actual_start),
        actual_finish: date(&task.actual_finish),
        ..TaskProgress::default()
    };
    (task.code.clone(), come)
}

#[allow(clippy::too_many_arguments, reason = "one argument a table")]
fn assemble(
    plan: &api::Plan,
    lang: Lang,
    goals: Vec<goals::Goal>,
    key_results: Vec<goals::KeyResult>,
    tasks: Vec<tasks::Task>,
    requests: Vec<resources::ResourceRequest>,
    departments: Vec<resources::Department>,
    people: Vec<resources::Person>,
    budgets: Vec<resources::Budget>,
) -> PlanDocument {
    let mut codes: HashMap<String, String> = HashMap::new();
    let mut ids = std::collections::BTreeMap::new();
    for (table, id, code) in goals
        .iter()
        .map(|row| ("goals", &row.id, &row.code))
        .chain(
            key_results
                .iter()
                .map(|row| ("key_results", &row.id, &row.code)),
        )
        .chain(tasks.iter().map(|row| ("tasks", &row.id, &row.code)))
        .chain(requests.iter().map(|row| ("requests", &row.id, &row.code)))
    {
        codes.insert(id.clone(), code.clone());
        ids.insert(format!("{table}/{code}"), id.clone());
    }
    let code = |id: &str| codes.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let period = match (date(&plan.period_start), date(&plan.period_end)) {
        (Some(start), Some(end)) => {
            cascade_method::period::Period::new(start, end).map(|period| period.to_string())
        }
        _ => None,
    }
    .unwrap_or_default();
    PlanDocument {
        plan: workbook::Plan {
            code: plan.code.clone(),
            title: plan.title.clone(),
            period_start: date(&plan.period_start),
            period_end: date(&plan.period_end),
            lang,
            ..Default::default()
        },
        milestones: tasks
            .iter()
            .flat_map(|task| {
                task.milestones.iter().map(|milestone| workbook::Milestone {
                    task: task.code.clone(),
                    name: milestone.name.clone(),
                    due: date(&milestone.due),
                    ..Default::default()
                })
            })
            .collect(),
        goals: goals
            .into_iter()
            .map(|row| goal(row, &period, &code))
            .collect(),
        key_results: key_results
            .into_iter()
            .map(|row| key_result(row, &code))
            .collect(),
        tasks: tasks.into_iter().map(|row| task(row, &code)).collect(),
        requests: requests
            .into_iter()
            .map(|row| request(row, &code))
            .collect(),
        departments: departments
            .into_iter()
            .map(|row| workbook::Department {
                code: row.code,
                name: row.name,
                parent: row.parent,
                head: row.head,
                ..Default::default()
            })
            .collect(),
        people: people
            .into_iter()
            .map(|row| workbook::Person {
                code: row.code,
                name: row.name,
                department: row.department,
                skills: row
                    .skills
                    .into_iter()
                    .map(|skill| self::skill(skill.name, skill.level))
                    .collect(),
                hours_per_day: row.hours_per_day,
                part_time_percent: row.part_time_percent,
                email: row.email,
                ..Default::default()
            })
            .collect(),
        budgets: budgets
            .into_iter()
            .map(|row| workbook::Budget {
                code: row.code,
                name: row.name,
                department: row.department,
                amount_minor: Some(row.amount_minor),
                currency: row.currency,
                ..Default::default()
            })
            .collect(),
        ids,
    }
}

fn skill(name: String, level: i32) -> workbook::Skill {
    workbook::Skill {
        name,
        level: u8::try_from(level).unwrap_or_default(),
    }
}

fn goal(row: goals::Goal, period: &str, code: &impl Fn(&str) -> String) -> workbook::Goal {
    let source = match row.source() {
        goals::GoalSource::Unspecified => None,
        goals::GoalSource::CompanyStrategy => Some(GoalSource::CompanyStrategy),
        goals::GoalSource::SuperiorDirective => Some(GoalSource::SuperiorDirective),
        goals::GoalSource::AnnualOperatingPlan => Some(GoalSource::AnnualOperatingPlan),
        goals::GoalSource::Other => Some(GoalSource::Other),
    };
    let priority = match row.priority() {
        goals::Priority::Unspecified => None,
        goals::Priority::High => Some(Priority::High),
        goals::Priority::Medium => Some(Priority::Medium),
        goals::Priority::Low => Some(Priority::Low),
    };
    workbook::Goal {
        source,
        priority,
        deadline: date(&row.deadline),
        parent: if row.parent_id.is_empty() {
            String::new()
        } else {
            code(&row.parent_id)
        },
        code: row.code,
        description: row.description,
        department: row.department,
        owner: row.owner,
        period: period.to_owned(),
        key_result_direction: row.key_result_direction,
        baseline: row.baseline,
        target: row.target,
        unit: row.unit,
        company_goal: row.company_goal,
        ..Default::default()
    }
}

fn key_result(row: goals::KeyResult, code: &impl Fn(&str) -> String) -> workbook::KeyResult {
    let kind = match row.target_kind() {
        goals::TargetKind::Unspecified => None,
        goals::TargetKind::RiseByPercent => Some(TargetKind::RiseByPercent),
        goals::TargetKind::FallByPercent => Some(TargetKind::FallByPercent),
        goals::TargetKind::ReachLevel => Some(TargetKind::ReachLevel),
        goals::TargetKind::Count => Some(TargetKind::Count),
        goals::TargetKind::RatioAtLeast => Some(TargetKind::RatioAtLeast),
        goals::TargetKind::Milestone => Some(TargetKind::Milestone),
    };
    // A percentage of the baseline stands in the table, the value to reach in the service.
    let share = if row.baseline == 0.0 {
        0.0
    } else {
        (row.target / row.baseline - 1.0) * 100.0
    };
    // Values that people write have few decimals; the division must not add more.
    let rounded = (share * 1e9).round() / 1e9;
    let target = match kind {
        Some(TargetKind::RiseByPercent) => rounded,
        Some(TargetKind::FallByPercent) => -rounded,
        _ => row.target,
    };
    workbook::KeyResult {
        goal: code(&row.goal_id),
        target_kind: kind,
        deadline: date(&row.deadline),
        code: row.code,
        description: row.description,
        owner: row.owner,
        collaborators: row.collaborators,
        baseline: Some(row.baseline),
        target: Some(target),
        current: Some(row.current),
        unit: row.unit,
        weight: Some(row.weight),
        ..Default::default()
    }
}

fn task(row: tasks::Task, code: &impl Fn(&str) -> String) -> workbook::Task {
    let task_type = match row.r#type() {
        tasks::TaskType::Unspecified => None,
        tasks::TaskType::Execution => Some(TaskType::Execution),
        tasks::TaskType::Coordination => Some(TaskType::Coordination),
        tasks::TaskType::Creative => Some(TaskType::Creative),
    };
    let priority = match row.priority() {
        tasks::TaskPriority::Unspecified => None,
        tasks::TaskPriority::High => Some(Priority::High),
        tasks::TaskPriority::Medium => Some(Priority::Medium),
        tasks::TaskPriority::Low => Some(Priority::Low),
    };
    workbook::Task {
        task_type,
        priority,
        key_result: code(&row.key_result_id),
        planned_start: date(&row.planned_start),
        planned_end: date(&row.planned_end),
        predecessors: row
            .predecessors
            .iter()
            .map(|link| predecessor(link, code))
            .collect(),
        skills: row
            .skills
            .into_iter()
            .map(|need| skill(need.skill, need.level))
            .collect(),
        code: row.code,
        name: row.name,
        description: row.description,
        owner: row.owner,
        collaborators: row.collaborators,
        department: row.department,
        deliverable: row.deliverable,
        required_resources: row.required_resources,
        effort_hours: row.effort_hours,
        ..Default::default()
    }
}

fn predecessor(link: &tasks::Predecessor, code: &impl Fn(&str) -> String) -> workbook::Predecessor {
    workbook::Predecessor {
        task: if link.code.is_empty() {
            code(&link.task_id)
        } else {
            link.code.clone()
        },
        kind: match link.kind() {
            tasks::LinkKind::StartToStart => LinkKind::StartToStart,
            tasks::LinkKind::FinishToFinish => LinkKind::FinishToFinish,
            tasks::LinkKind::StartToFinish => LinkKind::StartToFinish,
            tasks::LinkKind::FinishToStart | tasks::LinkKind::Unspecified => {
                LinkKind::FinishToStart
            }
        },
        lag_days: link.lag_days,
    }
}

fn request(
    row: resources::ResourceRequest,
    code: &impl Fn(&str) -> String,
) -> workbook::ResourceRequest {
    let kind = match row.kind() {
        resources::ResourceKind::Unspecified => None,
        resources::ResourceKind::People => Some(ResourceKind::People),
        resources::ResourceKind::Budget => Some(ResourceKind::Budget),
        resources::ResourceKind::Tool => Some(ResourceKind::Tool),
        resources::ResourceKind::Data => Some(ResourceKind::Data),
    };
    let status = match row.status() {
        resources::RequestStatus::Unspecified => None,
        resources::RequestStatus::Draft => Some(RequestStatus::Draft),
        resources::RequestStatus::Submitted => Some(RequestStatus::Submitted),
        resources::RequestStatus::Approved => Some(RequestStatus::Approved),
        resources::RequestStatus::Rejected => Some(RequestStatus::Rejected),
        resources::RequestStatus::Withdrawn => Some(RequestStatus::Withdrawn),
        resources::RequestStatus::Fulfilled => Some(RequestStatus::Fulfilled),
    };
    workbook::ResourceRequest {
        kind,
        status,
        task: code(&row.task_id),
        requested_at: date(&row.requested_at),
        expected_arrival: date(&row.expected_arrival),
        actual_arrival: date(&row.actual_arrival),
        code: row.code,
        description: row.description,
        requested_from: row.requested_from,
        requested_by: row.requested_by,
        quantity: row.quantity,
        unit: row.unit,
        amount_minor: row.amount_minor,
        budget: row.budget,
        asset: row.asset,
        note: row.note,
        ..Default::default()
    }
}
