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
use tokio_util::sync::{CancellationToken, DropGuard};
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

/// What the head of sales is told of reports.
async fn announced(world: &World) -> Vec<pb::Notice> {
    let asked = pb::ListNoticesRequest {
        person: "P-SALES".to_owned(),
        page_size: 500,
        ..Default::default()
    };
    let manager = world.caller("P-M", &[RoleGrant::everywhere(Role::Manager)]);
    let request = manager.request(asked).unwrap();
    let client = NoticesServiceClient::new(world.channel.clone());
    let answer = client.clone().list_notices(request).await.unwrap();
    let mut notices = answer.into_inner().notices;
    notices.retain(|notice| notice.kind == "report");
    notices
}

async fn titles(world: &World) -> Vec<String> {
    let all = announced(world).await.into_iter();
    let mut titles: Vec<_> = all.map(|notice| notice.title.unwrap().en).collect();
    titles.sort();
    titles
}

/// A replica that announces reports by `clock`.
fn at_work(database: &TestDatabase, clock: &Clock) -> DropGuard {
    let monitoring = Monitoring::new(Deps {
        pool: database.pool(),
        bus: RecordingBus::new(),
        clock: clock.clone(),
        config: Config::default(),
    });
    let shutdown = CancellationToken::new();
    tokio::spawn(monitoring.run(shutdown.clone()));
    shutdown.drop_guard()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_keep_quiet_hours_and_lead_to_a_page() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let world = World::over(database.pool());
    world.deliver(&Story::new().told()).await;
    let night = pb::PolicyTerms {
        quiet_from: Some("18:00".into()),
        quiet_until: Some("08:00".into()),
        ..Default::default()
    };
    let policy = pb::SavePolicyRequest {
        department: "SALES".into(),
        effective_from: "2026-07-07".into(),
        terms: Some(night),
    };
    let admin = world.caller("P-ADMIN", &[RoleGrant::everywhere(Role::Admin)]);
    world.save_policy(admin, policy).await.unwrap();
    let clock = Clock::simulated(at("2026-07-09T10:31:00Z"));
    let _running = at_work(&database, &clock);
    let notice = eventually("a report that is announced", || async {
        announced(&world).await.pop()
    })
    .await;
    let due = notice.due_at.unwrap().seconds;
    assert_eq!(due, at("2026-07-10T00:00:00Z").timestamp());
    assert_eq!(
        notice.page, "departments/SALES/reports/daily?date=2026-07-09",
        "a page of the UI: the API wants a token that no link carries"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reports_that_were_due_while_nobody_was_up_are_announced() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let world = World::over(database.pool());
    world.deliver(&Story::new().told()).await;
    let clock = Clock::simulated(at("2026-09-03T10:31:00Z"));
    let _running = at_work(&database, &clock);
    let until = async |expected: Vec<String>| {
        eventually("reports that are announced", || async {
            (titles(&world).await == expected).then_some(())
        })
        .await;
    };
    let daily = |days: &[&str]| -> Vec<String> {
        let title = |day| format!("SALES Daily report 2026-09-{day}");
        days.iter().map(title).collect()
    };
    until(daily(&["03"])).await;
    // Nobody was up in the evenings between. The 25th to the 27th are holidays.
    clock.set(at("2026-09-30T01:00:00Z")).unwrap();
    let weekly = |day| format!("SALES Weekly meeting pack 2026-09-{day}");
    let mut expected = daily(&["03", "23", "24", "28", "29"]);
    expected.push(weekly("24"));
    until(expected).await;
    clock.set(at("2026-10-01T02:00:00Z")).unwrap();
    let mut expected = daily(&["03", "23", "24", "28", "29", "30"]);
    expected.push("SALES Monthly review 2026-09-30".to_owned());
    expected.extend([weekly("24"), weekly("30")]);
    until(expected).await;
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
    let reports = || titles(&world);
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
