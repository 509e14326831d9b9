use cascade_proto::goals::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, fields, goal, key_result, pairs, reason};

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn a_goal_and_its_key_result_are_added(pool: DbPool) {
        let (world, plan) = World::with_plan(pool).await;
        let plan_id = plan.plan.unwrap().id;
        let added = world
            .create_goal(world.keyed("g"), pb::CreateGoalRequest { goal: Some(pb::Goal { plan_id: plan_id.clone(), parent_id: "KR1".into(), ..goal("G2") }) })
            .await
            .unwrap();
        assert_eq!((added.version, &added.parent_id), (1, &plan.key_results[0].id));
        let part = pb::KeyResult { goal_id: added.id.clone(), ..key_result("KR9", 10.0, 20.0, 100.0) };
        let request = pb::CreateKeyResultRequest { key_result: Some(part) };
        let part = world.create_key_result(world.keyed("k"), request.clone()).await.unwrap();
        assert_eq!((&part.goal_id, &part.plan_id), (&added.id, &plan_id));
        let again = world.create_key_result(world.keyed("k"), request.clone()).await.unwrap();
        assert_eq!(again, part);
        let taken = world.create_key_result(world.admin(), request).await.unwrap_err();
        assert_eq!((taken.code(), reason(&taken).as_str()), (Code::AlreadyExists, "ALREADY_EXISTS"));
        assert_eq!((world.count("goals").await, world.count("key_results").await), (2, 4));
    }

    async fn rules_hold_for_single_rows_too(pool: DbPool) {
        let (world, plan) = World::with_plan(pool).await;
        let plan_id = plan.plan.unwrap().id;
        let bad = pb::Goal { plan_id: plan_id.clone(), owner: String::new(), ..goal("") };
        let refused = world.create_goal(world.admin(), pb::CreateGoalRequest { goal: Some(bad) }).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("goal.code", "request.code"), ("goal.owner", "GOAL-002")]));
        let bad = pb::KeyResult { plan_id, weight: -1.0, ..key_result("KR9", 1.0, 1.0, 0.0) };
        let refused = world.create_key_result(world.admin(), pb::CreateKeyResultRequest { key_result: Some(bad) }).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("key_result.weight", "KR-006"), ("key_result.target", "KR-008")]));
    }

    async fn an_active_plan_takes_no_new_rows(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let plan_id = plan.plan.unwrap().id;
        let new = pb::Goal { plan_id, ..goal("G2") };
        let refused = world.create_goal(world.admin(), pb::CreateGoalRequest { goal: Some(new) }).await.unwrap_err();
        assert_eq!(reason(&refused), "BASELINE_PROTECTED");
    }
}
