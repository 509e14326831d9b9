//! The contract's calls: from messages to the engine and back.

use std::sync::Arc;

use cascade_proto::monitoring::v1::{self as pb, monitoring_service_server::MonitoringService};
use cascade_runtime::{
    auth::Role, error::ServiceError, grpc::RequestContext, lang::Localized, paging::Page,
};
use chrono::NaiveDate;
use tonic::{Request, Response, Status};

use crate::{
    domain::my_day::Entry,
    engine::Engine,
    ids::{AlertId, PlanId, TaskId},
    messages, my_day,
    store::AlertFilter,
    use_cases::{Act, NewCorrection},
};

/// The service.
pub struct Grpc {
    engine: Arc<Engine>,
}

impl Grpc {
    /// Over an engine.
    #[must_use]
    pub fn new(engine: Arc<Engine>) -> Self {
        Self { engine }
    }

    fn context<T>(&self, request: &Request<T>) -> Result<RequestContext, ServiceError> {
        RequestContext::of(request, &self.engine.clock)
    }

    fn reader<T>(&self, request: &Request<T>) -> Result<(), ServiceError> {
        self.context(request)?.actor.require_anywhere(Role::Viewer)
    }

    async fn act(
        &self,
        context: RequestContext,
        method: &'static str,
        alert: &str,
        expected_version: i64,
        act: Act,
    ) -> Result<Response<pb::Alert>, Status> {
        let alert = id("alert_id", alert)?;
        Ok(Response::new(
            self.engine
                .act(context, method, alert, expected_version, act)
                .await?,
        ))
    }
}

#[tonic::async_trait]
impl MonitoringService for Grpc {
    async fn get_plan_status(
        &self,
        request: Request<pb::GetPlanStatusRequest>,
    ) -> Result<Response<pb::PlanStatus>, Status> {
        self.reader(&request)?;
        let plan: PlanId = id("plan_id", &request.get_ref().plan_id)?;
        Ok(Response::new(self.engine.plan_status(plan).await?))
    }

    async fn get_overview(
        &self,
        request: Request<pb::GetOverviewRequest>,
    ) -> Result<Response<pb::Overview>, Status> {
        self.reader(&request)?;
        let department = &request.get_ref().department;
        Ok(Response::new(self.engine.overview(department).await?))
    }

