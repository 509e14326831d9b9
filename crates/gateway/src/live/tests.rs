use std::collections::HashMap;

use cascade_events::InProcess;

use super::*;

/// Event number `number` of a plan.
pub(super) fn event(plan: &str, number: i64) -> CloudEvent {
    CloudEvent {
        specversion: "1.0".to_owned(),
        id: Uuid::now_v7(),
        source: "/cascade/tasks".to_owned(),
        event_type: "cascade.tasks.progress_reported.v1".to_owned(),
        subject: format!("task-{number}"),
        time: DateTime::default(),
        datacontenttype: "application/json".to_owned(),
        partitionkey: plan.to_owned(),
        sequence: Some(format!("{number:020}")),
        traceparent: None,
        aggregateversion: number,
        data: json!({ "number": number }).into(),
    }
}

struct House {
    bus: Arc<InProcess>,
    live: Live,
    stop: CancellationToken,
}

impl House {
    async fn keeping(kept_events: u32) -> Self {
        let bus = Arc::new(InProcess::new(HashMap::new()));
        let live = Live {
            keep_alive: Duration::from_millis(100),
            ..Live::new(
                Arc::<InProcess>::clone(&bus),
                &Config {
                    kept_events,
                    ..Config::default()
                },
            )
        };
        let stop = CancellationToken::new();
        tokio::spawn(live.clone().run(stop.clone()));
        let mut head = live.head.subscribe();
        head.wait_for(|head| head.line == Line::Open).await.unwrap();
        Self { bus, live, stop }
    }

    async fn publish(&self, events: &[CloudEvent]) {
        self.bus.publish(events.to_vec()).await;
        // Read by whoever keeps them, so that what follows is decided.
        let last = events.last().unwrap().id;
        while self.live.ring().last() != Some(last) {
            tokio::task::yield_now().await;
        }
    }

    fn follow(&self, wanted: Wanted) -> impl Stream<Item = Message> + Unpin + use<> {
        Box::pin(self.live.follow(wanted).unwrap())
    }
}

fn all(after: Option<Uuid>) -> Wanted {
    Wanted {
        types: "#".to_owned(),
        plan: String::new(),
        after,
    }
}

async fn ids(messages: &mut (impl Stream<Item = Message> + Unpin), count: usize) -> Vec<Uuid> {
    let told = messages.filter_map(|message| {
        ready(match message {
            Message::Event(id, kind, _) => Some((id, kind)),
            Message::Position(_) => None,
        })
    });
    let told: Vec<(Uuid, String)> = told.take(count).collect().await;
    assert!(told.iter().all(|(_, kind)| kind != RESYNC), "{told:?}");
    told.into_iter().map(|(id, _)| id).collect()
}

fn resync_of(message: Message) -> (Uuid, serde_json::Value) {
    match message {
        Message::Event(id, kind, json) if kind == RESYNC => {
            let event = CloudEvent::from_json(json.as_bytes()).unwrap();
            (id, event.data.read().unwrap())
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_comes_back_gets_what_was_missed_once_and_in_order_and_then_what_happens() {
    let house = House::keeping(100).await;
    let events: Vec<CloudEvent> = (1..=60).map(|number| event("plan-1", number)).collect();
    let expected: Vec<Uuid> = events.iter().map(|event| event.id).collect();
    house.publish(&events[..20]).await;
    let mut first = house.follow(all(None));
    house.publish(&events[20..30]).await;
    assert_eq!(ids(&mut first, 10).await, expected[20..30]);
    drop(first);
    house.publish(&events[30..50]).await;
    let mut again = house.follow(all(Some(expected[29])));
    // Published twice, as after a lost confirm, and amid what is new.
    house.publish(&events[40..60]).await;
    assert_eq!(ids(&mut again, 30).await, expected[30..60]);
    house.stop.cancel();
    assert!(again.next().await.is_none(), "let go when the process ends");
}

#[tokio::test]
async fn filters_hold_in_what_was_missed_too() {
    let house = House::keeping(100).await;
    let mut events: Vec<CloudEvent> = (1..=8)
        .map(|number| event(&format!("plan-{}", number % 2), number))
        .collect();
    events[4].event_type = "cascade.goals.goal_changed.v1".to_owned();
    house.publish(&events).await;
    let wanted = Wanted {
        types: "cascade.tasks.#".to_owned(),
        plan: "plan-1".to_owned(),
        after: Some(events[0].id),
    };
    let mut missed = house.follow(wanted);
    assert_eq!(ids(&mut missed, 2).await, [events[2].id, events[6].id]);
    // The last that passed is told even though nobody asked for it, so that coming back needs little.
    let word = missed.next().await.unwrap();
    assert_eq!(word, Message::Position(Some(events[7].id)));
}

#[tokio::test]
async fn an_id_that_is_not_known_is_answered_with_a_resync_from_which_to_go_on() {
    let house = House::keeping(3).await;
    let events: Vec<CloudEvent> = (1..=5).map(|number| event("plan-1", number)).collect();
    house.publish(&events).await;
    for id in [events[0].id, Uuid::now_v7()] {
        let mut told = house.follow(Wanted {
            types: "cascade.goals.#".to_owned(),
            ..all(Some(id))
        });
        let (last, data) = resync_of(told.next().await.unwrap());
        assert_eq!((last, &data["reason"]), (events[4].id, &json!("unknown")));
        assert_eq!(data["after"], json!(id));
    }
    let mut told = house.follow(all(Some(events[4].id)));
    let next = event("plan-1", 6);
    house.publish(std::slice::from_ref(&next)).await;
    assert_eq!(ids(&mut told, 1).await, [next.id]);
}

#[tokio::test]
async fn who_reads_too_slowly_is_told_what_is_missing_and_goes_on() {
    let house = House::keeping(3).await;
    let mut slow = house.follow(all(None));
    let events: Vec<CloudEvent> = (1..=5).map(|number| event("plan-1", number)).collect();
    house.publish(&events).await;
    assert_eq!(slow.next().await, Some(Message::Position(None)));
    let (last, data) = resync_of(slow.next().await.unwrap());
    assert_eq!((last, &data["reason"]), (events[4].id, &json!("missed")));
    let next = event("plan-1", 6);
    house.publish(std::slice::from_ref(&next)).await;
    assert_eq!(ids(&mut slow, 1).await, [next.id]);
}
