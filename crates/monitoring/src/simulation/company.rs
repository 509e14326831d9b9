//! An enterprise drawn from a seed: divisions of ten departments, each department with a plan, and what its tasks will really take.

use std::collections::BTreeMap;

use cascade_method::{status::StoredState, task::Constraints};
use cascade_schedule::{Calendar, LinkKind};
use chrono::NaiveDate;
use fastrand::Rng;

use super::Scenario;
use crate::{
    directory::{Department, Directory},
    domain::{
        facts::{GoalFact, KeyResultFact, LinkFact, PlanFact, TaskFact},
        plan::PlanState,
    },
    ids::{GoalId, KeyResultId, PlanId, TaskId},
};

const GOALS: usize = 2;
const KEY_RESULTS: usize = 3;
const TASKS: usize = 6;
/// Departments under one division.
const DIVISION: usize = 10;
/// Every so many tasks wait for another department's.
const FOREIGN: u32 = 12;

/// Everybody.
pub(super) struct Company {
    pub directory: Directory,
    pub calendar: Calendar,
    pub departments: Vec<Unit>,
    /// Which department has a plan.
    pub homes: BTreeMap<PlanId, usize>,
}

/// A department at work.
pub(super) struct Unit {
    pub code: String,
    pub plan: PlanState,
    /// Its tasks in the order of their codes.
    pub order: Vec<TaskId>,
    /// What nobody knows beforehand.
    pub truth: BTreeMap<TaskId, Truth>,
}

/// What a task really takes.
#[derive(Debug, Clone)]
pub(super) struct Truth {
    /// Working days of work left.
    pub left: f64,
    /// Working days of work in all, as far as is known by now.
    pub whole: f64,
    /// Working days that nobody works on it, because somebody is ill.
    pub ill: u32,
    /// Why it is late, once it is.
    pub cause: &'static str,
}

impl Company {
    /// Draws everybody.
    pub fn draw(scenario: &Scenario, rng: &mut Rng) -> Self {
        let calendar = Calendar::china();
        let count = usize::from(scenario.departments);
        let mut departments = Vec::with_capacity(count);
        let mut homes = BTreeMap::new();
        // Codes and dates of the tasks of the department before, for others to wait for.
        let mut before: Vec<(TaskId, PlanId, NaiveDate)> = Vec::new();
        for index in 0..count {
            let (unit, own) = Unit::draw(index, scenario, &calendar, &before, rng);
            homes.insert(unit.plan.plan.id, index);
            departments.push(unit);
            before = own;
        }
        Self {
            directory: directory(count),
            calendar,
            departments,
            homes,
        }
    }
}

fn directory(count: usize) -> Directory {
    let department = |code: String, parent: String, head: String| Department {
        name: code.clone(),
        code,
        parent,
        head,
        version: 1,
    };
    let mut all = vec![department("HQ".into(), String::new(), "CEO".into())];
    for division in 0..count.div_ceil(DIVISION) {
        all.push(department(
            format!("V{division:02}"),
            "HQ".into(),
            format!("VP{division:02}"),
        ));
    }
    for index in 0..count {
        all.push(department(
            code(index),
            format!("V{:02}", index / DIVISION),
            format!("{}-HEAD", code(index)),
        ));
    }
    Directory::new(all)
}

fn code(index: usize) -> String {
    format!("D{index:03}")
}

