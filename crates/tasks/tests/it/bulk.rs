use std::collections::HashMap;

use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{Plan, World, activated, fields, reason, rules};

fn by_ids(
    plan: &Plan,
    tasks: &[&pb::Task],
    changes: pb::TaskChanges,
) -> pb::BulkUpdateTasksRequest {
    pb::BulkUpdateTasksRequest {
        plan_id: plan.id.clone(),
        task_ids: tasks.iter().map(|task| task.id.clone()).collect(),
        changes: Some(changes),
        ..pb::BulkUpdateTasksRequest::default()
    }
}

fn by_filter(
    plan: &Plan,
    filter: pb::TaskFilter,
    changes: pb::TaskChanges,
) -> pb::BulkUpdateTasksRequest {
    pb::BulkUpdateTasksRequest {
        filter: Some(filter),
        ..by_ids(plan, &[], changes)
    }
}

fn shift(days: i32) -> pb::TaskChanges {
    pb::TaskChanges {
        shift_days: Some(days),
        ..pb::TaskChanges::default()
    }
}

fn owner(code: &str) -> pb::TaskChanges {
    pb::TaskChanges {
        owner: Some(code.into()),
        ..pb::TaskChanges::default()
    }
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn many_tasks_change_at_once_or_not_at_all(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let both = [&tasks["T1"], &tasks["T2"]];
        let changes = pb::TaskChanges {
            collaborators: Some(pb::Collaborators { people: vec!["P-A".into()] }),
            priority: Some(pb::TaskPriority::High.into()),
            state: Some(pb::TaskState::Paused.into()),
            required_resources: Some("a studio".into()),
            ..owner("P-NEW")
        };
        let call = world.keyed("k1");
        let answer = world.bulk_update_tasks(call.clone(), by_ids(&plan, &both, changes.clone())).await.unwrap();
        assert_eq!((answer.matched, answer.updated, answer.unchanged), (2, 2, 0));
        for task in &answer.tasks {
            assert_eq!((task.owner.as_str(), task.version, task.state()), ("P-NEW", 2, pb::TaskState::Paused));
            assert_eq!((task.required_resources.as_str(), task.priority()), ("a studio", pb::TaskPriority::High));
            assert_eq!(task.collaborators, ["P-A"]);
        }
        assert_eq!(world.bulk_update_tasks(call, by_ids(&plan, &both, changes.clone())).await.unwrap(), answer);
        let again = world.bulk_update_tasks(world.admin(), by_ids(&plan, &both, changes)).await.unwrap();
        assert_eq!((again.updated, again.unchanged), (0, 2));
        assert_eq!(world.count("outbox").await, 4);

        let other = Plan::new();
        let elsewhere = world.import(other.import(vec![other.task("X")])).await["X"].clone();
        let refused = world
            .bulk_update_tasks(world.admin(), by_ids(&plan, &[&tasks["T1"], &elsewhere], owner("P-X")))
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), [("task_ids[1]".to_owned(), "request.task_id".to_owned())]);
        let refused = world.bulk_update_tasks(world.admin(), by_ids(&plan, &both, owner(" "))).await.unwrap_err();
        let told = fields(&refused);
        assert_eq!(told.len(), 2, "of each task: {told:?}");
        assert!(told.contains(&("tasks[T2].owner".to_owned(), "TASK-002".to_owned())));
        assert_eq!(world.count("tasks WHERE owner = 'P-NEW'").await, 2);
    }

    async fn a_filter_takes_what_has_all_of_it_and_dates_move_by_working_days(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let mut other = plan.task("T3");
        other.owner = "P-OTHER".into();
        world.import(plan.import(vec![other])).await;
        let ours = pb::TaskFilter { owner: "P-OWNER".into(), department: "SALES".into(), ..pb::TaskFilter::default() };
        let mut dry = by_filter(&plan, ours.clone(), shift(60));
        dry.dry_run = true;
        let answer = world.bulk_update_tasks(world.admin(), dry).await.unwrap();
        assert_eq!((answer.matched, answer.updated), (2, 2));
        assert_eq!(rules(&answer.findings), [("T1", "TASK-010"), ("T2", "TASK-010")]);
        let kept = world.get_task(world.admin(), pb::GetTaskRequest { task_id: tasks["T1"].id.clone() }).await.unwrap();
        assert_eq!(kept.version, 1, "a dry run keeps nothing");

        let answer = world.bulk_update_tasks(world.admin(), by_filter(&plan, ours, shift(3))).await.unwrap();
        let dates: Vec<(&str, &str, i32)> = answer
            .tasks
            .iter()
            .map(|task| (task.planned_start.as_str(), task.planned_end.as_str(), task.duration_days))
            .collect();
        assert_eq!(dates, [("2026-07-09", "2026-07-15", 5), ("2026-07-16", "2026-07-22", 5)]);
        let nobody = pb::TaskFilter { owner: "P-NOBODY".into(), ..pb::TaskFilter::default() };
        let answer = world.bulk_update_tasks(world.admin(), by_filter(&plan, nobody, shift(3))).await.unwrap();
        assert_eq!(answer.matched, 0);
    }

    async fn what_protects_one_task_protects_many(pool: DbPool) {
        // ADJ-001
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let both = [&tasks["T1"], &tasks["T2"]];
        let refused = world.bulk_update_tasks(world.admin(), by_ids(&plan, &both, shift(1))).await.unwrap_err();
        assert_eq!(reason(&refused), "BASELINE_PROTECTED");
        assert!(fields(&refused).contains(&("tasks[T1].planned_end".to_owned(), "ADJ-001".to_owned())));
        let contributor = world.caller("P-C", &[RoleGrant::new(Role::Contributor, "SALES")]);
        let refused = world.bulk_update_tasks(contributor, by_ids(&plan, &both, owner("P-C"))).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let mut stale = by_ids(&plan, &both, owner("P-NEW"));
        stale.expected_versions = HashMap::from([(tasks["T2"].id.clone(), 1)]);
        let refused = world.bulk_update_tasks(world.admin(), stale).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));
        world.bulk_update_tasks(world.admin(), by_ids(&plan, &both, owner("P-NEW"))).await.unwrap();
    }

    async fn what_cannot_be_meant_is_told(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let neither = by_ids(&plan, &[], pb::TaskChanges::default());
        let refused = world.bulk_update_tasks(world.admin(), neither).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            [("task_ids".to_owned(), "request.filter".to_owned()), ("changes".to_owned(), "request.update".to_owned())]
        );
        let far = by_ids(&plan, &[&tasks["T1"]], shift(100_000));
        assert_eq!(fields(&world.bulk_update_tasks(world.admin(), far).await.unwrap_err())[0].0, "changes.shift_days");
        let mut many = by_ids(&plan, &[], owner("P"));
        many.task_ids = vec![tasks["T1"].id.clone(); 1_001];
        assert_eq!(fields(&world.bulk_update_tasks(world.admin(), many).await.unwrap_err())[0].1, "request.size");
    }
}
