//! A proposal of other dates, by which nobody has more to do than they can. Nothing is written.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_runtime::{error::ServiceError, grpc::RequestContext};
use cascade_schedule::levelling::Effort;

use super::{
    UseCases,
    staff::{Staff, read_day, refused},
};
use crate::{
    domain::levelling::{Question, Refusal, arrivals, may_move, propose},
    store::{directory, requests, windows},
};

/// Most tasks that may move in one proposal.
const MOST_TASKS: usize = 2_000;
/// Schedules where no number is asked for, and most of them.
const SCHEDULES: (u32, u32) = (20_000, 1_000_000);
/// Milliseconds where nothing is asked for, and most of them.
const MILLISECONDS: (u32, u32) = (2_000, 5_000);

impl UseCases {
    /// When each task of a plan could be done.
    ///
    /// # Errors
    /// A plan without tasks that may move, or with too many; a window, a number or dependencies that cannot be.
    pub async fn levelling(
        &self,
        context: &RequestContext,
        request: pb::ProposeLevellingRequest,
    ) -> Result<pb::ProposeLevellingResponse, ServiceError> {
        let today = context.today;
        let schedules = within("schedules", request.schedules, SCHEDULES)?;
        let milliseconds = within("milliseconds", request.milliseconds, MILLISECONDS)?;
        // What should have begun and has not is moved as well, unless a first day is named.
        let from = read_day("from", &request.from, chrono::NaiveDate::MIN)?;
        let to = if request.to.is_empty() {
            None
        } else {
            Some(read_day("to", &request.to, today)?)
        };
        if to.is_some_and(|to| to < from) {
            let said = (
                "结束日期不得早于开始日期",
                "The last day is not before the first",
            );
            return Err(refused("to", "request.window", &request.to, said));
        }
        let mut conn = self.pool.get().await?;
        let mut known = windows::tasks_of_plan(&mut conn, &request.plan_id).await?;
        let moving: Vec<&tasks::Task> = (known.iter())
            .filter(|task| may_move(task, &request.plan_id, (from, to)))
            .collect();
        if moving.is_empty() {
            let said = (
                "计划在此期间没有可移动的任务：均已开始，或开始日已固定",
                "The plan has no task in this window that may move: each has begun, or is held to a day to start on",
            );
            return Err(refused("plan_id", "request.plan", &request.plan_id, said));
        }
        if moving.len() > MOST_TASKS {
            let said = (
                "一次最多调平 2000 个任务，请缩小日期范围",
                "At most 2,000 tasks at once: narrow the window",
            );
            return Err(refused("to", "request.size", moving.len(), said));
        }
        let mut people: Vec<String> = (moving.iter())
            .flat_map(|task| task.collaborators.iter().chain([&task.owner]))
            .cloned()
            .collect();
        people.sort_unstable();
        people.dedup();
        let there: HashSet<&String> = known.iter().map(|task| &task.id).collect();
        let mut before: Vec<String> = (request.links.iter())
            .map(|link| &link.predecessor_id)
            .filter(|id| !there.contains(id))
            .cloned()
            .collect();
        before.sort_unstable();
        before.dedup();
        known.extend(windows::by_id(&mut conn, &before).await?);
        let people = directory::people_by_code(&mut conn, &people).await?;
        let staff = Staff::load(&mut conn, people, known).await?;
        let arrivals = arrivals(&requests::of_plan(&mut conn, &request.plan_id).await?);
        drop(conn);
        let policy = self.config.policy();
        let request_to = request.to.clone();
        let answer = tokio::task::spawn_blocking(move || {
            let question = Question {
                plan: &request.plan_id,
                window: (from, to),
                tasks: &staff.tasks,
                capacities: &staff.capacities,
                arrivals: &arrivals,
                links: &request.links,
                policy: &policy,
                today,
            };
            let effort = Effort {
                schedules: schedules.into(),
                seed: request.seed,
            };
            let end = Instant::now() + Duration::from_millis(milliseconds.into());
            propose(&question, effort, || Instant::now() >= end)
        });
        answer.await.map_err(ServiceError::internal)?.map_err(|why| match why {
            Refusal::TooLong => {
                let said = (
                    "计划跨度过长，请缩小日期范围（最多约十年）",
                    "This reaches too far ahead to be levelled by the day, some ten years at most: narrow the window",
                );
                refused("to", "request.window", &request_to, said)
            }
            Refusal::Cycle(codes) => {
                let said = (
                    "这些任务互为前置，请先解除",
                    "These tasks wait for one another: take one of the dependencies away first",
                );
                refused("links", "request.order", codes.join(" → "), said)
            }
        })
    }
}

/// A number of the request, or what holds without one.
fn within(field: &str, asked: u32, (otherwise, most): (u32, u32)) -> Result<u32, ServiceError> {
    match asked {
        0 => Ok(otherwise),
        asked if asked <= most => Ok(asked),
        asked => {
            let zh = format!("最多 {most}");
            let en = format!("At most {most}");
            Err(refused(field, "request.size", asked, (&zh, &en)))
        }
    }
}
