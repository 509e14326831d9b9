use cascade_proto::resources::v1::{self as pb, Account};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, money, reason, step};

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    /// 100,000 yuan hold five requests of 20,000, whoever comes first.
    async fn two_hundred_approvals_at_once_never_overdraw(pool: DbPool) {
        // RES-006
        let requests = (1..=200).map(|n| money(&format!("R{n:03}"))).collect();
        let (world, _, answer) = World::with_requests(pool, requests).await;
        let calls = answer
            .requests
            .iter()
            .map(|request| world.approve_request(world.marketing(), step(request)));
        let answers = futures::future::join_all(calls).await;
        let approved = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(approved, 5, "{:?}", answers.iter().find(|answer| answer.is_err()));
        for refused in answers.iter().filter_map(|answer| answer.as_ref().err()) {
            assert_eq!((refused.code(), reason(refused).as_str()), (Code::FailedPrecondition, "BUDGET_EXCEEDED"));
        }
        let budget = world.budget().await;
        assert_eq!((budget.reserved_minor, budget.spent_minor, budget.version), (10_000_000, 0, 6));
        assert_eq!(world.count("requests WHERE status = 'REQUEST_STATUS_APPROVED'").await, 5);
        assert_eq!(world.count("outbox WHERE event_type = 'cascade.resources.budget_changed.v1'").await, 6);
        assert_eq!(world.count("outbox WHERE event_type = 'cascade.resources.request_changed.v1'").await, 205);
        let ledger = world.ledger().await;
        assert_eq!(ledger[0], (Account::Granted, Account::Available, 10_000_000));
        assert_eq!(ledger[1..], [(Account::Available, Account::Reserved, 2_000_000); 5]);
    }

    async fn what_is_withdrawn_is_there_for_others(pool: DbPool) {
        let big = |code: &str| pb::ResourceRequest { amount_minor: Some(6_000_000), ..money(code) };
        let (world, _, answer) = World::with_requests(pool, vec![big("R1"), big("R2")]).await;
        let [first, second] = &answer.requests[..] else { panic!("two requests") };
        world.approve_request(world.marketing(), step(first)).await.unwrap();
        let refused = world.approve_request(world.marketing(), step(second)).await.unwrap_err();
        assert_eq!(reason(&refused), "BUDGET_EXCEEDED");
        world.withdraw_request(world.asking(), step(first)).await.unwrap();
        assert_eq!(world.budget().await.reserved_minor, 0);
        world.approve_request(world.marketing(), step(second)).await.unwrap();
        // More than was reserved may be spent, but no more than there is.
        let spend = |minor| pb::MoveRequestRequest { spent_minor: Some(minor), ..step(second) };
        let refused = world.fulfil_request(world.marketing(), spend(10_000_001)).await.unwrap_err();
        assert_eq!(reason(&refused), "BUDGET_EXCEEDED");
        world.fulfil_request(world.marketing(), spend(10_000_000)).await.unwrap();
        let budget = world.budget().await;
        assert_eq!((budget.reserved_minor, budget.spent_minor), (0, 10_000_000));
        // Every step stands in the ledger, and the balances are its sums.
        use Account::{Available, Granted, Reserved, Spent};
        assert_eq!(world.ledger().await, [
            (Granted, Available, 10_000_000),
            (Available, Reserved, 6_000_000),
            (Reserved, Available, 6_000_000),
            (Available, Reserved, 6_000_000),
            (Reserved, Spent, 6_000_000),
            (Available, Spent, 4_000_000),
        ]);
    }

    async fn a_ledger_comes_in_pages_and_only_of_a_budget_that_is_there(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1"), money("R2")]).await;
        for request in &answer.requests {
            world.approve_request(world.marketing(), step(request)).await.unwrap();
        }
        let page = |token: &str| pb::ListPostingsRequest { budget: "B-MKT".into(), page_size: 2, page_token: token.into() };
        let first = world.list_postings(world.asking(), page("")).await.unwrap();
        let last = world.list_postings(world.asking(), page(&first.next_page_token)).await.unwrap();
        assert_eq!((first.postings.len(), last.postings.len(), last.next_page_token.as_str()), (2, 1, ""));
        assert_eq!((last.postings[0].request_id.as_str(), last.postings[0].by.as_str()), (answer.requests[1].id.as_str(), "P-MKT"));
        let nowhere = pb::ListPostingsRequest { budget: "B-X".into(), ..page("") };
        assert_eq!(world.list_postings(world.asking(), nowhere).await.unwrap_err().code(), Code::NotFound);
    }
}
