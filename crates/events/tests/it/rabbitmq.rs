//! The bus over a real RabbitMQ; each test has a virtual host of its own.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use cascade_events::{
    Bus, CloudEvent, HandleError, MIGRATIONS, PublishError, RabbitMq, RabbitMqConfig, Relay,
    RelayConfig, Subscription,
};
use cascade_storage::DbPool;
use cascade_testkit::{TestBroker, TestDatabase, eventually};
use futures::StreamExt;
use lapin::{Connection, ConnectionProperties, options::QueueDeclareOptions, types::FieldTable};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::support::{
    Applier, append_each, by_plan, clock, event, new_event, subscription, waiting,
};

pub fn connect(broker: &TestBroker, consumers: &[Subscription]) -> Arc<RabbitMq> {
    let config = RabbitMqConfig {
        url: broker.url(),
        ..RabbitMqConfig::default()
    };
    Arc::new(RabbitMq::new(config, consumers.to_vec()))
}

fn start(
    bus: &Arc<RabbitMq>,
    subscription: &Subscription,
    applier: &Arc<Applier>,
) -> (CancellationToken, JoinHandle<()>) {
    let stop = CancellationToken::new();
    let handler: Arc<dyn cascade_events::Handler> = Arc::<Applier>::clone(applier);
    (
        stop.clone(),
        tokio::spawn(bus.subscribe(subscription.clone(), handler, stop)),
    )
}

