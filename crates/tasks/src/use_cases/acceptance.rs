//! The word of a predecessor's owner, and what still awaits it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use cascade_events::outbox;
use cascade_proto::tasks::v1::{self as pb, list_proposed_predecessors_response::Proposal};
use cascade_runtime::{
    auth::Role,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
    paging::Page,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use crate::{
    domain::{
        acceptance::{self, Acceptance, Status},
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
        may_read, name_of,
        planning::update,
    },
};

impl UseCases {
    /// The owner of a predecessor accepts that a task waits for it.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for anybody but that owner and the managers of the predecessor's department.
    pub async fn accept_predecessor(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecidePredecessorRequest,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        self.decide_predecessor(context, request, "AcceptPredecessor", Status::Accepted)
            .await
    }

    /// The owner of a predecessor declines it, and says why. The task's owner learns of it through a finding.
    ///
    /// # Errors
    /// As for accepting; a decline without a note.
    pub async fn decline_predecessor(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecidePredecessorRequest,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        self.decide_predecessor(context, request, "DeclinePredecessor", Status::Declined)
            .await
    }

    async fn decide_predecessor(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecidePredecessorRequest,
        method: &'static str,
        status: Status,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        let this = Arc::clone(self);
        let asked = (context.clone(), request.clone());
        let call = Call {
            context: &context,
            method,
            dry_run: false,
        };
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.give_word(conn, &asked.0, &asked.1, status).await }.boxed()
        })
        .await
    }

    async fn give_word(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::DecidePredecessorRequest,
        status: Status,
    ) -> Result<pb::TaskAnswer, ServiceError> {
        let mut reader = Reader::default();
        let id: Option<TaskId> = reader.required_id("task_id", &request.task_id);
        let predecessor: Option<TaskId> =
            reader.required_id("predecessor_id", &request.predecessor_id);
        let mut violations = reader.into_violations();
        if status == Status::Declined && request.note.trim().is_empty() {
            violations.push(no_note());
        }
        let (Some(id), Some(predecessor), true) = (id, predecessor, violations.is_empty()) else {
            return Err(ServiceError::invalid(violations));
        };
        store::links::lock(conn).await?;
        let task = store::tasks::lock(conn, id)
            .await?
            .ok_or_else(|| no_task(id))?;
        let waited_for = store::tasks::get(conn, predecessor)
            .await?
            .ok_or_else(|| no_task(predecessor))?;
        let actor = &context.actor;
        if !actor.is_person(&waited_for.plan.owner) {
            actor.require(Role::Manager, &waited_for.plan.department)?;
        }
        if request.expected_version != 0 && request.expected_version != task.version {
            return Err(ServiceError::version_mismatch(
                request.expected_version,
                Some(task.version),
            ));
        }
        let word = Acceptance {
            status,
            by: name_of(actor),
            at: Some(context.now),
            note: request.note.trim().to_owned(),
        };
        let task = match acceptance::decide(&task, predecessor, &word)? {
            None => task,
            Some(next) => {
                update(conn, &next).await?;
                store::links::replace(conn, std::slice::from_ref(&next)).await?;
                let event = outgoing::task_changed(&next, context.now)?;
                outbox::append(conn, &[event]).await?;
                self.refresh_findings(conn, &HashSet::from([id])).await?;
                next
            }
        };
        let about: Vec<_> = store::findings::of_plan(conn, task.plan.plan_id)
            .await?
            .iter()
            .filter(|finding| finding.task_id == Some(id))
            .map(messages::finding)
            .collect();
        Ok(pb::TaskAnswer {
            task: Some(messages::task(&task)),
            findings: about,
        })
    }

    /// What awaits the word of one owner of predecessors: the caller's, where none is named.
    ///
    /// # Errors
    /// A caller who is nobody in the directory, and names nobody.
    pub async fn list_proposed_predecessors(
        &self,
        context: &RequestContext,
        request: &pb::ListProposedPredecessorsRequest,
    ) -> Result<pb::ListProposedPredecessorsResponse, ServiceError> {
        let own = context.actor.person.as_deref().unwrap_or_default();
        let owner = match request.owner.as_str() {
            "" => own,
            named => named,
        };
        if owner != own {
            may_read(&context.actor)?;
        }
        if owner.is_empty() {
            return Err(nobody());
        }
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let after = asked.after(|key| {
            let (task, predecessor) = key.split_once('/')?;
            Some((task.parse().ok()?, predecessor.parse().ok()?))
        })?;
        let mut conn = self.pool.get().await?;
        let found = store::links::proposed(&mut conn, owner, after, asked.limit()).await?;
        let (page, next_page_token) =
            asked.cut(found, |(task, predecessor)| format!("{task}/{predecessor}"));
        let ids: HashSet<TaskId> = page
            .iter()
            .flat_map(|(task, other)| [*task, *other])
            .collect();
        let tasks: HashMap<TaskId, Task> = store::tasks::by_ids(&mut conn, &ids)
            .await?
            .into_iter()
            .map(|task| (task.id, task))
            .collect();
        let message = |id: &TaskId| tasks.get(id).map(messages::task);
        Ok(pb::ListProposedPredecessorsResponse {
            proposals: page
                .iter()
                .map(|(task, predecessor)| Proposal {
                    task: message(task),
                    predecessor: message(predecessor),
                })
                .collect(),
            next_page_token,
        })
    }
}

fn no_note() -> Violation {
    Violation::new(
        "note",
        "request.note",
        Localized::new("拒绝前置任务须说明原因", "A decline comes with its reason"),
    )
    .advice(Localized::new(
        "请在备注中说明为何拒绝，以及可以怎样安排",
        "Say in the note why, and what could be done instead",
    ))
}

fn nobody() -> ServiceError {
    ServiceError::invalid([Violation::new(
        "owner",
        "request.owner",
        Localized::new("请指定负责人", "Name the owner"),
    )
    .advice(Localized::new(
        "请填写人员编号，或以目录中的人员身份调用",
        "Give a person's code, or call as a person of the directory",
    ))])
}
