//! Goals that hang under goals and key results of the level above, in the same plan and in others.

use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{Light, PreviewChangeRequest, preview_change_request as what},
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{story::Story, support::World};

/// The goal of the second plan hangs under the key result of the first, on whose tasks everything is well.
pub async fn hanging(pool: DbPool, company_goal: bool) -> (World, Story, Story, usize) {
    let (first, mut second) = (Story::new(), Story::new());
    second.code = "P2".into();
    let (world, mut heard) = (World::over(pool), 0);
    // The part comes before what it hangs under.
    world.deliver(&second.told()).await;
    world
        .deliver(&[second.goal_under(2, Some((&first.key_result, &first.plan)))])
        .await;
    world.echo(&mut heard).await;
    let mut events = first.told();
    if company_goal {
        events.push(first.goal_event(goals::Goal {
            version: 2,
            ..first.goal_row(true)
        }));
    }
    world.deliver(&events).await;
    world.echo(&mut heard).await;
    (world, first, second, heard)
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn what_is_late_below_turns_what_is_above_red_with_its_path(pool: DbPool) {
        let (world, first, second, mut heard) = hanging(pool.clone(), false).await;
        let status = world.status(&first.plan).await;
        assert_eq!((status.key_results[0].light(), status.goals[0].light()), (Light::Green, Light::Green));
        world.deliver(&[second.report(2, "2026-07-06", 10.0, 9)]).await;
        world.echo(&mut heard).await;
        let status = world.status(&first.plan).await;
        let (key_result, goal) = (&status.key_results[0], &status.goals[0]);
        assert_eq!((key_result.light(), goal.light()), (Light::Red, Light::Red), "TRACK-016");
        assert_eq!(key_result.light_reason.as_ref().unwrap().en, "P2/G1 is red");
        assert_eq!(key_result.forecast_finish, "2026-07-31");
        let path: Vec<_> = goal.root_cause.iter().map(|hop| (hop.code.as_str(), hop.own_delay_days)).collect();
        assert_eq!(path.first(), Some(&("T1", 5)));
        // Three tasks and, as much as one of them on average, what hangs there: three quarters are well.
        assert!((key_result.score - 0.75).abs() < 1e-9, "{}", key_result.score);
        let said = world.said().await;
        let lights = said.iter().filter(|event| event.event_type.contains("light_changed") && event.partitionkey == first.plan);
        assert_eq!(lights.count(), 2, "each is told once");
        assert_eq!(world.alerts(&first.plan).await, [], "the time is lost elsewhere");
        for plan in [&first.plan, &second.plan] {
            assert_eq!(world.differences(plan).await, [] as [String; 0]);
        }
        let restarted = World::replica(pool, world.clock.clone());
        assert_eq!(restarted.status(&first.plan).await, status);

        // It hangs there no longer.
        world.deliver(&[second.goal_under(3, None)]).await;
        world.echo(&mut heard).await;
        let status = world.status(&first.plan).await;
        assert_eq!((status.key_results[0].light(), status.goals[0].light()), (Light::Green, Light::Green));
        assert_eq!(status.key_results[0].forecast_finish, "2026-07-24");
    }

    async fn a_question_is_followed_to_what_is_above(pool: DbPool) {
        let (world, first, second, _) = hanging(pool, false).await;
        let slips = what::Task { task_id: "T1".into(), slip_days: 5, ..what::Task::default() };
        let asked = PreviewChangeRequest { plan_id: second.plan.clone(), tasks: vec![slips], ..PreviewChangeRequest::default() };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        let [other] = impact.others.as_slice() else { panic!("{:?}", impact.others) };
        assert_eq!(other.plan_id, first.plan);
        let red: Vec<_> = other.subjects.iter().filter(|subject| subject.light_after() == Light::Red).map(|subject| subject.code.as_str()).collect();
        assert_eq!(red, ["G1", "KR1"]);
        assert!(impact.plans_that_wait.is_empty(), "nothing there waits");
    }

    async fn a_goal_of_the_same_plan_hangs_under_another_too(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        let mut below = Story::new();
        for task in &mut below.tasks {
            task.plan_id.clone_from(&story.plan);
            task.code = format!("B-{}", task.code);
        }
        below.plan.clone_from(&story.plan);
        let goal = goals::Goal { code: "G2".into(), parent_id: story.goal.clone(), ..below.goal_row(false) };
        let key_result = goals::KeyResult { code: "KR2".into(), ..below.key_result_row() };
        let mut events = story.told();
        events.extend([below.goal_event(goal), below.key_result_event(key_result)]);
        events.extend(below.tasks.iter().map(crate::story::changed));
        world.deliver(&events).await;
        world.deliver(&[below.report(2, "2026-07-06", 10.0, 9)]).await;
        let status = world.status(&story.plan).await;
        let light = |code: &str| status.goals.iter().find(|goal| goal.code == code).map(|goal| (goal.light(), goal.light_reason.clone().unwrap().en));
        assert_eq!(light("G2"), Some((Light::Red, "KR2 is red".to_owned())));
        assert_eq!(light("G1"), Some((Light::Red, "G2 is red".to_owned())));
        assert!(world.alert(&story.plan).await.affects.contains(&"G1".to_owned()));
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn a_goal_of_the_company_above_is_at_risk_past_its_deadline(pool: DbPool) {
        let (world, first, second, mut heard) = hanging(pool, true).await;
        world.deliver(&[second.report(2, "2026-07-06", 10.0, 9)]).await;
        world.echo(&mut heard).await;
        let alert = world.alert(&second.plan).await;
        assert!(["Q3/G1", "Q3/KR1", "KR1"].iter().all(|code| alert.affects.contains(&(*code).to_owned())), "{:?}", alert.affects);
        assert_eq!(alert.level, 1, "red, and yet done before the end of September");
        let earlier = goals::Goal { version: 3, deadline: "2026-07-30".into(), ..first.goal_row(true) };
        world.deliver(&[first.goal_event(earlier)]).await;
        world.echo(&mut heard).await;
        let alert = world.alert(&second.plan).await;
        assert_eq!((alert.level, alert.assignee.as_str()), (4, "P-CEO"));
        assert_eq!(world.differences(&second.plan).await, [] as [String; 0]);
    }

    async fn a_plan_that_is_not_active_weighs_on_nobody(pool: DbPool) {
        let (first, second) = (Story::new(), Story::new());
        let (world, mut heard) = (World::over(pool), 0);
        world.deliver(&first.told()).await;
        world.deliver(&second.told()[1..]).await;
        world.deliver(&[second.goal_under(2, Some((&first.goal, &first.plan))), second.report(2, "2026-07-06", 10.0, 9)]).await;
        world.echo(&mut heard).await;
        assert_eq!(world.status(&first.plan).await.goals[0].light(), Light::Green);
        world.deliver(&[second.active(1)]).await;
        world.echo(&mut heard).await;
        assert_eq!(world.status(&first.plan).await.goals[0].light(), Light::Red);
    }
}
