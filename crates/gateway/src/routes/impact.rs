//! What an adjustment would do, gathered from those who can compute it: forecasts and lights from monitoring, load and
//! requests from resources.

use std::collections::BTreeMap;

use cascade_proto::{goals::v1 as pb, resources::v1 as resources, tasks::v1 as tasks};
use tonic::Code;

use crate::{
    api::what_if,
    call::Call,
    problem::{ApiError, OrProblem},
    state::Gateway,
};

/// Rows of a page.
const PAGE: u32 = 500;

/// Everything that an adjustment would move.
pub(super) async fn of(
    gateway: &Gateway,
    call: &Call,
    adjustment: &pb::Adjustment,
) -> Result<pb::ChangeImpact, ApiError> {
    let changes = adjustment.changes.clone().unwrap_or_default();
    let request = what_if(adjustment.plan_id.clone(), &changes);
    let forecast = gateway
        .monitoring()
        .preview_change(call.request(request))
        .await
        .or_problem(call.lang)?;
    let mut load = BTreeMap::new();
    let mut budgets = Vec::new();
    for change in &changes.tasks {
        let request = call.request(tasks::GetTaskRequest {
            task_id: change.task_id.clone(),
        });
        let task = gateway
            .tasks()
            .get_task(request)
            .await
            .or_problem(call.lang)?;
        of_load(gateway, call, &task, change, &mut load).await?;
        budgets.extend(of_requests(gateway, call, &task, change).await?);
    }
    Ok(pb::ChangeImpact {
        forecast: Some(forecast),
        load: load.into_values().collect(),
        budgets,
    })
}

fn or(wanted: &str, otherwise: &str) -> String {
    if wanted.is_empty() {
        otherwise.to_owned()
    } else {
        wanted.to_owned()
    }
}

/// Weeks in which somebody would have more or less to do, by person and week. Of several tasks of one person, the sum.
async fn of_load(
    gateway: &Gateway,
    call: &Call,
    task: &tasks::Task,
    change: &pb::TaskChange,
    load: &mut BTreeMap<(String, String), pb::LoadImpact>,
) -> Result<(), ApiError> {
    use resources::preview_relief_request::Change;

    let (start, end) = (
        or(&change.planned_start, &task.planned_start),
        or(&change.planned_end, &task.planned_end),
    );
    let wanted = if change.cancel {
        Change::Free(true)
    } else if !change.owner.is_empty() && change.owner != task.owner {
        Change::ToPerson(change.owner.clone())
    } else if (&start, &end) != (&task.planned_start, &task.planned_end) {
        Change::Window(resources::DayWindow {
            start: start.clone(),
            end: end.clone(),
        })
    } else {
        return Ok(());
    };
    let message = resources::PreviewReliefRequest {
        person: task.owner.clone(),
        task_id: task.id.clone(),
        change: Some(wanted),
        from: start.min(task.planned_start.clone()),
        to: end.max(task.planned_end.clone()),
        by: resources::LoadBy::Week.into(),
    };
    let answer = gateway
        .resources()
        .preview_relief(call.request(message))
        .await;
    let answer = match answer {
        Ok(answer) => answer.into_inner(),
        // An owner whom the directory does not have has no load to speak of, and years of it nobody plans by the week.
        Err(status) if matches!(status.code(), Code::NotFound | Code::InvalidArgument) => {
            return Ok(());
        }
        Err(status) => return Err(ApiError::from_status(&status, call.lang)),
    };
    for effect in answer.people {
        let (before, after) = (
            effect.before.unwrap_or_default(),
            effect.after.unwrap_or_default(),
        );
        for (was, is) in before.buckets.iter().zip(&after.buckets) {
            let moved = is.load_hours - was.load_hours;
            if moved.abs() < 1e-6 {
                continue;
            }
            let key = (before.person.clone(), was.from.clone());
            load.entry(key)
                .and_modify(|known| known.hours_after += moved)
                .or_insert_with(|| pb::LoadImpact {
                    person: before.person.clone(),
                    week: was.from.clone(),
                    hours_before: was.load_hours,
                    hours_after: is.load_hours,
                    capacity_hours: was.capacity_hours,
                });
        }
    }
    Ok(())
}

/// Requests of a task that the change would leave behind: what it costs if it is cancelled, what comes too late if it is moved.
async fn of_requests(
    gateway: &Gateway,
    call: &Call,
    task: &tasks::Task,
    change: &pb::TaskChange,
) -> Result<Vec<pb::BudgetImpact>, ApiError> {
    let mut requests = Vec::new();
    let mut page_token = String::new();
    loop {
        let message = resources::ListRequestsRequest {
            plan_id: task.plan_id.clone(),
            task_id: task.id.clone(),
            page_size: PAGE,
            page_token,
            ..resources::ListRequestsRequest::default()
        };
        let answer = gateway
            .resources()
            .list_requests(call.request(message))
            .await
            .or_problem(call.lang)?;
        requests.extend(answer.requests);
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let (start, end) = (
        or(&change.planned_start, &task.planned_start),
        or(&change.planned_end, &task.planned_end),
    );
    Ok(requests
        .into_iter()
        .filter_map(|request| {
            let arrival = or(&request.granted_arrival, &request.expected_arrival);
            let (zh, en) = if change.cancel {
                (
                    "任务取消后该申请不再需要",
                    "The task would be cancelled: this is needed no more",
                )
            } else if !arrival.is_empty() && arrival > end {
                (
                    "到位时间将晚于任务结束",
                    "It would arrive after the task ends",
                )
            } else if !arrival.is_empty() && arrival > start {
                (
                    "到位时间将晚于任务开始",
                    "It would arrive after the task starts",
                )
            } else {
                return None;
            };
            Some(pb::BudgetImpact {
                request: request.code,
                task: task.code.clone(),
                budget: request.budget,
                amount_minor: (request.granted_amount_minor)
                    .or(request.amount_minor)
                    .unwrap_or(0),
                message: Some(pb::LocalizedText {
                    zh: zh.to_owned(),
                    en: en.to_owned(),
                }),
            })
        })
        .collect())
}
