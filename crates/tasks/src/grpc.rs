//! The gRPC face: context in, answer or status out; nothing else knows tonic.

use std::sync::Arc;

use cascade_proto::tasks::v1::{self as pb, tasks_service_server::TasksService};
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
        impl TasksService for Grpc {
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
    import_tasks(pb::ImportTasksRequest) -> pb::ImportTasksResponse, change;
    create_task(pb::CreateTaskRequest) -> pb::TaskAnswer, change;
    update_task(pb::UpdateTaskRequest) -> pb::TaskAnswer, change;
    report_progress(pb::ReportProgressRequest) -> pb::ReportProgressResponse, change;
    report_progress_batch(pb::ReportProgressBatchRequest) -> pb::ReportProgressBatchResponse, change;
    bulk_update_tasks(pb::BulkUpdateTasksRequest) -> pb::BulkUpdateTasksResponse, change;
    propose_split(pb::ProposeSplitRequest) -> pb::SplitProposal, read;
    apply_split(pb::ApplySplitRequest) -> pb::ApplySplitResponse, change;
    get_task(pb::GetTaskRequest) -> pb::Task, read;
    list_tasks(pb::ListTasksRequest) -> pb::ListTasksResponse, read;
    list_progress(pb::ListProgressRequest) -> pb::ListProgressResponse, read;
    list_findings(pb::ListFindingsRequest) -> pb::ListFindingsResponse, read;
    take_baseline(pb::TakeBaselineRequest) -> pb::PlanBaseline, change;
    list_baselines(pb::ListBaselinesRequest) -> pb::ListBaselinesResponse, read;
    get_baseline(pb::GetBaselineRequest) -> pb::PlanBaseline, read;
    accept_predecessor(pb::DecidePredecessorRequest) -> pb::TaskAnswer, change;
    decline_predecessor(pb::DecidePredecessorRequest) -> pb::TaskAnswer, change;
    list_proposed_predecessors(pb::ListProposedPredecessorsRequest) -> pb::ListProposedPredecessorsResponse, read;
    compare_baselines(pb::CompareBaselinesRequest) -> pb::BaselineComparison, read;
}
