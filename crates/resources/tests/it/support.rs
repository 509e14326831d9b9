use std::{sync::Arc, time::Duration};

use cascade_events::{CloudEvent, EventData};
use cascade_proto::{
    resources::v1::{self as pb, resources_service_client::ResourcesServiceClient},
    tasks::v1 as tasks,
};
use cascade_resources::{Config, Deps, Resources};
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
    pub client: ResourcesServiceClient<Channel>,
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
    apply_directory(pb::ApplyDirectoryRequest) -> pb::ApplyDirectoryResponse;
    apply_catalog(pb::ApplyCatalogRequest) -> pb::ApplyCatalogResponse;
    retire_absence(pb::RetireAbsenceRequest) -> pb::Absence;
    list_calendars(pb::ListCalendarsRequest) -> pb::ListCalendarsResponse;
    list_absences(pb::ListAbsencesRequest) -> pb::ListAbsencesResponse;
    list_tools(pb::ListToolsRequest) -> pb::ListToolsResponse;
    list_data_sets(pb::ListDataSetsRequest) -> pb::ListDataSetsResponse;
    get_budget_report(pb::GetBudgetReportRequest) -> pb::BudgetReport;
    match_candidates(pb::MatchCandidatesRequest) -> pb::MatchCandidatesResponse;
    propose_assignment(pb::ProposeAssignmentRequest) -> pb::ProposeAssignmentResponse;
    propose_levelling(pb::ProposeLevellingRequest) -> pb::ProposeLevellingResponse;
    get_load(pb::GetLoadRequest) -> pb::GetLoadResponse;
    preview_relief(pb::PreviewReliefRequest) -> pb::PreviewReliefResponse;
    import_requests(pb::ImportRequestsRequest) -> pb::ImportRequestsResponse;
    create_request(pb::CreateRequestRequest) -> pb::RequestAnswer;
    get_request(pb::GetRequestRequest) -> pb::RequestAnswer;
    submit_request(pb::MoveRequestRequest) -> pb::RequestAnswer;
    approve_request(pb::MoveRequestRequest) -> pb::RequestAnswer;
    reject_request(pb::MoveRequestRequest) -> pb::RequestAnswer;
    withdraw_request(pb::MoveRequestRequest) -> pb::RequestAnswer;
    fulfil_request(pb::MoveRequestRequest) -> pb::RequestAnswer;
    get_department(pb::GetDepartmentRequest) -> pb::Department;
    list_departments(pb::ListDepartmentsRequest) -> pb::ListDepartmentsResponse;
    list_people(pb::ListPeopleRequest) -> pb::ListPeopleResponse;
    list_budgets(pb::ListBudgetsRequest) -> pb::ListBudgetsResponse;
    list_budget_reports(pb::ListBudgetsRequest) -> pb::ListBudgetReportsResponse;
    list_requests(pb::ListRequestsRequest) -> pb::ListRequestsResponse;
    list_postings(pb::ListPostingsRequest) -> pb::ListPostingsResponse;
    list_findings(pb::ListFindingsRequest) -> pb::ListFindingsResponse;
}

impl World {
    pub fn over(pool: DbPool) -> Self {
        let (clock, bus) = (Clock::simulated(at(NOW)), RecordingBus::new());
        let resources = Resources::new(Deps {
            pool: pool.clone(),
            bus: bus.clone(),
            clock: clock.clone(),
            config: Config::default(),
        });
        // Subscribes; not polled, so that no relay takes events away from the outbox.
        drop(resources.run(CancellationToken::new()));
        let issuer = DevIssuer::ephemeral("cascade").unwrap();
        let server = GrpcServer::new(
            &GrpcConfig::default(),
            Verifier::dev(&issuer),
            Readiness::new(),
        );
        let routes = server.routes(Routes::new(resources.grpc())).unwrap();
        Self {
            pool,
            clock,
            bus,
            client: ResourcesServiceClient::new(channel::in_process(routes)),
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

    /// What the last event of a request told.
    pub async fn last_request_change(&self) -> pb::RequestChanged {
        let mut told = self.outbox().await;
        told.retain(|(kind, ..)| kind == "request_changed");
        serde_json::from_str(&told.pop().unwrap().2).unwrap()
    }

    pub async fn outbox(&self) -> Vec<(String, i64, String)> {
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
                let kind = row.event_type.trim_start_matches("cascade.resources.");
                let kind = kind.trim_end_matches(".v1").to_owned();
                (kind, row.aggregate_version, row.data)
            })
            .collect()
    }

    /// The head of marketing, who decides what is asked of it.
    pub fn marketing(&self) -> CallContext {
        self.caller("P-MKT", &[RoleGrant::new(Role::Manager, "MKT")])
    }

    /// Somebody of sales who asks.
    pub fn asking(&self) -> CallContext {
        self.caller("P-1", &[RoleGrant::new(Role::Contributor, "SALES")])
    }

    /// Everything in the ledger of the marketing budget.
    pub async fn ledger(&self) -> Vec<(pb::Account, pb::Account, i64)> {
        let asked = pb::ListPostingsRequest {
            budget: "B-MKT".into(),
            page_size: 500,
            page_token: String::new(),
        };
        let answer = self.list_postings(self.admin(), asked).await.unwrap();
        answer
            .postings
            .iter()
            .map(|posting| (posting.from(), posting.to(), posting.amount_minor))
            .collect()
    }

    pub async fn budget(&self) -> pb::Budget {
        let all = self
            .list_budgets(self.admin(), pb::ListBudgetsRequest::default())
            .await;
        all.unwrap().budgets.remove(0)
    }

