use cascade_events::CloudEvent;
use cascade_proto::{goals::v1 as goals, resources::v1 as resources, tasks::v1 as pb};
use cascade_storage::DbPool;
use cascade_testkit::{TestDatabase, both_databases};
use futures::future::join_all;

use crate::{
    support::{Plan, World, activated, event, report},
    working_time::{calendar, of_department},
};

const MONDAY: &str = "2026-07-06T10:00:00Z";
const TUESDAY: &str = "2026-07-07T10:00:00Z";
const WEDNESDAY: &str = "2026-07-08T10:00:00Z";
const THURSDAY: &str = "2026-07-09T10:00:00Z";
const TOLD: &str = "outbox WHERE event_type = 'cascade.tasks.update_missed.v1'";

/// Rows and values of the findings of TRACK-007.
async fn missed(world: &World, plan: &Plan) -> Vec<(String, String)> {
    let ask = pb::ListFindingsRequest {
        plan_id: plan.id.clone(),
    };
    let found = world.list_findings(world.admin(), ask).await.unwrap();
    found
        .findings
        .into_iter()
        .filter(|finding| finding.rule == "TRACK-007")
        .map(|finding| (finding.row, finding.value))
        .collect()
}

fn one(row: &str, value: &str) -> Vec<(String, String)> {
    vec![(row.to_owned(), value.to_owned())]
}

/// An absence of the owner of T1.
fn absence(
    code: &str,
    from: &str,
    to: &str,
    said: impl FnOnce(&mut resources::Absence),
) -> CloudEvent {
    let mut absence = resources::Absence {
        code: code.into(),
        person: "P-OWNER".into(),
        from: from.into(),
        to: to.into(),
        version: 1,
        ..resources::Absence::default()
    };
    said(&mut absence);
    let data = resources::AbsenceChanged {
        absence: Some(absence),
    };
    let kind = "cascade.resources.absence_changed.v1";
    event(kind, "directory", 1, data)
}

