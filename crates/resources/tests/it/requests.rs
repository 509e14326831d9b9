use cascade_proto::resources::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::support::{World, directory, fields, money, pairs, reason, step, task};

fn counts(answer: &pb::ImportRequestsResponse) -> (u32, u32, u32) {
    let counts = answer.counts.unwrap();
    (counts.created, counts.updated, counts.unchanged)
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn the_same_again_changes_nothing(pool: DbPool) {
        let draft = pb::ResourceRequest { status: 0, ..money("R2") };
        let (world, wanted, first) = World::with_requests(pool, vec![money("R1"), draft]).await;
        assert_eq!(counts(&first), (2, 0, 0));
        assert_eq!(first.requests[0].task_id, wanted.tasks[0].id);
        assert_eq!(first.requests[0].status(), pb::RequestStatus::Submitted);
        assert_eq!(first.requests[1].status(), pb::RequestStatus::Draft);
        let before = world.events().await.len();
        let again = world.import_requests(world.asking(), wanted.clone()).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 2));
        assert_eq!(again.requests, first.requests);
        assert_eq!(world.events().await.len(), before);
        let mut changed = wanted;
        changed.requests[1].note = "soon".into();
        let answer = world.import_requests(world.asking(), changed).await.unwrap();
        assert_eq!(counts(&answer), (0, 1, 1));
        assert_eq!(world.events().await[before..], [("request_changed".to_owned(), 2)]);
        assert_eq!(world.count(&format!("outbox WHERE partition_key = '{}'", answer.requests[0].plan_id)).await, 3);
    }

    async fn rules_are_told_all_at_once(pool: DbPool) {
        let (world, mut wanted, _) = World::with_requests(pool, vec![]).await;
        wanted.requests = vec![
            pb::ResourceRequest { task_id: "T9".into(), requested_from: String::new(), ..money("R1") },
            pb::ResourceRequest { expected_arrival: "2026-07-18".into(), budget: "B-NONE".into(), ..money("R2") },
            pb::ResourceRequest { quantity: Some(0.0), amount_minor: Some(-5), requested_at: "soon".into(), ..money("R2") },
            pb::ResourceRequest { requested_from: "NONE".into(), ..money("") },
        ];
        let refused = world.import_requests(world.asking(), wanted.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("requests[0].task_id", "RES-001"),
                ("requests[0].requested_from", "RES-008"),
                ("requests[1].expected_arrival", "RES-002"),
                ("requests[1].budget", "DIR-001"),
                ("requests[2].quantity", "RES-009"),
                ("requests[2].amount_minor", "RES-009"),
                ("requests[2].requested_at", "request.date"),
                ("requests[2].code", "DIR-003"),
                ("requests[3].code", "DIR-003"),
                ("requests[3].requested_from", "DIR-001"),
            ])
        );
        assert_eq!(world.count("requests").await, 0);
        wanted.plan_id = "Q3".into();
        let refused = world.import_requests(world.asking(), wanted).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("plan_id", "request.id"), ("tasks[0].plan_id", "request.plan")]));
    }

    async fn warnings_are_returned_and_listed(pool: DbPool) {
        let late = pb::ResourceRequest { requested_at: "2026-07-07".into(), expected_arrival: "2026-07-10".into(), ..money("R1") };
        let (world, wanted, answer) = World::with_requests(pool, vec![late, money("R2")]).await;
        let rules: Vec<&str> = answer.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["RES-003", "RES-004"]);
        let listed = world.findings(&wanted.plan_id).await;
        assert_eq!(listed, pairs(&[("R1", "RES-003"), ("R1", "RES-004")]));
        world.reject_request(world.marketing(), step(&answer.requests[0])).await.unwrap();
        assert_eq!(world.findings(&wanted.plan_id).await, [], "what is settled warns of nothing");
    }

    async fn a_dry_run_knows_what_comes_with_it(pool: DbPool) {
        let world = World::over(pool);
        let plan = Uuid::now_v7().to_string();
        let dry = pb::ImportRequestsRequest {
            tasks: vec![task(&plan, "T3")],
            plan_id: plan,
            requests: vec![money("R1")],
            dry_run: true,
            coming_departments: vec!["MKT".into()],
            coming_budgets: vec!["B-MKT".into()],
        };
        let answer = world.import_requests(world.admin(), dry.clone()).await.unwrap();
        assert_eq!(counts(&answer), (1, 0, 0));
        assert_eq!((world.count("requests").await, world.count("task_windows").await), (0, 0));
        let real = pb::ImportRequestsRequest { dry_run: false, ..dry };
        assert!(world.import_requests(world.admin(), real).await.is_err(), "nothing is coming then");
    }

    async fn decisions_are_not_brought_along_nor_rewritten(pool: DbPool) {
        let forged = pb::ResourceRequest {
            status: pb::RequestStatus::Approved.into(),
            decided_by: "P-MKT".into(),
            actual_arrival: "2026-07-02".into(),
            ..money("R1")
        };
        let (world, mut wanted, answer) = World::with_requests(pool, vec![forged.clone()]).await;
        let first = &answer.requests[0];
        assert_eq!((first.status(), first.decided_by.as_str(), first.actual_arrival.as_str()), (pb::RequestStatus::Submitted, "", ""));
        wanted.requests[0].note = "please".into();
        let again = world.import_requests(world.asking(), wanted.clone()).await.unwrap();
        assert_eq!((again.requests[0].decided_by.as_str(), again.requests[0].version), ("", 2));
        world.approve_request(world.marketing(), step(first)).await.unwrap();
        wanted.requests[0].amount_minor = Some(9_000_000);
        let refused = world.import_requests(world.asking(), wanted).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("requests[0].status", "RES-005")]));
    }

    async fn one_request_is_made_once(pool: DbPool) {
        let (world, wanted, _) = World::with_requests(pool, vec![]).await;
        let mut new = money("R7");
        new.plan_id.clone_from(&wanted.plan_id);
        (new.requested_by, new.status) = (String::new(), 0);
        let create = pb::CreateRequestRequest { request: Some(new), task: None };
        let asking = cascade_runtime::auth::CallContext { idempotency_key: Some("k".into()), ..world.asking() };
        let first = world.create_request(asking.clone(), create.clone()).await.unwrap();
        let request = first.request.clone().unwrap();
        assert_eq!((request.requested_by.as_str(), request.status()), ("P-1", pb::RequestStatus::Draft));
        assert_eq!(world.create_request(asking, create.clone()).await.unwrap(), first);
        let taken = world.create_request(world.asking(), create).await.unwrap_err();
        assert_eq!(fields(&taken), pairs(&[("request.code", "DIR-003")]));
        assert_eq!(world.count("requests").await, 1);
    }

    async fn imports_at_once_make_each_request_once(pool: DbPool) {
        let (world, mut wanted, _) = World::with_requests(pool, vec![]).await;
        wanted.requests = vec![money("R1"), money("R2")];
        let calls = (0..6).map(|_| world.import_requests(world.asking(), wanted.clone()));
        let answers = futures::future::join_all(calls).await;
        let created: u32 = answers.iter().map(|answer| counts(answer.as_ref().unwrap()).0).sum();
        assert_eq!((created, world.count("requests").await), (2, 2));
    }

    async fn nobody_asks_in_the_name_of_another_department(pool: DbPool) {
        let world = World::over(pool);
        world.apply_directory(world.admin(), directory()).await.unwrap();
        let plan = Uuid::now_v7().to_string();
        let wanted = pb::ImportRequestsRequest {
            tasks: vec![task(&plan, "T3")],
            plan_id: plan.clone(),
            requests: vec![money("R1")],
            ..Default::default()
        };
        let refused = world.import_requests(world.marketing(), wanted.clone()).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "PERMISSION_DENIED"));
        let colleague = world.caller("P-SALES", &[RoleGrant::new(Role::Contributor, "SALES")]);
        world.import_requests(colleague, wanted).await.unwrap();
        let listed = world
            .list_requests(world.admin(), pb::ListRequestsRequest { plan_id: plan, status: pb::RequestStatus::Submitted.into(), requested_from: "MKT".into(), ..Default::default() })
            .await
            .unwrap();
        assert_eq!(listed.requests.len(), 1);
    }
}
