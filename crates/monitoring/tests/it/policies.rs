use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{self as pb, notices_service_client::NoticesServiceClient},
    resources::v1::CalendarScope,
};
use cascade_runtime::auth::{CallContext, Role, RoleGrant};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::Code;

use crate::{
    story::{Story, event},
    support::{World, at, field, reason},
    working_time::{absence, calendar},
};

fn admin(world: &World) -> CallContext {
    world.caller("P-ADMIN", &[RoleGrant::everywhere(Role::Admin)])
}

fn policy(department: &str, from: &str, terms: pb::PolicyTerms) -> pb::SavePolicyRequest {
    pb::SavePolicyRequest {
        department: department.into(),
        effective_from: from.into(),
        terms: Some(terms),
    }
}

async fn in_force(world: &World, department: &str, day: &str) -> pb::EscalationPolicy {
    let asked = pb::GetPolicyInForceRequest {
        department: department.into(),
        day: day.into(),
    };
    world
        .get_policy_in_force(world.person("P-X"), asked)
        .await
        .unwrap()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn the_nearest_department_s_policy_holds_from_its_first_day_on(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let slow = pb::PolicyTerms { explain_days: Some(3), ..Default::default() };
        world.save_policy(admin(&world), policy("", "2026-07-07", slow)).await.unwrap();
        let strict = pb::PolicyTerms { yellow_points: Some(6.0), ..Default::default() };
        let saved = world.save_policy(admin(&world), policy("SALES", "2026-07-08", strict)).await.unwrap();
        assert_eq!((saved.name.as_str(), saved.version), ("SALES v1", 1));
        let terms = saved.terms.unwrap();
        assert_eq!((terms.explain_days, terms.yellow_points), (Some(3), Some(6.0)), "over what holds above");

        assert_eq!(in_force(&world, "SALES", "").await.version, 0, "nothing holds yet");
        assert_eq!(in_force(&world, "SALES", "2026-07-07").await.name, "* v1");
        assert_eq!(in_force(&world, "SALES", "2026-07-08").await.name, "SALES v1");
        assert_eq!(in_force(&world, "DATA", "2026-07-08").await.name, "* v1");

        // Seven points behind on the second day: yellow by default, red for sales from the eighth on.
        world.deliver(&[story.report(2, "2026-07-06", 20.0, 4)]).await;
        world.until("2026-07-06T17:00:00Z").await;
        world.deliver(&[story.report(3, "2026-07-07", 33.0, 3)]).await;
        assert!(world.status(&story.plan).await.open_alerts.is_empty());
        world.until("2026-07-07T17:00:00Z").await;
        world.deliver(&[story.report(4, "2026-07-08", 53.0, 2)]).await;
        let alert = world.alert(&story.plan).await;
        assert_eq!(alert.policy, "SALES v1");
        let due = alert.due_at.unwrap().seconds;
        assert_eq!(due, at("2026-07-13T16:00:00Z").timestamp(), "three working days, not one");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        let later = World::replica(world.pool.clone(), world.clock.clone());
        assert_eq!(later.differences(&story.plan).await, [] as [String; 0], "read again, it is the same");
    }

    async fn a_department_judges_its_key_results_and_goals(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!((status.key_results[0].light(), status.goals[0].light()), (pb::Light::Red, pb::Light::Red));
        let score = pb::PolicyTerms {
            score_yellow_below: Some(100.0), score_red_below: Some(0.0), ..Default::default()
        };
        world.save_policy(admin(&world), policy("SALES", "2026-07-07", score)).await.unwrap();
        world.until("2026-07-06T17:00:00Z").await;
        let status = world.status(&story.plan).await;
        let (key_result, goal) = (&status.key_results[0], &status.goals[0]);
        assert_eq!((key_result.light(), goal.light()), (pb::Light::Yellow, pb::Light::Yellow));
        let reason = key_result.light_reason.clone().unwrap();
        assert!(reason.en.starts_with("the weighted score "), "{}", reason.en);
        assert!(!key_result.root_cause.is_empty(), "of the worst part");
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
        let later = World::replica(world.pool.clone(), world.clock.clone());
        assert_eq!(later.differences(&story.plan).await, [] as [String; 0]);

        // Its goal goes to a department that has no policy: the worst part counts again.
        let mut goal = story.goal_row(false);
        (goal.department, goal.version) = ("DATA".into(), 2);
        let data = goals::GoalChanged { goal: Some(goal), ..goals::GoalChanged::default() };
        world.deliver(&[event("cascade.goals.goal_changed.v1", &story.plan, 2, &data)]).await;
        let status = world.status(&story.plan).await;
        assert_eq!((status.key_results[0].light(), status.goals[0].light()), (pb::Light::Red, pb::Light::Red));
        assert_eq!(world.differences(&story.plan).await, [] as [String; 0]);
    }

    async fn what_cannot_be_meant_is_refused_and_what_has_begun_is_kept(pool: DbPool) {
        // ESC-007
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let none = pb::PolicyTerms::default;
        let refused = |request| {
            let world = &world;
            async move { world.save_policy(admin(world), request).await.unwrap_err() }
        };
        let today = refused(policy("SALES", "2026-07-06", none())).await;
        assert_eq!((field(&today).as_str(), reason(&today).as_str()), ("effective_from", "INVALID_ARGUMENT"));
        assert_eq!(field(&refused(policy("NOWHERE", "2026-07-07", none())).await), "department");
        let wrong = pb::PolicyTerms { explain_days: Some(0), ..none() };
        assert_eq!(field(&refused(policy("SALES", "2026-07-07", wrong)).await), "explain_days");
        let half = pb::PolicyTerms { quiet_from: Some("20:00".into()), ..none() };
        assert_eq!(field(&refused(policy("SALES", "2026-07-07", half)).await), "quiet_until");

        let head = world.caller("P-SALES", &[RoleGrant::new(Role::Manager, "SALES")]);
        let denied = world.save_policy(head.clone(), policy("", "2026-07-07", none())).await.unwrap_err();
        assert_eq!(denied.code(), Code::PermissionDenied);
        let saved = world.save_policy(head.clone(), policy("SALES", "2026-07-07", none())).await.unwrap();
        let second = world.save_policy(head.clone(), policy("SALES", "2026-07-08", none())).await.unwrap();
        assert_eq!(second.version, 2);
        world.until("2026-07-06T17:00:00Z").await;
        let withdraw = |id: &str| pb::WithdrawPolicyRequest { policy_id: id.into() };
        let begun = world.withdraw_policy(head.clone(), withdraw(&saved.id)).await.unwrap_err();
        assert_eq!(field(&begun), "effective_from");
        world.withdraw_policy(head.clone(), withdraw(&second.id)).await.unwrap();
        let listed = world.list_policies(head, pb::ListPoliciesRequest::default()).await.unwrap();
        assert_eq!(listed.policies.len(), 1);
    }

    async fn nobody_is_told_in_quiet_hours(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        let night = pb::PolicyTerms {
            quiet_from: Some("20:00".into()), quiet_until: Some("08:30".into()), ..Default::default()
        };
        world.save_policy(admin(&world), policy("SALES", "2026-07-07", night)).await.unwrap();
        // Half past nine in the evening in China.
        world.until("2026-07-07T13:30:00Z").await;
        world.deliver(&[story.report(2, "2026-07-07", 10.0, 9)]).await;
        let asked = world.person("P-T1").request(pb::ListNoticesRequest::default()).unwrap();
        let told = NoticesServiceClient::new(world.channel.clone()).list_notices(asked).await.unwrap();
        let due: Vec<_> = told.into_inner().notices.into_iter().map(|notice| notice.due_at.unwrap().seconds).collect();
        assert_eq!(due, [at("2026-07-08T00:30:00Z").timestamp()], "held until half past eight");
        let kept = world.save_policy(admin(&world), policy("SALES", "2026-07-09", pb::PolicyTerms::default())).await.unwrap();
        assert_eq!(kept.terms.unwrap().quiet_from.as_deref(), Some("20:00"), "what is left out stays");
    }

    async fn a_deadline_counts_the_working_time_of_the_department(pool: DbPool) {
        // ESC-008
        let world = World::over(pool);
        let raise = async |day: &str| {
            let story = Story::new();
            world.deliver(&story.told()).await;
            world.deliver(&[story.report(2, day, 10.0, 9)]).await;
            world.alert(&story.plan).await.due_at.unwrap().seconds
        };
        world.deliver(&[calendar(CalendarScope::Department, "SALES", &[], &["2026-07-07"], 1)]).await;
        let due = raise("2026-07-06").await;
        assert_eq!(due, at("2026-07-08T16:00:00Z").timestamp(), "sales is off on the seventh");

        let hours = pb::WorkingHours { spans: vec!["09:00-12:00".into(), "13:00-18:00".into()] };
        let terms = pb::PolicyTerms { working_hours: Some(hours.clone()), ..Default::default() };
        world.save_policy(admin(&world), policy("SALES", "2026-07-07", terms)).await.unwrap();
        // Seven hours are left at ten o'clock in China; the eighth is the next day's first.
        world.until("2026-07-08T02:00:00Z").await;
        assert_eq!(raise("2026-07-08").await, at("2026-07-09T02:00:00Z").timestamp());
        world.until("2026-07-10T08:00:00Z").await;
        assert_eq!(raise("2026-07-10").await, at("2026-07-13T08:00:00Z").timestamp(), "over the weekend");

        let kept = world.save_policy(admin(&world), policy("SALES", "2026-07-13", pb::PolicyTerms::default())).await.unwrap();
        assert_eq!(kept.terms.unwrap().working_hours, Some(hours), "what is left out stays");
        for wrong in ["9 to 5", "18:00-09:00"] {
            let hours = pb::WorkingHours { spans: vec![wrong.into()] };
            let terms = pb::PolicyTerms { working_hours: Some(hours), ..Default::default() };
            let refused = world.save_policy(admin(&world), policy("SALES", "2026-07-14", terms)).await.unwrap_err();
            assert_eq!(field(&refused), "working_hours");
        }
    }

    async fn somebody_stands_in_for_who_is_away(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        world.deliver(&story.told()).await;
        world.deliver(&[absence("P-KR", "2026-07-06", "2026-07-31", false, 1)]).await;
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let explain = |alert: pb::Alert| {
            let world = &world;
            let request = pb::ExplainAlertRequest { alert_id: alert.id, explanation: "ill".into(), expected_version: 0 };
            async move { world.explain_alert(world.person("P-T1"), request).await.unwrap() }
        };
        let explained = explain(world.alert(&story.plan).await).await;
        assert_eq!((explained.level, explained.assignee.as_str()), (2, "P-SALES"), "the level above, for want of a stand-in");

        let stand_ins = pb::StandIns { codes: vec!["P-KR".into(), "P-IN".into()] };
        let terms = pb::PolicyTerms { stand_ins: Some(stand_ins), ..Default::default() };
        world.save_policy(admin(&world), policy("SALES", "2026-07-07", terms)).await.unwrap();
        world.until("2026-07-06T17:00:00Z").await;
        let other = Story::new();
        world.deliver(&other.told()).await;
        world.deliver(&[other.report(2, "2026-07-07", 10.0, 9)]).await;
        let explained = explain(world.alert(&other.plan).await).await;
        assert_eq!((explained.level, explained.assignee.as_str()), (2, "P-IN"));
        let told = explained.history.last().unwrap();
        assert_eq!(told.note, "P-KR 缺勤，由 P-IN 代理 / P-KR is away, P-IN stands in");
    }
}
