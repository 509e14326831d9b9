//! Who a repair gives a task to: somebody who is free while it would now lie.

use cascade_events::CloudEvent;
use cascade_proto::{
    monitoring::v1::{self as pb, preview_change_request as what},
    resources::v1 as resources,
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{
    story::{Story, event},
    support::World,
};

/// T2 of sales waits for T1 of another department; T3 is what its only colleague has to do, for so many days.
fn with_colleague(start: &str, end: &str, days: i32) -> Story {
    let mut story = Story::new();
    story.tasks[0].department = "DATA".into();
    let other = &mut story.tasks[2];
    other.predecessors.clear();
    (other.department, other.duration_days) = ("SALES".into(), days);
    (other.planned_start, other.planned_end) = (start.into(), end.into());
    story
}

const AS_DOCUMENTED: pb::RepairTerms = pb::RepairTerms {
    crash_cost: None,
    crash_share: None,
    overlap_cost: None,
    overlap_share: None,
    integration_days: None,
    split_least_days: None,
    hand_over_days: None,
    level_gap: None,
};

/// The repair where T1 slips by ten days, so that T2 lies from 27 to 31 July, and its owner is away from then on.
async fn repaired(world: &World, story: &Story, terms: pb::RepairTerms) -> pb::Repair {
    let slips = what::Task {
        task_id: "T1".into(),
        slip_days: 10,
        ..what::Task::default()
    };
    let away = what::Absence {
        person: "P-T2".into(),
        from: "2026-07-27".into(),
        to: String::new(),
    };
    let asked = pb::PreviewChangeRequest {
        plan_id: story.plan.clone(),
        tasks: vec![slips],
        absences: vec![away],
        repair: pb::RepairAim::Deadlines.into(),
        repair_terms: Some(terms),
        ..pb::PreviewChangeRequest::default()
    };
    let impact = world.preview_change(world.person("P-X"), asked).await;
    *impact.unwrap().repair.unwrap()
}

fn reassigned(repair: &pb::Repair) -> Vec<(&str, &str)> {
    let measures = repair.measures.iter();
    let reassigned = measures.filter(|measure| measure.kind() == pb::RepairMeasureKind::Reassign);
    reassigned
        .map(|measure| (measure.task_code.as_str(), measure.to_person.as_str()))
        .collect()
}

/// Somebody of sales who is on none of the plan's tasks, with a skill.
fn colleague(code: &str, skill: (&str, i32)) -> CloudEvent {
    let person = resources::Person {
        code: code.into(),
        name: code.into(),
        department: "SALES".into(),
        skills: vec![resources::Skill {
            name: skill.0.into(),
            level: skill.1,
        }],
        version: 1,
        ..resources::Person::default()
    };
    let data = resources::PersonChanged {
        person: Some(person),
    };
    event("cascade.resources.person_changed.v1", code, 1, &data)
}

/// The plan in which its only colleague is busy, and T2 needs somebody who can edit films.
fn needing_skill() -> Story {
    let mut story = with_colleague("2026-07-20", "2026-08-14", 20);
    story.tasks[1].skills = vec![tasks::SkillNeed {
        skill: "Film editing".into(),
        level: 3,
    }];
    story
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn who_is_busy_when_it_would_now_lie_does_not_do_it(pool: DbPool) {
        let (world, story) = (World::over(pool), with_colleague("2026-07-20", "2026-08-14", 20));
        world.deliver(&story.told()).await;
        let repair = repaired(&world, &story, AS_DOCUMENTED).await;
        assert_eq!(repair.late_tasks, ["T2"]);
        assert_eq!(reassigned(&repair), []);
        assert_eq!((repair.late_days_after, repair.cheapest), (0, true), "others bring it to before its owner leaves: {repair:?}");
    }

    async fn who_was_busy_when_it_was_planned_and_is_free_then_does_it(pool: DbPool) {
        let (world, story) = (World::over(pool), with_colleague("2026-07-13", "2026-07-17", 5));
        world.deliver(&story.told()).await;
        let repair = repaired(&world, &story, AS_DOCUMENTED).await;
        assert_eq!(reassigned(&repair), [("T2", "P-T3")]);
        assert_eq!((repair.late_days_after, repair.cheapest), (0, true));
    }

    async fn somebody_of_the_department_who_has_the_skills_does_it(pool: DbPool) {
        let (world, story) = (World::over(pool), needing_skill());
        world.deliver(&story.told()).await;
        world.deliver(&[colleague("P-A", ("Sales talk", 5)), colleague("P-B", ("film editing", 2)), colleague("P-C", ("film editing", 1))]).await;
        let repair = repaired(&world, &story, AS_DOCUMENTED).await;
        assert_eq!(reassigned(&repair), [("T2", "P-B")], "a level below is near enough, two are not");
        assert_eq!((repair.late_days_after, repair.cheapest), (0, true));
        let strict = pb::RepairTerms { level_gap: Some(0), ..AS_DOCUMENTED };
        assert_eq!(reassigned(&repaired(&world, &story, strict).await), [], "who is asked for the level itself has to have it");
    }

    async fn who_has_work_in_another_plan_then_does_not_do_it(pool: DbPool) {
        let (world, story, mut other) = (World::over(pool), needing_skill(), Story::new());
        other.tasks[0].owner = "P-B".into();
        (other.tasks[0].planned_start, other.tasks[0].planned_end) = ("2026-07-20".into(), "2026-07-31".into());
        other.tasks[0].duration_days = 10;
        world.deliver(&story.told()).await;
        world.deliver(&other.told()).await;
        world.deliver(&[colleague("P-B", ("film editing", 4))]).await;
        assert_eq!(reassigned(&repaired(&world, &story, AS_DOCUMENTED).await), []);
    }
}
