//! The newest baseline of a plan, beside how far its tasks have come.

use cascade_proto::tasks::v1 as tasks;
use cascade_workbook::Progress;

use super::date;
use crate::{
    api,
    call::Call,
    problem::{ApiError, OrProblem},
    state::Gateway,
};

/// Baselines of a page; a plan rarely has more.
const PAGE: u32 = 500;

/// Adds the dates of the plan's newest baseline, where it has one.
pub(crate) async fn baseline(
    gateway: &Gateway,
    call: &Call,
    plan: &api::Plan,
    progress: &mut Progress,
) -> Result<(), ApiError> {
    let mut newest = None;
    let mut page_token = String::new();
    loop {
        let message = tasks::ListBaselinesRequest {
            plan_id: plan.id.clone(),
            page_size: PAGE,
            page_token,
        };
        let answer = gateway
            .tasks()
            .list_baselines(call.request(message))
            .await
            .or_problem(call.lang)?;
        newest = newest.max(answer.baselines.iter().map(|row| row.number).max());
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    let Some(number) = newest else {
        return Ok(());
    };
    let message = tasks::GetBaselineRequest {
        plan_id: plan.id.clone(),
        number,
    };
    let baseline = gateway
        .tasks()
        .get_baseline(call.request(message))
        .await
        .or_problem(call.lang)?;
    for task in baseline.tasks {
        if let Some(come) = progress.get_mut(&task.code) {
            come.baseline_start = date(&task.planned_start);
            come.baseline_end = date(&task.planned_end);
        }
    }
    Ok(())
}
