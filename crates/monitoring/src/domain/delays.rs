//! Everything of a plan that is late: milestones, key results and goals, each with the path of tasks that makes it late and the days
//! that each department adds.

use std::collections::BTreeMap;

use cascade_method::{light::Light, status::StoredState};
use chrono::NaiveDate;

use super::{
    facts::{MilestoneFact, TaskFact},
    plan::PlanState,
    view::{PathStep, RollUp, TaskView},
};
use crate::ids::TaskId;

/// What is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A goal.
    Goal,
    /// A key result.
    KeyResult,
    /// A milestone of a task.
    Milestone,
}

/// Something that is late, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Delay {
    /// What it is.
    pub kind: Kind,
    /// Its identity; of a milestone that of its task.
    pub id: String,
    /// Its code; of a milestone that of its task.
    pub code: String,
    /// What people know it by.
    pub name: String,
    /// Person code.
    pub owner: String,
    /// Department code.
    pub department: String,
    /// When it was to be there.
    pub due: NaiveDate,
    /// When it will be, or was.
    pub forecast: Option<NaiveDate>,
    /// Its light; of a milestone that of its task.
    pub light: Light,
    /// From the cause to it.
    pub path: Vec<PathStep>,
}

impl Delay {
    /// Working days that its path explains.
    #[must_use]
    pub fn days(&self) -> i32 {
        self.path.iter().map(|step| step.own_delay).sum()
    }
}

/// Working days that each department adds on a path.
#[must_use]
pub fn days_by_department(path: &[PathStep]) -> BTreeMap<String, i32> {
    let mut days = BTreeMap::new();
    for step in path.iter().filter(|step| step.own_delay > 0) {
        *days.entry(step.department.clone()).or_insert(0) += step.own_delay;
    }
    days
}

/// Working days that each department adds on all paths, each task counted once, with the most that it adds on any of them: a task that
/// makes ten others late has lost its days once.
#[must_use]
pub fn days_of_departments(delays: &[Delay]) -> BTreeMap<String, i32> {
    let mut tasks: BTreeMap<TaskId, (&str, i32)> = BTreeMap::new();
    for step in delays.iter().flat_map(|delay| &delay.path) {
        let (_, days) = tasks.entry(step.task).or_insert((&step.department, 0));
        *days = step.own_delay.max(*days);
    }
    let mut days = BTreeMap::new();
    for (department, own) in tasks.into_values().filter(|(_, own)| *own > 0) {
        *days.entry(department.to_owned()).or_insert(0) += own;
    }
    days
}

impl PlanState {
    /// What is late: goals, key results, milestones, each by code. A goal or key result is late where its forecast is past its deadline, by
    /// the working days in between; or where a task of it is, by the days of that task.
    #[must_use]
    pub fn delays(&self) -> Vec<Delay> {
        let mut found = Vec::new();
        for (id, node) in &self.goals {
            let fact = &node.fact;
            let late = node
                .view
                .as_ref()
                .and_then(|view| late(view, fact.deadline));
            found.extend(late.map(|view| Delay {
                kind: Kind::Goal,
                id: id.to_string(),
                code: fact.code.clone(),
                name: fact.description.clone(),
                owner: fact.owner.clone(),
                department: fact.department.clone(),
                due: fact.deadline,
                forecast: view.forecast_finish,
                light: view.light,
                path: view.root_cause.clone(),
            }));
        }
        for (id, node) in &self.key_results {
            let fact = &node.fact;
            let late = node
                .view
                .as_ref()
                .and_then(|view| late(view, fact.deadline));
            let goal = self.goals.get(&fact.goal_id);
            found.extend(late.map(|view| {
                Delay {
                    kind: Kind::KeyResult,
                    id: id.to_string(),
                    code: fact.code.clone(),
                    name: fact.description.clone(),
                    owner: fact.owner.clone(),
                    department: goal
                        .map(|goal| goal.fact.department.clone())
                        .unwrap_or_default(),
                    due: fact.deadline,
                    forecast: view.forecast_finish,
                    light: view.light,
                    path: view.root_cause.clone(),
                }
            }));
        }
        for node in self.tasks.values() {
            if node.fact.state == StoredState::Cancelled {
                continue;
            }
            if let Some(view) = &node.view {
                let milestones = node.fact.milestones.iter();
                found.extend(
                    milestones.filter_map(|one| self.milestone_delay(&node.fact, view, one)),
                );
            }
        }
        found.sort_by(|a, b| {
            let key = |one: &Delay| (one.kind, one.code.len());
            key(a)
                .cmp(&key(b))
                .then_with(|| a.code.cmp(&b.code))
                .then(a.due.cmp(&b.due))
                .then_with(|| a.name.cmp(&b.name))
        });
        found
    }

    /// Why a milestone is late; none where it is not.
    #[must_use]
    pub fn milestone_delay(
        &self,
        fact: &TaskFact,
        view: &TaskView,
        milestone: &MilestoneFact,
    ) -> Option<Delay> {
        let forecast = self.milestone_forecast(fact, view, milestone);
        let calendar = self.planning_calendar(fact);
        let days = calendar.working_days_between(milestone.due, forecast);
        (days > 0).then(|| Delay {
            kind: Kind::Milestone,
            id: fact.id.to_string(),
            code: fact.code.clone(),
            name: milestone.name.clone(),
            owner: fact.owner.clone(),
            department: fact.department.clone(),
            due: milestone.due,
            forecast: Some(forecast),
            light: view.light,
            path: self.root_cause_of_days(fact.id, days),
        })
    }
}

/// A roll-up that is late.
fn late(view: &RollUp, deadline: NaiveDate) -> Option<&RollUp> {
    let is_past = view.forecast_finish.is_some_and(|finish| finish > deadline);
    (is_past || !view.root_cause.is_empty()).then_some(view)
}
