//! Settlements that look only at what was touched, against settlements that look at everything, over random facts.

mod steps;

use cascade_method::{
    Policy,
    escalation::Input,
    progress::BlockerCause,
    request::{ResourceKind, Status as RequestStatus},
    task::Constraints,
};
use cascade_monitoring::{
    Department, Directory,
    domain::{
        facts::*,
        outcome::{Outcome, Said},
        plan::PlanState,
        settle::Moment,
        working_time::{Worker, WorkingTime},
    },
    ids::{AlertId, GoalId, KeyResultId, PlanId, RequestId, TaskId},
};
use cascade_schedule::{Absence, DayPart, Layer};
use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use proptest::{prelude::*, sample::Index};

use steps::*;

fn day(offset: i64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, 24).unwrap() + TimeDelta::days(offset)
}

/// Identities of everything, in the order of their numbers.
struct World {
    plan: PlanId,
    other: PlanId,
    goals: Vec<GoalId>,
    key_results: Vec<KeyResultId>,
    tasks: Vec<TaskId>,
    foreign: Vec<TaskId>,
    requests: Vec<RequestId>,
    version: i64,
    today: NaiveDate,
    directory: Directory,
    policy: Policy,
}

impl World {
    fn new() -> Self {
        Self {
            plan: PlanId::new(),
            other: PlanId::new(),
            goals: (0..GOALS).map(|_| GoalId::new()).collect(),
            key_results: (0..KEY_RESULTS).map(|_| KeyResultId::new()).collect(),
            tasks: (0..TASKS).map(|_| TaskId::new()).collect(),
            foreign: (0..FOREIGN).map(|_| TaskId::new()).collect(),
            requests: (0..REQUESTS).map(|_| RequestId::new()).collect(),
            version: 1,
            today: day(7),
            directory: Directory::new([Department {
                code: "D".into(),
                name: "D".into(),
                parent: String::new(),
                head: "head".into(),
                version: 1,
            }]),
            policy: Policy::default(),
        }
    }

    fn moment(&self) -> Moment {
        let midnight = self.today.and_hms_opt(2, 0, 0).unwrap().and_utc();
        let now: DateTime<Utc> = midnight + TimeDelta::seconds(self.version);
        Moment::at(now, FixedOffset::east_opt(8 * 3600).unwrap())
    }

    fn plan(&self, active: bool) -> PlanFact {
        PlanFact {
            id: self.plan,
            code: "P".into(),
            title: "P".into(),
            active,
            version: self.version,
        }
    }

    fn goal(&self, at: usize, company_goal: bool) -> GoalFact {
        GoalFact {
            id: self.goals[at],
            code: format!("G{at}"),
            description: String::new(),
            department: "D".into(),
            owner: "go".into(),
            deadline: day(90),
            progress: 0.0,
            company_goal,
            parent: (at > 0 && company_goal).then(|| {
                let (node, plan) = (self.goals[at - 1].into(), self.plan);
                ParentFact { node, plan }
            }),
            version: self.version,
        }
    }

    fn key_result(&self, at: usize, goal: usize, code: u32) -> KeyResultFact {
        KeyResultFact {
            id: self.key_results[at],
            goal_id: self.goals[goal],
            code: format!("KR{at}.{code}"),
            description: String::new(),
            owner: format!("ko{at}"),
            deadline: day(80),
            weight: f64::from(20 + code),
            attainment: 0.0,
            version: self.version,
        }
    }

