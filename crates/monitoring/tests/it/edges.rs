use cascade_events::CloudEvent;
use cascade_proto::monitoring::v1::Light;
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    story::{Story, after, changed},
    support::World,
};

/// Delivers what monitoring says to itself, until it has nothing more to say.
async fn echo(world: &World, heard: &mut usize) {
    loop {
        let said: Vec<CloudEvent> = world.said().await.drain(*heard..).collect();
        if said.is_empty() {
            return;
        }
        *heard += said.len();
        world.deliver(&said).await;
    }
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_delay_travels_into_the_plan_that_waits(pool: DbPool) {
        let (world, first, mut second) = (World::over(pool), Story::new(), Story::new());
        // T1 of the second plan waits for T2 of the first.
        second.tasks[0].predecessors = vec![after(&first.tasks[1])];
        for task in &mut second.tasks {
            task.baseline = None;
        }
        let mut heard = 0;
        // The plan that waits comes first: the other answers once it is known.
        world.deliver(&second.told()).await;
        echo(&world, &mut heard).await;
        world.deliver(&first.told()).await;
        echo(&world, &mut heard).await;
        let status = world.status(&second.plan).await;
        assert_eq!((status.tasks[0].forecast_start.as_str(), status.tasks[2].forecast_finish.as_str()), ("2026-07-20", "2026-08-07"));

        world.deliver(&[first.report(2, "2026-07-06", 10.0, 9)]).await;
        echo(&world, &mut heard).await;
        let status = world.status(&second.plan).await;
        assert_eq!((status.tasks[0].forecast_start.as_str(), status.tasks[2].forecast_finish.as_str()), ("2026-07-27", "2026-08-14"));
        assert_eq!(status.tasks[0].light(), Light::Red);
        assert_eq!(world.differences(&second.plan).await, [] as [String; 0]);
        let path: Vec<_> = status.key_results[0].root_cause.iter().map(|hop| hop.name.as_str()).collect();
        assert_eq!(path.last(), Some(&"task T3"));
        assert!(world.alerts(&first.plan).await.len() == 1, "the alert is raised where the cause is");

        // The second plan waits no longer.
        let mut free = second.tasks[0].clone();
        (free.predecessors, free.version) = (Vec::new(), 2);
        world.deliver(&[changed(&free)]).await;
        echo(&world, &mut heard).await;
        let status = world.status(&second.plan).await;
        assert_eq!(status.tasks[0].forecast_start, "2026-07-06");
        let before = world.said().await.len();
        world.deliver(&[first.report(3, "2026-07-06", 12.0, 12)]).await;
        let said = world.said().await.split_off(before);
        assert!(said.iter().all(|event| event.partitionkey == first.plan), "nobody waits, so nobody is told");
    }
}
