//! What a change of a plan leads to: rows to keep and things to say.

use std::collections::BTreeSet;

use cascade_method::{light::Light, text::Text};
use chrono::{DateTime, NaiveDate, Utc};

use super::{facts::ParentFact, notification::Notification, view::PathStep};
use crate::ids::{AlertId, CorrectionId, GoalId, KeyResultId, PlanId, RequestId, TaskId};

/// What has changed since the last commit: the rows to write, and what to tell others, in the order it happened.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Tasks whose facts or derived state changed.
    pub tasks: BTreeSet<TaskId>,
    /// Key results likewise.
    pub key_results: BTreeSet<KeyResultId>,
    /// Goals likewise.
    pub goals: BTreeSet<GoalId>,
    /// Alerts likewise.
    pub alerts: BTreeSet<AlertId>,
    /// Tasks whose run of missed updates began, went on or ended.
    pub missed: BTreeSet<TaskId>,
    /// Foreign tasks whose facts changed.
    pub foreign: BTreeSet<TaskId>,
    /// Resource requests whose facts changed.
    pub requests: BTreeSet<RequestId>,
    /// Plans that began or ceased to wait for a task of this one.
    pub outgoing: BTreeSet<(TaskId, PlanId)>,
    /// What a plan says that tasks of this one make red there.
    pub impacts: BTreeSet<(TaskId, PlanId)>,
    /// Goals of other plans that hang, or hang no longer, under something of this one.
    pub hanging: BTreeSet<GoalId>,
    /// Goals of this plan of which another has said what is above them.
    pub placed: BTreeSet<(GoalId, PlanId)>,
    /// Timers to set (replacing one of the same purpose) or to take back.
    pub timers: Vec<TimerChange>,
    /// What to tell people.
    pub notifications: Vec<Notification>,
    /// What to tell others.
    pub said: Vec<Said>,
    /// Plans that are told already how a task stands that they wait for.
    told: BTreeSet<(TaskId, PlanId)>,
}

impl Outcome {
    /// Tells a plan that waits for a task how it stands; once is enough, as it is looked at when all is settled.
    pub fn tell_successor(&mut self, task: TaskId, successor: PlanId) {
        if self.told.insert((task, successor)) {
            self.said.push(Said::PredecessorMoved { task, successor });
        }
    }
}

/// A timer to set or to take back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerChange {
    /// What it is for.
    pub purpose: Purpose,
    /// When it rings; none takes it back.
    pub due: Option<DateTime<Utc>>,
}

/// What a timer is for; a plan has at most one for each purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The plan is settled anew: at the start of each day, and when it is somebody else's turn to be asked.
    Day,
    /// A level of an alert lapses.
    Level(AlertId),
}

/// Something that other systems are told.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A task's forecast moved.
    ForecastChanged {
        /// The task.
        task: TaskId,
        /// Forecast finish before.
        previous: Option<NaiveDate>,
    },
    /// A light changed.
    LightChanged {
        /// Of what.
        subject: Subject,
        /// Its code.
        code: String,
        /// None where it had none.
        before: Option<Light>,
        /// Now.
        after: Light,
        /// Why.
        reason: Text,
        /// From the cause to the subject.
        path: Vec<PathStep>,
        /// Day it happened on.
        on: NaiveDate,
    },
    /// An alert was raised.
    AlertRaised(AlertId),
    /// A level lapsed and the next was told, or a goal of the company came to be at risk and level 4 was.
    AlertEscalated {
        /// The alert.
        alert: AlertId,
        /// Level at which it stood.
        from: u8,
    },
    /// An alert changed in another way.
    AlertChanged(AlertId),
    /// A correction was filed.
    CorrectionFiled {
        /// The alert.
        alert: AlertId,
        /// The correction.
        correction: CorrectionId,
    },
    /// An alert was closed.
    AlertClosed(AlertId),
    /// To another plan: this plan waits (or no longer waits) for its task.
    EdgeDeclared {
        /// The other plan's task.
        predecessor: TaskId,
        /// The other plan.
        plan: PlanId,
        /// Waits, or no longer.
        active: bool,
    },
    /// To another plan that waits for a task of this one: it moved.
    PredecessorMoved {
        /// The task.
        task: TaskId,
        /// The plan that waits.
        successor: PlanId,
    },
    /// To the plan of a task that this plan waits for: what it makes red here.
    ImpactDeclared {
        /// The other plan's task.
        predecessor: TaskId,
        /// The other plan.
        plan: PlanId,
    },
    /// To the plan of what a goal hangs, or hangs no longer, under: how it stands.
    GoalRolledUp {
        /// The goal.
        goal: GoalId,
        /// What it hangs under, or did.
        parent: ParentFact,
        /// Whether it does.
        hangs: bool,
    },
    /// To the plan of a goal that hangs under something of this one: what is above it.
    GoalPlaced {
        /// The other plan's goal.
        goal: GoalId,
    },
}

/// What a light belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A task.
    Task(TaskId),
    /// A key result.
    KeyResult(KeyResultId),
    /// A goal.
    Goal(GoalId),
}
