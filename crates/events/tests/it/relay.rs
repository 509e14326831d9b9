//! The relay: order, numbers, refusals, crashes and replicas.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use cascade_events::{Bus, CloudEvent, MIGRATIONS, PublishError, Relay, RelayConfig, outbox};
use cascade_storage::DbPool;
use cascade_testkit::{RecordingBus, TestDatabase, both_databases, eventually};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{append_each, by_plan, clock, new_event, waiting};

fn start(
    pool: &DbPool,
    bus: &Arc<RecordingBus>,
    config: RelayConfig,
) -> (CancellationToken, JoinHandle<()>) {
    let stop = CancellationToken::new();
    let bus: Arc<dyn Bus> = Arc::<RecordingBus>::clone(bus);
    let relay = Relay::new("tasks", pool.clone(), bus, config, clock());
    (stop.clone(), tokio::spawn(relay.run(stop)))
}

fn quick() -> RelayConfig {
    RelayConfig {
        linger_ms: 0,
        window: 7,
        poll_ms: 50,
        takeover_seconds: 1,
    }
}

async fn all_published(pool: &DbPool) {
    eventually("nothing waits", || async {
        (waiting(pool).await == 0).then_some(())
    })
    .await;
}

/// Events of several plans, taking turns.
fn events(plans: i64, each: i64) -> Vec<cascade_events::NewEvent> {
    (1..=each)
        .flat_map(|number| (0..plans).map(move |plan| new_event(&format!("plan-{plan}"), number)))
        .collect()
}

/// Each event has one number however often it was sent, and the numbers of a plan count on from one in its order.
fn assert_numbered(sent: &[CloudEvent], plans: i64, each: i64) {
    let mut numbers: HashMap<uuid::Uuid, HashSet<String>> = HashMap::new();
    let mut order: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    for event in sent {
        let sequence = event.sequence.clone().unwrap();
        numbers
            .entry(event.id)
            .or_default()
            .insert(sequence.clone());
        order
            .entry(event.partitionkey.clone())
            .or_default()
            .insert(sequence, event.aggregateversion);
    }
    assert!(
        numbers.values().all(|numbers| numbers.len() == 1),
        "an event has two numbers"
    );
    assert_eq!(order.len(), plans as usize);
    for (plan, numbers) in order {
        let expected: BTreeMap<String, i64> = (1..=each)
            .map(|number| (format!("{number:020}"), number))
            .collect();
        assert_eq!(numbers, expected, "{plan}");
    }
}

/// The last copy of each event comes in order.
fn assert_last_copies_in_order(sent: &[CloudEvent]) {
    let mut seen = HashSet::new();
    let mut last: Vec<&CloudEvent> = sent
        .iter()
        .rev()
        .filter(|event| seen.insert(event.id))
        .collect();
    last.reverse();
    for (plan, numbers) in by_plan(last) {
        assert!(numbers.is_sorted(), "{plan}: {numbers:?}");
    }
}

