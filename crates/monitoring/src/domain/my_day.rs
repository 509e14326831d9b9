//! What one person must do now, in one order: by the instant that it is due, then by what it is.

use cascade_method::{
    Text,
    escalation::{Level, Stage},
    light::Light,
};
use cascade_schedule::Calendar;
use chrono::{DateTime, NaiveDate, Utc};

use super::{alert::Alert, missed::MissedRun, settle::Moment};
use crate::ids::{AdjustmentId, AlertId, PlanId, RequestId, TaskId};

/// What is to be done; in the order in which it is asked for where several things are due at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Todo {
    /// Accept a correction or ask for another.
    Decide,
    /// Approve or reject a resource request.
    DecideRequest,
    /// Approve or reject an adjustment.
    ApproveAdjustment,
    /// Say why a task is late.
    Explain,
    /// File a correction.
    Correct,
    /// Say whether an accepted correction has worked.
    Verify,
    /// Do what a correction says.
    CarryOut,
    /// Say whether a resource that was expected has arrived.
    ConfirmArrival,
    /// Write an adjustment that was refused anew, or leave it.
    ReviseAdjustment,
    /// Ask a task's owner who has not said how it stands.
    Ask,
    /// A task that is due, or past it.
    Finish,
    /// A task that should have begun.
    Start,
    /// A task that will be late as it goes.
    CatchUp,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is to be done.
    pub todo: Todo,
    /// What it is about, in a line.
    pub title: Text,
    /// What is to be done, in a sentence.
    pub what: Text,
    /// Until when.
    pub due: DateTime<Utc>,
    /// How urgent it is.
    pub light: Light,
    /// Plan that it is of.
    pub plan: PlanRef,
    /// What it is about.
    pub about: About,
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A task.
    Task(TaskId),
    /// An alert at a level, with its cause.
    Alert(AlertId, Level, TaskId),
    /// A resource request of a task.
    Request(RequestId, TaskId),
    /// An adjustment of the plan.
    Adjustment(AdjustmentId),
}

/// A plan by identity and code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRef {
    /// Identity.
    pub id: PlanId,
    /// Code.
    pub code: String,
}

/// A person's unfinished task, as far as it may call for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTask {
    /// Identity.
    pub id: TaskId,
    /// Its plan.
    pub plan: PlanRef,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// First planned day.
    pub planned_start: NaiveDate,
    /// Last planned day.
    pub planned_end: NaiveDate,
    /// First day worked.
    pub actual_start: Option<NaiveDate>,
    /// Last forecast day.
    pub forecast_finish: Option<NaiveDate>,
    /// Its light.
    pub light: Light,
}

/// A task whose updates are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// Identity.
    pub task: TaskId,
    /// Its plan.
    pub plan: PlanRef,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Person code of its owner.
    pub owner: String,
    /// What is missing.
    pub run: MissedRun,
}

impl Entry {
    /// Where it stands in the list: keys compare as the entries do.
    #[must_use]
    pub fn key(&self) -> String {
        let id = match self.about {
            About::Task(id) => id.to_string(),
            About::Alert(id, ..) => id.to_string(),
            About::Request(id, _) => id.to_string(),
            About::Adjustment(id) => id.to_string(),
        };
        // Seconds since 1970 in as many digits as any year needs.
        format!(
            "{:012}{:02}{id}",
            self.due.timestamp().max(0),
            self.todo as u8
        )
    }
}

/// Everything that a person must do, most urgent first, with what else `awaits` them. A task whose alert waits for the same person is the alert's.
#[must_use]
pub fn list(
    person: &str,
    alerts: &[(PlanRef, Alert)],
    silent: &[Silent],
    tasks: &[OwnTask],
    awaits: Vec<Entry>,
    moment: Moment,
    soon: NaiveDate,
) -> Vec<Entry> {
    let end = |day: NaiveDate| moment.beginning(day.succ_opt().unwrap_or(day));
    let mut entries: Vec<Entry> = awaits;
    for (plan, alert) in alerts {
        if alert.assignee == person {
            entries.extend(asked(plan, alert, &end));
        }
        entries.extend(owed(person, plan, alert, &end));
    }
    let today = end(moment.today);
    entries.extend(silent.iter().map(|silent| ask(silent, today)));
    for task in tasks {
        let spoken_of =
            |entry: &Entry| matches!(entry.about, About::Alert(.., cause) if cause == task.id);
        if !entries.iter().any(spoken_of) {
            entries.extend(own(task, moment.today, soon, &end));
        }
    }
    entries.sort_by_cached_key(Entry::key);
    entries
}

/// Last day that counts as soon: so many working days from today.
#[must_use]
pub fn soon(calendar: &Calendar, today: NaiveDate, days: i32) -> NaiveDate {
    calendar.add_working_days(calendar.previous_working(today), days)
}

