use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, money, pairs, planned, step};

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn spending_ahead_of_the_work_is_told_with_a_forecast(pool: DbPool) {
        // RES-010
        let big = pb::ResourceRequest { amount_minor: Some(6_000_000), ..money("R1") };
        let (world, wanted, answer) = World::with_requests(pool, vec![big, money("R2")]).await;
        let report = async || {
            let asked = pb::GetBudgetReportRequest { budget: "B-MKT".into() };
            world.get_budget_report(world.asking(), asked).await.unwrap()
        };
        let first = report().await;
        assert_eq!((first.tasks, first.progress_percent, first.forecast_minor), (0, None, None), "nothing is approved");
        for request in &answer.requests {
            world.approve_request(world.marketing(), step(request)).await.unwrap();
        }
        let spent = pb::MoveRequestRequest { spent_minor: Some(5_000_000), ..step(&answer.requests[0]) };
        world.fulfil_request(world.marketing(), spent).await.unwrap();
        let task = &wanted.tasks[0];
        let at = |percent, version| tasks::Task {
            id: task.id.clone(),
            percent,
            version,
            ..planned(&task.plan_id, "T3", 6, 17, 10.0)
        };
        world.hear(&[at(25.0, 1)]).await;
        let seen = report().await;
        assert_eq!((seen.available_minor, seen.tasks, seen.forecast_minor), (3_000_000, 1, Some(20_000_000)));
        assert_eq!((seen.utilisation_percent, seen.committed_percent, seen.progress_percent), (50.0, 70.0, Some(25.0)));
        assert_eq!((seen.findings[0].rule.as_str(), seen.findings[0].field.as_str()), ("RES-010", "spent_minor"));
        assert_eq!(world.findings(&wanted.plan_id).await, pairs(&[("B-MKT", "RES-010")]));
        world.hear(&[at(30.0, 2)]).await;
        assert!(report().await.findings.is_empty(), "twenty points are allowed");
        assert_eq!(world.findings(&wanted.plan_id).await, []);
        let nowhere = pb::GetBudgetReportRequest { budget: "B-X".into() };
        assert_eq!(world.get_budget_report(world.asking(), nowhere).await.unwrap_err().code(), Code::NotFound);
    }
}
