use cascade_proto::{resources::v1 as pb, tasks::v1 as tasks};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::{
    catalog::absence,
    support::{World, fields, money, pairs, planned},
};

fn ask() -> pb::ProposeLevellingRequest {
    pb::ProposeLevellingRequest {
        plan_id: "p".into(),
        schedules: 1_000,
        milliseconds: 5_000,
        seed: 7,
        ..pb::ProposeLevellingRequest::default()
    }
}

fn after(predecessor: &tasks::Task, successor: &tasks::Task) -> pb::TaskOrder {
    pb::TaskOrder {
        predecessor_id: predecessor.id.clone(),
        successor_id: successor.id.clone(),
        kind: tasks::LinkKind::FinishToStart.into(),
        lag_days: 0,
    }
}

/// Code, proposed start and end of each move.
fn moves(answer: &pb::ProposeLevellingResponse) -> Vec<(&str, &str, &str)> {
    let code = |one: &pb::LevellingMove| one.task.as_ref().unwrap().code.len();
    assert!(answer.moves.iter().all(|one| code(one) > 0));
    (answer.moves.iter())
        .map(|one| {
            (
                one.task.as_ref().unwrap().code.as_str(),
                one.to_start.as_str(),
                one.to_end.as_str(),
            )
        })
        .collect()
}