    async fn get_history(
        &self,
        request: Request<pb::GetHistoryRequest>,
    ) -> Result<Response<pb::History>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let plan: PlanId = id("plan_id", &message.plan_id)?;
        let some = |field: &str, text: &str| {
            (!text.is_empty())
                .then(|| required_day(field, text))
                .transpose()
        };
        let from = some("from", &message.from)?;
        let to = some("to", &message.to)?;
        let told = self.engine.history(plan, &message.subject, from, to);
        Ok(Response::new(told.await?))
    }

    async fn get_task_forecast(
        &self,
        request: Request<pb::GetTaskForecastRequest>,
    ) -> Result<Response<pb::TaskForecast>, Status> {
        self.reader(&request)?;
        let task: TaskId = id("task_id", &request.get_ref().task_id)?;
        Ok(Response::new(self.engine.task_forecast(task).await?))
    }

    async fn explain_delay(
        &self,
        request: Request<pb::ExplainDelayRequest>,
    ) -> Result<Response<pb::ExplainDelayResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let plan: PlanId = id("plan_id", &message.plan_id)?;
        Ok(Response::new(
            self.engine.explain(plan, message.target).await?,
        ))
    }

    async fn preview_change(
        &self,
        request: Request<pb::PreviewChangeRequest>,
    ) -> Result<Response<pb::Impact>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let plan: PlanId = id("plan_id", &message.plan_id)?;
        Ok(Response::new(self.engine.preview(plan, message).await?))
    }

    async fn list_alerts(
        &self,
        request: Request<pb::ListAlertsRequest>,
    ) -> Result<Response<pb::ListAlertsResponse>, Status> {
        self.reader(&request)?;
        let message = request.into_inner();
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let some = |text: String| (!text.is_empty()).then_some(text);
        let filter = AlertFilter {
            plan: some(message.plan_id)
                .map(|text| id("plan_id", &text))
                .transpose()?,
            assignee: some(message.assignee),
            include_closed: message.include_closed,
            after: asked.after(|id| id.parse().ok())?,
            most: asked.limit(),
        };
        let found = self.engine.alerts(filter).await?;
        let (alerts, next_page_token) = asked.cut(found, |last| last.id.clone());
        Ok(Response::new(pb::ListAlertsResponse {
            alerts,
            next_page_token,
        }))
    }

    async fn get_alert(
        &self,
        request: Request<pb::GetAlertRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        self.reader(&request)?;
        let alert: AlertId = id("alert_id", &request.get_ref().alert_id)?;
        Ok(Response::new(self.engine.alert(alert).await?))
    }

    async fn list_my_day(
        &self,
        request: Request<pb::ListMyDayRequest>,
    ) -> Result<Response<pb::ListMyDayResponse>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        let person = whose(&context, &message.person)?;
        let asked = Page::asked(message.page_size, &message.page_token)?;
        let after = asked.after(|key| Some(key.to_owned()))?;
        let found = self.engine.my_day(&person, after, asked.limit()).await?;
        let (entries, next_page_token) = asked.cut(found, Entry::key);
        let now = context.now;
        Ok(Response::new(pb::ListMyDayResponse {
            entries: entries
                .into_iter()
                .map(|entry| my_day::message(entry, now))
                .collect(),
            next_page_token,
        }))
    }

    async fn explain_alert(
        &self,
        request: Request<pb::ExplainAlertRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        let act = Act::Explain(message.explanation);
        self.act(
            context,
            "ExplainAlert",
            &message.alert_id,
            message.expected_version,
            act,
        )
        .await
    }

    async fn acknowledge_alert(
        &self,
        request: Request<pb::AcknowledgeAlertRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        self.act(
            context,
            "AcknowledgeAlert",
            &message.alert_id,
            message.expected_version,
            Act::Acknowledge,
        )
        .await
    }

    async fn snooze_alert(
        &self,
        request: Request<pb::SnoozeAlertRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        let until = required_day("until", &message.until)?;
        let act = Act::Snooze(until, message.reason);
        self.act(
            context,
            "SnoozeAlert",
            &message.alert_id,
            message.expected_version,
            act,
        )
        .await
    }

    async fn file_correction(
        &self,
        request: Request<pb::FileCorrectionRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        let due = match message.due.as_str() {
            "" => None,
            text => Some(required_day("due", text)?),
        };
        let act = Act::Correct(NewCorrection {
            measure: messages::read_measure(message.measure()),
            description: message.description,
            owner: message.owner,
            due,
            verification: message.verification,
        });
        self.act(
            context,
            "FileCorrection",
            &message.alert_id,
            message.expected_version,
            act,
        )
        .await
    }

    async fn decide_alert(
        &self,
        request: Request<pb::DecideAlertRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        let act = Act::Decide(message.accept, message.note);
        self.act(
            context,
            "DecideAlert",
            &message.alert_id,
            message.expected_version,
            act,
        )
        .await
    }

    async fn verify_correction(
        &self,
        request: Request<pb::VerifyCorrectionRequest>,
    ) -> Result<Response<pb::Alert>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        let act = Act::Verify(message.worked, message.note);
        self.act(
            context,
            "VerifyCorrection",
            &message.alert_id,
            message.expected_version,
            act,
        )
        .await
    }

    async fn list_policies(
        &self,
        request: Request<pb::ListPoliciesRequest>,
    ) -> Result<Response<pb::ListPoliciesResponse>, Status> {
        self.reader(&request)?;
        let policies = self.engine.policies(&request.get_ref().department).await?;
        Ok(Response::new(pb::ListPoliciesResponse { policies }))
    }

    async fn get_policy_in_force(
        &self,
        request: Request<pb::GetPolicyInForceRequest>,
    ) -> Result<Response<pb::EscalationPolicy>, Status> {
        let context = self.context(&request)?;
        context.actor.require_anywhere(Role::Viewer)?;
        let message = request.into_inner();
        let day = match message.day.as_str() {
            "" => context.today,
            text => required_day("day", text)?,
        };
        let found = self
            .engine
            .policy_in_force(&message.department, day)
            .await?;
        Ok(Response::new(found))
    }

    async fn save_policy(
        &self,
        request: Request<pb::SavePolicyRequest>,
    ) -> Result<Response<pb::EscalationPolicy>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        Ok(Response::new(
            self.engine.save_policy(context, message).await?,
        ))
    }

    async fn withdraw_policy(
        &self,
        request: Request<pb::WithdrawPolicyRequest>,
    ) -> Result<Response<pb::EscalationPolicy>, Status> {
        let context = self.context(&request)?;
        let policy = request.into_inner().policy_id;
        Ok(Response::new(
            self.engine.withdraw_policy(context, policy).await?,
        ))
    }

    async fn list_rotas(
        &self,
        request: Request<pb::ListRotasRequest>,
    ) -> Result<Response<pb::ListRotasResponse>, Status> {
        self.reader(&request)?;
        let rotas = self.engine.rotas(&request.get_ref().department).await?;
        Ok(Response::new(pb::ListRotasResponse { rotas }))
    }

    async fn save_rota(
        &self,
        request: Request<pb::SaveRotaRequest>,
    ) -> Result<Response<pb::DutyRota>, Status> {
        let context = self.context(&request)?;
        let message = request.into_inner();
        Ok(Response::new(
            self.engine.save_rota(context, message).await?,
        ))
    }

    async fn withdraw_rota(
        &self,
        request: Request<pb::WithdrawRotaRequest>,
    ) -> Result<Response<pb::DutyRota>, Status> {
        let context = self.context(&request)?;
        let rota = request.into_inner().rota_id;
        Ok(Response::new(
            self.engine.withdraw_rota(context, rota).await?,
        ))
    }

    async fn get_on_duty(
        &self,
        request: Request<pb::GetOnDutyRequest>,
    ) -> Result<Response<pb::OnDuty>, Status> {
        self.reader(&request)?;
        Ok(Response::new(
            self.engine.on_duty(request.into_inner()).await?,
        ))
    }

    async fn audit_plan(
        &self,
        request: Request<pb::AuditPlanRequest>,
    ) -> Result<Response<pb::AuditPlanResponse>, Status> {
        self.reader(&request)?;
        let plan: PlanId = id("plan_id", &request.get_ref().plan_id)?;
        Ok(Response::new(self.engine.audit(plan).await?))
    }
}

