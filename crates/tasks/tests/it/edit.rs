use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{
    Plan, World, activated, after, fields, reason, report, rules, violations, waiting,
};

fn change(task: &pb::Task, fields: &[&str], expected_version: i64) -> pb::UpdateTaskRequest {
    pb::UpdateTaskRequest {
        task: Some(task.clone()),
        update: fields.iter().map(|field| (*field).to_owned()).collect(),
        expected_version,
    }
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn a_task_is_created_once(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let mut long = plan.task("T1");
        long.planned_end = "2026-07-24".into();
        let request = pb::CreateTaskRequest { task: Some(long), key_result: Some(plan.key_result.clone()) };
        let made = world.create_task(world.keyed("k"), request.clone()).await.unwrap();
        assert_eq!(rules(&made.findings), [("T1", "TASK-009")]);
        assert_eq!(made.task.as_ref().unwrap().key_result_id, plan.key_result.id);
        assert_eq!(world.create_task(world.keyed("k"), request.clone()).await.unwrap(), made);
        assert_eq!((world.count("tasks").await, world.count("outbox").await), (1, 1));

        let refused = world.create_task(world.admin(), request).await.unwrap_err();
        assert_eq!(fields(&refused), [("task.code".to_owned(), "TASK-007".to_owned())]);
        let stranger = world.caller("P-X", &[RoleGrant::new(Role::Contributor, "DATA")]);
        let request = pb::CreateTaskRequest { task: Some(plan.task("T2")), key_result: None };
        let refused = world.create_task(stranger, request).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }

    async fn only_the_named_fields_change(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let mut wanted = tasks["T1"].clone();
        wanted.name = "new name".into();
        wanted.owner = "P-NEW".into();
        let answer = world.update_task(world.admin(), change(&wanted, &["name"], 1)).await.unwrap();
        let task = answer.task.unwrap();
        assert_eq!((task.name.as_str(), task.owner.as_str(), task.version), ("new name", "P-OWNER", 2));
        assert_eq!(world.count("outbox").await, 3);

        let same = world.update_task(world.admin(), change(&wanted, &["name"], 2)).await.unwrap();
        assert_eq!(same.task.unwrap().version, 2, "what changes nothing makes no version");
        assert_eq!(world.count("outbox").await, 3);

        let refused = world.update_task(world.admin(), change(&wanted, &["percent"], 0)).await.unwrap_err();
        assert_eq!(fields(&refused), [("update[0]".to_owned(), "request.update".to_owned())]);
    }

    async fn state_and_plan_change_in_one_version(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let mut wanted = tasks["T1"].clone();
        wanted.name = "new name".into();
        wanted.state = pb::TaskState::Paused.into();
        let answer = world.update_task(world.admin(), change(&wanted, &["name", "state"], 1)).await.unwrap();
        let task = answer.task.unwrap();
        assert_eq!((task.version, task.state()), (2, pb::TaskState::Paused));
        assert_eq!(world.count("outbox").await, 3);
        assert_eq!(world.get_task(world.admin(), pb::GetTaskRequest { task_id: task.id.clone() }).await.unwrap(), task);
    }

    async fn somebody_was_faster(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        world.report_progress(world.admin(), report(&tasks["T1"])).await.unwrap();
        let refused = world.update_task(world.admin(), change(&tasks["T1"], &["name"], 1)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));
    }

    async fn a_cycle_is_refused_and_a_moved_task_warns_those_that_wait(pool: DbPool) {
        // TASK-008
        let (world, plan, tasks) = World::with_plan(pool).await;
        let wanted = waiting(tasks["T1"].clone(), "T2");
        let refused = world.update_task(world.admin(), change(&wanted, &["predecessors"], 0)).await.unwrap_err();
        assert_eq!(reason(&refused), "TASK_CYCLE");
        assert!(violations(&refused)[0].2.contains("T1 → T2 → T1"));

        let mut later = tasks["T1"].clone();
        later.planned_end = "2026-07-15".into();
        world.update_task(world.admin(), change(&later, &["planned_end"], 1)).await.unwrap();
        let found = world.list_findings(world.admin(), pb::ListFindingsRequest { plan_id: plan.id }).await.unwrap();
        assert_eq!(rules(&found.findings), [("T2", "TASK-011")], "T2 did not change, what it waits for did");
        assert_eq!(found.findings[0].value, "2026-07-13");
    }

    async fn constraints_are_kept_checked_and_left_alone_by_an_import(pool: DbPool) {
        // TASK-017, TASK-018, TASK-019
        let (world, plan, tasks) = World::with_plan(pool).await;
        let held = |not_before: &str, deadline: &str| pb::Constraints {
            not_before: not_before.into(),
            deadline: deadline.into(),
            start_on: String::new(),
        };
        let with = |constraints| pb::Task { constraints, ..tasks["T1"].clone() };
        let wanted = with(Some(held("2026-07-10", "2026-07-06")));
        let refused = world.update_task(world.admin(), change(&wanted, &["constraints"], 0)).await.unwrap_err();
        assert_eq!(fields(&refused), [("task.constraints.not_before".to_owned(), "TASK-017".to_owned())]);
        let wanted = with(Some(held("tomorrow", "")));
        let refused = world.update_task(world.admin(), change(&wanted, &["constraints"], 0)).await.unwrap_err();
        assert_eq!(fields(&refused), [("task.constraints.not_before".to_owned(), "request.date".to_owned())]);

        let wanted = with(Some(held("", "2026-07-08")));
        let answer = world.update_task(world.admin(), change(&wanted, &["constraints"], 0)).await.unwrap();
        assert_eq!(rules(&answer.findings), [("T1", "TASK-018")]);
        let task = answer.task.unwrap();
        assert_eq!(task.constraints, wanted.constraints);
        assert_eq!(world.get_task(world.admin(), pb::GetTaskRequest { task_id: task.id.clone() }).await.unwrap(), task);

        let again = plan.import(vec![plan.task("T1"), after(plan.task("T2"), "T1")]);
        let imported = world.import_tasks(world.admin(), again).await.unwrap();
        assert_eq!(imported.counts.unwrap().unchanged, 2);
        assert_eq!(imported.tasks[0].constraints, wanted.constraints, "a table without them says nothing of them");

        let answer = world.update_task(world.admin(), change(&with(None), &["constraints"], 0)).await.unwrap();
        assert_eq!((answer.task.unwrap().constraints, answer.findings), (None, vec![]));
        let mut far = with(None);
        far.planned_end = "2027-01-08".into();
        let answer = world.update_task(world.admin(), change(&far, &["planned_end"], 0)).await.unwrap();
        let found: Vec<_> = answer.findings.iter().filter(|one| one.rule == "TASK-019").collect();
        assert_eq!((found.len(), found[0].value.as_str()), (1, "2027-01-08"));
    }

    async fn an_estimate_is_kept_checked_and_left_alone_by_an_import(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let with = |points: Option<(f64, f64, f64)>| pb::Task {
            estimate: points.map(|(optimistic_days, likely_days, pessimistic_days)| pb::ThreePointEstimate { optimistic_days, likely_days, pessimistic_days }),
            ..tasks["T1"].clone()
        };
        let refused = world.update_task(world.admin(), change(&with(Some((5.0, 4.0, 9.0))), &["estimate"], 0)).await.unwrap_err();
        assert_eq!(fields(&refused), [("task.estimate".to_owned(), "TASK-021".to_owned())]);
        let wanted = with(Some((3.0, 5.0, 9.5)));
        let task = world.update_task(world.admin(), change(&wanted, &["estimate"], 0)).await.unwrap().task.unwrap();
        assert_eq!(task.estimate, wanted.estimate);
        assert_eq!(world.get_task(world.admin(), pb::GetTaskRequest { task_id: task.id.clone() }).await.unwrap(), task);
        let again = plan.import(vec![plan.task("T1"), after(plan.task("T2"), "T1")]);
        let imported = world.import_tasks(world.admin(), again).await.unwrap();
        assert_eq!(imported.tasks[0].estimate, wanted.estimate, "a table without it says nothing of it");
        let task = world.update_task(world.admin(), change(&with(None), &["estimate"], 0)).await.unwrap().task.unwrap();
        assert_eq!(task.estimate, None);
    }

    async fn approved_dates_are_protected(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let mut wanted = tasks["T1"].clone();
        wanted.planned_end = "2026-07-14".into();
        wanted.name = "new name".into();
        let refused = world.update_task(world.admin(), change(&wanted, &["planned_end", "name"], 0)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "BASELINE_PROTECTED"));
        assert_eq!(fields(&refused), [("task.planned_end".to_owned(), "ADJ-001".to_owned())]);
        let mut moved = plan.task("T1");
        moved.planned_end = "2026-07-14".into();
        let refused = world.import_tasks(world.admin(), plan.import(vec![moved])).await.unwrap_err();
        assert_eq!(reason(&refused), "BASELINE_PROTECTED");
        assert_eq!(fields(&refused), [("tasks[0].planned_end".to_owned(), "ADJ-001".to_owned())]);

        let same = plan.import(vec![plan.task("T1"), after(plan.task("T2"), "T1")]);
        assert_eq!(world.import_tasks(world.admin(), same).await.unwrap().counts.unwrap().unchanged, 2);
        let named = world.update_task(world.admin(), change(&wanted, &["name"], 0)).await.unwrap();
        assert_eq!(named.task.unwrap().planned_end, "2026-07-10");
    }

    async fn an_approved_task_is_its_manager_s_and_its_state_its_owner_s(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let contributor = world.caller("P-C", &[RoleGrant::new(Role::Contributor, "SALES")]);
        let mut wanted = tasks["T1"].clone();
        wanted.name = "by a contributor".into();
        wanted.state = pb::TaskState::Blocked.into();
        world.update_task(contributor.clone(), change(&wanted, &["name"], 0)).await.unwrap();
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        wanted.name = "again".into();
        let refused = world.update_task(contributor, change(&wanted, &["name"], 0)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let owner = world.caller("P-OWNER", &[]);
        let answer = world.update_task(owner.clone(), change(&wanted, &["state"], 0)).await.unwrap();
        assert_eq!(answer.task.unwrap().state(), pb::TaskState::Blocked);
        let refused = world.update_task(owner, change(&wanted, &["name"], 0)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
}
