//! Writing a review: rows of table 8, and what becomes of unfinished tasks.

use std::{collections::HashMap, sync::Arc};

use cascade_method::rules;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};
use futures::FutureExt;

use super::{
    disposition, ending,
    read::{goal_row, part_row},
};
use crate::{
    domain::{
        check_in::Report,
        facts::TaskFact,
        finding::violations,
        review::{Disposed, Ending, Written},
        tree::{Goal, KeyResult, Tree},
    },
    ids::{NodeId, TaskId},
    requests::Reader,
    store::{self, audit, plans, reviews},
    use_cases::{
        UseCases,
        check_in::{Reported, keep},
        kept,
        keyed::{Call, keyed},
        name_of, no_plan, plan_named,
        save::active,
    },
};

/// Most tasks that one call disposes of.
const MOST_TASKS: usize = 1_000;

impl UseCases {
    /// Writes one row of table 8. A final value is a check-in too.
    ///
    /// # Errors
    /// A subject that is not of the plan, an improvement without owner or due date; `PLAN_NOT_ACTIVE`, `PLAN_CLOSED`,
    /// `VERSION_MISMATCH`.
    pub async fn save_review_row(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::SaveReviewRowRequest,
    ) -> Result<pb::ReviewRow, ServiceError> {
        let call = Call {
            context: &context,
            method: "SaveReviewRow",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { save_row(conn, &caller, &asked).await }.boxed()
        })
        .await
    }

    /// Says what becomes of unfinished tasks, all or nothing.
    ///
    /// # Errors
    /// Tasks that are not of the plan or not unfinished; `PLAN_NOT_ACTIVE`, `PLAN_CLOSED`.
    pub async fn dispose_tasks(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DisposeTasksRequest,
    ) -> Result<pb::DisposeTasksResponse, ServiceError> {
        let call = Call {
            context: &context,
            method: "DisposeTasks",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { dispose(conn, &caller, &asked).await }.boxed()
        })
        .await
    }
}

/// The plan, held, with everything in it.
async fn held(conn: &mut DbConn, name: &str) -> Result<Ending, ServiceError> {
    let found = plan_named(conn, name).await?;
    let plan = plans::lock(conn, found.id)
        .await?
        .ok_or_else(|| no_plan(name))?;
    active(&plan)?;
    let tree = store::tree(conn, plan).await?;
    ending(conn, tree).await
}

/// A goal or key result of the plan.
enum Subject<'a> {
    Goal(&'a Goal),
    KeyResult(&'a KeyResult, &'a Goal),
}

impl<'a> Subject<'a> {
    fn find(tree: &'a Tree, id: NodeId) -> Option<Self> {
        let goal = |id: NodeId| tree.goals.iter().find(|goal| NodeId::from(goal.id) == id);
        goal(id).map(Self::Goal).or_else(|| {
            let part = tree
                .key_results
                .iter()
                .find(|part| NodeId::from(part.id) == id)?;
            Some(Self::KeyResult(part, goal(part.goal_id.into())?))
        })
    }

    fn goal(&self) -> &'a Goal {
        match self {
            Self::Goal(goal) | Self::KeyResult(_, goal) => goal,
        }
    }

    fn code(&self) -> &'a str {
        match self {
            Self::Goal(goal) => &goal.code,
            Self::KeyResult(part, _) => &part.code,
        }
    }

    fn owner(&self) -> &'a str {
        match self {
            Self::Goal(goal) => &goal.owner,
            Self::KeyResult(part, _) => &part.owner,
        }
    }
}

