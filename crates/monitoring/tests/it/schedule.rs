use cascade_proto::{
    goals::v1 as goals,
    monitoring::v1::{self as pb, forecasts_service_client::ForecastsServiceClient},
    resources::v1 as resources,
    tasks::v1 as tasks,
};
use cascade_storage::DbPool;
use cascade_testkit::both_databases;
use tonic::{Status, transport::Channel};

use crate::{
    deadlines::key_result,
    forecast::{request, requested},
    goal_tree::hanging,
    story::{Story, changed, reported},
    support::{World, field},
};

/// Asks about forecasts as somebody who may read.
struct Asking<'a> {
    world: &'a World,
    client: ForecastsServiceClient<Channel>,
}

impl<'a> Asking<'a> {
    fn of(world: &'a World) -> Self {
        Self {
            world,
            client: ForecastsServiceClient::new(world.channel.clone()),
        }
    }

    async fn delays(&mut self, plan: &str) -> pb::ListDelaysResponse {
        let message = pb::ListDelaysRequest {
            plan_id: plan.into(),
        };
        let asked = self.world.person("P-X").request(message).unwrap();
        self.client.list_delays(asked).await.unwrap().into_inner()
    }

    async fn value(&mut self, plan: &str) -> Vec<pb::EarnedValueRow> {
        let message = pb::GetEarnedValueRequest {
            plan_id: plan.into(),
        };
        let asked = self.world.person("P-X").request(message).unwrap();
        let report = self.client.get_earned_value(asked).await.unwrap();
        report.into_inner().rows
    }

    async fn risk(
        &mut self,
        message: pb::AnalyseScheduleRiskRequest,
    ) -> Result<pb::ScheduleRisk, Status> {
        let asked = self.world.person("P-X").request(message).unwrap();
        let risk = self.client.analyse_schedule_risk(asked).await?;
        Ok(risk.into_inner())
    }
}

/// The story with a milestone in the middle of T2, on its third day of five.
fn with_milestone() -> Story {
    let mut story = Story::new();
    story.tasks[1].milestones = vec![tasks::Milestone {
        name: "host chosen".into(),
        due: "2026-07-15".into(),
        ..tasks::Milestone::default()
    }];
    story
}

fn close(value: f64, expected: f64) -> bool {
    (value - expected).abs() < 1e-9
}

fn hops(path: &[pb::Hop]) -> Vec<(&str, &str, &str, i32, i32)> {
    path.iter()
        .map(|hop| {
            let (own, inherited) = (hop.own_delay_days, hop.inherited_days);
            (
                hop.code.as_str(),
                hop.owner.as_str(),
                hop.reported_cause.as_str(),
                own,
                inherited,
            )
        })
        .collect()
}

