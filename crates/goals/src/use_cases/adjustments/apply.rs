//! Applying for an adjustment: drafted, edited, submitted.

use std::sync::Arc;

use cascade_events::outbox;
use cascade_method::adjustment::{Move, Status, Tier, check_content};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    error::{ServiceError, Violation},
    grpc::RequestContext,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use super::{Opened, forbidden, open, record, refused};
use crate::{
    domain::{
        adjustment::{Adjustment, Content, concerned, everybody},
        finding::violations,
        tree::Tree,
    },
    ids::AdjustmentId,
    messages, outgoing,
    requests::Reader,
    store::{self, adjustments, plans},
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        name_of, no_plan, plan_named,
        save::{active, written},
    },
};

impl UseCases {
    /// Drafts an adjustment.
    ///
    /// # Errors
    /// What cannot be read or is not in the plan; `PLAN_NOT_ACTIVE`, `PLAN_CLOSED`.
    pub async fn create_adjustment(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::CreateAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "CreateAdjustment",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.create(conn, &caller, &asked).await }.boxed()
        })
        .await
    }

    async fn create(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::CreateAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        let mut reader = Reader::default();
        let changes = reader.changes(request.changes.as_ref());
        let reason = reader.text("reason", &request.reason);
        reader.done()?;
        store::lock_alignment(conn).await?;
        let found = plan_named(conn, &request.plan_id).await?;
        let plan = plans::lock(conn, found.id)
            .await?
            .ok_or_else(|| no_plan(&request.plan_id))?;
        active(&plan)?;
        let tree = store::tree(conn, plan).await?;
        let now = kept(context.now);
        let mut draft = Adjustment {
            id: AdjustmentId::new(),
            plan_id: tree.plan.id,
            number: adjustments::next_number(conn, tree.plan.id).await?,
            reason,
            status: Status::Draft,
            applicant: name_of(&context.actor),
            content: Content {
                changes,
                ..Content::default()
            },
            tier: Tier::Superior,
            extension_days: 0,
            cumulative_extension_days: 0,
            impact: None,
            submitted_at: None,
            decided_by: String::new(),
            decision_note: String::new(),
            decided_at: None,
            plan_version_number: 0,
            version: 1,
        };
        self.drafted(conn, context, &tree, &mut draft).await?;
        adjustments::insert(conn, &draft).await?;
        record(conn, &draft, "adjustment_drafted", &draft.applicant, now).await?;
        outbox::append(conn, &[outgoing::adjustment_changed(&draft, now)?]).await?;
        Ok(messages::adjustment(&draft))
    }

    /// Works out what a draft amounts to. What a draft may still lack is a reason, changes, and rules that hold: those are
    /// asked for when it is submitted. What it names must be there.
    async fn drafted(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        tree: &Tree,
        draft: &mut Adjustment,
    ) -> Result<(), ServiceError> {
        match self.proposal(conn, tree, &draft.content.changes).await? {
            Ok(proposal) => {
                let whom = concerned(tree, &proposal);
                whom.may_apply(&context.actor)?;
                let earlier = adjustments::granted(conn, tree.plan.id).await?;
                draft.take(&proposal, whom, &earlier, &self.policy.adjustment);
                Ok(())
            }
            Err(broken) => {
                let nowhere: Vec<Violation> = broken
                    .into_iter()
                    .filter(|violation| {
                        matches!(
                            violation.rule.as_str(),
                            "request.reference" | "adjustment.task"
                        )
                    })
                    .collect();
                if !nowhere.is_empty() {
                    return Err(ServiceError::invalid(nowhere));
                }
                let whom = everybody(tree);
                whom.may_apply(&context.actor)?;
                draft.content.fields.clear();
                draft.content.extensions.clear();
                draft.content.concerned = whom;
                (draft.extension_days, draft.cumulative_extension_days) = (0, 0);
                draft.tier = Tier::Superior;
                Ok(())
            }
        }
    }

    /// Writes a draft anew.
    ///
    /// # Errors
    /// `ADJUSTMENT_REFUSED` where it is no draft; `PERMISSION_DENIED` for anybody but its applicant; `VERSION_MISMATCH`.
    pub async fn update_adjustment(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::UpdateAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "UpdateAdjustment",
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.update(conn, &caller, &asked).await }.boxed()
        })
        .await
    }

    async fn update(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::UpdateAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        let mut reader = Reader::default();
        let changes = reader.changes(request.changes.as_ref());
        let reason = reader.text("reason", &request.reason);
        reader.done()?;
        let Opened { adjustment, tree } =
            open(conn, &request.adjustment_id, request.expected_version).await?;
        super::decide::by_applicant(&context.actor, &adjustment)?;
        active(&tree.plan)?;
        let mut next = adjustment
            .moved(Move::Edit)
            .map_err(|said| forbidden(&said))?;
        next.reason = reason;
        next.content.changes = changes;
        self.drafted(conn, context, &tree, &mut next).await?;
        let now = kept(context.now);
        written(adjustments::update(conn, &next).await?, adjustment.version)?;
        record(conn, &next, "adjustment_edited", &next.applicant, now).await?;
        outbox::append(conn, &[outgoing::adjustment_changed(&next, now)?]).await?;
        Ok(messages::adjustment(&next))
    }

    /// Submits a draft: from here on its content stands, and so does the impact that the decision is made on.
    ///
    /// # Errors
    /// `ADJUSTMENT_REFUSED` with every rule that the plan would break afterwards.
    pub async fn submit_adjustment(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::SubmitAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: "SubmitAdjustment",
            dry_run: false,
        };
        // What it would do is computed anew with every try, so it does not tell one request from another.
        let same = pb::SubmitAdjustmentRequest {
            impact: None,
            ..request.clone()
        };
        let caller = context.clone();
        keyed(&self.pool, call, &same, move |conn| {
            async move { this.submit(conn, &caller, &request).await }.boxed()
        })
        .await
    }

    async fn submit(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::SubmitAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        let Opened { adjustment, tree } =
            open(conn, &request.adjustment_id, request.expected_version).await?;
        super::decide::by_applicant(&context.actor, &adjustment)?;
        active(&tree.plan)?;
        let mut next = adjustment
            .moved(Move::Submit)
            .map_err(|said| forbidden(&said))?;
        let proposal = self
            .proposal(conn, &tree, &next.content.changes)
            .await?
            .map_err(|broken| refused(&next.code(), broken))?;
        let empty = check_content(&next.code(), &next.reason, proposal.fields.len());
        let missing: Vec<Violation> = violations(&empty, "").collect();
        if !missing.is_empty() {
            return Err(refused(&next.code(), missing));
        }
        let earlier = adjustments::granted(conn, tree.plan.id).await?;
        let whom = concerned(&tree, &proposal);
        next.take(&proposal, whom, &earlier, &self.policy.adjustment);
        let now = kept(context.now);
        next.impact = Some(request.impact.clone().unwrap_or_default());
        next.submitted_at = Some(now);
        written(adjustments::update(conn, &next).await?, adjustment.version)?;
        record(conn, &next, "adjustment_submitted", &next.applicant, now).await?;
        outbox::append(conn, &[outgoing::adjustment_changed(&next, now)?]).await?;
        Ok(messages::adjustment(&next))
    }
}
