//! What reports tell of one plan, as values that outlive the plan's lock: collected once, and cut to the departments of each report.

use std::{collections::BTreeMap, sync::Arc};

use cascade_method::{
    Text, escalation::Stage, light::Light, progress::BlockerCause, status::DerivedStatus,
};
use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};

use super::{Scope, Span};
use crate::domain::{
    alert::Alert,
    facts::TaskFact,
    plan::PlanState,
    view::{PathStep, TaskView},
};

/// Days after those of a report in which tasks that have not begun may still be told of: more than any look ahead, holidays and all.
const AHEAD: Days = Days::new(62);

/// Everything that a report is told from; shared with those of the departments above.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub(super) goals: Vec<Arc<Aim>>,
    pub(super) key_results: Vec<Arc<Aim>>,
    pub(super) tasks: Vec<Arc<Task>>,
    pub(super) alerts: Vec<Arc<Alarm>>,
}

/// Facts by the department that they are of: each stands once in memory, however many reports tell of it.
#[derive(Debug, Default)]
pub struct Collected(BTreeMap<String, Facts>);

impl Collected {
    /// Adds what another plan says.
    pub fn add(&mut self, other: Self) {
        for (department, facts) in other.0 {
            self.of(&department).add(&facts);
        }
    }

    /// What is of these departments, in the order of its codes.
    #[must_use]
    pub fn cut(&self, scope: &Scope) -> Facts {
        let mut facts = Facts::default();
        for (_, theirs) in self.0.iter().filter(|(code, _)| scope.contains(*code)) {
            facts.add(theirs);
        }
        facts.sort();
        facts
    }

    fn of(&mut self, department: &str) -> &mut Facts {
        self.0.entry(department.to_owned()).or_default()
    }
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
    pub cause: Option<BlockerCause>,
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
    fn add(&mut self, other: &Self) {
        self.goals.extend_from_slice(&other.goals);
        self.key_results.extend_from_slice(&other.key_results);
        self.tasks.extend_from_slice(&other.tasks);
        self.alerts.extend_from_slice(&other.alerts);
    }

    /// Brings everything into the order of its codes.
    fn sort(&mut self) {
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

/// What a plan says of the departments in `scope` that a report of these days may tell; nothing while it is not active.
#[must_use]
pub fn collect(plan: &PlanState, scope: &Scope, span: Span, offset: FixedOffset) -> Collected {
    let mut collected = Collected::default();
    if !plan.plan.active {
        return collected;
    }
    for node in plan.goals.values() {
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            continue;
        };
        if scope.contains(&fact.department) {
            let goal = Aim {
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
            };
            collected.of(&fact.department).goals.push(Arc::new(goal));
        }
    }
    for node in plan.key_results.values() {
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            continue;
        };
        let goal = plan.goals.get(&fact.goal_id).map(|goal| &goal.fact);
        if let Some(goal) = goal.filter(|goal| scope.contains(&goal.department)) {
            let key_result = Aim {
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
            };
            let facts = collected.of(&goal.department);
            facts.key_results.push(Arc::new(key_result));
        }
    }
    for node in plan.tasks.values() {
        let (fact, Some(view)) = (&node.fact, &node.view) else {
            continue;
        };
        if scope.contains(&fact.department) && is_told(fact, view, span) {
            let facts = collected.of(&fact.department);
            facts.tasks.push(Arc::new(task(fact, view)));
        }
    }
    for alert in plan.alerts.values() {
        let Some(fact) = plan.tasks.get(&alert.cause).map(|node| &node.fact) else {
            continue;
        };
        let alarm = alarm(alert, fact, offset);
        let is_told = alarm.closed.is_none_or(|day| day >= span.from) || alarm.raised >= span.from;
        if is_told && scope.contains(&fact.department) {
            let facts = collected.of(&fact.department);
            facts.alerts.push(Arc::new(alarm));
        }
    }
    collected
}

/// Whether a report of these days may tell of a task: one that was finished long before, or that begins long after with nothing the matter,
/// is in none of its tables.
fn is_told(fact: &TaskFact, view: &TaskView, span: Span) -> bool {
    let is_recent = |day: Option<NaiveDate>| day.is_some_and(|day| day >= span.from);
    let soon = span.to + AHEAD;
    if view.status == DerivedStatus::Cancelled {
        return false;
    }
    if fact.actual_finish.is_some() {
        return is_recent(fact.actual_finish) || is_recent(fact.as_of);
    }
    fact.planned_start <= soon
        || fact.actual_start.is_some()
        || is_recent(fact.as_of)
        || view.light != Light::Green
        || view.delay > 0
        || fact.milestones.iter().any(|one| one.due <= soon)
}

fn task(fact: &TaskFact, view: &TaskView) -> Task {
    Task {
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
        cause: fact.cause_kind,
        milestones: fact
            .milestones
            .iter()
            .map(|one| (one.name.clone(), one.due, one.reached_on))
            .collect(),
    }
}

fn alarm(alert: &Alert, task: &TaskFact, offset: FixedOffset) -> Alarm {
    let day = |at: DateTime<Utc>| at.with_timezone(&offset).date_naive();
    let highest = alert.history.iter().map(|entry| entry.level.number()).max();
    Alarm {
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
    }
}
