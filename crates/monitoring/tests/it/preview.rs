use cascade_proto::monitoring::v1::{self as pb, preview_change_request as what};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::{
    story::Story,
    support::{World, field},
};

fn task(story: &Story, at: usize) -> what::Task {
    what::Task {
        task_id: story.tasks[at].id.clone(),
        ..what::Task::default()
    }
}

fn of(story: &Story, tasks: Vec<what::Task>) -> pb::PreviewChangeRequest {
    pb::PreviewChangeRequest {
        plan_id: story.plan.clone(),
        tasks,
        ..pb::PreviewChangeRequest::default()
    }
}

fn subject<'a>(impact: &'a pb::Impact, code: &str) -> &'a pb::SubjectImpact {
    impact
        .subjects
        .iter()
        .find(|subject| subject.code == code)
        .unwrap()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn a_slip_moves_everything_behind_it_and_nothing_is_kept(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let before = world.status(&story.plan).await;
        let slips = what::Task { slip_days: 5, ..task(&story, 0) };
        let impact = world.preview_change(world.person("P-X"), of(&story, vec![slips])).await.unwrap();
        assert_eq!((impact.finish_before.as_str(), impact.finish_after.as_str()), ("2026-07-24", "2026-07-31"));
        assert_eq!(impact.finish_moves_days, 5);
        let last = subject(&impact, "T3");
        assert_eq!((last.finish_after.as_str(), last.light_before(), last.light_after()), ("2026-07-31", pb::Light::Green, pb::Light::Red));
        assert_eq!(impact.subjects[0].kind, "goal");
        assert_eq!(world.status(&story.plan).await, before);
        assert_eq!(world.differences(&story.plan).await, Vec::<String>::new());
    }

    async fn other_dates_are_a_plan_of_their_own(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let moved = what::Task {
            planned_start: "2026-07-27".into(),
            planned_end: "2026-08-07".into(),
            ..task(&story, 2)
        };
        let impact = world.preview_change(world.person("P-X"), of(&story, vec![moved])).await.unwrap();
        let last = subject(&impact, "T3");
        assert_eq!(last.finish_after, "2026-08-07");
        assert_eq!(last.light_after(), pb::Light::Green, "what is planned so is not late");
        assert_eq!(impact.finish_moves_days, 10);
        let gone = what::Task { cancel: true, ..task(&story, 2) };
        let impact = world.preview_change(world.person("P-X"), of(&story, vec![gone])).await.unwrap();
        assert_eq!(impact.finish_after, "2026-07-17");
        assert!(!impact.critical_after.contains(&"T3".to_owned()));
        let early = pb::PreviewChangeRequest {
            key_results: vec![what::KeyResult { key_result_id: story.key_result.clone(), deadline: "2026-07-20".into(), weight: None }],
            goals: vec![what::Goal { goal_id: story.goal.clone(), deadline: "2026-07-20".into() }],
            ..of(&story, vec![])
        };
        let impact = world.preview_change(world.person("P-X"), early).await.unwrap();
        assert!(impact.subjects.iter().any(|subject| subject.kind == "key_result"));
    }

    async fn what_is_not_in_the_plan_is_refused(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let elsewhere = what::Task { task_id: Uuid::now_v7().to_string(), ..what::Task::default() };
        let refused = world.preview_change(world.person("P-X"), of(&story, vec![elsewhere])).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let reversed = what::Task { planned_end: "2026-07-01".into(), ..task(&story, 0) };
        let refused = world.preview_change(world.person("P-X"), of(&story, vec![reversed])).await.unwrap_err();
        assert_eq!((refused.code(), field(&refused).as_str()), (Code::InvalidArgument, "tasks[T1].planned_end"));
        let far = what::Task { slip_days: 100_000, ..task(&story, 0) };
        let refused = world.preview_change(world.person("P-X"), of(&story, vec![far])).await.unwrap_err();
        assert_eq!(field(&refused), "tasks[0].slip_days");
        let crooked = what::Task { planned_start: "soon".into(), ..task(&story, 0) };
        let refused = world.preview_change(world.person("P-X"), of(&story, vec![crooked])).await.unwrap_err();
        assert_eq!(field(&refused), "tasks[0].planned_start");
    }
}
