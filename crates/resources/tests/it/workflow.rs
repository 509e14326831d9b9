use cascade_proto::resources::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, fields, money, pairs, reason, step};

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn from_draft_to_fulfilled(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![pb::ResourceRequest { status: 0, ..money("R1") }]).await;
        let request = &answer.requests[0];
        let before = world.events().await.len();
        let submitted = world.submit_request(world.asking(), step(request)).await.unwrap().request.unwrap();
        assert_eq!((submitted.status(), submitted.version), (pb::RequestStatus::Submitted, 2));
        let approve = pb::MoveRequestRequest { note: "go".into(), expected_version: 2, ..step(request) };
        let approved = world.approve_request(world.marketing(), approve).await.unwrap().request.unwrap();
        assert_eq!((approved.decided_by.as_str(), approved.decision_note.as_str()), ("P-MKT", "go"));
        assert_eq!(approved.decided_at.unwrap().seconds, world.clock.now().timestamp());
        let budget = world.budget().await;
        assert_eq!((budget.reserved_minor, budget.spent_minor, budget.version), (2_000_000, 0, 2));
        let arrive = pb::MoveRequestRequest { actual_arrival: "2026-07-05".into(), spent_minor: Some(1_500_000), ..step(request) };
        let done = world.fulfil_request(world.marketing(), arrive).await.unwrap().request.unwrap();
        assert_eq!((done.status(), done.actual_arrival.as_str(), done.version), (pb::RequestStatus::Fulfilled, "2026-07-05", 4));
        let budget = world.budget().await;
        assert_eq!((budget.reserved_minor, budget.spent_minor, budget.version), (0, 1_500_000, 3));
        let kinds: Vec<(String, i64)> = world.events().await.split_off(before);
        let expected = [("request_changed", 2), ("budget_changed", 2), ("request_changed", 3), ("budget_changed", 3), ("request_changed", 4)];
        assert_eq!(kinds, expected.map(|(kind, version)| (kind.to_owned(), version)));
    }

    async fn there_is_no_short_cut(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![pb::ResourceRequest { status: 0, ..money("R1") }]).await;
        let request = &answer.requests[0];
        for refused in [
            world.approve_request(world.marketing(), step(request)).await,
            world.reject_request(world.marketing(), step(request)).await,
            world.fulfil_request(world.marketing(), step(request)).await,
        ] {
            let refused = refused.unwrap_err();
            assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "REQUEST_STATE"));
            assert_eq!(fields(&refused), pairs(&[("status", "RES-005")]));
        }
        world.submit_request(world.asking(), step(request)).await.unwrap();
        world.reject_request(world.marketing(), step(request)).await.unwrap();
        let refused = world.submit_request(world.asking(), step(request)).await.unwrap_err();
        assert_eq!(reason(&refused), "REQUEST_STATE");
        assert_eq!(world.budget().await.version, 1, "nothing was booked");
        let unknown = pb::MoveRequestRequest { request_id: "none".into(), ..Default::default() };
        assert_eq!(world.submit_request(world.asking(), unknown).await.unwrap_err().code(), Code::NotFound);
    }

    async fn the_department_asked_decides_and_never_the_one_who_asks(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1"), pb::ResourceRequest { requested_from: "SALES".into(), ..money("R2") }]).await;
        let [first, second] = &answer.requests[..] else { panic!("two requests") };
        let sales = world.caller("P-SALES", &[RoleGrant::new(Role::Manager, "SALES")]);
        let refused = world.approve_request(sales.clone(), step(first)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let own = world.caller("P-1", &[RoleGrant::everywhere(Role::Manager)]);
        let refused = world.approve_request(own, step(second)).await.unwrap_err();
        assert_eq!((refused.code(), fields(&refused)), (Code::PermissionDenied, pairs(&[("requested_by", "RES-007")])));
        // Who leads the department above may decide as well.
        let above = world.caller("P-HQ", &[RoleGrant::new(Role::Manager, "HQ")]);
        world.approve_request(above, step(first)).await.unwrap();
        world.approve_request(sales, step(second)).await.unwrap();
        let other = world.marketing();
        assert_eq!(world.withdraw_request(other, step(first)).await.unwrap_err().code(), Code::PermissionDenied);
    }

    async fn a_past_version_and_a_repeated_key(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1")]).await;
        let stale = pb::MoveRequestRequest { expected_version: 9, ..step(&answer.requests[0]) };
        let refused = world.approve_request(world.marketing(), stale).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));
        let keyed = cascade_runtime::auth::CallContext { idempotency_key: Some("k".into()), ..world.marketing() };
        let calls = (0..4).map(|_| world.approve_request(keyed.clone(), step(&answer.requests[0])));
        let answers = futures::future::join_all(calls).await;
        let first = answers[0].as_ref().unwrap();
        assert!(answers.iter().all(|answer| answer.as_ref().unwrap() == first));
        assert_eq!(world.budget().await.reserved_minor, 2_000_000);
    }

    async fn a_request_for_money_names_it_before_it_is_decided(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![pb::ResourceRequest { amount_minor: None, budget: String::new(), ..money("R1") }]).await;
        let refused = world.approve_request(world.marketing(), step(&answer.requests[0])).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("amount_minor", "RES-009"), ("budget", "DIR-001")]));
    }

    async fn an_arrival_is_a_day_that_has_come(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1")]).await;
        let request = &answer.requests[0];
        world.approve_request(world.marketing(), step(request)).await.unwrap();
        for day in ["2026-07-07", "yesterday"] {
            let arrive = pb::MoveRequestRequest { actual_arrival: day.into(), spent_minor: Some(-1), ..step(request) };
            let refused = world.fulfil_request(world.marketing(), arrive).await.unwrap_err();
            assert_eq!(fields(&refused), pairs(&[("actual_arrival", "TRACK-002"), ("spent_minor", "RES-009")]));
        }
    }
}
