//! Daily report, weekly meeting pack, monthly review: asked for, and announced once.

use cascade_monitoring::{Config, Deps, Monitoring};
use cascade_proto::monitoring::v1::{
    self as pb, notices_service_client::NoticesServiceClient,
    reports_service_client::ReportsServiceClient,
};
use cascade_runtime::{
    auth::{Role, RoleGrant},
    clock::Clock,
};
use cascade_storage::DbPool;
use cascade_testkit::{RecordingBus, TestDatabase, both_databases, eventually};
use tokio_util::sync::CancellationToken;
use tonic::Code;

use crate::{
    story::Story,
    support::{World, at, field},
};

async fn told(
    world: &World,
    kind: &str,
    department: &str,
    date: &str,
) -> Result<pb::Report, tonic::Status> {
    let asked = pb::GetReportRequest {
        kind: kind.to_owned(),
        department: department.to_owned(),
        date: date.to_owned(),
    };
    let request = world.person("P-X").request(asked).unwrap();
    let client = ReportsServiceClient::new(world.channel.clone());
    client
        .clone()
        .get_report(request)
        .await
        .map(tonic::Response::into_inner)
}

fn section<'a>(report: &'a pb::Report, english: &str) -> &'a pb::ReportSection {
    report
        .sections
        .iter()
        .find(|section| section.title.as_ref().unwrap().en == english)
        .unwrap_or_else(|| panic!("no section {english}"))
}

fn codes(section: &pb::ReportSection) -> Vec<&str> {
    section
        .rows
        .iter()
        .map(|row| row.cells[0].zh.as_str())
        .collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_report_tells_of_a_department_and_of_those_below_it(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let daily = told(&world, "daily", "SALES", "").await.unwrap();
        assert_eq!((daily.from.as_str(), daily.to.as_str()), ("2026-07-06", "2026-07-06"));
        assert_eq!(daily.title.as_ref().unwrap().zh, "SALES 日报 2026-07-06");
        assert_eq!(codes(section(&daily, "Reported today")), ["T1"]);
        let alerts = section(&daily, "Open alerts");
        assert_eq!(codes(alerts), ["T1"]);
        assert_eq!(alerts.rows[0].cells[2].en, "L1");
        // T3 belongs to the data department: not of sales, but of the company.
        let weekly = told(&world, "weekly", "HQ", "2026-07-06").await.unwrap();
        let why = section(&weekly, "Why it is late");
        assert!(why.rows.iter().any(|row| row.cells[1].en == "T1" && row.cells[7].en == "people"), "{why:?}");
        let data = told(&world, "daily", "DATA", "").await.unwrap();
        assert_eq!(codes(section(&data, "Red and yellow tasks")), ["T3"]);
        assert_eq!(codes(section(&data, "Reported today")), [""; 0]);
        let monthly = told(&world, "monthly", "SALES", "").await.unwrap();
        assert_eq!(monthly.from, "2026-07-01");
        let raised = &section(&monthly, "How dates were kept").rows[3];
        assert_eq!((raised.cells[0].en.as_str(), raised.cells[1].en.as_str()), ("Alerts raised", "1"));
    }

    async fn what_cannot_be_told_is_refused_by_its_field(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        for (kind, date, wrong) in [("yearly", "", "kind"), ("daily", "3 July", "date"), ("daily", "2026-07-07", "date")] {
            let refused = told(&world, kind, "SALES", date).await.unwrap_err();
            assert_eq!(field(&refused), wrong);
        }
        let unknown = told(&world, "daily", "NOBODY", "").await.unwrap_err();
        assert_eq!(unknown.code(), Code::NotFound);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn heads_are_told_once_whichever_replica_looks_first() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let world = World::over(database.pool());
    world.deliver(&Story::new().told()).await;
    // Friday evening: the day's and the week's.
    let clock = Clock::simulated(at("2026-07-10T10:00:00Z"));
    let shutdown = CancellationToken::new();
    for _ in 0..2 {
        let monitoring = Monitoring::new(Deps {
            pool: database.pool(),
            bus: RecordingBus::new(),
            clock: clock.clone(),
            config: Config::default(),
        });
        tokio::spawn(monitoring.run(shutdown.clone()));
    }
    let reports = || async {
        let asked = pb::ListNoticesRequest {
            person: "P-SALES".to_owned(),
            ..Default::default()
        };
        let manager = world.caller("P-M", &[RoleGrant::everywhere(Role::Manager)]);
        let request = manager.request(asked).unwrap();
        let client = NoticesServiceClient::new(world.channel.clone());
        let all = client
            .clone()
            .list_notices(request)
            .await
            .unwrap()
            .into_inner()
            .notices;
        let mut titles: Vec<_> = all
            .into_iter()
            .filter(|notice| notice.kind == "report")
            .map(|notice| notice.title.unwrap().en)
            .collect();
        titles.sort();
        titles
    };
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(reports().await, [""; 0], "it is 18:00 in China");
    clock.set(at("2026-07-10T10:31:00Z")).unwrap();
    let expected = [
        "SALES Daily report 2026-07-10",
        "SALES Weekly meeting pack 2026-07-10",
    ];
    eventually("reports that are announced", || async {
        (reports().await == expected).then_some(())
    })
    .await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(reports().await, expected);
    shutdown.cancel();
}
