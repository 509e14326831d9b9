//! Notices of alerts that were closed or have moved on before anybody could be told.

use cascade_channels::Kind;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::auth::Role;
use cascade_storage::DbPool;
use cascade_testkit::{Fault, Robot, Service, both_databases, eventually};

use crate::office::{Office, named, to, wall};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn an_alert_that_was_closed_in_the_night_wakes_nobody_in_the_morning(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        office.quiet_at_night(None).await;
        // Nine in the evening in China; half an hour later the report is corrected.
        office.world.until("2026-07-07T13:00:00Z").await;
        let story = office.trouble().await;
        office.world.until("2026-07-07T13:30:00Z").await;
        office.world.deliver(&[story.report(3, "2026-07-06", 80.0, 1)]).await;
        assert!(office.world.alert(&story.plan).await.closed_at.is_some());
        // Another's is still open in the morning.
        let open = office.trouble().await;
        office.world.until("2026-07-08T00:00:00Z").await;
        let log = office.settled(2).await;
        let of = |plan: &str| log.iter().find(|row| row.plan_id == plan).unwrap();
        assert_eq!(of(&open.plan).state, "delivered");
        let closed = of(&story.plan);
        assert_eq!((closed.state.as_str(), closed.attempts, closed.parcel.as_str()), ("overtaken", 0, ""));
        assert!(closed.said.contains("已关闭") && closed.said.contains("is closed"), "{}", closed.said);
        assert_eq!(robot.taken().len(), 1);
        assert!(!robot.taken()[0].text().contains(&story.plan));
        let asked = pb::ListDeliveriesRequest { state: "overtaken".into(), ..Default::default() };
        let found = office.client.clone().list_deliveries(office.call(Role::Manager, asked)).await.unwrap();
        assert_eq!(found.into_inner().deliveries.len(), 1);
    }

    async fn what_was_held_back_is_looked_at_again_before_it_goes(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        office.quiet_at_night(Some((1, 60))).await;
        // Half past five in China: the first goes, three wait for its hour, and so for the morning.
        office.world.until("2026-07-07T09:30:00Z").await;
        office.trouble().await;
        office.settled(1).await;
        let closed = office.trouble().await;
        let moved = office.trouble().await;
        let open = office.trouble().await;
        eventually("deliveries that wait for the morning", || async { (office.log().await.len() == 4).then_some(()) }).await;
        office.world.deliver(&[closed.report(3, "2026-07-06", 80.0, 1)]).await;
        let alert = office.world.alert(&moved.plan).await;
        let explain = pb::ExplainAlertRequest {
            alert_id: alert.id.clone(),
            explanation: "the host is ill".into(),
            expected_version: alert.version,
        };
        office.world.explain_alert(office.world.person("P-T1"), explain).await.unwrap();
        office.world.until("2026-07-08T00:00:00Z").await;
        office.later((14 * 60 + 30) * 60);
        // Two that were told, two that were not, and the level that one has come to.
        let log = office.settled(5).await;
        let of = |plan: &str, level| log.iter().find(|row| row.plan_id == plan && row.level == level).unwrap();
        assert_eq!(of(&closed.plan, 1).state, "overtaken");
        assert_eq!(of(&moved.plan, 1).state, "overtaken");
        assert!(of(&moved.plan, 1).said.contains("L2") && of(&moved.plan, 1).said.contains("P-KR"));
        assert_eq!(of(&moved.plan, 2).state, "delivered");
        assert_eq!(of(&open.plan, 1).state, "delivered");
    }

    async fn what_was_tried_before_goes_again_as_it_was_while_anybody_needs_it(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::Webhook, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("erp", to(Kind::Webhook, &robot))).await;
        robot.fail(Fault::Silent);
        let story = office.trouble().await;
        eventually("an attempt that failed", || async {
            office.log().await.first().filter(|row| row.attempts == 1).map(|_| ())
        })
        .await;
        office.world.deliver(&[story.report(3, "2026-07-06", 80.0, 1)]).await;
        office.later(100);
        let log = office.settled(1).await;
        assert_eq!((log[0].state.as_str(), robot.taken().len()), ("overtaken", 1));
    }
}
