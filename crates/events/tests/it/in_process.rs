//! The bus of a single process.

use std::{collections::HashMap, sync::Arc, time::Duration};

use cascade_events::{
    Bus, HandleError, InProcess, LogFrom, Logged, MIGRATIONS, PublishError, Relay, RelayConfig,
    outbox,
};
use cascade_storage::DbPool;
use cascade_testkit::{TestDatabase, eventually};
use futures::StreamExt;
use tokio_util::sync::CancellationToken;

use crate::support::{
    Applier, append_each, by_plan, clock, event, new_event, subscription, waiting,
};

/// Two services in one process: tasks says what happens, monitoring applies it.
struct House {
    tasks: TestDatabase,
    monitoring: TestDatabase,
}

impl House {
    async fn new() -> Self {
        Self {
            tasks: TestDatabase::sqlite(&[&MIGRATIONS]).await,
            monitoring: TestDatabase::sqlite(&[&MIGRATIONS]).await,
        }
    }

    fn bus(&self) -> Arc<InProcess> {
        let stores = HashMap::from([
            ("tasks".to_owned(), self.tasks.pool()),
            ("monitoring".to_owned(), self.monitoring.pool()),
        ]);
        Arc::new(InProcess::new(stores).expecting(["monitoring".to_owned()]))
    }
}

fn start_relay(
    service: &'static str,
    pool: DbPool,
    bus: &Arc<InProcess>,
    stop: &CancellationToken,
) -> tokio::task::JoinHandle<()> {
    let bus: Arc<dyn Bus> = Arc::<InProcess>::clone(bus);
    let config = RelayConfig {
        poll_ms: 50,
        ..RelayConfig::default()
    };
    tokio::spawn(Relay::new(service, pool, bus, config, clock()).run(stop.clone()))
}

#[tokio::test]
async fn events_reach_their_consumer_once_and_in_order() {
    let house = House::new().await;
    let (bus, stop) = (house.bus(), CancellationToken::new());
    let applier = Applier::new("monitoring", house.monitoring.pool());
    let work =
        tokio::spawn(bus.subscribe(subscription("monitoring", 4), applier.clone(), stop.clone()));
    let relay = start_relay("tasks", house.tasks.pool(), &bus, &stop);
    let all: Vec<_> = (1..=30)
        .flat_map(|number| (0..6).map(move |plan| new_event(&format!("plan-{plan}"), number)))
        .collect();
    append_each(&house.tasks.pool(), &all).await;
    applier.has_applied(180).await;
    for numbers in by_plan(&applier.applied()).values() {
        assert_eq!(numbers, &(1..=30).collect::<Vec<_>>());
    }
    stop.cancel();
    relay.await.unwrap();
    work.await.unwrap();
}

#[tokio::test]
async fn nothing_is_confirmed_before_it_is_committed_or_before_its_consumer_is_there() {
    let house = House::new().await;
    let (bus, stop) = (house.bus(), CancellationToken::new());
    let early = bus.publish(vec![event("plan-1", 1)]).await;
    assert!(matches!(&early[0], Err(PublishError::Unconfirmed(why)) if why.contains("monitoring")));
    assert!(bus.ready().await.is_err());

    let (open, gate) = std::sync::mpsc::channel::<()>();
    let applier = Applier::with_verdict("monitoring", house.monitoring.pool(), move |_| {
        gate.try_recv()
            .map_err(|_| HandleError::Transient("the database is away".to_owned()))
    });
    tokio::spawn(bus.subscribe(subscription("monitoring", 1), applier.clone(), stop.clone()));
    bus.ready().await.unwrap();
    let publish = {
        let bus = Arc::clone(&bus);
        tokio::spawn(async move { bus.publish(vec![event("plan-1", 1)]).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!publish.is_finished(), "confirmed though not committed");
    assert!(
        applier.delivered() > 1,
        "a part that is down is tried again"
    );
    open.send(()).unwrap();
    assert!(publish.await.unwrap()[0].is_ok());
    assert_eq!(applier.applied().len(), 1);
    assert!(bus.dead_letters("monitoring").await.unwrap().is_empty());
    stop.cancel();
}

// As in the binary: a statement of SQLite that is given up half-way is waited for, which takes several threads.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_dies_in_between_loses_and_doubles_nothing() {
    let house = House::new().await;
    let all: Vec<_> = (1..=60)
        .map(|number| new_event(&format!("plan-{}", number % 3), number))
        .collect();
    append_each(&house.tasks.pool(), &all).await;
    let mut applied = Vec::new();
    let mut lives = 0;
    while waiting(&house.tasks.pool()).await > 0 {
        // A new life: new bus, same files. The consumer is slow, so most lives end in the middle.
        let (bus, stop) = (house.bus(), CancellationToken::new());
        let applier = Applier::with_verdict("monitoring", house.monitoring.pool(), |_| {
            std::thread::sleep(Duration::from_millis(2));
            Ok(())
        });
        let work = tokio::spawn(bus.subscribe(
            subscription("monitoring", 2),
            applier.clone(),
            stop.clone(),
        ));
        let relay = start_relay("tasks", house.tasks.pool(), &bus, &stop);
        tokio::time::sleep(Duration::from_millis(4 + 2 * lives)).await;
        relay.abort();
        work.abort();
        let _ = relay.await;
        let _ = work.await;
        applied.extend(applier.applied());
        lives += 1;
        assert!(lives < 500);
    }
    assert!(lives > 2, "only {lives} lives");
    let inbox = house.monitoring.pool();
    let known = {
        use cascade_storage::on_conn;
        use diesel_async::RunQueryDsl;
        let mut conn = inbox.get().await.unwrap();
        on_conn!(&mut conn, c => diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM inbox)"))
            .get_result::<i64>(c).await)
        .unwrap()
    };
    assert_eq!(known, 60, "each committed once");
    let ids: std::collections::HashSet<_> = applied.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), applied.len(), "applied twice");
}

