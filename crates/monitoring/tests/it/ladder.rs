//! What becomes of an alert while time passes and people change: what is told, to whom, and until when.

use cascade_proto::monitoring::v1::{self as pb, notices_service_client::NoticesServiceClient};
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{alerts::late, support::World};

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
}
