use std::{sync::Arc, time::Duration};

use cascade_events::CloudEvent;
use cascade_goals::{Config, Deps, Goals};
use cascade_proto::goals::v1::{
    self as pb, adjustments_service_client::AdjustmentsServiceClient,
    goals_service_client::GoalsServiceClient, reviews_service_client::ReviewsServiceClient,
};
use cascade_runtime::{
    auth::{Bearer, CallContext, DevIssuer, Role, RoleGrant, Verifier},
    channel,
    clock::Clock,
    grpc::{GrpcConfig, GrpcServer},
    health::Readiness,
    lang::Lang,
};
use cascade_storage::{DbPool, on_conn};
use cascade_testkit::RecordingBus;
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Text},
};
use diesel_async::RunQueryDsl;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Status, service::Routes, transport::Channel};
use tonic_types::StatusExt;

/// 2026-07-06, a Monday, 10 o'clock in China.
pub const NOW: &str = "2026-07-06T02:00:00Z";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The service over one database, with a caller's side.
pub struct World {
    pub pool: DbPool,
    pub clock: Clock,
    pub bus: Arc<RecordingBus>,
    pub channel: Channel,
    goals: Goals,
    issuer: DevIssuer,
}

/// What may be called with a message.
macro_rules! calls {
    ($client:ident: $($name:ident($request:ty) -> $response:ty;)*) => {
        impl World {
            $(
                pub async fn $name(&self, call: CallContext, message: $request) -> Result<$response, Status> {
                    let request = call.request(message).unwrap();
                    $client::new(self.channel.clone()).$name(request).await.map(tonic::Response::into_inner)
                }
            )*
        }
    };
}

calls! {
    AdjustmentsServiceClient:
    create_adjustment(pb::CreateAdjustmentRequest) -> pb::Adjustment;
    update_adjustment(pb::UpdateAdjustmentRequest) -> pb::Adjustment;
    submit_adjustment(pb::SubmitAdjustmentRequest) -> pb::Adjustment;
    approve_adjustment(pb::DecideAdjustmentRequest) -> pb::Adjustment;
    reject_adjustment(pb::DecideAdjustmentRequest) -> pb::Adjustment;
    withdraw_adjustment(pb::DecideAdjustmentRequest) -> pb::Adjustment;
    get_adjustment(pb::GetAdjustmentRequest) -> pb::Adjustment;
    list_adjustments(pb::ListAdjustmentsRequest) -> pb::ListAdjustmentsResponse;
    list_plan_versions(pb::ListPlanVersionsRequest) -> pb::ListPlanVersionsResponse;
    get_plan_version(pb::GetPlanVersionRequest) -> pb::PlanVersion;
    compare_plan_versions(pb::ComparePlanVersionsRequest) -> pb::ComparePlanVersionsResponse;
    list_audit_entries(pb::ListAuditEntriesRequest) -> pb::ListAuditEntriesResponse;
    verify_audit(pb::VerifyAuditRequest) -> pb::VerifyAuditResponse;
}

calls! {
    ReviewsServiceClient:
    get_review(pb::GetReviewRequest) -> pb::Review;
    save_review_row(pb::SaveReviewRowRequest) -> pb::ReviewRow;
    dispose_tasks(pb::DisposeTasksRequest) -> pb::DisposeTasksResponse;
    close_plan(pb::ClosePlanRequest) -> pb::ClosePlanResponse;
    get_estimate_errors(pb::GetEstimateErrorsRequest) -> pb::GetEstimateErrorsResponse;
}

calls! {
    GoalsServiceClient:
    set_contributions(pb::SetContributionsRequest) -> pb::ListContributionsResponse;
    list_contributions(pb::ListContributionsRequest) -> pb::ListContributionsResponse;
    import_plan(pb::ImportPlanRequest) -> pb::ImportPlanResponse;
    create_goal(pb::CreateGoalRequest) -> pb::Goal;
    create_key_result(pb::CreateKeyResultRequest) -> pb::KeyResult;
    activate_plan(pb::ActivatePlanRequest) -> pb::ActivatePlanResponse;
    check_in_key_result(pb::CheckInKeyResultRequest) -> pb::CheckInKeyResultResponse;
    get_plan(pb::GetPlanRequest) -> pb::Plan;
    list_plans(pb::ListPlansRequest) -> pb::ListPlansResponse;
    get_goal(pb::GetGoalRequest) -> pb::Goal;
    list_goals(pb::ListGoalsRequest) -> pb::ListGoalsResponse;
    list_key_results(pb::ListKeyResultsRequest) -> pb::ListKeyResultsResponse;
    list_check_ins(pb::ListCheckInsRequest) -> pb::ListCheckInsResponse;
    list_findings(pb::ListFindingsRequest) -> pb::ListFindingsResponse;
}

