//! What other services say, as this one takes it in; and the events that say it.

use cascade_events::{CloudEvent, EventData};
use cascade_proto::{goals::v1 as pb, monitoring::v1 as monitoring, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use serde::Serialize;
use uuid::Uuid;

use crate::support::{NOW, World, at, rules};

pub fn event(kind: &str, plan: &str, version: i64, data: &impl Serialize) -> CloudEvent {
    CloudEvent {
        specversion: "1.0".into(),
        id: Uuid::now_v7(),
        source: "/cascade/tests".into(),
        event_type: kind.into(),
        subject: plan.into(),
        time: at(NOW),
        datacontenttype: "application/json".into(),
        partitionkey: plan.into(),
        sequence: None,
        traceparent: None,
        aggregateversion: version,
        data: EventData::of(data).unwrap(),
    }
}

/// A task of two weeks for a key result.
pub fn task(part: &pb::KeyResult, code: &str) -> tasks::Task {
    tasks::Task {
        id: Uuid::now_v7().to_string(),
        plan_id: part.plan_id.clone(),
        key_result_id: part.id.clone(),
        code: code.into(),
        name: format!("task {code}"),
        r#type: tasks::TaskType::Execution.into(),
        owner: "P-1".into(),
        department: "SALES".into(),
        planned_start: "2026-07-06".into(),
        planned_end: "2026-07-17".into(),
        duration_days: 10,
        baseline: Some(tasks::Baseline {
            start: "2026-07-06".into(),
            end: "2026-07-17".into(),
            taken_at: None,
        }),
        state: tasks::TaskState::Open.into(),
        version: 1,
        ..tasks::Task::default()
    }
}

pub fn changed(task: &tasks::Task) -> CloudEvent {
    let data = tasks::TaskChanged {
        task: Some(task.clone()),
    };
    event(
        "cascade.tasks.task_changed.v1",
        &task.plan_id,
        task.version,
        &data,
    )
}

/// The task as a report leaves it; at 100 % it was finished on `day`.
pub fn reported(
    task: &mut tasks::Task,
    day: &str,
    percent: f64,
    cause: tasks::BlockerCause,
) -> CloudEvent {
    task.version += 1;
    task.percent = percent;
    task.actual_start = "2026-07-06".into();
    if percent >= 100.0 {
        task.actual_finish = day.into();
    }
    let data = tasks::ProgressReported {
        report: Some(tasks::ProgressReport {
            blocker_cause: cause.into(),
            ..tasks::ProgressReport::default()
        }),
        task: Some(task.clone()),
    };
    event(
        "cascade.tasks.progress_reported.v1",
        &task.plan_id,
        task.version,
        &data,
    )
}

/// Monitoring's word on how many working days a task may slip.
pub fn float(task: &tasks::Task, days: i32) -> CloudEvent {
    let data = monitoring::ForecastChanged {
        forecast: Some(monitoring::TaskForecast {
            task_id: task.id.clone(),
            plan_id: task.plan_id.clone(),
            total_float_days: days,
            task_version: task.version,
            ..monitoring::TaskForecast::default()
        }),
        previous_finish: String::new(),
    };
    event(
        "cascade.monitoring.forecast_changed.v1",
        &task.plan_id,
        task.version,
        &data,
    )
}

/// A red alert about a task, open or closed.
pub fn alert(id: Uuid, task: &tasks::Task, version: i64, open: bool) -> CloudEvent {
    let state = if open {
        monitoring::AlertState::Open
    } else {
        monitoring::AlertState::Closed
    };
    let alert = Some(monitoring::Alert {
        id: id.to_string(),
        plan_id: task.plan_id.clone(),
        cause_task_id: task.id.clone(),
        cause_code: task.code.clone(),
        state: state.into(),
        light: monitoring::Light::Red.into(),
        version,
        ..monitoring::Alert::default()
    });
    if open {
        let data = monitoring::AlertRaised { alert };
        event(
            "cascade.monitoring.alert_raised.v1",
            &task.plan_id,
            version,
            &data,
        )
    } else {
        let data = monitoring::AlertClosed { alert };
        event(
            "cascade.monitoring.alert_closed.v1",
            &task.plan_id,
            version,
            &data,
        )
    }
}

async fn key_results(world: &World, plan: &str) -> Vec<pb::KeyResult> {
    let asked = pb::ListKeyResultsRequest {
        plan_id: plan.into(),
        ..pb::ListKeyResultsRequest::default()
    };
    world
        .list_key_results(world.admin(), asked)
        .await
        .unwrap()
        .key_results
}

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn completion_is_another_figure_than_attainment(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let part = &answer.key_results[0];
        let (mut one, mut two) = (task(part, "T1"), task(part, "T2"));
        two.duration_days = 5;
        world.deliver(&[changed(&one), changed(&two)]).await;
        let found = key_results(&world, &part.plan_id).await;
        assert_eq!((found[0].completion, found[1].completion), (Some(0.0), None));
        let late = reported(&mut one, "2026-07-20", 100.0, tasks::BlockerCause::Unspecified);
        world.deliver(&[late.clone(), reported(&mut two, "2026-07-20", 70.0, tasks::BlockerCause::Unspecified)]).await;
        // Again, and an older word: neither counts.
        world.deliver(&[late, changed(&task(part, "T9"))]).await;
        let mut old = one.clone();
        (old.version, old.percent) = (1, 0.0);
        world.deliver(&[changed(&old)]).await;
        let found = key_results(&world, &part.plan_id).await;
        // (10 × 100 % + 5 × 70 % + 10 × 0 %) / 25 days
        assert!((found[0].completion.unwrap() - 13.5 / 25.0).abs() < 1e-9, "{:?}", found[0].completion);
        assert_eq!(found[0].attainment, 0.0);
    }

    async fn much_work_and_little_reached_is_told(pool: DbPool) {
        // KR-009
        let (world, answer) = World::active(pool).await;
        let part = &answer.key_results[0];
        let mut one = task(part, "T1");
        world.deliver(&[reported(&mut one, "2026-07-16", 90.0, tasks::BlockerCause::Unspecified)]).await;
        let asked = pb::ListFindingsRequest { plan_id: part.plan_id.clone() };
        let found = world.list_findings(world.admin(), asked.clone()).await.unwrap().findings;
        assert!(rules(&found).contains(&("KR1", "KR-009")), "{found:#?}");
        let enough = crate::support::check_in(part, 500.0);
        world.check_in_key_result(world.admin(), enough).await.unwrap();
        let found = world.list_findings(world.admin(), asked).await.unwrap().findings;
        assert!(!rules(&found).contains(&("KR1", "KR-009")));
    }

    async fn what_cannot_be_read_is_refused_whole(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let good = task(&answer.key_results[0], "T1");
        let mut bad = task(&answer.key_results[0], "T2");
        bad.planned_end = "someday".into();
        let refused = world.bus.deliver("goals", &[changed(&good), changed(&bad)]).await.unwrap_err();
        assert!(matches!(&refused, cascade_events::HandleError::Permanent(text) if text.contains("someday")), "{refused:?}");
        assert_eq!(world.count("task_facts").await, 0);
    }
}
