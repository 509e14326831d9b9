use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{Plan, World, fields, reason, violations, waiting};

/// Makes a task break one rule.
type Spoil = fn(&mut pb::Task);

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn every_rule_names_its_field_and_all_come_at_once(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let broken: Vec<(&str, &str, Spoil)> = vec![
            ("key_result_id", "TASK-001", |task| task.key_result_id.clear()),
            ("key_result_id", "TASK-001", |task| task.key_result_id = "KR9".into()),
            ("owner", "TASK-002", |task| task.owner.clear()),
            ("deliverable", "TASK-003", |task| task.deliverable = " ".into()),
            ("planned_end", "TASK-004", |task| task.planned_end = "2026-07-03".into()),
            ("predecessors", "TASK-005", |task| *task = waiting(task.clone(), "T99")),
            ("predecessors", "TASK-006", |task| *task = waiting(task.clone(), &task.code)),
            ("name", "TASK-012", |task| task.name.clear()),
            ("planned_start", "TASK-013", |task| task.planned_start.clear()),
            ("planned_start", "request.date", |task| task.planned_start = "soon".into()),
            ("code", "request.code", |task| task.code.clear()),
        ];
        let mut expected = Vec::new();
        let mut tasks = Vec::new();
        for (i, (field, rule, spoil)) in broken.iter().enumerate() {
            let mut task = plan.task(&format!("T{i}"));
            spoil(&mut task);
            tasks.push(task.clone());
            expected.push((format!("tasks[{i}].{field}"), (*rule).to_owned()));

            let alone = world.import_tasks(world.admin(), plan.import(vec![task])).await.unwrap_err();
            assert_eq!(alone.code(), Code::InvalidArgument, "{rule}");
            assert!(fields(&alone).contains(&(format!("tasks[0].{field}"), (*rule).to_owned())), "{rule}: {alone:?}");
        }
        tasks.push(plan.task("T2"));
        expected.push((format!("tasks[{}].code", broken.len()), "TASK-007".to_owned()));

        let refused = world.import_tasks(world.admin(), plan.import(tasks)).await.unwrap_err();
        assert_eq!(reason(&refused), "INVALID_ARGUMENT");
        let named = fields(&refused);
        for wanted in &expected {
            assert!(named.contains(wanted), "{wanted:?} is missing in {named:?}");
        }
        assert_eq!(world.count("tasks").await, 0);
    }

    async fn a_cycle_is_printed_whole(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let refused = world
            .import_tasks(world.admin(), plan.import(vec![
                plan.task("T0"),
                waiting(plan.task("T1"), "T5"),
                waiting(plan.task("T3"), "T1"),
                waiting(waiting(plan.task("T5"), "T3"), "T0"),
            ]))
            .await
            .unwrap_err();
        assert_eq!(reason(&refused), "TASK_CYCLE");
        let told = violations(&refused);
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].0, "tasks[1].predecessors");
        assert!(told[0].2.contains("T1 → T3 → T5 → T1"), "{}", told[0].2);
    }

    async fn a_cycle_with_what_is_stored_is_found_too(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        let refused = world
            .import_tasks(world.admin(), plan.import(vec![waiting(plan.task("T1"), "T2")]))
            .await
            .unwrap_err();
        assert!(violations(&refused)[0].2.contains("T1 → T2 → T1"), "{refused:?}");
    }

    async fn unknown_plans_are_unknown_predecessors(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let refused = world
            .import_tasks(world.admin(), plan.import(vec![waiting(plan.task("T1"), "NOWHERE/T1")]))
            .await
            .unwrap_err();
        let told = violations(&refused);
        assert_eq!((told[0].0.as_str(), told[0].1.as_str()), ("tasks[0].predecessors", "TASK-005"));
    }

    async fn texts_come_in_the_caller_s_language(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let mut task = plan.task("T1");
        task.owner.clear();
        let mut call = world.admin();
        call.lang = cascade_runtime::lang::Lang::Zh;
        let refused = world.import_tasks(call, plan.import(vec![task])).await.unwrap_err();
        assert_eq!(violations(&refused)[0].2, "任务缺少负责人");
    }

    async fn an_import_takes_managers_of_every_department_touched(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let elsewhere = pb::Task { department: "DATA".into(), ..plan.task("T2") };
        let both = plan.import(vec![plan.task("T1"), elsewhere]);
        let one = world.caller("P-M", &[RoleGrant::new(Role::Manager, "SALES")]);
        let refused = world.import_tasks(one.clone(), both.clone()).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "PERMISSION_DENIED"));
        world.import_tasks(one, plan.import(vec![plan.task("T1")])).await.unwrap();
        let two = [RoleGrant::new(Role::Manager, "SALES"), RoleGrant::new(Role::Manager, "DATA")];
        world.import_tasks(world.caller("P-M2", &two), both).await.unwrap();
        let refused = world
            .import_tasks(world.caller("P-C", &[RoleGrant::new(Role::Contributor, "SALES")]), plan.import(vec![plan.task("T1")]))
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }

    async fn a_key_result_of_another_plan_stays_there(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        let other = Plan::new();
        let mut stolen = other.import(vec![other.task("T1")]);
        stolen.key_results[0].id.clone_from(&plan.key_result.id);
        let refused = world.import_tasks(world.admin(), stolen.clone()).await.unwrap_err();
        assert_eq!(fields(&refused), [("tasks[0].key_result_id".to_owned(), "TASK-001".to_owned())]);
        stolen.key_results[0].plan_id.clone_from(&plan.id);
        let refused = world.import_tasks(world.admin(), stolen).await.unwrap_err();
        assert!(fields(&refused).contains(&("key_results[0].plan_id".to_owned(), "request.plan".to_owned())));
        assert_eq!(world.count(&format!("key_results WHERE plan_id = '{}'", plan.id)).await, 1);
    }
}
