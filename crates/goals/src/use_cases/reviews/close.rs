//! Closing a plan.

use std::{collections::BTreeSet, sync::Arc};

use cascade_events::outbox;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    auth::Role,
    error::{ErrorKind, ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use super::{disposition, ending, next_period::carry_over};
use crate::{
    domain::finding::violation,
    messages, outgoing, reasons,
    store::{self, audit, plans, reviews},
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        name_of, no_plan, plan_named,
        save::{active, written},
    },
};

impl UseCases {
    /// Closes a plan, and carries over what was marked so.
    ///
    /// # Errors
    /// `CLOSING_REFUSED` with everything that keeps it open; `PLAN_NOT_ACTIVE`, `PLAN_CLOSED`, `VERSION_MISMATCH`.
    pub async fn close_plan(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ClosePlanRequest,
    ) -> Result<pb::ClosePlanResponse, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "ClosePlan",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.close(conn, &caller, &asked).await }.boxed()
        })
        .await
    }

    async fn close(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::ClosePlanRequest,
    ) -> Result<pb::ClosePlanResponse, ServiceError> {
        store::lock_alignment(conn).await?;
        let found = plan_named(conn, &request.plan_id).await?;
        let before = plans::lock(conn, found.id)
            .await?
            .ok_or_else(|| no_plan(&request.plan_id))?;
        let tree = store::tree(conn, before.clone()).await?;
        let departments: BTreeSet<&str> = tree
            .goals
            .iter()
            .map(|goal| goal.department.as_str())
            .collect();
        for department in departments {
            context.actor.require(Role::Manager, department)?;
        }
        context.actor.require_anywhere(Role::Manager)?;
        active(&before)?;
        if request.expected_version != 0 && request.expected_version != before.version {
            return Err(ServiceError::version_mismatch(
                request.expected_version,
                Some(before.version),
            ));
        }
        let ending = ending(conn, tree).await?;
        let gates = ending.gates();
        if !gates.is_empty() {
            let broken = gates
                .iter()
                .map(|said| violation(said, &format!("{}[{}].", said.table.name(), said.row)))
                .collect();
            return Err(refused(&before.code, broken));
        }
        let now = kept(context.now);
        let by = name_of(&context.actor);
        let statistics = ending.statistics(&self.calendar, context.today);
        let carried = carry_over(
            conn,
            &ending,
            request.next.as_ref(),
            &self.policy,
            (&by, now),
        )
        .await?;
        let mut plan = before.clone();
        plan.status = pb::PlanStatus::Closed;
        plan.version += 1;
        written(plans::update(conn, &plan).await?, before.version)?;
        reviews::keep_statistics(conn, plan.id, &statistics).await?;
        let deed = audit::Deed {
            at: now,
            by: &by,
            action: "plan_closed",
            subject: plan.id.to_string(),
            data: serde_json::json!({ "code": plan.code, "version": plan.version, "statistics": statistics }),
        };
        audit::append(conn, plan.id, deed).await?;
        let closed = pb::PlanClosed {
            plan: Some(messages::plan(&plan)),
            statistics: Some(statistics.clone()),
            dispositions: ending
                .unfinished()
                .map(|task| disposition(task, ending.disposed.get(&task.id)))
                .collect(),
            carried: carried.tasks.clone(),
        };
        let events = [
            outgoing::plan_changed(&plan, now)?,
            outgoing::plan_closed(&plan, &closed, now)?,
        ];
        outbox::append(conn, &events).await?;
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(pb::ClosePlanResponse {
            plan: Some(messages::plan(&plan)),
            statistics: Some(statistics),
            next_plan: carried.plan.as_ref().map(messages::plan),
            goals_carried: count(carried.goals),
            key_results_carried: count(carried.key_results),
            tasks_carried: count(carried.tasks.len()),
        })
    }
}

fn refused(code: &str, violations: Vec<Violation>) -> ServiceError {
    let n = violations.len();
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::CLOSING_REFUSED,
        Localized::new(
            format!("计划 {code} 还有 {n} 项未了结，不能关闭"),
            format!(
                "{n} matter{} of the plan {code} {} open: it cannot be closed",
                if n == 1 { "" } else { "s" },
                if n == 1 { "is" } else { "are" }
            ),
        ),
    )
    .with_violations(violations)
    .with_metadata("plan", code)
}
