use cascade_proto::resources::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    catalog::calendar,
    support::{World, at, directory, fields, money, pairs, step},
};

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn a_request_is_due_in_two_working_days_and_then_overdue(pool: DbPool) {
        // RES-014
        let draft = pb::ResourceRequest { status: 0, ..money("R2") };
        let (world, wanted, answer) = World::with_requests(pool, vec![money("R1"), draft]).await;
        let [first, second] = &answer.requests[..] else { panic!("two requests") };
        assert_eq!((first.decision_due.as_str(), first.decider.as_str(), first.overdue), ("2026-07-08", "P-MKT", false));
        assert_eq!(second.decision_due, "", "a draft is not asked yet");
        let overdue = async || {
            let asked = pb::ListRequestsRequest { plan_id: wanted.plan_id.clone(), overdue: true, ..Default::default() };
            let rows = world.list_requests(world.asking(), asked).await.unwrap().requests;
            rows.into_iter().map(|row| (row.code, row.overdue, row.decider)).collect::<Vec<_>>()
        };
        world.clock.set(at("2026-07-08T02:00:00Z")).unwrap();
        assert_eq!(overdue().await, [], "it is due today");
        // The department asked is closed on Thursday and Friday, which puts the second one off.
        let off = |date: &str| pb::CalendarException { date: date.into(), ..Default::default() };
        let closed = pb::WorkCalendar { exceptions: vec![off("2026-07-09"), off("2026-07-10")], ..calendar(pb::CalendarScope::Department, "MKT") };
        world.apply_catalog(world.admin(), pb::ApplyCatalogRequest { calendars: vec![closed], ..Default::default() }).await.unwrap();
        let submitted = world.submit_request(world.asking(), step(second)).await.unwrap().request.unwrap();
        assert_eq!(submitted.decision_due, "2026-07-14");
        world.clock.set(at("2026-07-09T02:00:00Z")).unwrap();
        assert_eq!(overdue().await, [("R1".to_owned(), true, "P-MKT".to_owned())]);
        world.approve_request(world.marketing(), step(first)).await.unwrap();
        assert_eq!(overdue().await, [], "it is decided");
        // What is imported again keeps its day.
        let again = world.import_requests(world.asking(), wanted.clone()).await.unwrap();
        assert_eq!((again.counts.unwrap().unchanged, again.requests[0].decision_due.as_str()), (2, "2026-07-08"));
    }

    async fn who_asks_does_not_decide(pool: DbPool) {
        let (world, wanted, _) = World::with_requests(pool, vec![]).await;
        let mut with_head = directory();
        with_head.departments[0].head = "P-SALES".into();
        world.apply_directory(world.admin(), with_head).await.unwrap();
        let own = pb::ResourceRequest { requested_by: "P-MKT".into(), ..money("R1") };
        let create = pb::CreateRequestRequest { request: Some(pb::ResourceRequest { plan_id: wanted.plan_id.clone(), ..own }), task: None };
        let made = world.create_request(world.marketing(), create).await.unwrap().request.unwrap();
        assert_eq!(made.decider, "P-SALES", "the head of the department above");
    }

    async fn a_tool_or_data_set_that_is_named_exists(pool: DbPool) {
        // DIR-005
        let (world, mut wanted, _) = World::with_requests(pool, vec![]).await;
        let tool = pb::Tool { code: "CAM".into(), department: "MKT".into(), quantity: 1.0, ..Default::default() };
        world.apply_catalog(world.admin(), pb::ApplyCatalogRequest { tools: vec![tool], ..Default::default() }).await.unwrap();
        let of = |code: &str, kind: pb::ResourceKind, asset: &str| pb::ResourceRequest {
            kind: kind.into(),
            asset: asset.into(),
            amount_minor: None,
            budget: String::new(),
            ..money(code)
        };
        wanted.requests = vec![
            of("R1", pb::ResourceKind::Tool, "CAM"),
            of("R2", pb::ResourceKind::Tool, "DRONE"),
            of("R3", pb::ResourceKind::Data, "CAM"),
            of("R4", pb::ResourceKind::People, "CAM"),
            of("R5", pb::ResourceKind::Tool, ""),
        ];
        let refused = world.import_requests(world.asking(), wanted.clone()).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("requests[1].asset", "DIR-005"), ("requests[2].asset", "DIR-005"), ("requests[3].asset", "DIR-005")]));
        wanted.requests.drain(1..4);
        let answer = world.import_requests(world.asking(), wanted.clone()).await.unwrap();
        assert_eq!(answer.requests[0].asset, "CAM");
        // A workbook, which has no such column, does not take it back, nor does it touch what has been decided.
        world.approve_request(world.marketing(), step(&answer.requests[0])).await.unwrap();
        wanted.requests[0].asset = String::new();
        let again = world.import_requests(world.asking(), wanted).await.unwrap();
        assert_eq!((again.counts.unwrap().unchanged, again.requests[0].asset.as_str()), (2, "CAM"));
    }
}
