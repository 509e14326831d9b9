//! What a report tells of one plan, as values that outlive the plan's lock.

use std::collections::BTreeMap;

use cascade_method::{Text, escalation::Stage, light::Light, status::DerivedStatus};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use super::Scope;
use crate::domain::{plan::PlanState, view::PathStep};

/// Everything that a report is told from.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(super) goals: Vec<Aim>,
    pub(super) key_results: Vec<Aim>,
    pub(super) tasks: Vec<Task>,
    pub(super) alerts: Vec<Alarm>,
}

/// A goal or a key result.
#[derive(Debug, Clone)]
pub(super) struct Aim {
    pub code: String,
    pub description: String,
    pub owner: String,
    pub deadline: NaiveDate,
    pub light: Light,
    pub reason: Text,
    /// Progress of a goal, attainment of a key result; 0–1 and beyond.
    pub attained: f64,
    /// Share of the work done, 0–1.
    pub completion: f64,
    pub forecast: Option<NaiveDate>,
    pub root_cause: Vec<PathStep>,
}

/// A task.
#[derive(Debug, Clone)]
pub(super) struct Task {
    pub code: String,
    pub name: String,
    pub owner: String,
    pub planned_start: NaiveDate,
    pub planned_end: NaiveDate,
    pub forecast: NaiveDate,
    pub percent: f64,
    pub light: Light,
    pub reason: Text,
    pub as_of: Option<NaiveDate>,
    pub started: Option<NaiveDate>,
    pub finished: Option<NaiveDate>,
    pub delay: i32,
    pub cause: String,
    pub milestones: Vec<(String, NaiveDate, Option<NaiveDate>)>,
}

/// An alert.
#[derive(Debug, Clone)]
pub(super) struct Alarm {
    pub cause: String,
    pub name: String,
    pub level: u8,
    pub highest: u8,
    pub assignee: String,
    pub stage: Stage,
    pub due: Option<NaiveDate>,
    pub raised: NaiveDate,
    pub closed: Option<NaiveDate>,
    pub affects: Vec<String>,
    /// Of the last correction: what, by whom, until when, whether it was found to work.
    pub correction: Option<(String, String, NaiveDate, bool)>,
}

impl Facts {
    /// Adds what another plan says.
    pub fn add(&mut self, other: Self) {
        self.goals.extend(other.goals);
        self.key_results.extend(other.key_results);
        self.tasks.extend(other.tasks);
        self.alerts.extend(other.alerts);
    }

    /// Brings everything into the order of its codes.
    pub fn sort(&mut self) {
        let key = |code: &str| (code.len(), code.to_owned());
        self.goals.sort_by_key(|row| key(&row.code));
        self.key_results.sort_by_key(|row| key(&row.code));
        self.tasks.sort_by_key(|row| key(&row.code));
        self.alerts
            .sort_by_key(|row| (std::cmp::Reverse(row.level), row.raised, key(&row.cause)));
    }

    /// Working days lost on the way to late goals, by the department that lost them.
    pub(super) fn lost_days(&self) -> BTreeMap<String, i32> {
        let mut lost: BTreeMap<(String, String), i32> = BTreeMap::new();
        for step in self.goals.iter().flat_map(|goal| &goal.root_cause) {
            // One task counts once, however many goals it makes late.
            let days = lost
                .entry((step.department.clone(), step.code.clone()))
                .or_default();
            *days = (*days).max(step.own_delay);
        }
        let mut by_department = BTreeMap::new();
        for ((department, _), days) in lost {
            if days > 0 {
                *by_department.entry(department).or_default() += days;
            }
        }
        by_department
    }
}

/// What a plan says of the departments in `scope`; nothing while it is not active.
#[must_use]
pub fn collect(plan: &PlanState, scope: &Scope, offset: FixedOffset) -> Facts {
    if !plan.plan.active {
        return Facts::default();
    }
    let day = |at: DateTime<Utc>| at.with_timezone(&offset).date_naive();
    let mut facts = Facts::default();
    for node in plan.goals.values() {
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            continue;
        };
        if scope.contains(&fact.department) {
            facts.goals.push(Aim {
                code: fact.code.clone(),
                description: fact.description.clone(),
                owner: fact.owner.clone(),
                deadline: fact.deadline,
                light: view.light,
                reason: view.reason.clone(),
                attained: fact.progress,
                completion: view.completion,
                forecast: view.forecast_finish,
                root_cause: view.root_cause.clone(),
            });
        }
    }
    for node in plan.key_results.values() {
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            continue;
        };
        let goal = plan.goals.get(&fact.goal_id);
        if goal.is_some_and(|goal| scope.contains(&goal.fact.department)) {
            facts.key_results.push(Aim {
                code: fact.code.clone(),
                description: fact.description.clone(),
                owner: fact.owner.clone(),
                deadline: fact.deadline,
                light: view.light,
                reason: view.reason.clone(),
                attained: fact.attainment,
                completion: view.completion,
                forecast: view.forecast_finish,
                root_cause: view.root_cause.clone(),
            });
        }
    }
    for node in plan.tasks.values() {
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            continue;
        };
        if scope.contains(&fact.department) && view.status != DerivedStatus::Cancelled {
            facts.tasks.push(Task {
                code: fact.code.clone(),
                name: fact.name.clone(),
                owner: fact.owner.clone(),
                planned_start: fact.planned_start,
                planned_end: fact.planned_end,
                forecast: view.forecast_finish,
                percent: fact.percent,
                light: view.light,
                reason: view.reason.clone(),
                as_of: fact.as_of,
                started: fact.actual_start,
                finished: fact.actual_finish,
                delay: view.delay,
                cause: fact.reported_cause.clone(),
                milestones: fact
                    .milestones
                    .iter()
                    .map(|one| (one.name.clone(), one.due, one.reached_on))
                    .collect(),
            });
        }
    }
    for alert in plan.alerts.values() {
        let Some(task) = plan.tasks.get(&alert.cause).map(|node| &node.fact) else {
            continue;
        };
        if !scope.contains(&task.department) {
            continue;
        }
        let highest = alert.history.iter().map(|entry| entry.level.number()).max();
        facts.alerts.push(Alarm {
            cause: task.code.clone(),
            name: task.name.clone(),
            level: alert.ladder.level.number(),
            highest: highest.unwrap_or(1),
            assignee: alert.assignee.clone(),
            stage: alert.ladder.stage,
            due: alert
                .ladder
                .due
                .map(|due| day(due - chrono::TimeDelta::minutes(1))),
            raised: day(alert.raised_at),
            closed: alert.closed_at.map(day),
            affects: alert.affects.clone(),
            correction: alert.corrections.last().map(|last| {
                (
                    last.description.clone(),
                    last.owner.clone(),
                    last.due,
                    last.verified.is_some(),
                )
            }),
        });
    }
    facts
}
