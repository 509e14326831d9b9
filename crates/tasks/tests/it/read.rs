use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{Plan, World, fields, report};

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn pages_hold_every_task_once_in_the_order_of_codes(pool: DbPool) {
        let (world, plan, other) = (World::over(pool), Plan::new(), Plan::new());
        let codes: Vec<String> = (0..7).rev().map(|i| format!("T/{i}")).collect();
        world.import(plan.import(codes.iter().map(|code| plan.task(code)).collect())).await;
        world.import(other.import(vec![other.task("T/3")])).await;
        let mut ask = pb::ListTasksRequest { plan_id: plan.id.clone(), page_size: 3, ..pb::ListTasksRequest::default() };
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let page = world.list_tasks(world.admin(), ask.clone()).await.unwrap();
            seen.extend(page.tasks.iter().map(|task| task.code.clone()));
            pages += 1;
            if page.next_page_token.is_empty() {
                break;
            }
            ask.page_token = page.next_page_token;
        }
        assert_eq!(pages, 3);
        assert_eq!(seen, (0..7).map(|i| format!("T/{i}")).collect::<Vec<_>>());
    }

    async fn filters_and_their_absence(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        let theirs = pb::Task { owner: "P-2".into(), department: "DATA".into(), ..plan.task("T2") };
        world.import(plan.import(vec![plan.task("T1"), theirs])).await;
        let none = pb::ListTasksRequest::default;
        for (ask, codes) in [
            (pb::ListTasksRequest { owner: "P-2".into(), ..none() }, vec!["T2"]),
            (pb::ListTasksRequest { department: "SALES".into(), ..none() }, vec!["T1"]),
            (pb::ListTasksRequest { key_result_id: plan.key_result.id.clone(), ..none() }, vec!["T1", "T2"]),
            (pb::ListTasksRequest { plan_id: plan.id.clone(), owner: "P-3".into(), ..none() }, vec![]),
            (pb::ListTasksRequest { plan_id: plan.id.clone(), search: "t2".into(), ..none() }, vec!["T2"]),
            (pb::ListTasksRequest { plan_id: plan.id.clone(), search: "_".into(), ..none() }, vec![]),
        ] {
            let page = world.list_tasks(world.admin(), ask).await.unwrap();
            let found: Vec<&str> = page.tasks.iter().map(|task| task.code.as_str()).collect();
            assert_eq!(found, codes);
        }
        for (ask, field) in [
            (none(), "plan_id"),
            (pb::ListTasksRequest { search: "T2".into(), ..none() }, "plan_id"),
            (pb::ListTasksRequest { plan_id: "x".into(), ..none() }, "plan_id"),
            (pb::ListTasksRequest { plan_id: plan.id.clone(), page_size: 501, ..none() }, "page_size"),
            (pb::ListTasksRequest { plan_id: plan.id.clone(), page_token: "?".into(), ..none() }, "page_token"),
        ] {
            let refused = world.list_tasks(world.admin(), ask).await.unwrap_err();
            assert_eq!(fields(&refused)[0].0, field);
        }
    }

    async fn history_is_told_oldest_first(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        for percent in [10.0, 20.0, 30.0] {
            world.report_progress(world.admin(), pb::ReportProgressRequest { percent, ..report(&tasks["T1"]) }).await.unwrap();
        }
        world.report_progress(world.admin(), report(&tasks["T2"])).await.unwrap();
        for (ask, expected) in [
            (pb::ListProgressRequest { task_id: tasks["T1"].id.clone(), page_size: 2, ..pb::ListProgressRequest::default() }, vec![10.0, 20.0, 30.0]),
            (pb::ListProgressRequest { plan_id: plan.id.clone(), page_size: 2, ..pb::ListProgressRequest::default() }, vec![10.0, 20.0, 30.0, 40.0]),
        ] {
            let first = world.list_progress(world.admin(), ask.clone()).await.unwrap();
            let second = world
                .list_progress(world.admin(), pb::ListProgressRequest { page_token: first.next_page_token.clone(), ..ask })
                .await
                .unwrap();
            assert_eq!(second.next_page_token, "");
            let told: Vec<f64> = first.reports.iter().chain(&second.reports).map(|report| report.percent).collect();
            assert_eq!(told, expected);
        }
        let refused = world.list_progress(world.admin(), pb::ListProgressRequest::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument);
    }

    async fn a_viewer_of_any_department_reads(pool: DbPool) {
        let (world, _, tasks) = World::with_plan(pool).await;
        let ask = pb::GetTaskRequest { task_id: tasks["T1"].id.clone() };
        let viewer = world.caller("P-V", &[RoleGrant::new(Role::Viewer, "DATA")]);
        assert_eq!(world.get_task(viewer.clone(), ask.clone()).await.unwrap(), tasks["T1"]);
        let refused = world.get_task(world.caller("P-N", &[]), ask).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let unknown = pb::GetTaskRequest { task_id: uuid::Uuid::now_v7().to_string() };
        assert_eq!(world.get_task(viewer, unknown).await.unwrap_err().code(), Code::NotFound);
    }
}
