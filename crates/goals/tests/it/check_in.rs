use cascade_proto::goals::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, at, check_in, fields, pairs, reason};

fn near(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn values_move_attainment_and_progress(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let owner = world.caller("P-KR", &[]);
        let before = world.events().await.len();
        let rise = world
            .check_in_key_result(owner.clone(), pb::CheckInKeyResultRequest { confidence: Some(0.8), note: "half way".into(), ..check_in(&plan.key_results[0], 460.0) })
            .await
            .unwrap();
        let part = rise.key_result.unwrap();
        near(part.attainment, 0.5);
        assert_eq!(part.version, 2);
        near(rise.goal_progress, 0.2);
        let kept = rise.check_in.unwrap();
        assert_eq!((kept.as_of.as_str(), kept.by.as_str(), kept.confidence), ("2026-07-06", "P-KR", Some(0.8)));

        // 50 → 40: at 45 half of the fall is done, at 35 more than all of it; progress takes no more than all.
        let fall = world.check_in_key_result(owner.clone(), check_in(&plan.key_results[2], 45.0)).await.unwrap();
        near(fall.key_result.unwrap().attainment, 0.5);
        near(fall.goal_progress, 0.2 + 0.125);
        let past = world.check_in_key_result(owner.clone(), check_in(&plan.key_results[2], 35.0)).await.unwrap();
        near(past.key_result.unwrap().attainment, 1.5);
        near(past.goal_progress, 0.2 + 0.25);
        let worse = world.check_in_key_result(owner, check_in(&plan.key_results[2], 60.0)).await.unwrap();
        near(worse.key_result.unwrap().attainment, -1.0);
        near(worse.goal_progress, 0.2);

        let events = world.events().await;
        let kinds: Vec<&str> = events[before..].iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["key_result_checked_in", "key_result_changed", "goal_changed"].repeat(4));
        let goal = world.get_goal(world.admin(), pb::GetGoalRequest { goal_id: plan.goals[0].id.clone() }).await.unwrap();
        assert_eq!(goal.version, 5);
        near(goal.progress, 0.2);
        near(world.latest("goal_changed").await["goal"]["progress"].as_f64().unwrap(), 0.2);
    }

    async fn an_earlier_day_is_kept_and_moves_nothing(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let part = &plan.key_results[0];
        world.check_in_key_result(world.admin(), check_in(part, 460.0)).await.unwrap();
        let before = world.events().await.len();
        let late = pb::CheckInKeyResultRequest { as_of: "2026-07-03".into(), ..check_in(part, 430.0) };
        let answer = world.check_in_key_result(world.admin(), late).await.unwrap();
        let after = answer.key_result.unwrap();
        assert_eq!(after.current.to_bits(), 460.0_f64.to_bits());
        near(answer.goal_progress, 0.2);
        assert_eq!(world.events().await[before..], [("key_result_checked_in".to_owned(), 3)]);

        let history = world
            .list_check_ins(world.admin(), pb::ListCheckInsRequest { key_result_id: part.id.clone(), page_size: 1, ..Default::default() })
            .await
            .unwrap();
        assert_eq!(history.check_ins[0].value.to_bits(), 430.0_f64.to_bits(), "newest first");
        let rest = world
            .list_check_ins(world.admin(), pb::ListCheckInsRequest { key_result_id: part.id.clone(), page_size: 1, page_token: history.next_page_token })
            .await
            .unwrap();
        assert_eq!(rest.check_ins[0].value.to_bits(), 460.0_f64.to_bits());
        assert_eq!(rest.next_page_token, "");
    }

    async fn what_cannot_be_true_is_refused(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let bad = pb::CheckInKeyResultRequest {
            confidence: Some(80.0),
            as_of: "2026-07-07".into(),
            ..check_in(&plan.key_results[0], f64::NAN)
        };
        let refused = world.check_in_key_result(world.admin(), bad.clone()).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[("value", "request.number"), ("confidence", "request.confidence"), ("as_of", "TRACK-002")])
        );
        // The day after, that day is no longer in the future.
        world.clock.set(at("2026-07-07T02:00:00Z")).unwrap();
        let good = pb::CheckInKeyResultRequest { value: 1.0, confidence: None, ..bad };
        world.check_in_key_result(world.admin(), good).await.unwrap();
        assert_eq!(world.count("check_ins").await, 1);
        let unknown = pb::CheckInKeyResultRequest { key_result_id: plan.goals[0].id.clone(), ..Default::default() };
        let refused = world.check_in_key_result(world.admin(), unknown).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }

    async fn a_version_that_is_past_is_refused(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let part = &plan.key_results[0];
        let at_version = |version| pb::CheckInKeyResultRequest { expected_version: version, ..check_in(part, 410.0) };
        world.check_in_key_result(world.admin(), at_version(1)).await.unwrap();
        let refused = world.check_in_key_result(world.admin(), at_version(1)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));
        world.check_in_key_result(world.admin(), at_version(2)).await.unwrap();
    }

    async fn the_same_call_again_is_one_check_in(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let request = check_in(&plan.key_results[0], 460.0);
        let calls = (0..4).map(|_| world.check_in_key_result(world.keyed("once"), request.clone()));
        let answers = futures::future::join_all(calls).await;
        let first = answers[0].as_ref().unwrap();
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
        assert_eq!(world.count("check_ins").await, 1);
    }

    async fn check_ins_at_once_all_count(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let targets = [520.0, 100.0, 40.0];
        let calls = (0..12).map(|i| {
            world.check_in_key_result(world.admin(), check_in(&plan.key_results[i % 3], targets[i % 3]))
        });
        for answer in futures::future::join_all(calls).await {
            answer.unwrap();
        }
        assert_eq!(world.count("check_ins").await, 12);
        let goal = world.get_goal(world.admin(), pb::GetGoalRequest { goal_id: plan.goals[0].id.clone() }).await.unwrap();
        near(goal.progress, 1.0);
        assert_eq!(goal.version, 4, "progress moved three times");
    }

    async fn others_do_not_check_in(pool: DbPool) {
        let (world, plan) = World::active(pool).await;
        let other = world.caller("P-OPS", &[RoleGrant::new(Role::Contributor, "OPS")]);
        let refused = world.check_in_key_result(other, check_in(&plan.key_results[0], 1.0)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let colleague = world.caller("P-2", &[RoleGrant::new(Role::Contributor, "SALES")]);
        world.check_in_key_result(colleague, check_in(&plan.key_results[0], 401.0)).await.unwrap();
    }
}
