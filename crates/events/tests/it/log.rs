//! The replay stream of a real RabbitMQ, read as a log.

use std::{sync::Arc, time::Duration};

use cascade_events::{Bus, CloudEvent, LogFrom, Logged, RabbitMq};
use cascade_testkit::{TestBroker, eventually};
use futures::StreamExt;

use crate::{
    rabbitmq::{connect, plans, publish_until_confirmed},
    support::event,
};

/// Events with the places of the messages that brought them.
type Read = Vec<(u64, CloudEvent)>;

/// What the log holds from there on: events up to its end, how many of them came before that was said, and then what comes.
async fn read_log(bus: &RabbitMq, from: LogFrom, count: usize) -> (Read, usize) {
    let mut log = bus.log(from).await.unwrap();
    let (mut read, mut before_the_end) = (Vec::new(), usize::MAX);
    let reading = async {
        while read.len() < count || before_the_end == usize::MAX {
            match log.next().await.expect("the log goes on") {
                Logged::Events { position, events } => {
                    read.extend(events.into_iter().map(|event| (position, event)));
                }
                Logged::UpToDate => before_the_end = read.len(),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading)
        .await
        .expect("the log is read in time");
    (read, before_the_end)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_read_from_a_place_in_it_and_on() {
    let broker = TestBroker::start();
    let bus = connect(&broker, &[]);
    let (none, end) = read_log(&bus, LogFrom::Back(10), 0).await;
    assert_eq!((none.len(), end), (0, 0), "an empty log is up to date");

    let events = plans(1, 900);
    for part in events.chunks(100) {
        publish_until_confirmed(&bus, part.to_vec()).await;
    }
    let (all, end) = read_log(&bus, LogFrom::Back(5_000), 900).await;
    assert_eq!(end, 900);
    assert!(all.is_sorted_by_key(|(position, _)| *position));
    let told: Vec<_> = all.iter().map(|(_, event)| event.clone()).collect();
    assert_eq!(told, events);

    let (position, _) = all[699].clone();
    let after: Read = (all.iter())
        .filter(|(other, _)| *other > position)
        .cloned()
        .collect();
    let (rest, _) = read_log(&bus, LogFrom::After(position), after.len()).await;
    assert_eq!(rest, after, "where another reader stopped");
    let (last, end) = read_log(&bus, LogFrom::Back(2), 50).await;
    assert!(end >= 50 && last.ends_with(&all[850..]), "{end}");

    // It goes on without a gap into what happens now, also where it is never quiet.
    let writer = Arc::clone(&bus);
    let writing = tokio::spawn(async move {
        for number in 901..=1_100 {
            publish_until_confirmed(&writer, vec![event("plan-0", number)]).await;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    let (on, _) = read_log(&bus, LogFrom::After(position), after.len() + 200).await;
    let numbers: Vec<i64> = on.iter().map(|(_, event)| event.aggregateversion).collect();
    let first = after[0].1.aggregateversion;
    assert_eq!(numbers, (first..=1_100).collect::<Vec<_>>());
    writing.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_is_cut_ends_and_is_read_on_after_its_last_place() {
    let broker = TestBroker::start();
    let bus = connect(&broker, &[]);
    publish_until_confirmed(&bus, plans(1, 5)).await;
    let mut log = bus.log(LogFrom::Back(10)).await.unwrap();
    let (mut last, mut read) = (0, 0);
    while read < 5 {
        if let Some(Logged::Events { position, events }) = log.next().await {
            last = position;
            read += events.len();
        }
    }
    eventually("the connection is cut", || async {
        (broker.cut_connections() > 0).then_some(())
    })
    .await;
    let rest: Vec<Logged> = tokio::time::timeout(Duration::from_secs(20), log.collect())
        .await
        .expect("the reader is told");
    assert!(rest.iter().all(|logged| *logged == Logged::UpToDate));
    let missed = event("plan-0", 6);
    publish_until_confirmed(&bus, vec![missed.clone()]).await;
    let (events, _) = read_log(&bus, LogFrom::After(last), 1).await;
    assert_eq!(events, [(last + 1, missed)]);
}