    fn task(&self, at: usize, said: &Facts) -> TaskFact {
        let before: Vec<(TaskId, PlanId)> = self.tasks[..at]
            .iter()
            .map(|id| (*id, self.plan))
            .chain(self.foreign.iter().map(|id| (*id, self.other)))
            .collect();
        let day_of = |offset: Option<i64>| offset.map(day);
        let begun = said.begun.map(|back| self.today - TimeDelta::days(back));
        TaskFact {
            id: self.tasks[at],
            key_result_id: self.key_results[said.key_result],
            code: format!("T{at:02}"),
            name: format!("task {}", said.name),
            owner: format!("o{}", said.owner),
            department: "D".into(),
            planned_start: day(said.start),
            planned_end: day(said.start + said.days),
            duration: u32::try_from(said.days).unwrap() + 1,
            effort_hours: None,
            estimate: None,
            baseline: None,
            state: said.state,
            percent: f64::from(said.percent),
            remaining: said.remaining,
            as_of: begun.map(|_| self.today),
            actual_start: begun,
            actual_finish: said
                .finished
                .and(begun)
                .map(|begun| begun.max(self.today - TimeDelta::days(1))),
            reported_cause: format!("cause {}", said.name),
            cause_kind: any_cause(self.version),
            predecessors: said
                .links
                .iter()
                .map(|(which, kind, lag)| {
                    let (predecessor, plan) = before[which.index(before.len())];
                    LinkFact {
                        predecessor,
                        plan,
                        kind: *kind,
                        lag: *lag,
                    }
                })
                .collect(),
            constraints: Constraints {
                deadline: day_of(said.deadline),
                start_on: day_of(said.start_on),
                ..Constraints::default()
            },
            milestones: Vec::new(),
            skills: Vec::new(),
            version: self.version,
        }
    }

    fn request(&self, at: usize, task: usize, expected: Option<i64>, arrived: bool) -> RequestFact {
        RequestFact {
            id: self.requests[at],
            task: self.tasks[task],
            code: format!("R{at}"),
            kind: ResourceKind::Tool,
            description: String::new(),
            status: [RequestStatus::Approved, RequestStatus::Fulfilled][usize::from(arrived)],
            requested_from: "DATA".into(),
            requested_by: String::new(),
            decision_due: None,
            expected_arrival: expected.map(day),
            amount: None,
            spent: None,
            version: self.version,
        }
    }

    fn foreign(&self, at: usize, dates: Option<(i64, i64)>) -> ForeignFact {
        ForeignFact {
            id: self.foreign[at],
            plan_id: self.other,
            code: format!("F{at}"),
            name: format!("foreign {}", self.version),
            owner: "fo".into(),
            department: "F".into(),
            dates: dates.map(|(start, days)| (day(start), day(start + days))),
            planned_start: day(3),
            planned_end: day(9),
            reported_cause: format!("foreign cause {}", self.version),
            cause_kind: any_cause(self.version),
            unasked: self.version % 3 == 0,
            revision: self.version,
        }
    }
}

/// One of the kinds of causes, or none.
fn any_cause(number: i64) -> Option<BlockerCause> {
    let at = usize::try_from(number).unwrap_or_default() % (BlockerCause::ALL.len() + 1);
    BlockerCause::ALL.get(at).copied()
}

/// Does a step to a plan; what is done about an alert is chosen by its cause, since alerts of two plans have other identities.
fn take(world: &World, plan: &mut PlanState, step: &Step, outcome: &mut Outcome) {
    match step {
        Step::Task(at, facts) => {
            plan.apply_task(world.task(*at, facts), world.today);
        }
        Step::KeyResult(at, goal, code) => {
            plan.apply_key_result(world.key_result(*at, *goal, *code));
        }
        Step::Goal(at, company) => {
            plan.apply_goal(world.goal(*at, *company));
        }
        Step::Foreign(at, dates) => {
            plan.apply_foreign(world.foreign(*at, *dates));
        }
        Step::Request(at, task, expected, arrived) => {
            let fact = world.request(*at, *task, *expected, *arrived);
            plan.apply_request(fact, world.today);
        }
        Step::Away(who, from, days, half) => {
            let worker = Worker {
                owner: format!("o{who}"),
                department: "D".into(),
            };
            let missed = if *half {
                DayPart::Morning
            } else {
                DayPart::Full
            };
            let time = WorkingTime {
                layers: vec![Layer {
                    exceptions: [(day(*from + 20), DayPart::Off)].into(),
                    confirmed_through: Some(day(*from + 30)),
                    ..Layer::default()
                }],
                absences: vec![Absence {
                    from: day(*from),
                    to: day(*from + *days),
                    missed,
                }],
            };
            plan.set_working_times([(worker, time)]);
        }
        Step::Activate(active) => {
            plan.apply_plan(world.plan(*active));
        }
        Step::Tomorrow => {}
        Step::Act(which, input) => {
            let worked_by = world.moment().now + TimeDelta::days(2);
            let inputs = [
                Input::Explained,
                Input::CorrectionFiled,
                Input::Accepted(worked_by),
                Input::Rejected,
                Input::DeadlineLapsed,
                Input::Acknowledged,
                Input::Snoozed {
                    days: 2,
                    until: worked_by,
                },
                Input::Verified,
            ];
            advance(world, plan, *which, &inputs[*input..=*input], outcome);
        }
        Step::Correct(which) => {
            let inputs = [
                Input::Explained,
                Input::CorrectionFiled,
                Input::Accepted(world.moment().now),
                Input::Verified,
            ];
            advance(world, plan, *which, &inputs, outcome);
        }
    }
}