    /// The directory, and a plan with the task T3 and these requests.
    pub async fn with_requests(
        pool: DbPool,
        requests: Vec<pb::ResourceRequest>,
    ) -> (Self, pb::ImportRequestsRequest, pb::ImportRequestsResponse) {
        let world = Self::over(pool);
        world
            .apply_directory(world.admin(), directory())
            .await
            .unwrap();
        let plan = Uuid::now_v7().to_string();
        let wanted = pb::ImportRequestsRequest {
            tasks: vec![task(&plan, "T3")],
            plan_id: plan,
            requests,
            ..pb::ImportRequestsRequest::default()
        };
        let answer = world
            .import_requests(world.asking(), wanted.clone())
            .await
            .unwrap();
        (world, wanted, answer)
    }

    /// The directory, and these tasks as the tasks service tells them.
    pub async fn with_tasks(pool: DbPool, tasks: &[tasks::Task]) -> Self {
        let world = Self::over(pool);
        world
            .apply_directory(world.admin(), directory())
            .await
            .unwrap();
        world.hear(tasks).await;
        world
    }

    /// Delivers what the tasks service tells.
    pub async fn hear(&self, tasks: &[tasks::Task]) {
        let events: Vec<CloudEvent> = tasks.iter().map(told).collect();
        self.bus.deliver("resources", &events).await.unwrap();
    }

    pub async fn findings(&self, plan: &str) -> Vec<(String, String)> {
        let asked = pb::ListFindingsRequest {
            plan_id: plan.into(),
        };
        let found = self
            .list_findings(self.admin(), asked)
            .await
            .unwrap()
            .findings;
        found
            .into_iter()
            .map(|finding| (finding.row, finding.rule))
            .collect()
    }
}

/// Two departments below one, three people, one budget of 100,000 yuan.
pub fn directory() -> pb::ApplyDirectoryRequest {
    let department = |code: &str, parent: &str, head: &str| pb::Department {
        code: code.into(),
        name: format!("department {code}"),
        parent: parent.into(),
        head: head.into(),
        version: 0,
    };
    let person = |code: &str, department: &str| pb::Person {
        code: code.into(),
        name: format!("person {code}"),
        department: department.into(),
        skills: vec![pb::Skill {
            name: "用户运营".into(),
            level: 4,
        }],
        hours_per_day: 8.0,
        ..pb::Person::default()
    };
    pb::ApplyDirectoryRequest {
        departments: vec![
            department("HQ", "", ""),
            department("SALES", "HQ", "P-SALES"),
            department("MKT", "HQ", "P-MKT"),
        ],
        people: vec![
            person("P-SALES", "SALES"),
            person("P-1", "SALES"),
            person("P-MKT", "MKT"),
        ],
        budgets: vec![pb::Budget {
            code: "B-MKT".into(),
            name: "marketing".into(),
            department: "MKT".into(),
            amount_minor: 10_000_000,
            currency: "CNY".into(),
            ..pb::Budget::default()
        }],
        dry_run: false,
    }
}

/// What the tasks service tells of a task.
pub fn told(task: &tasks::Task) -> CloudEvent {
    let data = tasks::TaskChanged {
        task: Some(task.clone()),
    };
    CloudEvent {
        specversion: "1.0".into(),
        id: Uuid::now_v7(),
        source: "/cascade/tasks".into(),
        event_type: "cascade.tasks.task_changed.v1".into(),
        subject: task.id.clone(),
        time: at(NOW),
        datacontenttype: "application/json".into(),
        partitionkey: task.plan_id.clone(),
        sequence: None,
        traceparent: None,
        aggregateversion: task.version,
        data: EventData::of(&data).unwrap(),
    }
}

/// An open task of sales, owned by P-1, from one day of July to another.
pub fn planned(plan: &str, code: &str, from: u32, to: u32, hours: f64) -> tasks::Task {
    tasks::Task {
        id: Uuid::now_v7().to_string(),
        plan_id: plan.into(),
        code: code.into(),
        name: format!("task {code}"),
        owner: "P-1".into(),
        department: "SALES".into(),
        planned_start: format!("2026-07-{from:02}"),
        planned_end: format!("2026-07-{to:02}"),
        effort_hours: Some(hours),
        state: tasks::TaskState::Open.into(),
        version: 1,
        ..tasks::Task::default()
    }
}

/// A task from 6 to 17 July.
pub fn task(plan: &str, code: &str) -> pb::TaskRef {
    pb::TaskRef {
        id: Uuid::now_v7().to_string(),
        plan_id: plan.into(),
        code: code.into(),
        planned_start: "2026-07-06".into(),
        planned_end: "2026-07-17".into(),
    }
}

/// 20,000 yuan of the marketing budget for task T3.
pub fn money(code: &str) -> pb::ResourceRequest {
    pb::ResourceRequest {
        code: code.into(),
        task_id: "T3".into(),
        kind: pb::ResourceKind::Budget.into(),
        description: "信息流广告".into(),
        requested_from: "MKT".into(),
        requested_by: "P-1".into(),
        requested_at: "2026-07-01".into(),
        expected_arrival: "2026-07-06".into(),
        amount_minor: Some(2_000_000),
        budget: "B-MKT".into(),
        status: pb::RequestStatus::Submitted.into(),
        ..pb::ResourceRequest::default()
    }
}

pub fn step(request: &pb::ResourceRequest) -> pb::MoveRequestRequest {
    pb::MoveRequestRequest {
        request_id: request.id.clone(),
        ..pb::MoveRequestRequest::default()
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

/// [`fields`] as a test writes them.
pub fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = expected
        .iter()
        .map(|(field, rule)| ((*field).to_owned(), (*rule).to_owned()))
        .collect();
    pairs.sort();
    pairs
}
