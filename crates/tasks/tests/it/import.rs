use cascade_proto::tasks::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{Plan, World, after, fields, reason, rules, violations, waiting};

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn the_same_again_changes_nothing(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let mut shows = plan.task("T2");
        shows.planned_end = "2026-08-07".into();
        shows.milestones = vec![pb::Milestone { name: "week 1".into(), due: "2026-07-10".into(), ..pb::Milestone::default() }];
        let request = plan.import(vec![plan.task("T1"), shows, after(plan.task("T3"), "T1")]);

        let first = world.import_tasks(world.admin(), request.clone()).await.unwrap();
        let counts = first.counts.unwrap();
        assert_eq!((counts.created, counts.updated, counts.unchanged), (3, 0, 0));
        assert_eq!(first.tasks[0].duration_days, 5);
        assert_eq!(first.tasks[1].duration_days, 25);
        assert_eq!(first.tasks[2].predecessors[0].task_id, first.tasks[0].id);
        assert_eq!(first.tasks[2].predecessors[0].kind(), pb::LinkKind::FinishToStart);
        assert_eq!(rules(&first.findings), [("T2", "TASK-009")], "five weeks are accepted with a warning");
        assert_eq!(world.count("outbox").await, 3);

        let again = world.import_tasks(world.admin(), request).await.unwrap();
        let counts = again.counts.unwrap();
        assert_eq!((counts.created, counts.updated, counts.unchanged), (0, 0, 3));
        assert_eq!(again.tasks, first.tasks, "identities and versions too");
        assert_eq!(rules(&again.findings), [("T2", "TASK-009")]);
        assert_eq!(world.count("outbox").await, 3, "no event without a change");
        assert_eq!(world.count("findings").await, 1);
    }

    async fn one_changed_row_is_one_version_and_one_event(pool: DbPool) {
        let (world, plan, before) = World::with_plan(pool).await;
        let mut changed = plan.task("T1");
        changed.planned_end = "2026-07-14".into();
        let answer = world
            .import_tasks(world.admin(), plan.import(vec![changed, after(plan.task("T2"), "T1")]))
            .await
            .unwrap();
        let counts = answer.counts.unwrap();
        assert_eq!((counts.created, counts.updated, counts.unchanged), (0, 1, 1));
        assert_eq!((answer.tasks[0].version, answer.tasks[1].version), (2, 1));
        assert_eq!(answer.tasks[0].id, before["T1"].id);
        assert_eq!(world.count("outbox WHERE aggregate_version = 2").await, 1);
        assert_eq!(rules(&answer.findings), [("T2", "TASK-011")], "T2 now starts before T1 ends");
    }

    async fn a_dry_run_answers_and_keeps_nothing(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let request = pb::ImportTasksRequest { dry_run: true, ..plan.import(vec![plan.task("T1")]) };
        let answer = world.import_tasks(world.keyed("dry"), request).await.unwrap();
        assert_eq!(answer.counts.unwrap().created, 1);
        for table in ["tasks", "outbox", "findings", "key_results", "idempotency_keys"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
    }

    async fn a_refused_import_keeps_nothing(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let mut bad = plan.task("T2");
        bad.owner = String::new();
        let request = plan.import(vec![plan.task("T1"), bad]);
        let refused = world.import_tasks(world.admin(), request).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        for table in ["tasks", "outbox", "findings", "key_results"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
    }

    async fn progress_and_reached_milestones_outlive_an_import(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let mut task = plan.task("T1");
        task.milestones = vec![pb::Milestone { name: "draft".into(), due: "2026-07-08".into(), ..pb::Milestone::default() }];
        let stored = world.import(plan.import(vec![task.clone()])).await["T1"].clone();
        let mut reached = stored.clone();
        // TRACK-002
        reached.milestones[0].reached_on = "2026-07-07".into();
        let early = pb::UpdateTaskRequest { task: Some(reached.clone()), update: vec!["milestones".into()], expected_version: 1 };
        let refused = world.update_task(world.admin(), early).await.unwrap_err();
        assert_eq!(fields(&refused), [("task.milestones[0].reached_on".to_owned(), "TRACK-002".to_owned())]);
        reached.milestones[0].reached_on = "2026-07-06".into();
        world
            .update_task(world.admin(), pb::UpdateTaskRequest { task: Some(reached), update: vec!["milestones".into()], expected_version: 1 })
            .await
            .unwrap();
        world.report_progress(world.admin(), crate::support::report(&stored)).await.unwrap();

        task.name = "another name".into();
        let now = world.import(plan.import(vec![task])).await["T1"].clone();
        assert_eq!(now.version, 4);
        assert_eq!(now.milestones[0].id, stored.milestones[0].id);
        assert_eq!(now.milestones[0].reached_on, "2026-07-06");
        assert!((now.percent - 40.0).abs() < 1e-9);
        assert_eq!(now.actual_start, "2026-07-06");
    }

    async fn a_key_result_without_a_task_is_warned_of_until_it_has_one(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let other = pb::KeyResultRef { id: uuid::Uuid::now_v7().to_string(), code: "KR2".into(), ..plan.key_result.clone() };
        let mut request = plan.import(vec![plan.task("T1")]);
        request.key_results.push(other);
        let answer = world.import_tasks(world.admin(), request.clone()).await.unwrap();
        assert_eq!(rules(&answer.findings), [("KR2", "KR-015")]);

        request.tasks.push(pb::Task { key_result_id: "KR2".into(), ..plan.task("T2") });
        let answer = world.import_tasks(world.admin(), request).await.unwrap();
        assert!(answer.findings.is_empty(), "{:?}", answer.findings);
        let kept = world.list_findings(world.admin(), pb::ListFindingsRequest { plan_id: plan.id }).await.unwrap();
        assert!(kept.findings.is_empty());
    }

    async fn two_thousand_tasks_in_a_chain(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let code = |i: usize| format!("T{i:04}");
        let tasks: Vec<pb::Task> = (0..2_000)
            .map(|i| if i == 0 { plan.task(&code(0)) } else { waiting(plan.task(&code(i)), &code(i - 1)) })
            .collect();
        let mut closed = tasks.clone();
        closed[0] = waiting(closed[0].clone(), &code(1_999));
        let refused = world.import_tasks(world.admin(), plan.import(closed)).await.unwrap_err();
        assert_eq!(reason(&refused), "TASK_CYCLE");
        let told = violations(&refused);
        assert!(told[0].2.contains("T0000 → T0001"), "{}", told[0].2);
        assert!(told[0].2.contains("…(+1951)… → T1976"), "{}", told[0].2);

        let answer = world.import_tasks(world.admin(), plan.import(tasks)).await.unwrap();
        assert_eq!(answer.counts.unwrap().created, 2_000);
        assert_eq!(answer.findings.len(), 1_999, "each starts before the one before it ends");
        assert_eq!((world.count("links").await, world.count("outbox").await), (1_999, 2_000));
    }

    async fn another_plan_s_task_may_be_waited_for_by_code_id_or_both(pool: DbPool) {
        let (world, sales, tasks) = World::with_plan(pool).await;
        world
            .deliver(&[crate::support::event(
                "cascade.goals.plan_changed.v1",
                &sales.id,
                1,
                cascade_proto::goals::v1::PlanChanged { plan: Some(sales.as_goals_see_it("SALES-Q3", 1)) },
            )])
            .await
            .unwrap();
        let service = Plan::new();
        let by_code = after(service.task("S1"), "SALES-Q3/T1");
        let by_id = after(service.task("S2"), &tasks["T1"].id);
        let by_both = after(service.task("S3"), &format!("{}/T1", sales.id));
        let imported = world.import(service.import(vec![by_code, by_id, by_both])).await;
        for task in imported.values() {
            let link = &task.predecessors[0];
            assert_eq!((&link.task_id, &link.plan_id, link.code.as_str()), (&tasks["T1"].id, &sales.id, "T1"));
        }

        // A cycle that leads through the other plan, and back.
        let mut closing = plan_of(&sales, &tasks["T1"]);
        closing.predecessors = waiting(pb::Task::default(), &imported["S1"].id).predecessors;
        let refused = world.import_tasks(world.admin(), sales.import(vec![closing])).await.unwrap_err();
        assert_eq!(reason(&refused), "TASK_CYCLE");
        let (field, rule, text) = violations(&refused).remove(0);
        assert_eq!((field.as_str(), rule.as_str()), ("tasks[0].predecessors", "TASK-008"));
        let path = format!("T1 → {}/S1 → T1", service.id);
        assert!(text.contains(&path), "{text} has {path}");
    }
}

fn plan_of(plan: &Plan, task: &pb::Task) -> pb::Task {
    pb::Task {
        id: String::new(),
        predecessors: Vec::new(),
        ..plan.task(&task.code)
    }
}
