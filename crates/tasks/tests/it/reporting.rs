use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{World, at, fields, reason, report, rules};

fn finished(task: &pb::Task) -> pb::ReportProgressRequest {
    pb::ReportProgressRequest {
        percent: 100.0,
        remaining_days: None,
        actual_start: "2026-07-03".into(),
        actual_finish: "2026-07-06".into(),
        evidence: "https://docs/page".into(),
        ..report(task)
    }
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn a_report_moves_its_task_and_tells_it(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let mut request = report(&tasks["T1"]);
        request.blocker_cause = pb::BlockerCause::Resources.into();
        request.blocker = "供应商素材未到".into();
        let answer = world.report_progress(world.admin(), request).await.unwrap();
        let (task, kept) = (answer.task.unwrap(), answer.report.unwrap());
        assert_eq!((task.version, task.percent, task.remaining_days), (2, 40.0, Some(3)));
        assert_eq!(task.actual_start, "2026-07-06", "progress starts a task of which no start is known");
        assert_eq!((task.last_reported_on.as_str(), task.reported_cause.as_str()), ("2026-07-06", "供应商素材未到"));
        assert_eq!(task.reported_cause_kind(), pb::BlockerCause::Resources);
        assert_eq!((kept.task_version, kept.by.as_str(), kept.as_of.as_str()), (2, "P-ADMIN", "2026-07-06"));
        assert_eq!(kept.actual_start, "", "the report says what was reported");
        let stored = world.get_task(world.admin(), pb::GetTaskRequest { task_id: task.id.clone() }).await.unwrap();
        assert_eq!(stored, task, "what is answered is what is stored");

        let mut conn = world.pool.get().await.unwrap();
        assert_eq!(cascade_events::outbox::backlog(&mut conn).await.unwrap().0, 3);
        drop(conn);
        let told = "outbox WHERE event_type = 'cascade.tasks.progress_reported.v1' AND aggregate_version = 2";
        assert_eq!(world.count(&format!("{told} AND partition_key = '{}' AND subject = '{}'", plan.id, task.id)).await, 1);
        assert_eq!(world.count("progress_reports").await, 1);
    }

    async fn every_rule_of_the_daily_update(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let task = &tasks["T1"];
        let broken: Vec<(&str, &str, pb::ReportProgressRequest)> = vec![
            ("percent", "TRACK-005", pb::ReportProgressRequest { percent: 101.0, ..finished(task) }),
            ("percent", "TRACK-005", pb::ReportProgressRequest { percent: f64::NAN, ..report(task) }),
            ("as_of", "TRACK-002", pb::ReportProgressRequest { as_of: "2026-07-07".into(), ..report(task) }),
            ("actual_start", "TRACK-002", pb::ReportProgressRequest { actual_start: "2026-07-07".into(), ..report(task) }),
            ("actual_finish", "TRACK-003", pb::ReportProgressRequest { actual_finish: String::new(), ..finished(task) }),
            ("evidence", "TRACK-004", pb::ReportProgressRequest { evidence: " ".into(), ..finished(task) }),
            ("actual_start", "TRACK-001", pb::ReportProgressRequest { actual_start: String::new(), ..finished(task) }),
            ("actual_finish", "TRACK-008", pb::ReportProgressRequest { actual_start: "2026-07-06".into(), actual_finish: "2026-07-03".into(), ..finished(task) }),
            ("percent", "TRACK-009", pb::ReportProgressRequest { percent: 90.0, ..finished(task) }),
            ("remaining_days", "TRACK-010", pb::ReportProgressRequest { remaining_days: Some(-1), ..report(task) }),
            ("as_of", "request.date", pb::ReportProgressRequest { as_of: "today".into(), ..report(task) }),
        ];
        for (field, rule, request) in broken {
            let refused = world.report_progress(world.admin(), request).await.unwrap_err();
            assert_eq!(refused.code(), Code::InvalidArgument, "{rule}");
            assert_eq!(fields(&refused), [(field.to_owned(), rule.to_owned())]);
        }
        assert_eq!(world.count("progress_reports").await, 0);
        assert_eq!(world.count("outbox").await, 2);

        let answer = world.report_progress(world.admin(), finished(task)).await.unwrap();
        let task = answer.task.unwrap();
        assert_eq!((task.percent, task.remaining_days, task.actual_finish.as_str()), (100.0, Some(0), "2026-07-06"));
        assert_eq!(task.evidence, "https://docs/page");
    }

    async fn falling_progress_is_a_finding_until_the_next_report(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let ask = pb::ListFindingsRequest { plan_id: plan.id.clone() };
        world.report_progress(world.admin(), report(&tasks["T1"])).await.unwrap();
        let fallen = pb::ReportProgressRequest { percent: 30.0, ..report(&tasks["T1"]) };
        let answer = world.report_progress(world.admin(), fallen.clone()).await.unwrap();
        assert_eq!(rules(&answer.findings), [("T1", "TRACK-006")]);
        let kept = world.list_findings(world.admin(), ask.clone()).await.unwrap();
        assert_eq!(rules(&kept.findings), [("T1", "TRACK-006")]);

        let with_reason = pb::ReportProgressRequest { percent: 20.0, note: "返工".into(), ..fallen };
        let answer = world.report_progress(world.admin(), with_reason).await.unwrap();
        assert!(answer.findings.is_empty());
        let kept = world.list_findings(world.admin(), ask).await.unwrap();
        assert!(kept.findings.is_empty(), "{:?}", kept.findings);
    }

    async fn only_the_owner_and_managers_of_the_department_report(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let owner = world.caller("P-OWNER", &[RoleGrant::new(Role::Viewer, "DATA")]);
        world.report_progress(owner, report(&tasks["T1"])).await.unwrap();
        let manager = world.caller("P-BOSS", &[RoleGrant::new(Role::Manager, "SALES")]);
        world.report_progress(manager, report(&tasks["T1"])).await.unwrap();
        for roles in [[RoleGrant::new(Role::Contributor, "SALES")], [RoleGrant::new(Role::Manager, "DATA")]] {
            let refused = world.report_progress(world.caller("P-X", &roles), report(&tasks["T1"])).await.unwrap_err();
            assert_eq!(refused.code(), Code::PermissionDenied);
        }
        let nobody = cascade_runtime::auth::CallContext::default();
        let refused = world.report_progress(nobody, report(&tasks["T1"])).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
    }

    async fn versions_days_and_cancelled_tasks(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let task = &tasks["T1"];
        let on_version = |version| pb::ReportProgressRequest { expected_version: version, ..report(task) };
        world.report_progress(world.admin(), on_version(1)).await.unwrap();
        let refused = world.report_progress(world.admin(), on_version(1)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));

        world.clock.set(at("2026-07-07T02:00:00Z")).unwrap();
        world.report_progress(world.admin(), report(task)).await.unwrap();
        let late = pb::ReportProgressRequest { as_of: "2026-07-06".into(), ..report(task) };
        let refused = world.report_progress(world.admin(), late).await.unwrap_err();
        assert_eq!(fields(&refused), [("as_of".to_owned(), "request.as_of".to_owned())]);

        let cancel = pb::Task { id: task.id.clone(), state: pb::TaskState::Cancelled.into(), ..pb::Task::default() };
        world
            .update_task(world.admin(), pb::UpdateTaskRequest { task: Some(cancel), update: vec!["state".into()], expected_version: 0 })
            .await
            .unwrap();
        let refused = world.report_progress(world.admin(), report(task)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "TASK_CANCELLED"));
        let unknown = pb::ReportProgressRequest { task_id: uuid::Uuid::now_v7().to_string(), ..report(task) };
        let refused = world.report_progress(world.admin(), unknown).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }

    async fn the_same_key_is_the_same_report(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let first = world.report_progress(world.keyed("k1"), report(&tasks["T1"])).await.unwrap();
        let events = world.count("outbox").await;
        let again = world.report_progress(world.keyed("k1"), report(&tasks["T1"])).await.unwrap();
        assert_eq!(again, first);
        assert_eq!(world.count("progress_reports").await, 1);
        assert_eq!(world.count("outbox").await, events);

        let other = pb::ReportProgressRequest { percent: 50.0, ..report(&tasks["T1"]) };
        let refused = world.report_progress(world.keyed("k1"), other).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "IDEMPOTENCY_KEY_REUSED"));
        // Another caller's key of the same name is another key.
        let mut somebody = world.caller("P-OWNER", &[]);
        somebody.idempotency_key = Some("k1".into());
        world.report_progress(somebody, report(&tasks["T1"])).await.unwrap();
        assert_eq!(world.count("progress_reports").await, 2);
    }
}
