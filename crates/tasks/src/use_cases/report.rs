//! The daily update of one task: the most frequent change there is, so every round trip counts.

use std::sync::Arc;

use cascade_events::trace;
use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};

use crate::{
    domain::{
        report::{self, Accepted, Reporter, Update},
        task::Task,
    },
    ids::TaskId,
    requests::Reader,
    use_cases::{UseCases, keyed::key_of, name_of, report_group::Entry},
};

/// A report that could be read.
#[derive(Clone)]
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
        let key = context.idempotency_key.as_ref();
        let key = key.map(|key| key_of(key, &context, "ReportProgress", &request));
        let entry = Entry {
            context,
            asked,
            key,
            traceparent: trace::current_traceparent(),
        };
        self.reports.write(&self.pool, entry).await
    }
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
