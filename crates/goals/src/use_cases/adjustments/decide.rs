//! Deciding an adjustment: approved, rejected, or withdrawn.

use std::sync::Arc;

use cascade_events::outbox;
use cascade_method::adjustment::{Move, check_approver};
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{
    auth::Actor,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
};
use cascade_storage::DbConn;
use futures::FutureExt;

use super::{Opened, forbidden, history, open, record, refused};
use crate::{
    domain::{adjustment::Adjustment, finding::violations, version::Approved},
    messages, outgoing,
    requests::Reader,
    store::adjustments,
    use_cases::{
        UseCases, kept,
        keyed::{Call, keyed},
        name_of,
        save::{Word, active, save, written},
    },
};

/// What is decided.
#[derive(Clone, Copy)]
enum Decision {
    Approve,
    Reject,
    Withdraw,
}

impl Decision {
    fn step(self) -> Move {
        match self {
            Self::Approve => Move::Approve,
            Self::Reject => Move::Reject,
            Self::Withdraw => Move::Withdraw,
        }
    }

    fn method(self) -> &'static str {
        match self {
            Self::Approve => "ApproveAdjustment",
            Self::Reject => "RejectAdjustment",
            Self::Withdraw => "WithdrawAdjustment",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Approve => "adjustment_approved",
            Self::Reject => "adjustment_rejected",
            Self::Withdraw => "adjustment_withdrawn",
        }
    }
}

/// What an applicant alone may do.
pub(super) fn by_applicant(actor: &Actor, adjustment: &Adjustment) -> Result<(), ServiceError> {
    if name_of(actor) == adjustment.applicant {
        return Ok(());
    }
    Err(ServiceError::permission_denied(Localized::new(
        format!("只有申请人 {} 可以这样做", adjustment.applicant),
        format!("Only the applicant {} may do this", adjustment.applicant),
    ))
    .with_metadata("applicant", &adjustment.applicant))
}

impl UseCases {
    /// Makes the next version of the plan.
    ///
    /// # Errors
    /// `ADJUSTMENT_REFUSED`: by the applicant, not submitted, outdated, or against a rule by now; `PERMISSION_DENIED`
    /// below its tier.
    pub async fn approve_adjustment(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecideAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        self.decide(context, request, Decision::Approve).await
    }

    /// Leaves the plan as it is.
    ///
    /// # Errors
    /// As for an approval.
    pub async fn reject_adjustment(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecideAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        self.decide(context, request, Decision::Reject).await
    }

    /// Takes it back before the decision.
    ///
    /// # Errors
    /// `PERMISSION_DENIED` for anybody but the applicant; `ADJUSTMENT_REFUSED` after the decision.
    pub async fn withdraw_adjustment(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecideAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        self.decide(context, request, Decision::Withdraw).await
    }

    async fn decide(
        self: &Arc<Self>,
        context: RequestContext,
        request: pb::DecideAdjustmentRequest,
        decision: Decision,
    ) -> Result<pb::Adjustment, ServiceError> {
        let this = Arc::clone(self);
        let call = Call {
            context: &context,
            method: decision.method(),
            dry_run: false,
        };
        let (asked, caller) = (request.clone(), context.clone());
        keyed(&self.pool, call, &request, move |conn| {
            async move { this.decided(conn, &caller, &asked, decision).await }.boxed()
        })
        .await
    }

    async fn decided(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        request: &pb::DecideAdjustmentRequest,
        decision: Decision,
    ) -> Result<pb::Adjustment, ServiceError> {
        let mut reader = Reader::default();
        let note = reader.text("note", &request.note);
        reader.done()?;
        let opened = open(conn, &request.adjustment_id, request.expected_version).await?;
        let adjustment = &opened.adjustment;
        let by = name_of(&context.actor);
        let mut next = adjustment
            .moved(decision.step())
            .map_err(|said| forbidden(&said))?;
        match decision {
            Decision::Withdraw => by_applicant(&context.actor, adjustment)?,
            Decision::Approve | Decision::Reject => {
                if let Some(said) = check_approver(&adjustment.code(), &adjustment.applicant, &by) {
                    return Err(forbidden(&said));
                }
                adjustment
                    .content
                    .concerned
                    .may_decide(&context.actor, adjustment.tier)?;
            }
        }
        let now = kept(context.now);
        next.decided_by.clone_from(&by);
        next.decision_note = note;
        next.decided_at = Some(now);
        if matches!(decision, Decision::Approve) {
            self.carry_out(conn, context, &opened, &mut next).await?;
        }
        written(adjustments::update(conn, &next).await?, adjustment.version)?;
        record(conn, &next, decision.action(), &by, now).await?;
        let events = match decision {
            Decision::Approve => [outgoing::adjustment_approved(&next, now)?],
            Decision::Reject | Decision::Withdraw => [outgoing::adjustment_changed(&next, now)?],
        };
        outbox::append(conn, &events).await?;
        Ok(messages::adjustment(&next))
    }

    /// Writes what was approved, and the plan's next version. Tasks are changed by who keeps them, on the event.
    async fn carry_out(
        &self,
        conn: &mut DbConn,
        context: &RequestContext,
        opened: &Opened,
        next: &mut Adjustment,
    ) -> Result<(), ServiceError> {
        let Opened { adjustment, tree } = opened;
        active(&tree.plan)?;
        let code = adjustment.code();
        let proposal = self
            .proposal(conn, tree, &adjustment.content.changes)
            .await?
            .map_err(|broken| refused(&code, broken))?;
        let stale = adjustment.outdated(&proposal);
        if !stale.is_empty() {
            let stale: Vec<Violation> = violations(&stale, "").collect();
            return Err(refused(&code, stale));
        }
        let now = kept(context.now);
        let word = Word {
            by: &next.decided_by,
            // The decision is written down by itself.
            action: None,
            now,
        };
        save(conn, tree, &proposal.settled, word).await?;
        let before = history::first(conn, tree, now).await?;
        next.plan_version_number = before + 1;
        history::keep(
            conn,
            &proposal.settled.tree.plan,
            history::Kept {
                number: next.plan_version_number,
                by: &next.decided_by,
                reason: &next.reason,
                adjustment: Some(next.id),
                approved: Approved::from(&proposal.settled.tree),
                now,
            },
        )
        .await
    }
}
