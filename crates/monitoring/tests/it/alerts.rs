use cascade_proto::monitoring::v1::{self as pb, AlertState};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::{
    story::Story,
    support::{World, reason},
    timers::due,
};

/// A plan whose T1 is five days late, and the alert about it.
pub async fn late(pool: DbPool) -> (World, Story, pb::Alert) {
    let (world, story) = (World::over(pool), Story::new());
    world.deliver(&story.told()).await;
    world
        .deliver(&[story.report(2, "2026-07-06", 10.0, 9)])
        .await;
    let alert = world.alert(&story.plan).await;
    (world, story, alert)
}

pub fn correction(alert: &pb::Alert) -> pb::FileCorrectionRequest {
    pb::FileCorrectionRequest {
        alert_id: alert.id.clone(),
        measure: pb::Measure::AddResource.into(),
        description: "a second copywriter".into(),
        owner: "P-T1".into(),
        due: "2026-07-10".into(),
        verification: "T1 is green".into(),
        expected_version: 0,
    }
}

pub fn decide(alert: &pb::Alert, accept: bool) -> pb::DecideAlertRequest {
    pb::DecideAlertRequest {
        alert_id: alert.id.clone(),
        accept,
        note: "as discussed".into(),
        expected_version: 0,
    }
}

pub fn verify(alert: &pb::Alert, worked: bool) -> pb::VerifyCorrectionRequest {
    pb::VerifyCorrectionRequest {
        alert_id: alert.id.clone(),
        worked,
        note: "seen".into(),
        expected_version: 0,
    }
}

pub fn explain(alert: &pb::Alert) -> pb::ExplainAlertRequest {
    pb::ExplainAlertRequest {
        alert_id: alert.id.clone(),
        explanation: "the copywriter is ill".into(),
        expected_version: 0,
    }
}