impl World {
    pub fn over(pool: DbPool) -> Self {
        let (clock, bus) = (Clock::simulated(at(NOW)), RecordingBus::new());
        let goals = Goals::new(Deps {
            pool: pool.clone(),
            bus: bus.clone(),
            clock: clock.clone(),
            config: Config::default(),
        });
        let issuer = DevIssuer::ephemeral("cascade").unwrap();
        let server = GrpcServer::new(
            &GrpcConfig::default(),
            Verifier::dev(&issuer),
            Readiness::new(),
        );
        // Subscribes; not polled, so that the relay does not run by itself.
        drop(goals.run(CancellationToken::new()));
        let routes = Routes::new(goals.grpc())
            .add_service(goals.adjustments())
            .add_service(goals.reviews());
        let routes = server.routes(routes).unwrap();
        Self {
            pool,
            clock,
            bus,
            channel: channel::in_process(routes),
            goals,
            issuer,
        }
    }

    /// Sets the relay to work, until the token is cancelled; then its task ends.
    pub fn run(&self) -> (CancellationToken, JoinHandle<()>) {
        let shutdown = CancellationToken::new();
        (shutdown.clone(), tokio::spawn(self.goals.run(shutdown)))
    }

    /// Delivers what other services say.
    pub async fn deliver(&self, events: &[CloudEvent]) {
        self.bus.deliver("goals", events).await.unwrap();
    }

    /// Somebody with a role everywhere.
    pub fn having(&self, person: &str, role: Role) -> CallContext {
        self.caller(person, &[RoleGrant::everywhere(role)])
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

    pub fn admin(&self) -> CallContext {
        self.caller("P-ADMIN", &[RoleGrant::everywhere(Role::Admin)])
    }

    pub fn keyed(&self, key: &str) -> CallContext {
        CallContext {
            idempotency_key: Some(key.to_owned()),
            ..self.admin()
        }
    }

    /// Rows of a table, with its conditions.
    pub async fn count(&self, from: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let mut conn = self.pool.get().await.unwrap();
        let query = sql_query(format!("SELECT COUNT(*) AS n FROM {from}"));
        let row: Count = on_conn!(&mut conn, c => query.get_result(c).await).unwrap();
        row.n
    }

    /// Type and aggregate version of every event in the outbox, in order.
    pub async fn events(&self) -> Vec<(String, i64)> {
        self.outbox()
            .await
            .into_iter()
            .map(|(kind, version, _)| (kind, version))
            .collect()
    }

    /// The data of the latest event of a type.
    pub async fn latest(&self, kind: &str) -> serde_json::Value {
        let rows = self.outbox().await;
        let (_, _, data) = rows
            .iter()
            .rev()
            .find(|(found, _, _)| found == kind)
            .unwrap();
        serde_json::from_str(data).unwrap()
    }

    async fn outbox(&self) -> Vec<(String, i64, String)> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Text)]
            event_type: String,
            #[diesel(sql_type = BigInt)]
            aggregate_version: i64,
            #[diesel(sql_type = Text)]
            data: String,
        }
        let mut conn = self.pool.get().await.unwrap();
        let query = sql_query("SELECT event_type, aggregate_version, data FROM outbox ORDER BY id");
        let rows: Vec<Row> = on_conn!(&mut conn, c => query.load(c).await).unwrap();
        rows.into_iter()
            .map(|row| {
                let kind = row.event_type.trim_start_matches("cascade.goals.");
                let kind = kind.trim_end_matches(".v1").to_owned();
                (kind, row.aggregate_version, row.data)
            })
            .collect()
    }

    /// The method's own example, imported.
    pub async fn with_plan(pool: DbPool) -> (Self, pb::ImportPlanResponse) {
        let world = Self::over(pool);
        let answer = world.import_plan(world.admin(), q3()).await.unwrap();
        (world, answer)
    }

    /// The method's own example, imported and activated.
    pub async fn active(pool: DbPool) -> (Self, pb::ImportPlanResponse) {
        let (world, answer) = Self::with_plan(pool).await;
        world
            .activate_plan(world.admin(), activate(&answer))
            .await
            .unwrap();
        (world, answer)
    }
}

