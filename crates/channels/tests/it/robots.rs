use cascade_channels::{Kind, Parcel, Verdict};
use cascade_method::Lang;
use cascade_runtime::clock::Clock;
use cascade_testkit::{Fault, Robot, Service};

use super::{channel, parcel, send};

const ALL: [(Kind, Service); 4] = [
    (Kind::DingTalk, Service::DingTalk),
    (Kind::WeCom, Service::WeCom),
    (Kind::Feishu, Service::Feishu),
    (Kind::Webhook, Service::Webhook),
];

async fn robot(service: Service) -> Robot {
    Robot::start(service, "SECtest", Clock::system()).await
}

#[tokio::test]
async fn every_service_takes_one_notice_and_many() {
    for (kind, service) in ALL {
        let robot = robot(service).await;
        let channel = channel(kind, robot.url(), "SECtest");
        for (lang, count) in [(Lang::Zh, 1), (Lang::En, 3), (Lang::Zh, 400)] {
            let verdict = send(&channel, &parcel(lang, count)).await;
            assert_eq!(verdict, Verdict::Delivered, "{kind:?} {count}");
        }
        let taken = robot.taken();
        let one = taken[0].text();
        assert!(one.contains("T-000"), "{one}");
        assert!(one.contains("https://cascade.example.com/plans/p/alerts/0"));
        assert!(one.contains("user0"), "{one}");
        let all = taken[2].text();
        match kind {
            // A system gets everything; a group what fits, and how many more there are.
            Kind::Webhook => assert!(all.contains("T-399")),
            _ => assert!(all.contains("另有") && all.contains("T-000"), "{all}"),
        }
    }
}

/// A storm that concerns many people, named as long as the services name them.
fn storm(kind: Kind, count: usize, people: usize) -> Parcel {
    let mut parcel = parcel(Lang::Zh, count);
    for (number, item) in parcel.message.items.iter_mut().enumerate() {
        let person = number % people;
        item.mentions = vec![match kind {
            Kind::Feishu => format!("ou_{person:032}"),
            _ => format!("{person:020}"),
        }];
    }
    parcel
}

#[tokio::test]
async fn a_storm_that_mentions_many_people_is_taken() {
    for (kind, service) in ALL {
        let robot = robot(service).await;
        let channel = channel(kind, robot.url(), "SECtest");
        for (count, people) in [(122, 120), (200, 200), (60, 60), (30, 3)] {
            let verdict = send(&channel, &storm(kind, count, people)).await;
            assert_eq!(verdict, Verdict::Delivered, "{kind:?} {count}");
        }
        if kind == Kind::Webhook {
            continue;
        }
        let text = robot.taken()[0].text();
        let first = &storm(kind, 122, 120).message.items[0].mentions[0];
        assert!(text.contains(first.as_str()), "{text}");
        // Who is mentioned stands beside what concerns him: nobody is called for what is left out.
        let said = |number: usize| text.contains(&format!("T-{number:03}"));
        for (number, item) in storm(kind, 122, 120)
            .message
            .items
            .iter()
            .enumerate()
            .take(120)
        {
            let called = text.contains(item.mentions[0].as_str());
            assert!(!called || said(number), "{kind:?} {number}");
        }
    }
}

#[tokio::test]
async fn one_notice_that_is_too_long_is_cut_and_keeps_its_link() {
    for (kind, service) in ALL {
        let robot = robot(service).await;
        let channel = channel(kind, robot.url(), "SECtest");
        let mut parcel = parcel(Lang::Zh, 1);
        parcel.message.items[0].body.zh = "受影响：**任务**、\"".repeat(3_000);
        assert_eq!(
            send(&channel, &parcel).await,
            Verdict::Delivered,
            "{kind:?}"
        );
        let text = robot.taken()[0].text();
        assert!(text.contains("https://cascade.example.com/plans/p/alerts/0"));
        assert!(text.contains("user0"));
    }
}

