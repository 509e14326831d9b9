use cascade_proto::goals::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, fields, goal, key_result, pairs, q3, reason, texts};

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn every_broken_rule_is_told_at_once(pool: DbPool) {
        let world = World::over(pool);
        let mut request = q3();
        request.goals[0] = pb::Goal { code: "G1".into(), ..pb::Goal::default() };
        request.goals.push(pb::Goal { parent_id: "NOWHERE".into(), deadline: "soon".into(), ..goal("G1") });
        request.key_results = vec![
            pb::KeyResult { owner: "P-1、P-2".into(), weight: 0.0, deadline: "2026-10-01".into(), ..key_result("KR1", 400.0, 400.0, 0.0) },
            pb::KeyResult { goal_id: "G9".into(), deadline: String::new(), ..key_result("KR1", 1.0, 2.0, 10.0) },
        ];
        let refused = world.import_plan(world.admin(), request).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("goals[0].description", "GOAL-001"),
                ("goals[0].owner", "GOAL-002"),
                ("goals[0].deadline", "GOAL-003"),
                ("goals[0].department", "GOAL-004"),
                ("goals[0].source", "GOAL-005"),
                ("goals[1].code", "GOAL-007"),
                ("goals[1].parent_id", "GOAL-008"),
                ("goals[1].deadline", "request.date"),
                ("key_results[0].owner", "KR-003"),
                ("key_results[0].weight", "KR-006"),
                ("key_results[0].target", "KR-008"),
                ("key_results[1].goal_id", "KR-010"),
                ("key_results[1].code", "KR-011"),
                ("key_results[1].deadline", "KR-013"),
            ])
        );
        for table in ["plans", "goals", "key_results", "outbox"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
    }

    async fn a_goal_that_moves_takes_its_key_results_along(pool: DbPool) {
        let (world, _) = World::with_plan(pool).await;
        let mut request = q3();
        request.goals[0].deadline = "2026-09-01".into();
        request.key_results.clear();
        let refused = world.import_plan(world.admin(), request).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("key_results[KR1].deadline", "KR-007"),
                ("key_results[KR2].deadline", "KR-007"),
                ("key_results[KR3].deadline", "KR-007"),
            ])
        );
    }

    async fn goals_do_not_hang_in_a_circle(pool: DbPool) {
        let world = World::over(pool);
        let mut request = q3();
        request.goals = vec![
            pb::Goal { parent_id: "G2".into(), ..goal("G1") },
            pb::Goal { parent_id: "KR1".into(), ..goal("G2") },
        ];
        let refused = world.import_plan(world.admin(), request).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[("goals[0].parent_id", "GOAL-009"), ("goals[1].parent_id", "GOAL-009")])
        );
        let said = texts(&refused);
        assert!(said[0].contains("G1 → G2 → KR1 → G1"), "the whole way: {said:?}");
    }

    async fn a_plan_has_a_code_and_a_period(pool: DbPool) {
        let world = World::over(pool);
        let request = pb::ImportPlanRequest {
            plan: Some(pb::Plan { period_start: "2026-09-30".into(), period_end: "2026-07-01".into(), ..pb::Plan::default() }),
            ..pb::ImportPlanRequest::default()
        };
        let refused = world.import_plan(world.admin(), request).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("plan.code", "request.code"), ("plan.period_end", "request.period")]));
        let refused = world.import_plan(world.admin(), pb::ImportPlanRequest::default()).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[("plan.code", "request.code"), ("plan.period_start", "request.date"), ("plan.period_end", "request.date")])
        );
    }

    async fn only_managers_of_the_departments_import(pool: DbPool) {
        let world = World::over(pool);
        let head = world.caller("P-HEAD", &[RoleGrant::new(Role::Manager, "SALES")]);
        let mut request = q3();
        request.goals.push(pb::Goal { department: "OPS".into(), ..goal("G2") });
        let refused = world.import_plan(head.clone(), request).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "PERMISSION_DENIED"));
        let writer = world.caller("P-1", &[RoleGrant::new(Role::Contributor, "SALES")]);
        assert_eq!(world.import_plan(writer, q3()).await.unwrap_err().code(), Code::PermissionDenied);
        world.import_plan(head, q3()).await.unwrap();
    }

    async fn strange_text_and_numbers_are_refused_not_stored(pool: DbPool) {
        let world = World::over(pool);
        let mut request = q3();
        request.goals[0].description = "a\0b".into();
        request.goals[0].baseline = Some(f64::NAN);
        request.key_results[0].weight = f64::INFINITY;
        let refused = world.import_plan(world.admin(), request).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("goals[0].description", "request.text"),
                ("goals[0].baseline", "request.number"),
                ("key_results[0].weight", "KR-006"),
            ])
        );
    }
}