pub async fn publish_until_confirmed(bus: &RabbitMq, events: Vec<CloudEvent>) {
    let mut left = events;
    while !left.is_empty() {
        let answers = bus.publish(left.clone()).await;
        left = left
            .into_iter()
            .zip(answers)
            .filter(|(_, answer)| answer.is_err())
            .map(|(event, _)| event)
            .collect();
        if !left.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

pub fn plans(count: i64, each: i64) -> Vec<CloudEvent> {
    (1..=each)
        .flat_map(|number| (0..count).map(move |plan| event(&format!("plan-{plan}"), number)))
        .collect()
}

async fn inbox_of() -> TestDatabase {
    TestDatabase::sqlite(&[&MIGRATIONS]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_confirmed_and_each_plan_keeps_its_order() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let monitoring = subscription("monitoring", 4);
    let bus = connect(&broker, std::slice::from_ref(&monitoring));
    let applier = Applier::new("monitoring", database.pool());
    let (stop, work) = start(&bus, &monitoring, &applier);
    let answers = bus.publish(plans(12, 40)).await;
    assert!(answers.iter().all(Result::is_ok));
    applier.has_applied(480).await;
    let applied = applier.applied();
    for (plan, numbers) in by_plan(&applied) {
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>(), "{plan}");
    }
    assert!(applied[0].data.text().contains("直播带货"));
    assert!(bus.ready().await.is_ok());
    stop.cancel();
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_queue_takes_is_an_error_until_the_queue_is_there_again() {
    let broker = TestBroker::start();
    let bus = connect(&broker, &[]);
    let one = event("plan-1", 1);
    assert!(
        bus.publish(vec![one.clone()]).await[0].is_ok(),
        "the replay stream takes everything"
    );
    broker.remove("queues", "cascade.events.replay");
    let answers = bus.publish(vec![one.clone()]).await;
    assert!(
        matches!(&answers[0], Err(PublishError::Unroutable(kind)) if kind == &one.event_type),
        "{answers:?}"
    );
    assert!(bus.publish(vec![one]).await[0].is_ok(), "declared again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_wait_for_a_consumer_that_is_not_running() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let monitoring = subscription("monitoring", 2);
    // The publisher's process knows the consumers, so their queues are there before they are.
    let publisher = connect(&broker, std::slice::from_ref(&monitoring));
    assert!(
        publisher
            .publish(plans(3, 5))
            .await
            .iter()
            .all(Result::is_ok)
    );
    let applier = Applier::new("monitoring", database.pool());
    let bus = connect(&broker, std::slice::from_ref(&monitoring));
    let (stop, work) = start(&bus, &monitoring, &applier);
    applier.has_applied(15).await;
    stop.cancel();
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_consumers_get_every_event_and_replicas_share_theirs() {
    let (broker, one, two) = (TestBroker::start(), inbox_of().await, inbox_of().await);
    let monitoring = subscription("monitoring", 4);
    let resources = subscription("resources", 1);
    let bus = connect(&broker, &[monitoring.clone(), resources.clone()]);
    let replicas = [
        Applier::new("monitoring", one.pool()),
        Applier::new("monitoring", one.pool()),
    ];
    let other = Applier::new("resources", two.pool());
    let works = [
        start(&bus, &monitoring, &replicas[0]),
        start(&bus, &monitoring, &replicas[1]),
        start(&bus, &resources, &other),
    ];
    publish_until_confirmed(&bus, plans(10, 10)).await;
    other.has_applied(100).await;
    eventually("the replicas have applied all", || async {
        (replicas
            .iter()
            .map(|replica| replica.applied().len())
            .sum::<usize>()
            == 100)
            .then_some(())
    })
    .await;
    let mut together = replicas[0].applied();
    together.extend(replicas[1].applied());
    let ids: HashSet<_> = together.iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), 100);
    for replica in &replicas {
        for numbers in by_plan(&replica.applied()).values() {
            assert_eq!(
                numbers,
                &(1..=10).collect::<Vec<_>>(),
                "a plan belongs to one replica"
            );
        }
    }
    for (stop, work) in works {
        stop.cancel();
        work.await.unwrap();
    }
}

/// Messages that lie in the queues of a consumer's partitions.
async fn shares(broker: &TestBroker, consumer: &str, partitions: u16) -> Vec<i64> {
    let connection = Connection::connect(&broker.url(), ConnectionProperties::default())
        .await
        .unwrap();
    let channel = connection.create_channel().await.unwrap();
    let mut shares = Vec::new();
    for partition in 0..partitions {
        let queue = format!("cascade.{consumer}.{partition}");
        let passive = QueueDeclareOptions {
            passive: true,
            ..QueueDeclareOptions::default()
        };
        let found = channel.queue_declare(queue.as_str().into(), passive, FieldTable::default());
        shares.push(i64::from(found.await.unwrap().message_count()));
    }
    shares
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_get_equal_shares_of_the_plans() {
    const PLANS: i64 = 400;
    // As many lanes as the most partitions need are made, so each company of consumers has others.
    for company in [&[2][..], &[2, 4], &[2, 4, 8]] {
        let broker = TestBroker::start();
        let consumers: Vec<Subscription> = company
            .iter()
            .map(|&partitions| subscription(&format!("of-{partitions}"), partitions))
            .collect();
        // A message for each event, for messages are what the broker counts.
        let config = RabbitMqConfig {
            url: broker.url(),
            bundle: 1,
            ..RabbitMqConfig::default()
        };
        let bus = RabbitMq::new(config, consumers.clone());
        publish_until_confirmed(&bus, plans(PLANS, 1)).await;
        for Subscription {
            consumer,
            partitions,
            ..
        } in &consumers
        {
            let shares = shares(&broker, consumer, *partitions).await;
            assert_eq!(shares.iter().sum::<i64>(), PLANS);
            let fair = PLANS / i64::from(*partitions);
            // The plans' own hashes are not spread evenly to the last one; a lane more or less would be twice as much, or nothing.
            assert!(
                shares
                    .iter()
                    .all(|share| (fair / 2..=fair * 3 / 2).contains(share)),
                "{consumer} of {company:?}: {shares:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fewer_partitions_leave_nothing_in_those_that_were() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let (four, two) = (subscription("monitoring", 4), subscription("monitoring", 2));
    let before = connect(&broker, std::slice::from_ref(&four));
    publish_until_confirmed(&before, plans(20, 3)).await;
    assert!(
        shares(&broker, "monitoring", 4).await[2..]
            .iter()
            .sum::<i64>()
            > 0
    );
    let applier = Applier::new("monitoring", database.pool());
    let bus = connect(&broker, std::slice::from_ref(&two));
    let (stop, work) = start(&bus, &two, &applier);
    applier.has_applied(60).await;
    stop.cancel();
    work.await.unwrap();
    publish_until_confirmed(&bus, plans(20, 3)).await;
    let shares = shares(&broker, "monitoring", 4).await;
    assert_eq!(shares[2..], [0, 0], "nothing comes to them any more");
    assert!(shares.iter().sum::<i64>() > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_that_comes_twice_is_applied_once() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let monitoring = subscription("monitoring", 2);
    let bus = connect(&broker, std::slice::from_ref(&monitoring));
    let applier = Applier::new("monitoring", database.pool());
    let (stop, work) = start(&bus, &monitoring, &applier);
    let events = plans(2, 10);
    for _ in 0..3 {
        assert!(bus.publish(events.clone()).await.iter().all(Result::is_ok));
    }
    eventually("all copies were delivered", || async {
        (applier.delivered() >= 60).then_some(())
    })
    .await;
    assert_eq!(applier.applied().len(), 20);
    stop.cancel();
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_applied_is_a_dead_letter_with_its_reason_and_can_be_redriven() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let monitoring = subscription("monitoring", 1);
    let bus = connect(&broker, std::slice::from_ref(&monitoring));
    let broken = Arc::new(AtomicBool::new(true));
    let is_broken = Arc::clone(&broken);
    let applier = Applier::with_verdict("monitoring", database.pool(), move |batch| {
        if is_broken.load(Ordering::Relaxed)
            && batch.iter().any(|event| event.aggregateversion % 4 == 0)
        {
            return Err(HandleError::Permanent(
                "fourths are not understood".to_owned(),
            ));
        }
        Ok(())
    });
    let (stop, work) = start(&bus, &monitoring, &applier);
    let events = plans(1, 9);
    publish_until_confirmed(&bus, events.clone()).await;
    applier.has_applied(7).await;
    let letters = eventually("two dead letters", || async {
        let letters = bus.dead_letters("monitoring").await.unwrap();
        (letters.len() == 2).then_some(letters)
    })
    .await;
    assert!(
        letters
            .iter()
            .all(|letter| letter.reason == "fourths are not understood")
    );
    let numbers: Vec<i64> = letters
        .iter()
        .map(|letter| letter.event.aggregateversion)
        .collect();
    assert_eq!(numbers, [4, 8]);
    assert_eq!(
        bus.dead_letters("monitoring").await.unwrap().len(),
        2,
        "looking takes nothing away"
    );

    broken.store(false, Ordering::Relaxed);
    assert_eq!(
        bus.redrive("monitoring", &[uuid::Uuid::now_v7()])
            .await
            .unwrap(),
        0
    );
    assert_eq!(
        bus.redrive("monitoring", &[letters[1].event.id])
            .await
            .unwrap(),
        1
    );
    applier.has_applied(8).await;
    assert_eq!(applier.applied().pop().unwrap(), events[7]);
    assert_eq!(bus.redrive("monitoring", &[]).await.unwrap(), 1);
    applier.has_applied(9).await;
    assert!(bus.dead_letters("monitoring").await.unwrap().is_empty());
    assert!(bus.dead_letters("nobody").await.is_err());
    stop.cancel();
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_that_is_down_never_makes_dead_letters() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let monitoring = subscription("monitoring", 1);
    let bus = connect(&broker, std::slice::from_ref(&monitoring));
    let down = Arc::new(AtomicBool::new(true));
    let is_down = Arc::clone(&down);
    let applier = Applier::with_verdict("monitoring", database.pool(), move |_| {
        if is_down.load(Ordering::Relaxed) {
            Err(HandleError::Transient("away".to_owned()))
        } else {
            Ok(())
        }
    });
    let (stop, work) = start(&bus, &monitoring, &applier);
    publish_until_confirmed(&bus, plans(1, 3)).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(applier.delivered() >= 4, "tried again");
    assert!(bus.dead_letters("monitoring").await.unwrap().is_empty());
    down.store(false, Ordering::Relaxed);
    applier.has_applied(3).await;
    stop.cancel();
    work.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_can_be_read_again_from_the_start() {
    let broker = TestBroker::start();
    let bus = connect(&broker, &[]);
    let events = plans(3, 20);
    publish_until_confirmed(&bus, events.clone()).await;
    let replayed: Vec<CloudEvent> = bus.replay().await.unwrap().take(60).collect().await;
    assert_eq!(replayed.len(), events.len());
    assert_eq!(by_plan(&replayed), by_plan(&events));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_cut_lose_nothing_and_double_nothing() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let outbox = TestDatabase::postgres(&[&MIGRATIONS]).await;
    let pool: DbPool = outbox.pool();
    let monitoring = subscription("monitoring", 3);
    let bus = connect(&broker, std::slice::from_ref(&monitoring));
    let applier = Applier::new("monitoring", database.pool());
    let (stop, work) = start(&bus, &monitoring, &applier);
    let relay_bus: Arc<dyn Bus> = Arc::<RabbitMq>::clone(&bus);
    let config = RelayConfig {
        window: 32,
        poll_ms: 100,
        ..RelayConfig::default()
    };
    let relay = tokio::spawn(
        Relay::new("tasks", pool.clone(), relay_bus, config, clock()).run(stop.clone()),
    );

    let mut cut = 0;
    for round in 0..12 {
        let events: Vec<_> = (1..=25)
            .flat_map(|number| {
                (0..4).map(move |plan| new_event(&format!("plan-{plan}"), round * 25 + number))
            })
            .collect();
        append_each(&pool, &events).await;
        if round % 4 == 2 {
            cut += eventually("there are connections to cut", || async {
                // The management interface learns of a connection with a delay.
                let cut = broker.cut_connections();
                (cut > 0).then_some(cut)
            })
            .await;
        }
    }
    assert!(cut >= 3, "only {cut} connections cut");
    let left = cascade_testkit::eventually("nothing waits", || async {
        (waiting(&pool).await == 0).then_some(())
    });
    left.await;
    applier.has_applied(1_200).await;
    let mut per_plan: HashMap<String, Vec<i64>> = by_plan(&applier.applied());
    for (plan, numbers) in &mut per_plan {
        assert_eq!(numbers, &(1..=300).collect::<Vec<_>>(), "{plan} in order");
    }
    assert!(bus.dead_letters("monitoring").await.unwrap().is_empty());
    stop.cancel();
    relay.await.unwrap();
    work.await.unwrap();
}

#[tokio::test]
async fn a_broker_that_is_away_is_said_to_be() {
    let config = RabbitMqConfig {
        url: "amqp://guest:guest@127.0.0.1:1/%2f".to_owned(),
        ..RabbitMqConfig::default()
    };
    let bus = RabbitMq::new(config, Vec::new());
    let asked = std::time::Instant::now();
    let error = bus.ready().await.unwrap_err().to_string();
    assert!(error.contains("127.0.0.1:1"), "{error}");
    let answers = bus.publish(vec![event("plan-1", 1)]).await;
    assert!(matches!(&answers[0], Err(PublishError::Unconfirmed(_))));
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "took {:?}",
        asked.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_that_comes_later_gets_its_share_and_each_plan_keeps_its_order() {
    let (broker, database) = (TestBroker::start(), inbox_of().await);
    let monitoring = subscription("monitoring", 4);
    let [one, other] = [(); 2].map(|()| connect(&broker, std::slice::from_ref(&monitoring)));
    let first = Applier::new("monitoring", database.pool());
    let (stop_first, first_work) = start(&one, &monitoring, &first);
    eventually("the first replica's queues", || async {
        let answers = one.publish(plans(12, 1)).await;
        (answers.iter().all(Result::is_ok) && !first.applied().is_empty()).then_some(())
    })
    .await;
    let second = Applier::new("monitoring", database.pool());
    let (stop_second, second_work) = start(&other, &monitoring, &second);
    let mut published = Vec::new();
    for number in 2..200 {
        let events: Vec<CloudEvent> = (0..12)
            .map(|plan| event(&format!("plan-{plan}"), number))
            .collect();
        publish_until_confirmed(&one, events.clone()).await;
        published.extend(events);
        if by_plan(&second.applied()).len() > 1 && number > 20 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let taken: HashSet<_> = by_plan(&second.applied()).into_keys().collect();
    assert!(!taken.is_empty(), "the second replica has nothing to do");
    let all: HashSet<_> = published.iter().map(|event| event.id).collect();
    eventually("everything is applied by one or the other", || async {
        let applied = first.applied().into_iter().chain(second.applied());
        let found = applied.filter(|event| all.contains(&event.id)).count();
        (found == all.len()).then_some(())
    })
    .await;
    for applier in [&first, &second] {
        let late: Vec<CloudEvent> = applier.applied();
        for (plan, numbers) in by_plan(late.iter().filter(|event| all.contains(&event.id))) {
            assert!(numbers.is_sorted(), "{plan}: {numbers:?}");
        }
    }
    stop_first.cancel();
    stop_second.cancel();
    first_work.await.unwrap();
    second_work.await.unwrap();
}
