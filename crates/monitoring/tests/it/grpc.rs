use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::auth::{CallContext, Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::{
    story::Story,
    support::{World, field, reason},
};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn what_is_not_there_is_told(pool: DbPool) {
        let world = World::over(pool);
        let unknown = Uuid::now_v7().to_string();
        let plan = pb::GetPlanStatusRequest { plan_id: unknown.clone() };
        let refused = world.get_plan_status(world.person("P-X"), plan).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "NOT_FOUND"));
        let task = pb::GetTaskForecastRequest { task_id: unknown.clone() };
        assert_eq!(world.get_task_forecast(world.person("P-X"), task).await.unwrap_err().code(), Code::NotFound);
        let alert = pb::GetAlertRequest { alert_id: unknown };
        let refused = world.get_alert(world.person("P-X"), alert.clone()).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "NOT_FOUND"));
        let seen = pb::AcknowledgeAlertRequest { alert_id: alert.alert_id, expected_version: 0 };
        let refused = world.acknowledge_alert(world.person("P-X"), seen).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "NOT_FOUND"));
        let story = Story::new();
        world.deliver(&story.told()).await;
        let target = pb::ExplainDelayRequest { plan_id: story.plan.clone(), target: "T9".into() };
        let refused = world.explain_delay(world.person("P-X"), target).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "NOT_FOUND"));
        let crooked = pb::GetAlertRequest { alert_id: "seven".into() };
        let refused = world.get_alert(world.person("P-X"), crooked).await.unwrap_err();
        assert_eq!((refused.code(), field(&refused).as_str()), (Code::InvalidArgument, "alert_id"));
    }

    async fn nobody_reads_without_a_role(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let asked = || pb::GetPlanStatusRequest { plan_id: story.plan.clone() };
        let refused = world.get_plan_status(world.caller("P-X", &[]), asked()).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let refused = world.get_plan_status(CallContext::default(), asked()).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
        world.get_plan_status(world.caller("P-X", &[RoleGrant::new(Role::Viewer, "DATA")]), asked()).await.unwrap();
    }

    async fn alerts_come_in_pages(pool: DbPool) {
        let world = World::over(pool);
        let mut raised = Vec::new();
        for _ in 0..5 {
            let story = Story::new();
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
            raised.push(world.alert(&story.plan).await.id);
        }
        let page = |token: &str| pb::ListAlertsRequest { page_size: 2, page_token: token.into(), assignee: "P-T1".into(), ..pb::ListAlertsRequest::default() };
        let (mut token, mut seen, mut sizes) = (String::new(), Vec::new(), Vec::new());
        loop {
            let answer = world.list_alerts(world.person("P-X"), page(&token)).await.unwrap();
            sizes.push(answer.alerts.len());
            seen.extend(answer.alerts.into_iter().map(|alert| alert.id));
            token = answer.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!((sizes, seen), (vec![2, 2, 1], raised));
        let nobody = pb::ListAlertsRequest { assignee: "P-Y".into(), ..page("") };
        assert!(world.list_alerts(world.person("P-X"), nobody).await.unwrap().alerts.is_empty());
        let refused = world.list_alerts(world.person("P-X"), page("nonsense!")).await.unwrap_err();
        assert_eq!(field(&refused), "page_token");
        let greedy = pb::ListAlertsRequest { page_size: 501, ..page("") };
        assert_eq!(field(&world.list_alerts(world.person("P-X"), greedy).await.unwrap_err()), "page_size");
    }

    async fn a_manager_acts_for_the_own_department(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let alert = world.alert(&story.plan).await.id;
        let manager = |department: &str| world.caller("P-M", &[RoleGrant::new(Role::Manager, department)]);
        let seen = || pb::AcknowledgeAlertRequest { alert_id: alert.clone(), expected_version: 0 };
        let refused = world.acknowledge_alert(manager("DATA"), seen()).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::PermissionDenied, "PERMISSION_DENIED"));
        let refused = world.acknowledge_alert(CallContext::default(), seen()).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated);
        let acknowledged = world.acknowledge_alert(manager("SALES"), seen()).await.unwrap();
        assert_eq!(acknowledged.state(), pb::AlertState::Acknowledged);
        assert_eq!((acknowledged.level, acknowledged.assignee.as_str()), (1, "P-T1"));
        let refused = world.acknowledge_alert(world.person("P-T1"), seen()).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "ALERT_STATE"));
    }
}
