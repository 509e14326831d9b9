use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{self as pb, AlertState},
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    alerts::late,
    story::{Story, after, changed, event},
    support::{World, at, field},
};

pub fn due(alert: &pb::Alert) -> String {
    let due = alert.due_at.as_ref().unwrap();
    chrono::DateTime::from_timestamp(due.seconds, 0)
        .unwrap()
        .to_rfc3339()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn levels_lapse_one_after_the_other(pool: DbPool) {
        // ESC-001
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        // Raised on Monday: one working day, then two, then three, each to the end of its last day in China.
        let expected = [
            (1, "P-T1", "2026-07-07T16:00:00+00:00"),
            (2, "P-KR", "2026-07-09T16:00:00+00:00"),
            (3, "P-SALES", "2026-07-14T16:00:00+00:00"),
            (4, "P-CEO", "2026-07-17T16:00:00+00:00"),
            (4, "P-CEO", "2026-07-22T16:00:00+00:00"),
        ];
        for (level, who, lapses) in expected {
            let alert = world.alert(&story.plan).await;
            assert_eq!((alert.level, alert.assignee.as_str(), due(&alert).as_str()), (level, who, lapses));
            let eve = at(lapses) - chrono::TimeDelta::seconds(1);
            world.until(&eve.to_rfc3339()).await;
            assert_eq!(world.alert(&story.plan).await.level, level, "not before its time");
            world.until(lapses).await;
            world.run_due().await;
        }
        assert_eq!(world.said_of("alert_escalated").await, 5);
        let history = world.alert(&story.plan).await.history;
        assert_eq!(history.iter().filter(|entry| entry.what == "lapsed").count(), 5);
    }

    async fn a_company_goal_goes_to_the_executive_at_once(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        let mut told = story.told();
        told[1] = story.goal(true);
        world.deliver(&told).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let alert = world.alert(&story.plan).await;
        assert_eq!((alert.level, alert.assignee.as_str()), (4, "P-CEO"));
    }

    async fn an_open_alert_goes_there_once_it_reaches_one(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        // Of a goal of the company, and weeks away from T1 that it waits for.
        let mut company = Story { plan: story.plan.clone(), ..Story::new() };
        company.tasks.truncate(1);
        let far = &mut company.tasks[0];
        (far.plan_id, far.key_result_id) = (story.plan.clone(), company.key_result.clone());
        (far.code, far.planned_start, far.planned_end) = ("T9".into(), "2026-08-10".into(), "2026-08-14".into());
        far.baseline = None;
        far.predecessors = vec![after(&story.tasks[0])];
        let goal = goals::Goal { code: "G2".into(), ..company.goal_row(true) };
        let goal = goals::GoalChanged { goal: Some(goal), ..goals::GoalChanged::default() };
        let key_result = goals::KeyResult { code: "KR2".into(), ..company.key_result_row() };
        let key_result = goals::KeyResultChanged { key_result: Some(key_result) };
        world.deliver(&story.told()).await;
        world.deliver(&[
            event("cascade.goals.goal_changed.v1", &story.plan, 1, &goal),
            event("cascade.goals.key_result_changed.v1", &story.plan, 1, &key_result),
            changed(&company.tasks[0]),
        ]).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let alert = world.alert(&story.plan).await;
        assert_eq!((alert.level, alert.affects.contains(&"G2".to_owned())), (1, false));
        world.deliver(&[story.report(3, "2026-07-06", 10.0, 45)]).await;
        let alert = world.alert(&story.plan).await;
        assert!(alert.affects.contains(&"G2".to_owned()), "{:?}", alert.affects);
        assert_eq!((alert.level, alert.assignee.as_str(), alert.state()), (4, "P-CEO", AlertState::Open));
        assert_eq!(due(&alert), "2026-07-09T16:00:00+00:00");
        let words: Vec<_> = alert.history.iter().map(|entry| (entry.what.as_str(), entry.level)).collect();
        assert_eq!(words[2..], [("company_goal", 4), ("notified", 4)]);
        assert_eq!(world.said_of("alert_escalated").await, 1);
        // The executive wants another correction: that is the key result owner's, though the goal is at risk as before.
        let filed = pb::FileCorrectionRequest {
            alert_id: alert.id.clone(), measure: pb::Measure::AddResource.into(), description: "a second copywriter".into(),
            owner: "P-T1".into(), due: "2026-07-10".into(), verification: "T9 is green".into(), expected_version: 0,
        };
        world.file_correction(world.person("P-CEO"), filed).await.unwrap();
        let another = pb::DecideAlertRequest { alert_id: alert.id, note: "too dear".into(), ..Default::default() };
        world.decide_alert(world.person("P-CEO"), another).await.unwrap();
        world.deliver(&[story.report(4, "2026-07-06", 11.0, 46)]).await;
        assert_eq!(world.alert(&story.plan).await.level, 2);
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn time_that_is_asked_for_holds_the_level_back(pool: DbPool) {
        // ESC-004
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let alert = world.alert(&story.plan).await;
        let snooze = |until: &str| pb::SnoozeAlertRequest {
            alert_id: alert.id.clone(),
            until: until.into(),
            reason: "at a customer's".into(),
            expected_version: 0,
        };
        let refused = world.snooze_alert(world.person("P-T1"), snooze("2026-07-31")).await.unwrap_err();
        assert_eq!(field(&refused), "until");
        let refused = world.snooze_alert(world.person("P-T1"), snooze("2026-07-13")).await.unwrap_err();
        assert_eq!(field(&refused), "until", "four working days after Tuesday's deadline, three may be");
        let refused = world.snooze_alert(world.person("P-T1"), snooze("2026-07-07")).await.unwrap_err();
        assert_eq!(field(&refused), "until", "its time is no longer than it is");
        let put_off = world.snooze_alert(world.person("P-T1"), snooze("2026-07-08")).await.unwrap();
        assert_eq!((put_off.state(), due(&put_off).as_str()), (AlertState::Snoozed, "2026-07-08T16:00:00+00:00"), "until that day is over");
        let seen = pb::AcknowledgeAlertRequest { alert_id: alert.id.clone(), expected_version: 0 };
        assert!(world.acknowledge_alert(world.person("P-T1"), seen).await.is_err(), "time was asked for already");
        world.until("2026-07-08T15:59:59Z").await;
        assert_eq!(world.alert(&story.plan).await.level, 1);
        world.until("2026-07-08T16:00:00Z").await;
        let lapsed = world.alert(&story.plan).await;
        assert_eq!((lapsed.level, lapsed.state()), (2, AlertState::Open));
    }

    async fn in_a_plan_that_is_closed_nothing_lapses_any_more(pool: DbPool) {
        let (world, story, alert) = late(pool).await;
        // It was raised before the plan's own service knew of it.
        world.deliver(&[story.closed(2)]).await;
        let closed = world.alert(&story.plan).await;
        assert_eq!((closed.level, closed.state()), (alert.level, AlertState::Closed));
        assert_eq!(closed.history.last().unwrap().what, "plan_closed");
        assert_eq!(world.said_of("alert_closed").await, 1);
        world.until("2026-08-20T02:00:00Z").await;
        assert_eq!(world.alert(&story.plan).await, closed);
    }

    async fn a_day_passes_without_anybody_saying_anything(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.until("2026-07-08T02:00:00Z").await;
        let status = world.status(&story.plan).await;
        assert_eq!(status.as_of, "2026-07-08");
        assert_eq!(status.tasks[0].forecast_start, "2026-07-08", "nobody has begun, so today at the earliest");
        assert_eq!(status.tasks[2].forecast_finish, "2026-07-28");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }
}
