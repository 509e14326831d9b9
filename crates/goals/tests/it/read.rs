use cascade_proto::goals::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, fields, goal, pairs, q3};

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn lists_come_in_pages(pool: DbPool) {
        let world = World::over(pool);
        for n in 1..=5 {
            let mut request = q3();
            request.plan.as_mut().unwrap().code = format!("P{n}");
            world.import_plan(world.admin(), request).await.unwrap();
        }
        let (mut codes, mut token) = (Vec::new(), String::new());
        loop {
            let page = world
                .list_plans(world.admin(), pb::ListPlansRequest { page_size: 2, page_token: token, ..Default::default() })
                .await
                .unwrap();
            assert!(page.plans.len() <= 2);
            codes.extend(page.plans.into_iter().map(|plan| plan.code));
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(codes, ["P1", "P2", "P3", "P4", "P5"]);
        for (search, wanted) in [("p3", vec!["P3"]), ("_", vec![]), ("", vec!["P1", "P2", "P3", "P4", "P5"])] {
            let asked = pb::ListPlansRequest { search: search.into(), ..Default::default() };
            let found = world.list_plans(world.admin(), asked).await.unwrap().plans;
            assert_eq!(found.iter().map(|plan| plan.code.as_str()).collect::<Vec<_>>(), wanted, "{search:?}");
        }
    }

    async fn goals_and_key_results_of_one_plan(pool: DbPool) {
        let (world, plan) = World::with_plan(pool).await;
        let mut other = q3();
        other.plan.as_mut().unwrap().code = "OTHER".into();
        other.goals.push(goal("G2"));
        world.import_plan(world.admin(), other).await.unwrap();
        let plan_id = plan.plan.unwrap().id;
        let goals = world.list_goals(world.admin(), pb::ListGoalsRequest { plan_id: "OTHER".into(), ..Default::default() }).await.unwrap();
        assert_eq!(goals.goals.len(), 2);
        let parts = world
            .list_key_results(world.admin(), pb::ListKeyResultsRequest { plan_id: plan_id.clone(), page_size: 2, ..Default::default() })
            .await
            .unwrap();
        assert_eq!(parts.key_results, plan.key_results[..2]);
        let rest = world
            .list_key_results(world.admin(), pb::ListKeyResultsRequest { plan_id, page_size: 2, page_token: parts.next_page_token })
            .await
            .unwrap();
        assert_eq!(rest.key_results, plan.key_results[2..]);
        assert_eq!(rest.next_page_token, "");
    }

    async fn pages_and_names_that_cannot_be(pool: DbPool) {
        let (world, _) = World::with_plan(pool).await;
        let refused = world.list_plans(world.admin(), pb::ListPlansRequest { page_size: 501, ..Default::default() }).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("page_size", "request.page_size")]));
        let refused = world.list_plans(world.admin(), pb::ListPlansRequest { page_token: "?".into(), ..Default::default() }).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("page_token", "request.page_token")]));
        let refused = world.get_plan(world.admin(), pb::GetPlanRequest { plan: "NONE".into() }).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let stranger = world.caller("P-0", &[]);
        let refused = world.list_plans(stranger, pb::ListPlansRequest::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
    }
}