/// The method's own example: one goal, three key results of 40, 35 and 25 %.
pub fn q3() -> pb::ImportPlanRequest {
    pb::ImportPlanRequest {
        plan: Some(pb::Plan {
            code: "Q3-2026".into(),
            title: "2026 Q3".into(),
            period_start: "2026-07-01".into(),
            period_end: "2026-09-30".into(),
            ..pb::Plan::default()
        }),
        goals: vec![goal("G1")],
        key_results: vec![
            key_result("KR1", 400.0, 520.0, 40.0),
            key_result("KR2", 80.0, 100.0, 35.0),
            // Complaints fall from 50 to 40.
            pb::KeyResult {
                target_kind: pb::TargetKind::FallByPercent.into(),
                ..key_result("KR3", 50.0, 40.0, 25.0)
            },
        ],
        dry_run: false,
    }
}

pub fn goal(code: &str) -> pb::Goal {
    pb::Goal {
        code: code.into(),
        description: "Q3销售额提升20%".into(),
        source: pb::GoalSource::CompanyStrategy.into(),
        department: "SALES".into(),
        owner: "P-HEAD".into(),
        deadline: "2026-09-30".into(),
        priority: pb::Priority::High.into(),
        baseline: Some(1000.0),
        target: Some(1200.0),
        unit: "万元".into(),
        company_goal: true,
        ..pb::Goal::default()
    }
}

pub fn key_result(code: &str, baseline: f64, target: f64, weight: f64) -> pb::KeyResult {
    pb::KeyResult {
        goal_id: "G1".into(),
        code: code.into(),
        description: format!("线上渠道销售额 {code}"),
        owner: "P-KR".into(),
        collaborators: vec!["P-1".into(), "P-2".into()],
        target_kind: pb::TargetKind::RiseByPercent.into(),
        baseline,
        target,
        unit: "万元".into(),
        weight,
        deadline: "2026-09-25".into(),
        ..pb::KeyResult::default()
    }
}

pub fn activate(answer: &pb::ImportPlanResponse) -> pb::ActivatePlanRequest {
    pb::ActivatePlanRequest {
        plan_id: answer.plan.as_ref().unwrap().id.clone(),
        expected_version: 0,
    }
}

pub fn check_in(key_result: &pb::KeyResult, value: f64) -> pb::CheckInKeyResultRequest {
    pb::CheckInKeyResultRequest {
        key_result_id: key_result.id.clone(),
        value,
        ..pb::CheckInKeyResultRequest::default()
    }
}

/// The reason of a refusal.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

/// Field and rule of everything that a refusal names, in order of the fields.
pub fn fields(status: &Status) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = status
        .get_details_bad_request()
        .map(|bad| {
            bad.field_violations
                .into_iter()
                .map(|v| (v.field, v.reason))
                .collect()
        })
        .unwrap_or_default();
    fields.sort();
    fields
}

/// What a refusal says of each field.
pub fn texts(status: &Status) -> Vec<String> {
    status
        .get_details_bad_request()
        .map(|bad| {
            bad.field_violations
                .into_iter()
                .map(|violation| violation.description)
                .collect()
        })
        .unwrap_or_default()
}

/// [`fields`] as a test writes them.
pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = expected
        .iter()
        .map(|(field, rule)| ((*field).to_owned(), (*rule).to_owned()))
        .collect();
    pairs.sort();
    pairs
}

/// Row and rule of findings, in order.
pub fn rules(findings: &[pb::Finding]) -> Vec<(&str, &str)> {
    findings
        .iter()
        .map(|finding| (finding.row.as_str(), finding.rule.as_str()))
        .collect()
}
