use cascade_proto::resources::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, fields, money, pairs, reason, step};

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn less_and_later_may_be_granted_and_the_budget_holds_just_that(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1"), money("R2")]).await;
        let [first, second] = &answer.requests[..] else { panic!("two requests") };
        let part = pb::MoveRequestRequest {
            note: "half of it this quarter".into(), granted_amount_minor: Some(1_200_000), granted_arrival: "2026-07-08".into(), ..step(first)
        };
        let granted = world.approve_request(world.marketing(), part).await.unwrap();
        let row = granted.request.clone().unwrap();
        assert_eq!((row.amount_minor, row.granted_amount_minor), (Some(2_000_000), Some(1_200_000)), "asked for and granted, side by side");
        assert_eq!((row.expected_arrival.as_str(), row.granted_arrival.as_str()), ("2026-07-06", "2026-07-08"));
        assert_eq!(row.decision_note, "half of it this quarter");
        let budget = world.budget().await;
        assert_eq!((budget.reserved_minor, budget.spent_minor), (1_200_000, 0));

        // Read again it is the same, for who asked too; and its event carried both.
        let read = world.get_request(world.asking(), pb::GetRequestRequest { request_id: first.id.clone() }).await.unwrap();
        assert_eq!(read, granted);
        let told = world.last_request_change().await;
        assert_eq!(told.request.unwrap().granted_amount_minor, Some(1_200_000));

        // Fulfilled without a word on the amount, what was granted is spent; withdrawn, it is given back.
        let done = world.fulfil_request(world.marketing(), step(first)).await.unwrap().request.unwrap();
        assert_eq!(done.granted_amount_minor, Some(1_200_000));
        let budget = world.budget().await;
        assert_eq!((budget.reserved_minor, budget.spent_minor), (0, 1_200_000));
        let part = pb::MoveRequestRequest { note: "a little".into(), granted_amount_minor: Some(1), ..step(second) };
        world.approve_request(world.marketing(), part).await.unwrap();
        world.withdraw_request(world.asking(), step(second)).await.unwrap();
        assert_eq!(world.budget().await.reserved_minor, 0);
    }

    async fn what_a_budget_cannot_hold_whole_it_may_hold_in_part(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1"), money("R2")]).await;
        let budget = world.budget().await;
        let [first, second] = &answer.requests[..] else { panic!("two requests") };
        let left = 500_000;
        let most = budget.amount_minor - left;
        // Asked for more than there is.
        let rich = pb::ResourceRequest { amount_minor: Some(budget.amount_minor + 1), ..first.clone() };
        let change = pb::ImportRequestsRequest { plan_id: first.plan_id.clone(), requests: vec![rich], ..Default::default() };
        world.import_requests(world.asking(), change).await.unwrap();
        let whole = world.approve_request(world.marketing(), step(first)).await.unwrap_err();
        assert_eq!((whole.code(), reason(&whole).as_str()), (Code::FailedPrecondition, "BUDGET_EXCEEDED"));
        let part = pb::MoveRequestRequest { note: "what there is".into(), granted_amount_minor: Some(most), ..step(first) };
        world.approve_request(world.marketing(), part).await.unwrap();
        let refused = world.approve_request(world.marketing(), step(second)).await.unwrap_err();
        assert_eq!(reason(&refused), "BUDGET_EXCEEDED");
        let part = pb::MoveRequestRequest { note: "the rest".into(), granted_amount_minor: Some(left + 1), ..step(second) };
        assert_eq!(reason(&world.approve_request(world.marketing(), part.clone()).await.unwrap_err()), "BUDGET_EXCEEDED");
        let part = pb::MoveRequestRequest { granted_amount_minor: Some(left), ..part };
        world.approve_request(world.marketing(), part).await.unwrap();
        assert_eq!(world.budget().await.reserved_minor, budget.amount_minor);
    }

    async fn no_more_is_granted_than_was_asked_for_and_less_only_with_a_reason(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1")]).await;
        let request = &answer.requests[0];
        let refusals = [
            (pb::MoveRequestRequest { granted_amount_minor: Some(2_000_001), ..step(request) }, ("granted_amount_minor", "RES-015")),
            (pb::MoveRequestRequest { granted_amount_minor: Some(0), ..step(request) }, ("granted_amount_minor", "RES-009")),
            (pb::MoveRequestRequest { granted_quantity: Some(1.0), ..step(request) }, ("granted_quantity", "RES-015")),
            (pb::MoveRequestRequest { granted_arrival: "2026-07-05".into(), ..step(request) }, ("granted_arrival", "RES-015")),
            (pb::MoveRequestRequest { granted_arrival: "soon".into(), ..step(request) }, ("granted_arrival", "RES-015")),
            (pb::MoveRequestRequest { note: "far away".into(), granted_arrival: "2027-07-05".into(), ..step(request) }, ("granted_arrival", "RES-002")),
            (pb::MoveRequestRequest { granted_amount_minor: Some(1), ..step(request) }, ("note", "RES-016")),
        ];
        for (part, expected) in refusals {
            let refused = world.approve_request(world.marketing(), part).await.unwrap_err();
            assert_eq!((refused.code(), fields(&refused)), (Code::InvalidArgument, pairs(&[expected])));
        }
        let misplaced = pb::MoveRequestRequest { granted_amount_minor: Some(1), ..step(request) };
        let refused = world.reject_request(world.marketing(), misplaced).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("granted_amount_minor", "RES-015")]));
        assert_eq!(world.budget().await.reserved_minor, 0);
        // All of it needs no word, and stands there as granted.
        let row = world.approve_request(world.marketing(), step(request)).await.unwrap().request.unwrap();
        assert_eq!((row.granted_amount_minor, row.granted_arrival.as_str()), (Some(2_000_000), "2026-07-06"));
    }

    async fn requests_are_found_by_kind_and_by_who_asks(pool: DbPool) {
        let people = pb::ResourceRequest { kind: pb::ResourceKind::People.into(), amount_minor: None, budget: String::new(), ..money("R2") };
        let (world, _, answer) = World::with_requests(pool, vec![money("R1"), people]).await;
        let found = async |filter: pb::ListRequestsRequest| -> Vec<String> {
            let page = world.list_requests(world.asking(), filter).await.unwrap();
            page.requests.into_iter().map(|row| row.code).collect()
        };
        let of_kind = pb::ListRequestsRequest { kind: pb::ResourceKind::People.into(), ..Default::default() };
        assert_eq!(found(of_kind).await, ["R2"]);
        let asking = |department: &str| pb::ListRequestsRequest { requesting_department: department.into(), ..Default::default() };
        assert_eq!(found(asking("SALES")).await, ["R1", "R2"]);
        assert!(found(asking("MKT")).await.is_empty());
        let none = world.get_request(world.asking(), pb::GetRequestRequest { request_id: "none".into() }).await.unwrap_err();
        assert_eq!(none.code(), Code::NotFound);
        let read = world.get_request(world.asking(), pb::GetRequestRequest { request_id: answer.requests[0].id.clone() }).await.unwrap();
        assert_eq!(read.request.unwrap().decider, "P-MKT");
    }
}
