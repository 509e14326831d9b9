//! What goes at once and what is told together, where departments with different rules share a group.

use cascade_channels::Kind;
use cascade_proto::monitoring::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::{Robot, Service, both_databases, eventually};
use chrono::TimeDelta;

use crate::{
    office::{Office, named, to, wall},
    story::{Story, departments},
};

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn nobody_waits_for_another_department_s_quiet_hours(pool: DbPool) {
        let wall = wall();
        let robot = Robot::start(Service::DingTalk, "SECtest", wall.clone()).await;
        let office = Office::open(&pool, &wall, named("all", to(Kind::DingTalk, &robot))).await;
        // Both are told together within half an hour; sales sleeps from eight in the evening.
        let policy = |department: &str, over, quiet: Option<&str>| pb::SavePolicyRequest {
            department: department.into(),
            effective_from: "2026-07-07".into(),
            terms: Some(pb::PolicyTerms {
                quiet_from: quiet.map(Into::into),
                quiet_until: quiet.map(|_| "08:00".into()),
                digest_over: Some(over),
                digest_minutes: Some(30),
                ..Default::default()
            }),
        };
        office.world.deliver(&departments()).await;
        let admin = || office.world.caller("P-ADMIN", &[RoleGrant::everywhere(Role::Admin)]);
        office.world.save_policy(admin(), policy("SALES", 1, Some("20:00"))).await.unwrap();
        office.world.save_policy(admin(), policy("DATA", 5, None)).await.unwrap();
        // 19:40 in China: the first goes; at 19:50 the second is held, and its half hour ends after eight.
        office.world.until("2026-07-07T11:40:00Z").await;
        office.trouble().await;
        office.settled(1).await;
        office.world.until("2026-07-07T11:50:00Z").await;
        office.later(600);
        office.trouble().await;
        let morning = (wall.now() + TimeDelta::minutes(12 * 60 + 10)).timestamp();
        eventually("a delivery that waits for the morning", || async {
            let log = office.log().await;
            (log.len() == 2 && log[0].next_at.as_ref()?.seconds == morning).then_some(())
        })
        .await;
        // 20:05: the data department's own is heard at once.
        office.world.until("2026-07-07T12:05:00Z").await;
        office.later(900);
        let mut story = Story::new();
        story.tasks[0].department = "DATA".into();
        office.world.deliver(&story.told()).await;
        office.world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        eventually("the other department's message", || async { (robot.taken().len() == 2).then_some(()) }).await;
        let log = office.log().await;
        let of = |department: &str, state: &str| {
            log.iter().filter(|row| row.department == department && row.state == state).count()
        };
        assert_eq!((of("DATA", "delivered"), of("SALES", "waiting")), (1, 1), "{log:#?}");
    }
}
