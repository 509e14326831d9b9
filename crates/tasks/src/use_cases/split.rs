//! Splitting a task that is too long: the proposal, and doing as it says.

use std::{collections::HashMap, sync::Arc};

use cascade_method::task::split::Part;
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{
    error::{ErrorKind, ServiceError, Violation, reasons},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        settle::{self, Row},
        split,
        task::Task,
    },
    ids::{PlanId, TaskId},
    messages,
    requests::Reader,
    store,
    use_cases::{
        UseCases,
        edit::{may_change, no_task},
        keyed::{Call, keyed},
        may_read,
        planning::refusal,
    },
};

impl UseCases {
    /// The parts that a task of more working days than advised could be; none for one that is short enough.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn propose_split(
        &self,
        context: &RequestContext,
        request: &pb::ProposeSplitRequest,
    ) -> Result<pb::SplitProposal, ServiceError> {
        may_read(&context.actor)?;
        let id = id_of(&request.task_id)?;
        let mut conn = self.pool.get().await?;
        let task = store::tasks::get(&mut conn, id)
            .await?
            .ok_or_else(|| no_task(id))?;
        let calendar = self.calendar_of(&mut conn, &task).await?;
        let parts = split::parts(&task, &calendar, &self.policy);
        let waiting = store::links::successors(&mut conn, &[id]).await?;
        let successors = store::tasks::by_ids(&mut conn, &waiting).await?;
        Ok(proposal(&task, &parts, &successors))
    }

    /// Makes the task the first of its parts, adds the others, and lets those who wait for its finish wait for the last one.
    ///
    /// # Errors
    /// `BASELINE_PROTECTED` once its dates are approved; `FAILED_PRECONDITION` for a task that is short enough or has begun; a code
    /// that is taken.
    pub async fn apply_split(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ApplySplitRequest,
    ) -> Result<pb::ApplySplitResponse, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "ApplySplit",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.split(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    async fn split(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::ApplySplitRequest,
    ) -> Result<pb::ApplySplitResponse, ServiceError> {
        let id = id_of(&request.task_id)?;
        store::links::lock(conn).await?;
        let task = store::tasks::lock(conn, id)
            .await?
            .ok_or_else(|| no_task(id))?;
        may_change(context, &task, &["planned_end".to_owned()])?;
        if request.expected_version != 0 && request.expected_version != task.version {
            return Err(ServiceError::version_mismatch(
                request.expected_version,
                Some(task.version),
            ));
        }
        let calendar = self.calendar_of(conn, &task).await?;
        let parts = split::parts(&task, &calendar, &self.policy);
        may_split(&task, &parts)?;
        let plan = task.plan.plan_id;
        let mut rows = split::rows(&task, &parts);
        let violations = taken(conn, plan, &rows).await?;
        let last = rows.last().map_or(id, |row| row.id);

        let waiting: Vec<TaskId> = store::links::successors(conn, &[id])
            .await?
            .into_iter()
            .collect();
        let mut elsewhere: HashMap<PlanId, Vec<Row>> = HashMap::new();
        for successor in store::tasks::lock_many(conn, &waiting).await? {
            let Some(row) = split::successor(&successor, id, last) else {
                continue;
            };
            if successor.plan.plan_id == plan {
                rows.push(row);
            } else {
                elsewhere
                    .entry(successor.plan.plan_id)
                    .or_default()
                    .push(row);
            }
        }
        let known = self.known(conn, plan, &rows, &[]).await?;
        let saved = self
            .save(conn, plan, rows, &known, violations, context)
            .await?;
        let (of_parts, of_plan) = saved.tasks.split_at(parts.len().min(saved.tasks.len()));
        let mut successors: Vec<Task> = of_plan.to_vec();
        for (other, rows) in elsewhere {
            let known = self.known(conn, other, &rows, &[]).await?;
            let moved = self
                .save(conn, other, rows, &known, Vec::new(), context)
                .await?;
            successors.extend(moved.tasks);
        }
        successors.sort_by_key(|task| task.id);
        Ok(pb::ApplySplitResponse {
            tasks: of_parts.iter().map(messages::task).collect(),
            successors: successors.iter().map(messages::task).collect(),
            findings: saved
                .findings
                .iter()
                .filter(|finding| of_parts.iter().any(|task| finding.task_id == Some(task.id)))
                .map(messages::finding)
                .collect(),
        })
    }
}