async fn save_row(
    conn: &mut DbConn,
    context: &RequestContext,
    request: &pb::SaveReviewRowRequest,
) -> Result<pb::ReviewRow, ServiceError> {
    let empty = pb::ReviewRow::default();
    let row = request.row.as_ref().unwrap_or(&empty);
    let mut reader = Reader::default();
    let id: Option<NodeId> = reader.required_id("row.subject_id", &row.subject_id);
    let mut next = Written {
        final_value: reader.number("row.final_value", row.final_value),
        highlights: reader.text("row.highlights", &row.highlights),
        gaps: reader.text("row.gaps", &row.gaps),
        root_cause: reader.text("row.root_cause", &row.root_cause),
        improvement: reader.text("row.improvement", &row.improvement),
        improvement_owner: reader.text("row.improvement_owner", &row.improvement_owner),
        improvement_due: reader.day("row.improvement_due", &row.improvement_due),
        carried_over: row.carried_over,
        ..Written::nothing(id.unwrap_or_default())
    };
    reader.done()?;
    let ending = held(conn, &request.plan_id).await?;
    let missing =
        || ServiceError::not_found("目标或关键结果", "goal or key result", &row.subject_id);
    let subject = Subject::find(&ending.tree, next.subject).ok_or_else(missing)?;
    if !context.actor.is_person(subject.owner()) {
        context
            .actor
            .require(Role::Contributor, &subject.goal().department)?;
    }
    let before = ending.written(next.subject);
    if request.expected_version != 0 && request.expected_version != before.version {
        return Err(ServiceError::version_mismatch(
            request.expected_version,
            Some(before.version),
        ));
    }
    if matches!(subject, Subject::Goal(_)) {
        // A goal's value follows from its key results.
        next.final_value = None;
    }
    let said = next.check(subject.code(), 1.0);
    let broken: Vec<Violation> = violations(&said, "row.").collect();
    if !broken.is_empty() {
        return Err(ServiceError::invalid(broken));
    }
    next.version = before.version + 1;
    let by = name_of(&context.actor);
    let now = kept(context.now);
    let answer = match &subject {
        Subject::Goal(goal) => goal_row(goal, &next),
        Subject::KeyResult(part, goal) => {
            let part = final_value(conn, context, &ending.tree, (*part, *goal), &next).await?;
            part_row(&part, &next)
        }
    };
    reviews::save(conn, ending.tree.plan.id, next.clone()).await?;
    let deed = audit::Deed {
        at: now,
        by: &by,
        action: "review_written",
        subject: next.subject.to_string(),
        data: serde_json::json!({
            "code": subject.code(),
            "final_value": next.final_value,
            "highlights": next.highlights,
            "gaps": next.gaps,
            "root_cause": next.root_cause,
            "improvement": next.improvement,
            "improvement_owner": next.improvement_owner,
            "improvement_due": next.improvement_due,
            "carried_over": next.carried_over,
        }),
    };
    audit::append(conn, ending.tree.plan.id, deed).await?;
    Ok(answer)
}

/// The key result after its final value, which is checked in where it is another than the current one.
async fn final_value(
    conn: &mut DbConn,
    context: &RequestContext,
    tree: &Tree,
    (part, goal): (&KeyResult, &Goal),
    next: &Written,
) -> Result<KeyResult, ServiceError> {
    let Some(value) = next.final_value.filter(|value| *value != part.current) else {
        return Ok(part.clone());
    };
    let by = name_of(&context.actor);
    let mut parts: Vec<KeyResult> = tree.parts(goal.id).cloned().collect();
    let reported = Reported {
        report: Report {
            value,
            confidence: None,
            note: "最终值 / final value".to_owned(),
            as_of: None,
        },
        by: &by,
        today: context.today,
        now: kept(context.now),
    };
    let (_, after, _) = keep(conn, goal, &mut parts, part, reported).await?;
    Ok(after)
}

