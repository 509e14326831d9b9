use cascade_events::{CloudEvent, EventData};
use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::support::{World, fields, money, pairs, planned, step, told};

const CONSUMER: &str = "resources";

fn moved(task: &pb::TaskRef, version: i64, start: &str, end: &str) -> CloudEvent {
    told(&tasks::Task {
        id: task.id.clone(),
        plan_id: task.plan_id.clone(),
        code: task.code.clone(),
        planned_start: start.into(),
        planned_end: end.into(),
        version,
        ..tasks::Task::default()
    })
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn a_task_that_moves_is_seen_by_its_requests(pool: DbPool) {
        let (world, wanted, answer) = World::with_requests(pool, vec![money("R1")]).await;
        let task = &wanted.tasks[0];
        assert_eq!(world.findings(&wanted.plan_id).await, []);
        let event = moved(task, 2, "2026-06-29", "2026-07-03");
        world.bus.deliver(CONSUMER, &[event.clone(), event.clone()]).await.unwrap();
        world.bus.deliver(CONSUMER, std::slice::from_ref(&event)).await.unwrap();
        assert_eq!(world.count("inbox").await, 1, "once in effect");
        assert_eq!(world.findings(&wanted.plan_id).await, pairs(&[("R1", "RES-002"), ("R1", "RES-004")]));
        let refused = world.approve_request(world.marketing(), step(&answer.requests[0])).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("expected_arrival", "RES-002")]));
        // An unchanged row does not stand against an import because its task has moved.
        let again = world.import_requests(world.asking(), wanted.clone()).await.unwrap();
        assert_eq!((again.counts.unwrap().unchanged, again.findings.len()), (1, 2));

        // What an older event or a caller says does not take the newer one back; an even newer one does.
        world.bus.deliver(CONSUMER, &[moved(task, 1, "2026-07-06", "2026-07-17")]).await.unwrap();
        assert_eq!(world.findings(&wanted.plan_id).await.len(), 2);
        world.bus.deliver(CONSUMER, &[moved(task, 5, "2026-07-06", "2026-07-17")]).await.unwrap();
        assert_eq!(world.findings(&wanted.plan_id).await, []);
        world.approve_request(world.marketing(), step(&answer.requests[0])).await.unwrap();
    }

    async fn a_broken_event_is_told_and_applies_nothing(pool: DbPool) {
        let (world, wanted, _) = World::with_requests(pool, vec![]).await;
        let mut broken = moved(&wanted.tasks[0], 2, "2026-06-29", "2026-07-03");
        broken.data = serde_json::json!({}).into();
        let good = moved(&wanted.tasks[0], 3, "2026-06-29", "2026-07-03");
        assert!(world.bus.deliver(CONSUMER, &[good, broken]).await.is_err());
        assert_eq!(world.count("inbox").await, 0);
    }

    async fn progress_moves_the_load_and_an_older_event_does_not(pool: DbPool) {
        let task = planned("p", "T1", 6, 10, 40.0);
        let world = World::with_tasks(pool, std::slice::from_ref(&task)).await;
        let load = async || {
            let asked = pb::GetLoadRequest { person: "P-1".into(), ..Default::default() };
            let answer = world.get_load(world.admin(), asked).await.unwrap();
            answer.people[0].load_hours.round()
        };
        assert!((load().await - 40.0).abs() < 1e-9);
        let half = tasks::Task { percent: 50.0, actual_start: "2026-07-06".into(), version: 3, ..task.clone() };
        let report = tasks::ProgressReported { report: Some(tasks::ProgressReport::default()), task: Some(half) };
        let mut event = told(&task);
        event.event_type = "cascade.tasks.progress_reported.v1".into();
        event.data = EventData::of(&report).unwrap();
        world.bus.deliver(CONSUMER, &[event]).await.unwrap();
        assert!((load().await - 20.0).abs() < 1e-9);
        world.hear(&[tasks::Task { owner: "P-SALES".into(), version: 2, ..task.clone() }]).await;
        assert!((load().await - 20.0).abs() < 1e-9, "a stale version is skipped");
        world.hear(&[tasks::Task { owner: "P-SALES".into(), version: 4, ..task }]).await;
        assert!(load().await.abs() < 1e-9, "it is somebody else's now");
        assert_eq!(world.count("task_people").await, 1);
    }
}
