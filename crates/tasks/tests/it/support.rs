use std::{collections::HashMap, sync::Arc, time::Duration};

use cascade_events::{CloudEvent, EventData, HandleError};
use cascade_proto::{
    goals::v1 as goals,
    tasks::v1::{self as pb, tasks_service_client::TasksServiceClient},
};
use cascade_runtime::{
    auth::{Bearer, CallContext, DevIssuer, Role, RoleGrant, Verifier},
    channel,
    clock::Clock,
    clock_grpc::Settle,
    grpc::{GrpcConfig, GrpcServer},
    health::Readiness,
    lang::Lang,
};
use cascade_storage::{DbPool, on_conn};
use cascade_tasks::{Config, Deps, Tasks};
use cascade_testkit::RecordingBus;
use chrono::{DateTime, Utc};
use diesel::{QueryableByName, sql_query, sql_types::BigInt};
use diesel_async::RunQueryDsl;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::{Status, service::Routes, transport::Channel};
use tonic_types::StatusExt;
use uuid::Uuid;

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
    pub client: TasksServiceClient<Channel>,
    settle: Arc<dyn Settle>,
    issuer: DevIssuer,
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
    import_tasks(pb::ImportTasksRequest) -> pb::ImportTasksResponse;
    create_task(pb::CreateTaskRequest) -> pb::TaskAnswer;
    update_task(pb::UpdateTaskRequest) -> pb::TaskAnswer;
    report_progress(pb::ReportProgressRequest) -> pb::ReportProgressResponse;
    report_progress_batch(pb::ReportProgressBatchRequest) -> pb::ReportProgressBatchResponse;
    bulk_update_tasks(pb::BulkUpdateTasksRequest) -> pb::BulkUpdateTasksResponse;
    propose_split(pb::ProposeSplitRequest) -> pb::SplitProposal;
    apply_split(pb::ApplySplitRequest) -> pb::ApplySplitResponse;
    get_task(pb::GetTaskRequest) -> pb::Task;
    list_tasks(pb::ListTasksRequest) -> pb::ListTasksResponse;
    list_progress(pb::ListProgressRequest) -> pb::ListProgressResponse;
    list_findings(pb::ListFindingsRequest) -> pb::ListFindingsResponse;
    take_baseline(pb::TakeBaselineRequest) -> pb::PlanBaseline;
    list_baselines(pb::ListBaselinesRequest) -> pb::ListBaselinesResponse;
    get_baseline(pb::GetBaselineRequest) -> pb::PlanBaseline;
    accept_predecessor(pb::DecidePredecessorRequest) -> pb::TaskAnswer;
    decline_predecessor(pb::DecidePredecessorRequest) -> pb::TaskAnswer;
    list_proposed_predecessors(pb::ListProposedPredecessorsRequest) -> pb::ListProposedPredecessorsResponse;
    compare_baselines(pb::CompareBaselinesRequest) -> pb::BaselineComparison;
}

impl World {
    pub fn over(pool: DbPool) -> Self {
        let (clock, bus) = (Clock::simulated(at(NOW)), RecordingBus::new());
        let tasks = Tasks::new(Deps {
            pool: pool.clone(),
            bus: bus.clone(),
            clock: clock.clone(),
            config: Config::default(),
        });
        // Subscribes; not polled, so that no relay takes events away from the outbox.
        drop(tasks.run(CancellationToken::new()));
        Self::of(&tasks, pool, clock, bus)
    }

    /// The service with its relay at work, until the token is cancelled; then its task ends.
    pub fn running(pool: DbPool) -> (Self, CancellationToken, JoinHandle<()>) {
        let (clock, bus) = (Clock::simulated(at(NOW)), RecordingBus::new());
        let tasks = Tasks::new(Deps {
            pool: pool.clone(),
            bus: bus.clone(),
            clock: clock.clone(),
            config: Config::default(),
        });
        let shutdown = CancellationToken::new();
        let work = tokio::spawn(tasks.run(shutdown.clone()));
        (Self::of(&tasks, pool, clock, bus), shutdown, work)
    }

