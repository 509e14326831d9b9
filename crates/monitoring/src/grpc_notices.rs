//! The calls about channels and deliveries: from messages to the post office and back.

use std::sync::Arc;

use cascade_proto::monitoring::v1::{self as pb, notices_service_server::NoticesService};
use cascade_runtime::{
    auth::Role, clock::Clock, error::ServiceError, grpc::RequestContext, lang::Localized,
    paging::Page,
};
use tonic::{Request, Response, Status};

use crate::{
    grpc::whose,
    post_office::PostOffice,
    store::deliveries::{DeliveryFilter, STATES},
};

/// The service.
pub struct NoticesGrpc {
    office: Arc<PostOffice>,
    clock: Clock,
}

impl NoticesGrpc {
    /// Over a post office.
    #[must_use]
    pub(crate) fn new(office: Arc<PostOffice>, clock: Clock) -> Self {
        Self { office, clock }
    }

    /// What groups are told is for those who lead; to make them hear something is for those who configure.
    fn allow<T>(&self, request: &Request<T>, role: Role) -> Result<RequestContext, ServiceError> {
        let context = RequestContext::of(request, &self.clock)?;
        context.actor.require_anywhere(role)?;
        Ok(context)
    }
}

#[tonic::async_trait]
impl NoticesService for NoticesGrpc {
    async fn list_notices(
        &self,
        request: Request<pb::ListNoticesRequest>,
    ) -> Result<Response<pb::ListNoticesResponse>, Status> {
        let context = self.allow(&request, Role::Viewer)?;
        let message = request.into_inner();
        let person = whose(&context, &message.person)?;
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let plan = Some(message.plan_id.as_str()).filter(|plan| !plan.is_empty());
        let before = asked.after(|id| id.parse().ok())?;
        let found = self
            .office
            .notices(&person, plan, before, asked.limit())
            .await?;
        let (notices, next_page_token) = asked.cut(found, |last| last.id.clone());
        Ok(Response::new(pb::ListNoticesResponse {
            notices,
            next_page_token,
        }))
    }

    async fn list_channels(
        &self,
        request: Request<pb::ListChannelsRequest>,
    ) -> Result<Response<pb::ListChannelsResponse>, Status> {
        self.allow(&request, Role::Manager)?;
        let channels = self.office.channels().await?;
        Ok(Response::new(pb::ListChannelsResponse { channels }))
    }

    async fn test_channel(
        &self,
        request: Request<pb::TestChannelRequest>,
    ) -> Result<Response<pb::Delivery>, Status> {
        let context = self.allow(&request, Role::Admin)?;
        let channel = request.into_inner().channel;
        Ok(Response::new(self.office.test(context, channel).await?))
    }

    async fn list_deliveries(
        &self,
        request: Request<pb::ListDeliveriesRequest>,
    ) -> Result<Response<pb::ListDeliveriesResponse>, Status> {
        self.allow(&request, Role::Manager)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let some = |text: String| (!text.is_empty()).then_some(text);
        let state = some(message.state);
        if let Some(state) = &state
            && !STATES.contains(&state.as_str())
        {
            return Err(ServiceError::invalid_field(
                "state",
                "request.state",
                state,
                Localized::new(
                    "请填写 waiting、sending、delivered、failed 或 overtaken",
                    "Write waiting, sending, delivered, failed or overtaken",
                ),
            )
            .into());
        }
        let filter = DeliveryFilter {
            channel: some(message.channel),
            state,
            alert: some(message.alert_id),
            before: asked.after(|id| id.parse().ok())?,
            most: asked.limit(),
        };
        let found = self.office.deliveries(filter).await?;
        let (deliveries, next_page_token) = asked.cut(found, |last| last.id.clone());
        Ok(Response::new(pb::ListDeliveriesResponse {
            deliveries,
            next_page_token,
        }))
    }

    async fn retry_delivery(
        &self,
        request: Request<pb::RetryDeliveryRequest>,
    ) -> Result<Response<pb::Delivery>, Status> {
        let context = self.allow(&request, Role::Admin)?;
        let id = crate::grpc::id("delivery_id", &request.get_ref().delivery_id)?;
        Ok(Response::new(self.office.retry(context, id).await?))
    }
}
