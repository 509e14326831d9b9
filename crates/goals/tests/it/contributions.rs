use cascade_proto::goals::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::support::{World, check_in, fields, goal, pairs, q3, rules};

/// The company's own plan, with one goal.
async fn company(world: &World) -> pb::Goal {
    let mut request = q3();
    let plan = request.plan.as_mut().unwrap();
    plan.code = "COMPANY-2026".into();
    request.goals = vec![goal("C1")];
    for part in &mut request.key_results {
        part.goal_id = "C1".into();
    }
    world
        .import_plan(world.admin(), request)
        .await
        .unwrap()
        .goals
        .remove(0)
}

fn give(part: &pb::KeyResult, to: &[(&str, f64)]) -> pb::SetContributionsRequest {
    pb::SetContributionsRequest {
        key_result_id: part.id.clone(),
        contributions: to
            .iter()
            .map(|(receiver, share)| pb::Contribution {
                receiver_id: (*receiver).to_owned(),
                share: *share,
                ..pb::Contribution::default()
            })
            .collect(),
    }
}

async fn contributed(world: &World, goal: &pb::Goal) -> Option<f64> {
    let asked = pb::GetGoalRequest {
        goal_id: goal.id.clone(),
    };
    world
        .get_goal(world.admin(), asked)
        .await
        .unwrap()
        .contributed
}

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn several_departments_carry_one_goal(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let top = company(&world).await;
        let (one, two) = (&answer.key_results[0], &answer.key_results[1]);
        assert_eq!(contributed(&world, &top).await, None);
        let said = world.set_contributions(world.admin(), give(one, &[(&top.id, 60.0)])).await.unwrap();
        assert_eq!(said.given[0].receiver_code, "C1");
        assert_eq!(rules(&said.findings), [("C1", "KR-019")], "40 % is carried by nobody");
        world.set_contributions(world.admin(), give(two, &[(&top.id, 40.0)])).await.unwrap();
        let said = world.list_contributions(world.admin(), pb::ListContributionsRequest { node_id: top.id.clone() }).await.unwrap();
        let received: Vec<(&str, f64)> = said.received.iter().map(|given| (given.key_result_code.as_str(), given.share)).collect();
        assert_eq!((received, said.findings.len()), (vec![("KR1", 60.0), ("KR2", 40.0)], 0));
        // KR1 is half reached, KR2 beyond its target, which counts as 100 %.
        world.check_in_key_result(world.admin(), check_in(one, 460.0)).await.unwrap();
        world.check_in_key_result(world.admin(), check_in(two, 120.0)).await.unwrap();
        assert!((contributed(&world, &top).await.unwrap() - 0.7).abs() < 1e-9);
        // Set again, something else: what was there is gone.
        world.set_contributions(world.admin(), give(two, &[])).await.unwrap();
        let asked = pb::ListFindingsRequest { plan_id: "COMPANY-2026".into() };
        let found = world.list_findings(world.admin(), asked).await.unwrap().findings;
        assert!(rules(&found).contains(&("C1", "KR-019")));
    }

    async fn a_share_is_a_share_and_leads_upwards(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let top = company(&world).await;
        let part = &answer.key_results[0];
        let nowhere = Uuid::now_v7().to_string();
        let own_goal = answer.goals[0].id.clone();
        let wrong = give(part, &[(&top.id, 0.0), (&top.id, 101.0), (&nowhere, 10.0), (&part.id, 10.0)]);
        let refused = world.set_contributions(world.admin(), wrong).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("contributions[0].share", "KR-017"),
                ("contributions[1].receiver_id", "KR-018"),
                ("contributions[1].share", "KR-017"),
                ("contributions[2].receiver_id", "KR-018"),
                ("contributions[3].receiver_id", "KR-018"),
            ])
        );
        // The own goal is above: allowed, and a circle over two plans is not.
        world.set_contributions(world.admin(), give(part, &[(&own_goal, 10.0)])).await.unwrap();
        let asked = pb::ListKeyResultsRequest { plan_id: "COMPANY-2026".into(), ..pb::ListKeyResultsRequest::default() };
        let above = world.list_key_results(world.admin(), asked).await.unwrap().key_results;
        world.set_contributions(world.admin(), give(part, &[(&above[0].id, 10.0)])).await.unwrap();
        let refused = world.set_contributions(world.admin(), give(&above[0], &[(&own_goal, 5.0)])).await;
        assert!(refused.is_ok(), "a goal that the company's key result carries is not below it");
        let refused = world.set_contributions(world.admin(), give(&above[0], &[(&part.id, 5.0)])).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("contributions[0].receiver_id", "KR-018")]));
    }

    async fn its_owner_may_and_strangers_may_not(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let part = &answer.key_results[0];
        let top = company(&world).await;
        let stranger = world.caller("P-OPS", &[RoleGrant::new(Role::Manager, "OPS")]);
        let refused = world.set_contributions(stranger, give(part, &[(&top.id, 10.0)])).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let owner = world.caller("P-KR", &[RoleGrant::new(Role::Viewer, "SALES")]);
        world.set_contributions(owner, give(part, &[(&top.id, 10.0)])).await.unwrap();
    }
}
