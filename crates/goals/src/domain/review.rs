//! Closing a plan (§8): what keeps it open, what is written about it, what it teaches.

use std::collections::HashMap;

use cascade_method::{
    Finding as Said, Severity,
    review::{self, statistics},
};
use cascade_proto::goals::v1 as pb;
use cascade_schedule::Calendar;
use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    domain::{facts::TaskFact, tree::Tree},
    ids::{NodeId, TaskId},
};

/// What people wrote about a goal or key result.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The goal or key result.
    pub subject: NodeId,
    /// Of a key result: the last word on its value.
    pub final_value: Option<f64>,
    /// 亮点
    pub highlights: String,
    /// 差距
    pub gaps: String,
    /// 根因
    pub root_cause: String,
    /// 改进措施
    pub improvement: String,
    /// Code of the person.
    pub improvement_owner: String,
    /// Until when.
    pub improvement_due: Option<NaiveDate>,
    /// Goes on in the next period.
    pub carried_over: bool,
    /// Rises by one with every change; 0 while nothing is written.
    pub version: i64,
}

impl Written {
    /// Nothing written yet.
    #[must_use]
    pub fn nothing(subject: NodeId) -> Self {
        Self {
            subject,
            final_value: None,
            highlights: String::new(),
            gaps: String::new(),
            root_cause: String::new(),
            improvement: String::new(),
            improvement_owner: String::new(),
            improvement_due: None,
            carried_over: false,
            version: 0,
        }
    }

    /// What the rules say of it.
    #[must_use]
    pub fn check(&self, code: &str, completion: f64) -> Vec<Said> {
        review::check(&review::Row {
            code,
            completion,
            gaps: &self.gaps,
            root_cause: &self.root_cause,
            improvement: &self.improvement,
            owner: &self.improvement_owner,
            due: self.improvement_due,
        })
    }
}

/// What was decided about an unfinished task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposed {
    /// The task.
    pub task: TaskId,
    /// What becomes of it.
    pub disposition: pb::Disposition,
    /// Why.
    pub note: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A plan at its end: everything that the review looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// The plan with its goals and key results.
    pub tree: Tree,
    /// Its tasks.
    pub tasks: Vec<TaskFact>,
    /// What its open red alerts are about.
    pub red_alerts: Vec<String>,
    /// What was written.
    pub written: HashMap<NodeId, Written>,
    /// What was decided.
    pub disposed: HashMap<TaskId, Disposed>,
}

impl Ending {
    /// Tasks that somebody still has to do something about.
    pub fn unfinished(&self) -> impl Iterator<Item = &TaskFact> {
        self.tasks.iter().filter(|task| task.is_open())
    }

    /// What is written about a goal or key result.
    #[must_use]
    pub fn written(&self, subject: NodeId) -> Written {
        self.written
            .get(&subject)
            .cloned()
            .unwrap_or_else(|| Written::nothing(subject))
    }

    /// What keeps the plan from closing (REV-001, REV-002, REV-003).
    #[must_use]
    pub fn gates(&self) -> Vec<Said> {
        let open = self
            .unfinished()
            .filter(|task| !self.disposed.contains_key(&task.id))
            .map(|task| review::task_open(&task.code, task.percent));
        let alerts = self.red_alerts.iter().map(|code| review::red_alert(code));
        let values = self
            .tree
            .key_results
            .iter()
            .filter(|part| self.written(part.id.into()).final_value.is_none())
            .map(|part| review::final_value_missing(&part.code));
        open.chain(alerts).chain(values).collect()
    }

    /// What should be written but keeps nothing open.
    #[must_use]
    pub fn warnings(&self) -> Vec<Said> {
        let goals = self
            .tree
            .goals
            .iter()
            .map(|goal| (NodeId::from(goal.id), &goal.code, goal.progress));
        let parts = self
            .tree
            .key_results
            .iter()
            .map(|part| (NodeId::from(part.id), &part.code, part.attainment));
        goals
            .chain(parts)
            .flat_map(|(id, code, completion)| self.written(id).check(code, completion))
            .filter(|said| said.severity() == Severity::Warning)
            .collect()
    }

    /// What the plan teaches (REV-006), seen from `today`. Delays count from the approved end; estimates are judged by the
    /// dates approved first, which no adjustment has made fit.
    #[must_use]
    pub fn statistics(&self, calendar: &Calendar, today: NaiveDate) -> pb::Statistics {
        let until = today.min(self.tree.plan.period_end);
        let tasks: Vec<statistics::Task> = self
            .tasks
            .iter()
            .filter(|task| !task.cancelled)
            .filter(|task| {
                let decided = self.disposed.get(&task.id).map(|made| made.disposition);
                decided != Some(pb::Disposition::Cancelled)
            })
            .map(|task| {
                let (start, end) = task.first.unwrap_or((task.planned_start, task.planned_end));
                let last = task.actual_finish.unwrap_or(until);
                statistics::Task {
                    kind: task.kind.clone(),
                    owner: task.owner.clone(),
                    planned_days: calendar.working_days(start, end).max(1),
                    actual_days: task
                        .actual_start
                        .zip(task.actual_finish)
                        .map(|(start, finish)| calendar.working_days(start, finish).max(1)),
                    delay_days: calendar.working_days_between(task.planned_end, last),
                    cause: task.cause.clone(),
                }
            })
            .collect();
        message(&statistics::statistics(&tasks))
    }
}

fn message(found: &statistics::Statistics) -> pb::Statistics {
    pb::Statistics {
        tasks: found.tasks,
        finished: found.finished,
        on_time_rate: found.on_time_rate,
        mean_delay_days: found.mean_delay_days,
        by_kind: found.by_kind.iter().map(error).collect(),
        by_person: found.by_person.iter().map(error).collect(),
        causes: found
            .causes
            .iter()
            .map(|cause| pb::DelayCause {
                name: cause.name.clone(),
                tasks: cause.tasks,
                days: cause.days,
                cumulative: cause.cumulative,
            })
            .collect(),
    }
}

fn error(error: &statistics::EstimateError) -> pb::EstimateError {
    pb::EstimateError {
        name: error.name.clone(),
        tasks: error.tasks,
        factor: error.factor,
        mean_absolute: error.mean_absolute,
    }
}

/// Errors of several plans as one, weighted by their tasks, by name.
#[must_use]
pub fn together<'a>(
    errors: impl IntoIterator<Item = &'a pb::EstimateError>,
) -> Vec<pb::EstimateError> {
    let mut sums: std::collections::BTreeMap<&str, (u32, f64, f64)> = Default::default();
    for error in errors {
        let n = f64::from(error.tasks);
        let sum = sums.entry(&error.name).or_default();
        sum.0 += error.tasks;
        sum.1 += n * error.factor;
        sum.2 += n * error.mean_absolute;
    }
    sums.into_iter()
        .filter(|(_, sum)| sum.0 > 0)
        .map(|(name, (tasks, factor, absolute))| pb::EstimateError {
            name: name.to_owned(),
            tasks,
            factor: factor / f64::from(tasks),
            mean_absolute: absolute / f64::from(tasks),
        })
        .collect()
}
