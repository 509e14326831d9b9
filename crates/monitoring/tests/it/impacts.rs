//! What a late task makes red in plans that wait for it comes back to the alert in its own.

use cascade_proto::monitoring::v1::{AlertState, Light};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    story::{Story, after, changed},
    support::World,
};

/// T1 of the first plan has weeks to spare there; T1 of the second, planned right behind it, waits for it.
fn crossing() -> (Story, Story) {
    let (mut first, mut second) = (Story::new(), Story::new());
    first.tasks[1].predecessors.clear();
    second.code = "P2".into();
    second.tasks[0].predecessors = vec![after(&first.tasks[0])];
    let days = [
        ("2026-07-13", "2026-07-17"),
        ("2026-07-20", "2026-07-24"),
        ("2026-07-27", "2026-07-31"),
    ];
    for (task, (start, end)) in second.tasks.iter_mut().zip(days) {
        (task.planned_start, task.planned_end) = (start.into(), end.into());
        task.baseline = None;
    }
    (first, second)
}

async fn told(world: &World, stories: &[&Story]) -> usize {
    let mut heard = 0;
    for story in stories {
        world.deliver(&story.told()).await;
    }
    world.echo(&mut heard).await;
    heard
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_cause_that_is_yellow_at_home_has_an_alert_there(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool.clone()), crossing());
        let mut heard = told(&world, &[&first, &second]).await;
        world.deliver(&[first.report(2, "2026-07-06", 30.0, 6)]).await;
        assert_eq!(world.status(&first.plan).await.tasks[0].light(), Light::Yellow);
        assert_eq!(world.alerts(&first.plan).await, [], "nobody has said yet what it leads to");
        world.echo(&mut heard).await;
        assert_eq!(world.status(&second.plan).await.tasks[0].light(), Light::Red);
        assert_eq!(world.alerts(&second.plan).await, [], "the time is lost elsewhere");
        let alert = world.alert(&first.plan).await;
        assert_eq!(alert.cause_task_id, first.tasks[0].id);
        assert_eq!(alert.affects, ["P2/G1", "P2/KR1", "P2/T1", "P2/T2", "P2/T3"]);
        assert_eq!((alert.level, alert.assignee.as_str()), (1, "P-T1"));
        for plan in [&first.plan, &second.plan] {
            assert_eq!(world.differences(plan).await, [] as [String; 0]);
        }
        // As it was, after a restart.
        let restarted = World::replica(pool, world.clock.clone());
        assert_eq!(restarted.alert(&first.plan).await, alert);
        restarted.deliver(&[first.report(3, "2026-07-06", 40.0, 4)]).await;
        restarted.echo(&mut heard).await;
        assert_eq!(restarted.status(&second.plan).await.tasks[0].light(), Light::Green);
        assert_eq!(restarted.alert(&first.plan).await.state(), AlertState::Closed);
    }

    async fn a_goal_of_the_company_in_another_plan_goes_straight_to_the_executive(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), crossing());
        let mut heard = 0;
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        let mut goal = second.goal_row(true);
        goal.version = 2;
        world.deliver(&[second.goal_event(goal)]).await;
        world.echo(&mut heard).await;
        world.deliver(&[first.report(2, "2026-07-06", 30.0, 6)]).await;
        world.echo(&mut heard).await;
        let alert = world.alert(&first.plan).await;
        assert_eq!((alert.level, alert.assignee.as_str()), (4, "P-CEO"));
    }

    async fn the_cause_is_looked_for_from_plan_to_plan(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), crossing());
        let mut third = Story::new();
        third.code = "P3".into();
        third.tasks[0].predecessors = vec![after(&second.tasks[2])];
        let days = [("2026-08-03", "2026-08-07"), ("2026-08-10", "2026-08-14"), ("2026-08-17", "2026-08-21")];
        for (task, (start, end)) in third.tasks.iter_mut().zip(days) {
            (task.planned_start, task.planned_end) = (start.into(), end.into());
            task.baseline = None;
        }
        let mut heard = told(&world, &[&third, &second, &first]).await;
        world.deliver(&[first.report(2, "2026-07-06", 30.0, 6)]).await;
        world.echo(&mut heard).await;
        for plan in [&second.plan, &third.plan] {
            assert_eq!(world.alerts(plan).await, []);
        }
        let affects = world.alert(&first.plan).await.affects;
        assert!(["P2/T3", "P3/G1", "P3/T1"].iter().all(|code| affects.contains(&(*code).to_owned())), "{affects:?}");
        // One cause, one alert (ESC-011). The third no longer waits: only the second is affected.
        let mut free = third.tasks[0].clone();
        (free.predecessors, free.version) = (Vec::new(), 2);
        world.deliver(&[changed(&free)]).await;
        world.echo(&mut heard).await;
        let affects = world.alert(&first.plan).await.affects;
        assert!(affects.iter().all(|code| code.starts_with("P2/")), "{affects:?}");
    }
    async fn where_nobody_is_asked_who_waits_is(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool.clone()), crossing());
        let mut heard = 0;
        // All but that the first plan is active.
        world.deliver(&first.told()[1..]).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        world.deliver(&[first.report(2, "2026-07-06", 30.0, 6)]).await;
        world.echo(&mut heard).await;
        assert_eq!(world.alerts(&first.plan).await, [], "a draft");
        let alert = world.alert(&second.plan).await;
        assert_eq!((alert.cause_task_id.as_str(), alert.assignee.as_str()), (second.tasks[0].id.as_str(), "P-T1"));
        assert_eq!(alert.affects, ["G1", "KR1", "T2", "T3"]);
        let status = world.status(&second.plan).await;
        let path: Vec<_> = status.goals[0].root_cause.iter().map(|hop| (hop.task_id.as_str(), hop.own_delay_days)).collect();
        assert_eq!(path.first().map(|hop| hop.0), Some(first.tasks[0].id.as_str()), "it says what it waits for");
        assert_eq!(world.differences(&second.plan).await, [] as [String; 0]);
        let restarted = World::replica(pool, world.clock.clone());
        assert_eq!(restarted.alert(&second.plan).await, alert);

        restarted.deliver(&[first.active(1)]).await;
        restarted.echo(&mut heard).await;
        assert_eq!(restarted.alert(&second.plan).await.state(), AlertState::Closed);
        let alert = restarted.alert(&first.plan).await;
        assert_eq!(alert.cause_task_id, first.tasks[0].id);
        assert!(alert.affects.contains(&"P2/T3".to_owned()), "{:?}", alert.affects);
        for plan in [&first.plan, &second.plan] {
            assert_eq!(restarted.differences(plan).await, [] as [String; 0]);
        }
    }

    async fn what_is_not_done_in_a_draft_is_later_every_day_for_who_waits(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), crossing());
        let mut heard = 0;
        world.deliver(&first.told()[1..]).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        world.until("2026-07-20T02:00:00Z").await;
        world.echo(&mut heard).await;
        let status = world.status(&second.plan).await;
        // A week from today at the earliest, and then what waits for it.
        assert_eq!(status.tasks[0].forecast_start, "2026-07-27");
        assert_eq!(world.status(&first.plan).await.tasks[0].forecast_finish, "2026-07-24");
        assert_eq!(world.alerts(&first.plan).await, []);
        assert_eq!(world.alert(&second.plan).await.cause_task_id, second.tasks[0].id);
    }
}