/// Whose list is asked for, by person code: the caller's own where nobody is named. Others' are for those who lead.
pub(crate) fn whose(context: &RequestContext, named: &str) -> Result<String, ServiceError> {
    context.actor.require_anywhere(Role::Viewer)?;
    let own = context.actor.person.as_deref().unwrap_or_default();
    if !named.is_empty() && named != own {
        context.actor.require_anywhere(Role::Manager)?;
        return Ok(named.to_owned());
    }
    if own.is_empty() {
        return Err(ServiceError::invalid_field(
            "person",
            "request.person",
            "",
            Localized::new(
                "当前账号没有对应的人员，请指明人员编号",
                "This account is no person's: name one by code",
            ),
        ));
    }
    Ok(own.to_owned())
}

/// An identity that must be one.
pub(crate) fn id<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, ServiceError> {
    text.parse().map_err(|_| {
        ServiceError::invalid_field(
            field,
            "request.id",
            text,
            Localized::new("不是有效的标识", "This is not an id"),
        )
    })
}

/// A day that must be one.
pub(crate) fn required_day(field: &str, text: &str) -> Result<NaiveDate, ServiceError> {
    cascade_runtime::day::read(text).ok_or_else(|| {
        ServiceError::invalid_field(
            field,
            "request.day",
            text,
            Localized::new(
                "请填写日期，例如 2026-07-01",
                "Give a day such as 2026-07-01",
            ),
        )
    })
}