async fn dispose(
    conn: &mut DbConn,
    context: &RequestContext,
    request: &pb::DisposeTasksRequest,
) -> Result<pb::DisposeTasksResponse, ServiceError> {
    let ending = held(conn, &request.plan_id).await?;
    let open: HashMap<TaskId, &TaskFact> =
        ending.unfinished().map(|task| (task.id, task)).collect();
    let by = name_of(&context.actor);
    let now = kept(context.now);
    let mut broken = Vec::new();
    let mut made: Vec<(&TaskFact, Disposed)> = Vec::new();
    if request.items.is_empty() || request.items.len() > MOST_TASKS {
        broken.push(wrong_size(request.items.len()));
    }
    for (i, item) in request.items.iter().enumerate() {
        let at = format!("items[{i}].");
        match disposed(&at, item, &open, (&by, now)) {
            Ok((task, disposed)) => {
                may_dispose(context, &ending, task)?;
                made.push((task, disposed));
            }
            Err(violation) => broken.push(violation),
        }
    }
    if !broken.is_empty() {
        return Err(ServiceError::invalid(broken));
    }
    for (task, disposed) in &made {
        reviews::dispose(conn, ending.tree.plan.id, disposed).await?;
        let deed = audit::Deed {
            at: now,
            by: &by,
            action: "task_disposed",
            subject: task.id.to_string(),
            data: serde_json::json!({
                "code": task.code,
                "disposition": disposed.disposition.as_str_name(),
                "note": disposed.note,
            }),
        };
        audit::append(conn, ending.tree.plan.id, deed).await?;
    }
    Ok(pb::DisposeTasksResponse {
        tasks: made
            .iter()
            .map(|(task, made)| disposition(task, Some(made)))
            .collect(),
    })
}

/// Its owner may, the owner of its key result, and who works in the goal's department.
fn may_dispose(
    context: &RequestContext,
    ending: &Ending,
    task: &TaskFact,
) -> Result<(), ServiceError> {
    let part = ending
        .tree
        .key_results
        .iter()
        .find(|part| part.id.to_string() == task.key_result_id);
    let owners = [Some(&task.owner), part.map(|part| &part.owner)];
    if owners
        .into_iter()
        .flatten()
        .any(|owner| context.actor.is_person(owner))
    {
        return Ok(());
    }
    let department = part
        .and_then(|part| {
            ending
                .tree
                .goals
                .iter()
                .find(|goal| goal.id == part.goal_id)
        })
        .map_or(task.department.as_str(), |goal| goal.department.as_str());
    context.actor.require(Role::Contributor, department)
}

fn disposed<'a>(
    at: &str,
    item: &pb::dispose_tasks_request::Item,
    open: &HashMap<TaskId, &'a TaskFact>,
    (by, now): (&str, DateTime<Utc>),
) -> Result<(&'a TaskFact, Disposed), Violation> {
    let task = item
        .task_id
        .parse()
        .ok()
        .and_then(|id: TaskId| open.get(&id).copied())
        .ok_or_else(|| {
            Violation::new(
                format!("{at}task_id"),
                "request.reference",
                Localized::new(
                    format!("本计划没有未完成的任务 {}", item.task_id),
                    format!("This plan has no unfinished task {}", item.task_id),
                ),
            )
            .value(&item.task_id)
            .advice(Localized::new(
                "请使用复盘中列出的未完成任务的 id",
                "Use the id of an unfinished task of the review",
            ))
        })?;
    if item.disposition() == pb::Disposition::Unspecified {
        return Err(Violation::new(
            format!("{at}disposition"),
            rules::REV_TASK_OPEN.id,
            Localized::new("请选择处置方式", "Say what becomes of it"),
        )
        .value(item.disposition)
        .advice(Localized::new(
            "已完成、取消或结转下期",
            "Done, cancelled or carried over",
        )));
    }
    let disposed = Disposed {
        task: task.id,
        disposition: item.disposition(),
        note: item.note.trim().to_owned(),
        by: by.to_owned(),
        at: now,
    };
    Ok((task, disposed))
}

fn wrong_size(items: usize) -> Violation {
    Violation::new(
        "items",
        "request.size",
        Localized::new(
            format!("一次处置 1 至 {MOST_TASKS} 个任务"),
            format!("One call disposes of 1 to {MOST_TASKS} tasks"),
        ),
    )
    .value(items)
    .advice(Localized::new("请分次提交", "Send them in parts"))
}
