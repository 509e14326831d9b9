//! The cause that an owner reports, its kind and what was said of it: in each language, in the plans that wait too.

use cascade_proto::{
    goals::v1::LocalizedText,
    monitoring::v1 as pb,
    tasks::v1::{self as tasks, BlockerCause},
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    story::{Story, after, changed, reported},
    support::World,
};

fn text(zh: &str, en: &str) -> LocalizedText {
    LocalizedText {
        zh: zh.into(),
        en: en.into(),
    }
}

/// What the plan's key result is late for.
async fn causes(world: &World, story: &Story) -> Vec<LocalizedText> {
    let status = world.status(&story.plan).await;
    let path: &[pb::Hop] = &status.key_results[0].root_cause;
    path.iter().filter_map(|hop| hop.cause.clone()).collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_cause_is_told_in_each_language_in_its_plan_and_in_one_that_waits(pool: DbPool) {
        let (first, mut second) = (Story::new(), Story::new());
        second.tasks[0].predecessors = vec![after(&first.tasks[0])];
        let world = World::over(pool);
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        let late = |version: i64, said: &str| tasks::Task {
            percent: 10.0,
            remaining_days: Some(40),
            last_reported_on: "2026-07-06".into(),
            actual_start: "2026-07-06".into(),
            reported_cause_kind: BlockerCause::People.into(),
            reported_cause: said.into(),
            version,
            ..first.tasks[0].clone()
        };
        world.deliver(&[reported(&late(2, ""), "2026-07-06")]).await;
        let told = async |expected: LocalizedText| {
            world.echo(&mut 0).await;
            // Another replica knows what is stored alone.
            let other = World::replica(world.pool.clone(), world.clock.clone());
            for replica in [&world, &other] {
                for story in [&first, &second] {
                    assert_eq!(causes(replica, story).await, std::slice::from_ref(&expected));
                }
            }
            assert_eq!(world.differences(&second.plan).await, [""; 0]);
        };
        told(text("人员", "people")).await;
        world.deliver(&[changed(&late(3, "生病"))]).await;
        told(text("人员：生病", "people: 生病")).await;
        // No date moves and nothing else is said; and yet it is another kind.
        let other = tasks::Task { reported_cause_kind: BlockerCause::Environment.into(), ..late(4, "生病") };
        world.deliver(&[changed(&other)]).await;
        told(text("外部环境：生病", "environment: 生病")).await;
    }
}