both_databases! {
    migrations = [cascade_monitoring::MIGRATIONS[0], cascade_monitoring::MIGRATIONS[1]];

    async fn what_is_late_is_told_with_its_path_and_the_days_of_each_department(pool: DbPool) {
        // TRACK-015
        let (world, story) = (World::over(pool), with_milestone());
        let mut asking = Asking::of(&world);
        world.deliver(&story.told()).await;
        let nothing = asking.delays(&story.plan).await;
        assert!(nothing.delays.is_empty() && nothing.days_by_department.is_empty());

        // T1 loses five days, and T3 two more: its data comes on the 29th, and the 27th would have done.
        let data = request(&story.tasks[2], 1, "2026-07-29", resources::RequestStatus::Approved);
        let due = goals::KeyResult { deadline: "2026-07-24".into(), version: 2, ..story.key_result_row() };
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9), requested(data, None), key_result(due)]).await;
        let told = asking.delays(&story.plan).await;
        let late: Vec<_> = told.delays.iter()
            .map(|delay| (delay.kind.as_str(), delay.code.as_str(), delay.name.as_str(), delay.due.as_str(), delay.forecast.as_str(), delay.delay_days))
            .collect();
        assert_eq!(late, [
            ("goal", "G1", "sales", "2026-09-30", "2026-08-04", 7),
            ("key_result", "KR1", "online sales", "2026-07-24", "2026-08-04", 7),
            ("milestone", "T2", "host chosen", "2026-07-15", "2026-07-22", 5),
        ]);
        assert_eq!(hops(&told.delays[1].path), [
            ("T1", "P-T1", "people", 5, 0),
            ("T2", "P-T2", "", 0, 5),
            ("T3", "P-T3", "", 2, 5),
        ]);
        assert_eq!(told.delays[1].days_by_department, [("SALES".to_owned(), 5), ("DATA".to_owned(), 2)].into());
        assert_eq!(told.days_by_department, told.delays[1].days_by_department, "what makes three things late has lost its days once");
        let milestone = &told.delays[2];
        assert_eq!(hops(&milestone.path), [("T1", "P-T1", "people", 5, 0), ("T2", "P-T2", "", 0, 5)]);
        assert_eq!((milestone.department.as_str(), milestone.days_by_department.len()), ("SALES", 1));

        let asked = pb::ExplainDelayRequest { plan_id: story.plan.clone(), target: "T2/host chosen".into() };
        let why = world.explain_delay(world.person("P-X"), asked).await.unwrap();
        assert_eq!((&why.path, why.delay_days, why.forecast_finish.as_str()), (&milestone.path, 5, "2026-07-22"));
        let asked = pb::ExplainDelayRequest { plan_id: story.plan.clone(), target: "T2/guest chosen".into() };
        let refused = world.explain_delay(world.person("P-X"), asked).await.unwrap_err();
        assert_eq!(refused.code(), tonic::Code::NotFound);
    }

    async fn a_milestone_is_explained_by_the_days_that_reach_it_and_no_more(pool: DbPool) {
        let (world, story) = (World::over(pool), with_milestone());
        world.deliver(&story.told()).await;
        // T1 is two days late, and T2 begins late and goes slowly: at its third day it is three days late, at its end four.
        world.deliver(&[story.report(2, "2026-07-06", 20.0, 6)]).await;
        world.until("2026-07-14T12:00:00Z").await;
        world.deliver(&[story.report(3, "2026-07-14", 100.0, 0)]).await;
        world.until("2026-07-15T12:00:00Z").await;
        let begun = tasks::Task {
            actual_start: "2026-07-15".into(),
            last_reported_on: "2026-07-15".into(),
            remaining_days: Some(6),
            percent: 10.0,
            version: 2,
            ..story.tasks[1].clone()
        };
        world.deliver(&[reported(&begun, "2026-07-15")]).await;
        let told = Asking::of(&world).delays(&story.plan).await;
        let milestone = told.delays.iter().find(|delay| delay.kind == "milestone").unwrap();
        assert_eq!((milestone.forecast.as_str(), milestone.delay_days), ("2026-07-20", 3));
        let path: Vec<_> = milestone.path.iter().map(|hop| (hop.code.as_str(), hop.own_delay_days, hop.inherited_days)).collect();
        assert_eq!(path, [("T1", 2, 0), ("T2", 1, 2)]);
    }

    async fn a_milestone_that_is_not_reached_by_its_day_is_not_reached_before_today(pool: DbPool) {
        let (world, story) = (World::over(pool), with_milestone());
        world.deliver(&story.told()).await;
        world.deliver(&[story.report(2, "2026-07-06", 100.0, 0)]).await;
        world.until("2026-07-16T12:00:00Z").await;
        // T2 began and goes as planned, but of the host nobody has said that they are chosen.
        let going = tasks::Task {
            actual_start: "2026-07-13".into(),
            last_reported_on: "2026-07-16".into(),
            remaining_days: Some(1),
            percent: 80.0,
            version: 2,
            ..story.tasks[1].clone()
        };
        world.deliver(&[reported(&going, "2026-07-16")]).await;
        let mut asking = Asking::of(&world);
        let told = asking.delays(&story.plan).await;
        let [milestone] = told.delays.as_slice() else { panic!("{told:?}") };
        assert_eq!((milestone.forecast.as_str(), milestone.delay_days), ("2026-07-16", 1));
        let asked = pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), runs: 100, ..Default::default() };
        let risk = asking.risk(asked).await.unwrap();
        let milestone = risk.subjects.iter().find(|one| one.kind == "milestone").unwrap();
        assert!(close(milestone.probability_on_time, 0.0) && milestone.p50 == "2026-07-16", "{milestone:?}");
    }

    async fn earned_value_adds_up_from_tasks_to_the_plan(pool: DbPool) {
        let (world, mut story) = (World::over(pool), Story::new());
        let mut asking = Asking::of(&world);
        (story.tasks[0].effort_hours, story.tasks[1].effort_hours) = (Some(40.0), Some(20.0));
        world.deliver(&story.told()).await;
        // A day of five is gone by, a tenth is done, in one day of work.
        world.deliver(&[story.report(2, "2026-07-06", 10.0, 9)]).await;
        let rows = asking.value(&story.plan).await;
        let kinds: Vec<_> = rows.iter().map(|row| (row.kind.as_str(), row.code.as_str(), row.tasks)).collect();
        assert_eq!(kinds, [("plan", "Q3", 3), ("goal", "G1", 3), ("key_result", "KR1", 3), ("task", "T1", 1), ("task", "T2", 1)]);
        assert!(rows.iter().all(|row| row.cost.is_none()));
        let task = rows[3].effort.unwrap();
        assert!(close(task.planned_value, 8.0) && close(task.earned_value, 4.0) && close(task.actual_cost, 8.0), "{task:?}");
        let plan = rows[0].effort.unwrap();
        assert_eq!((plan.budget_at_completion, plan.tasks), (60.0, 2));
        assert!(close(plan.schedule_performance_index.unwrap(), 0.5) && close(plan.cost_performance_index.unwrap(), 0.5));
        assert!(close(plan.estimate_at_completion, 120.0), "{plan:?}");
        assert_eq!(rows[1].effort, rows[0].effort);
        let untouched = rows[4].effort.unwrap();
        assert_eq!((untouched.schedule_performance_index, untouched.cost_performance_index, untouched.estimate_at_completion), (None, None, 20.0));

        let budget = |version, status| resources::ResourceRequest {
            kind: resources::ResourceKind::Budget.into(),
            amount_minor: Some(100_000),
            budget: "B1".into(),
            ..request(&story.tasks[0], version, "2026-07-06", status)
        };
        world.deliver(&[requested(budget(1, resources::RequestStatus::Submitted), None)]).await;
        assert!(asking.value(&story.plan).await[0].cost.is_none(), "what is asked for is not granted");
        world.deliver(&[requested(budget(2, resources::RequestStatus::Approved), None)]).await;
        let cost = asking.value(&story.plan).await[0].cost.unwrap();
        assert!(close(cost.planned_value, 20_000.0) && close(cost.earned_value, 10_000.0), "{cost:?}");
        assert_eq!((cost.cost_performance_index, cost.estimate_at_completion), (None, 100_000.0));
        world.deliver(&[requested(budget(3, resources::RequestStatus::Fulfilled), Some(20_000))]).await;
        // A later word about the request does not forget what was spent.
        world.deliver(&[requested(budget(4, resources::RequestStatus::Fulfilled), None)]).await;
        let cost = asking.value(&story.plan).await[0].cost.unwrap();
        assert!(close(cost.actual_cost, 20_000.0) && close(cost.estimate_at_completion, 200_000.0), "{cost:?}");

        let cancelled = tasks::Task { state: tasks::TaskState::Cancelled.into(), version: 2, ..story.tasks[1].clone() };
        world.deliver(&[changed(&cancelled)]).await;
        let plan = asking.value(&story.plan).await.remove(0);
        assert_eq!((plan.tasks, plan.effort.unwrap().budget_at_completion), (2, 40.0));
    }

    async fn a_plan_is_simulated_and_the_same_seed_says_the_same(pool: DbPool) {
        // TRACK-014
        let (world, story) = (World::over(pool), with_milestone());
        let mut asking = Asking::of(&world);
        world.deliver(&story.told()).await;
        let asked = |seed| pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), runs: 500, seed, correlation: 0.5 };
        let first = asking.risk(asked(Some(7))).await.unwrap();
        assert_eq!((first.runs, first.seed, first.as_of.as_str()), (500, 7, "2026-07-06"));
        assert_eq!(first.estimates.unwrap().default_spread, 3, "nobody has finished anything yet");
        let kinds: Vec<_> = first.subjects.iter().map(|one| (one.kind.as_str(), one.code.as_str(), one.forecast.as_str())).collect();
        assert_eq!(kinds, [("goal", "G1", "2026-07-24"), ("key_result", "KR1", "2026-07-24"), ("milestone", "T2", "2026-07-15")]);
        for one in &first.subjects {
            assert!(one.p50 <= one.p80 && one.p80 <= one.p95, "{one:?}");
        }
        let [goal, key_result, milestone] = &first.subjects[..] else { panic!("{first:?}") };
        assert!(close(goal.probability_on_time, 1.0), "two months of room");
        assert!(key_result.probability_on_time > 0.9, "{key_result:?}");
        assert!(milestone.probability_on_time < 0.9, "no room at all: {milestone:?}");
        assert_eq!(asking.risk(asked(Some(7))).await.unwrap(), first);
        assert_eq!(asking.risk(asked(None)).await.unwrap().seed, 1);
        let plain = pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), ..Default::default() };
        assert_eq!(asking.risk(plain).await.unwrap().runs, 1_000);
    }

    async fn what_people_took_before_says_what_they_will_take(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        let mut asking = Asking::of(&world);
        let past = Story::new();
        world.deliver(&past.told()).await;
        // Eight tasks of P-T2 in sales took ten working days instead of five.
        for _ in 0..8 {
            let done = tasks::Task {
                id: uuid::Uuid::now_v7().to_string(),
                code: "T9".into(),
                predecessors: Vec::new(),
                planned_start: "2026-06-22".into(),
                planned_end: "2026-06-26".into(),
                actual_start: "2026-06-22".into(),
                actual_finish: "2026-07-03".into(),
                percent: 100.0,
                ..past.tasks[1].clone()
            };
            world.deliver(&[changed(&done)]).await;
        }
        world.deliver(&story.told()).await;
        let asked = pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), runs: 100, ..Default::default() };
        let risk = asking.risk(asked).await.unwrap();
        let estimates = risk.estimates.unwrap();
        assert_eq!((estimates.owner_history, estimates.department_history, estimates.organisation_history, estimates.default_spread), (1, 1, 1, 0));
        let key_result = &risk.subjects[1];
        assert_eq!((key_result.p50.as_str(), key_result.p95.as_str(), key_result.probability_on_time), ("2026-08-14", "2026-08-14", 0.0));
    }

    async fn three_points_of_a_task_win_over_what_was_before_and_shrink_with_what_is_left(pool: DbPool) {
        let (world, mut story) = (World::over(pool.clone()), Story::new());
        let sure = |days| Some(tasks::ThreePointEstimate { optimistic_days: days, likely_days: days, pessimistic_days: days });
        (story.tasks[0].estimate, story.tasks[1].estimate, story.tasks[2].estimate) = (sure(7.0), sure(5.0), sure(6.0));
        world.deliver(&story.told()).await;
        let asked = || pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), runs: 100, ..Default::default() };
        let risk = Asking::of(&world).risk(asked()).await.unwrap();
        assert_eq!(risk.estimates.unwrap().three_point, 3);
        // Seven days, five and six from Monday the 6th on.
        assert_eq!((risk.subjects[1].p50.as_str(), risk.subjects[1].p95.as_str()), ("2026-07-29", "2026-07-29"));
        // Two of four days are said to be left of T1 after today, for sure: it is finished on the 8th, and T2 as planned.
        world.deliver(&[story.report(2, "2026-07-06", 50.0, 2)]).await;
        let another = World::over(pool);
        for world in [&world, &another] {
            let risk = Asking::of(world).risk(asked()).await.unwrap();
            assert_eq!(risk.subjects[1].p50, "2026-07-23", "T1 and T2 are early by two days, and T3 takes one more than planned");
        }
    }

    async fn a_goal_is_there_when_what_hangs_under_it_in_other_plans_is(pool: DbPool) {
        let (world, first, second, _) = hanging(pool.clone(), false).await;
        let sure = |days| Some(tasks::ThreePointEstimate { optimistic_days: days, likely_days: days, pessimistic_days: days });
        let estimated = |task: &tasks::Task, days| changed(&tasks::Task { estimate: sure(days), version: 2, ..task.clone() });
        let events = first.tasks.iter().map(|task| estimated(task, 5.0));
        let below = second.tasks.iter().zip([7.0, 5.0, 6.0]);
        world.deliver(&events.chain(below.map(|(task, days)| estimated(task, days))).collect::<Vec<_>>()).await;
        let asked = || pb::AnalyseScheduleRiskRequest { plan_id: first.plan.clone(), runs: 100, ..Default::default() };
        let seen = |risk: &pb::ScheduleRisk| {
            let subjects = risk.subjects.iter();
            subjects.map(|one| (one.code.clone(), one.forecast.clone(), one.p50.clone(), one.p95.clone())).collect::<Vec<_>>()
        };
        let risk = Asking::of(&world).risk(asked()).await.unwrap();
        assert_eq!((risk.other_plans, risk.other_plans_as_forecast, risk.estimates.unwrap().three_point), (1, 0, 3));
        let row = |code: &str, forecast: &str, day: &str| (code.to_owned(), forecast.to_owned(), day.to_owned(), day.to_owned());
        let both = |forecast, day| [row("G1", forecast, day), row("KR1", forecast, day)];
        assert_eq!(seen(&risk), both("2026-07-24", "2026-07-29"), "what the other plan's tasks take, not what is planned there");

        // Two plans of three tasks each a hundred times are more than this one calculates.
        let mut config = cascade_monitoring::Config::default();
        config.risk.most_task_runs = 599;
        let small = World::configured(pool, world.clock.clone(), config);
        let risk = Asking::of(&small).risk(asked()).await.unwrap();
        assert_eq!((risk.other_plans, risk.other_plans_as_forecast), (0, 1));
        assert_eq!(seen(&risk), both("2026-07-24", "2026-07-24"), "as it is forecast");
    }

    async fn who_hangs_under_whom_in_one_plan_is_simulated_with_it(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        let goal = goals::Goal { id: uuid::Uuid::now_v7().to_string(), code: "G0".into(), ..story.goal_row(false) };
        let under = goals::Goal { parent_id: goal.id.clone(), version: 2, ..story.goal_row(false) };
        world.deliver(&story.told()).await;
        world.deliver(&[story.goal_event(goal), story.goal_event(under)]).await;
        let asked = pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), runs: 200, ..Default::default() };
        let risk = Asking::of(&world).risk(asked).await.unwrap();
        let [above, below, ..] = risk.subjects.as_slice() else { panic!("{risk:?}") };
        assert_eq!((above.code.as_str(), below.code.as_str(), risk.other_plans), ("G0", "G1", 0));
        assert_eq!((&above.p50, &above.p95), (&below.p50, &below.p95), "it has no task of its own");
        assert!(below.p95 > below.p50, "{below:?}");
    }

    async fn what_cannot_be_simulated_is_refused_by_name(pool: DbPool) {
        let (world, story) = (World::over(pool), Story::new());
        let mut asking = Asking::of(&world);
        world.deliver(&story.told()).await;
        let asked = pb::AnalyseScheduleRiskRequest { plan_id: story.plan.clone(), ..Default::default() };
        for (runs, correlation, wrong) in [(99, 0.0, "runs"), (10_001, 0.0, "runs"), (0, 1.5, "correlation"), (0, f64::NAN, "correlation")] {
            let message = pb::AnalyseScheduleRiskRequest { runs, correlation, ..asked.clone() };
            let refused = asking.risk(message).await.unwrap_err();
            assert_eq!((refused.code(), field(&refused).as_str()), (tonic::Code::InvalidArgument, wrong));
        }
        let unknown = pb::AnalyseScheduleRiskRequest { plan_id: uuid::Uuid::now_v7().to_string(), ..asked };
        assert_eq!(asking.risk(unknown).await.unwrap_err().code(), tonic::Code::NotFound);
    }
}
