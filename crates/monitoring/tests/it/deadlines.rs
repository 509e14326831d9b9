//! Why a key result or a goal passes its deadline: what finishes last, by the days past it.

use cascade_events::CloudEvent;
use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{self as pb, Light, forecasts_service_client::ForecastsServiceClient},
    resources::v1 as resources,
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use uuid::Uuid;

use crate::{
    forecast::{request, requested},
    story::{Story, changed, event, reported},
    support::World,
};

async fn delays(world: &World, plan: &str) -> pb::ListDelaysResponse {
    let message = pb::ListDelaysRequest {
        plan_id: plan.into(),
    };
    let asked = world.person("P-X").request(message).unwrap();
    let mut client = ForecastsServiceClient::new(world.channel.clone());
    client.list_delays(asked).await.unwrap().into_inner()
}

async fn why(world: &World, plan: &str, target: &str) -> pb::ExplainDelayResponse {
    let asked = pb::ExplainDelayRequest {
        plan_id: plan.into(),
        target: target.into(),
    };
    let asker = world.person("P-X");
    world.explain_delay(asker, asked).await.unwrap()
}

fn goal(story: &Story, version: i64, deadline: &str) -> CloudEvent {
    let goal = goals::Goal {
        deadline: deadline.into(),
        version,
        ..story.goal_row(false)
    };
    let data = goals::GoalChanged {
        goal: Some(goal),
        ..goals::GoalChanged::default()
    };
    event("cascade.goals.goal_changed.v1", &story.plan, version, &data)
}

pub fn key_result(row: goals::KeyResult) -> CloudEvent {
    let (plan, version) = (row.plan_id.clone(), row.version);
    let data = goals::KeyResultChanged {
        key_result: Some(row),
    };
    event("cascade.goals.key_result_changed.v1", &plan, version, &data)
}

