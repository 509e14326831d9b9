//! The calls about forecasts.

use std::sync::Arc;

use cascade_proto::monitoring::v1::{self as pb, forecasts_service_server::ForecastsService};
use cascade_runtime::{auth::Role, error::ServiceError, grpc::RequestContext};
use tonic::{Request, Response, Status};

use crate::{config::Risk, engine::Engine, grpc::id, ids::PlanId, schedule_risk::Asked};

/// The service.
pub struct ForecastsGrpc {
    engine: Arc<Engine>,
    risk: Risk,
}

impl ForecastsGrpc {
    /// Over an engine.
    #[must_use]
    pub(crate) fn new(engine: Arc<Engine>, risk: Risk) -> Self {
        Self { engine, risk }
    }

    fn reader<T>(&self, request: &Request<T>) -> Result<(), ServiceError> {
        let context = RequestContext::of(request, &self.engine.clock)?;
        context.actor.require_anywhere(Role::Viewer)
    }
}

#[tonic::async_trait]
impl ForecastsService for ForecastsGrpc {
    async fn list_delays(
        &self,
        request: Request<pb::ListDelaysRequest>,
    ) -> Result<Response<pb::ListDelaysResponse>, Status> {
        self.reader(&request)?;
        let plan: PlanId = id("plan_id", &request.get_ref().plan_id)?;
        Ok(Response::new(self.engine.delays(plan).await?))
    }

    async fn list_findings(
        &self,
        request: Request<pb::ListFindingsRequest>,
    ) -> Result<Response<pb::ListFindingsResponse>, Status> {
        self.reader(&request)?;
        let plan: PlanId = id("plan_id", &request.get_ref().plan_id)?;
        Ok(Response::new(self.engine.findings(plan).await?))
    }

    async fn get_earned_value(
        &self,
        request: Request<pb::GetEarnedValueRequest>,
    ) -> Result<Response<pb::EarnedValueReport>, Status> {
        self.reader(&request)?;
        let plan: PlanId = id("plan_id", &request.get_ref().plan_id)?;
        Ok(Response::new(self.engine.earned_value(plan).await?))
    }

    async fn analyse_schedule_risk(
        &self,
        request: Request<pb::AnalyseScheduleRiskRequest>,
    ) -> Result<Response<pb::ScheduleRisk>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let plan: PlanId = id("plan_id", &message.plan_id)?;
        let asked = Asked {
            runs: message.runs,
            seed: message.seed.unwrap_or(1),
            correlation: message.correlation,
        };
        Ok(Response::new(
            self.engine.schedule_risk(plan, asked, &self.risk).await?,
        ))
    }
}
