//! The daily update of one task: the most frequent change there is, so every round trip counts.

use std::sync::Arc;

use cascade_events::outbox;
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        finding::Scope,
        report::{self, Accepted, Reporter, Update},
        task::Task,
    },
    ids::TaskId,
    messages, outgoing,
    requests::Reader,
    store,
    use_cases::{
        UseCases,
        edit::no_task,
        keyed::{Call, keyed},
        name_of,
    },
};

/// A report that could be read.
pub(super) struct Asked {
    pub(super) task_id: TaskId,
    pub(super) update: Update,
    pub(super) expected_version: i64,
}

impl Asked {
    /// Reads a report.
    pub(super) fn read(request: &pb::ReportProgressRequest) -> Result<Self, ServiceError> {
        let mut reader = Reader::default();
        let task_id = reader.required_id("task_id", &request.task_id);
        let update = reader.update(request);
        reader.done()?;
        Ok(Self {
            task_id: task_id.ok_or_else(|| ServiceError::internal("an unread task id"))?,
            update,
            expected_version: request.expected_version,
        })
    }
}

impl UseCases {
    /// Takes the daily update of one task.
    ///
    /// # Errors
    /// Every rule that it breaks; `VERSION_MISMATCH`; `PERMISSION_DENIED` for anybody but the task's owner and the managers of its
    /// department.
    pub async fn report_progress(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ReportProgressRequest,
    ) -> Result<pb::ReportProgressResponse, ServiceError> {
        let asked = Asked::read(&request)?;
        let caller = context.clone();
        let call = Call {
            context: &context,
            method: "ReportProgress",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move {
                let accepted = take(conn, &caller, asked).await?;
                Ok(pb::ReportProgressResponse {
                    report: Some(messages::report(&accepted.report)),
                    task: Some(messages::task(&accepted.task)),
                    findings: messages::findings(&accepted.findings),
                })
            }
            .boxed()
        })
        .await
    }
}

async fn take(
    conn: &mut DbConn,
    context: &RequestContext,
    asked: Asked,
) -> Result<Accepted, ServiceError> {
    let task = store::tasks::lock(conn, asked.task_id)
        .await?
        .ok_or_else(|| no_task(asked.task_id))?;
    let flagged = task.track.flagged;
    let accepted = decide(context, &task, asked)?;
    if !store::tasks::update_tracked(conn, &accepted.task).await? {
        return Err(ServiceError::version_mismatch(task.version, None));
    }
    store::reports::insert(conn, std::slice::from_ref(&accepted.report)).await?;
    if flagged {
        store::findings::forget_tasks(conn, &[task.id], Scope::Report).await?;
        store::missed::forget(conn, &[task.id]).await?;
    }
    if !accepted.findings.is_empty() {
        store::findings::insert(conn, task.plan.plan_id, &accepted.findings).await?;
    }
    let event = outgoing::progress_reported(&accepted.report, &accepted.task)?;
    outbox::append(conn, &[event]).await?;
    Ok(accepted)
}

/// Decides on one report about a task that is held.
pub(super) fn decide(
    context: &RequestContext,
    task: &Task,
    asked: Asked,
) -> Result<Accepted, ServiceError> {
    let actor = &context.actor;
    if !actor.is_person(&task.plan.owner) {
        actor.require(Role::Manager, &task.plan.department)?;
    }
    if asked.expected_version != 0 && asked.expected_version != task.version {
        return Err(ServiceError::version_mismatch(
            asked.expected_version,
            Some(task.version),
        ));
    }
    let reporter = Reporter {
        by: name_of(actor),
        now: context.now,
        today: context.today,
    };
    report::decide(task, asked.update, &reporter)
}