fn id_of(text: &str) -> Result<TaskId, ServiceError> {
    let mut reader = Reader::default();
    let id = reader.required_id("task_id", text);
    reader.done()?;
    id.ok_or_else(|| ServiceError::internal("an unread task id"))
}

/// Codes of parts that other tasks have.
async fn taken(
    conn: &mut DbConn,
    plan: PlanId,
    rows: &[Row],
) -> Result<Vec<Violation>, ServiceError> {
    let codes: Vec<String> = rows
        .iter()
        .filter(|row| row.before.is_none())
        .map(|row| row.draft.code.clone())
        .collect();
    let known = store::tasks::by_codes(conn, plan, codes).await?;
    Ok(rows
        .iter()
        .filter(|row| row.before.is_none())
        .filter(|row| known.iter().any(|task| task.plan.code == row.draft.code))
        .flat_map(|row| settle::duplicate(&row.at, &row.draft.code))
        .collect())
}

fn may_split(task: &Task, parts: &[Part]) -> Result<(), ServiceError> {
    let code = &task.plan.code;
    let Some(first) = parts.first() else {
        return Err(cannot(
            format!("任务 {code} 的工期无需拆分，或无法按建议工期拆分"),
            format!("Task {code} is short enough, or no number of parts is as long as advised"),
        ));
    };
    let mut shortened = task.plan.clone();
    shortened.end = first.end;
    let protected = settle::protected("task.", task, &shortened);
    if !protected.is_empty() {
        return Err(refusal(protected));
    }
    if task.track.actual_start.is_some() || task.track.last_reported_on.is_some() {
        return Err(cannot(
            format!("任务 {code} 已经开始，其进展无法分到各部分"),
            format!("Task {code} has begun: its progress cannot be divided among parts"),
        ));
    }
    Ok(())
}

fn cannot(zh: String, en: String) -> ServiceError {
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::FAILED_PRECONDITION,
        Localized::new(zh, en),
    )
}

fn proposal(task: &Task, parts: &[Part], successors: &[Task]) -> pb::SplitProposal {
    let count = parts.len();
    let milestones = messages::task(task).milestones;
    pb::SplitProposal {
        task: Some(messages::task(task)),
        parts: parts
            .iter()
            .enumerate()
            .map(|(i, part)| {
                let mut predecessors: Vec<pb::Predecessor> = split::links_of_part(task, i, count)
                    .iter()
                    .map(messages::predecessor)
                    .collect();
                if i > 0 {
                    let mut chained = pb::Predecessor {
                        plan_id: task.plan.plan_id.to_string(),
                        code: parts[i - 1].code.clone(),
                        ..pb::Predecessor::default()
                    };
                    chained.set_kind(pb::LinkKind::FinishToStart);
                    predecessors.push(chained);
                }
                pb::SplitPart {
                    code: part.code.clone(),
                    name: part.name.clone(),
                    deliverable: part.deliverable.clone(),
                    planned_start: part.start.to_string(),
                    planned_end: part.end.to_string(),
                    duration_days: i32::try_from(part.working_days).unwrap_or(i32::MAX),
                    effort_hours: part.effort_hours,
                    milestones: part
                        .milestones
                        .iter()
                        .map(|n| milestones[*n].clone())
                        .collect(),
                    predecessors,
                }
            })
            .collect(),
        successors: if count == 0 {
            Vec::new()
        } else {
            successors
                .iter()
                .filter(|waiting| split::successor(waiting, task.id, task.id).is_some())
                .map(|waiting| waiting.plan.code.clone())
                .collect()
        },
    }
}
