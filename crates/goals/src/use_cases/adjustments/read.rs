//! Reading adjustments.

use cascade_method::adjustment::Status;
use cascade_proto::goals::v1 as pb;
use cascade_runtime::{error::ServiceError, grpc::RequestContext, paging::Page};

use crate::{
    ids::AdjustmentId,
    messages,
    requests::Reader,
    store::adjustments,
    use_cases::{UseCases, may_read, plan_named},
};

impl UseCases {
    /// One adjustment.
    ///
    /// # Errors
    /// `NOT_FOUND`.
    pub async fn get_adjustment(
        &self,
        context: &RequestContext,
        request: &pb::GetAdjustmentRequest,
    ) -> Result<pb::Adjustment, ServiceError> {
        may_read(&context.actor)?;
        let mut reader = Reader::default();
        let id: Option<AdjustmentId> = reader.required_id("adjustment_id", &request.adjustment_id);
        reader.done()?;
        let mut conn = self.pool.get().await?;
        let found = match id {
            Some(id) => adjustments::get(&mut conn, id).await?,
            None => None,
        };
        found.as_ref().map(messages::adjustment).ok_or_else(|| {
            ServiceError::not_found("调整申请", "adjustment", &request.adjustment_id)
        })
    }

    /// Adjustments, newest first.
    ///
    /// # Errors
    /// A page that cannot be, or an unknown plan.
    pub async fn list_adjustments(
        &self,
        context: &RequestContext,
        request: &pb::ListAdjustmentsRequest,
    ) -> Result<pb::ListAdjustmentsResponse, ServiceError> {
        may_read(&context.actor)?;
        let asked = Page::asked(request.page_size, &request.page_token)?;
        let before: Option<AdjustmentId> = asked.after(|id| id.parse().ok())?;
        let status = match request.status() {
            pb::AdjustmentStatus::Unspecified => None,
            pb::AdjustmentStatus::Draft => Some(Status::Draft),
            pb::AdjustmentStatus::Submitted => Some(Status::Submitted),
            pb::AdjustmentStatus::Approved => Some(Status::Approved),
            pb::AdjustmentStatus::Rejected => Some(Status::Rejected),
            pb::AdjustmentStatus::Withdrawn => Some(Status::Withdrawn),
        };
        let mut conn = self.pool.get().await?;
        let plan = match request.plan_id.as_str() {
            "" => None,
            name => Some(plan_named(&mut conn, name).await?.id),
        };
        let found = adjustments::list(&mut conn, plan, status, before, asked.limit()).await?;
        let (page, next_page_token) = asked.cut(found, |last| last.id.to_string());
        Ok(pb::ListAdjustmentsResponse {
            next_page_token,
            adjustments: page.iter().map(messages::adjustment).collect(),
        })
    }
}
