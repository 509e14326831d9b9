//! Versions of a plan and its audit chain.

use cascade_proto::goals::v1 as pb;
use cascade_runtime::{error::ServiceError, grpc::RequestContext, paging::Page};
use cascade_storage::DbConn;
use chrono::{DateTime, Utc};

use crate::{
    domain::{
        adjustment::between,
        audit::Chain,
        tree::{Plan, Tree},
        version::{Approved, Version},
    },
    ids::{AdjustmentId, PlanId},
    messages,
    store::{self, audit, versions},
    use_cases::{UseCases, may_read, plan_named},
};

/// Entries read at once while a chain is verified.
const STRIDE: i64 = 500;

/// What is kept of an approval.
pub(in crate::use_cases) struct Kept<'a> {
    pub number: i64,
    pub by: &'a str,
    pub reason: &'a str,
    pub adjustment: Option<AdjustmentId>,
    pub approved: Approved,
    pub now: DateTime<Utc>,
}

/// Keeps a version of a plan that is held.
pub(in crate::use_cases) async fn keep(
    conn: &mut DbConn,
    plan: &Plan,
    kept: Kept<'_>,
) -> Result<(), ServiceError> {
    let version = Version {
        plan_id: plan.id,
        number: kept.number,
        taken_at: kept.now,
        by: kept.by.to_owned(),
        reason: kept.reason.to_owned(),
        adjustment: kept.adjustment,
        approved: kept.approved,
    };
    versions::insert(conn, version).await?;
    Ok(())
}

/// Number of the latest version. A plan that was activated before versions were kept gets its first one now, as it stands.
pub(in crate::use_cases) async fn first(
    conn: &mut DbConn,
    tree: &Tree,
    now: DateTime<Utc>,
) -> Result<i64, ServiceError> {
    let latest = versions::latest(conn, tree.plan.id).await?;
    if latest > 0 {
        return Ok(latest);
    }
    let kept = Kept {
        number: 1,
        by: "",
        reason: "",
        adjustment: None,
        approved: Approved::from(tree),
        now: tree.plan.activated_at.unwrap_or(now),
    };
    keep(conn, &tree.plan, kept).await?;
    Ok(1)
}

impl UseCases {
    /// Versions of a plan, newest first, without what is in them.
    ///
    /// # Errors
    /// A page that cannot be, or an unknown plan.
    pub async fn list_plan_versions(
        &self,
        context: &RequestContext,
        request: &pb::ListPlanVersionsRequest,
    ) -> Result<pb::ListPlanVersionsResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let before = asked.after(|number| number.parse().ok())?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let found = versions::list(&mut conn, plan.id, before, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.number.to_string());
        Ok(pb::ListPlanVersionsResponse {
            next_page_token,
            versions: page
                .iter()
                .map(|version| pb::PlanVersion {
                    goals: Vec::new(),
                    key_results: Vec::new(),
                    ..messages::plan_version(version)
                })
                .collect(),
        })
    }

    /// One version, with everything in it.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_plan_version(
        &self,
        context: &RequestContext,
        request: &pb::GetPlanVersionRequest,
    ) -> Result<pb::PlanVersion, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let version = version(&mut conn, plan.id, request.number).await?;
        Ok(messages::plan_version(&version))
    }

    /// What differs between two versions; 0 is the plan as it stands.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn compare_plan_versions(
        &self,
        context: &RequestContext,
        request: &pb::ComparePlanVersionsRequest,
    ) -> Result<pb::ComparePlanVersionsResponse, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let from = approved(&mut conn, &plan, request.from).await?;
        let to = approved(&mut conn, &plan, request.to).await?;
        Ok(pb::ComparePlanVersionsResponse {
            from: request.from,
            to: request.to,
            fields: between(&from, &to),
        })
    }

    /// The audit chain of a plan, oldest first.
    ///
    /// # Errors
    /// A page that cannot be, or an unknown plan.
    pub async fn list_audit_entries(
        &self,
        context: &RequestContext,
        request: &pb::ListAuditEntriesRequest,
    ) -> Result<pb::ListAuditEntriesResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let after = asked.after(|number| number.parse().ok())?.unwrap_or(0);
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let found = audit::list(&mut conn, plan.id, after, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.number.to_string());
        Ok(pb::ListAuditEntriesResponse {
            next_page_token,
            entries: page.iter().map(messages::audit_entry).collect(),
        })
    }

    /// Computes the audit chain of a plan again.
    ///
    /// # Errors
    /// An unknown plan.
    pub async fn verify_audit(
        &self,
        context: &RequestContext,
        request: &pb::VerifyAuditRequest,
    ) -> Result<pb::VerifyAuditResponse, ServiceError> {
        may_read(&context.actor)?;
        let mut conn = self.pool.get().await?;
        let plan = plan_named(&mut conn, &request.plan_id).await?;
        let mut chain = Chain::default();
        let mut broken_at = 0;
        'all: loop {
            let entries = audit::list(&mut conn, plan.id, chain.entries, STRIDE).await?;
            if entries.is_empty() {
                break;
            }
            for entry in &entries {
                if let Err(number) = chain.follow(entry) {
                    broken_at = number;
                    break 'all;
                }
            }
        }
        Ok(pb::VerifyAuditResponse {
            entries: chain.entries,
            head: chain.head,
            intact: broken_at == 0,
            broken_at,
        })
    }
}

async fn version(conn: &mut DbConn, plan: PlanId, number: i64) -> Result<Version, ServiceError> {
    versions::get(conn, plan, number)
        .await?
        .ok_or_else(|| ServiceError::not_found("计划版本", "plan version", number))
}

async fn approved(conn: &mut DbConn, plan: &Plan, number: i64) -> Result<Approved, ServiceError> {
    if number == 0 {
        let tree = store::read_tree(conn, plan.clone()).await?;
        return Ok(Approved::from(&tree));
    }
    Ok(version(conn, plan.id, number).await?.approved)
}
