//! What becomes of an alert while time passes and people change: what is told, to whom, and until when.

use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{self as pb, AlertState, notices_service_client::NoticesServiceClient},
};
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    alerts::{correction, decide, late, verify},
    story::{department, event},
    support::{World, reason},
    timers::due,
    working_time::absence,
};

/// What a person has been told, oldest first.
async fn told(world: &World, person: &str) -> Vec<pb::Notice> {
    let asked = pb::ListNoticesRequest {
        person: person.to_owned(),
        ..Default::default()
    };
    let caller = world.caller("P-A", &[RoleGrant::everywhere(Role::Manager)]);
    let request = caller.request(asked).unwrap();
    let mut client = NoticesServiceClient::new(world.channel.clone());
    let answer = client.list_notices(request).await.unwrap();
    let mut notices = answer.into_inner().notices;
    notices.reverse();
    notices
}

/// The newest thing that a person has been told: its title and its text, in English.
async fn last_told(world: &World, person: &str) -> (String, String) {
    let last = told(world, person).await.pop().unwrap();
    (last.title.unwrap().en, last.body.unwrap().en)
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn an_alert_says_how_its_cause_stands_today(pool: DbPool) {
        let (world, story, raised) = late(pool).await;
        assert_eq!(raised.summary.unwrap().en, "T1 task T1: on the critical path and forecast to be late by 5 working days");
        // Nobody reports for a month; nor does anybody look at the timers until then.
        world.until("2026-08-10T02:00:00Z").await;
        let reason = world.status(&story.plan).await.tasks[0].light_reason.clone().unwrap().en;
        assert!(reason.contains("21 working days"), "{reason}");
        let alert = world.alert(&story.plan).await;
        let says = format!("T1 task T1: {reason}");
        assert_eq!(alert.summary.unwrap().en, says);
        let (title, _) = last_told(&world, &alert.assignee).await;
        assert_eq!(title, format!("L{} {says}", alert.level));
        let my_day = world.list_my_day(world.person(&alert.assignee), pb::ListMyDayRequest::default());
        let entries = my_day.await.unwrap().entries;
        assert_eq!(entries[0].title.as_ref().unwrap().en, says);
        assert_eq!(world.said_of("alert_changed").await, 0, "that a day has passed is no news of the alert");
        world.until("2026-08-11T02:00:00Z").await;
        let next = world.alert(&story.plan).await;
        assert!(next.summary.unwrap().en.contains("22 working days"));
        assert_eq!(next.version, alert.version, "nor is it another alert to act on");
    }

    async fn an_accepted_correction_is_followed_until_somebody_says_that_it_worked(pool: DbPool) {
        // ESC-002
        let (world, story, alert) = late(pool).await;
        world.file_correction(world.person("P-T1"), correction(&alert)).await.unwrap();
        let head = || world.person("P-SALES");
        world.decide_alert(head(), decide(&alert, true)).await.unwrap();
        world.until("2026-07-10T15:59:59Z").await;
        assert_eq!(told(&world, "P-SALES").await.len(), 1, "asked to decide, and left alone until the correction's day is over");
        // Friday is over: whoever decided is asked, and has the three days of the level.
        world.until("2026-07-10T16:00:00Z").await;
        let asked = world.alert(&story.plan).await;
        assert_eq!((asked.level, asked.assignee.as_str(), asked.state()), (3, "P-SALES", AlertState::Verifying));
        assert_eq!(due(&asked), "2026-07-15T16:00:00+00:00");
        assert_eq!(told(&world, "P-SALES").await.len(), 2);
        let entries = world.list_my_day(head(), pb::ListMyDayRequest::default()).await.unwrap().entries;
        assert_eq!(entries[0].todo(), pb::Duty::Verify);
        assert_eq!(world.said_of("alert_escalated").await, 0);
        world.until("2026-07-15T16:00:00Z").await;
        let lapsed = world.alert(&story.plan).await;
        assert_eq!((lapsed.level, lapsed.assignee.as_str(), lapsed.state()), (4, "P-CEO", AlertState::Verifying));
        assert_eq!(told(&world, "P-CEO").await.len(), 1);
        let words: Vec<_> = lapsed.history.iter().map(|entry| entry.what.as_str()).filter(|what| *what != "notified").collect();
        assert_eq!(words, ["raised", "correction_filed", "accepted", "correction_due", "lapsed"]);
        let closed = world.verify_correction(world.person("P-CEO"), verify(&alert, true)).await.unwrap();
        assert_eq!(closed.state(), AlertState::Closed);
        world.until("2026-08-10T16:00:00Z").await;
        assert_eq!(told(&world, "P-CEO").await.len(), 1, "nothing is waited for any more");
    }

    async fn who_asks_for_time_still_owes_what_the_stage_wants(pool: DbPool) {
        let (world, story, alert) = late(pool).await;
        let seen = || pb::AcknowledgeAlertRequest { alert_id: alert.id.clone(), expected_version: 0 };
        let stands = |alert: &pb::Alert| (alert.state(), alert.stage());
        assert_eq!(stands(&alert), (AlertState::Open, AlertState::Open));
        world.file_correction(world.person("P-T1"), correction(&alert)).await.unwrap();
        let head = || world.person("P-SALES");
        let held = world.acknowledge_alert(head(), seen()).await.unwrap();
        assert_eq!(stands(&held), (AlertState::Acknowledged, AlertState::Correcting));
        let accepted = world.decide_alert(head(), decide(&alert, true)).await.unwrap();
        assert_eq!(stands(&accepted), (AlertState::Verifying, AlertState::Verifying));
        let snooze = pb::SnoozeAlertRequest { alert_id: alert.id.clone(), until: "2026-07-13".into(), reason: "a holiday".into(), expected_version: 0 };
        let held = world.snooze_alert(head(), snooze).await.unwrap();
        assert_eq!(stands(&held), (AlertState::Snoozed, AlertState::Verifying));
        assert_eq!(stands(&world.alert(&story.plan).await), stands(&held), "read again");
        let closed = world.verify_correction(head(), verify(&alert, true)).await.unwrap();
        assert_eq!(stands(&closed), (AlertState::Closed, AlertState::Closed));
    }

    async fn filing_again_does_not_put_off_the_decision(pool: DbPool) {
        let (world, story, alert) = late(pool).await;
        let manager = || world.caller("P-KR", &[RoleGrant::new(Role::Manager, "SALES")]);
        for day in 6..=9 {
            world.until(&format!("2026-07-{day:02}T03:00:00Z")).await;
            let filed = world.file_correction(manager(), correction(&alert)).await.unwrap();
            assert_eq!((filed.level, due(&filed).as_str()), (3, "2026-07-09T16:00:00+00:00"), "as it was first filed");
        }
        assert_eq!(told(&world, "P-SALES").await.len(), 4, "told of each");
        world.until("2026-07-09T16:00:00Z").await;
        let lapsed = world.alert(&story.plan).await;
        assert_eq!((lapsed.level, lapsed.state()), (4, AlertState::Correcting));
        assert_eq!(lapsed.history.iter().filter(|entry| entry.what == "correction_filed").count(), 4);
    }

    async fn what_is_asked_for_is_what_can_be_done(pool: DbPool) {
        let (world, _, alert) = late(pool).await;
        let asked = async |person: &str| last_told(&world, person).await.1;
        assert!(asked("P-T1").await.starts_with("Please say why it is late, until 2026-07-07"));
        // Two levels lapse: there is nothing yet that could be decided on.
        world.until("2026-07-07T16:00:00Z").await;
        world.until("2026-07-09T16:00:00Z").await;
        assert!(asked("P-KR").await.starts_with("Please file a correction, until 2026-07-09"));
        assert!(asked("P-SALES").await.starts_with("There is no correction to go by yet: please file one or have one filed, until 2026-07-14"));
        let undecided = world.decide_alert(world.person("P-SALES"), decide(&alert, true)).await.unwrap_err();
        assert_eq!(reason(&undecided), "ALERT_STATE");
        let friday = pb::FileCorrectionRequest { due: "2026-07-17".into(), ..correction(&alert) };
        world.file_correction(world.person("P-SALES"), friday).await.unwrap();
        assert!(asked("P-SALES").await.starts_with("Please accept the correction or ask for another, until 2026-07-14"));
        world.until("2026-07-14T16:00:00Z").await;
        assert!(asked("P-CEO").await.starts_with("Please accept the correction or ask for another"), "lapsed undecided");
        world.decide_alert(world.person("P-CEO"), decide(&alert, true)).await.unwrap();
        world.until("2026-07-17T16:00:00Z").await;
        assert!(asked("P-CEO").await.starts_with("Please say whether the correction has worked"));
    }

    async fn whoever_is_there_is_asked_while_the_level_runs(pool: DbPool) {
        let (world, story, _) = late(pool).await;
        let asked = async || {
            let alert = world.alert(&story.plan).await;
            (alert.level, alert.assignee.clone(), due(&alert))
        };
        let mut other = story.clone();
        other.tasks[0].owner = "P-T1B".into();
        world.deliver(&[other.report(3, "2026-07-06", 10.0, 9)]).await;
        assert_eq!(asked().await, (1, "P-T1B".into(), "2026-07-07T16:00:00+00:00".into()), "the task has another owner");
        assert_eq!(told(&world, "P-T1B").await.len(), 1);
        world.until("2026-07-07T16:00:00Z").await;
        let key_result = goals::KeyResult { owner: "P-KR2".into(), version: 2, ..story.key_result_row() };
        let key_result = goals::KeyResultChanged { key_result: Some(key_result) };
        world.deliver(&[event("cascade.goals.key_result_changed.v1", &story.plan, 2, &key_result)]).await;
        assert_eq!(asked().await, (2, "P-KR2".into(), "2026-07-09T16:00:00+00:00".into()), "and so has its key result");

        // The head is asked on Friday, is away on Monday and, as it turns out, on Friday too.
        world.until("2026-07-09T16:00:00Z").await;
        world.until("2026-07-10T02:00:00Z").await;
        let lapses = "2026-07-14T16:00:00+00:00".to_owned();
        assert_eq!(asked().await, (3, "P-SALES".into(), lapses.clone()));
        world.deliver(&[absence("P-SALES", "2026-07-13", "2026-07-13", false, 1)]).await;
        assert_eq!(asked().await.1, "P-SALES", "not away yet");
        world.until("2026-07-12T16:00:00Z").await;
        assert_eq!(asked().await, (3, "P-CEO".into(), lapses.clone()), "the level has the time that it had");
        let note = &world.alert(&story.plan).await.history.last().unwrap().note.clone();
        assert!(note.ends_with("P-SALES is away, P-CEO stands in"), "{note}");
        assert_eq!(told(&world, "P-CEO").await.len(), 1);
        world.until("2026-07-13T16:00:00Z").await;
        assert_eq!(asked().await, (3, "P-SALES".into(), lapses.clone()), "back again");
        world.deliver(&[absence("P-SALES", "2026-07-14", "2026-07-14", false, 2)]).await;
        assert_eq!(asked().await.1, "P-CEO", "ill since this morning");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        world.until("2026-07-14T16:00:00Z").await;
        assert_eq!(asked().await, (4, "P-CEO".into(), "2026-07-17T16:00:00+00:00".into()), "it lapses when it would have");
        world.deliver(&[department("HQ", "", "P-NEW", 2)]).await;
        world.until("2026-07-15T16:00:00Z").await;
        assert_eq!(asked().await, (4, "P-NEW".into(), "2026-07-17T16:00:00+00:00".into()), "another head since yesterday");
    }

    async fn another_head_is_asked_as_soon_as_the_directory_says_so(pool: DbPool) {
        let (world, story, _) = late(pool).await;
        world.until("2026-07-07T16:00:00Z").await;
        world.until("2026-07-09T16:00:00Z").await;
        let alert = world.alert(&story.plan).await;
        assert_eq!((alert.level, alert.assignee.as_str()), (3, "P-SALES"));
        world.deliver(&[department("SALES", "HQ", "P-NEW", 2)]).await;
        assert_eq!(world.alert(&story.plan).await.assignee, "P-NEW");
        assert_eq!(last_told(&world, "P-NEW").await.0, last_told(&world, "P-SALES").await.0);
        // A department of another part of the company asks nobody else.
        let before = world.said().await.len();
        world.deliver(&[department("DATA", "HQ", "P-OTHER", 2)]).await;
        assert_eq!(world.said().await.len(), before);
    }
}
