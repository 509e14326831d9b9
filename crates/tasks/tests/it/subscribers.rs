use std::time::Duration;

use cascade_events::HandleError;
use cascade_proto::{goals::v1 as goals, tasks::v1 as pb};
use cascade_storage::DbPool;
use cascade_testkit::{both_databases, eventually};

use crate::support::{NOW, Plan, World, activated, at, event, rules};

fn key_result(plan: &Plan, deadline: &str, version: i64) -> cascade_events::CloudEvent {
    let known = &plan.key_result;
    event(
        "cascade.goals.key_result_changed.v1",
        &plan.id,
        version,
        goals::KeyResultChanged {
            key_result: Some(goals::KeyResult {
                id: known.id.clone(),
                plan_id: plan.id.clone(),
                code: known.code.clone(),
                owner: known.owner.clone(),
                deadline: deadline.into(),
                version,
                ..goals::KeyResult::default()
            }),
        },
    )
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn activation_takes_every_baseline_once(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let told = activated(&plan, 2);
        world.deliver(&[told.clone(), told.clone()]).await.unwrap();
        world.deliver(&[told]).await.unwrap();
        assert_eq!((world.count("baselines").await, world.count("outbox").await), (2, 4));
        let task = world.get_task(world.admin(), pb::GetTaskRequest { task_id: tasks["T2"].id.clone() }).await.unwrap();
        let baseline = task.baseline.unwrap();
        assert_eq!((baseline.start.as_str(), baseline.end.as_str(), task.version), ("2026-07-13", "2026-07-17", 2));
        assert_eq!(baseline.taken_at.unwrap().seconds, at(NOW).timestamp());
        assert_eq!(world.count("outbox WHERE event_type = 'cascade.tasks.task_changed.v1' AND aggregate_version = 2").await, 2);

        // Another event of the same activation finds nothing left to do.
        world.deliver(&[activated(&plan, 3)]).await.unwrap();
        assert_eq!((world.count("baselines").await, world.count("outbox").await), (2, 4));
    }

    async fn a_moved_deadline_is_looked_at_again_and_old_news_is_not(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        let ask = pb::ListFindingsRequest { plan_id: plan.id.clone() };
        world.deliver(&[key_result(&plan, "2026-07-14", 5)]).await.unwrap();
        let found = world.list_findings(world.admin(), ask.clone()).await.unwrap();
        assert_eq!(rules(&found.findings), [("T2", "TASK-010")]);
        world.deliver(&[key_result(&plan, "2026-08-31", 4)]).await.unwrap();
        let found = world.list_findings(world.admin(), ask.clone()).await.unwrap();
        assert_eq!(rules(&found.findings), [("T2", "TASK-010")], "version 4 comes after version 5");
        world.deliver(&[key_result(&plan, "2026-08-31", 6)]).await.unwrap();
        assert!(world.list_findings(world.admin(), ask).await.unwrap().findings.is_empty());
        assert_eq!(world.count("key_results WHERE department = 'SALES' AND version = 6").await, 1);
    }

    async fn a_key_result_known_from_its_event_alone_takes_tasks(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let plan_told = event(
            "cascade.goals.plan_changed.v1",
            &plan.id,
            1,
            goals::PlanChanged { plan: Some(plan.as_goals_see_it("Q3", 1)) },
        );
        world.deliver(&[plan_told, key_result(&plan, "2026-09-30", 1)]).await.unwrap();
        let ask = pb::ListFindingsRequest { plan_id: plan.id.clone() };
        let found = world.list_findings(world.admin(), ask).await.unwrap();
        assert_eq!(rules(&found.findings), [("KR1", "KR-015")]);

        let mut early = plan.task("T1");
        early.planned_start = "2026-06-29".into();
        let answer = world
            .create_task(world.admin(), pb::CreateTaskRequest { task: Some(early), key_result: None })
            .await
            .unwrap();
        assert_eq!(rules(&answer.findings), [("T1", "TASK-010")], "the window begins with the plan's period");
    }

    async fn an_unreadable_event_is_refused_for_good_and_spoils_nothing(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        let broken = event("cascade.goals.plan_activated.v1", &plan.id, 2, serde_json::json!({ "plan": { "id": "x" } }));
        let refused = world.deliver(&[activated(&plan, 2), broken]).await.unwrap_err();
        assert!(matches!(refused, HandleError::Permanent(_)), "{refused:?}");
        assert_eq!((world.count("baselines").await, world.count("inbox").await), (0, 0), "the batch is one transaction");
    }

    async fn what_is_committed_is_published_and_the_work_ends_when_told(pool: DbPool) {
        let (world, shutdown, work) = World::running(pool);
        let plan = Plan::new();
        let tasks = world.import(plan.import(vec![plan.task("T1")])).await;
        world.report_progress(world.admin(), crate::support::report(&tasks["T1"])).await.unwrap();
        let told = eventually("both events are published", async || {
            let mut told = world.bus.confirmed();
            // It asks for the directory at any time.
            told.retain(|event| event.partitionkey == plan.id);
            (told.len() == 2).then_some(told)
        })
        .await;
        let types: Vec<&str> = told.iter().map(|event| event.event_type.as_str()).collect();
        assert_eq!(types, ["cascade.tasks.task_changed.v1", "cascade.tasks.progress_reported.v1"]);
        assert_eq!(told[1].source, "/cascade/tasks");
        assert_eq!((told[1].subject.as_str(), told[1].partitionkey.as_str()), (tasks["T1"].id.as_str(), plan.id.as_str()));
        let data: pb::ProgressReported = told[1].data.read().unwrap();
        assert_eq!((data.report.unwrap().percent, data.task.unwrap().version), (40.0, 2));
        assert!(told[1].data.text().contains(r#""plannedStart":"2026-07-06""#), "canonical proto3 JSON");
        shutdown.cancel();
        tokio::time::timeout(Duration::from_secs(10), work).await.unwrap().unwrap();
    }
}