impl Unit {
    fn draw(
        index: usize,
        scenario: &Scenario,
        calendar: &Calendar,
        others: &[(TaskId, PlanId, NaiveDate)],
        rng: &mut Rng,
    ) -> (Self, Vec<(TaskId, PlanId, NaiveDate)>) {
        let code = code(index);
        let id = PlanId::new();
        let mut plan = PlanState::new(PlanFact {
            id,
            code: format!("{code}-Q"),
            title: code.clone(),
            active: true,
            version: 1,
        });
        let deadline = scenario.begin + chrono::Days::new(u64::from(scenario.weeks) * 7);
        let mut unit_order = Vec::new();
        let mut truth = BTreeMap::new();
        let mut own = Vec::new();
        for goal in 0..GOALS {
            let goal_id = GoalId::new();
            plan.apply_goal(GoalFact {
                id: goal_id,
                code: format!("{code}-G{goal}"),
                description: String::new(),
                department: code.clone(),
                owner: format!("{code}-HEAD"),
                deadline,
                progress: 0.0,
                // One department in five carries a goal of the company.
                company_goal: goal == 0 && index % 5 == 4,
                parent: None,
                version: 1,
            });
            for key_result in 0..KEY_RESULTS {
                let kr = goal * KEY_RESULTS + key_result;
                let key_result_id = KeyResultId::new();
                plan.apply_key_result(KeyResultFact {
                    id: key_result_id,
                    goal_id,
                    code: format!("{code}-KR{kr}"),
                    description: String::new(),
                    owner: format!("{code}-K{kr}"),
                    deadline,
                    weight: 100.0 / KEY_RESULTS as f64,
                    attainment: 0.0,
                    version: 1,
                });
                let mut start = calendar.next_working(scenario.begin);
                let mut last: Option<TaskId> = None;
                for number in 0..TASKS {
                    let duration = rng.u32(5..=10);
                    let end = calendar.add_working_days(start, duration as i32 - 1);
                    let task = TaskId::new();
                    let mut predecessors: Vec<LinkFact> = Vec::new();
                    let link = |predecessor, plan| LinkFact {
                        predecessor,
                        plan,
                        kind: LinkKind::FinishToStart,
                        lag: 0,
                    };
                    predecessors.extend(last.map(|before| link(before, id)));
                    let earlier: Vec<_> =
                        others.iter().filter(|(_, _, done)| *done < start).collect();
                    if !earlier.is_empty() && rng.u32(0..FOREIGN) == 0 {
                        let (other, home, _) = earlier[rng.usize(0..earlier.len())];
                        predecessors.push(link(*other, *home));
                    }
                    plan.apply_task(
                        TaskFact {
                            id: task,
                            key_result_id,
                            code: format!("{code}-T{kr}{number}"),
                            name: format!("task {kr}.{number}"),
                            owner: format!("{code}-P{}", (kr * TASKS + number) % 12),
                            department: code.clone(),
                            planned_start: start,
                            planned_end: end,
                            duration,
                            effort_hours: None,
                            estimate: None,
                            baseline: Some((start, end)),
                            state: StoredState::Active,
                            percent: 0.0,
                            remaining: None,
                            as_of: None,
                            actual_start: None,
                            actual_finish: None,
                            reported_cause: String::new(),
                            cause_kind: None,
                            constraints: Constraints::default(),
                            predecessors,
                            milestones: Vec::new(),
                            skills: Vec::new(),
                            version: 1,
                        },
                        scenario.begin,
                    );
                    let whole = f64::from(duration) * stretch(rng);
                    truth.insert(
                        task,
                        Truth {
                            left: whole,
                            whole,
                            ill: 0,
                            cause: ["dependency", "requirement", "resource", "external"]
                                [rng.usize(0..4)],
                        },
                    );
                    own.push((task, id, end));
                    unit_order.push(task);
                    last = Some(task);
                    // A day or two of air after each.
                    start = calendar.add_working_days(end, rng.i32(1..=2));
                }
            }
        }
        unit_order.sort_by(|a, b| plan.tasks[a].fact.code.cmp(&plan.tasks[b].fact.code));
        let unit = Self {
            code,
            plan,
            order: unit_order,
            truth,
        };
        (unit, own)
    }
}

/// How much longer a task takes than planned: most a little less, some much more, as a sum of three draws has it.
fn stretch(rng: &mut Rng) -> f64 {
    let middle = (rng.f64() + rng.f64() + rng.f64()) / 3.0;
    let tail = if rng.u32(0..10) == 0 { 0.6 } else { 0.0 };
    0.65 + 0.6 * middle + tail
}
