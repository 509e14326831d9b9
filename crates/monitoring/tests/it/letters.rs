//! Letters to mail servers that are slow, silent, or do not know everybody.

use std::{collections::BTreeSet, time::Duration};

use cascade_channels::{Channel, Kind};
use cascade_storage::DbPool;
use cascade_testkit::{MailServer, TestDatabase, both_databases, eventually};
use chrono::TimeDelta;

use crate::{
    office::{Office, named, wall},
    story::Story,
    support::World,
};

fn mailbox(server: &MailServer) -> Channel {
    let handles = [("P-T1".to_owned(), "wang@example.com".to_owned())];
    Channel {
        kind: Kind::Mail,
        url: server.url().into(),
        from: "Cascade <cascade@example.com>".to_owned(),
        to: vec!["pmo@example.com".to_owned()],
        personal: true,
        handles: handles.into_iter().collect(),
        ..Channel::default()
    }
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_silent_mail_server_keeps_no_replica_from_its_end(pool: DbPool) {
        let wall = wall();
        let server = MailServer::start().await;
        server.silence(true);
        let office = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
        office.trouble().await;
        eventually("a letter on its way", || async { (server.callers() == 1).then_some(()) }).await;
        tokio::time::timeout(Duration::from_secs(19), office.close()).await.unwrap();
        // Who comes after it sends what it could not.
        server.silence(false);
        wall.set(wall.now() + TimeDelta::seconds(120)).unwrap();
        let office = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
        let log = office.settled(1).await;
        assert_eq!((log[0].state.as_str(), log[0].attempts), ("delivered", 1));
    }

    async fn who_has_a_letter_does_not_get_it_again_for_others(pool: DbPool) {
        let wall = wall();
        let server = MailServer::start().await;
        server.reject("wang@example.com", Some("450 4.2.0 greylisted"));
        let office = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
        office.trouble().await;
        let said = eventually("an attempt that reached one of two", || async {
            let log = office.log().await;
            log.first().filter(|row| row.attempts == 1).map(|row| row.said.clone())
        })
        .await;
        assert!(said.starts_with("taken for pmo@example.com; wang@example.com: "), "{said}");
        // An attempt in between that reaches nobody forgets nothing.
        server.lock_out(Some("451 4.3.0 try again later"));
        office.later(100);
        eventually("another that failed", || async { (office.log().await[0].attempts == 2).then_some(()) }).await;
        server.lock_out(None);
        server.reject("wang@example.com", None);
        office.later(100);
        let log = office.settled(1).await;
        assert_eq!((log[0].state.as_str(), log[0].said.as_str()), ("delivered", "ok"));
        let to: Vec<_> = server.letters().into_iter().map(|letter| letter.to).collect();
        assert_eq!(to, [["pmo@example.com"], ["wang@example.com"]]);
    }

    async fn whom_the_server_rejects_is_named_in_the_log(pool: DbPool) {
        let wall = wall();
        let server = MailServer::start().await;
        server.reject("wang@example.com", Some("550 5.1.1 no such user"));
        let office = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
        office.trouble().await;
        let log = office.settled(1).await;
        assert_eq!(log[0].state, "delivered");
        let said = &log[0].said;
        assert!(said.starts_with("ok, but refused for wang@example.com: ") && said.contains("no such user"), "{said}");
        assert_eq!(server.letters()[0].to, ["pmo@example.com"]);
    }

    async fn a_login_that_is_put_right_loses_no_letter(pool: DbPool) {
        let wall = wall();
        let server = MailServer::start().await;
        server.lock_out(Some("530 5.7.0 authentication required"));
        let office = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
        office.trouble().await;
        eventually("an attempt that failed", || async {
            let log = office.log().await;
            log.first().filter(|row| row.state == "waiting" && row.attempts == 1).map(|_| ())
        })
        .await;
        server.lock_out(None);
        office.later(100);
        assert_eq!(office.settled(1).await[0].state, "delivered");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_outlives_its_lease_is_sent_by_one_replica_only() {
    let database = TestDatabase::postgres(&cascade_monitoring::MIGRATIONS).await;
    let pool = database.pool();
    let wall = wall();
    let server = MailServer::start().await;
    // The first letter of a claim takes nearly all of the lease, the second what is left of it.
    server.slow(&wall, TimeDelta::seconds(290), Duration::from_millis(1_500));
    server.slow(&wall, TimeDelta::seconds(20), Duration::from_millis(2_000));
    let world = World::over(pool.clone());
    for _ in 0..4 {
        let story = Story::new();
        world.deliver(&story.told()).await;
        world
            .deliver(&[story.report(2, "2026-07-06", 10.0, 9)])
            .await;
    }
    let one = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
    let _other = Office::open(&pool, &wall, named("pmo", mailbox(&server))).await;
    let log = one.settled(4).await;
    assert!(log.iter().all(|row| row.state == "delivered"), "{log:#?}");
    // Whoever is still at it has sent all that it would by then.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let letters = server.letters();
    let name = |data: &str| {
        data.lines()
            .find(|line| line.starts_with("Message-ID"))
            .map(str::to_owned)
    };
    let names: BTreeSet<_> = letters
        .iter()
        .filter_map(|letter| name(&letter.data))
        .collect();
    let parcels: BTreeSet<_> = log.iter().map(|row| &row.parcel).collect();
    assert_eq!(
        (letters.len(), names.len()),
        (parcels.len(), parcels.len()),
        "each is sent once"
    );
}
