use cascade_proto::tasks::v1 as pb;
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::support::{NOW, Plan, World, activated, at, fields, waiting};

fn take(plan: &Plan, reason: &str) -> pb::TakeBaselineRequest {
    pb::TakeBaselineRequest {
        plan_id: plan.id.clone(),
        reason: reason.into(),
    }
}

fn list(plan: &Plan) -> pb::ListBaselinesRequest {
    pb::ListBaselinesRequest {
        plan_id: plan.id.clone(),
        ..pb::ListBaselinesRequest::default()
    }
}

fn compare(plan: &Plan, from: i64, to: i64) -> pb::CompareBaselinesRequest {
    pb::CompareBaselinesRequest {
        plan_id: plan.id.clone(),
        from,
        to,
    }
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn the_first_baseline_is_taken_with_the_activation_once(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let told = activated(&plan, 2);
        world.deliver(&[told.clone(), told]).await.unwrap();
        world.deliver(&[activated(&plan, 3)]).await.unwrap();
        let found = world.list_baselines(world.admin(), list(&plan)).await.unwrap();
        let [first] = &found.baselines[..] else { panic!("{found:?}") };
        assert_eq!((first.number, first.task_count, first.taken_by.as_str()), (1, 2, "system:activation"));
        assert_eq!(first.taken_at.unwrap().seconds, at(NOW).timestamp());
        assert!(first.tasks.is_empty(), "a list has no tasks");

        let ask = pb::GetBaselineRequest { plan_id: plan.id.clone(), number: 1 };
        let whole = world.get_baseline(world.admin(), ask).await.unwrap();
        let codes: Vec<&str> = whole.tasks.iter().map(|task| task.code.as_str()).collect();
        assert_eq!(codes, ["T1", "T2"]);
        let second = &whole.tasks[1];
        assert_eq!((second.planned_start.as_str(), second.duration_days), ("2026-07-13", 5));
        assert_eq!(second.predecessors[0].task_id, tasks["T1"].id);
    }

    async fn an_empty_plan_has_a_first_baseline_too_and_what_is_approved_later_a_second(pool: DbPool) {
        let (world, plan) = (World::over(pool), Plan::new());
        world.deliver(&[activated(&plan, 1)]).await.unwrap();
        world.import(plan.import(vec![plan.task("T1")])).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let found = world.list_baselines(world.admin(), list(&plan)).await.unwrap();
        let counts: Vec<(i64, i32)> = found.baselines.iter().map(|one| (one.number, one.task_count)).collect();
        assert_eq!(counts, [(1, 0), (2, 1)]);
    }

    async fn what_is_taken_stays_and_is_compared_with_today(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        let call = world.keyed("k1");
        let first = world.take_baseline(call.clone(), take(&plan, "before the review")).await.unwrap();
        assert_eq!((first.number, first.tasks.len(), first.taken_by.as_str()), (1, 2, "P-ADMIN"));
        let again = world.take_baseline(call, take(&plan, "before the review")).await.unwrap();
        assert_eq!(again, first, "the same key takes no second one");
        let task = world.get_task(world.admin(), pb::GetTaskRequest { task_id: tasks["T1"].id.clone() }).await.unwrap();
        assert_eq!((task.baseline, task.version), (None, 1), "taking a snapshot approves nothing");

        // T1 ends three working days later and has another owner, T2 is cancelled, T3 is new and waits for T1.
        let mut slipped = plan.task("T1");
        slipped.planned_end = "2026-07-15".into();
        slipped.owner = "P-NEW".into();
        world.import(plan.import(vec![slipped, waiting(plan.task("T3"), "T1")])).await;
        let mut cancelled = tasks["T2"].clone();
        cancelled.state = pb::TaskState::Cancelled.into();
        let change = pb::UpdateTaskRequest { task: Some(cancelled), update: vec!["state".into()], expected_version: 0 };
        world.update_task(world.admin(), change).await.unwrap();

        let found = world.compare_baselines(world.admin(), compare(&plan, 1, 0)).await.unwrap();
        let (added, removed) = (&found.added[0], &found.removed[0]);
        assert_eq!((added.code.as_str(), removed.code.as_str()), ("T3", "T2"));
        let moved = &found.moved[0];
        assert_eq!((moved.code.as_str(), moved.start_moved_days, moved.end_moved_days), ("T1", 0, 3));
        let changed = &found.changed[0];
        assert_eq!((changed.from_owner.as_str(), changed.to_owner.as_str()), ("P-OWNER", "P-NEW"));
        let totals = found.totals.unwrap();
        assert_eq!((totals.added, totals.removed, totals.moved, totals.changed, totals.unchanged), (1, 1, 1, 1, 0));
        assert_eq!((totals.largest_slip_days, totals.largest_slip_code.as_str()), (3, "T1"));
        assert_eq!((totals.from_end.as_str(), totals.to_end.as_str(), totals.end_moved_days), ("2026-07-17", "2026-07-15", -2));

        let second = world.take_baseline(world.admin(), take(&plan, "after the review")).await.unwrap();
        assert_eq!(second.number, 2);
        let same = world.compare_baselines(world.admin(), compare(&plan, 2, 0)).await.unwrap();
        assert_eq!(same.totals.unwrap().unchanged, 2);
        let back = world.compare_baselines(world.admin(), compare(&plan, 2, 1)).await.unwrap();
        assert_eq!(back.moved[0].end_moved_days, -3);
    }

    async fn pages_of_baselines_follow_each_other(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        for n in 1..=3 {
            world.take_baseline(world.admin(), take(&plan, &format!("number {n}"))).await.unwrap();
        }
        let mut ask = pb::ListBaselinesRequest { page_size: 2, ..list(&plan) };
        let page = world.list_baselines(world.admin(), ask.clone()).await.unwrap();
        assert_eq!(page.baselines.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
        ask.page_token = page.next_page_token;
        let page = world.list_baselines(world.admin(), ask).await.unwrap();
        assert_eq!((page.baselines[0].number, page.next_page_token.as_str()), (3, ""));
    }

    async fn who_may_not_and_what_is_missing_is_refused(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        let refused = world.take_baseline(world.admin(), take(&plan, " ")).await.unwrap_err();
        assert_eq!(fields(&refused), [("reason".to_owned(), "request.reason".to_owned())]);
        let refused = world.take_baseline(world.admin(), take(&Plan::new(), "why not")).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
        let contributor = world.caller("P-C", &[RoleGrant::new(Role::Contributor, "SALES")]);
        let refused = world.take_baseline(contributor, take(&plan, "why not")).await.unwrap_err();
        assert_eq!(refused.code(), Code::PermissionDenied);
        let ask = pb::GetBaselineRequest { plan_id: plan.id.clone(), number: 7 };
        assert_eq!(world.get_baseline(world.admin(), ask).await.unwrap_err().code(), Code::NotFound);
        let refused = world.compare_baselines(world.admin(), compare(&plan, 0, 7)).await.unwrap_err();
        assert_eq!(refused.code(), Code::NotFound);
    }
}
