use cascade_proto::goals::v1 as pb;
use cascade_storage::DbPool;
use cascade_testkit::{both_databases, eventually};

use crate::support::{World, check_in, goal, key_result, q3, rules};

fn counts(answer: &pb::ImportPlanResponse) -> (u32, u32, u32) {
    let counts = answer.counts.unwrap();
    (counts.created, counts.updated, counts.unchanged)
}

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn the_same_again_changes_nothing(pool: DbPool) {
        let (world, first) = World::with_plan(pool).await;
        assert_eq!(counts(&first), (5, 0, 0));
        let plan = first.plan.clone().unwrap();
        assert_eq!((plan.version, plan.status()), (1, pb::PlanStatus::Draft));
        assert_eq!(first.key_results[0].goal_id, first.goals[0].id);
        assert_eq!(first.key_results[0].current.to_bits(), 400.0_f64.to_bits(), "begins at its baseline");
        let kinds: Vec<String> = world.events().await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["plan_changed", "goal_changed", "key_result_changed", "key_result_changed", "key_result_changed"]);

        let again = world.import_plan(world.admin(), q3()).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 5));
        assert_eq!((&again.plan, &again.goals, &again.key_results), (&first.plan, &first.goals, &first.key_results));
        assert_eq!(world.events().await.len(), 5, "no event without a change");
    }

    async fn one_changed_row_is_one_version_and_one_event(pool: DbPool) {
        let (world, _) = World::with_plan(pool).await;
        let mut request = q3();
        request.key_results[1].owner = "P-NEW".into();
        let answer = world.import_plan(world.admin(), request).await.unwrap();
        assert_eq!(counts(&answer), (0, 1, 4));
        assert_eq!(answer.key_results[1].version, 2);
        assert_eq!(answer.goals[0].version, 1);
        assert_eq!(world.events().await[5..], [("key_result_changed".to_owned(), 2)]);
        assert_eq!(world.latest("key_result_changed").await["keyResult"]["owner"], "P-NEW");
    }

    async fn a_dry_run_answers_and_keeps_nothing(pool: DbPool) {
        let world = World::over(pool);
        let request = pb::ImportPlanRequest { dry_run: true, ..q3() };
        let answer = world.import_plan(world.keyed("dry"), request).await.unwrap();
        assert_eq!(counts(&answer), (5, 0, 0));
        for table in ["plans", "goals", "key_results", "findings", "outbox", "idempotency_keys"] {
            assert_eq!(world.count(table).await, 0, "{table}");
        }
    }

    async fn warnings_are_kept_and_the_smart_report_is_there(pool: DbPool) {
        let world = World::over(pool);
        let mut request = q3();
        request.key_results.pop();
        request.goals[0].company_goal = false;
        request.goals[0].description = "提升销售额".into();
        (request.goals[0].baseline, request.goals[0].target) = (None, None);
        let answer = world.import_plan(world.admin(), request).await.unwrap();
        let found = rules(&answer.findings);
        for rule in ["GOAL-006", "SMART-M", "SMART-R", "KR-001", "KR-004"] {
            assert!(found.contains(&("G1", rule)), "{rule} in {found:?}");
        }
        let plan_id = answer.plan.unwrap().id;
        let listed = world
            .list_findings(world.admin(), pb::ListFindingsRequest { plan_id })
            .await
            .unwrap();
        assert_eq!(listed.findings, answer.findings);
        assert!(listed.findings.iter().all(|finding| finding.severity() == pb::Severity::Warning));
        let letters = &answer.goals[0].smart.as_ref().unwrap().letters;
        let verdicts: Vec<&str> = letters.iter().map(|letter| letter.letter.as_str()).collect();
        assert_eq!(verdicts, ["S", "M", "A", "R", "T"]);
        assert!(!letters[1].passed);
        assert!(!letters[1].suggestion.as_ref().unwrap().zh.is_empty());

        let mended = world.import_plan(world.admin(), q3()).await.unwrap();
        assert!(mended.goals[0].smart.as_ref().unwrap().letters[1].passed, "a number with unit, and a baseline");
        assert!(!rules(&mended.findings).contains(&("G1", "KR-004")));
    }

    async fn goals_align_by_code_within_a_plan_and_by_id_across_plans(pool: DbPool) {
        let (world, first) = World::with_plan(pool).await;
        let top = &first.key_results[0].id;
        let mut request = q3();
        request.plan.as_mut().unwrap().code = "TEAM".into();
        request.goals = vec![
            pb::Goal { parent_id: top.clone(), company_goal: false, ..goal("G1") },
            pb::Goal { parent_id: "KR2".into(), company_goal: false, ..goal("G2") },
        ];
        let answer = world.import_plan(world.admin(), request.clone()).await.unwrap();
        assert_eq!(&answer.goals[0].parent_id, top);
        assert_eq!(answer.goals[1].parent_id, answer.key_results[1].id);

        // The plan above must not come to hang under the one below.
        let mut circle = q3();
        circle.goals[0].parent_id.clone_from(&answer.goals[0].id);
        let refused = world.import_plan(world.admin(), circle).await.unwrap_err();
        assert_eq!(crate::support::fields(&refused), crate::support::pairs(&[("goals[0].parent_id", "GOAL-009")]));
        let again = world.import_plan(world.admin(), request).await.unwrap();
        assert_eq!(counts(&again), (0, 0, 6));
    }

    async fn values_that_were_checked_in_outlive_an_import(pool: DbPool) {
        let (world, first) = World::with_plan(pool).await;
        world.check_in_key_result(world.admin(), check_in(&first.key_results[0], 460.0)).await.unwrap();
        let mut request = q3();
        request.key_results[0].current = 410.0;
        request.key_results[1].current = 90.0;
        let answer = world.import_plan(world.admin(), request).await.unwrap();
        assert_eq!(answer.key_results[0].current.to_bits(), 460.0_f64.to_bits());
        assert_eq!(answer.key_results[1].current.to_bits(), 90.0_f64.to_bits(), "nobody had checked this one in");
        assert!((answer.goals[0].progress - (0.4 * 0.5 + 0.35 * 0.5)).abs() < 1e-9);
    }

    async fn the_same_call_again_gives_the_same_answer(pool: DbPool) {
        let world = World::over(pool);
        let first = world.import_plan(world.keyed("k1"), q3()).await.unwrap();
        let again = world.import_plan(world.keyed("k1"), q3()).await.unwrap();
        assert_eq!(again, first, "created, not unchanged: the recorded answer");
        let mut other = q3();
        other.goals[0].owner = "P-X".into();
        let reused = world.import_plan(world.keyed("k1"), other).await.unwrap_err();
        assert_eq!(crate::support::reason(&reused), "IDEMPOTENCY_KEY_REUSED");
        assert_eq!(world.events().await.len(), 5);
    }

    async fn what_is_committed_is_published_in_order(pool: DbPool) {
        let (world, first) = World::with_plan(pool).await;
        let (shutdown, work) = world.run();
        let published = eventually("five events", || async {
            Some(world.bus.confirmed()).filter(|events| events.len() == 5)
        })
        .await;
        shutdown.cancel();
        work.await.unwrap();
        let plan = first.plan.unwrap().id;
        assert!(published.iter().all(|event| event.partitionkey == plan && event.source == "/cascade/goals"));
        assert_eq!(published[0].event_type, "cascade.goals.plan_changed.v1");
        assert_eq!(published[1].subject, first.goals[0].id);
        let sequences: Vec<_> = published.iter().map(|event| event.sequence.clone().unwrap()).collect();
        assert!(sequences.is_sorted());
    }

    async fn imports_of_a_new_plan_at_once_make_one_plan(pool: DbPool) {
        let world = World::over(pool);
        let calls = (0..6).map(|_| world.import_plan(world.admin(), q3()));
        let answers = futures::future::join_all(calls).await;
        let created: u32 = answers.iter().map(|answer| answer.as_ref().unwrap().counts.unwrap().created).sum();
        assert_eq!(created, 5);
        assert_eq!(world.events().await.len(), 5);
    }
}

#[test]
fn the_example_has_weights_that_add_up() {
    let sum: f64 = q3().key_results.iter().map(|part| part.weight).sum();
    assert_eq!(sum.to_bits(), 100.0_f64.to_bits());
    assert_eq!(key_result("K", 0.0, 1.0, 1.0).goal_id, "G1");
}
