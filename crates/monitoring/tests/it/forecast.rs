use cascade_events::CloudEvent;
use cascade_proto::{
    monitoring::v1::{self as pb, ForecastRule},
    resources::v1 as resources,
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    story::{Story, changed, event, reported},
    support::World,
};

/// A request of a task, as it stands in a version.
pub fn request(
    task: &tasks::Task,
    version: i64,
    arrival: &str,
    status: resources::RequestStatus,
) -> resources::ResourceRequest {
    resources::ResourceRequest {
        // One request a task: the task's id serves as its own.
        id: task.id.clone(),
        plan_id: task.plan_id.clone(),
        code: format!("R-{}", task.code),
        task_id: task.id.clone(),
        kind: resources::ResourceKind::Data.into(),
        expected_arrival: arrival.into(),
        status: status.into(),
        version,
        ..resources::ResourceRequest::default()
    }
}

pub fn requested(request: resources::ResourceRequest, spent_minor: Option<i64>) -> CloudEvent {
    let (plan, version) = (request.plan_id.clone(), request.version);
    let data = resources::RequestChanged {
        request: Some(request),
        spent_minor,
    };
    event(
        "cascade.resources.request_changed.v1",
        &plan,
        version,
        &data,
    )
}

pub async fn basis(world: &World, plan: &str, code: &str) -> (pb::TaskForecast, pb::ForecastBasis) {
    let status = world.status(plan).await;
    let task = status.tasks.into_iter().find(|task| task.code == code);
    let task = task.unwrap();
    let basis = task.basis.clone().unwrap();
    (task, basis)
}

