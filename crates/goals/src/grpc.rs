//! The gRPC face: context in, answer or status out; nothing else knows tonic.

use std::sync::Arc;

use cascade_proto::goals::v1::{self as pb, goals_service_server::GoalsService};
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
    ($($name:ident($request:ty) -> $response:ty, $pass:ident;)*) => {
        #[tonic::async_trait]
        impl GoalsService for Grpc {
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
    import_plan(pb::ImportPlanRequest) -> pb::ImportPlanResponse, change;
    create_goal(pb::CreateGoalRequest) -> pb::Goal, change;
    create_key_result(pb::CreateKeyResultRequest) -> pb::KeyResult, change;
    activate_plan(pb::ActivatePlanRequest) -> pb::ActivatePlanResponse, change;
    check_in_key_result(pb::CheckInKeyResultRequest) -> pb::CheckInKeyResultResponse, change;
    get_plan(pb::GetPlanRequest) -> pb::Plan, read;
    list_plans(pb::ListPlansRequest) -> pb::ListPlansResponse, read;
    get_goal(pb::GetGoalRequest) -> pb::Goal, read;
    list_goals(pb::ListGoalsRequest) -> pb::ListGoalsResponse, read;
    list_key_results(pb::ListKeyResultsRequest) -> pb::ListKeyResultsResponse, read;
    list_check_ins(pb::ListCheckInsRequest) -> pb::ListCheckInsResponse, read;
    list_findings(pb::ListFindingsRequest) -> pb::ListFindingsResponse, read;
}
