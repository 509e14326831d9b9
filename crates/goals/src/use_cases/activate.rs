//! Activating a plan.

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

use crate::{
    domain::{activation::activate, version::Approved},
    messages, outgoing, reasons,
    store::{self, audit, plans, versions},
    use_cases::{
        UseCases,
        adjustments::history,
        kept,
        keyed::{Call, keyed},
        name_of, no_plan, plan_named,
        save::{closed, written},
    },
};

impl UseCases {
    /// Makes a draft the plan that is tracked.
    ///
    /// # Errors
    /// `ACTIVATION_REFUSED` with every rule marked E that is broken; `PLAN_NOT_DRAFT`, `PLAN_CLOSED`.
    pub async fn activate_plan(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::ActivatePlanRequest,
    ) -> Result<pb::ActivatePlanResponse, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "ActivatePlan",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.activate(conn, &caller, &asked).await }.boxed()
        })
        .await
    }

    async fn activate(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::ActivatePlanRequest,
    ) -> Result<pb::ActivatePlanResponse, ServiceError> {
        let found = plan_named(conn, &request.plan_id).await?;
        let plan = plans::lock(conn, found.id)
            .await?
            .ok_or_else(|| no_plan(&request.plan_id))?;
        let tree = store::tree(conn, plan).await?;
        let departments: BTreeSet<&str> = tree
            .goals
            .iter()
            .map(|goal| goal.department.as_str())
            .collect();
        for department in &departments {
            context.actor.require(Role::Manager, department)?;
        }
        context.actor.require_anywhere(Role::Manager)?;
        let version = tree.plan.version;
        if request.expected_version != 0 && request.expected_version != version {
            return Err(ServiceError::version_mismatch(
                request.expected_version,
                Some(version),
            ));
        }
        match tree.plan.status {
            pb::PlanStatus::Active => return Err(not_draft(&tree.plan.code)),
            pb::PlanStatus::Closed => return Err(closed(&tree.plan.code)),
            pb::PlanStatus::Unspecified | pb::PlanStatus::Draft => {}
        }
        let now = kept(context.now);
        let (plan, findings) = activate(&tree, now, &self.policy)
            .map_err(|broken| refused(&tree.plan.code, broken))?;
        written(plans::update(conn, &plan).await?, version)?;
        store::findings::replace(conn, plan.id, &findings).await?;
        let by = name_of(&context.actor);
        let mut approved = Approved::from(&tree);
        approved.plan = messages::plan(&plan);
        let number = versions::latest(conn, plan.id).await? + 1;
        history::keep(
            conn,
            &plan,
            history::Kept {
                number,
                by: &by,
                reason: "",
                adjustment: None,
                approved,
                now,
            },
        )
        .await?;
        let deed = audit::Deed {
            at: now,
            by: &by,
            action: "plan_activated",
            subject: plan.id.to_string(),
            data: serde_json::json!({ "code": plan.code, "version": plan.version }),
        };
        audit::append(conn, plan.id, deed).await?;
        let events = [
            outgoing::plan_changed(&plan, now)?,
            outgoing::plan_activated(&plan, now)?,
        ];
        outbox::append(conn, &events).await?;
        Ok(pb::ActivatePlanResponse {
            plan: Some(messages::plan(&plan)),
            findings: messages::findings(&findings),
        })
    }
}

fn refused(code: &str, violations: Vec<Violation>) -> ServiceError {
    let n = violations.len();
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::ACTIVATION_REFUSED,
        Localized::new(
            format!("计划 {code} 有 {n} 处不符合规则，不能启动"),
            format!(
                "The plan {code} breaks {n} rule{} and cannot be activated",
                if n == 1 { "" } else { "s" }
            ),
        ),
    )
    .with_violations(violations)
    .with_metadata("plan", code)
}

fn not_draft(code: &str) -> ServiceError {
    ServiceError::new(
        ErrorKind::FailedPrecondition,
        reasons::PLAN_NOT_DRAFT,
        Localized::new(
            format!("计划 {code} 已启动"),
            format!("The plan {code} is active already"),
        ),
    )
    .with_metadata("plan", code)
}
