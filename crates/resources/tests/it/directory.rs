use cascade_proto::resources::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, directory, fields, money, pairs, reason, step};

fn counts(answer: &pb::ApplyDirectoryResponse) -> (u32, u32, u32) {
    let counts = answer.counts.unwrap();
    (counts.created, counts.updated, counts.unchanged)
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn the_same_again_changes_nothing(pool: DbPool) {
        let world = World::over(pool);
        let first = world.apply_directory(world.admin(), directory()).await.unwrap();
        assert_eq!(counts(&first), (7, 0, 0));
        assert_eq!(world.events().await.len(), 7);
        assert_eq!(world.count("outbox WHERE partition_key = 'directory'").await, 7);
        let again = world.apply_directory(world.admin(), directory()).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 7));
        let mut changed = directory();
        changed.people[1].skills[0].level = 5;
        let answer = world.apply_directory(world.admin(), changed).await.unwrap();
        assert_eq!(counts(&answer), (0, 1, 6));
        assert_eq!(world.events().await[7..], [("person_changed".to_owned(), 2)]);
        let people = world
            .list_people(world.admin(), pb::ListPeopleRequest { department: "SALES".into(), page_size: 1, ..Default::default() })
            .await
            .unwrap();
        assert_eq!((people.people[0].code.as_str(), people.people[0].skills[0].level, people.people[0].version), ("P-1", 5, 2));
        let rest = world
            .list_people(world.admin(), pb::ListPeopleRequest { department: "SALES".into(), page_size: 1, page_token: people.next_page_token, ..Default::default() })
            .await
            .unwrap();
        assert_eq!((rest.people[0].code.as_str(), rest.next_page_token.as_str()), ("P-SALES", ""));
    }

    async fn people_are_found_by_a_part_of_their_code_or_name(pool: DbPool) {
        let world = World::over(pool);
        let mut rows = directory();
        rows.people[0].name = "Ann_Lee 100%".into();
        world.apply_directory(world.admin(), rows).await.unwrap();
        let first = directory().people[0].code.clone();
        let none = pb::ListPeopleRequest::default;
        let of = |people: Vec<pb::Person>| people.into_iter().map(|one| one.code).collect::<Vec<_>>();
        for (ask, wanted) in [
            (pb::ListPeopleRequest { search: "nn_le".into(), ..none() }, vec![first.clone()]),
            (pb::ListPeopleRequest { search: "ANN".into(), ..none() }, vec![first.clone()]),
            (pb::ListPeopleRequest { search: "%".into(), ..none() }, vec![first.clone()]),
            (pb::ListPeopleRequest { search: "p-sal".into(), ..none() }, vec!["P-SALES".to_owned()]),
            (pb::ListPeopleRequest { search: "nobody".into(), ..none() }, vec![]),
            (pb::ListPeopleRequest { codes: vec!["P-SALES".into(), "P-9".into()], ..none() }, vec!["P-SALES".to_owned()]),
        ] {
            let found = of(world.list_people(world.admin(), ask.clone()).await.unwrap().people);
            assert_eq!(found, wanted, "{ask:?}");
        }
        let counted = pb::ListPeopleRequest { department: "SALES".into(), page_size: 1, with_total: true, ..none() };
        let answer = world.list_people(world.admin(), counted).await.unwrap();
        assert_eq!((answer.people.len(), answer.total_size), (1, Some(2)));
        let many = pb::ListPeopleRequest { codes: vec!["P-1".into(); 501], ..none() };
        let refused = world.list_people(world.admin(), many).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("codes", "request.codes")]));
    }

    async fn budgets_are_found_by_a_part_of_their_code_or_name_with_their_reports(pool: DbPool) {
        let world = World::over(pool);
        let mut rows = directory();
        let mut second = rows.budgets[0].clone();
        (second.code, second.name) = ("B,2".into(), "展会 50%".into());
        rows.budgets.push(second);
        world.apply_directory(world.admin(), rows).await.unwrap();
        let none = pb::ListBudgetsRequest::default;
        for (ask, wanted) in [
            (pb::ListBudgetsRequest { search: "0%".into(), ..none() }, vec!["B,2".to_owned()]),
            (pb::ListBudgetsRequest { search: "b,".into(), ..none() }, vec!["B,2".to_owned()]),
            (pb::ListBudgetsRequest { codes: vec!["B,2".into()], ..none() }, vec!["B,2".to_owned()]),
            (pb::ListBudgetsRequest { department: "nowhere".into(), ..none() }, vec![]),
        ] {
            let found = world.list_budgets(world.admin(), ask.clone()).await.unwrap().budgets;
            let reports = world.list_budget_reports(world.admin(), ask.clone()).await.unwrap().reports;
            assert_eq!(found.iter().map(|one| one.code.clone()).collect::<Vec<_>>(), wanted, "{ask:?}");
            assert_eq!(reports.into_iter().filter_map(|one| one.budget).collect::<Vec<_>>(), found, "{ask:?}");
        }
    }

    async fn departments_come_in_pages(pool: DbPool) {
        let world = World::over(pool);
        world.apply_directory(world.admin(), directory()).await.unwrap();
        let ask = |page_token: String| pb::ListDepartmentsRequest { page_size: 2, page_token };
        let first = world.list_departments(world.admin(), ask(String::new())).await.unwrap();
        let rest = world.list_departments(world.admin(), ask(first.next_page_token)).await.unwrap();
        let codes: Vec<String> = first.departments.into_iter().chain(rest.departments).map(|row| row.code).collect();
        assert_eq!(codes, ["HQ", "MKT", "SALES"]);
        assert_eq!(rest.next_page_token, "");
        let refused = world.list_departments(world.admin(), pb::ListDepartmentsRequest { page_size: 501, ..Default::default() }).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("page_size", "request.page_size")]));
        let stranger = world.caller("P-0", &[]);
        assert_eq!(world.list_departments(stranger, ask(String::new())).await.unwrap_err().code(), Code::PermissionDenied);
    }

    async fn a_dry_run_keeps_nothing(pool: DbPool) {
        let world = World::over(pool);
        let dry = pb::ApplyDirectoryRequest { dry_run: true, ..directory() };
        let answer = world.apply_directory(world.admin(), dry).await.unwrap();
        assert_eq!(counts(&answer), (7, 0, 0));
        for table in ["departments", "people", "budgets", "outbox"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
    }

    async fn every_broken_rule_is_told_at_once(pool: DbPool) {
        let world = World::over(pool);
        let mut wanted = directory();
        wanted.departments[0].parent = "MKT".into();
        wanted.departments[1].head = "P-9".into();
        wanted.departments[1].parent = "NONE".into();
        wanted.people[0].department = "NONE".into();
        wanted.people[1].skills[0].level = 6;
        wanted.people[1].hours_per_day = f64::NAN;
        wanted.people[2].code = "P-1".into();
        wanted.budgets[0].amount_minor = 0;
        let refused = world.apply_directory(world.admin(), wanted).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[
                ("departments[0].parent", "DIR-002"),
                ("departments[1].head", "DIR-001"),
                ("departments[1].parent", "DIR-001"),
                ("departments[2].head", "DIR-001"),
                ("departments[2].parent", "DIR-002"),
                ("people[0].department", "DIR-001"),
                ("people[1].hours_per_day", "RES-009"),
                ("people[1].skills", "DIR-004"),
                ("people[2].code", "DIR-003"),
                ("budgets[0].amount_minor", "RES-009"),
            ])
        );
        assert_eq!(world.count("departments").await, 0);
    }

    async fn two_halves_of_a_ring_do_not_meet(pool: DbPool) {
        let world = World::over(pool);
        world.apply_directory(world.admin(), directory()).await.unwrap();
        let half = |code: &str, parent: &str| pb::ApplyDirectoryRequest {
            departments: vec![pb::Department { code: code.into(), parent: parent.into(), ..Default::default() }],
            ..Default::default()
        };
        let (a, b) = tokio::join!(
            world.apply_directory(world.admin(), half("SALES", "MKT")),
            world.apply_directory(world.admin(), half("MKT", "SALES")),
        );
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1);
    }

    async fn managers_change_their_own_department_only(pool: DbPool) {
        let world = World::over(pool);
        world.apply_directory(world.admin(), directory()).await.unwrap();
        let mut wanted = directory();
        wanted.people[2].email = "mkt@example.com".into();
        world.apply_directory(world.marketing(), wanted.clone()).await.unwrap();
        wanted.people[0].email = "sales@example.com".into();
        let refused = world.apply_directory(world.marketing(), wanted.clone()).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "PERMISSION_DENIED"));
        // Nobody takes somebody over from another department.
        wanted.people[0].email = String::new();
        wanted.people[1].department = "MKT".into();
        let refused = world.apply_directory(world.marketing(), wanted).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let viewer = world.caller("P-1", &[RoleGrant::new(Role::Viewer, "SALES")]);
        assert_eq!(world.apply_directory(viewer, directory()).await.unwrap_err().code(), Code::PermissionDenied);
    }

    async fn a_budget_keeps_its_ledger_and_never_falls_below_it(pool: DbPool) {
        let (world, _, answer) = World::with_requests(pool, vec![money("R1")]).await;
        world.approve_request(world.marketing(), step(&answer.requests[0])).await.unwrap();
        let mut wanted = directory();
        wanted.budgets[0].amount_minor = 1_999_999;
        let refused = world.apply_directory(world.admin(), wanted.clone()).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("budgets[0].amount_minor", "RES-006")]));
        wanted.budgets[0].amount_minor = 2_000_000;
        wanted.budgets[0].reserved_minor = 7;
        world.apply_directory(world.admin(), wanted).await.unwrap();
        let budget = world.budget().await;
        assert_eq!((budget.amount_minor, budget.reserved_minor, budget.spent_minor, budget.version), (2_000_000, 2_000_000, 0, 3));
    }

    async fn a_department_is_known_or_said_not_to_be(pool: DbPool) {
        let world = World::over(pool);
        world.apply_directory(world.admin(), directory()).await.unwrap();
        let asked = |code: &str| pb::GetDepartmentRequest { code: code.into() };
        assert_eq!(world.get_department(world.asking(), asked("MKT")).await.unwrap().head, "P-MKT");
        let refused = world.get_department(world.asking(), asked("NONE")).await.unwrap_err();
        assert_eq!((refused.code(), fields(&refused)), (Code::NotFound, pairs(&[("code", "DIR-001")])));
    }

    async fn an_address_that_is_none_is_told_with_its_value(pool: DbPool) {
        let world = World::over(pool);
        let mut wanted = directory();
        wanted.people[1].email = "Zhang Wei <zhang@example.com>".into();
        let refused = world.apply_directory(world.admin(), wanted.clone()).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("people[1].email", "DIR-009")]));
        wanted.people[1].email = "zhang@example.com".into();
        world.apply_directory(world.admin(), wanted).await.unwrap();
    }
}
