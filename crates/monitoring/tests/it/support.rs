use std::{sync::Arc, time::Duration};

use cascade_events::{CloudEvent, HandleError, outbox};
use cascade_monitoring::{Config, Deps, Monitoring};
use cascade_proto::monitoring::v1::{
    self as pb, monitoring_service_client::MonitoringServiceClient,
};
use cascade_runtime::{
    auth::{Bearer, CallContext, DevIssuer, Role, RoleGrant, Verifier},
    channel,
    clock::Clock,
    clock_grpc::Settle,
    error::ServiceError,
    grpc::{GrpcConfig, GrpcServer},
    health::Readiness,
    lang::Lang,
};
use cascade_storage::DbPool;
use cascade_testkit::RecordingBus;
use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;
use tonic::{Status, service::Routes, transport::Channel};
use tonic_types::StatusExt;

/// 2026-07-06, a Monday, 10 o'clock in China.
pub const NOW: &str = "2026-07-06T02:00:00Z";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// One replica of the service over a database, with a caller's side.
pub struct World {
    pub pool: DbPool,
    pub clock: Clock,
    pub bus: Arc<RecordingBus>,
    pub channel: Channel,
    pub client: MonitoringServiceClient<Channel>,
    issuer: DevIssuer,
    settle: Arc<dyn Settle>,
}

/// What may be called with a message.
macro_rules! calls {
    ($($name:ident($request:ty) -> $response:ty;)*) => {
        impl World {
            $(
                pub async fn $name(&self, call: CallContext, message: $request) -> Result<$response, Status> {
                    let request = call.request(message).unwrap();
                    self.client.clone().$name(request).await.map(tonic::Response::into_inner)
                }
            )*
        }
    };
}

calls! {
    get_plan_status(pb::GetPlanStatusRequest) -> pb::PlanStatus;
    get_overview(pb::GetOverviewRequest) -> pb::Overview;
    get_history(pb::GetHistoryRequest) -> pb::History;
    get_task_forecast(pb::GetTaskForecastRequest) -> pb::TaskForecast;
    explain_delay(pb::ExplainDelayRequest) -> pb::ExplainDelayResponse;
    preview_change(pb::PreviewChangeRequest) -> pb::Impact;
    list_alerts(pb::ListAlertsRequest) -> pb::ListAlertsResponse;
    list_my_day(pb::ListMyDayRequest) -> pb::ListMyDayResponse;
    get_alert(pb::GetAlertRequest) -> pb::Alert;
    explain_alert(pb::ExplainAlertRequest) -> pb::Alert;
    acknowledge_alert(pb::AcknowledgeAlertRequest) -> pb::Alert;
    snooze_alert(pb::SnoozeAlertRequest) -> pb::Alert;
    file_correction(pb::FileCorrectionRequest) -> pb::Alert;
    decide_alert(pb::DecideAlertRequest) -> pb::Alert;
    verify_correction(pb::VerifyCorrectionRequest) -> pb::Alert;
    list_policies(pb::ListPoliciesRequest) -> pb::ListPoliciesResponse;
    get_policy_in_force(pb::GetPolicyInForceRequest) -> pb::EscalationPolicy;
    save_policy(pb::SavePolicyRequest) -> pb::EscalationPolicy;
    withdraw_policy(pb::WithdrawPolicyRequest) -> pb::EscalationPolicy;
    list_rotas(pb::ListRotasRequest) -> pb::ListRotasResponse;
    save_rota(pb::SaveRotaRequest) -> pb::DutyRota;
    withdraw_rota(pb::WithdrawRotaRequest) -> pb::DutyRota;
    get_on_duty(pb::GetOnDutyRequest) -> pb::OnDuty;
    audit_plan(pb::AuditPlanRequest) -> pb::AuditPlanResponse;
}

impl World {
    pub fn over(pool: DbPool) -> Self {
        Self::replica(pool, Clock::simulated(at(NOW)))
    }

    /// One of several replicas over the same database and the same clock.
    pub fn replica(pool: DbPool, clock: Clock) -> Self {
        Self::configured(pool, clock, Config::default())
    }

