use cascade_events::HandleError;
use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{
        self as pb, DerivedStatus, Light, forecasts_service_client::ForecastsServiceClient,
    },
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::{TestDatabase, both_databases};
use proptest::prelude::*;
use uuid::Uuid;

use crate::{
    story::{Story, after, changed, department, event, reported},
    support::World,
};

fn dates(status: &pb::PlanStatus) -> Vec<(&str, &str, &str, Light)> {
    status
        .tasks
        .iter()
        .map(|task| {
            let (start, finish) = (task.forecast_start.as_str(), task.forecast_finish.as_str());
            (task.code.as_str(), start, finish, task.light())
        })
        .collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_late_report_moves_everything_that_waits_for_it(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let before = world.status(&story.plan).await;
        assert_eq!(dates(&before), [
            ("T1", "2026-07-06", "2026-07-10", Light::Green),
            ("T2", "2026-07-13", "2026-07-17", Light::Green),
            ("T3", "2026-07-20", "2026-07-24", Light::Green),
        ]);
        assert!(before.open_alerts.is_empty());

        // Nine working days are left where four were planned.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(dates(&status), [
            ("T1", "2026-07-06", "2026-07-17", Light::Red),
            ("T2", "2026-07-20", "2026-07-24", Light::Red),
            ("T3", "2026-07-27", "2026-07-31", Light::Red),
        ]);
        let task = &status.tasks[0];
        assert_eq!((task.delay_days, task.forecast_delay_days, task.task_version), (0, 5, 2));
        assert!(task.critical);
        assert_eq!(task.status(), DerivedStatus::InProgress);
        assert_eq!((status.reports_applied, status.as_of.as_str()), (1, "2026-07-06"));
        let key_result = &status.key_results[0];
        assert_eq!((key_result.light(), key_result.forecast_finish.as_str()), (Light::Red, "2026-07-31"));
        let path: Vec<_> = key_result.root_cause.iter()
            .map(|hop| (hop.code.as_str(), hop.own_delay_days, hop.inherited_days, hop.department.as_str(), hop.reported_cause.as_str()))
            .collect();
        assert_eq!(path, [
            ("T1", 5, 0, "SALES", "people"),
            ("T2", 0, 5, "SALES", ""),
            ("T3", 0, 5, "DATA", ""),
        ]);
        assert_eq!(status.goals[0].light(), Light::Red);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        assert_eq!(world.said_of("forecast_changed").await, 6, "three first forecasts, three moved ones");
        assert_eq!(world.said_of("light_changed").await, 5, "three tasks, the key result, the goal");

        let asked = pb::ExplainDelayRequest { plan_id: story.plan.clone(), target: "G1".into() };
        let why = world.explain_delay(world.person("P-X"), asked).await.unwrap();
        assert_eq!(why.path.iter().map(|hop| hop.code.as_str()).collect::<Vec<_>>(), ["T1", "T2", "T3"]);
        assert_eq!(why.days_by_department, [("SALES".to_owned(), 5)].into());
    }

    async fn an_event_counts_once_however_often_it_comes(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let report = story.report(2, "2026-07-06", 10.0, 9);
        world.deliver(&[report.clone(), report.clone()]).await;
        let (status, said) = (world.status(&story.plan).await, world.said().await);
        assert_eq!(status.reports_applied, 1, "twice in one batch");
        world.deliver(&[report]).await;
        world.deliver(&story.told()).await;
        let again = world.status(&story.plan).await;
        assert_eq!((again.reports_applied, &again.tasks), (1, &status.tasks));
        assert_eq!(world.said().await, said, "nothing is said again");
    }

    async fn what_is_older_does_not_take_the_newer_back(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(3, "2026-07-06", 30.0, 3)]).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!((status.tasks[0].percent, status.tasks[0].task_version), (30.0, 3));
        assert_eq!(status.tasks[0].forecast_finish, "2026-07-09");
        assert_eq!(status.reports_applied, 2, "a late report is counted all the same");
    }

    async fn a_service_that_is_newer_may_say_more(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let event_of = |task: &tasks::Task| changed(&tasks::Task { version: 2, percent: 40.0, ..task.clone() });
        let mut said = event_of(&story.tasks[0]);
        let mut data: serde_json::Value = said.data.read().unwrap();
        data["task"]["neverHeardOf"] = serde_json::json!({ "at": 1 });
        data["neitherOfThis"] = "x".into();
        said.data = cascade_events::EventData::of(&data).unwrap();
        world.deliver(&[said]).await;
        assert!((world.status(&story.plan).await.tasks[0].percent - 40.0).abs() < 1e-9);
    }

    async fn older_versions_of_anything_are_skipped(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let key_result = |version, attainment| event("cascade.goals.key_result_changed.v1", &story.plan, version, &goals::KeyResultChanged {
            key_result: Some(goals::KeyResult { attainment, version, ..story.key_result_row() }),
        });
        let goal = |version, progress| event("cascade.goals.goal_changed.v1", &story.plan, version, &goals::GoalChanged {
            goal: Some(goals::Goal { progress, version, ..story.goal_row(false) }),
            ..goals::GoalChanged::default()
        });
        world.deliver(&[key_result(3, 0.75), goal(3, 0.5), department("SALES", "HQ", "P-NEW", 3), story.plan_event(3, "third quarter, again")]).await;
        let status = world.status(&story.plan).await;
        let known = |status: &pb::PlanStatus| (status.title.clone(), status.active, status.key_results[0].attainment, status.goals[0].progress);
        assert_eq!(known(&status), ("third quarter, again".to_owned(), true, 0.75, 0.5));
        world.deliver(&[key_result(2, 0.5), goal(2, 0.25), department("SALES", "HQ", "P-OLD", 2), story.plan_event(2, "not yet")]).await;
        assert_eq!(known(&world.status(&story.plan).await), known(&status));
        // The newest head is asked.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        world.until("2026-07-07T16:00:00Z").await;
        world.until("2026-07-09T16:00:00Z").await;
        let alert = world.alert(&story.plan).await;
        assert_eq!((alert.level, alert.assignee.as_str()), (3, "P-NEW"));
    }

    async fn a_goal_is_as_good_as_the_worst_of_its_key_results(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let other = goals::KeyResult { id: Uuid::now_v7().to_string(), code: "KR2".into(), weight: 40.0, ..story.key_result_row() };
        let first = goals::KeyResult { weight: 60.0, version: 2, ..story.key_result_row() };
        let mut task = story.tasks[0].clone();
        (task.id, task.code, task.key_result_id) = (Uuid::now_v7().to_string(), "T4".into(), other.id.clone());
        let told = [other, first].map(|key_result| {
            let version = key_result.version;
            event("cascade.goals.key_result_changed.v1", &story.plan, version, &goals::KeyResultChanged { key_result: Some(key_result) })
        });
        world.deliver(&told).await;
        world.deliver(&[changed(&task), story.report(2, "2026-07-06", 10.0, 9)]).await;
        let status = world.status(&story.plan).await;
        let lights: Vec<_> = status.key_results.iter().map(|row| (row.code.as_str(), row.light(), row.score)).collect();
        assert_eq!(lights, [("KR1", Light::Red, 0.0), ("KR2", Light::Green, 1.0)]);
        let goal = &status.goals[0];
        assert_eq!((goal.light(), goal.score, goal.forecast_finish.as_str()), (Light::Red, 0.4, "2026-07-31"));
        let path: Vec<_> = goal.root_cause.iter().map(|hop| hop.code.as_str()).collect();
        assert_eq!(path, ["T1", "T2", "T3"]);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn a_cancelled_task_is_late_no_longer(pool: DbPool) {
        let (world, story) = (World::over(pool.clone()), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let mut first = story.tasks[0].clone();
        (first.version, first.state) = (3, tasks::TaskState::Cancelled.into());
        first.actual_start = "2026-07-06".into();
        world.deliver(&[changed(&first)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(dates(&status), [
            ("T1", "2026-07-06", "2026-07-10", Light::Green),
            ("T2", "2026-07-13", "2026-07-17", Light::Green),
            ("T3", "2026-07-20", "2026-07-24", Light::Green),
        ]);
        let task = &status.tasks[0];
        assert_eq!((task.status(), task.delay_days, task.critical), (DerivedStatus::Cancelled, 0, false));
        assert_eq!(world.alert(&story.plan).await.state(), pb::AlertState::Closed);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        let restarted = World::replica(pool, world.clock.clone());
        assert_eq!(restarted.status(&story.plan).await, status);
        // Days pass over it without a word.
        let said = world.said_of("forecast_changed").await;
        world.until("2026-07-13T02:00:00Z").await;
        let later = world.status(&story.plan).await.tasks.remove(0);
        assert_eq!((later.forecast_finish, later.delay_days), (task.forecast_finish.clone(), 0));
        assert_eq!(world.said_of("forecast_changed").await, said);
        // Taken up again, it is late again.
        (first.version, first.state) = (4, tasks::TaskState::Open.into());
        world.deliver(&[changed(&first)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].light(), Light::Red);
        assert_eq!(world.status(&story.plan).await.open_alerts.len(), 1);
    }

    async fn a_finish_pulls_forward_what_waited(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        world.until("2026-07-08T02:00:00Z").await;
        world.deliver(&[story.report(3, "2026-07-08", 100.0, 0)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(dates(&status)[1..], [
            ("T2", "2026-07-09", "2026-07-15", Light::Green),
            ("T3", "2026-07-16", "2026-07-22", Light::Green),
        ]);
        assert_eq!(status.tasks[1].forecast_delay_days, -2, "as early as what it waited for");
        assert_eq!(status.tasks[0].status(), DerivedStatus::Done);
        assert_eq!(status.light(), Light::Green);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn constraints_hold_the_forecast_and_what_breaks_them_is_told(pool: DbPool) {
        // TASK-019, TASK-020
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let with = |at: usize, version, constraints| {
            changed(&tasks::Task { version, constraints: Some(constraints), ..story.tasks[at].clone() })
        };
        let deadline = tasks::Constraints { deadline: "2026-07-22".into(), ..tasks::Constraints::default() };
        let not_before = tasks::Constraints { not_before: "2026-07-14".into(), ..tasks::Constraints::default() };
        world.deliver(&[with(1, 2, not_before), with(2, 2, deadline)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(dates(&status)[1..], [
            ("T2", "2026-07-14", "2026-07-20", Light::Red),
            ("T3", "2026-07-21", "2026-07-27", Light::Red),
        ]);
        let float = |status: &pb::PlanStatus| status.tasks.iter().map(|task| (task.total_float_days, task.free_float_days)).collect::<Vec<_>>();
        assert_eq!(float(&status), [(-2, 0), (-3, 0), (-3, 0)]);
        assert!(status.tasks.iter().all(|task| task.near_critical));
        let found = &status.tasks[2].findings[0];
        assert_eq!((found.rule.as_str(), found.field.as_str(), found.value.as_str()), ("TASK-020", "constraints.deadline", "2026-07-22"));
        assert!(found.message.as_ref().unwrap().en.contains("3 working days after the deadline"), "{found:?}");

        let fixed = |day: &str| tasks::Constraints { start_on: day.into(), ..tasks::Constraints::default() };
        world.deliver(&[with(1, 3, fixed("2026-07-09")), with(2, 3, fixed("2027-02-01"))]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(status.tasks[1].forecast_start, "2026-07-09");
        let said: Vec<&str> = status.tasks.iter().flat_map(|task| &task.findings).map(|one| one.message.as_ref().unwrap().en.as_str()).collect();
        assert!(said[0].contains("2 working days before its predecessor T1 allows"), "{said:?}");
        assert!(said[1].contains("past the confirmed calendar (2026-12-31)"), "{said:?}");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);

        let mut forecasts = ForecastsServiceClient::new(world.channel.clone());
        let asked = |plan_id: &str| world.person("P-X").request(pb::ListFindingsRequest { plan_id: plan_id.into() }).unwrap();
        let listed = forecasts.list_findings(asked(&story.plan)).await.unwrap().into_inner().findings;
        assert_eq!(listed, status.tasks.iter().flat_map(|task| task.findings.clone()).collect::<Vec<_>>(), "the plan's, by task");
        let unknown = forecasts.list_findings(asked(&uuid::Uuid::now_v7().to_string())).await.unwrap_err();
        assert_eq!(unknown.code(), tonic::Code::NotFound);

        // Another replica reads them again.
        let other = World::replica(world.pool.clone(), world.clock.clone());
        assert_eq!(other.status(&story.plan).await.tasks, status.tasks);
    }

    async fn a_link_that_turns_round_is_followed_in_any_order(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let mut first = story.tasks[0].clone();
        let mut second = story.tasks[1].clone();
        first.predecessors = vec![after(&story.tasks[2])];
        second.predecessors = Vec::new();
        (first.version, second.version) = (2, 2);
        // T1 waits for T3 before it is known that T2, for which T3 waits, waits for T1 no longer.
        world.deliver(&[changed(&first)]).await;
        world.deliver(&[changed(&second)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!(dates(&status), [
            ("T1", "2026-07-27", "2026-07-31", Light::Red),
            ("T2", "2026-07-13", "2026-07-17", Light::Green),
            ("T3", "2026-07-20", "2026-07-24", Light::Green),
        ]);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn an_event_that_cannot_be_read_applies_nothing_of_its_batch(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let mut broken = story.report(2, "2026-07-06", 10.0, 9);
        let mut data: serde_json::Value = broken.data.read().unwrap();
        data["task"]["plannedEnd"] = "soon".into();
        broken.data = data.into();
        let good = story.report(3, "2026-07-06", 20.0, 5);
        let refused = world.try_deliver(&[good.clone(), broken]).await.unwrap_err();
        let HandleError::Permanent(why) = &refused else { panic!("{refused}") };
        assert!(why.contains("task.planned_end") && why.contains("soon"), "{why}");
        assert_eq!(world.status(&story.plan).await.reports_applied, 0);
        world.deliver(&[good]).await;
        assert_eq!(world.status(&story.plan).await.reports_applied, 1);
    }
}

/// Cause, assignee, level and what is affected of an open alert.
type OpenAlert = (String, String, i32, Vec<String>);

/// Everything of a status that does not tell how it came about.
fn result(mut status: pb::PlanStatus) -> (pb::PlanStatus, Vec<OpenAlert>) {
    status.revision = 0;
    let mut alerts: Vec<_> = std::mem::take(&mut status.open_alerts)
        .into_iter()
        .map(|alert| (alert.cause_code, alert.assignee, alert.level, alert.affects))
        .collect();
    alerts.sort();
    (status, alerts)
}

pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the order, the batches and the repetitions: in the end the same is known as in order and once.
    #[test]
    fn the_order_of_events_does_not_matter_in_the_end(
        order in Just((0..17_usize).collect::<Vec<_>>()).prop_shuffle(),
        twice in prop::collection::vec(0..17_usize, 0..10),
        sizes in prop::collection::vec(1..6_usize, 30),
    ) {
        let story = Story::new();
        let mut events = story.told();
        events.extend((2..8).map(|version| story.report(version, "2026-07-06", f64::from(version as i32) * 5.0, 11 - version as i32)));
        let mut second = story.tasks[1].clone();
        (second.version, second.percent, second.last_reported_on) = (2, 0.0, "2026-07-06".into());
        second.remaining_days = Some(7);
        events.push(reported(&second, "2026-07-06"));
        let mut last = story.tasks[2].clone();
        (last.version, last.predecessors) = (2, vec![after(&story.tasks[0])]);
        events.push(changed(&last));
        prop_assert_eq!(events.len(), 17);
        let mut shuffled: Vec<_> = order.iter().chain(&twice).map(|at| events[*at].clone()).collect();
        runtime().block_on(async {
            let (one, other) = (TestDatabase::sqlite(&cascade_monitoring::MIGRATIONS).await, TestDatabase::sqlite(&cascade_monitoring::MIGRATIONS).await);
            let in_order = World::over(one.pool());
            for event in &events {
                in_order.deliver(std::slice::from_ref(event)).await;
            }
            let in_disorder = World::over(other.pool());
            for size in sizes {
                let batch: Vec<_> = shuffled.drain(..size.min(shuffled.len())).collect();
                in_disorder.deliver(&batch).await;
            }
            in_disorder.deliver(&shuffled).await;
            let (expected, found) = (in_order.status(&story.plan).await, in_disorder.status(&story.plan).await);
            assert_eq!(expected.reports_applied, 7);
            assert_eq!(result(found), result(expected));
            assert_eq!(in_disorder.differences(&story.plan).await, [] as [String; 0]);
        });
    }
}