#[tokio::test]
async fn what_cannot_be_applied_is_set_aside_and_applied_when_redriven() {
    let house = House::new().await;
    let (bus, stop) = (house.bus(), CancellationToken::new());
    let broken = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_broken = Arc::clone(&broken);
    let applier = Applier::with_verdict("monitoring", house.monitoring.pool(), move |batch| {
        if is_broken.load(std::sync::atomic::Ordering::Relaxed)
            && batch.iter().any(|event| event.aggregateversion == 3)
        {
            return Err(HandleError::Permanent(
                "number three is not understood".to_owned(),
            ));
        }
        Ok(())
    });
    tokio::spawn(bus.subscribe(subscription("monitoring", 1), applier.clone(), stop.clone()));
    let relays = [
        start_relay("tasks", house.tasks.pool(), &bus, &stop),
        start_relay("monitoring", house.monitoring.pool(), &bus, &stop),
    ];
    let mut tx = house.tasks.pool().begin().await.unwrap();
    let five: Vec<_> = (1..=5).map(|number| new_event("plan-1", number)).collect();
    outbox::append(&mut tx, &five).await.unwrap();
    tx.commit().await.unwrap();
    applier.has_applied(4).await;
    eventually("nothing waits", || async {
        (waiting(&house.tasks.pool()).await == 0).then_some(())
    })
    .await;

    let letters = bus.dead_letters("monitoring").await.unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].reason, "number three is not understood");
    assert_eq!(letters[0].event.aggregateversion, 3);
    assert!(bus.dead_letters("nobody").await.is_err());

    broken.store(false, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(
        bus.redrive("monitoring", &[uuid::Uuid::now_v7()])
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        bus.redrive("monitoring", &[letters[0].event.id])
            .await
            .unwrap(),
        1
    );
    applier.has_applied(5).await;
    let again = applier.applied().pop().unwrap();
    assert_eq!(
        again, letters[0].event,
        "the same event with the same number"
    );
    assert!(bus.dead_letters("monitoring").await.unwrap().is_empty());

    eventually("all is published", || async {
        (waiting(&house.monitoring.pool()).await == 0).then_some(())
    })
    .await;
    let replayed: Vec<_> = bus.replay().await.unwrap().collect().await;
    let numbers: Vec<i64> = replayed
        .iter()
        .map(|event| event.aggregateversion)
        .collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    stop.cancel();
    for relay in relays {
        relay.await.unwrap();
    }
}

#[tokio::test]
async fn who_looks_on_sees_what_passes_in_its_order() {
    let house = House::new().await;
    let (bus, stop) = (house.bus(), CancellationToken::new());
    let applier = Applier::new("monitoring", house.monitoring.pool());
    tokio::spawn(bus.subscribe(subscription("monitoring", 1), applier, stop.clone()));
    let before = event("plan-1", 1);
    assert!(bus.publish(vec![before]).await[0].is_ok());
    let log = bus.log(LogFrom::Back(10)).await.unwrap();
    let events: Vec<_> = (2..4).map(|number| event("plan-1", number)).collect();
    let answers = bus.publish(events.clone()).await;
    assert!(answers.iter().all(Result::is_ok));
    let position = 2;
    let expected = [Logged::UpToDate, Logged::Events { position, events }];
    assert_eq!(log.take(2).collect::<Vec<_>>().await, expected);
    stop.cancel();
}
