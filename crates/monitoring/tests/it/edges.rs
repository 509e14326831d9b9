use cascade_events::CloudEvent;
use cascade_proto::{
    monitoring::v1::{Light, PreviewChangeRequest, RepairAim, preview_change_request as what},
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::{TestDatabase, both_databases};
use proptest::prelude::*;

use crate::{
    facts::runtime,
    story::{Story, after, changed},
    support::World,
};

/// Two plans: T1 of the second waits for T2 of the first, and nothing else holds it.
fn waiting() -> (Story, Story) {
    let (first, mut second) = (Story::new(), Story::new());
    second.tasks[0].predecessors = vec![after(&first.tasks[1])];
    for task in &mut second.tasks {
        task.baseline = None;
    }
    (first, second)
}

/// First and last day of a plan's forecast.
async fn span(world: &World, plan: &str) -> (String, String) {
    let status = world.status(plan).await;
    (
        status.tasks[0].forecast_start.clone(),
        status.tasks[2].forecast_finish.clone(),
    )
}

fn days(start: &str, finish: &str) -> (String, String) {
    (start.to_owned(), finish.to_owned())
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_question_is_followed_into_the_plan_that_waits(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), waiting());
        let mut heard = 0;
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        let before = span(&world, &second.plan).await;
        let slips = what::Task { task_id: "T1".into(), slip_days: 5, ..what::Task::default() };
        let asked = PreviewChangeRequest { plan_id: first.plan.clone(), tasks: vec![slips], ..PreviewChangeRequest::default() };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert_eq!(impact.plans_that_wait, [second.plan.as_str()]);
        let other = &impact.others[0];
        assert_eq!((other.plan_id.as_str(), other.finish_before.as_str(), other.finish_after.as_str()), (second.plan.as_str(), "2026-08-07", "2026-08-14"));
        assert!(other.subjects.iter().any(|subject| subject.kind == "goal" && subject.light_after() == Light::Red));
        assert_eq!(span(&world, &second.plan).await, before, "nothing is kept");
    }

    async fn what_comes_back_to_the_plan_that_was_asked_about_is_seen(pool: DbPool) {
        let (mut first, mut second) = (Story::new(), Story::new());
        second.tasks[0].predecessors = vec![after(&first.tasks[0])];
        first.tasks[2].predecessors = vec![after(&second.tasks[0])];
        let (world, mut heard) = (World::over(pool), 0);
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        assert_eq!(span(&world, &first.plan).await.1, "2026-07-24");
        let slips = what::Task { task_id: "T1".into(), slip_days: 5, ..what::Task::default() };
        let asked = PreviewChangeRequest { plan_id: first.plan.clone(), tasks: vec![slips], ..PreviewChangeRequest::default() };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert_eq!(impact.finish_after, "2026-07-31", "T3 waits for the other plan's T1, which waits for T1");
        assert!(impact.subjects.iter().any(|subject| subject.code == "T3" && subject.light_after() == Light::Red));
        // As it is once it has really happened.
        world.deliver(&[first.report(2, "2026-07-06", 10.0, 9)]).await;
        world.echo(&mut heard).await;
        assert_eq!(span(&world, &first.plan).await.1, "2026-07-31");
    }

    async fn what_is_cancelled_is_waited_for_by_nobody_in_a_question_either(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), waiting());
        let mut heard = 0;
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        let gone = what::Task { task_id: "T2".into(), cancel: true, ..what::Task::default() };
        let asked = PreviewChangeRequest { plan_id: first.plan.clone(), tasks: vec![gone], ..PreviewChangeRequest::default() };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert_eq!(impact.plans_that_wait, [second.plan.as_str()]);
        assert_eq!((impact.others[0].plan_id.as_str(), impact.others[0].finish_after.as_str()), (second.plan.as_str(), "2026-07-24"));
    }

    async fn who_is_away_is_missing_in_every_plan(pool: DbPool) {
        let (world, first, second) = (World::over(pool), Story::new(), Story::new());
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        let away = what::Absence { person: "P-T3".into(), from: "2026-07-20".into(), to: "2026-07-24".into() };
        let asked = PreviewChangeRequest { plan_id: first.plan.clone(), absences: vec![away], ..PreviewChangeRequest::default() };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        let [other] = impact.others.as_slice() else { panic!("{:?}", impact.others) };
        assert_eq!((other.plan_id.as_str(), other.finish_before.as_str(), other.finish_after.as_str()), (second.plan.as_str(), "2026-07-24", "2026-07-31"));
        assert_eq!(impact.finish_after, "2026-07-31");
        assert!(impact.plans_that_wait.is_empty() && !impact.cut_off);
    }

    async fn a_repair_keeps_the_plan_that_waits_in_time_too(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), waiting());
        let mut heard = 0;
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        // In time in the plan itself; the other one, which ends on 7 August anyway, would end a week later.
        let slips = what::Task { task_id: "T1".into(), slip_days: 5, ..what::Task::default() };
        let asked = PreviewChangeRequest {
            plan_id: first.plan.clone(),
            tasks: vec![slips],
            repair: RepairAim::Deadlines.into(),
            ..PreviewChangeRequest::default()
        };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert_eq!(impact.finish_after, "2026-07-31");
        let repair = *impact.repair.unwrap();
        assert_eq!((repair.late_tasks.as_slice(), repair.late_days_before, repair.late_days_after), (&["T2".to_owned()][..], 5, 0), "{repair:?}");
        assert!(repair.cheapest && !repair.measures.is_empty());
        let mended = *repair.impact.unwrap();
        assert!(mended.others.iter().all(|other| other.finish_after == "2026-08-07"), "{:?}", mended.others);
    }

    async fn a_delay_travels_into_the_plan_that_waits(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), waiting());
        let mut heard = 0;
        // The plan that waits comes first: the other answers once it is known.
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        world.deliver(&first.told()).await;
        world.echo(&mut heard).await;
        let status = world.status(&second.plan).await;
        assert_eq!((status.tasks[0].forecast_start.as_str(), status.tasks[2].forecast_finish.as_str()), ("2026-07-20", "2026-08-07"));

        world.deliver(&[first.report(2, "2026-07-06", 10.0, 9)]).await;
        world.echo(&mut heard).await;
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
        world.echo(&mut heard).await;
        let status = world.status(&second.plan).await;
        assert_eq!(status.tasks[0].forecast_start, "2026-07-06");
        let before = world.said().await.len();
        world.deliver(&[first.report(3, "2026-07-06", 12.0, 12)]).await;
        let said = world.said().await.split_off(before);
        assert!(said.iter().all(|event| event.partitionkey == first.plan), "nobody waits, so nobody is told");
    }

    async fn nobody_waits_for_a_cancelled_task_of_another_plan(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool.clone()), waiting());
        let mut heard = 0;
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        world.echo(&mut heard).await;
        assert_eq!(span(&world, &second.plan).await, days("2026-07-20", "2026-08-07"));
        let mut task = first.tasks[1].clone();
        (task.version, task.state) = (2, tasks::TaskState::Cancelled.into());
        world.deliver(&[changed(&task)]).await;
        world.echo(&mut heard).await;
        assert_eq!(span(&world, &second.plan).await, days("2026-07-06", "2026-07-24"));
        assert_eq!(world.differences(&second.plan).await, [] as [String; 0]);
        let restarted = World::replica(pool, world.clock.clone());
        assert_eq!(restarted.status(&second.plan).await, world.status(&second.plan).await);
        // Another task that comes to wait for it is not held either.
        let mut other = second.tasks[1].clone();
        (other.version, other.predecessors) = (2, vec![after(&second.tasks[0]), after(&first.tasks[1])]);
        world.deliver(&[changed(&other)]).await;
        world.echo(&mut heard).await;
        assert_eq!(span(&world, &second.plan).await, days("2026-07-06", "2026-07-24"));
        (task.version, task.state) = (3, tasks::TaskState::Open.into());
        world.deliver(&[changed(&task)]).await;
        world.echo(&mut heard).await;
        assert_eq!(span(&world, &second.plan).await, days("2026-07-20", "2026-08-07"));
        assert_eq!(world.differences(&second.plan).await, [] as [String; 0]);
    }

    async fn what_is_said_of_a_task_is_known_where_it_is_waited_for(pool: DbPool) {
        let (world, (first, second)) = (World::over(pool), waiting());
        let mut heard = 0;
        world.deliver(&first.told()).await;
        world.deliver(&second.told()).await;
        world.deliver(&[first.report(2, "2026-07-06", 10.0, 9)]).await;
        world.echo(&mut heard).await;
        let cause = async || {
            let hop = world.status(&second.plan).await.key_results[0].root_cause[0].clone();
            (hop.name, hop.owner, hop.planned_end, hop.own_delay_days)
        };
        assert_eq!(cause().await, ("task T2".to_owned(), "P-T2".to_owned(), "2026-07-17".to_owned(), 5));
        // Planned anew and given to another, though its forecast stays what it was.
        let mut task = first.tasks[1].clone();
        (task.version, task.owner, task.name) = (2, "P-T9".into(), "task T2, again".into());
        (task.planned_start, task.planned_end) = ("2026-07-14".into(), "2026-07-20".into());
        world.deliver(&[changed(&task)]).await;
        world.echo(&mut heard).await;
        assert_eq!(cause().await, ("task T2, again".to_owned(), "P-T9".to_owned(), "2026-07-20".to_owned(), 4));
        assert_eq!(world.differences(&second.plan).await, [] as [String; 0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two plans that wait, wait no longer and wait again agree in the end, in whatever order they hear of it.
    #[test]
    fn the_order_of_what_plans_tell_each_other_does_not_matter(picks in prop::collection::vec(any::<prop::sample::Index>(), 40)) {
        runtime().block_on(async {
            let database = TestDatabase::sqlite(&cascade_monitoring::MIGRATIONS).await;
            let (world, (first, second)) = (World::over(database.pool()), waiting());
            let (mut free, mut again) = (second.tasks[0].clone(), second.tasks[0].clone());
            (free.version, free.predecessors, again.version) = (2, Vec::new(), 3);
            // Besides, the goal of the second hangs under a key result of the first.
            world.deliver(&first.told()[..6]).await;
            let mut waiting: Vec<CloudEvent> = first.tasks.iter().chain(&second.tasks).chain([&free, &again]).map(changed).collect();
            waiting.push(first.report(2, "2026-07-06", 10.0, 9));
            waiting.extend([second.active(1), second.key_result(), second.goal_under(1, None)]);
            waiting.push(second.goal_under(2, Some((&first.key_result, &first.plan))));
            let (mut heard, mut picks) = (0, picks.into_iter());
            while !waiting.is_empty() {
                let next = picks.next().map_or(0, |pick| pick.index(waiting.len()));
                world.deliver(&[waiting.remove(next)]).await;
                let said = world.said().await.split_off(heard);
                heard += said.len();
                let between = ["edge_declared", "predecessor_moved", "impact_declared", "goal_rolled_up", "goal_placed"];
                waiting.extend(said.into_iter().filter(|event| between.iter().any(|kind| event.event_type.contains(kind))));
            }
            assert_eq!(span(&world, &first.plan).await.1, "2026-07-31");
            assert_eq!(span(&world, &second.plan).await, days("2026-07-27", "2026-08-14"));
            let status = world.status(&first.plan).await;
            assert_eq!(status.key_results[0].forecast_finish, "2026-08-14", "what hangs under it is finished last");
            let affects = world.alert(&first.plan).await.affects;
            assert!(["G1", "KR1", "T2", "Q3/G1", "Q3/T1"].iter().all(|code| affects.contains(&(*code).to_owned())), "{affects:?}");
            // And the next move still travels.
            world.deliver(&[first.report(3, "2026-07-06", 12.0, 14)]).await;
            world.echo(&mut heard).await;
            assert_eq!(span(&world, &second.plan).await, days("2026-08-03", "2026-08-21"));
            for plan in [&first.plan, &second.plan] {
                assert_eq!(world.differences(plan).await, [] as [String; 0]);
            }
        });
    }
}
