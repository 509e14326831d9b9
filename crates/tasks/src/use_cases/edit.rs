//! Creating one task, and changing one.

use std::sync::Arc;

use cascade_proto::tasks::v1 as pb;
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        draft::Draft,
        settle::{self, Row},
        task::Task,
    },
    ids::{PlanId, TaskId},
    messages,
    requests::Reader,
    store::{self, projections},
    use_cases::{
        UseCases,
        keyed::{Call, keyed},
        planning::{Saved, refusal},
    },
};

impl UseCases {
    /// Adds one task to a plan.
    ///
    /// # Errors
    /// Every rule of severity E that it breaks; a code that is taken.
    pub async fn create_task(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::CreateTaskRequest,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "CreateTask",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.create(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    async fn create(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::CreateTaskRequest,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        let mut reader = Reader::default();
        let wanted = request.task.clone().unwrap_or_default();
        let plan: Option<PlanId> = reader.required_id("task.plan_id", &wanted.plan_id);
        let key_result = request
            .key_result
            .as_ref()
            .and_then(|known| reader.key_result("key_result.", known));
        let row = Row {
            at: "task.".to_owned(),
            id: TaskId::new(),
            draft: reader.draft("task.", &wanted),
            before: None,
            state: None,
        };
        let mut violations = reader.into_violations();
        let Some(plan) = plan else {
            return Err(refusal(violations));
        };
        store::links::lock(conn).await?;
        if let Some(key_result) = key_result.filter(|known| known.plan_id == plan) {
            projections::note_key_result(conn, &key_result, None).await?;
        }
        let code = vec![row.draft.code.clone()];
        if !store::tasks::by_codes(conn, plan, code).await?.is_empty() {
            violations.extend(settle::duplicate(&row.at, &row.draft.code));
        }
        let rows = vec![row];
        let known = self.known(conn, plan, &rows, &[]).await?;
        match rows[0].department(&known) {
            Some(department) => context.actor.require(Role::Contributor, department)?,
            None => context.actor.require_anywhere(Role::Contributor)?,
        }
        let saved = self
            .save(conn, plan, rows, &known, violations, context)
            .await?;
        answer(&saved)
    }

    /// Changes the named fields of one task.
    ///
    /// # Errors
    /// `BASELINE_PROTECTED` for planned dates under an approved baseline, `VERSION_MISMATCH` where somebody was faster, every rule of
    /// severity E that it would break.
    pub async fn update_task(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::UpdateTaskRequest,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method: "UpdateTask",
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.change(conn, &asked.0, &asked.1).await }.boxed()
        })
        .await
    }

    async fn change(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::UpdateTaskRequest,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        let wanted = request.task.clone().unwrap_or_default();
        let mut reader = Reader::default();
        let id: Option<TaskId> = reader.required_id("task.id", &wanted.id);
        let Some(id) = id else {
            return Err(refusal(reader.into_violations()));
        };
        // Before the task's own row, as an import does: the other order could wait in a circle.
        store::links::lock(conn).await?;
        let before = store::tasks::lock(conn, id)
            .await?
            .ok_or_else(|| no_task(id))?;
        may_change(context, &before, &request.update)?;
        if request.expected_version != 0 && request.expected_version != before.version {
            return Err(ServiceError::version_mismatch(
                request.expected_version,
                Some(before.version),
            ));
        }
        let mut draft = Draft::of(&before);
        reader.overwrite(&mut draft, &wanted, &request.update);
        let state = reader.state(&wanted, &request.update);
        let plan = before.plan.plan_id;
        let rows = vec![Row {
            at: "task.".to_owned(),
            id,
            draft,
            before: Some(before.clone()),
            state,
        }];
        let stored = std::slice::from_ref(&before);
        let known = self.known(conn, plan, &rows, stored).await?;
        let violations = reader.into_violations();
        let saved = self
            .save(conn, plan, rows, &known, violations, context)
            .await?;
        answer(&saved)
    }
}

/// What is approved is the manager's to change; the owner says of it how it goes and what is reached.
pub(super) fn may_change(
    context: &RequestContext,
    task: &Task,
    fields: &[String],
) -> Result<(), ServiceError> {
    let actor = &context.actor;
    let only_tracking = fields
        .iter()
        .all(|field| field == "state" || field == "milestones");
    if only_tracking && actor.is_person(&task.plan.owner) {
        return Ok(());
    }
    let role = if task.baseline.is_some() && !only_tracking {
        Role::Manager
    } else {
        Role::Contributor
    };
    actor.require(role, &task.plan.department)
}

/// The answer about one task.
fn answer(saved: &Saved) -> Result<pb::TaskAnswer, ServiceError> {
    let task = saved
        .tasks
        .first()
        .ok_or_else(|| ServiceError::internal("a saved row without its task"))?;
    let about: Vec<_> = saved
        .findings
        .iter()
        .filter(|finding| finding.task_id == Some(task.id))
        .map(messages::finding)
        .collect();
    Ok(pb::TaskAnswer {
        task: Some(messages::task(task)),
        findings: about,
    })
}

/// There is no such task.
pub(super) fn no_task(id: TaskId) -> ServiceError {
    ServiceError::not_found("任务", "task", id)
}
