use cascade_proto::goals::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, activate, fields, goal, key_result, pairs, q3, reason};

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn a_sound_plan_is_activated_once(pool: DbPool) {
        let (world, answer) = World::with_plan(pool).await;
        let head = world.caller("P-HEAD", &[RoleGrant::new(Role::Manager, "SALES")]);
        let done = world.activate_plan(head, activate(&answer)).await.unwrap();
        let plan = done.plan.unwrap();
        assert_eq!((plan.status(), plan.version), (pb::PlanStatus::Active, 2));
        assert_eq!(plan.activated_at.unwrap().seconds, world.clock.now().timestamp());
        assert_eq!(
            world.events().await[5..],
            [("plan_changed".to_owned(), 2), ("plan_activated".to_owned(), 2)]
        );
        assert_eq!(world.latest("plan_activated").await["plan"]["status"], "PLAN_STATUS_ACTIVE");
        let found = world.get_plan(world.admin(), pb::GetPlanRequest { plan: "Q3-2026".into() }).await.unwrap();
        assert_eq!(found, plan);

        let again = world.activate_plan(world.admin(), activate(&answer)).await.unwrap_err();
        assert_eq!((again.code(), reason(&again).as_str()), (Code::FailedPrecondition, "PLAN_NOT_DRAFT"));
        assert_eq!(world.events().await.len(), 7);
    }

    async fn the_gate_names_everything_that_is_broken(pool: DbPool) {
        let world = World::over(pool);
        let mut request = q3();
        request.goals.push(goal("G2"));
        request.key_results[2].weight = 24.0;
        let answer = world.import_plan(world.admin(), request.clone()).await.unwrap();
        let refused = world.activate_plan(world.admin(), activate(&answer)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "ACTIVATION_REFUSED"));
        assert_eq!(fields(&refused), pairs(&[("goals[G1].weight", "KR-005"), ("goals[G2].key_results", "KR-002")]));

        request.key_results[2].weight = 25.009;
        request.key_results.push(pb::KeyResult { goal_id: "G2".into(), ..key_result("KR4", 1.0, 2.0, 100.0) });
        world.import_plan(world.admin(), request).await.unwrap();
        world.activate_plan(world.admin(), activate(&answer)).await.unwrap();
    }

    async fn an_empty_plan_is_not_activated(pool: DbPool) {
        let world = World::over(pool);
        let request = pb::ImportPlanRequest { goals: vec![], key_results: vec![], ..q3() };
        let answer = world.import_plan(world.admin(), request).await.unwrap();
        let refused = world.activate_plan(world.admin(), activate(&answer)).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("goals", "plan.goals")]));
    }

    async fn an_older_version_is_not_activated(pool: DbPool) {
        let (world, answer) = World::with_plan(pool).await;
        let mut request = q3();
        request.plan.as_mut().unwrap().title = "renamed".into();
        world.import_plan(world.admin(), request).await.unwrap();
        let stale = pb::ActivatePlanRequest { expected_version: 1, ..activate(&answer) };
        let refused = world.activate_plan(world.admin(), stale).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));
        let fresh = pb::ActivatePlanRequest { expected_version: 2, ..activate(&answer) };
        world.activate_plan(world.admin(), fresh).await.unwrap();
    }

    async fn what_is_approved_is_not_edited(pool: DbPool) {
        let (world, _) = World::active(pool).await;
        let mut request = q3();
        request.key_results[0].target = 500.0;
        request.key_results[1].weight = 30.0;
        request.key_results.push(key_result("KR4", 1.0, 2.0, 5.0));
        request.goals.push(goal("G2"));
        let refused = world.import_plan(world.admin(), request).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "BASELINE_PROTECTED"));
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("goals[1].code", "ADJ-001"),
                ("key_results[0].target", "ADJ-001"),
                ("key_results[1].weight", "ADJ-001"),
                ("key_results[3].code", "ADJ-001"),
            ])
        );
        // Who does it may change.
        let mut handover = q3();
        handover.key_results[0].owner = "P-NEXT".into();
        let answer = world.import_plan(world.admin(), handover).await.unwrap();
        assert_eq!(answer.key_results[0].owner, "P-NEXT");
        let again = world.import_plan(world.admin(), q3()).await.unwrap();
        assert_eq!(again.plan.unwrap().status(), pb::PlanStatus::Active, "an import does not take it back");
    }

    async fn a_viewer_does_not_activate(pool: DbPool) {
        let (world, answer) = World::with_plan(pool).await;
        let other = world.caller("P-OPS", &[RoleGrant::new(Role::Manager, "OPS"), RoleGrant::new(Role::Viewer, "SALES")]);
        let refused = world.activate_plan(other, activate(&answer)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
}
