//! How all active plans stand, from what is kept of them: counted rows in, figures of plans, goals, departments and people out.

use std::collections::{BTreeMap, BTreeSet};

use cascade_method::light::Light;
use chrono::NaiveDate;

use crate::ids::{AlertId, GoalId, PlanId, TaskId};

/// What is kept of all active plans, counted where single rows do not matter.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Plans.
    pub plans: Vec<KeptPlan>,
    /// Their goals.
    pub goals: Vec<KeptGoal>,
    /// Their key results: goal, light, how many.
    pub key_results: Vec<(GoalId, Light, i64)>,
    /// Their tasks.
    pub tasks: Vec<KeptTasks>,
    /// Their open alerts.
    pub alerts: Vec<KeptAlert>,
    /// Begun or overdue, unfinished and not green: owner, how many.
    pub behind: Vec<(String, i64)>,
    /// Departments of people, by person.
    pub people: BTreeMap<String, String>,
}

/// A plan.
#[derive(Debug, Clone)]
pub struct KeptPlan {
    /// Identity.
    pub id: PlanId,
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
}

/// A goal.
#[derive(Debug, Clone)]
pub struct KeptGoal {
    /// Identity.
    pub id: GoalId,
    /// Its plan.
    pub plan: PlanId,
    /// Code.
    pub code: String,
    /// What it says.
    pub description: String,
    /// Department code.
    pub department: String,
    /// Person code.
    pub owner: String,
    /// Last day.
    pub deadline: NaiveDate,
    /// 0–1.
    pub progress: f64,
    /// A goal of the company.
    pub company_goal: bool,
    /// Its light.
    pub light: Light,
}

/// How many tasks of a plan are alike.
#[derive(Debug, Clone)]
pub struct KeptTasks {
    /// Their plan.
    pub plan: PlanId,
    /// Department code.
    pub department: String,
    /// Their light.
    pub light: Light,
    /// How many.
    pub count: i64,
    /// How many of them are finished.
    pub done: i64,
}

/// An open alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAlert {
    /// Identity.
    pub id: AlertId,
    /// Its plan.
    pub plan: PlanId,
    /// 1–4.
    pub level: i64,
    /// Person code.
    pub assignee: String,
    /// Code of the late task.
    pub cause: String,
}

/// A task that is behind.
#[derive(Debug, Clone)]
pub struct LateTask {
    /// Identity.
    pub id: TaskId,
    /// Its plan.
    pub plan: PlanId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// Last planned day.
    pub planned_end: NaiveDate,
    /// Last forecast day.
    pub forecast_finish: Option<NaiveDate>,
    /// 0–100.
    pub percent: f64,
    /// Its light.
    pub light: Light,
}

/// How many are of each light.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lights {
    /// Green ones.
    pub green: i64,
    /// Yellow ones.
    pub yellow: i64,
    /// Red ones.
    pub red: i64,
}

impl Lights {
    fn add(&mut self, light: Light, count: i64) {
        match light {
            Light::Green => self.green += count,
            Light::Yellow => self.yellow += count,
            Light::Red => self.red += count,
        }
    }
}

/// Figures of a plan.
#[derive(Debug, Clone, Default)]
pub struct PlanFigures {
    /// Worst of all its goals; none without a goal.
    pub light: Option<Light>,
    /// Mean of the goals told of, 0–1.
    pub progress: f64,
    /// Its goals.
    pub goals: Lights,
    /// Its key results.
    pub key_results: Lights,
    /// Its tasks.
    pub tasks: Lights,
    /// How many tasks are finished.
    pub done: i64,
    /// How many alerts are open.
    pub alerts: i64,
    /// Their highest level.
    pub level: i64,
}

/// Figures of a department.
#[derive(Debug, Clone, Default)]
pub struct DepartmentFigures {
    /// Its goals.
    pub goals: Lights,
    /// Its tasks.
    pub tasks: Lights,
    /// How many tasks are finished.
    pub done: i64,
    /// How many alerts wait for its people.
    pub alerts: i64,
}

