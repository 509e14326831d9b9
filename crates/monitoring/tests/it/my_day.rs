use cascade_events::CloudEvent;
use cascade_proto::{
    goals::v1::{self as goals, AdjustmentStatus, ApprovalTier},
    monitoring::v1::{self as pb, Duty},
    resources::v1::{CalendarScope, RequestStatus},
};
use cascade_runtime::auth::{Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;
use uuid::Uuid;

use crate::{
    forecast::{request, requested},
    story::{Story, changed, event},
    support::{NOW, World, at, field},
    working_time::calendar,
};

fn adjustment_event(plan: &str, row: goals::Adjustment) -> CloudEvent {
    let version = row.version;
    let data = goals::AdjustmentChanged {
        adjustment: Some(row),
    };
    event("cascade.goals.adjustment_changed.v1", plan, version, &data)
}

async fn day(world: &World, person: &str) -> Vec<pb::MyDayEntry> {
    let asked = pb::ListMyDayRequest::default();
    let answer = world.list_my_day(world.person(person), asked).await;
    answer.unwrap().entries
}

fn todos(entries: &[pb::MyDayEntry]) -> Vec<Duty> {
    entries.iter().map(pb::MyDayEntry::todo).collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn an_alert_is_in_the_list_of_whoever_it_waits_for(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let alert = world.alert(&story.plan).await;
        let entries = day(&world, "P-T1").await;
        assert_eq!(todos(&entries), [Duty::Explain], "the task is the alert's, not told twice");
        let entry = &entries[0];
        assert_eq!((entry.alert_id.as_str(), entry.level, entry.plan_code.as_str()), (alert.id.as_str(), 1, "Q3"));
        assert_eq!((entry.due_at, entry.overdue), (alert.due_at, false));
        assert_eq!(entry.what.clone().unwrap().zh, "请说明延期原因");
        assert_eq!(entry.page, format!("plans/{}/alerts/{}", story.plan, alert.id));

        world.explain_alert(world.person("P-T1"), pb::ExplainAlertRequest {
            alert_id: alert.id.clone(), explanation: "ill".into(), expected_version: 0,
        }).await.unwrap();
        assert_eq!(todos(&day(&world, "P-T1").await), [Duty::CatchUp], "what is left to him is the task");
        assert_eq!(todos(&day(&world, "P-KR").await), [Duty::Correct]);

        world.file_correction(world.person("P-KR"), pb::FileCorrectionRequest {
            alert_id: alert.id.clone(), measure: pb::Measure::AddResource.into(), description: "a second copywriter".into(),
            owner: "P-HELP".into(), due: "2026-07-10".into(), verification: "T1 is green".into(), expected_version: 0,
        }).await.unwrap();
        assert_eq!(day(&world, "P-KR").await, []);
        assert_eq!(todos(&day(&world, "P-SALES").await), [Duty::Decide]);
        assert_eq!(day(&world, "P-HELP").await, [], "nothing is accepted yet");

        world.decide_alert(world.person("P-SALES"), pb::DecideAlertRequest {
            alert_id: alert.id.clone(), accept: true, note: String::new(), expected_version: 0,
        }).await.unwrap();
        let entries = day(&world, "P-HELP").await;
        assert_eq!(todos(&entries), [Duty::CarryOut]);
        let due = entries[0].due_at.unwrap();
        assert_eq!(due.seconds, at("2026-07-10T16:00:00Z").timestamp(), "until the end of that day in China");
        assert_eq!(todos(&day(&world, "P-SALES").await), [Duty::Verify]);

        world.verify_correction(world.person("P-SALES"), pb::VerifyCorrectionRequest {
            alert_id: alert.id, worked: true, note: String::new(), expected_version: 0,
        }).await.unwrap();
        assert_eq!(day(&world, "P-HELP").await, []);
    }

    async fn tasks_call_when_they_are_due_should_begin_or_fall_behind(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        assert_eq!(todos(&day(&world, "P-T1").await), [Duty::Start]);
        assert_eq!(day(&world, "P-T3").await, [], "not before it concerns him");
        world.deliver(&[story.report(2, "2026-07-06", 30.0, 4)]).await;
        assert_eq!(day(&world, "P-T1").await, []);
        world.until("2026-07-07T17:00:00Z").await;
        world.deliver(&[story.report(3, "2026-07-08", 60.0, 2)]).await;
        let entries = day(&world, "P-T1").await;
        assert_eq!(todos(&entries), [Duty::Finish]);
        assert!(!entries[0].overdue);
        world.deliver(&[story.report(4, "2026-07-08", 100.0, 0)]).await;
        assert_eq!(day(&world, "P-T1").await, []);
    }

    async fn what_is_soon_goes_by_the_persons_own_calendar(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        assert_eq!(todos(&day(&world, "P-T2").await), [], "it ends on Friday week");
        // Mondays are all that they work: the third from now is the 27th.
        let mondays = calendar(CalendarScope::Person, "P-T2", &[1], &[], 1);
        world.deliver(&[mondays]).await;
        assert_eq!(todos(&day(&world, "P-T2").await), [Duty::Finish]);
    }

    async fn missed_updates_are_asked_for_until_the_next_one(pool: DbPool) {
        // TRACK-007
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.missed(3, "2026-07-08"), story.missed(4, "2026-07-09")]).await;
        let entries = day(&world, "P-KR").await;
        assert_eq!(todos(&entries), [Duty::Ask]);
        assert_eq!(entries[0].what.clone().unwrap().en, "No update for 4 working days in a row: ask P-T1");
        let mut renamed = story.tasks[0].clone();
        (renamed.version, renamed.name) = (2, "renamed".into());
        world.deliver(&[changed(&renamed)]).await;
        assert_eq!(day(&world, "P-KR").await.len(), 1, "a task that is edited is no report");
        world.deliver(&[story.report(3, "2026-07-10", 30.0, 4)]).await;
        assert_eq!(day(&world, "P-KR").await, []);
        world.deliver(&[story.missed(3, "2026-07-09")]).await;
        assert_eq!(day(&world, "P-KR").await, [], "what is older than the report is over");
    }

    async fn requests_wait_for_the_head_of_the_department_asked(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let asked = |version, status: RequestStatus, by: &str| {
            let mut row = request(&story.tasks[2], version, "2026-07-08", status);
            row.description = "order data".into();
            row.requested_from = "DATA".into();
            row.requested_by = by.into();
            row.decision_due = "2026-07-07".into();
            requested(row, None)
        };
        world.deliver(&[asked(1, RequestStatus::Draft, "P-T3")]).await;
        assert_eq!(day(&world, "P-DATA").await, []);
        let submitted = asked(2, RequestStatus::Submitted, "P-T3");
        world.deliver(&[submitted.clone(), submitted]).await;
        let entries = day(&world, "P-DATA").await;
        assert_eq!(todos(&entries), [Duty::DecideRequest]);
        let entry = &entries[0];
        assert_eq!(entry.title.clone().unwrap().en, "R-T3 order data");
        assert_eq!(entry.what.clone().unwrap().en, "Approve or reject the resource request of P-T3");
        assert_eq!((&entry.request_id, &entry.task_id), (&story.tasks[2].id, &story.tasks[2].id));
        assert_eq!(entry.page, format!("requests/{}", story.tasks[2].id));
        assert_eq!(entry.due_at.unwrap().seconds, at("2026-07-07T16:00:00Z").timestamp());
        assert_eq!(day(&world, "P-CEO").await, []);
        world.deliver(&[asked(3, RequestStatus::Submitted, "P-DATA")]).await;
        assert_eq!(todos(&day(&world, "P-CEO").await), [Duty::DecideRequest], "nobody decides their own");
        assert_eq!(day(&world, "P-DATA").await, []);

        world.deliver(&[asked(4, RequestStatus::Approved, "P-T3")]).await;
        assert_eq!(day(&world, "P-DATA").await, [], "it is expected later");
        world.until("2026-07-08T02:00:00Z").await;
        assert_eq!(todos(&day(&world, "P-DATA").await), [Duty::ConfirmArrival]);
        world.deliver(&[asked(5, RequestStatus::Fulfilled, "P-T3")]).await;
        assert_eq!(day(&world, "P-DATA").await, []);
        // As written before requests said whom they ask.
        world.deliver(&[requested(request(&story.tasks[1], 1, "", RequestStatus::Submitted), None)]).await;
        assert_eq!(day(&world, "P-SALES").await, []);
    }

    async fn adjustments_wait_for_who_decides_and_go_back_to_who_applied(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let id = Uuid::now_v7().to_string();
        let told = |id: &str, version, status: AdjustmentStatus| {
            let at = |text| {
                let moment = at(text);
                pbjson_types::Timestamp { seconds: moment.timestamp(), nanos: 0 }
            };
            let row = goals::Adjustment {
                id: id.into(), plan_id: story.plan.clone(), code: "ADJ-1".into(), reason: "the supplier is late".into(),
                status: status.into(), applicant: "P-T1".into(), tier: ApprovalTier::DepartmentHead.into(),
                decider: "SALES".into(), extension_days: 4, version,
                submitted_at: (version > 1).then(|| at(NOW)), decided_at: (version > 2).then(|| at(NOW)),
                decision_note: if version > 2 { "too long".into() } else { String::new() },
                ..goals::Adjustment::default()
            };
            adjustment_event(&story.plan, row)
        };
        world.deliver(&[told(&id, 1, AdjustmentStatus::Draft)]).await;
        assert_eq!(todos(&day(&world, "P-SALES").await), []);
        let submitted = told(&id, 2, AdjustmentStatus::Submitted);
        world.deliver(&[submitted.clone(), submitted, told(&id, 1, AdjustmentStatus::Draft)]).await;
        let entries = day(&world, "P-SALES").await;
        assert_eq!(todos(&entries), [Duty::ApproveAdjustment]);
        assert_eq!(entries[0].what.clone().unwrap().en, "Decide the adjustment of P-T1: 4 working days later");
        assert_eq!((&entries[0].adjustment_id, entries[0].task_id.as_str()), (&id, ""));
        assert_eq!(entries[0].page, format!("plans/{}/adjustments/{id}", story.plan));
        assert_eq!(entries[0].due_at.unwrap().seconds, at("2026-07-09T16:00:00Z").timestamp(), "three working days");
        assert_eq!(day(&world, "P-DATA").await, []);

        world.deliver(&[told(&id, 3, AdjustmentStatus::Rejected)]).await;
        assert_eq!(day(&world, "P-SALES").await, []);
        let entries = day(&world, "P-T1").await;
        let back: Vec<_> = entries.iter().filter(|entry| entry.todo() == Duty::ReviseAdjustment).collect();
        assert_eq!(back.len(), 1);
        assert_eq!(back[0].what.clone().unwrap().en, "Sent back: too long. Apply anew with another, or keep to the plan");
        // Another follows, and is approved.
        let next = Uuid::now_v7().to_string();
        world.deliver(&[told(&next, 1, AdjustmentStatus::Draft)]).await;
        assert!(day(&world, "P-T1").await.iter().all(|entry| entry.todo() != Duty::ReviseAdjustment));
        world.deliver(&[told(&next, 2, AdjustmentStatus::Submitted)]).await;
        assert_eq!(todos(&day(&world, "P-SALES").await), [Duty::ApproveAdjustment]);
        let mut approved = told(&next, 3, AdjustmentStatus::Approved);
        approved.event_type = "cascade.goals.adjustment_approved.v1".into();
        world.deliver(&[approved]).await;
        assert_eq!(day(&world, "P-SALES").await, []);
    }

    async fn the_list_comes_in_pages_and_others_lists_are_for_those_who_lead(pool: DbPool) {
        let world = World::over(pool);
        for _ in 0..5 {
            let mut story = Story::new();
            for task in &mut story.tasks {
                task.owner = "P-BUSY".into();
            }
            world.deliver(&story.told()).await;
        }
        let all = day(&world, "P-BUSY").await;
        assert_eq!(all.len(), 5);
        let mut pages = Vec::new();
        let mut token = String::new();
        loop {
            let asked = pb::ListMyDayRequest { page_size: 2, page_token: token, ..Default::default() };
            let page = world.list_my_day(world.person("P-BUSY"), asked).await.unwrap();
            pages.extend(page.entries);
            token = page.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(pages, all);
        let others = || pb::ListMyDayRequest { person: "P-BUSY".into(), ..Default::default() };
        let denied = world.list_my_day(world.person("P-T1"), others()).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);
        let head = world.caller("P-SALES", &[RoleGrant::everywhere(Role::Manager)]);
        assert_eq!(world.list_my_day(head, others()).await.unwrap().entries, all);
        let nobody = world.caller("", &[RoleGrant::everywhere(Role::Viewer)]);
        let refused = world.list_my_day(nobody, pb::ListMyDayRequest::default()).await.unwrap_err();
        assert_eq!(field(&refused), "person");
    }
}
