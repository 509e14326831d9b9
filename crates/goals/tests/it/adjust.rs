use cascade_proto::goals::v1 as pb;
use cascade_runtime::auth::{CallContext, Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::{
    facts::{changed, float, task},
    support::{World, fields, pairs, q3, reason},
};

fn key_result(part: &pb::KeyResult) -> pb::KeyResultChange {
    pb::KeyResultChange {
        key_result_id: part.id.clone(),
        ..pb::KeyResultChange::default()
    }
}

fn changes(key_results: Vec<pb::KeyResultChange>) -> pb::AdjustmentChanges {
    pb::AdjustmentChanges {
        key_results,
        ..pb::AdjustmentChanges::default()
    }
}

/// Somebody of sales who applies, and the one who decides for the department.
fn applicant(world: &World) -> CallContext {
    world.caller("P-KR", &[RoleGrant::new(Role::Contributor, "SALES")])
}

fn head(world: &World) -> CallContext {
    world.caller("P-HEAD", &[RoleGrant::new(Role::Manager, "SALES")])
}

async fn draft(world: &World, plan: &str, changes: pb::AdjustmentChanges) -> pb::Adjustment {
    let request = pb::CreateAdjustmentRequest {
        plan_id: plan.into(),
        reason: "the market has changed".into(),
        changes: Some(changes),
    };
    world
        .create_adjustment(applicant(world), request)
        .await
        .unwrap()
}

fn submit(made: &pb::Adjustment) -> pb::SubmitAdjustmentRequest {
    pb::SubmitAdjustmentRequest {
        adjustment_id: made.id.clone(),
        ..pb::SubmitAdjustmentRequest::default()
    }
}

fn decide(made: &pb::Adjustment) -> pb::DecideAdjustmentRequest {
    pb::DecideAdjustmentRequest {
        adjustment_id: made.id.clone(),
        note: "seen".into(),
        expected_version: 0,
    }
}

async fn submitted(world: &World, plan: &str, wanted: pb::AdjustmentChanges) -> pb::Adjustment {
    let made = draft(world, plan, wanted).await;
    world
        .submit_adjustment(applicant(world), submit(&made))
        .await
        .unwrap()
}

fn said(fields: &[pb::FieldChange]) -> Vec<(&str, &str, &str, &str)> {
    fields
        .iter()
        .map(|f| {
            (
                f.row.as_str(),
                f.field.as_str(),
                f.from.as_str(),
                f.to.as_str(),
            )
        })
        .collect()
}

both_databases! {
    migrations = [cascade_goals::MIGRATIONS[0], cascade_goals::MIGRATIONS[1]];

    async fn an_approved_change_makes_the_next_version(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let part = &answer.key_results[0];
        let wanted = changes(vec![pb::KeyResultChange { target: Some(500.0), deadline: Some("2026-09-30".into()), ..key_result(part) }]);
        let made = submitted(&world, "Q3-2026", wanted).await;
        assert_eq!((made.code.as_str(), made.status(), made.tier()), ("ADJ-1", pb::AdjustmentStatus::Submitted, pb::ApprovalTier::DepartmentHead));
        assert_eq!(said(&made.fields), [("KR1", "target", "520", "500"), ("KR1", "deadline", "2026-09-25", "2026-09-30")]);
        // 28, 29 and 30 September; 27 is a Sunday, 26 a Saturday, 25 the mid-autumn holiday.
        assert_eq!((made.extension_days, made.decider.as_str()), (3, "SALES"));

        let done = world.approve_adjustment(head(&world), decide(&made)).await.unwrap();
        assert_eq!((done.status(), done.plan_version_number, done.decided_by.as_str()), (pb::AdjustmentStatus::Approved, 2, "P-HEAD"));
        let list = pb::ListKeyResultsRequest { plan_id: "Q3-2026".into(), ..pb::ListKeyResultsRequest::default() };
        let now = world.list_key_results(world.admin(), list).await.unwrap().key_results;
        assert_eq!((now[0].target, now[0].deadline.as_str()), (500.0, "2026-09-30"));
        let event = world.latest("adjustment_approved").await;
        assert_eq!(event["adjustment"]["code"], "ADJ-1");
        assert_eq!(world.latest("key_result_changed").await["keyResult"]["target"], 500.0);

        let versions = world.list_plan_versions(world.admin(), pb::ListPlanVersionsRequest { plan_id: "Q3-2026".into(), ..Default::default() }).await.unwrap().versions;
        let told: Vec<(i64, &str, &str)> = versions.iter().map(|v| (v.number, v.by.as_str(), v.adjustment_id.as_str())).collect();
        assert_eq!(told, [(2, "P-HEAD", made.id.as_str()), (1, "P-ADMIN", "")]);
        let old = world.get_plan_version(world.admin(), pb::GetPlanVersionRequest { plan_id: "Q3-2026".into(), number: 1 }).await.unwrap();
        assert_eq!(old.key_results[0].target, 520.0, "the old one stays");
        let compare = |from, to| pb::ComparePlanVersionsRequest { plan_id: "Q3-2026".into(), from, to };
        let difference = world.compare_plan_versions(world.admin(), compare(1, 2)).await.unwrap();
        assert_eq!(said(&difference.fields), said(&made.fields));
        let none = world.compare_plan_versions(world.admin(), compare(2, 0)).await.unwrap();
        assert_eq!(none.fields, []);
        let refused = world.compare_plan_versions(world.admin(), compare(1, 7)).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        // What is approved is still protected from everybody else.
        let refused = world.import_plan(world.admin(), q3()).await.unwrap_err();
        assert_eq!(reason(&refused), "BASELINE_PROTECTED");
    }

    async fn a_submission_that_is_tried_again_is_the_same_whatever_it_would_do_by_now(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let wanted = changes(vec![pb::KeyResultChange { target: Some(500.0), ..key_result(&answer.key_results[0]) }]);
        let made = draft(&world, "Q3-2026", wanted).await;
        let again = |week: &str| {
            let load = vec![pb::LoadImpact { person: "P-1".into(), week: week.into(), ..pb::LoadImpact::default() }];
            let impact = pb::ChangeImpact { load, ..pb::ChangeImpact::default() };
            let call = CallContext { idempotency_key: Some("submit-1".into()), ..applicant(&world) };
            world.submit_adjustment(call, pb::SubmitAdjustmentRequest { impact: Some(impact), ..submit(&made) })
        };
        let first = again("2026-07-06").await.unwrap();
        let second = again("2026-07-13").await.unwrap();
        assert_eq!(first, second);
        assert_eq!(first.impact.unwrap().load[0].week, "2026-07-06");
    }

    async fn weights_still_add_up_afterwards(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let heavier = pb::KeyResultChange { weight: Some(50.0), ..key_result(&answer.key_results[0]) };
        let made = draft(&world, "Q3-2026", changes(vec![heavier.clone()])).await;
        let refused = world.submit_adjustment(applicant(&world), submit(&made)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "ADJUSTMENT_REFUSED"));
        assert_eq!(fields(&refused), pairs(&[("changes.goals[G1].weight", "KR-005")]));
        let lighter = pb::KeyResultChange { weight: Some(25.0), ..key_result(&answer.key_results[1]) };
        let better = pb::UpdateAdjustmentRequest {
            adjustment_id: made.id.clone(),
            reason: made.reason.clone(),
            changes: Some(changes(vec![heavier, lighter])),
            expected_version: made.version,
        };
        world.update_adjustment(applicant(&world), better.clone()).await.unwrap();
        let stale = world.update_adjustment(applicant(&world), better).await.unwrap_err();
        assert_eq!(reason(&stale), "VERSION_MISMATCH");
        world.submit_adjustment(applicant(&world), submit(&made)).await.unwrap();
    }

    async fn nobody_decides_their_own_and_not_below_the_tier(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let goal = pb::GoalChange { goal_id: answer.goals[0].id.clone(), target: Some(1100.0), ..pb::GoalChange::default() };
        let wanted = pb::AdjustmentChanges { goals: vec![goal], ..pb::AdjustmentChanges::default() };
        let made = submitted(&world, "Q3-2026", wanted).await;
        assert_eq!(made.tier(), pb::ApprovalTier::Superior);
        let refused = world.approve_adjustment(head(&world), decide(&made)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let mighty = world.having("P-KR", Role::Admin);
        let refused = world.approve_adjustment(mighty, decide(&made)).await.unwrap_err();
        assert_eq!((reason(&refused).as_str(), fields(&refused)), ("ADJUSTMENT_REFUSED", pairs(&[("approver", "ADJ-002")])));
        let refused = world.withdraw_adjustment(head(&world), decide(&made)).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let above = world.having("P-CEO", Role::Executive);
        let done = world.reject_adjustment(above.clone(), decide(&made)).await.unwrap();
        assert_eq!((done.status(), done.decision_note.as_str()), (pb::AdjustmentStatus::Rejected, "seen"));
        let refused = world.approve_adjustment(above, decide(&made)).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("status", "ADJ-004")]));
    }

    async fn a_task_within_its_float_is_the_key_result_owners(pool: DbPool) {
        // ADJ-003
        let (world, answer) = World::active(pool).await;
        let t1 = task(&answer.key_results[0], "T1");
        world.deliver(&[changed(&t1)]).await;
        let later = pb::AdjustmentChanges {
            tasks: vec![pb::TaskChange { task_id: t1.id.clone(), planned_end: "2026-07-22".into(), ..pb::TaskChange::default() }],
            ..pb::AdjustmentChanges::default()
        };
        let unknown = submitted(&world, "Q3-2026", later.clone()).await;
        assert_eq!((unknown.tier(), unknown.extension_days), (pb::ApprovalTier::DepartmentHead, 3), "no float is known");
        world.deliver(&[float(&t1, 3)]).await;
        let made = draft(&world, "Q3-2026", later.clone()).await;
        assert_eq!((made.tier(), made.decider.as_str()), (pb::ApprovalTier::KeyResultOwner, "P-KR"));
        assert_eq!(said(&made.fields), [("T1", "planned_end", "2026-07-17", "2026-07-22")]);
        // Somebody else applies, so that the owner may decide.
        let other = world.caller("P-1", &[RoleGrant::new(Role::Contributor, "SALES")]);
        let request = pb::CreateAdjustmentRequest { plan_id: "Q3-2026".into(), reason: "late delivery".into(), changes: Some(later) };
        let made = world.create_adjustment(other.clone(), request).await.unwrap();
        world.submit_adjustment(other, submit(&made)).await.unwrap();
        let owner = world.caller("P-KR", &[RoleGrant::new(Role::Viewer, "SALES")]);
        let done = world.approve_adjustment(owner, decide(&made)).await.unwrap();
        assert_eq!(done.cumulative_extension_days, 3);
        let event = world.latest("adjustment_approved").await;
        assert_eq!(event["adjustment"]["changes"]["tasks"][0]["plannedEnd"], "2026-07-22");
    }

    async fn what_was_given_before_counts(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let t1 = task(&answer.key_results[0], "T1");
        world.deliver(&[changed(&t1), float(&t1, 40)]).await;
        let until = |day: &str| pb::AdjustmentChanges {
            tasks: vec![pb::TaskChange { task_id: t1.id.clone(), planned_end: day.into(), ..pb::TaskChange::default() }],
            ..pb::AdjustmentChanges::default()
        };
        let first = submitted(&world, "Q3-2026", until("2026-07-29")).await;
        assert_eq!((first.tier(), first.extension_days), (pb::ApprovalTier::KeyResultOwner, 8));
        world.approve_adjustment(head(&world), decide(&first)).await.unwrap();
        let mut moved = t1.clone();
        (moved.version, moved.planned_end) = (2, "2026-07-29".into());
        world.deliver(&[changed(&moved)]).await;
        let second = submitted(&world, "Q3-2026", until("2026-08-03")).await;
        assert_eq!((second.extension_days, second.cumulative_extension_days, second.tier()), (3, 11, pb::ApprovalTier::Superior));
    }

    async fn what_has_changed_meanwhile_is_not_decided(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let target = |value| changes(vec![pb::KeyResultChange { target: Some(value), ..key_result(&answer.key_results[0]) }]);
        let (first, second) = (submitted(&world, "Q3-2026", target(500.0)).await, submitted(&world, "Q3-2026", target(480.0)).await);
        world.approve_adjustment(head(&world), decide(&first)).await.unwrap();
        let refused = world.approve_adjustment(head(&world), decide(&second)).await.unwrap_err();
        assert_eq!((reason(&refused).as_str(), fields(&refused)), ("ADJUSTMENT_REFUSED", pairs(&[("changes", "ADJ-006")])));
        world.reject_adjustment(head(&world), decide(&second)).await.unwrap();
    }

    async fn a_draft_says_nothing_yet_and_a_submission_says_all(pool: DbPool) {
        let (world, _) = World::active(pool).await;
        let empty = pb::CreateAdjustmentRequest { plan_id: "Q3-2026".into(), ..pb::CreateAdjustmentRequest::default() };
        let made = world.create_adjustment(applicant(&world), empty).await.unwrap();
        let refused = world.submit_adjustment(applicant(&world), submit(&made)).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("changes", "ADJ-005"), ("reason", "ADJ-005")]));
        let taken_back = world.withdraw_adjustment(applicant(&world), decide(&made)).await.unwrap();
        assert_eq!(taken_back.status(), pb::AdjustmentStatus::Withdrawn);
        let nowhere = pb::CreateAdjustmentRequest {
            plan_id: "Q3-2026".into(),
            changes: Some(pb::AdjustmentChanges {
                key_results: vec![pb::KeyResultChange { key_result_id: Uuid::now_v7().to_string(), ..Default::default() }],
                tasks: vec![pb::TaskChange { task_id: "T1".into(), planned_end: "soon".into(), ..Default::default() }],
                ..Default::default()
            }),
            ..Default::default()
        };
        let refused = world.create_adjustment(applicant(&world), nowhere.clone()).await.unwrap_err();
        assert_eq!(fields(&refused), pairs(&[("changes.tasks[0].planned_end", "request.date")]));
        let mut nowhere = nowhere;
        nowhere.changes.as_mut().unwrap().tasks[0].planned_end.clear();
        let refused = world.create_adjustment(applicant(&world), nowhere).await.unwrap_err();
        assert_eq!(
            fields(&refused),
            pairs(&[("changes.key_results[0].key_result_id", "request.reference"), ("changes.tasks[0].task_id", "request.reference")])
        );
        let stranger = world.caller("P-OPS", &[RoleGrant::new(Role::Manager, "OPS")]);
        let asked = pb::CreateAdjustmentRequest { plan_id: "Q3-2026".into(), ..Default::default() };
        assert_eq!(world.create_adjustment(stranger, asked).await.unwrap_err().code(), Code::PermissionDenied);
    }

    async fn only_an_active_plan_is_adjusted(pool: DbPool) {
        let (world, _) = World::with_plan(pool).await;
        let asked = pb::CreateAdjustmentRequest { plan_id: "Q3-2026".into(), ..Default::default() };
        let refused = world.create_adjustment(applicant(&world), asked).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::FailedPrecondition, "PLAN_NOT_ACTIVE"));
    }

    async fn they_come_in_pages_and_by_status(pool: DbPool) {
        let (world, answer) = World::active(pool).await;
        let wanted = changes(vec![pb::KeyResultChange { target: Some(500.0), ..key_result(&answer.key_results[0]) }]);
        for _ in 0..3 {
            draft(&world, "Q3-2026", wanted.clone()).await;
        }
        submitted(&world, "Q3-2026", wanted).await;
        let ask = |status: pb::AdjustmentStatus, page_token: String| pb::ListAdjustmentsRequest { plan_id: "Q3-2026".into(), status: status.into(), page_size: 2, page_token };
        let first = world.list_adjustments(world.admin(), ask(pb::AdjustmentStatus::Draft, String::new())).await.unwrap();
        let second = world.list_adjustments(world.admin(), ask(pb::AdjustmentStatus::Draft, first.next_page_token.clone())).await.unwrap();
        let codes: Vec<&str> = first.adjustments.iter().chain(&second.adjustments).map(|made| made.code.as_str()).collect();
        assert_eq!((codes, second.next_page_token.as_str()), (vec!["ADJ-3", "ADJ-2", "ADJ-1"], ""));
        let waiting = world.list_adjustments(world.admin(), ask(pb::AdjustmentStatus::Submitted, String::new())).await.unwrap();
        assert_eq!(waiting.adjustments.len(), 1);
        let one = pb::GetAdjustmentRequest { adjustment_id: waiting.adjustments[0].id.clone() };
        assert_eq!(world.get_adjustment(world.admin(), one).await.unwrap(), waiting.adjustments[0]);
        let none = pb::GetAdjustmentRequest { adjustment_id: Uuid::now_v7().to_string() };
        assert_eq!(world.get_adjustment(world.admin(), none).await.unwrap_err().code(), Code::NotFound);
    }
}
