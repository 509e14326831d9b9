//! What the goals service decided, carried out by who keeps the tasks.

use cascade_events::CloudEvent;
use cascade_proto::{goals::v1 as goals, tasks::v1 as pb};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use uuid::Uuid;

use crate::support::{Plan, World, activated, event};

fn approved(plan: &Plan, tasks: Vec<goals::TaskChange>) -> CloudEvent {
    let adjustment = goals::Adjustment {
        id: Uuid::now_v7().to_string(),
        plan_id: plan.id.clone(),
        code: "ADJ-1".into(),
        reason: "the host fell ill".into(),
        decided_by: "P-HEAD".into(),
        plan_version_number: 2,
        changes: Some(goals::AdjustmentChanges {
            tasks,
            ..goals::AdjustmentChanges::default()
        }),
        ..goals::Adjustment::default()
    };
    event(
        "cascade.goals.adjustment_approved.v1",
        &plan.id,
        3,
        goals::AdjustmentApproved {
            adjustment: Some(adjustment),
        },
    )
}

async fn task(world: &World, id: &str) -> pb::Task {
    let asked = pb::GetTaskRequest { task_id: id.into() };
    world.get_task(world.admin(), asked).await.unwrap()
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn an_approved_adjustment_moves_tasks_and_their_baselines_once(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let (t1, t2) = (&tasks["T1"].id, &tasks["T2"].id);
        let told = approved(
            &plan,
            vec![
                goals::TaskChange { task_id: t2.clone(), planned_start: "2026-07-20".into(), planned_end: "2026-07-28".into(), owner: "P-NEW".into(), cancel: false },
                goals::TaskChange { task_id: t1.clone(), cancel: true, ..goals::TaskChange::default() },
            ],
        );
        world.deliver(&[told.clone(), told.clone()]).await.unwrap();
        world.deliver(&[told]).await.unwrap();
        let moved = task(&world, t2).await;
        assert_eq!((moved.planned_start.as_str(), moved.planned_end.as_str(), moved.duration_days), ("2026-07-20", "2026-07-28", 7));
        assert_eq!((moved.owner.as_str(), moved.version), ("P-NEW", 3));
        let baseline = moved.baseline.unwrap();
        assert_eq!((baseline.start.as_str(), baseline.end.as_str()), ("2026-07-20", "2026-07-28"));
        let gone = task(&world, t1).await;
        assert_eq!((gone.state(), gone.version), (pb::TaskState::Cancelled, 3));
        let list = pb::ListBaselinesRequest { plan_id: plan.id.clone(), ..pb::ListBaselinesRequest::default() };
        let baselines = world.list_baselines(world.admin(), list).await.unwrap().baselines;
        assert_eq!(baselines.len(), 2, "the first stays");
        assert!(baselines.iter().any(|one| one.reason == "ADJ-1：the host fell ill"));
        assert_eq!(world.count("outbox WHERE aggregate_version = 3").await, 2);
    }

    async fn an_adjustment_that_did_not_know_the_one_before_does_not_stick(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let t2 = &tasks["T2"].id;
        let day = |start: &str, end: &str| goals::TaskChange {
            task_id: t2.clone(),
            planned_start: start.into(),
            planned_end: end.into(),
            ..goals::TaskChange::default()
        };
        // Begins on 27 July, then ends on 22 July: decided by what was there before both.
        let told = [approved(&plan, vec![day("2026-07-27", "")]), approved(&plan, vec![day("", "2026-07-22")])];
        world.deliver(&told).await.unwrap();
        let moved = task(&world, t2).await;
        assert_eq!((moved.planned_start.as_str(), moved.planned_end.as_str(), moved.duration_days), ("2026-07-22", "2026-07-22", 1));
    }

    async fn the_end_of_a_plan_cancels_and_carries_over(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let next = Uuid::now_v7().to_string();
        let part = Uuid::now_v7().to_string();
        let carried = |id: &str| goals::CarriedTask {
            task_id: id.into(),
            next_plan_id: next.clone(),
            next_key_result_id: part.clone(),
            period_start: "2026-10-01".into(),
            period_end: "2026-12-31".into(),
        };
        let closed = goals::PlanClosed {
            plan: Some(plan.as_goals_see_it("Q3", 4)),
            statistics: None,
            dispositions: vec![goals::TaskDisposition {
                task_id: tasks["T1"].id.clone(),
                disposition: goals::Disposition::Cancelled.into(),
                ..goals::TaskDisposition::default()
            }],
            carried: vec![carried(&tasks["T2"].id)],
        };
        let told = event("cascade.goals.plan_closed.v1", &plan.id, 4, closed);
        world.deliver(std::slice::from_ref(&told)).await.unwrap();
        world.deliver(&[told]).await.unwrap();
        assert_eq!(task(&world, &tasks["T1"].id).await.state(), pb::TaskState::Cancelled);
        let list = pb::ListTasksRequest { plan_id: next.clone(), ..pb::ListTasksRequest::default() };
        let taken = world.list_tasks(world.admin(), list).await.unwrap().tasks;
        assert_eq!(taken.len(), 1, "once");
        // After the National Day holiday, as long as it was planned: nothing had been done. T1 is not waited for any more.
        let (start, end) = (taken[0].planned_start.as_str(), taken[0].planned_end.as_str());
        assert_eq!((taken[0].code.as_str(), start, end), ("T2", "2026-10-08", "2026-10-13"));
        assert_eq!((taken[0].key_result_id.as_str(), taken[0].predecessors.len()), (part.as_str(), 0));
    }
}