both_databases! {
    migrations = [cascade_resources::MIGRATIONS[0], cascade_resources::MIGRATIONS[1]];

    async fn who_has_too_much_to_do_does_one_thing_after_the_other(pool: DbPool) {
        // Monday to Friday all day; another of two days at the same time; one that waits for the latter, for somebody else.
        let first = planned("p", "T1", 6, 10, 40.0);
        let second = planned("p", "T2", 9, 10, 16.0);
        let third = tasks::Task { owner: "P-MKT".into(), ..planned("p", "T3", 13, 14, 8.0) };
        let world = World::with_tasks(pool, &[first.clone(), second.clone(), third.clone()]).await;
        let ask = pb::ProposeLevellingRequest { links: vec![after(&second, &third)], ..ask() };
        let answer = world.propose_levelling(world.asking(), ask.clone()).await.unwrap();
        assert_eq!(moves(&answer), [("T2", "2026-07-13", "2026-07-14"), ("T3", "2026-07-15", "2026-07-16")]);
        assert_eq!((answer.tasks, answer.people), (3, 2));
        assert_eq!((answer.overload_days_before, answer.overload_days_after), (2, 0));
        assert!((answer.overload_hours_before - 16.0).abs() < 1e-6);
        assert_eq!((answer.finish_before.as_str(), answer.finish_after.as_str()), ("2026-07-14", "2026-07-16"));
        assert!(!answer.out_of_time);
        let moved = &answer.moves[0];
        assert_eq!((moved.cause(), moved.person.as_str(), moved.day.as_str()), (pb::LevellingCause::Overload, "P-1", "2026-07-09"));
        assert_eq!((moved.asked_hours, moved.left_hours, moved.later_days), (8.0, 0.0, 2));
        assert_eq!(moved.ahead[0].task_id, first.id);
        let reason = moved.reason.as_ref().unwrap();
        assert_eq!(reason.en, "P-1 is asked for 8.0 h on 2026-07-09 and has 0.0 h left: T1 goes first");
        assert_eq!(reason.zh, "P-1 在 2026-07-09 需 8.0 小时，仅余 0.0 小时：T1 优先");
        let waits = &answer.moves[1];
        assert_eq!((waits.cause(), waits.ahead[0].code.as_str()), (pb::LevellingCause::Predecessor, "T2"));
        assert_eq!(waits.reason.as_ref().unwrap().en, "It waits for T2");
        let again = world.propose_levelling(world.asking(), ask).await.unwrap();
        assert_eq!(again, answer, "nothing was written, and the seed is the same");
    }

    async fn what_does_not_move_goes_first(pool: DbPool) {
        let begun = tasks::Task { actual_start: "2026-07-06".into(), percent: 10.0, ..planned("p", "T1", 6, 10, 40.0) };
        let elsewhere = planned("q", "X1", 13, 13, 8.0);
        let waiting = planned("p", "T2", 8, 8, 8.0);
        let world = World::with_tasks(pool, &[begun, elsewhere, waiting]).await;
        let answer = world.propose_levelling(world.asking(), ask()).await.unwrap();
        // The first is under way until Friday, on Monday there is the other plan's.
        assert_eq!(moves(&answer), [("T2", "2026-07-14", "2026-07-14")]);
        assert_eq!((answer.tasks, answer.overload_days_after), (1, 0));
    }

    async fn an_absence_is_gone_around_and_a_day_off_is_not(pool: DbPool) {
        let long = planned("p", "T1", 7, 8, 12.0);
        let world = World::with_tasks(pool, &[long]).await;
        let away = |from: &str, to: &str| pb::ApplyCatalogRequest {
            absences: vec![absence("A-1", "P-1", from, to)],
            ..pb::ApplyCatalogRequest::default()
        };
        world.apply_catalog(world.admin(), away("2026-07-08", "2026-07-10")).await.unwrap();
        let answer = world.propose_levelling(world.asking(), ask()).await.unwrap();
        assert_eq!(moves(&answer), [("T1", "2026-07-13", "2026-07-14")]);
        assert_eq!(answer.moves[0].cause(), pb::LevellingCause::Absence);
        assert_eq!(answer.moves[0].day, "2026-07-08");
        world.apply_catalog(world.admin(), away("2026-07-08", "2026-07-08")).await.unwrap();
        let answer = world.propose_levelling(world.asking(), ask()).await.unwrap();
        assert_eq!(moves(&answer), []);
        assert!(answer.proven_best);
    }

    async fn days_that_a_task_is_held_to_are_kept_from_its_events(pool: DbPool) {
        let first = planned("p", "T1", 6, 10, 40.0);
        let fixed = tasks::Constraints { start_on: "2026-07-08".into(), ..Default::default() };
        let second = tasks::Task { constraints: Some(fixed), ..planned("p", "T2", 8, 10, 24.0) };
        let world = World::with_tasks(pool, &[first, second.clone()]).await;
        let answer = world.propose_levelling(world.asking(), ask()).await.unwrap();
        assert_eq!(moves(&answer), [("T1", "2026-07-13", "2026-07-17")]);
        // Its next version is free, but not before Monday, and late then.
        let later = tasks::Constraints {
            not_before: "2026-07-13".into(),
            deadline: "2026-07-14".into(),
            ..Default::default()
        };
        let second = tasks::Task { constraints: Some(later), version: 2, ..second };
        world.hear(std::slice::from_ref(&second)).await;
        let answer = world.propose_levelling(world.asking(), ask()).await.unwrap();
        assert_eq!(moves(&answer), [("T2", "2026-07-13", "2026-07-15")]);
        assert_eq!(answer.moves[0].cause(), pb::LevellingCause::Held);
        let reason = answer.moves[0].reason.as_ref().unwrap();
        assert_eq!(reason.en, "It does not start before 2026-07-13; it would miss its deadline, 2026-07-14");
        assert_eq!(reason.zh, "最早开始日为 2026-07-13；将超过截止日 2026-07-14");
        // Constraints that are taken away are gone.
        world.hear(&[tasks::Task { constraints: None, version: 3, ..second }]).await;
        let answer = world.propose_levelling(world.asking(), ask()).await.unwrap();
        assert_eq!(moves(&answer), [("T2", "2026-07-13", "2026-07-15")]);
        assert_eq!(answer.moves[0].cause(), pb::LevellingCause::Overload);
    }

    async fn a_task_waits_for_what_is_requested_for_it(pool: DbPool) {
        let request = pb::ResourceRequest { expected_arrival: "2026-07-08".into(), ..money("R1") };
        let (world, wanted, _) = World::with_requests(pool, vec![request]).await;
        let told = &wanted.tasks[0];
        let task = tasks::Task { id: told.id.clone(), ..planned(&told.plan_id, "T3", 6, 17, 40.0) };
        world.hear(&[task]).await;
        let ask = pb::ProposeLevellingRequest { plan_id: wanted.plan_id.clone(), ..ask() };
        let answer = world.propose_levelling(world.asking(), ask).await.unwrap();
        assert_eq!(moves(&answer), [("T3", "2026-07-08", "2026-07-21")]);
        let reason = answer.moves[0].reason.as_ref().unwrap();
        assert_eq!(reason.en, "What request R1 asks for is expected on 2026-07-08");
    }

    async fn what_cannot_be_levelled_is_refused(pool: DbPool) {
        let (a, b) = (planned("p", "T1", 6, 10, 40.0), planned("p", "T2", 6, 10, 40.0));
        let world = World::with_tasks(pool, &[a.clone(), b.clone()]).await;
        let refused = async |request: pb::ProposeLevellingRequest| {
            let status = world.propose_levelling(world.asking(), request).await.unwrap_err();
            assert_eq!(status.code(), Code::InvalidArgument);
            fields(&status)
        };
        let circle = pb::ProposeLevellingRequest { links: vec![after(&a, &b), after(&b, &a)], ..ask() };
        assert_eq!(refused(circle).await, pairs(&[("links", "request.order")]));
        let nobody = pb::ProposeLevellingRequest { plan_id: "none".into(), ..ask() };
        assert_eq!(refused(nobody).await, pairs(&[("plan_id", "request.plan")]));
        let later = pb::ProposeLevellingRequest { from: "2026-08-01".into(), ..ask() };
        assert_eq!(refused(later).await, pairs(&[("plan_id", "request.plan")]));
        let window = pb::ProposeLevellingRequest { from: "2026-08-01".into(), to: "2026-07-01".into(), ..ask() };
        assert_eq!(refused(window).await, pairs(&[("to", "request.window")]));
        let date = pb::ProposeLevellingRequest { from: "soon".into(), ..ask() };
        assert_eq!(refused(date).await, pairs(&[("from", "request.date")]));
        let time = pb::ProposeLevellingRequest { milliseconds: 5_001, ..ask() };
        assert_eq!(refused(time).await, pairs(&[("milliseconds", "request.size")]));
        let many = pb::ProposeLevellingRequest { schedules: 1_000_001, ..ask() };
        assert_eq!(refused(many).await, pairs(&[("schedules", "request.size")]));
    }
}
