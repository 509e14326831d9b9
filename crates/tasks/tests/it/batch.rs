use cascade_proto::tasks::v1::{self as pb, report_progress_batch_request::Item};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::support::{World, fields, report, rules};

fn item(key: &str, report: pb::ReportProgressRequest) -> Item {
    Item {
        idempotency_key: key.to_owned(),
        report: Some(report),
    }
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn a_refused_item_does_not_spoil_the_others(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let items = vec![
            item("a", report(&tasks["T1"])),
            item("b", pb::ReportProgressRequest { percent: 120.0, ..report(&tasks["T2"]) }),
            item("c", pb::ReportProgressRequest { task_id: uuid::Uuid::now_v7().to_string(), ..report(&tasks["T2"]) }),
            item("d", pb::ReportProgressRequest { percent: 10.0, ..report(&tasks["T1"]) }),
            item("e", report(&tasks["T2"])),
        ];
        let request = pb::ReportProgressBatchRequest { items };
        let answer = world.report_progress_batch(world.admin(), request.clone()).await.unwrap();
        let reasons: Vec<&str> = answer.answers.iter().map(|answer| answer.error_reason.as_str()).collect();
        assert_eq!(reasons, ["", "INVALID_ARGUMENT", "NOT_FOUND", "", ""]);
        assert!(answer.answers[1].error_message.contains("percent"), "{}", answer.answers[1].error_message);
        assert!(answer.answers[1].report.is_none());
        let versions: Vec<i64> = answer.answers.iter().filter_map(|answer| answer.report.as_ref()).map(|report| report.task_version).collect();
        assert_eq!(versions, [2, 3, 2], "the second report on T1 goes on from the first");

        let task = world.get_task(world.admin(), pb::GetTaskRequest { task_id: tasks["T1"].id.clone() }).await.unwrap();
        assert_eq!((task.version, task.percent), (3, 10.0));
        assert_eq!((world.count("progress_reports").await, world.count("outbox").await), (3, 5));
        let found = world.list_findings(world.admin(), pb::ListFindingsRequest { plan_id: plan.id }).await.unwrap();
        assert_eq!(rules(&found.findings), [("T1", "TRACK-006")]);

        // Sent again, alone or with others, an accepted item gives the same report; a refused one may still succeed.
        let again = world.report_progress_batch(world.admin(), request).await.unwrap();
        assert_eq!(again, answer);
        assert_eq!((world.count("progress_reports").await, world.count("outbox").await), (3, 5));
    }

    async fn one_key_twice_in_a_batch_is_one_report_or_a_reuse(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let items = vec![
            item("a", report(&tasks["T1"])),
            item("a", report(&tasks["T1"])),
            item("a", report(&tasks["T2"])),
        ];
        let answer = world
            .report_progress_batch(world.admin(), pb::ReportProgressBatchRequest { items })
            .await
            .unwrap();
        assert_eq!(answer.answers[0].report, answer.answers[1].report);
        assert_eq!(answer.answers[2].error_reason, "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(world.count("progress_reports").await, 1);
    }

    async fn a_thousand_at_most(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let items = vec![item("", report(&tasks["T1"])); 1_001];
        let refused = world
            .report_progress_batch(world.admin(), pb::ReportProgressBatchRequest { items })
            .await
            .unwrap_err();
        assert_eq!(fields(&refused), [("items".to_owned(), "request.size".to_owned())]);
        let items = vec![item("", report(&tasks["T1"])); 300];
        world
            .report_progress_batch(world.admin(), pb::ReportProgressBatchRequest { items })
            .await
            .unwrap();
        assert_eq!(world.count("progress_reports").await, 300);
        let task = world.get_task(world.admin(), pb::GetTaskRequest { task_id: tasks["T1"].id.clone() }).await.unwrap();
        assert_eq!(task.version, 301);
    }
}
