//! Who a repair gives a task to: somebody who is free while it would now lie.

use cascade_proto::monitoring::v1::{self as pb, preview_change_request as what};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;

use crate::{story::Story, support::World};

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

/// The repair where T1 slips by ten days, so that T2 lies from 27 to 31 July, and its owner is away from then on.
async fn repaired(world: &World, story: &Story) -> pb::Repair {
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

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn who_is_busy_when_it_would_now_lie_does_not_do_it(pool: DbPool) {
        let (world, story) = (World::over(pool), with_colleague("2026-07-20", "2026-08-14", 20));
        world.deliver(&story.told()).await;
        let repair = repaired(&world, &story).await;
        assert_eq!(repair.late_tasks, ["T2"]);
        assert_eq!(reassigned(&repair), []);
        assert_eq!((repair.late_days_after, repair.cheapest), (0, true), "others bring it to before its owner leaves: {repair:?}");
    }

    async fn who_was_busy_when_it_was_planned_and_is_free_then_does_it(pool: DbPool) {
        let (world, story) = (World::over(pool), with_colleague("2026-07-13", "2026-07-17", 5));
        world.deliver(&story.told()).await;
        let repair = repaired(&world, &story).await;
        assert_eq!(reassigned(&repair), [("T2", "P-T3")]);
        assert_eq!((repair.late_days_after, repair.cheapest), (0, true));
    }
}
