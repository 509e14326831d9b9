//! The contract's calls.

use std::sync::Arc;

use cascade_method::request::Move;
use cascade_proto::resources::v1::{self as pb, resources_service_server::ResourcesService};
use cascade_runtime::{
    auth::Role, clock::Clock, error::ServiceError, grpc::RequestContext, paging::Page,
};
use tonic::{Request, Response, Status};

use crate::{
    store::{directory, postings, requests},
    use_cases::UseCases,
};

/// The service.
pub struct Grpc {
    use_cases: Arc<UseCases>,
    clock: Clock,
}

impl Grpc {
    /// Over the use cases.
    #[must_use]
    pub fn new(use_cases: Arc<UseCases>, clock: Clock) -> Self {
        Self { use_cases, clock }
    }

    fn context<T>(&self, request: &Request<T>) -> Result<RequestContext, ServiceError> {
        RequestContext::of(request, &self.clock)
    }

    fn reader<T>(&self, request: &Request<T>) -> Result<(), ServiceError> {
        self.context(request)?.actor.require_anywhere(Role::Viewer)
    }

    async fn step(
        &self,
        request: Request<pb::MoveRequestRequest>,
        method: &'static str,
        step: Move,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        let context = self.context(&request)?;
        let answer = self
            .use_cases
            .move_request(context, method, step, request.into_inner())
            .await?;
        Ok(Response::new(answer))
    }
}

#[tonic::async_trait]
impl ResourcesService for Grpc {
    async fn apply_directory(
        &self,
        request: Request<pb::ApplyDirectoryRequest>,
    ) -> Result<Response<pb::ApplyDirectoryResponse>, Status> {
        let context = self.context(&request)?;
        Ok(Response::new(
            self.use_cases
                .apply_directory(context, request.into_inner())
                .await?,
        ))
    }

    async fn import_requests(
        &self,
        request: Request<pb::ImportRequestsRequest>,
    ) -> Result<Response<pb::ImportRequestsResponse>, Status> {
        let context = self.context(&request)?;
        Ok(Response::new(
            self.use_cases
                .import_requests(context, request.into_inner())
                .await?,
        ))
    }

    async fn create_request(
        &self,
        request: Request<pb::CreateRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        let context = self.context(&request)?;
        Ok(Response::new(
            self.use_cases
                .create_request(context, request.into_inner())
                .await?,
        ))
    }

    async fn submit_request(
        &self,
        request: Request<pb::MoveRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        self.step(request, "SubmitRequest", Move::Submit).await
    }

    async fn approve_request(
        &self,
        request: Request<pb::MoveRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        self.step(request, "ApproveRequest", Move::Approve).await
    }

    async fn reject_request(
        &self,
        request: Request<pb::MoveRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        self.step(request, "RejectRequest", Move::Reject).await
    }

    async fn withdraw_request(
        &self,
        request: Request<pb::MoveRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        self.step(request, "WithdrawRequest", Move::Withdraw).await
    }

    async fn fulfil_request(
        &self,
        request: Request<pb::MoveRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        self.step(request, "FulfilRequest", Move::Fulfil).await
    }

    async fn list_departments(
        &self,
        request: Request<pb::ListDepartmentsRequest>,
    ) -> Result<Response<pb::ListDepartmentsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let mut conn = self
            .use_cases
            .pool
            .get()
            .await
            .map_err(ServiceError::from)?;
        let all = directory::departments(&mut conn)
            .await
            .map_err(ServiceError::from)?;
        let rows = all.into_iter().filter(|row| row.code > after).collect();
        let (departments, next_page_token) =
            asked.cut(rows, |last: &pb::Department| last.code.clone());
        Ok(Response::new(pb::ListDepartmentsResponse {
            departments,
            next_page_token,
        }))
    }

    async fn list_people(
        &self,
        request: Request<pb::ListPeopleRequest>,
    ) -> Result<Response<pb::ListPeopleResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let mut conn = self
            .use_cases
            .pool
            .get()
            .await
            .map_err(ServiceError::from)?;
        let rows = directory::people(&mut conn, &message.department, &after, asked.limit())
            .await
            .map_err(ServiceError::from)?;
        let (people, next_page_token) = asked.cut(rows, |last| last.code.clone());
        Ok(Response::new(pb::ListPeopleResponse {
            people,
            next_page_token,
        }))
    }

    async fn list_budgets(
        &self,
        request: Request<pb::ListBudgetsRequest>,
    ) -> Result<Response<pb::ListBudgetsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let mut conn = self
            .use_cases
            .pool
            .get()
            .await
            .map_err(ServiceError::from)?;
        let rows = directory::budgets(&mut conn, &message.department, &after, asked.limit())
            .await
            .map_err(ServiceError::from)?;
        let (budgets, next_page_token) = asked.cut(rows, |last| last.code.clone());
        Ok(Response::new(pb::ListBudgetsResponse {
            budgets,
            next_page_token,
        }))
    }

    async fn list_postings(
        &self,
        request: Request<pb::ListPostingsRequest>,
    ) -> Result<Response<pb::ListPostingsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let pool = &self.use_cases.pool;
        let mut conn = pool.get().await.map_err(ServiceError::from)?;
        let codes = [message.budget];
        let known = directory::known_budgets(&mut conn, &codes).await;
        let [budget] = &codes;
        if known.map_err(ServiceError::from)?.is_empty() {
            return Err(ServiceError::not_found("预算", "budget", budget).into());
        }
        let rows = postings::list(&mut conn, budget, &after, asked.limit())
            .await
            .map_err(ServiceError::from)?;
        let (postings, next_page_token) = asked.cut(rows, |last| last.id.clone());
        Ok(Response::new(pb::ListPostingsResponse {
            postings,
            next_page_token,
        }))
    }

    async fn list_requests(
        &self,
        request: Request<pb::ListRequestsRequest>,
    ) -> Result<Response<pb::ListRequestsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let status =
            Some(message.status()).filter(|status| *status != pb::RequestStatus::Unspecified);
        let filter = requests::Filter {
            status,
            plan: message.plan_id,
            task: message.task_id,
            requested_from: message.requested_from,
            after,
            most: asked.limit(),
        };
        let mut conn = self
            .use_cases
            .pool
            .get()
            .await
            .map_err(ServiceError::from)?;
        let rows = requests::list(&mut conn, &filter)
            .await
            .map_err(ServiceError::from)?;
        let (requests, next_page_token) = asked.cut(rows, |last| last.id.clone());
        Ok(Response::new(pb::ListRequestsResponse {
            requests,
            next_page_token,
        }))
    }

    async fn list_findings(
        &self,
        request: Request<pb::ListFindingsRequest>,
    ) -> Result<Response<pb::ListFindingsResponse>, Status> {
        self.reader(&request)?;
        let findings = self.use_cases.findings(&request.get_ref().plan_id).await?;
        Ok(Response::new(pb::ListFindingsResponse { findings }))
    }
}
