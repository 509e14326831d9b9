//! Daily report, weekly meeting pack, monthly review: asked for, announced once, and kept as they were told.

use cascade_monitoring::{Config, Deps, Monitoring};
use cascade_proto::{
    monitoring::v1::{
        self as pb, notices_service_client::NoticesServiceClient,
        reports_service_client::ReportsServiceClient,
    },
    resources::v1::CalendarScope,
    tasks::v1::BlockerCause,
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
    story::{Story, reported},
    support::{NOW, World, at, field},
    working_time::calendar,
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

fn says(report: &pb::Report) -> &str {
    report.summary.as_ref().map_or("", |text| text.en.as_str())
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

    async fn a_past_days_report_says_what_was_told_on_that_day(pool: DbPool) {
        let clock = Clock::simulated(at(NOW));
        let (world, story) = (World::replica(pool.clone(), clock.clone()), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let live = told(&world, "daily", "SALES", "2026-07-06").await.unwrap();
        assert!(says(&live).starts_with("As of 2026-07-06 10:00. 1 goals"), "{}", says(&live));
        let _running = at_work(pool, &clock);
        clock.set(at("2026-07-06T10:31:00Z")).unwrap();
        eventually("a report that is announced", || async { announced(&world).await.pop() }).await;
        clock.set(at("2026-07-07T02:00:00Z")).unwrap();
        world.deliver(&[story.report(3, "2026-07-07", 100.0, 0)]).await;

        let then = told(&world, "daily", "SALES", "2026-07-06").await.unwrap();
        assert!(says(&then).starts_with("As of 2026-07-06 18:31, as it was told. 1 goals"), "{}", says(&then));
        assert_eq!(then.sections, live.sections, "as it stood then, in both languages");
        let row = &section(&then, "Reported today").rows[0];
        assert_eq!((row.cells[0].en.as_str(), row.cells[3].en.as_str()), ("T1", "10%"));
        // Of the company too: whoever is told, each department's is kept.
        let company = told(&world, "daily", "HQ", "2026-07-06").await.unwrap();
        assert!(says(&company).starts_with("As of 2026-07-06 18:31, as it was told."), "{}", says(&company));

        let now = told(&world, "daily", "SALES", "").await.unwrap();
        assert!(says(&now).starts_with("As of 2026-07-07 10:00. "), "{}", says(&now));
        assert_eq!(section(&now, "Reported today").rows[0].cells[3].en, "100%");
        let week = told(&world, "weekly", "SALES", "2026-07-06").await.unwrap();
        assert!(says(&week).starts_with("As of 2026-07-07 10:00. "), "the week is not over: {}", says(&week));
        // Nobody announced anything on that Friday.
        let lost = told(&world, "daily", "SALES", "2026-07-03").await.unwrap();
        let said = lost.summary.unwrap();
        assert!(said.en.starts_with("As things stand today (2026-07-07); what was told on that day was not kept. "), "{said:?}");
        assert!(said.zh.starts_with("按今天（2026-07-07）的状况列出；当日通报的内容没有留存。"), "{said:?}");
    }

    async fn causes_of_delay_are_counted_by_their_kind_in_the_reports_language(pool: DbPool) {
        let (world, story) = (World::replica(pool, Clock::simulated(at("2026-07-31T02:00:00Z"))), Story::new());
        world.deliver(&story.told()).await;
        let late = |task: usize, kind: BlockerCause, said: &str, version: i64| {
            let mut task = story.tasks[task].clone();
            task.actual_start = "2026-07-06".into();
            task.last_reported_on = "2026-07-31".into();
            (task.percent, task.remaining_days, task.version) = (50.0, Some(2), version);
            task.reported_cause_kind = kind.into();
            task.reported_cause = said.into();
            reported(&task, "2026-07-31")
        };
        let pareto = async || -> Vec<[String; 5]> {
            let review = told(&world, "monthly", "HQ", "").await.unwrap();
            let table = section(&review, "Causes of delay (Pareto)");
            let row = |row: &pb::ReportRow| {
                let [cause, tasks, days, share] = &row.cells[..] else { panic!("{row:?}") };
                [&cause.zh, &cause.en, &tasks.en, &days.en, &share.en].map(Clone::clone)
            };
            table.rows.iter().map(row).collect()
        };
        // Planned to be done on the 10th, 17th and 24th: 15, 10 and 5 working days ago.
        world.deliver(&[
            late(0, BlockerCause::Resources, "供应商素材未到", 2),
            late(1, BlockerCause::People, "", 2),
            late(2, BlockerCause::People, "ill", 2),
        ]).await;
        let expected = [["人员", "people", "2", "15", "50%"], ["资源", "resources", "1", "15", "100%"]];
        assert_eq!(pareto().await, expected.map(|row| row.map(str::to_owned)));
        // As it was said before kinds travelled: the kind's name in both languages, or words alone.
        world.deliver(&[
            late(1, BlockerCause::Unspecified, "外部环境 / environment", 3),
            late(2, BlockerCause::Unspecified, "ill", 3),
        ]).await;
        let expected = [
            ["资源", "resources", "1", "15", "50%"],
            ["外部环境", "environment", "1", "10", "83%"],
            ["未说明", "not given", "1", "5", "100%"],
        ];
        assert_eq!(pareto().await, expected.map(|row| row.map(str::to_owned)));
        let weekly = told(&world, "weekly", "HQ", "").await.unwrap();
        let why = section(&weekly, "Why it is late").rows.iter().find(|row| row.cells[1].en == "T1").cloned().unwrap();
        assert!(why.cells[7].zh.starts_with("资源：供应商素材未到"), "{why:?}");
        assert!(why.cells[7].en.starts_with("resources: 供应商素材未到"), "{why:?}");
    }

    async fn working_days_of_a_report_are_the_departments(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let due = async || {
            let daily = told(&world, "daily", "SALES", "").await.unwrap();
            codes(section(&daily, "Due within three working days")).join(" ")
        };
        assert_eq!(due().await, "", "from Monday on they end with Thursday");
        let from_wednesday = calendar(CalendarScope::Department, "SALES", &[3, 4, 5], &[], 1);
        world.deliver(&[from_wednesday]).await;
        assert_eq!(due().await, "T1", "Wednesday, Thursday, Friday the 10th");
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
    announced_to(world, "P-SALES").await
}

async fn announced_to(world: &World, person: &str) -> Vec<pb::Notice> {
    let asked = pb::ListNoticesRequest {
        person: person.to_owned(),
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
    titles_to(world, "P-SALES").await
}

async fn titles_to(world: &World, person: &str) -> Vec<String> {
    let all = announced_to(world, person).await.into_iter();
    let mut titles: Vec<_> = all.map(|notice| notice.title.unwrap().en).collect();
    titles.sort();
    titles
}

/// A replica that announces reports by `clock`.
fn at_work(pool: DbPool, clock: &Clock) -> DropGuard {
    at_work_with(pool, clock, Config::default())
}

fn at_work_with(pool: DbPool, clock: &Clock, config: Config) -> DropGuard {
    let monitoring = Monitoring::new(Deps {
        pool,
        bus: RecordingBus::new(),
        clock: clock.clone(),
        config,
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
    let _running = at_work(database.pool(), &clock);
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
    let clock = Clock::simulated(at("2026-09-03T10:31:00Z"));
    let world = World::replica(database.pool(), clock.clone());
    world.deliver(&Story::new().told()).await;
    let _running = at_work(database.pool(), &clock);
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
    let late = told(&world, "daily", "SALES", "2026-09-24").await.unwrap();
    assert!(
        says(&late).starts_with(
            "As of 2026-09-30 09:00: it was due on 2026-09-24 and told late, on 2026-09-30, as things stood then."
        ),
        "{}",
        says(&late)
    );
    let notices = announced(&world).await;
    let notice = notices.iter().find(|one| one.page.ends_with("2026-09-24"));
    let body = notice.and_then(|one| one.body.clone()).unwrap();
    assert!(
        body.en.contains("2026-09-30") && body.zh.contains("2026-09-30"),
        "{body:?}"
    );
    // Of a week that is gone, whatever day is asked for.
    let pack = told(&world, "weekly", "SALES", "2026-09-22").await.unwrap();
    assert_eq!(
        (pack.from.as_str(), pack.to.as_str()),
        ("2026-09-21", "2026-09-24")
    );
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_department_is_told_by_its_own_calendar() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    // Friday evening.
    let clock = Clock::simulated(at("2026-07-10T10:31:00Z"));
    let world = World::replica(database.pool(), clock.clone());
    world.deliver(&Story::new().told()).await;
    let to_saturday = calendar(CalendarScope::Department, "SALES", &[2, 3, 4, 5, 6], &[], 1);
    world.deliver(&[to_saturday]).await;
    let _running = at_work(database.pool(), &clock);
    let until = async |person: &str, expected: &[&str]| {
        eventually("reports that are announced", || async {
            (titles_to(&world, person).await == expected).then_some(())
        })
        .await;
    };
    let data = [
        "DATA Daily report 2026-07-10",
        "DATA Weekly meeting pack 2026-07-10",
    ];
    until("P-DATA", &data).await;
    until("P-SALES", &["SALES Daily report 2026-07-10"]).await;
    clock.set(at("2026-07-11T10:31:00Z")).unwrap();
    let sales = [
        "SALES Daily report 2026-07-10",
        "SALES Daily report 2026-07-11",
        "SALES Weekly meeting pack 2026-07-11",
    ];
    until("P-SALES", &sales).await;
    // Its Monday is free, others' is not.
    clock.set(at("2026-07-13T10:31:00Z")).unwrap();
    let monday = [
        "DATA Daily report 2026-07-10",
        "DATA Daily report 2026-07-13",
        data[1],
    ];
    until("P-DATA", &monday).await;
    assert_eq!(titles(&world).await, sales);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_told_is_kept_as_long_as_is_configured() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let clock = Clock::simulated(at("2026-07-06T10:31:00Z"));
    let world = World::replica(database.pool(), clock.clone());
    world.deliver(&Story::new().told()).await;
    let mut config = Config::default();
    config.reports.keep_days = 2;
    let _running = at_work_with(database.pool(), &clock, config);
    let monday = async |start: &str| {
        eventually("what Monday's report says now", || async {
            let report = told(&world, "daily", "SALES", "2026-07-06").await.unwrap();
            says(&report).starts_with(start).then_some(())
        })
        .await;
    };
    eventually("Monday's report", || async {
        announced(&world).await.pop()
    })
    .await;
    clock.set(at("2026-07-08T10:30:30Z")).unwrap();
    monday("As of 2026-07-06 18:31, as it was told.").await;
    clock.set(at("2026-07-09T10:31:00Z")).unwrap();
    monday("As things stand today (2026-07-09); what was told on that day was not kept.").await;
}
