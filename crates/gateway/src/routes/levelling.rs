//! Dates by which nobody has more to do than they can: dependencies from tasks, people and their load from resources.

use axum::{Json, extract::State};
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::plans;
use crate::{
    api::{LevellingProposal, LevellingWish},
    call::Call,
    problem::{self, ApiError, InPath, OrProblem},
    state::Gateway,
};

/// Rows of a page.
const PAGE: u32 = 500;

/// The routes of this file.
pub(super) fn routes() -> OpenApiRouter<Gateway> {
    OpenApiRouter::new().routes(routes!(levelling))
}

/// Propose when each task of a plan could be done so that nobody has more to do than they can; nothing is written
#[utoipa::path(post, path = "/api/v1/plans/{plan}/levelling", operation_id = "propose_levelling", tag = "resources", params(("plan", description = "Id or code")),
    request_body = LevellingWish,
    responses((status = 200, body = LevellingProposal)))]
pub(super) async fn levelling(
    State(gateway): State<Gateway>,
    call: Call,
    InPath(plan): InPath<String>,
    problem::Json(wish): problem::Json<LevellingWish>,
) -> Result<Json<LevellingProposal>, ApiError> {
    let plan_id = plans::find(&gateway, &call, plan).await?.id;
    let message = pb::ProposeLevellingRequest {
        links: links(&gateway, &call, &plan_id).await?,
        plan_id,
        from: wish.from,
        to: wish.to,
        schedules: wish.schedules,
        milliseconds: wish.milliseconds,
        seed: wish.seed,
    };
    let answer = gateway
        .resources()
        .propose_levelling(call.request(message))
        .await
        .or_problem(call.lang)?;
    Ok(Json(answer.into()))
}

/// What the tasks of a plan wait for.
async fn links(gateway: &Gateway, call: &Call, plan: &str) -> Result<Vec<pb::TaskOrder>, ApiError> {
    let mut links = Vec::new();
    let mut page_token = String::new();
    loop {
        let message = tasks::ListTasksRequest {
            plan_id: plan.to_owned(),
            page_size: PAGE,
            page_token,
            ..Default::default()
        };
        let answer = gateway
            .tasks()
            .list_tasks(call.request(message))
            .await
            .or_problem(call.lang)?;
        for task in answer.tasks {
            let of_task = task.predecessors.iter().map(|link| pb::TaskOrder {
                predecessor_id: link.task_id.clone(),
                successor_id: task.id.clone(),
                kind: link.kind,
                lag_days: link.lag_days,
            });
            links.extend(of_task);
        }
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return Ok(links);
        }
    }
}
