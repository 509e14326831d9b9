//! What a channel is told when: robots' limits, services that say "too much" or "too long", quiet hours.

use cascade_channels::Kind;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::auth::Role;
use cascade_storage::DbPool;
use cascade_testkit::{Fault, Robot, Service, TestDatabase, both_databases, eventually};
use chrono::TimeDelta;

use crate::{
    office::{Office, named, to, wall},
    story::Story,
    support::World,
};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn what_was_claimed_behind_a_too_many_is_left_alone_too(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::Webhook, "SECtest", wall.clone()).await;
        robot.fail(Fault::TooMany(60));
        // All four wait when somebody comes to send them: one claim.
        let world = World::over(pool.clone());
        for _ in 0..4 {
            let story = Story::new();
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        }
        let office = Office::open(&pool, &wall, named("erp", to(Kind::Webhook, &robot))).await;
        eventually("a channel that pauses", || async { (robot.refused() == 1).then_some(()) }).await;
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let log = office.log().await;
        assert!(log.iter().all(|row| row.state == "waiting" && row.attempts == 0), "{log:#?}");
        assert_eq!((robot.refused(), robot.taken().len()), (1, 0), "nothing after it says so");
        office.later(59);
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        assert_eq!(robot.taken().len(), 0, "not before it wants to");
        office.later(2);
        let log = office.settled(4).await;
        assert!(log.iter().all(|row| row.state == "delivered"));
        let told: usize = robot.taken().iter().map(|one| one.body["data"]["notifications"].as_array().unwrap().len()).sum();
        assert_eq!(told, 4, "each once");
    }

    async fn a_slow_answer_does_not_break_a_robot_s_limit(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::Feishu, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::Feishu, &robot))).await;
        // Eight messages that were tried before, each under its own name, so that they are not merged.
        for count in 1..=8_usize {
            robot.fail(Fault::Busy);
            office.trouble().await;
            eventually("an attempt that failed", || async {
                let log = office.log().await;
                (log.len() == count && log.iter().all(|row| row.attempts == 1)).then_some(())
            })
            .await;
            if count == 4 {
                office.later(1);
            }
        }
        // Five are claimed; that the first is answered late leaves the others no more room than it had.
        robot.fail(Fault::Slow(1_200));
        office.later(100);
        eventually("five that are taken", || async { (robot.taken().len() == 5).then_some(()) }).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        assert_eq!((robot.taken().len(), robot.refused()), (5, 0), "no more in this second");
        office.later(2);
        office.settled(8).await;
        assert_eq!((robot.taken().len(), robot.refused()), (8, 0));
    }

    async fn what_is_too_long_for_a_service_goes_in_halves(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        // Twelve wait for each other: one message, and neither it nor its first half is taken.
        robot.fail(Fault::TooLong);
        robot.fail(Fault::TooLong);
        let world = World::over(pool.clone());
        for _ in 0..12 {
            let story = Story::new();
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        }
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        let log = office.settled(12).await;
        assert!(log.iter().all(|row| row.state == "delivered" && row.attempts == 0), "{log:#?}");
        assert_eq!((robot.refused(), robot.taken().len()), (2, 3));
        let parcels: std::collections::BTreeSet<_> = log.iter().map(|row| &row.parcel).collect();
        assert_eq!(parcels.len(), 3);
    }

    async fn what_is_tried_again_keeps_quiet_hours(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        office.quiet_at_night(None).await;
        // A minute to six in China.
        office.world.until("2026-07-07T09:59:00Z").await;
        robot.fail(Fault::Busy);
        office.trouble().await;
        eventually("an attempt that failed", || async {
            office.log().await.first().filter(|row| row.attempts == 1).map(|_| ())
        })
        .await;
        office.world.until("2026-07-07T10:30:00Z").await;
        office.later(1_860);
        let morning = (wall.now() + TimeDelta::minutes(13 * 60 + 30)).timestamp();
        eventually("a delivery that waits for the morning", || async {
            let log = office.log().await;
            (log[0].state == "waiting" && log[0].next_at.as_ref()?.seconds == morning).then_some(())
        })
        .await;
        assert_eq!(robot.taken().len(), 0);
        // Who tests a channel wants to hear it now.
        let test = pb::TestChannelRequest { channel: "sales".to_owned() };
        office.client.clone().test_channel(office.call(Role::Admin, test)).await.unwrap();
        eventually("a test", || async { (robot.taken().len() == 1).then_some(()) }).await;
        office.world.until("2026-07-08T00:00:00Z").await;
        office.later((13 * 60 + 30) * 60);
        let log = office.settled(2).await;
        assert!(log.iter().all(|row| row.state == "delivered"), "{log:#?}");
    }

    async fn what_was_held_back_keeps_quiet_hours(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("sales", to(Kind::DingTalk, &robot))).await;
        office.quiet_at_night(Some((1, 60))).await;
        // Half past five in China: the window of an hour ends at half past six, after the quiet hours have begun.
        office.world.until("2026-07-07T09:30:00Z").await;
        office.trouble().await;
        office.settled(1).await;
        office.trouble().await;
        let morning = (wall.now() + TimeDelta::minutes(14 * 60 + 30)).timestamp();
        eventually("a delivery that waits for the morning", || async {
            let log = office.log().await;
            (log.len() == 2 && log[0].next_at.as_ref()?.seconds == morning).then_some(())
        })
        .await;
        assert_eq!(robot.taken().len(), 1);
    }

    async fn a_robot_s_limit_holds_and_the_rest_is_merged(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("all", to(Kind::DingTalk, &robot))).await;
        for count in 1..=30 {
            office.trouble().await;
            if count <= 10 {
                office.settled(count).await;
            }
        }
        // The clock stands: what does not fit into the minute waits, however often is looked.
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
        office.later(61);
        office.settled(30).await;
        assert_eq!(robot.refused(), 0);
        assert!(robot.taken().len() <= 22, "{}", robot.taken().len());
    }

    async fn a_service_that_says_too_much_is_left_alone(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::WeCom, "", wall.clone()).await;
        robot.fail(Fault::TooMany(90));
        let office = Office::open(&pool, &wall, named("sales", to(Kind::WeCom, &robot))).await;
        office.trouble().await;
        eventually("a channel that pauses", || async {
            (robot.refused() == 1).then_some(())
        })
        .await;
        office.trouble().await;
        office.later(60);
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        assert_eq!(robot.taken().len(), 0, "not before it wants to");
        office.later(31);
        let log = office.settled(2).await;
        assert!(log.iter().all(|row| row.state == "delivered" && row.attempts == 0));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_keep_one_robot_s_limit_together() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let wall = wall();
    let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
    let channels = named("all", to(Kind::DingTalk, &robot));
    let one = Office::open(&database.pool(), &wall, channels.clone()).await;
    let other = Office::open(&database.pool(), &wall, channels).await;
    for _ in 0..25 {
        one.trouble().await;
        other.trouble().await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    one.later(61);
    let log = one.settled(50).await;
    assert!(log.iter().all(|row| row.state == "delivered"));
    assert_eq!(robot.refused(), 0, "never above its limit, whoever speaks");
    let parcels: std::collections::BTreeSet<_> = log.iter().map(|row| &row.parcel).collect();
    assert_eq!(robot.taken().len(), parcels.len(), "each is told once");
}