both_databases! {
    migrations = [&MIGRATIONS];

    async fn events_leave_in_order_with_numbers_of_their_plan(pool: DbPool) {
        let bus = RecordingBus::new();
        let (stop, relay) = start(&pool, &bus, quick());
        append_each(&pool, &events(5, 20)).await;
        all_published(&pool).await;
        stop.cancel();
        relay.await.unwrap();
        let sent = bus.confirmed();
        assert_eq!(sent.len(), 100);
        assert_numbered(&sent, 5, 20);
        for numbers in by_plan(&sent).values() {
            assert_eq!(numbers, &(1..=20).collect::<Vec<_>>());
        }
    }

    async fn what_the_bus_keeps_the_outbox_lets_go_and_counts_on(pool: DbPool) {
        let bus = RecordingBus::that_keeps();
        for _ in 0..2 {
            append_each(&pool, &events(3, 10)).await;
            let (stop, relay) = start(&pool, &bus, quick());
            all_published(&pool).await;
            stop.cancel();
            relay.await.unwrap();
            assert_eq!(outbox::published(&pool).await.unwrap(), []);
        }
        let mut numbers: Vec<String> = bus.confirmed().into_iter().filter_map(|event| event.sequence).collect();
        numbers.sort_unstable();
        let expected: Vec<String> = (1..=20).flat_map(|number| vec![format!("{number:020}"); 3]).collect();
        assert_eq!(numbers, expected);
    }

    async fn a_commit_is_published_at_once_without_waiting_for_the_next_look(pool: DbPool) {
        let bus = RecordingBus::new();
        let (stop, relay) = start(&pool, &bus, RelayConfig { poll_ms: 60_000, ..RelayConfig::default() });
        tokio::time::sleep(Duration::from_millis(300)).await;
        let from = Instant::now();
        append_each(&pool, &[new_event("plan-1", 1)]).await;
        all_published(&pool).await;
        assert!(from.elapsed() < Duration::from_secs(2), "took {:?}", from.elapsed());
        stop.cancel();
        relay.await.unwrap();
    }

    async fn what_is_not_confirmed_is_published_again_with_its_number(pool: DbPool) {
        let bus = RecordingBus::new();
        let turn = AtomicUsize::new(0);
        // Every third try is not confirmed, and of those every second says that no queue takes it.
        bus.answer_with(move |event| match turn.fetch_add(1, Ordering::Relaxed) {
            turn if turn % 6 == 2 => Err(PublishError::Unroutable(event.event_type.clone())),
            turn if turn % 6 == 5 => Err(PublishError::Unconfirmed("lost".to_owned())),
            _ => Ok(()),
        });
        append_each(&pool, &events(3, 10)).await;
        let (stop, relay) = start(&pool, &bus, quick());
        all_published(&pool).await;
        stop.cancel();
        relay.await.unwrap();
        let attempts = bus.attempts();
        assert!(attempts.len() > 30, "only {} tries", attempts.len());
        assert_numbered(&attempts, 3, 10);
        assert_last_copies_in_order(&attempts);
        let confirmed: HashSet<_> = bus.confirmed().iter().map(|event| event.id).collect();
        assert_eq!(confirmed.len(), 30);
    }

    async fn a_bus_that_is_down_loses_nothing(pool: DbPool) {
        let bus = RecordingBus::new();
        let down = Arc::new(AtomicBool::new(true));
        let is_down = Arc::clone(&down);
        bus.answer_with(move |_| {
            if is_down.load(Ordering::Relaxed) { Err(PublishError::Unconfirmed("down".to_owned())) } else { Ok(()) }
        });
        append_each(&pool, &events(2, 10)).await;
        let (stop, relay) = start(&pool, &bus, quick());
        eventually("it was tried", || async { (bus.attempts().len() > 14).then_some(()) }).await;
        assert_eq!(waiting(&pool).await, 20);
        assert!(bus.confirmed().is_empty());
        down.store(false, Ordering::Relaxed);
        all_published(&pool).await;
        stop.cancel();
        relay.await.unwrap();
        assert_numbered(&bus.attempts(), 2, 10);
        assert_eq!(bus.confirmed().len(), 20);
    }

    async fn a_relay_that_dies_between_publish_and_mark_is_taken_up_again(pool: DbPool) {
        append_each(&pool, &events(4, 25)).await;
        let bus = RecordingBus::new();
        let mut deaths = 0;
        // Dies at another moment each time, mostly in the middle of a window.
        while waiting(&pool).await > 0 {
            let (_stop, relay) = start(&pool, &bus, RelayConfig { window: 3, ..quick() });
            tokio::time::sleep(Duration::from_micros(6_000 + 700 * deaths)).await;
            relay.abort();
            let _ = relay.await;
            deaths += 1;
            assert!(deaths < 2_000, "{} still wait", waiting(&pool).await);
        }
        assert!(deaths > 3, "only {deaths} deaths");
        assert_numbered(&bus.confirmed(), 4, 25);
        assert_last_copies_in_order(&bus.confirmed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replicas_share_the_slots_and_one_takes_over_when_another_dies() {
    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let bus = RecordingBus::new();
    let mut relays = Vec::new();
    for _ in 0..3 {
        let pool = DbPool::connect(&database.config()).await.unwrap();
        relays.push(start(&pool, &bus, quick()));
    }
    let pool = database.pool();
    append_each(&pool, &events(10, 10)).await;
    all_published(&pool).await;
    // Killed, not stopped: its session ends with its connection.
    let (_, first) = relays.remove(0);
    first.abort();
    let _ = first.await;
    let more: Vec<_> = (11..=20)
        .flat_map(|number| (0..10).map(move |plan| new_event(&format!("plan-{plan}"), number)))
        .collect();
    append_each(&pool, &more).await;
    all_published(&pool).await;
    for (stop, relay) in relays {
        stop.cancel();
        relay.await.unwrap();
    }
    let sent = bus.confirmed();
    assert_eq!(sent.len(), 200, "each once");
    assert_numbered(&sent, 10, 20);
    for numbers in by_plan(&sent).values() {
        assert_eq!(numbers, &(1..=20).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_on_one_replica_wakes_the_one_that_holds_the_slots() {
    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let bus = RecordingBus::new();
    let slow = RelayConfig {
        poll_ms: 60_000,
        takeover_seconds: 60,
        ..RelayConfig::default()
    };
    let holder_pool = DbPool::connect(&database.config()).await.unwrap();
    let holder = start(&holder_pool, &bus, slow.clone());
    // So that the first has all slots.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let pool = database.pool();
    let other = start(&pool, &bus, slow);
    tokio::time::sleep(Duration::from_millis(500)).await;
    append_each(&pool, &[new_event("plan-1", 1)]).await;
    let from = Instant::now();
    all_published(&pool).await;
    assert!(
        from.elapsed() < Duration::from_secs(2),
        "took {:?}",
        from.elapsed()
    );
    for (stop, relay) in [holder, other] {
        stop.cancel();
        relay.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_survives_a_server_that_ends_its_connections() {
    use cascade_storage::on_conn;
    use diesel_async::SimpleAsyncConnection;

    let database = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let pool = database.pool();
    let bus = RecordingBus::new();
    let relay_pool = DbPool::connect(&database.config()).await.unwrap();
    let (stop, relay) = start(&relay_pool, &bus, quick());
    append_each(&pool, &events(2, 5)).await;
    all_published(&pool).await;
    let mut admin = pool.get().await.unwrap();
    on_conn!(&mut admin, c => c.batch_execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    ).await)
    .unwrap();
    drop(admin);
    let more: Vec<_> = (6..=10)
        .flat_map(|number| (0..2).map(move |plan| new_event(&format!("plan-{plan}"), number)))
        .collect();
    append_each(&pool, &more).await;
    all_published(&pool).await;
    stop.cancel();
    relay.await.unwrap();
    assert_numbered(&bus.confirmed(), 2, 10);
}
