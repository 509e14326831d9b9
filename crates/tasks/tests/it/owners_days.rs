//! What is counted in working days is counted on the days of the task's owner: durations, moves, parts, comparisons, what is carried out.

use cascade_proto::{goals::v1 as goals, tasks::v1 as pb};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    support::{Plan, World, event},
    working_time::{calendar, company, of_department, person, saturdays},
};

/// A world in which the sales department works on Saturdays.
async fn with_saturdays(pool: DbPool) -> World {
    let world = World::over(pool);
    world.deliver(&company()).await.unwrap();
    let told = calendar(saturdays(of_department("SALES", 1)));
    world.deliver(&[told]).await.unwrap();
    world
}

fn dates(task: &pb::Task) -> (&str, &str, i32) {
    (&task.planned_start, &task.planned_end, task.duration_days)
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn durations_and_moves_go_by_the_owners_days(pool: DbPool) {
        let (world, plan) = (with_saturdays(pool).await, Plan::new());
        let mut long = plan.task("T2");
        long.planned_end = "2026-07-13".into();
        let tasks = world.import(plan.import(vec![plan.task("T1"), long])).await;
        assert_eq!(dates(&tasks["T1"]), ("2026-07-06", "2026-07-10", 5));
        assert_eq!(dates(&tasks["T2"]), ("2026-07-06", "2026-07-13", 7));

        let moved = |ids: &[&str], owner: Option<&str>| pb::BulkUpdateTasksRequest {
            plan_id: plan.id.clone(),
            task_ids: ids.iter().map(|code| tasks[*code].id.clone()).collect(),
            changes: Some(pb::TaskChanges {
                shift_days: Some(5),
                owner: owner.map(str::to_owned),
                ..Default::default()
            }),
            ..pb::BulkUpdateTasksRequest::default()
        };
        let answer = world.bulk_update_tasks(world.admin(), moved(&["T1"], None)).await.unwrap();
        assert_eq!(dates(&answer.tasks[0]), ("2026-07-11", "2026-07-16", 5));
        // Seven days of one who works on Saturdays are seven of one who does not.
        world.deliver(&[person("P-CSM", "CSM", 1)]).await.unwrap();
        let answer = world.bulk_update_tasks(world.admin(), moved(&["T2"], Some("P-CSM"))).await.unwrap();
        assert_eq!(dates(&answer.tasks[0]), ("2026-07-13", "2026-07-21", 7));
    }

    async fn a_split_divides_the_owners_days(pool: DbPool) {
        let (world, plan) = (with_saturdays(pool).await, Plan::new());
        let mut long = plan.task("T1");
        long.planned_end = "2026-08-01".into();
        let tasks = world.import(plan.import(vec![long])).await;
        let ask = pb::ProposeSplitRequest { task_id: tasks["T1"].id.clone() };
        let proposal = world.propose_split(world.admin(), ask).await.unwrap();
        let days: i32 = proposal.parts.iter().map(|part| part.duration_days).sum();
        assert_eq!(days, 24, "four weeks of six days: {:?}", proposal.parts);
        let ask = pb::ApplySplitRequest { task_id: tasks["T1"].id.clone(), ..Default::default() };
        let split = world.apply_split(world.admin(), ask).await.unwrap();
        let days: i32 = split.tasks.iter().map(|part| part.duration_days).sum();
        assert_eq!(days, 24);
        assert_eq!(split.tasks.last().unwrap().planned_end, "2026-08-01");
    }

    async fn a_comparison_counts_each_task_on_its_own_days_and_the_plan_on_the_organisations(pool: DbPool) {
        let (world, plan) = (with_saturdays(pool).await, Plan::new());
        let mut theirs = plan.task("T2");
        (theirs.owner, theirs.department) = ("P-CSM".into(), "CSM".into());
        world.import(plan.import(vec![plan.task("T1"), theirs.clone()])).await;
        let ask = pb::TakeBaselineRequest { plan_id: plan.id.clone(), reason: "agreed".into() };
        world.take_baseline(world.admin(), ask).await.unwrap();
        let mut ours = plan.task("T1");
        for task in [&mut ours, &mut theirs] {
            task.planned_end = "2026-07-13".into();
        }
        world.import(plan.import(vec![ours, theirs])).await;
        let ask = pb::CompareBaselinesRequest { plan_id: plan.id.clone(), from: 1, to: 0 };
        let found = world.compare_baselines(world.admin(), ask).await.unwrap();
        let slips: Vec<i32> = found.moved.iter().map(|task| task.end_moved_days).collect();
        assert_eq!((slips, found.totals.as_ref().unwrap().end_moved_days), (vec![2, 1], 1));

        world.deliver(&[calendar(saturdays(of_department("HQ", 1)))]).await.unwrap();
        let found = world.compare_baselines(world.admin(), ask_again(&plan)).await.unwrap();
        let slips: Vec<i32> = found.moved.iter().map(|task| task.end_moved_days).collect();
        assert_eq!((slips, found.totals.as_ref().unwrap().end_moved_days), (vec![2, 2], 2));
    }

    async fn an_adjustment_counts_on_the_days_of_the_new_owner(pool: DbPool) {
        let (world, plan) = (with_saturdays(pool).await, Plan::new());
        let tasks = world.import(plan.import(vec![plan.task("T1")])).await;
        world.deliver(&[person("P-CSM", "CSM", 1)]).await.unwrap();
        let approved = |owner: &str| {
            let change = goals::TaskChange {
                task_id: tasks["T1"].id.clone(),
                planned_end: "2026-07-18".into(),
                owner: owner.into(),
                ..goals::TaskChange::default()
            };
            let adjustment = goals::Adjustment {
                id: uuid::Uuid::now_v7().to_string(),
                plan_id: plan.id.clone(),
                changes: Some(goals::AdjustmentChanges { tasks: vec![change], ..Default::default() }),
                ..goals::Adjustment::default()
            };
            let data = goals::AdjustmentApproved { adjustment: Some(adjustment) };
            event("cascade.goals.adjustment_approved.v1", &plan.id, 1, data)
        };
        let task = async || {
            let ask = pb::GetTaskRequest { task_id: tasks["T1"].id.clone() };
            world.get_task(world.admin(), ask).await.unwrap()
        };
        world.deliver(&[approved("")]).await.unwrap();
        assert_eq!(dates(&task().await), ("2026-07-06", "2026-07-18", 12));
        world.deliver(&[approved("P-CSM")]).await.unwrap();
        assert_eq!(dates(&task().await), ("2026-07-06", "2026-07-18", 10));
    }
}

fn ask_again(plan: &Plan) -> pb::CompareBaselinesRequest {
    pb::CompareBaselinesRequest {
        plan_id: plan.id.clone(),
        from: 1,
        to: 0,
    }
}