async fn said(world: &World, plan: &str, code: &str) -> (ForecastRule, String) {
    let (_, basis) = basis(world, plan, code).await;
    (basis.rule(), basis.text.unwrap().en)
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn every_forecast_says_which_rule_it_follows(pool: DbPool) {
        // TRACK-012
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let plan = &story.plan;
        assert_eq!(said(&world, plan, "T1").await, (ForecastRule::PlannedStart,
            "Starts as planned on 2026-07-06; it starts on 2026-07-06, takes 5 working days and is finished on 2026-07-10".into()));
        let (_, held) = basis(&world, plan, "T2").await;
        assert_eq!((held.rule(), held.held_by.as_str(), held.remaining_days, held.from.as_str()), (ForecastRule::Predecessor, "T1", 5, "2026-07-13"));
        let text = held.text.unwrap();
        assert_eq!(text.en, "Waits for predecessor T1 (finishes on 2026-07-10, FS); it starts on 2026-07-13, takes 5 working days and is finished on 2026-07-17");
        assert_eq!(text.zh, "等待前置任务 T1（2026-07-10 完成，FS）；2026-07-13 开始，需 5 个工作日，预计 2026-07-17 完成");

        // What the owner says is left wins over the pace.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        assert_eq!(said(&world, plan, "T1").await, (ForecastRule::ReportedRemaining,
            "The owner reported 9 working days of work left; from 2026-07-07 on, it is finished on 2026-07-17".into()));

        // One day worked is no pace yet.
        let mut task = story.tasks[0].clone();
        task.actual_start = "2026-07-06".into();
        (task.percent, task.last_reported_on, task.version) = (20.0, "2026-07-06".into(), 3);
        world.deliver(&[reported(&task, "2026-07-06")]).await;
        assert_eq!(said(&world, plan, "T1").await, (ForecastRule::PlannedShare,
            "By the plan: 20% of 5 working days are done, so 4 working days are left; from 2026-07-07 on, it is finished on 2026-07-10".into()));

        world.until("2026-07-07T02:00:00Z").await;
        (task.percent, task.last_reported_on, task.version) = (25.0, "2026-07-07".into(), 4);
        world.deliver(&[reported(&task, "2026-07-07")]).await;
        let (forecast, pace) = basis(&world, plan, "T1").await;
        assert_eq!((pace.rule(), pace.elapsed_days, pace.remaining_days), (ForecastRule::ActualPace, 2, 6));
        assert_eq!(pace.text.unwrap().zh, "按实际进度推算：2 个工作日完成 25%，余下 75% 还需 6 个工作日；自 2026-07-08 起，预计 2026-07-15 完成");
        assert_eq!(forecast.forecast_finish, "2026-07-15");

        (task.percent, task.last_reported_on, task.version) = (100.0, "2026-07-07".into(), 5);
        task.actual_finish = "2026-07-07".into();
        world.deliver(&[reported(&task, "2026-07-07")]).await;
        assert_eq!(said(&world, plan, "T1").await, (ForecastRule::Finished, "Finished on 2026-07-07, after 2 working days".into()));
        let (rule, text) = said(&world, plan, "T2").await;
        assert_eq!(rule, ForecastRule::Predecessor);
        assert!(text.starts_with("Pulled forward: predecessor T1 is early"), "{text}");
        assert_eq!(world.differences(plan).await, [] as [String; 0]);
    }

    async fn what_is_not_begun_by_today_begins_today_and_a_constraint_is_named(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.until("2026-07-08T02:00:00Z").await;
        assert_eq!(said(&world, &story.plan, "T1").await, (ForecastRule::Today,
            "Planned to start on 2026-07-06 and not begun: today (2026-07-08) at the earliest; it starts on 2026-07-08, takes 5 working days and is finished on 2026-07-14".into()));
        let constrained = |constraints, version| tasks::Task { constraints: Some(constraints), version, ..story.tasks[2].clone() };
        let not_before = tasks::Constraints { not_before: "2026-07-29".into(), ..tasks::Constraints::default() };
        world.deliver(&[changed(&constrained(not_before, 2))]).await;
        let (rule, text) = said(&world, &story.plan, "T3").await;
        assert!(rule == ForecastRule::NotBefore && text.starts_with("Does not start before 2026-07-29;"), "{text}");
        let start_on = tasks::Constraints { start_on: "2026-07-30".into(), ..tasks::Constraints::default() };
        world.deliver(&[changed(&constrained(start_on, 3))]).await;
        let (rule, text) = said(&world, &story.plan, "T3").await;
        assert!(rule == ForecastRule::StartOn && text.starts_with("Held to its fixed start 2026-07-30;"), "{text}");
        let cancelled = tasks::Task { state: tasks::TaskState::Cancelled.into(), version: 4, ..story.tasks[2].clone() };
        world.deliver(&[changed(&cancelled)]).await;
        assert_eq!(said(&world, &story.plan, "T3").await.0, ForecastRule::Cancelled);
    }

    async fn a_task_waits_for_its_resource_until_it_has_arrived_or_is_no_longer_asked_for(pool: DbPool) {
        let (world, story) = (World::over(pool.clone()), Story::new());
        let plan = &story.plan;
        let of = |version, arrival, status| requested(request(&story.tasks[1], version, arrival, status), None);
        // Before the task itself is known, as events of two services may come.
        world.deliver(&[of(1, "2026-07-15", resources::RequestStatus::Submitted)]).await;
        world.deliver(&story.told()).await;
        let (task, held) = basis(&world, plan, "T2").await;
        assert_eq!((task.forecast_start.as_str(), task.forecast_finish.as_str()), ("2026-07-15", "2026-07-21"));
        assert_eq!((held.rule(), held.held_by.as_str()), (ForecastRule::ResourceArrival, "R-T2"));
        assert!(held.text.unwrap().en.starts_with("Waits for resource R-T2 (data), expected on 2026-07-15;"));
        let (next, _) = basis(&world, plan, "T3").await;
        assert_eq!(next.forecast_start, "2026-07-22", "who waits for it waits too");
        assert_eq!(world.differences(plan).await, [] as [String; 0]);

        // Another replica reads the same from the database.
        let other = World::over(pool);
        assert_eq!(basis(&other, plan, "T2").await.0.forecast_start, "2026-07-15");

        world.deliver(&[of(2, "2026-07-14", resources::RequestStatus::Approved)]).await;
        assert_eq!(basis(&world, plan, "T2").await.0.forecast_start, "2026-07-14");
        // Granted for a later day than was asked for: that day counts.
        let asked = request(&story.tasks[1], 3, "2026-07-14", resources::RequestStatus::Approved);
        let later = resources::ResourceRequest { granted_arrival: "2026-07-16".into(), ..asked };
        world.deliver(&[requested(later, None)]).await;
        assert_eq!(basis(&world, plan, "T2").await.0.forecast_start, "2026-07-16");
        world.deliver(&[of(4, "2026-07-14", resources::RequestStatus::Rejected)]).await;
        let (task, held) = basis(&world, plan, "T2").await;
        assert_eq!((task.forecast_start.as_str(), held.rule()), ("2026-07-13", ForecastRule::Predecessor));

        // Expected long ago and still missing: it holds the task day by day.
        world.deliver(&[of(5, "2026-07-07", resources::RequestStatus::Approved)]).await;
        world.deliver(&[story.report(2, "2026-07-06", 100.0, 0)]).await;
        world.until("2026-07-15T02:00:00Z").await;
        let (task, held) = basis(&world, plan, "T2").await;
        assert_eq!((task.forecast_start.as_str(), held.rule()), ("2026-07-15", ForecastRule::ResourceArrival));
        assert!(held.text.unwrap().zh.starts_with("资源 R-T2（数据）原定 2026-07-07 到位，尚未到位，最早今天（2026-07-15）开始；"));
        world.deliver(&[of(6, "2026-07-07", resources::RequestStatus::Fulfilled)]).await;
        assert_eq!(basis(&world, plan, "T2").await.1.rule(), ForecastRule::Today);
    }
}