both_databases! {
    migrations = [&cascade_events::MIGRATIONS, cascade_tasks::MIGRATIONS[1]];

    async fn an_update_that_is_missed_is_counted_until_the_next_report(pool: DbPool) {
        // TRACK-007: T1 is due on Monday, T2 a week later.
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        world.pass_to("2026-07-06T09:59:59Z").await;
        assert!(missed(&world, &plan).await.is_empty(), "before six in the evening");
        world.pass_to(MONDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "1"));
        world.pass_to(TUESDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "2"));
        assert_eq!(world.count(TOLD).await, 0);
        world.pass_to(WEDNESDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "3"));
        assert_eq!(world.count(&format!("{TOLD} AND subject = '{}' AND aggregate_version = 2", tasks["T1"].id)).await, 1);
        let data = format!("{TOLD} AND data LIKE '%\"notify\":\"P-KR\"%' AND data LIKE '%\"missed\":3%'");
        assert_eq!(world.count(&data).await, 1);
        let task = world.get_task(world.admin(), pb::GetTaskRequest { task_id: tasks["T1"].id.clone() }).await.unwrap();
        assert_eq!(task.version, 2, "the task itself has not changed");

        world.report_progress(world.admin(), report(&tasks["T1"])).await.unwrap();
        assert!(missed(&world, &plan).await.is_empty());
        assert_eq!(world.count("missed_updates").await, 0);
        world.pass_to(THURSDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "1"), "counted anew");
        let item = pb::report_progress_batch_request::Item { report: Some(report(&tasks["T1"])), ..Default::default() };
        world.report_progress_batch(world.admin(), pb::ReportProgressBatchRequest { items: vec![item] }).await.unwrap();
        assert!(missed(&world, &plan).await.is_empty(), "a batch resets it too");
    }

    async fn a_report_of_the_day_days_off_and_what_is_held_back_are_not_missed(pool: DbPool) {
        let (world, plan, tasks) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        world.report_progress(world.admin(), report(&tasks["T1"])).await.unwrap();
        world.pass_to(MONDAY).await;
        assert!(missed(&world, &plan).await.is_empty());
        world.pass_to(TUESDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "1"));
        let mut paused = tasks["T1"].clone();
        paused.state = pb::TaskState::Paused.into();
        let change = pb::UpdateTaskRequest { task: Some(paused), update: vec!["state".into()], expected_version: 0 };
        world.update_task(world.admin(), change).await.unwrap();
        world.pass_to(WEDNESDAY).await;
        assert!(missed(&world, &plan).await.is_empty(), "nobody waits for news of a paused task");
        // Over the weekend to the day before T2 begins.
        world.pass_to("2026-07-12T15:00:00Z").await;
        assert!(missed(&world, &plan).await.is_empty());
        world.pass_to("2026-07-13T10:00:00Z").await;
        assert_eq!(missed(&world, &plan).await, one("T2", "1"));
    }

    async fn who_is_away_or_rests_misses_nothing(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        // Away on Tuesday, on Wednesday in the morning, and in the week after, which was called off.
        let away = [
            absence("A1", "2026-07-07", "2026-07-07", |_| ()),
            absence("A2", "2026-07-08", "2026-07-08", |it| it.set_part(resources::DayPart::Morning)),
            absence("A3", "2026-07-06", "2026-07-31", |it| it.retired = true),
        ];
        world.deliver(&away).await.unwrap();
        world.pass_to(MONDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "1"));
        world.pass_to(TUESDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "1"), "away");
        world.pass_to(WEDNESDAY).await;
        assert_eq!(missed(&world, &plan).await, one("T1", "2"), "there in the afternoon, and the row goes on");
        // From now on works on Saturdays instead of Thursdays and Fridays.
        let own = resources::WorkCalendar {
            scope: resources::CalendarScope::Person.into(),
            weekdays: vec![1, 2, 3, 6],
            ..of_department("P-OWNER", 1)
        };
        world.deliver(&[calendar(own)]).await.unwrap();
        world.pass_to("2026-07-10T10:00:00Z").await;
        assert_eq!(missed(&world, &plan).await, one("T1", "2"), "rests");
        world.pass_to("2026-07-11T09:59:59Z").await;
        assert_eq!(world.count(TOLD).await, 0);
        world.pass_to("2026-07-11T10:00:00Z").await;
        assert_eq!(missed(&world, &plan).await, one("T1", "3"));
        assert_eq!(world.count(TOLD).await, 1);
    }

    async fn every_cut_off_that_was_slept_through_counts_once(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool.clone()).await;
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        // Monday to Friday; nobody works on the weekend.
        world.pass_to("2026-07-12T10:00:00Z").await;
        assert_eq!(missed(&world, &plan).await, one("T1", "5"));
        assert_eq!(world.count(TOLD).await, 3, "from the third on");
        world.pass_to("2026-07-12T11:00:00Z").await;
        assert_eq!((missed(&world, &plan).await, world.count(TOLD).await), (one("T1", "5"), 3));
        assert_eq!(world.count("update_cutoffs").await, 1);
        // After months away only the next one counts.
        world.pass_to("2026-12-01T01:00:00Z").await;
        assert_eq!(missed(&world, &plan).await, one("T1", "5"));
    }

    async fn a_plan_that_is_not_active_has_no_cut_off(pool: DbPool) {
        let (world, plan, _) = World::with_plan(pool).await;
        world.pass_to(TUESDAY).await;
        assert!(missed(&world, &plan).await.is_empty());
        world.deliver(&[activated(&plan, 2)]).await.unwrap();
        let mut closed = plan.as_goals_see_it("Q3", 3);
        closed.set_status(goals::PlanStatus::Closed);
        let told = event("cascade.goals.plan_changed.v1", &plan.id, 3, goals::PlanChanged { plan: Some(closed) });
        world.deliver(&[told]).await.unwrap();
        world.pass_to(THURSDAY).await;
        assert!(missed(&world, &plan).await.is_empty());
        assert_eq!(world.count("update_cutoffs").await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_replicas_do_a_cut_off_once() {
    let database = TestDatabase::postgres(&cascade_tasks::MIGRATIONS).await;
    let (first, plan, _) = World::with_plan(database.pool()).await;
    first.deliver(&[activated(&plan, 2)]).await.unwrap();
    let others = [World::over(database.pool()), World::over(database.pool())];
    let all = others.iter().chain([&first]);
    join_all(all.map(|world| world.pass_to(WEDNESDAY))).await;
    assert_eq!(missed(&first, &plan).await, one("T1", "3"));
    assert_eq!(first.count(TOLD).await, 1);
}
