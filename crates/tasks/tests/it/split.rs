use cascade_proto::tasks::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{Plan, World, activated, fields, reason, report, rules, waiting};

/// T1 of five weeks with two milestones, after T0, and three tasks behind it: two by its finish, one of them in another plan, and one
/// by its start.
async fn long(pool: DbPool) -> (World, Plan, pb::Task, pb::Task) {
    let (world, plan, other) = (World::over(pool), Plan::new(), Plan::new());
    let mut before = plan.task("T0");
    (before.planned_start, before.planned_end) = ("2026-06-29".into(), "2026-07-03".into());
    let mut long = waiting(plan.task("T1"), "T0");
    long.planned_end = "2026-08-07".into();
    long.effort_hours = Some(100.0);
    for (name, due) in [
        ("host chosen", "2026-07-10"),
        ("script reviewed", "2026-07-24"),
    ] {
        long.milestones.push(pb::Milestone {
            name: name.into(),
            due: due.into(),
            ..pb::Milestone::default()
        });
    }
    let mut behind = waiting(plan.task("T2"), "T1");
    (behind.planned_start, behind.planned_end) = ("2026-08-10".into(), "2026-08-14".into());
    let mut beside = waiting(plan.task("T3"), "T1");
    beside.predecessors[0].kind = pb::LinkKind::StartToStart.into();
    let tasks = world
        .import(plan.import(vec![before, long, behind, beside]))
        .await;
    let mut elsewhere = waiting(other.task("X"), &tasks["T1"].id);
    (elsewhere.planned_start, elsewhere.planned_end) = ("2026-08-10".into(), "2026-08-14".into());
    let elsewhere = world.import(other.import(vec![elsewhere])).await["X"].clone();
    (world, plan, tasks["T1"].clone(), elsewhere)
}

fn apply(task: &pb::Task) -> pb::ApplySplitRequest {
    pb::ApplySplitRequest {
        task_id: task.id.clone(),
        expected_version: 0,
    }
}

fn propose(task: &pb::Task) -> pb::ProposeSplitRequest {
    pb::ProposeSplitRequest {
        task_id: task.id.clone(),
    }
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn a_long_task_becomes_the_parts_that_were_proposed(pool: DbPool) {
        // TASK-009
        let (world, plan, task, elsewhere) = long(pool).await;
        let proposed = world.propose_split(world.admin(), propose(&task)).await.unwrap();
        let told: Vec<(&str, &str, &str, i32)> = proposed
            .parts
            .iter()
            .map(|part| (part.code.as_str(), part.planned_start.as_str(), part.planned_end.as_str(), part.duration_days))
            .collect();
        assert_eq!(
            told,
            [("T1", "2026-07-06", "2026-07-16", 9), ("T1.2", "2026-07-17", "2026-07-28", 8), ("T1.3", "2026-07-29", "2026-08-07", 8)]
        );
        let mut behind = proposed.successors.clone();
        behind.sort();
        assert_eq!(behind, ["T2", "X"]);
        assert_eq!(proposed.parts[0].predecessors[0].code, "T0");
        assert_eq!(proposed.parts[1].predecessors[0].code, "T1");

        let call = world.keyed("k1");
        let answer = world.apply_split(call.clone(), apply(&task)).await.unwrap();
        assert_eq!(world.apply_split(call, apply(&task)).await.unwrap(), answer, "the same key splits once");
        assert_eq!(answer.tasks[0].id, task.id);
        for (part, said) in answer.tasks.iter().zip(&proposed.parts) {
            assert_eq!((&part.code, &part.name, &part.deliverable), (&said.code, &said.name, &said.deliverable));
            assert_eq!((&part.planned_start, &part.planned_end), (&said.planned_start, &said.planned_end));
            assert_eq!((part.duration_days, part.effort_hours), (said.duration_days, said.effort_hours));
            let named = |all: &[pb::Milestone]| all.iter().map(|one| (one.name.clone(), one.due.clone())).collect::<Vec<_>>();
            assert_eq!(named(&part.milestones), named(&said.milestones));
            let codes = |links: &[pb::Predecessor]| links.iter().map(|link| link.code.clone()).collect::<Vec<_>>();
            assert_eq!(codes(&part.predecessors), codes(&said.predecessors));
        }
        assert!(!rules(&answer.findings).iter().any(|(_, rule)| *rule == "TASK-009"), "{:?}", answer.findings);
        assert_eq!(answer.successors.len(), 2);
        for successor in &answer.successors {
            assert_eq!(successor.predecessors[0].task_id, answer.tasks[2].id, "{} waits for the last part", successor.code);
        }
        assert!(answer.successors.iter().any(|task| task.id == elsewhere.id));
        let beside = pb::ListTasksRequest { plan_id: plan.id.clone(), ..pb::ListTasksRequest::default() };
        let all = world.list_tasks(world.admin(), beside).await.unwrap().tasks;
        let beside = all.iter().find(|one| one.code == "T3").unwrap();
        assert_eq!((beside.predecessors[0].task_id.as_str(), beside.version), (task.id.as_str(), 1));
        assert_eq!(world.count("outbox").await, 5 + 5, "three parts and two successors");
        let nothing = world.propose_split(world.admin(), propose(&answer.tasks[0])).await.unwrap();
        assert!(nothing.parts.is_empty() && nothing.successors.is_empty());
    }

    async fn what_is_approved_begun_short_or_taken_is_not_split(pool: DbPool) {
        // ADJ-001
        let (world, plan, task, elsewhere) = long(pool).await;
        let refused = world.apply_split(world.admin(), apply(&elsewhere)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "FAILED_PRECONDITION"));
        let mut code = plan.task("T1.2");
        code.planned_start = "2026-07-06".into();
        world.import(plan.import(vec![code])).await;
        let refused = world.apply_split(world.admin(), apply(&task)).await.unwrap_err();
        assert_eq!(fields(&refused), [("parts[1].code".to_owned(), "TASK-007".to_owned())]);
        let stale = pb::ApplySplitRequest { expected_version: 7, ..apply(&task) };
        assert_eq!(reason(&world.apply_split(world.admin(), stale).await.unwrap_err()), "VERSION_MISMATCH");
        world.report_progress(world.admin(), report(&task)).await.unwrap();
        let refused = world.apply_split(world.admin(), apply(&task)).await.unwrap_err();
        assert_eq!(reason(&refused), "FAILED_PRECONDITION");
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let refused = world.apply_split(world.admin(), apply(&task)).await.unwrap_err();
        assert_eq!(reason(&refused), "BASELINE_PROTECTED");
        assert_eq!(fields(&refused), [("task.planned_end".to_owned(), "ADJ-001".to_owned())]);
        let viewer = world.caller("P-V", &[]);
        assert_eq!(world.apply_split(viewer, apply(&task)).await.unwrap_err().code(), Code::PermissionDenied);
    }
}
