//! From a red light to a group's robot: over loopback servers that answer as the services do.

use cascade_channels::{Channel, Kind};
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::{Fault, Robot, Service, both_databases, eventually};
use tonic::Code;

use crate::{
    office::{Office, named, to, wall},
    story::Story,
    support::{World, reason},
};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_level_is_told_to_the_group_with_a_link(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        let story = office.trouble().await;
        let log = office.settled(1).await;
        assert_eq!((log[0].state.as_str(), log[0].said.as_str()), ("delivered", "ok"));
        assert_eq!((log[0].person.as_str(), log[0].level), ("P-T1", 1));
        let taken = robot.taken();
        assert_eq!(taken.len(), 1);
        let text = taken[0].text();
        let alert = office.world.alert(&story.plan).await;
        let page = format!("https://cascade.example.com/plans/{}/alerts/{}", story.plan, alert.id);
        for part in ["L1 T1 task T1", "请说明延期原因", "2026-07-07 23:59", "wang.li", &page] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(log[0].alert_id, alert.id);
    }

    async fn a_storm_becomes_few_messages_and_loses_nothing(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::WeCom, "", wall.clone()).await;
        let sales = Channel { secret: "".into(), ..to(Kind::Webhook, &robot) };
        let channel = Channel { kind: Kind::WeCom, ..sales };
        // What happens before anybody is there to send it waits.
        let world = World::over(pool.clone());
        let mut plans = Vec::new();
        for _ in 0..40 {
            let story = Story::new();
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
            plans.push(story.plan);
        }
        let office = Office::open(&pool, &wall, named("sales", channel)).await;
        let log = office.settled(40).await;
        assert!(log.iter().all(|row| row.state == "delivered"));
        let taken = robot.taken();
        assert!(taken.len() <= 5, "{} messages", taken.len());
        assert_eq!(robot.refused(), 0, "never above the robot's limit");
        for plan in plans {
            let page = format!("/plans/{plan}/");
            assert_eq!(taken.iter().filter(|one| one.text().contains(&page)).count(), 1, "shown, and once");
        }
    }

    async fn a_policy_s_window_holds_back_what_comes_after_its_first_messages(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("all", to(Kind::DingTalk, &robot))).await;
        let admin = office.world.caller("P-ADMIN", &[RoleGrant::everywhere(Role::Admin)]);
        let terms = pb::PolicyTerms { digest_over: Some(2), digest_minutes: Some(30), ..Default::default() };
        let policy = pb::SavePolicyRequest {
            department: "SALES".into(), effective_from: "2026-07-07".into(), terms: Some(terms),
        };
        office.trouble().await;
        office.settled(1).await;
        office.world.save_policy(admin, policy).await.unwrap();
        office.later(3_600);
        office.world.until("2026-07-06T17:00:00Z").await;
        for count in 2..=3 {
            office.trouble().await;
            office.settled(count).await;
        }
        for count in 4..=6 {
            office.trouble().await;
            eventually("a delivery that waits", || async { (office.log().await.len() == count).then_some(()) }).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        let waiting = office.log().await.into_iter().filter(|row| row.state == "waiting").count();
        assert_eq!((waiting, robot.taken().len()), (3, 3));
        office.later(1_800);
        let log = office.settled(6).await;
        assert_eq!(robot.taken().len(), 4, "the rest is one message");
        assert_eq!((&log[0].parcel, &log[1].parcel), (&log[2].parcel, &log[2].parcel));
    }

    async fn what_fails_is_tried_again_under_the_same_name(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::Webhook, "SECtest", wall.clone()).await;
        robot.fail(Fault::Busy);
        // Taken, but we do not hear of it: sent again, and the receiver can tell.
        robot.fail(Fault::Silent);
        let office = Office::open(&pool, &wall, named("erp", to(Kind::Webhook, &robot))).await;
        office.trouble().await;
        for attempts in 1..=2 {
            eventually("an attempt that failed", || async {
                let log = office.log().await;
                log.first().filter(|row| row.state == "waiting" && row.attempts == attempts).map(|_| ())
            })
            .await;
            office.later(100);
        }
        let log = office.settled(1).await;
        assert_eq!((log[0].state.as_str(), log[0].attempts), ("delivered", 2));
        let taken = robot.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].id, taken[1].id);
        assert_eq!(taken[0].id, log[0].parcel);
        assert_eq!(taken[0].body["data"]["notifications"][0]["people"][0], "P-T1");
    }

    async fn what_is_refused_is_given_up_until_somebody_asks(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::Feishu, "SECother", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::Feishu, &robot))).await;
        office.trouble().await;
        let log = office.settled(1).await;
        assert_eq!(log[0].state, "failed");
        assert!(log[0].said.starts_with("19021: sign match fail"), "{}", log[0].said);
        let retry = |role| office.call(role, pb::RetryDeliveryRequest { delivery_id: log[0].id.clone() });
        let denied = office.client.clone().retry_delivery(retry(Role::Manager)).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);
        let again = office.client.clone().retry_delivery(retry(Role::Admin)).await.unwrap().into_inner();
        assert_eq!((again.state.as_str(), again.attempts), ("waiting", 0));
        let log = office.settled(1).await;
        assert_eq!(log[0].state, "failed");
        assert_eq!(robot.refused(), 2);
        let channels = office.client.clone()
            .list_channels(office.call(Role::Manager, pb::ListChannelsRequest {}))
            .await
            .unwrap()
            .into_inner()
            .channels;
        assert_eq!((channels[0].name.as_str(), channels[0].kind.as_str(), channels[0].failed), ("sales", "feishu", 1));
        assert!(channels[0].said.contains("secret"), "{}", channels[0].said);
    }

    async fn three_missed_updates_go_to_the_key_result_s_owner(pool: DbPool) {
        // TRACK-007
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        let story = Story::new();
        office.world.deliver(&story.told()).await;
        let event = story.missed(3, "2026-07-08");
        office.world.deliver(&[event.clone(), event]).await;
        office.settled(1).await;
        let asked = |role, person: &str| {
            office.call(role, pb::ListNoticesRequest { person: person.to_owned(), ..Default::default() })
        };
        let client = || office.client.clone();
        let notices = client().list_notices(asked(Role::Manager, "P-KR")).await.unwrap().into_inner().notices;
        assert_eq!(notices.len(), 1, "told once however often it is heard");
        let title = notices[0].title.clone().unwrap();
        assert_eq!(title.zh, "T1 task T1：连续 3 个工作日没有更新");
        assert_eq!(title.en, "T1 task T1: no update for 3 working days in a row");
        assert!(robot.taken()[0].text().contains("P-T1"));
        let denied = client().list_notices(asked(Role::Viewer, "P-KR")).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);
        let own = client().list_notices(asked(Role::Viewer, "")).await.unwrap().into_inner().notices;
        assert_eq!(own, []);
    }

    async fn a_test_message_goes_the_way_of_all_messages(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        let test = |channel: &str| office.call(Role::Admin, pb::TestChannelRequest { channel: channel.to_owned() });
        let unknown = office.client.clone().test_channel(test("nobody")).await.unwrap_err();
        assert_eq!((unknown.code(), reason(&unknown).as_str()), (Code::NotFound, "NOT_FOUND"));
        office.client.clone().test_channel(test("sales")).await.unwrap();
        assert_eq!(office.settled(1).await[0].kind, "test");
        assert!(robot.taken()[0].text().contains("测试消息"));
    }

    async fn old_news_is_logged_and_not_sent(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let world = World::over(pool.clone());
        let story = Story::new();
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        // Channels are configured two days later: what happened then is no news.
        let channels = named("sales", to(Kind::DingTalk, &robot));
        let office = Office::open_on("2026-07-08T02:00:00Z", &pool, &wall, channels).await;
        let fresh = office.trouble().await;
        eventually("news of today", || async {
            let log = office.log().await;
            log.iter().any(|row| row.plan_id == fresh.plan && row.level == 1 && row.state == "delivered").then_some(())
        })
        .await;
        // Level 1 of the old plan was two days ago; that it has lapsed since is news.
        let log = office.log().await;
        assert!(!log.iter().any(|row| row.plan_id == story.plan && row.level == 1), "{log:#?}");
    }
}