fn days(path: &[pb::Hop]) -> Vec<(&str, i32, i32)> {
    path.iter()
        .map(|hop| (hop.code.as_str(), hop.own_delay_days, hop.inherited_days))
        .collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn what_is_done_in_time_does_not_explain_a_missed_deadline(pool: DbPool) {
        // TRACK-015
        let (world, mut story) = (World::over(pool), Story::new());
        story.tasks.truncate(2);
        // TA is six days late and done two weeks before the deadline; TB is two days late and passes it.
        let first = &mut story.tasks[0];
        (first.code, first.department) = ("TA".into(), "MKT".into());
        (first.planned_start, first.planned_end) = ("2026-07-01".into(), "2026-07-07".into());
        let second = &mut story.tasks[1];
        (second.code, second.department) = ("TB".into(), "DAT".into());
        (second.planned_start, second.planned_end) = ("2026-07-27".into(), "2026-07-31".into());
        second.predecessors.clear();
        world.deliver(&story.told()).await;
        let begun = tasks::Task {
            actual_start: "2026-07-01".into(),
            last_reported_on: "2026-07-06".into(),
            remaining_days: Some(7),
            percent: 10.0,
            version: 2,
            ..story.tasks[0].clone()
        };
        let data = request(&story.tasks[1], 1, "2026-07-29", resources::RequestStatus::Approved);
        world.deliver(&[reported(&begun, "2026-07-06"), requested(data, None)]).await;
        world.deliver(&[goal(&story, 2, "2026-07-31")]).await;
        let late: Vec<_> = world.status(&story.plan).await.tasks.iter().map(|task| (task.code.clone(), task.forecast_delay_days)).collect();
        assert_eq!(late, [("TA".to_owned(), 6), ("TB".to_owned(), 2)]);
        let told = delays(&world, &story.plan).await;
        assert_eq!(told.delays.len(), 2, "the goal and the key result");
        for delay in &told.delays {
            assert_eq!((delay.forecast.as_str(), delay.delay_days), ("2026-08-04", 2), "{}", delay.code);
            assert_eq!(days(&delay.path), [("TB", 2, 0)]);
            assert_eq!(delay.days_by_department, [("DAT".to_owned(), 2)].into());
            let why = why(&world, &story.plan, &delay.code).await;
            assert_eq!((why.delay_days, &why.path, &why.days_by_department), (2, &delay.path, &delay.days_by_department));
            assert_eq!((&delay.path[0].note, delay.path[0].planned_past_days), (&None, 0));
        }
        assert_eq!(told.days_by_department, [("DAT".to_owned(), 2)].into());
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);

        // With a later deadline both keep it: the task explains the light that is later against its plan.
        let later = goals::KeyResult { deadline: "2026-08-31".into(), version: 2, ..story.key_result_row() };
        world.deliver(&[key_result(later), goal(&story, 3, "2026-08-31")]).await;
        let told = delays(&world, &story.plan).await;
        assert!(told.delays.iter().all(|delay| days(&delay.path) == [("TA", 6, 0)]), "{told:?}");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn a_task_that_is_planned_past_the_deadline_is_named_as_such(pool: DbPool) {
        let (world, mut story) = (World::over(pool), Story::new());
        story.tasks.truncate(1);
        (story.tasks[0].planned_start, story.tasks[0].planned_end) = ("2026-08-03".into(), "2026-08-07".into());
        world.deliver(&story.told()).await;
        let told = delays(&world, &story.plan).await;
        let [delay] = told.delays.as_slice() else { panic!("{told:?}") };
        assert_eq!((delay.code.as_str(), delay.light(), delay.delay_days), ("KR1", Light::Green, 5));
        let hop = &delay.path[0];
        assert_eq!((hop.code.as_str(), hop.own_delay_days, hop.planned_past_days), ("T1", 5, 5));
        let note = hop.note.clone().unwrap();
        assert_eq!(note.en, "planned 5 working days past the deadline");
        assert_eq!(note.zh, "计划完成日已晚于期限 5 个工作日");
        assert_eq!(delay.days_by_department, [("SALES".to_owned(), 5)].into());
        assert!(world.alerts(&story.plan).await.is_empty(), "nothing goes other than planned");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);

        // Two days late besides: seven past the deadline, five of which were planned.
        let data = request(&story.tasks[0], 1, "2026-08-05", resources::RequestStatus::Approved);
        world.deliver(&[requested(data, None)]).await;
        let why = why(&world, &story.plan, "KR1").await;
        assert_eq!((why.delay_days, why.path[0].own_delay_days, why.path[0].planned_past_days), (7, 7, 5));
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn time_that_the_deadline_leaves_absorbs_what_it_can(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        // Seven days late against the plan, which ends five before the deadline.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 11)]).await;
        let why = why(&world, &story.plan, "KR1").await;
        assert_eq!((why.forecast_finish.as_str(), why.delay_days), ("2026-08-04", 2));
        assert_eq!(days(&why.path), [("T1", 2, 0), ("T2", 0, 2), ("T3", 0, 2)]);
    }

    async fn the_path_of_what_was_finished_late_follows_its_causes(pool: DbPool) {
        let (world, mut story) = (World::over(pool.clone()), Story::new());
        story.tasks.truncate(2);
        let other = goals::KeyResult {
            id: Uuid::now_v7().to_string(),
            code: "KR2".into(),
            deadline: "2026-09-30".into(),
            ..story.key_result_row()
        };
        let key = other.id.clone();
        story.tasks[0].key_result_id = key;
        world.deliver(&story.told()).await;
        world.deliver(&[key_result(other)]).await;
        world.until("2026-07-22T12:00:00Z").await;
        let done = |task: &tasks::Task, start: &str, finish: &str| tasks::Task {
            actual_start: start.into(),
            actual_finish: finish.into(),
            last_reported_on: finish.into(),
            remaining_days: Some(0),
            percent: 100.0,
            version: 2,
            ..task.clone()
        };
        let first = done(&story.tasks[0], "2026-07-06", "2026-07-15");
        let second = done(&story.tasks[1], "2026-07-16", "2026-07-22");
        world.deliver(&[reported(&first, "2026-07-15"), reported(&second, "2026-07-22")]).await;
        // All is done and green; the deadline moves to the planned end, which was missed by three days.
        let row = goals::KeyResult { deadline: "2026-07-17".into(), version: 2, ..story.key_result_row() };
        world.deliver(&[key_result(row)]).await;
        let path = async || world.status(&story.plan).await.key_results.remove(0).root_cause;
        assert_eq!(days(&path().await), [("T1", 3, 0), ("T2", 0, 3)]);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        // Of another key result, and no date moves; and yet it is what the path tells.
        let known = tasks::Task { reported_cause: "environment".into(), version: 3, ..first };
        world.deliver(&[changed(&known)]).await;
        assert_eq!(path().await[0].reported_cause, "environment");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }
}
