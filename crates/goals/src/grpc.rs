//! The gRPC face: context in, answer or status out; nothing else knows tonic.

use std::sync::Arc;

use cascade_proto::goals::v1::{
    self as pb, adjustments_service_server::AdjustmentsService, goals_service_server::GoalsService,
    reviews_service_server::ReviewsService,
};
use cascade_runtime::{clock::Clock, grpc::RequestContext};
use tonic::{Request, Response, Status};

use crate::use_cases::UseCases;

/// The service as tonic calls it.
#[derive(Clone)]
pub struct Grpc {
    clock: Clock,
    use_cases: Arc<UseCases>,
}

impl Grpc {
    /// The face of these use cases.
    #[must_use]
    pub fn new(clock: Clock, use_cases: Arc<UseCases>) -> Self {
        Self { clock, use_cases }
    }

    fn open<T>(&self, request: Request<T>) -> Result<(RequestContext, T), Status> {
        let context = RequestContext::of(&request, &self.clock)?;
        Ok((context, request.into_inner()))
    }
}

/// A method that only passes on: context and message in, message out.
macro_rules! methods {
    ($service:ident: $($name:ident($request:ty) -> $response:ty, $pass:ident;)*) => {
        #[tonic::async_trait]
        impl $service for Grpc {
            $(
                async fn $name(&self, request: Request<$request>) -> Result<Response<$response>, Status> {
                    let (context, request) = self.open(request)?;
                    Ok(Response::new(methods!(@$pass self, $name, context, request)))
                }
            )*
        }
    };
    (@change $self:ident, $name:ident, $context:ident, $request:ident) => {
        $self.use_cases.$name($context, $request).await?
    };
    (@read $self:ident, $name:ident, $context:ident, $request:ident) => {
        $self.use_cases.$name(&$context, &$request).await?
    };
}

methods! {
    GoalsService:
    import_plan(pb::ImportPlanRequest) -> pb::ImportPlanResponse, change;
    create_goal(pb::CreateGoalRequest) -> pb::Goal, change;
    create_key_result(pb::CreateKeyResultRequest) -> pb::KeyResult, change;
    activate_plan(pb::ActivatePlanRequest) -> pb::ActivatePlanResponse, change;
    check_in_key_result(pb::CheckInKeyResultRequest) -> pb::CheckInKeyResultResponse, change;
    set_contributions(pb::SetContributionsRequest) -> pb::ListContributionsResponse, change;
    list_contributions(pb::ListContributionsRequest) -> pb::ListContributionsResponse, read;
    get_plan(pb::GetPlanRequest) -> pb::Plan, read;
    list_plans(pb::ListPlansRequest) -> pb::ListPlansResponse, read;
    get_goal(pb::GetGoalRequest) -> pb::Goal, read;
    list_goals(pb::ListGoalsRequest) -> pb::ListGoalsResponse, read;
    list_key_results(pb::ListKeyResultsRequest) -> pb::ListKeyResultsResponse, read;
    list_check_ins(pb::ListCheckInsRequest) -> pb::ListCheckInsResponse, read;
    list_findings(pb::ListFindingsRequest) -> pb::ListFindingsResponse, read;
}

methods! {
    AdjustmentsService:
    create_adjustment(pb::CreateAdjustmentRequest) -> pb::Adjustment, change;
    update_adjustment(pb::UpdateAdjustmentRequest) -> pb::Adjustment, change;
    submit_adjustment(pb::SubmitAdjustmentRequest) -> pb::Adjustment, change;
    approve_adjustment(pb::DecideAdjustmentRequest) -> pb::Adjustment, change;
    reject_adjustment(pb::DecideAdjustmentRequest) -> pb::Adjustment, change;
    withdraw_adjustment(pb::DecideAdjustmentRequest) -> pb::Adjustment, change;
    get_adjustment(pb::GetAdjustmentRequest) -> pb::Adjustment, read;
    list_adjustments(pb::ListAdjustmentsRequest) -> pb::ListAdjustmentsResponse, read;
    list_plan_versions(pb::ListPlanVersionsRequest) -> pb::ListPlanVersionsResponse, read;
    get_plan_version(pb::GetPlanVersionRequest) -> pb::PlanVersion, read;
    compare_plan_versions(pb::ComparePlanVersionsRequest) -> pb::ComparePlanVersionsResponse, read;
    list_audit_entries(pb::ListAuditEntriesRequest) -> pb::ListAuditEntriesResponse, read;
    verify_audit(pb::VerifyAuditRequest) -> pb::VerifyAuditResponse, read;
}

methods! {
    ReviewsService:
    get_review(pb::GetReviewRequest) -> pb::Review, read;
    save_review_row(pb::SaveReviewRowRequest) -> pb::ReviewRow, change;
    dispose_tasks(pb::DisposeTasksRequest) -> pb::DisposeTasksResponse, change;
    close_plan(pb::ClosePlanRequest) -> pb::ClosePlanResponse, change;
    get_estimate_errors(pb::GetEstimateErrorsRequest) -> pb::GetEstimateErrorsResponse, read;
}