fn words(alert: &pb::Alert) -> Vec<(&str, i32)> {
    alert
        .history
        .iter()
        .filter(|entry| entry.what != "notified")
        .map(|entry| (entry.what.as_str(), entry.level))
        .collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn one_alert_for_one_cause_with_all_that_it_makes_late(pool: DbPool) {
        let (world, story, alert) = late(pool).await;
        assert_eq!((alert.cause_code.as_str(), alert.level, alert.assignee.as_str()), ("T1", 1, "P-T1"));
        assert_eq!(alert.affects, ["G1", "KR1", "T2", "T3"]);
        assert_eq!(alert.state(), AlertState::Open);
        world.deliver(&[story.report(3, "2026-07-06", 11.0, 10)]).await;
        assert_eq!(world.alert(&story.plan).await.id, alert.id, "later still, and still the same alert");
        assert_eq!(world.said_of("alert_raised").await, 1);
    }

    async fn a_cause_that_goes_by_itself_closes_its_alert(pool: DbPool) {
        let (world, story, _) = late(pool).await;
        world.deliver(&[story.report(3, "2026-07-06", 30.0, 4)]).await;
        let alert = world.alert(&story.plan).await;
        assert_eq!(alert.state(), AlertState::Closed);
        assert_eq!(words(&alert), [("raised", 1), ("cleared", 1)]);
        assert!(world.status(&story.plan).await.open_alerts.is_empty());
        // The same task late again is another alert.
        world.deliver(&[story.report(4, "2026-07-06", 30.0, 12)]).await;
        assert_eq!(world.alerts(&story.plan).await.len(), 2);
        assert_eq!(world.status(&story.plan).await.open_alerts.len(), 1);
    }

    async fn explained_corrected_decided_and_verified(pool: DbPool) {
        // ESC-003
        let (world, story, alert) = late(pool).await;
        let explained = world.explain_alert(world.person("P-T1"), explain(&alert)).await.unwrap();
        assert_eq!((explained.state(), explained.level, explained.assignee.as_str()), (AlertState::Explained, 2, "P-KR"));
        let filed = world.file_correction(world.person("P-KR"), correction(&alert)).await.unwrap();
        assert_eq!((filed.state(), filed.level, filed.assignee.as_str()), (AlertState::Correcting, 3, "P-SALES"));
        let accepted = world.decide_alert(world.person("P-SALES"), decide(&alert, true)).await.unwrap();
        assert_eq!((accepted.state(), due(&accepted).as_str()), (AlertState::Verifying, "2026-07-10T16:00:00+00:00"));
        // Its cause has gone, but nobody has yet said that the correction worked.
        world.deliver(&[story.report(3, "2026-07-06", 30.0, 4)]).await;
        assert_eq!(world.alert(&story.plan).await.state(), AlertState::Verifying);
        let closed = world.verify_correction(world.person("P-SALES"), verify(&alert, true)).await.unwrap();
        assert_eq!(closed.state(), AlertState::Closed);
        assert_eq!(words(&closed), [
            ("raised", 1), ("explained", 2), ("correction_filed", 3), ("accepted", 3), ("verified", 3),
        ]);
        assert_eq!(closed.corrections[0].verified_by, "P-SALES");
        assert_eq!(world.said_of("alert_closed").await, 1);
        let refused = world.explain_alert(world.person("P-T1"), explain(&alert)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "ALERT_STATE"));
    }

    async fn a_correction_that_failed_calls_for_another(pool: DbPool) {
        // ESC-002
        let (world, story, alert) = late(pool).await;
        let kr = || world.person("P-KR");
        let head = || world.person("P-SALES");
        world.explain_alert(world.person("P-T1"), explain(&alert)).await.unwrap();
        world.file_correction(kr(), correction(&alert)).await.unwrap();
        let rejected = world.decide_alert(head(), decide(&alert, false)).await.unwrap();
        assert_eq!((rejected.state(), rejected.level, rejected.assignee.as_str()), (AlertState::Reopened, 2, "P-KR"));
        world.deliver(&[story.report(3, "2026-07-06", 30.0, 4)]).await;
        assert_eq!(world.alert(&story.plan).await.state(), AlertState::Reopened, "green again, and not verified");
        world.file_correction(kr(), correction(&alert)).await.unwrap();
        world.decide_alert(head(), decide(&alert, true)).await.unwrap();
        let failed = world.verify_correction(head(), verify(&alert, false)).await.unwrap();
        assert_eq!(failed.state(), AlertState::Reopened);
        world.deliver(&[story.report(4, "2026-07-06", 31.0, 4)]).await;
        assert_eq!(world.alert(&story.plan).await.state(), AlertState::Reopened);
        world.file_correction(head(), correction(&alert)).await.unwrap();
        world.decide_alert(head(), decide(&alert, true)).await.unwrap();
        let closed = world.verify_correction(head(), verify(&alert, true)).await.unwrap();
        assert_eq!((closed.state(), closed.corrections.len()), (AlertState::Closed, 3));
    }

    async fn whose_turn_it_is_not_may_not(pool: DbPool) {
        let (world, _, alert) = late(pool).await;
        let refused = world.explain_alert(world.person("P-T3"), explain(&alert)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        world.file_correction(world.person("P-T1"), correction(&alert)).await.unwrap();
        let refused = world.decide_alert(world.person("P-T1"), decide(&alert, true)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let refused = world.verify_correction(world.person("P-SALES"), verify(&alert, true)).await.unwrap_err();
        assert_eq!(reason(&refused), "ALERT_STATE", "nothing has been accepted");
    }

    async fn an_old_version_and_a_used_key_are_told(pool: DbPool) {
        let (world, _, alert) = late(pool).await;
        let keyed = || cascade_runtime::auth::CallContext {
            idempotency_key: Some("once".to_owned()),
            ..world.person("P-T1")
        };
        let first = world.explain_alert(keyed(), explain(&alert)).await.unwrap();
        let again = world.explain_alert(keyed(), explain(&alert)).await.unwrap();
        assert_eq!(first, again);
        let other = pb::ExplainAlertRequest { explanation: "another".into(), ..explain(&alert) };
        let refused = world.explain_alert(keyed(), other).await.unwrap_err();
        assert_eq!(reason(&refused), "IDEMPOTENCY_KEY_REUSED");
        let stale = pb::FileCorrectionRequest { expected_version: alert.version, ..correction(&alert) };
        let refused = world.file_correction(world.person("P-KR"), stale).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::Aborted, "VERSION_MISMATCH"));
    }
}
