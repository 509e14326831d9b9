use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{self as pb, preview_change_request as what},
    resources::v1::CalendarScope,
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::{
    story::{Story, changed, reported},
    support::{World, field},
    working_time::calendar,
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

    async fn a_slip_counts_in_the_days_that_the_owner_works(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        // Saturdays are worked in sales: T1 is six days there, Monday to Saturday.
        let mut longer = story.tasks[0].clone();
        (longer.version, longer.planned_end) = (2, "2026-07-11".into());
        world.deliver(&[calendar(CalendarScope::Department, "SALES", &[1, 2, 3, 4, 5, 6], &[], 1), changed(&longer)]).await;
        assert_eq!(world.status(&story.plan).await.tasks[0].forecast_finish, "2026-07-11");
        let asked = async |task: what::Task| {
            let impact = world.preview_change(world.person("P-X"), of(&story, vec![task])).await.unwrap();
            subject(&impact, "T1").finish_after.clone()
        };
        assert_eq!(asked(what::Task { slip_days: 1, ..task(&story, 0) }).await, "2026-07-13");
        assert_eq!(asked(what::Task { more_people: 1, ..task(&story, 0) }).await, "2026-07-08", "six days' work for two");
        // Begun, and nothing said of what remains.
        (longer.version, longer.actual_start, longer.last_reported_on) = (3, "2026-07-06".into(), "2026-07-06".into());
        world.deliver(&[reported(&longer, "2026-07-06")]).await;
        let stands = world.status(&story.plan).await.tasks[0].forecast_finish.clone();
        let slipped = asked(what::Task { slip_days: 1, ..task(&story, 0) }).await;
        assert_eq!((stands.as_str(), slipped.as_str()), ("2026-07-13", "2026-07-14"));
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
        let twice = vec![what::Task { slip_days: 5, ..task(&story, 0) }, what::Task { task_id: "T1".into(), cancel: true, ..what::Task::default() }];
        let refused = world.preview_change(world.person("P-X"), of(&story, twice)).await.unwrap_err();
        assert_eq!((refused.code(), field(&refused).as_str()), (Code::InvalidArgument, "tasks[1].task_id"));
        let far = what::Task { slip_days: 100_000, ..task(&story, 0) };
        let refused = world.preview_change(world.person("P-X"), of(&story, vec![far])).await.unwrap_err();
        assert_eq!(field(&refused), "tasks[0].slip_days");
        let crooked = what::Task { planned_start: "soon".into(), ..task(&story, 0) };
        let refused = world.preview_change(world.person("P-X"), of(&story, vec![crooked])).await.unwrap_err();
        assert_eq!(field(&refused), "tasks[0].planned_start");
    }

    async fn the_cheapest_repair_keeps_the_deadline(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        // The key result's last day is 31 July, a week after the plan's end: seven days are two too many.
        let slips = what::Task { slip_days: 7, task_id: "T1".into(), ..what::Task::default() };
        let asked = |aim: pb::RepairAim, terms| pb::PreviewChangeRequest {
            repair: aim.into(),
            repair_terms: Some(terms),
            ..of(&story, vec![slips.clone()])
        };
        let impact = world.preview_change(world.person("P-X"), asked(pb::RepairAim::Deadlines, pb::RepairTerms::default())).await.unwrap();
        assert_eq!(subject(&impact, "KR1").finish_after, "2026-08-04");
        let repair = *impact.repair.unwrap();
        assert_eq!((repair.late_tasks.as_slice(), repair.late_days_before, repair.late_days_after), (&["T3".to_owned()][..], 2, 0));
        assert!(repair.cheapest && (repair.cost_person_days - 0.6).abs() < 1e-9, "{repair:?}");
        assert!(repair.measures.iter().all(|measure| measure.kind() == pb::RepairMeasureKind::FastTrack));
        let text = repair.measures[0].text.as_ref().unwrap();
        assert!(text.en.contains("working days before T"), "{text:?}");
        let mended = *repair.impact.unwrap();
        assert_eq!(subject(&mended, "KR1").finish_after, "2026-07-31");

        // Where work is never done before it is asked for, people have to be added.
        let strict = pb::RepairTerms { overlap_share: Some(0.0), ..pb::RepairTerms::default() };
        let impact = world.preview_change(world.person("P-X"), asked(pb::RepairAim::Forecasts, strict)).await.unwrap();
        let repair = *impact.repair.unwrap();
        assert_eq!((repair.late_days_before, repair.late_days_after), (7, 0));
        assert!(repair.measures.iter().all(|measure| measure.kind() != pb::RepairMeasureKind::FastTrack));
        let finish = |impact: &pb::Impact, code: &str| impact.subjects.iter().find(|one| one.code == code).map(|one| one.finish_after.clone());
        assert_eq!(finish(&repair.impact.unwrap(), "KR1"), Some("2026-07-24".to_owned()), "as it stands now");
        assert_eq!(world.differences(&story.plan).await, Vec::<String>::new());
    }

    async fn a_deadline_that_is_brought_forward_is_told_and_repaired(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let by = |day: &str, tasks| pb::PreviewChangeRequest {
            goals: vec![what::Goal { goal_id: "G1".into(), deadline: day.into() }],
            repair: pb::RepairAim::Deadlines.into(),
            ..of(&story, tasks)
        };
        let asked = async |asked| world.preview_change(world.person("P-X"), asked).await.unwrap();
        // T3 finishes on Friday 24 July, as it did before.
        let impact = asked(by("2026-07-22", vec![])).await;
        let goal = subject(&impact, "G1");
        assert_eq!((goal.due_before.as_str(), goal.due_after.as_str()), ("2026-09-30", "2026-07-22"));
        assert_eq!((goal.late_days_before, goal.late_days_after), (0, 2));
        assert!(impact.subjects.iter().all(|subject| subject.kind != "task"), "no task stands otherwise");
        let repair = *impact.repair.unwrap();
        assert_eq!((repair.late_tasks.as_slice(), repair.late_days_before, repair.late_days_after), (&["T3".to_owned()][..], 2, 0));
        // Nothing is behind, and nothing begins before its day unless what it waits for is done: each day takes more people.
        assert!(repair.cheapest && (repair.cost_person_days - 1.0).abs() < 1e-9, "{repair:?}");
        let mended = *repair.impact.unwrap();
        let goal = subject(&mended, "G1");
        assert_eq!((goal.finish_after.as_str(), goal.late_days_after), ("2026-07-22", 0));

        // Of a deadline and a slip both count; to come back to the forecasts of now is another aim, for which no deadline matters.
        let slips = vec![what::Task { slip_days: 2, ..task(&story, 0) }];
        let repair = *asked(by("2026-07-22", slips)).await.repair.unwrap();
        assert_eq!((repair.late_days_before, repair.late_days_after), (4, 0));
        let forecasts = pb::PreviewChangeRequest { repair: pb::RepairAim::Forecasts.into(), ..by("2026-07-22", vec![]) };
        let repair = *asked(forecasts).await.repair.unwrap();
        assert_eq!((repair.late_days_before, repair.measures.len()), (0, 0));

        // What is kept, and what is no longer to be done, needs no repair.
        let gone = vec![what::Task { cancel: true, ..task(&story, 2) }];
        for kept in [by("2026-07-24", vec![]), by("2026-07-20", gone)] {
            let repair = *asked(kept).await.repair.unwrap();
            assert_eq!((repair.late_tasks.len(), repair.late_days_before, repair.measures.len()), (0, 0, 0));
        }
        assert_eq!(world.differences(&story.plan).await, Vec::<String>::new());
    }

    async fn a_deadline_that_is_missed_anyway_asks_for_no_more(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let missed = goals::Goal { deadline: "2026-07-23".into(), version: 2, ..story.goal_row(false) };
        world.deliver(&[story.goal_event(missed)]).await;
        let asked = |day: &str, slip_days| pb::PreviewChangeRequest {
            goals: vec![what::Goal { goal_id: "G1".into(), deadline: day.into() }],
            repair: pb::RepairAim::Deadlines.into(),
            ..of(&story, vec![what::Task { slip_days, ..task(&story, 0) }])
        };
        let impact = world.preview_change(world.person("P-X"), asked("2026-07-20", 0)).await.unwrap();
        let goal = subject(&impact, "G1");
        assert_eq!((goal.late_days_before, goal.late_days_after), (1, 4));
        assert_eq!(impact.repair.unwrap().late_days_before, 0, "it would have been missed without the change");
        let impact = world.preview_change(world.person("P-X"), asked("2026-07-20", 1)).await.unwrap();
        assert_eq!(impact.repair.unwrap().late_days_before, 1, "no later than it would have been");
    }

    async fn who_is_away_for_good_is_replaced_by_somebody_of_the_department(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let absences = vec![what::Absence { person: "P-T1".into(), from: "2026-07-06".into(), to: String::new() }];
        let asked = pb::PreviewChangeRequest { absences, repair: pb::RepairAim::Forecasts.into(), ..of(&story, vec![]) };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert!(subject(&impact, "KR1").finish_after.as_str() > "2027-07-01");
        let repair = *impact.repair.unwrap();
        let measure = &repair.measures[0];
        // Only P-T2 is of the department, and does something else a week later.
        assert_eq!((measure.kind(), measure.to_person.as_str(), repair.measures.len()), (pb::RepairMeasureKind::Reassign, "P-T2", 1));
        assert_eq!((repair.late_days_after, repair.cheapest), (0, true));
    }

    async fn more_people_and_dropped_links_bring_it_forward(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let dropped = what::DroppedLink { predecessor: "T1".into(), successor: "T2".into() };
        let slips = what::Task { slip_days: 5, ..task(&story, 0) };
        let asked = pb::PreviewChangeRequest { dropped_links: vec![dropped.clone()], ..of(&story, vec![slips.clone()]) };
        let impact = world.preview_change(world.person("P-X"), asked).await.unwrap();
        assert_eq!(impact.finish_moves_days, 0, "nobody waits for it");
        let helped = what::Task { more_people: 1, ..slips };
        let impact = world.preview_change(world.person("P-X"), of(&story, vec![helped])).await.unwrap();
        // Half of five, rounded up, and five.
        assert_eq!(subject(&impact, "T1").finish_after, "2026-07-15");
        let refused = |asked| async { world.preview_change(world.person("P-X"), asked).await.unwrap_err() };
        let unlinked = what::DroppedLink { predecessor: "T3".into(), ..dropped };
        assert_eq!(field(&refused(pb::PreviewChangeRequest { dropped_links: vec![unlinked], ..of(&story, vec![]) }).await), "dropped_links[0].predecessor");
        let nobody = what::Absence { person: "P-NOBODY".into(), from: "2026-07-06".into(), to: String::new() };
        assert_eq!(field(&refused(pb::PreviewChangeRequest { absences: vec![nobody], ..of(&story, vec![]) }).await), "absences[0].person");
        let dear = pb::RepairTerms { crash_share: Some(2.0), ..pb::RepairTerms::default() };
        assert_eq!(field(&refused(pb::PreviewChangeRequest { repair_terms: Some(dear), ..of(&story, vec![]) }).await), "repair_terms.crash_share");
        let anybody = pb::RepairTerms { level_gap: Some(5), ..pb::RepairTerms::default() };
        assert_eq!(field(&refused(pb::PreviewChangeRequest { repair_terms: Some(anybody), ..of(&story, vec![]) }).await), "repair_terms.level_gap");
    }
}