    fn of(tasks: &Tasks, pool: DbPool, clock: Clock, bus: Arc<RecordingBus>) -> Self {
        let issuer = DevIssuer::ephemeral("cascade").unwrap();
        let server = GrpcServer::new(
            &GrpcConfig::default(),
            Verifier::dev(&issuer),
            Readiness::new(),
        );
        let routes = server.routes(Routes::new(tasks.grpc())).unwrap();
        Self {
            pool,
            clock,
            bus,
            client: TasksServiceClient::new(channel::in_process(routes)),
            settle: tasks.settle(),
            issuer,
        }
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

    /// Moves the clock, and waits for everything that falls due.
    pub async fn pass_to(&self, moment: &str) {
        self.clock.set(at(moment)).unwrap();
        self.settle.settle(self.clock.now()).await.unwrap();
    }

    pub async fn deliver(&self, events: &[CloudEvent]) -> Result<(), HandleError> {
        self.bus.deliver(cascade_tasks::CONSUMER, events).await
    }

    /// Rows of a table, or of a join with its conditions.
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

    /// Imports and answers the tasks by code.
    pub async fn import(&self, request: pb::ImportTasksRequest) -> HashMap<String, pb::Task> {
        let answer = self.import_tasks(self.admin(), request).await.unwrap();
        answer
            .tasks
            .into_iter()
            .map(|task| (task.code.clone(), task))
            .collect()
    }

    /// A plan with T1 → T2, both of KR1.
    pub async fn with_plan(pool: DbPool) -> (Self, Plan, HashMap<String, pb::Task>) {
        let (world, plan) = (Self::over(pool), Plan::new());
        let tasks = world
            .import(plan.import(vec![plan.task("T1"), after(plan.task("T2"), "T1")]))
            .await;
        (world, plan, tasks)
    }
}

/// A plan of the goals service.
pub struct Plan {
    pub id: String,
    pub key_result: pb::KeyResultRef,
}

impl Plan {
    pub fn new() -> Self {
        let id = Uuid::now_v7().to_string();
        Self {
            key_result: pb::KeyResultRef {
                id: Uuid::now_v7().to_string(),
                plan_id: id.clone(),
                code: "KR1".into(),
                owner: "P-KR".into(),
                department: "SALES".into(),
                window_start: "2026-07-01".into(),
                deadline: "2026-09-30".into(),
            },
            id,
        }
    }

    /// A week's task that breaks no rule.
    pub fn task(&self, code: &str) -> pb::Task {
        pb::Task {
            plan_id: self.id.clone(),
            key_result_id: "KR1".into(),
            code: code.into(),
            name: format!("task {code}"),
            owner: "P-OWNER".into(),
            department: "SALES".into(),
            planned_start: "2026-07-06".into(),
            planned_end: "2026-07-10".into(),
            deliverable: "a page".into(),
            ..pb::Task::default()
        }
    }

    pub fn import(&self, tasks: Vec<pb::Task>) -> pb::ImportTasksRequest {
        pb::ImportTasksRequest {
            plan_id: self.id.clone(),
            tasks,
            key_results: vec![self.key_result.clone()],
            dry_run: false,
        }
    }

    pub fn as_goals_see_it(&self, code: &str, version: i64) -> goals::Plan {
        goals::Plan {
            id: self.id.clone(),
            code: code.into(),
            period_start: "2026-07-01".into(),
            period_end: "2026-09-30".into(),
            version,
            ..goals::Plan::default()
        }
    }
}

/// The task a week later, behind another.
pub fn after(mut task: pb::Task, predecessor: &str) -> pb::Task {
    task.planned_start = "2026-07-13".into();
    task.planned_end = "2026-07-17".into();
    waiting(task, predecessor)
}

/// The task behind another, its dates as they are.
pub fn waiting(mut task: pb::Task, predecessor: &str) -> pb::Task {
    task.predecessors.push(pb::Predecessor {
        task_id: predecessor.into(),
        ..pb::Predecessor::default()
    });
    task
}

/// An event of the goals service.
pub fn event(
    event_type: &str,
    plan: &str,
    version: i64,
    data: impl serde::Serialize,
) -> CloudEvent {
    CloudEvent {
        specversion: "1.0".into(),
        id: Uuid::now_v7(),
        source: "/cascade/goals".into(),
        event_type: event_type.into(),
        subject: plan.into(),
        time: at(NOW),
        datacontenttype: "application/json".into(),
        partitionkey: plan.into(),
        sequence: None,
        traceparent: None,
        aggregateversion: version,
        data: EventData::of(&data).unwrap(),
    }
}

pub fn activated(plan: &Plan, version: i64) -> CloudEvent {
    event(
        "cascade.goals.plan_activated.v1",
        &plan.id,
        version,
        goals::PlanActivated {
            plan: Some(plan.as_goals_see_it("Q3", version)),
        },
    )
}

/// A report of 40 %.
pub fn report(task: &pb::Task) -> pb::ReportProgressRequest {
    pb::ReportProgressRequest {
        task_id: task.id.clone(),
        percent: 40.0,
        remaining_days: Some(3),
        ..pb::ReportProgressRequest::default()
    }
}

/// The reason of a refusal.
pub fn reason(status: &Status) -> String {
    status
        .get_details_error_info()
        .map(|info| info.reason)
        .unwrap_or_default()
}

/// Field, rule and text of everything that a refusal names.
pub fn violations(status: &Status) -> Vec<(String, String, String)> {
    status
        .get_details_bad_request()
        .map(|bad| {
            bad.field_violations
                .into_iter()
                .map(|v| (v.field, v.reason, v.description))
                .collect()
        })
        .unwrap_or_default()
}

/// Field and rule of everything that a refusal names.
pub fn fields(status: &Status) -> Vec<(String, String)> {
    violations(status)
        .into_iter()
        .map(|(field, rule, _)| (field, rule))
        .collect()
}

/// Rules of findings, in order.
pub fn rules(findings: &[goals::Finding]) -> Vec<(&str, &str)> {
    findings
        .iter()
        .map(|finding| (finding.row.as_str(), finding.rule.as_str()))
        .collect()
}