#[tokio::test]
async fn what_is_still_too_long_is_told_from_what_is_refused() {
    for (kind, service) in ALL {
        let robot = robot(service).await;
        let channel = channel(kind, robot.url(), "SECtest");
        robot.fail(Fault::TooLong);
        let verdict = send(&channel, &parcel(Lang::Zh, 2)).await;
        assert!(
            matches!(verdict, Verdict::TooLong { .. }),
            "{kind:?} {verdict:?}"
        );
    }
}

#[tokio::test]
async fn what_people_wrote_does_not_format() {
    let robot = robot(Service::WeCom).await;
    let channel = channel(Kind::WeCom, robot.url(), "");
    send(&channel, &parcel(Lang::Zh, 1)).await;
    let content = robot.taken()[0].body["markdown"]["content"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(content.contains("选定［主播］＊"), "{content}");
    assert!(content.contains("＜b＞急＜/b＞"), "{content}");
}

#[tokio::test]
async fn a_wrong_secret_is_refused_for_good() {
    for (kind, service) in ALL {
        // WeCom has no signature: its key stands in the URL.
        if kind == Kind::WeCom {
            continue;
        }
        let robot = robot(service).await;
        let verdict = send(
            &channel(kind, robot.url(), "SECother"),
            &parcel(Lang::Zh, 1),
        )
        .await;
        assert!(
            matches!(verdict, Verdict::Refused { .. }),
            "{kind:?} {verdict:?}"
        );
        assert!(robot.taken().is_empty());
    }
}

#[tokio::test]
async fn too_many_is_told_from_too_busy_and_from_something_in_between() {
    for (kind, service) in ALL {
        let robot = robot(service).await;
        let channel = channel(kind, robot.url(), "SECtest");
        let parcel = parcel(Lang::Zh, 1);
        for fault in [Fault::Busy, Fault::Unavailable] {
            robot.fail(fault);
            let verdict = send(&channel, &parcel).await;
            assert!(
                matches!(verdict, Verdict::Failed { .. }),
                "{kind:?} {fault:?} {verdict:?}"
            );
        }
        robot.fail(Fault::TooMany(90));
        let Verdict::Limited { wait, .. } = send(&channel, &parcel).await else {
            panic!("{kind:?} not limited");
        };
        assert_eq!(wait.map(|wait| wait.num_seconds()), Some(90));
        if kind != Kind::Webhook {
            robot.fail(Fault::LoginPage);
            let verdict = send(&channel, &parcel).await;
            assert!(
                matches!(verdict, Verdict::Failed { .. }),
                "{kind:?} {verdict:?}"
            );
        }
    }
}

#[tokio::test]
async fn the_message_above_the_limit_is_told_so() {
    for (kind, service, most) in [
        (Kind::DingTalk, Service::DingTalk, 20),
        (Kind::WeCom, Service::WeCom, 20),
        (Kind::Feishu, Service::Feishu, 5),
    ] {
        // A clock that stands: all in the same second.
        let clock = Clock::simulated(Clock::system().now());
        let robot = Robot::start(service, "SECtest", clock).await;
        let channel = channel(kind, robot.url(), "SECtest");
        for _ in 0..most {
            assert_eq!(
                send(&channel, &parcel(Lang::Zh, 1)).await,
                Verdict::Delivered
            );
        }
        let verdict = send(&channel, &parcel(Lang::Zh, 1)).await;
        assert!(
            matches!(verdict, Verdict::Limited { .. }),
            "{kind:?} {verdict:?}"
        );
    }
}

#[tokio::test]
async fn nobody_there_is_a_failure_that_shows_no_token() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!(
        "http://{}/send?key=topsecret",
        listener.local_addr().unwrap()
    );
    drop(listener);
    let verdict = send(&channel(Kind::WeCom, &url, ""), &parcel(Lang::Zh, 1)).await;
    let Verdict::Failed { said } = verdict else {
        panic!("{verdict:?}");
    };
    assert!(!said.contains("topsecret"), "{said}");
    assert!(said.to_lowercase().contains("refused"), "{said}");
}
