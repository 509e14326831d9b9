use std::sync::Arc;

use cascade_monitoring::{Config, Deps, Monitoring};
use cascade_runtime::clock::Clock;
use cascade_storage::DbPool;
use cascade_testkit::{RecordingBus, both_databases};
use tokio_util::sync::CancellationToken;

use crate::{
    story::Story,
    support::{NOW, World, at},
};

/// A replica that has just been started over what others have written.
fn started(pool: DbPool) -> (Monitoring, Arc<RecordingBus>) {
    let bus = RecordingBus::new();
    let monitoring = Monitoring::new(Deps {
        pool,
        bus: bus.clone(),
        clock: Clock::simulated(at(NOW)),
        config: Config::default(),
    });
    // Subscribes; not polled, so that nothing runs by itself.
    drop(monitoring.run(CancellationToken::new()));
    (monitoring, bus)
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_replica_that_starts_reads_the_active_plans_and_goes_on_with_them(pool: DbPool) {
        let world = World::over(pool.clone());
        let (story, other, draft) = (Story::new(), Story::new(), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&other.told()).await;
        // Known by its tasks, not active.
        world.deliver(&draft.told()[1..]).await;

        let (replica, bus) = started(pool);
        let tasks = story.tasks.len() + other.tasks.len();
        assert_eq!(replica.read_active_plans().await.unwrap(), (2, tasks));

        // What is in memory then is what a report is added to, and what another replica reads of it.
        bus.deliver("monitoring", &[story.report(2, "2026-07-06", 10.0, 9)]).await.unwrap();
        let status = world.status(&story.plan).await;
        assert_eq!(status.tasks[0].forecast_finish, "2026-07-17");
        assert_eq!(status.reports_applied, 1);
        assert_eq!(world.status(&other.plan).await.tasks[0].forecast_finish, "2026-07-10");
    }
}