fn asked(
    plan: &PlanRef,
    alert: &Alert,
    end: &impl Fn(NaiveDate) -> DateTime<Utc>,
) -> Option<Entry> {
    let level = alert.ladder.level;
    let (todo, what) = match alert.ladder.stage {
        Stage::Closed => return None,
        Stage::Verifying | Stage::Unverified => (
            Todo::Verify,
            Text::new(
                "请确认纠偏措施是否有效",
                "Say whether the correction has worked",
            ),
        ),
        Stage::Correcting => (
            Todo::Decide,
            Text::new(
                "请对纠偏措施作出决定",
                "Accept the correction or ask for another",
            ),
        ),
        Stage::Open if level == Level::L1 => (
            Todo::Explain,
            Text::new("请说明延期原因", "Say why it is late"),
        ),
        Stage::Open | Stage::Explained | Stage::Reopened => (
            Todo::Correct,
            Text::new("请提交纠偏措施", "File a correction"),
        ),
    };
    let due = alert
        .ladder
        .due
        .or_else(|| alert.corrections.last().map(|filed| end(filed.due)))
        .unwrap_or(alert.raised_at);
    Some(entry(plan, alert, todo, what, due))
}

/// The correction that a person has to carry out.
fn owed(
    person: &str,
    plan: &PlanRef,
    alert: &Alert,
    end: &impl Fn(NaiveDate) -> DateTime<Utc>,
) -> Option<Entry> {
    let filed = alert.corrections.last()?;
    if filed.owner != person || !alert.ladder.stage.is_accepted() {
        return None;
    }
    let what = Text::new(
        format!(
            "请完成纠偏措施「{}」：{}",
            filed.measure.label().zh,
            filed.description
        ),
        format!(
            "Carry out the correction ({}): {}",
            filed.measure.label().en,
            filed.description
        ),
    );
    Some(entry(plan, alert, Todo::CarryOut, what, end(filed.due)))
}

fn entry(plan: &PlanRef, alert: &Alert, todo: Todo, what: Text, due: DateTime<Utc>) -> Entry {
    Entry {
        todo,
        title: alert.summary.clone(),
        what,
        due,
        light: alert.light,
        plan: plan.clone(),
        about: About::Alert(alert.id, alert.ladder.level, alert.cause),
    }
}

fn ask(silent: &Silent, due: DateTime<Utc>) -> Entry {
    let missed = silent.run.missed;
    Entry {
        todo: Todo::Ask,
        title: Text::new(
            format!("{} {}", silent.code, silent.name),
            format!("{} {}", silent.code, silent.name),
        ),
        what: Text::new(
            format!(
                "连续 {missed} 个工作日没有更新，请向 {} 了解情况",
                silent.owner
            ),
            format!(
                "No update for {missed} working days in a row: ask {}",
                silent.owner
            ),
        ),
        due,
        light: Light::Yellow,
        plan: silent.plan.clone(),
        about: About::Task(silent.task),
    }
}

fn own(
    task: &OwnTask,
    today: NaiveDate,
    soon: NaiveDate,
    end: &impl Fn(NaiveDate) -> DateTime<Utc>,
) -> Option<Entry> {
    let late = task
        .forecast_finish
        .filter(|finish| *finish > task.planned_end);
    let (todo, what, due) = if task.planned_end <= soon {
        let last = task.planned_end;
        let what = if last < today {
            Text::new(
                format!("已过计划完成日 {last}，请完成"),
                format!("Planned to be done by {last}: finish it"),
            )
        } else {
            Text::new(
                format!("请于 {last} 前完成"),
                format!("Finish it by {last}"),
            )
        };
        (Todo::Finish, what, last)
    } else if task.actual_start.is_none() && task.planned_start <= today {
        let first = task.planned_start;
        let what = Text::new(
            format!("计划 {first} 开始，请开始或说明原因"),
            format!("Planned to begin on {first}: begin it or say why not"),
        );
        (Todo::Start, what, first)
    } else if let Some(finish) = late {
        let what = Text::new(
            format!("预计 {finish} 完成，晚于计划 {}", task.planned_end),
            format!(
                "Forecast to be done by {finish}, later than planned: {}",
                task.planned_end
            ),
        );
        (Todo::CatchUp, what, task.planned_end)
    } else if task.light > Light::Green {
        let what = Text::new(
            "进度落后于计划，请赶上或更新",
            "Behind plan: catch up or report",
        );
        (Todo::CatchUp, what, task.planned_end)
    } else {
        return None;
    };
    Some(Entry {
        todo,
        title: Text::new(
            format!("{} {}", task.code, task.name),
            format!("{} {}", task.code, task.name),
        ),
        what,
        due: end(due),
        light: task.light,
        plan: task.plan.clone(),
        about: About::Task(task.id),
    })
}