fn advance(
    world: &World,
    plan: &mut PlanState,
    which: Index,
    inputs: &[Input],
    outcome: &mut Outcome,
) {
    let mut open: Vec<(TaskId, AlertId)> = plan
        .alerts
        .values()
        .filter(|alert| alert.is_open())
        .map(|alert| (alert.cause, alert.id))
        .collect();
    open.sort_unstable();
    if open.is_empty() {
        return;
    }
    let (_, alert) = open[which.index(open.len())];
    for input in inputs {
        // Refused where its state does not allow it, in both plans alike.
        let _ = plan.advance(
            alert,
            *input,
            "who",
            "",
            world.moment(),
            &world.directory,
            &world.policy.ladder,
            outcome,
        );
    }
}

/// What was said, alerts by their cause.
fn said(plan: &PlanState, outcome: &Outcome) -> Vec<String> {
    let of = |alert: &AlertId| plan.alerts[alert].cause;
    outcome
        .said
        .iter()
        .map(|said| match said {
            Said::AlertRaised(alert) => format!("raised {}", of(alert)),
            Said::AlertChanged(alert) => format!("changed {}", of(alert)),
            Said::AlertClosed(alert) => format!("closed {}", of(alert)),
            Said::AlertEscalated { alert, from } => format!("escalated {} {from}", of(alert)),
            Said::CorrectionFiled { alert, .. } => format!("filed {}", of(alert)),
            other => format!("{other:?}"),
        })
        .collect()
}

/// Alerts in an order and with identities that do not depend on chance.
fn alerts(plan: &PlanState) -> Vec<String> {
    let mut alerts: Vec<String> = plan
        .alerts
        .values()
        .map(|alert| {
            let mut alert = alert.clone();
            alert.id = "00000000-0000-7000-8000-000000000000".parse().unwrap();
            format!("{alert:?}")
        })
        .collect();
    alerts.sort();
    alerts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn what_is_kept_and_said_is_what_a_look_at_everything_gives(
        steps in prop::collection::vec(prop::collection::vec(any_step(), 1..4), 1..40),
    ) {
        let mut world = World::new();
        let mut some = PlanState::new(world.plan(true));
        let mut all = PlanState::new(world.plan(true));
        for at in 0..KEY_RESULTS {
            for plan in [&mut some, &mut all] {
                plan.apply_key_result(world.key_result(at, at % GOALS, 0));
                plan.apply_goal(world.goal(at % GOALS, false));
            }
        }
        for batch in steps {
            let (mut of_some, mut of_all) = (Outcome::default(), Outcome::default());
            for step in batch {
                world.version += 1;
                if matches!(step, Step::Tomorrow) {
                    world.today += TimeDelta::days(1);
                }
                take(&world, &mut some, &step, &mut of_some);
                take(&world, &mut all, &step, &mut of_all);
            }
            let moment = world.moment();
            some.settle(moment, &world.directory, &world.policy, &mut of_some);
            all.look_at_all();
            all.settle(moment, &world.directory, &world.policy, &mut of_all);
            prop_assert_eq!(said(&some, &of_some), said(&all, &of_all));
            prop_assert_eq!(alerts(&some), alerts(&all));
            prop_assert_eq!(of_some.timers.len(), of_all.timers.len());
            prop_assert_eq!(of_some.notifications.len(), of_all.notifications.len());
            let differences = some.differences(moment, &world.directory, &world.policy);
            prop_assert_eq!(differences, Vec::<String>::new());
        }
    }
}