/// Figures of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonFigures {
    /// Department code; empty where nobody knows.
    pub department: String,
    /// Alerts that wait for the person.
    pub alerts: Vec<KeptAlert>,
    /// Tasks that are behind.
    pub behind: i64,
}

/// The figures.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Of plans, newest last.
    pub plans: Vec<(KeptPlan, PlanFigures)>,
    /// Of goals, with their key results.
    pub goals: Vec<(KeptGoal, Lights)>,
    /// Of departments, by code.
    pub departments: BTreeMap<String, DepartmentFigures>,
    /// Of people, those with most alerts first, then those with most tasks that are behind.
    pub people: Vec<(String, PersonFigures)>,
}

/// Counts together what is kept; only of `departments` where they are given.
#[must_use]
pub fn figures(kept: Kept, departments: Option<&BTreeSet<String>>) -> Overview {
    let told = |department: &str| departments.is_none_or(|wanted| wanted.contains(department));
    let mut plans: BTreeMap<PlanId, PlanFigures> = BTreeMap::new();
    let mut of_departments: BTreeMap<String, DepartmentFigures> = BTreeMap::new();
    let mut touched: BTreeSet<PlanId> = BTreeSet::new();

    let mut of_goals: BTreeMap<GoalId, Lights> = BTreeMap::new();
    for (goal, light, count) in kept.key_results {
        of_goals.entry(goal).or_default().add(light, count);
    }
    let mut goals = Vec::with_capacity(kept.goals.len());
    let mut progress: BTreeMap<PlanId, (f64, f64)> = BTreeMap::new();
    for goal in kept.goals {
        let plan = plans.entry(goal.plan).or_default();
        plan.light = plan.light.max(Some(goal.light));
        if !told(&goal.department) {
            continue;
        }
        touched.insert(goal.plan);
        plan.goals.add(goal.light, 1);
        let parts = of_goals.get(&goal.id).copied().unwrap_or_default();
        plan.key_results.green += parts.green;
        plan.key_results.yellow += parts.yellow;
        plan.key_results.red += parts.red;
        let (sum, number) = progress.entry(goal.plan).or_default();
        *sum += goal.progress;
        *number += 1.0;
        let department = of_departments.entry(goal.department.clone()).or_default();
        department.goals.add(goal.light, 1);
        goals.push((goal, parts));
    }
    for tasks in kept.tasks.iter().filter(|tasks| told(&tasks.department)) {
        touched.insert(tasks.plan);
        let plan = plans.entry(tasks.plan).or_default();
        plan.tasks.add(tasks.light, tasks.count);
        plan.done += tasks.done;
        let department = of_departments.entry(tasks.department.clone()).or_default();
        department.tasks.add(tasks.light, tasks.count);
        department.done += tasks.done;
    }
    let home = |person: &str| kept.people.get(person).cloned().unwrap_or_default();
    let mut people: BTreeMap<String, PersonFigures> = BTreeMap::new();
    for alert in kept.alerts {
        let plan = plans.entry(alert.plan).or_default();
        plan.alerts += 1;
        plan.level = plan.level.max(alert.level);
        let department = home(&alert.assignee);
        if told(&department) {
            if !department.is_empty() {
                of_departments.entry(department).or_default().alerts += 1;
            }
            let person = people.entry(alert.assignee.clone()).or_default();
            person.alerts.push(alert);
        }
    }
    for (owner, count) in kept.behind {
        if told(&home(&owner)) {
            people.entry(owner).or_default().behind += count;
        }
    }
    for (code, person) in &mut people {
        person.department = home(code);
    }
    let mut people: Vec<_> = people.into_iter().collect();
    people.sort_by_key(|(_, person)| std::cmp::Reverse((person.alerts.len(), person.behind)));
    Overview {
        plans: kept
            .plans
            .into_iter()
            .filter(|plan| departments.is_none() || touched.contains(&plan.id))
            .map(|plan| {
                let mut figures = plans.remove(&plan.id).unwrap_or_default();
                if let Some((sum, number)) = progress.get(&plan.id) {
                    figures.progress = sum / number;
                }
                (plan, figures)
            })
            .collect(),
        goals,
        departments: of_departments,
        people,
    }
}