    /// One that is configured otherwise.
    pub fn configured(pool: DbPool, clock: Clock, config: Config) -> Self {
        let bus = RecordingBus::new();
        let monitoring = Monitoring::new(Deps {
            pool: pool.clone(),
            bus: bus.clone(),
            clock: clock.clone(),
            config,
        });
        // Subscribes; not polled, so that neither relay nor timers run by themselves.
        drop(monitoring.run(CancellationToken::new()));
        let issuer = DevIssuer::ephemeral("cascade").unwrap();
        let server = GrpcServer::new(
            &GrpcConfig::default(),
            Verifier::dev(&issuer),
            Readiness::new(),
        );
        let routes = server
            .routes(
                Routes::new(monitoring.grpc())
                    .add_service(monitoring.notices_grpc())
                    .add_service(monitoring.reports_grpc())
                    .add_service(monitoring.forecasts_grpc()),
            )
            .unwrap();
        let channel = channel::in_process(routes);
        Self {
            pool,
            clock,
            bus,
            client: MonitoringServiceClient::new(channel.clone()),
            channel,
            issuer,
            settle: monitoring.settle(),
        }
    }

    pub async fn deliver(&self, events: &[CloudEvent]) {
        self.bus.deliver("monitoring", events).await.unwrap();
    }

    pub async fn try_deliver(&self, events: &[CloudEvent]) -> Result<(), HandleError> {
        self.bus.deliver("monitoring", events).await
    }

    /// Moves the clock and does what falls due on the way.
    pub async fn until(&self, moment: &str) {
        self.clock.set(at(moment)).unwrap();
        self.settle.settle(at(moment)).await.unwrap();
    }

    pub async fn run_due(&self) {
        self.try_run_due().await.unwrap();
    }

    pub async fn try_run_due(&self) -> Result<(), ServiceError> {
        self.settle.settle(self.clock.now()).await
    }

    pub fn caller(&self, person: &str, roles: &[RoleGrant]) -> CallContext {
        let ttl = Duration::from_secs(600);
        let token = self.issuer.issue(person, Some(person), roles, ttl).unwrap();
        CallContext {
            bearer: Some(Bearer::new(token)),
            lang: Lang::En,
            ..CallContext::default()
        }
    }

    /// Somebody who may read, and act where the alert waits for them.
    pub fn person(&self, code: &str) -> CallContext {
        self.caller(code, &[RoleGrant::everywhere(Role::Viewer)])
    }

    pub async fn status(&self, plan: &str) -> pb::PlanStatus {
        let asked = pb::GetPlanStatusRequest {
            plan_id: plan.into(),
        };
        self.get_plan_status(self.person("P-X"), asked)
            .await
            .unwrap()
    }

    /// What differs from a computation from scratch.
    pub async fn differences(&self, plan: &str) -> Vec<String> {
        let asked = pb::AuditPlanRequest {
            plan_id: plan.into(),
        };
        let audit = self.audit_plan(self.person("P-X"), asked).await.unwrap();
        audit.differences
    }

    /// The plan's alerts, closed ones too.
    pub async fn alerts(&self, plan: &str) -> Vec<pb::Alert> {
        let asked = pb::ListAlertsRequest {
            plan_id: plan.into(),
            include_closed: true,
            ..pb::ListAlertsRequest::default()
        };
        self.list_alerts(self.person("P-X"), asked)
            .await
            .unwrap()
            .alerts
    }

    /// The one alert of the plan.
    pub async fn alert(&self, plan: &str) -> pb::Alert {
        let mut alerts = self.alerts(plan).await;
        assert_eq!(alerts.len(), 1, "{alerts:#?}");
        alerts.remove(0)
    }

    /// What this service has to say to others, oldest first.
    pub async fn said(&self) -> Vec<CloudEvent> {
        outbox::waiting(&self.pool).await.unwrap()
    }

    /// Delivers what it says to itself, until it has nothing more to say; `heard` counts what was delivered before.
    pub async fn echo(&self, heard: &mut usize) {
        loop {
            let said: Vec<CloudEvent> = self.said().await.drain(*heard..).collect();
            if said.is_empty() {
                return;
            }
            *heard += said.len();
            self.deliver(&said).await;
        }
    }

    /// How often it says something of a kind.
    pub async fn said_of(&self, kind: &str) -> usize {
        let kind = format!("cascade.monitoring.{kind}.v1");
        let said = self.said().await;
        said.iter().filter(|event| event.event_type == kind).count()
    }
}

/// The reason of a refusal.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

/// The first field that a refusal names.
pub fn field(status: &Status) -> String {
    status
        .get_details_bad_request()
        .and_then(|bad| bad.field_violations.into_iter().next())
        .map(|violation| violation.field)
        .unwrap_or_default()
}
