//! The contract's calls.

use std::sync::Arc;

use cascade_method::{request::Move, rules};
use cascade_proto::resources::v1::{self as pb, resources_service_server::ResourcesService};
use cascade_runtime::{
    auth::Role,
    clock::Clock,
    error::{ServiceError, Violation},
    grpc::RequestContext,
    lang::Localized,
    paging::Page,
};
use cascade_storage::DbConn;
use tonic::{Request, Response, Status};

use crate::{
    store::{catalog, directory, postings, requests},
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
        self.reading(request).map(|_| ())
    }

    fn reading<T>(&self, request: &Request<T>) -> Result<RequestContext, ServiceError> {
        let context = self.context(request)?;
        context.actor.require_anywhere(Role::Viewer)?;
        Ok(context)
    }

    async fn conn(&self) -> Result<DbConn, ServiceError> {
        self.use_cases.pool.get().await.map_err(ServiceError::from)
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

    async fn get_department(
        &self,
        request: Request<pb::GetDepartmentRequest>,
    ) -> Result<Response<pb::Department>, Status> {
        self.reader(&request)?;
        let code = request.into_inner().code;
        let mut conn = self.conn().await?;
        let row = directory::department(&mut conn, &code)
            .await
            .map_err(ServiceError::from)?
            .ok_or_else(|| {
                let violation = Violation::new(
                    "code",
                    rules::DIR_REFERENCE_UNKNOWN.id,
                    Localized::new("该部门不存在", "There is no such department"),
                );
                ServiceError::not_found("部门", "department", &code)
                    .with_violations([violation.value(&code)])
            })?;
        Ok(Response::new(row))
    }

    async fn list_departments(
        &self,
        request: Request<pb::ListDepartmentsRequest>,
    ) -> Result<Response<pb::ListDepartmentsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let mut conn = self.conn().await?;
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
        let answer = self.use_cases.list_people(request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn list_budgets(
        &self,
        request: Request<pb::ListBudgetsRequest>,
    ) -> Result<Response<pb::ListBudgetsResponse>, Status> {
        self.reader(&request)?;
        let answer = self.use_cases.list_budgets(request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn list_budget_reports(
        &self,
        request: Request<pb::ListBudgetsRequest>,
    ) -> Result<Response<pb::ListBudgetReportsResponse>, Status> {
        self.reader(&request)?;
        let answer = self.use_cases.list_budget_reports(request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn list_postings(
        &self,
        request: Request<pb::ListPostingsRequest>,
    ) -> Result<Response<pb::ListPostingsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let mut conn = self.conn().await?;
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
        let today = self.reading(&request)?.today;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?.unwrap_or_default();
        let status =
            Some(message.status()).filter(|status| *status != pb::RequestStatus::Unspecified);
        let kind = Some(message.kind()).filter(|kind| *kind != pb::ResourceKind::Unspecified);
        let filter = requests::Filter {
            status,
            plan: message.plan_id,
            task: message.task_id,
            requested_from: message.requested_from,
            requesting_department: message.requesting_department,
            kind,
            overdue_on: message.overdue.then(|| today.to_string()),
            after,
            most: asked.limit(),
        };
        let rows = self.use_cases.requests(&filter, today).await?;
        let (requests, next_page_token) = asked.cut(rows, |last| last.id.clone());
        Ok(Response::new(pb::ListRequestsResponse {
            requests,
            next_page_token,
        }))
    }

    async fn get_request(
        &self,
        request: Request<pb::GetRequestRequest>,
    ) -> Result<Response<pb::RequestAnswer>, Status> {
        let today = self.reading(&request)?.today;
        let answer = self.use_cases.request(&request.get_ref().request_id, today);
        Ok(Response::new(answer.await?))
    }

    async fn list_findings(
        &self,
        request: Request<pb::ListFindingsRequest>,
    ) -> Result<Response<pb::ListFindingsResponse>, Status> {
        self.reader(&request)?;
        let findings = self.use_cases.findings(&request.get_ref().plan_id).await?;
        Ok(Response::new(pb::ListFindingsResponse { findings }))
    }

    async fn apply_catalog(
        &self,
        request: Request<pb::ApplyCatalogRequest>,
    ) -> Result<Response<pb::ApplyCatalogResponse>, Status> {
        let context = self.context(&request)?;
        let answer = self.use_cases.apply_catalog(context, request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn retire_absence(
        &self,
        request: Request<pb::RetireAbsenceRequest>,
    ) -> Result<Response<pb::Absence>, Status> {
        let context = self.context(&request)?;
        let answer = self.use_cases.retire_absence(context, request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn list_calendars(
        &self,
        request: Request<pb::ListCalendarsRequest>,
    ) -> Result<Response<pb::ListCalendarsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| {
            let (scope, code) = key.split_once(' ')?;
            Some((scope.to_owned(), code.to_owned()))
        })?;
        let (scope, code) = after.unwrap_or_default();
        let only = Some(message.scope()).filter(|one| *one != pb::CalendarScope::Unspecified);
        let mut conn = self.conn().await?;
        let rows = catalog::calendars(&mut conn, only, (&scope, &code), asked.limit())
            .await
            .map_err(ServiceError::from)?;
        let key = |last: &pb::WorkCalendar| format!("{} {}", last.scope().as_str_name(), last.code);
        let (calendars, next_page_token) = asked.cut(rows, key);
        Ok(Response::new(pb::ListCalendarsResponse {
            calendars,
            next_page_token,
        }))
    }

    async fn list_absences(
        &self,
        request: Request<pb::ListAbsencesRequest>,
    ) -> Result<Response<pb::ListAbsencesResponse>, Status> {
        let context = self.reading(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let filter = catalog::AbsenceFilter {
            after: asked.after(|key| Some(key.to_owned()))?.unwrap_or_default(),
            most: asked.limit(),
            person: message.person,
            from: message.from,
            to: message.to,
            include_retired: message.include_retired,
        };
        let rows = self.use_cases.absences(&context, &filter).await?;
        let (absences, next_page_token) = asked.cut(rows, |last| last.code.clone());
        Ok(Response::new(pb::ListAbsencesResponse {
            absences,
            next_page_token,
        }))
    }

    async fn list_tools(
        &self,
        request: Request<pb::ListToolsRequest>,
    ) -> Result<Response<pb::ListToolsResponse>, Status> {
        self.reader(&request)?;
        let answer = self.use_cases.list_tools(request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn list_data_sets(
        &self,
        request: Request<pb::ListDataSetsRequest>,
    ) -> Result<Response<pb::ListDataSetsResponse>, Status> {
        self.reader(&request)?;
        let answer = self.use_cases.list_data_sets(request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn get_budget_report(
        &self,
        request: Request<pb::GetBudgetReportRequest>,
    ) -> Result<Response<pb::BudgetReport>, Status> {
        self.reader(&request)?;
        let answer = self.use_cases.budget_report(&request.get_ref().budget);
        Ok(Response::new(answer.await?))
    }

    async fn match_candidates(
        &self,
        request: Request<pb::MatchCandidatesRequest>,
    ) -> Result<Response<pb::MatchCandidatesResponse>, Status> {
        let context = self.reading(&request)?;
        let answer = self.use_cases.candidates(&context, request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn propose_assignment(
        &self,
        request: Request<pb::ProposeAssignmentRequest>,
    ) -> Result<Response<pb::ProposeAssignmentResponse>, Status> {
        let context = self.reading(&request)?;
        let answer = self.use_cases.assignment(&context, request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn get_load(
        &self,
        request: Request<pb::GetLoadRequest>,
    ) -> Result<Response<pb::GetLoadResponse>, Status> {
        let context = self.reading(&request)?;
        let answer = self.use_cases.load(&context, request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn preview_relief(
        &self,
        request: Request<pb::PreviewReliefRequest>,
    ) -> Result<Response<pb::PreviewReliefResponse>, Status> {
        let context = self.reading(&request)?;
        let answer = self.use_cases.relief(&context, request.into_inner());
        Ok(Response::new(answer.await?))
    }

    async fn propose_levelling(
        &self,
        request: Request<pb::ProposeLevellingRequest>,
    ) -> Result<Response<pb::ProposeLevellingResponse>, Status> {
        let context = self.reading(&request)?;
        let answer = self.use_cases.levelling(&context, request.into_inner());
        Ok(Response::new(answer.await?))
    }
}
